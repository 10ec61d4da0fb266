//! The decoders of other people, behind one shape.

use countersign_core::document::extraction::Quad;
use image::GrayImage;
use zxingcpp::{BarcodeFormat, ImageFormat, ImageView, PointI};

use super::Reading;

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
