"""The official Python client against one server: as many calls as each line of its input says.

official_client.py TOOL COMMAND...
"""

import asyncio
import json
import os
import sys
import time

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client


async def main():
    parameters = StdioServerParameters(command=sys.argv[2], args=sys.argv[3:], env=dict(os.environ))
    async with Client(stdio_client(parameters), mode="2026-07-28") as client:
        while line := await asyncio.to_thread(sys.stdin.readline):
            count = int(line)
            start = time.perf_counter()
            for _ in range(count):
                await client.call_tool(sys.argv[1], {})
            print(json.dumps({"calls_per_second": count / (time.perf_counter() - start)}), flush=True)


asyncio.run(main())
