#!/usr/bin/env python3
"""A stand-in MCP server with bad manners; standard library only.

stand_in.py [MODE ...]: what it does at its start and on agreement.
The name of a called tool says what it does to that call.
With STAND_IN_RECORD in the environment every line that it reads is appended to that file.
"""
import json
import os
import signal
import subprocess
import sys
import time

MODES = set(sys.argv[1:])
REVISION = next((m for m in MODES if m[:2] == "20"), "2025-11-25")
LEGACY = REVISION != "2026-07-28"
RECORD = os.environ.get("STAND_IN_RECORD")


def raw(data):
    view = memoryview(data)
    while view:
        view = view[os.write(1, view):]


def send(message):
    raw(json.dumps(message).encode() + b"\n")


def reply(request, result):
    if not LEGACY:
        result.setdefault("resultType", "complete")
    send({"jsonrpc": "2.0", "id": request["id"], "result": result})


def fail(request, code, message, **more):
    send({"jsonrpc": "2.0", "id": request["id"], "error": {"code": code, "message": message, **more}})


def text(value, **more):
    return {"content": [{"type": "text", "text": value}], **more}


def grandchild(detached=False, double=False):
    code = "import signal,time;signal.signal(signal.SIGTERM,signal.SIG_IGN);signal.signal(signal.SIGHUP,signal.SIG_IGN);time.sleep(600)"
    if double:
        code = "import os,sys\nif os.fork(): os._exit(0)\nos.setsid()\nprint(os.getpid(),flush=True)\nos.close(1);os.close(0)\n" + code.replace(";", "\n")
        return int(subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL).stdout)
    return subprocess.Popen([sys.executable, "-c", code], start_new_session=detached).pid


