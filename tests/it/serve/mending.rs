//! What a person does after registering: sending documents for a claim, and repairing its defects.

use super::person::Asked;
use super::plan::{Choice, Photo};
use super::play::Player;
use super::words::label;

/// What somebody has to send and to say.
#[derive(Clone, Debug, Default)]
pub(super) struct Mending {
    /// In the order in which they are sent.
    pub(super) photos: Vec<Photo>,
    /// What is typed when the amount is asked.
    pub(super) amount: Option<&'static str>,
    /// What is typed when an explanation is asked.
    pub(super) words: Option<&'static str>,
    /// Why the rest cannot be had.
    pub(super) unavailable: Option<&'static str>,
    /// The title of the claim's button.
    pub(super) claim: Option<String>,
}

/// What is done.
#[derive(Clone, Debug, PartialEq)]
enum Act {
    Press(String),
    Type(String),
    SendPhotos,
    NamePhoto,
}

fn decide(mending: &Mending, asked: &Asked, are_sent: bool) -> Option<Act> {
    let press = |key: &str| asked.has_button(&label(key)).then(|| Act::Press(label(key)));
    let typed = |key: &str, words: Option<&str>| {
        asked.says(key).then(|| Act::Type(words.unwrap_or_else(|| panic!("{key}")).to_owned()))
    };
    let claim = || {
        let button = asked.labels().find(|it| Some(it) == mending.claim.as_ref())?;
        asked.says("ask-late-claim").then_some(Act::Press(button))
    };
    let photos = || {
        let asks = asked.says("ask-repair-documents") || asked.says("ask-late-documents");
        match (asks, are_sent || mending.photos.is_empty()) {
            (false, _) => None,
            (true, false) => Some(Act::SendPhotos),
            (true, true) => press("btn-have-no-more"),
        }
    };
    press("btn-resubmit")
        .or_else(|| asked.asks_for_a_title().then_some(Act::NamePhoto))
        .or_else(|| press("btn-late-done"))
        .or_else(claim)
        .or_else(photos)
        .or_else(|| asked.says("documents-overview").then(|| press("btn-next")).flatten())
        .or_else(|| press("btn-have-no-more"))
        .or_else(|| typed("ask-amount", mending.amount))
        .or_else(|| typed("ask-repair-words", mending.words))
        .or_else(|| typed("ask-repair-unavailable", mending.unavailable))
}

impl Player {
    /// Answers what is asked until a message says `done`, which it gives.
    ///
    /// `sent`: the messages of the photos, when they were sent before anything was asked.
    pub(super) async fn mends(
        &mut self,
        mending: &Mending,
        mut sent: Option<Vec<i64>>,
        done: &str,
    ) -> Asked {
        loop {
            let asked = self
                .asked_by(|asked| {
                    asked.text().contains(done) || decide(mending, asked, sent.is_some()).is_some()
                })
                .await;
            if asked.text().contains(done) {
                return asked;
            }
            let act = decide(mending, &asked, sent.is_some()).unwrap();
            self.has_answered(&asked);
            self.person.transcript.push(format!("  → {act:?}"));
            match act {
                Act::Press(label) => self.person.presses(&asked, &label).await,
                Act::Type(words) => self.person.types(&words).await,
                Act::SendPhotos => {
                    let uploads: Vec<&[u8]> =
                        mending.photos.iter().map(|photo| photo.upload.as_slice()).collect();
                    sent = Some(self.person.sends(&uploads).await);
                }
                Act::NamePhoto => {
                    let title = self.title_of(&asked, sent.as_deref(), mending);
                    self.person.presses(&asked, title.0).await;
                }
            }
        }
    }

    /// The bot replies to the photo that it asks about.
    fn title_of(&self, asked: &Asked, sent: Option<&[i64]>, mending: &Mending) -> Choice {
        let replied = asked.0["reply_to_message_id"].as_i64();
        let place = sent.and_then(|sent| sent.iter().position(|message| Some(*message) == replied));
        let Some(photo) = mending.photos.get(place.unwrap_or(0)) else {
            self.stuck("an unknown photo is asked about")
        };
        photo.title
    }
}
