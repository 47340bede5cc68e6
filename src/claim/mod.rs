//! A claim, its documents, tracking code, stages, members and contracts. Pure.
