//! Message keys and arguments to Persian text (Fluent). Pure.
