#!/usr/bin/env bash
# Runs a Windows program under Wine in the build's own prefix: wine.sh SECONDS PROGRAM [ARGUMENT...]
# A program that takes longer is ended, with all that it started, and the exit code is 124.
set -uo pipefail
seconds=$1
shift
export WINEPREFIX=$PWD/target/wine/prefix WINEDEBUG=-all
unset DISPLAY
if [ ! -e "$WINEPREFIX/system.reg" ]; then
  mkdir -p "$WINEPREFIX"
  # Without these Wine would offer to download .NET and a browser engine.
  WINEDLLOVERRIDES='mscoree=;mshtml=' timeout -k 10 180 wine wineboot -i </dev/null >/dev/null 2>&1 || {
    echo "wine.sh: wineboot failed" >&2
    rm -rf "$WINEPREFIX"
    exit 1
  }
fi
timeout -k 10 "$seconds" wine "$@" </dev/null
code=$?
if [ $code -ge 124 ]; then
  echo "wine.sh: exit code $code (124: over $seconds seconds): $*" >&2
  # Ends only what runs in this prefix.
  wineserver -k
fi
exit $code
