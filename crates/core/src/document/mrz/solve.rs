//! From recognised rows to the zone that was most likely printed.

use std::{collections::BTreeMap, fmt};

use super::{
    FieldName, Zone,
    align::{Alignment, alignments},
    codes,
    layout::{self, FieldSpan, LAYOUTS, Layout, Span},
    name_tail::{self, Tail},
    names,
    repair::{Grid, has_lone_letter, is_plausible_date, repair},
    row::{Reading, Row, readings},
};
use crate::document::extraction::MrzZone;

/// A zone read from a picture.
#[derive(Clone)]
pub struct Solved {
    pub zone: Zone,
    /// All check digits hold, and no other reading nearly as likely satisfies them.
    pub valid: bool,
    /// What was changed, by field, without values: "`document_number`: 1 character".
    pub repaired: Vec<String>,
    /// How sure the reading of each field is, 0 to 1.
    pub confidence: BTreeMap<FieldName, f32>,
    /// Lower is better: comparable between readings of the same picture, whatever their format.
    pub penalty: f32,
    /// The end of the names or the parting between them had to be guessed: compare with the printed names.
    pub names_doubtful: bool,
}

/// The zone is personal data.
impl fmt::Debug for Solved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Solved({:?}, valid: {}, penalty: {:.1})", self.zone, self.valid, self.penalty)
    }
}

/// A rival reading must cost this much more, or the result is not called valid.
const MARGIN: f32 = 2.0;
/// The same where nothing was guessed: what was read satisfies every check digit as it stands.
const PLAIN_MARGIN: f32 = 0.5;
/// Characters guessed by check digits: at most this many with a composite behind them, and without one.
const MOST_GUESSES: [usize; 2] = [2, 1];
/// A field and its check digit must be at least this likely as read, as the negative logarithm: with a composite, and
/// without one. Below, one chance in ten of passing the check by luck weighs too much.
const WEAKEST_FIELD: [f32; 2] = [3.0, 2.0];
/// The same for all those fields together, and for a date or number of unusual shape.
const WEAKEST_ZONE: f32 = 4.0;
const WEAKEST_ODDITY: f32 = 0.5;
const IMPOSSIBLE: f32 = -1.0;
/// Penalty of a check digit that does not hold.
const FAILED_CHECK: f32 = 8.0;
/// Penalty of a row that is no part of the zone, so that two rows of three are not taken for a zone of two.
const UNUSED_ROW: f32 = 10.0;
/// Fillers that may be left out of a row for nothing, and the penalty of each further one: a row that is much too long
/// is a row of another format.
const SOME_FILLERS: usize = 2;
const SURPLUS_FILLER: f32 = 1.2;
/// Average cost a character above which rows are no zone.
const NO_ZONE: f32 = 1.6;
/// Ways to lay the rows out that are looked into.
const MOST_LAYINGS: usize = 24;

/// The zone that `rows` most likely show; nothing when they are no zone. Rows before or after those of the zone do
/// no harm, rows in between do.
pub fn solve(rows: &[Row]) -> Option<Solved> {
    let rows: Vec<Vec<Reading>> = rows.iter().map(|row| readings(row)).collect();
    let mut layings: Vec<Laying> = Vec::new();
    for layout in LAYOUTS {
        let starts = |window: &&[Vec<Reading>]| codes::may_start(&window[0], layout.format);
        for window in rows.windows(layout.lines).filter(starts) {
            let unused = (rows.len() - layout.lines) as f32 * UNUSED_ROW;
            layings.extend(lay(window, layout, unused));
        }
    }
    layings.sort_by(|a, b| a.penalty.total_cmp(&b.penalty));
    let mut attempts: Vec<Attempt> = Vec::new();
    let mut enough = f32::INFINITY;
    for laying in layings.into_iter().take(MOST_LAYINGS) {
        if laying.penalty > enough {
            break;
        }
        let attempt = laying.attempt();
        enough = enough.min(attempt.penalty + MARGIN);
        attempts.push(attempt);
    }
    attempts.sort_by(|a, b| a.penalty.total_cmp(&b.penalty));
    let mut attempts = attempts.into_iter();
    let best = attempts.next()?;
    let size = best.zone.lines().iter().map(String::len).sum::<usize>() as f32;
    if best.penalty > NO_ZONE * size {
        return None;
    }
    let rival = attempts.find(|other| other.zone.valid() && !same_text(&other.zone, &best.zone));
    let distance = rival.map_or(f32::INFINITY, |other| other.penalty - best.penalty);
    Some(best.conclude(distance))
}

