//! Persian text and Iranian identifiers, as people write them.

mod calendar;
mod dates;
mod identifiers;
mod money;
mod text;
