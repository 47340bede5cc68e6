//! What goes to the log: chats by their ids, faults by their words, never what people wrote.
//!
//! An error wakes somebody; a warning is worth a look in the morning.

use std::error::Error;

/// Somebody must look at this at once.
pub(super) fn error(what: &str, chat: Option<i64>, fault: &dyn Error) {
    let fault = in_words(fault);
    tracing::error!(chat, %fault, "{what}");
}

/// It will most likely mend itself.
pub(super) fn warning(what: &str, chat: Option<i64>, fault: &dyn Error) {
    let fault = in_words(fault);
    tracing::warn!(chat, %fault, "{what}");
}

/// A fault with all its causes.
fn in_words(fault: &dyn Error) -> String {
    let mut words = fault.to_string();
    let mut cause = fault.source();
    while let Some(inner) = cause {
        words.push_str(": ");
        words.push_str(&inner.to_string());
        cause = inner.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outside")]
    struct Outside(#[source] std::fmt::Error);

    #[test]
    fn a_fault_comes_with_its_causes() {
        let inside = std::fmt::Error;
        assert_eq!(in_words(&Outside(inside)), format!("outside: {inside}"));
    }
}
