#!/usr/bin/env bash
# Builds and runs the native tests of one run: native/test/run.sh RUN, where RUN is the name of its report's folder,
#   native,linux-x86_64,plain|asan|tsan,uring|threads
#   native,wine8|wine10|windows,plain,mfplat; on Windows the program has been brought
# TEST_LONG=1 runs what is too long for each day, and that alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
run=$1
IFS=, read -r _ platform flavour engine <<<"$run"
seconds=600
failed=0
log=target/test-reports/$run/doctest/log
rm -rf "target/test-reports/$run"
mkdir -p "${log%/*}"
program=target/natives/windows-x86_64-plain/mfplat4j-tests.exe
suites=--test-suite-exclude=long
if [ "${TEST_LONG:-0}" = 1 ]; then suites=--test-suite=long seconds=36000; fi

# tests COMMAND...: one process, whose output is added to the log. The line for each test is for the report alone.
tests() {
  "$@" --no-colors=true 2>&1 | tee -a "$log" | sed '/^CASE\t/d' || { echo "FAILED: $run: $*"; failed=1; }
}

# Runs of one flavour share what is built.
build() {
  local folder=target/natives/$1-$flavour
  mkdir -p "$folder"
  flock "$folder" nice make --no-print-directory -s -f native/Makefile -j"$(nproc)" tests PLATFORM="$1" FLAVOUR="$flavour"
}

case $platform in
  linux-x86_64)
    build linux-x86_64
    export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
    export UBSAN_OPTIONS=print_stacktrace=1
    export TSAN_OPTIONS=second_deadlock_stack=1
    export MFPLAT4J_ENGINE=$engine
    # TSan's memory layout does not cope with every kernel's address randomisation.
    fixed=()
    if setarch -R true 2>/dev/null; then fixed=(setarch -R); fi
    tests timeout -k 10 $seconds "${fixed[@]}" "target/natives/linux-x86_64-$flavour/mfplat4j-tests" "$suites"
    exit $failed
    ;;
  wine*)
    build windows-x86_64
    export MFPLAT4J_WINE=${platform#wine}
    program=(src/test/wine/wine.sh $seconds "$program")
    ;;
  windows) program=(timeout -k 10 $seconds "$program") ;;
esac
tests "${program[@]}" "${suites/exclude=long/exclude=long,wine-isolate}"
[ "${TEST_LONG:-0}" = 0 ] || exit $failed
# What spoils the queues or keeps the platform up gets a process of its own.
mapfile -t isolated < <("${program[@]}" --list-test-cases --test-suite=wine-isolate --no-colors=true | tr -d '\r' |
  awk '/^=+$/ { inside = !inside; next } inside')
[ ${#isolated[@]} -gt 0 ] || { echo "FAILED: no test is listed as wine-isolate"; failed=1; }
for test in "${isolated[@]}"; do
  tests "${program[@]}" "--test-case=${test//,/\\,}"
done
exit $failed
