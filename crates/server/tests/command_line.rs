//! The program as a user meets it: what it prints, what it complains of, and its exit status.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

fn countersign(arguments: &[&str]) -> Output {
    with_input(arguments, "")
}

fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(arguments)
        .env_remove("COUNTERSIGN_MODELS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments need not read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The complaint, when the exit status is `status`.
fn complaint(output: &Output, status: i32) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(status), "{text}");
    assert!(output.stdout.is_empty());
    text
}

fn file(folder: &Path, name: &str, content: &[u8]) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

const ZONE: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<\n";

#[test]
fn a_zone_is_taken_apart() {
    let text = out(&with_input(&["parse", "mrz", "--today", "2010-01-01"], ZONE));
    insta::assert_snapshot!(text, @r"
    TD1  every check digit holds

      document type    identity_card
      issuing country  UTO
      document number  D23145890
      last name        ERIKSSON
      first name       ANNA MARIA
      date of birth    1974-08-12
      sex              F
      nationality      UTO
      expiry date      2012-04-15

      check digit composite: holds
      check digit date_of_birth: holds
      check digit document_number: holds
      check digit expiry_date: holds
    ");
    let json = out(&with_input(&["parse", "mrz", "-", "--json", "--today", "2010-01-01"], ZONE));
    let zone: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&zone["valid"], &zone["fields"]["expiry_date"]), (&true.into(), &"2012-04-15".into()));
}

#[test]
fn text_that_is_no_zone_or_payload_is_refused() {
    let text = complaint(&with_input(&["parse", "mrz"], "hello"), 1);
    assert!(text.starts_with("error: -: no machine readable zone"), "{text}");
    assert!(complaint(&with_input(&["parse", "aamva"], ""), 1).contains("no AAMVA payload"));
    assert!(complaint(&countersign(&["parse", "mrz", "/no/such/file"]), 1).contains("/no/such/file could not be read"));
}

#[test]
fn reasons_are_the_catalogue() {
    let list: serde_json::Value = serde_json::from_str(&out(&countersign(&["reasons", "--json"]))).unwrap();
    let count = list.as_array().unwrap().len();
    assert_eq!(count, countersign_core::reason::CATALOGUE.len());
    assert!(!out(&countersign(&["reasons"])).contains('\u{1b}'), "no colours without a terminal");
}

#[test]
fn wrong_usage_is_told_from_bad_input() {
    for arguments in [&[][..], &["frobnicate"], &["evaluate", "mrz"], &["evaluate", "mrz", "m.csv", "--threads", "0"]] {
        complaint(&countersign(arguments), 2);
    }
}

#[test]
fn manifests_of_another_kind_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = file(folder.path(), "m.csv", b"mrz,truth\nX,{}\n");
    let text = complaint(&countersign(&["evaluate", "mrz", &manifest]), 1);
    assert!(text.contains("has no column `valid`") && text.contains("hint: it has mrz, truth"), "{text}");
    let text = complaint(&countersign(&["evaluate", "mrz", "/no/such.csv"]), 1);
    assert!(text.contains("/no/such.csv"), "{text}");
}

#[test]
fn a_row_that_fails_is_written_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    file(
        folder.path(),
        "good.txt",
        b"@\n\x1e\rANSI 636000100002DL00410278ZV03190008DLDAQT64235789\nDCSSAMPLE\nDACMICHAEL\nDBB06061986\n\r",
    );
    file(folder.path(), "broken.png", b"\x89PNG\r\n\x1a\nrubbish");
    let truth = r#""{""last_name"": ""SAMPLE"", ""elements"": {""DAQ"": ""T64235789""}}""#;
    let rows = ["good.txt", "broken.png", "missing.txt"].map(|name| format!("{name},{truth}\n")).concat();
    let manifest = file(folder.path(), "m.csv", format!("file,truth\n{rows}").as_bytes());
    let results = folder.path().join("results.jsonl");
    let text = out(&countersign(&["evaluate", "aamva", &manifest, "--out", results.to_str().unwrap()]));
    let line = |metric: &str| text.lines().find(|line| line.starts_with(metric)).unwrap().to_owned();
    assert!(line("rows").contains("with_error=2") && line("whole row right, all").contains("1/3"), "{text}");
    let results = fs::read_to_string(results).unwrap();
    let results: Vec<serde_json::Value> = results.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        results.iter().map(|r| r["file"].as_str().unwrap()).collect::<Vec<_>>(),
        ["good.txt", "broken.png", "missing.txt"]
    );
    assert_eq!(results[1]["error"], "image_unreadable");
    assert!(results.iter().all(|r| r["ms"].is_number()));
}

#[test]
fn figures_below_the_floor_fail() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = file(
        folder.path(),
        "m.csv",
        "name_a,name_b,same\nAnna Weber,Anna Weber,1\nAnna Weber,Ivo Horak,1\n".as_bytes(),
    );
    let floor = file(folder.path(), "f.json", &countersign(&["evaluate", "names", &manifest, "--json"]).stdout);
    out(&countersign(&["evaluate", "names", &manifest, "--floor", &floor]));
    let raised = fs::read_to_string(&floor).unwrap().replace("\"k\": 1,", "\"k\": 2,");
    let raised = file(folder.path(), "raised.json", raised.as_bytes());
    let output = countersign(&["evaluate", "names", &manifest, "--floor", &raised]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("figures got worse"));
}

