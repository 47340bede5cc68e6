//! `choice` and `search`: one of a list, by button, number, name or part of a name, with filters and paging.

use std::collections::BTreeMap;

use super::list_filter::{ask_filter, cell_text, filter_by, filter_row, read_filter_value};
use super::list_view::{ListPage, list_page, page_row};
use super::{Asked, Reading, question};
use crate::engine::keyboard::{Presser, in_rows};
use crate::engine::lists;
use crate::engine::press::{Press, Verb};
use crate::engine::session::{Draft, Several, Value, View};
use crate::engine::talk::{Talk, plain};
use crate::flow::model::Choices;
use crate::flow::{Kind, Row, Step};
use crate::persian::{number, text};
use crate::wording::{Arg, Message};

/// One asking of a list.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'t, 'w> {
    pub(crate) talk: &'t Talk<'w>,
    pub(crate) draft: &'t Draft,
    pub(crate) step: &'t Step,
    pub(crate) presser: &'t Presser,
}

/// `choice`.
pub(crate) fn ask(scene: Scene<'_, '_>, choices: &Choices) -> Asked {
    let rows = matching(scene.talk, scene.draft, choices);
    let mut asked = question(scene.step);
    note_search(scene, rows.len(), &mut asked);
    list(scene, &rows, &answering, &mut asked);
    asked
}

/// `search`: as `choice`, with filters and the button that leaves the list.
pub(crate) fn ask_search(scene: Scene<'_, '_>, choices: &Choices) -> Asked {
    let Scene { draft, step, presser, .. } = scene;
    if let Some(column) = &draft.view.filtering {
        return ask_filter(scene, choices, column);
    }
    let mut asked = question(step);
    let rows = visible_rows(scene, choices, &mut asked);
    list(scene, &rows, &answering, &mut asked);
    if !choices.filters.is_empty() {
        asked.rows.push(filter_row(scene, choices));
    }
    if let Some(escape) = &step.escape {
        asked.rows.push(vec![presser.to(Message::new(escape.button.clone()), Verb::Escape, "")]);
    }
    asked
}

/// The entries that the message shows; what was searched for is said.
pub(crate) fn visible_rows(scene: Scene<'_, '_>, choices: &Choices, asked: &mut Asked) -> Vec<Row> {
    let (rows, elsewhere) = visible(scene.talk, scene.draft, choices);
    note_search(scene, rows.len(), asked);
    if elsewhere {
        asked.paragraphs.insert(0, Message::new("search-elsewhere"));
    }
    rows
}

/// What the message shows: the entries that fit, or, when a search finds none with the filters in force, those that it
/// finds without; and whether it does that.
fn visible(talk: &Talk<'_>, draft: &Draft, choices: &Choices) -> (Vec<Row>, bool) {
    let mut rows = matching(talk, draft, choices);
    if let Some(several) = several(draft).filter(|_| draft.view.query.is_none()) {
        // What has been chosen stands first, where it can be seen and put back.
        rows.sort_by_key(|row| !several.chosen.contains(&row.id));
    }
    if !rows.is_empty() || draft.view.query.is_none() || draft.view.filters.is_empty() {
        return (rows, false);
    }
    let rows = everywhere(talk, draft, choices);
    let elsewhere = !rows.is_empty();
    (rows, elsewhere)
}

/// What has been chosen so far of a list of which several may be.
fn several(draft: &Draft) -> Option<&Several> {
    draft.answers.get(&draft.view.step)?.value.several()
}

/// The entries that fit what was searched for and filtered by.
fn matching(talk: &Talk<'_>, draft: &Draft, choices: &Choices) -> Vec<Row> {
    let keep = |row: &Row| {
        passes(&draft.view.filters, row) && lists::is_offered(talk, draft, choices, row)
    };
    found(talk, draft, choices, &keep)
}

fn everywhere(talk: &Talk<'_>, draft: &Draft, choices: &Choices) -> Vec<Row> {
    found(talk, draft, choices, &|row: &Row| lists::is_offered(talk, draft, choices, row))
}

fn found(
    talk: &Talk<'_>,
    draft: &Draft,
    choices: &Choices,
    keep: &dyn Fn(&Row) -> bool,
) -> Vec<Row> {
    let source = lists::source(talk, choices);
    match &draft.view.query {
        Some(query) => source.search(query, keep).into_iter().cloned().collect(),
        None => source.rows.iter().filter(|row| keep(row)).cloned().collect(),
    }
}

