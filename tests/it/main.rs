//! The one test binary: each module a subject.

#[cfg(test)]
mod bale;
