//! Documents with a machine readable zone: passports, cards in two sizes, visas in two sizes.

use countersign_core::{
    Date,
    document::{
        extraction::{DocumentType, Sex},
        mrz::Format,
    },
};
use fastrand::Rng;
use image::RgbImage;

use crate::{
    canvas::Canvas,
    country::{COUNTRIES, Country, DateForm, ENGLISH, Labels},
    person::Person,
    studio::{Photo, Studio},
    truth::{Specimen, Truth},
    zone,
};

/// A kind of document, by the standard's sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// TD3, 125 × 88 mm.
    Passport,
    /// TD1, 85.6 × 54 mm, zone on the back.
    Card,
    /// TD2, 105 × 74 mm, zone on the front.
    LargeCard,
    /// MRV-A, 120 × 80 mm.
    Visa,
    /// MRV-B, 105 × 74 mm.
    SmallVisa,
}

impl Layout {
    pub const ALL: [Self; 5] = [Self::Passport, Self::Card, Self::LargeCard, Self::Visa, Self::SmallVisa];

    pub fn format(self) -> Format {
        match self {
            Self::Passport => Format::Td3,
            Self::Card => Format::Td1,
            Self::LargeCard => Format::Td2,
            Self::Visa => Format::MrvA,
            Self::SmallVisa => Format::MrvB,
        }
    }

    pub fn document_type(self) -> DocumentType {
        match self {
            Self::Passport => DocumentType::Passport,
            Self::Card | Self::LargeCard => DocumentType::IdentityCard,
            Self::Visa | Self::SmallVisa => DocumentType::Visa,
        }
    }

    /// Width and height in millimetres.
    fn size(self) -> (f32, f32) {
        match self {
            Self::Passport => (125.0, 88.0),
            Self::Card => (85.6, 54.0),
            Self::LargeCard | Self::SmallVisa => (105.0, 74.0),
            Self::Visa => (120.0, 80.0),
        }
    }

    /// Where things stand, in millimetres.
    fn plan(self) -> Plan {
        match self {
            Self::Passport => {
                Plan { portrait: (5.0, 18.0, 32.0), fields: (42.0, 86.0), top: 9.0, row: 7.4, label: 2.0, zone: 69.5 }
            }
            Self::Card => {
                Plan { portrait: (3.5, 13.0, 24.0), fields: (30.5, 58.5), top: 8.6, row: 6.4, label: 1.5, zone: 33.0 }
            }
            Self::LargeCard | Self::SmallVisa => {
                Plan { portrait: (4.0, 13.0, 27.0), fields: (36.0, 72.0), top: 8.6, row: 6.2, label: 1.8, zone: 58.0 }
            }
            Self::Visa => {
                Plan { portrait: (4.0, 14.0, 30.0), fields: (40.0, 82.0), top: 9.0, row: 6.8, label: 1.9, zone: 63.0 }
            }
        }
    }
}

struct Plan {
    /// Left, top, width.
    portrait: (f32, f32, f32),
    /// Left edges of the two columns.
    fields: (f32, f32),
    top: f32,
    row: f32,
    /// Height of labels.
    label: f32,
    /// Top of the zone's first line.
    zone: f32,
}

/// How a specimen is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// 12 gives a passport of 1500 pixels.
    pub pixels_per_mm: f32,
    pub photo: Photo,
    /// Decides the paper, the wording of labels, capital or small letters.
    pub seed: u64,
}

impl Default for Style {
    fn default() -> Self {
        Self { pixels_per_mm: 12.0, photo: Photo::A, seed: 0 }
    }
}

impl Style {
    /// Any paper and wording, for a photograph of this person.
    pub fn random(seed: u64, photo: Photo) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0x57_1E);
        Self { pixels_per_mm: 9.0 + 5.0 * rng.f32(), photo, seed }
    }
}

/// How one document words its labels.
struct Wording {
    own: &'static Labels,
    own_first: bool,
    numbered: bool,
    capitals: bool,
    dates: DateForm,
}

