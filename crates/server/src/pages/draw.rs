//! Pictures for a page: scaled down, encoded again, carried inside the page itself. Nothing touches a disk.

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign_core::document::extraction::Quad;
use countersign_vision::image::Picture;
use image::{
    ImageError, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder,
    imageops::{FilterType, resize},
};

/// Longest edge of a document's picture on a page, in pixels.
const LONGEST: u32 = 1400;
/// JPEG quality, 1 to 100.
const QUALITY: u8 = 82;

/// A picture as a `data:` URI, with the size its coordinates refer to.
pub(super) struct Drawing {
    pub src: String,
    pub width: u32,
    pub height: u32,
}

/// The whole picture, scaled down when it is larger than a screen.
pub(super) fn whole(picture: &Picture) -> Result<Drawing, ImageError> {
    let (width, height) = picture.rgb.dimensions();
    let longest = width.max(height);
    let src = if longest > LONGEST {
        let scaled = |edge: u32| (u64::from(edge) * u64::from(LONGEST) / u64::from(longest)).max(1) as u32;
        data_uri(&resize(&picture.rgb, scaled(width), scaled(height), FilterType::Triangle))?
    } else {
        data_uri(&picture.rgb)?
    };
    Ok(Drawing { src, width, height })
}

/// The face at `place`, upright, with `margin` times its size around it, in a 4:5 frame.
pub(super) fn face(picture: &Picture, place: Quad, margin: f32) -> Result<Drawing, ImageError> {
    const WIDTH: u32 = 256;
    const HEIGHT: u32 = 320;
    let frame = Frame::around(place, margin, WIDTH as f32 / HEIGHT as f32);
    let crop = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let [u, v] = [(x as f32 + 0.5) / WIDTH as f32, (y as f32 + 0.5) / HEIGHT as f32];
        bilinear(&picture.rgb, frame.at(u, v))
    });
    Ok(Drawing { src: data_uri(&crop)?, width: WIDTH, height: HEIGHT })
}

/// A rectangle that may be turned: its centre, and half of each edge.
struct Frame {
    centre: [f32; 2],
    across: [f32; 2],
    down: [f32; 2],
}

impl Frame {
    fn around(Quad([a, b, c, d]): Quad, margin: f32, aspect: f32) -> Self {
        let half = |from: [[f32; 2]; 2], to: [[f32; 2]; 2]| {
            [0, 1].map(|i| (to[0][i] + to[1][i] - from[0][i] - from[1][i]) / 4.0 * (1.0 + margin))
        };
        let (across, down) = (half([a, d], [b, c]), half([a, b], [d, c]));
        let length = |[x, y]: [f32; 2]| x.hypot(y).max(f32::EPSILON);
        let narrow = length(across) / length(down) / aspect;
        let scale = |[x, y]: [f32; 2], by: f32| [x * by, y * by];
        Self {
            centre: [0, 1].map(|i| (a[i] + b[i] + c[i] + d[i]) / 4.0),
            across: scale(across, (1.0 / narrow).max(1.0)),
            down: scale(down, narrow.max(1.0)),
        }
    }

    /// The point of the picture at `u`, `v` of the frame, each 0 to 1.
    fn at(&self, u: f32, v: f32) -> [f32; 2] {
        [0, 1].map(|i| self.centre[i] + self.across[i] * (2.0 * u - 1.0) + self.down[i] * (2.0 * v - 1.0))
    }
}

/// The colour at a point; paper grey outside of the picture.
fn bilinear(picture: &RgbImage, [x, y]: [f32; 2]) -> Rgb<u8> {
    let (x, y) = (x - 0.5, y - 0.5);
    let inside = x > -1.0 && y > -1.0 && x < picture.width() as f32 && y < picture.height() as f32;
    if !inside {
        return Rgb([214; 3]);
    }
    let pixel = |x: f32, y: f32| {
        let x = x.clamp(0.0, picture.width() as f32 - 1.0) as u32;
        picture.get_pixel(x, y.clamp(0.0, picture.height() as f32 - 1.0) as u32).0.map(f32::from)
    };
    let (left, top) = (x.floor(), y.floor());
    let (right, below) = (x - left, y - top);
    let corners = [pixel(left, top), pixel(left + 1.0, top), pixel(left, top + 1.0), pixel(left + 1.0, top + 1.0)];
    Rgb([0, 1, 2].map(|c| {
        let upper = corners[0][c] * (1.0 - right) + corners[1][c] * right;
        let lower = corners[2][c] * (1.0 - right) + corners[3][c] * right;
        (upper * (1.0 - below) + lower * below).round() as u8
    }))
}

fn data_uri(picture: &RgbImage) -> Result<String, ImageError> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(picture)?;
    Ok(format!("data:image/jpeg;base64,{}", STANDARD.encode(jpeg)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quadrants() -> Picture {
        let rgb =
            RgbImage::from_fn(100, 100, |x, y| Rgb([if x < 50 { 0 } else { 200 }, if y < 50 { 0 } else { 200 }, 0]));
        Picture { rgb }
    }

    fn corner(place: Quad) -> [u8; 3] {
        let frame = Frame::around(place, 0.0, 1.0);
        bilinear(&quadrants().rgb, frame.at(0.1, 0.1)).0
    }

    #[test]
    fn a_face_is_cut_out_upright() {
        let upright = [[10.0, 10.0], [90.0, 10.0], [90.0, 90.0], [10.0, 90.0]];
        assert_eq!(corner(Quad(upright)), [0, 0, 0]);
        let [a, b, c, d] = upright;
        assert_eq!(corner(Quad([b, c, d, a])), [200, 0, 0], "the top left of the face is at the top right");
        assert_eq!(corner(Quad([c, d, a, b])), [200, 200, 0]);
    }

    #[test]
    fn outside_of_the_picture_is_paper() {
        assert_eq!(bilinear(&quadrants().rgb, [-50.0, 10.0]).0, [214; 3]);
    }

    #[test]
    fn large_pictures_become_small_and_keep_their_coordinates() {
        let drawing = whole(&Picture { rgb: RgbImage::new(2800, 700) }).unwrap();
        assert_eq!((drawing.width, drawing.height), (2800, 700));
        let jpeg = STANDARD.decode(drawing.src.trim_start_matches("data:image/jpeg;base64,")).unwrap();
        assert_eq!(image::load_from_memory(&jpeg).unwrap().width(), 1400);
    }
}
