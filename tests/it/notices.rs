//! What is told of claims, turn by turn: every event, the longest of them, and when nothing is said.

use bimeyar::claim::life::{self, Act};
use bimeyar::claim::notice::{NoticeTemplate, notice};
use bimeyar::claim::{
    Claim, ClaimEvent, ClaimKind, Decision, Deduction, DefectItem, DefectKind, Document,
    DocumentTitle, EventKind, Field, NewClaim, Outcome, Repair, Stage, StoredFile, TrackingCode,
};
use bimeyar::engine::input::{ChangeOutcome, LookUpOutcome};
use bimeyar::engine::session::Waiting;
use bimeyar::engine::{
    Effect, Input, Moment, Screen, Session, Silence, TimerKind, Turn, Verb, turn,
};
use bimeyar::persian::{Rial, jalali};
use bimeyar::wording::{Arg, Message, Surface};
use jiff::{SignedDuration, Timestamp};

use crate::convos::world;
use crate::support::claims::{day, new_claim, now};

const CHAT: i64 = 7;
/// Letters of one message (`bale-api.md` §5).
const LONGEST: usize = 4_096;

fn registered() -> Claim {
    let new = new_claim(7);
    let claim = Claim {
        code: TrackingCode::from_random([7; 8]),
        draft: new.draft.clone(),
        chat: CHAT,
        kind: new.kind,
        stage: Stage::Registered,
        revision: 1,
        registered_at: now(),
        originals_required: true,
        details: NewClaim::clone(&new).details,
        defects: Vec::new(),
        outcome: Outcome::default(),
        documents: Vec::new(),
        events: Vec::new(),
    };
    with_event(claim, EventKind::Registered, Some(CHAT), now())
}

fn with_event(mut claim: Claim, kind: EventKind, chat: Option<i64>, at: Timestamp) -> Claim {
    let (stage, revision) = (claim.stage, claim.revision);
    let seq = i64::from(revision) * 10;
    let actor = bimeyar::claim::Actor::Reviewer;
    let event = ClaimEvent { seq, at, kind, stage, revision, actor, by: None, chat, reason: None };
    claim.events.push(event);
    claim
}

fn after(claim: &Claim, act: Act, chat: Option<i64>, at: Timestamp) -> Claim {
    let change = life::apply(claim, act, at, jalali::in_tehran(at)).expect("it is allowed");
    with_event(change.claim, change.kind, chat, at)
}

fn decide(claim: &Claim, decision: Decision) -> Claim {
    after(claim, Act::Decide(decision), None, now())
}

fn under_review() -> Claim {
    decide(&registered(), Decision::StartReview)
}

fn missing(title: &str) -> DefectItem {
    let title = DocumentTitle { code: "RPT".to_owned(), name: title.to_owned() };
    DefectItem {
        kind: DefectKind::MissingDocument { title },
        reason: None,
        note: None,
        answer: None,
    }
}

fn defect(due: &str) -> Claim {
    let items = vec![missing("جواب یا گزارش خدمت")];
    decide(&under_review(), Decision::DeclareDefect { items, due: Some(day(due)) })
}

fn approve(claim: &Claim) -> Claim {
    let approved = Rial(9_500_000);
    decide(claim, Decision::Approve { approved, deductions: Vec::new(), note: None })
}

fn take(session: Session, input: Input, at: Timestamp) -> Turn {
    turn(&world::world(false), session, input, Moment { now: at, seed: [1; 32] })
}

fn told(session: Session, claim: &Claim, at: Timestamp) -> Turn {
    let seq = claim.events.last().expect("it has events").seq;
    take(session, Input::ClaimChanged { claim: Box::new(claim.clone()), seq }, at)
}

fn screens(turn: &Turn) -> Vec<&Screen> {
    let shown = turn
        .effects
        .iter()
        .filter_map(|effect| if let Effect::Show(screen) = effect { Some(screen) } else { None });
    shown.collect()
}

fn text(paragraphs: &[Message]) -> String {
    let world = world::world(false);
    for paragraph in paragraphs {
        assert!(world.words.faults(paragraph).is_empty(), "{paragraph:?}");
    }
    let texts = paragraphs.iter().map(|one| world.words.text(one, Surface::Chat));
    texts.collect::<Vec<_>>().join("\n\n")
}

fn wake(turn: &Turn) -> Option<Timestamp> {
    turn.effects.iter().rev().find_map(|effect| {
        if let Effect::WakeAt { at, timer: TimerKind::DefectReminder } = effect {
            Some(*at)
        } else {
            None
        }
    })
}

