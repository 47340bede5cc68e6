//! Pixels: decode, lay on white, make smaller, turn upright, encode.

use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, GrayImage, ImageDecoder, ImageResult, Limits, RgbImage};
use jpeg_encoder::{ColorType as EncodedColor, Encoder};

use super::header::Header;
use super::{Format, NotTaken, PhotoLimits};

/// What one pixel consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channels {
    /// One byte of brightness.
    Grey,
    /// Red, green, blue, a byte each.
    Colour,
}

impl Channels {
    fn pixel_type(self) -> PixelType {
        match self {
            Self::Grey => PixelType::U8,
            Self::Colour => PixelType::U8x3,
        }
    }
}

/// An opaque image in memory, eight bits for each channel.
#[derive(Debug)]
pub(super) struct Raster {
    pub(super) pixels: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) channels: Channels,
}

/// Decodes an upload into what is to be kept, and tells the size in which it was uploaded, as shown.
pub(super) fn clean(
    upload: &[u8],
    header: &Header,
    limits: &PhotoLimits,
) -> Result<(Raster, (u32, u32)), NotTaken> {
    let (whole, orientation) = decode(upload, header, limits)?;
    let uploaded = if swaps_sides(orientation) {
        (whole.height, whole.width)
    } else {
        (whole.width, whole.height)
    };
    // Turning costs least on the smaller image.
    let kept = whole.shrunk(limits.keep_side)?.turned(orientation)?;
    Ok((kept, uploaded))
}

fn decode(
    upload: &[u8],
    header: &Header,
    limits: &PhotoLimits,
) -> Result<(Raster, Orientation), NotTaken> {
    let source = Cursor::new(upload);
    let mut allowed = Limits::no_limits();
    allowed.max_alloc = Some(limits.max_alloc);
    match header.format {
        Format::Jpeg => read(JpegDecoder::new(source), header),
        Format::Png => read(PngDecoder::with_limits(source, allowed), header),
        Format::WebP => read(WebPDecoder::new(source), header),
        Format::Pdf => Err(NotTaken::Damaged),
    }
}

fn read(
    decoder: ImageResult<impl ImageDecoder>,
    header: &Header,
) -> Result<(Raster, Orientation), NotTaken> {
    let mut decoder = decoder.map_err(|_| NotTaken::Damaged)?;
    let (width, height) = decoder.dimensions();
    // Everything that was allowed was allowed for the size in the header.
    if (width, height) != (header.width, header.height) {
        return Err(NotTaken::Damaged);
    }
    // A photo is not refused for a broken note about how the camera was held.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let color = decoder.color_type();
    let length = usize::try_from(decoder.total_bytes()).map_err(|_| NotTaken::Damaged)?;
    let mut pixels = vec![0; length];
    decoder.read_image(&mut pixels).map_err(|_| NotTaken::Damaged)?;
    let (pixels, channels) = opaque(pixels, color)?;
    Ok((Raster { pixels, width, height, channels }, orientation))
}

/// Brings any layout to eight opaque bits: transparency is laid on white, as paper would show it.
fn opaque(pixels: Vec<u8>, color: ColorType) -> Result<(Vec<u8>, Channels), NotTaken> {
    let channels = if color.has_color() { Channels::Colour } else { Channels::Grey };
    let pixels = match color {
        ColorType::L8 | ColorType::Rgb8 => pixels,
        ColorType::La8 => on_white::<1, 2>(&pixels),
        ColorType::Rgba8 => on_white::<3, 4>(&pixels),
        ColorType::L16 | ColorType::Rgb16 => high_bytes(&pixels),
        ColorType::La16 => on_white::<1, 2>(&high_bytes(&pixels)),
        ColorType::Rgba16 => on_white::<3, 4>(&high_bytes(&pixels)),
        // Floating point, and what `image` may add: no decoder that is built in gives it.
        ColorType::Rgb32F | ColorType::Rgba32F | _ => return Err(NotTaken::Damaged),
    };
    Ok((pixels, channels))
}

fn on_white<const COLORS: usize, const ALL: usize>(pixels: &[u8]) -> Vec<u8> {
    let mut flat = Vec::with_capacity(pixels.len() / ALL * COLORS);
    for pixel in pixels.as_chunks::<ALL>().0 {
        let alpha = u16::from(pixel.last().copied().unwrap_or(u8::MAX));
        flat.extend(pixel.iter().take(COLORS).map(|value| over_white(u16::from(*value), alpha)));
    }
    flat
}

