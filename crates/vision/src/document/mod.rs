//! Reading an identity document: its text, its zone, its barcode, its portrait.

mod outline;
mod print;
mod upright;

use countersign_core::{
    Date,
    document::{
        aamva,
        extraction::{Extraction, Orientation, Portrait, Quad},
        visual,
    },
    reason::Reason,
};
use image::RgbImage;

pub use self::upright::{back_to_picture, upright};
use crate::{
    barcode,
    face::{DetectedFace, FaceEngine},
    geometry::{Strip, length, sub},
    image::Picture,
    model::{ModelError, Runtime},
    models::ModelFolder,
    mrz,
    page::Page,
    quality,
    sample::Pyramid,
    text::{Detector, Recogniser},
};

/// Longer side, in pixels, at which text lines are looked for.
const OVERVIEW: u32 = 960;

/// All models, loaded once and shared by every thread.
pub struct Engine {
    detector: Detector,
    recogniser: Recogniser,
    pub faces: FaceEngine,
}

/// What to leave out, for harder measurements, and the day it is.
#[derive(Clone, Copy, Debug)]
pub struct ReadOptions {
    /// Decides the century of two-digit years.
    pub today: Date,
    pub ignore_mrz: bool,
    pub ignore_barcode: bool,
}

impl ReadOptions {
    pub fn on(today: Date) -> Self {
        Self { today, ignore_mrz: false, ignore_barcode: false }
    }
}

impl Engine {
    /// Loads every model from a checked folder; up to `lanes` pictures are worked on at once.
    pub fn load(folder: &ModelFolder, lanes: usize) -> Result<Self, ModelError> {
        let runtime = Runtime::load(&folder.runtime())?;
        let (texts, faces) = rayon::join(
            || rayon::join(|| Detector::load(&runtime, folder, lanes), || Recogniser::load(&runtime, folder, lanes)),
            || FaceEngine::load(&runtime, folder, lanes),
        );
        Ok(Self { detector: texts.0?, recogniser: texts.1?, faces: faces? })
    }

    /// Reads one side of a document. A picture without any gives an extraction that says so: no document type.
    pub fn read(&self, picture: &Picture, options: &ReadOptions) -> Result<Extraction, ModelError> {
        let pyramid = Pyramid::new(picture.rgb.clone());
        let (text, (faces, barcode)) = rayon::join(
            || self.read_text(&pyramid, options),
            || (self.faces.detect(&picture.rgb), self.barcode(&picture.rgb, options)),
        );
        let mut extraction = match text? {
            Text::Upright(mut extraction) => {
                extraction.portrait = largest(&faces?);
                extraction
            }
            Text::Turned(orientation) => self.read_turned(&picture.rgb, orientation, options)?,
        };
        if let Some(read) = barcode {
            print::merge_barcode(&mut extraction, read);
        }
        visual::complete(&mut extraction, options.today);
        Ok(extraction)
    }

    /// Reads a picture again the right way up: lines are found best where they lie as the detector learnt them.
    fn read_turned(
        &self,
        picture: &RgbImage,
        orientation: Orientation,
        options: &ReadOptions,
    ) -> Result<Extraction, ModelError> {
        let turned = upright(picture, orientation).into_owned();
        let (pyramid, faces) = rayon::join(|| Pyramid::new(turned.clone()), || self.faces.detect(&turned));
        let strips = self.detector.lines(&pyramid, OVERVIEW)?;
        let page = Page::orient(&pyramid, &self.recogniser, &strips)?;
        let mut extraction = read_page(page, &strips, options)?;
        extraction.portrait = largest(&faces?);
        extraction.orientation = orientation;
        if orientation.mirrored {
            extraction.warnings.push(Reason::ImageMirrored);
        }
        extraction.move_places(|place| back_to_picture(place, orientation, picture.width(), picture.height()));
        Ok(extraction)
    }

