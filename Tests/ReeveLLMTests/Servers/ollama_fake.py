"""An Ollama server without a model, by the documented facts of /api/chat, /api/tags and /api/version.

Requests are read as strictly as Ollama's own decoder reads them: arguments must be objects, a role must be known, and
`stream` is true where it is absent. What is answered depends on the model's name:

    echo         the words of the last message of the user, one a line
    tools        calls the first tool that is offered, whole in one line, without an id; a result is repeated in words
    tools-new    the same, with an id and an index, as newer servers have them
    broken       an error in the middle of the stream, with status 200
    cut          hangs up in the middle of the stream
    bare         no counters and no reason at the end, as imitations have it
    anything else is not found

The first line of output tells the port. The server ends with its input.
"""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODELS = ["echo", "tools", "tools-new", "broken", "cut", "bare"]
COUNTERS = {
    "total_duration": 174560334, "load_duration": 101397084, "prompt_eval_count": 11,
    "prompt_eval_duration": 13074791, "eval_duration": 52479709,
}


class Refused(Exception):
    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def need(condition, text):
    if not condition:
        raise Refused(400, text)


def check(body):
    need(isinstance(body.get("model"), str) and body["model"], "model is required")
    need(isinstance(body.get("messages", []), list), "json: cannot unmarshal into messages")
    for message in body.get("messages", []):
        need(message.get("role") in ("system", "user", "assistant", "tool"), "invalid role")
        need(isinstance(message.get("content", ""), str), "json: cannot unmarshal into content of type string")
        for call in message.get("tool_calls", []):
            need(isinstance(call["function"]["arguments"], dict), "json: cannot unmarshal string into arguments")
        if message["role"] == "tool":
            need(isinstance(message.get("tool_name", ""), str), "json: cannot unmarshal into tool_name")
    for tool in body.get("tools", []):
        need(tool.get("type") == "function" and tool["function"]["name"], "invalid tool")
    need(isinstance(body.get("options", {}), dict), "json: cannot unmarshal into options")
    if body["model"] not in MODELS:
        raise Refused(404, "model '%s' not found" % body["model"])


def example(schema):
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "string")
    if kind == "object":
        return {name: example(inner) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [example(schema.get("items", {}))]
    return {"integer": 1, "number": 0.5, "boolean": True, "null": None}.get(kind, "text")


def answer(body):
    """The messages of the stream, and the reason of its end."""
    last = body["messages"][-1] if body.get("messages") else {"role": "user", "content": ""}
    if body["model"].startswith("tools") and body.get("tools") and last["role"] != "tool":
        function = body["tools"][0]["function"]
        call = {"function": {"name": function["name"], "arguments": example(function.get("parameters", {}))}}
        if body["model"] == "tools-new":
            call["id"] = "call_fake1"
            call["function"]["index"] = 0
        return [{"content": "", "tool_calls": [call]}], "stop"
    if isinstance(body.get("format"), dict):
        text = json.dumps(example(body["format"]))
        pieces = [text[:5], text[5:]]
    elif last["role"] == "tool":
        pieces = ["the tool ", last.get("tool_name", "?"), " said: ", last["content"]]
    else:
        pieces = [word + " " for word in last["content"].split()]
    bound = body.get("options", {}).get("num_predict", -1)
    if 0 <= bound < len(pieces):
        return [{"content": piece} for piece in pieces[:bound]], "length"
    return [{"content": piece} for piece in pieces], "stop"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def send_json(self, value, status=200):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path == "/api/version":
            return self.send_json({"version": "0.13.0"})
        if self.path == "/api/tags":
            details = {"format": "gguf", "family": "fake", "families": ["fake"], "parameter_size": "1B"}
            return self.send_json({"models": [
                {"name": name + ":latest", "model": name + ":latest", "modified_at": "2025-10-17T23:14:07.414671Z",
                 "size": 1, "digest": "0" * 64, "details": details} for name in MODELS]})
        self.send_json({"error": "not found"}, 404)

    def do_POST(self):
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/api/chat":
            return self.send_json({"error": "not found"}, 404)
        try:
            body = json.loads(data)
            check(body)
            messages, reason = answer(body)
        except Refused as refused:
            return self.send_json({"error": str(refused)}, refused.status)
        except (ValueError, KeyError, TypeError) as error:
            return self.send_json({"error": "json: %s" % error}, 400)
        if body.get("stream", True):
            return self.stream(body["model"], messages, reason)
        whole = {"role": "assistant", "content": "".join(message["content"] for message in messages)}
        calls = [call for message in messages for call in message.get("tool_calls", [])]
        if calls:
            whole["tool_calls"] = calls
        self.send_json(self.end(body["model"], whole, reason, len(messages)))

    def part(self, model, message, done):
        return {"model": model, "created_at": "2025-10-17T23:14:07.414671Z", "message": message, "done": done}

    def end(self, model, message, reason, count):
        if model == "bare":
            return self.part(model, message, True)
        return {**self.part(model, message, True), "done_reason": reason, "eval_count": count, **COUNTERS}

    def stream(self, model, messages, reason):
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for index, message in enumerate(messages):
            if index == 1 and model == "broken":
                self.line({"error": "an error was encountered while running the model"})
                return self.chunk(b"")
            if index == 1 and model == "cut":
                self.close_connection = True
                return
            self.line(self.part(model, {"role": "assistant", **message}, False))
        self.line(self.end(model, {"role": "assistant", "content": ""}, reason, len(messages)))
        self.chunk(b"")

    def line(self, value):
        self.chunk(json.dumps(value, ensure_ascii=False).encode() + b"\n")

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print("running on http://127.0.0.1:%d" % server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
