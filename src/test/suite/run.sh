#!/usr/bin/env bash
# Runs tests, several RUNs at a time: run.sh RUN...; each is one of native/test/run.sh or src/test/suite/java-tests.sh, and the name of its report.
# A Java run for Linux that names no JVM is one run for each of TEST_JVMS. A Wine that cannot run here is left out, and check.sh told.
# Each writes target/test-logs/RUN, of which what matters is printed when it ends, and its exit code beside its reports. TEST_JOBS says how many at a time.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
reports=target/test-reports logs=target/test-logs
jobs=${TEST_JOBS:-$((2 * $(nproc)))}
rm -rf $reports $logs target/check-jni
mkdir -p $reports $logs
declare -A name_of=() began=()
code=0 runs=()
# Windows has no such thing, and ends its jobs with the machine.
session=()
if command -v setsid >/dev/null; then session=(setsid); fi

for version in 8 10; do
  [[ " $*" == *,wine$version,* ]] || continue
  reason=$(MFPLAT4J_WINE=$version src/test/wine/wine.sh --check 2>&1) || {
    echo "NOT RUN on Wine $version: $reason" >&2
    echo "wine$version $(tail -n 1 <<<"$reason")" >>$reports/not-here
  }
done
# The longest first, so that none is left to run alone at the end.
for kind in java,wine native,wine native, java,linux java,; do
  for run in "$@"; do
    [[ $run == $kind* && " ${runs[*]}" != *" $run"* ]] || continue
    IFS=, read -r _ platform _ jvm <<<"$run"
    if grep -qs "^$platform " $reports/not-here; then continue; fi
    if [[ $run == java,linux* && -z $jvm ]]; then
      for each in ${TEST_JVMS:?}; do runs+=("$run,${each%%=*}"); done
    else
      runs+=("$run")
    fi
  done
done

begin() {
  local script=native/test/run.sh
  if [[ $1 == java,* ]]; then script=src/test/suite/java-tests.sh; fi
  # What hangs in a Wine prefix is ended with all that runs there: each run has its own. Limits allow for what runs beside.
  MFPLAT4J_WINE_PREFIX=${1%%,*} "${session[@]}" "$script" "$1" >"$logs/$1" 2>&1 </dev/null &
  name_of[$!]=$1 began[$1]=$SECONDS
}

# Waits for the next that ends.
finish() {
  local pid result run
  wait -n -p pid
  result=$?
  run=${name_of[$pid]}
  unset "name_of[$pid]"
  mkdir -p "$reports/$run"
  echo $result >"$reports/$run/exit"
  echo "===== $run: $((SECONDS - began[$run])) s, exit code $result"
  # What went well is told by the numbers alone.
  if [ $result = 0 ]; then
    grep -aE '^\[ +[0-9]+ tests (successful|failed) |test cases:|^skipped: ' "$logs/$run"
  else
    code=1
    grep -avE ':: (STARTED|SUCCESSFUL)|^CASE' "$logs/$run"
  fi
}

# What still runs ends with this script.
stop() { for pid in "${!name_of[@]}"; do if [ ${#session[@]} -gt 0 ]; then pkill -TERM -s "$pid"; else kill "$pid"; fi; done; }
trap stop EXIT
trap 'exit 1' INT TERM

for run in "${runs[@]}"; do
  while [ ${#name_of[@]} -ge "$jobs" ]; do finish; done
  begin "$run"
done
while [ ${#name_of[@]} -gt 0 ]; do finish; done
echo "===== ${#runs[@]} runs, $SECONDS s"
[ $code = 0 ] || src/test/suite/check.sh
exit $code
