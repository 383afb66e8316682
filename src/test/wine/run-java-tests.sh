#!/usr/bin/env bash
# The Java tests on the Windows JVM under Wine, after mvn process-test-classes -Pwindows: run-java-tests.sh [--wine 8|10] [CLASS...]
# With classes named: each in a process of its own, tags aside. Wine 8 where none is named.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
version=8
if [ "${1:-}" = --wine ]; then
  version=$2
  shift 2
fi
code=0
src/test/suite/java-tests.sh "java,wine$version,mfplat,jdk17" "$@" || code=1
if [ $# = 0 ]; then src/test/suite/java-tests.sh "java,wine$version,none,jdk17" || code=1; fi
exit $code
