"""Reads runs.csv with the csv module; prints rows, columns and one field: read_csv.py FILE ROW COLUMN."""

import csv
import sys

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    raw = file.read()
rows = list(csv.DictReader(raw.splitlines(keepends=True), strict=True))
if not raw.endswith("\r\n"):
    sys.exit("the last record has no line end")
for row in rows:
    if None in row or None in row.values():
        sys.exit(f"a record of another length: {row}")
    for value in row.values():
        if value.strip()[:1] in ("=", "+", "-", "@"):
            sys.exit(f"a formula: {value!r}")
print(len(rows), len(rows[0]))
print(rows[int(sys.argv[2])][sys.argv[3]], end="")
