//! Replaced at merge.
/// Normalises.
pub fn normalise(text: &str) -> String {
    text.to_owned()
}
/// ASCII digits to Persian ones.
pub fn to_persian_digits(text: &str) -> String {
    let persian = |c: char| c.to_digit(10).and_then(|d| char::from_u32(0x6F0 + d)).unwrap_or(c);
    text.chars().map(persian).collect()
}
