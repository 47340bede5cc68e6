//! Files in memory: ids as Bale writes them, media objects as its documents describe them (`bale-api.md` §4, §5).

use std::collections::BTreeMap;
use std::io::Cursor;

use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::params::Upload;

/// What a file was sent as; an id cannot change it (`bale-api.md` §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MediaKind {
    Photo,
    Document,
    Audio,
    Video,
    Voice,
    Animation,
    Sticker,
}

impl MediaKind {
    /// The parameter and the message's field.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Document => "document",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Voice => "voice",
            Self::Animation => "animation",
            Self::Sticker => "sticker",
        }
    }

    /// The largest upload in bytes.
    pub(crate) fn largest(self) -> usize {
        const MEGABYTE: usize = 1024 * 1024;
        match self {
            Self::Photo => 10 * MEGABYTE,
            Self::Document
            | Self::Audio
            | Self::Video
            | Self::Voice
            | Self::Animation
            | Self::Sticker => 50 * MEGABYTE,
        }
    }
}

/// The largest file that can be fetched, in bytes.
pub(crate) const LARGEST_DOWNLOAD: usize = 20 * 1024 * 1024;

/// Longer side of a thumbnail, in pixels.
const THUMBNAIL: u32 = 90;

/// A kept file.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) id: String,
    pub(crate) unique: String,
    pub(crate) kind: MediaKind,
    pub(crate) name: String,
    pub(crate) mime: String,
    pub(crate) bytes: Bytes,
    size: (u32, u32),
    thumbnail: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct FileStore {
    count: u64,
    files: BTreeMap<String, Kept>,
}

impl FileStore {
    /// Keeps `upload` for `owner` and gives its id. A photo gets a thumbnail of its own.
    pub(crate) fn keep(&mut self, owner: i64, kind: MediaKind, upload: &Upload) -> String {
        let size = dimensions(&upload.bytes).unwrap_or((800, 600));
        let thumbnail = (kind == MediaKind::Photo).then(|| {
            let size = scaled(size);
            self.insert(owner, kind, &grey(size), (size, None))
        });
        self.insert(owner, kind, upload, (size, thumbnail))
    }