fn cancels(turn: &Turn) -> bool {
    turn.effects.contains(&Effect::CancelTimer { timer: TimerKind::DefectReminder })
}

fn days(number: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * number)
}

#[test]
fn every_event_but_registering_has_its_words() {
    let datasets = &world::world(false).datasets;
    let review = under_review();
    let defect = defect("1405-09-10");
    let rejected = decide(
        &review,
        Decision::Reject { reason: "late".to_owned(), note: Some("*دیر*".to_owned()) },
    );
    let approved = approve(&review);
    let originals = decide(&approved, Decision::OriginalsReceived);
    let finance = decide(&originals, Decision::SendToFinance);
    let (paid, on) = (Rial(9_500_000), day("1405-09-20"));
    let paid = decide(&finance, Decision::Pay { paid, on, reference: Some("TRX".to_owned()) });
    let repair = Repair {
        round: 1,
        answers: vec![bimeyar::claim::ItemAnswer::Said("ندارم".to_owned())],
        description: None,
    };
    let repaired = after(&defect, Act::Repair(repair, Vec::new()), Some(9), now());
    let documents = after(&review, Act::AddDocuments(Vec::new()), Some(9), now());
    let withdrawn = after(&review, Act::Withdraw, Some(9), now());
    let told = [
        review, defect, rejected, approved, originals, finance, paid, repaired, documents,
        withdrawn,
    ];
    let kinds: std::collections::BTreeSet<EventKind> =
        told.iter().filter_map(|claim| Some(claim.events.last()?.kind)).collect();
    assert_eq!(kinds.len(), EventKind::ALL.len() - 2);
    for claim in &told {
        let event = claim.events.last().expect("it has events");
        let notice = notice(claim, event, datasets).expect("it is told");
        let text = text(&notice.paragraphs);
        assert!(text.contains("درخواست"), "{text}");
        assert!(!text.contains("*دیر*"), "typed words are neutralised: {text}");
        let sms = notice.sms.map(|sms| (sms.template, sms.stage, sms.amount));
        let stage = |stage, amount| (NoticeTemplate::Stage, stage, amount);
        let wanted = [
            (EventKind::DefectDeclared, (NoticeTemplate::Defect, Stage::Defect, None)),
            (EventKind::Rejected, stage(Stage::Rejected, None)),
            (EventKind::Approved, stage(Stage::Approved, Some(Rial(9_500_000)))),
            (EventKind::Paid, stage(Stage::Paid, Some(Rial(9_500_000)))),
        ];
        let wanted = wanted.into_iter().find(|(kind, _)| *kind == event.kind).map(|(_, sms)| sms);
        assert_eq!(sms, wanted, "{:?}", event.kind);
    }
    let registered = registered();
    assert_eq!(notice(&registered, &registered.events[0], datasets), None);
}

#[test]
fn what_comes_after_the_approval_depends_on_the_kind_and_the_contract() {
    let datasets = &world::world(false).datasets;
    let key = |kind, originals_required| {
        let claim = Claim { kind, originals_required, ..approve(&under_review()) };
        let event = claim.events.last().expect("it has events");
        let notice = notice(&claim, event, datasets).expect("it is told");
        text(&notice.paragraphs);
        notice.paragraphs.last().map(|message| message.key.clone()).unwrap_or_default()
    };
    assert_eq!(key(ClaimKind::Supplementary, true), "approved-next-originals");
    assert_eq!(key(ClaimKind::Supplementary, false), "approved-next-finance");
    assert_eq!(key(ClaimKind::SpecialSupport, true), "approved-next-support");
    assert_eq!(key(ClaimKind::SpecialExpense, true), "approved-next-expense");
}

