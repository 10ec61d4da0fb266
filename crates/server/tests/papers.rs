//! Papers with an address on the command line: pictures and PDF files, and those that are refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{fs, process::Command};

use countersign_specimen::{Paper, assets_folder, paper, studio, to_png};
use serde_json::Value;
use tempfile::TempDir;

/// What the program said about one file: its extraction, or the complaint.
fn read(name: &str, content: &[u8], arguments: &[&str]) -> Result<Value, String> {
    let folder: TempDir = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), content).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(["read", name, "--json", "--today", "2026-11-01", "--models"])
        .arg(assets_folder())
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    if output.status.success() {
        Ok(serde_json::from_slice(&output.stdout).unwrap())
    } else {
        assert_eq!(output.status.code(), Some(1));
        Err(String::from_utf8(output.stderr).unwrap())
    }
}

/// Fields of a proof of address as read, beside the truth.
#[track_caller]
fn assert_read(read: &Value, sheet: &Paper) {
    let truth = serde_json::to_value(sheet.truth.as_ref().unwrap()).unwrap();
    for field in ["document_type", "name", "issuer", "issue_date"] {
        assert_eq!(read[field]["value"], truth[field], "{field}");
    }
    for part in ["street", "city", "postal_code"] {
        let given = read["address"]["value"][part].as_str().unwrap_or_default();
        assert_eq!(given.to_uppercase(), truth["address"][part].as_str().unwrap().to_uppercase(), "{part}");
    }
}

#[test]
fn a_bill_is_read_from_its_text_its_scan_and_its_picture() {
    let sheet = Paper::proof(0, 5);
    let drawn = studio().paper(&sheet, 8.0);
    let text = read("bill.pdf", &sheet.to_pdf(), &[]).unwrap();
    assert_read(&text, &sheet);
    assert_eq!(text["name"]["source"], "text");
    assert_read(&read("scan.pdf", &paper::scan(&drawn), &["--proof-of-address"]).unwrap(), &sheet);
    let picture = read("bill.png", &to_png(&drawn), &["--proof-of-address"]).unwrap();
    assert_read(&picture, &sheet);
    assert_eq!(picture["name"]["source"], "visual");
}

#[test]
fn an_invoice_is_told_apart() {
    for seed in 0..4 {
        let sheet = Paper::other(seed, seed as u64);
        let read = read("paper.pdf", &sheet.to_pdf(), &[]).unwrap();
        assert_eq!(read["document_type"]["value"], "other", "{seed}: {read}");
        assert_eq!(read["warnings"][0], "address_document_unsuitable");
    }
}

#[test]
fn files_that_cannot_be_read_say_why() {
    for (content, code) in [
        (paper::encrypted(), "pdf_encrypted"),
        (paper::empty_pages(11, (595.0, 842.0)), "pdf_too_many_pages"),
        (b"%PDF-1.7 and then nothing".to_vec(), "pdf_unreadable"),
        (paper::empty_pages(1, (9_000_000.0, 3.0)), "image_too_small"),
    ] {
        let complaint = read("file.pdf", &content, &[]).unwrap_err();
        assert!(complaint.contains(code), "{code}: {complaint}");
    }
}

#[test]
fn a_huge_empty_page_is_survived() {
    let read = read("huge.pdf", &paper::empty_pages(1, (3_000_000.0, 2_000_000.0)), &["--proof-of-address"]).unwrap();
    assert_eq!(read["document_type"], Value::Null);
    assert!(read["warnings"].as_array().unwrap().contains(&"no_address_found".into()), "{read}");
}
