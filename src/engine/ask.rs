//! Going on in a draft: what is filled in, said and asked next.

use super::facts::DraftFacts;
use super::keyboard::Presser;
use super::kinds;
use super::press::Verb;
use super::screen::{Button, Keyboard, Screen};
use super::session::{Draft, Focus, View};
use super::start::{self, IDENTIFY};
use super::submit;
use super::talk::Talk;
use super::walk::{self, Next};
use super::{late, openings, repair, repair_items, stack};
use crate::flow::model::Check;
use crate::flow::{Facts, Flow, Kind, Step};
use crate::wording::{Arg, Message};

/// Steps that are filled in or told in one turn, at most: a flow file cannot make the engine run for ever.
const BUDGET: usize = 200;

/// Goes on in the draft in hand until a question is asked or the flow is over.
pub(crate) fn go_on(talk: &mut Talk<'_>) {
    for _ in 0..BUDGET {
        let Some(flow) = talk.flow() else { return super::menu::show(talk) };
        let Some(draft) = talk.draft() else { return super::menu::show(talk) };
        let next = walk::next(talk, draft, flow);
        if step_on(talk, flow, next) {
            return;
        }
    }
}

/// Does what comes next; true when the person or an effect is to answer.
fn step_on<'w>(talk: &mut Talk<'w>, flow: &'w Flow, next: Next<'w>) -> bool {
    match next {
        Next::Ask(step) if wants_claims(talk, step) => late::list_own(talk),
        Next::Ask(step) => ask(talk, step),
        Next::Tell(step) => {
            talk.note(Message::new(step.ask.clone()));
            walk::store(talk, step, super::session::Value::Done, Message::new(step.ask.clone()));
            return false;
        }
        Next::Fill(step, answer) => {
            let told = Message::new("filled-in")
                .with("name", Message::new(step.label.clone()))
                .with("value", answer.label.clone());
            talk.note(told);
            walk::store(talk, step, answer.value, answer.label);
            return false;
        }
        Next::Gone(step) => {
            talk.note(Message::new("answer-gone").with("name", Message::new(step.label.clone())));
            forget(talk, &step.id);
            return false;
        }
        Next::Refused { step, check, others } => refuse(talk, flow, (step, check), &others),
        Next::Warn { step, say } => {
            talk.note(rule_message(talk, flow, say));
            let said = walk::warning(step, say);
            if let Some(draft) = talk.draft_mut() {
                draft.warned.push(said);
            }
            return false;
        }
        Next::Leave(check) => leave(talk, check),
        Next::Empty(step, say) => nothing_to_choose(talk, flow, step, say),
        Next::Done => submit::finish_flow(talk, flow),
    }
    true
}

/// Whether the person's claims must be known before `step` can be asked.
fn wants_claims(talk: &Talk<'_>, step: &Step) -> bool {
    matches!(step.kind, Kind::Claim) && talk.draft().is_some_and(|draft| draft.claims.is_none())
}

/// Forgets an answer.
pub(crate) fn forget(talk: &mut Talk<'_>, step: &str) {
    if let Some(draft) = talk.draft_mut() {
        draft.answers.remove(step);
    }
}

/// Asks `step`.
pub(crate) fn ask(talk: &mut Talk<'_>, step: &Step) {
    ask_with(talk, step, Vec::new(), Vec::new());
}

