//! Reading an identity document: its text, its zone, its barcode, its portrait.

mod outline;
mod paper;
mod portrait;
mod print;
mod upright;

use countersign_core::{
    Date,
    document::{
        aamva,
        address_proof::Asked,
        extraction::{Extraction, Orientation, Quad},
        visual,
    },
    reason::Reason,
};
use image::RgbImage;

use self::portrait::Faces;
pub use self::{
    paper::Papers,
    upright::{back_to_picture, upright},
};
use crate::{
    barcode,
    face::{Face, FaceEngine, FaceError},
    geometry::{Strip, length, sub},
    image::Picture,
    model::{ModelError, Runtime},
    models::ModelFolder,
    mrz::{self, ZoneReading},
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
    /// For models beyond these: a process has one runtime.
    pub runtime: Runtime,
}

/// What to leave out, for harder measurements, and the day it is.
#[derive(Clone, Copy, Debug)]
pub struct ReadOptions {
    /// Decides the century of two-digit years.
    pub today: Date,
    pub ignore_mrz: bool,
    pub ignore_barcode: bool,
    /// Whether papers with an address are looked for as well.
    pub papers: Papers,
}

impl ReadOptions {
    pub fn on(today: Date) -> Self {
        Self { today, ignore_mrz: false, ignore_barcode: false, papers: Papers::Refused }
    }
}

impl Engine {
    /// Loads every model from a checked folder.
    pub fn load(folder: &ModelFolder) -> Result<Self, ModelError> {
        let runtime = Runtime::load(&folder.runtime())?;
        let (texts, faces) = rayon::join(
            || rayon::join(|| Detector::load(&runtime, folder), || Recogniser::load(&runtime, folder)),
            || FaceEngine::load(&runtime, folder),
        );
        let engine = Self { detector: texts.0?, recogniser: texts.1?, faces: faces?, runtime };
        engine.runtime.tidy();
        Ok(engine)
    }

    /// Reads one side of a document. A picture without any gives an extraction that says so: no document type.
    pub fn read(&self, picture: &Picture, options: &ReadOptions) -> Result<Extraction, ModelError> {
        if options.papers == Papers::Expected {
            return self.read_paper(picture, Asked::Proof, options.today);
        }
        let extraction = self.read_identity(picture, options)?;
        if options.papers == Papers::Refused || !paper::looks_like_paper(&extraction) {
            return Ok(extraction);
        }
        self.read_paper(picture, Asked::Nothing, options.today)
    }

    fn read_identity(&self, picture: &Picture, options: &ReadOptions) -> Result<Extraction, ModelError> {
        let (text, faces) =
            rayon::join(|| self.read_text(&picture.rgb, options), || Faces::find(&self.faces, &picture.rgb));
        let (text, mut faces) = (text?, faces?);
        faces.look_again(&self.faces, &picture.rgb, text.0.orientation)?;
        Ok(finish(picture, text, &faces, options))
    }

    /// [`Engine::read`] with the portrait's face, to be compared.
    pub fn read_with_face(
        &self,
        picture: &Picture,
        options: &ReadOptions,
    ) -> Result<(Extraction, Result<Face, FaceError>), ModelError> {
        let (text, faces) = rayon::join(
            || self.read_text(&picture.rgb, options),
            || {
                let faces = Faces::find(&self.faces, &picture.rgb)?;
                let face = faces.embed(&self.faces, &picture.rgb);
                Ok((faces, face))
            },
        );
        let (text, (mut faces, mut face)) = (text?, faces?);
        if faces.look_again(&self.faces, &picture.rgb, text.0.orientation)? {
            face = faces.embed(&self.faces, &picture.rgb);
        }
        Ok((finish(picture, text, &faces, options), face))
    }

