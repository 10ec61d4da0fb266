//! The birth date of a document, as far as it says one.

use jiff::civil::Date;

use super::Birth;
use crate::{
    checks::SURE,
    document::{
        extraction::{Extraction, MrzZone},
        mrz::Format,
    },
};

/// The birth date that was read with certainty; of a zone also one whose day or month is left open.
pub fn of(read: &Extraction, today: Date) -> Option<Birth> {
    let whole = read.date_of_birth.as_ref().filter(|field| field.confidence >= SURE).map(|field| field.value.into());
    whole.or_else(|| in_part(read.mrz.as_ref()?, today).filter(|_| read.date_of_birth.is_none()))
}

/// Fillers stand for what is not known of a date of birth (Doc 9303-3, section 4.8). Of the centuries it is the latest that
/// has come, as for whole dates.
fn in_part(zone: &MrzZone, today: Date) -> Option<Birth> {
    let from = match zone.format {
        Format::Td1 => 0,
        Format::Td2 | Format::Td3 | Format::MrvA | Format::MrvB => 13,
        _ => return None,
    };
    let text = zone.lines.get(1)?.get(from..from + 6).filter(|_| zone.checks.get("date_of_birth") == Some(&true))?;
    let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i8>().ok()).flatten();
    let open = |part: &str| part == "<<" || number(part).is_some();
    let (year, month, day) = (number(&text[..2])?, &text[2..4], &text[4..]);
    if !open(month) || !open(day) {
        return None;
    }
    let births = [2000, 1900].map(|century| Birth::new(century + i16::from(year), number(month), number(day)));
    births.into_iter().flatten().find(|birth| birth.years(today).1 >= 0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{
        document::extraction::{Field, Source},
        level::AgeResult,
    };

    fn zone(text: &str, format: Format, valid: bool) -> Extraction {
        let lines = match format {
            Format::Td1 => vec![String::new(), format!("{text}2F1204159UTO")],
            _ => vec![String::new(), format!("L898902C36UTO{text}2F1204159")],
        };
        let checks = [("date_of_birth".to_owned(), valid)].into();
        let zone = MrzZone { format, lines, valid, checks, repaired: Vec::new() };
        Extraction { mrz: Some(zone), ..Extraction::default() }
    }

    #[test]
    fn a_zone_that_leaves_the_day_open_shows_what_is_certain() {
        let today = date(2026, 6, 1);
        let result = |text| of(&zone(text, Format::Td3, true), today).and_then(|birth| birth.result(today));
        assert_eq!(result("0805<<"), Some(AgeResult::Over18));
        assert_eq!(result("0806<<"), None);
        assert_eq!(result("0807<<"), Some(AgeResult::Under18));
        assert_eq!(result("74<<<<"), Some(AgeResult::Over21));
        assert_eq!(result("08<<<<"), None);
        assert_eq!(result("26<<<<"), Some(AgeResult::Under18));
        for text in ["<<0512", "7<05<<", "74AB<<", "7413<<"] {
            assert_eq!(result(text), None, "{text}");
        }
        let card = of(&zone("74<<<<", Format::Td1, true), today).unwrap();
        assert_eq!(card.result(today), Some(AgeResult::Over21));
    }

    #[test]
    fn a_wrong_check_digit_and_a_doubtful_date_show_nothing() {
        let today = date(2026, 6, 1);
        assert!(of(&zone("74<<<<", Format::Td3, false), today).is_none());
        let doubtful = Some(Field::new(date(1980, 1, 1), Source::Visual, 0.5));
        assert!(of(&Extraction { date_of_birth: doubtful, ..zone("74<<<<", Format::Td3, true) }, today).is_none());
        let sure = Some(Field::new(date(2009, 1, 1), Source::Visual, 0.9));
        let birth = of(&Extraction { date_of_birth: sure, ..Extraction::default() }, today).unwrap();
        assert_eq!(birth.result(today), Some(AgeResult::Under18));
    }
}
