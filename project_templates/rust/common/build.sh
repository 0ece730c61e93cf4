#!/bin/sh
# Builds @@{module}, as plain `@@{build}` does.
# `sh build.sh debug` keeps the lines of the source, so that a trap says where it was: larger, and it may use more fuel
# than `workbench check` allows. `sh build.sh test` runs the unit tests, on this machine.
set -eu
cd "$(dirname "$0")"

case "${1:-}" in
"") ;;
debug) export CARGO_PROFILE_RELEASE_DEBUG=1 CARGO_PROFILE_RELEASE_STRIP=none ;;
test) exec @@{test} ;;
*)
  echo "build.sh: expected nothing, debug or test, found '$1'" >&2
  exit 2
  ;;
esac

exec @@{build}
