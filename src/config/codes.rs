//! The stable codes of what can be wrong with settings. A code is never reused for something else.

/// Not TOML.
pub(super) const SYNTAX: &str = "CF001";
/// A key that no settings file has.
pub(super) const UNKNOWN_KEY: &str = "CF002";
/// A text where a number is wanted, and so on.
pub(super) const WRONG_SHAPE: &str = "CF003";
/// A number outside of what makes sense.
pub(super) const OUT_OF_RANGE: &str = "CF004";
/// A variable of the environment that sets nothing.
pub(super) const UNKNOWN_VARIABLE: &str = "CF005";
/// Not one of the words that can be set, not an address, not a token.
pub(super) const BAD_VALUE: &str = "CF006";
/// Something else that is set makes this necessary.
pub(super) const MISSING: &str = "CF007";
/// The settings file cannot be read.
pub(super) const UNREADABLE: &str = "CF008";
/// The settings of the SMS gateway do not go together.
pub(super) const SMS: &str = "CF009";
