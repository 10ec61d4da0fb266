//! PDF files: their own text where they have it, their pages as pictures where they have not.
//!
//! The reader is hayro: pure Rust, no unsafe code of its own, and no I/O at all. It is given bytes and gives glyphs and
//! pixels; fonts that a file does not embed come from the library itself. A file can therefore reach neither files nor
//! the network, whatever it asks for. What is left to fear is time, memory and a panic in a young library:
//! - files, pages and pixels are limited, and a page is walked through once ([`text`]), counting what it would draw,
//!   before anything is drawn;
//! - everything runs on a thread of its own, with a large stack and a deadline; a panic ends that thread and is
//!   answered as an unreadable file.

mod line;
mod text;

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use countersign_core::{document::extraction::TextLine, reason::Reason};
use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{LoadPdfError, Pdf, page::Page as PdfPage},
    render,
    vello_cpu::color::palette::css::WHITE,
};
use image::RgbImage;

use crate::image::Picture;

/// Ceilings of one file.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    pub pages: usize,
    /// Pages drawn because they have no text of their own; those behind are left out.
    pub drawn: usize,
    /// Longer edge of a drawn page, in pixels.
    pub edge: u16,
    /// Pixels of all pictures that a page shows, before they are scaled.
    pub pixels: u64,
    /// Letters, paths and pictures of a page.
    pub operations: usize,
    /// For everything.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 15 << 20,
            pages: 10,
            drawn: 3,
            edge: 2200,
            pixels: 60_000_000,
            operations: 300_000,
            time: Duration::from_secs(15),
        }
    }
}

/// A page as it can be read.
pub enum Page {
    /// Its own text, placed in pixels of the page as it would be drawn.
    Text(Vec<TextLine>),
    /// Drawn, since it has no text.
    Picture(Picture),
}

/// Pages are personal.
impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(lines) => write!(f, "Text({} lines)", lines.len()),
            Self::Picture(picture) => write!(f, "{picture:?}"),
        }
    }
}

/// Thread stack: pages nest.
const STACK: usize = 32 << 20;
/// The header may stand behind some bytes that do not belong to it (ISO 32000-1, annex H.3, note 13).
const HEADER_WITHIN: usize = 1024;

/// Whether the bytes are a PDF, by content.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(HEADER_WITHIN)].windows(5).any(|window| window == b"%PDF-")
}

/// Reads a file within its limits.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Page>, Reason> {
    if bytes.len() > limits.bytes {
        return Err(Reason::ImageTooLarge);
    }
    let (bytes, limits) = (bytes.to_vec(), *limits);
    let (send, receive) = mpsc::channel();
    let deadline = Instant::now() + limits.time;
    let work = move || {
        let pages = catch_unwind(AssertUnwindSafe(|| pages(bytes, &limits, deadline)));
        // Nobody listens any more when the deadline has passed.
        let _ = send.send(pages.unwrap_or_else(|cause| Err(reason_of(cause.as_ref()))));
    };
    let thread = thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(work);
    thread.map_err(|_| Reason::ProcessingFailed)?;
    receive.recv_timeout(limits.time).unwrap_or(Err(Reason::ProcessingTimeout))
}

/// Why the reading was given up: for a limit, or because the library panicked.
fn reason_of(cause: &(dyn std::any::Any + Send)) -> Reason {
    cause.downcast_ref::<text::Exceeded>().map_or(Reason::PdfUnreadable, |exceeded| exceeded.0)
}

fn pages(bytes: Vec<u8>, limits: &Limits, deadline: Instant) -> Result<Vec<Page>, Reason> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Reason::PdfEncrypted,
        LoadPdfError::Invalid => Reason::PdfUnreadable,
    })?;
    let all = pdf.pages();
    match all.len() {
        0 => return Err(Reason::PdfUnreadable),
        count if count > limits.pages => return Err(Reason::PdfTooManyPages),
        _ => {}
    }
    let cache = RenderCache::new();
    let mut drawn = 0;
    let mut pages = Vec::new();
    for page in all.iter() {
        let scale = scale_of(page, limits.edge);
        if let Some(lines) = text::read(page, pdf.xref(), scale, limits, deadline) {
            pages.push(Page::Text(lines));
        } else if drawn < limits.drawn {
            drawn += 1;
            pages.push(Page::Picture(draw(page, &cache, scale)?));
        }
    }
    Ok(pages)
}

/// Pixels of a drawn page in one unit of the file.
fn scale_of(page: &PdfPage<'_>, edge: u16) -> f32 {
    let (width, height) = page.render_dimensions();
    f32::from(edge) / width.max(height).max(1.0)
}

fn draw<'a>(page: &'a PdfPage<'a>, cache: &RenderCache<'a>, scale: f32) -> Result<Picture, Reason> {
    let (width, height) = page.render_dimensions();
    // Strips of paper hold no address.
    if width.min(height) * scale < 64.0 {
        return Err(Reason::ImageTooSmall);
    }
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let map = render(page, cache, &InterpreterSettings::default(), &RenderSettings::default(), &pixels);
    // The background is opaque, so that colours are not multiplied by anything.
    let rgb = map.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    let rgb = RgbImage::from_raw(u32::from(map.width()), u32::from(map.height()), rgb).ok_or(Reason::PdfUnreadable)?;
    Ok(Picture { rgb })
}
