//! Lists that flows choose from: `flows/data/*.csv`, or the person's own contracts and family.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::expression::Fact;
use super::search::{Index, Lenience};

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

impl Row {
    /// The cell of `column`, `id` and `label` included; none when it is empty.
    pub fn cell(&self, column: &str) -> Option<Cell> {
        match column {
            "id" => Some(Cell::Text(self.id.clone())),
            "label" => Some(Cell::Text(self.label.clone())),
            _ => self.cells.get(column).cloned(),
        }
    }

    /// The cell of `column` as text; none when it is empty or no text.
    pub fn text(&self, column: &str) -> Option<&str> {
        match column {
            "id" => Some(&self.id),
            "label" => Some(&self.label),
            _ => match self.cells.get(column) {
                Some(Cell::Text(text)) => Some(text),
                Some(Cell::Truth(_) | Cell::Number(_) | Cell::Date(_)) | None => None,
            },
        }
    }
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnType {
    /// Yes or no.
    Truth,
    /// A whole number.
    Number,
    /// A day.
    Date,
    /// A text, a code, or the id of a row in another list.
    Text,
}

impl ColumnType {
    fn of(cell: &Cell) -> Self {
        match cell {
            Cell::Truth(_) => Self::Truth,
            Cell::Number(_) => Self::Number,
            Cell::Date(_) => Self::Date,
            Cell::Text(_) => Self::Text,
        }
    }
}

/// A list with its columns. Searching is prepared when it is first searched, since the lists of a person's own and the
/// options of a flow file are made for one turn and hardly ever searched.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// In file order.
    pub rows: Vec<Row>,
    /// Column → what it holds; `id` and `label` are not among them.
    pub columns: BTreeMap<String, ColumnType>,
    index: OnceLock<Index>,
    places: BTreeMap<String, usize>,
}

impl PartialEq for Dataset {
    fn eq(&self, other: &Self) -> bool {
        (&self.rows, &self.columns) == (&other.rows, &other.columns)
    }
}

impl Eq for Dataset {}

impl Dataset {
    /// The list of `rows`; its columns are those that some row has.
    pub fn new(rows: Vec<Row>) -> Self {
        let columns = rows
            .iter()
            .flat_map(|row| &row.cells)
            .map(|(name, cell)| (name.clone(), ColumnType::of(cell)))
            .collect();
        Self::with_columns(rows, columns)
    }

    /// The list of `rows` with these columns, also those that are empty everywhere.
    pub fn with_columns(rows: Vec<Row>, columns: BTreeMap<String, ColumnType>) -> Self {
        let places = rows.iter().enumerate().map(|(place, row)| (row.id.clone(), place)).collect();
        Self { rows, columns, index: OnceLock::new(), places }
    }

    /// The same with its search prepared, for lists that are kept.
    pub(crate) fn prepared(self) -> Self {
        self.index();
        self
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.rows))
    }

    /// The row called `id`.
    pub fn row(&self, id: &str) -> Option<&Row> {
        self.rows.get(*self.places.get(id)?)
    }

    /// The ids of all rows in file order.
    pub(crate) fn ids(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.id.as_str()).collect()
    }

    /// Rows that `typed` may mean and that `keep` lets through, best first: the name itself, beginnings of the name,
    /// all words at word beginnings, any part of the name, the city besides. What a column `synonyms` holds, separated
    /// by `|`, are further names, each a little below the label. Words may come in any order and with or without spaces
    /// and half-spaces. Only when nothing is found, letters that sound alike are forgiven, then one wrong letter in words
    /// of five letters or more, then both. Nothing typed: all rows in alphabetical order.
    pub fn search(&self, typed: &str, keep: &dyn Fn(&Row) -> bool) -> Vec<&Row> {
        let found = |lenience| -> Vec<&Row> {
            let places = self.index().find(typed, lenience).into_iter();
            places.filter_map(|place| self.rows.get(place)).filter(|row| keep(row)).collect()
        };
        Lenience::ALL.into_iter().map(found).find(|rows| !rows.is_empty()).unwrap_or_default()
    }

    /// Rows whose name, alone or followed by the city, is what was typed, however it is spelled and spaced; when no label
    /// is that, those that have it among their `synonyms`.
    pub fn named(&self, typed: &str) -> impl Iterator<Item = &Row> {
        self.index().find_exactly(typed).into_iter().filter_map(|place| self.rows.get(place))
    }
}

/// All lists by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Datasets {
    /// By name: `provinces`, `centers` …
    pub by_name: BTreeMap<String, Dataset>,
}

impl Datasets {
    /// The list called `name`.
    pub fn get(&self, name: &str) -> Option<&Dataset> {
        self.by_name.get(name)
    }
}
