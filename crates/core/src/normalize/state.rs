//! States, territories and provinces of the United States and Canada.

/// Name in upper case, two-letter code, country (ISO alpha-3).
const STATES: &[(&str, &str, &str)] = &[
    ("ALABAMA", "AL", "USA"),
    ("ALASKA", "AK", "USA"),
    ("ARIZONA", "AZ", "USA"),
    ("ARKANSAS", "AR", "USA"),
    ("CALIFORNIA", "CA", "USA"),
    ("COLORADO", "CO", "USA"),
    ("CONNECTICUT", "CT", "USA"),
    ("DELAWARE", "DE", "USA"),
    ("DISTRICT OF COLUMBIA", "DC", "USA"),
    ("FLORIDA", "FL", "USA"),
    ("GEORGIA", "GA", "USA"),
    ("HAWAII", "HI", "USA"),
    ("IDAHO", "ID", "USA"),
    ("ILLINOIS", "IL", "USA"),
    ("INDIANA", "IN", "USA"),
    ("IOWA", "IA", "USA"),
    ("KANSAS", "KS", "USA"),
    ("KENTUCKY", "KY", "USA"),
    ("LOUISIANA", "LA", "USA"),
    ("MAINE", "ME", "USA"),
    ("MARYLAND", "MD", "USA"),
    ("MASSACHUSETTS", "MA", "USA"),
    ("MICHIGAN", "MI", "USA"),
    ("MINNESOTA", "MN", "USA"),
    ("MISSISSIPPI", "MS", "USA"),
    ("MISSOURI", "MO", "USA"),
    ("MONTANA", "MT", "USA"),
    ("NEBRASKA", "NE", "USA"),
    ("NEVADA", "NV", "USA"),
    ("NEW HAMPSHIRE", "NH", "USA"),
    ("NEW JERSEY", "NJ", "USA"),
    ("NEW MEXICO", "NM", "USA"),
    ("NEW YORK", "NY", "USA"),
    ("NORTH CAROLINA", "NC", "USA"),
    ("NORTH DAKOTA", "ND", "USA"),
    ("OHIO", "OH", "USA"),
    ("OKLAHOMA", "OK", "USA"),
    ("OREGON", "OR", "USA"),
    ("PENNSYLVANIA", "PA", "USA"),
    ("RHODE ISLAND", "RI", "USA"),
    ("SOUTH CAROLINA", "SC", "USA"),
    ("SOUTH DAKOTA", "SD", "USA"),
    ("TENNESSEE", "TN", "USA"),
    ("TEXAS", "TX", "USA"),
    ("UTAH", "UT", "USA"),
    ("VERMONT", "VT", "USA"),
    ("VIRGINIA", "VA", "USA"),
    ("WASHINGTON", "WA", "USA"),
    ("WEST VIRGINIA", "WV", "USA"),
    ("WISCONSIN", "WI", "USA"),
    ("WYOMING", "WY", "USA"),
    ("AMERICAN SAMOA", "AS", "USA"),
    ("GUAM", "GU", "USA"),
    ("NORTHERN MARIANA ISLANDS", "MP", "USA"),
    ("PUERTO RICO", "PR", "USA"),
    ("US VIRGIN ISLANDS", "VI", "USA"),
    ("ALBERTA", "AB", "CAN"),
    ("BRITISH COLUMBIA", "BC", "CAN"),
    ("MANITOBA", "MB", "CAN"),
    ("NEW BRUNSWICK", "NB", "CAN"),
    ("NEWFOUNDLAND AND LABRADOR", "NL", "CAN"),
    ("NORTHWEST TERRITORIES", "NT", "CAN"),
    ("NOVA SCOTIA", "NS", "CAN"),
    ("NUNAVUT", "NU", "CAN"),
    ("ONTARIO", "ON", "CAN"),
    ("PRINCE EDWARD ISLAND", "PE", "CAN"),
    ("QUEBEC", "QC", "CAN"),
    ("SASKATCHEWAN", "SK", "CAN"),
    ("YUKON", "YT", "CAN"),
];

/// The two-letter code of a state or province named by its full name, in upper case and without diacritics.
pub fn code(name: &str) -> Option<&'static str> {
    STATES.iter().find(|(known, ..)| *known == name).map(|(_, code, _)| *code)
}

/// Every state and province by its full name in upper case, with its code.
pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    STATES.iter().map(|(name, code, _)| (*name, *code))
}

/// The code itself, where it is one of a state or province.
pub fn known_code(code: &str) -> Option<&'static str> {
    STATES.iter().find(|(_, known, _)| *known == code).map(|(_, code, _)| *code)
}

/// The country (ISO alpha-3) that has a state or province of this two-letter code.
pub fn country(code: &str) -> Option<&'static str> {
    STATES.iter().find(|(_, known, _)| *known == code).map(|(.., country)| *country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes() {
        assert_eq!(code("NEW YORK"), Some("NY"));
        assert_eq!(code("NEW AMSTERDAM"), None);
        assert_eq!(country("QC"), Some("CAN"));
        assert_eq!(country("GU"), Some("USA"));
    }

    #[test]
    fn codes_are_unique() {
        let mut codes: Vec<_> = STATES.iter().map(|(_, code, _)| code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), STATES.len());
    }
}
