//! The one test binary: each module a subject.

mod simulator;
