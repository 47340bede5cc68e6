#!/usr/bin/env bash
# A fuzzer that knows nothing but the published description of the reviewer API, once for each role.
# Needs the packages of requirements.txt: PYTHON names the interpreter that has them (default python3).
# Usage: fuzz.sh [SECONDS], 30 by default, shared among the roles.
set -u
here=$(cd "$(dirname "$0")" && pwd)
python=$(command -v "${PYTHON:-python3}")
case $python in /*) ;; *) python=$PWD/$python ;; esac
seconds=${1:-30}
export PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)

cd "$here/../.." || exit 1
cargo test --quiet --no-run --test it || exit 1
# It answers for as long as its input stays open.
coproc TARGET { exec cargo test --quiet --test it -- reviewer::target --ignored --nocapture 2>"$work/target.log"; }
# shellcheck disable=SC2064 # the number of the target is that of this moment
trap "kill $TARGET_PID 2>/dev/null; rm -rf '$work'" EXIT

codes=""
base=""
declare -A tokens
while read -r -t 120 name value <&"${TARGET[0]}"; do
    case $name in
    code) codes="$codes $value" ;;
    base) base=$value ;;
    viewer | reviewer | finance | admin) tokens[$name]=$value ;;
    esac
    [ "$name" = admin ] && break
done
[ -n "$base" ] || { cat "$work/target.log"; echo "the reviewer API did not start"; exit 1; }

# With the claims and the document that there are, else hardly a request would come to one.
# shellcheck disable=SC2086 # each code is an argument
curl -sS "$base/api/v1/openapi.json" | "$python" -c '
import json, sys
api = json.load(sys.stdin)
there = {"code": sys.argv[1:], "id": ["00000000000000aa", "ffffffffffffffff"]}
for operations in api["paths"].values():
    for operation in operations.values():
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "path":
                parameter["schema"] = {"type": "string", "enum": there[parameter["name"]]}
json.dump(api, sys.stdout)
' $codes >"$work/openapi.json" || exit 1

# What only the claim, the day or the rows of a file tell cannot be said in a schema, so it is no fault that it is refused.
cat >"$work/fuzz.toml" <<'CONFIG'
[[operations]]
include-operation-id = "decide"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "403", "404", "409", "422"]

[[operations]]
include-operation-id = "importMembers"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "403", "422"]

[[operations]]
include-operation-id = "getDocument"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "404", "416"]
CONFIG

failed=0
for role in viewer reviewer finance admin; do
    each=$(((seconds + 3) / 4))
    if ! (cd "$work" && "$python" -m schemathesis.cli --config-file fuzz.toml run openapi.json --url "$base" \
        --header "Authorization: Bearer ${tokens[$role]}" --max-time "$each" --continue-on-failure \
        --warnings off --no-color >"$role.log" 2>&1); then
        failed=1
        sed -n '/FAILURES\|ERRORS/,$p' "$work/$role.log"
    fi
    printf '%s: %s\n' "$role" "$(grep -m 1 -A 1 '^Test cases' "$work/$role.log" | tail -n 1)"
done
curl -sS "$base/metrics" | sed -n 's/^bimeyar_answers_total{status="\([0-9]*\)"}/answers of status \1:/p'
exit "$failed"
