//! Message keys and arguments to Persian text (Fluent). Pure.
//!
//! A text counts with `{ $n -> [0] … [1] … *[other] … }`: in Persian the plural category `one` covers 0 **and** 1, so `[one]`
//! alone would say «یک سند» for none at all (`domain.md` §2.5). Exact numbers come before categories.
//! Only `Arg::Number` selects by number; a word (`Arg::Words`, `Arg::Code`) that a text selects on is compared as it is.

mod arguments;
mod builtin;
pub mod catalog;
pub mod markdown;
pub mod message;
pub mod problem;
mod reading;
pub mod scan;
pub mod surface;
mod syntax;
mod typed;
pub mod usage;
mod value;

pub use catalog::Catalog;
pub use message::{Arg, Message};
pub use problem::{Problem, Severity};
pub use scan::scan_source;
pub use surface::Surface;
pub use usage::{UsedKey, check_usage};
