//! «Did you mean …?»

/// The question for the candidate that is nearest to `word`, if one is near at all.
pub(crate) fn did_you_mean<'a, I: IntoIterator<Item = &'a str>>(
    word: &str,
    candidates: I,
) -> Option<String> {
    nearest(word, candidates).map(|candidate| format!("Did you mean `{candidate}`?"))
}

/// The candidate that is nearest to `word`, if one is near at all.
pub(crate) fn nearest<'a, I: IntoIterator<Item = &'a str>>(
    word: &str,
    candidates: I,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            let longer = word.chars().count().max(candidate.chars().count());
            *distance <= (longer / 3).clamp(1, 3)
        })
        .min()
        .map(|(_, candidate)| candidate)
}
