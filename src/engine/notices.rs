//! What is told of a claim without being asked: each change at once, and an open defect before its due date.

use jiff::{SignedDuration, Timestamp};

use super::effect::{Effect, SmsTemplate, TimerKind};
use super::following::{OpenDefect, ToldEvent};
use super::press::{Press, Verb};
use super::screen::{Button, Keyboard, Screen};
use super::session::Draft;
use super::talk::{Talk, button};
use super::{Silence, late, openings, repair, stack, timers};
use crate::claim::notice::{NoticeSms, NoticeTemplate, notice};
use crate::claim::{Claim, EventKind, Stage, TrackingCode};
use crate::persian::{JalaliDate, jalali};
use crate::wording::{Arg, Message};

/// Days before the due date on which an open defect is recalled.
const REMINDERS: [i32; 2] = [3, 1];
/// The Tehran hour at which it is.
const HOUR: u8 = 10;
/// A reminder that would come so soon after the notice itself is left out.
const JUST_TOLD: SignedDuration = SignedDuration::from_hours(6);
/// Open defects of one chat that are recalled, at most.
const RECALLED: usize = 20;

/// Something happened to a claim of this chat.
pub(crate) fn changed(talk: &mut Talk<'_>, claim: &Claim, seq: i64) {
    if talk.session.forgotten.is_some_and(|at| claim.registered_at <= at) {
        // It was on its way when the person had everything erased.
        talk.silence = Some(Silence::Outdated);
        return;
    }
    note(talk, claim);
    if claim.stage.is_final() {
        // Photos that were sent for it are not lost: their claim is asked for when they are handed in.
        let is_idle = |draft: &Draft| draft.flow == repair::FLOW || late::is_empty(draft);
        stack::drop_of_claim(talk, &claim.code, is_idle);
    }
    let Some(event) = claim.events.iter().find(|event| event.seq == seq) else {
        talk.silence = Some(Silence::Outdated);
        return;
    };
    if !talk.session.following.tell(ToldEvent { seq, at: event.at }) {
        talk.silence = Some(Silence::ToldBefore);
        return;
    }
    let told = (event.chat != Some(talk.session.chat))
        .then(|| notice(claim, event, &talk.world.datasets))
        .flatten();
    let Some(told) = told else {
        talk.silence = Some(Silence::AnsweredHere);
        return;
    };
    let repairs = event.kind == EventKind::DefectDeclared && claim.stage == Stage::Defect;
    let repair = repairs.then(|| repair_button(&claim.code));
    let offered = openings::with_news(talk, claim);
    let rows = repair.into_iter().chain([follow_button(&claim.code)]).chain(offered);
    let rows = rows.map(|one| vec![one]);
    show(talk, told.paragraphs, rows.collect());
    talk.effects.extend(told.sms.map(|sms| send(claim, sms)));
}

fn send(claim: &Claim, sms: NoticeSms) -> Effect {
    let template = match sms.template {
        NoticeTemplate::Defect => SmsTemplate::Defect,
        NoticeTemplate::Stage => SmsTemplate::Stage { stage: sms.stage, amount: sms.amount },
    };
    let mobile = claim.details.mobile.clone();
    Effect::SendSms { mobile, code: claim.code.clone(), template, text: sms.text }
}

/// A message of its own: the question that stands keeps its place and its buttons.
fn show(talk: &mut Talk<'_>, paragraphs: Vec<Message>, rows: Vec<Vec<Button>>) {
    let keyboard = Keyboard::Inline(rows);
    talk.show_screen(Screen { paragraphs, keyboard, reply_to: None, notice: true });
}

/// «رفع نقص»
pub(crate) fn repair_button(code: &TrackingCode) -> Button {
    button(Message::new("btn-repair"), Press::global(Verb::Repair, code.as_str()))
}

fn follow_button(code: &TrackingCode) -> Button {
    button(Message::new("btn-follow"), Press::global(Verb::Claim, code.as_str()))
}

/// Remembers until when an open defect of `claim` is to be repaired, or that it is open no more.
pub(crate) fn note(talk: &mut Talk<'_>, claim: &Claim) {
    let known = &talk.session.following.defects;
    let before = known.iter().find(|known| known.code == claim.code).cloned();
    let after = open_defect(talk, claim, before.as_ref());
    if before == after {
        return;
    }
    let defects = &mut talk.session.following.defects;
    defects.retain(|known| known.code != claim.code);
    defects.extend(after);
    let surplus = defects.len().saturating_sub(RECALLED);
    defects.drain(..surplus);
    schedule(talk);
}

fn open_defect(talk: &Talk<'_>, claim: &Claim, known: Option<&OpenDefect>) -> Option<OpenDefect> {
    if claim.stage != Stage::Defect || claim.chat != talk.session.chat {
        return None;
    }
    let (defect, due) = claim.defects.last().and_then(|defect| Some((defect, defect.due?)))?;
    let same = known.filter(|known| known.round == defect.round && known.due == due);
    let told = talk.moment.now + JUST_TOLD;
    let reminded = same.map_or_else(|| passed(due, told), |known| known.reminded);
    Some(OpenDefect { code: claim.code.clone(), round: defect.round, due, reminded })
}

/// How many reminders of `due` lie at `now` or before.
fn passed(due: JalaliDate, now: Timestamp) -> u32 {
    let moments = (0..).map_while(|place| moment(due, place));
    u32::try_from(moments.take_while(|at| *at <= now).count()).unwrap_or(u32::MAX)
}

/// When reminder `place` of `due` is to come, by day.
fn moment(due: JalaliDate, place: u32) -> Option<Timestamp> {
    let days = REMINDERS.get(usize::try_from(place).ok()?)?;
    Some(timers::by_day(jalali::at_tehran_hour(due.plus_days(-days)?, HOUR)))
}

/// Sets the one timer for the earliest reminder of all.
fn schedule(talk: &mut Talk<'_>) {
    let defects = &talk.session.following.defects;
    let next = defects.iter().filter_map(|open| moment(open.due, open.reminded)).min();
    let timer = TimerKind::DefectReminder;
    talk.effects.push(match next {
        Some(at) => Effect::WakeAt { at: at.max(talk.moment.now), timer },
        None => Effect::CancelTimer { timer },
    });
}

/// Time to recall open defects.
pub(crate) fn remind(talk: &mut Talk<'_>) {
    if timers::is_night(talk, TimerKind::DefectReminder) {
        return;
    }
    let now = talk.moment.now;
    let today = talk.today();
    talk.silence = Some(Silence::Outdated);
    talk.session.following.defects.retain(|open| open.due >= today);
    let mut due = Vec::new();
    for open in &mut talk.session.following.defects {
        let passed = passed(open.due, now);
        if passed > open.reminded {
            open.reminded = passed;
            due.push((open.code.clone(), open.due));
        }
    }
    for (code, day) in due {
        let reminder = Message::new("defect-reminder")
            .with("code", Arg::code(code.as_str()))
            .with("due", day)
            .with("days", day.days_since(today));
        let rows = vec![vec![repair_button(&code)], vec![follow_button(&code)]];
        show(talk, vec![reminder], rows);
    }
    schedule(talk);
}
