#!/usr/bin/env bash
# Public Python clients of Bale against the simulator: they must not notice the difference.
# Needs the packages of requirements.txt: PYTHON names the interpreter that has them (default python3).
set -u
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
export PYTHONDONTWRITEBYTECODE=1 TOKEN=123456789:simulator
log=$(mktemp)

cd "$here/../.." || exit 1
cargo build --quiet || exit 1
"${CARGO_TARGET_DIR:-target}/debug/bimeyar" simulate --port 0 --token "$TOKEN" >"$log" &
server=$!
trap 'kill "$server" 2>/dev/null; rm -f "$log"' EXIT
for _ in $(seq 100); do
    BASE_URL=$(head -n 1 "$log")
    [ -n "$BASE_URL" ] && break
    sleep 0.1
done
[ -n "$BASE_URL" ] || { echo "the simulator did not start"; exit 1; }
export BASE_URL

scripts=(balethon_client.py python_bale_bot_client.py)
passed=0
failed=0
for script in "${scripts[@]}"; do
    if timeout 120 "$python" "$here/$script"; then
        passed=$((passed + 1))
    else
        echo "$script failed"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$passed" -eq "${#scripts[@]}" ]