/// Whether two zones differ in nothing but fillers at the ends of their lines, as a longer and a shorter visa may.
fn same_text(a: &Zone, b: &Zone) -> bool {
    let texts = |zone: &Zone| zone.lines().iter().map(|line| line.trim_end_matches('<').to_owned()).collect::<Vec<_>>();
    texts(a) == texts(b)
}

/// One layout, and one way to lay the rows on it.
struct Laying {
    layout: &'static Layout,
    grid: Grid,
    /// Grows as check digits are looked at, never shrinks.
    penalty: f32,
    moved: usize,
    fillers: usize,
    tail: Tail,
}

/// A laying with its characters settled.
struct Attempt {
    zone: Zone,
    laying: Laying,
    penalty: f32,
    margin: f32,
    guesses: usize,
}

fn lay(rows: &[Vec<Reading>], layout: &'static Layout, unused: f32) -> Vec<Laying> {
    let mut combinations: Vec<Vec<Alignment>> = vec![Vec::new()];
    for (line, row) in rows.iter().enumerate() {
        let mut ways = alignments(row, layout, line);
        if !layout.checks.iter().any(|rule| rule.digit.line == line) {
            ways.truncate(1);
        }
        combinations = combinations
            .iter()
            .flat_map(|start| ways.iter().map(|way| [start.as_slice(), std::slice::from_ref(way)].concat()))
            .collect();
    }
    combinations.into_iter().filter_map(|lines| Laying::new(lines, layout, unused)).collect()
}

impl Laying {
    fn new(lines: Vec<Alignment>, layout: &'static Layout, unused: f32) -> Option<Self> {
        let surplus = |line: &Alignment| line.left_out.saturating_sub(SOME_FILLERS) as f32 * SURPLUS_FILLER;
        let aligned: f32 = lines.iter().map(|line| line.cost + surplus(line)).sum();
        let moved = lines.iter().map(|line| line.moved).sum();
        let fillers = lines.iter().map(|line| line.fillers).sum();
        let mut grid: Grid = lines.into_iter().map(|line| line.slots).collect();
        let plain = plain_cost(&grid);
        codes::settle(&mut grid, layout)?;
        let tail = clean_runs(&mut grid, layout);
        let penalty = unused + aligned + (plain_cost(&grid) - plain).max(0.0);
        Some(Self { layout, grid, penalty, moved, fillers, tail })
    }

    fn attempt(self) -> Attempt {
        let repaired = repair(&self.grid, self.layout);
        let zone = Zone::new(self.layout, repaired.lines);
        let failed = zone.checks().values().filter(|holds| !**holds).count();
        let penalty = self.penalty + repaired.cost + FAILED_CHECK * failed as f32;
        Attempt { zone, laying: self, penalty, margin: repaired.margin, guesses: repaired.guesses }
    }
}

fn plain_lines(grid: &Grid) -> Vec<String> {
    grid.iter().map(|line| line.iter().map(super::align::Slot::best).collect()).collect()
}

fn plain_cost(grid: &Grid) -> f32 {
    grid.iter().flatten().map(|slot| slot.options[0].1).sum()
}

fn clean_runs(grid: &mut Grid, layout: &Layout) -> Tail {
    let mut result = Tail::default();
    for name in [FieldName::Names, FieldName::Surname, FieldName::GivenNames] {
        if let Some(span) = layout.span(name) {
            let one_name = name != FieldName::Names;
            let tail = name_tail::clean(&mut grid[span.line][span.start..span.end], one_name);
            result.separator_guessed |= tail.separator_guessed;
            result.doubtful_initial |= tail.doubtful_initial;
        }
    }
    for span in [FieldName::Optional, FieldName::Optional2].iter().filter_map(|&name| layout.span(name)) {
        name_tail::settle_runs(&mut grid[span.line][span.start..span.end]);
    }
    result
}

