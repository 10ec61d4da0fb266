//! Reading a located zone: first what the page already knows, then whole rows again in other sizes, until the check
//! digits hold.

use countersign_core::document::{
    extraction::Quad,
    mrz::{FieldName, Row, Solved, solve},
};

use super::{
    locate::{Reach, RowPicture, zones},
    row::{columns_until, place},
};
use crate::{
    geometry::{Strip, add, dot, scale},
    model::ModelError,
    page::Page,
};

/// How a row is shown to the recogniser again: its height as a multiple of the first guess, and a stretch of its width.
const VARIANTS: [(f32, f32); 3] = [(1.0, 1.0), (1.2, 1.1), (1.0, 1.2)];
/// Times the row of the names alone is read again.
const NAMES_AGAIN: usize = 2;
/// Valid zones whose names are this sure are not read again.
const SURE: f32 = 0.6;
/// A character stays when readings gave it this much of what they could: flaws of the paper are read now and then,
/// letters every time.
const STAYS: f32 = 0.5;
/// Penalty below which a zone was read rather than puzzled together.
const EASY: f32 = 8.0;
/// Penalty below which every column was read, whether or not the check digits hold; above it some were lost.
const CLEAR: f32 = 20.0;
/// Penalty of each row beside those taken, so that two rows of three are not a zone of two.
const UNUSED_ROW: f32 = 10.0;

/// A zone with where its rows are.
#[derive(Clone, Debug)]
pub struct ZoneReading {
    pub solved: Solved,
    /// One strip a line of the zone, its whole width.
    pub rows: Vec<Strip>,
    /// What the reading asks to be believed, lower is better.
    penalty: f32,
    /// Which of the page's groups of rows it was read from, and its first row there.
    group: usize,
    first_row: usize,
}

impl ZoneReading {
    /// Place of the characters `from..to` of a line.
    pub fn place(&self, line: usize, from: usize, to: usize) -> Option<Quad> {
        let strip = self.rows.get(line)?;
        let width = self.solved.zone.lines().get(line)?.chars().count() as f32;
        let column = strip.width() / width;
        let middle = (from as f32).midpoint(to as f32) * column - strip.half_width;
        let part = Strip {
            centre: add(strip.centre, scale(strip.along, middle)),
            half_width: (to - from) as f32 * column / 2.0,
            ..*strip
        };
        Some(part.quad())
    }
}

/// A valid zone where most are: at the bottom of a page that stands upright. Its check digits prove the page's
/// direction too, and nothing else has to be read for that.
pub fn glance(page: &mut Page) -> Result<Option<ZoneReading>, ModelError> {
    let mut best = Best::default();
    // Two rows of a card's three are no zone.
    for count in [2, 3] {
        let groups = Group::all(page, Reach::Lowest(count))?;
        if groups.is_empty() {
            break;
        }
        groups.iter().for_each(|group| best.consider(group, &group.rows, &group.seen));
        if best.is_valid() {
            best.look_closer(page, &groups)?;
            return Ok(best.0);
        }
    }
    Ok(None)
}

/// The best zone of the page, valid or not.
pub fn read(page: &mut Page) -> Result<Option<ZoneReading>, ModelError> {
    let mut best = Best::default();
    let groups = Group::all(page, Reach::All)?;
    groups.iter().for_each(|group| best.consider(group, &group.rows, &group.seen));
    best.look_closer(page, &groups)?;
    // Lines of capitals that satisfy no check digit at all are some other print, such as a receipt's.
    Ok(best.0.filter(|zone| zone.solved.zone.checks().values().any(|&holds| holds)))
}

/// Neighbouring rows that may be a zone.
struct Group {
    at: usize,
    rows: Vec<RowPicture>,
    /// Their characters as the page knows them.
    seen: Vec<Row>,
}

impl Group {
    fn all(page: &mut Page, reach: Reach) -> Result<Vec<Self>, ModelError> {
        Ok(zones(page, reach)?.into_iter().enumerate().map(|(at, rows)| Self::new(at, rows)).collect())
    }

    fn new(at: usize, rows: Vec<RowPicture>) -> Self {
        let end = rows.iter().filter_map(|row| row.characters.last()).map(|last| last.at).fold(f32::MIN, f32::max);
        let seen = rows.iter().map(|row| columns_until(&row.characters, row.pitch, end)).collect();
        Self { at, rows, seen }
    }
}

/// The best zone so far.
#[derive(Default)]
struct Best(Option<ZoneReading>);

impl Best {
    fn is_valid(&self) -> bool {
        self.0.as_ref().is_some_and(|zone| zone.solved.valid)
    }

