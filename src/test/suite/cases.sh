#!/usr/bin/env bash
# Which conformance case ran where, from the reports of the tests that ran: a table, then the reason of each skip.
# A test belongs to the cases that its name begins with: "A49 ..." (C++, @DisplayName) or a49_... (Java methods).
# Fails on a case that did not run where conformance-cases.tsv says that it must, as far as there are runs of that kind at all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

# Both print "outcome, name, reason" for each test of a run; the outcome is passed, differs, skipped or failed.
native_tests() { tr -d '\r' <"$1/doctest/log" | sed -n 's/^CASE\t//p'; }
java_tests() {
  find "$1" -name 'TEST-*.xml' -exec cat {} + | tr -d '\r' | awk -v OFS='\t' '
    function between(start, end) { return match($0, start "[^" end "]*") ? substr($0, RSTART, RLENGTH) : "" }
    /<testcase / { name = substr(between(" name=\"", "\""), 8); outcome = "passed"; reason = "" }
    /<(failure|error)[ >]/ { outcome = "failed" }
    /<skipped[ >]/ { outcome = "skipped"; reason = between("message=\"", "\"") between("CDATA.", "\\]"); sub(/^(message="|CDATA.)/, "", reason) }
    /^display-name: A[0-9][0-9]/ { name = substr($0, 15) }
    /asserted difference: / && outcome == "passed" { outcome = "differs" }
    /<testcase .*\/>|<\/testcase>/ { print outcome, name, reason }'
}

# The tests of all runs of a column of the table, as "column, outcome, name, reason"; and a line with the column alone: it has runs.
column() {
  local column=$1 tests=$2 run
  shift 2
  for run in "$@"; do
    [ -d "$run" ] || continue
    echo "$column"
    $tests "$run" | sed "s/^/$column\t/"
  done
}

cd target/test-reports
{
  column 1 native_tests native,linux-x86_64,*,uring
  column 2 native_tests native,linux-x86_64,*,threads
  column 3 native_tests native,windows-x86_64,*
  column 4 java_tests java,linux-x86_64,{uring,check-jni},*
  column 5 java_tests java,linux-x86_64,threads,*
  column 6 java_tests java,windows-x86_64,mfplat,*
} | awk -F '\t' '
  BEGIN {
    split("native uring,native threads,native Wine,Java uring,Java threads,Java Wine", names, ",")
    # Of several tests of a case the first of these speaks for all.
    rank["failed"] = 4; rank["differs"] = 3; rank["passed"] = 2; rank["skipped"] = 1
  }
  function line(what, cells) { sub(/ +$/, "", cells); printf "%-9s%s\n", what, cells }
  function cell(text) { return sprintf(" %-14s", text) }
  function flush_group() { if (first != "") line(first == last ? first : first "-" last, group); first = "" }

  # What must be: column 1 and 2, like 4 and 5, are the two engines.
  NR == FNR {
    if ($0 ~ /^#/) next
    cases[++count] = $1
    must[$1, 1] = must[$1, 2] = $2; must[$1, 3] = $3; must[$1, 4] = must[$1, 5] = $4; must[$1, 6] = $5
    next
  }
  # What was.
  { there[$1] = 1 }
  {
    name = $3
    while (name ~ /^[Aa][0-9][0-9]/) {
      id = toupper(substr(name, 1, 3)); name = substr(name, 4); sub(/^[ ,_\/]+/, "", name)
      if (rank[$2] > rank[was[id, $1]]) was[id, $1] = $2
      if ($2 == "skipped" && !((id, $1, $4) in told)) { told[id, $1, $4] = 1; skips[id] = skips[id] "  " id ", " names[$1] ": " $4 "\n" }
    }
  }
  END {
    for (c = 1; c <= 6; c++) header = header cell(names[c])
    line("case", header)
    for (i = 1; i <= count; i++) {
      id = cases[i]; cells = ""
      for (c = 1; c <= 6; c++) {
        outcome = was[id, c]
        if (outcome == "") outcome = must[id, c] != "must" ? "-" : there[c] ? "MISSING" : "not run"
        if (outcome == "MISSING") missing[c] = missing[c] " " id
        cells = cells cell(outcome)
      }
      if (cells != group) flush_group()
      if (first == "") { first = id; group = cells }
      last = id
    }
    flush_group()
    print "differs: passed, and asserted a known difference of Wine; -: not asked for; not run: no such run here"
    for (i = 1; i <= count; i++) printf "%s", skips[cases[i]]
    for (c = 1; c <= 6; c++) if (missing[c] != "") { print "MISSING, " names[c] ":" missing[c]; bad = 1 }
    exit bad
  }' ../../src/test/suite/conformance-cases.tsv -