fn ask_with(
    talk: &mut Talk<'_>,
    step: &Step,
    extra: Vec<(Message, Verb, String)>,
    offered: Vec<Vec<Button>>,
) {
    let Some(presser) = begin(talk, step) else { return };
    let Some((draft, flow)) = talk.draft().zip(talk.flow()) else { return };
    let asked = kinds::ask(talk, draft, step, &presser);
    let mut paragraphs: Vec<Message> = progress(talk, flow, step).into_iter().collect();
    paragraphs.extend(repair_items::items_of(talk, draft, step));
    paragraphs.extend(asked.paragraphs);
    let mut rows = asked.rows;
    let mut more: Vec<Vec<Button>> = extra
        .into_iter()
        .map(|(label, verb, object)| vec![presser.to(label, verb, object)])
        .chain(offered)
        .collect();
    let answer = draft.answers.get(&step.id).map(|answer| &answer.label);
    let answer = answer.filter(|_| !matches!(step.kind, Kind::Multi(_)));
    more.extend(keep_or_skip(answer, step, &presser, &mut paragraphs));
    if rows.len() + more.len() < talk.world.settings.rows {
        rows.extend(more);
        let own_bottom = matches!(step.kind, Kind::JalaliDate);
        rows.push(if own_bottom { asked.bottom } else { presser.bottom() });
    } else {
        // A month of six weeks leaves one row: what can be reached otherwise stands back.
        let mut bottom = presser.way_out();
        bottom.extend(more.into_iter().flatten());
        rows.push(bottom);
    }
    let keyboard = asked.keyboard.unwrap_or(Keyboard::Inline(rows));
    talk.show_screen(Screen { paragraphs, keyboard, reply_to: asked.reply_to, notice: false });
}

/// Starts a new asking of `step`: older buttons become old, the view of another step is put away.
fn begin(talk: &mut Talk<'_>, step: &Step) -> Option<Presser> {
    talk.session.generation += 1;
    talk.session.focus = Focus::Question;
    let generation = talk.session.generation;
    let draft = talk.draft_mut()?;
    if draft.view.step != step.id {
        let filters = kinds::choice::preset(draft, step);
        draft.view = View { step: step.id.clone(), filters, ..View::default() };
    }
    Some(Presser { draft: draft.number, generation, step: step.id.clone() })
}

/// A step that already has an answer shows it and offers to keep it; an optional one offers to be passed over.
fn keep_or_skip(
    answer: Option<&Message>,
    step: &Step,
    presser: &Presser,
    paragraphs: &mut Vec<Message>,
) -> Option<Vec<Button>> {
    if matches!(step.kind, Kind::Documents(_) | Kind::Review { .. } | Kind::Otp { .. }) {
        return None;
    }
    let mut row = Vec::new();
    if step.optional {
        row.push(presser.plain("btn-skip", Verb::Skip)); // wording: btn-skip
    }
    if let Some(label) = answer {
        paragraphs.push(Message::new("current-answer").with("value", label.clone()));
        row.push(presser.plain("btn-keep", Verb::Keep)); // wording: btn-keep
    }
    (!row.is_empty()).then_some(row)
}

/// «صفحه ۲ از ۵ ▰▰▱▱▱ · پرسش ۳ از ۹»
fn progress(talk: &Talk<'_>, flow: &Flow, step: &Step) -> Option<Message> {
    let draft = talk.draft()?;
    let page = flow.pages.iter().position(|page| page.id == step.page)?;
    let title = flow.pages.get(page)?.title.clone();
    if draft.about.is_some() || draft.flow == late::FLOW {
        return Some(progress_with_claim(talk, flow, draft, step));
    }
    if draft.flow == IDENTIFY && talk.session.drafts.len() > 1 {
        return Some(Message::new("progress-before").with("title", Message::new(title)));
    }
    let (question, questions) = place(talk, flow, draft, step)?;
    let pages = flow.pages.len();
    let bar: String = (0..pages).map(|index| if index <= page { '▰' } else { '▱' }).collect();
    let key = if questions > 1 { "progress" } else { "progress-page" }; // wording: progress(page, pages, bar, title, question, questions) progress-page(page, pages, bar, title)
    let message = Message::new(key)
        .with("page", page + 1)
        .with("pages", pages)
        .with("bar", Arg::Words(bar))
        .with("title", Message::new(title));
    Some(if questions > 1 {
        message.with("question", question).with("questions", questions)
    } else {
        message
    })
}

/// The place of `step` among the questions of its page, from 1, and how many there are.
fn place(talk: &Talk<'_>, flow: &Flow, draft: &Draft, step: &Step) -> Option<(usize, usize)> {
    let questions: Vec<&Step> = flow
        .steps
        .iter()
        .filter(|other| other.page == step.page && walk::is_question(talk, draft, flow, other))
        .filter(|other| other.id == step.id || !walk::is_filled_in(talk, draft, other))
        .collect();
    let question = questions.iter().position(|other| other.id == step.id)?;
    Some((question + 1, questions.len()))
}

