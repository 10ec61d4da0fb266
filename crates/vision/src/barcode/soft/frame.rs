//! Where every module of a symbol lies.

use countersign_core::document::extraction::Quad;
use image::GrayImage;

use super::{
    Seen,
    codebook::{Codebook, MODULES, Match, WAVE, wave_offset},
    guards::{Side, Sides},
    solve::{Projection, robust_line},
};
use crate::barcode::picture::sample;

/// Modules of the start pattern, and of the stop pattern.
const START: f32 = 17.0;
const STOP: f32 = 18.0;
const CODEWORD: f32 = MODULES as f32;
/// Correlation from which a row indicator is believed.
const LEAST_INDICATOR: f32 = 0.8;
/// Lines looked at in a row, whose height is at least three modules.
const LINES_PER_ROW: f32 = 2.0;
/// Share of the row indicators that must be in line, and how many; in anything but a symbol they name random rows.
const LEAST_IN_LINE: f32 = 0.3;
const FEWEST_IN_LINE: usize = 8;
/// Correlation from which a codeword's shift helps to place the others.
const LEAST_ANCHOR: f32 = 0.85;

/// Geometry of a symbol in a picture.
pub(super) struct Frame {
    pub correction_level: u32,
    rows: u32,
    columns: u32,
    /// From the symbol, both axes 0 to 1, to pixels.
    projection: Projection,
}

/// A row indicator as seen on one line.
#[derive(Clone, Copy)]
struct Indicator {
    /// Its middle.
    at: [f32; 2],
    row: u32,
    /// What it says about the symbol: rows ÷ 3, or correction level and rows mod 3, or columns.
    says: usize,
    value: u32,
    score: f32,
}

impl Frame {
    /// Reads the row indicators next to both sides and puts the frame through them.
    pub(super) fn find(picture: &GrayImage, sides: &Sides, book: &Codebook) -> Option<Self> {
        let left = indicators(picture, &sides.left, true, book);
        let right = indicators(picture, &sides.right, false, book);
        let (rows, columns, correction_level) = agree(left.iter().chain(&right))?;
        let width = width(columns);
        let pair =
            |indicator: &Indicator, u: f32| ([u / width, (indicator.row as f32 + 0.5) / rows as f32], indicator.at);
        let seen = left.len() + right.len();
        let left = in_line(&left, rows).into_iter().map(|seen| pair(&seen, START + CODEWORD / 2.0));
        let right = in_line(&right, rows).into_iter().map(|seen| pair(&seen, width - STOP - CODEWORD / 2.0));
        let pairs: Vec<_> = left.chain(right).collect();
        if pairs.len() < FEWEST_IN_LINE.max((LEAST_IN_LINE * seen as f32) as usize) {
            return None;
        }
        let projection = Projection::through(&pairs)?;
        Some(Self { correction_level, rows, columns, projection })
    }

    /// The best codeword of every place, row by row.
    pub(super) fn codewords(&self, picture: &GrayImage, book: &Codebook) -> Vec<Seen> {
        let places = (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (row, column)));
        places
            .map(|(row, column)| {
                let Match { value, score, lead, shift } = book.best(&self.wave(picture, row, column), row as usize % 3);
                Seen { row, column, value, score, lead, shift }
            })
            .collect()
    }

    /// Grey values across a codeword, the mean of three lines within its row.
    fn wave(&self, picture: &GrayImage, row: u32, column: u32) -> [f32; WAVE] {
        let left = START + CODEWORD + CODEWORD * column as f32;
        std::array::from_fn(|i| {
            let lines = [0.3, 0.5, 0.7].map(|line| {
                let [x, y] = self.place(left + wave_offset(i), row as f32 + line);
                sample(picture, x, y)
            });
            lines.iter().sum::<f32>() / 3.0
        })
    }

    /// From modules and rows to pixels.
    fn place(&self, module: f32, row: f32) -> [f32; 2] {
        self.projection.map([module / width(self.columns), row / self.rows as f32])
    }

    /// The frame moved to where the surest codewords fit best.
    pub(super) fn refined(&self, seen: &[Seen]) -> Option<Self> {
        let anchors = seen.iter().filter(|seen| seen.score > LEAST_ANCHOR);
        let pairs: Vec<_> = anchors
            .map(|seen| {
                let middle = START + CODEWORD * (seen.column as f32 + 1.5);
                let row = seen.row as f32 + 0.5;
                let there = self.place(middle + seen.shift, row);
                ([middle / width(self.columns), row / self.rows as f32], there)
            })
            .collect();
        let enough = pairs.len() >= 12;
        let projection = enough.then(|| Projection::through(&pairs))??;
        Some(Self { projection, ..*self })
    }

    /// Corners of the symbol in pixels.
    pub(super) fn corners(&self) -> Quad {
        Quad([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]].map(|corner| self.projection.map(corner)))
    }
}

