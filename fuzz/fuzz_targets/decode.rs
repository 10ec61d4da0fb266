//! An uploaded picture: any bytes, under limits that keep one run quick.

#![no_main]

use libfuzzer_sys::fuzz_target;
use picture::{Limits, Picture};

// The file itself and not its crate, whose models and native reader of barcodes would be built along.
#[path = "../../crates/vision/src/image.rs"]
mod picture;

const LIMITS: Limits = Limits { bytes: 1 << 20, pixels: 1_000_000, shortest_edge: 8 };

fuzz_target!(|bytes: &[u8]| {
    if let Ok(picture) = Picture::decode(bytes, &LIMITS) {
        let (width, height) = picture.rgb.dimensions();
        assert!(u64::from(width) * u64::from(height) <= LIMITS.pixels && width.min(height) >= LIMITS.shortest_edge);
    }
});
