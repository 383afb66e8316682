#!/usr/bin/env bash
# Packs what Windows takes from a build on Linux to test it there: target/windows-tests.tar.gz, to be unpacked in a checkout of the same sources.
# After mvn package -Pwindows. The jars that are shipped stand in for target/classes, and no path in it is absolute.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
lib=target/test-lib
rm -rf $lib
mkdir -p $lib

# Runs without the tests on Wine have not built these.
make --no-print-directory -s -f native/Makefile -j"$(nproc)" tests PLATFORM=windows-x86_64 FLAVOUR=plain

classpath=target/test-classes
add() { cp "$1" $lib && classpath+=:$lib/${1##*/}; }
IFS=: read -r -a entries <target/test-classpath.txt
for entry in "${entries[@]}"; do
  case $entry in
    */target/test-classes) ;;
    */target/classes)
      natives=(target/mfplat4j-*-windows-x86_64.jar)
      add "${natives[0]%-windows-x86_64.jar}.jar"
      add "${natives[0]}"
      ;;
    *) add "$entry" ;;
  esac
done
staged=target/windows-tests
mkdir -p $staged/target
echo "$classpath" >$staged/target/test-classpath.txt
tar -czf target/windows-tests.tar.gz target/test-classes target/test-tags.tsv $lib \
  target/natives/windows-x86_64-plain/mfplat4j-tests.exe target/natives/windows-x86_64-test/mfplat4jtest.dll \
  -C $staged target/test-classpath.txt
rm -r $staged
