#!/usr/bin/env bash
# The Java tests on the Windows JVM under Wine, after mvn process-test-classes -Pwindows: run-java-tests.sh [--wine 8|10] [CLASS...]
# All in one process; then each class tagged wine-isolate in a process of its own; then those tagged windows-n without mfplat.dll.
# With classes named: each in a process of its own, tags aside. Wine 8 where none is named.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export MFPLAT4J_WINE=8
if [ "${1:-}" = --wine ]; then
  MFPLAT4J_WINE=$2
  shift 2
fi
reports=target/test-reports
java=target/wine/jre/bin/java.exe
classpath=Z:$(sed 's/:/;Z:/g' target/test-classpath.txt)
failed=0

# run ENGINE NAME SECONDS LAUNCHER-ARGUMENT...: engine is mfplat, or none for a Windows without Media Foundation.
run() {
  local dir=$reports/java,wine$MFPLAT4J_WINE,$1,jdk17/$2 seconds=$3
  echo "== Wine $MFPLAT4J_WINE: $2"
  shift 3
  src/test/wine/wine.sh "$seconds" $java -Dmfplat4j.test.library="Z:$PWD/target/natives/windows-x86_64-test/mfplat4jtest.dll" \
    -cp "$classpath" org.junit.platform.console.ConsoleLauncher execute "$@" --exclude-tag linux-only \
    --details=tree --disable-ansi-colors --disable-banner --reports-dir "Z:$PWD/$dir" ||
    { echo "FAILED under Wine $MFPLAT4J_WINE: $*"; failed=1; }
}

if [ $# -gt 0 ]; then
  for class in "$@"; do
    run mfplat "$class" 300 --select-class "$class"
  done
  exit $failed
fi

rm -rf "$reports/java,wine$MFPLAT4J_WINE,"*
all=(--scan-classpath "Z:$PWD/target/test-classes")
run mfplat all 1800 "${all[@]}" --exclude-tag wine-isolate --exclude-tag windows-n
for class in $(awk -F '\t' '$2 ~ /wine-isolate/ && $2 !~ /linux-only|windows-n/ { print $1 }' target/test-tags.tsv | sort -u); do
  run mfplat "$class" 300 --select-class "$class" --include-tag wine-isolate --exclude-tag windows-n
done
WINEDLLOVERRIDES=mfplat= run none windows-n 300 "${all[@]}" --include-tag windows-n
exit $failed
