//! The day a paper was made: the date that is labelled so, or else the one that stands alone.

use jiff::civil::Date;

use super::{
    sheet::{Item, Sheet, fold, says},
    vocabulary::{ISSUED, OTHER_DATES, phrases},
};
use crate::document::{extraction::TextLine, printed_date};

/// In which order day and month stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    DayFirst,
    MonthFirst,
    /// Both orders are in use where the paper comes from.
    Unknown,
}

struct Candidate<'a> {
    date: Date,
    line: &'a TextLine,
    points: f32,
    ambiguous: bool,
}

/// The date of issue with its confidence. Dates after `today` and of periods are none.
pub(super) fn find<'a>(sheet: &Sheet<'a>, order: DateOrder, today: Date) -> Option<(Date, f32, &'a TextLine)> {
    let order = if order == DateOrder::Unknown { order_shown(sheet) } else { order };
    let mut candidates: Vec<Candidate<'a>> =
        (0..sheet.items.len()).filter_map(|at| candidate(sheet, at, order, today)).collect();
    candidates.sort_by(|a, b| b.points.total_cmp(&a.points).then(b.date.cmp(&a.date)));
    let best = candidates.first().filter(|best| best.points >= 2.0)?;
    let rival = candidates.iter().find(|other| other.date != best.date).map_or(0.0, |other| other.points);
    let sure = (0.6 + 0.1 * (best.points - rival)).clamp(0.5, 0.95) - if best.ambiguous { 0.3 } else { 0.0 };
    Some((best.date, sure, best.line))
}

fn candidate<'a>(sheet: &Sheet<'a>, at: usize, order: DateOrder, today: Date) -> Option<Candidate<'a>> {
    let item = &sheet.items[at];
    let [printed] = printed_date::find(item.text()).try_into().ok()?;
    let (date, ambiguous) = choose(&printed.readings, order, today)?;
    if in_table(sheet, at) {
        return None;
    }
    let points = label_points(sheet, at) + place_points(sheet, item);
    Some(Candidate { date, line: item.line, points, ambiguous })
}

/// Dates below one another are those of entries.
fn in_table(sheet: &Sheet<'_>, at: usize) -> bool {
    let item = &sheet.items[at];
    let column = sheet.items.iter().filter(|other| (other.left - item.left).abs() < item.height());
    let dates = column
        .filter(|other| before_date(other.text()).trim().is_empty() && !printed_date::find(other.text()).is_empty());
    dates.count() > 3
}

/// The reading that the order allows; of two centuries the later one that is not to come.
fn choose(readings: &[Date], order: DateOrder, today: Date) -> Option<(Date, bool)> {
    let past: Vec<Date> =
        readings.iter().copied().filter(|date| *date <= today && date.year() > today.year() - 60).collect();
    let first = *past.first()?;
    let other = past.iter().copied().find(|date| date.year() == first.year() && *date != first);
    Some(match (order, other) {
        (_, None) | (DateOrder::DayFirst, Some(_)) => (first, false),
        (DateOrder::MonthFirst, Some(other)) => (other, false),
        (DateOrder::Unknown, Some(_)) => (first, true),
    })
}

/// What stands before the date on its line, left of it and above it.
fn label_points(sheet: &Sheet<'_>, at: usize) -> f32 {
    let item = &sheet.items[at];
    let own = before_date(item.text());
    let worded = own.chars().any(char::is_alphabetic);
    let near = [sheet.left_of(at), sheet.above(at)];
    let labels =
        if worded { vec![own] } else { near.into_iter().flatten().map(|i| sheet.items[i].text().to_owned()).collect() };
    labels
        .iter()
        .map(|label| meaning(label))
        .fold(0.0, |best: f32, points| if points.abs() > best.abs() { points } else { best })
}

/// The words in front of the first digit or of the month that stands there.
fn before_date(text: &str) -> String {
    let digit = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let head = &text[..digit];
    // `March 3, 2026`: the month is no label.
    let last = head.split_whitespace().last().unwrap_or_default();
    let month = !printed_date::find(&format!("1 {last} 2000")).is_empty() && last.chars().any(char::is_alphabetic);
    if month { head[..head.len() - (head.len() - head.rfind(last).unwrap_or(0))].to_owned() } else { head.to_owned() }
}

fn meaning(label: &str) -> f32 {
    let folded = fold(label);
    let compact = folded.replace(' ', "");
    if phrases(ISSUED).any(|known| known.replace(' ', "") == compact) {
        return if compact.len() > 4 { 5.0 } else { 3.0 };
    }
    let line = TextLine { text: label.to_owned(), confidence: 1.0, place: super::NOWHERE };
    let sheet = Sheet::of(std::slice::from_ref(&line));
    let other = sheet.items.first().is_some_and(|item| phrases(OTHER_DATES).any(|word| says(item, word)));
    // `Neuhausen, den 3. März 2026` and `Lyon, le 3 mars 2026` end with the word for it.
    let ends = |word: &&str| word.len() > 1 && folded.ends_with(&format!(" {word} "));
    match (other, phrases(ISSUED).filter(ends).map(str::len).max()) {
        (true, _) => -4.0,
        (false, _) if [" DATE ", " DATUM ", " FECHA ", " DATA "].iter().any(|word| folded.starts_with(word)) => 3.5,
        (false, Some(letters)) if letters > 5 => 4.0,
        (false, Some(_)) => 2.5,
        _ => 0.0,
    }
}

/// High on the page, and alone on its line, dates tell when a letter was written.
fn place_points(sheet: &Sheet<'_>, item: &Item<'_>) -> f32 {
    let high = item.top < 0.45 * sheet.bottom;
    let short = item.text().chars().count() <= 45;
    f32::from(high) + if high && short { 1.0 } else { 0.0 }
}

/// The order that another date of the page can only have.
fn order_shown(sheet: &Sheet<'_>) -> DateOrder {
    let (mut day, mut month) = (false, false);
    for item in &sheet.items {
        let numbers: Vec<&str> = item.text().split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
        for window in numbers.windows(3).filter(|w| w[2].len() == 4 && w[0].len() <= 2 && w[1].len() <= 2) {
            let [a, b] = [window[0], window[1]].map(|n| n.parse::<u8>().unwrap_or(0));
            day |= (13..=31).contains(&a) && (1..=12).contains(&b);
            month |= (13..=31).contains(&b) && (1..=12).contains(&a);
        }
    }
    match (day, month) {
        (true, false) => DateOrder::DayFirst,
        (false, true) => DateOrder::MonthFirst,
        _ => DateOrder::Unknown,
    }
}
