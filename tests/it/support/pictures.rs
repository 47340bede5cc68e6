//! Pictures of documents, made by arithmetic: the same seed gives the same bytes.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test reports failure by panicking"
)]

use jpeg_encoder::{ColorType, Encoder};

/// A JPEG of a page like an invoice: lit unevenly, with a frame, lines of strokes in place of letters, and grain.
pub(crate) fn invoice_like(width: u32, height: u32, seed: u64) -> Vec<u8> {
    jpeg(&invoice_pixels(width, height, seed), width, height)
}

/// The pixels of [`invoice_like`], red, green and blue for each.
pub(crate) fn invoice_pixels(width: u32, height: u32, seed: u64) -> Vec<u8> {
    let mut chance = Chance(seed.wrapping_mul(2).wrapping_add(1));
    let ink = ink_mask(width, height, &mut chance);
    let mut pixels = Vec::with_capacity(ink.len() * 3);
    for (place, inked) in (0_u32..).zip(ink) {
        let (x, y) = (place % width, place / width);
        // Light falls off by a sixth from the upper left to the lower right corner.
        let paper = 238 - 20 * x / width - 20 * y / height;
        let grain = chance.below(9);
        let value = if inked { 38 + grain } else { paper - 4 + grain };
        let warm = value.saturating_sub(6);
        pixels.extend([value, value, warm].map(|channel| u8::try_from(channel).unwrap_or(u8::MAX)));
    }
    pixels
}

/// Encodes pixels of three bytes each.
pub(crate) fn jpeg(pixels: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let side = |side: u32| u16::try_from(side).unwrap();
    Encoder::new(&mut bytes, 92).encode(pixels, side(width), side(height), ColorType::Rgb).unwrap();
    bytes
}

/// Strokes in rows: on an A4 page the letters would be about eleven points high.
fn ink_mask(width: u32, height: u32, chance: &mut Chance) -> Vec<bool> {
    let unit = (width.max(height) / 750).max(1);
    let mut ink = vec![false; (width * height) as usize];
    let mut fill = |left: u32, top: u32, wide: u32, high: u32| {
        for y in top..(top + high).min(height) {
            for x in left..(left + wide).min(width) {
                ink[(y * width + x) as usize] = true;
            }
        }
    };
    let margin = width.min(height) / 12;
    let (right, bottom) = (width - margin, height - margin);
    for edge in [margin, bottom] {
        fill(margin, edge, right - margin, unit);
    }
    for edge in [margin, right] {
        fill(edge, margin, unit, bottom - margin);
    }
    let mut top = margin + 12 * unit;
    while top + 12 * unit < bottom {
        let mut left = margin + 8 * unit;
        let end = right.saturating_sub(8 * unit + chance.below(width / 3));
        while left < end {
            match chance.below(5) {
                0 => left += 4 * unit,
                1 => fill(left, top, 4 * unit, unit),
                2 => fill(left, top + 4 * unit, 4 * unit, unit),
                3 => fill(left, top, unit, 6 * unit),
                _ => {
                    fill(left, top + 2 * unit, unit, 4 * unit);
                    fill(left, top + 5 * unit, 4 * unit, unit);
                }
            }
            left += 5 * unit;
        }
        top += 14 * unit;
    }
    ink
}

/// A small generator (xorshift64*), so that a picture depends on its seed alone.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        u32::try_from(high % u64::from(limit.max(1))).unwrap_or_default()
    }
}
