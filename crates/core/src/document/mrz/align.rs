//! Laying a row's characters on the places of a layout's line.
//!
//! Recognisers that read without cutting the line into characters miscount runs: of fillers often, of equal
//! characters sometimes. Dynamic programming finds the few cheapest ways to place the row; costs are negative
//! logarithms of probabilities.

use std::collections::BTreeMap;

use super::{FieldName, confusion::lookalikes, layout::Layout, row::Reading};

/// One place: what it may hold, cheapest first, never empty.
#[derive(Clone)]
pub(super) struct Slot {
    pub options: Vec<(char, f32)>,
    /// As recognised; nothing where no character was.
    pub seen: Option<char>,
}

impl Slot {
    pub(super) fn best(&self) -> char {
        self.options[0].0
    }

    pub(super) fn cost_of(&self, character: char) -> Option<f32> {
        self.options.iter().find(|option| option.0 == character).map(|option| option.1)
    }

    /// Leaves one choice, at the cost it has, or at `otherwise` when it was none.
    pub(super) fn fix(&mut self, character: char, otherwise: f32) {
        let cost = self.cost_of(character).unwrap_or(otherwise);
        self.options = vec![(character, cost)];
    }
}

/// A row on the places of a line.
#[derive(Clone)]
pub(super) struct Alignment {
    pub slots: Vec<Slot>,
    pub cost: f32,
    /// Characters left out or doubled, runs of three and more fillers aside.
    pub moved: usize,
    /// Fillers left out of long runs or added to them.
    pub fillers: usize,
    /// Fillers left out: recognisers lose fillers of a run far more often than they invent them.
    pub left_out: usize,
}

/// Ways kept for each state, and returned.
const KEPT: usize = 3;
/// How far a row may be shifted against its line: long filler runs are miscounted by this much.
const BAND: usize = 14;
/// Costlier options are not worth trying.
const DEAREST: f32 = 7.0;
/// A character in a field that can hold nothing like it.
const IMPOSSIBLE: f32 = 7.5;

/// Issuers keep the letter O out of their numbers, since nobody can tell it from a zero.
const RARE_LETTER: f32 = 2.0;

const FILLER_IN_RUN: f32 = 0.3;
/// Fillers are lost more often than made up.
const FILLER_TOO_MANY: f32 = 0.15;
const FILLER_IN_PAIR: f32 = 1.5;
const LONE_FILLER: f32 = 3.5;
const SPURIOUS: f32 = 5.0;
const DOUBLED: f32 = 4.5;
const FOREIGN: f32 = 1.0;

#[derive(Clone, Copy, PartialEq)]
enum Move {
    Place,
    Skip,
    Repeat,
    /// A filler after the last character.
    Pad,
}

const MOVES: [Move; 4] = [Move::Place, Move::Skip, Move::Repeat, Move::Pad];

#[derive(Clone, Copy)]
struct Way {
    cost: f32,
    step: usize,
}

struct Step {
    before: usize,
    made: Move,
}

/// The cheapest ways to lay `row` on a line of `layout`, best first, texts distinct.
pub(super) fn alignments(row: &[Reading], layout: &Layout, line: usize) -> Vec<Alignment> {
    let width = layout.width;
    if row.is_empty() || row.len().abs_diff(width) > BAND {
        return Vec::new();
    }
    let fields: Vec<FieldName> = (0..width).map(|place| layout.field_at(line, place)).collect();
    let mut lattice = Lattice::new(row, &fields);
    for place in 0..=width {
        for index in place.saturating_sub(BAND)..=row.len().min(place + BAND) {
            lattice.extend(place, index);
        }
    }
    lattice.results()
}

struct Lattice<'a> {
    row: &'a [Reading],
    fields: &'a [FieldName],
    /// Cost of each character in each kind of field the line has.
    costs: BTreeMap<FieldName, Vec<f32>>,
    steps: Vec<Step>,
    /// By place, index and last move.
    ways: Vec<[Vec<Way>; 4]>,
}