    fn barcode(&self, picture: &RgbImage, options: &ReadOptions) -> Option<Result<Extraction, Reason>> {
        if options.ignore_barcode {
            return None;
        }
        let read = barcode::read_pdf417(picture)?;
        Some(aamva::parse(&read.bytes).map(|payload| payload.extraction(read.place)).ok_or(Reason::BarcodeNotAamva))
    }

    fn read_text(&self, picture: &Pyramid, options: &ReadOptions) -> Result<Text, ModelError> {
        let strips = self.detector.lines(picture, OVERVIEW)?;
        let page = Page::orient(picture, &self.recogniser, &strips)?;
        let orientation = Orientation { turned: page.turned(), mirrored: page.mirrored };
        if orientation == Orientation::default() || strips.is_empty() {
            return read_page(page, &strips, options).map(Text::Upright);
        }
        // A passport's other page may hold more text than the one with the zone, and run across it.
        let level = page.across(&strips).into_iter().flat_map(|other| [other.turned_over(&strips), other]);
        for mut level in level.filter(|page| page.along[0] > 0.9 && !page.mirrored && !options.ignore_mrz) {
            if mrz::read(&mut level)?.is_some_and(|zone| zone.solved.valid) {
                return read_page(level, &strips, options).map(Text::Upright);
            }
        }
        Ok(Text::Turned(orientation))
    }
}

/// What the text of a picture gives at the first look.
enum Text {
    Upright(Extraction),
    /// The text runs another way: the picture is to be turned first.
    Turned(Orientation),
}

fn read_page(mut page: Page<'_>, strips: &[Strip], options: &ReadOptions) -> Result<Extraction, ModelError> {
    let zone = if options.ignore_mrz { None } else { find_zone(&mut page, strips)? };
    let mut extraction = match &zone {
        Some(zone) => print::read_beside_zone(&mut page, zone, options.today)?,
        None => print::read_everything(&mut page)?,
    };
    judge_picture(&mut extraction, &page, strips);
    Ok(extraction)
}

fn largest(faces: &[DetectedFace]) -> Option<Portrait> {
    faces.iter().max_by(|a, b| a.bbox.area().total_cmp(&b.bbox.area())).map(portrait_of)
}

/// The zone in the direction the page was found in, or across it.
fn find_zone<'a>(page: &mut Page<'a>, strips: &[Strip]) -> Result<Option<mrz::ZoneReading>, ModelError> {
    let found = mrz::read(page)?;
    if found.as_ref().is_some_and(|zone| zone.solved.valid) {
        return Ok(found);
    }
    let Some(other) = page.across(strips) else { return Ok(found) };
    for mut tried in [other.turned_over(strips), other] {
        if let Some(zone) = mrz::read(&mut tried)?.filter(|zone| zone.solved.valid) {
            *page = tried;
            return Ok(Some(zone));
        }
    }
    Ok(found)
}

fn judge_picture(extraction: &mut Extraction, page: &Page, strips: &[Strip]) {
    let strips_read: Vec<Strip> = page.lines.iter().map(|line| line.strip).collect();
    let outline = outline::find(page.picture, &strips_read, page.along, page.down());
    let longest = match &outline {
        Some(outline) => longest_side(&outline.quad),
        None => page.picture.original().width().max(page.picture.original().height()),
    };
    extraction.quality = quality::measure(page.picture, strips, longest);
    extraction.warnings.extend(quality::warnings(&extraction.quality));
    if outline.is_some_and(|outline| outline.cut_off) {
        extraction.warnings.push(Reason::DocumentCutOff);
    }
}

fn longest_side(quad: &Quad) -> u32 {
    let [a, b, c, d] = quad.0;
    [(a, b), (b, c), (c, d), (d, a)].into_iter().map(|(p, q)| length(sub(q, p))).fold(0.0, f32::max) as u32
}

fn portrait_of(face: &DetectedFace) -> Portrait {
    let b = face.bbox;
    let place = Quad([[b.x, b.y], [b.x + b.width, b.y], [b.x + b.width, b.y + b.height], [b.x, b.y + b.height]]);
    Portrait { place, eye_distance: face.eye_distance() }
}
