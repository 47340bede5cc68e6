//! What a file is, by its content: a name or an announced type is never asked.

use serde::{Deserialize, Serialize};

/// A format that is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A JPEG image.
    Jpeg,
    /// A PNG image, animated or not.
    Png,
    /// A WebP image.
    WebP,
    /// A PDF document.
    Pdf,
}

/// What a file that is not taken seems to be, so that the person can be told what to send instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recognised {
    /// A GIF, or an animated WebP.
    Gif,
    /// A photo of the HEIF family, as phones store it (HEIC, AVIF).
    Heic,
    /// A ZIP, or a packed file of another kind than RAR (7z, gzip, xz, bzip2).
    Zip,
    /// A RAR archive.
    Rar,
    /// A film.
    Video,
    /// A voice message, song or recording.
    Audio,
    /// A word processor's, spreadsheet's or presentation's file (Microsoft, `OpenDocument`, RTF).
    Office,
    /// A vector drawing.
    Svg,
    /// A TIFF, or a camera's raw file built like one.
    Tiff,
    /// A Windows bitmap.
    Bmp,
    /// None of these.
    Unknown,
}

/// Readers look for the mark of a PDF this far into a file (ISO 32000-1, annex H.3, note 13).
const PDF_MARK_WITHIN: usize = 1_024;
/// The names in an archive that tell an office file from a ZIP stand near its two ends.
const ZIP_NAMES_AT_START: usize = 4 * 1_024;
const ZIP_NAMES_AT_END: usize = 64 * 1_024;

type Mark = (usize, &'static [u8], Recognised);

/// Marks at a fixed offset that are enough by themselves.
const MARKS: &[Mark] = &[
    (0, b"GIF87a", Recognised::Gif),
    (0, b"GIF89a", Recognised::Gif),
    (0, b"Rar!\x1a\x07", Recognised::Rar),
    (0, b"7z\xbc\xaf\x27\x1c", Recognised::Zip),
    (0, b"\x1f\x8b\x08", Recognised::Zip),
    (0, b"\xfd7zXZ\0", Recognised::Zip),
    (0, b"BZh", Recognised::Zip),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Recognised::Office),
    (0, b"{\\rtf", Recognised::Office),
    (0, b"II*\0", Recognised::Tiff),
    (0, b"MM\0*", Recognised::Tiff),
    (0, b"II+\0", Recognised::Tiff),
    (0, b"MM\0+", Recognised::Tiff),
    (0, b"\x1a\x45\xdf\xa3", Recognised::Video),
    (0, b"FLV\x01", Recognised::Video),
    (0, b"\x00\x00\x01\xba", Recognised::Video),
    (0, b"\x00\x00\x01\xb3", Recognised::Video),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Recognised::Video),
    (8, b"AVI ", Recognised::Video),
    (8, b"WAVE", Recognised::Audio),
    (0, b"ID3", Recognised::Audio),
    (0, b"OggS", Recognised::Audio),
    (0, b"fLaC", Recognised::Audio),
    (0, b"#!AMR", Recognised::Audio),
    (0, b"MThd", Recognised::Audio),
];

/// Tells the format of a file, or what it seems to be when it is not one that is taken.
pub fn recognise(bytes: &[u8]) -> Result<Format, Recognised> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Ok(Format::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Format::Png);
    }
    if bytes.starts_with(b"RIFF") && part(bytes, 8, 4) == b"WEBP" {
        return Ok(Format::WebP);
    }
    // Before the mark of a PDF is searched for: a file that is also something else is not to be kept as it is.
    match other(bytes) {
        Some(recognised) => Err(recognised),
        None if contains(part(bytes, 0, PDF_MARK_WITHIN), b"%PDF-") => Ok(Format::Pdf),
        None => Err(Recognised::Unknown),
    }
}

fn other(bytes: &[u8]) -> Option<Recognised> {
    let marked = MARKS.iter().find(|(at, mark, _)| part(bytes, *at, mark.len()) == *mark);
    if let Some((_, _, recognised)) = marked {
        return Some(*recognised);
    }
    if part(bytes, 4, 4) == b"ftyp" {
        return Some(media_brand(part(bytes, 8, 4)));
    }
    if [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|mark| bytes.starts_with(*mark)) {
        return Some(if is_office(bytes) { Recognised::Office } else { Recognised::Zip });
    }
    if is_bitmap(bytes) {
        return Some(Recognised::Bmp);
    }
    if is_sound_frame(bytes) {
        return Some(Recognised::Audio);
    }
    markup(bytes)
}

/// The brand of an ISO base media file: photos, films and sound share the container.
fn media_brand(brand: &[u8]) -> Recognised {
    match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" | b"mif1"
        | b"msf1" | b"avif" | b"avis" => Recognised::Heic,
        b"M4A " | b"M4B " | b"M4P " | b"F4A " | b"F4B " => Recognised::Audio,
        _ => Recognised::Video,
    }
}