/// What was found stands in the place of the question, which the person has just answered with a part of a name.
fn note_search(scene: Scene<'_, '_>, found: usize, asked: &mut Asked) {
    if let Some(query) = &scene.draft.view.query {
        let message = Message::new("search-found")
            .with("name", Message::new(scene.step.label.clone()))
            .with("query", Arg::Typed(query.clone()))
            .with("count", found);
        asked.paragraphs = vec![message];
    }
}

/// Pressing an entry answers with it.
fn answering(_: &Row, name: Message) -> (Message, Verb) {
    (name, Verb::Choose)
}

/// A page of `rows`: `entry` says how each is called on its button and what the button does.
pub(crate) fn list(
    scene: Scene<'_, '_>,
    rows: &[Row],
    entry: &dyn Fn(&Row, Message) -> (Message, Verb),
    asked: &mut Asked,
) {
    let Scene { talk, draft, step, presser } = scene;
    let page = page_of(talk, draft, step, rows);
    let button = |row: &Row| {
        let (label, verb) = entry(row, shown(row));
        presser.to(label, verb, row.id.clone())
    };
    let buttons: Vec<_> = page.shown.iter().map(button).collect();
    asked.rows.extend(in_rows(&buttons, usize::from(step.columns)));
    asked.rows.extend(page_row(presser, page.page, page.pages));
    if draft.view.query.is_some() {
        asked.rows.push(vec![presser.plain("btn-whole-list", Verb::ClearSearch)]); // wording: btn-whole-list
    }
}

/// The entries of the page that is looked at, within the rows that other buttons of the message leave free.
fn page_of(talk: &Talk<'_>, draft: &Draft, step: &Step, rows: &[Row]) -> ListPage<Row> {
    let filters = step.kind.choices().is_some_and(|choices| !choices.filters.is_empty());
    let several = matches!(step.kind, Kind::Multi(_));
    let taken = [
        filters,
        !matches!(step.kind, Kind::Choice(_)) && step.escape.is_some(),
        draft.view.query.is_some(),
        // The button that ends a choice of several has its place from the beginning, so that pages do not shift.
        several,
        step.optional || (!several && draft.answers.contains_key(&step.id)),
    ];
    let taken = 1 + taken.into_iter().filter(|taken| *taken).count();
    let free = talk.world.settings.rows.saturating_sub(taken);
    list_page(rows, usize::from(step.columns), free, draft.view.page as usize)
}

/// An entry as its button says it: the city tells places of the same name apart.
fn shown(row: &Row) -> Message {
    match city(row) {
        Some(city) => Message::new("name-with-city")
            .with("name", Arg::Words(row.label.clone()))
            .with("city", Arg::Words(city)),
        None => plain(row.label.clone()),
    }
}

/// The city of an entry whose name does not tell it.
fn city(row: &Row) -> Option<String> {
    cell_text(row.cells.get("city")).filter(|city| !row.label.contains(city))
}

/// The filters that a search begins with.
pub(crate) fn preset(draft: &Draft, step: &Step) -> BTreeMap<String, String> {
    let Some(choices) = step.kind.choices() else { return BTreeMap::new() };
    let value = |of: &String| draft.answers.get(of)?.value.choice().cloned();
    choices.preset.iter().filter_map(|(column, of)| Some((column.clone(), value(of)?))).collect()
}

pub(crate) fn read(talk: &mut Talk<'_>, step: &Step, choices: &Choices, typed: &str) -> Reading {
    let key = text::search_key(typed);
    if step.escape.as_ref().is_some_and(|escape| talk.says(&escape.button, &key)) {
        return Reading::Answer(Value::Escaped, Message::new("value-not-in-list"));
    }
    if let Some(reading) = read_filter_value(talk, choices, typed) {
        return reading;
    }
    let Some(draft) = talk.draft() else { return Reading::GoOn };
    let by_number = by_number((talk, draft), step, choices, typed);
    if let Some(row) = by_number.or_else(|| exactly(talk, draft, choices, typed)) {
        return answer(&row);
    }
    let found = found_by(talk, draft, choices, typed);
    match (found.as_slice(), &step.kind) {
        ([], Kind::Search(_)) => Reading::Miss(not_found(step, typed)),
        ([], _) => Reading::Miss(Message::new("miss-choice")),
        // A lone hit of a short list is what was meant; in a long one the person should see what is chosen.
        ([row], Kind::Choice(_)) => answer(row),
        _ => look_for(talk, typed),
    }
}

