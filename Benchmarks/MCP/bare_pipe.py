"""Calls per second of a bare pipe loop: the limit that a client can come near to.

bare_pipe.py SESSIONS CALLS TOOL JSON COMMAND...
"""
import json
import subprocess
import sys
import threading
import time

sessions, calls, tool, arguments = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4])
META = {
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": {"name": "bare", "version": "0"},
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
}


def line(method, params):
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": META}}
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def exchange(server, request):
    server.stdin.write(request)
    server.stdin.flush()
    return server.stdout.readline()


def work(server, count):
    for _ in range(count):
        exchange(server, CALL)


def run(count):
    threads = [threading.Thread(target=work, args=(server, count)) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


CALL = line("tools/call", {"name": tool, "arguments": arguments})
servers = [subprocess.Popen(sys.argv[5:], stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(sessions)]
for server in servers:
    exchange(server, line("server/discover", {}))
run(10)
start = time.perf_counter()
run(calls // sessions)
seconds = time.perf_counter() - start
total = calls // sessions * sessions
print(json.dumps({"calls": total, "calls_per_second": round(total / seconds)}))
for server in servers:
    server.stdin.close()
