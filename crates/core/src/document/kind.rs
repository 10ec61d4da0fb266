//! What kind of document the printed words name.

use super::extraction::{DocumentType, TextLine};

/// Words that name a kind, folded to plain capitals without spaces, in the languages of many issuers. Longer names
/// come first: a residence permit is often called a card as well.
const WORDS: &[(&str, DocumentType)] = &[
    ("RESIDENCEPERMIT", DocumentType::ResidencePermit),
    ("RESIDENTPERMIT", DocumentType::ResidencePermit),
    ("PERMANENTRESIDENT", DocumentType::ResidencePermit),
    ("AUFENTHALTSTITEL", DocumentType::ResidencePermit),
    ("TITREDESEJOUR", DocumentType::ResidencePermit),
    ("PERMESSODISOGGIORNO", DocumentType::ResidencePermit),
    ("PERMISODERESIDENCIA", DocumentType::ResidencePermit),
    ("VERBLIJFSTITEL", DocumentType::ResidencePermit),
    ("DRIVERLICEN", DocumentType::DriverLicense),
    ("DRIVERSLICEN", DocumentType::DriverLicense),
    ("DRIVINGLICEN", DocumentType::DriverLicense),
    ("OPERATORLICEN", DocumentType::DriverLicense),
    ("PERMISDECONDUIRE", DocumentType::DriverLicense),
    ("FUHRERSCHEIN", DocumentType::DriverLicense),
    ("PERMISODECONDU", DocumentType::DriverLicense),
    ("LICENCIADECONDUCIR", DocumentType::DriverLicense),
    ("PATENTEDIGUIDA", DocumentType::DriverLicense),
    ("RIJBEWIJS", DocumentType::DriverLicense),
    ("CARTADECONDUCAO", DocumentType::DriverLicense),
    ("PRAWOJAZDY", DocumentType::DriverLicense),
    ("PASSPORTCARD", DocumentType::IdentityCard),
    ("IDENTITYCARD", DocumentType::IdentityCard),
    ("IDENTIFICATIONCARD", DocumentType::IdentityCard),
    ("PERSONALAUSWEIS", DocumentType::IdentityCard),
    ("CARTENATIONALEDIDENTITE", DocumentType::IdentityCard),
    ("CARTEDIDENTITE", DocumentType::IdentityCard),
    ("CARTADIDENTITA", DocumentType::IdentityCard),
    ("DOCUMENTONACIONALDEIDENTIDAD", DocumentType::IdentityCard),
    ("IDENTITEITSKAART", DocumentType::IdentityCard),
    ("LETERNJOFTIM", DocumentType::IdentityCard),
    ("DOWODOSOBISTY", DocumentType::IdentityCard),
    ("OFFICIALTRAVELDOCUMENT", DocumentType::IdentityCard),
    ("REISEPASS", DocumentType::Passport),
    ("PASSEPORT", DocumentType::Passport),
    ("PASAPORTE", DocumentType::Passport),
    ("PASSAPORTO", DocumentType::Passport),
    ("PASSAPORTE", DocumentType::Passport),
    ("PASPOORT", DocumentType::Passport),
    ("PASZPORT", DocumentType::Passport),
    ("PASSPORT", DocumentType::Passport),
    ("VISUM", DocumentType::Visa),
    ("VISA", DocumentType::Visa),
];

/// A title is short; the same words in a sentence name some other document.
const TITLE_LETTERS: usize = 48;
/// Identity documents hold some dozen lines; pages of text hold more.
const MOST_LINES: usize = 90;

/// The kind that the titles among the lines name, the table's order deciding between several; how sure that line was
/// read comes with it.
pub fn from_titles(lines: &[TextLine]) -> Option<(DocumentType, &TextLine)> {
    if lines.len() > MOST_LINES {
        return None;
    }
    let titles: Vec<(String, &TextLine)> = lines.iter().map(|line| (fold(&line.text), line)).collect();
    WORDS.iter().find_map(|&(word, kind)| {
        let named = |title: &str| match kind {
            // Short words would be found inside of others.
            DocumentType::Visa => title == word,
            _ => title.len() <= TITLE_LETTERS && title.contains(word),
        };
        titles.iter().find(|(title, _)| named(title)).map(|&(_, line)| (kind, line))
    })
}

fn fold(text: &str) -> String {
    deunicode::deunicode(text).chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::extraction::Quad;

    fn kind(lines: &[&str]) -> Option<DocumentType> {
        let place = Quad([[0.0; 2]; 4]);
        let lines: Vec<TextLine> =
            lines.iter().map(|text| TextLine { text: (*text).to_owned(), confidence: 1.0, place }).collect();
        from_titles(&lines).map(|(kind, _)| kind)
    }

    #[test]
    fn titles_name_the_kind() {
        assert_eq!(kind(&["MONTANA", "DRIVER LICENSE"]), Some(DocumentType::DriverLicense));
        assert_eq!(kind(&["Führerschein", "1. Muster"]), Some(DocumentType::DriverLicense));
        assert_eq!(kind(&["Carte d'identité"]), Some(DocumentType::IdentityCard));
        assert_eq!(kind(&["UNITED STATES PASSPORT CARD"]), Some(DocumentType::IdentityCard));
        assert_eq!(kind(&["REISEPASS / PASSPORT / PASSEPORT"]), Some(DocumentType::Passport));
    }

    #[test]
    fn sentences_and_payments_do_not() {
        assert_eq!(kind(&["Paid by VISA ending 1234", "TOTAL 12.00"]), None);
        assert_eq!(
            kind(&["Please bring your passport or another document of identity to the office when you come"]),
            None
        );
    }
}
