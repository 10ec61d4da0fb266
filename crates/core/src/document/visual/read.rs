//! The print of one side as an extraction of its own.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::{
    address,
    assign::{Assigned, assign},
    dates::{self, Told},
    fuzzy::{Letters, Vocabulary},
    issuer::{self, Named},
    labels::Family,
    licence_numbers,
    names::{self, Name, Names},
    numbered::Scheme,
    numbers::{self, Number},
    page::Page,
    shape,
    sheet::{self, Sheet},
};
use crate::{
    document::{
        extraction::{DocumentType, Extraction, Field, Sex, Source, TextLine},
        kind,
        mrz::transliterate,
    },
    normalize::state,
    reason::Reason,
};

/// Values less sure than this are left out: better unknown than wrong.
const WORTH_GIVING: f32 = 0.4;

/// What else is known of the side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// The kind as the zone or barcode tells it.
    pub kind: Option<DocumentType>,
    /// A portrait is on it.
    pub portrait: bool,
    pub today: Date,
}

/// Reads the fields from the lines; an extraction without fields when they are no identity document's.
pub(super) fn read(lines: &[TextLine], known: Known) -> Extraction {
    if matches!(known.kind, Some(DocumentType::Other | DocumentType::ProofOfAddress)) {
        return Extraction::default();
    }
    let sheet = Sheet::new(lines);
    if known.kind.is_none() && sheet.lines.len() > MOST_LINES {
        return Extraction::default();
    }
    let plain = Page::new(sheet.clone(), None);
    let kind =
        known.kind.map_or_else(|| kind_of(lines, &plain), |kind| Kind { is: Some(kind), confidence: 0.0, line: None });
    let state = issuer::state(&plain);
    // `NEW MEXICO` names no other country.
    let title = issuer::title(&plain).filter(|title| state.is_none_or(|state| state.line != title.line));
    let licence = kind.is == Some(DocumentType::DriverLicense) || is_state_card(&plain, kind.is, state, title);
    let scheme = licence.then(|| scheme_of(lines, title, state));
    let page = match scheme {
        Some(scheme) => Page::new(sheet, Some(scheme)),
        None => plain,
    };
    if known.kind.is_none() && !is_document(&page, kind, known.portrait) {
        return Extraction::default();
    }
    let sight = Sight { page: &page, assigned: assign(&page), kind, scheme, title, state, today: known.today };
    sight.extraction()
}

/// What the document is, how sure that is, and in which line it stands.
#[derive(Clone, Copy)]
struct Kind {
    is: Option<DocumentType>,
    confidence: f32,
    line: Option<usize>,
}

fn kind_of(lines: &[TextLine], page: &Page<'_>) -> Kind {
    // The number of somebody's passport makes no passport of a visa.
    let is_number = |line: &TextLine| {
        let named = |family| matches!(family, Family::Passport | Family::Document);
        page.labels.iter().any(|l| named(l.family) && page.sheet.lines[l.span.line].text == line.text)
    };
    let titles: Vec<&TextLine> = lines.iter().filter(|line| !sheet::is_zone(&line.text)).collect();
    let plain: Vec<&TextLine> = titles.iter().copied().filter(|line| !is_number(line)).collect();
    let told = |(kind, line): (DocumentType, &TextLine), weight: f32| {
        let at = page.sheet.lines.iter().position(|known| known.text == line.text);
        Kind { is: Some(kind), confidence: weight * line.confidence, line: at }
    };
    if let Some(found) = kind::from_titles(&plain) {
        return told(found, 0.9);
    }
    if visa_labels(page) >= 2 {
        return Kind { is: Some(DocumentType::Visa), confidence: 0.7, line: None };
    }
    let found = kind::from_titles(&titles).map(|found| told(found, 0.7));
    found.unwrap_or(Kind { is: None, confidence: 0.0, line: None })
}

