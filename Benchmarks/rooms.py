#!/usr/bin/env python3
"""Times the gate, the audit log and the MCP client of a release build beside their limits, in one run.

    Benchmarks/rooms.py PATH-TO-BENCHPROBE [gate|audit|mcp]...

Prints figure, limit and ratio, and ends with 1 where a ratio is beyond its bound. Gate and audit log: the best of a few
runs, in new stores below TMPDIR, which must be on the disk that is meant (not tmpfs). MCP client: client and limit take
turns with servers that stay open, and the median of the ratios counts, so that a load disturbs both alike.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

from table import Table

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
VENV = os.path.join(ROOT, ".venv/mcp-time/bin")


class Caller:
    """A program that makes as many calls as a line of its input says, and prints how fast."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def call(self, count):
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measure_once(probe, *words):
    folder = tempfile.mkdtemp(prefix="reeve-bench-")
    try:
        return json.loads(subprocess.run([probe, *words, folder], check=True, capture_output=True, text=True).stdout)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def gate(probe, table, rounds=7):
    found = [measure_once(probe, "gate", "10000", "256") for _ in range(rounds)]
    for figures in found:
        if figures["succeeded"] != 10_000 or figures["audit_events"] < 20_000:
            sys.exit(f"the gate's runs did not all succeed with their events: {figures}")
    best = max(found, key=lambda figures: figures["runs_per_second"])
    table.at_least("10,000 no-op runs through the gate", best["runs_per_second"], 5_000)
    print(f"  processor time of a run: {best['processor_microseconds_per_run']} us of all threads")


def audit(probe, table, rounds=5):
    found = [measure_once(probe, "audit", "100000") for _ in range(rounds)]
    for name, key, limit in [
        ("audit append, durable in the store", "append_durable", 20_000),
        ("audit append, the log alone", "append", 20_000),
        ("audit verify, out of the store", "verify_store", 200_000),
        ("audit verify, the log alone", "verify", 200_000),
    ]:
        table.at_least(name, max(figures[key] for figures in found), limit)


def turns(client, limit, calls, rounds):
    """The client's speed, the limit's, and the median ratio of rounds in which each goes first in turn."""
    for caller in (client, limit):
        caller.call(calls)
    pairs = []
    for index in range(rounds):
        if index % 2:
            slow = limit.call(calls)
            pairs.append((client.call(calls), slow))
        else:
            quick = client.call(calls)
            pairs.append((quick, limit.call(calls)))
    speeds = [(ours["calls_per_second"], theirs["calls_per_second"]) for ours, theirs in pairs]
    used = pairs[-1][0].get("processor_microseconds_per_call")
    medians = [statistics.median(column) for column in zip(*speeds)]
    return medians[0], medians[1], statistics.median(ours / theirs for ours, theirs in speeds), used


def mcp(probe, table):
    scratch = tempfile.mkdtemp(prefix="reeve-bench-")
    callers = []
    try:
        programs = {}
        for name in ("bare_pipe", "no_op_server"):
            programs[name] = os.path.join(scratch, name)
            source = os.path.join(HERE, name + ".c")
            subprocess.run(["cc", "-O2", "-pthread", "-o", programs[name], source], check=True)
        server = [os.path.join(VENV, "mcp-server-time"), "--local-timezone", "UTC"]
        zone = json.dumps({"timezone": "UTC"})
        client = Caller(probe, "mcp", "8", "get_current_time", zone, *server)
        limit = Caller(programs["bare_pipe"], "8", "get_current_time", zone, *server)
        callers += [client, limit]
        ours, theirs, ratio, used = turns(client, limit, 800, 25)
        table.at_least("MCP calls, 8 sessions, by a bare pipe loop", ours, theirs, 0.9, ratio=ratio)
        print(f"  processor time of a call: {used} us in the client")

        client = Caller(probe, "mcp", "1", "noop", "{}", programs["no_op_server"])
        official = Caller(
            os.path.join(VENV, "python"), os.path.join(HERE, "official_client.py"), "noop", programs["no_op_server"])
        callers += [client, official]
        ours, theirs, ratio, _ = turns(client, official, 1_000, 9)
        table.at_least("MCP calls, 1 session, by the official client", ours, theirs, 3.0, ratio=ratio)
    finally:
        for caller in callers:
            caller.close()
        shutil.rmtree(scratch, ignore_errors=True)


def main():
    probe = os.path.abspath(sys.argv[1])
    table = Table()
    parts = {"gate": gate, "audit": audit, "mcp": mcp}
    for name in sys.argv[2:] or parts:
        parts[name](probe, table)
    table.finish()


if __name__ == "__main__":
    main()
