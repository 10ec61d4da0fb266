//! Choosing among look-alikes by the check digits.
//!
//! One wrong guess in ten passes a check digit, so guessing is kept short: at most two characters a check digit, one
//! in what only the composite covers, none dearer than [`DEAREST_GUESS`], and the caller refuses a result with a
//! rival nearly as cheap.

use super::{
    align::Slot,
    check_digit::{self, value},
    layout::{self, CheckRule, Layout, Span},
};

/// All guesses of one check digit together may cost this much more than the plain reading.
const DEAREST_GUESS: f32 = 5.0;
/// The same where only the composite stands behind them.
const DEAREST_LONE_GUESS: f32 = 4.0;
/// A guess that leaves a number with one letter among digits costs this much more.
const LONE_LETTER: f32 = 1.0;
/// The same for a letter guessed beside a digit where only the composite stands behind it.
const LETTER_BY_DIGITS: f32 = 2.5;
/// A guess that stands although another check digit fails: hardly dearer than the plain reading.
const CHEAP_GUESS: f32 = 0.5;
/// Candidates kept for each check digit, and totals for each remainder.
const KEPT: usize = 6;

pub(super) type Grid = Vec<Vec<Slot>>;
type Place = (usize, usize);

/// One reading of a group of places.
#[derive(Clone)]
struct Candidate {
    /// Which option each place takes, where not the first.
    changes: Vec<(Place, usize)>,
    cost: f32,
    /// What it adds to the composite sum, modulo ten.
    remainder: u32,
}

impl Candidate {
    fn character(&self, grid: &Grid, place: Place) -> char {
        let index = self.changes.iter().find(|change| change.0 == place).map_or(0, |change| change.1);
        slot(grid, place).options[index].0
    }
}

/// The outcome for a whole grid.
pub(super) struct Repair {
    /// Chosen characters, a line each.
    pub lines: Vec<String>,
    /// Cost above the plain reading.
    pub cost: f32,
    /// How much more the next best reading costs that the check digits allow too.
    pub margin: f32,
    /// Number of characters that were guessed.
    pub guesses: usize,
}

/// The cheapest reading that all check digits allow; the plain reading with cheap repairs where none does.
pub(super) fn repair(grid: &Grid, layout: &Layout) -> Repair {
    let composite = layout.checks.iter().find(|rule| rule.name == layout::COMPOSITE);
    let weights = weights(grid, composite);
    let mut groups = Vec::new();
    for rule in layout.checks.iter().filter(|rule| rule.name != layout::COMPOSITE) {
        groups.push(group(grid, layout, rule, &weights));
    }
    if let Some(rule) = composite {
        groups.push(rest(grid, layout, &weights));
        groups.push(digit(grid, rule));
    }
    let mut totals = combine(&groups);
    if totals.is_empty() {
        // Some specimens carry wrong check digits: what is refused as a whole is given as it was read.
        for group in &mut groups {
            group.retain(|candidate| candidate.cost <= CHEAP_GUESS);
        }
        let own: Vec<usize> = vec![0; groups.len()];
        return finish(grid, &groups, &own, 0.0);
    }
    let best = totals.remove(0);
    let margin = totals.first().map_or(f32::INFINITY, |next| next.cost - best.cost);
    finish(grid, &groups, &best.picks, margin)
}

fn places(span: Span) -> impl Iterator<Item = Place> {
    (span.start..span.end).map(move |position| (span.line, position))
}

/// The composite's weight of every place, 0 where it does not count.
fn weights(grid: &Grid, composite: Option<&CheckRule>) -> Vec<Vec<u32>> {
    let mut weights: Vec<Vec<u32>> = grid.iter().map(|line| vec![0; line.len()]).collect();
    let covered = composite.iter().flat_map(|rule| rule.over).flat_map(|&span| places(span));
    for ((line, position), weight) in covered.zip([7, 3, 1].into_iter().cycle()) {
        weights[line][position] = weight;
    }
    weights
}

fn slot(grid: &Grid, (line, position): Place) -> &Slot {
    &grid[line][position]
}

/// Readings of a field and its check digit that agree. When none does, the plain reading with no remainder that could
/// satisfy the composite is left out, so that the total fails.
fn group(grid: &Grid, layout: &Layout, rule: &CheckRule, weights: &[Vec<u32>]) -> Vec<Candidate> {
    let digit_place = (rule.digit.line, rule.digit.start);
    let mut covered: Vec<Place> = rule.over.iter().flat_map(|&span| places(span)).collect();
    let long = long_number(grid, layout, rule);
    let length = covered.len();
    covered.push(digit_place);
    covered.extend(long.iter().copied());
    let holds = |text: &[char]| {
        if long.is_empty() {
            agrees(&text[..length], text[length], rule.filler_when_empty)
        } else {
            long_number_agrees(&text[..length], &text[length..])
        }
    };
    let plain: Vec<char> = covered.iter().map(|&place| slot(grid, place).best()).collect();
    let sound = |text: &[char]| text == plain || sound(rule, &text[..length], &plain);
    let mut found = candidates(grid, &covered, weights, 2, DEAREST_GUESS, |text| sound(text) && holds(text));
    if rule.name == layout::NUMBER {
        for candidate in found.iter_mut().filter(|candidate| !candidate.changes.is_empty()) {
            let text: String = covered[..length].iter().map(|&place| candidate.character(grid, place)).collect();
            candidate.cost += if has_lone_letter(&text) { LONE_LETTER } else { 0.0 };
        }
        found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    }
    found
}

