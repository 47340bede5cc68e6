//! Filters of a list: which are in force, the values of each, and how one is chosen.

use std::collections::BTreeSet;

use super::choice::{Scene, place_of};
use super::list_view::{ListPage, list_page, page_row};
use super::{Asked, Reading};
use crate::engine::keyboard::in_rows;
use crate::engine::lists;
use crate::engine::press::Verb;
use crate::engine::screen::Button;
use crate::engine::session::Draft;
use crate::engine::talk::{Talk, plain};
use crate::flow::expression::Fact;
use crate::flow::model::Choices;
use crate::persian::text;
use crate::wording::{Arg, Message};

/// Values of a filter in one row.
const FILTER_COLUMNS: usize = 3;

/// One button for each filter: what is in force, or «همه».
pub(crate) fn filter_row(scene: Scene<'_, '_>, choices: &Choices) -> Vec<Button> {
    let Scene { talk, draft, presser, .. } = scene;
    let button = |column: &String| {
        // wording: filter-province(value) filter-type(value) filter-disease-group(value)
        let value = draft.view.filters.get(column).map_or_else(
            || Message::new("filter-all"),
            |cell| plain(filter_label(talk, column, cell)),
        );
        let label = Message::new(format!("filter-{}", column.replace('_', "-")))
            .with("value", Arg::from(value));
        presser.to(label, Verb::Filter, column.clone())
    };
    choices.filters.iter().rev().map(button).collect()
}

/// The values of the filter that is being looked at.
pub(crate) fn ask_filter(scene: Scene<'_, '_>, choices: &Choices, column: &str) -> Asked {
    let Scene { talk, draft, presser, .. } = scene;
    let page = filter_page(talk, draft, choices, column);
    let button = |(index, value): &(usize, FilterValue)| {
        presser.to(plain(value.label.clone()), Verb::FilterBy, format!("{column}={index}"))
    };
    let mut rows = in_rows(&page.shown.iter().map(button).collect::<Vec<_>>(), FILTER_COLUMNS);
    rows.extend(page_row(presser, page.page, page.pages));
    rows.push(vec![presser.to(Message::new("filter-all"), Verb::FilterBy, format!("{column}="))]);
    // wording: filter-ask-province filter-ask-type filter-ask-disease-group
    let question = Message::new(format!("filter-ask-{}", column.replace('_', "-")));
    Asked { paragraphs: vec![question], rows, ..Asked::default() }
}

/// The values of a filter that are shown, each with its place among all.
fn filter_page(
    talk: &Talk<'_>,
    draft: &Draft,
    choices: &Choices,
    column: &str,
) -> ListPage<(usize, FilterValue)> {
    let values: Vec<_> = filter_values(talk, choices, column).into_iter().enumerate().collect();
    let rows = talk.world.settings.rows.saturating_sub(2);
    list_page(&values, FILTER_COLUMNS, rows, draft.view.page as usize)
}

/// What was typed while the values of a filter are shown.
pub(crate) fn read_filter_value(
    talk: &mut Talk<'_>,
    choices: &Choices,
    typed: &str,
) -> Option<Reading> {
    let draft = talk.draft()?;
    let column = draft.view.filtering.clone()?;
    let object = read_filter((talk, draft), choices, &column, typed)?;
    Some(filter_by(talk, choices, &object))
}

/// The object of `Verb::FilterBy` that a value of the filter means, typed by its number or name.
fn read_filter(
    (talk, draft): (&Talk<'_>, &Draft),
    choices: &Choices,
    column: &str,
    typed: &str,
) -> Option<String> {
    let key = text::search_key(typed);
    if talk.says("filter-all", &key) {
        return Some(format!("{column}="));
    }
    let page = filter_page(talk, draft, choices, column);
    let place = place_of(typed);
    let named = || {
        let mut values = filter_values(talk, choices, column).into_iter();
        values.position(|value| text::search_key(&value.label) == key)
    };
    let index =
        place.and_then(|place| page.shown.get(place)).map(|(index, _)| *index).or_else(named)?;
    Some(format!("{column}={index}"))
}

/// Puts a filter in force, or takes it away, as the object of `Verb::FilterBy` says.
pub(crate) fn filter_by(talk: &mut Talk<'_>, choices: &Choices, object: &str) -> Reading {
    let Some((column, place)) = object.split_once('=') else { return Reading::Look };
    let values = filter_values(talk, choices, column);
    let cell = place
        .parse::<usize>()
        .ok()
        .and_then(|place| values.get(place))
        .map(|value| value.cell.clone());
    if let Some(draft) = talk.draft_mut() {
        match cell {
            Some(cell) => draft.view.filters.insert(column.to_owned(), cell),
            None => draft.view.filters.remove(column),
        };
        (draft.view.filtering, draft.view.page) = (None, 0);
    }
    Reading::Look
}

/// One value of a filter.
#[derive(Clone, Debug)]
struct FilterValue {
    cell: String,
    label: String,
}

/// The values of a filter column, in Persian order. A button carries the place in this order, since values may be
/// Persian and callback data is ASCII.
fn filter_values(talk: &Talk<'_>, choices: &Choices, column: &str) -> Vec<FilterValue> {
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
fn filter_label(talk: &Talk<'_>, column: &str, cell: &str) -> String {
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