impl<'a> Lattice<'a> {
    fn new(row: &'a [Reading], fields: &'a [FieldName]) -> Self {
        let states = (fields.len() + 1) * (row.len() + 1);
        let mut costs = BTreeMap::new();
        for &field in fields {
            let cost_in = |reading| options(reading, field)[0].1;
            costs.entry(field).or_insert_with(|| row.iter().map(cost_in).collect());
        }
        let mut lattice = Self { row, fields, costs, steps: Vec::new(), ways: vec![Default::default(); states] };
        lattice.steps.push(Step { before: 0, made: Move::Place });
        lattice.ways[0][Move::Place as usize].push(Way { cost: 0.0, step: 0 });
        lattice
    }

    fn state(&self, place: usize, index: usize) -> usize {
        place * (self.row.len() + 1) + index
    }

    /// Goes on from one state by every move there is.
    fn extend(&mut self, place: usize, index: usize) {
        for last in MOVES {
            let state = self.state(place, index);
            for way in self.ways[state][last as usize].clone() {
                if place < self.fields.len() && index < self.row.len() {
                    let cost = self.costs[&self.fields[place]][index];
                    self.push(place + 1, index + 1, Move::Place, way, cost);
                }
                if let Some(cost) = self.skip_cost(index, last) {
                    self.push(place, index + 1, Move::Skip, way, cost);
                }
                if let Some(cost) = self.repeat_cost(place, index, last) {
                    self.push(place + 1, index, Move::Repeat, way, cost);
                }
                if let Some(cost) = self.pad_cost(place, index, last) {
                    self.push(place + 1, index, Move::Pad, way, cost);
                }
            }
        }
    }

    /// Leaving out the character at `index`. Of a run of fillers the first go, so that equal texts come up once.
    fn skip_cost(&self, index: usize, last: Move) -> Option<f32> {
        let reading = self.row.get(index).filter(|_| last != Move::Repeat)?;
        if reading.seen.is_none() {
            return Some(FOREIGN);
        }
        if !reading.is_filler() {
            return Some(SPURIOUS);
        }
        let starts = index == 0 || !self.row[index - 1].is_filler() || last == Move::Skip;
        starts.then(|| self.run_cost(index) + FILLER_TOO_MANY)
    }

    /// Doubling the character before `index`. Of a run of fillers the last is doubled.
    fn repeat_cost(&self, place: usize, index: usize, last: Move) -> Option<f32> {
        let field = self.fields.get(place).filter(|_| last != Move::Skip)?;
        let reading = self.row.get(index.checked_sub(1)?)?;
        if !field.allows(reading.best()) || last == Move::Pad {
            return None;
        }
        if !reading.is_filler() {
            return Some(DOUBLED);
        }
        let ends = self.row.get(index).is_some_and(|next| !next.is_filler());
        ends.then(|| self.run_cost(index - 1))
    }

    /// A filler at the end, where fillers are lost most.
    fn pad_cost(&self, place: usize, index: usize, last: Move) -> Option<f32> {
        let field = self.fields.get(place).filter(|field| field.allows('<') && last != Move::Skip)?;
        let reading = self.row.last().filter(|_| index == self.row.len())?;
        let follows = reading.is_filler() || last == Move::Pad;
        (*field != FieldName::CheckDigit || follows).then_some(if follows { FILLER_IN_RUN } else { FILLER_IN_PAIR })
    }

    /// How unlikely it is that the run of fillers around `index` was miscounted by one.
    fn run_cost(&self, index: usize) -> f32 {
        let before = self.row[..index].iter().rev().take_while(|reading| reading.is_filler()).count();
        let after = self.row[index..].iter().take_while(|reading| reading.is_filler()).count();
        match before + after {
            0 | 1 => LONE_FILLER,
            2 => FILLER_IN_PAIR,
            _ => FILLER_IN_RUN,
        }
    }

    fn push(&mut self, place: usize, index: usize, made: Move, from: Way, cost: f32) {
        let state = self.state(place, index);
        let cost = from.cost + cost;
        let ways = &mut self.ways[state][made as usize];
        if ways.len() == KEPT && ways[KEPT - 1].cost <= cost {
            return;
        }
        let position = ways.partition_point(|way| way.cost <= cost);
        ways.insert(position, Way { cost, step: self.steps.len() });
        ways.truncate(KEPT);
        self.steps.push(Step { before: from.step, made });
    }

