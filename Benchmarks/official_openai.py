"""Tasks with the official `openai` client and asyncio: ask with streaming, give each call a result, until the answer.

    official_openai.py ENDPOINT TASKS AT_ONCE

Prints `{"tasks_per_second": N}`.
"""

import asyncio
import json
import sys
import time

import openai

TOOL = {
    "type": "function",
    "function": {"name": "git__echo", "description": "", "parameters": {"type": "object"}},
}


async def task(client):
    messages = [{"role": "user", "content": "Look at it."}]
    for _ in range(12):
        stream = await client.chat.completions.create(
            model="bench", messages=messages, tools=[TOOL], max_tokens=4096, stream=True,
            stream_options={"include_usage": True})
        text, calls = "", {}
        async for chunk in stream:
            for choice in chunk.choices:
                text += choice.delta.content or ""
                for piece in choice.delta.tool_calls or []:
                    call = calls.setdefault(piece.index, {"id": "", "name": "", "arguments": ""})
                    call["id"] += piece.id or ""
                    call["name"] += piece.function.name or ""
                    call["arguments"] += piece.function.arguments or ""
        if not calls:
            return text
        messages.append({
            "role": "assistant", "content": text or None,
            "tool_calls": [
                {"id": c["id"], "type": "function", "function": {"name": c["name"], "arguments": c["arguments"]}}
                for c in calls.values()
            ],
        })
        for call in calls.values():
            json.loads(call["arguments"] or "{}")
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": "ok"})
    raise SystemExit("a task has no end")


async def main(endpoint, tasks, at_once):
    client = openai.AsyncOpenAI(base_url=endpoint, api_key="none", max_retries=3)
    turn = asyncio.Semaphore(at_once)

    async def one():
        async with turn:
            await task(client)

    start = time.monotonic()
    await asyncio.gather(*(one() for _ in range(tasks)))
    print(json.dumps({"tasks_per_second": tasks / (time.monotonic() - start)}))


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
