#!/usr/bin/env bash
# Runs the quick tests as a user without root privileges, because permissions do not bind root. The tests run in a copy of the project
# that belongs to this user. Arguments are passed to vitest.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(id -u)" != 0 ]; then
  exec node_modules/.bin/vitest run "$@"
fi

user=65534
base=$(mktemp -d)
trap 'rm -rf "$base"' EXIT
mkdir "$base/home" "$base/tmp" "$base/project"
tar -c --exclude=./.git --exclude=./build . | tar -x -C "$base/project"
chown -R "$user:$user" "$base"
cd "$base/project"
setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs \
  env HOME="$base/home" TMPDIR="$base/tmp" USER=nobody PATH="$PWD/node_modules/.bin:$PATH" vitest run "$@"
