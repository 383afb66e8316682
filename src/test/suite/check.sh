#!/usr/bin/env bash
# After the tests: check.sh RUN... prints how many tests ran where, from target/test-reports/<kind>,<platform>,<flavour or engine>,...
# Fails on a test that failed, on a RUN (the beginning of a name) that is not there or did not end well, on one with fewer tests than
# minimum-tests.txt wants, on a conformance case that is missing, and on a finding of -Xcheck:jni. TEST_LONG=1: without the numbers and cases.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
reports=target/test-reports
bad=0
complain() { echo "check.sh: $*" >&2; bad=1; }

# Prints "passed failed skipped" of a run: JUnit's XML files, or the closing lines of doctest's processes. A native test that skips
# itself has passed for doctest; the line "skipped: N" at the end says how many did. What doctest itself calls skipped was not asked for.
count() {
  if [ -d "$1/doctest" ]; then
    tr -d '\r' <"$1/doctest/log" | awk '
      /test cases:.*passed/ { gsub(/[^0-9]+/, " "); passed += $2; failed += $3 }
      /^skipped: [0-9]+$/ { passed -= $2; skipped += $2 }
      END { print passed + 0, failed + 0, skipped + 0 }'
  else
    # The elements, not the sums in <testsuite>: Surefire forgets nested classes there.
    find "$1" -name 'TEST-*.xml' -exec cat {} + | { grep -oE '<(testcase|failure|error|skipped)[ />]' || true; } | awk '
      { gsub(/[^a-z]/, ""); count[$0]++ }
      END { failed = count["failure"] + count["error"]; print count["testcase"] - failed - count["skipped"], failed + 0, count["skipped"] + 0 }'
  fi
}

# Prints the name of each test that failed in a run, and what it says.
failures() {
  echo "FAILED in ${1##*/}:"
  if [ -d "$1/doctest" ]; then
    tr -d '\r' <"$1/doctest/log" | awk '/^TEST CASE:/ { name = $0 } /: (FATAL )?ERROR: / { print "  " substr(name, 13) ": " $0 }' | cut -c 1-400
  else
    find "$1" -name 'TEST-*.xml' -exec cat {} + | tr '\n' ' ' | { grep -oE '<testcase [^<]*<(failure|error) [^<]*' || true; } | cut -c 1-800 |
      sed -E 's/.* name="([^"]*)" classname="([^"]*)".*<(failure|error) /  \2 \1: /; s/&#10;/ /g'
  fi
  # Of one that died or hangs there is no report.
  { grep -ahsE '^FAILED: ' "target/test-logs/${1##*/}" || true; } | tr -d '\r' | sed 's/^/  /'
}

minimum() { awk -v kind="$1" -v platform="$2" '$1 == kind && $2 == platform { n = $3 } END { print n + 0 }' src/test/suite/minimum-tests.txt; }

failed_runs=()
total_passed=0 total_failed=0 total_skipped=0
for run in $(cd $reports && ls -d ./*,* | cut -c 3-); do
  IFS=, read -r kind platform rest <<<"$run"
  read -r passed failed skipped <<<"$(count "$reports/$run")" || true
  ended=$(cat "$reports/$run/exit" 2>/dev/null || echo 0)
  # A run that died or was ended counts as a test that failed, whatever it has told of itself.
  if [ "$ended" != 0 ] && [ "${failed:-0}" = 0 ]; then failed=1 && complain "exit code $ended of $run: target/test-logs/$run"; fi
  printf '%-6s %-14s %-16s %5d passed %3d failed %3d skipped\n' "$kind" "$platform" "$rest" "${passed:=0}" "${failed:=0}" "${skipped:=0}"
  total_passed=$((total_passed + passed)) total_failed=$((total_failed + failed)) total_skipped=$((total_skipped + skipped))
  [ "$failed" = 0 ] || { failed_runs+=("$run") && complain "$failed failed in $run"; }
  least=$(minimum "$kind" "$platform")
  case $rest in none,*) least=1 ;; esac
  [ "${TEST_LONG:-0}" = 1 ] || { [ "$passed" -ge "$least" ] && [ "$passed" -gt 0 ]; } || complain "$passed tests passed in $run, fewer than $least"
done
for run in "$@"; do
  IFS=, read -r _ platform _ <<<"$run"
  if why=$(grep "^$platform " $reports/not-here 2>/dev/null); then
    echo "NOT RUN: $run: ${why#* }"
    continue
  fi
  compgen -G "$reports/$run*" >/dev/null || complain "$run did not run"
done
if compgen -G "$reports/java,*,check-jni,*" >/dev/null && ! compgen -G "target/check-jni/*.log" >/dev/null; then
  complain "-Xcheck:jni wrote no log, so nothing was checked"
fi
if grep -rhsE 'WARNING in native method|WARNING: JNI|FATAL ERROR in native method' target/check-jni; then
  complain "-Xcheck:jni found the above"
fi
[ "${TEST_LONG:-0}" = 1 ] || src/test/suite/cases.sh || complain "a conformance case has no test where it must have one"
echo
# At the end, where a reader of a long log looks.
for run in "${failed_runs[@]}"; do failures "$reports/$run"; done
echo "$total_passed passed, $total_failed failed, $total_skipped skipped"
exit $bad