/// Places of the optional data a long number takes, when the plain reading has one.
fn long_number(grid: &Grid, layout: &Layout, rule: &CheckRule) -> Vec<Place> {
    let continued =
        layout.long_numbers && rule.name == layout::NUMBER && grid[rule.digit.line][rule.digit.start].best() == '<';
    let Some(span) = layout.span(super::FieldName::Optional).filter(|_| continued) else { return Vec::new() };
    places(span).take_while(|&place| slot(grid, place).best() != '<').collect()
}

/// Whether a guessed text makes sense: a date is one of the calendar or has its day or month unknown, a number gets no
/// filler inside that was not read there.
fn sound(rule: &CheckRule, text: &[char], plain: &[char]) -> bool {
    match rule.name {
        layout::BIRTH | layout::EXPIRY => is_plausible_date(&text.iter().collect::<String>()),
        layout::NUMBER => {
            let end = text.iter().rposition(|&character| character != '<').unwrap_or(0);
            text[..end].iter().zip(plain).all(|(&guessed, &read)| guessed != '<' || read == '<')
        }
        _ => true,
    }
}

/// One letter in a number of digits, other than at its start: printed seldom, and as `6` and `G` or `1` and `L` count
/// the same in a check digit, often a digit misread.
pub(super) fn has_lone_letter(number: &str) -> bool {
    let letters = || number.match_indices(|character: char| character.is_ascii_uppercase());
    letters().count() == 1 && letters().all(|(at, _)| at > 1)
}

/// A month of the year and a day of the month, where given.
pub(super) fn is_plausible_date(text: &str) -> bool {
    let within = |range: std::ops::Range<usize>, last: u8| {
        let part = text.get(range).unwrap_or_default();
        part == "<<" || part.parse::<u8>().is_ok_and(|number| (1..=last).contains(&number))
    };
    text == "<<<<<<" || (text.bytes().take(2).all(|byte| byte.is_ascii_digit()) && within(2..4, 12) && within(4..6, 31))
}

fn agrees(text: &[char], digit: char, filler_when_empty: bool) -> bool {
    if digit == '<' {
        return filler_when_empty && text.iter().all(|&character| character == '<');
    }
    check_digit::of(text.iter().copied()) == Some(digit)
}

/// `rest` is the filler in the check digit's place and what follows it.
fn long_number_agrees(head: &[char], rest: &[char]) -> bool {
    let [filler @ '<', tail @ .., digit] = rest else { return false };
    let number = |parts: [&[char]; 3]| check_digit::of(parts.concat().into_iter()) == Some(*digit);
    number([head, tail, &[]]) || number([head, &[*filler], tail])
}

/// Readings of what the composite alone covers.
fn rest(grid: &Grid, layout: &Layout, weights: &[Vec<u32>]) -> Vec<Candidate> {
    let mut own = vec![false; grid.iter().map(Vec::len).sum()];
    let flat = |(line, position): Place| line * layout.width + position;
    for rule in layout.checks.iter().filter(|rule| rule.name != layout::COMPOSITE) {
        let long = long_number(grid, layout, rule);
        for place in rule.over.iter().flat_map(|&span| places(span)).chain(places(rule.digit)).chain(long) {
            own[flat(place)] = true;
        }
    }
    let open: Vec<Place> = (0..grid.len())
        .flat_map(|line| (0..layout.width).map(move |position| (line, position)))
        .filter(|&(line, position)| weights[line][position] > 0 && !own[flat((line, position))])
        .collect();
    let mut found = candidates(grid, &open, weights, 1, DEAREST_LONE_GUESS, |_| true);
    for candidate in &mut found {
        let odd = candidate.changes.iter().filter(|&&(place, index)| is_letter_by_digits(grid, place, index));
        candidate.cost += odd.count() as f32 * LETTER_BY_DIGITS;
    }
    found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    found
}

/// Whether a place would hold a letter beside a digit.
fn is_letter_by_digits(grid: &Grid, (line, position): Place, index: usize) -> bool {
    let digit = |at: Option<usize>| at.and_then(|at| grid[line].get(at)).is_some_and(|s| s.best().is_ascii_digit());
    slot(grid, (line, position)).options[index].0.is_ascii_uppercase()
        && (digit(position.checked_sub(1)) || digit(Some(position + 1)))
}

