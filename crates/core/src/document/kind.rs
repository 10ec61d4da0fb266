//! What kind of document the printed words name.

use super::extraction::{DocumentType, TextLine};

/// Words that name a kind, folded to plain capitals without spaces, in the languages of many issuers. Longer names
/// come first: a residence permit is often called a card as well.
const WORDS: &[(DocumentType, &[&str])] = &[
    (
        DocumentType::ResidencePermit,
        &[
            "RESIDENCEPERMIT",
            "RESIDENTPERMIT",
            "PERMANENTRESIDENT",
            "AUFENTHALTSTITEL",
            "AUFENTHALTSERLAUBNIS",
            "TITREDESEJOUR",
            "CARTEDESEJOUR",
            "PERMESSODISOGGIORNO",
            "PERMISODERESIDENCIA",
            "TITULODERESIDENCIA",
            "AUTORIZACAODERESIDENCIA",
            "VERBLIJFSTITEL",
            "VERBLIJFSDOCUMENT",
            "KARTAPOBYTU",
            "POVOLENIKPOBYTU",
            "POVOLENIENAPOBYT",
            "TARTOZKODASIENGEDELY",
            "PERMISDESEDERE",
            "DOVOLJENJEZAPREBIVANJE",
            "BORAVISNADOZVOLA",
            "UPPEHALLSTILLSTAND",
            "OPPHOLDSKORT",
            "OPHOLDSTILLADELSE",
            "OLESKELULUPA",
            "ELAMISLUBA",
            "UZTURESANASATLAUJA",
            "LEIDIMASGYVENTI",
            "IKAMETIZNI",
            "DVALARLEYFI",
            "ADEIADIAMONES",
            "RAZRESHENIENAVREMENNOEPROZHIVANIE",
        ],
    ),
    (
        DocumentType::DriverLicense,
        &[
            "DRIVERLICEN",
            "DRIVERSLICEN",
            "DRIVINGLICEN",
            "OPERATORLICEN",
            "CHAUFFEURLICEN",
            "PERMISDECONDUIRE",
            "FUHRERSCHEIN",
            "FUEHRERSCHEIN",
            "PERMISODECONDU",
            "LICENCIADECONDUCIR",
            "LICENCIADEMANEJO",
            "PATENTEDIGUIDA",
            "RIJBEWIJS",
            "CARTADECONDUCAO",
            "CARTEIRANACIONALDEHABILITACAO",
            "PRAWOJAZDY",
            "RIDICSKYPRUKAZ",
            "VODICSKYPREUKAZ",
            "VEZETOIENGEDELY",
            "PERMISDECONDUCERE",
            "VOZNISKODOVOLJENJE",
            "VOZACKADOZVOLA",
            "KOREKORT",
            "KORKORT",
            "FORERKORT",
            "AJOKORTTI",
            "JUHILUBA",
            "VADITAJAAPLIECIBA",
            "VAIRUOTOJOPAZYMEJIMAS",
            "SURUCUBELGESI",
            "OKUSKIRTEINI",
            "LICENZJATASSEWQAN",
            "CEADUNASTIOMANA",
            "TRWYDDEDYRRU",
            "ADEIAODEGESES",
            "ADEIAODIGISIS",
            "SVIDETELSTVOZAUPRAVLENIE",
            "VODITELSKOEUDOSTOVERENIE",
            "PATENTESHOFERI",
            "LEJEDREJTIMI",
        ],
    ),
    (
        DocumentType::IdentityCard,
        &[
            "PASSPORTCARD",
            "IDENTITYCARD",
            "IDENTIFICATIONCARD",
            "PERSONALAUSWEIS",
            "IDENTITATSKARTE",
            "CARTENATIONALEDIDENTITE",
            "CARTEDIDENTITE",
            "CARTADIDENTITA",
            "DOCUMENTONACIONALDEIDENTIDAD",
            "DOCUMENTODEIDENTIDAD",
            "CEDULADEIDENTIDAD",
            "CEDULADECIUDADANIA",
            "CREDENCIALPARAVOTAR",
            "IDENTITEITSKAART",
            "LETERNJOFTIM",
            "DOWODOSOBISTY",
            "OBCANSKYPRUKAZ",
            "OBCIANSKYPREUKAZ",
            "SZEMELYAZONOSITO",
            "SZEMELYIIGAZOLVANY",
            "CARTEDEIDENTITATE",
            "BULETINDEIDENTITATE",
            "OSEBNAIZKAZNICA",
            "OSOBNAISKAZNICA",
            "LICNAKARTA",
            "IDENTITETSKORT",
            "IDKORT",
            "NASJONALTIDKORT",
            "HENKILOKORTTI",
            "ISIKUTUNNISTUS",
            "PERSONASAPLIECIBA",
            "ASMENSTAPATYBESKORTELE",
            "KIMLIKKARTI",
            "NAFNSKIRTEINI",
            "KARTATALIDENTITA",
            "CARTAODECIDADAO",
            "BILHETEDEIDENTIDADE",
            "DELTIOTAUTOTETAS",
            "DELTIOTAFTOTITAS",
            "CHEMINTHEIT",
            "OFFICIALTRAVELDOCUMENT",
        ],
    ),
    (
        DocumentType::Passport,
        &[
            "REISEPASS",
            "PASSEPORT",
            "PASAPORTE",
            "PASSAPORTO",
            "PASSAPORTE",
            "PASPOORT",
            "PASZPORT",
            "CESTOVNIPAS",
            "UTLEVEL",
            "PASAPORT",
            "PUTOVNICA",
            "PUTNAISPRAVA",
            "POTNILIST",
            "PUTNILIST",
            "VEGABREF",
            "PASAPORTA",
            "DIABATERIO",
            "ZAGRANICHNYIPASPORT",
            "PASSPORT",
            "PAS",
            "PASS",
            "PASI",
            "PASSI",
            "PASO",
            "PASE",
        ],
    ),
    (DocumentType::Visa, &["VISUM", "VISADO", "WIZA", "VISA"]),
];

