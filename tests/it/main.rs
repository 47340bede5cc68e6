//! The one test binary: each module a subject.

mod photo;
mod photo_quality;
mod support;