    fn read_text(&self, picture: &RgbImage, options: &ReadOptions) -> Result<Text, ModelError> {
        let barcode = || barcode_of(picture, options);
        let pyramid = Pyramid::of(picture);
        let strips = self.detector.lines(&pyramid, OVERVIEW)?;
        let mut page = Page::upright(&pyramid, &self.recogniser, &strips);
        if let Some(zone) = glance(&mut page, options)? {
            return read_page(page, Some(&zone), &strips, options, &barcode);
        }
        let mut page = page.orient(&strips)?;
        let orientation = Orientation { turned: page.turned(), mirrored: page.mirrored };
        if orientation == Orientation::default() || strips.is_empty() {
            let zone = find_zone(&mut page, &strips, options)?;
            return read_page(page, zone.as_ref(), &strips, options, &barcode);
        }
        // A passport's other page may hold more text than the one with the zone, and run across it.
        let level = page.across(&strips).into_iter().flat_map(|other| [other.turned_over(&strips), other]);
        for mut level in level.filter(|page| page.along[0] > 0.9 && !page.mirrored && !options.ignore_mrz) {
            if let Some(zone) = mrz::read(&mut level)?.filter(|zone| zone.solved.valid) {
                return read_page(level, Some(&zone), &strips, options, &barcode);
            }
        }
        self.read_turned(picture, orientation, options, &barcode)
    }

    /// Reads a picture again the right way up: lines are found best where they lie as the detector learnt them.
    fn read_turned(
        &self,
        picture: &RgbImage,
        orientation: Orientation,
        options: &ReadOptions,
        barcode: &(dyn Fn() -> Barcode + Sync),
    ) -> Result<Text, ModelError> {
        let turned = upright(picture, orientation);
        let pyramid = Pyramid::of(&turned);
        let strips = self.detector.lines(&pyramid, OVERVIEW)?;
        let mut page = Page::upright(&pyramid, &self.recogniser, &strips);
        let mut zone = glance(&mut page, options)?;
        if zone.is_none() {
            page = page.orient(&strips)?;
            zone = find_zone(&mut page, &strips, options)?;
        }
        let (mut extraction, barcode) = read_page(page, zone.as_ref(), &strips, options, barcode)?;
        extraction.orientation = orientation;
        if orientation.mirrored {
            extraction.warnings.push(Reason::ImageMirrored);
        }
        extraction.move_places(|place| back_to_picture(place, orientation, picture.width(), picture.height()));
        Ok((extraction, barcode))
    }
}

fn barcode_of(picture: &RgbImage, options: &ReadOptions) -> Barcode {
    if options.ignore_barcode {
        return None;
    }
    let read = barcode::read_pdf417(picture)?;
    Some(aamva::parse(&read.bytes).map(|payload| payload.extraction(read.place)).ok_or(Reason::BarcodeNotAamva))
}

/// What a barcode says, if there is one.
type Barcode = Option<Result<Extraction, Reason>>;

/// What text and barcode of a picture say.
type Text = (Extraction, Barcode);

fn finish(picture: &Picture, (mut extraction, barcode): Text, faces: &Faces, options: &ReadOptions) -> Extraction {
    extraction.portrait = faces.portrait(picture.rgb.dimensions());
    if let Some(read) = barcode {
        print::merge_barcode(&mut extraction, read);
    }
    visual::complete(&mut extraction, options.today);
    extraction
}

/// Who has a valid zone needs no barcode: it is looked for only beside a reading that takes as long.
fn read_page(
    mut page: Page<'_>,
    zone: Option<&ZoneReading>,
    strips: &[Strip],
    options: &ReadOptions,
    barcode: &(dyn Fn() -> Barcode + Sync),
) -> Result<Text, ModelError> {
    let (extraction, barcode) = match zone {
        Some(zone) if zone.solved.valid => (print::read_beside_zone(&mut page, zone, options.today), None),
        Some(zone) => rayon::join(|| print::read_beside_zone(&mut page, zone, options.today), barcode),
        None => rayon::join(|| print::read_everything(&mut page), barcode),
    };
    let mut extraction = extraction?;
    judge_picture(&mut extraction, &page, strips);
    Ok((extraction, barcode))
}

fn glance(page: &mut Page, options: &ReadOptions) -> Result<Option<ZoneReading>, ModelError> {
    if options.ignore_mrz { Ok(None) } else { mrz::glance(page) }
}

/// The zone in the direction the page was found in, or across it.
fn find_zone(page: &mut Page, strips: &[Strip], options: &ReadOptions) -> Result<Option<ZoneReading>, ModelError> {
    if options.ignore_mrz {
        return Ok(None);
    }
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
