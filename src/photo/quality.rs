//! Whether a photo of a document can be read: measures that can be explained, and what follows from them.
//!
//! All but the size is measured on the brightness of the kept image at a normal size, so that the same page gives the
//! same figures from any camera. Documents are mostly white paper with little dark ink, hence the rules compare paper
//! and ink instead of asking for an average grey: a clean scan is almost all pure white and still good.

use serde::{Deserialize, Serialize};

use super::NotTaken;
use super::raster::{Channels, Raster, fitting};

/// What may make a photo hard to read. A warning for the sender and the reviewer, never a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityWarning {
    /// Too few pixels for small print.
    TooSmall,
    /// Out of focus, shaken, or without anything on it.
    Blurred,
    /// Hardly any light.
    Dark,
    /// Washed out: the ink is nearly as bright as the paper.
    OverExposed,
}

/// The figures behind the warnings. Brightness goes from 0 (black) to 255 (white), shares from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Width of the upload in pixels, as shown (after the camera's orientation).
    pub width: u32,
    /// Height of the upload in pixels, as shown.
    pub height: u32,
    /// Energy of the Laplacian over energy of the gradient, on edges, noise taken off. A sharp edge gives 1 and more, an
    /// edge that is spread over σ pixels about 1/(2σ²), a thin stroke three times that; 0 where there is no edge at all.
    pub sharpness: f32,
    /// Mean brightness.
    pub mean_luma: f32,
    /// Brightness of the ink: the darkest half percent is below it.
    pub ink_luma: u8,
    /// Brightness of the paper: the brightest twentieth is above it.
    pub paper_luma: u8,
    /// Share of pixels that are nearly black.
    pub dark_share: f32,
    /// Share of pixels that are nearly white.
    pub bright_share: f32,
}

/// Longest side at which blur and light are measured: half of what is kept, so that the grain of a sensor is averaged
/// away while a blur that spoils small print is still wider than a pixel.
const NORMAL_SIDE: u32 = 1_500;

/// On an A4 page 600 pixels are 72 dots per inch, where eight-point print is seven pixels high: the least that can be read.
const SMALLEST_SIDE: u32 = 600;

/// A blur of σ = 4 at 3 000 pixels leaves a page of text at 0.4 and below, a sharp one is above 1.
const BLURRED_BELOW: f32 = 0.55;

/// Paper below a third of white: in ordinary bad light (a lamp, a shadow) it is above 100, with hardly any below 50.
/// Paper is asked and not the mean, for a bill on a dark table is fine.
const DARK_PAPER_BELOW: u8 = 80;

/// Ink brighter than this has lost most of its contrast; thin grey print on a good photo is at 130 and below.
const WASHED_OUT_INK_ABOVE: u8 = 170;

/// Only where much is burnt to white too; else it is pale paper without ink.
const WASHED_OUT_SHARE: f32 = 0.25;

/// Nearly black and nearly white: black ink and burnt paper, with room for what JPEG adds to them.
const NEARLY_BLACK: u8 = 50;
const NEARLY_WHITE: u8 = 250;

const INK_SHARE: f32 = 0.005;
const PAPER_SHARE: f32 = 0.95;

/// An edge is a step between neighbours of at least an eighth of what lies between ink and paper.
const EDGE_PART: u8 = 8;
/// The step that grain alone makes in the quietest quarter of a page, times this, is exceeded by grain nowhere.
const GRAIN_TIMES: u8 = 4;
/// The least step that is called an edge, for dark and pale pictures: JPEG by itself makes steps up to 4.
const LEAST_EDGE: u8 = 6;
/// With fewer edges than one pixel in two thousand there is no text: a page of ten words has four times that.
const LEAST_EDGES: f32 = 0.000_5;

impl Measured {
    /// What the figures say, in the order of [`QualityWarning`].
    pub fn warnings(&self) -> Vec<QualityWarning> {
        let washed_out =
            self.ink_luma > WASHED_OUT_INK_ABOVE && self.bright_share > WASHED_OUT_SHARE;
        let verdicts = [
            (QualityWarning::TooSmall, self.width.min(self.height) < SMALLEST_SIDE),
            (QualityWarning::Blurred, self.sharpness < BLURRED_BELOW),
            (QualityWarning::Dark, self.paper_luma < DARK_PAPER_BELOW),
            (QualityWarning::OverExposed, washed_out),
        ];
        verdicts.into_iter().filter_map(|(warning, holds)| holds.then_some(warning)).collect()
    }
}

/// Measures the kept image; `uploaded` is the size of the upload, as shown.
pub(super) fn measure(kept: &Raster, uploaded: (u32, u32)) -> Result<Measured, NotTaken> {
    let (width, height) = fitting(kept.width, kept.height, NORMAL_SIDE);
    let smaller = if (width, height) == (kept.width, kept.height) {
        None
    } else {
        Some(kept.resampled(width, height)?)
    };
    let plane = luma(smaller.as_ref().unwrap_or(kept));
    let light = Light::of(&plane);
    Ok(Measured {
        width: uploaded.0,
        height: uploaded.1,
        sharpness: sharpness(&plane, width as usize, light.paper.saturating_sub(light.ink)),
        mean_luma: light.mean,
        ink_luma: light.ink,
        paper_luma: light.paper,
        dark_share: light.dark_share,
        bright_share: light.bright_share,
    })
}

