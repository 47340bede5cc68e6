//! What several subjects' tests share.

#[cfg(test)]
pub(crate) mod acts;
#[cfg(test)]
pub(crate) mod audit;
#[cfg(test)]
pub(crate) mod claims;
#[cfg(test)]
pub(crate) mod exposition;
#[cfg(test)]
pub(crate) mod log;
pub(crate) mod pictures;
#[cfg(test)]
pub(crate) mod seeded;
