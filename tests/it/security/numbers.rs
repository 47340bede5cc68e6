//! The numbers of `docs/SECURITY.md` are those of the program as it is shipped.

use std::time::Duration;

use bimeyar::bale::webhook::Calls;
use bimeyar::bale::{BaleSettings, Mode};
use bimeyar::claim::life::MOST_DOCUMENTS;
use bimeyar::dialogues::{CodeRules, DialoguesSettings};
use bimeyar::engine::EngineSettings;
use bimeyar::photo::PhotoLimits;
use bimeyar::registry::{FREE_FAILURES, LONGEST_LOCK, SESSION_IDLE, SESSION_LIFE};
use bimeyar::reviewer::ReviewerSettings;
use bimeyar::runtime::listener::Bounds;
use bimeyar::service::Limits;
use jiff::SignedDuration;

use super::page::guard_of;

/// Row, what the page says, and whether the program does so.
type Number = (&'static str, &'static str, bool);

fn of_codes() -> Vec<Number> {
    let rules = CodeRules::default();
    let (minutes, hours) = (SignedDuration::from_mins, SignedDuration::from_hours);
    let quarter = rules.per_number_burst == 3 && rules.burst_window == minutes(15);
    let day = rules.per_number_day == 10 && rules.day == hours(24);
    vec![
        ("I1", "1000 an hour for all", rules.lookups_per_hour == 1_000),
        ("I2", "3 minutes", rules.lives == minutes(3)),
        ("I2", "5 tries", rules.tries == 5),
        ("I2", "3 in 15 minutes and 10 a day for a number", quarter && day),
        ("I4", "1 a minute", rules.resend_after == minutes(1)),
        ("I4", "3 in 15 minutes, 10 a day", quarter && day),
        ("I4", "3 numbers and 5 claims a day", {
            rules.numbers_per_chat_day == 3 && rules.claims_per_chat_day == 5
        }),
        ("I4", "3000 an hour", rules.sms_per_hour == 3_000),
        ("I4", "300 for the numbers", rules.sms_per_block_hour == 300),
    ]
}

fn of_callers() -> Vec<Number> {
    let (bale, limits, bounds) = (BaleSettings::default(), Limits::default(), Bounds::default());
    let calls = Calls::at_most(limits.webhook_calls);
    vec![
        ("S1", "Long poll, without any port, is the default", bale.mode == Mode::Poll),
        ("S1", "in 10 s", calls.body_time == Duration::from_secs(10)),
        ("S1", "32 calls at once", calls.most == 32),
        ("S3", "30 minutes idle", SESSION_IDLE == SignedDuration::from_mins(30)),
        ("S3", "12 hours", SESSION_LIFE == SignedDuration::from_hours(12)),
        ("S4", "from the fifth failure", FREE_FAILURES == 5),
        ("S4", "to 60 minutes", LONGEST_LOCK == SignedDuration::from_mins(60)),
        ("D2", "15 a second", bale.rate.get() == 15),
        ("D2", "1 to a chat", bale.chat_rate.get() == 1),
        ("D4", "Head 30 s", bounds.head == Duration::from_secs(30)),
        ("D4", "answer 2 minutes", bounds.answer == Duration::from_mins(2)),
        ("D4", "takes nothing for 30 s", bounds.taking == Duration::from_secs(30)),
        ("D4", "512 connections", bounds.connections == 512),
        ("E1", "loopback", ReviewerSettings::default().listen.starts_with("127.0.0.1:")),
    ]
}

fn of_stores() -> Vec<Number> {
    let (photo, limits) = (PhotoLimits::default(), Limits::default());
    let dialogues = DialoguesSettings::in_dir("x");
    vec![
        ("D1", "10 MiB", photo.max_bytes == 10 << 20),
        ("D1", "8000 a side", photo.max_side == 8_000),
        ("D1", "50 megapixels", photo.max_pixels == 50_000_000),
        ("D1", "256 MiB", photo.max_alloc == 256 << 20),
        ("D1", "two decodes at once", limits.decodes == 2),
        ("D1", "40 photos a draft", EngineSettings::default().photos == 40),
        ("D1", "200 a claim", MOST_DOCUMENTS == 200),
        ("D2", "200 waiting inputs", dialogues.inbox_cap == 200),
        ("D2", "all: 1000", limits.inbox == 1_000),
        ("D5", "512 MiB", dialogues.min_free_bytes == 512 << 20),
    ]
}

#[test]
fn the_page_and_the_program_have_the_same_numbers() {
    for (row, words, is_so) in [of_codes(), of_callers(), of_stores()].concat() {
        assert!(guard_of(row).contains(words), "{row} says nothing of «{words}»");
        assert!(is_so, "{row} says «{words}», and the program is otherwise");
    }
}
