//! Whom the mail is for and where it goes: one of the addresses on the page, and the name above it.

use super::{
    person::{self, Party},
    sheet::{Item, Sheet},
    vocabulary::{RECIPIENT, SENDER, phrases},
};
use crate::{
    document::extraction::{Address, TextLine},
    normalize::address::{of_lines, place, town},
};

/// Lines above the town that can belong to a block.
const TALLEST: usize = 6;
/// Points from which a block is taken for the recipient's.
const ENOUGH: f32 = 2.0;

/// The recipient, with the lines that say so.
pub(super) struct Recipient<'a> {
    pub name: Option<(String, &'a TextLine)>,
    pub address: Option<(Address, &'a TextLine)>,
}

/// A block of lines that ends in a town.
struct Block<'a> {
    name: Option<(String, &'a TextLine)>,
    address: Address,
    line: &'a TextLine,
    points: f32,
    top: f32,
}

/// Finds the recipient: the block of a person rather than of a firm, labelled as such or high on the page.
pub(super) fn find<'a>(sheet: &Sheet<'a>) -> Recipient<'a> {
    let mut blocks: Vec<Block<'a>> = (0..sheet.items.len()).filter_map(|at| block(sheet, at)).collect();
    blocks.sort_by(|a, b| b.points.total_cmp(&a.points).then(a.top.total_cmp(&b.top)));
    let best = blocks.into_iter().next().filter(|block| block.points >= ENOUGH);
    let named = best.as_ref().and_then(|block| block.name.clone());
    Recipient { name: named.or_else(|| labelled_name(sheet)), address: best.map(|block| (block.address, block.line)) }
}

/// The block whose last line, or last but the country, is the one at `at`.
fn block<'a>(sheet: &Sheet<'a>, at: usize) -> Option<Block<'a>> {
    let (label, value) = without_label(sheet.items[at].text());
    town_within(value)?;
    let mut chain = vec![at];
    while let Some(above) = sheet.above(*chain.last()?).filter(|_| chain.len() <= TALLEST && label.is_none()) {
        chain.push(above);
        // A label such as `Bill to` ends the block.
        if without_label(sheet.items[above].text()).0.is_some() {
            break;
        }
    }
    chain.reverse();
    let mut texts: Vec<&str> = chain.iter().map(|&i| without_label(sheet.items[i].text()).1).collect();
    let country = sheet.below(at).map(|i| sheet.items[i].text()).filter(|text| place::country_of(text).is_some());
    let start = street(&texts)?;
    texts.extend(country);
    let address = of_lines(&texts[start..])?;
    let party = named(sheet, &chain[..start]);
    let item = &sheet.items[chain[start]];
    let name = match &party {
        Some((Party::Person(name), line)) => Some((name.clone(), *line)),
        _ => None,
    };
    let party = party.as_ref().map(|(party, _)| party);
    Some(Block { name, address, line: item.line, points: points(sheet, &chain, party), top: item.top })
}

fn town_within(text: &str) -> Option<town::Town> {
    let starts = std::iter::once(0).chain(text.match_indices(',').map(|(at, _)| at + 1));
    starts.into_iter().find_map(|start| town::read(&text[start..]))
}

/// Where the street begins: the nearest line with a number above the town, with those that go on above it.
fn street(texts: &[&str]) -> Option<usize> {
    let last = texts.len() - 1;
    let whole = texts[last].contains(',') && person::is_street(texts[last].split(',').next().unwrap_or_default());
    if whole {
        return Some(last);
    }
    let mut at = (0..last).rev().take(4).find(|&i| person::is_street(texts[i]))?;
    while at > 0 && person::is_street(texts[at - 1]) {
        at -= 1;
    }
    Some(at)
}

/// The party that the lines above the street name, from the street upwards.
fn named<'a>(sheet: &Sheet<'a>, chain: &[usize]) -> Option<(Party, &'a TextLine)> {
    let read = |&at: &usize| {
        let item = &sheet.items[at];
        person::read(without_label(item.text()).1).map(|party| (party, item.line))
    };
    // The nearest: above the name stands at most where the letter comes from.
    chain.iter().rev().find_map(read)
}

fn points(sheet: &Sheet<'_>, chain: &[usize], party: Option<&Party>) -> f32 {
    let mut points = match party {
        Some(Party::Person(_)) => 3.0,
        Some(Party::Firm) => -3.0,
        None => 0.0,
    };
    let first = chain[0];
    let above = (0..sheet.items.len()).filter(|&i| sheet.items[i].continues_in(&sheet.items[first]));
    let around = above.chain(sheet.left_of(first)).chain(chain.iter().copied());
    let labels: Vec<&Item<'_>> = around.map(|i| &sheet.items[i]).collect();
    if labels.iter().any(|item| names_one(item, RECIPIENT)) {
        points += 2.0;
    }
    if labels.iter().any(|item| names_one(item, SENDER)) {
        points -= 4.0;
    }
    let at = sheet.items[first].top / sheet.bottom;
    points
        + if at < 0.45 {
            0.75
        } else if at > 0.75 {
            -1.5
        } else {
            0.0
        }
}

/// Whether a line is one of the labels, or begins with one and a colon.
fn names_one(item: &Item<'_>, labels: &'static str) -> bool {
    let head = item.text().split_once(':').map_or(item.compact.as_str(), |_| "");
    let head =
        if head.is_empty() { compact(item.text().split(':').next().unwrap_or_default()) } else { head.to_owned() };
    phrases(labels).any(|label| label.replace(' ', "") == head)
}

fn compact(text: &str) -> String {
    super::sheet::fold(text).replace(' ', "")
}

/// A label at the head of a line and the value behind it: `Service address: 12 Main St …`.
pub(super) fn without_label(text: &str) -> (Option<&str>, &str) {
    let known = |head: &str| {
        let head = compact(head);
        phrases(RECIPIENT).chain(phrases(SENDER)).any(|label| label.replace(' ', "") == head)
    };
    match text.split_once(':') {
        Some((head, value)) if known(head) => (Some(head), value.trim()),
        // Without a value it is a heading; short ones (`To`) would be taken for names.
        None if known(text) => (Some(text), ""),
        _ => (None, text),
    }
}

/// A name behind or below its label, where no block names one.
fn labelled_name<'a>(sheet: &Sheet<'a>) -> Option<(String, &'a TextLine)> {
    let person = |text: &str| match person::read(text) {
        Some(Party::Person(name)) => Some(name),
        _ => None,
    };
    (0..sheet.items.len()).find_map(|at| {
        let item = &sheet.items[at];
        let (Some(label), value) = without_label(item.text()) else { return None };
        if phrases(SENDER).any(|sender| sender.replace(' ', "") == compact(label)) {
            return None;
        }
        let own = Some((value, item.line)).filter(|(value, _)| !value.is_empty());
        let near = [sheet.right_of(at), sheet.below(at)].into_iter().flatten();
        let near = near.map(|i| (sheet.items[i].text(), sheet.items[i].line));
        own.into_iter().chain(near).find_map(|(text, line)| Some((person(text)?, line)))
    })
}
