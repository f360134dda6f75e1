"""Validates recorded client messages against the MCP schema of a revision.

validate_messages.py SCHEMA RECORD: prints `valid N`, or the messages that are not, and exits with 1.
Each message must fit the definition of its own method, not just any message.
"""
import json
import sys

import jsonschema

schema = json.load(open(sys.argv[1]))
key = "$defs" if "$defs" in schema else "definitions"
Validator = jsonschema.Draft202012Validator if key == "$defs" else jsonschema.Draft7Validator
by_method = {}
for name, definition in schema[key].items():
    method = definition.get("properties", {}).get("method", {}).get("const")
    if method:
        by_method[method] = name


def definition_for(message):
    if "method" in message:
        return by_method[message["method"]]
    if "result" in message:
        return "JSONRPCResultResponse" if "JSONRPCResultResponse" in schema[key] else "JSONRPCResponse"
    return "JSONRPCErrorResponse" if "JSONRPCErrorResponse" in schema[key] else "JSONRPCError"


bad = count = 0
for line in open(sys.argv[2], "rb"):
    message = json.loads(line)
    count += 1
    if message.get("method") == "server/discover" and "server/discover" not in by_method:
        continue  # the probe for the modern protocol, valid there
    try:
        name = definition_for(message)
        errors = list(Validator({**schema, "$ref": f"#/{key}/{name}", "anyOf": [{}]}).iter_errors(message))
    except KeyError as missing:
        errors = [f"no method {missing}"]
    # Requests and answers are JSON-RPC too; older schemas do not say so in the definition of the method.
    if message.get("jsonrpc") != "2.0":
        errors.append("not JSON-RPC 2.0")
    for error in errors:
        bad += 1
        print(f"{message}: {getattr(error, 'message', error)}")
print(f"valid {count}" if not bad else f"{bad} errors")
sys.exit(1 if bad else 0)
