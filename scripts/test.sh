#!/usr/bin/env bash
# All tests, from a bare Debian or Ubuntu with Rust: installs what is missing, starts what it needs, stops it again.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# PostgreSQL runs the same statements as SQLite; the tests start a cluster of their own and stop it.
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  echo "── installing postgresql"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi
# libsqlite3 and zstd are built from source with a C compiler.
if ! command -v cc >/dev/null 2>&1; then
  echo "── installing gcc"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gcc libc6-dev >/dev/null
fi
export TITIAN_REQUIRE_POSTGRES=1

echo "── format and lints"
cargo fmt --all --check
cargo clippy --workspace --all-targets --locked -- -D warnings

echo "── tests"
cargo test --workspace --locked

echo "── the front door"
cargo run --quiet --locked -p titian -- rulebook check
cargo run --quiet --locked -p titian -- samples
echo "all green"
