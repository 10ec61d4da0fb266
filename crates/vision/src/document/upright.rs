//! Turning a picture the way its document is read, and places in it back.

use std::borrow::Cow;

use countersign_core::document::extraction::{Orientation, Quad};
use image::{RgbImage, imageops};

/// The picture with the document upright and not mirrored; the picture itself when it is so already.
pub fn upright(picture: &RgbImage, orientation: Orientation) -> Cow<'_, RgbImage> {
    if orientation == Orientation::default() {
        return Cow::Borrowed(picture);
    }
    let plain = if orientation.mirrored { imageops::flip_horizontal(picture) } else { picture.clone() };
    Cow::Owned(match orientation.turned {
        90 => imageops::rotate90(&plain),
        180 => imageops::rotate180(&plain),
        270 => imageops::rotate270(&plain),
        _ => plain,
    })
}

/// A place of the upright picture in the picture it was made from, which is `width` × `height`.
pub fn back_to_picture(quad: Quad, orientation: Orientation, width: u32, height: u32) -> Quad {
    let (w, h) = (width as f32, height as f32);
    Quad(quad.0.map(|[x, y]| {
        let [x, y] = match orientation.turned {
            90 => [y, h - x],
            180 => [w - x, h - y],
            270 => [w - y, x],
            _ => [x, y],
        };
        if orientation.mirrored { [w - x, y] } else { [x, y] }
    }))
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    #[test]
    fn places_come_back_to_where_they_were() {
        let (width, height) = (40, 30);
        for mirrored in [false, true] {
            for turned in [0, 90, 180, 270] {
                let orientation = Orientation { turned, mirrored };
                let mut picture = RgbImage::new(width, height);
                picture.put_pixel(7, 11, Rgb([255; 3]));
                let turned = upright(&picture, orientation);
                let (x, y, _) = turned.enumerate_pixels().find(|(_, _, p)| p[0] == 255).unwrap();
                let place = Quad([[x as f32 + 0.5, y as f32 + 0.5]; 4]);
                let [at, ..] = back_to_picture(place, orientation, width, height).0;
                assert_eq!(at, [7.5, 11.5], "{orientation:?}");
            }
        }
    }
}
