//! Cutting pieces out of a picture at another size or angle, without aliasing.

use countersign_scale::{Filter, Region, scale};
use image::RgbImage;

use super::geometry::{BBox, Similarity};

/// The part of `picture` inside `region` (clipped to the picture), `scale` times as large.
/// Returns the piece and the region it really shows; `None` when nothing of the region lies in the picture.
pub(super) fn scaled(picture: &RgbImage, region: BBox, scale: f32) -> Option<(RgbImage, BBox)> {
    let left = region.x.floor().max(0.0);
    let top = region.y.floor().max(0.0);
    let right = (region.x + region.width).ceil().min(picture.width() as f32);
    let bottom = (region.y + region.height).ceil().min(picture.height() as f32);
    let shown = BBox { x: left, y: top, width: right - left, height: bottom - top };
    if shown.width < 1.0 || shown.height < 1.0 {
        return None;
    }
    let width = (shown.width * scale).round().max(1.0) as u32;
    let height = (shown.height * scale).round().max(1.0) as u32;
    Some((resize(picture, shown, width, height), shown))
}

/// The square or oblong `region`, which may lie partly outside of the picture (where its edge continues), at `width` ×
/// `height`.
pub(crate) fn padded(picture: &RgbImage, region: BBox, width: u32, height: u32) -> RgbImage {
    let Some((_, shown)) = scaled(picture, region, 1.0 / region.size().max(1.0)) else {
        return RgbImage::new(width, height);
    };
    let place = |start: f32, extent: f32, whole: f32, edge: u32| {
        ((start - whole) / extent * edge as f32).round().clamp(0.0, edge as f32 - 1.0) as u32
    };
    let [left, top] = [place(shown.x, region.width, region.x, width), place(shown.y, region.height, region.y, height)];
    let inner = |shown: f32, whole: f32, edge: u32, from: u32| {
        ((shown / whole * edge as f32).round() as u32).clamp(1, edge - from)
    };
    let size = [inner(shown.width, region.width, width, left), inner(shown.height, region.height, height, top)];
    let piece = resize(picture, shown, size[0], size[1]);
    RgbImage::from_fn(width, height, |x, y| {
        let at = |i: u32, from: u32, size: u32| i.saturating_sub(from).min(size - 1);
        *piece.get_pixel(at(x, left, size[0]), at(y, top, size[1]))
    })
}

/// `region` of the picture at exactly `width` × `height`: area-true where it shrinks, bilinear where it grows.
fn resize(picture: &RgbImage, region: BBox, width: u32, height: u32) -> RgbImage {
    let filter = if (width as f32) < region.width { Filter::Area } else { Filter::Bilinear };
    let [left, top, across, down] = [region.x, region.y, region.width, region.height].map(f64::from);
    let region = Region { left, top, width: across, height: down };
    let bytes = scale(picture.as_raw(), picture.dimensions(), region, (width, height), filter);
    RgbImage::from_raw(width, height, bytes).expect("three bytes for each pixel")
}

/// A picture of `width` × `height` whose pixel `p` shows the place `to_source(p)` of `picture`; black outside of it.
///
/// Bilinear. When the source is finer than the result, its part in question is first shrunk area-true, so that no
/// source pixel goes unseen.
pub(super) fn warp(picture: &RgbImage, to_source: &Similarity, width: u32, height: u32) -> RgbImage {
    let step = to_source.scale();
    if step <= 1.5 {
        return sample(picture, to_source, width, height);
    }
    let corners = [[0.0, 0.0], [width as f32, 0.0], [0.0, height as f32], [width as f32, height as f32]];
    let places = corners.map(|c| to_source.apply(c));
    let least = |axis: usize| places.iter().map(|p| p[axis]).fold(f32::INFINITY, f32::min) - 2.0 * step;
    let most = |axis: usize| places.iter().map(|p| p[axis]).fold(f32::NEG_INFINITY, f32::max) + 2.0 * step;
    let region = BBox { x: least(0), y: least(1), width: most(0) - least(0), height: most(1) - least(1) };
    let Some((piece, shown)) = scaled(picture, region, 1.0 / step) else {
        return RgbImage::new(width, height);
    };
    // Pixel centres: place s of the picture is (s + ½ − origin)·ratio − ½ of the piece.
    let ratio = piece.width() as f32 / shown.width;
    let shift = |axis: usize, origin: f32| (to_source.shift[axis] + 0.5 - origin) * ratio - 0.5;
    let shrunk =
        Similarity { a: to_source.a * ratio, b: to_source.b * ratio, shift: [shift(0, shown.x), shift(1, shown.y)] };
    sample(&piece, &shrunk, width, height)
}

