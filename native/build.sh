#!/usr/bin/env bash
# Makes target/zulip-calls-runner: with the compiler that GRAALVM_HOME or the PATH names, else in Mandrel's container.
# Arguments go to Maven.
set -euo pipefail
cd "$(dirname "$0")/.."

build=(./mvnw -B -ntp package -Dnative -Dmaven.test.skip=true "$@")
if [ -x "${GRAALVM_HOME:-}/bin/native-image" ] || command -v native-image >/dev/null; then
  exec "${build[@]}"
fi
for engine in podman docker; do
  if command -v "$engine" >/dev/null; then
    exec "${build[@]}" -Dquarkus.native.container-build=true -Dquarkus.native.container-runtime="$engine"
  fi
done
echo "Set GRAALVM_HOME to a GraalVM or Mandrel for JDK 25, or install podman or docker." >&2
exit 1
