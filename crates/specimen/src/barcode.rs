//! PDF417 barcodes as North American cards carry them, and what a camera does to a small one.

use countersign_core::document::{
    aamva::Fields,
    extraction::{Address, DocumentType, Sex},
};
use fastrand::Rng;
use image::{GrayImage, Luma, imageops};
use imageproc::{
    filter::gaussian_blur_f32,
    geometric_transformations::{Border, Interpolation, Projection, warp_into},
};
use rxing::pdf417::encoder::PDF417;

use crate::person::{date, pick};

/// Height of a row in modules: the least that ISO/IEC 15438 advises.
const ROW_MODULES: u32 = 3;
/// White around the symbol, in modules; the standard asks for two.
const QUIET_MODULES: u32 = 4;
/// Error correction of level 5, 64 codewords: what cards usually carry.
const CORRECTION_LEVEL: u32 = 5;
/// Pixels drawn for each module before the picture is brought to its size.
const OVERSAMPLING: u32 = 4;

/// Draws a payload as a PDF417 symbol with its quiet zone, black on white, `module_px` pixels a module.
///
/// # Panics
/// When the payload does not fit a symbol: about 1,100 bytes.
pub fn pdf417(payload: &[u8], module_px: f32) -> GrayImage {
    let text: String = payload.iter().copied().map(char::from).collect();
    let mut encoder = PDF417::new();
    encoder.generateBarcodeLogic(&text, CORRECTION_LEVEL).expect("the payload fits a symbol");
    let symbol = encoder.getBarcodeMatrix().as_ref().expect("the symbol was just made").getScaledMatrix(1, 1);
    let (width, height) =
        (symbol[0].len() as u32 + 2 * QUIET_MODULES, symbol.len() as u32 * ROW_MODULES + 2 * QUIET_MODULES);
    let fine = GrayImage::from_fn(width * OVERSAMPLING, height * OVERSAMPLING, |x, y| {
        let column = (x / OVERSAMPLING).checked_sub(QUIET_MODULES);
        let row = (y / OVERSAMPLING).checked_sub(QUIET_MODULES).map(|y| y / ROW_MODULES);
        let module = row.zip(column).and_then(|(row, column)| symbol.get(row as usize)?.get(column as usize));
        Luma([if module == Some(&1) { 0 } else { 255 }])
    });
    let size = |modules: u32| (modules as f32 * module_px).round() as u32;
    imageops::resize(&fine, size(width), size(height), imageops::FilterType::Triangle)
}

/// One thing a camera does to a barcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Turned by up to 8 degrees either way.
    Turn,
    /// Each corner strays by up to 2 % of the width.
    Perspective,
    /// The hand moved by 2 to 4 pixels while the shutter was open.
    Motion,
    /// Out of focus: a standard deviation of 0.7 to 1.2 pixels.
    Focus,
    /// A lamp's reflection, with a radius of 5 to 12 % of the width.
    Glare,
    /// Sensor noise, and little contrast in light that falls off to one side.
    Noise,
}

impl Damage {
    pub const ALL: [Self; 6] = [Self::Turn, Self::Perspective, Self::Motion, Self::Focus, Self::Glare, Self::Noise];
}

/// What a hurried photograph does to a barcode, decided by the seed: always some turn, slant and noise, and on top of it
/// movement or a missed focus, a reflection, or both.
pub fn degrade(picture: &GrayImage, seed: u64) -> GrayImage {
    let mut rng = Rng::with_seed(seed);
    let blur = pick(&mut rng, &[Damage::Motion, Damage::Motion, Damage::Focus]);
    let (shines, blurs) = pick(&mut rng, &[(false, true), (true, false), (true, true)]);
    let extras = shines.then_some(Damage::Glare).into_iter().chain(blurs.then_some(blur));
    // Light falls on the card before the lens sees it, and the sensor adds its noise last.
    let all = [Damage::Turn, Damage::Perspective].into_iter().chain(extras).chain([Damage::Noise]);
    all.fold(picture.clone(), |picture, kind| damage(&picture, kind, rng.u64(..)))
}

