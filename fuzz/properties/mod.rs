//! What must hold for any bytes: each property panics when it does not. Tried by libFuzzer (`fuzz/targets/`), and with the
//! inputs that it found worth keeping (`fuzz/corpus/`) by the ordinary tests (`tests/it/corpora.rs`).

pub mod date;
pub mod expression;
pub mod flow_file;
pub mod money;
pub mod national_code;
pub mod photo;
mod shipped;
pub mod store_value;
pub mod tracking_code;
mod typed;
pub mod update;
pub mod webhook;

/// A property of bytes.
pub type Property = fn(&[u8]);

/// All properties by the name of their target, which is also their folder of inputs.
pub const ALL: [(&str, Property); 10] = [
    ("date", date::holds),
    ("expression", expression::holds),
    ("flow_file", flow_file::holds),
    ("money", money::holds),
    ("national_code", national_code::holds),
    ("photo", photo::holds),
    ("store_value", store_value::holds),
    ("tracking_code", tracking_code::holds),
    ("update", update::holds),
    ("webhook", webhook::holds),
];
