//! Conversations as tests (DESIGN §3): each `.convo` file of this folder is a test of its own.

mod claims;
mod codes;
mod facts;
pub(crate) mod families;
mod fill;
mod guides;
pub(crate) mod http;
pub(crate) mod outage;
pub(crate) mod parse;
mod pattern;
mod perform;
mod phone;
pub(crate) mod play;
pub(crate) mod pure;
mod recorder;
mod rest;
pub(crate) mod ruling;
mod samples;
mod screens;
pub(crate) mod script;
pub(crate) mod stage;
mod weather;
pub(crate) mod world;

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::{fmt, fs};

use sha2::{Digest, Sha256};

use http::HttpStage;
use pure::PureStage;
use stage::Stage as _;
use weather::Weather;

/// A question that its kind always asks in other words, and what is said of a contract that covers nobody, which no
/// directory gives.
const UNSPOKEN: &[&str] = &["ask-mobile-code", "err-no-person"];
const FOLDER: &str = "tests/it/convos";

/// Lower-case hex SHA-256 of `parts`.
pub(crate) fn hash(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\n"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// Reads a conversation; all its faults are one failure.
fn read(name: &str) -> Result<script::Script, Failure> {
    let file = format!("{FOLDER}/{name}");
    let source = fs::read_to_string(&file)
        .map_err(|fault| Failure(format!("{file} cannot be read: {fault}")))?;
    parse::parse(&file, &source).map_err(|faults| Failure(faults.join("\n")))
}

/// Why a conversation fails, with the chat up to the line.
#[derive(Clone)]
struct Failure(String);

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}", self.0)
    }
}

/// Plays a conversation against the pure engine; the keys that the bot spoke.
fn play_pure(name: &str) -> Played {
    let script = read(name)?;
    let mut stage = PureStage::new(&script).map_err(|fault| Failure(format!("{name}: {fault}")))?;
    play::play(&script, &mut stage).map_err(Failure)?;
    Ok(stage.spoken())
}

/// Plays `names` by `play`, `at_once` at a time; all failures are one.
fn play_all(
    names: &[&str],
    at_once: usize,
    play: impl Fn(usize, &str) -> Result<(), Failure> + Sync + std::panic::RefUnwindSafe,
) -> Result<(), Failure> {
    let waiting = Mutex::new(names.iter().enumerate());
    let faults = Mutex::new(Vec::new());
    let play_the_next = || {
        // The lock is let go before the conversation begins.
        let next = || waiting.lock().expect("nobody panics with it").next();
        while let Some((place, name)) = next() {
            let played = std::panic::catch_unwind(|| play(place, name));
            if let Err(failure) =
                played.unwrap_or_else(|_| Err(Failure(format!("{name}: a panic"))))
            {
                faults.lock().expect("nobody panics with it").push(failure.0);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(play_the_next);
        }
    });
    let faults = faults.into_inner().unwrap_or_else(PoisonError::into_inner);
    if faults.is_empty() { Ok(()) } else { Err(Failure(faults.join("\n"))) }
}

/// Plays a conversation over HTTP, with a bot that comes to its end in order.
fn play_in(name: &str, weather: &Weather) -> Result<(), Failure> {
    let about = |fault| Failure(format!("{name} ({weather}): {fault}"));
    let script = read(name)?;
    let mut stage = HttpStage::new(&script, weather).map_err(about)?;
    play::play(&script, &mut stage).map_err(about)?;
    stage.has_ended_well().map_err(about)
}

/// All conversations by name.
pub(crate) const fn listed() -> &'static [&'static str] {
    LISTED
}

/// Plays a conversation over HTTP; what was played, and the bot as it is then.
pub(crate) fn played_over_http(name: &str) -> Result<(script::Script, HttpStage), String> {
    let script = read(name).map_err(|failure| failure.0)?;
    let mut stage = HttpStage::new(&script, &Weather::calm())?;
    play::play(&script, &mut stage)?;
    Ok((script, stage))
}