/// Does one thing to a picture, its strength decided by the seed.
pub fn damage(picture: &GrayImage, kind: Damage, seed: u64) -> GrayImage {
    let mut rng = Rng::with_seed(seed);
    match kind {
        Damage::Turn => {
            let angle = (16.0 * rng.f32() - 8.0).to_radians();
            project(picture, angle, 0.0, &mut rng)
        }
        Damage::Perspective => project(picture, 0.0, 0.02, &mut rng),
        Damage::Motion => {
            let (length, angle) = (2.0 + 2.0 * rng.f32(), std::f32::consts::PI * rng.f32());
            motion_blur(picture, length, angle)
        }
        Damage::Focus => gaussian_blur_f32(picture, 0.7 + 0.5 * rng.f32()),
        Damage::Glare => glare(picture, &mut rng),
        Damage::Noise => noise(picture, &mut rng),
    }
}

/// Turns the picture about its middle and lets its corners stray, on a white ground that holds all of it.
fn project(picture: &GrayImage, angle: f32, stray: f32, rng: &mut Rng) -> GrayImage {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let (sin, cos) = angle.sin_cos();
    let mut corner = |x: f32, y: f32| {
        let (x, y) = (x * w / 2.0, y * h / 2.0);
        let mut stray = || (2.0 * rng.f32() - 1.0) * stray * w;
        (x * cos - y * sin + stray(), x * sin + y * cos + stray())
    };
    let corners = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
    let reach = |f: fn(&(f32, f32)) -> f32| corners.iter().map(|c| f(c).abs()).fold(0.0, f32::max);
    let (half_w, half_h) = (reach(|c| c.0), reach(|c| c.1));
    let placed = corners.map(|(x, y)| (x + half_w, y + half_h));
    let projection = Projection::from_control_points([(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)], placed)
        .expect("four corners of a slightly moved rectangle are in general position");
    let mut out = GrayImage::new((2.0 * half_w).ceil() as u32, (2.0 * half_h).ceil() as u32);
    warp_into(picture, projection, Interpolation::Bilinear, Border::Constant(Luma([255])), &mut out);
    out
}

/// Mean along a line of `length` pixels.
fn motion_blur(picture: &GrayImage, length: f32, angle: f32) -> GrayImage {
    const STEPS: i16 = 8;
    let (dy, dx) = angle.sin_cos();
    let steps: Vec<f32> = (-STEPS..=STEPS).map(|i| f32::from(i) / f32::from(STEPS) * length / 2.0).collect();
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let sum: f32 = steps.iter().map(|t| sample(picture, x as f32 + t * dx, y as f32 + t * dy)).sum();
        Luma([(sum / steps.len() as f32) as u8])
    })
}

/// Bilinear, the edge repeated.
fn sample(picture: &GrayImage, x: f32, y: f32) -> f32 {
    let (x, y) = (x.clamp(0.0, picture.width() as f32 - 1.0), y.clamp(0.0, picture.height() as f32 - 1.0));
    let (x0, y0) = (x as u32, y as u32);
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let at =
        |x: u32, y: u32| f32::from(picture.get_pixel(x.min(picture.width() - 1), y.min(picture.height() - 1)).0[0]);
    let (top, bottom) =
        (at(x0, y0) * (1.0 - fx) + at(x0 + 1, y0) * fx, at(x0, y0 + 1) * (1.0 - fx) + at(x0 + 1, y0 + 1) * fx);
    top * (1.0 - fy) + bottom * fy
}

fn glare(picture: &GrayImage, rng: &mut Rng) -> GrayImage {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let radius = (0.05 + 0.07 * rng.f32()) * w;
    let (x0, y0) = (rng.f32() * w, rng.f32() * h);
    let mut out = picture.clone();
    for (x, y, pixel) in out.enumerate_pixels_mut() {
        let distance = (x as f32 - x0).hypot(y as f32 - y0) / radius;
        let light = (1.4 * (-distance * distance).exp()).min(1.0);
        pixel.0[0] = (f32::from(pixel.0[0]) * (1.0 - light) + 255.0 * light) as u8;
    }
    out
}

