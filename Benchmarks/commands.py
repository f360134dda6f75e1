#!/usr/bin/env python3
"""Times whole commands of a release build beside their limits, in one run.

    Benchmarks/commands.py PATH-TO-REEVE [OBJECTS]

Prints figure, limit and ratio, and ends with 1 where a ratio is beyond its bound. Each limit does the bare work on as
many cores as the command, so the ratios hold on slower machines too; the three absolute limits are what a person feels.
Each figure is the best of a few runs, and figure and limit take turns: on a machine that does other things the best run
is the one that was disturbed least.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor

import raw_insert
import raw_read
from table import Table

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)


class Runs:
    """Runs commands; remembers the largest memory of one."""

    def __init__(self, reeve):
        self.reeve = reeve
        self.memory = 0

    def seconds(self, *arguments):
        start = time.perf_counter()
        process = subprocess.Popen(
            [self.reeve, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"reeve {' '.join(arguments)} ended with {process.returncode}")
        self.memory = max(self.memory, usage.ru_maxrss / 1024)
        return elapsed


def elsewhere(function, *arguments):
    """Calls it in a process of its own: the kernel counts the largest memory of this one as that of each command."""
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(function, *arguments).result()


def main():
    objects = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    runs = Runs(os.path.abspath(sys.argv[1]))
    table = Table()
    row = table.at_most

    folder = tempfile.mkdtemp(prefix="reeve-bench-")
    try:
        os.chdir(folder)
        row("reeve --version (limit 10 ms)", min(runs.seconds("--version") for _ in range(20)) * 1000, 10, 1, "ms")
        os.mkdir("one")
        with open("one/a.yaml", "w") as file:
            file.write("apiVersion: reeve/v1\nkind: Organization\nmetadata: {name: acme}\nspec: {}\n")
        row("reeve plan, one file (limit 30 ms)", min(runs.seconds("plan", "one") for _ in range(20)) * 1000, 30, 1, "ms")

        loop = os.path.join(folder, "yaml_loop")
        subprocess.run(["cc", "-O2", "-o", loop, os.path.join(HERE, "yaml_loop.c"), "-lyaml"], check=True)
        taken = {}
        for count in (objects // 100, objects):
            shutil.rmtree("many", ignore_errors=True)
            subprocess.run(
                [sys.executable, os.path.join(ROOT, "scripts/generate-manifests.py"), str(count), "many"], check=True,
                stdout=subprocess.DEVNULL)
            files = sorted(os.path.join(base, name) for base, _, names in os.walk("many") for name in names)
            size = sum(os.path.getsize(name) for name in files)
            print(f"{count} objects, {size / 1e6:.1f} MB of YAML")

            def bare():
                start = time.perf_counter()
                subprocess.run([loop, str(len(os.sched_getaffinity(0))), *files], check=True)
                return time.perf_counter() - start

            # Figure and limit take turns, so that what else the machine does touches both.
            pairs = [(runs.seconds("validate", "many"), bare()) for _ in range(9)]
            validate, limit = (min(column) for column in zip(*pairs))
            applies = []
            for _ in range(3):
                shutil.rmtree(".reeve", ignore_errors=True)
                shutil.rmtree("reports", ignore_errors=True)
                applies.append(runs.seconds("apply", "--yes", "many"))
            raw = min(elsewhere(raw_insert.seconds, ".reeve/reeve.db") for _ in range(3))
            rounds = [
                (runs.seconds("plan", "many"), runs.seconds("validate", "many"), elsewhere(raw_read.seconds, "heads", ".reeve/reeve.db"))
                for _ in range(9)]
            plan, reading, heads = (min(column) for column in zip(*rounds))
            taken[count] = (validate, min(applies), plan)
            if count == objects:
                row("  validate by bare libyaml loops on all cores", validate, limit, 4.5)
                row("  first apply by reading and a raw insert", min(applies), validate + raw, 2.4)
                row("  no-op plan by reading files and heads", plan, reading + heads, 1.3)
        # A hundred times the objects, at most a hundred times the time.
        for name, small, large in zip(("validate", "first apply", "no-op plan"), taken[objects // 100], taken[objects]):
            row(f"  growth of {name}, 100 times the objects", large, small * 100, 1.0)
        row("largest memory of a command (limit 400 MB)", runs.memory, 400, 1, "MB")
    finally:
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)
    table.finish()


if __name__ == "__main__":
    main()