#[test]
fn special_claims_are_told_in_words_of_their_own() {
    let world = world::world(false);
    let of = |kind, claim: Claim| Claim { kind, ..claim };
    let noticed = |claim: &Claim| {
        let event = claim.events.last().expect("it has events");
        notice(claim, event, &world.datasets).expect("it is told")
    };
    let sms = |claim: &Claim| {
        let sms = noticed(claim).sms.expect("it is news");
        (world.words.text(&sms.text, Surface::Sms), sms.amount)
    };
    let (support, expense) = (ClaimKind::SpecialSupport, ClaimKind::SpecialExpense);
    let (words, amount) = sms(&approve(&of(expense, under_review())));
    let phone = "برای دریافت اصل مدارک و تکمیل فرم با شما تماس گرفته می‌شود";
    assert!(words.contains(phone) && words.contains("۹٬۵۰۰٬۰۰۰ ریال"), "{words}");
    assert_eq!(amount, Some(Rial(9_500_000)));
    let (words, amount) = sms(&approve(&of(support, under_review())));
    assert!(!words.contains("مبلغ") && amount.is_none(), "{words}");
    for kind in [support, expense] {
        let reject = Decision::Reject { reason: "conditions_not_met".to_owned(), note: None };
        let told = text(&noticed(&decide(&of(kind, under_review()), reject)).paragraphs);
        assert!(!told.contains("بیمه مرکزی") && told.contains("بیمه سلامت"), "{told}");
        let wrong = |field: &Field| DefectItem {
            kind: DefectKind::WrongField { field: *field },
            reason: None,
            note: None,
            answer: None,
        };
        let items = Field::of_kind(kind).iter().map(wrong).collect();
        let defect = Decision::DeclareDefect { items, due: None };
        // Every field has a name: `text` fails otherwise.
        let told = text(&noticed(&decide(&of(kind, under_review()), defect)).paragraphs);
        assert!(told.contains("«نوع بیماری» را باید درست کنید"), "{told}");
        assert_eq!(told.contains("«نوع خدمت دریافتی»"), kind == expense, "{told}");
    }
}

#[test]
fn a_notice_disturbs_nothing_and_is_told_once() {
    let claim = defect("1405-09-10");
    let begun = take(Session::new(CHAT), Input::Text { text: "/claim".to_owned() }, now());
    let before = begun.session;
    let turn = told(before.clone(), &claim, now());
    let [screen] = screens(&turn)[..] else { panic!("{turn:?}") };
    assert!(screen.notice);
    let sms = turn.effects.iter().filter(|effect| matches!(effect, Effect::SendSms { .. }));
    assert_eq!(sms.count(), 1);
    let mut after = turn.session.clone();
    after.following = before.following.clone();
    assert_eq!(after, before, "question, buttons and drafts are as they were");
    let again = told(turn.session, &claim, now());
    assert_eq!((again.silence, again.effects.len()), (Some(Silence::ToldBefore), 0));
}

#[test]
fn what_was_done_in_this_chat_is_not_told_again() {
    let withdrawn = after(&under_review(), Act::Withdraw, Some(CHAT), now());
    let turn = told(Session::new(CHAT), &withdrawn, now());
    assert_eq!((turn.silence, turn.effects.len()), (Some(Silence::AnsweredHere), 0));
    let elsewhere = after(&under_review(), Act::Withdraw, Some(9), now());
    assert_eq!(screens(&told(Session::new(CHAT), &elsewhere, now())).len(), 1);
    let unknown = Input::ClaimChanged { claim: Box::new(withdrawn), seq: 999 };
    assert_eq!(take(Session::new(CHAT), unknown, now()).silence, Some(Silence::Outdated));
}

#[test]
fn an_open_defect_is_recalled_twice_by_day() {
    // Due on 10 Azar; it is 30 Aban, 10:15.
    let turn = told(Session::new(CHAT), &defect("1405-09-10"), now());
    let first = wake(&turn).expect("a timer");
    assert_eq!(first, jalali::at_tehran_hour(day("1405-09-07"), 10));
    let tick = Input::Tick { timer: TimerKind::DefectReminder };
    // The service was down until the night: it waits for the morning.
    let night = first + SignedDuration::from_hours(13);
    let asleep = take(turn.session.clone(), tick.clone(), night);
    assert_eq!(asleep.silence, Some(Silence::Night));
    assert_eq!(wake(&asleep), Some(jalali::at_tehran_hour(day("1405-09-08"), 8)));
    let recalled = take(turn.session, tick.clone(), first);
    assert_eq!(screens(&recalled).len(), 1);
    let second = wake(&recalled).expect("a second timer");
    assert_eq!(second, jalali::at_tehran_hour(day("1405-09-09"), 10));
    let again = take(recalled.session.clone(), tick.clone(), first);
    assert_eq!((again.silence, wake(&again)), (Some(Silence::Outdated), Some(second)));
    let last = take(recalled.session, tick.clone(), second);
    assert_eq!(screens(&last).len(), 1);
    assert!(cancels(&last));
    let over = take(last.session, tick, second + days(5));
    assert_eq!(over.silence, Some(Silence::Outdated));
}