/// A portrait and a title or labels make an identity document; without a portrait it takes more of them, since letters
/// and forms have titles and names too.
fn is_document(page: &Page<'_>, kind: Kind, portrait: bool) -> bool {
    let has = |families: &[Family]| families.iter().any(|family| page.has(*family));
    let named = has(&[Family::Surname, Family::Given, Family::FullName, Family::BareName, Family::BareGiven]);
    let born = has(&[Family::Birth]);
    let others = [
        has(&[Family::Sex]),
        has(&[Family::Nationality]),
        has(&[Family::Document, Family::Passport]),
        has(&[Family::Expiry]),
    ];
    let fields = others.iter().filter(|has| **has).count() + usize::from(named) + usize::from(born);
    match (portrait, kind.is) {
        (true, Some(_)) => true,
        (true, None) => fields >= 2 || page.dates.len() >= 2 && page.sheet.lines.len() <= FEW_LINES,
        (false, Some(DocumentType::Visa)) => visa_labels(page) >= 2,
        (false, Some(_)) => born && fields >= 3,
        (false, None) => born && named && fields >= 4,
    }
}

/// A card without a word that we know holds hardly more lines.
const FEW_LINES: usize = 45;
/// Identity documents hold some dozen lines; pages of text hold more.
const MOST_LINES: usize = 90;

/// Labels that only visas have.
static VISA_LABELS: LazyLock<Vocabulary<usize>> = LazyLock::new(|| {
    let labels = [
        "Type of visa",
        "Type de visa",
        "Visa type",
        "Art des Visums",
        "Rodzaj wizy",
        "Tipo de visado",
        "Number of entries",
        "No. of entries",
        "Nombre d'entrées",
        "Anzahl der Einreisen",
        "Duration of stay",
        "Durée de séjour",
        "Dauer des Aufenthalts",
        "Valable pour",
        "Gültig für",
    ];
    Vocabulary::new(labels.into_iter().enumerate())
});

fn visa_labels(page: &Page<'_>) -> usize {
    let met = page.sheet.lines.iter().flat_map(|line| VISA_LABELS.met(&Letters::of(line.text)));
    let mut labels: Vec<usize> = met.map(|met| met.meaning).collect();
    labels.sort_unstable();
    labels.dedup();
    labels.len()
}

/// Identification cards of states and provinces are laid out as their licences are.
fn is_state_card(page: &Page<'_>, kind: Option<DocumentType>, state: Option<Named>, title: Option<Named>) -> bool {
    let here = matches!(kind, Some(DocumentType::IdentityCard) | None);
    let foreign = title.is_some_and(|named| !matches!(named.code, "USA" | "CAN"));
    here && !foreign && state.is_some_and(|named| page.sheet.lines[named.line].confidence > 0.8)
}

fn scheme_of(lines: &[TextLine], title: Option<Named>, state: Option<Named>) -> Scheme {
    let folded: Vec<String> = lines.iter().map(|line| line.text.to_uppercase()).collect();
    let says = |words: &[&str]| folded.iter().any(|line| words.iter().any(|word| line.contains(word)));
    let abroad = title.is_some_and(|named| !matches!(named.code, "USA" | "CAN"));
    let american =
        state.is_some() || says(&["DRIVER LICENSE", "DRIVER'S LICENSE", "USA", "DOB", "DLN", "4D DL", "LICENSE"]);
    if american && !abroad { Scheme::NorthAmerican } else { Scheme::European }
}

/// A page with all that reading it needs.
struct Sight<'p, 'l> {
    page: &'p Page<'l>,
    assigned: Vec<Assigned>,
    kind: Kind,
    scheme: Option<Scheme>,
    title: Option<Named>,
    state: Option<Named>,
    today: Date,
}

