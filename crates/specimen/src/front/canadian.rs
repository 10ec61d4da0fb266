//! Licences of provinces, in English and French.

use countersign_core::Date;
use image::RgbImage;

use super::Card;
use crate::canvas::Canvas;

/// The seventh of March is `1985/03/07`.
pub(super) fn date(day: Date) -> String {
    format!("{}/{:02}/{:02}", day.year(), day.month(), day.day())
}

pub(super) fn french_date(day: Date) -> String {
    day.to_string()
}

pub(super) fn bilingual(canvas: &mut Canvas<'_>, card: &Card, portrait: &RgbImage) {
    canvas.value((4.0, 2.0), 4.6, &card.title);
    canvas.label((34.0, 2.2), 2.6, "DRIVER'S LICENCE / PERMIS DE CONDUIRE");
    canvas.label((78.0, 7.0), 2.2, "CAN");
    canvas.portrait(portrait, (3.5, 12.0), 23.0);
    canvas.label((30.0, 9.0), 1.8, "1,2 NAME / NOM");
    canvas.value((31.0, 11.2), 3.0, &format!("{},", card.last));
    canvas.value((31.0, 14.4), 3.0, &card.first);
    canvas.label((30.0, 18.6), 1.8, "8 ADDRESS / ADRESSE");
    canvas.value((31.0, 20.6), 3.0, &card.street);
    canvas.value((31.0, 23.8), 3.0, &card.town);
    let rows = [
        (30.0, 28.4, "4d NUMBER / NUMÉRO", card.number.as_str()),
        (30.0, 34.6, "4a ISS / DÉL", &card.issued),
        (56.0, 34.6, "4b EXP / EXP", &card.expires),
        (30.0, 40.8, "3 DOB / DDN", &card.birth),
        (56.0, 40.8, "15 SEX / SEXE", card.sex),
        (70.0, 40.8, "16 HGT / HAUT", "172 cm"),
    ];
    for (x, y, label, value) in rows {
        canvas.label((x, y), 1.8, label);
        canvas.value((x + 1.0, y + 2.1), 3.0, value);
    }
    canvas.label((30.0, 47.6), 1.8, "9 CLASS / CATÉG  G");
}

pub(super) fn french(canvas: &mut Canvas<'_>, card: &Card, portrait: &RgbImage) {
    canvas.value((4.0, 2.0), 5.0, "Québec");
    canvas.value((34.0, 2.4), 3.6, "Permis de conduire");
    canvas.portrait(portrait, (3.5, 12.0), 23.0);
    canvas.label((29.0, 9.4), 1.7, "4d");
    canvas.value((33.0, 8.6), 3.4, &card.number);
    canvas.value((33.0, 13.2), 3.0, &card.last);
    canvas.value((33.0, 16.6), 3.0, &card.first);
    canvas.label((33.0, 20.6), 2.6, &format!("Date de naissance (A-M-J): {}", card.birth));
    let (city, _) = card.town.split_once(',').unwrap_or((&card.town, ""));
    canvas.value((33.0, 24.4), 2.8, &card.street);
    canvas.value((33.0, 27.6), 2.8, &format!("{city} (QC)"));
    canvas.value((33.0, 30.8), 2.8, "K1A 0B1");
    canvas.label((60.0, 34.6), 2.4, &format!("Sexe : {}", card.sex));
    canvas.label((33.0, 34.6), 2.4, "Classe(s) : 5");
    canvas.label((33.0, 38.0), 2.4, "Taille (cm) : 182");
    canvas.label((60.0, 38.0), 2.4, "Yeux : BRUN");
    canvas.label((29.0, 44.8), 1.7, "4a");
    canvas.label((33.0, 44.2), 2.4, &format!("Valide le : {}", card.issued));
    canvas.label((29.0, 48.4), 1.7, "4b");
    canvas.label((33.0, 47.8), 2.4, &format!("Expire le : {}", card.expires));
}
