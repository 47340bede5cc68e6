//! Bale to engine and back: an update becomes an input, a screen becomes messages and keyboards. Conversions only.

mod arrival;
mod keyboard;
mod render;

pub use arrival::{Arrival, Ignored, arrival, arrival_among};
pub use render::{Outgoing, render};