impl Sight<'_, '_> {
    fn extraction(&self) -> Extraction {
        let nationality = self.nationality();
        let address = self.address();
        let state = self.issuing_state(address.as_ref());
        let country = self.issuing_country(nationality, state.as_ref().map(|field| field.value.as_str()));
        let month_first = country.as_ref().and_then(|field| month_first(&field.value));
        let dates = dates::tell(self.page, month_first, self.today);
        let names = self.names([
            nationality.map(|named| named.line),
            dates.birth.map(|told| told.line),
            address.as_ref().map(|found| found.line),
        ]);
        let mut read = Extraction {
            document_type: Some(self.document_type()),
            document_number: self.document_number(state.as_ref()),
            issuing_country: country,
            issuing_state: state,
            personal_number: numbers::personal(self.page, &self.assigned).map(|found| self.number(&found)),
            last_name: names.last.map(|name| self.name(&name)),
            first_name: names.first.map(|name| self.name(&name)),
            date_of_birth: dates.birth.map(|told| self.date(told)),
            issue_date: dates.issue.map(|told| self.date(told)),
            expiry_date: dates.expiry.map(|told| self.date(told)),
            sex: self.sex(),
            nationality: nationality.map(|named| self.field(named.code.to_owned(), named.confidence, Some(named.line))),
            address: address.map(|found| self.field(found.address, found.confidence, Some(found.line))),
            ..Extraction::default()
        };
        if dates.ambiguous {
            read.warnings.push(Reason::DateAmbiguous);
        }
        leave_out_unsure(&mut read);
        read
    }

    /// A document without a title is a card: passports, licences and visas say what they are.
    fn document_type(&self) -> Field<DocumentType> {
        match self.kind.is {
            Some(kind) => self.field(kind, self.kind.confidence, self.kind.line),
            None if self.page.has(Family::Passport) => self.field(DocumentType::Passport, 0.5, None),
            None => self.field(DocumentType::IdentityCard, 0.5, None),
        }
    }

    fn nationality(&self) -> Option<Named> {
        let own = matches!(self.kind.is, Some(DocumentType::Passport | DocumentType::IdentityCard));
        let named = issuer::nationality(self.page);
        let named = named.or_else(|| issuer::country_among_fields(self.page).filter(|_| own));
        // Licences do not say it; their words for it are other things.
        named.filter(|_| self.scheme.is_none())
    }

    fn field<T>(&self, value: T, confidence: f32, line: Option<usize>) -> Field<T> {
        let place = line.map(|line| self.page.sheet.lines[line].place);
        Field::new(value, Source::Visual, confidence.clamp(0.0, 0.97)).at(place)
    }

    /// On licences in the shape that their state writes numbers in.
    fn document_number(&self, state: Option<&Field<String>>) -> Option<Field<String>> {
        let mut field = self.number(&numbers::document(self.page, &self.assigned, self.kind.is)?);
        let state = state.filter(|_| self.kind.is == Some(DocumentType::DriverLicense));
        if let Some(shaped) = state.and_then(|state| licence_numbers::corrected(&state.value, &field.value)) {
            field.value = shaped;
        }
        Some(field)
    }

    fn number(&self, found: &Number) -> Field<String> {
        self.field(found.text.clone(), found.confidence, Some(found.line))
    }

    fn date(&self, told: Told) -> Field<Date> {
        self.field(told.date, told.confidence, Some(told.line))
    }

    /// A name in another script is given in Latin letters, with the printed form beside it.
    fn name(&self, name: &Name) -> Field<String> {
        if shape::is_latin(&name.text) {
            return self.field(name.text.clone(), name.confidence, Some(name.line));
        }
        let mut field = self.field(transliterate(&name.text), 0.9 * name.confidence, Some(name.line));
        field.printed = Some(name.text.clone());
        field
    }

    fn names(&self, anchors: [Option<usize>; 3]) -> Names {
        let labelled = names::by_label(self.page, &self.assigned);
        if labelled.last.is_some() && labelled.first.is_some() {
            return labelled;
        }
        let titles: Vec<usize> =
            [self.kind.line, self.title.map(|named| named.line), self.state.map(|named| named.line)]
                .into_iter()
                .flatten()
                .collect();
        let ordered = names::by_order(self.page, &self.assigned, anchors, &titles);
        match (&labelled.last, &labelled.first) {
            (None, None) => ordered,
            // What is labelled must be where the order has it, or the order is another.
            (Some(last), None) => match &ordered.last {
                Some(other) if other.text == last.text => Names { first: ordered.first, ..labelled },
                _ => labelled,
            },
            (None, Some(first)) => match &ordered.first {
                Some(other) if other.text == first.text => Names { last: ordered.last, ..labelled },
                // Small numbers before names are lost more often than the names.
                _ if self.scheme.is_some() => {
                    Names { last: names::above_given(self.page, &self.assigned, first), ..labelled }
                }
                _ => labelled,
            },
            _ => labelled,
        }
    }

