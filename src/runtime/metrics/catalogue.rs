//! Every figure that there is. `docs/OPERATIONS.md` tells each, `ops/alerts.yml` watches some: both are held to this list.

use super::{Family, Kind};

macro_rules! families {
    ($($name:ident: $kind:ident $metric:literal [$($label:literal),*] $help:literal,)*) => {
        $(
            #[doc = $help]
            pub const $name: Family = Family {
                name: $metric, kind: Kind::$kind, labels: &[$($label),*], help: $help,
            };
        )*

        /// All of them, in the order in which they are told.
        pub const ALL: &[Family] = &[$($name),*];
    };
}

families! {
    BUILD: Gauge "bimeyar_build_info" ["version"] "Always 1; tells the version that runs.",
    STARTED: Gauge "bimeyar_start_time_seconds" [] "When the process began, in seconds since 1970.",
    READY: Gauge "bimeyar_ready" [] "Whether the process can do its work, as /readyz says.",
    UPDATES: Counter "bimeyar_updates_total" ["kind", "outcome"] "Updates from Bale, by what they are and what became of them.",
    TURNS: Counter "bimeyar_turns_total" ["input", "outcome"] "Turns of dialogues, by input and outcome.",
    TURN_SECONDS: Histogram "bimeyar_turn_seconds" [] "How long a turn takes, from the inbox to its commit.",
    ANSWER_SECONDS: Histogram "bimeyar_answer_seconds" [] "From receiving what a person did to Bale having the answer.",
    ANSWER_OLDEST: Gauge "bimeyar_answer_oldest_seconds" [] "How long the oldest answer waits to be sent; 0 when none does.",
    MESSAGES: Counter "bimeyar_messages_total" ["kind", "result"] "Messages to people: answers and notices, by what became of them.",
    INBOX: Gauge "bimeyar_inbox" [] "Inputs that wait for their turn.",
    INBOX_OLDEST: Gauge "bimeyar_inbox_oldest_seconds" [] "How long the oldest input waits; 0 when none does.",
    OUTBOX: Gauge "bimeyar_outbox" [] "Effects that wait to be performed.",
    OUTBOX_OLDEST: Gauge "bimeyar_outbox_oldest_seconds" [] "How long the oldest effect waits; 0 when none does.",
    DEAD: Gauge "bimeyar_dead_letters" [] "What was put aside because it could not be handled.",
    PUT_ASIDE: Counter "bimeyar_put_aside_total" ["what"] "Inputs and effects that were put aside, by name.",
    SESSIONS: Gauge "bimeyar_sessions" [] "Chats that were ever heard of.",
    BALE_CALLS: Counter "bimeyar_bale_calls_total" ["method", "result"] "Calls to Bale, by method and result.",
    BALE_SECONDS: Histogram "bimeyar_bale_call_seconds" ["method"] "How long calls to Bale take, by method; getUpdates waits on purpose.",
    BALE_HEARD: Gauge "bimeyar_bale_heard_seconds" [] "Seconds since Bale last answered.",
    FOLLOWED: Gauge "bimeyar_events_followed_seconds" [] "Seconds since the events of claims were last followed to their end.",
    SMS: Counter "bimeyar_sms_total" ["kind", "result"] "SMS given to the gateway, by kind and result.",
    PHOTOS: Counter "bimeyar_photos_total" ["result"] "Photos and files of people, by what became of them.",
    DECODING: Gauge "bimeyar_photos_being_decoded" [] "Photos and files that are being decoded or looked through.",
    STEPS: Counter "bimeyar_steps_reached_total" ["flow", "step"] "Drafts that came to a question, by flow and step.",
    DRAFTS: Counter "bimeyar_drafts_begun_total" ["flow"] "Drafts begun, by flow.",
    DRAFTS_ENDED: Counter "bimeyar_drafts_ended_total" ["flow", "step", "how"] "Drafts that ended, by flow, the question they stood at, and how: done, cancelled, expired.",
    CLAIMS: Gauge "bimeyar_claims" ["stage"] "Claims by stage.",
    STORED: Gauge "bimeyar_stored_bytes" ["store"] "Bytes on the disk: documents, dialogues, registry. Measured every ten minutes.",
    DISK_FREE: Gauge "bimeyar_disk_free_bytes" [] "Free bytes of the disk that the data folder is on.",
    DISK_LEAST: Gauge "bimeyar_disk_least_bytes" [] "Free bytes below which nothing is taken in, by setting.",
    HTTP_ANSWERS: Counter "bimeyar_answers_total" ["status"] "Answers of the reviewer's listener, by status.",
}
