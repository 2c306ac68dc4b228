#!/usr/bin/env bash
# Starts the executable against a PostgreSQL and a Zulip stand-in of its own, makes one whole call, and prints how soon it
# is ready and how large it is; in brackets the goal. With "jar" the same for the jar. What follows goes to Maven:
# -Dload.options="-Xmn4m" starts it with other options than its own.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-native}" in
  native)
    binary=target/zulip-calls-runner
    [ -x "$binary" ] || { echo "There is no executable: native/build.sh makes it." >&2; exit 1; } ;;
  jar) binary= ;;
  *) echo "usage: native/smoke.sh [native|jar [-D…]]" >&2; exit 2 ;;
esac
exec ./mvnw -q -Pload verify -Dload.main=org.zulipcalls.load.Smoke -Dzulip-calls.test.binary="$binary" "${@:2}"
