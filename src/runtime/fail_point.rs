//! Named places at which a test lets the process die, as by `kill -9`, where random kills hardly ever hit. A release build
//! has none of this: passing one is nothing there, and nobody can ask for it.

/// A place where much is half done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailPoint {
    /// Updates are durable; Bale was not told.
    AfterInbox,
    /// A turn is taken and nothing of it is kept.
    BeforeCommit,
    /// A transaction of the dialogues is applied and not synced.
    BeforeSync,
    /// A transaction of the dialogues is durable and nobody was told.
    AfterSync,
    /// A turn is durable and nothing of it is performed.
    AfterCommit,
    /// Bale has a message; the store does not know it.
    AfterSend,
    /// A message is done and another waits behind it.
    MiddleOfOutbox,
    /// The gateway has an SMS; the store does not know it.
    InSms,
    /// The try of a one-time code is counted; the code was not compared.
    InCodeCheck,
    /// A one-time code was right; the store does not know it.
    AfterCodeCheck,
    /// The key of a scope is written, its photo is not.
    InDocumentWrite,
    /// A photo is written; the store does not know it.
    AfterDocument,
    /// A claim is written and not committed.
    InRegister,
    /// A claim is registered; nobody knows its code.
    AfterRegister,
    /// A decision, a repair or a withdrawal is written and not committed.
    InChange,
    /// It is committed; neither who asked for it nor the chat knows it.
    AfterChange,
    /// News of claims are in the inboxes and nobody was woken.
    AfterFollow,
    /// Timers have fired and nobody was woken.
    AfterTimer,
    /// Some stored keys are wrapped anew, others are not.
    InRewrap,
}

impl FailPoint {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::AfterInbox,
        Self::BeforeCommit,
        Self::BeforeSync,
        Self::AfterSync,
        Self::AfterCommit,
        Self::AfterSend,
        Self::MiddleOfOutbox,
        Self::InSms,
        Self::InCodeCheck,
        Self::AfterCodeCheck,
        Self::InDocumentWrite,
        Self::AfterDocument,
        Self::InRegister,
        Self::AfterRegister,
        Self::InChange,
        Self::AfterChange,
        Self::AfterFollow,
        Self::AfterTimer,
        Self::InRewrap,
    ];

    /// The name by which it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Self::AfterInbox => "after_inbox",
            Self::BeforeCommit => "before_commit",
            Self::BeforeSync => "before_sync",
            Self::AfterSync => "after_sync",
            Self::AfterCommit => "after_commit",
            Self::AfterSend => "after_send",
            Self::MiddleOfOutbox => "middle_of_outbox",
            Self::InSms => "in_sms",
            Self::InCodeCheck => "in_code_check",
            Self::AfterCodeCheck => "after_code_check",
            Self::InDocumentWrite => "in_document_write",
            Self::AfterDocument => "after_document",
            Self::InRegister => "in_register",
            Self::AfterRegister => "after_register",
            Self::InChange => "in_change",
            Self::AfterChange => "after_change",
            Self::AfterFollow => "after_follow",
            Self::AfterTimer => "after_timer",
            Self::InRewrap => "in_rewrap",
        }
    }

    /// Ends the process here if that was asked for.
    #[cfg(debug_assertions)]
    pub fn pass(self) {
        armed::pass(self);
    }

    /// Nothing: this build has no fail points.
    #[cfg(not(debug_assertions))]
    #[inline]
    pub fn pass(self) {}
}

#[cfg(debug_assertions)]
pub use armed::arm;

#[cfg(debug_assertions)]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    use super::FailPoint;

    struct Armed {
        point: FailPoint,
        passings_left: AtomicU32,
    }

    static ARMED: OnceLock<Armed> = OnceLock::new();

    /// Asks for the end of the process at the n-th passing of a point: `after_inbox:3`. To be called once, before anything.
    ///
    /// # Errors
    /// What is wrong with `wish`.
    pub fn arm(wish: &str) -> Result<(), String> {
        let (name, passings) = wish.split_once(':').unwrap_or((wish, "1"));
        let point = FailPoint::ALL.into_iter().find(|point| point.name() == name);
        let point = point.ok_or_else(|| format!("there is no fail point `{name}`"))?;
        let passings: u32 = passings.parse().map_err(|_| format!("`{passings}` is no number"))?;
        let armed = Armed { point, passings_left: AtomicU32::new(passings) };
        ARMED.set(armed).map_err(|_| "a fail point is armed already".to_owned())
    }

    pub(super) fn pass(point: FailPoint) {
        let Some(armed) = ARMED.get().filter(|armed| armed.point == point) else { return };
        if armed.passings_left.fetch_sub(1, Ordering::SeqCst) == 1 {
            // Neither destructors nor other threads get to do anything more.
            let _sent = kill(Pid::this(), Signal::SIGKILL);
        }
    }
}
