#!/usr/bin/env bash
# The figures of docs/benchmarks.md: each with its yardstick in the same run. About a quarter of an hour, most of it building.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "machine: $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $(nproc) cores; $(rustc --version); commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown); $(date +%F)"
echo "load before: $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown) (much above 0: others are working here, look at the ratios)"
echo
echo "── one judgement, and a million by columns"
cargo bench --quiet --locked -p titian-rulebook --bench judge
echo
echo "── a million enterprises from file to file"
cargo bench --quiet --locked -p titian --bench files
echo
echo "── the engine, and pages over HTTP"
cargo bench --quiet --locked -p titian-stories --bench engine
