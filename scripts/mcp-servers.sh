<<<<<<< HEAD
#!/usr/bin/env bash
# Installs the real MCP servers of the demo and the tests into virtual environments.
#
#   scripts/mcp-servers.sh DIR
#
# DIR gets bin/ with the servers' commands and client/ with the official Python client. Versions are
# exact, so the pins in reeve.lock hold. Safe to repeat; the second time it only compares.
set -euo pipefail

dir=${1:?usage: scripts/mcp-servers.sh DIR}
requirements=(mcp-server-git==2026.10.19 mcp-server-time==2026.10.19 mcp==2.3.0)
stamp="$dir/installed"

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "${requirements[*]}" ]; then
    exit 0
fi
python3 -m venv "$dir"
"$dir/bin/python" -m pip install --quiet --disable-pip-version-check "${requirements[@]}"
printf '%s' "${requirements[*]}" >"$stamp"
=======
#!/bin/sh
# Installs the example MCP servers, each into a virtual environment of its own below DIR.
# Safe to repeat; quick when everything is there already.
#
#   scripts/mcp-servers.sh [DIR]      default: .venv
set -eu

directory=${1:-.venv}
python=${PYTHON:-python3}

# install NAME REQUIREMENT...
install() {
    environment=$directory/$1
    shift
    stamp=$environment/.requirements
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$*" ]; then
        return
    fi
    rm -rf "$environment"
    "$python" -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check "$@"
    printf '%s' "$*" > "$stamp"
}

mkdir -p "$directory"
# The official client is named too: the tests compare our answers with its own.
install mcp-git mcp-server-git==2026.10.19 mcp==2.3.0
install mcp-time mcp-server-time==2026.10.19 mcp==2.3.0
>>>>>>> mcp
