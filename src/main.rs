//! The `bimeyar` binary: hands over to `cli`.

fn main() {}
