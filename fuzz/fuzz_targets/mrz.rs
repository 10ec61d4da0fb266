//! A machine readable zone as recognised text: any lines, any characters.

#![no_main]

use countersign_core::{Date, document::mrz};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let lines: Vec<&str> = text.lines().collect();
    if let Ok(zone) = mrz::parse(&lines) {
        let _ = zone.fields(Date::constant(2026, 7, 1));
        let again: Vec<&str> = zone.lines().iter().map(String::as_str).collect();
        // What was accepted once is accepted again, with the same verdict.
        assert_eq!(mrz::parse(&again).expect("a zone's own lines parse").valid(), zone.valid());
    }
});
