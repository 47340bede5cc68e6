# What people run often. `just ci` is literally what CI runs.

default: test

# The whole product on this machine, without a token.
demo:
    cargo run --release -- demo

fmt:
    cargo fmt

lint:
    cargo clippy --all-targets -- -D warnings

test:
    cargo test

# Flows, lists and wording.
check:
    cargo run -- check

bench:
    cargo bench

ci:
    .ci/run
