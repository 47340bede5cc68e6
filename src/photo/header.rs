//! What an image announces about itself, read before any decoder allocates for it.
//!
//! Each reader walks the container to its end, so that a file that was cut off in transfer is told from a whole one: the
//! decoders themselves are lenient and would fill the missing half of a document with grey.

use super::{Format, NotTaken, PhotoLimits, Recognised};

/// Announced size, and what decoding it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) format: Format,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Bytes that the decoder holds at its peak for each pixel.
    bytes_per_pixel: u64,
}

impl Header {
    pub(super) fn check(&self, limits: &PhotoLimits) -> Result<(), NotTaken> {
        let (width, height) = (self.width, self.height);
        if width == 0 || height == 0 {
            return Err(NotTaken::Damaged);
        }
        let pixels = u64::from(width) * u64::from(height);
        let too_many = width.max(height) > limits.max_side
            || pixels > limits.max_pixels
            || pixels.saturating_mul(self.bytes_per_pixel) > limits.max_alloc;
        if too_many { Err(NotTaken::TooManyPixels { width, height }) } else { Ok(()) }
    }
}

/// A progressive file of a few megabytes can hold a million passes over all of its pixels; encoders write about ten.
const MAX_JPEG_SCANS: u32 = 100;

/// Walks the segments of a JPEG to its end mark.
pub(super) fn jpeg(bytes: &[u8]) -> Result<Header, NotTaken> {
    let mut frame = None;
    let (mut frames, mut scans) = (0, 0);
    let mut at = 2;
    loop {
        at = next_marker(bytes, at).ok_or(NotTaken::Damaged)?;
        let marker = bytes.get(at).copied().ok_or(NotTaken::Damaged)?;
        at += 1;
        match marker {
            0xd9 => break,
            // Entropy-coded bytes, a restart or a filler: there is no segment to step over.
            0x00 | 0x01 | 0xd0..=0xd7 => continue,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                frames += 1;
                frame = Some((at, marker));
            }
            0xda => scans += 1,
            _ => {}
        }
        at += usize::from(big_16(bytes, at).ok_or(NotTaken::Damaged)?.max(2));
    }
    // A second frame could announce another size to the decoder than the one that is checked here.
    if frames != 1 || scans == 0 || scans > MAX_JPEG_SCANS {
        return Err(NotTaken::Damaged);
    }
    frame
        .and_then(|(at, marker)| jpeg_frame(bytes, at, marker == 0xc0 && scans == 1))
        .ok_or(NotTaken::Damaged)
}

/// Where the byte after the next `FF` stands; several `FF` in a row are one.
fn next_marker(bytes: &[u8], from: usize) -> Option<usize> {
    let start = from + bytes.get(from..)?.iter().position(|byte| *byte == 0xff)?;
    Some(start + bytes.get(start..)?.iter().position(|byte| *byte != 0xff)?)
}

fn jpeg_frame(bytes: &[u8], at: usize, one_pass: bool) -> Option<Header> {
    let components = u64::from(*bytes.get(at + 7)?);
    // In several passes the coefficients of the whole image are kept, two bytes each, until the last one.
    let coefficients = if one_pass { 0 } else { 2 * components };
    Some(Header {
        format: Format::Jpeg,
        width: u32::from(big_16(bytes, at + 5)?),
        height: u32::from(big_16(bytes, at + 3)?),
        bytes_per_pixel: 3 + coefficients,
    })
}

/// Reads the first chunk of a PNG. A cut-off file is found by the decoder, which is strict.
pub(super) fn png(bytes: &[u8]) -> Result<Header, NotTaken> {
    let read = || {
        let is_header = bytes.get(12..16)? == b"IHDR";
        let deep = *bytes.get(24)? == 16;
        is_header.then_some(Header {
            format: Format::Png,
            width: big_32(bytes, 16)?,
            height: big_32(bytes, 20)?,
            // Colour and transparency, beside the copy without the transparency.
            bytes_per_pixel: if deep { 8 + 3 } else { 4 + 3 },
        })
    };
    read().ok_or(NotTaken::Damaged)
}

/// Walks the chunks of a WebP. The size of the canvas and of the bitstream must agree: the decoder allocates by the
/// bitstream before it compares them.
pub(super) fn webp(bytes: &[u8]) -> Result<Header, NotTaken> {
    let mut canvas = None;
    let mut picture = None;
    let mut see_through = false;
    let end = 8 + little_32(bytes, 4).ok_or(NotTaken::Damaged)? as usize;
    let mut at = 12;
    while at + 8 <= end {
        let name = bytes.get(at..at + 4).ok_or(NotTaken::Damaged)?;
        let length = little_32(bytes, at + 4).ok_or(NotTaken::Damaged)? as usize;
        let body = bytes.get(at + 8..at + 8 + length).ok_or(NotTaken::Damaged)?;
        match name {
            b"VP8X" => {
                let flags = body.first().copied().unwrap_or_default();
                if flags & 0b10 != 0 {
                    return Err(NotTaken::Unsupported(Recognised::Gif));
                }
                see_through = flags & 0b1_0000 != 0;
                canvas = Some(webp_canvas(body).ok_or(NotTaken::Damaged)?);
            }
            b"VP8 " | b"VP8L" => {
                let size = if name == b"VP8 " { webp_lossy(body) } else { webp_lossless(body) };
                if picture.replace(size.ok_or(NotTaken::Damaged)?).is_some() {
                    return Err(NotTaken::Damaged);
                }
            }
            _ => {}
        }
        at += 8 + length + length % 2;
    }
    let (width, height) = picture.ok_or(NotTaken::Damaged)?;
    if canvas.is_some_and(|canvas| canvas != (width, height)) {
        return Err(NotTaken::Damaged);
    }
    Ok(Header {
        format: Format::WebP,
        width,
        height,
        bytes_per_pixel: if see_through { 11 } else { 7 },
    })
}

fn webp_canvas(body: &[u8]) -> Option<(u32, u32)> {
    Some((1 + (little_32(body, 4)? & 0x00ff_ffff), 1 + (little_32(body, 6)? >> 8)))
}

fn webp_lossy(body: &[u8]) -> Option<(u32, u32)> {
    let size = little_32(body, 6)?;
    Some((size & 0x3fff, (size >> 16) & 0x3fff))
}

fn webp_lossless(body: &[u8]) -> Option<(u32, u32)> {
    let size = little_32(body, 1)?;
    Some((1 + (size & 0x3fff), 1 + ((size >> 14) & 0x3fff)))
}

fn big_16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_be_bytes)
}

fn big_32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_be_bytes)
}

fn little_32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}
