//! Cuts a payload into header and elements.

use std::collections::BTreeMap;

use crate::document::extraction::DocumentType;

/// Without a header, this many well-known elements make a payload.
const ENOUGH_WITHOUT_HEADER: usize = 4;
const WELL_KNOWN: [&str; 9] = ["DAA", "DAC", "DAG", "DAJ", "DAQ", "DBA", "DBB", "DBC", "DCS"];

/// Header and elements of a payload.
pub(super) struct Parts {
    /// Issuer identification number, six digits.
    pub issuer: Option<u32>,
    /// Version of the standard the card was made for.
    pub version: Option<u8>,
    pub document_type: Option<DocumentType>,
    /// Non-empty elements by their three-letter id, trimmed.
    pub elements: BTreeMap<String, String>,
}

/// What stands before the first subfile.
#[derive(Default)]
struct Header<'a> {
    issuer: Option<u32>,
    version: Option<u8>,
    /// Types of the subfiles announced: `DL`, `ID`, `ZV` …
    subfiles: Vec<&'a str>,
}

/// `None` when the text is no AAMVA payload.
pub(super) fn split(text: &str) -> Option<Parts> {
    let (header, body) = match after_file_type(text) {
        Some(rest) => read_header(rest),
        None => (Header::default(), text),
    };
    let mut document_type = header.subfiles.iter().find_map(|kind| document_type_of(kind));
    let mut elements = BTreeMap::new();
    for line in body.split(char::is_control) {
        for line in split_at_subfiles(line.trim(), &header.subfiles) {
            let (kind, line) = strip_designator(line);
            document_type = document_type.or_else(|| kind.and_then(document_type_of));
            if let Some((id, value)) = element(line) {
                elements.entry(id.to_owned()).or_insert_with(|| value.to_owned());
            }
        }
    }
    let known = WELL_KNOWN.iter().filter(|id| elements.contains_key(**id)).count();
    let enough = if header.issuer.is_some() { 1 } else { ENOUGH_WITHOUT_HEADER };
    let parts = Parts { issuer: header.issuer, version: header.version, document_type, elements };
    (known >= enough).then_some(parts)
}

/// The text behind the file type, `ANSI ` since 2000 and `AAMVA` before; whatever stands in front of it is ignored,
/// as scanners mangle the compliance character and the separators there.
fn after_file_type(text: &str) -> Option<&str> {
    ["ANSI", "AAMVA"].iter().find_map(|kind| {
        text.match_indices(kind).map(|(at, _)| text[at + kind.len()..].trim_start_matches(' ')).find(|rest| {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            digits >= 6
        })
    })
}

/// Reads issuer, version and the announced subfiles; returns the rest, which begins with the first subfile.
fn read_header(text: &str) -> (Header<'_>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = |from: usize, to: usize| text[..digits].get(from..to)?.parse::<u32>().ok();
    let mut header = Header {
        issuer: number(0, 6),
        version: number(6, 8).and_then(|version| u8::try_from(version).ok()),
        subfiles: Vec::new(),
    };
    let mut rest = &text[digits..];
    while let Some((kind, behind)) = announced_subfile(rest) {
        header.subfiles.push(kind);
        rest = behind;
    }
    (header, skip_to_element(rest))
}

/// `DL00410260`: type, offset and length of a subfile. Offset and length are too often wrong to be of use.
fn announced_subfile(text: &str) -> Option<(&str, &str)> {
    let (kind, rest) = text.split_at_checked(2)?;
    let (place, rest) = rest.split_at_checked(8)?;
    let alphabetic = kind.bytes().all(|byte| byte.is_ascii_uppercase());
    (alphabetic && place.bytes().all(|byte| byte.is_ascii_digit())).then_some((kind, rest))
}

/// Skips what is left of a damaged announcement on the first line, up to a designator followed by an element.
fn skip_to_element(text: &str) -> &str {
    let line = text.split(char::is_control).next().unwrap_or_default();
    if element(strip_designator(line).1).is_some() {
        return text;
    }
    let start = line.char_indices().map(|(at, _)| at).find(|&at| strip_designator(&line[at..]).0.is_some());
    &text[start.unwrap_or_default()..]
}

/// Cuts a line where an announced subfile begins without a separator before it: `DDB03162012ZXZXA…`.
fn split_at_subfiles<'a>(line: &'a str, subfiles: &[&str]) -> Vec<&'a str> {
    let own = subfiles.iter().filter(|kind| kind.starts_with('Z'));
    let mut cuts: Vec<usize> = own.filter_map(|kind| line.find(&format!("{kind}{kind}"))).collect();
    cuts.sort_unstable();
    let mut from = 0;
    let mut lines = Vec::with_capacity(cuts.len() + 1);
    for cut in cuts.into_iter().chain([line.len()]) {
        lines.push(&line[from..cut]);
        from = cut;
    }
    lines
}

/// Takes `DL`, `ID`, `EN` or `ZV` off the first element of a subfile.
fn strip_designator(line: &str) -> (Option<&str>, &str) {
    if let Some((kind, rest)) = line.split_at_checked(2) {
        let ours = document_type_of(kind).is_some() && is_element_id(rest) && rest.starts_with('D');
        let issuers = kind.starts_with('Z') && rest.starts_with(kind) && is_element_id(rest);
        if ours || issuers {
            return (Some(kind), rest);
        }
    }
    (None, line)
}

fn document_type_of(subfile: &str) -> Option<DocumentType> {
    match subfile {
        "DL" | "EN" => Some(DocumentType::DriverLicense),
        "ID" => Some(DocumentType::IdentityCard),
        _ => None,
    }
}

/// Ids the standard has given out so far are DAA to DDZ; issuers' own begin with Z.
fn is_element_id(text: &str) -> bool {
    matches!(text.as_bytes(), [b'D', b'A'..=b'D', b'A'..=b'Z', ..] | [b'Z', b'A'..=b'Z', b'A'..=b'Z' | b'0'..=b'9', ..])
}

/// Id and trimmed value of one line; `None` for anything else and for an empty value.
fn element(line: &str) -> Option<(&str, &str)> {
    if !is_element_id(line) {
        return None;
    }
    let (id, value) = line.split_at(3);
    let value = value.trim();
    (!value.is_empty()).then_some((id, value))
}
