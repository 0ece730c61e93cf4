#!/bin/sh
# Builds @@{module}; `sh build.sh test` builds and runs tests/test_plugin.c on this machine.
# `sh build.sh debug` keeps the lines of the source, so that a trap says where it was: larger, and it may use more fuel
# than `workbench check` allows.
set -eu
cd "$(dirname "$0")"

zig=${ZIG:-python-zig} # as the Python package ziglang calls it; a Zig of your own: ZIG=zig sh build.sh
if ! command -v "$zig" >/dev/null; then
  echo "build.sh: $zig is not on PATH: pip install -r requirements.txt" >&2
  exit 1
fi
warnings="-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Werror"
mkdir -p build

case "${1:-}" in
"") set -- -Wl,--strip-all ;;
debug) set -- -g ;;
test)
  # Undefined behaviour traps: a test that meets it fails.
  "$zig" cc $warnings -g -fsanitize=undefined -fsanitize-trap=undefined -Isrc \
    tests/test_plugin.c src/cc_lb.c -o build/test_plugin
  exec build/test_plugin
  ;;
*)
  echo "build.sh: expected nothing, debug or test, found '$1'" >&2
  exit 2
  ;;
esac

# There is no C library in a plugin. The small stack leaves room for the heap: a plugin in service has 32 pages of
# memory for both.
exec "$zig" cc $warnings -target wasm32-freestanding -Os -nostdlib \
  -Wl,--no-entry -Wl,-z,stack-size=65536 "$@" src/plugin.c src/cc_lb.c -o @@{module}
