//! Photos: fetched from Bale, checked and made clean, stored; and erased.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::super::hub::{Hub, lock};
use super::super::{backoff, health, report};
use super::{Step, after_fault, settle};
use crate::bale::BaleError;
use crate::claim::{StoredFile, lower_hex};
use crate::dialogues::OutboxRow;
use crate::engine::input::PhotoOutcome;
use crate::engine::{Effect, Input};
use crate::photo::{self, NotTaken, Prepared, QualityWarning, Recognised};
use crate::runtime::{FailPoint, Metrics, metrics};

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// Tries at a file that Bale says it does not have.
const TRIES_IF_REFUSED: u32 = 3;
/// Tries at a file while Bale is out of order: about ten minutes.
const TRIES_IF_DOWN: u32 = 15;
/// Until another turn of the chat or another effect of it is through.
const SOON: Duration = Duration::from_millis(300);

/// A photo that is to be fetched.
pub(super) struct Wanted<'a> {
    /// The document of the draft that it becomes.
    pub(super) document: &'a str,
    /// The scope of storing.
    pub(super) draft: &'a str,
    /// For `getFile`.
    pub(super) file_id: &'a str,
}

impl Wanted<'_> {
    fn checked(&self, outcome: PhotoOutcome) -> Input {
        let (document, draft) = (self.document.to_owned(), self.draft.to_owned());
        Input::PhotoChecked { document, draft, outcome }
    }

    fn refused(&self, reason: &str) -> Step {
        Step::Done(Some(self.checked(PhotoOutcome::Refused(reason.to_owned()))))
    }
}

/// Fetches, checks, cleans and stores a photo.
pub(super) async fn fetch(
    hub: &Arc<Hub>,
    row: &OutboxRow,
    wanted: &Wanted<'_>,
    tries: u32,
) -> Step {
    let step = fetch_and_store(hub, row, wanted, tries).await;
    count(&hub.parts.metrics, &step);
    step
}

/// Only what is decided is counted.
fn count(figures: &Metrics, step: &Step) {
    let result = match step {
        Step::Settled => "stored",
        Step::Done(Some(Input::PhotoChecked { outcome, .. })) => match outcome {
            PhotoOutcome::Refused(reason) => reason,
            PhotoOutcome::NotFetched => "not_fetched",
            PhotoOutcome::Stored(_) => "stored",
        },
        Step::Done(_) | Step::Later(_) | Step::GiveUp { .. } => return,
    };
    figures.count(&metrics::PHOTOS, &[result]);
}

async fn fetch_and_store(hub: &Arc<Hub>, row: &OutboxRow, wanted: &Wanted<'_>, tries: u32) -> Step {
    // Held to the end: it bounds the bytes in memory.
    let Ok(_held) = hub.downloads.acquire().await else { return Step::Later(SOON) };
    let upload = match download(hub, wanted.file_id).await {
        Ok(upload) => upload,
        Err(error) => return not_fetched(wanted, &error, tries, row.id.chat),
    };
    let prepared = match prepare(hub, upload).await {
        Some(Ok(prepared)) => prepared,
        Some(Err(reason)) => return wanted.refused(refusal(reason)),
        None => return Step::Later(FIRST_PAUSE),
    };
    let (file, content) = stored_file(prepared);
    // Nobody erases the same content between its storing and the durable answer.
    let _kept = hub.photos.read().await;
    if let Err(fault) = hub.parts.documents.put(wanted.draft, &file.sha256, content).await {
        return after_fault("a photo could not be stored", &fault, tries);
    }
    FailPoint::AfterDocument.pass();
    settle(hub, row, Some(wanted.checked(PhotoOutcome::Stored(file)))).await;
    Step::Settled
}

/// A refusal is asked about once more at once: the link may have run out between the two calls (`bale-api.md` §5).
async fn download(hub: &Hub, file_id: &str) -> Result<Bytes, BaleError> {
    match download_once(hub, file_id).await {
        Err(BaleError::Refused { .. }) => download_once(hub, file_id).await,
        done => done,
    }
}

