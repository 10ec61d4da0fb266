//! How good a picture of a document is, measured where its text is.

use countersign_core::{document::extraction::Quality, reason::Reason};
use image::RgbImage;

use crate::{geometry::Strip, sample::Pyramid};

/// Text lines looked at for blur.
const SAMPLED: usize = 8;
/// Longest side of the copy on which light is measured.
const OVERVIEW: u32 = 320;
/// Side of the squares of that copy in which burnt-out paper is looked for: larger than a letter, smaller than a field.
const BLOCK: u32 = 10;
/// Where half of the paper is brighter than this (of 255), white is its colour.
const WHITE_PAPER: f32 = 244.0;
/// Share of a side that makes it a whole one.
const WHOLE: f32 = 0.9;

/// Above this share of its text height an edge is soft: letters run into each other. Of zones blurrier than this one in
/// seven is read whole, of those just below it most are (`evaluate documents` prints what each warning was worth).
pub const BLURRED: f32 = 0.6;
/// More burnt-out area than this hides fields; less of it mostly lies beside them.
pub const GLARING: f32 = 0.12;
/// Mean brightness below which a sensor's noise drowns thin strokes.
pub const DARK: f32 = 0.07;
/// Text lower than this many pixels is guessed rather than read.
pub const SMALL_TEXT: f32 = 9.0;

/// Measures the picture around the given text lines; `longest` is the document's longer side in pixels.
pub fn measure(picture: &Pyramid, lines: &[Strip], longest: u32) -> Quality {
    let overview = overview(picture);
    let mut heights: Vec<f32> = lines.iter().map(Strip::height).collect();
    heights.sort_by(f32::total_cmp);
    Quality {
        blur: blur(picture, lines),
        glare: glare(&overview),
        brightness: brightness(&overview),
        text_height: heights.get(heights.len() / 2).copied().unwrap_or(0.0),
        resolution: longest,
    }
}

/// What the measures mean for the person who holds the camera.
pub fn warnings(quality: &Quality) -> Vec<Reason> {
    let mut warnings = Vec::new();
    if quality.blur > BLURRED {
        warnings.push(Reason::ImageBlurred);
    }
    if quality.glare > GLARING {
        warnings.push(Reason::ImageGlare);
    }
    if quality.brightness < DARK {
        warnings.push(Reason::ImageTooDark);
    }
    if quality.text_height > 0.0 && quality.text_height < SMALL_TEXT {
        warnings.push(Reason::ImageLowResolution);
    }
    warnings
}

fn overview(picture: &Pyramid) -> RgbImage {
    let original = picture.original();
    let ratio = (OVERVIEW as f32 / original.width().max(original.height()) as f32).min(1.0);
    let fit = |side: u32| ((side as f32 * ratio).round() as u32).max(1);
    picture.scaled(fit(original.width()), fit(original.height()))
}

fn luma(rgb: [f32; 3]) -> f32 {
    0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]
}

fn brightness(picture: &RgbImage) -> f32 {
    let sum: f32 = picture.pixels().map(|p| luma(p.0.map(f32::from))).sum();
    sum / (picture.width() * picture.height()) as f32 / 255.0
}

/// Share of the picture that a reflection has burnt out: bright all through, with no print left in it, while the paper
/// elsewhere is darker than that. A scan is white all over, and white along a whole side is what the document lies on.
fn glare(picture: &RgbImage) -> f32 {
    let (across, blocks) = blocks(picture);
    let mut papers: Vec<f32> = blocks.iter().map(|block| block.paper).collect();
    if papers.is_empty() || quantile(&mut papers, 0.5) >= WHITE_PAPER {
        return 0.0;
    }
    let mut burnt: Vec<bool> = blocks.iter().map(|block| block.paper >= 250.0 && block.ink >= 225.0).collect();
    clear_bed(&mut burnt, across);
    burnt.iter().filter(|&&burnt| burnt).count() as f32 / burnt.len() as f32
}

/// A square of the overview: how bright its paper is and how dark its print, 0 to 255.
struct Block {
    paper: f32,
    ink: f32,
}

/// Squares of the picture row by row, and how many make a row. What is left over at the right and below is left out.
fn blocks(picture: &RgbImage) -> (usize, Vec<Block>) {
    let (across, down) = (picture.width() / BLOCK, picture.height() / BLOCK);
    let block = |row: u32, column: u32| {
        let pixel = |i: u32| picture.get_pixel(column * BLOCK + i % BLOCK, row * BLOCK + i / BLOCK);
        let mut lumas: Vec<f32> = (0..BLOCK * BLOCK).map(|i| luma(pixel(i).0.map(f32::from))).collect();
        Block { paper: quantile(&mut lumas, 0.9), ink: quantile(&mut lumas, 0.05) }
    };
    let all = (0..down).flat_map(|row| (0..across).map(move |column| block(row, column)));
    (across as usize, all.collect())
}

