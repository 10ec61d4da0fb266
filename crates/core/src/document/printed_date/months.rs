//! Month names and their abbreviations.

/// How month names begin, folded to plain capitals, by month: Latin-script languages of Europe, and Greek and
/// Cyrillic ones as they transliterate. The longest beginning that fits counts; the same one may stand under two
/// months, since Croatian and Polish do not mean the same by `lipanj` and `lipiec`.
const BEGINNINGS: [&[&str]; 12] = [
    &["JAN", "JANV", "JAAN", "ENE", "GEN", "IAN", "YAN", "EAN", "ION", "TAM", "SAU", "STY", "LED", "SIJ", "OCA"],
    &["FEB", "FEV", "FRA", "PHE", "FEA", "VEE", "HEL", "VAS", "LUT", "UNO", "VELJ", "SUB", "SHK", "CHW"],
    &["MAR", "MAE", "MRZ", "MRT", "MAA", "KOV", "BRE", "OZU", "MAW"],
    &["APR", "AVR", "ABR", "HUH", "BAL", "KWI", "DUB", "TRA", "NIS", "PRI", "AIB", "EBR"],
    &["MAY", "MAI", "MEI", "MAJ", "MAG", "MEJ", "TOU", "GEG", "KVE", "SVI", "BEA"],
    &[
        "JUN", "JUIN", "GIU", "GUN", "JUUN", "KES", "BIR", "CZE", "CVN", "CER", "LIP", "HAZ", "QER", "IUN", "IYUN",
        "IIUN", "IOUN", "MEH",
    ],
    &[
        "JUL", "JUIL", "LUG", "LUL", "JUUL", "HEI", "LIE", "LIP", "CVC", "CERVENEC", "SRP", "TEM", "KOR", "IUL",
        "IYUL", "IIUL", "IOUL", "GOR",
    ],
    &["AUG", "AOU", "AGO", "AVG", "AWW", "AWS", "ELO", "RUGP", "RGP", "SIE", "SRP", "KOL", "AGU", "GUS", "LUN"],
    &["SEP", "SET", "SZE", "SEN", "SYY", "RUGS", "RGS", "WRZ", "ZAR", "RUJ", "EYL", "SHT", "MFO"],
    &["OCT", "OKT", "OTT", "OUT", "LOK", "SPA", "PAZ", "RIJ", "LIS", "EKI", "TET", "DFO", "HYD"],
    &["NOV", "NOI", "NOY", "NOE", "MARRAS", "LAP", "LIS", "STU", "KAS", "NEN", "SAM", "TACH"],
    &["DEC", "DEZ", "DIC", "DES", "DEK", "DETS", "JOU", "GRU", "GRD", "PRO", "ARA", "DHJ", "NOL", "RHAG"],
];

/// Two letters that stand for a month on Canadian documents, where one code serves English and French.
const CANADIAN: [&str; 12] = ["JA", "FE", "MR", "AL", "MA", "JN", "JL", "AU", "SE", "OC", "NO", "DE"];

/// The months a word may name, at most two; empty when it names none.
pub(super) fn named(word: &str) -> Vec<i8> {
    let longest = (1..).zip(BEGINNINGS).flat_map(|(month, beginnings)| {
        beginnings.iter().filter(|start| word.starts_with(**start)).map(move |start| (start.len(), month))
    });
    let mut found: Vec<(usize, i8)> = longest.collect();
    let best = found.iter().map(|(length, _)| *length).max().unwrap_or_default();
    found.retain(|(length, _)| *length == best);
    found.into_iter().map(|(_, month)| month).collect()
}

/// The month of a Canadian two-letter code.
pub(super) fn canadian(code: &str) -> Option<i8> {
    (1..).zip(CANADIAN).find(|(_, known)| *known == code).map(|(month, _)| month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_agree_on_a_month() {
        for (words, month) in [
            (&["JANUARY", "ENERO", "STYCZNIA", "OCAK", "IANOUARIOS"][..], 1),
            (&["MAI", "MAYIS", "TOUKOKUU", "SVIBANJ"][..], 5),
            (&["AOUT", "AGOSTO", "AVGUST", "RUGPJUTIS"][..], 8),
            (&["DESEMBER", "GRUODIS", "ARALIK", "DEKEMVRI"][..], 12),
        ] {
            for word in words {
                assert_eq!(named(word), [month], "{word}");
            }
        }
    }

    #[test]
    fn a_word_that_means_two_months_gives_both() {
        assert_eq!(named("LIP"), [6, 7]);
        assert_eq!(named("MARRASKUU"), [11]);
        assert_eq!(named("CERVENEC"), [7]);
        assert!(named("BERLIN").is_empty());
    }
}
