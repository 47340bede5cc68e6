#!/bin/sh
# The long proof, with the optimised binary: the targets of start and memory, then PEOPLE people who claim in ROUNDS
# rounds while the bot is killed (SIGKILL) at random moments. Prints one line of figures at the end; takes minutes.
#   ROUNDS=30 PEOPLE=40 tests/crash/run.sh
set -eu
cd "$(dirname "$0")/../.."
export ROUNDS="${ROUNDS:-30}" PEOPLE="${PEOPLE:-40}"
cargo build --release --locked --bin bimeyar
# Only the bot is optimised: the tests that drive it need not be.
BIMEYAR_UNDER_TEST="${CARGO_TARGET_DIR:-$PWD/target}/release/bimeyar"
export BIMEYAR_UNDER_TEST
cargo test --locked --test it -- --ignored --nocapture --exact serve::targets::it_starts_at_once_and_is_small
cargo test --locked --test it -- --ignored --nocapture --exact serve::kills::killed_many_times
