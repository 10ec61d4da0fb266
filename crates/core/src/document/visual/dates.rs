//! Which printed date is which: labels, the order of a life, and whole years of validity, weighed together.

use jiff::{Span as Duration, civil::Date};

use super::{
    labels::Family,
    near::{self, Place},
    page::{DateValue, Page},
};
use crate::document::printed_date::Order;

/// A date in its role, with where it stands.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub date: Date,
    pub line: usize,
    pub confidence: f32,
}

/// The dates of a document.
#[derive(Clone, Copy, Default)]
pub(super) struct Dates {
    pub birth: Option<Told>,
    pub issue: Option<Told>,
    pub expiry: Option<Told>,
    /// Day and month could be exchanged, and nothing on the document tells.
    pub ambiguous: bool,
}

/// One reading of one printed date, with how well it fits each role's labels.
#[derive(Clone, Copy)]
struct Choice {
    date: Date,
    /// Which printed date it reads.
    printed: usize,
    line: usize,
    /// Birth, issue, expiry.
    labelled: [f32; 3],
    /// The reading goes against the order of day and month that is likely here.
    unlikely: bool,
}

const ROLES: [Family; 3] = [Family::Birth, Family::Issue, Family::Expiry];
/// What a role is worth that no label supports but the order of the dates does.
const BY_ORDER: f32 = 0.3;
/// Most dates of a page that are looked at.
const MOST: usize = 10;

/// Tells the dates of a page apart. `month_first`: the issuer writes months before days; nothing when it is unknown.
pub(super) fn tell(page: &Page<'_>, month_first: Option<bool>, today: Date) -> Dates {
    let order = order_of(page).or(month_first);
    let choices = choices(page, order);
    let Some(best) = best_of(&choices, today) else { return Dates::default() };
    let told = |role: usize| {
        let choice = best.roles[role]?;
        let doubt = if choice.labelled[role] > 0.0 { choice.labelled[role] } else { BY_ORDER };
        let structure = if best.whole_years && role > 0 { 0.2 } else { 0.0 };
        let line = &page.sheet.lines[choice.line];
        let confidence = (0.55 + 0.4 * doubt + structure).min(0.97) * line.confidence;
        Some(Told { date: choice.date, line: choice.line, confidence })
    };
    let open = order.is_none() && best.roles.iter().flatten().any(|choice| exchangeable(page, *choice));
    Dates { birth: told(0), issue: told(1), expiry: told(2), ambiguous: open }
}

/// Whether the date could be read the other way round as well.
fn exchangeable(page: &Page<'_>, choice: Choice) -> bool {
    let printed = page.dates.iter().find(|d| d.line == choice.line && d.date.may_be(choice.date));
    printed.is_some_and(|d| {
        d.date.order == Order::Numbers && choice.date.day() <= 12 && choice.date.day() != choice.date.month()
    })
}

/// Whether a date of the page that can be read one way only has its month first.
fn order_of(page: &Page<'_>) -> Option<bool> {
    let mut told = page.dates.iter().filter(|d| d.date.order == Order::Numbers).filter_map(|d| {
        let text = page.sheet.lines[d.line].part(d.date.from, d.date.to);
        let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u16>().ok());
        match (numbers.next()?, numbers.next()?) {
            (1..=12, 13..=31) => Some(true),
            (13..=31, 1..=12) => Some(false),
            _ => None,
        }
    });
    let first = told.next()?;
    told.all(|other| other == first).then_some(first)
}

fn choices(page: &Page<'_>, month_first: Option<bool>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for (printed, value) in page.dates.iter().take(MOST).enumerate() {
        let labelled = ROLES.map(|role| fit(page, role, value));
        let elsewhere = other_fit(page, value);
        let text = page.sheet.lines[value.line].part(value.date.from, value.date.to);
        for &date in &value.date.readings {
            let first = text.split(|c: char| !c.is_ascii_digit()).find_map(|n| n.parse::<i8>().ok());
            let reads_month_first = first == Some(date.month()) && date.month() != date.day();
            let numbers = value.date.order == Order::Numbers;
            let against = match month_first {
                Some(wanted) => numbers && reads_month_first != wanted && value.date.readings.len() > 1,
                None => numbers && reads_month_first,
            };
            if against && month_first.is_some() && date.month() != date.day() && exchanged(&value.date.readings, date) {
                continue;
            }
            let less = if elsewhere > 0.45 { elsewhere } else { 0.0 };
            let labelled = labelled.map(|fit| if fit + 0.05 < less { 0.0 } else { fit });
            if less > 0.0 && labelled.iter().all(|fit| *fit == 0.0) {
                continue;
            }
            let same = choices.iter_mut().find(|known| known.date == date);
            match same {
                // Printed twice: the place with the better label counts.
                Some(known) => {
                    for (known, here) in known.labelled.iter_mut().zip(labelled) {
                        *known = known.max(here);
                    }
                }
                None => choices.push(Choice { date, printed, line: value.line, labelled, unlikely: against }),
            }
        }
    }
    choices
}

/// Whether the date with day and month exchanged is among the readings.
fn exchanged(readings: &[Date], date: Date) -> bool {
    Date::new(date.year(), date.day(), date.month()).is_ok_and(|other| readings.contains(&other))
}

fn fit(page: &Page<'_>, family: Family, value: &DateValue) -> f32 {
    let place = Place { line: value.line, left: value.left, right: value.right };
    page.labels_of(family).map(|label| label.quality * near::fit(page, label, place)).fold(0.0, f32::max)
}

