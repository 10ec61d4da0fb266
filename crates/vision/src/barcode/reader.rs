//! Decoders of run widths, behind one shape.
//!
//! Measured on 57 turned, blurred and noisy pictures: rxing reads 35 at 8 ms each, zxing-cpp 23 at 13 ms, and none that
//! rxing does not. On other pictures each reads some that the other fails on, so rxing comes first and both are kept.

use std::panic::{AssertUnwindSafe, catch_unwind};

use countersign_core::document::extraction::Quad;
use image::GrayImage;
use rxing::{
    BinaryBitmap, Luma8LuminanceSource, Point, RXingResult, Reader, common::HybridBinarizer, pdf417::PDF417Reader,
};
use zxingcpp::{BarcodeFormat, ImageFormat, ImageView, PointI};

use super::Reading;

/// Reads with rxing, in all four directions.
pub(super) fn rxing(picture: &GrayImage) -> Option<Reading> {
    let (width, height) = picture.dimensions();
    // It indexes freely; a panic over an odd picture is no reading, not a failed request.
    let found = catch_unwind(AssertUnwindSafe(|| {
        let source = Luma8LuminanceSource::new(picture.as_raw().clone(), width, height).ok()?;
        PDF417Reader.decode(&mut BinaryBitmap::new(HybridBinarizer::new(source))).ok()
    }));
    let found = found.ok().flatten()?;
    Some(Reading { bytes: bytes_of(found.getText()), place: bounds(&found) })
}

/// The bytes of a text decoded as ISO 8859-1, the default of PDF417, or as something wider that the symbol names.
pub(super) fn bytes_of(text: &str) -> Vec<u8> {
    let latin: Result<Vec<u8>, _> = text.chars().map(|c| u8::try_from(u32::from(c))).collect();
    latin.unwrap_or_else(|_| text.as_bytes().to_vec())
}

/// rxing gives corners in the order it met them, of a picture it may have turned: only their bounds can be trusted, and
/// only when the picture was not turned.
fn bounds(found: &RXingResult) -> Option<Quad> {
    use rxing::RXingResultMetadataType::ORIENTATION;
    use rxing::RXingResultMetadataValue::Orientation;
    if !matches!(found.getRXingResultMetadata().get(&ORIENTATION), Some(Orientation(0))) {
        return None;
    }
    let points = found.getPoints();
    let range = |of: fn(&Point) -> f32| {
        let values = points.iter().map(of);
        values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((left, right), (top, bottom)) = (range(|p| p.x), range(|p| p.y));
    (left < right && top < bottom).then_some(Quad([[left, top], [right, top], [right, bottom], [left, bottom]]))
}

/// Reads with zxing-cpp, in all four directions.
pub(super) fn zxing(picture: &GrayImage) -> Option<Reading> {
    let reader = zxingcpp::read().formats([BarcodeFormat::PDF417]).try_harder(true).try_rotate(true).try_invert(false);
    let view = ImageView::from_slice(picture.as_raw(), picture.width(), picture.height(), ImageFormat::Lum).ok()?;
    let found = reader.from(view).ok()?.into_iter().find(zxingcpp::Barcode::is_valid)?;
    let corner = |point: PointI| [point.x as f32, point.y as f32];
    let place = found.position();
    let corners = [place.top_left, place.top_right, place.bottom_right, place.bottom_left].map(corner);
    Some(Reading { bytes: found.bytes(), place: Some(Quad(corners)) })
}