fn noise(picture: &GrayImage, rng: &mut Rng) -> GrayImage {
    let (dark, bright) = (30.0 + 40.0 * rng.f32(), 170.0 + 60.0 * rng.f32());
    let (slope, deviation) = (0.4 * rng.f32(), 2.0 + 5.0 * rng.f32());
    let width = picture.width() as f32;
    let mut out = picture.clone();
    for (x, _, pixel) in out.enumerate_pixels_mut() {
        let light = 1.0 - slope * x as f32 / width;
        let bell = (rng.f32() + rng.f32() + rng.f32() - 1.5) * 2.0 * deviation;
        pixel.0[0] = ((dark + (bright - dark) * f32::from(pixel.0[0]) / 255.0) * light + bell) as u8;
    }
    out
}

/// The licence or card of somebody who does not exist, as its payload says it.
pub fn card(seed: u64) -> Fields {
    let mut rng = Rng::with_seed(seed);
    let (state, country) = pick(&mut rng, STATES);
    let postal_code = if country == "CAN" { "K1A 0B1".to_owned() } else { format!("{}", rng.u32(10_000..99_999)) };
    let owned = |text: &str| Some(text.to_owned());
    let house = rng.u16(1..9999);
    Fields {
        document_type: Some(if rng.u8(..5) == 0 { DocumentType::IdentityCard } else { DocumentType::DriverLicense }),
        issuing_country: owned(country),
        issuing_state: owned(state),
        document_number: Some(format!("{}{}", rng.uppercase(), rng.u32(1_000_000..99_999_999))),
        last_name: owned(pick(&mut rng, LAST_NAMES)),
        first_name: owned(pick(&mut rng, FIRST_NAMES)),
        middle_name: rng.bool().then(|| pick(&mut rng, FIRST_NAMES).to_owned()),
        date_of_birth: Some(date(&mut rng, 1945, 2004)),
        sex: Some(pick(&mut rng, &[Sex::F, Sex::M, Sex::X])),
        issue_date: Some(date(&mut rng, 2019, 2024)),
        expiry_date: Some(date(&mut rng, 2027, 2033)),
        address: Some(Address {
            street: Some(format!("{house} {}", pick(&mut rng, STREETS))),
            street2: rng.bool().then(|| format!("APT {}", rng.u8(1..99))),
            city: owned(pick(&mut rng, CITIES)),
            state: owned(state),
            postal_code: Some(postal_code),
            country: owned(country),
        }),
    }
}

const STATES: &[(&str, &str)] = &[
    ("CO", "USA"),
    ("GA", "USA"),
    ("MN", "USA"),
    ("NM", "USA"),
    ("OR", "USA"),
    ("VT", "USA"),
    ("NS", "CAN"),
    ("SK", "CAN"),
];
const LAST_NAMES: &[&str] =
    &["ALDERWICK", "BRANNOCK", "CASTELLANE", "DUNMORE", "ESPERANZA", "FAIRWEATHER", "HOLLOWAY", "OYELARAN"];
const FIRST_NAMES: &[&str] = &["AMARA", "BEATRIX", "CORMAC", "DELPHINE", "EZEKIEL", "IMOGEN", "KENJIRO", "TEODORA"];
const STREETS: &[&str] =
    &["ALDER LN", "COPPERMINE RD", "HERON CT", "LANTERN HILL AVE", "OLD FERRY RD", "PRAIRIE VIEW DR"];
const CITIES: &[&str] = &["BELLHAVEN", "CEDAR GAP", "EASTMERE", "FOXBOROUGH MILLS", "LAKE ORRIN", "WINDROW"];

#[cfg(test)]
mod tests {
    use countersign_core::document::aamva;

    use super::*;

    #[test]
    fn the_symbol_has_its_modules_and_quiet_zone() {
        let drawn = pdf417(b"countersign", 3.0);
        let modules = (drawn.width() as f32 / 3.0).round() as u32 - 2 * QUIET_MODULES;
        assert_eq!((modules - 69) % 17, 0, "17 modules a column beside start, stop and indicators");
        assert_eq!(drawn.get_pixel(2, 2).0[0], 255);
        assert_eq!(drawn.get_pixel(drawn.width() / modules * (QUIET_MODULES + 2), drawn.height() / 2).0[0], 0);
    }

    #[test]
    fn the_same_seed_does_the_same_damage() {
        let drawn = pdf417(&aamva::emit(&card(3)), 2.5);
        assert!(degrade(&drawn, 5) == degrade(&drawn, 5));
        assert!(degrade(&drawn, 5) != degrade(&drawn, 6));
    }
}