/// How well the date fits a label of something else, such as the number of a form.
fn other_fit(page: &Page<'_>, value: &DateValue) -> f32 {
    let place = Place { line: value.line, left: value.left, right: value.right };
    let others = page.labels.iter().filter(|label| matches!(label.family, Family::Rest | Family::OtherNumber));
    others.map(|label| label.quality * near::fit(page, label, place)).fold(0.0, f32::max)
}

struct Best {
    score: f32,
    roles: [Option<Choice>; 3],
    whole_years: bool,
}

fn best_of(choices: &[Choice], today: Date) -> Option<Best> {
    let options = || std::iter::once(None).chain(choices.iter().copied().map(Some));
    let mut best: Option<Best> = None;
    for birth in options().filter(|birth| birth.is_none_or(|choice| may_be_born(choice.date, today))) {
        for issue in options().filter(|issue| issue.is_none_or(|choice| may_be_issued(choice, birth, today))) {
            for expiry in options().filter(|expiry| expiry.is_none_or(|choice| may_expire(choice, birth, issue, today)))
            {
                let candidate = weigh([birth, issue, expiry], choices);
                if candidate.score > best.as_ref().map_or(0.0, |best| best.score) {
                    best = Some(candidate);
                }
            }
        }
    }
    best
}

fn may_be_born(date: Date, today: Date) -> bool {
    date < today && i32::from(today.year()) - i32::from(date.year()) <= 120
}

fn may_be_issued(choice: Choice, birth: Option<Choice>, today: Date) -> bool {
    choice.date <= today && birth.is_none_or(|birth| before(birth, choice))
}

/// Earlier, and not the same print read with another century.
fn before(earlier: Choice, later: Choice) -> bool {
    earlier.date < later.date && earlier.printed != later.printed
}

fn may_expire(choice: Choice, birth: Option<Choice>, issue: Option<Choice>, today: Date) -> bool {
    let near = (i32::from(choice.date.year()) - i32::from(today.year())).abs() <= 50;
    near && [birth, issue].into_iter().flatten().all(|earlier| before(earlier, choice))
}

fn weigh(roles: [Option<Choice>; 3], choices: &[Choice]) -> Best {
    let mut score = 0.0;
    for (role, choice) in roles.iter().enumerate() {
        let Some(choice) = choice else { continue };
        let best_elsewhere = choice.labelled.iter().copied().fold(0.0, f32::max);
        score += match choice.labelled[role] {
            fit if fit > 0.0 => fit + 0.4,
            // A label says that it is something else.
            _ if best_elsewhere > 0.35 => -0.6,
            _ => by_order(role, *choice, &roles, choices),
        };
        score -= if choice.unlikely { 0.08 } else { 0.0 };
    }
    let whole_years = match (roles[1], roles[2]) {
        (Some(issue), Some(expiry)) => is_whole_years(issue.date, expiry.date),
        _ => false,
    };
    score += if whole_years { 0.25 } else { 0.0 };
    score -= unusual(&roles);
    Best { score, roles, whole_years }
}

/// Spans of time that two-digit years could give but documents hardly ever have.
fn unusual(roles: &[Option<Choice>; 3]) -> f32 {
    let years = |from: Option<Choice>, to: Option<Choice>| match (from, to) {
        (Some(from), Some(to)) => Some(i32::from(to.date.year()) - i32::from(from.date.year())),
        _ => None,
    };
    let too_long = years(roles[1], roles[2]).is_some_and(|term| term > 20);
    let too_old = years(roles[0], roles[2]).is_some_and(|age| age > 110);
    f32::from(u8::from(too_long) + u8::from(too_old)) * 0.5
}

/// What a role without a label is worth: the earliest of the dates is the birth, the latest the expiry.
fn by_order(role: usize, choice: Choice, roles: &[Option<Choice>; 3], choices: &[Choice]) -> f32 {
    // Each of the other dates may be read so that it lies after, or before, this one.
    let others = || choices.iter().filter(|other| other.printed != choice.printed);
    let may = |fits: fn(Date, Date) -> bool| {
        others().all(|other| choices.iter().any(|c| c.printed == other.printed && fits(c.date, choice.date)))
    };
    let told = match role {
        0 => may(|other, this| other >= this) && years_apart(choice, roles) && others().next().is_some(),
        1 => matches!((roles[1], roles[2]), (Some(i), Some(e)) if is_whole_years(i.date, e.date)),
        _ => may(|other, this| other <= this) && roles[0].is_some(),
    };
    if told { BY_ORDER } else { -0.2 }
}

/// Most people have a document issued some years after they were born; a page with issue and expiry alone must not
/// make the issue date a birth.
fn years_apart(birth: Choice, roles: &[Option<Choice>; 3]) -> bool {
    let later = roles[1].or(roles[2]).map(|choice| choice.date);
    later.is_some_and(|later| {
        let years = i32::from(later.year()) - i32::from(birth.date.year());
        years >= if roles[1].is_some() { 1 } else { 16 }
    })
}

/// Issue and expiry lie whole years apart, up to a day.
pub(super) fn is_whole_years(issued: Date, expires: Date) -> bool {
    (1..=20_i16).any(|years| {
        let anniversary = issued.checked_add(Duration::new().years(years));
        anniversary.is_ok_and(|day| (expires - day).get_days().abs() <= 1)
    })
}
