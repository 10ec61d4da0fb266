//! Drawn documents, read with the real models: what the reader must be able to do on any machine.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as loudly as the tests")]

use std::sync::OnceLock;

use countersign_core::{
    Date,
    document::extraction::{Extraction, Field},
};
use countersign_specimen::{Camera, Front, Layout, Person, Photo, Specimen, Style, assets_folder, studio};
use countersign_vision::{
    document::{Engine, ReadOptions},
    image::Picture,
    models::ModelFolder,
};
use image::RgbImage;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let folder = ModelFolder::check(&assets_folder()).unwrap_or_else(|missing| panic!("{missing}"));
        Engine::load(&folder).unwrap()
    })
}

fn read(rgb: RgbImage) -> Extraction {
    engine().read(&Picture { rgb }, &ReadOptions::on(Date::constant(2026, 7, 1))).unwrap()
}

fn draw(layout: Layout, seed: u64) -> Specimen {
    studio().document(layout, &Person::random(seed), &Style::random(seed, Photo::A))
}

/// The side that carries the zone.
fn zone_side(specimen: &Specimen) -> &RgbImage {
    specimen.back.as_ref().unwrap_or(&specimen.front)
}

#[track_caller]
fn assert_zone(read: &Extraction, specimen: &Specimen, what: &str) {
    let zone = read.mrz.as_ref().unwrap_or_else(|| panic!("{what}: no zone found"));
    assert!(zone.valid && zone.lines == specimen.truth.mrz_lines, "{what}: the zone was misread");
    let number = read.document_number.as_ref().map(|field| field.value.as_str());
    assert_eq!(number, Some(specimen.truth.document_number.as_str()), "{what}");
    assert_eq!(read.date_of_birth.as_ref().map(|field| field.value), Some(specimen.truth.date_of_birth), "{what}");
}

#[test]
fn every_layout_is_read_from_a_scan_and_from_a_photograph() {
    for (layout, seed) in Layout::ALL.into_iter().zip(0..) {
        let specimen = draw(layout, seed);
        assert_zone(&read(zone_side(&specimen).clone()), &specimen, &format!("{layout:?}, scanned"));
        let photograph = Camera::phone(seed).shoot(zone_side(&specimen));
        assert_zone(&read(photograph), &specimen, &format!("{layout:?}, photographed"));
    }
}

#[test]
fn a_passport_is_read_in_every_direction() {
    let specimen = draw(Layout::Passport, 3);
    for turns in 1..4 {
        let turned = Camera { turns, ..Camera::phone(3) }.shoot(&specimen.front);
        assert_zone(&read(turned), &specimen, &format!("turned {turns} times"));
    }
}

#[test]
fn fronts_of_licences_are_read_in_every_layout() {
    let (mut right, mut of) = (0, 0);
    for (front, seed) in Front::ALL.into_iter().zip(70..) {
        let Specimen { front: picture, truth, .. } = studio().licence_front(front, &Style::random(seed, Photo::B));
        let read = read(picture);
        let text = |field: &Option<Field<String>>| field.as_ref().map(|field| field.value.to_uppercase());
        let spaced = |name: &str| Some(name.to_uppercase());
        let date = |field: &Option<Field<Date>>| field.as_ref().map(|field| field.value);
        assert_eq!(date(&read.date_of_birth), Some(truth.date_of_birth), "{front:?}");
        assert_eq!(text(&read.issuing_country).as_deref(), Some(truth.issuing_country.as_str()), "{front:?}");
        let fields = [
            text(&read.last_name) == spaced(&truth.last_name),
            text(&read.document_number) == spaced(&truth.document_number),
            date(&read.expiry_date) == Some(truth.expiry_date),
            date(&read.issue_date) == truth.issue_date,
            text(&read.issuing_state) == truth.issuing_state,
        ];
        of += fields.len();
        right += fields.into_iter().filter(|right| *right).count();
    }
    assert!(right * 10 >= of * 9, "{right} of {of} fields");
}

#[test]
fn the_portrait_is_found_where_it_was_pasted() {
    let portrait = read(draw(Layout::Passport, 4).front).portrait.expect("a portrait");
    let [[left, top], _, [right, bottom], _] = portrait.place.0;
    assert!(left > 0.0 && right < 600.0 && top > 150.0 && bottom < 900.0 && portrait.eye_distance > 40.0);
}

#[test]
fn a_photograph_of_a_person_is_no_document() {
    let read = read(studio().photo(Photo::B).clone());
    assert!(read.document_type.is_none() && read.mrz.is_none() && read.document_number.is_none());
}
