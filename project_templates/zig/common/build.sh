#!/bin/sh
# Builds @@{module}; `sh build.sh test` runs the tests in the sources, on this machine.
set -eu
cd "$(dirname "$0")"

zig=${ZIG:-python-zig} # as the Python package ziglang calls it; a Zig of your own: ZIG=zig sh build.sh
if ! command -v "$zig" >/dev/null; then
  echo "build.sh: $zig is not on PATH: pip install -r requirements.txt" >&2
  exit 1
fi

if [ "${1:-}" = test ]; then
  exec "$zig" test src/plugin.zig
fi

# -rdynamic exports what the source exports, which nothing else does on this target. The small stack leaves room for
# the heap: a plugin in service has 32 pages of memory for both.
mkdir -p build
exec "$zig" build-exe src/plugin.zig -femit-bin=@@{module} \
  -target wasm32-freestanding -fno-entry -rdynamic -O ReleaseSmall -fstrip --stack 65536
