#!/usr/bin/env python3
"""The limit that reads of a store are compared with: nothing but sqlite3 and SHA-256. Prints seconds.

    Benchmarks/raw_read.py heads STORE      identity and digest of every object
    Benchmarks/raw_read.py entries STORE    every entry of the audit log, hashed and compared with its leaf
"""

import hashlib
import sqlite3
import sys
import time


def heads(store):
    for _ in store.execute("SELECT uid, kind, organization, environment, name, digest, generation FROM object"):
        pass


def entries(store):
    for sequence, body, leaf in store.execute(
            "SELECT sequence, body, hash FROM audit_entry JOIN audit_leaf USING (sequence) ORDER BY sequence"):
        if hashlib.sha256(b"\0" + body.encode()).digest() != leaf:
            sys.exit(f"entry {sequence} does not fit its leaf")


def seconds(what, path):
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    start = time.perf_counter()
    {"heads": heads, "entries": entries}[what](store)
    return time.perf_counter() - start


if __name__ == "__main__":
    print(seconds(*sys.argv[1:3]))
