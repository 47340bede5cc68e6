//! What several subjects' tests share.

#[cfg(test)]
pub(crate) mod acts;
#[cfg(test)]
pub(crate) mod claims;
#[cfg(test)]
pub(crate) mod exposition;
pub(crate) mod pictures;
#[cfg(test)]
pub(crate) mod seeded;
