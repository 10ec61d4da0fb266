//! The payload of a barcode: any bytes.

#![no_main]

use countersign_core::document::aamva;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|payload: &[u8]| {
    if let Some(read) = aamva::parse(payload) {
        let _ = read.extraction(None);
        let again = aamva::parse(&aamva::emit(&read.fields)).expect("what we write, we read");
        assert_eq!(again.fields.date_of_birth, read.fields.date_of_birth);
    }
});
