#!/usr/bin/env bash
# The native side by the JavaCPP convention: cppbuild.sh -platform linux-x86_64|windows-x86_64 [env|install|clean|wine8|wine10]
#   env      checks the toolchain; installs what is missing as root or through sudo, else names the command that does
#   install  builds the library without Maven, into cppbuild/<platform>; Maven and this script share native/flags
#   clean    removes cppbuild/<platform>
#   wine10   makes a small Debian with Wine 10 in the cache folder, for the tests where the system's own Wine is another; wine8 likewise
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() { sed -n '2,6s/^# \{0,1\}//p' "${0##*/}" >&2; exit 2; }

platform=linux-x86_64
verb=install
while [ $# -gt 0 ]; do
  case $1 in
    -platform|--platform) [ $# -ge 2 ] || usage; platform=$2; shift ;;
    env|install|clean|wine8|wine10) verb=$1 ;;
    *) usage ;;
  esac
  shift
done
case $platform in linux-x86_64|windows-x86_64) ;; *) usage ;; esac

# The Windows JVM that the tests run on under Wine: an unmodified Temurin 17 JRE. Never shipped.
jre_package=@node-plantuml-2/jre-win32-x64@1.1.8
jre_sha256=6ab29e67f68543aba53fa1ca7c80c75c0a8b4117cd1bad11bfa25d8913bc6489
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mfplat4j
jre_tarball=$cache/jre-win32-x64-1.1.8.tgz
jre_home=target/wine/jre

has() { command -v "$1" >/dev/null 2>&1; }
has_header() { has g++ && echo "#include <$1>" | g++ -x c++ -E - >/dev/null 2>&1; }
has_static() { has g++ && [ "$(g++ -print-file-name="lib$1.a")" != "lib$1.a" ]; }

# Prints the Debian packages that are missing, found out by what they are for, so that other systems can pass too.
missing() {
  if [[ $verb == wine* ]]; then
    has mmdebstrap || echo mmdebstrap
    # Signs what mmdebstrap fetches; other systems than Debian have to be given it.
    [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || echo debian-archive-keyring
    return
  fi
  has g++ || echo g++
  has make || echo make
  has clang-format || echo clang-format
  has_header liburing.h && has_static uring || echo liburing-dev
  has_header doctest/doctest.h || echo doctest-dev
  if [ "$platform" = windows-x86_64 ]; then
    has x86_64-w64-mingw32-g++-posix || echo g++-mingw-w64-x86-64-posix
    has wine || echo wine
    [ -x /usr/lib/wine/wine64 ] || has wine64 || echo wine64
    has npm || echo npm
  fi
}

install_missing() {
  local packages sudo=
  mapfile -t packages < <(missing)
  [ ${#packages[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then sudo='sudo -n'; fi
  if has apt-get && { [ -z "$sudo" ] || $sudo true 2>/dev/null; }; then
    echo "cppbuild.sh: installing ${packages[*]}"
    # Maven and CI give no terminal to ask on; another apt may hold the lock.
    local apt="$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300"
    $apt update
    $apt install -y --no-install-recommends "${packages[@]}"
    mapfile -t packages < <(missing)
    [ ${#packages[@]} -gt 0 ] || return 0
  fi
  echo "cppbuild.sh: missing for $platform: ${packages[*]}" >&2
  echo "cppbuild.sh: install with: sudo apt-get install --no-install-recommends ${packages[*]}" >&2
  exit 1
}

# A root with Wine of that Debian, made under another name and moved into place: what stands there is whole.
make_wine_root() {
  local root=$cache/$1 suite=$2
  mkdir -p "$cache"
  exec {lock}>"$root.lock"
  flock "$lock"
  [ ! -e "$root" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    echo "cppbuild.sh: only root can make $root, and enter it" >&2
    exit 1
  fi
  install_missing
  echo "cppbuild.sh: making $root, 1.2 GB"
  rm -rf "$root.new"
  # The codecs are for Wine's source readers.
  mmdebstrap --quiet --variant=minbase --include=wine,wine64,ca-certificates,gstreamer1.0-plugins-base,gstreamer1.0-plugins-good,gstreamer1.0-libav \
    "$suite" "$root.new" {lock}>&- </dev/null || { rm -rf "$root.new"; echo "cppbuild.sh: mmdebstrap failed" >&2; exit 1; }
  mv "$root.new" "$root"
}

jre_is_genuine() { echo "$jre_sha256  $jre_tarball" | sha256sum --check --status 2>/dev/null; }

fetch_windows_jvm() {
  if ! jre_is_genuine; then
    local download
    download=$(mktemp -d)
    echo "cppbuild.sh: fetching $jre_package"
    (cd "$download" && npm pack --silent "$jre_package" >/dev/null)
    mkdir -p "$cache"
    mv "$download"/*.tgz "$jre_tarball"
    rmdir "$download"
    jre_is_genuine || { echo "cppbuild.sh: $jre_package has an unexpected SHA-256" >&2; rm "$jre_tarball"; exit 1; }
    rm -rf "$jre_home"
  fi
  if [ ! -e $jre_home/bin/java.exe ]; then
    rm -rf "$jre_home"
    mkdir -p "$jre_home"
    tar -xzf "$jre_tarball" -C "$jre_home" --strip-components=2 package/jre
  fi
}

case $verb in
  env)
    install_missing
    if [ "$platform" = windows-x86_64 ]; then fetch_windows_jvm; fi
    ;;
  install)
    make --no-print-directory -f native/Makefile -j"$(nproc)" library PLATFORM="$platform" OUT="cppbuild/$platform"
    ;;
  wine8) make_wine_root wine8 bookworm ;;
  wine10) make_wine_root wine10 trixie ;;
  clean)
    rm -rf "cppbuild/$platform"
    ;;
esac
