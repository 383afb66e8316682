#!/usr/bin/env bash
# link.sh COMPILER ARGUMENT...: links with the objects sorted. The Maven plugin names them in the order in which their compilations
# ended, which would make every build's library another one.
set -euo pipefail
command=()
sorted=
for argument in "$@"; do
  case $argument in
    *.o)
      if [ -z "$sorted" ]; then
        sorted=yes
        mapfile -t objects < <(printf '%s\n' "$@" | grep '\.o$' | LC_ALL=C sort)
        command+=("${objects[@]}")
      fi
      ;;
    *) command+=("$argument") ;;
  esac
done
exec "${command[@]}"
