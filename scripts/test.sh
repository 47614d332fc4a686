#!/usr/bin/env bash
# All tests, from a bare Debian or Ubuntu with Rust: installs what is missing, starts what it needs, stops it again.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install() { # PACKAGE…
  echo "── installing $*"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# PostgreSQL runs the same statements as SQLite; the tests start a cluster of their own and stop it.
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || install postgresql
# libsqlite3 and zstd are built from source with a C compiler.
command -v cc >/dev/null 2>&1 || install gcc libc6-dev
# Disks that fail are played by strace.
command -v strace >/dev/null 2>&1 || install strace
# Pages are used in a real Chromium, with Chinese type.
command -v chromium >/dev/null 2>&1 && command -v chromedriver >/dev/null 2>&1 || install chromium chromium-driver
ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || install fonts-noto-cjk
# axe-core finds what keeps people out of a page. It is used by the tests and shipped nowhere.
if [ ! -f target/axe/node_modules/axe-core/axe.min.js ]; then
  command -v npm >/dev/null 2>&1 || install npm
  echo "── installing axe-core"
  mkdir -p target/axe
  npm install --silent --no-save --no-audit --no-fund --prefix target/axe axe-core@4.14.1
fi
export TITIAN_REQUIRE_POSTGRES=1 TITIAN_REQUIRE_BROWSER=1
# Stories note which addresses they walk and where they look; pictures of every page are left in target/pictures.
export TITIAN_WALKED="$PWD/target/walked" TITIAN_PICTURES="$PWD/target/pictures"
rm -rf "$TITIAN_WALKED" "$TITIAN_PICTURES"
mkdir -p "$TITIAN_WALKED" "$TITIAN_PICTURES"

echo "── format and lints"
cargo fmt --all --check
cargo clippy --workspace --all-targets --locked -- -D warnings

echo "── tests"
cargo test --workspace --locked

echo "── every address has its story, every page was looked at"
cargo run --quiet --locked -p titian-stories --bin walked

echo "── the front door"
cargo run --quiet --locked -p titian -- rulebook check
cargo run --quiet --locked -p titian -- samples
echo "all green"
