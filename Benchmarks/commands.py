#!/usr/bin/env python3
"""Times whole commands of a release build beside their limits, in one run.

    Benchmarks/commands.py PATH-TO-REEVE [OBJECTS]

Prints figure, limit and ratio, and ends with 1 where a ratio is beyond its bound. Each figure is the best of a few
runs: on a machine that does other things the best run is the one that was disturbed least.
"""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from table import Table

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)


def best(rounds, action, before=lambda: None):
    found = float("inf")
    for _ in range(rounds):
        before()
        start = time.perf_counter()
        action()
        found = min(found, time.perf_counter() - start)
    return found


def stored(path):
    """The tables and indexes of a store, and the rows of every table that has some."""
    source = sqlite3.connect(path)
    tables = [script for (script,) in source.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    indexes = [script for (script,) in source.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")]
    rows = {}
    for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall():
        content = source.execute(f"SELECT * FROM {name}").fetchall()
        if content:
            rows[name] = content
    source.close()
    return tables, indexes, rows


def main():
    reeve = os.path.abspath(sys.argv[1])
    objects = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    table = Table()
    row = table.at_most

    folder = tempfile.mkdtemp(prefix="reeve-bench-")
    try:
        os.chdir(folder)

        def run(*arguments):
            subprocess.run([reeve, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        row("reeve --version (limit 10 ms)", best(20, lambda: run("--version")) * 1000, 10, 1, "ms")
        os.mkdir("one")
        with open("one/a.yaml", "w") as file:
            file.write("apiVersion: reeve/v1\nkind: Organization\nmetadata: {name: acme}\nspec: {}\n")
        row("reeve plan, one file (limit 30 ms)", best(20, lambda: run("plan", "one")) * 1000, 30, 1, "ms")

        for count in (objects // 100, objects):
            shutil.rmtree("many", ignore_errors=True)
            shutil.rmtree(".reeve", ignore_errors=True)
            subprocess.run([sys.executable, os.path.join(ROOT, "scripts/generate-manifests.py"), str(count), "many"], check=True, stdout=subprocess.DEVNULL)
            files = sorted(os.path.join(base, name) for base, _, names in os.walk("many") for name in names)
            size = sum(os.path.getsize(name) for name in files)
            print(f"{count} objects, {size / 1e6:.1f} MB of YAML")
            loop = os.path.join(folder, "yaml_loop")
            subprocess.run(["cc", "-O2", "-o", loop, os.path.join(HERE, "yaml_loop.c"), "-lyaml"], check=True)
            limit = best(5, lambda: subprocess.run([loop, *files], check=True, stdout=subprocess.DEVNULL))
            validate = best(5, lambda: run("validate", "many"))
            row("  validate against a bare libyaml loop", validate, limit, 2.0)
            apply = best(1, lambda: run("apply", "--yes", "many"))
            tables, indexes, rows = stored(".reeve/reeve.db")

            def insert():
                """Every row that the apply wrote, into the same tables with the same indexes, in one transaction."""
                for suffix in ("", "-wal", "-shm"):
                    if os.path.exists("raw.db" + suffix):
                        os.remove("raw.db" + suffix)
                raw = sqlite3.connect("raw.db", isolation_level=None)
                raw.execute("PRAGMA journal_mode = WAL")
                raw.execute("PRAGMA synchronous = FULL")
                for script in tables + indexes:
                    raw.execute(script)
                raw.execute("BEGIN")
                for name, content in rows.items():
                    raw.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(content[0]))})", content)
                raw.execute("COMMIT")
                raw.close()

            row("  first apply against reading and a raw insert", apply, validate + best(3, insert), 2.0)
            row("  no-op plan against reading alone", best(5, lambda: run("plan", "many")), validate, 1.3)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        row("largest memory of a command (limit 400 MB)", memory, 400, 1, "MB")
    finally:
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)
    table.finish()


if __name__ == "__main__":
    main()
