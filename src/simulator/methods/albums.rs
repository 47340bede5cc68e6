//! `sendMediaGroup` (`bale-api.md` §5).

use serde_json::{Value, json};

use super::super::conversation::{Author, Draft};
use super::super::envelope::{Outcome, Refusal};
use super::super::files::MediaKind;
use super::super::params::Params;
use super::super::world::World;
use super::media::resolved_text;
use super::{Handler, open_chat, returned};

const CAPTION_LIMIT: usize = 1_024;
/// Telegram's number; Bale's is not documented.
const ITEMS: usize = 10;

pub(super) fn find(name: &str) -> Option<Handler> {
    (name == "sendmediagroup").then_some(send_media_group as Handler)
}

fn send_media_group(world: &mut World, params: &Params) -> Outcome {
    let chat = open_chat(world, params)?;
    let reply_to = params.integer("reply_to_message_id")?;
    let media = params.nested("media")?.ok_or_else(|| Refusal::blank("media"))?;
    let items = media.as_array().ok_or_else(|| Refusal::invalid("media"))?;
    if items.is_empty() || items.len() > ITEMS {
        return Err(Refusal::bad(format!("media: 1 to {ITEMS} items")));
    }
    let mut drafts = Vec::new();
    let mut kinds = Vec::new();
    for item in items {
        let (kind, draft) = drafted(world, params, item)?;
        kinds.push(kind);
        drafts.push(draft);
    }
    if !mixable(&kinds) {
        return Err(Refusal::bad("media: documents and audio go only with their own kind"));
    }
    let group = world.take_album();
    let mut sent = Vec::new();
    for mut draft in drafts {
        draft.set("media_group_id", json!(group));
        draft.reply_to = reply_to;
        let message = world.write(chat, Author::Bot, draft)?;
        sent.push(returned(world, message.into()));
    }
    Ok(Value::Array(sent))
}

fn drafted(
    world: &mut World,
    params: &Params,
    item: &Value,
) -> Result<(MediaKind, Draft), Refusal> {
    let text = |key| item.get(key).and_then(Value::as_str).filter(|text: &&str| !text.is_empty());
    let kind = match text("type") {
        Some("photo") => MediaKind::Photo,
        Some("video") => MediaKind::Video,
        Some("document") => MediaKind::Document,
        Some("audio") => MediaKind::Audio,
        _ => return Err(Refusal::invalid("media: type")),
    };
    let said = text("media").ok_or_else(|| Refusal::blank("media: media"))?;
    let caption = text("caption").unwrap_or_default();
    if caption.encode_utf16().count() > CAPTION_LIMIT {
        return Err(Refusal::too_long("media: caption", CAPTION_LIMIT));
    }
    let media = resolved_text(world, params, kind, said, "media")?;
    let mut draft = Draft::of(kind.name(), media);
    if !caption.is_empty() {
        draft.set("caption", json!(caption));
    }
    Ok((kind, draft))
}

/// Photos and videos go together; all others only with their own kind.
fn mixable(kinds: &[MediaKind]) -> bool {
    let visual = |kind: &MediaKind| matches!(kind, MediaKind::Photo | MediaKind::Video);
    kinds.iter().all(visual) || kinds.windows(2).all(|pair| pair.first() == pair.last())
}