/// The composite digit itself: it takes its value away from the sum.
fn digit(grid: &Grid, rule: &CheckRule) -> Vec<Candidate> {
    let place = (rule.digit.line, rule.digit.start);
    let options = &slot(grid, place).options;
    let plain = options[0].1;
    let mut found = Vec::new();
    for (index, &(character, cost)) in options.iter().enumerate() {
        if let (Some(number), true) = (character.to_digit(10), cost - plain <= DEAREST_LONE_GUESS) {
            let changes = if index == 0 { Vec::new() } else { vec![(place, index)] };
            found.push(Candidate { changes, cost: cost - plain, remainder: (10 - number) % 10 });
        }
    }
    found
}

/// Readings of `places` that `holds` accepts, with at most `most` places off their first option, cheapest first.
fn candidates(
    grid: &Grid,
    places: &[Place],
    weights: &[Vec<u32>],
    most: usize,
    dearest: f32,
    holds: impl Fn(&[char]) -> bool,
) -> Vec<Candidate> {
    let mut text: Vec<char> = places.iter().map(|&place| slot(grid, place).best()).collect();
    let mut found = Vec::new();
    for change in changes(grid, places, most, dearest) {
        for &(at, index, _) in &change {
            text[at] = slot(grid, places[at]).options[index].0;
        }
        if holds(&text) {
            let cost = total(&change);
            let changes = change.iter().map(|&(at, index, _)| (places[at], index)).collect();
            found.push(Candidate { changes, cost, remainder: remainder(&text, places, weights) });
        }
        for &(at, _, _) in &change {
            text[at] = slot(grid, places[at]).best();
        }
        if found.len() == KEPT * 3 {
            break;
        }
    }
    found
}

/// Where among the places, which option there, and what it costs more than the first.
type Change = (usize, usize, f32);

/// No change, each one alone, and where `most` allows it two at a time; cheapest first.
fn changes(grid: &Grid, places: &[Place], most: usize, dearest: f32) -> Vec<Vec<Change>> {
    let singles: Vec<Change> = places
        .iter()
        .enumerate()
        .flat_map(|(at, &place)| {
            let options = &slot(grid, place).options;
            (1..options.len()).map(move |index| (at, index, options[index].1 - options[0].1))
        })
        .filter(|&(_, _, cost)| cost <= dearest)
        .collect();
    let mut changes: Vec<Vec<Change>> = vec![Vec::new()];
    changes.extend(singles.iter().map(|&single| vec![single]));
    for (index, &first) in singles.iter().enumerate().filter(|_| most > 1) {
        let seconds = singles[index + 1..].iter().filter(|second| second.0 != first.0 && first.2 + second.2 <= dearest);
        changes.extend(seconds.map(|&second| vec![first, second]));
    }
    changes.sort_by(|a, b| total(a).total_cmp(&total(b)));
    changes
}

fn total(change: &[Change]) -> f32 {
    change.iter().map(|part| part.2).sum()
}

fn remainder(text: &[char], places: &[Place], weights: &[Vec<u32>]) -> u32 {
    let sum: u32 = text
        .iter()
        .zip(places)
        .map(|(&character, &(line, position))| value(character).unwrap_or(0) * weights[line][position])
        .sum();
    sum % 10
}

#[derive(Clone)]
struct Total {
    cost: f32,
    remainder: u32,
    /// Candidate taken in each group.
    picks: Vec<usize>,
}

/// The cheapest picks whose remainders cancel, best first. Empty when a group has no candidate.
fn combine(groups: &[Vec<Candidate>]) -> Vec<Total> {
    let mut totals = vec![Total { cost: 0.0, remainder: 0, picks: Vec::new() }];
    for group in groups {
        let mut next = Vec::new();
        for total in &totals {
            for (index, candidate) in group.iter().enumerate() {
                let mut picks = total.picks.clone();
                picks.push(index);
                let remainder = (total.remainder + candidate.remainder) % 10;
                next.push(Total { cost: total.cost + candidate.cost, remainder, picks });
            }
        }
        next.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let mut kept = [0; 10];
        next.retain(|total| {
            let count = &mut kept[total.remainder as usize];
            *count += 1;
            *count <= KEPT
        });
        totals = next;
    }
    totals.retain(|total| total.remainder == 0);
    totals
}

/// Writes the picked readings out.
fn finish(grid: &Grid, groups: &[Vec<Candidate>], picks: &[usize], margin: f32) -> Repair {
    let mut characters: Vec<Vec<char>> = grid.iter().map(|line| line.iter().map(Slot::best).collect()).collect();
    let mut repair = Repair { lines: Vec::new(), cost: 0.0, margin, guesses: 0 };
    for candidate in groups.iter().zip(picks).filter_map(|(group, &pick)| group.get(pick)) {
        repair.cost += candidate.cost;
        repair.guesses += candidate.changes.len();
        for &(place, index) in &candidate.changes {
            characters[place.0][place.1] = slot(grid, place).options[index].0;
        }
    }
    repair.lines = characters.into_iter().map(String::from_iter).collect();
    repair
}
