#!/usr/bin/env bash
# The figures of docs/benchmarks.md: each with its yardstick in the same run.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "machine: $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $(nproc) cores; $(rustc --version); commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
cargo bench --locked -p titian-rulebook
