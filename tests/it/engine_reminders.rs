//! Timers that fire at another moment than the one they were set for: the process was down, or the person wrote meanwhile.

use bimeyar::claim::TrackingCode;
use bimeyar::engine::{Effect, Input, Moment, Session, Silence, TimerKind, Turn, turn};
use jiff::{SignedDuration, Timestamp};

use crate::convos::parse::parse;
use crate::convos::play::play;
use crate::convos::pure::PureStage;

/// A chat that has a draft since 10:00 Tehran time of 1405-08-30.
fn stage() -> PureStage {
    let source = "flow claim\nclock 1405-08-30 10:00\ninsured ali family=one_contract\nali> /claim\nbot< ask-consent\n... until amount\n";
    let script = parse("reminders", source).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut stage = PureStage::new(&script).unwrap_or_else(|fault| panic!("{fault}"));
    play(&script, &mut stage).unwrap_or_else(|fault| panic!("{fault}"));
    stage
}

fn given(stage: &PureStage, session: Session, input: Input, now: Timestamp) -> Turn {
    turn(&stage.world, session, input, Moment { now, seed: [7; 32] })
}

fn tick(stage: &PureStage, session: Session, timer: TimerKind, now: Timestamp) -> Turn {
    given(stage, session, Input::Tick { timer }, now)
}

fn session(stage: &PureStage) -> Session {
    stage.session("ali").unwrap_or_else(|fault| panic!("{fault}"))
}

fn woken(turn: &Turn, timer: TimerKind) -> Option<Timestamp> {
    turn.effects.iter().rev().find_map(|effect| {
        if let Effect::WakeAt { at, timer: woken } = effect
            && *woken == timer
        {
            Some(*at)
        } else {
            None
        }
    })
}

#[test]
fn a_timer_that_fires_late_at_night_waits_for_the_morning() {
    let stage = stage();
    let (reminded, erased) = (SignedDuration::from_hours(24), SignedDuration::from_hours(15 * 24));
    for (timer, after) in [(TimerKind::DraftReminder, reminded), (TimerKind::DraftExpiry, erased)] {
        for (hours, until_morning) in [(12, 10), (15, 7), (21, 1)] {
            let now = stage.now + after + SignedDuration::from_hours(hours);
            let turn = tick(&stage, session(&stage), timer, now);
            assert_eq!(turn.silence, Some(Silence::Night), "{timer:?} {hours} hours after 10:00");
            assert_eq!(turn.session, session(&stage));
            let morning = now + SignedDuration::from_hours(until_morning);
            assert_eq!(woken(&turn, timer), Some(morning));
            let told = tick(&stage, turn.session, timer, morning);
            assert_eq!(told.silence, None, "{timer:?}");
        }
    }
}

#[test]
fn nobody_is_reminded_who_has_just_written() {
    let stage = stage();
    let now = stage.now + SignedDuration::from_hours(23);
    let text = "۱۲ میلیون ریال".to_owned();
    let wrote = given(&stage, session(&stage), Input::Text { text }, now);
    let turn = tick(&stage, wrote.session.clone(), TimerKind::DraftReminder, now);
    assert_eq!(turn.silence, Some(Silence::Outdated));
    assert_eq!(turn.session, wrote.session);
    // 20 hours later it is night.
    assert_eq!(woken(&turn, TimerKind::DraftReminder), Some(now + SignedDuration::from_hours(23)));
}

#[test]
fn what_is_about_to_be_erased_is_not_recalled() {
    let stage = stage();
    let now = stage.now + SignedDuration::from_hours(15 * 24);
    let turn = tick(&stage, session(&stage), TimerKind::DraftReminder, now);
    assert_eq!(turn.silence, Some(Silence::Outdated));
    assert_eq!(woken(&turn, TimerKind::DraftReminder), None);
    let erased = tick(&stage, turn.session, TimerKind::DraftExpiry, now);
    assert_eq!((erased.silence, erased.session.drafts.len()), (None, 0));
}

#[test]
fn a_delay_is_told_to_who_waits_and_to_nobody_else() {
    let stage = stage();
    let idle = given(&stage, session(&stage), Input::Delayed, stage.now);
    assert_eq!((idle.silence, idle.session), (Some(Silence::Outdated), session(&stage)));
    let code = Input::Text { text: TrackingCode::from_random([7; 8]).as_str().to_owned() };
    let asked = given(&stage, session(&stage), code, stage.now).session;
    assert!(asked.waiting.is_some());
    let told = given(&stage, asked.clone(), Input::Delayed, stage.now);
    let shown = |turn: &Turn| -> Vec<String> {
        let mut keys = Vec::new();
        for effect in &turn.effects {
            if let Effect::Show(screen) = effect {
                keys.extend(screen.paragraphs.iter().map(|it| it.key.clone()));
            }
        }
        keys
    };
    assert_eq!(shown(&told), ["delayed"]);
    assert_eq!(told.session, asked);
}

#[test]
fn what_a_chat_may_send_while_it_waits_is_bounded_and_the_rest_is_owned_up_to() {
    let stage = stage();
    let write = |session, text: String| given(&stage, session, Input::Text { text }, stage.now);
    let code = TrackingCode::from_random([7; 8]).as_str().to_owned();
    let mut waits = write(session(&stage), code).session;
    for number in 0..300 {
        waits = write(waits, format!("{number}")).session;
    }
    assert_eq!(waits.held.len(), 201);
    assert_eq!(waits.held.last(), Some(&Input::Mishap));
}
