//! Which lines of a page are rows of a machine readable zone.

use countersign_core::document::mrz::looks_like_row;

use super::row::{Placed, pitch, place};
use crate::{
    geometry::{Point, Strip, add, dot, scale, sub},
    model::ModelError,
    page::Page,
};

/// Lines read at a time while searching, and at most.
const BATCH: usize = 4;
const SEARCHED: usize = 16;
/// What a line must score to be taken for a row or a piece of one.
const ROW: f32 = 0.5;
/// Pieces of one row lie at most this many line heights apart: the detector skips worn or overprinted stretches.
const PIECE_GAP: f32 = 8.0;
/// Rows lie this many columns apart: Doc 9303 prints them at 1.7; visas and enlarged scans at up to 3.5.
const ROW_GAP: std::ops::Range<f32> = 1.1..4.2;

/// A row put together from the lines that lie in it.
#[derive(Clone, Debug)]
pub(super) struct RowPicture {
    /// From the first to the last character read, as high as the characters need.
    pub(super) strip: Strip,
    /// Width of a column in pixels.
    pub(super) pitch: f32,
    /// Left to right.
    pub(super) characters: Vec<Placed>,
}

/// Which lines are tried for rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// So many of the widest lines, the lowest of them: where most zones are.
    Lowest(usize),
    /// All long lines from the bottom up, until rows were found and several lines above them are none.
    All,
}

/// Groups of rows that may be a zone, lowest on the page first.
pub(super) fn zones(page: &mut Page, reach: Reach) -> Result<Vec<Vec<RowPicture>>, ModelError> {
    let seeds = seeds(page, reach)?;
    let mut taken = vec![false; page.lines.len()];
    let mut rows = Vec::new();
    for seed in seeds {
        if taken[seed] {
            continue;
        }
        let members = collinear(page, seed)?;
        for &member in &members {
            taken[member] = true;
        }
        rows.extend(assemble(page, seed, &members));
    }
    Ok(group(rows, page.down()))
}

/// Long lines that look like rows, the widest first.
fn seeds(page: &mut Page, reach: Reach) -> Result<Vec<usize>, ModelError> {
    let mut seeds = match reach {
        Reach::Lowest(count) => {
            let mut lowest = long_lines(page, 0.45, 12.0);
            lowest.truncate(count);
            page.read(&lowest)?;
            lowest.retain(|&i| is_row(page, i));
            lowest
        }
        Reach::All => all_seeds(page)?,
    };
    seeds.sort_by(|&a, &b| page.lines[b].strip.width().total_cmp(&page.lines[a].strip.width()));
    Ok(seeds)
}

fn all_seeds(page: &mut Page) -> Result<Vec<usize>, ModelError> {
    let mut long = long_lines(page, 0.25, 6.0);
    long.truncate(SEARCHED);
    let mut seeds: Vec<usize> = Vec::new();
    for batch in long.chunks(BATCH) {
        page.read(batch)?;
        let found: Vec<usize> = batch.iter().copied().filter(|&i| is_row(page, i)).collect();
        if found.is_empty() && !seeds.is_empty() {
            break;
        }
        seeds.extend(found);
    }
    Ok(seeds)
}

/// Lines of at least a share of the widest line's width and so many times as long as high, from the bottom up.
fn long_lines(page: &Page, share: f32, aspect: f32) -> Vec<usize> {
    let widest = page.lines.iter().map(|l| l.strip.width()).fold(0.0, f32::max);
    let height = |i: usize| dot(page.lines[i].strip.centre, page.down());
    let is_long = |strip: &Strip| strip.width() > widest * share && strip.width() > strip.height() * aspect;
    let mut long: Vec<usize> = (0..page.lines.len()).filter(|&i| is_long(&page.lines[i].strip)).collect();
    long.sort_by(|&a, &b| height(b).total_cmp(&height(a)));
    long
}

fn is_row(page: &Page, at: usize) -> bool {
    page.lines[at].reading.as_ref().is_some_and(|reading| {
        let text = reading.text();
        looks_like_row(&text) >= ROW || looks_like_part(&text)
    })
}

/// The detector often finds only the part of a row with letters, or loses a worn stretch in the middle: nothing but a
/// zone's characters, with fillers between them or digits among capitals.
fn looks_like_part(text: &str) -> bool {
    let length = text.chars().count();
    let count = |test: fn(char) -> bool| text.chars().filter(|&c| test(c)).count();
    let fillers = count(|c| c == '<');
    let digits = count(|c| c.is_ascii_digit());
    let letters = count(|c| c.is_ascii_uppercase());
    let native = fillers + digits + letters;
    length >= 10 && native == length && (fillers >= 2 || (digits * 5 >= length * 2 && letters >= 1))
}

