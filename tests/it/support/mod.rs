//! What several subjects' tests share.

pub(crate) mod pictures;
