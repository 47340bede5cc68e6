//! The claims of record, members and contracts (SQL).
