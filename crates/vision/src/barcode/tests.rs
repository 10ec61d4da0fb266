use std::time::{Duration, Instant};

use countersign_core::document::aamva;
use countersign_specimen::barcode::{Damage, card, damage, degrade, pdf417};
use image::{DynamicImage, GrayImage, Luma, imageops};

use super::*;

/// A barcode of an invented licence, 2.5 pixels a module, and its payload.
fn drawn(seed: u64, module_px: f32) -> (GrayImage, Vec<u8>) {
    let payload = aamva::emit(&card(seed));
    (pdf417(&payload, module_px), payload)
}

fn bytes(picture: &GrayImage) -> Option<Vec<u8>> {
    read_pdf417_gray(picture).map(|reading| reading.bytes)
}

/// The picture on a larger sheet of light grey, its corner at a point.
fn on_sheet(picture: &GrayImage, width: u32, height: u32, at: (u32, u32)) -> GrayImage {
    let mut sheet = GrayImage::from_pixel(width, height, Luma([225]));
    imageops::replace(&mut sheet, picture, i64::from(at.0), i64::from(at.1));
    sheet
}

#[test]
fn a_clean_barcode_reads_in_all_four_directions() {
    let (picture, payload) = drawn(1, 3.0);
    let turned =
        [picture.clone(), imageops::rotate90(&picture), imageops::rotate180(&picture), imageops::rotate270(&picture)];
    for picture in turned {
        assert_eq!(bytes(&picture).as_ref(), Some(&payload), "{:?}", picture.dimensions());
    }
}

#[test]
fn colour_pictures_read_too() {
    let (picture, payload) = drawn(2, 3.0);
    let reading = read_pdf417(&DynamicImage::ImageLuma8(picture).into_rgb8()).unwrap();
    assert_eq!(reading.bytes, payload);
}

#[test]
fn the_place_is_where_the_barcode_is() {
    let (picture, _) = drawn(3, 2.5);
    let sheet = on_sheet(&picture, 1600, 1000, (500, 620));
    let Quad(corners) = read_pdf417_gray(&sheet).unwrap().place.unwrap();
    let (right, bottom) = (500.0 + picture.width() as f32, 620.0 + picture.height() as f32);
    for ([x, y], [expected_x, expected_y]) in
        corners.into_iter().zip([[500.0, 620.0], [right, 620.0], [right, bottom], [500.0, bottom]])
    {
        assert!((x - expected_x).abs() < 70.0 && (y - expected_y).abs() < 70.0, "{corners:?}");
    }
}

#[test]
fn each_kind_of_damage_reads() {
    for kind in Damage::ALL {
        for seed in 0..3 {
            let (picture, payload) = drawn(seed, 2.5);
            assert_eq!(bytes(&damage(&picture, kind, seed)), Some(payload), "{kind:?} {seed}");
        }
    }
}

#[test]
fn most_hurried_photographs_read() {
    let read = (0..12).filter(|&seed| {
        let (picture, payload) = drawn(seed, 2.5);
        bytes(&degrade(&picture, seed)) == Some(payload)
    });
    let read = read.count();
    assert!(read >= 9, "{read} of 12");
}

#[test]
fn the_soft_reader_reads_what_the_others_cannot() {
    let (picture, payload) = drawn(4, 2.5);
    let blurred = imageproc::filter::gaussian_blur_f32(&picture, 2.0);
    assert!(reader::rxing(&blurred).is_none() && reader::zxing(&blurred).is_none());
    assert_eq!(soft::read(&blurred).map(|reading| reading.bytes), Some(payload));
}

#[test]
fn pictures_without_a_barcode_give_nothing_and_cost_little() {
    let noise = GrayImage::from_fn(1300, 900, |x, y| Luma([((x * 7919) ^ (y * 104_729) ^ (x * y * 31)) as u8]));
    let blank = GrayImage::from_pixel(1300, 900, Luma([240]));
    let tiny = GrayImage::from_fn(3, 2, |x, _| Luma([x as u8]));
    for picture in [noise, blank, tiny, GrayImage::new(1, 1), GrayImage::new(0, 0)] {
        let start = Instant::now();
        assert!(read_pdf417_gray(&picture).is_none());
        // Some 2 ms on an idle machine; the rest is room for a busy one.
        assert!(start.elapsed() < Duration::from_millis(250), "{:?}", start.elapsed());
    }
}

#[test]
fn stripes_alone_are_no_barcode() {
    let fence = GrayImage::from_fn(900, 300, |x, _| Luma([if x / 4 % 2 == 0 { 20 } else { 230 }]));
    assert!(read_pdf417_gray(&fence).is_none());
}

#[test]
fn debug_shows_no_bytes() {
    let reading = Reading { bytes: b"FENWICK".to_vec(), place: None };
    assert!(!format!("{reading:?}").contains("FENWICK"));
}
