"""Prints, as one JSON object, what the official Python client gets from a server.

official_client.py MODE CALLS COMMAND...
MODE is `auto`, `legacy` or a modern revision; CALLS is a JSON list of [tool, arguments].
With MODE `measure` CALLS is [tool, arguments, count, mode], and the calls per second are printed.
"""
import asyncio
import json
import os
import sys
import time

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client


def plain(model):
    return model.model_dump(by_alias=True, exclude_unset=True, mode="json")


async def main():
    mode, calls = sys.argv[1], json.loads(sys.argv[2])
    parameters = StdioServerParameters(command=sys.argv[3], args=sys.argv[4:], env=dict(os.environ))
    if mode == "measure":
        tool, arguments, count, mode = calls
        async with Client(stdio_client(parameters), mode=mode) as client:
            for _ in range(10):
                await client.call_tool(tool, arguments)
            start = time.perf_counter()
            for _ in range(count):
                await client.call_tool(tool, arguments)
            seconds = time.perf_counter() - start
        print(json.dumps({"calls": count, "calls_per_second": round(count / seconds)}))
        return
    async with Client(stdio_client(parameters), mode=mode) as client:
        tools, cursor = [], None
        while True:
            page = await client.list_tools(cursor=cursor)
            tools += [plain(tool) for tool in page.tools]
            cursor = page.next_cursor
            if cursor is None:
                break
        results = [plain(await client.call_tool(tool, arguments)) for tool, arguments in calls]
        print(json.dumps({"protocolVersion": client.protocol_version, "tools": tools, "results": results}))


asyncio.run(main())