/// Plays the conversation `source`, called `file`, with other flows and words: on the pure engine, then over HTTP.
pub(crate) fn play_with(
    (file, source): (&str, &str),
    setting: &world::Setting,
) -> Result<(), String> {
    let script = parse::parse(file, source).map_err(|faults| faults.join("\n"))?;
    play::play(&script, &mut PureStage::with(&script, setting.clone())?)?;
    play::play(&script, &mut HttpStage::with(&script, setting.clone(), &Weather::calm())?)
}

type Played = Result<BTreeSet<String>, Failure>;

macro_rules! conversations {
    ($($test:ident = $file:literal,)*) => {
        const LISTED: &[&str] = &[$($file,)*];

        /// All conversations, each played once for its own test and for what looks at all of them.
        fn played() -> Vec<&'static Played> {
            vec![$($test::played(),)*]
        }

        $(
            mod $test {
                use super::{Failure, LazyLock, Played, play_pure};

                pub(super) fn played() -> &'static Played {
                    static PLAYED: LazyLock<Played> = LazyLock::new(|| play_pure($file));
                    &PLAYED
                }

                #[test]
                fn plays() -> Result<(), Failure> {
                    played().as_ref().map(drop).map_err(Clone::clone)
                }
            }
        )*
    };
}

conversations! {
    claim_adult_dependant = "claim/adult-dependant.convo",
    claim_album = "claim/album.convo",
    claim_all_photos_doubtful = "claim/all-photos-doubtful.convo",
    claim_amount_unit = "claim/amount-unit.convo",
    claim_back_through_all_pages = "claim/back-through-all-pages.convo",
    claim_calendar_outside_contract = "claim/calendar-outside-contract.convo",
    claim_calendar = "claim/calendar.convo",
    claim_cancel_and_resume = "claim/cancel-and-resume.convo",
    claim_center_not_found = "claim/center-not-found.convo",
    claim_changed_flow = "claim/changed-flow.convo",
    claim_clock_set_back = "claim/clock-set-back.convo",
    claim_code_at_page_4 = "claim/code-at-page-4.convo",
    claim_code_limits = "claim/code-limits.convo",
    claim_confirm_by_number = "claim/confirm-by-number.convo",
    claim_date_old = "claim/date-old.convo",
    claim_date_outside_contract = "claim/date-outside-contract.convo",
    claim_directory_changes = "claim/directory-changes.convo",
    claim_double_submit_slow = "claim/double-submit-slow.convo",
    claim_double_submit = "claim/double-submit.convo",
    claim_edit_each_answer = "claim/edit-each-answer.convo",
    claim_happy_by_buttons = "claim/happy-by-buttons.convo",
    claim_happy_by_typing = "claim/happy-by-typing.convo",
    claim_held_inputs = "claim/held-inputs.convo",
    claim_help_at_each_page = "claim/help-at-each-page.convo",
    claim_known_no_more = "claim/known-no-more.convo",
    claim_long_summary = "claim/long-summary.convo",
    claim_mishap = "claim/mishap.convo",
    claim_nervous_finger = "claim/nervous-finger.convo",
    claim_no_contract = "claim/no-contract.convo",
    claim_number_changed_at_code = "claim/number-changed-at-code.convo",
    claim_old_buttons_of_gone_draft = "claim/old-buttons-of-gone-draft.convo",
    claim_old_buttons = "claim/old-buttons.convo",
    claim_open_mode = "claim/open-mode.convo",
    claim_pages_of_a_list = "claim/pages-of-a-list.convo",
    claim_performed_twice = "claim/performed-twice.convo",
    claim_photo_at_another_question = "claim/photo-at-another-question.convo",
    claim_photo_in_hand = "claim/photo-in-hand.convo",
    claim_photo_on_its_way = "claim/photo-on-its-way.convo",
    claim_photo_quality = "claim/photo-quality.convo",
    claim_photo_refused = "claim/photo-refused.convo",
    claim_photo_twice = "claim/photo-twice.convo",
    claim_press_behind_an_answer = "claim/press-behind-an-answer.convo",
    claim_question_still_stands = "claim/question-still-stands.convo",
    claim_reminder_and_expiry = "claim/reminder-and-expiry.convo",
    claim_reminder_at_night = "claim/reminder-at-night.convo",
    claim_reminder_from_the_first_moment = "claim/reminder-from-the-first-moment.convo",
    claim_reminder_of_another_draft = "claim/reminder-of-another-draft.convo",
    claim_restart_in_the_middle = "claim/restart-in-the-middle.convo",
    claim_search_and_filters = "claim/search-and-filters.convo",
    claim_single = "claim/single.convo",
    claim_third_miss = "claim/third-miss.convo",
    claim_three_contracts = "claim/three-contracts.convo",
    claim_wrong_input_page_1 = "claim/wrong-input-page-1.convo",
    claim_wrong_input_page_2 = "claim/wrong-input-page-2.convo",
    claim_wrong_input_pages_3_to_5 = "claim/wrong-input-pages-3-to-5.convo",
    follow_adult_dependants_papers = "follow/adult-dependants-papers.convo",
    follow_defect_reminders = "follow/defect-reminders.convo",
    follow_defect_told_in_a_draft = "follow/defect-told-in-a-draft.convo",
    follow_every_stage = "follow/every-stage.convo",
    follow_my_claims_defects_first = "follow/my-claims-defects-first.convo",
    follow_my_claims = "follow/my-claims.convo",
    follow_no_reminder_after_the_end = "follow/no-reminder-after-the-end.convo",
    follow_opened_by_code = "follow/opened-by-code.convo",
    follow_opened_in_a_draft = "follow/opened-in-a-draft.convo",
    follow_rejected = "follow/rejected.convo",
    follow_status_digression = "follow/status-digression.convo",
    follow_too_many_lookups = "follow/too-many-lookups.convo",
    follow_tracking_code_pasted = "follow/tracking-code-pasted.convo",
    follow_withdraw = "follow/withdraw.convo",
    follow_wrong_codes = "follow/wrong-codes.convo",
    identify_consent_declined_keeps = "identify/consent-declined-keeps.convo",
    identify_consent_declined = "identify/consent-declined.convo",
    identify_dependant = "identify/dependant.convo",
    identify_directory_closed = "identify/directory-closed.convo",
    identify_foreign_contact = "identify/foreign-contact.convo",
    identify_gateway_down = "identify/gateway-down.convo",
    identify_known_person = "identify/known-person.convo",
    identify_menu_comes_back = "identify/menu-comes-back.convo",
    identify_wrong_input = "identify/wrong-input.convo",
    late_album_of_ten = "late/album-of-ten.convo",
    late_archive = "late/archive.convo",
    late_by_asking = "late/by-asking.convo",
    late_by_button = "late/by-button.convo",
    late_by_caption = "late/by-caption.convo",
    late_cancel_and_resume = "late/cancel-and-resume.convo",
    late_caption_during_a_draft = "late/caption-during-a-draft.convo",
    late_defect_open = "late/defect-open.convo",
    late_ended_claim = "late/ended-claim.convo",
    late_mistyped_caption = "late/mistyped-caption.convo",
    late_stranger = "late/stranger.convo",
    late_tray_expired = "late/tray-expired.convo",
    late_tray_offered_after_registering = "late/tray-offered-after-registering.convo",
    late_tray = "late/tray.convo",
    late_two_codes = "late/two-codes.convo",
    late_while_identifying = "late/while-identifying.convo",
    menu_commands = "menu/commands.convo",
    menu_photo_without_claim = "menu/photo-without-claim.convo",
    privacy_consent_in_a_draft = "privacy/consent-in-a-draft.convo",
    privacy_copy_of_nothing = "privacy/copy-of-nothing.convo",
    privacy_copy = "privacy/copy.convo",
    privacy_erase_changed_mind = "privacy/erase-changed-mind.convo",
    privacy_erase_nothing = "privacy/erase-nothing.convo",
    privacy_erase_performed_twice = "privacy/erase-performed-twice.convo",
    privacy_erase = "privacy/erase.convo",
    privacy_old_buttons = "privacy/old-buttons.convo",
    privacy_what_is_kept = "privacy/what-is-kept.convo",
    privacy_withdraw_consent = "privacy/withdraw-consent.convo",
    repair_cancel_and_resume = "repair/cancel-and-resume.convo",
    repair_documents = "repair/documents.convo",
    repair_fields = "repair/fields.convo",
    repair_have_no_more = "repair/have-no-more.convo",
    repair_other_fields = "repair/other-fields.convo",
    repair_several_and_expired = "repair/several-and-expired.convo",
    repair_too_late = "repair/too-late.convo",
    repair_two_chats = "repair/two-chats.convo",
    repair_two_rounds = "repair/two-rounds.convo",
    repair_withdrawn_meanwhile = "repair/withdrawn-meanwhile.convo",
    special_disease_not_listed = "special/disease-not-listed.convo",
    special_disease_search = "special/disease-search.convo",
    special_expense_approved = "special/expense-approved.convo",
    special_expense_refusals = "special/expense-refusals.convo",
    special_expense_repaired = "special/expense-repaired.convo",
    special_expense_without_supplementary = "special/expense-without-supplementary.convo",
    special_expense = "special/expense.convo",
    special_minded_otherwise = "special/minded-otherwise.convo",
    special_photos_before_and_after = "special/photos-before-and-after.convo",
    special_support_approved = "special/support-approved.convo",
    special_support = "special/support.convo",
}