fn is_office(zip: &[u8]) -> bool {
    let start = part(zip, 0, ZIP_NAMES_AT_START);
    let end = part(zip, zip.len().saturating_sub(ZIP_NAMES_AT_END), ZIP_NAMES_AT_END);
    contains(start, b"mimetypeapplication/vnd.oasis.opendocument")
        || [start, end].iter().any(|names| contains(names, b"[Content_Types].xml"))
}

/// Two letters would be too weak a mark: the size of the second header and the reserved zeros must fit too.
fn is_bitmap(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM")
        && part(bytes, 6, 4) == [0; 4]
        && matches!(part(bytes, 14, 4), [12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0])
}

/// The frame header of an MP3 or AAC stream without tags.
fn is_sound_frame(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfb | 0xfa | 0xf3 | 0xf2 | 0xf1 | 0xf9, ..])
}

/// Text that starts with a tag is a drawing or some page, even where the mark of a PDF follows.
fn markup(bytes: &[u8]) -> Option<Recognised> {
    let start = part(bytes, 0, PDF_MARK_WITHIN);
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    if !text.starts_with(b"<") {
        return None;
    }
    Some(if contains(text, b"<svg") { Recognised::Svg } else { Recognised::Unknown })
}

/// At most `length` bytes from `at` on; fewer, or none, where the file ends before.
fn part(bytes: &[u8], at: usize, length: usize) -> &[u8] {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.get(..length).unwrap_or(rest)
}

pub(super) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_a_file_is() {
        let cases: &[(&[u8], Result<Format, Recognised>)] = &[
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Ok(Format::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Ok(Format::Png)),
            (b"RIFF\x24\0\0\0WEBPVP8 ", Ok(Format::WebP)),
            (b"%PDF-1.7\n", Ok(Format::Pdf)),
            (b"\n\n junk before %PDF-1.4", Ok(Format::Pdf)),
            (b"GIF89a\x01\0", Err(Recognised::Gif)),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Err(Recognised::Heic)),
            (b"\0\0\0\x1cftypavif\0\0\0\0", Err(Recognised::Heic)),
            (b"PK\x03\x04\x14\0\0\0\x08\0scan1.jpg", Err(Recognised::Zip)),
            (b"7z\xbc\xaf\x27\x1c\0\x04", Err(Recognised::Zip)),
            (b"Rar!\x1a\x07\x01\0", Err(Recognised::Rar)),
            (b"Rar!\x1a\x07\0", Err(Recognised::Rar)),
            (b"\0\0\0\x20ftypisom\0\0\x02\0", Err(Recognised::Video)),
            (b"\0\0\0\x14ftypqt  ", Err(Recognised::Video)),
            (b"\x1a\x45\xdf\xa3\x9fB\x86\x81", Err(Recognised::Video)),
            (b"RIFF\x24\0\0\0AVI LIST", Err(Recognised::Video)),
            (b"OggS\0\x02\0\0", Err(Recognised::Audio)),
            (b"ID3\x04\0\0", Err(Recognised::Audio)),
            (b"\xff\xfb\x90\x44", Err(Recognised::Audio)),
            (b"\0\0\0\x20ftypM4A \0\0\0\0", Err(Recognised::Audio)),
            (b"PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml\0word/", Err(Recognised::Office)),
            (
                b"PK\x03\x04\0\0mimetypeapplication/vnd.oasis.opendocument.text",
                Err(Recognised::Office),
            ),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", Err(Recognised::Office)),
            (b"<?xml version=\"1.0\"?><svg xmlns=\"", Err(Recognised::Svg)),
            (b"\xef\xbb\xbf <svg>", Err(Recognised::Svg)),
            (b"II*\0\x08\0\0\0", Err(Recognised::Tiff)),
            (b"MM\0*\0\0\0\x08", Err(Recognised::Tiff)),
            (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", Err(Recognised::Bmp)),
            (b"BMW is a car, not a bitmap", Err(Recognised::Unknown)),
            (b"<html><script>%PDF-1.4", Err(Recognised::Unknown)),
            (b"GIF89a %PDF-1.4", Err(Recognised::Gif)),
            (b"MZ\x90\0", Err(Recognised::Unknown)),
            ("سلام".as_bytes(), Err(Recognised::Unknown)),
            (b"", Err(Recognised::Unknown)),
        ];
        for (bytes, expected) in cases {
            assert_eq!(recognise(bytes), *expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn finds_the_mark_of_a_pdf_only_near_the_start() {
        let mut late = vec![b' '; PDF_MARK_WITHIN];
        late.extend_from_slice(b"%PDF-1.4");
        assert_eq!(recognise(&late), Err(Recognised::Unknown));
    }
}
