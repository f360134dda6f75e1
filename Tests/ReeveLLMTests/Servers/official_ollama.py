"""Asks an Ollama server by the official client, and prints what it understood as JSON.

    official_ollama.py HOST REQUEST

REQUEST is the body of a chat, or `{}` for the list of models.
"""

import json
import sys

import ollama

client = ollama.Client(host=sys.argv[1])
request = json.loads(sys.argv[2])
if not request:
    print(json.dumps([model.model for model in client.list().models]))
    sys.exit(0)
text, calls, last = "", [], None
try:
    for part in client.chat(**request):
        text += part.message.content or ""
        calls += [{"name": call.function.name, "arguments": dict(call.function.arguments)}
                  for call in part.message.tool_calls or []]
        last = part
except ollama.ResponseError as error:
    print(json.dumps({"error": error.error, "status": error.status_code}))
    sys.exit(0)
print(json.dumps({
    "text": text, "calls": calls, "done": last.done, "reason": last.done_reason, "model": last.model,
    "input": last.prompt_eval_count, "output": last.eval_count,
}))
