#!/usr/bin/env python3
"""The limit that writes are compared with: every row of a store into the same tables with the same indexes, in durable
transactions, by nothing but sqlite3. Prints seconds; reading the rows does not count.

    Benchmarks/raw_insert.py STORE [TRANSACTIONS]

The rows of each table are spread evenly over the transactions (1 where none are named).
"""

import os
import sqlite3
import sys
import tempfile
import time


def stored(path):
    """The tables and indexes of a store, and the rows of every table that has some."""
    source = sqlite3.connect(path)
    def scripts(kind):
        return [script for (script,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'", (kind,))]
    names = [name for (name,) in source.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    rows = {name: source.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    script = scripts("table") + scripts("index")
    source.close()
    return script, {name: content for name, content in rows.items() if content}


def seconds(path, transactions=1, folder=None):
    script, rows = stored(path)
    with tempfile.TemporaryDirectory(dir=folder or os.getcwd()) as scratch:
        start = time.perf_counter()
        raw = sqlite3.connect(os.path.join(scratch, "raw.db"), isolation_level=None)
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        for statement in script:
            raw.execute(statement)
        for number in range(transactions):
            raw.execute("BEGIN")
            for name, content in rows.items():
                part = content[len(content) * number // transactions:len(content) * (number + 1) // transactions]
                if part:
                    raw.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(part[0]))})", part)
            raw.execute("COMMIT")
        raw.close()
        return time.perf_counter() - start


if __name__ == "__main__":
    print(seconds(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1))