    fn results(&self) -> Vec<Alignment> {
        let mut ends: Vec<Way> = self.ways[self.state(self.fields.len(), self.row.len())].concat();
        ends.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let mut results: Vec<Alignment> = Vec::new();
        for end in ends.into_iter().take(KEPT) {
            let alignment = self.follow(end);
            let same =
                |other: &Alignment| other.slots.iter().map(Slot::best).eq(alignment.slots.iter().map(Slot::best));
            if !results.iter().any(same) {
                results.push(alignment);
            }
        }
        results
    }

    /// Walks a way back from its end and lays out its slots.
    fn follow(&self, end: Way) -> Alignment {
        let mut moves = Vec::new();
        let mut step = end.step;
        while step != 0 {
            moves.push(self.steps[step].made);
            step = self.steps[step].before;
        }
        let mut alignment = Alignment { slots: Vec::new(), cost: end.cost, moved: 0, fillers: 0, left_out: 0 };
        let mut index = 0;
        for made in moves.into_iter().rev() {
            let field = self.fields.get(alignment.slots.len()).copied().unwrap_or(FieldName::CheckDigit);
            if made == Move::Pad {
                alignment.fillers += 1;
                alignment.slots.push(Slot { options: vec![('<', FILLER_IN_RUN)], seen: None });
                continue;
            }
            let at = if made == Move::Repeat { index - 1 } else { index };
            let reading = &self.row[at];
            match made {
                Move::Place | Move::Pad => {}
                _ if reading.is_filler() && self.run_cost(at) <= FILLER_IN_RUN => {
                    alignment.fillers += 1;
                    alignment.left_out += usize::from(made == Move::Skip);
                }
                // A speck beside the row shifts nothing.
                Move::Skip if index == 0 || index + 1 == self.row.len() => {}
                _ if reading.seen.is_some() => alignment.moved += 1,
                _ => {}
            }
            if made != Move::Skip {
                let seen = reading.seen.filter(|_| made == Move::Place);
                alignment.slots.push(Slot { options: options(reading, field), seen });
            }
            if made != Move::Repeat {
                index += 1;
            }
        }
        alignment
    }
}

/// What a reading may be in a field, cheapest first: what the recogniser offers and what looks like that, as far as
/// the field's alphabet allows. A character the field cannot hold stands for its likeliest look-alike there.
pub(super) fn options(reading: &Reading, field: FieldName) -> Vec<(char, f32)> {
    let mut found: Vec<(char, f32)> = Vec::new();
    let mut add = |character: char, cost: f32| match found.iter_mut().find(|option| option.0 == character) {
        Some(option) => option.1 = option.1.min(cost),
        None if cost <= DEAREST => found.push((character, cost)),
        None => {}
    };
    for &(read, probability) in &reading.options {
        let allowed = field.allows(read);
        if allowed {
            add(read, -probability.ln());
        }
        let total: f32 = lookalikes(read).filter(|&(other, _)| field.allows(other)).map(|(_, share)| share).sum();
        for (other, share) in lookalikes(read).filter(|&(other, _)| field.allows(other)) {
            // Where the character read cannot stand, its look-alikes share all of its probability.
            let share = if allowed { share } else { share / total * 0.7 };
            add(other, -(probability * share).ln());
        }
    }
    if matches!(field, FieldName::DocumentNumber | FieldName::Optional | FieldName::Optional2) {
        for option in found.iter_mut().filter(|option| option.0 == 'O') {
            option.1 += RARE_LETTER;
        }
    }
    found.sort_by(|a, b| a.1.total_cmp(&b.1));
    if found.is_empty() {
        found.push(('<', IMPOSSIBLE));
    }
    if let Some(option) =
        found.iter().position(|option| field == FieldName::Sex && option.0 == 'X').filter(|_| found.len() > 1)
    {
        // X does not stand in the zone by the standard; only what was plainly read as X is one.
        if reading.seen != Some('X') {
            found.remove(option);
        }
    }
    found
}
