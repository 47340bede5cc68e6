//! Message keys and arguments to Persian text (Fluent). Pure.

pub mod message;
pub mod problem;

pub use message::{Arg, Message};
pub use problem::{Problem, Severity};
