#!/bin/sh
# Installs the example MCP servers and the stand-ins for model providers, each into a virtual environment below DIR.
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
# What the tests check our documents with.
install checks jsonschema==4.26.0 html5lib==1.1 pyyaml==6.0.3 cryptography==48.0.0
# Model providers without a model, one of which judges its clients, and Ollama's own client.
install llm llmock==0.2.2 fakellm==0.3.5 ollama==0.6.3 openai==3.57.0
