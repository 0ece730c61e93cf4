#!/bin/sh
# Builds @@{module}; `sh build.sh test` runs the tests in the sources, on this machine.
# `sh build.sh debug` keeps the lines of the source, so that a trap says where it was: larger, and with more fuel used
# for the same work, so that `workbench check` may find too little of it.
set -eu
cd "$(dirname "$0")"

zig=${ZIG:-python-zig} # as the Python package ziglang calls it; a Zig of your own: ZIG=zig sh build.sh
if ! command -v "$zig" >/dev/null; then
  echo "build.sh: $zig is not on PATH: pip install -r requirements.txt" >&2
  exit 1
fi

case "${1:-}" in
"") set -- -O ReleaseSmall -fstrip ;;
debug) set -- -O Debug ;;
test) exec "$zig" test src/plugin.zig ;;
*)
  echo "build.sh: expected nothing, debug or test, found '$1'" >&2
  exit 2
  ;;
esac

# -rdynamic exports what the source exports, which nothing else does on this target. The small stack leaves room for
# the heap: a plugin in service has 32 pages of memory for both.
mkdir -p build
exec "$zig" build-exe src/plugin.zig -femit-bin=@@{module} \
  -target wasm32-freestanding -fno-entry -rdynamic --stack 65536 "$@"
