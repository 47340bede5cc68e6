//! Charts drawn on the server: plain SVG that takes its colours from the style, with time running from right to left as
//! the page is read.

use maud::{Markup, html};

/// One bar of a chart.
pub(super) struct Bar {
    /// What it stands for.
    pub(super) name: String,
    /// Its class, which gives the colour.
    pub(super) class: &'static str,
    /// How long it is.
    pub(super) size: f64,
    /// How it is written.
    pub(super) value: String,
}

const WIDTH: f64 = 640.0;
const ROW: f64 = 34.0;
/// Room for names on the right, and for values at the ends of bars.
const NAMES: f64 = 190.0;
const VALUES: f64 = 90.0;

const COLUMNS_HEIGHT: f64 = 180.0;
/// Room under the columns for days, and over them for the highest value.
const UNDER: f64 = 26.0;
const OVER: f64 = 22.0;
/// Days that are named under a chart of columns.
const NAMED_DAYS: usize = 6;

/// Bars that lie, each with its name and value. `label`: what the chart says, for who does not see it.
pub(super) fn bars(label: &str, bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|bar| bar.size).fold(0.0, f64::max);
    let room = WIDTH - NAMES - VALUES;
    let height = ROW * f64::from(u32::try_from(bars.len()).unwrap_or(u32::MAX));
    let length = |size: f64| if most > 0.0 { (room * size / most).max(2.0) } else { 2.0 };
    let top = |place: u32| ROW * f64::from(place);
    html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (number(height)) } role="img" aria-label=(label) {
            @for (bar, place) in bars.iter().zip(0_u32..) {
                text.name x=(number(WIDTH)) y=(number(top(place) + 22.0)) direction="rtl" text-anchor="start" { (bar.name) }
                rect class={ "bar " (bar.class) } x=(number(WIDTH - NAMES - length(bar.size))) y=(number(top(place) + 8.0))
                    width=(number(length(bar.size))) height="18" rx="4" {}
                text.value x=(number(WIDTH - NAMES - length(bar.size) - 8.0)) y=(number(top(place) + 22.0))
                    direction="rtl" text-anchor="start" { (bar.value) }
            }
        }
    }
}

/// Columns that stand, one for each day, the newest on the left.
pub(super) fn columns(label: &str, days: &[Bar]) -> Markup {
    let most = days.iter().map(|day| day.size).fold(0.0, f64::max).max(1.0);
    let count = u32::try_from(days.len()).unwrap_or(u32::MAX).max(1);
    let step = WIDTH / f64::from(count);
    let room = COLUMNS_HEIGHT - UNDER - OVER;
    let left = |place: u32| WIDTH - step * f64::from(place + 1);
    let high = |size: f64| room * size / most;
    let every = days.len().div_ceil(NAMED_DAYS).max(1);
    let ground = COLUMNS_HEIGHT - UNDER;
    let highest = days.iter().position(|day| day.size >= most);
    html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (COLUMNS_HEIGHT) } role="img" aria-label=(label) {
            line.axis x1="0" x2=(WIDTH) y1=(number(ground)) y2=(number(ground)) {}
            @for (day, place) in days.iter().zip(0_u32..) {
                rect class={ "bar " (day.class) } x=(number(left(place) + step * 0.14)) y=(number(ground - high(day.size)))
                    width=(number(step * 0.72)) height=(number(high(day.size))) rx="2" { title { (day.name) ": " (day.value) } }
                @if usize::try_from(place).is_ok_and(|place| highest == Some(place)) {
                    text.value x=(number(left(place) + step / 2.0)) y=(number(ground - high(day.size) - 6.0))
                        text-anchor="middle" { (day.value) }
                }
                @if usize::try_from(place).is_ok_and(|place| place % every == 0) {
                    text.day x=(number((left(place) + step / 2.0).clamp(40.0, WIDTH - 40.0))) y=(number(COLUMNS_HEIGHT - 6.0))
                        text-anchor="middle" { (day.name) }
                }
            }
        }
    }
}

/// A coordinate; a tenth of a unit is finer than the eye.
fn number(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(size: f64) -> Bar {
        Bar { name: "<b>".to_owned(), class: "", size, value: "۱".to_owned() }
    }

    #[test]
    fn nothing_is_drawn_outside_or_undefined() {
        for sizes in [&[][..], &[0.0], &[0.0, 3.0, 1.5], &[1e9, 1.0]] {
            let all: Vec<Bar> = sizes.iter().map(|size| bar(*size)).collect();
            let drawn = bars("x", &all).into_string() + &columns("x", &all).into_string();
            assert!(!drawn.contains("NaN") && !drawn.contains("inf") && !drawn.contains("\"-"));
            assert!(!drawn.contains("<b>"));
        }
    }
}
