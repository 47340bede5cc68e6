//! Pages of a list, and its filters.

use std::collections::BTreeSet;

use crate::engine::keyboard::{Presser, dead};
use crate::engine::lists;
use crate::engine::press::Verb;
use crate::engine::screen::Button;
use crate::engine::talk::Talk;
use crate::flow::expression::Fact;
use crate::flow::model::Choices;
use crate::persian::text;
use crate::wording::{Arg, Message};

/// The part of a list that one message shows.
pub(crate) struct ListPage<T> {
    pub(crate) shown: Vec<T>,
    pub(crate) page: usize,
    pub(crate) pages: usize,
}

/// Page `page` of `items` when `rows` rows of `columns` buttons are free; paging itself takes one of them.
pub(crate) fn list_page<T: Clone>(
    items: &[T],
    columns: usize,
    rows: usize,
    page: usize,
) -> ListPage<T> {
    let rows = rows.max(2);
    if items.len() <= rows * columns {
        return ListPage { shown: items.to_vec(), page: 0, pages: 1 };
    }
    let size = (rows - 1) * columns;
    let pages = items.len().div_ceil(size);
    let page = page.min(pages - 1);
    ListPage { shown: items.iter().skip(page * size).take(size).cloned().collect(), page, pages }
}

/// «صفحه بعد» at the left, as a Persian reader turns pages.
pub(crate) fn page_row(presser: &Presser, page: usize, pages: usize) -> Option<Vec<Button>> {
    if pages < 2 {
        return None;
    }
    let here = dead(Message::new("btn-page-of").with("page", page + 1).with("pages", pages));
    let next = presser.to(Message::new("btn-page-next"), Verb::Page, (page + 1).to_string());
    let before =
        presser.to(Message::new("btn-page-before"), Verb::Page, page.saturating_sub(1).to_string());
    let mut row = Vec::new();
    if page + 1 < pages {
        row.push(next);
    }
    row.push(here);
    if page > 0 {
        row.push(before);
    }
    Some(row)
}

/// One value of a filter.
#[derive(Clone, Debug)]
pub(crate) struct FilterValue {
    pub(crate) cell: String,
    pub(crate) label: String,
}

/// The values of a filter column, in Persian order. A button carries the place in this order, since values may be
/// Persian and callback data is ASCII.
pub(crate) fn filter_values(talk: &Talk<'_>, choices: &Choices, column: &str) -> Vec<FilterValue> {
    let cells: BTreeSet<String> = lists::source(talk, choices)
        .rows
        .iter()
        .filter_map(|row| cell_text(row.cells.get(column)))
        .collect();
    let mut values: Vec<FilterValue> = cells
        .into_iter()
        .map(|cell| FilterValue { label: filter_label(talk, column, &cell), cell })
        .collect();
    values.sort_by(|one, other| text::compare(&one.label, &other.label));
    values
}

/// What a cell of a filter column is called: the entry of the list of that name, else the cell itself.
pub(crate) fn filter_label(talk: &Talk<'_>, column: &str, cell: &str) -> String {
    let datasets = &talk.world.datasets.by_name;
    [format!("{column}s"), format!("center_{column}s")]
        .iter()
        .filter_map(|name| datasets.get(name))
        .find_map(|dataset| dataset.row(cell))
        .map_or_else(|| cell.to_owned(), |row| row.label.clone())
}

/// A cell as text.
pub(crate) fn cell_text(cell: Option<&Fact>) -> Option<String> {
    match cell? {
        Fact::Text(text) => Some(text.clone()),
        Fact::Number(number) => Some(number.to_string()),
        Fact::Date(date) => Some(date.to_string()),
        Fact::Truth(truth) => Some(truth.to_string()),
    }
}

/// One button for each filter: what is in force, or «همه».
pub(crate) fn filter_row(
    talk: &Talk<'_>,
    choices: &Choices,
    filters: &std::collections::BTreeMap<String, String>,
    presser: &Presser,
) -> Vec<Button> {
    let button = |column: &String| {
        // wording: filter-province(value) filter-type(value) filter-disease-group(value)
        let value = filters.get(column).map_or_else(
            || Message::new("filter-all"),
            |cell| super::super::talk::plain(filter_label(talk, column, cell)),
        );
        let label = Message::new(format!("filter-{}", column.replace('_', "-")))
            .with("value", Arg::from(value));
        presser.to(label, Verb::Filter, column.clone())
    };
    choices.filters.iter().rev().map(button).collect()
}
