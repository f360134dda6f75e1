"""Checks report.json against its schema with jsonschema: check_json.py SCHEMA FILE."""

import json
import sys

import jsonschema

schema = json.load(open(sys.argv[1], encoding="utf-8"))
document = json.load(open(sys.argv[2], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(document), key=str)
for error in errors[:10]:
    print(f"{error.json_path}: {error.message[:200]}")
sys.exit(1 if errors else 0)
