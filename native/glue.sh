#!/usr/bin/env bash
# glue.sh FOLDER: the native methods of the glue that JavaCPP has generated there, in the order of their names, as glue.cpp. JavaCPP
# has them in the order of reflection, which differs between two runs. Leaves a file that is the same as it is, so that nothing is
# compiled again.
set -euo pipefail
cd "$1"
begin='^JNIEXPORT .* Java_'
{
  sed "/$begin/,\$d" jnimfplat4j.cpp
  # A method to a line.
  sed -n "/$begin/,\$p" jnimfplat4j.cpp | awk '
    /^JNIEXPORT / { method = "" }
    { method = method $0 "\001" }
    /^}$/ && method ~ /^JNIEXPORT / { print method; method = "" }' | LC_ALL=C sort | tr '\001' '\n'
  echo '}'
} >glue.part
if cmp -s glue.part glue.cpp; then rm glue.part; else mv glue.part glue.cpp; fi
