//! Lists that flows choose from: `flows/data/*.csv`, or the person's own contracts and family.

use std::collections::BTreeMap;

use super::expression::Fact;

/// A cell of a [`Row`].
pub type Cell = Fact;

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Stable id, short ASCII.
    pub id: String,
    /// What the person reads.
    pub label: String,
    /// Other columns by name; an empty cell is left out.
    pub cells: BTreeMap<String, Cell>,
}

/// A list with its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dataset {
    /// In file order.
    pub rows: Vec<Row>,
}

/// All lists by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Datasets {
    /// By name: `provinces`, `centers` …
    pub by_name: BTreeMap<String, Dataset>,
}
