#!/usr/bin/env bash
# Builds and runs every test. Arguments go to `swift test`.
set -euo pipefail
cd "$(dirname "$0")/.."

export REEVE_TEST_VENV="$PWD/.venv"
export PATH="$REEVE_TEST_VENV/checks/bin:$PATH"
swift build --build-tests
exec swift test --skip-build "$@"
