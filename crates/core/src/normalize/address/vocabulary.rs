//! Words of addresses with their abbreviations (USPS Publication 28, appendices B and C, and everyday writing).

/// The standard form first.
const STREET_TYPES: &[&str] = &[
    "ALY ALLEY ALLEE",
    "AVE AVENUE AV AVEN AVN AVENIDA AVDA",
    "BND BEND",
    "BLF BLUFF",
    "BLVD BOULEVARD BOUL BOULV BD",
    "BR BRANCH",
    "BRG BRIDGE",
    "BRK BROOK",
    "BYP BYPASS",
    "CSWY CAUSEWAY",
    "CTR CENTER CENTRE CEN",
    "CIR CIRCLE CIRC CRCL",
    "CLB CLUB",
    "COR CORNER",
    "CT COURT CRT",
    "CV COVE",
    "CRK CREEK",
    "CRES CRESCENT",
    "XING CROSSING",
    "DL DALE",
    "DR DRIVE DRV",
    "EST ESTATE",
    "ESTS ESTATES",
    "EXPY EXPRESSWAY EXPRESS EXPR",
    "EXT EXTENSION",
    "FLD FIELD",
    "FLDS FIELDS",
    "FRST FOREST",
    "FWY FREEWAY FRWY",
    "GDN GARDEN",
    "GDNS GARDENS",
    "GTWY GATEWAY",
    "GLN GLEN",
    "GRN GREEN",
    "GRV GROVE",
    "HBR HARBOR HARBOUR",
    "HTS HEIGHTS HT",
    "HWY HIGHWAY HIWAY",
    "HL HILL",
    "HLS HILLS",
    "HOLW HOLLOW",
    "IS ISLAND",
    "JCT JUNCTION",
    "KNL KNOLL",
    "LK LAKE",
    "LNDG LANDING",
    "LN LANE",
    "LOOP LOOPS",
    "MNR MANOR",
    "MDW MEADOW",
    "MDWS MEADOWS",
    "ML MILL",
    "MTWY MOTORWAY",
    "ORCH ORCHARD",
    "OVAL OVL",
    "PARK PRK",
    "PKWY PARKWAY PKY PARKWY",
    "PASS PASSAGE",
    "PATH PATHS",
    "PIKE PIKES",
    "PNE PINE",
    "PL PLACE",
    "PLN PLAIN",
    "PLZ PLAZA PLZA",
    "PT POINT",
    "RDG RIDGE",
    "RIV RIVER",
    "RD ROAD",
    "RTE ROUTE RT",
    "ROW ROWS",
    "RUN RUNS",
    "SHR SHORE",
    "SPG SPRING",
    "SPGS SPRINGS",
    "SQ SQUARE SQR",
    "STA STATION",
    "ST STREET STR STRT",
    "SMT SUMMIT",
    "TER TERRACE TERR",
    "TRCE TRACE",
    "TRL TRAIL TRLS",
    "TPKE TURNPIKE TRNPK",
    "VLY VALLEY",
    "VW VIEW",
    "VLG VILLAGE",
    "VIS VISTA",
    "WALK WALKS",
    "WAY WY",
    "WL WELL",
];

/// The standard form first.
const DIRECTIONS: &[&str] =
    &["N NORTH", "S SOUTH", "E EAST", "W WEST", "NE NORTHEAST", "NW NORTHWEST", "SE SOUTHEAST", "SW SOUTHWEST"];

const UNITS: &[&str] = &[
    "#",
    "APARTMENT",
    "APT",
    "BLDG",
    "BUILDING",
    "DEPARTMENT",
    "DEPT",
    "FL",
    "FLOOR",
    "FLR",
    "LOT",
    "NUM",
    "PENTHOUSE",
    "PH",
    "PMB",
    "RM",
    "ROOM",
    "SLIP",
    "SPACE",
    "SPC",
    "STE",
    "SUITE",
    "TRAILER",
    "TRLR",
    "UNIT",
];

/// From one on.
const NUMBERS: &[&str] = &[
    "FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH", "EIGHTH", "NINTH", "TENTH", "ELEVENTH",
    "TWELFTH",
];

/// Words that begin place names, short and in full.
const PLACE_WORDS: &[(&str, &str)] = &[
    ("ST", "SAINT"),
    ("STE", "SAINTE"),
    ("MT", "MOUNT"),
    ("FT", "FORT"),
    ("N", "NORTH"),
    ("S", "SOUTH"),
    ("E", "EAST"),
    ("W", "WEST"),
];

fn standard(groups: &'static [&'static str], word: &str) -> Option<&'static str> {
    groups.iter().find(|group| group.split(' ').any(|known| known == word))?.split(' ').next()
}

/// The standard abbreviation of a street type.
pub(super) fn street_type(word: &str) -> Option<&'static str> {
    standard(STREET_TYPES, word)
}

/// The standard abbreviation of a direction.
pub(super) fn direction(word: &str) -> Option<&'static str> {
    standard(DIRECTIONS, word)
}

/// Whether the word announces a unit within a building.
pub(super) fn is_unit(word: &str) -> bool {
    UNITS.contains(&word)
}

/// Whether the word announces the number of a post box.
pub(super) fn is_box(word: &str) -> bool {
    matches!(word, "BOX" | "POBOX" | "POB" | "POSTFACH")
}

/// The number that an ordinal in words stands for.
pub(super) fn number_in_words(word: &str) -> Option<usize> {
    NUMBERS.iter().position(|known| *known == word).map(|at| at + 1)
}

/// `SAINT` as `ST`, `MOUNT` as `MT`.
pub(super) fn abbreviated(word: &str) -> &str {
    PLACE_WORDS.iter().find(|(_, long)| *long == word).map_or(word, |(short, _)| short)
}

/// `ST` as in `ST LOUIS`, `MT` as in `MT VERNON`, in full.
pub(super) fn written_out(word: &str) -> &str {
    PLACE_WORDS.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| long)
}