impl Attempt {
    fn conclude(mut self, rival: f32) -> Solved {
        let margin = self.margin.min(rival);
        let enough = if self.guesses == 0 { PLAIN_MARGIN } else { MARGIN };
        let valid = self.zone.valid() && margin >= enough && self.is_supported();
        if !valid && self.guesses > 0 {
            // Guesses that do not convince are worth less than what was read: specimens carry wrong check digits.
            self.zone = Zone::new(self.laying.layout, plain_lines(&self.laying.grid));
        }
        let tail = self.laying.tail;
        Solved {
            valid,
            repaired: self.repaired(),
            confidence: self.confidence(valid, margin),
            penalty: self.penalty,
            names_doubtful: tail.separator_guessed || tail.doubtful_initial,
            zone: self.zone,
        }
    }

    /// Whether the reading itself, not the check digits alone, speaks for the result.
    fn is_supported(&self) -> bool {
        let layout = self.laying.layout;
        let alone = usize::from(!layout.checks.iter().any(|rule| rule.name == layout::COMPOSITE));
        // A character lost or doubled shifts a field, and its check digit lets one shifted number in ten pass.
        if self.guesses > MOST_GUESSES[alone] || self.laying.moved > 0 {
            return false;
        }
        let rules = layout.checks.iter().filter(|rule| rule.name != layout::COMPOSITE);
        let costs: Vec<f32> =
            rules.map(|rule| rule.over.iter().chain([&rule.digit]).map(|&span| self.cost_of(span)).sum()).collect();
        costs.iter().all(|&cost| cost <= WEAKEST_FIELD[alone])
            && costs.iter().sum::<f32>() <= WEAKEST_ZONE
            && layout.fields.iter().all(|field| self.cost_of(field.span) <= self.weakest(field))
    }

    /// How costly a field may be by its shape: what is printed now and then but misread more often must be read surely.
    fn weakest(&self, field: &FieldSpan) -> f32 {
        let text = self.zone.text(field.span);
        match field.name {
            FieldName::DateOfBirth | FieldName::ExpiryDate => date_limit(text),
            FieldName::DocumentNumber => number_limit(text),
            _ => f32::INFINITY,
        }
    }

    /// What the characters of a stretch cost.
    fn cost_of(&self, span: Span) -> f32 {
        let slots = &self.laying.grid[span.line][span.start..span.end];
        slots.iter().zip(self.zone.text(span).chars()).map(|(slot, c)| slot.cost_of(c).unwrap_or(0.0)).sum()
    }

    /// The character settled on for each place beside its slot.
    fn places(&self) -> impl Iterator<Item = (FieldName, char, &super::align::Slot)> {
        let layout = self.zone.layout();
        self.laying.grid.iter().zip(self.zone.lines()).enumerate().flat_map(move |(line, (slots, text))| {
            slots
                .iter()
                .zip(text.chars())
                .enumerate()
                .map(move |(position, (slot, character))| (layout.field_at(line, position), character, slot))
        })
    }

    fn repaired(&self) -> Vec<String> {
        let mut changed: BTreeMap<&str, usize> = BTreeMap::new();
        for (field, character, slot) in self.places() {
            if slot.seen.is_some_and(|seen| seen != character) {
                *changed.entry(field.as_str()).or_default() += 1;
            }
        }
        let mut texts: Vec<String> =
            changed.into_iter().map(|(field, count)| format!("{field}: {}", characters(count))).collect();
        if self.laying.moved > 0 {
            texts.push(format!("line length: {}", characters(self.laying.moved)));
        }
        if self.laying.fillers > 0 {
            texts.push(format!("filler runs: {}", characters(self.laying.fillers)));
        }
        texts
    }