impl Wording {
    fn label(&self, number: u8, word: fn(&Labels) -> &'static str) -> String {
        let (own, english) = (word(self.own), word(&ENGLISH));
        let (first, second) = if self.own_first { (own, english) } else { (english, own) };
        let number = if self.numbered { format!("{number}. ") } else { String::new() };
        if first == second { format!("{number}{first}") } else { format!("{number}{first} / {second}") }
    }

    fn name(&self, name: &str) -> String {
        if self.capitals { name.to_uppercase() } else { name.to_owned() }
    }

    fn date(&self, date: Date) -> String {
        print_date(self.dates, date)
    }
}

fn print_date(form: DateForm, date: Date) -> String {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let (day, month, year) = (date.day(), date.month(), date.year());
    match form {
        DateForm::Dots => format!("{day:02}.{month:02}.{year}"),
        DateForm::Spaces => format!("{day:02} {month:02} {year}"),
        DateForm::Slashes => format!("{day:02}/{month:02}/{year}"),
        DateForm::Words => format!("{day:02} {} {year}", MONTHS[month as usize - 1]),
    }
}

impl Studio {
    /// Draws a document of this person: flat, upright, filling the picture.
    pub fn document(&self, layout: Layout, person: &Person, style: &Style) -> Specimen {
        let mut rng = Rng::with_seed(style.seed);
        let issuer = issuer(layout, person);
        let wording = Wording {
            own: &issuer.labels,
            own_first: rng.bool(),
            numbered: rng.bool(),
            capitals: rng.u8(..3) > 0,
            dates: issuer.dates,
        };
        let sheet = Sheet { layout, person, issuer, wording, plan: layout.plan() };
        let mrz_lines = zone::lines(layout.format(), person, issuer);
        let front = sheet.front(self, style, &mrz_lines, &mut rng);
        let back = (layout == Layout::Card).then(|| sheet.back(self, style, &mrz_lines, &mut rng));
        Specimen { front, back, truth: sheet.truth(mrz_lines) }
    }
}

/// Passports and cards are issued by one's own country, visas by another.
fn issuer(layout: Layout, person: &Person) -> &'static Country {
    if layout.document_type() != DocumentType::Visa {
        return person.country;
    }
    let own = COUNTRIES.iter().position(|c| c.alpha3 == person.country.alpha3).unwrap_or_default();
    &COUNTRIES[(own + 1) % COUNTRIES.len()]
}

struct Sheet<'a> {
    layout: Layout,
    person: &'a Person,
    issuer: &'static Country,
    wording: Wording,
    plan: Plan,
}

