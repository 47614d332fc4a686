#!/bin/sh
# Takes pictures of every page of a gallery, wide (1440×1000) and as on a phone (390×844):
#   cargo run -p titian-web --example gallery -- DIR && scripts/pictures.sh DIR [NAME…]
# With names, only those pages. FULL=1 takes whole pages instead of the first screen. Needs chromium.
set -eu

dir=$(cd "${1:?which gallery?}" && pwd)
shift
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
mkdir -p "$dir/pictures"

picture() { # NAME SIZE SUFFIX
    "$chromium" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$profile" \
        --window-size="$2" --screenshot="$dir/pictures/$1-$3.png" "file://$dir/$1.html" >/dev/null 2>&1
}

if [ $# -eq 0 ]; then
    set -- $(cd "$dir" && ls ./*.html | sed 's|^\./||; s|\.html$||' | grep -v '^index$')
fi
wide=1440,1000
phone=390,844
if [ -n "${FULL:-}" ]; then
    wide=1440,3200
    phone=390,5200
fi
for name in "$@"; do
    picture "$name" "$wide" wide
    picture "$name" "$phone" phone
    echo "$name"
done
