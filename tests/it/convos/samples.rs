//! Photos and files that people send, by name.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{LazyLock, Mutex, PoisonError};

use bimeyar::claim::StoredFile;
use image::{ImageFormat, Rgb, RgbImage, imageops};

use crate::support::pictures;

/// Pixels of a page that is large enough ([`bimeyar::photo`]).
const WIDTH: u32 = 620;
const HEIGHT: u32 = 640;

/// What a sample comes to: `ok/…` is a good photo, `blurred/…` and so on a doubtful one, `bad/REASON` is not taken and
/// `lost/…` cannot be fetched. The same name is the same file.
pub(crate) fn sample(name: &str) -> Result<Sample, String> {
    let (folder, file) =
        name.split_once('/').ok_or_else(|| format!("no sample is called `{name}`"))?;
    let quality = match folder {
        "ok" => Vec::new(),
        "blurred" | "dark" | "too_small" | "over_exposed" => vec![folder.to_owned()],
        "bad" => return Ok(Sample::Refused(file.split('.').next().unwrap_or(file).to_owned())),
        "lost" => return Ok(Sample::Lost),
        _ => return Err(format!("no sample is called `{name}`")),
    };
    let is_pdf = file.rsplit('.').next() == Some("pdf");
    Ok(Sample::Good(StoredFile {
        media_type: if is_pdf { "application/pdf" } else { "image/jpeg" }.to_owned(),
        width: (!is_pdf).then_some(2_250),
        height: (!is_pdf).then_some(3_000),
        bytes: 412_345,
        sha256: super::hash(&["stored", name]),
        upload_sha256: super::hash(&["upload", name]),
        quality,
    }))
}

/// See [`sample`].
#[derive(Clone, Debug)]
pub(crate) enum Sample {
    Good(StoredFile),
    Refused(String),
    Lost,
}

/// The bytes of a sample: what the real checks make of them is what [`sample`] says. The name's ending tells the format.
pub(crate) fn bytes(name: &str) -> Result<Vec<u8>, String> {
    static MADE: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::new(BTreeMap::new());
    let made = || MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = made().get(name) {
        return Ok(known.clone());
    }
    let bytes = make(name)?;
    made().insert(name.to_owned(), bytes.clone());
    Ok(bytes)
}

fn make(name: &str) -> Result<Vec<u8>, String> {
    match sample(name)? {
        Sample::Refused(reason) => refused(&reason),
        Sample::Lost => picture(name, "ok"),
        Sample::Good(file) if file.media_type == "application/pdf" => Ok(format!(
            "%PDF-1.4\n% {name}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
        )
        .into_bytes()),
        Sample::Good(file) => picture(name, file.quality.first().map_or("ok", String::as_str)),
    }
}

/// A photo of a page with the name in small fields, so that each name is another page. As small as a photo may be: hundreds
/// are looked at in the tests.
fn picture(name: &str, quality: &str) -> Result<Vec<u8>, String> {
    static PAGE: LazyLock<RgbImage> = LazyLock::new(|| {
        let pixels = pictures::invoice_pixels(WIDTH, HEIGHT, 7);
        RgbImage::from_raw(WIDTH, HEIGHT, pixels).expect("the pixels of a page")
    });
    let mut page = PAGE.clone();
    let digest = super::hash(&[name]);
    for (place, letter) in (0..32).zip(digest.chars()) {
        let bits = letter.to_digit(16).unwrap_or(0);
        for field in (0..4).filter(|field| bits >> field & 1 == 1) {
            let (left, top) = (16 * (place % 8) + 4 * field, 8 * (place / 8));
            for dot in 0..16 {
                let dot = page.get_pixel_mut(left + dot % 4, top + dot / 4);
                *dot = Rgb(dot.0.map(|part| part / 2));
            }
        }
    }
    let page = spoilt(page, quality);
    let format = match name.rsplit('.').next() {
        Some("png") => ImageFormat::Png,
        Some("webp") => ImageFormat::WebP,
        _ => return Ok(pictures::jpeg(page.as_raw(), page.width(), page.height())),
    };
    let mut bytes = Cursor::new(Vec::new());
    page.write_to(&mut bytes, format).map_err(|fault| format!("{name}: {fault}"))?;
    Ok(bytes.into_inner())
}

/// A page as the named doubt about its quality wants it.
fn spoilt(mut page: RgbImage, quality: &str) -> RgbImage {
    let change: fn(u8) -> u8 = match quality {
        "blurred" => return imageops::fast_blur(&page, 4.0),
        "too_small" => return imageops::crop_imm(&page, 0, 0, WIDTH, 500).to_image(),
        "dark" => |value| value / 8,
        "over_exposed" => |value| value.saturating_add(170),
        _ => |value| value,
    };
    page.iter_mut().for_each(|value| *value = change(*value));
    page
}

fn refused(reason: &str) -> Result<Vec<u8>, String> {
    let announced = |side: [u8; 4]| {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
        [head, &side, &side, &[8, 0, 0, 0, 0, 0, 0, 0, 0]].concat()
    };
    Ok(match reason {
        "archive" => b"PK\x03\x04\x14\0\0\0\x08\0scan1.jpg".to_vec(),
        "heic" => b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
        "video" => b"\0\0\0\x20ftypisom\0\0\x02\0".to_vec(),
        "office" => b"PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml\0word/".to_vec(),
        "pdf_unsafe" => b"%PDF-1.4\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>\n%%EOF\n".to_vec(),
        "too_big" => vec![0xff; 10 * 1024 * 1024 + 1],
        "too_many_pixels" => announced(100_000_u32.to_be_bytes()),
        "damaged" => b"\xff\xd8\xff\xe0".to_vec(),
        "empty" => Vec::new(),
        "gif" => b"GIF89a\x01\0\x01\0".to_vec(),
        "audio" => b"OggS\0\x02\0\0".to_vec(),
        "unsupported" => b"MZ\x90\0".to_vec(),
        _ => return Err(format!("no file is refused as `{reason}`")),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use bimeyar::photo::{PhotoLimits, prepare};

    use super::*;

    #[test]
    fn samples_are_what_they_are_called() {
        let names = [
            "ok/1",
            "ok/2.jpg",
            "ok/3.png",
            "ok/4.webp",
            "ok/5.pdf",
            "lost/a.jpg",
            "blurred/a.jpg",
            "dark/1",
            "too_small/b.jpg",
            "over_exposed/c.png",
        ];
        for name in names {
            let bytes = bytes(name).unwrap();
            let prepared = prepare(&bytes, &PhotoLimits::default()).unwrap();
            let quality = serde_json::to_value(&prepared.warnings).unwrap();
            match sample(name).unwrap() {
                Sample::Good(file) => {
                    assert_eq!(prepared.media_type, file.media_type, "{name}");
                    assert_eq!(quality, serde_json::json!(file.quality), "{name}");
                }
                Sample::Lost => assert!(prepared.warnings.is_empty(), "{name}"),
                Sample::Refused(_) => panic!("{name}"),
            }
        }
    }

    #[test]
    fn each_name_is_another_file_and_another_page() {
        let pages: BTreeSet<[u8; 32]> = (0..12)
            .map(|number| bytes(&format!("ok/{number}")).unwrap())
            .map(|bytes| prepare(&bytes, &PhotoLimits::default()).unwrap().sha256)
            .collect();
        assert_eq!(pages.len(), 12);
    }
}
