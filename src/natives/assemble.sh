#!/usr/bin/env bash
# What the jar with the natives of a platform consists of: src/natives/assemble.sh PLATFORM, after the library was built.
# The result is target/native-jars/PLATFORM: the library, a named module that provides it, and the licences.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
platform=$1
folder=org/mfplat4j/internal/$platform
module=org.mfplat4j.${platform/-/.}
sources=target/native-jars/$platform-sources
jar=target/native-jars/$platform
rm -rf "$sources" "$jar"
mkdir -p "$sources/${module//.//}" "$jar/$folder" "$jar/META-INF"
fill() { sed "s/@PLATFORM@/$platform/; s/@MODULE@/$module/" "src/natives/$1.in" >"$sources/$2"; }
fill module-info.java module-info.java
fill Jar.java "${module//.//}/Jar.java"
"${JAVA_HOME:+$JAVA_HOME/bin/}javac" -Xlint:all,-module -Werror --release 17 --module-path target/classes -d "$jar" \
  "$sources/module-info.java" "$sources/${module//.//}/Jar.java"
cp "target/classes/$folder"/* "$jar/$folder/"
cp LICENSE NOTICE "$jar/META-INF/"
