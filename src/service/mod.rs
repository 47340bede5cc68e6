//! The loop: take in, turn, commit, perform.
