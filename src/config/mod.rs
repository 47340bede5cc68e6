//! `config.toml` and environment to each room's settings.
