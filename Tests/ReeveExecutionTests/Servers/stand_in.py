"""A tiny MCP server over stdio, for tests: tools `env`, `sleep`, `noise`, `crash`."""
import json
import os
import signal
import sys
import time

if "--stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)

TOOLS = [{"name": name, "inputSchema": {"type": "object"}} for name in ("env", "sleep", "noise", "crash")]


def answer(request):
    method = request["method"]
    if method == "initialize":
        return {
            "protocolVersion": "2025-06-18",
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "stand-in", "version": "1.0"},
        }
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "tools/call":
        name, arguments = request["params"]["name"], request["params"].get("arguments", {})
        text = "done"
        if name == "env":
            text = json.dumps({"cwd": os.getcwd(), "env": dict(os.environ), "pid": os.getpid()}, sort_keys=True)
        if name == "sleep":
            time.sleep(arguments["seconds"])
        if name == "noise":
            print("password is " + os.environ.get("TOKEN", ""), file=sys.stderr, flush=True)
        if name == "crash":
            print("giving up, token " + os.environ.get("TOKEN", ""), file=sys.stderr, flush=True)
            os._exit(3)
        return {"content": [{"type": "text", "text": text}]}
    return None


for line in sys.stdin:
    request = json.loads(line)
    if "id" not in request:
        continue
    result = answer(request)
    reply = {"jsonrpc": "2.0", "id": request["id"]}
    if result is None:
        reply["error"] = {"code": -32601, "message": "no such method"}
    else:
        reply["result"] = result
    print(json.dumps(reply), flush=True)
