//! A walk through a page that collects its visible letters and counts what drawing it would cost.

use std::{panic::resume_unwind, time::Instant};

use countersign_core::{document::extraction::TextLine, reason::Reason};
use hayro::{
    hayro_interpret::{
        BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
        InterpreterSettings, SoftMask, TransformExt,
        font::{Glyph as PdfGlyph, GlyphRun},
        hayro_cmap::BfString,
        interpret_page,
    },
    hayro_syntax::{page::Page, xref::XRef},
    kurbo::{Affine, BezPath, Point, Rect, Shape},
};

use super::{
    Limits,
    line::{Glyph, lines},
};

/// Letters below which a page counts as a picture.
const FEW: usize = 40;
/// Share of letters that may be unknown before a page's text is not trusted.
const UNKNOWN: f32 = 0.2;
/// Operations between two looks at the clock.
const LOOK: usize = 256;
/// Letters smaller than this many pixels, or larger than a third of the page, are not text to be read.
const SMALLEST: f64 = 2.0;

/// Width of a digit in font heights.
const DIGIT: f32 = 0.5;

/// Thrown through the interpreter, which has no other way to be stopped; caught where the thread began.
pub(super) struct Exceeded(pub Reason);

/// The lines of a page in pixels of the page as drawn at `scale`; nothing where it has no usable text.
pub(super) fn read<'a>(
    page: &'a Page<'a>,
    xref: &'a XRef,
    scale: f32,
    limits: &Limits,
    deadline: Instant,
) -> Option<Vec<TextLine>> {
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, f64::from(width * scale), f64::from(height * scale));
    let transform = Affine::scale(f64::from(scale)) * page.initial_transform(true).to_kurbo();
    let cache = InterpreterCache::new();
    let mut context = Context::new(transform, bounds, &cache, xref, InterpreterSettings::default());
    let mut walk = Walk { glyphs: Vec::new(), unknown: 0, operations: 0, pixels: 0, bounds, limits, deadline };
    interpret_page(page, &mut context, &mut walk);
    let letters = walk.glyphs.iter().filter(|glyph| glyph.text.chars().any(char::is_alphanumeric)).count();
    let known = walk.unknown as f32 <= UNKNOWN * (letters + walk.unknown) as f32;
    (letters >= FEW && known).then(|| lines(walk.glyphs))
}

struct Walk<'l> {
    glyphs: Vec<Glyph>,
    unknown: usize,
    operations: usize,
    pixels: u64,
    bounds: Rect,
    limits: &'l Limits,
    deadline: Instant,
}

impl Walk<'_> {
    fn count(&mut self, operations: usize) {
        let looked = self.operations / LOOK;
        self.operations += operations;
        if self.operations > self.limits.operations {
            resume_unwind(Box::new(Exceeded(Reason::PdfTooComplex)));
        }
        if self.operations / LOOK > looked && Instant::now() > self.deadline {
            resume_unwind(Box::new(Exceeded(Reason::ProcessingTimeout)));
        }
    }

    fn glyph(&mut self, glyph: &PdfGlyph<'_>, transform: Affine) {
        let origin = transform * Point::ZERO;
        let up = transform * Point::new(0.0, 1000.0) - origin;
        let along = transform * Point::new(1000.0, 0.0) - origin;
        let size = up.hypot();
        let upright = along.x > 0.0 && along.y.abs() < 0.2 * along.x && up.y < 0.0;
        let readable = size >= SMALLEST && size < self.bounds.height() / 3.0;
        if !(upright && readable && self.bounds.contains(origin)) {
            return;
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => {
                self.unknown += 1;
                return;
            }
        };
        let right = match glyph {
            PdfGlyph::Outline(outline) => transform.transform_rect_bbox(outline.outline().bounding_box()).x1,
            PdfGlyph::Type3(type3) => origin.x + f64::from(type3.advance_width().unwrap_or(0.0)) / 1000.0 * along.x,
        };
        let [x, y, size] = [origin.x, origin.y, size].map(|value| value as f32);
        // Digits are as wide as one another in nearly every font, but the ink of a 1 is not.
        let least = if text.chars().all(|c| c.is_ascii_digit()) { DIGIT } else { 0.1 };
        let right = (right as f32).clamp(x + least * size, x + 2.0 * size);
        self.glyphs.push(Glyph { text, x, y, size, right });
    }
}

impl<'a> Device<'a> for Walk<'_> {
    fn draw_path(&mut self, path: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.count(1 + path.elements().len() / 16);
    }

    fn push_clip_path(&mut self, path: &ClipPath) {
        self.count(1 + path.path.elements().len() / 16);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        // A layer of the size of the page.
        self.count(200);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.count(run.glyphs().len());
        // What nobody can see says nothing: an unseen layer may say something else than the page.
        if matches!(mode, DrawMode::Invisible) {
            return;
        }
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.count(20);
        self.pixels += u64::from(image.width()) * u64::from(image.height());
        if self.pixels > self.limits.pixels {
            resume_unwind(Box::new(Exceeded(Reason::PdfTooComplex)));
        }
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
