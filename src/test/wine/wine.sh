#!/usr/bin/env bash
# Runs a Windows program under Wine in a prefix of the build's own: wine.sh SECONDS PROGRAM [ARGUMENT...]
# A program that takes longer is ended, with all that runs in its prefix, and the exit code is 124.
# MFPLAT4J_WINE is the version, 8 or 10; 8 where it is not set. MFPLAT4J_WINE_PREFIX tells prefixes of one version apart: what runs
# beside something else needs one of its own, since what hangs there is ended together.
# wine.sh --check: whether that version can run here; says why not and which command helps.
set -uo pipefail
version=${MFPLAT4J_WINE:-8}
root=${XDG_CACHE_HOME:-$HOME/.cache}/mfplat4j/wine$version
export WINEPREFIX=$PWD/target/wine/prefix-$version${MFPLAT4J_WINE_PREFIX:+-$MFPLAT4J_WINE_PREFIX} WINEDEBUG=-all
unset DISPLAY

# Wine of another version than the system's lives in a root of its own, made by cppbuild.sh.
if [[ $(wine --version 2>/dev/null) == wine-"$version".* ]]; then
  inside=()
else
  inside=(src/test/wine/inside.sh "$root")
fi

if [ "${1:-}" = --check ]; then
  [ ${#inside[@]} -gt 0 ] || exit 0
  if [ ! -e "$root" ] && ! ./cppbuild.sh -platform windows-x86_64 "wine$version"; then
    echo "wine.sh: no Wine $version here; make it as root with: ./cppbuild.sh -platform windows-x86_64 wine$version" >&2
    exit 1
  fi
  "${inside[@]}" wine --version >/dev/null || {
    echo "wine.sh: Wine $version in $root can be entered by root alone: MFPLAT4J_WINE=$version $0 --check" >&2
    exit 1
  }
  exit 0
fi
if [ ${#inside[@]} -gt 0 ] && [ ! -e "$root" ]; then "$0" --check || exit 1; fi

seconds=$1
shift
# Two that begin at once must not both make the prefix.
exec {lock}>"$(mkdir -p target/wine && echo target/wine/lock)"
flock "$lock"
if [ ! -e "$WINEPREFIX/system.reg" ]; then
  mkdir -p "$WINEPREFIX"
  # Without these Wine would offer to download .NET and a browser engine.
  WINEDLLOVERRIDES='mscoree=;mshtml=' timeout -k 10 180 "${inside[@]}" wine wineboot -i </dev/null >/dev/null 2>&1 {lock}>&- || {
    echo "wine.sh: wineboot failed" >&2
    rm -rf "$WINEPREFIX"
    exit 1
  }
fi
exec {lock}>&-
timeout -k 10 "$seconds" "${inside[@]}" wine "$@" </dev/null
code=$?
if [ $code -ge 124 ]; then
  echo "wine.sh: exit code $code (124: over $seconds seconds): $*" >&2
  # Ends only what runs in this prefix.
  "${inside[@]}" wineserver -k
fi
exit $code
