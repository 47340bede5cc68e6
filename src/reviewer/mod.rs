//! HTTP API for those who decide on claims.
