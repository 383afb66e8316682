#!/usr/bin/env bash
# Runs a command inside the root of another Debian, as root: inside.sh ROOT COMMAND [ARGUMENT...]
# This folder, /tmp and the local Maven repository are there under their own paths, mounted in a namespace that ends with the command.
# All is by exec, so that a signal reaches the command itself.
set -euo pipefail
root=$1
shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Takes the file's place only when it is whole: others may be starting.
routes=$PWD/target/wine/no-ipv6-routes.so
if [ ! "$routes" -nt "$here/no_ipv6_routes.c" ]; then
  mkdir -p "${routes%/*}"
  gcc -shared -fPIC -O1 -o "$routes.$$" "$here/no_ipv6_routes.c"
  mv "$routes.$$" "$routes"
fi

export XDG_RUNTIME_DIR=$PWD/target/wine/run
mkdir -p -m 700 "$XDG_RUNTIME_DIR"
# shellcheck disable=SC2016 # That shell expands them.
exec unshare --mount -- bash -c '
  root=$1 routes=$2 folder=$3
  shift 3
  for each in /proc /sys /dev /tmp "$HOME/.m2" "$folder"; do
    # What stands below a folder that is mounted already is there.
    [ -d "$each" ] && ! [ "$root$each" -ef "$each" ] || continue
    mkdir -p "$root$each"
    mount --rbind "$each" "$root$each"
  done
  export LD_PRELOAD=$routes
  exec chroot "$root" bash -c "cd \"\$1\" && shift && exec \"\$@\"" - "$folder" "$@"
' - "$root" "$routes" "$PWD" "$@"
