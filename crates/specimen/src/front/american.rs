//! Licences of states of the Union.

use countersign_core::Date;
use image::RgbImage;

use super::Card;
use crate::canvas::Canvas;

/// The seventh of March is `03/07/1985`.
pub(super) fn date(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.month(), day.day(), day.year())
}

/// State, kind and portrait.
fn head(canvas: &mut Canvas<'_>, card: &Card, portrait: &RgbImage, kind: &str) {
    canvas.value((4.0, 2.0), 5.0, &card.title);
    canvas.label((48.0, 2.8), 3.4, kind);
    canvas.portrait(portrait, (3.5, 12.0), 23.0);
}

pub(super) fn inline(canvas: &mut Canvas<'_>, card: &Card, portrait: &RgbImage) {
    head(canvas, card, portrait, "DRIVER LICENSE");
    let rows = [
        (30.0, 10.0, "4d DLN", card.number.as_str()),
        (30.0, 14.4, "1", &card.last),
        (30.0, 18.8, "2", &card.first),
        (30.0, 23.2, "8", &card.street),
        (30.0, 26.8, "", &card.town),
        (30.0, 32.0, "3 DOB", &card.birth),
        (30.0, 36.4, "4a ISS", &card.issued),
        (57.0, 36.4, "4b EXP", &card.expires),
        (30.0, 40.8, "15 SEX", card.sex),
        (46.0, 40.8, "16 HGT", "5'-08\""),
        (64.0, 40.8, "18 EYES", "BRO"),
        (30.0, 45.2, "9 CLASS", "D"),
        (46.0, 45.2, "12 REST", "NONE"),
    ];
    for (x, y, label, value) in rows {
        canvas.label((x, y + 0.8), 1.9, label);
        canvas.value((x + 1.6 + 1.05 * label.len() as f32, y), 3.0, value);
    }
}

pub(super) fn above(canvas: &mut Canvas<'_>, card: &Card, portrait: &RgbImage) {
    head(canvas, card, portrait, "DRIVER'S LICENSE");
    let rows = [
        (30.0, 9.0, "4d NUMBER", card.number.as_str()),
        (60.0, 9.0, "9 CLASS", "D"),
        (30.0, 15.6, "3 DOB", &card.birth),
        (60.0, 15.6, "15 SEX", card.sex),
        (30.0, 22.2, "4a ISS", &card.issued),
        (60.0, 22.2, "4b EXP", &card.expires),
    ];
    for (x, y, label, value) in rows {
        canvas.label((x, y), 1.9, label);
        canvas.value((x + 1.0, y + 2.2), 3.2, value);
    }
    for (y, number, value) in
        [(29.4, "1", &card.last), (33.6, "2", &card.first), (37.8, "8", &card.street), (41.6, "", &card.town)]
    {
        canvas.label((28.0, y + 0.8), 1.9, number);
        canvas.value((30.0, y), 3.1, value);
    }
    canvas.label((30.0, 48.0), 1.8, "5 DD 0123456789AB");
}

pub(super) fn codes(canvas: &mut Canvas<'_>, card: &Card, portrait: &RgbImage) {
    head(canvas, card, portrait, "DRIVER LICENSE");
    canvas.label((76.0, 7.0), 2.2, "USA");
    let rows = [
        (30.0, 10.0, "DL", card.number.as_str(), 4.0),
        (66.0, 10.0, "CLASS", "C", 3.0),
        (30.0, 15.4, "EXP", &card.expires, 3.4),
        (66.0, 15.4, "END", "NONE", 3.0),
        (30.0, 20.0, "LN", &card.last, 3.4),
        (30.0, 24.2, "FN", &card.first, 3.4),
        (30.0, 34.6, "DOB", &card.birth, 3.4),
        (30.0, 39.0, "RSTR", "NONE", 2.8),
        (30.0, 44.0, "SEX", card.sex, 2.8),
        (46.0, 44.0, "HAIR", "BRN", 2.8),
        (62.0, 44.0, "EYES", "BRN", 2.8),
        (62.0, 48.4, "ISS", &card.issued, 2.6),
    ];
    for (x, y, label, value, size) in rows {
        canvas.label((x, y + 0.25 * size), 0.72 * size, label);
        canvas.value((x + 1.4 + 0.45 * size * label.len() as f32, y), size, value);
    }
    canvas.value((30.0, 28.0), 2.8, &card.street);
    canvas.value((30.0, 31.0), 2.8, &card.town);
}

pub(super) fn column(canvas: &mut Canvas<'_>, card: &Card, portrait: &RgbImage) {
    head(canvas, card, portrait, "DRIVER LICENSE");
    let rows = [
        (10.0, "1", "", card.last.as_str()),
        (14.4, "2", "", &card.first),
        (18.8, "8", "", &card.street),
        (22.4, "", "", &card.town),
        (27.4, "4d", "LIC #:", &card.number),
        (31.8, "3", "DOB:", &card.birth),
        (36.2, "4b", "EXP:", &card.expires),
        (40.6, "4a", "ISS:", &card.issued),
        (45.0, "15", "SEX:", card.sex),
    ];
    for (y, number, word, value) in rows {
        canvas.label((29.0, y + 0.9), 1.9, number);
        canvas.label((33.0, y + 0.7), 2.3, word);
        canvas.value((if word.is_empty() { 33.0 } else { 43.0 }, y), 3.1, value);
    }
    canvas.label((66.0, 45.7), 2.3, "16 HGT: 5'-06\"");
}

pub(super) fn words(canvas: &mut Canvas<'_>, card: &Card, portrait: &RgbImage) {
    head(canvas, card, portrait, "OPERATOR LICENSE");
    let rows = [
        (30.0, 9.6, "License No.:", card.number.as_str()),
        (30.0, 14.0, "Last name:", &card.last),
        (30.0, 18.4, "First name:", &card.first),
        (30.0, 22.8, "Address:", &card.street),
        (30.0, 26.6, "", &card.town),
        (30.0, 31.6, "Date of birth:", &card.birth),
        (30.0, 36.0, "Issued:", &card.issued),
        (30.0, 40.4, "Expires:", &card.expires),
        (30.0, 44.8, "Sex:", card.sex),
    ];
    for (x, y, label, value) in rows {
        canvas.label((x, y + 0.7), 2.1, label);
        canvas.value((x + 15.0, y), 3.0, value);
    }
    canvas.label((60.0, 45.5), 2.1, "Eyes: GRN");
}
