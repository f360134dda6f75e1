#!/usr/bin/env python3
"""Times the gate, the audit log, the MCP client and the loop of tasks of a release build beside their limits, in one run.

    Benchmarks/rooms.py PATH-TO-BENCHPROBE [gate|audit|mcp|tasks]...

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
import threading

import raw_insert
import raw_read
from table import Table

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
VENV = os.path.join(ROOT, ".venv/mcp-time/bin")
MODELS = os.path.join(ROOT, ".venv/llm/bin")

# The least ratios to the bare work: two thirds of what was measured (docs/benchmarks.md).
GATE, APPEND, APPEND_ALONE, VERIFY, VERIFY_ALONE = 0.25, 0.35, 1.2, 0.45, 1.1


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


def measure_once(probe, limits, *words):
    """What the probe prints, and what `limits` measures in the folder that the probe has worked in."""
    folder = tempfile.mkdtemp(prefix="reeve-bench-")
    try:
        found = subprocess.run([probe, *words, folder], check=True, capture_output=True, text=True).stdout
        return {**json.loads(found), **limits(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def best(found, figure, limit):
    """The best of each; they have taken turns."""
    return max(figures[figure] for figures in found), max(figures[limit] for figures in found)


def gate(probe, table, rounds=5, runs=10_000, at_once=256):
    def limits(folder):
        # Two durable commits a run, each shared by the runs that wait at the same time.
        taken = raw_insert.seconds(os.path.join(folder, "gate.db"), 2 * runs // at_once, folder)
        return {"raw_runs_per_second": runs / taken}

    found = [measure_once(probe, limits, "gate", str(runs), str(at_once)) for _ in range(rounds)]
    for figures in found:
        if figures["succeeded"] != runs or figures["audit_events"] < 2 * runs:
            sys.exit(f"the gate's runs did not all succeed with their events: {figures}")
    table.at_least(
        "no-op runs through the gate, by raw writes", *best(found, "runs_per_second", "raw_runs_per_second"), GATE)
    used = min(figures["processor_microseconds_per_run"] for figures in found)
    print(f"  processor time of a run: {used} us of all threads")


def audit(probe, table, rounds=5, entries=100_000, at_once=512):
    def limits(folder):
        store = os.path.join(folder, "audit.db")
        return {
            "raw_append": entries / raw_insert.seconds(store, entries // at_once, folder),
            "raw_verify": entries / raw_read.seconds("entries", store),
        }

    found = [measure_once(probe, limits, "audit", str(entries)) for _ in range(rounds)]
    for name, figure, limit, bound in [
        ("audit append, durable, by raw inserts", "append_durable", "raw_append", APPEND),
        ("audit append, the log alone, by raw inserts", "append", "raw_append", APPEND_ALONE),
        ("audit verify of a store, by read and SHA-256", "verify_store", "raw_verify", VERIFY),
        ("audit verify, the log alone, by the same", "verify", "raw_verify", VERIFY_ALONE),
    ]:
        table.at_least(name, *best(found, figure, limit), bound)


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


def tasks(probe, table, rounds=3, at_once=200):
    """A turn without its provider against 3 ms; streaming tasks at once against the official client, in turn."""
    found = [measure_once(probe, lambda folder: {}, "tasks", "turn", "100", "8") for _ in range(rounds)]
    for figures in found:
        if figures["succeeded"] != 100:
            sys.exit(f"the tasks did not all succeed: {figures}")
    turn = min(found, key=lambda figures: figures["p99_microseconds"])
    table.at_most("a turn without its provider, p99", turn["p99_microseconds"] / 1000, 3.0, 1.0, unit="ms")
    print(f"  p50 {turn['p50_microseconds']} us, worst {turn['worst_microseconds']} us of {turn['turns']} turns")

    server = subprocess.Popen(
        [os.path.join(MODELS, "llmock"), "serve", "--host", "127.0.0.1", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for line in server.stdout:
            if "running on http://127.0.0.1:" in line.lower():
                endpoint = "http://127.0.0.1:" + line.split("127.0.0.1:")[1].split()[0] + "/v1"
                break
        else:
            sys.exit("llmock did not start")
        threading.Thread(target=lambda: [None for _ in server.stdout], daemon=True).start()
        pairs, peak = [], 0
        for _ in range(rounds):
            ours = measure_once(probe, lambda folder: {}, "tasks", "stream", "400", str(at_once), endpoint)
            if ours["succeeded"] != 400:
                sys.exit(f"the tasks did not all succeed: {ours}")
            theirs = json.loads(
                subprocess.run(
                    [os.path.join(MODELS, "python"), os.path.join(HERE, "official_openai.py"), endpoint, "400", str(at_once)],
                    check=True, capture_output=True, text=True).stdout)
            pairs.append((ours["tasks_per_second"], theirs["tasks_per_second"]))
            peak = max(peak, ours["peak_megabytes"])
        medians = [statistics.median(column) for column in zip(*pairs)]
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        table.at_least(f"streaming tasks, {at_once} at once, by the official client", *medians, 1.0, ratio=ratio)
        print(f"  memory of {at_once} tasks at once: {peak} MB")
    finally:
        server.terminate()
        server.wait()


def main():
    probe = os.path.abspath(sys.argv[1])
    table = Table()
    parts = {"gate": gate, "audit": audit, "mcp": mcp, "tasks": tasks}
    for name in sys.argv[2:] or parts:
        parts[name](probe, table)
    table.finish()


if __name__ == "__main__":
    main()
