//! `multi`: some of a list, by button, number, name or part of a name; a button says that all is chosen.

use super::choice::{self, Scene};
use super::list_filter;
use super::{Asked, Reading, question};
use crate::engine::Silence;
use crate::engine::keyboard::{Presser, in_rows};
use crate::engine::lists;
use crate::engine::press::{Press, Verb};
use crate::engine::screen::Button;
use crate::engine::session::{Answer, Draft, Several, Value};
use crate::engine::talk::{Talk, plain};
use crate::flow::model::{Choices, MultiRules};
use crate::flow::{Row, Step};
use crate::persian::answer::enumerated;
use crate::persian::text;
use crate::wording::{Arg, Message};

pub(crate) fn ask(scene: Scene<'_, '_>, rules: &MultiRules) -> Asked {
    let Scene { talk, draft, step, presser } = scene;
    if let Some(column) = &draft.view.filtering {
        return list_filter::ask_filter(scene, &rules.choices, column);
    }
    let several = chosen(draft, step);
    let mut asked = question(step);
    let rows = choice::visible_rows(scene, &rules.choices, &mut asked);
    // A button means what it says: pressed twice, or on an old message, it does not turn into its opposite.
    let entry = |row: &Row, name: Message| {
        if several.chosen.contains(&row.id) {
            (Message::new("btn-chosen").with("name", name), Verb::Remove)
        } else {
            (name, Verb::Choose)
        }
    };
    choice::list(scene, &rows, &entry, &mut asked);
    if !rules.choices.filters.is_empty() {
        asked.rows.push(list_filter::filter_row(scene, &rules.choices));
    }
    asked.rows.extend(escape_row(step, &several, presser));
    if !is_empty(&several) {
        asked.rows.push(vec![presser.plain(&rules.done, Verb::Next)]);
        let names = names(talk, &rules.choices, step, &several);
        asked.paragraphs.push(Message::new("multi-chosen").with("names", Arg::List(names)));
    }
    asked
}

fn escape_row(step: &Step, several: &Several, presser: &Presser) -> Option<Vec<Button>> {
    let label = Message::new(step.escape.as_ref()?.button.clone());
    let label =
        if several.escaped { Message::new("btn-chosen").with("name", label) } else { label };
    Some(in_rows(&[presser.to(label, Verb::Escape, "")], 1).concat())
}

/// What has been chosen so far.
fn chosen(draft: &Draft, step: &Step) -> Several {
    let answer = draft.answers.get(&step.id).and_then(|answer| answer.value.several());
    answer.cloned().unwrap_or_default()
}

fn is_empty(several: &Several) -> bool {
    several.chosen.is_empty() && !several.escaped
}

/// What was chosen, as it is shown: the names, and that something is not in the list.
fn names(talk: &Talk<'_>, choices: &Choices, step: &Step, several: &Several) -> Vec<Message> {
    let listed = several.chosen.iter().filter_map(|id| lists::row(talk, choices, id));
    let own = step.escape.as_ref().filter(|_| several.escaped);
    listed
        .map(|row| plain(row.label))
        .chain(own.map(|_| Message::new("value-not-in-list")))
        .collect()
}

/// The answer as summaries show it; what is not in the list follows as an answer of its own.
fn label(talk: &Talk<'_>, choices: &Choices, step: &Step, several: &Several) -> Message {
    let listed = Several { escaped: several.chosen.is_empty(), ..several.clone() };
    let names = names(talk, choices, step, &listed);
    Message::new("answers-joined").with("answers", Arg::List(names))
}

pub(crate) fn read(talk: &mut Talk<'_>, step: &Step, rules: &MultiRules, typed: &str) -> Reading {
    let key = text::search_key(typed);
    if talk.says(&rules.done, &key) || talk.says("btn-next", &key) {
        return done(talk, step, rules);
    }
    if step.escape.as_ref().is_some_and(|escape| talk.says(&escape.button, &key)) {
        return escape(talk, step, rules);
    }
    if let Some(reading) = list_filter::read_filter_value(talk, &rules.choices, typed) {
        return reading;
    }
    let Some(draft) = talk.draft() else { return Reading::GoOn };
    let by_number = choice::by_number((talk, draft), step, &rules.choices, typed);
    let named = by_number.map(|row| vec![row]).or_else(|| meant(talk, draft, rules, typed));
    if let Some(rows) = named {
        return add(talk, step, rules, &rows);
    }
    let found = choice::found_by(talk, draft, &rules.choices, typed);
    match found.as_slice() {
        [] => Reading::Miss(choice::not_found(step, typed)),
        [row] => add(talk, step, rules, std::slice::from_ref(row)),
        _ => choice::look_for(talk, typed),
    }
}

