#!/bin/sh
# The long proofs; README.md beside this tells what each shows. Each prints one line of figures at its end. Takes about an
# hour with these numbers.
#   IMAGES=600 DEATHS=300 AT_ONCE=6 ROUNDS=30 PEOPLE=40 tests/crash/run.sh
# A failed run prints SEED=…; the same seed chooses the same places again (what the threads do meanwhile is not chosen).
set -eu
cd "$(dirname "$0")/../.."
export IMAGES="${IMAGES:-600}" DEATHS="${DEATHS:-300}" AT_ONCE="${AT_ONCE:-6}"
export ROUNDS="${ROUNDS:-30}" PEOPLE="${PEOPLE:-40}"
proof() {
  cargo test --locked --test it -- --ignored --nocapture --exact "$1"
}

# The power goes: needs strace.
proof dialogues::power::power_is_lost_many_times
# The process dies at named points, which only a build with debug assertions has.
proof serve::fail_points::dying_many_times_at_every_point
proof serve::fail_points::dying_many_times_in_webhook_mode

cargo build --release --locked --bin bimeyar
# Only the bot is optimised: the tests that drive it need not be.
BIMEYAR_UNDER_TEST="${CARGO_TARGET_DIR:-$PWD/target}/release/bimeyar"
export BIMEYAR_UNDER_TEST
if grep -aqE 'BIMEYAR_FAIL_POINT|middle_of_outbox' "$BIMEYAR_UNDER_TEST"; then
  echo "the release build has fail points" >&2
  exit 1
fi
proof serve::targets::it_starts_at_once_and_is_small
proof serve::kills::killed_many_times
