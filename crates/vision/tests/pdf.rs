//! PDF files through the reader: with text, with a scan, and those that are refused.

use std::time::Duration;

use countersign_core::reason::Reason;
use countersign_specimen::{Paper, paper, studio};
use countersign_vision::pdf::{Limits, Page, is_pdf, read};

fn pages(bytes: &[u8]) -> Result<Vec<Page>, Reason> {
    read(bytes, &Limits::default())
}

fn refused(bytes: &[u8]) -> Option<Reason> {
    pages(bytes).err()
}

#[test]
fn text_of_a_file_is_taken_as_it_stands() {
    for arrangement in 0..paper::ARRANGEMENTS {
        let sheet = Paper::proof(arrangement, 40 + arrangement as u64);
        let read = pages(&sheet.to_pdf()).unwrap();
        let [Page::Text(lines)] = read.as_slice() else { panic!("{read:?}") };
        let truth = sheet.truth.as_ref().unwrap();
        assert!(lines.iter().any(|line| line.text.contains(&truth.issuer)), "{arrangement}: {}", truth.issuer);
        let code = truth.address.postal_code.as_deref().unwrap();
        assert!(lines.iter().any(|line| line.text.contains(code)), "{arrangement}: {code}");
        assert!(lines.iter().any(|line| line.text.ends_with(&truth.name)), "{arrangement}: {}", truth.name);
        assert!(lines.iter().all(|line| line.place.0.iter().all(|[x, y]| *x >= 0.0 && *y >= 0.0 && *y < 2200.0)));
    }
}

#[test]
fn a_scan_is_drawn() {
    let sheet = studio().paper(&Paper::proof(0, 1), 4.0);
    let read = pages(&paper::scan(&sheet)).unwrap();
    let [Page::Picture(picture)] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(picture.rgb.height(), 2200);
    let dark = picture.rgb.pixels().filter(|pixel| pixel.0[0] < 100).count();
    assert!(dark > 1000, "letters are black: {dark}");
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let good = Paper::proof(0, 1).to_pdf();
    assert_eq!(refused(&paper::encrypted()), Some(Reason::PdfEncrypted));
    assert_eq!(refused(&paper::empty_pages(11, (595.0, 842.0))), Some(Reason::PdfTooManyPages));
    assert_eq!(refused(b"%PDF-1.7\nnothing else"), Some(Reason::PdfUnreadable));
    assert_eq!(refused(&good[..60]), Some(Reason::PdfUnreadable));
    assert_eq!(refused(&paper::empty_pages(1, (20_000.0, 10.0))), Some(Reason::ImageTooSmall));
}

#[test]
fn huge_pages_are_drawn_small() {
    let read = pages(&paper::empty_pages(1, (2_000_000.0, 1_500_000.0))).unwrap();
    let [Page::Picture(picture)] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(picture.rgb.dimensions(), (2200, 1650));
}

#[test]
fn limits_of_work_and_time_hold() {
    let file = Paper::proof(0, 1).to_pdf();
    let few = Limits { operations: 50, ..Limits::default() };
    assert_eq!(read(&file, &few).err(), Some(Reason::PdfTooComplex));
    let hasty = Limits { time: Duration::ZERO, ..Limits::default() };
    assert_eq!(read(&file, &hasty).err(), Some(Reason::ProcessingTimeout));
    let scan = paper::scan(&studio().paper(&Paper::proof(0, 1), 4.0));
    let small = Limits { pixels: 1000, ..Limits::default() };
    assert_eq!(read(&scan, &small).err(), Some(Reason::PdfTooComplex));
}

#[test]
fn damaged_files_never_end_the_process() {
    let good = Paper::proof(2, 7).to_pdf();
    for seed in 0..60_usize {
        let mut bad = good.clone();
        for step in 0..12 {
            let at = (seed * 7919 + step * 104_729) % bad.len();
            bad[at] = bad[at].wrapping_add(1 + (seed as u8) * 3);
        }
        // Whatever comes out, it comes back.
        let _ = pages(&bad);
    }
}

#[test]
fn the_type_is_told_by_content() {
    assert!(is_pdf(b"\n\n%PDF-1.4") && !is_pdf(b"\x89PNG\r\n") && !is_pdf(b""));
}
