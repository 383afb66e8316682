#!/usr/bin/env bash
# Builds and runs the native tests: native/test/run.sh linux-x86_64|wine8|wine10
# Linux: plain, ASan+UBSan and TSan, each over both engines. Wine: plain, that version. Results go to target/test-reports.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
platform=$1
seconds=300
failed=0

rm -rf target/test-reports/native,"$platform",*

# run FLAVOUR ENGINE COMMAND...: one process, whose output is added to the log of that flavour and engine.
run() {
  local name=native,$platform,$1,$2
  shift 2
  local log=target/test-reports/$name/doctest/log
  mkdir -p "${log%/*}"
  echo "== $name"
  # The line for each test is for the report alone.
  "$@" --no-colors=true 2>&1 | tee -a "$log" | sed '/^CASE\t/d' || { echo "FAILED: $name: $*"; failed=1; }
}

build() {
  make --no-print-directory -s -f native/Makefile -j"$(nproc)" tests PLATFORM="${platform/#wine*/windows-x86_64}" FLAVOUR="$1"
}

if [[ $platform == wine* ]]; then
  build plain
  export MFPLAT4J_WINE=${platform#wine}
  tests=(src/test/wine/wine.sh $seconds target/natives/windows-x86_64-plain/mfplat4j-tests.exe)
  run plain mfplat "${tests[@]}" --test-suite-exclude=wine-isolate
  # What spoils Wine's queues or keeps its platform up gets a process of its own.
  mapfile -t isolated < <("${tests[@]}" --list-test-cases --test-suite=wine-isolate --no-colors=true | tr -d '\r' |
    awk '/^=+$/ { inside = !inside; next } inside')
  [ ${#isolated[@]} -gt 0 ] || { echo "FAILED: no test is listed as wine-isolate"; failed=1; }
  for test in "${isolated[@]}"; do
    run plain mfplat "${tests[@]}" "--test-case=${test//,/\\,}"
  done
else
  export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1
  export TSAN_OPTIONS=second_deadlock_stack=1
  # TSan's memory layout does not cope with every kernel's address randomisation.
  fixed=()
  if setarch -R true 2>/dev/null; then fixed=(setarch -R); fi
  for flavour in plain asan tsan; do
    build $flavour
    for engine in uring threads; do
      MFPLAT4J_ENGINE=$engine run $flavour $engine \
        timeout -k 10 $seconds "${fixed[@]}" "target/natives/linux-x86_64-$flavour/mfplat4j-tests"
    done
  done
fi
exit $failed