fn sample(picture: &RgbImage, to_source: &Similarity, width: u32, height: u32) -> RgbImage {
    let (columns, rows) = (picture.width() as i32, picture.height() as i32);
    let bytes = picture.as_raw();
    let at = |x: i32, y: i32, channel: usize| -> f32 {
        if x < 0 || y < 0 || x >= columns || y >= rows {
            return 0.0;
        }
        f32::from(bytes[(y as usize * columns as usize + x as usize) * 3 + channel])
    };
    let mut result = RgbImage::new(width, height);
    for (x, y, pixel) in result.enumerate_pixels_mut() {
        let [sx, sy] = to_source.apply([x as f32, y as f32]);
        let (left, top) = (sx.floor(), sy.floor());
        let (fx, fy) = (sx - left, sy - top);
        let (left, top) = (left as i32, top as i32);
        for channel in 0..3 {
            let upper = at(left, top, channel) * (1.0 - fx) + at(left + 1, top, channel) * fx;
            let lower = at(left, top + 1, channel) * (1.0 - fx) + at(left + 1, top + 1, channel) * fx;
            pixel.0[channel] = (upper * (1.0 - fy) + lower * fy).round() as u8;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Brightness rises by `slope` a pixel from left to right.
    fn ramp(width: u32, height: u32, slope: f32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, _| image::Rgb([(x as f32 * slope) as u8; 3]))
    }

    #[test]
    fn the_identity_copies() {
        let picture = ramp(20, 10, 10.0);
        assert_eq!(warp(&picture, &Similarity::IDENTITY, 20, 10), picture);
    }

    #[test]
    fn outside_is_black() {
        let picture = RgbImage::from_pixel(4, 4, image::Rgb([200; 3]));
        let far = Similarity { a: 1.0, b: 0.0, shift: [100.0, 0.0] };
        assert!(warp(&picture, &far, 4, 4).pixels().all(|p| p.0 == [0; 3]));
        let region = BBox { x: 50.0, y: 0.0, width: 10.0, height: 10.0 };
        assert!(scaled(&picture, region, 1.0).is_none());
    }

    #[test]
    fn shrinking_by_warp_keeps_places_and_does_not_alias() {
        let picture = ramp(240, 240, 1.0);
        let quarter = Similarity { a: 4.0, b: 0.0, shift: [20.0, 20.0] };
        let small = warp(&picture, &quarter, 40, 40);
        for x in 2..38 {
            let expected = 20 + 4 * i32::try_from(x).unwrap();
            let got = i32::from(small.get_pixel(x, 20).0[0]);
            assert!((got - expected).abs() <= 2, "column {x}: {got} for {expected}");
        }
        let stripes = RgbImage::from_fn(240, 240, |x, _| image::Rgb([if x % 2 == 0 { 0 } else { 255 }; 3]));
        let grey = warp(&stripes, &quarter, 40, 40);
        assert!((100..156).contains(&grey.get_pixel(20, 20).0[0]), "{:?}", grey.get_pixel(20, 20));
    }

    #[test]
    fn a_clipped_region_says_what_it_shows() {
        let picture = ramp(100, 50, 2.0);
        let region = BBox { x: -10.0, y: 10.0, width: 60.0, height: 100.0 };
        let (piece, shown) = scaled(&picture, region, 2.0).unwrap();
        assert_eq!(shown, BBox { x: 0.0, y: 10.0, width: 50.0, height: 40.0 });
        assert_eq!(piece.dimensions(), (100, 80));
    }
}
