//! Photos and other files, one at a time, and fetching them.

use serde_json::{Value, json};

use super::super::conversation::Draft;
use super::super::envelope::{Outcome, Refusal};
use super::super::files::{LARGEST_DOWNLOAD, MediaKind};
use super::super::params::Params;
use super::super::world::World;
use super::{Handler, open_chat, send};

const CAPTION_LIMIT: usize = 4_096;

pub(super) fn find(name: &str) -> Option<Handler> {
    Some(match name {
        "sendphoto" => |world, params| send_media(world, params, MediaKind::Photo),
        "senddocument" => |world, params| send_media(world, params, MediaKind::Document),
        "sendaudio" => |world, params| send_media(world, params, MediaKind::Audio),
        "sendvideo" => |world, params| send_media(world, params, MediaKind::Video),
        "sendvoice" => |world, params| send_media(world, params, MediaKind::Voice),
        "sendanimation" => |world, params| send_media(world, params, MediaKind::Animation),
        "sendsticker" => |world, params| send_media(world, params, MediaKind::Sticker),
        "getfile" => get_file,
        _ => return None,
    })
}

fn send_media(world: &mut World, params: &Params, kind: MediaKind) -> Outcome {
    open_chat(world, params)?;
    let caption = params.optional_text("caption", CAPTION_LIMIT)?;
    let media = resolved(world, params, kind, kind.name(), kind.name())?;
    let mut draft = Draft::of(kind.name(), media.clone());
    if kind == MediaKind::Animation {
        draft.set("document", media);
    }
    if let Some(caption) = caption {
        draft.set("caption", json!(caption));
    }
    send(world, params, draft)
}

/// The media object for what `said` names: the upload under `part`, `attach://part`, or a known file id.
///
/// # Errors
/// Nothing is there, it is too large, of another kind, or on the web, where the simulator does not go.
pub(super) fn resolved(
    world: &mut World,
    params: &Params,
    kind: MediaKind,
    part: &str,
    shown: &str,
) -> Result<Value, Refusal> {
    let said = params.text(part).unwrap_or_else(|| part.to_owned());
    resolved_text(world, params, kind, &said, shown)
}

/// As [`resolved`], for a text that names the file. Balethon writes a part's bare name without `attach://`.
pub(super) fn resolved_text(
    world: &mut World,
    params: &Params,
    kind: MediaKind,
    said: &str,
    shown: &str,
) -> Result<Value, Refusal> {
    let part = said.strip_prefix("attach://").unwrap_or(said);
    let id = if let Some(upload) = params.file(part) {
        if upload.bytes.is_empty() {
            return Err(Refusal::blank(shown));
        }
        if upload.bytes.len() > kind.largest() {
            return Err(Refusal::bad(format!("{shown}: file is too big")));
        }
        world.files.keep(world.bot.id, kind, upload)
    } else if said.starts_with("http://") || said.starts_with("https://") {
        return Err(Refusal::bad(format!("{shown}: failed to get HTTP URL content")));
    } else {
        said.to_owned()
    };
    let file = world.files.get(&id).ok_or_else(|| Refusal::invalid(shown))?;
    if file.kind == kind {
        Ok(world.files.described(file))
    } else {
        Err(Refusal::bad(format!("{shown}: a file id cannot change its type")))
    }
}

fn get_file(world: &mut World, params: &Params) -> Outcome {
    let id = params.text("file_id").ok_or_else(|| Refusal::blank("file_id"))?;
    let file = world.files.get(&id).ok_or_else(|| Refusal::invalid("file_id"))?;
    if file.bytes.len() > LARGEST_DOWNLOAD {
        return Err(Refusal::bad("file is too big"));
    }
    Ok(json!({ "file_id": id, "file_unique_id": file.unique, "file_size": file.bytes.len(),
        "file_path": id }))
}
