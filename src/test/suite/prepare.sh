#!/usr/bin/env bash
# Before the Java tests: prepare.sh CLASSPATH keeps the class path and the tests' tags (class, tags) for the runs to come, and prints
# what each platform leaves out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
classpath=$1
mkdir -p target/check-jni
echo "$classpath" >target/test-classpath.txt

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$classpath" org.junit.platform.console.ConsoleLauncher discover --scan-classpath target/test-classes \
  --details=verbose --disable-ansi-colors --disable-banner 2>target/test-tags.err |
  sed -nE 's/.* tags: \[(.*)\]$/\1/; T id; h; b; :id; /uniqueId: .*\[class:/{ /\[(method|test-template|test-factory):/{ s/.*\[class:([^]]*)\].*/\1/; G; s/\n/\t/; p } }' \
  >target/test-tags.tsv
[ -s target/test-tags.tsv ] || { cat target/test-tags.err; echo "prepare.sh: no tests found" >&2; exit 1; }

left_out() { awk -F '\t' -v tags="$1" '$2 ~ tags { n++ } END { print n + 0 }' target/test-tags.tsv; }
echo "Test methods: $(wc -l <target/test-tags.tsv), of them left out on linux-x86_64: $(left_out windows-only) windows-only, $(left_out windows-n) windows-n;" \
  "on windows-x86_64: $(left_out linux-only) linux-only; only by -Plong: $(left_out '(^|, )long'); once for all: $(left_out engine-free)"