/// Lines that continue the seed's own line to either side, the seed among them, left to right.
fn collinear(page: &mut Page, seed: usize) -> Result<Vec<usize>, ModelError> {
    let base = page.lines[seed].strip;
    let down = base.down();
    let mut beside: Vec<usize> = (0..page.lines.len())
        .filter(|&i| {
            let strip = &page.lines[i].strip;
            let away = sub(strip.centre, base.centre);
            // A line a little askew drifts with the distance.
            let drift = base.height() * 0.45 + dot(away, base.along).abs() * 0.03;
            let ratio = strip.height() / base.height();
            dot(away, down).abs() < drift && (0.3..1.6).contains(&ratio)
        })
        .collect();
    beside.sort_by(|&a, &b| {
        dot(page.lines[a].strip.centre, base.along).total_cmp(&dot(page.lines[b].strip.centre, base.along))
    });
    let seed_at = beside.iter().position(|&i| i == seed).unwrap_or(0);
    let (before, after) = (beside[..seed_at].to_vec(), beside[seed_at + 1..].to_vec());
    let mut members = vec![seed];
    for side in [before.into_iter().rev().collect::<Vec<_>>(), after] {
        let mut last = seed;
        for next in side {
            if gap(&page.lines[last].strip, &page.lines[next].strip) > base.height() * PIECE_GAP {
                break;
            }
            page.read(&[next])?;
            if !is_piece(page, next) {
                break;
            }
            members.push(next);
            last = next;
        }
    }
    Ok(members)
}

/// Free room between two strips along the first.
fn gap(a: &Strip, b: &Strip) -> f32 {
    dot(sub(b.centre, a.centre), a.along).abs() - a.half_width - b.half_width
}

/// Only characters that a row can hold or that fillers are taken for.
fn is_piece(page: &Page, at: usize) -> bool {
    page.lines[at].reading.as_ref().is_some_and(|reading| {
        let text = reading.text();
        let strange = text.chars().filter(|c| c.is_lowercase() || c.is_ascii_punctuation() && *c != '<').count();
        !text.is_empty() && strange * 3 <= text.chars().count()
    })
}

fn assemble(page: &Page, seed: usize, members: &[usize]) -> Option<RowPicture> {
    let base = page.lines[seed].strip;
    let mut characters: Vec<Placed> = members
        .iter()
        .filter_map(|&i| {
            // Pieces may be a little askew: their characters are placed along the seed's direction.
            let line = &page.lines[i];
            let strip = Strip { along: base.along, ..line.strip };
            line.reading.as_ref().map(|reading| place(&strip, reading))
        })
        .flatten()
        .collect();
    characters.sort_by(|a, b| a.at.total_cmp(&b.at));
    let pitch = pitch(&characters)?;
    let (first, last) = (characters.first()?.at, characters.last()?.at);
    let middle = first.midpoint(last);
    let centre = add(base.centre, scale(base.along, middle - dot(base.centre, base.along)));
    let strip = Strip { centre, half_width: (last - first) / 2.0 + pitch / 2.0, half_height: pitch * 0.78, ..base };
    Some(RowPicture { strip, pitch, characters })
}

/// Rows that lie under each other at a zone's distance, with like pitch, in reading order.
fn group(mut rows: Vec<RowPicture>, down: Point) -> Vec<Vec<RowPicture>> {
    rows.sort_by(|a, b| dot(a.strip.centre, down).total_cmp(&dot(b.strip.centre, down)));
    let mut zones: Vec<Vec<RowPicture>> = Vec::new();
    for row in rows {
        let fits = zones.iter_mut().find(|zone| zone.last().is_some_and(|above| stacked(above, &row)));
        match fits {
            Some(zone) => zone.push(row),
            None => zones.push(vec![row]),
        }
    }
    zones.reverse();
    zones
}

fn stacked(above: &RowPicture, below: &RowPicture) -> bool {
    let away = sub(below.strip.centre, above.strip.centre);
    let gap = dot(away, above.strip.down()) / above.pitch;
    let beside = dot(away, above.strip.along).abs();
    let ratio = below.pitch / above.pitch;
    ROW_GAP.contains(&gap) && (0.75..1.33).contains(&ratio) && beside < above.strip.half_width + below.strip.half_width
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_rows_are_known_and_words_are_not() {
        for part in ["VBDOE<<JANE<<", "7003045F310203", "IAUTO0000000071"] {
            assert!(looks_like_part(part), "{part}");
        }
        for other in ["12.08.1974", "IDENTITYCARD", "REPUBLIC OF UTOPIA", "8901234567", "A1"] {
            assert!(!looks_like_part(other), "{other}");
        }
    }
}
