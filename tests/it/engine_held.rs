//! What a person does while an answer is waited for: kept up to a bound, and beyond it the person is told.

use std::collections::BTreeMap;

use bimeyar::engine::session::Waiting;
use bimeyar::engine::{Input, Moment, Session, turn};
use jiff::Timestamp;

use crate::convos::world;

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
