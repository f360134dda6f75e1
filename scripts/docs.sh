#!/usr/bin/env bash
# Writes the generated reference pages below docs/reference/. A test compares them with the code.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build --product reeve
.build/debug/reeve docs --out docs/reference