    fn insert(
        &mut self,
        owner: i64,
        kind: MediaKind,
        upload: &Upload,
        (size, thumbnail): ((u32, u32), Option<String>),
    ) -> String {
        self.count += 1;
        let id = format!("{owner}:{}:1", access_hash(self.count));
        let file = Kept {
            id: id.clone(),
            unique: unique(&upload.bytes),
            kind,
            name: upload.name.clone(),
            mime: media_type(upload),
            bytes: upload.bytes.clone(),
            size,
            thumbnail,
        };
        self.files.insert(id.clone(), file);
        id
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Kept> {
        self.files.get(id)
    }

    /// The media object of a message.
    pub(crate) fn described(&self, file: &Kept) -> Value {
        let Kept { id, unique, kind, name, mime, bytes, size: (width, height), thumbnail } = file;
        let bytes = bytes.len();
        match kind {
            MediaKind::Photo => {
                let thumbnail = thumbnail.as_ref().and_then(|id| self.files.get(id));
                let sizes: Vec<Value> =
                    thumbnail.into_iter().chain([file]).map(photo_size).collect();
                json!(sizes)
            }
            MediaKind::Document => {
                json!({ "file_id": id, "file_unique_id": unique, "file_name": name,
                "mime_type": mime, "file_size": bytes })
            }
            MediaKind::Audio => json!({ "file_id": id, "file_unique_id": unique, "duration": 0,
                "title": name, "file_name": name, "mime_type": mime, "file_size": bytes }),
            MediaKind::Video | MediaKind::Animation => {
                json!({ "file_id": id, "file_unique_id": unique, "width": width, "height": height,
                    "duration": 0, "file_name": name, "mime_type": mime, "file_size": bytes })
            }
            MediaKind::Voice => json!({ "file_id": id, "file_unique_id": unique }),
            MediaKind::Sticker => {
                json!({ "file_id": id, "file_unique_id": unique, "type": "regular",
                "width": 512, "height": 512, "file_size": bytes })
            }
        }
    }

    /// Forgets all files; the ids go on.
    pub(crate) fn clear(&mut self) {
        self.files.clear();
    }
}

fn photo_size(file: &Kept) -> Value {
    let (width, height) = file.size;
    json!({ "file_id": file.id, "file_unique_id": file.unique, "width": width, "height": height,
        "file_size": file.bytes.len() })
}

/// Width and height from the header alone: nothing is decoded.
fn dimensions(bytes: &Bytes) -> Option<(u32, u32)> {
    let reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    reader.into_dimensions().ok()
}

fn scaled((width, height): (u32, u32)) -> (u32, u32) {
    let longer = width.max(height).max(1);
    let scale = |side: u32| {
        let scaled = u64::from(side) * u64::from(THUMBNAIL) / u64::from(longer);
        u32::try_from(scaled).unwrap_or(THUMBNAIL).max(1)
    };
    if longer <= THUMBNAIL { (width.max(1), height.max(1)) } else { (scale(width), scale(height)) }
}

/// A thumbnail is a plain grey field of the right size: a bot that picks it by mistake shows it at once.
fn grey((width, height): (u32, u32)) -> Upload {
    let mut bytes = Vec::new();
    let (width, height) = (u16::try_from(width).unwrap_or(1), u16::try_from(height).unwrap_or(1));
    let pixels = vec![128; usize::from(width) * usize::from(height)];
    let drawn = jpeg_encoder::Encoder::new(&mut bytes, 60).encode(
        &pixels,
        width,
        height,
        jpeg_encoder::ColorType::Luma,
    );
    if let Err(fault) = drawn {
        tracing::warn!(%fault, "thumbnail not drawn");
    }
    Upload { name: "thumbnail.jpg".to_owned(), mime: None, bytes: bytes.into() }
}

/// The media type: as the sender said if that says something, else from content and name.
fn media_type(upload: &Upload) -> String {
    // python-bale-bot labels every part multipart/form-data.
    let said = upload.mime.as_deref().filter(|mime| {
        !mime.is_empty() && *mime != "multipart/form-data" && *mime != "application/octet-stream"
    });
    if let Some(mime) = said {
        return mime.to_owned();
    }
    if let Ok(format) = image::guess_format(&upload.bytes) {
        return format.to_mime_type().to_owned();
    }
    let ending = upload.name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let known = match ending.as_str() {
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "rar" => "application/vnd.rar",
        "txt" => "text/plain",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" => "audio/ogg",
        _ => "application/octet-stream",
    };
    known.to_owned()
}

/// A signed 64-bit number that looks drawn by lot (splitmix64), the same for the same count.
fn access_hash(count: u64) -> i64 {
    let mut mixed = count.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)).cast_signed()
}

fn unique(bytes: &Bytes) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_has_a_thumbnail_and_its_own_dimensions() {
        let mut bytes = Vec::new();
        image::DynamicImage::new_rgb8(300, 200)
            .write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png)
            .unwrap();
        let upload = Upload { name: "a.png".to_owned(), mime: None, bytes: bytes.into() };
        let mut files = FileStore::default();
        let id = files.keep(1001, MediaKind::Photo, &upload);
        let photo = files.described(files.get(&id).unwrap());
        let sizes: Vec<_> = photo
            .as_array()
            .unwrap()
            .iter()
            .map(|size| (size["width"].as_u64().unwrap(), size["height"].as_u64().unwrap()))
            .collect();
        assert_eq!(sizes, [(90, 60), (300, 200)]);
        assert_eq!(photo[1]["file_id"], json!(id));
        let small = files.get(photo[0]["file_id"].as_str().unwrap()).unwrap();
        assert_eq!(dimensions(&small.bytes), Some((90, 60)));
    }

    #[test]
    fn ids_look_like_those_of_bale() {
        let mut files = FileStore::default();
        let upload =
            Upload { name: "a.pdf".to_owned(), mime: None, bytes: Bytes::from_static(b"%PDF") };
        let ids: Vec<String> =
            (0..50).map(|_| files.keep(7, MediaKind::Document, &upload)).collect();
        assert!(ids.iter().all(|id| {
            let parts: Vec<&str> = id.split(':').collect();
            matches!(parts.as_slice(), ["7", hash, "1"] if hash.parse::<i64>().is_ok())
        }));
        assert!(ids.iter().any(|id| id.contains(":-")) && ids.iter().any(|id| !id.contains(":-")));
    }
}
