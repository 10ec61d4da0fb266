//! Papers as PDF files.

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};

use super::Paper;
use crate::to_jpeg;

/// Points in a millimetre.
const POINTS: f32 = 72.0 / 25.4;
const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PLAIN: Ref = Ref::new(3);
const BOLD: Ref = Ref::new(4);
/// Pages and their contents take two numbers each from here on.
const FIRST: i32 = 5;

impl Paper {
    /// The sheet as a file with text in Helvetica, which readers supply themselves.
    pub fn to_pdf(&self) -> Vec<u8> {
        let (width, height) = (self.size.0 * POINTS, self.size.1 * POINTS);
        let mut content = Content::new();
        for print in &self.prints {
            // A line's box is a little higher than its font.
            let size = 0.8 * print.height * POINTS;
            let baseline = height - (print.y + 0.78 * print.height) * POINTS;
            content.begin_text();
            content.set_font(Name(if print.bold { b"B" } else { b"P" }), size);
            content.next_line(print.x * POINTS, baseline);
            content.show(Str(&windows_1252(&print.text)));
            content.end_text();
        }
        let mut pdf = begin(1);
        text_page(&mut pdf, FIRST, (width, height), &content.finish());
        pdf.finish()
    }
}

/// A file that holds a picture and no text, as scanners write them; the picture stands at 150 dots an inch.
pub fn scan(picture: &image::RgbImage) -> Vec<u8> {
    let (width, height) = (picture.width() as f32 * 72.0 / 150.0, picture.height() as f32 * 72.0 / 150.0);
    let image = Ref::new(FIRST + 2);
    let mut content = Content::new();
    content.transform([width, 0.0, 0.0, height, 0.0, 0.0]);
    content.x_object(Name(b"I"));
    let mut pdf = begin(1);
    {
        let mut page = pdf.page(Ref::new(FIRST));
        page.media_box(Rect::new(0.0, 0.0, width, height)).parent(PAGES).contents(Ref::new(FIRST + 1));
        page.resources().x_objects().pair(Name(b"I"), image);
    }
    pdf.stream(Ref::new(FIRST + 1), &content.finish());
    let bytes = to_jpeg(picture, 85);
    let mut object = pdf.image_xobject(image, &bytes);
    object.filter(Filter::DctDecode);
    object.width(picture.width() as i32).height(picture.height() as i32).bits_per_component(8);
    object.color_space().device_rgb();
    object.finish();
    pdf.finish()
}

/// A file of blank pages of a size in points.
pub fn empty_pages(count: i32, size: (f32, f32)) -> Vec<u8> {
    let mut pdf = begin(count);
    for page in 0..count {
        text_page(&mut pdf, FIRST + 2 * page, size, b"");
    }
    pdf.finish()
}

/// A file whose trailer says that it is locked with a password (ISO 32000-1, 7.6.3; the keys are noise).
pub fn encrypted() -> Vec<u8> {
    let file = empty_pages(1, (595.0, 842.0));
    let text = String::from_utf8_lossy(&file).into_owned();
    let noise = "8f".repeat(32);
    let lock = format!(
        "/ID [<{id}> <{id}>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{noise}> /U <{noise}> >>",
        id = "0a".repeat(16)
    );
    let Some(at) = text.rfind("/Root") else { return file };
    // Nothing of the writer's output stands outside of ASCII but the comment of its second line.
    let at = file.windows(5).rposition(|window| window == b"/Root").unwrap_or(at);
    [&file[..at], lock.as_bytes(), b" ", &file[at..]].concat()
}

fn begin(pages: i32) -> Pdf {
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(PAGES);
    pdf.pages(PAGES).kids((0..pages).map(|page| Ref::new(FIRST + 2 * page))).count(pages);
    for (font, name) in [(PLAIN, Name(b"Helvetica")), (BOLD, Name(b"Helvetica-Bold"))] {
        let mut font = pdf.type1_font(font);
        font.base_font(name);
        font.encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf
}

fn text_page(pdf: &mut Pdf, at: i32, (width, height): (f32, f32), content: &[u8]) {
    {
        let mut page = pdf.page(Ref::new(at));
        page.media_box(Rect::new(0.0, 0.0, width, height)).parent(PAGES).contents(Ref::new(at + 1));
        let mut resources = page.resources();
        let mut fonts = resources.fonts();
        fonts.pair(Name(b"P"), PLAIN).pair(Name(b"B"), BOLD);
    }
    pdf.stream(Ref::new(at + 1), content);
}

/// Western European letters in the encoding of the standard fonts; others become question marks.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        '€' => 0x80,
        '’' => 0x92,
        c => u8::try_from(u32::from(c)).unwrap_or(b'?'),
    };
    text.chars().map(byte).collect()
}
