//! The `bimeyar` binary: hands over to `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    bimeyar::cli::run(std::env::args_os())
}