    fn sex(&self) -> Option<Field<Sex>> {
        let labelled = self.assigned.iter().find(|pair| pair.family == Family::Sex);
        if let Some(pair) = labelled {
            let value = &self.page.values[pair.value];
            let sex = shape::sex(&value.text)?;
            return Some(self.field(sex, 0.97 * pair.score.min(1.0).sqrt(), Some(value.span.line)));
        }
        // Alone, only a form that says nothing else: both letters, or a single one that is well read.
        let lines = &self.page.sheet.lines;
        let mut alone = self.page.values.iter().enumerate().filter_map(|(index, value)| {
            let taken = self.assigned.iter().any(|pair| pair.value == index && pair.score > 0.45);
            let line = &lines[value.span.line];
            let paired = value.text.contains('/');
            let sure = line.confidence > if paired { 0.75 } else { 0.9 } && !taken && value.text.chars().count() <= 12;
            let sex = shape::sex(&value.text).filter(|_| sure)?;
            let telling = if paired { 0.8 } else { 0.6 };
            Some((sex, telling, value.span.line))
        });
        let (sex, telling, line) = alone.next()?;
        let unanimous = alone.all(|(other, ..)| other == sex);
        unanimous.then(|| self.field(sex, telling * lines[line].confidence, Some(line)))
    }

    fn address(&self) -> Option<address::Found> {
        match self.scheme {
            Some(Scheme::NorthAmerican) => address::north_american(self.page),
            _ => address::labelled(self.page),
        }
    }

    fn issuing_state(&self, address: Option<&address::Found>) -> Option<Field<String>> {
        self.scheme.filter(|scheme| *scheme == Scheme::NorthAmerican)?;
        if let Some(named) = self.state {
            return Some(self.field(named.code.to_owned(), named.confidence, Some(named.line)));
        }
        // A licence is issued where its holder lives.
        let found = address?;
        let home = found.address.state.clone()?;
        Some(self.field(home, 0.75 * found.confidence, Some(found.line)))
    }

    fn issuing_country(&self, nationality: Option<Named>, state: Option<&str>) -> Option<Field<String>> {
        if let Some(country) = state.and_then(state::country) {
            return Some(self.field(country.to_owned(), 0.9, self.state.map(|named| named.line)));
        }
        let own = matches!(self.kind.is, Some(DocumentType::Passport | DocumentType::IdentityCard));
        let code = issuer::issuer_code(self.page);
        let candidates = [
            code,
            self.title,
            // One's own country issues passports and cards.
            nationality.filter(|_| own).map(|named| Named { confidence: 0.75 * named.confidence, ..named }),
        ];
        let agree = |named: &Named| candidates.iter().flatten().filter(|other| other.code == named.code).count() as f32;
        let best = candidates
            .iter()
            .flatten()
            .max_by(|a, b| (a.confidence + 0.3 * agree(a)).total_cmp(&(b.confidence + 0.3 * agree(b))))?;
        let confidence = best.confidence + 0.12 * (agree(best) - 1.0);
        Some(self.field(best.code.to_owned(), confidence, Some(best.line)))
    }
}

/// Issuers that write the month before the day; nothing is known of those that write either.
fn month_first(country: &str) -> Option<bool> {
    match country {
        "USA" | "PHL" | "FSM" | "PLW" | "MHL" => Some(true),
        "CAN" => None,
        _ => Some(false),
    }
}

fn leave_out_unsure(read: &mut Extraction) {
    macro_rules! keep_sure {
        ($($field:ident),*) => { $(read.$field.take_if(|field| field.confidence < WORTH_GIVING);)* };
    }
    keep_sure!(document_type, issuing_country, issuing_state, document_number, last_name, first_name);
    keep_sure!(date_of_birth, sex, nationality, issue_date, expiry_date, personal_number, address);
}