/// Nothing is called so; what is not in the list has its own button, where there is one.
pub(crate) fn not_found(step: &Step, typed: &str) -> Message {
    let query = Arg::Typed(typed.to_owned());
    match &step.escape {
        Some(escape) => Message::new("miss-search")
            .with("query", query)
            .with("button", Message::new(escape.button.clone())),
        None => Message::new("miss-search-listed").with("query", query),
    }
}

/// Shows what `typed` finds.
pub(crate) fn look_for(talk: &mut Talk<'_>, typed: &str) -> Reading {
    if let Some(draft) = talk.draft_mut() {
        draft.view.query = Some(typed.trim().chars().take(60).collect());
        draft.view.page = 0;
        draft.view.filtering = None;
    }
    Reading::Look
}

/// The entries that `typed` may mean, best first.
pub(crate) fn found_by(talk: &Talk<'_>, draft: &Draft, choices: &Choices, typed: &str) -> Vec<Row> {
    let offered = |row: &Row| lists::is_offered(talk, draft, choices, row);
    lists::source(talk, choices).search(typed, &offered).into_iter().cloned().collect()
}

/// The entry with this number in the message.
pub(crate) fn by_number(
    (talk, draft): (&Talk<'_>, &Draft),
    step: &Step,
    choices: &Choices,
    typed: &str,
) -> Option<Row> {
    let place = place_of(typed)?;
    let rows = visible(talk, draft, choices).0;
    page_of(talk, draft, step, &rows).shown.get(place).cloned()
}

/// The only entry of this very name: among those that the filters in force let through, else among all.
pub(crate) fn exactly(
    talk: &Talk<'_>,
    draft: &Draft,
    choices: &Choices,
    typed: &str,
) -> Option<Row> {
    let source = lists::source(talk, choices);
    let named = source.named(typed);
    let all: Vec<&Row> = named.filter(|row| lists::is_offered(talk, draft, choices, row)).collect();
    let near: Vec<&Row> =
        all.iter().copied().filter(|row| passes(&draft.view.filters, row)).collect();
    match (near.as_slice(), all.as_slice()) {
        ([row], _) | ([], [row]) => Some((*row).clone()),
        _ => None,
    }
}

fn passes(filters: &BTreeMap<String, String>, row: &Row) -> bool {
    filters.iter().all(|(column, cell)| cell_text(row.cells.get(column)).as_ref() == Some(cell))
}

/// «۳» means the third button of the message.
pub(crate) fn place_of(typed: &str) -> Option<usize> {
    number::read_small_number(typed).and_then(|number| (number as usize).checked_sub(1))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a question knows its own verbs; any other shows it again"
)]
pub(crate) fn press(talk: &mut Talk<'_>, step: &Step, choices: &Choices, press: &Press) -> Reading {
    match press.verb {
        Verb::Choose => {
            let row = talk
                .draft()
                .and_then(|draft| lists::offered_row(talk, draft, choices, &press.object));
            return row.map_or_else(
                || Reading::Say(Message::new("answer-gone-short")),
                |row| answer(&row),
            );
        }
        Verb::Escape if step.escape.is_some() => {
            return Reading::Answer(Value::Escaped, Message::new("value-not-in-list"));
        }
        Verb::FilterBy => return filter_by(talk, choices, &press.object),
        _ => {}
    }
    if let Some(draft) = talk.draft_mut() {
        turn_view(&mut draft.view, choices, press);
    }
    Reading::Look
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a question knows its own verbs; any other shows it again"
)]
pub(crate) fn turn_view(view: &mut View, choices: &Choices, press: &Press) {
    match press.verb {
        Verb::Page => view.page = press.object.parse().unwrap_or(0),
        Verb::ClearSearch => (view.query, view.page) = (None, 0),
        Verb::Filter if choices.filters.contains(&press.object) => {
            (view.filtering, view.page) = (Some(press.object.clone()), 0);
        }
        _ => {}
    }
}

fn answer(row: &Row) -> Reading {
    Reading::Answer(Value::Choice(row.id.clone()), plain(row.label.clone()))
}