def call(request):
    params = request["params"]
    name, arguments = params["name"], params.get("arguments", {})
    token = params.get("_meta", {}).get("progressToken")
    if name == "echo":
        reply(request, text(json.dumps(arguments, sort_keys=True), structuredContent=arguments))
    elif name == "failing":
        reply(request, text("it did not work", isError=True))
    elif name == "noise":
        raw(b"Starting up...\n\n[1,2]\n{\"level\":\"info\"}\n17\n\xff\xfe broken\n")
        reply(request, text("after noise"))
    elif name == "never":
        pass
    elif name == "late":
        late.append(request)
    elif name == "flush-late":
        for old in late:
            reply(old, text("late"))
        reply(request, text("flushed"))
    elif name == "wrong-id":
        number = request["id"]
        for foreign in ("x", 10 ** 6, -1, 1.5, None, True, f"0{number}", f"+{number}", f" {number}", f"{number}.0", "9" * 30, [number]):
            send({"jsonrpc": "2.0", "id": foreign, "result": text("foreign")})
        reply(request, text("right"))
    elif name == "string-id":
        send({"jsonrpc": "2.0", "id": str(request["id"]), "result": text("as text")})
        reply(request, text("again"))
    elif name == "twice":
        reply(request, text("first"))
        reply(request, text("second"))
    elif name == "huge-line":
        raw(b'{"jsonrpc":"2.0","id":%d,"result":{"content":[{"type":"text","text":"' % request["id"])
        for _ in range(arguments.get("megabytes", 50)):
            raw(b"x" * 1_000_000)
        raw(b'"}]}}\n')
    elif name == "split-utf8":
        line = json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": text("größe 😀 日本")}, ensure_ascii=False)
        for byte in line.encode() + b"\n":
            raw(bytes([byte]))
    elif name == "invalid-utf8":
        raw(b'{"jsonrpc":"2.0","id":%d,"result":{"content":[{"type":"text","text":"\xff"}]}}\n' % request["id"])
    elif name == "too-deep":
        raw(b'{"jsonrpc":"2.0","id":%d,"result":%s%s}\n' % (request["id"], b"[" * 5000, b"]" * 5000))
    elif name == "exit-mid-call":
        print("giving up", file=sys.stderr, flush=True)
        os._exit(7)
    elif name == "killed-mid-call":
        os.kill(os.getpid(), signal.SIGKILL)
    elif name == "exit-mid-line":
        raw(b'{"jsonrpc":"2.0","id":%d,"resu' % request["id"])
        os._exit(0)
    elif name == "close-stdout":
        os.close(1)
        time.sleep(600)
    elif name == "flood-progress":
        for step in range(20_000):
            send({"jsonrpc": "2.0", "method": "notifications/progress",
                  "params": {"progressToken": token, "progress": step, "total": 20_000, "message": "step"}})
        for step in (5, 5, 4):
            send({"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progressToken": token, "progress": step}})
        reply(request, text("flooded"))
    elif name == "foreign-progress":
        for token in ("x", 999, None):
            send({"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progressToken": token, "progress": 1}})
        reply(request, text("done"))
    elif name == "flood-stderr":
        for _ in range(5_000):
            os.write(2, b"e" * 999 + b"\n")
        os.write(2, b"no line feed")
        reply(request, text("flooded"))
    elif name == "rpc-error":
        fail(request, -32602, "no such tool", data={"tool": name})
    elif name == "error-without-id":
        send({"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "parse error"}})
    elif name == "elicit":
        send({"jsonrpc": "2.0", "id": "e1", "method": "elicitation/create",
              "params": {"message": "name?", "requestedSchema": {"type": "object", "properties": {}}}})
    elif name == "elicit-and-go-on":
        send({"jsonrpc": "2.0", "id": "e1", "method": "elicitation/create",
              "params": {"message": "name?", "requestedSchema": {"type": "object", "properties": {}}}})
        answer = json.loads(read())
        reply(request, text(json.dumps(answer), isError=arguments.get("fails", False)))
    elif name == "half-line":
        raw(b'{"jsonrpc": "2.0", "method": "notif\n')
        raw(b'{"jsonrpc":"2.0","id":%d,"result":{"content":[{"ty\n' % request["id"])
        reply(request, text("whole"))
    elif name == "lost-of-two":
        raw(b'{"jsonrpc":"2.0","id":%d,"result":{"content":[],}}\n' % request["id"])
    elif name == "both":
        send({"jsonrpc": "2.0", "id": request["id"], "result": text("it worked"),
              "error": {"code": -32000, "message": "it did not"}})
    elif name == "null-error":
        send({"jsonrpc": "2.0", "id": request["id"], "result": text("it worked"), "error": None})
    elif name == "input-rounds":
        asked = params.get("inputResponses")
        if asked is None or arguments.get("endless"):
            reply(request, {"resultType": "input_required", "requestState": "s",
                            "inputRequests": {"who": {"method": arguments.get("method", "elicitation/create"), "params": {}}}})
        else:
            reply(request, text(json.dumps([asked, params.get("requestState")], sort_keys=True)))
    elif name == "state-only":
        if params.get("requestState") == "2":
            reply(request, text("went on"))
        else:
            reply(request, {"resultType": "input_required", "requestState": str(int(params.get("requestState", "0")) + 1)})
    elif name == "ask-client":
        for number, method in enumerate(("ping", "sampling/createMessage", "roots/list", "surprise/me")):
            send({"jsonrpc": "2.0", "id": f"s{number}", "method": method, "params": {}})
        answers = [json.loads(read()) for _ in range(4)]
        reply(request, text(json.dumps(answers)))
    elif name == "ping-flood":
        for number in range(20_000):
            send({"jsonrpc": "2.0", "id": f"p{number}", "method": "ping"})
        reply(request, text("flooded"))
    elif name == "input-required":
        reply(request, {"resultType": "input_required", "requestState": "s"})
    elif name == "odd-result-type":
        reply(request, {"resultType": "task", "taskId": "t"})
    elif name == "odd-result":
        reply(request, {"content": "text"})
    elif name == "list-result":
        send({"jsonrpc": "2.0", "id": request["id"], "result": []})
    elif name == "batch":
        send([{"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": 1}},
              {"jsonrpc": "2.0", "id": request["id"], "result": text("in a batch")}])
    elif name == "list-changed":
        send({"jsonrpc": "2.0", "method": "notifications/tools/list_changed"})
        reply(request, text("changed"))
    elif name == "environment":
        reply(request, text(json.dumps(dict(os.environ))))
    elif name == "process":
        import resource
        status = dict(line.split(":", 1) for line in open("/proc/self/status"))
        reply(request, text("", structuredContent={
            "pid": os.getpid(), "ppid": os.getppid(), "pgid": os.getpgrp(), "sid": os.getsid(0), "cwd": os.getcwd(),
            "argv": sys.argv, "descriptors": sorted(int(d) for d in os.listdir("/proc/self/fd")),
            "blocked": status["SigBlk"].strip(), "ignored": status["SigIgn"].strip(),
            "cpu": resource.getrlimit(resource.RLIMIT_CPU), "data": resource.getrlimit(resource.RLIMIT_DATA),
            "files": resource.getrlimit(resource.RLIMIT_NOFILE), "core": resource.getrlimit(resource.RLIMIT_CORE)}))
    elif name == "allocate":
        try:
            block = bytearray(arguments["bytes"])
            reply(request, text(f"got {len(block)}"))
        except MemoryError:
            reply(request, text("refused", isError=True))
    elif name == "grandchild":
        reply(request, text("", structuredContent={"pid": grandchild()}))
    elif name == "detached-grandchild":
        reply(request, text("", structuredContent={"pid": grandchild(detached=True)}))
    elif name == "daemon":
        reply(request, text("", structuredContent={"pid": grandchild(double=True)}))
    elif name == "grandchild-then-exit":
        reply(request, text("", structuredContent={"pid": grandchild()}))
        os._exit(0)
    elif name == "stop-reading":
        reply(request, text("not reading"))
        time.sleep(600)
    elif name == "close-stdin":
        os.close(0)
        reply(request, text("closed"))
        time.sleep(600)
    else:
        fail(request, -32602, f"unknown tool {name}")


def tools(request):
    cursor = request.get("params", {}).get("cursor")
    tool = lambda name: {"name": name, "inputSchema": {"type": "object"}}
    more = {} if LEGACY else {"ttlMs": 0, "cacheScope": "private"}
    if "same-cursor" in MODES:
        reply(request, {"tools": [tool("a")], "nextCursor": "again", **more})
    elif "endless-cursor" in MODES:
        number = int(cursor or 0) + 1
        reply(request, {"tools": [], "nextCursor": str(number), **more})
    elif "many-tools" in MODES:
        number = int(cursor or 0) + 1
        reply(request, {"tools": [tool(f"t{number}-{i}") for i in range(500)], "nextCursor": str(number), **more})
    elif "empty-cursor" in MODES:
        if cursor is None:
            reply(request, {"tools": [tool("a")], "nextCursor": "", **more})
        elif cursor == "":
            reply(request, {"tools": [tool("b")], "nextCursor": "x", **more})
        else:
            reply(request, {"tools": [tool("c")], "nextCursor": None, **more})
    elif "same-cursor-new-tools" in MODES:
        pages.append(cursor)
        reply(request, {"tools": [tool(f"t{len(pages)}")], "nextCursor": "again", **more})
    elif "two-of-one-name" in MODES:
        reply(request, {"tools": [tool("a"), {**tool("b"), "description": "first"}, {**tool("b"), "description": "second"},
                                  tool(""), tool("n" * 129), tool("n" * 128), {"inputSchema": {}}], **more})
    elif "odd-cursor" in MODES:
        reply(request, {"tools": [], "nextCursor": 5, **more})
    elif "nameless-tool" in MODES:
        reply(request, {"tools": [{"inputSchema": {}}], **more})
    elif "odd-list" in MODES:
        reply(request, {"tools": {}, **more})
    else:
        reply(request, {"tools": [tool("echo")], **more})


def read():
    line = sys.stdin.buffer.readline()
    if RECORD and line:
        with open(RECORD, "ab") as record:
            record.write(line)
    return line


late = []
pages = []
DELAY = next((float(m[6:]) for m in MODES if m.startswith("delay=")), 0)
if "polite-term" in MODES:
    def end(*_):
        print("good bye", file=sys.stderr, flush=True)
        os._exit(0)
    signal.signal(signal.SIGTERM, end)
if "prints-usage" in MODES:
    raw(b"Usage: stand-in [--port N]\n")
    time.sleep(600)
if "prints-banner" in MODES:
    raw(b"Listening on http://127.0.0.1:8000\n")
    if "then-exits" in MODES:
        print("address in use", file=sys.stderr, flush=True)
        sys.exit(9)
    time.sleep(600)
if DELAY:
    time.sleep(DELAY)
if "ignore-term" in MODES:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "exit-at-once" in MODES:
    print("cannot find the configuration", file=sys.stderr)
    sys.exit(3)
if "noise-first" in MODES:
    raw(b"Welcome to the server\nloading {}\n")
if "slow-start" in MODES:
    time.sleep(0.5)
if "stderr-first" in MODES:
    print("listening on stdio", file=sys.stderr, flush=True)

while True:
    line = read()
    if not line:
        if "ignore-eof" in MODES:
            time.sleep(600)
        break
    request = json.loads(line)
    method = request.get("method")
    if "mute" in MODES or "id" not in request:
        continue
    if method == "server/discover":
        if "exit-on-discover" in MODES:
            print("expected initialize", file=sys.stderr, flush=True)
            sys.exit(1)
        if "silent-discover" in MODES:
            continue
        if "discover-after-initialize" in MODES:
            waiting = request
            continue
        if "odd-discover-error" in MODES:
            send({"jsonrpc": "2.0", "id": request["id"], "error": {"code": "E_NO", "message": ["no"], "data": 3}})
        elif "yes-to-all" in MODES:
            reply(request, {})
        elif "lists-legacy" in MODES:
            reply(request, {"supportedVersions": ["2025-11-25"]})
        elif "lists-future" in MODES:
            reply(request, {"supportedVersions": ["2031-01-01"]})
        elif "refuses-version" in MODES:
            fail(request, -32022, "unsupported", data={"supported": ["2031-01-01"], "requested": "2026-07-28"})
        elif "refuses-oddly" in MODES:
            fail(request, -32022, "unsupported", data="nothing")
        elif "wants-capability" in MODES:
            fail(request, -32021, "capability missing", data={"requiredCapabilities": {"sampling": {}}})
        elif LEGACY:
            fail(request, -32601, "method not found")
        else:
            reply(request, {"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}}, "ttlMs": 0,
                            "cacheScope": "public", "instructions": "be kind",
                            "_meta": {"io.modelcontextprotocol/serverInfo": {"name": "stand-in", "version": "1"}}})
    elif method == "initialize":
        if "exit-on-initialize" in MODES:
            print("expected server/discover", file=sys.stderr, flush=True)
            sys.exit(1)
        if not LEGACY:
            fail(request, -32022, "unsupported", data={"supported": ["2026-07-28"], "requested": "2025-11-25"})
            if "discover-after-initialize" in MODES:
                request = waiting
                reply(request, {"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}}, "ttlMs": 0, "cacheScope": "public"})
            continue
        if "future-initialize" in MODES:
            REVISION = "2031-01-01"
        if "initialize-error" in MODES:
            fail(request, -32000, "not today")
            continue
        reply(request, {"protocolVersion": REVISION,
                        "capabilities": {} if "no-tools" in MODES else {"tools": {}},
                        "serverInfo": {"name": "stand-in", "version": "1"}, "instructions": "be kind"})
    elif method == "tools/list":
        tools(request)
    elif method == "tools/call":
        call(request)
    elif method == "ping":
        reply(request, {})
    else:
        fail(request, -32601, "method not found")
