//! Key ring, authenticated encryption, keyed hashes.
