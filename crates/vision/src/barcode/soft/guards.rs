//! Start and stop patterns, by correlation along scan lines.

use image::GrayImage;

use super::solve::{Line, robust_line};
use crate::barcode::picture::{dot, normalise, sample};

/// Widths of bars and spaces in modules, with two modules of the quiet zone (ISO/IEC 15438, 4.3.2).
const START: [u32; 9] = [2, 8, 1, 1, 1, 1, 1, 1, 3];
const STOP: [u32; 10] = [7, 1, 1, 3, 1, 1, 1, 2, 1, 2];
const QUIET: f32 = 2.0;
/// Scan lines of the first, coarse search.
const COARSE_LINES: u32 = 24;
/// Ratio of neighbouring module sizes in the coarse search, and the smallest in pixels.
const COARSE_STEP: f32 = 1.08;
const SMALLEST_MODULE: f32 = 1.2;
/// Modules of the narrowest symbol: one column.
const NARROWEST: f32 = 86.0;
/// Correlations below are chance.
const LEAST_SCORE: f32 = 0.72;
/// Scan lines that must agree.
const FEWEST_LINES: usize = 8;

/// One side of a symbol: for each line y of the picture, its outer edge and the size of a module there, in pixels.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub edge: Line,
    pub module: Line,
    /// First and last line on which the pattern was seen.
    pub lines: [f32; 2],
}

/// Left and right side of a symbol.
pub(super) struct Sides {
    pub left: Side,
    pub right: Side,
    /// How well the lines of both fit the patterns.
    pub agreement: f32,
}

/// The guard pattern with the bars' outer edge in `quiet` modules from the template's left end.
struct Pattern {
    template: Vec<f32>,
    /// From the left end of the template to the symbol's outer edge, in modules.
    outer: f32,
    /// Share of the picture's width in which it is looked for.
    range: [f32; 2],
}

#[derive(Clone, Copy)]
struct Hit {
    y: f32,
    edge: f32,
    module: f32,
    score: f32,
}

/// Both sides, or none when the picture shows no symbol the right way up.
pub(super) fn find(picture: &GrayImage) -> Option<Sides> {
    let start = Pattern { template: template(&START, false), outer: QUIET, range: [0.0, 0.45] };
    let stop = Pattern { template: template(&STOP, true), outer: 18.0, range: [0.55, 1.0] };
    let (left, left_agreement) = side(picture, &start)?;
    let (right, right_agreement) = side(picture, &stop)?;
    // Perspective changes sizes across a symbol, but not threefold.
    let middle = picture.height() as f32 / 2.0;
    let ratio = left.module.at(middle) / right.module.at(middle);
    (0.4..2.5).contains(&ratio).then_some(Sides { left, right, agreement: left_agreement + right_agreement })
}

/// Two samples to a module, slightly blurred, normalised.
fn template(widths: &[u32], first_black: bool) -> Vec<f32> {
    let mut black = first_black;
    let mut modules = Vec::new();
    for &width in widths {
        modules.extend(std::iter::repeat_n(if black { 0.0 } else { 1.0 }, 2 * width as usize));
        black = !black;
    }
    let at = |i: usize| modules[i.min(modules.len() - 1)];
    let mut blurred: Vec<f32> =
        (0..modules.len()).map(|i| (at(i.saturating_sub(1)) + 2.0 * at(i) + at(i + 1)) / 4.0).collect();
    normalise(&mut blurred);
    blurred
}

/// One side, and how well the better lines fit its pattern.
fn side(picture: &GrayImage, pattern: &Pattern) -> Option<(Side, f32)> {
    let (rough, module, agreement) = rough_edge(picture, pattern)?;
    let hits = hits(picture, pattern, rough, module);
    let edges: Vec<[f32; 2]> = hits.iter().map(|hit| [hit.y, hit.edge]).collect();
    let edge = robust_line(&edges, 0.8 * module, 0.6)?;
    let kept: Vec<Hit> = hits.into_iter().filter(|hit| (edge.at(hit.y) - hit.edge).abs() < 0.8 * module).collect();
    if kept.len() < FEWEST_LINES {
        return None;
    }
    let modules: Vec<[f32; 2]> = kept.iter().map(|hit| [hit.y, hit.module]).collect();
    let lines = [kept.first()?.y, kept.last()?.y];
    Some((Side { edge, module: robust_line(&modules, 0.12 * module, 0.1)?, lines }, agreement))
}

