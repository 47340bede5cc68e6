//! The only place that asks the operating system for randomness.

/// `N` unpredictable bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give: nothing secret can be made then, so the process must not go on.
#[expect(
    clippy::expect_used,
    reason = "without randomness no key, code or nonce is safe; the supervisor restarts us"
)]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}