/// The entries that the words name, when each part of them names one: «ام‌اس، لوپوس».
fn meant(talk: &Talk<'_>, draft: &Draft, rules: &MultiRules, typed: &str) -> Option<Vec<Row>> {
    let exactly = |words: &str| choice::exactly(talk, draft, &rules.choices, words);
    if let Some(row) = exactly(typed) {
        return Some(vec![row]);
    }
    let parts = enumerated(typed);
    let lone = |words: &String| {
        exactly(words).or_else(|| {
            let found = choice::found_by(talk, draft, &rules.choices, words);
            <[Row; 1]>::try_from(found).ok().map(|[row]| row)
        })
    };
    (parts.len() > 1).then(|| parts.iter().map(lone).collect::<Option<Vec<Row>>>()).flatten()
}

fn add(talk: &mut Talk<'_>, step: &Step, rules: &MultiRules, rows: &[Row]) -> Reading {
    let Some(draft) = talk.draft() else { return Reading::GoOn };
    let mut several = chosen(draft, step);
    let fresh = rows.iter().filter(|row| !several.chosen.contains(&row.id));
    let fresh: Vec<String> = fresh.map(|row| row.id.clone()).collect();
    several.chosen.extend(fresh);
    keep(talk, step, rules, several)
}

/// Holds on to what has been chosen while the question stands.
fn keep(talk: &mut Talk<'_>, step: &Step, rules: &MultiRules, mut several: Several) -> Reading {
    several.choosing = true;
    if several.chosen.len() > rules.max {
        return Reading::Say(Message::new("multi-too-many").with("max", rules.max));
    }
    let (label, at) = (label(talk, &rules.choices, step, &several), talk.moment.now);
    let Some(draft) = talk.draft_mut() else { return Reading::GoOn };
    for dependent in &step.invalidates {
        draft.answers.remove(dependent);
    }
    if is_empty(&several) {
        draft.answers.remove(&step.id);
    } else {
        let value = Value::Several(several);
        draft.answers.insert(step.id.clone(), Answer { value, label, at });
    }
    (draft.view.query, draft.view.filtering) = (None, None);
    Reading::Look
}

fn done(talk: &Talk<'_>, step: &Step, rules: &MultiRules) -> Reading {
    let Some(draft) = talk.draft() else { return Reading::GoOn };
    let several = Several { choosing: false, ..chosen(draft, step) };
    if is_empty(&several) {
        return Reading::Say(Message::new("multi-choose-first"));
    }
    let label = label(talk, &rules.choices, step, &several);
    Reading::Answer(Value::Several(several), label)
}

/// The button that is not of the list: goes on to the words, or takes it back.
fn escape(talk: &mut Talk<'_>, step: &Step, rules: &MultiRules) -> Reading {
    let Some(draft) = talk.draft() else { return Reading::GoOn };
    let mut several = chosen(draft, step);
    several.escaped = !several.escaped;
    if !several.escaped {
        return keep(talk, step, rules, several);
    }
    several.choosing = false;
    let label = label(talk, &rules.choices, step, &several);
    Reading::Answer(Value::Several(several), label)
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a question knows its own verbs; any other shows it again"
)]
pub(crate) fn press(
    talk: &mut Talk<'_>,
    step: &Step,
    rules: &MultiRules,
    press: &Press,
) -> Reading {
    match press.verb {
        Verb::Choose => choose(talk, step, rules, &press.object),
        Verb::Remove => put_back(talk, step, rules, &press.object),
        Verb::Next => done(talk, step, rules),
        Verb::Escape if step.escape.is_some() => escape(talk, step, rules),
        Verb::FilterBy => list_filter::filter_by(talk, &rules.choices, &press.object),
        _ => {
            if let Some(draft) = talk.draft_mut() {
                choice::turn_view(&mut draft.view, &rules.choices, press);
            }
            Reading::Look
        }
    }
}

fn choose(talk: &mut Talk<'_>, step: &Step, rules: &MultiRules, id: &str) -> Reading {
    let row = talk.draft().and_then(|draft| lists::offered_row(talk, draft, &rules.choices, id));
    let Some((row, draft)) = row.zip(talk.draft()) else {
        return Reading::Say(Message::new("answer-gone-short"));
    };
    if chosen(draft, step).chosen.contains(&row.id) {
        return Reading::Silent(Silence::PressedTwice);
    }
    add(talk, step, rules, &[row])
}

fn put_back(talk: &mut Talk<'_>, step: &Step, rules: &MultiRules, id: &str) -> Reading {
    let Some(draft) = talk.draft() else { return Reading::GoOn };
    let mut several = chosen(draft, step);
    if !several.chosen.iter().any(|known| known == id) {
        return Reading::Silent(Silence::PressedTwice);
    }
    several.chosen.retain(|known| known != id);
    keep(talk, step, rules, several)
}