    fn lines(&self) -> Option<Vec<String>> {
        self.0.as_ref().map(|zone| zone.solved.zone.lines().to_vec())
    }

    fn is_sure(&self) -> bool {
        self.0.as_ref().is_some_and(|zone| zone.stands() && zone.names_are_sure())
    }

    /// Reads rows again where that may help.
    fn look_closer(&mut self, page: &Page, groups: &[Group]) -> Result<(), ModelError> {
        let promising: Vec<&Group> = groups.iter().filter(|group| self.may_come_from(group)).collect();
        for group in promising {
            if self.is_sure() {
                break;
            }
            self.read_again(page, group)?;
        }
        Ok(())
    }

    /// Once a zone is valid, no other is looked at more closely.
    fn may_come_from(&self, group: &Group) -> bool {
        self.0.as_ref().is_none_or(|zone| !zone.solved.valid || zone.group == group.at)
    }

    /// Solves runs of three, two and one neighbouring rows and keeps the best: a valid one before any other, then the
    /// one that asks for the least faith.
    fn consider(&mut self, group: &Group, pictures: &[RowPicture], rows: &[Row]) {
        for count in (1..=rows.len().min(3)).rev() {
            for (first_row, window) in rows.windows(count).enumerate() {
                let Some(solved) = solve(window) else { continue };
                let penalty = solved.penalty + (rows.len() - count) as f32 * UNUSED_ROW;
                let better = self.0.as_ref().is_none_or(|known| match (solved.valid, known.solved.valid) {
                    (true, false) => true,
                    (false, true) => false,
                    _ => penalty < known.penalty,
                });
                if better {
                    let rows = pictures[first_row..first_row + count].iter().map(|p| p.strip).collect();
                    self.0 = Some(ZoneReading { solved, rows, penalty, group: group.at, first_row });
                }
            }
        }
    }

    /// Reads whole rows in several sizes; what they say of each column is added up. One row may be better as first
    /// read, where the paper beside its last letter is worn: each takes part both ways.
    fn read_again(&mut self, page: &Page, group: &Group) -> Result<(), ModelError> {
        let mut grids: Vec<Grid> = group.rows.iter().map(|row| Grid::new(row.pitch, &row.characters)).collect();
        let pictures = same_ends(&group.rows);
        let ends =
            pictures.iter().map(|row| dot(row.strip.centre, row.strip.along) + row.strip.half_width - row.pitch * 0.5);
        let end = ends.fold(f32::MIN, f32::max);
        let (wanted, times) = self.worth_reading(group);
        for (height, stretch) in VARIANTS.into_iter().take(times) {
            let strips: Vec<(Strip, f32)> = wanted.iter().map(|&at| (pictures[at].room(height), stretch)).collect();
            for (reading, (&at, (strip, _))) in page.read_strips(&strips)?.iter().zip(wanted.iter().zip(&strips)) {
                grids[at].add(&place(strip, reading));
            }
            let before = self.lines();
            let again: Vec<Row> = grids.iter().map(|grid| grid.row(end)).collect();
            for rows in mixtures(&group.seen, &again, &wanted) {
                self.consider(group, &pictures, &rows);
                if self.is_sure() {
                    return Ok(());
                }
            }
            // Whatever makes it little to be believed, such as a date that is in no calendar, is what stands there.
            if self.is_valid() && self.lines() == before && self.0.as_ref().is_some_and(ZoneReading::names_are_sure) {
                break;
            }
            // What two looks agree on, a third will not change: the print itself may be wrong, as on specimens.
            let settled = wanted.iter().all(|&at| text(&again[at]) == text(&group.seen[at]));
            if settled && self.0.as_ref().is_some_and(|zone| zone.penalty < CLEAR) {
                break;
            }
        }
        Ok(())
    }

    /// Rows of the group that another look may improve, and how many looks: all of them, or the one with the names
    /// where check digits vouch for everything else.
    fn worth_reading(&self, group: &Group) -> (Vec<usize>, usize) {
        let names = self.0.as_ref().filter(|zone| zone.group == group.at && zone.stands()).and_then(|zone| {
            let field = [FieldName::Names, FieldName::Surname].map(|field| zone.solved.zone.columns(field));
            field.into_iter().flatten().next().map(|(line, _)| zone.first_row + line)
        });
        match names {
            Some(row) => (vec![row], NAMES_AGAIN),
            None => ((0..group.rows.len()).collect(), VARIANTS.len()),
        }
    }
}

impl ZoneReading {
    /// Check digits hold, and little had to be guessed for that.
    fn stands(&self) -> bool {
        self.solved.valid && self.penalty < EASY
    }