impl Sheet<'_> {
    fn front(&self, studio: &Studio, style: &Style, lines: &[String], rng: &mut Rng) -> RgbImage {
        let mut canvas = Canvas::paper(&studio.fonts, self.layout.size(), style.pixels_per_mm, rng);
        canvas.value((4.0, 2.4), 4.0, self.issuer.name);
        let kind: fn(&Labels) -> &'static str = match self.layout.document_type() {
            DocumentType::Passport => |l| l.passport,
            DocumentType::Visa => |l| l.visa,
            _ => |l| l.identity_card,
        };
        canvas.label((4.0, 6.6), 3.0, &format!("{} / {}", kind(self.wording.own), kind(&ENGLISH)).to_uppercase());
        let (x, y, width) = self.plan.portrait;
        canvas.portrait(&studio.portrait(style.photo), (x, y), width);
        self.fields(&mut canvas);
        if self.layout != Layout::Card {
            canvas.zone(lines, self.plan.zone);
        }
        canvas.picture
    }

    fn fields(&self, canvas: &mut Canvas<'_>) {
        let (person, wording) = (self.person, &self.wording);
        let number = wording.label(1, |l| l.number);
        self.field(canvas, 0, 1, &number, &person.document_number);
        self.field(canvas, 1, 0, &wording.label(2, |l| l.surname), &wording.name(&person.last_name));
        self.field(canvas, 2, 0, &wording.label(3, |l| l.given_names), &wording.name(&person.first_name));
        self.field(canvas, 3, 0, &wording.label(4, |l| l.nationality), person.country.citizen);
        self.field(canvas, 3, 1, &wording.label(5, |l| l.sex), sex_letter(person.sex));
        self.field(canvas, 4, 0, &wording.label(6, |l| l.birth), &wording.date(person.date_of_birth));
        self.field(canvas, 4, 1, &wording.label(7, |l| l.birth_place), &wording.name(person.birth_place));
        self.field(canvas, 5, 1, &wording.label(9, |l| l.expires), &wording.date(person.expires));
        self.field(canvas, 5, 0, &wording.label(8, |l| l.issued), &wording.date(person.issued));
    }

    /// Draws one value under its label, in a row and one of two columns.
    fn field(&self, canvas: &mut Canvas<'_>, row: u8, column: u8, label: &str, value: &str) {
        let x = if column == 0 { self.plan.fields.0 } else { self.plan.fields.1 };
        let y = self.plan.top + f32::from(row) * self.plan.row;
        let size = self.plan.row / 7.4;
        canvas.label((x, y), self.plan.label, label);
        canvas.value((x, y + 2.1 * size), 3.6 * size, value);
    }

    fn back(&self, studio: &Studio, style: &Style, lines: &[String], rng: &mut Rng) -> RgbImage {
        let mut canvas = Canvas::paper(&studio.fonts, self.layout.size(), style.pixels_per_mm, rng);
        let (address, wording) = (&self.person.address, &self.wording);
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        canvas.label((5.0, 4.0), 1.8, &wording.label(10, |l| l.address));
        canvas.value((5.0, 6.0), 3.0, &part(&address.street));
        canvas.value((5.0, 9.4), 3.0, &format!("{} {}", part(&address.postal_code), part(&address.city)));
        canvas.label((5.0, 14.5), 1.8, &wording.label(11, |l| l.authority));
        canvas.value((5.0, 16.5), 3.0, &wording.name(self.person.birth_place));
        canvas.zone(lines, self.plan.zone);
        canvas.picture
    }

    fn truth(&self, mrz_lines: Vec<String>) -> Truth {
        let person = self.person;
        Truth {
            document_type: self.layout.document_type(),
            issuing_country: self.issuer.alpha3.to_owned(),
            issuing_state: None,
            document_number: person.document_number.clone(),
            last_name: person.last_name.clone(),
            first_name: person.first_name.clone(),
            middle_name: None,
            date_of_birth: person.date_of_birth,
            sex: Some(person.sex),
            nationality: Some(person.country.alpha3.to_owned()),
            issue_date: Some(person.issued),
            expiry_date: person.expires,
            address: None,
            mrz_lines,
        }
    }
}

pub(crate) fn sex_letter(sex: Sex) -> &'static str {
    match sex {
        Sex::M => "M",
        Sex::F => "F",
        Sex::X => "X",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio;

    #[test]
    fn a_document_has_the_size_of_its_kind_and_follows_from_the_seed() {
        let (person, style) = (Person::random(5), Style { pixels_per_mm: 4.0, ..Style::default() });
        let a = studio().document(Layout::Card, &person, &style);
        assert_eq!(a.front.dimensions(), (342, 216));
        assert_eq!(a.front, studio().document(Layout::Card, &person, &style).front);
        assert_ne!(a.back.as_ref(), Some(&a.front));
    }

    #[test]
    fn a_visa_is_issued_by_another_country() {
        let person = Person::random(1);
        let truth = studio().document(Layout::Visa, &person, &Style { pixels_per_mm: 4.0, ..Style::default() }).truth;
        assert_eq!(truth.nationality.as_deref(), Some(person.country.alpha3));
        assert_ne!(truth.issuing_country, person.country.alpha3);
    }
}