/// Modules of a symbol's whole width.
fn width(columns: u32) -> f32 {
    START + STOP + CODEWORD * (columns + 2) as f32
}

/// Row indicators seen on the lines of one side.
fn indicators(picture: &GrayImage, side: &Side, is_left: bool, book: &Codebook) -> Vec<Indicator> {
    let step = (side.module.at(f32::midpoint(side.lines[0], side.lines[1])) * 3.0 / LINES_PER_ROW).max(1.0);
    let lines = std::iter::successors(Some(side.lines[0]), |y| Some(y + step)).take_while(|&y| y <= side.lines[1]);
    lines.filter_map(|y| indicator(picture, side, is_left, y, book)).collect()
}

fn indicator(picture: &GrayImage, side: &Side, is_left: bool, y: f32, book: &Codebook) -> Option<Indicator> {
    let (edge, module) = (side.edge.at(y), side.module.at(y));
    let from = edge + module * if is_left { START } else { -STOP - CODEWORD };
    let wave: [f32; WAVE] = std::array::from_fn(|i| sample(picture, from + wave_offset(i) * module, y));
    let clusters = (0..3).map(|cluster| (cluster, book.best(&wave, cluster)));
    let (cluster, found) = clusters.max_by(|a, b| a.1.score.total_cmp(&b.1.score))?;
    // ISO/IEC 15438, 4.11.3: the right side says the same three things, one row later.
    let says = if is_left { cluster } else { (cluster + 2) % 3 };
    (found.score > LEAST_INDICATOR).then(|| Indicator {
        at: [from + (CODEWORD / 2.0 + found.shift) * module, y],
        row: found.value / 30 * 3 + cluster as u32,
        says,
        value: found.value % 30,
        score: found.score,
    })
}

/// Rows, columns and correction level, by weighing what the indicators say.
fn agree<'a>(indicators: impl Iterator<Item = &'a Indicator>) -> Option<(u32, u32, u32)> {
    let mut votes = [[0.0f32; 30]; 3];
    for indicator in indicators {
        votes[indicator.says][indicator.value as usize] += indicator.score - LEAST_INDICATOR / 2.0;
    }
    let winner = |says: usize| {
        let (value, weight) = votes[says].iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
        (*weight > 0.0).then_some(value as u32)
    };
    let (thirds, level, columns) = (winner(0)?, winner(1)?, winner(2)? + 1);
    let (rows, level) = (thirds * 3 + level % 3 + 1, level / 3);
    ((3..=90).contains(&rows) && level <= 8 && rows * columns <= 928).then_some((rows, columns, level))
}

/// Indicators whose row numbers lie on one line with their heights.
fn in_line(indicators: &[Indicator], rows: u32) -> Vec<Indicator> {
    let points: Vec<[f32; 2]> = indicators.iter().map(|seen| [seen.at[1], seen.row as f32]).collect();
    let Some(line) = robust_line(&points, 1.3, f32::INFINITY) else { return Vec::new() };
    let fits = |seen: &&Indicator| seen.row < rows && (line.at(seen.at[1]) - seen.row as f32).abs() < 1.3;
    indicators.iter().filter(fits).copied().collect()
}