/// Clears what hangs together with a side of the picture that is marked from end to end.
fn clear_bed(marked: &mut [bool], across: usize) {
    let down = marked.len() / across;
    let sides = [
        (0..across).collect::<Vec<_>>(),
        (0..across).map(|x| (down - 1) * across + x).collect(),
        (0..down).map(|y| y * across).collect(),
        (0..down).map(|y| y * across + across - 1).collect(),
    ];
    let whole = |side: &Vec<usize>| side.iter().filter(|&&at| marked[at]).count() as f32 >= WHOLE * side.len() as f32;
    let mut waiting: Vec<usize> = sides.into_iter().filter(whole).flatten().collect();
    while let Some(at) = waiting.pop() {
        if std::mem::replace(&mut marked[at], false) {
            let (x, y) = (at % across, at / across);
            waiting.extend((x > 0).then(|| at - 1));
            waiting.extend((x + 1 < across).then_some(at + 1));
            waiting.extend((y > 0).then(|| at - across));
            waiting.extend((y + 1 < down).then_some(at + across));
        }
    }
}

/// Width of an edge over the height of its line: 0 sharp, 1 no edge left.
fn blur(picture: &Pyramid, lines: &[Strip]) -> f32 {
    let mut large: Vec<&Strip> = lines.iter().filter(|s| s.width() > s.height() * 2.5).collect();
    large.sort_by(|a, b| b.height().total_cmp(&a.height()));
    // The largest print is headings; what must be read is smaller.
    let skip = large.len() / 4;
    let mut softness: Vec<f32> =
        large.into_iter().skip(skip).take(SAMPLED).filter_map(|s| edge_width(picture, s)).collect();
    softness.sort_by(f32::total_cmp);
    softness.get(softness.len() / 2).map_or(0.0, |&width| (width / 0.5).clamp(0.0, 1.0))
}

/// Contrast over steepest slope, in line heights; none where there is hardly any contrast.
fn edge_width(picture: &Pyramid, strip: &Strip) -> Option<f32> {
    let height = (strip.height().round() as u32).clamp(6, 96);
    let width = (strip.width() * height as f32 / strip.height()).round().clamp(12.0, 600.0) as u32;
    let mut values = vec![0.0; (width * height) as usize];
    picture.cut(&strip.quad(), width, height, |x, y, rgb| values[(y * width + x) as usize] = luma(rgb));
    let mut slopes: Vec<f32> =
        values.chunks_exact(width as usize).flat_map(|row| row.windows(3).map(|w| (w[2] - w[0]).abs() / 2.0)).collect();
    let steep = quantile(&mut slopes, 0.97);
    let contrast = quantile(&mut values, 0.97) - quantile(&mut values, 0.03);
    (contrast > 25.0 && steep > 0.0).then(|| contrast / steep / height as f32)
}

fn quantile(values: &mut [f32], at: f32) -> f32 {
    let index = ((values.len() - 1) as f32 * at) as usize;
    *values.select_nth_unstable_by(index, f32::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vertical bars, four pixels wide, softened by a box of `soft` pixels.
    fn bars(soft: u32) -> Pyramid<'static> {
        let ink = |x: u32| if (x / 4).is_multiple_of(2) { 30.0 } else { 190.0 };
        let value = |x: u32| (0..soft).map(|i| ink(x + i)).sum::<f32>() / soft as f32;
        Pyramid::new(RgbImage::from_fn(400, 100, |x, _| image::Rgb([value(x) as u8; 3])))
    }

    fn lines() -> Vec<Strip> {
        vec![Strip { centre: [200.0, 50.0], along: [1.0, 0.0], half_width: 150.0, half_height: 10.0, mirrored: false }]
    }

    #[test]
    fn softer_bars_measure_more_blur() {
        let [sharp, soft] = [1, 4].map(|s| measure(&bars(s), &lines(), 400).blur);
        assert!(sharp < soft, "{sharp} {soft}");
    }

    #[test]
    fn a_bright_spot_is_glare_and_a_white_scan_is_not() {
        let lit = |x: u32, y: u32| (60..140).contains(&x) && (20..60).contains(&y);
        let spot = RgbImage::from_fn(200, 100, |x, y| image::Rgb([if lit(x, y) { 255 } else { 120 }; 3]));
        let table = RgbImage::from_fn(200, 100, |x, _| image::Rgb([if x < 30 { 255 } else { 120 }; 3]));
        let scan = RgbImage::from_pixel(200, 100, image::Rgb([255; 3]));
        assert!(glare(&spot) > 0.1);
        assert!(glare(&scan) < 1e-6 && glare(&table) < 1e-6);
    }

    #[test]
    fn darkness_is_warned_of() {
        let dark = Pyramid::new(RgbImage::from_pixel(200, 100, image::Rgb([12; 3])));
        assert!(warnings(&measure(&dark, &[], 200)).contains(&Reason::ImageTooDark));
    }
}