/// «رفع نقص درخواست … · ۱ از ۲»
fn progress_with_claim(talk: &Talk<'_>, flow: &Flow, draft: &Draft, step: &Step) -> Message {
    let title = Message::new(flow.title.clone());
    let Some(claim) = &draft.about else {
        return Message::new("progress-tray").with("title", title);
    };
    let message = |key: &str| {
        let code = Arg::code(claim.code.as_str());
        Message::new(key).with("title", title.clone()).with("code", code)
    };
    // wording: progress-claim(title, code) progress-items(title, code, question, questions)
    match place(talk, flow, draft, step).filter(|(_, questions)| *questions > 1) {
        Some((question, questions)) if draft.flow == repair::FLOW => {
            message("progress-items").with("question", question).with("questions", questions)
        }
        _ => message("progress-claim"),
    }
}

/// What a rule says, with what it may mention: the answers' labels by step and the facts of the contract.
fn rule_message(talk: &Talk<'_>, flow: &Flow, say: &str) -> Message {
    let Some(draft) = talk.draft() else { return Message::new(say) };
    let Some(arguments) = talk.world.words.arguments(say) else { return Message::new(say) };
    let facts = DraftFacts { talk, draft, flow, row: None };
    arguments.iter().fold(Message::new(say), |message, name| {
        let path: Vec<String> = name.split("--").map(str::to_owned).collect();
        match (path.as_slice(), facts.value(&path)) {
            ([step], _) if draft.answers.contains_key(step) => {
                let label = draft.answers.get(step).map(|answer| answer.label.clone());
                label.map_or_else(|| message.clone(), |label| message.clone().with(name, label))
            }
            (_, Some(fact)) => message.with(name, fact_in_words(fact)),
            _ => message,
        }
    })
}

fn fact_in_words(fact: crate::flow::expression::Fact) -> Arg {
    use crate::flow::expression::Fact;
    match fact {
        Fact::Date(date) => Arg::Date(date),
        Fact::Number(number) => Arg::Number(number),
        Fact::Text(text) => Arg::Words(text),
        Fact::Truth(truth) => Arg::Number(i64::from(truth)),
    }
}

fn refuse<'w>(
    talk: &mut Talk<'w>,
    flow: &'w Flow,
    (step, check): (&'w Step, &'w Check),
    others: &[&'w Step],
) {
    let message = rule_message(talk, flow, &check.say);
    talk.unnote_answers();
    talk.note(message);
    forget(talk, &step.id);
    let extra = others
        .iter()
        .filter(|other| talk.draft().is_some_and(|draft| draft.answers.contains_key(&other.id)))
        .map(|other| {
            let label =
                Message::new("btn-edit-one").with("name", Message::new(other.label.clone()));
            (label, Verb::Edit, other.id.clone())
        })
        .collect();
    let offered = openings::rows(talk, &check.offer);
    ask_with(talk, step, extra, offered);
}

/// The draft in hand ends; what waited for it comes back.
fn leave(talk: &mut Talk<'_>, check: &Check) {
    talk.unnote_answers();
    talk.note(Message::new(check.say.clone()));
    let Some(number) = talk.main().map(|main| main.number) else { return super::menu::show(talk) };
    stack::drop_groups(talk, |main| main.number == number);
    let rows = openings::rows(talk, &check.offer);
    if !rows.is_empty() {
        talk.session.focus = Focus::Menu;
        talk.show(Vec::new(), Keyboard::Inline(rows));
        return start::come_back(talk);
    }
    if talk.session.drafts.is_empty() { super::menu::show(talk) } else { start::come_back(talk) }
}

fn nothing_to_choose<'w>(talk: &mut Talk<'w>, flow: &'w Flow, step: &'w Step, say: &str) {
    let Some(presser) = begin(talk, step) else { return };
    let message = rule_message(talk, flow, say);
    talk.show(vec![message], Keyboard::Inline(vec![presser.bottom()]));
}
