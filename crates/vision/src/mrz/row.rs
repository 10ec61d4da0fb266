//! One row of a machine readable zone: characters put into columns of equal width.
//!
//! A CTC recogniser merges repeated characters, so it miscounts runs of fillers. Doc 9303-3 §4 prints the zone in a
//! monospaced face: the place of each character along the row says which column it stands in.

use countersign_core::document::mrz::{Cell, Row};

use crate::{
    geometry::{Strip, dot},
    text::{Reading, Step},
};

/// A character and where it stands along the row, in pixels.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) at: f32,
    pub(super) step: Step,
}

/// Characters of a reading, placed along the direction of `strip`.
pub(super) fn place(strip: &Strip, reading: &Reading) -> Vec<Placed> {
    let start = dot(strip.centre, strip.along) - strip.half_width;
    let width = strip.width();
    reading.steps.iter().map(|step| Placed { at: start + step.at * width, step: step.clone() }).collect()
}

/// Distance of neighbouring columns: the median distance of neighbouring characters, refined by those that agree.
pub(super) fn pitch(row: &[Placed]) -> Option<f32> {
    let mut gaps: Vec<f32> = row.windows(2).map(|w| w[1].at - w[0].at).filter(|&g| g > 0.5).collect();
    if gaps.len() < 6 {
        return None;
    }
    gaps.sort_by(f32::total_cmp);
    let median = gaps[gaps.len() / 2];
    let close: Vec<f32> = gaps.into_iter().filter(|g| (g / median - 1.0).abs() < 0.35).collect();
    Some(close.iter().sum::<f32>() / close.len() as f32)
}

/// [`columns`] with faint fillers up to the column whose centre is at `end`: worn or unseen fillers at the end of a row
/// are lost, but all rows of a zone are of one length.
pub(super) fn columns_until(row: &[Placed], pitch: f32, end: f32) -> Row {
    let mut cells = columns(row, pitch);
    let missing = row.last().map_or(0.0, |last| (end - last.at) / pitch).round().clamp(0.0, 40.0) as usize;
    cells.extend((0..missing).map(|_| Cell { options: vec![('<', 0.3)] }));
    cells
}

/// Puts the characters into columns. Columns nothing was read in hold a faint filler.
fn columns(row: &[Placed], pitch: f32) -> Row {
    let mut cells: Row = Vec::with_capacity(row.len() + 8);
    let mut last: Option<&Placed> = None;
    for placed in row {
        if placed.step.options[0].0 == ' ' {
            continue;
        }
        if let Some(before) = last {
            let columns = (placed.at - before.at) / pitch;
            if columns < 0.45 {
                // Two readings of one column: pieces of a row that overlap, or a stroke taken for a letter.
                if placed.step.options[0].1 > before.step.options[0].1 {
                    cells.pop();
                } else {
                    continue;
                }
            }
            for _ in 1..(columns.round() as usize).min(40) {
                cells.push(Cell { options: vec![('<', 0.3)] });
            }
        }
        cells.push(Cell { options: placed.step.options.clone() });
        last = Some(placed);
    }
    settle_runs(&mut cells);
    cells
}

/// Three or more of the same character that is neither a capital nor a digit are a run of fillers, whatever the
/// recogniser took their angles for: a zone has no other characters, and names no such runs.
fn settle_runs(cells: &mut Row) {
    let strange = |cell: &Cell| Some(cell.options[0].0).filter(|c| !c.is_ascii_uppercase() && !c.is_ascii_digit());
    let mut from = 0;
    while from < cells.len() {
        let letter = strange(&cells[from]);
        let run = cells[from..].iter().take_while(|cell| letter.is_some() && strange(cell) == letter).count();
        if run >= 3 {
            for cell in &mut cells[from..from + run] {
                let sure = cell.options[0].1;
                cell.options = vec![('<', sure)];
            }
        }
        from += run.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &[(f32, char)]) -> Vec<Placed> {
        text.iter().map(|&(at, c)| Placed { at, step: Step { options: vec![(c, 0.9)], at: 0.0 } }).collect()
    }

    fn read(cells: &Row) -> String {
        cells.iter().map(|c| c.options[0].0).collect()
    }

    #[test]
    fn lost_fillers_come_back_by_their_room() {
        let line = row(&[
            (0.0, 'P'),
            (10.0, '<'),
            (20.0, 'U'),
            (30.0, 'T'),
            (40.0, 'O'),
            (50.0, 'A'),
            (80.5, 'B'),
            (90.0, 'C'),
        ]);
        let pitch = pitch(&line).unwrap();
        assert!((pitch - 10.0).abs() < 0.5);
        assert_eq!(read(&columns(&line, pitch)), "P<UTOA<<BC");
    }

    #[test]
    fn runs_of_strange_characters_are_fillers() {
        let text: Vec<(f32, char)> =
            "ANNA<<eeeeくくくkkK".chars().enumerate().map(|(i, c)| (i as f32 * 10.0, c)).collect();
        assert_eq!(read(&columns(&row(&text), 10.0)), "ANNA<<<<<<<<<kkK");
    }

    #[test]
    fn a_column_is_read_once() {
        let line = row(&[(0.0, 'A'), (10.0, 'B'), (12.0, 'I'), (20.0, 'C')]);
        assert_eq!(read(&columns(&line, 10.0)), "ABC");
    }

    #[test]
    fn too_few_characters_have_no_pitch() {
        assert!(pitch(&row(&[(0.0, 'A'), (10.0, 'B')])).is_none());
    }
}