    fn names_are_sure(&self) -> bool {
        let names = [FieldName::Names, FieldName::Surname].map(|field| self.solved.confidence_of(field));
        !self.solved.names_doubtful && names.into_iter().fold(0.0, f32::max) >= SURE
    }
}

/// The rows read again, then each way of leaving some of them as they were first read.
fn mixtures(first: &[Row], again: &[Row], wanted: &[usize]) -> Vec<Vec<Row>> {
    let mut all: Vec<Vec<Row>> = vec![first.to_vec()];
    for &at in wanted {
        let same = text(&first[at]) == text(&again[at]);
        let read_anew = |rows: &Vec<Row>| {
            let mut rows = rows.clone();
            rows[at].clone_from(&again[at]);
            rows
        };
        let anew: Vec<Vec<Row>> = all.iter().map(read_anew).collect();
        all = if same { anew } else { anew.into_iter().chain(all).collect() };
    }
    // All as first read was tried before.
    if wanted.iter().any(|&at| text(&first[at]) != text(&again[at])) {
        all.pop();
    }
    all
}

fn text(row: &Row) -> String {
    row.iter().map(|cell| cell.options[0].0).collect()
}

/// All rows of a zone begin and end in the same columns: each gets the union of their ends.
fn same_ends(zone: &[RowPicture]) -> Vec<RowPicture> {
    let Some(widest) = zone.iter().max_by(|a, b| a.strip.half_width.total_cmp(&b.strip.half_width)) else {
        return Vec::new();
    };
    let along = widest.strip.along;
    let ends = zone.iter().map(|row| {
        let at = dot(row.strip.centre, along);
        (at - row.strip.half_width, at + row.strip.half_width)
    });
    let (left, right) = ends.fold((f32::MAX, f32::MIN), |(left, right), (l, r)| (left.min(l), right.max(r)));
    zone.iter()
        .map(|row| {
            let shift = left.midpoint(right) - dot(row.strip.centre, along);
            // Short rows take the direction of the widest one, which knows it best.
            let centre = add(row.strip.centre, scale(row.strip.along, shift));
            let strip = Strip { centre, half_width: (right - left) / 2.0, ..row.strip };
            RowPicture { strip, ..row.clone() }
        })
        .collect()
}

impl RowPicture {
    /// The row with a margin of a column on each end.
    fn room(&self, height: f32) -> Strip {
        Strip { half_height: self.strip.half_height * height, ..self.strip.grown(self.pitch, 0.0) }
    }
}

/// What several readings say of each column.
#[derive(Clone, Debug)]
struct Grid {
    pitch: f32,
    /// Centre of each column and the summed probabilities of its characters.
    columns: Vec<(f32, Vec<(char, f32)>)>,
    readings: f32,
}

impl Grid {
    fn new(pitch: f32, first: &[super::row::Placed]) -> Self {
        let mut grid = Self { pitch, columns: Vec::new(), readings: 0.0 };
        grid.add(first);
        grid
    }

    fn add(&mut self, placed: &[super::row::Placed]) {
        self.readings += 1.0;
        for character in placed.iter().filter(|p| p.step.options[0].0 != ' ') {
            let at = self.columns.partition_point(|(centre, _)| *centre < character.at);
            let near = [at.wrapping_sub(1), at]
                .into_iter()
                .filter(|&i| self.columns.get(i).is_some_and(|c| (c.0 - character.at).abs() < self.pitch * 0.5))
                .min_by(|&a, &b| {
                    let away = |i: usize| (self.columns[i].0 - character.at).abs();
                    away(a).total_cmp(&away(b))
                });
            let slot = near.unwrap_or_else(|| {
                self.columns.insert(at, (character.at, Vec::new()));
                at
            });
            for &(letter, probability) in &character.step.options {
                match self.columns[slot].1.iter_mut().find(|(known, _)| *known == letter) {
                    Some((_, sum)) => *sum += probability,
                    None => self.columns[slot].1.push((letter, probability)),
                }
            }
        }
    }

    /// The columns up to the one at `end`.
    fn row(&self, end: f32) -> Row {
        let placed: Vec<super::row::Placed> = self
            .columns
            .iter()
            .filter(|(_, options)| options.iter().map(|o| o.1).sum::<f32>() >= self.readings * STAYS)
            .map(|(at, options)| {
                let mut options: Vec<_> = options.iter().map(|&(c, p)| (c, p / self.readings)).collect();
                options.sort_by(|a, b| b.1.total_cmp(&a.1));
                super::row::Placed { at: *at, step: crate::text::Step { options, at: 0.0 } }
            })
            .collect();
        columns_until(&placed, super::row::pitch(&placed).unwrap_or(self.pitch), end)
    }
}