/// Titles shorter than this must be the word and nothing else.
const SHORT_TITLE: usize = 6;
/// A title is short; the same words in a sentence name some other document.
const TITLE_LETTERS: usize = 48;
/// Identity documents hold some dozen lines; pages of text hold more.
const MOST_LINES: usize = 90;

/// The kind that the titles among the lines name, the table's order deciding between several; how sure that line was
/// read comes with it. A title may run over two lines.
pub fn from_titles<'a>(lines: &[&'a TextLine]) -> Option<(DocumentType, &'a TextLine)> {
    if lines.len() > MOST_LINES {
        return None;
    }
    let alone = lines.iter().map(|line| (fold(&line.text), *line));
    let titles: Vec<(String, &TextLine)> = alone.chain(in_two_lines(lines)).collect();
    WORDS.iter().find_map(|(kind, words)| {
        let named = |title: &str| match kind {
            // Short words would be found inside of others.
            DocumentType::Visa => words.contains(&title),
            _ if title.len() < SHORT_TITLE => words.contains(&title),
            _ => {
                title.len() <= TITLE_LETTERS
                    && words.iter().any(|word| word.len() >= SHORT_TITLE && title.contains(word))
            }
        };
        titles.iter().find(|(title, _)| named(title)).map(|&(_, line)| (*kind, line))
    })
}

/// Lines of large print that stand right above one another: `DRIVER` and `LICENSE`.
fn in_two_lines<'a>(lines: &[&'a TextLine]) -> Vec<(String, &'a TextLine)> {
    let near = |a: &TextLine, b: &TextLine| {
        let ([ax, ay], [bx, by]) = (a.place.0[0], b.place.0[0]);
        let ([cx, cy], height) =
            (a.place.0[3], (a.place.0[3][1] - a.place.0[0][1]).hypot(a.place.0[3][0] - a.place.0[0][0]));
        (bx - cx).hypot(by - cy) < 0.8 * height && (ax - bx).hypot(ay - by) > 0.3 * height
    };
    let pairs = lines.iter().flat_map(|a| lines.iter().filter(|b| near(a, b)).map(move |b| (*a, *b)));
    pairs.map(|(a, b)| (fold(&a.text) + &fold(&b.text), a)).collect()
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
        from_titles(&lines.iter().collect::<Vec<_>>()).map(|(kind, _)| kind)
    }

    #[test]
    fn titles_name_the_kind() {
        assert_eq!(kind(&["MONTANA", "DRIVER LICENSE"]), Some(DocumentType::DriverLicense));
        assert_eq!(kind(&["Führerschein", "1. Muster"]), Some(DocumentType::DriverLicense));
        assert_eq!(kind(&["Carte d'identité"]), Some(DocumentType::IdentityCard));
        assert_eq!(kind(&["UNITED STATES PASSPORT CARD"]), Some(DocumentType::IdentityCard));
        assert_eq!(kind(&["Občanský průkaz"]), Some(DocumentType::IdentityCard));
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
