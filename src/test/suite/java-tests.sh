#!/usr/bin/env bash
# The Java tests of one run, after mvn process-test-classes: java-tests.sh RUN [CLASS...]; with classes named, those alone, tags aside.
# RUN is the name of its report's folder, java,PLATFORM,ENGINE,JVM:
#   linux-x86_64           uring, threads, or check-jni: uring under -Xcheck:jni
#   any                    engine-free: what knows no engine, once for all
#   wine8, wine10, windows mfplat, or none: without mfplat.dll
# TEST_JVMS says where JVMs are, "jdk17=/path/to/bin/java jdk25=...". TEST_LONG=1 runs what is too long for each day, and that alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
run=$1
shift
IFS=, read -r _ platform engine jvm <<<"$run"
failed=0
minutes=30
here=$PWD
classpath=$(<target/test-classpath.txt)
library=target/natives/windows-x86_64-test/mfplat4jtest.dll
jvm_args=(-XX:+IgnoreUnrecognizedVMOptions --enable-native-access=ALL-UNNAMED --illegal-native-access=deny)
wrapper=()
engine_args=()

java=$(command -v java || true)
for each in ${TEST_JVMS:-}; do
  if [ "${each%%=*}" = "$jvm" ]; then java=${each#*=}; fi
done

tags=(--exclude-tag engine-free)
case $platform in
  wine*)
    here=Z:$PWD java=target/wine/jre/bin/java.exe jvm_args=()
    classpath=Z:${classpath//:/;Z:}
    export MFPLAT4J_WINE=${platform#wine}
    ;;
  windows)
    # A bundle's class path has no drives.
    here=$(cygpath -m "$PWD")
    classpath=${classpath//:/;}
    wrapper=(timeout -k 10)
    ;;
  *)
    library=target/natives/linux-x86_64-test/libmfplat4jtest.so
    # A JVM that hangs shows its threads before it is killed.
    wrapper=(timeout -s QUIT -k 10)
    ;;
esac
case $platform in
  linux*|any) tags+=(--exclude-tag windows-only --exclude-tag windows-n) ;;
  *) tags+=(--exclude-tag linux-only) ;;
esac
case $engine in
  uring|threads) engine_args=("-Dorg.mfplat4j.engine=$engine") ;;
  check-jni)
    # The JVM prints its findings to stdout, where they would be lost: they go to a file for each process.
    mkdir -p target/check-jni
    engine_args=(-Dorg.mfplat4j.engine=uring)
    jvm_args+=(-Xcheck:jni -XX:+UnlockDiagnosticVMOptions -XX:+LogVMOutput -XX:-DisplayVMOutput
      "-XX:LogFile=$PWD/target/check-jni/%p.log")
    ;;
  engine-free) tags=(--include-tag engine-free) ;;
esac
# For --include-tag, which takes one expression.
long=
if [ "${TEST_LONG:-0}" = 1 ]; then
  long='long & '
  minutes=600
  case $engine in mfplat) ;; none|engine-free) exit 0 ;; *) tags+=(--include-tag long) ;; esac
else
  tags+=(--exclude-tag long)
fi

# tests NAME MINUTES LAUNCHER-ARGUMENT...: one process. The feed says which test it hangs in.
tests() {
  local name=$1 seconds=$(($2 * 60))
  shift 2
  echo "== $run: $name"
  # Runs stand beside one another: what must happen gets three times as long.
  set -- -Dmfplat4j.test.patience=3 -Dmfplat4j.test.library="$here/$library" "-Dmfplat4j.test.jvm.args=${jvm_args[*]}" -cp "$classpath" \
    org.junit.platform.console.ConsoleLauncher execute "$@" \
    --details=testfeed --disable-ansi-colors --disable-banner --reports-dir "$here/target/test-reports/$run/$name"
  if [[ $platform == wine* ]]; then
    src/test/wine/wine.sh "$seconds" "$java" "$@"
  else
    "${wrapper[@]}" "$seconds" "$java" "${jvm_args[@]}" "${engine_args[@]}" "$@" </dev/null
  fi || { echo "FAILED: $run: $name: exit code $?"; failed=1; }
}

if [ $# -gt 0 ]; then
  for class in "$@"; do
    tests "$class" 5 --select-class "$class"
  done
  exit $failed
fi

rm -rf "target/test-reports/$run"
all=(--scan-classpath "$here/target/test-classes" "${tags[@]}")
case $engine in
  mfplat)
    tests all $minutes "${all[@]}" --exclude-tag wine-isolate --exclude-tag windows-n ${long:+--include-tag long}
    # What leaves the platform otherwise than it was gets a process for each class.
    for class in $(awk -F '\t' '$2 ~ /wine-isolate/ && $2 !~ /linux-only|windows-n/ { print $1 }' target/test-tags.tsv | sort -u); do
      tests "$class" 5 --select-class "$class" "${tags[@]}" --include-tag "${long}wine-isolate" --exclude-tag windows-n
    done
    ;;
  none) WINEDLLOVERRIDES=mfplat= tests windows-n 5 "${all[@]}" --include-tag windows-n ;;
  *) tests all $minutes "${all[@]}" ;;
esac
exit $failed
