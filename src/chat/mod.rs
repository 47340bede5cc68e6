//! Bale to engine and back: update to input, screen to messages and keyboards.
