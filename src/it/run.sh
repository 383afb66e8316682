#!/usr/bin/env bash
# Applications that depend on the installed library, each in a shape of its own: builds them, runs them, compares what they print.
# Usage: src/it/run.sh, after mvn -f src install. JDK25 may name a JDK 25; without it that one run is skipped and counted.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
target=$PWD/../../target/it
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jlink=${JAVA_HOME:+$JAVA_HOME/bin/}jlink
mkdir -p "$target"
file=$target/file.bin
head -c 4096 /dev/urandom >"$file"
expected="S_OK: 4096 bytes"
passed=0 failed=0 skipped=0

# check NAME EXPECTED COMMAND...: runs the command with the file as its last argument.
check() {
  local name=$1 wanted=$2 printed
  shift 2
  printed=$(timeout 60 "$@" "$file" 2>&1)
  if [ "$printed" = "$wanted" ]; then
    echo "passed: $name"
    passed=$((passed + 1))
  else
    echo "FAILED: $name: $*"
    echo "$printed" | sed 's/^/  /'
    failed=$((failed + 1))
  fi
}

build() {
  mvn -q -B -ntp ${MAVEN_OFFLINE:+-o} -f "$1/pom.xml" clean package || {
    echo "FAILED: $1 does not build"
    failed=$((failed + 1))
    return 1
  }
}

if build plain; then
  check "plain class path" "$expected" "$java" -cp "$target/plain/app.jar:$target/plain/lib/*" com.example.ReadFile
  if [ -n "${JDK25:-}" ]; then
    check "plain class path, JDK 25, native access denied by default" "$expected" \
      "$JDK25" --illegal-native-access=deny --enable-native-access=ALL-UNNAMED -cp "$target/plain/app.jar:$target/plain/lib/*" com.example.ReadFile
  else
    echo "skipped: JDK 25 is not named"
    skipped=$((skipped + 1))
  fi
fi
if build modular; then
  path=$target/modular/app.jar:$target/modular/lib
  check "module path" "$expected" "$java" -p "$path" -m com.example.app/com.example.app.ReadFile
  if [ -n "${JDK25:-}" ]; then
    check "module path, JDK 25, native access denied by default" "$expected" \
      "$JDK25" --illegal-native-access=deny --enable-native-access=org.mfplat4j -p "$path" -m com.example.app/com.example.app.ReadFile
  fi
  rm -rf "$target/image"
  if "$jlink" -p "$path" --add-modules com.example.app --bind-services --launcher read=com.example.app/com.example.app.ReadFile \
    --output "$target/image"; then
    check "jlink image" "$expected" "$target/image/bin/read"
  else
    echo "FAILED: jlink"
    failed=$((failed + 1))
  fi
fi
if build shaded; then
  check "shaded jar" "$expected" "$java" -jar $target/shaded/app.jar
fi
if build spring-boot; then
  check "Spring Boot's nested jars" "$expected" "$java" -jar $target/spring-boot/app.jar
fi
if build two-loaders; then
  classpath=$target/plain/app.jar$(printf ':%s' $target/plain/lib/*.jar)
  check "two class loaders" "$expected
$expected" "$java" -cp $target/two-loaders/app.jar com.example.TwoLoaders "$classpath"
fi
cli=("$target"/../cli/mfplat4j-cli-*-SNAPSHOT.jar)
digest=$(sha256sum "$file")
# shellcheck disable=SC2016
check "the command line" "${digest%% *}" bash -c '"$0" -jar "$1" read "$2" | sed -n "s/^sha256: *//p"' "$java" "${cli[0]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