#[test]
fn reminders_that_are_past_come_together_and_none_after_the_due_date() {
    let tick = Input::Tick { timer: TimerKind::DefectReminder };
    let turn = told(Session::new(CHAT), &defect("1405-09-10"), now());
    let late = jalali::at_tehran_hour(day("1405-09-09"), 12);
    assert_eq!(screens(&take(turn.session.clone(), tick.clone(), late)).len(), 1);
    let too_late = jalali::at_tehran_hour(day("1405-09-11"), 12);
    let over = take(turn.session, tick, too_late);
    assert_eq!(over.silence, Some(Silence::Outdated));
    assert!(over.session.following.defects.is_empty() && cancels(&over));
    // Due tomorrow: the notice itself is the reminder.
    let tomorrow = told(Session::new(CHAT), &defect("1405-10-01"), now() + days(30));
    assert_eq!(wake(&tomorrow), None);
}

#[test]
fn a_defect_that_is_over_is_not_recalled() {
    let open = defect("1405-09-10");
    let withdrawn = after(&open, Act::Withdraw, Some(CHAT), now());
    let repair = Repair {
        round: 1,
        answers: vec![bimeyar::claim::ItemAnswer::Said("ندارم".to_owned())],
        description: None,
    };
    let repaired = after(&open, Act::Repair(repair, Vec::new()), Some(CHAT), now());
    let overdue = jalali::at_tehran_hour(day("1405-09-12"), 12);
    let reject = Decision::Reject { reason: "not_repaired".to_owned(), note: None };
    let rejected = after(&open, Act::Decide(reject), None, overdue);
    for claim in [&withdrawn, &repaired, &rejected] {
        let turn = told(told(Session::new(CHAT), &open, now()).session, claim, now());
        assert!(cancels(&turn), "{:?}", claim.stage);
        let tick = Input::Tick { timer: TimerKind::DefectReminder };
        let late = take(turn.session, tick, now() + days(8));
        assert_eq!(late.silence, Some(Silence::Outdated));
    }
    // Done here: the answer itself ends it.
    let mut session = told(Session::new(CHAT), &open, now()).session;
    session.waiting = Some(Waiting::Withdrawn(open.code.clone()));
    let outcome = ChangeOutcome::Done(Box::new(withdrawn));
    let turn = take(session.clone(), Input::Withdrawn { code: open.code, outcome }, now());
    assert!(cancels(&turn));
    let outcome = ChangeOutcome::Done(Box::new(repaired));
    let answer = Input::Repaired { draft: "0".repeat(32), outcome };
    assert!(cancels(&take(session, answer, now())));
}

#[test]
fn one_timer_serves_the_earliest_of_several_defects() {
    let one = defect("1405-09-20");
    let other = Claim { code: TrackingCode::from_random([9; 8]), ..defect("1405-09-10") };
    let other = with_event(other, EventKind::DefectDeclared, None, now());
    let mut other = other;
    if let Some(event) = other.events.last_mut() {
        event.seq = 777;
    }
    let turn = told(told(Session::new(CHAT), &one, now()).session, &other, now());
    assert_eq!(wake(&turn), Some(jalali::at_tehran_hour(day("1405-09-07"), 10)));
    let tick = Input::Tick { timer: TimerKind::DefectReminder };
    let recalled = take(turn.session, tick, jalali::at_tehran_hour(day("1405-09-09"), 10));
    assert_eq!(screens(&recalled).len(), 1);
    assert_eq!(wake(&recalled), Some(jalali::at_tehran_hour(day("1405-09-17"), 10)));
}

/// A claim with as much in it as there can be.
fn crowded() -> Claim {
    let note = Some("_*یادداشت* بلند [کارشناس]_ ".repeat(60));
    let name = "گزارش پزشک با شرح کامل اقدام‌های تشخیصی و درمانی";
    let items = (0..40).map(|place| DefectItem {
        kind: match place % 3 {
            0 => missing(name).kind,
            1 => DefectKind::WrongField { field: Field::MedicalCouncilNumber },
            _ => DefectKind::Other,
        },
        reason: Some("wrong_document".to_owned()),
        note: note.clone(),
        answer: None,
    });
    let items = items.collect();
    let mut claim =
        decide(&under_review(), Decision::DeclareDefect { items, due: Some(day("1405-09-10")) });
    for place in 0..40 {
        let title = DocumentTitle { code: format!("T{place}"), name: name.to_owned() };
        claim.documents.push(document(title));
        claim = with_event(claim, EventKind::DocumentsAdded, Some(CHAT), now());
    }
    claim
}

fn document(title: DocumentTitle) -> Document {
    let file = StoredFile {
        media_type: "image/jpeg".to_owned(),
        width: None,
        height: None,
        bytes: 1,
        sha256: String::new(),
        upload_sha256: String::new(),
        quality: Vec::new(),
    };
    let (id, scope) = (title.code.clone(), String::new());
    Document { id, scope, title, file, late: true, round: 1 }
}

