#!/bin/sh
# Calls per second of the MCP client, five times: beside a bare pipe loop (mcp-server-time, eight
# sessions), beside the official Python client (a server that does nothing), and in one process.
# Only ratios within one quiet run mean something.
#
#   Benchmarks/MCP/measure.sh      from the root of the package; installs the servers into .venv
set -eu

scripts/mcp-servers.sh .venv
swift build -c release --product MCPProbe
probe=$(swift build -c release --show-bin-path)/MCPProbe
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cc -O2 -o "$scratch/no_op_server" Benchmarks/MCP/no_op_server.c
python=.venv/mcp-time/bin/python
time_server="$PWD/.venv/mcp-time/bin/mcp-server-time --local-timezone UTC"
zone='{"timezone":"UTC"}'

for run in 1 2 3 4 5; do
    echo "# $run: mcp-server-time, eight sessions: client, bare loop"
    "$probe" measure 8 1600 get_current_time "$zone" $time_server
    "$python" Benchmarks/MCP/bare_pipe.py 8 1600 get_current_time "$zone" $time_server
    echo "# $run: no-op server, one session: client, official client"
    "$probe" measure 1 20000 noop '{}' "$scratch/no_op_server"
    "$python" Tests/ReeveMCPTests/Servers/official_client.py measure '["noop", {}, 2000, "2026-07-28"]' "$scratch/no_op_server"
    echo "# $run: in one process"
    "$probe" in-process 10000
done
