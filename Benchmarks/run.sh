#!/usr/bin/env bash
# What is measured so far, each beside its limit in the same run. See docs/benchmarks.md.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build -c release --static-swift-stdlib --product reeve
Benchmarks/commands.py .build/release/reeve "$@"