#[test]
fn every_conversation_of_the_folder_is_listed() {
    let mut found = Vec::new();
    for folder in fs::read_dir(FOLDER).expect("the folder is there") {
        let folder = folder.expect("the entry can be read").path();
        for file in fs::read_dir(&folder).into_iter().flatten() {
            let path = file.expect("the entry can be read").path();
            let name = path.strip_prefix(FOLDER).expect("a path of the folder");
            found.push(name.display().to_string().replace('\\', "/"));
        }
    }
    found.sort();
    assert_eq!(found, LISTED, "list the new conversation in `conversations!`");
}

/// Every question of the shipped flows is asked, every rule speaks and every way out is taken in some conversation.
#[test]
fn conversations_reach_every_question_and_rule() {
    // A conversation that fails is told by its own test.
    let spoken: BTreeSet<&String> = played().into_iter().flatten().flatten().collect();
    let world = world::world(false);
    let steps = world.flows.values().flat_map(|flow| &flow.steps);
    let wanted: Vec<&str> = steps
        .flat_map(|step| {
            let says = step.checks.iter().map(|check| check.say.as_str());
            let texts = std::iter::once(step.ask.as_str()).chain(says);
            texts
                .chain(step.empty.as_deref())
                .chain(step.escape.as_ref().map(|way| way.button.as_str()))
        })
        .filter(|key| !key.is_empty() && !UNSPOKEN.contains(key))
        .collect();
    let missed: Vec<&&str> =
        wanted.iter().filter(|key| !spoken.iter().any(|known| known == *key)).collect();
    let all = world.words.keys().count();
    println!("{} of {} texts of the locale are spoken in conversations", spoken.len(), all);
    let silent: Vec<&str> =
        world.words.keys().filter(|key| !spoken.iter().any(|known| known == key)).collect();
    println!("not spoken: {}", silent.join(" "));
    assert!(missed.is_empty(), "no conversation says {missed:?}");
}