#[test]
fn the_longest_notice_and_page_fit_into_one_message() {
    let datasets = &world::world(false).datasets;
    let claim = crowded();
    let declared = claim.events.iter().find(|event| event.kind == EventKind::DefectDeclared);
    let notice = notice(&claim, declared.expect("declared"), datasets).expect("it is told");
    let length = text(&notice.paragraphs).chars().count();
    assert!(length <= LONGEST, "{length}");
    let length = text(&page(Session::new(CHAT), &claim)).chars().count();
    assert!((2_000..=LONGEST).contains(&length), "{length}");
    let deduction =
        || Deduction { rial: Rial(123_456_789), reason: "خارج از تعرفه ".repeat(80) };
    let deductions = (0..60).map(|_| deduction()).collect();
    let note = Some("یادداشت ".repeat(200));
    let approved = Rial(987_654_321_987);
    let approved = decide(&under_review(), Decision::Approve { approved, deductions, note });
    let length = text(&page(Session::new(CHAT), &approved)).chars().count();
    assert!((2_000..=LONGEST).contains(&length), "{length}");
}

fn page(mut session: Session, claim: &Claim) -> Vec<Message> {
    session.waiting = Some(Waiting::Claim(claim.code.clone()));
    let outcome = LookUpOutcome::Seen(Box::new(claim.clone()));
    let turn = take(session, Input::ClaimLookedUp { code: claim.code.clone(), outcome }, now());
    screens(&turn)[0].paragraphs.clone()
}

#[test]
fn documents_of_others_are_not_named() {
    let claim = crowded();
    let named = |session| format!("{:?}", page(session, &claim)).contains("claim-document-titles");
    assert!(named(Session::new(CHAT)));
    assert!(!named(Session::new(8)), "whoever has the code of the mobile");
    let family = |who: &bimeyar::persian::NationalCode| {
        let mut session = Session::new(8);
        session.person.identity = Some(bimeyar::engine::session::Identity {
            national_code: Some(who.clone()),
            mobile: claim.details.mobile.clone(),
            family: None,
        });
        session
    };
    let insured = &claim.details.insured;
    assert!(named(family(&insured.national_code)), "the insured person");
    assert!(!named(family(insured.principal.as_ref().expect("it has one"))), "the main insured");
}

#[test]
fn a_page_offers_what_its_stage_allows() {
    let verbs = |claim: &Claim| {
        let mut session = Session::new(CHAT);
        session.waiting = Some(Waiting::Claim(claim.code.clone()));
        let outcome = LookUpOutcome::Seen(Box::new(claim.clone()));
        let turn = take(session, Input::ClaimLookedUp { code: claim.code.clone(), outcome }, now());
        let shown = format!("{:?}", screens(&turn)[0].keyboard);
        [Verb::Repair, Verb::AddTo, Verb::Withdraw].map(|verb| shown.contains(&format!("{verb:?}")))
    };
    assert_eq!(verbs(&registered()), [false, true, true]);
    assert_eq!(verbs(&defect("1405-09-10")), [true, true, true]);
    assert_eq!(verbs(&approve(&under_review())), [false, true, false]);
    let support = Claim { kind: ClaimKind::SpecialSupport, ..approve(&under_review()) };
    assert_eq!(verbs(&support), [false, false, false]);
}

#[test]
fn every_reason_is_a_plain_word() {
    use bimeyar::claim::notice::reasons;
    let datasets = &world::world(false).datasets;
    assert!(reasons::defects(datasets).len() >= 10 && reasons::rejections(datasets).len() >= 8);
    for row in reasons::defects(datasets) {
        assert_eq!(reasons::defect(datasets, &row.id), Some(row.label.as_str()));
    }
    assert_eq!(reasons::rejection(datasets, "no_such_reason"), None);
    // A reason that left the list is passed over.
    let reject = Decision::Reject { reason: "gone".to_owned(), note: None };
    let claim = decide(&under_review(), reject);
    let event = claim.events.last().expect("it has events");
    let keys: Vec<String> = notice(&claim, event, datasets)
        .into_iter()
        .flat_map(|notice| notice.paragraphs)
        .map(|message| message.key)
        .collect();
    assert_eq!(keys, ["notice-rejected", "notice-rejected-next"]);
    let code = Message::new("sms-defect").with("code", Arg::code(claim.code.as_str()));
    let sms = world::world(false).words.text(&code, Surface::Sms);
    assert!(sms.contains(claim.code.as_str()), "a code without spaces: {sms}");
}
