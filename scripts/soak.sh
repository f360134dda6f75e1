#!/usr/bin/env bash
# The long rounds of what CI runs in short: kills of `reeve apply`, `reeve run` and `reeve enqueue` at random moments. The
# seed is printed; set REEVE_SEED to repeat a run, and REEVE_CRASH_ROUNDS for another count.
set -euo pipefail
cd "$(dirname "$0")/.."

export REEVE_TEST_VENV="$PWD/.venv"
export PATH="$REEVE_TEST_VENV/checks/bin:$PATH"
export REEVE_CRASH_ROUNDS=${REEVE_CRASH_ROUNDS:-500}
swift build --build-tests
exec swift test --skip-build --filter CrashTests
