//! The flow language: source to compiled flow and all its problems; lint, graph, datasets. Pure.

pub mod dataset;
pub mod expression;
pub mod model;

pub use dataset::{Cell, Dataset, Datasets, Row};
pub use expression::{Expression, Facts, Truth};
pub use model::{Flow, Kind, Step};
