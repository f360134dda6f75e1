#!/usr/bin/env python3
"""The limit that a first apply is compared with: every row of a store into the same tables with the same indexes, in one
durable transaction, by nothing but sqlite3. Prints seconds; reading the rows does not count.

    Benchmarks/raw_insert.py STORE
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


def main():
    script, rows = stored(sys.argv[1])
    with tempfile.TemporaryDirectory(dir=os.getcwd()) as folder:
        start = time.perf_counter()
        raw = sqlite3.connect(os.path.join(folder, "raw.db"), isolation_level=None)
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        for statement in script:
            raw.execute(statement)
        raw.execute("BEGIN")
        for name, content in rows.items():
            raw.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(content[0]))})", content)
        raw.execute("COMMIT")
        raw.close()
        print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
