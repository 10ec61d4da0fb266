//! Licences of the European Union's model.

use countersign_core::Date;
use image::RgbImage;

use super::Card;
use crate::canvas::Canvas;

/// The seventh of March is `07.03.1985`.
pub(super) fn date(day: Date) -> String {
    format!("{:02}.{:02}.{}", day.day(), day.month(), day.year())
}

fn head(canvas: &mut Canvas<'_>, card: &Card, portrait: &RgbImage, kind: &str) {
    canvas.value((22.0, 2.2), 3.8, kind);
    canvas.value((22.0, 6.4), 2.8, &card.title);
    canvas.portrait(portrait, (4.0, 15.0), 22.0);
}

/// Number and value in one print.
pub(super) fn dotted(canvas: &mut Canvas<'_>, card: &Card, portrait: &RgbImage, kind: &str) {
    head(canvas, card, portrait, kind);
    let lines = [
        (30.0, 12.0, format!("1. {}", card.last)),
        (30.0, 16.6, format!("2. {}", card.first)),
        (30.0, 21.2, format!("3. {} {}", card.birth, card.birth_place)),
        (30.0, 25.8, format!("4a. {}", card.issued)),
        (56.0, 25.8, format!("4c. {}", card.birth_place)),
        (30.0, 30.4, format!("4b. {}", card.expires)),
        (30.0, 35.0, format!("5. {}", card.number)),
        (30.0, 46.0, "9. AM/B1/B/L".to_owned()),
    ];
    for (x, y, line) in lines {
        canvas.value((x, y), 3.0, &line);
    }
    canvas.label((30.0, 40.4), 2.2, "7.");
}

/// Small numbers in a column of their own.
pub(super) fn apart(canvas: &mut Canvas<'_>, card: &Card, portrait: &RgbImage, kind: &str) {
    head(canvas, card, portrait, kind);
    let birth = format!("{} ({})", card.birth, card.birth_place);
    let rows = [
        (30.0, 12.0, "1.", card.last.as_str()),
        (30.0, 16.6, "2.", &card.first),
        (30.0, 21.2, "3.", &birth),
        (30.0, 25.8, "4a.", &card.issued),
        (58.0, 25.8, "4c.", "Préfecture 75"),
        (30.0, 30.4, "4b.", &card.expires),
        (30.0, 35.0, "5.", &card.number),
        (30.0, 46.0, "9.", "B"),
    ];
    for (x, y, number, value) in rows {
        canvas.label((x, y + 0.7), 2.1, number);
        canvas.value((x + 5.0, y), 3.0, value);
    }
}
