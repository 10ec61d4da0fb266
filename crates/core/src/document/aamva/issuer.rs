//! Issuer identification numbers, as AAMVA publishes them.

/// Who issues cards under a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Issuer {
    pub number: u32,
    /// Two-letter code of the state, province or territory; none for the State Department and for Mexico, whose
    /// states have no two-letter codes.
    pub state: Option<&'static str>,
    /// ISO 3166-1 alpha-3.
    pub country: &'static str,
}

#[rustfmt::skip]
const UNITED_STATES: [(u32, &str); 56] = [
    (604_427, "AS"), (604_430, "MP"), (604_431, "PR"), (636_000, "VA"), (636_001, "NY"), (636_002, "MA"), (636_003, "MD"),
    (636_004, "NC"), (636_005, "SC"), (636_006, "CT"), (636_007, "LA"), (636_008, "MT"), (636_009, "NM"), (636_010, "FL"),
    (636_011, "DE"), (636_014, "CA"), (636_015, "TX"), (636_018, "IA"), (636_019, "GU"), (636_020, "CO"), (636_021, "AR"),
    (636_022, "KS"), (636_023, "OH"), (636_024, "VT"), (636_025, "PA"), (636_026, "AZ"), (636_029, "OR"), (636_030, "MO"),
    (636_031, "WI"), (636_032, "MI"), (636_033, "AL"), (636_034, "ND"), (636_035, "IL"), (636_036, "NJ"), (636_037, "IN"),
    (636_038, "MN"), (636_039, "NH"), (636_040, "UT"), (636_041, "ME"), (636_042, "SD"), (636_043, "DC"), (636_045, "WA"),
    (636_046, "KY"), (636_047, "HI"), (636_049, "NV"), (636_050, "ID"), (636_051, "MS"), (636_052, "RI"), (636_053, "TN"),
    (636_054, "NE"), (636_055, "GA"), (636_058, "OK"), (636_059, "AK"), (636_060, "WY"), (636_061, "WV"), (636_062, "VI"),
];

#[rustfmt::skip]
const CANADA: [(u32, &str); 13] = [
    (604_426, "PE"), (604_428, "QC"), (604_429, "YT"), (604_432, "AB"), (604_433, "NU"), (604_434, "NT"), (636_012, "ON"),
    (636_013, "NS"), (636_016, "NL"), (636_017, "NB"), (636_028, "BC"), (636_044, "SK"), (636_048, "MB"),
];

/// The State Department's cards for diplomats; Coahuila and Hidalgo.
const OTHERS: [(u32, &str); 3] = [(636_027, "USA"), (636_056, "MEX"), (636_057, "MEX")];

fn all() -> impl Iterator<Item = Issuer> {
    let states = |list: &'static [(u32, &'static str)], country| {
        list.iter().map(move |&(number, state)| Issuer { number, state: Some(state), country })
    };
    states(&UNITED_STATES, "USA").chain(states(&CANADA, "CAN")).chain(OTHERS.iter().map(|&(number, country)| Issuer {
        number,
        state: None,
        country,
    }))
}

/// The issuer with this number.
pub(super) fn by_number(number: u32) -> Option<Issuer> {
    all().find(|issuer| issuer.number == number)
}

/// The issuer of a state, by its postal code; two that have changed are known by their old code too.
pub(super) fn by_state(state: &str) -> Option<Issuer> {
    let state = state.trim().to_ascii_uppercase();
    let state = match state.as_str() {
        "NF" => "NL",
        "PQ" => "QC",
        state => state,
    };
    all().find(|issuer| issuer.state == Some(state))
}