/// One channel of a colour over white.
fn over_white(value: u16, alpha: u16) -> u8 {
    let mixed = (value * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

fn high_bytes(pixels: &[u8]) -> Vec<u8> {
    let samples = pixels.as_chunks::<2>().0.iter();
    samples.map(|sample| u16::from_ne_bytes(*sample).to_be_bytes()[0]).collect()
}

fn swaps_sides(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

impl Raster {
    /// The same picture with its longest side at most `side`; itself when it is not longer.
    fn shrunk(self, side: u32) -> Result<Self, NotTaken> {
        let (width, height) = fitting(self.width, self.height, side);
        if (width, height) == (self.width, self.height) {
            Ok(self)
        } else {
            self.resampled(width, height)
        }
    }

    /// A copy of another size.
    pub(super) fn resampled(&self, width: u32, height: u32) -> Result<Self, NotTaken> {
        let pixel_type = self.channels.pixel_type();
        let source = ImageRef::new(self.width, self.height, &self.pixels, pixel_type)
            .map_err(|_| NotTaken::Damaged)?;
        let mut target = Image::new(width, height, pixel_type);
        // Keeps thin strokes of small print darker than averaging would, at two thirds of the cost of Lanczos.
        let filter = ResizeAlg::Convolution(FilterType::CatmullRom);
        let options = ResizeOptions::new().resize_alg(filter).use_alpha(false);
        Resizer::new().resize(&source, &mut target, &options).map_err(|_| NotTaken::Damaged)?;
        Ok(Self { pixels: target.into_vec(), width, height, channels: self.channels })
    }

    fn turned(self, orientation: Orientation) -> Result<Self, NotTaken> {
        if orientation == Orientation::NoTransforms {
            return Ok(self);
        }
        let Self { pixels, width, height, channels } = self;
        let image = match channels {
            Channels::Grey => {
                GrayImage::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8)
            }
            Channels::Colour => {
                RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8)
            }
        };
        let mut image = image.ok_or(NotTaken::Damaged)?;
        image.apply_orientation(orientation);
        let (width, height) = (image.width(), image.height());
        Ok(Self { pixels: image.into_bytes(), width, height, channels })
    }

    /// One baseline JPEG with nothing in it but the picture.
    pub(super) fn encode(&self, quality: u8) -> Result<Vec<u8>, NotTaken> {
        let side = |side: u32| u16::try_from(side).map_err(|_| NotTaken::Damaged);
        let color = match self.channels {
            Channels::Grey => EncodedColor::Luma,
            Channels::Colour => EncodedColor::Rgb,
        };
        // A page at the usual quality takes about a third of a byte for each pixel.
        let mut bytes = Vec::with_capacity(self.pixels.len() / 6);
        let encoder = Encoder::new(&mut bytes, quality.clamp(1, 100));
        encoder
            .encode(&self.pixels, side(self.width)?, side(self.height)?, color)
            .map_err(|_| NotTaken::Damaged)?;
        Ok(bytes)
    }
}

/// The size in which the longest side is at most `side`, proportions kept, no side below one pixel.
pub(super) fn fitting(width: u32, height: u32, side: u32) -> (u32, u32) {
    // No side of a JPEG is longer than 16 bits can say.
    let side = side.clamp(1, u32::from(u16::MAX));
    let longest = width.max(height);
    if longest <= side {
        return (width, height);
    }
    let scaled = |length: u32| {
        let rounded =
            (u64::from(length) * u64::from(side) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(rounded).unwrap_or(side).max(1)
    };
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_the_longest_side_and_keeps_proportions() {
        let cases = [
            ((4000, 3000), (3000, 2250)),
            ((3000, 4000), (2250, 3000)),
            ((3000, 2000), (3000, 2000)),
            ((640, 480), (640, 480)),
            ((8000, 1), (3000, 1)),
            ((1, 8000), (1, 3000)),
        ];
        for ((width, height), expected) in cases {
            assert_eq!(fitting(width, height, 3000), expected);
        }
        assert_eq!(fitting(70_000, 10, 100_000), (65_535, 9));
        assert_eq!(fitting(10, 10, 0), (1, 1));
    }

    #[test]
    fn lays_transparency_on_white() {
        assert_eq!(
            on_white::<3, 4>(&[10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 128]),
            [10, 20, 30, 255, 255, 255, 127, 127, 127]
        );
        assert_eq!(on_white::<1, 2>(&[7, 255, 7, 0]), [7, 255]);
    }

    #[test]
    fn takes_the_high_half_of_sixteen_bits() {
        let samples: Vec<u8> =
            [0xab12_u16, 0x00ff, 0xffff].iter().flat_map(|s| s.to_ne_bytes()).collect();
        assert_eq!(high_bytes(&samples), [0xab, 0x00, 0xff]);
    }
}
