#!/usr/bin/env bash
# Whole claims in a real browser against `bimeyar demo`. Prints "N passed, N failed" last.
# PYTHON names the interpreter with the packages of requirements.txt (default python3); pictures of the steps go to
# $PICTURES (default: a folder under $TMPDIR). Names of scenarios as arguments run only these.
set -u
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
export PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1

# The interpreter may be named from where the caller stands.
case $python in */*) python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python") ;; esac
cd "$here/../.." || exit 1
cargo build --locked --quiet || { echo "0 passed, 1 failed"; exit 1; }

told=$(mktemp)
"${CARGO_TARGET_DIR:-target}/debug/bimeyar" demo --chat-port 0 --reviewer-port 0 >"$told" 2>"$told.log" &
demo=$!
trap 'kill "$demo" 2>/dev/null; wait "$demo" 2>/dev/null; rm -f "$told" "$told.log"' EXIT
for _ in $(seq 300); do
    API_TOKEN=$(sed -n 's/^Bootstrap token.*: *\([^ ]*\)$/\1/p' "$told")
    [ -n "$API_TOKEN" ] && break
    kill -0 "$demo" 2>/dev/null || break
    sleep 0.1
done
CHAT_URL=$(grep -o 'http://[^ ]*/$' "$told" | head -n 1)
API_URL=$(grep -o 'http://[^ ]*/api/v1/' "$told" | head -n 1)
API_URL=${API_URL%/api/v1/}
CONSOLE_ACCOUNT=$(sed -n 's/^Account.*: *\([^ ]*\)$/\1/p' "$told")
CONSOLE_PASSWORD=$(sed -n 's/^Password.*: *\([^ ]*\)$/\1/p' "$told")
if [ -z "$CHAT_URL" ] || [ -z "$API_URL" ] || [ -z "$API_TOKEN" ]; then
    echo "the demo did not start; it said:"
    cat "$told" "$told.log"
    echo "0 passed, 1 failed"
    exit 1
fi
export CHAT_URL API_URL API_TOKEN CONSOLE_ACCOUNT CONSOLE_PASSWORD

timeout 600 "$python" "$here/run.py" "$@"
result=$?
if [ "$result" -ne 0 ] && [ -s "$told.log" ]; then
    echo "the demo's log:"
    tail -n 40 "$told.log"
fi
exit "$result"
