//! Staff, their tokens and passwords, sessions of the console, and locks after failed log-ins.

#![expect(clippy::cognitive_complexity, reason = "each test is a story that is told in its order")]

use bimeyar::claim::Role;
use bimeyar::registry::{Added, AuditVerdict, StaffMember};
use bimeyar::reviewer::{LogIn, LoginGate, hash_password, token_hash};
use bimeyar::runtime::{Secret, Stopwatch};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::{Place, on_every_database};
use crate::support::claims::now;

on_every_database! {
    a_name_is_given_once,
    a_token_opens_until_it_is_revoked,
    a_session_ends_when_it_is_not_used_and_after_half_a_day,
    a_session_ends_with_its_owner_and_with_another_password,
    a_name_that_fails_has_to_wait_longer_each_time,
    failures_are_forgotten,
    the_gate_lets_in_who_knows_the_password,
    the_gate_locks_names_that_nobody_has_too,
    tries_at_once_do_not_get_past_the_lock,
}

fn after(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

async fn add(place: &Place, name: &str, role: Role, password: Option<&str>) -> Added {
    let registry = &place.registry;
    registry.acting("tests", now()).add_staff(name, role, token_hash(name), password).await.unwrap()
}

fn member(name: &str, role: Role) -> StaffMember {
    StaffMember { name: name.to_owned(), role, added_at: now(), revoked_at: None }
}

async fn a_name_is_given_once(place: Place) {
    assert_eq!(add(&place, "sara", Role::Reviewer, Some("phc")).await, Added::Done);
    assert_eq!(add(&place, "omid", Role::Finance, None).await, Added::Done);
    let again = place
        .registry
        .acting("tests", after(1))
        .add_staff("sara", Role::Admin, [7; 32], None)
        .await;
    assert_eq!(again.unwrap(), Added::NameTaken);
    let place = place.reopened().await;
    let (sara, omid) = (member("sara", Role::Reviewer), member("omid", Role::Finance));
    assert_eq!(place.registry.staff().await.unwrap(), [omid.clone(), sara.clone()]);
    let known = place.registry.staff_member("sara").await.unwrap();
    assert_eq!(known, Some((sara, Some("phc".to_owned()))));
    assert_eq!(place.registry.staff_member("omid").await.unwrap(), Some((omid, None)));
    assert_eq!(place.registry.staff_member("Sara").await.unwrap(), None);
}

async fn a_token_opens_until_it_is_revoked(place: Place) {
    add(&place, "sara", Role::Reviewer, None).await;
    let registry = &place.registry;
    let of_token = async |token: &str| registry.staff_of_token(&token_hash(token)).await.unwrap();
    assert_eq!(of_token("sara").await, Some(member("sara", Role::Reviewer)));
    assert_eq!(of_token("omid").await, None);
    assert!(!registry.acting("tests", after(1)).revoke_staff("omid").await.unwrap());
    assert!(registry.acting("tests", after(1)).revoke_staff("sara").await.unwrap());
    assert!(!registry.acting("tests", after(2)).revoke_staff("sara").await.unwrap());
    assert_eq!(of_token("sara").await, None);
    let revoked = StaffMember { revoked_at: Some(after(1)), ..member("sara", Role::Reviewer) };
    assert_eq!(registry.staff().await.unwrap(), [revoked]);
    assert!(!registry.acting("tests", now()).set_password("sara", "phc").await.unwrap());
    assert_eq!(add(&place, "sara", Role::Admin, None).await, Added::NameTaken);
}

/// Idle 30 minutes, 12 hours in all (`storage.md` §4.1, S3).
async fn a_session_ends_when_it_is_not_used_and_after_half_a_day(place: Place) {
    add(&place, "sara", Role::Reviewer, None).await;
    let registry = &place.registry;
    let used = async |id: [u8; 32], minutes: i64| {
        registry.console_session(id, after(minutes)).await.unwrap().is_some()
    };
    let (idle, busy) = ([1; 32], [2; 32]);
    registry.open_console_session(idle, [9; 32], "sara", now()).await.unwrap();
    registry.open_console_session(busy, [8; 32], "sara", now()).await.unwrap();
    let session = registry.console_session(idle, after(1)).await.unwrap().unwrap();
    assert_eq!((session.csrf, session.staff), ([9; 32], member("sara", Role::Reviewer)));
    assert!(!used([3; 32], 1).await, "an id that nobody has");
    assert!(used(idle, 29).await && used(idle, 58).await, "using it keeps it open");
    assert!(!used(idle, 88).await, "30 minutes after it was last used");
    for minutes in (0..12 * 60).step_by(20) {
        assert!(used(busy, minutes).await, "{minutes}");
    }
    assert!(!used(busy, 12 * 60).await, "12 hours after it was opened");
    registry.open_console_session([4; 32], [0; 32], "sara", after(800)).await.unwrap();
    registry.close_console_session([4; 32]).await.unwrap();
    assert!(!used([4; 32], 801).await, "closed");
    assert!(!used(busy, 700).await, "what has ended is swept when another one is opened");
    registry.open_console_session([5; 32], [0; 32], "sara", after(900)).await.unwrap();
    assert!(used([5; 32], 899).await);
    assert!(
        !used([5; 32], 840).await,
        "the clock was set back by an hour: it would last for longer"
    );
}

async fn a_session_ends_with_its_owner_and_with_another_password(place: Place) {
    let registry = &place.registry;
    for name in ["sara", "omid"] {
        add(&place, name, Role::Reviewer, Some("old")).await;
    }
    for (id, name) in [([1; 32], "sara"), ([2; 32], "omid"), ([3; 32], "sara")] {
        registry.open_console_session(id, [0; 32], name, now()).await.unwrap();
    }
    assert!(registry.acting("tests", now()).set_password("sara", "new").await.unwrap());
    let used = async |id| registry.console_session(id, after(1)).await.unwrap().is_some();
    assert_eq!(
        (used([1; 32]).await, used([2; 32]).await, used([3; 32]).await),
        (false, true, false)
    );
    registry.acting("tests", after(1)).revoke_staff("omid").await.unwrap();
    assert!(!used([2; 32]).await);
    // Whose password was being looked at meanwhile.
    registry.open_console_session([4; 32], [0; 32], "omid", after(1)).await.unwrap();
    assert!(!used([4; 32]).await);
}

async fn a_name_that_fails_has_to_wait_longer_each_time(place: Place) {
    let registry = &place.registry;
    let mut time = now();
    for failure in 1..=14 {
        registry.note_login("sara", false, time).await.unwrap();
        let locked = registry.login_allowed("sara", time).await.unwrap();
        let minutes = locked.map(|until| until.duration_since(time).as_mins());
        let expected = match failure {
            1..5 => None,
            5 => Some(1),
            6 => Some(2),
            7 => Some(4),
            8 => Some(8),
            9 => Some(16),
            10 => Some(32),
            _ => Some(60),
        };
        assert_eq!(minutes, expected, "{failure}");
        if let Some(until) = locked {
            let second = SignedDuration::from_secs(1);
            assert_eq!(registry.login_allowed("sara", until - second).await.unwrap(), Some(until));
            assert_eq!(registry.login_allowed("sara", until).await.unwrap(), None);
            time = until;
        }
    }
    assert_eq!(registry.login_allowed("omid", time).await.unwrap(), None);
    // The clock is set back by an hour: the lock is as long as it was to be, and no longer.
    registry.note_login("sara", false, time).await.unwrap();
    let (back, lock) = (time - SignedDuration::from_hours(1), SignedDuration::from_hours(1));
    assert_eq!(registry.login_allowed("sara", back).await.unwrap(), Some(back + lock));
    let almost = back + SignedDuration::from_mins(59);
    assert_eq!(registry.login_allowed("sara", almost).await.unwrap(), Some(back + lock));
    assert_eq!(registry.login_allowed("sara", back + lock).await.unwrap(), None);
}

async fn failures_are_forgotten(place: Place) {
    let registry = &place.registry;
    let fail = async |name: &str, minutes: i64| {
        registry.note_login(name, false, after(minutes)).await.unwrap();
        registry.login_allowed(name, after(minutes)).await.unwrap().is_some()
    };
    for minutes in 0..4 {
        assert!(!fail("sara", minutes).await && !fail("omid", minutes).await);
    }
    registry.note_login("sara", true, after(4)).await.unwrap();
    assert!(!fail("sara", 5).await, "a success forgives");
    assert!(fail("omid", 5).await, "but only to that name");
    assert!(!fail("omid", 5 + 24 * 60).await, "a day later");
}

async fn the_gate_lets_in_who_knows_the_password(place: Place) {
    let password = || Secret::new("k7mq-3fzt".to_owned());
    let hash = hash_password(&password()).unwrap();
    add(&place, "sara", Role::Reviewer, Some(&hash)).await;
    add(&place, "omid", Role::Reviewer, None).await;
    let (gate, registry) = (LoginGate::default(), &place.registry);
    let wrong = Secret::new("k7mq-3fzu".to_owned());
    let tried = gate.log_in(registry, "sara", wrong, now()).await.unwrap();
    assert_eq!(tried, LogIn::Wrong);
    let tried = gate.log_in(registry, "sara", password(), now()).await.unwrap();
    assert_eq!(tried, LogIn::In(member("sara", Role::Reviewer)));
    let tried = gate.log_in(registry, "omid", password(), now()).await.unwrap();
    assert_eq!(tried, LogIn::Wrong, "without a password nobody is let in");
    let verdict = registry.verify_audit().await.unwrap();
    assert!(matches!(verdict, AuditVerdict::Whole { entries: 3, .. }), "{verdict:?}");
    registry.acting("tests", now()).revoke_staff("sara").await.unwrap();
    let tried = gate.log_in(registry, "sara", password(), now()).await.unwrap();
    assert_eq!(tried, LogIn::Wrong);
}

async fn the_gate_locks_names_that_nobody_has_too(place: Place) {
    let (gate, registry) = (LoginGate::default(), &place.registry);
    let guess = || Secret::new("guess".to_owned());
    for _ in 0..5 {
        let tried = gate.log_in(registry, "nobody", guess(), now()).await.unwrap();
        assert_eq!(tried, LogIn::Wrong);
    }
    let tried = gate.log_in(registry, "nobody", guess(), now()).await.unwrap();
    assert_eq!(tried, LogIn::Locked(after(1)));
    let tried = gate.log_in(registry, "nobody", guess(), after(1)).await.unwrap();
    assert_eq!(tried, LogIn::Wrong);
}

/// Two are checked at a time, so that one at most comes after the fifth failure before its lock.
async fn tries_at_once_do_not_get_past_the_lock(place: Place) {
    let (gate, registry) = (LoginGate::default(), &place.registry);
    let tries =
        (0..16).map(|_| gate.log_in(registry, "sara", Secret::new("guess".to_owned()), now()));
    let ends = join_all(tries).await.into_iter().map(Result::unwrap);
    let wrong = ends.filter(|end| *end == LogIn::Wrong).count();
    assert!((5..=6).contains(&wrong), "{wrong} passwords were looked at");
}

/// Names that nobody has cost the same hash: by the shorter of three, since a busy machine makes any of them long.
#[tokio::test]
async fn a_name_that_nobody_has_takes_as_long_as_one_that_somebody_has() {
    let place = Place::sqlite().await;
    let hash = hash_password(&Secret::new("k7mq-3fzt".to_owned())).unwrap();
    add(&place, "sara", Role::Reviewer, Some(&hash)).await;
    add(&place, "omid", Role::Reviewer, None).await;
    let (gate, registry) = (LoginGate::default(), &place.registry);
    let shortest = async |name: &str| {
        let mut times = Vec::new();
        for _ in 0..3 {
            let watch = Stopwatch::start();
            let tried = gate.log_in(registry, name, Secret::new("guess".to_owned()), now()).await;
            assert_eq!(tried.unwrap(), LogIn::Wrong, "{name}");
            times.push(watch.elapsed());
        }
        times.into_iter().min().unwrap()
    };
    let known = shortest("sara").await;
    for name in ["nobody", "omid"] {
        let unknown = shortest(name).await;
        assert!(unknown > known / 4, "{name}: {unknown:?}, somebody: {known:?}");
    }
}
