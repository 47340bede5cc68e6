//! Answers that no field of a claim keeps: further questions of a flow, and flows that register no claim.

use super::complaint::spoken;
use super::effect::Effect;
use super::session::{Draft, Focus};
use super::talk::Talk;
use super::{menu, stack, start, walk};
use crate::claim::KeptAnswers;
use crate::claim::record::FurtherAnswer;
use crate::flow::{Flow, Kind};
use crate::wording::{Arg, Message, Surface};

/// The answers to those questions of `flow` for which `is_further` holds, as the person saw them.
pub(crate) fn further(
    talk: &Talk<'_>,
    draft: &Draft,
    flow: &Flow,
    is_further: impl Fn(&str) -> bool,
) -> Vec<FurtherAnswer> {
    let words = |message: &Message| talk.world.words.text(message, Surface::Plain);
    let escapes = |id: &str| {
        flow.steps.iter().any(|step| step.escape.as_ref().is_some_and(|escape| escape.to == id))
    };
    let questions = flow.steps.iter().filter(|step| {
        let silent =
            matches!(step.kind, Kind::Documents(_) | Kind::Otp { .. } | Kind::Review { .. });
        !silent && is_further(&step.id) && !escapes(&step.id)
    });
    questions
        .filter(|step| walk::is_question(talk, draft, flow, step))
        .filter_map(|step| {
            let answers = spoken(talk, draft, flow, &step.id);
            let answer = Message::new("answers-joined").with("answers", Arg::List(answers.clone()));
            (!answers.is_empty()).then(|| FurtherAnswer {
                id: step.id.clone(),
                name: words(&Message::new(step.label.clone())),
                answer: words(&answer),
            })
        })
        .collect()
}

/// `answers.keep`: the answers are kept, and the person is thanked.
pub(crate) fn keep(talk: &mut Talk<'_>) {
    let Some((draft, flow)) = talk.draft().zip(talk.flow()) else { return };
    let kept = KeptAnswers {
        draft: draft.id.clone(),
        chat: talk.session.chat,
        flow: flow.id.clone(),
        flow_version: flow.version,
        about: draft.offered_with.clone(),
        answers: further(talk, draft, flow, |_| true),
    };
    let number = draft.number;
    talk.effects.push(Effect::KeepAnswers(Box::new(kept)));
    if let Some(done) = &flow.done {
        talk.unnote_answers();
        talk.note(Message::new(done.clone()));
    }
    stack::drop_groups(talk, |main| main.number == number);
    if talk.session.drafts.is_empty() {
        talk.session.focus = Focus::Menu;
        menu::show(talk);
    } else {
        start::come_back(talk);
    }
}
