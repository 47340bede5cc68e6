//! Flows that are offered besides the claim: in a menu, with the news of a claim, by a command (`[open]` of a flow file).

use super::press::{Press, Verb};
use super::screen::{Button, Keyboard};
use super::talk::{Talk, button};
use super::world::World;
use crate::claim::{Claim, TrackingCode};
use crate::flow::Flow;
use crate::persian::text;
use crate::wording::Message;

/// The menu of «بیماران خاص و صعب‌العلاج».
const SPECIAL: &str = "special";

/// «بیماران خاص و صعب‌العلاج»: what there is for them, a button each (guide B).
pub(crate) fn special(talk: &mut Talk<'_>) {
    let rows = in_menu(talk.world, SPECIAL).into_iter().map(|flow| vec![to(flow, "")]).collect();
    talk.show(vec![Message::new("special-how")], Keyboard::Inline(rows));
}

/// The flows of a menu in their order.
fn in_menu<'w>(world: &'w World, menu: &str) -> Vec<&'w Flow> {
    let mut flows: Vec<&Flow> =
        world.flows.values().filter(|flow| flow.open.menu.as_deref() == Some(menu)).collect();
    flows.sort_by_key(|flow| flow.open.place);
    flows
}

/// Buttons that begin these flows, a row each.
pub(crate) fn rows(talk: &Talk<'_>, flows: &[String]) -> Vec<Vec<Button>> {
    let known = flows.iter().filter_map(|id| talk.world.flows.get(id));
    known.map(|flow| vec![to(flow, "")]).collect()
}

/// Buttons of the flows that are offered with the news that `claim` has come to its stage.
pub(crate) fn with_news(talk: &Talk<'_>, claim: &Claim) -> Vec<Button> {
    let stage = claim.stage.name();
    let flows = talk.world.flows.values();
    let offered = flows.filter(|flow| flow.open.after.iter().any(|after| after == stage));
    offered.map(|flow| to(flow, claim.code.as_str())).collect()
}

fn to(flow: &Flow, code: &str) -> Button {
    let object = if code.is_empty() { flow.id.clone() } else { format!("{}.{code}", flow.id) };
    button(name(flow), Press::global(Verb::Start, object))
}

fn name(flow: &Flow) -> Message {
    Message::new(flow.open.button.as_deref().unwrap_or(&flow.title))
}

/// The flow that a button begins, and the claim with whose news it was offered.
pub(crate) fn read(object: &str) -> (&str, Option<TrackingCode>) {
    match object.split_once('.') {
        Some((flow, code)) => (flow, TrackingCode::try_from(code.to_owned()).ok()),
        None => (object, None),
    }
}

/// Notes in the draft in hand with which claim's news its flow was offered.
pub(crate) fn note_claim(talk: &mut Talk<'_>, flow: &str, code: Option<TrackingCode>) {
    if let Some(draft) = talk.draft_mut().filter(|draft| draft.flow == flow && code.is_some()) {
        draft.offered_with = code;
    }
}

/// The flow that typed words begin: by its command, or by the words of its button.
pub(crate) fn begun_by<'w>(talk: &Talk<'w>, typed: &str) -> Option<&'w Flow> {
    let world = talk.world;
    let typed = text::normalise(typed);
    if let Some(command) = typed.strip_prefix('/') {
        let command = command.split([' ', '@']).next().unwrap_or_default().to_lowercase();
        return world.flows.values().find(|flow| flow.open.command.as_ref() == Some(&command));
    }
    let key = text::search_key(&typed);
    let offered = |flow: &&Flow| flow.open.menu.is_some() || flow.open.command.is_some();
    let mut flows = world.flows.values().filter(offered);
    flows.find(|flow| text::search_key(&talk.words(&name(flow))) == key)
}
