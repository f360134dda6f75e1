#!/usr/bin/env bash
# Measures against the limits in docs/benchmarks.md, each figure beside its limit in the same run. All parts are measured,
# then the status is 1 where one of them was beyond its bound.
#
#   Benchmarks/run.sh [OBJECTS]
set -euo pipefail
cd "$(dirname "$0")/.."

swift build -c release --static-swift-stdlib --product reeve
swift build -c release --static-swift-stdlib --product BenchProbe
echo "$(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg), $(uname -r)"
status=0
Benchmarks/commands.py .build/release/reeve "$@" || status=1
Benchmarks/rooms.py .build/release/BenchProbe || status=1
exit $status
