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
  column 3 native_tests native,wine8,*
  column 4 native_tests native,wine10,*
  column 5 native_tests native,windows,*
  column 6 java_tests java,linux-x86_64,{uring,check-jni},*
  column 7 java_tests java,linux-x86_64,threads,*
  column 8 java_tests java,wine8,mfplat,*
  column 9 java_tests java,wine10,mfplat,*
  column 10 java_tests java,windows,mfplat,*
} | awk -F '\t' '
  BEGIN {
    columns = split("uring,threads,Wine 8,Wine 10,Windows,uring,threads,Wine 8,Wine 10,Windows", names, ",")
    for (c = 1; c <= columns; c++) names[c] = (c <= 5 ? "native " : "Java ") names[c]
    # Of several tests of a case the first of these speaks for all.
    rank["failed"] = 4; rank["differs"] = 3; rank["passed"] = 2; rank["skipped"] = 1
  }
  function line(what, cells) { sub(/ +$/, "", cells); printf "%-9s%s\n", what, cells }
  function cell(text) { return sprintf(" %-14s", text) }
  function flush_group() { if (first != "") line(first == last ? first : first "-" last, group); first = "" }

  # What must be: the first two columns are the two engines.
  NR == FNR {
    if ($0 ~ /^#/) next
    cases[++count] = $1
    for (c = 1; c <= columns; c++) must[$1, c] = $(c <= 5 ? 2 + (c > 2 ? c - 2 : 0) : 6 + (c > 7 ? c - 7 : 0))
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
    for (c = 1; c <= columns; c++) header = header cell(names[c])
    line("case", header)
    for (i = 1; i <= count; i++) {
      id = cases[i]; cells = ""
      for (c = 1; c <= columns; c++) {
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
    print "differs: passed, and asserted a known difference of that Wine; -: not asked for; not run: no such run here"
    for (i = 1; i <= count; i++) printf "%s", skips[cases[i]]
    for (c = 1; c <= columns; c++) if (missing[c] != "") { print "MISSING, " names[c] ":" missing[c]; bad = 1 }
    exit bad
  }' ../../src/test/suite/conformance-cases.tsv -
