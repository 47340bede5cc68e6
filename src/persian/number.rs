//! Small numbers that people type instead of pressing a button.

use super::number_words::read_words;
use super::text::search_key;

/// The number of a choice as it is typed: «۳», `3.`, «سه», «سوم», «سومی», «گزینه ۳». `None` for anything else.
pub fn read_small_number(text: &str) -> Option<u32> {
    let key = search_key(text);
    let words: Vec<&str> = key.split(' ').filter(|word| !is_label(word)).collect();
    match words.as_slice() {
        [digits] if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok(),
        words => read_words(words),
    }
}

fn is_label(word: &str) -> bool {
    matches!(
        word,
        "" | "شماره"
            | "گزینه"
            | "مورد"
            | "ردیف"
            | "عدد"
            | "همان"
            | "همون"
            | "ام"
            | "امی"
    )
}