    /// The product of the characters' probabilities; a check digit that holds rules out nine errors in ten.
    fn confidence(&self, valid: bool, margin: f32) -> BTreeMap<FieldName, f32> {
        let mut confidence: BTreeMap<FieldName, f32> = BTreeMap::new();
        // A filler put where the row had ended, or lost one of a run, is no doubt about what was printed, and a filler
        // behind the names none about their letters; a doubtful parting of the names is told apart.
        let is_name = |field| matches!(field, FieldName::Names | FieldName::Surname | FieldName::GivenNames);
        let printed = |&(field, character, slot): &(FieldName, char, &super::align::Slot)| {
            field != FieldName::CheckDigit && (character != '<' || slot.seen.is_some() && !is_name(field))
        };
        for (field, character, slot) in self.places().filter(printed) {
            let cost = slot.cost_of(character).unwrap_or(3.0).min(3.0);
            *confidence.entry(field).or_insert(1.0) *= (-cost).exp();
        }
        let layout = self.zone.layout();
        let unlikely_rival = 1.0 / (1.0 + (-margin).exp());
        for (field, value) in &mut confidence {
            let checked = layout.checks.iter().any(|rule| rule.name == field.as_str());
            *value = match (checked, valid) {
                (true, true) => (1.0 - 0.1 * (1.0 - *value)) * unlikely_rival,
                (true, false) => *value * 0.5,
                (false, _) => *value,
            };
            if *field == FieldName::Names && self.laying.tail.separator_guessed {
                *value *= 0.5;
            }
        }
        confidence
    }
}

/// A date that is none of the calendar stands on some specimens; half a day stands nowhere.
fn date_limit(text: &str) -> f32 {
    let halved = |part: &[u8]| (part[0] == b'<') != (part[1] == b'<');
    if is_plausible_date(text) {
        f32::INFINITY
    } else if text.as_bytes().chunks_exact(2).any(halved) {
        IMPOSSIBLE
    } else {
        WEAKEST_ODDITY
    }
}

/// A number with a filler or a lone letter among its digits is printed now and then.
fn number_limit(text: &str) -> f32 {
    match text.trim_end_matches('<').find('<') {
        Some(0) => IMPOSSIBLE,
        None if !has_lone_letter(text) => f32::INFINITY,
        _ => WEAKEST_ODDITY,
    }
}

fn characters(count: usize) -> String {
    format!("{count} character{}", if count == 1 { "" } else { "s" })
}

impl Solved {
    /// Corrects single misread letters of the names by the printed lines, where one of them gives the whole name but
    /// for letters easily taken for each other. Give only lines that were read surely. A correction that would break a
    /// check digit, as the French formats have over their names, is not made.
    pub fn correct_names(&mut self, printed: &[&str]) {
        let layout = self.zone.layout();
        for name in [FieldName::Names, FieldName::Surname, FieldName::GivenNames] {
            let Some(span) = layout.span(name) else { continue };
            let mut lines = self.zone.lines().to_vec();
            let field = self.zone.text(span);
            let Some(corrected) = names::corrected(field, printed) else { continue };
            let count = corrected.chars().zip(field.chars()).filter(|(new, old)| new != old).count();
            lines[span.line].replace_range(span.start..span.end, &corrected);
            let zone = Zone::new(layout, lines);
            if zone.checks() == self.zone.checks() {
                self.zone = zone;
                self.repaired.push(format!("{}: {} by the printed name", name.as_str(), characters(count)));
            }
        }
    }

    /// The zone in its canonical form.
    pub fn to_extraction(&self) -> MrzZone {
        MrzZone {
            format: self.zone.format(),
            lines: self.zone.lines().to_vec(),
            valid: self.valid,
            checks: self.zone.checks(),
            repaired: self.repaired.clone(),
        }
    }

    /// How sure a field is; 0 when the format has none such.
    pub fn confidence_of(&self, field: FieldName) -> f32 {
        self.confidence.get(&field).copied().unwrap_or(0.0)
    }
}
