//! Country codes as documents carry them: ISO 3166-1 alpha-3 and the codes Doc 9303-3 §5 adds to it.

/// Codes of Doc 9303-3 §5 that are no ISO 3166-1 alpha-3 code: parts of British nationality, organisations,
/// persons without a nationality, and `UTO`, the country of specimens.
const ICAO_EXTRA: [&str; 34] = [
    "GBD", "GBN", "GBO", "GBP", "GBS", "RKS", "EUE", "UNO", "UNA", "UNK", "XBA", "XIM", "XCC", "XCE", "XCO", "XEC",
    "XES", "XMP", "XOM", "XPO", "XDC", "XXA", "XXB", "XXC", "XXX", "UTO", "IAO", "ANT", "NTZ", "SCG", "YUG", "ROM",
    "TMP", "ZAR",
];

/// Kosovo in ISO 3166-1's range for users, as shops write it, and as its documents do: neither standard has a code of its own for it.
const KOSOVO: (&str, &str) = ("XK", "RKS");

/// German documents carry `D`, padded with fillers, where others carry three letters.
const GERMANY: &str = "D";

/// Whether `code` is a country, organisation or status a document can name in three letters. Codes withdrawn from
/// ISO 3166 that unexpired or recently expired documents still carry count too.
pub fn is_known(code: &str) -> bool {
    ICAO_EXTRA.contains(&code) || rust_iso3166::from_alpha3(code).is_some()
}

/// The code for output: fillers stripped, `D` as `DEU`, and nothing when it names no country.
pub fn canonical(read: &str) -> Option<&str> {
    match read.trim_end_matches('<') {
        GERMANY => Some("DEU"),
        code if is_known(code) => Some(code),
        _ => None,
    }
}

/// ISO 3166-1 alpha-3 of an alpha-2 code; of `XK` what documents carry.
pub fn from_alpha2(code: &str) -> Option<&'static str> {
    if code == KOSOVO.0 {
        return Some(KOSOVO.1);
    }
    rust_iso3166::from_alpha2(code).map(|country| country.alpha3)
}

/// ISO 3166-1 alpha-2 of an alpha-3 code, and back from `RKS`.
pub fn to_alpha2(code: &str) -> Option<&'static str> {
    if code == KOSOVO.1 {
        return Some(KOSOVO.0);
    }
    rust_iso3166::from_alpha3(code).map(|country| country.alpha2)
}

/// ISO 3166-1 alpha-3 of a country by its English short name in capitals, such as `PORTUGAL`.
pub fn from_name(name: &str) -> Option<&'static str> {
    rust_iso3166::ALL.iter().find(|country| country.name.eq_ignore_ascii_case(name)).map(|country| country.alpha3)
}

/// Every code a zone can carry in its three positions, fillers kept.
pub fn zone_codes() -> impl Iterator<Item = &'static str> {
    rust_iso3166::ALL_ALPHA3.iter().copied().chain(ICAO_EXTRA).chain(["D<<"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_for_output() {
        let cases = [
            ("D<<", Some("DEU")),
            ("DEU", Some("DEU")),
            ("FRA", Some("FRA")),
            ("UTO", Some("UTO")),
            ("XXB", Some("XXB")),
            ("RKS", Some("RKS")),
            ("BDR", None),
            ("SI<", None),
            ("<<<", None),
            ("F0A", None),
        ];
        for (read, expected) in cases {
            assert_eq!(canonical(read), expected, "{read}");
        }
    }

    #[test]
    fn every_zone_code_has_an_output_form_of_three_letters() {
        for code in zone_codes() {
            assert_eq!(code.len(), 3);
            assert_eq!(canonical(code).map(str::len), Some(3), "{code}");
        }
    }

    #[test]
    fn two_letters_become_three() {
        assert_eq!(from_alpha2("SI"), Some("SVN"));
        assert_eq!(from_alpha2("ZZ"), None);
        assert_eq!(from_alpha2("XK").and_then(to_alpha2), Some("XK"));
    }
}
