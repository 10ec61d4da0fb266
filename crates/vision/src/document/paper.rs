//! Pages of text: bills, statements, letters.

use countersign_core::{
    Date,
    document::{
        address_proof::{self, Asked},
        extraction::{DocumentType, Extraction, Orientation, Source, TextLine},
    },
};

use super::{Engine, ReadOptions, back_to_picture, judge_picture, print, upright};
use crate::{image::Picture, model::ModelError, page::Page, pdf, sample::Pyramid};

/// Longer side at which the lines of a page are looked for: its print is small.
const OVERVIEW: u32 = 1600;
/// Lines read of a page, from the top.
const LINES: usize = 220;
/// Identity documents without a zone have fewer lines than this.
const FEWEST: usize = 14;

/// Whether a page of text is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Papers {
    /// An identity document was asked for.
    Refused,
    /// Either may come.
    Allowed,
    /// A proof of address was asked for.
    Expected,
}

impl Engine {
    /// Reads the pages of a PDF; those of the page that proves an address, or else of the first.
    pub fn read_pages(&self, pages: &[pdf::Page], options: &ReadOptions) -> Result<Extraction, ModelError> {
        let asked = if options.papers == Papers::Expected { Asked::Proof } else { Asked::Nothing };
        let mut first = None;
        for page in pages {
            let read = match page {
                pdf::Page::Text(lines) => address_proof::read(lines.clone(), Source::Text, asked, options.today),
                pdf::Page::Picture(picture) => self.read(picture, options)?,
            };
            if read.document_type.as_ref().is_some_and(|kind| kind.value != DocumentType::Other) {
                return Ok(read);
            }
            first = first.or(Some(read));
        }
        Ok(first.unwrap_or_default())
    }

    /// Reads a page of text in a picture.
    pub(super) fn read_paper(&self, picture: &Picture, asked: Asked, today: Date) -> Result<Extraction, ModelError> {
        let (lines, orientation, mut judged) = self.paper_lines(picture)?;
        let mut extraction = address_proof::read(lines, Source::Visual, asked, today);
        extraction.quality = judged.quality;
        extraction.warnings.append(&mut judged.warnings);
        extraction.orientation = orientation;
        let (width, height) = picture.rgb.dimensions();
        extraction.move_places(|place| back_to_picture(place, orientation, width, height));
        Ok(extraction)
    }

    /// The lines of a page turned the right way up, and an extraction that holds the picture's quality.
    fn paper_lines(&self, picture: &Picture) -> Result<(Vec<TextLine>, Orientation, Extraction), ModelError> {
        let pyramid = Pyramid::of(&picture.rgb);
        let strips = self.detector.lines(&pyramid, OVERVIEW)?;
        let page = Page::upright(&pyramid, &self.recogniser, &strips).orient(&strips)?;
        let orientation = Orientation { turned: page.turned(), mirrored: page.mirrored };
        if orientation == Orientation::default() || strips.is_empty() {
            let (lines, judged) = read_lines(page, &strips)?;
            return Ok((lines, Orientation::default(), judged));
        }
        let turned = upright(&picture.rgb, orientation);
        let turned = Pyramid::of(&turned);
        let strips = self.detector.lines(&turned, OVERVIEW)?;
        let (lines, judged) = read_lines(Page::upright(&turned, &self.recogniser, &strips).orient(&strips)?, &strips)?;
        Ok((lines, orientation, judged))
    }
}

fn read_lines(
    mut page: Page<'_>,
    strips: &[crate::geometry::Strip],
) -> Result<(Vec<TextLine>, Extraction), ModelError> {
    let mut order: Vec<usize> = (0..page.lines.len()).collect();
    order.sort_by(|&a, &b| page.lines[a].strip.centre[1].total_cmp(&page.lines[b].strip.centre[1]));
    order.truncate(LINES);
    page.read(&order)?;
    let mut judged = Extraction::default();
    judge_picture(&mut judged, &page, strips);
    Ok((print::text_lines(&page), judged))
}

/// Whether what was read as an identity document is rather a page of text.
pub(super) fn looks_like_paper(extraction: &Extraction) -> bool {
    extraction.document_type.is_none()
        && extraction.mrz.is_none()
        && extraction.barcode.is_none()
        && extraction.text_lines.len() >= FEWEST
}