async fn download_once(hub: &Hub, file_id: &str) -> Result<Bytes, BaleError> {
    let bale = &hub.parts.bale;
    let file = bale.get_file(file_id).await?;
    let most = u64::try_from(hub.parts.settings.photo.max_bytes).unwrap_or(u64::MAX);
    let bytes = bale.download(&file, most).await?;
    health::heard(hub);
    Ok(bytes)
}

fn not_fetched(wanted: &Wanted<'_>, error: &BaleError, tries: u32, chat: i64) -> Step {
    if matches!(error, BaleError::TooLarge { .. }) {
        return wanted.refused("too_big");
    }
    let most = if error.is_permanent() { TRIES_IF_REFUSED } else { TRIES_IF_DOWN };
    report::warning("a photo could not be fetched", Some(chat), error);
    if tries >= most {
        return Step::Done(Some(wanted.checked(PhotoOutcome::NotFetched)));
    }
    let pause = backoff::wait(tries, FIRST_PAUSE, LONGEST_PAUSE);
    Step::Later(error.wait().map_or(pause, |wait| wait.max(pause)))
}

/// None when the process is going down.
async fn prepare(hub: &Arc<Hub>, upload: Bytes) -> Option<Result<Prepared, NotTaken>> {
    let Ok(_turn) = hub.preparing.acquire().await else { return None };
    let limits = hub.parts.settings.photo.clone();
    let inner = Arc::clone(hub);
    let preparing = tokio::task::spawn_blocking(move || {
        let _counted = Decoding::begin(inner);
        photo::prepare(&upload, &limits)
    });
    preparing.await.ok()
}

/// A photo that is being decoded, as the figures tell.
struct Decoding(Arc<Hub>);

impl Decoding {
    fn begin(hub: Arc<Hub>) -> Self {
        let begun = Self(hub);
        begun.count(|now| now + 1);
        begun
    }

    /// The figure is told under the lock, or the older of two would stay.
    fn count(&self, change: impl FnOnce(u64) -> u64) {
        let mut now = lock(&self.0.decoding);
        *now = change(*now);
        self.0.parts.metrics.set(&metrics::DECODING, &[], *now);
    }
}

impl Drop for Decoding {
    fn drop(&mut self) {
        self.count(|now| now.saturating_sub(1));
    }
}

fn stored_file(prepared: Prepared) -> (StoredFile, Bytes) {
    let file = StoredFile {
        media_type: prepared.media_type.to_owned(),
        width: prepared.width,
        height: prepared.height,
        bytes: u64::try_from(prepared.bytes.len()).unwrap_or(u64::MAX),
        sha256: lower_hex(&prepared.sha256),
        upload_sha256: lower_hex(&prepared.upload_sha256),
        quality: prepared.warnings.into_iter().map(|warning| quality(warning).to_owned()).collect(),
    };
    (file, Bytes::from(prepared.bytes))
}

/// The stable name of a quality warning ([`StoredFile::quality`]).
fn quality(warning: QualityWarning) -> &'static str {
    match warning {
        QualityWarning::TooSmall => "too_small",
        QualityWarning::Blurred => "blurred",
        QualityWarning::Dark => "dark",
        QualityWarning::OverExposed => "over_exposed",
    }
}

/// The stable name of a reason not to take a file ([`PhotoOutcome::Refused`]).
fn refusal(reason: NotTaken) -> &'static str {
    match reason {
        NotTaken::Empty => "empty",
        NotTaken::TooManyBytes { .. } => "too_big",
        NotTaken::TooManyPixels { .. } => "too_many_pixels",
        NotTaken::Damaged => "damaged",
        // What cannot be looked through cannot be said to be safe.
        NotTaken::PdfUnsafe | NotTaken::PdfEncrypted => "pdf_unsafe",
        NotTaken::Unsupported(recognised) => match recognised {
            Recognised::Gif => "gif",
            Recognised::Heic => "heic",
            Recognised::Zip | Recognised::Rar => "archive",
            Recognised::Video => "video",
            Recognised::Audio => "audio",
            Recognised::Office => "office",
            Recognised::Svg | Recognised::Tiff | Recognised::Bmp | Recognised::Unknown => {
                "unsupported"
            }
        },
    }
}