#[test]
fn the_doctor_names_a_list_that_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let look = |list: &str| {
        let output = countersign(&["doctor", "--data", data.to_str().unwrap(), "--tor-list", list]);
        String::from_utf8(output.stdout).unwrap()
    };
    let good = look(&file(folder.path(), "exits", b"192.0.2.1\n"));
    assert!(good.contains("ok     your lists and tables: 1 can be used"), "{good}");
    let bad = look(&file(folder.path(), "exits", b"nobody\n"));
    assert!(bad.contains("wrong  your lists and tables: ") && bad.contains("`nobody` is no network"), "{bad}");
    assert!(bad.contains("ok     audit log"), "the rest is looked at all the same: {bad}");
}

#[test]
fn checkouts_of_the_past_are_scored_in_the_order_of_time() {
    let folder = tempfile::tempdir().unwrap();
    // The last two come within ten minutes of five others from the same address.
    let mut table = b"label,occurred_at,email,ip,billing_country,browser_offset_min,device\n".to_vec();
    for (label, minute, email, offset) in [
        ("fraud", 7, "x@mailinator.com", 480),
        ("fraud", 6, "x@mailinator.com", -480),
        ("good", 5, "a@example.org", 60),
        ("good", 4, "b@example.org", 60),
        ("", 3, "not an address", 480),
        ("good", 2, "c@example.org", 120),
        ("good", 1, "d@example.org", 60),
    ] {
        writeln!(table, "{label},2026-01-15T12:0{minute}:00Z,{email},192.0.2.1,DE,{offset},yes").unwrap();
    }
    let table = file(folder.path(), "past.csv", &table);
    let results = folder.path().join("results.jsonl");
    let text = out(&countersign(&["evaluate", "risk", &table, "--json", "--out", results.to_str().unwrap()]));
    let metrics: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let metric = |name: &str| metrics.iter().find(|metric| metric["metric"] == name).unwrap().clone();
    assert_eq!((metric("labelled rows")["value"].as_u64(), metric("AUC")["value"].as_f64()), (Some(6), Some(1.0)));
    assert_eq!((metric("recall at hold")["k"].as_u64(), metric("recall at hold")["n"].as_u64()), (Some(2), Some(2)));
    let rows: Vec<serde_json::Value> =
        fs::read_to_string(results).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let codes = |row: usize| rows[row]["codes"].as_array().unwrap().clone();
    assert_eq!(codes(0), ["EMAIL_DISPOSABLE", "TZ_MISMATCH", "VELOCITY_IP"]);
    assert_eq!(codes(2), Vec::<serde_json::Value>::new());
    assert_eq!(codes(4), ["EMAIL_FORMAT_INVALID", "TZ_MISMATCH"]);
}

#[test]
fn throw_away_domains_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let table = file(
        folder.path(),
        "domains.csv",
        b"domain,disposable\nmailinator.com,1\na.b.mailinator.com,1\nexample.org,0\n",
    );
    let text = out(&countersign(&["evaluate", "disposable", &table]));
    assert!(text.contains("2/2") && text.contains("0/1"), "{text}");
}

#[test]
fn a_shop_is_connected_with_a_secret_that_nobody_sees() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_str().unwrap().to_owned();
    let shops = |words: &[&str], merchant: &str, secret: &str| {
        let of = ["--merchant", merchant, "--mode", "live", "--data", &data];
        with_input(&[&["shops"], words, &of].concat(), secret)
    };
    let connect = ["connect", "name.myshopify.com"];
    assert!(complaint(&shops(&connect, "ours", "hush-hush"), 2).contains("keys create"));
    for merchant in ["ours", "theirs"] {
        out(&countersign(&["keys", "create", "--merchant", merchant, "--mode", "live", "--data", &data]));
    }
    assert!(complaint(&shops(&connect, "ours", "short"), 2).contains("8 to 255"));
    assert!(complaint(&shops(&["connect", "Name.example"], "ours", "hush-hush"), 2).contains("lower case"));
    assert_eq!(out(&shops(&connect, "ours", "hush-hush\n")), "name.myshopify.com is connected\n");
    assert!(complaint(&shops(&connect, "theirs", "hush-hush"), 2).contains("another merchant"));
    assert_eq!(out(&shops(&["list"], "ours", "")), "name.myshopify.com\n");
    let stored = fs::read(folder.path().join("data/countersign.db")).unwrap();
    assert!(!stored.windows(9).any(|bytes| bytes == b"hush-hush"), "it is stored sealed");
    out(&shops(&["disconnect", "name.myshopify.com"], "ours", ""));
    complaint(&shops(&["disconnect", "name.myshopify.com"], "ours", ""), 2);
    assert_eq!(out(&shops(&["list"], "ours", "")), "");
}
