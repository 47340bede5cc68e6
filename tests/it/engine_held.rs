//! What comes while something is waited for, or too late: kept up to a bound, and erased when nobody wants it any more.

use std::collections::BTreeMap;

use bimeyar::engine::input::PhotoOutcome;
use bimeyar::engine::session::Waiting;
use bimeyar::engine::{Effect, Input, Moment, Session, Silence, turn};
use jiff::Timestamp;

use crate::convos::world;
use crate::support::claims;

#[test]
fn no_more_inputs_than_allowed_are_held_and_the_rest_is_told_once() {
    let mut world = world::build(false, &BTreeMap::new());
    world.settings.held = 3;
    let mut session = Session::new(7);
    session.waiting = Some(Waiting::CodeSent("00".to_owned()));
    let text = |number: usize| Input::Text { text: number.to_string() };
    for number in 0..6 {
        let moment = Moment { now: Timestamp::UNIX_EPOCH, seed: [7; 32] };
        session = turn(&world, session, text(number), moment).session;
    }
    assert_eq!(session.held, [text(0), text(1), text(2), Input::Mishap]);
}

#[test]
fn a_photo_that_comes_after_the_end_of_its_draft_is_erased() {
    let world = world::build(false, &BTreeMap::new());
    let file = claims::invoice("0a", b"a page").file;
    let sha256 = file.sha256.clone();
    let came = |draft: &str, outcome| {
        let (document, draft) = ("0a".to_owned(), draft.to_owned());
        let moment = Moment { now: Timestamp::UNIX_EPOCH, seed: [7; 32] };
        turn(&world, Session::new(7), Input::PhotoChecked { document, draft, outcome }, moment)
    };
    let done = came("5c", PhotoOutcome::Stored(file.clone()));
    assert_eq!(done.effects, [Effect::DropPhoto { draft: "5c".to_owned(), sha256 }]);
    assert_eq!(done.silence, Some(Silence::Outdated));
    assert!(came("5c", PhotoOutcome::NotFetched).effects.is_empty());
    // What an earlier version has kept names no scope: the daily sweep finds it.
    assert!(came("", PhotoOutcome::Stored(file)).effects.is_empty());
}