/// Erases a photo, unless the same content came once more meanwhile. Waits until no input of the chat is left that may say so.
pub(super) async fn erase(
    hub: &Hub,
    row: &OutboxRow,
    draft: &str,
    sha256: &str,
    tries: u32,
) -> Step {
    let chat = row.id.chat;
    let dialogues = &hub.parts.dialogues;
    let _alone = hub.photos.write().await;
    let is_held = match (dialogues.next_inbox(chat), dialogues.is_photo_held(chat, draft, sha256)) {
        (Ok(None), Ok(is_held)) => is_held,
        (Ok(Some(_)), _) => return Step::Later(SOON),
        (Err(fault), _) | (_, Err(fault)) => {
            return after_fault("a photo could not be looked for", &fault, tries);
        }
    };
    // What a claim has is evidence: whatever asks for its erasure here is wrong.
    match hub.parts.registry.has_document(draft, sha256).await {
        Ok(is_evidence) if is_evidence || is_held => return Step::Done(None),
        Ok(_) => {}
        Err(fault) => return after_fault("a photo could not be looked for", &fault, tries),
    }
    match hub.parts.documents.remove(draft, sha256).await {
        Ok(()) => Step::Done(None),
        Err(fault) => after_fault("a photo could not be erased", &fault, tries),
    }
}

/// Notes that a photo of the chat is going to be erased, before anything that follows is begun.
pub(super) fn note_erasure(hub: &Hub, row: &OutboxRow) {
    if let Effect::DropPhoto { .. } = row.effect {
        *lock(&hub.erasing).entry(row.id.chat).or_default() += 1;
    }
}

/// Notes that it was erased, or that the service stops.
pub(super) fn forget_erasure(hub: &Hub, row: &OutboxRow) {
    if let Effect::DropPhoto { .. } = row.effect {
        let mut erasing = lock(&hub.erasing);
        if let Some(count) = erasing.get_mut(&row.id.chat) {
            *count -= 1;
            if *count == 0 {
                erasing.remove(&row.id.chat);
            }
        }
    }
}

/// Whether photos of the chat are still to be erased. A claim waits for that: an erasure looks for photos in drafts only, and
/// a registered claim is no draft any more.
pub(super) fn is_erasing(hub: &Hub, chat: i64) -> bool {
    lock(&hub.erasing).contains_key(&chat)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_stable_name() {
        let cases = [
            (NotTaken::Empty, "empty"),
            (NotTaken::TooManyBytes { bytes: 2, limit: 1 }, "too_big"),
            (NotTaken::TooManyPixels { width: 1, height: 1 }, "too_many_pixels"),
            (NotTaken::Damaged, "damaged"),
            (NotTaken::PdfUnsafe, "pdf_unsafe"),
            (NotTaken::PdfEncrypted, "pdf_unsafe"),
            (NotTaken::Unsupported(Recognised::Rar), "archive"),
            (NotTaken::Unsupported(Recognised::Heic), "heic"),
            (NotTaken::Unsupported(Recognised::Tiff), "unsupported"),
        ];
        for (reason, name) in cases {
            assert_eq!(refusal(reason), name, "{reason:?}");
        }
    }

    #[test]
    fn a_refused_file_is_tried_thrice_and_a_broken_line_longer() {
        let wanted = Wanted { document: "d", draft: "a", file_id: "f" };
        let tried = |error: &BaleError, tries| match not_fetched(&wanted, error, tries, 1) {
            Step::Later(_) => "later",
            Step::Done(Some(Input::PhotoChecked { outcome: PhotoOutcome::NotFetched, .. })) => {
                "not"
            }
            Step::Done(Some(Input::PhotoChecked { outcome: PhotoOutcome::Refused(_), .. })) => "no",
            Step::Done(_) | Step::Settled | Step::GiveUp { .. } => "?",
        };
        let expired = BaleError::Refused { code: Some(404), description: "expired".to_owned() };
        let down = BaleError::Server { status: 502 };
        assert_eq!([tried(&expired, 1), tried(&expired, 3)], ["later", "not"]);
        assert_eq!(
            [tried(&down, 3), tried(&down, 14), tried(&down, 15)],
            ["later", "later", "not"]
        );
        assert_eq!(tried(&BaleError::TooLarge { limit: 1 }, 1), "no");
    }
}