/// Brightness of each pixel, by the weights of ITU-R BT.601, which JPEG uses too.
fn luma(raster: &Raster) -> Vec<u8> {
    match raster.channels {
        Channels::Grey => raster.pixels.clone(),
        Channels::Colour => {
            let weighed = |[red, green, blue]: &[u8; 3]| {
                (77 * u32::from(*red) + 150 * u32::from(*green) + 29 * u32::from(*blue)) >> 8
            };
            let pixels = raster.pixels.as_chunks::<3>().0.iter();
            pixels.map(|pixel| u8::try_from(weighed(pixel)).unwrap_or(u8::MAX)).collect()
        }
    }
}

struct Light {
    mean: f32,
    ink: u8,
    paper: u8,
    dark_share: f32,
    bright_share: f32,
}

impl Light {
    fn of(plane: &[u8]) -> Self {
        let mut counts = [0_u32; 256];
        for value in plane {
            if let Some(count) = counts.get_mut(usize::from(*value)) {
                *count += 1;
            }
        }
        let levels = || (0..=u8::MAX).zip(counts);
        let total: u32 = counts.iter().sum();
        let share = |count: u32| ratio(f64::from(count), f64::from(total));
        let below = |limit: f32| {
            let mut seen = 0;
            let reached = levels().find(|(_, count)| {
                seen += count;
                share(seen) >= limit
            });
            reached.map_or(u8::MAX, |(level, _)| level)
        };
        let sum: f64 = levels().map(|(level, count)| f64::from(level) * f64::from(count)).sum();
        Self {
            mean: ratio(sum, f64::from(total)),
            ink: below(INK_SHARE),
            paper: below(PAPER_SHARE),
            dark_share: share(
                levels().filter(|(level, _)| *level < NEARLY_BLACK).map(|(_, count)| count).sum(),
            ),
            bright_share: share(
                levels().filter(|(level, _)| *level >= NEARLY_WHITE).map(|(_, count)| count).sum(),
            ),
        }
    }
}

/// Sums over some pixels.
#[derive(Clone, Copy, Default)]
struct Energy {
    pixels: u32,
    /// Squares of the Laplacian.
    laplacian: u64,
    /// Four times the squares of the gradient.
    gradient: u64,
}

impl Energy {
    fn add(&mut self, [centre, left, right, up, down]: [i32; 5]) {
        let laplacian = left + right + up + down - 4 * centre;
        self.pixels += 1;
        self.laplacian += u64::from((laplacian * laplacian).unsigned_abs());
        self.gradient += u64::from(((right - left).pow(2) + (down - up).pow(2)).unsigned_abs());
    }

    fn total(parts: &[Self]) -> Self {
        parts.iter().fold(Self::default(), |sum, part| Self {
            pixels: sum.pixels + part.pixels,
            laplacian: sum.laplacian + part.laplacian,
            gradient: sum.gradient + part.gradient,
        })
    }

    /// Both sums, without what as many pixels of `flat` surface would give: the grain of the sensor.
    #[expect(
        clippy::cast_precision_loss,
        reason = "sums of squares of bytes over a million pixels stay far below 2^53"
    )]
    fn above(&self, flat: &Self) -> (f64, f64) {
        let scale = f64::from(self.pixels) / f64::from(flat.pixels.max(1));
        let laplacian = self.laplacian as f64 - flat.laplacian as f64 * scale;
        let gradient = (self.gradient as f64 - flat.gradient as f64 * scale) / 4.0;
        (laplacian.max(0.0), gradient.max(0.0))
    }
}

/// See [`Measured::sharpness`]; `contrast` is what lies between ink and paper.
fn sharpness(plane: &[u8], width: usize, contrast: u8) -> f32 {
    let energies = energy_by_step(plane, width);
    let (flat, edges) = energies.split_at(usize::from(edge_step(&energies, contrast)));
    let (flat, edges) = (Energy::total(flat), Energy::total(edges));
    if ratio(f64::from(edges.pixels), f64::from(edges.pixels) + f64::from(flat.pixels))
        < LEAST_EDGES
    {
        return 0.0;
    }
    let (laplacian, gradient) = edges.above(&flat);
    ratio(laplacian, gradient)
}

/// The pixels, sorted by the step in brightness that they and their four neighbours make.
fn energy_by_step(plane: &[u8], width: usize) -> [Energy; 256] {
    let rows: Vec<&[u8]> = plane.chunks_exact(width.max(1)).collect();
    let mut energies = [Energy::default(); 256];
    for window in rows.windows(3) {
        let [above, row, below] = window else { continue };
        let inner = above.iter().skip(1).zip(below.iter().skip(1));
        for (middle, (up, down)) in row.array_windows::<3>().zip(inner) {
            let [left, centre, right] = *middle;
            let cross = [centre, left, right, *up, *down];
            let highest = centre.max(left).max(right).max(*up).max(*down);
            let lowest = centre.min(left).min(right).min(*up).min(*down);
            if let Some(energy) = energies.get_mut(usize::from(highest - lowest)) {
                energy.add(cross.map(i32::from));
            }
        }
    }
    energies
}

/// The least step that is an edge: above paper structure and grain, yet within reach of the ink.
fn edge_step(energies: &[Energy; 256], contrast: u8) -> u8 {
    let quarter = Energy::total(energies).pixels / 4;
    let mut seen = 0;
    let grain = (0..=u8::MAX).zip(energies).find(|(_, energy)| {
        seen += energy.pixels;
        seen > quarter
    });
    let grain = grain.map_or(0, |(step, _)| step);
    let least = (contrast / EDGE_PART).max(grain.saturating_mul(GRAIN_TIMES));
    least.min(contrast / 2).max(LEAST_EDGE)
}

/// A quotient of sums; nothing out of nothing is 0.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a figure to compare with a threshold needs no more digits"
)]
fn ratio(part: f64, whole: f64) -> f32 {
    if whole > 0.0 { (part / whole) as f32 } else { 0.0 }
}