/// The edge through the hits of a coarse search, the module size that suits most of its lines, and how well it does.
fn rough_edge(picture: &GrayImage, pattern: &Pattern) -> Option<(Line, f32, f32)> {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let lines: Vec<f32> = (0..COARSE_LINES).map(|i| (i as f32 + 0.5) * height / COARSE_LINES as f32).collect();
    let sizes = std::iter::successors(Some(SMALLEST_MODULE), |size| Some(size * COARSE_STEP));
    let (module, hits, agreement) = sizes
        .take_while(|size| size * NARROWEST < width)
        .map(|size| {
            let whole = pattern.range.map(|share| share * width);
            let hits: Vec<Hit> = lines.iter().filter_map(|&y| scan(picture, pattern, y, size, whole, 1)).collect();
            let agreement = agreement(&hits);
            (size, hits, agreement)
        })
        .max_by(|a, b| a.2.total_cmp(&b.2))?;
    let good = hits.iter().filter(|hit| hit.score > LEAST_SCORE - 0.1);
    let edges: Vec<[f32; 2]> = good.map(|hit| [hit.y, hit.edge]).collect();
    Some((robust_line(&edges, 2.0 * module, 0.6)?, module, agreement))
}

/// How well the better half of the lines fits.
fn agreement(hits: &[Hit]) -> f32 {
    let mut scores: Vec<f32> = hits.iter().map(|hit| hit.score).collect();
    scores.sort_unstable_by(|a, b| b.total_cmp(a));
    scores.iter().take(COARSE_LINES as usize / 2).sum()
}

/// The pattern on every line where it is near the rough edge, with its own module size.
fn hits(picture: &GrayImage, pattern: &Pattern, rough: Line, module: f32) -> Vec<Hit> {
    let step = (0.75 * module).max(1.0);
    let lines = std::iter::successors(Some(0.0), |y| Some(y + step)).take_while(|&y| y < picture.height() as f32);
    let length = pattern.template.len() as f32 / 2.0;
    let on_line = |y: f32| {
        let sizes = (-4i8..=4).map(|i| module * (1.0 + 0.03 * f32::from(i)));
        let hits = sizes.filter_map(|size| {
            let middle = rough.at(y) - pattern.outer * size;
            scan(picture, pattern, y, size, [middle - 2.5 * module, middle + (length + 3.0) * module], 2)
        });
        hits.max_by(|a, b| a.score.total_cmp(&b.score)).filter(|hit| hit.score > LEAST_SCORE)
    };
    lines.filter_map(on_line).collect()
}

/// The best place for the pattern between two points of a line, looked for `per_sample` times every half module.
fn scan(
    picture: &GrayImage,
    pattern: &Pattern,
    y: f32,
    size: f32,
    [from, to]: [f32; 2],
    per_sample: usize,
) -> Option<Hit> {
    let step = size / (2 * per_sample) as f32;
    let count = ((to - from) / step).max(0.0) as usize;
    // One list for each phase, so that neighbours in it are half a module apart as in the template.
    let phases: Vec<Vec<f32>> = (0..per_sample)
        .map(|phase| {
            let places = (phase..count).step_by(per_sample).map(|i| from + (i as f32 + 0.5) * step);
            places.map(|x| f32::midpoint(sample(picture, x, y - 0.7), sample(picture, x, y + 0.7))).collect()
        })
        .collect();
    let mut best: Option<(usize, f32)> = None;
    for (phase, values) in phases.iter().enumerate() {
        for (i, score) in correlations(values, &pattern.template).enumerate() {
            if best.is_none_or(|(_, highest)| score > highest) {
                best = Some((i * per_sample + phase, score));
            }
        }
    }
    let (start, score) = best?;
    // The first sample stands for the first half module.
    let left = from + (start as f32 + 0.5) * step - 0.25 * size;
    Some(Hit { y, edge: left + pattern.outer * size, module: size, score })
}

/// Correlation of a normalised template with every window of the values.
fn correlations<'a>(values: &'a [f32], template: &'a [f32]) -> impl Iterator<Item = f32> {
    let n = template.len() as f32;
    let (mut sum, mut square) = (0.0, 0.0);
    for value in values.iter().take(template.len() - 1) {
        sum += value;
        square += value * value;
    }
    values.windows(template.len()).map(move |window| {
        let (first, last) = (window[0], window[window.len() - 1]);
        sum += last;
        square += last * last;
        let spread = square - sum * sum / n;
        sum -= first;
        square -= first * first;
        // The template's mean is zero, so that the window's does not matter.
        if spread > n { dot(window, template) / spread.sqrt() } else { 0.0 }
    })
}
