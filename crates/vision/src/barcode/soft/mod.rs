//! A reader for blurred, slanted and small symbols.
//!
//! Decoders of run widths threshold first, and a bar that blur has greyed is lost to them. This one asks of each place
//! which of the 929 codewords it may hold (ISO/IEC 15438, annex A) would look most like the grey values there, once it
//! has found the frame: the guard patterns at both sides by correlation, row numbers from the row indicators beside them,
//! and from these where every module lies.

mod codebook;
mod correction;
mod frame;
mod guards;
mod solve;

use countersign_core::document::extraction::Quad;
use image::{GrayImage, imageops};
use rxing::pdf417::decoder::decoded_bit_stream_parser;

use self::{codebook::Codebook, frame::Frame, guards::Sides};
use super::{Reading, reader::bytes_of};

/// Widths of the blur tried, as standard deviations in modules.
const BLURS: [f32; 2] = [0.6, 1.0];
/// Mean correlation of the codewords below which the frame is no frame.
const LEAST_FIT: f32 = 0.55;
/// Gain in it from which one more adjustment is worth its time.
const LEAST_GAIN: f32 = 0.004;

/// Reads a symbol whose bars stand within some twenty degrees of upright, either way up.
pub(super) fn read(picture: &GrayImage) -> Option<Reading> {
    let turned = imageops::rotate180(picture);
    let (upright, upside_down) = (guards::find(picture), guards::find(&turned));
    let agreement = |sides: &Option<Sides>| sides.as_ref().map_or(0.0, |sides| sides.agreement);
    if agreement(&upright) >= agreement(&upside_down) {
        return read_between(&upright?, picture);
    }
    let reading = read_between(&upside_down?, &turned)?;
    let (right, bottom) = (picture.width() as f32 - 1.0, picture.height() as f32 - 1.0);
    let place = reading.place.map(|Quad(corners)| Quad(corners.map(|[x, y]| [right - x, bottom - y])));
    Some(Reading { place, ..reading })
}

fn read_between(sides: &Sides, picture: &GrayImage) -> Option<Reading> {
    BLURS.iter().find_map(|&blur| {
        let book = Codebook::blurred(blur);
        let frame = Frame::find(picture, sides, &book)?;
        settle(frame, picture, &book)
    })
}

/// Moves the frame to where its codewords fit, as long as that helps, and decodes.
fn settle(mut frame: Frame, picture: &GrayImage, book: &Codebook) -> Option<Reading> {
    let mut best = LEAST_FIT;
    loop {
        let codewords = frame.codewords(picture, book);
        let fit = codewords.iter().map(|seen| seen.score).sum::<f32>() / codewords.len() as f32;
        if fit < best {
            return None;
        }
        if let Some(text) = decode(&codewords, frame.correction_level) {
            return Some(Reading { bytes: bytes_of(&text), place: Some(frame.corners()) });
        }
        best = fit + LEAST_GAIN;
        frame = frame.refined(&codewords)?;
    }
}

/// A place in the symbol, and the codeword it most resembles.
#[derive(Clone, Copy, Debug)]
struct Seen {
    row: u32,
    column: u32,
    value: u32,
    /// Correlation with the codeword, at most 1.
    score: f32,
    /// By how much it leads the next best codeword.
    lead: f32,
    /// How far to the right of where it was expected it fits best, in modules.
    shift: f32,
}

/// Corrects errors and decodes the text. Codewords that hardly lead the next best are given up first, more of them each
/// time; at least a quarter of the redundancy is left to find errors nobody suspected, and to tell nonsense.
fn decode(seen: &[Seen], correction_level: u32) -> Option<String> {
    let correction = 2usize << correction_level;
    if seen.len() < correction + 2 {
        return None;
    }
    let mut doubtful: Vec<usize> = (0..seen.len()).collect();
    doubtful.sort_by(|&a, &b| seen[a].lead.total_cmp(&seen[b].lead));
    [0, 1, 2, 3].iter().find_map(|quarters| {
        let mut codewords: Vec<u32> = seen.iter().map(|seen| seen.value).collect();
        correction::correct(&mut codewords, correction, &doubtful[..correction * quarters / 4])?;
        // The first codeword counts the data: with little redundancy, nonsense corrects to nonsense but not to this.
        if codewords[0] as usize + correction != codewords.len() {
            return None;
        }
        let text = decoded_bit_stream_parser::decode(&codewords, &correction_level.to_string()).ok()?;
        Some(text.getText().to_owned())
    })
}
