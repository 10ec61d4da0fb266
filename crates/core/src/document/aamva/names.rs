//! The three ways a holder's name has been written: one element (01), family and given names (02, 03), all apart (04 on).

use std::collections::BTreeMap;

use super::fields::known;

/// The holder's name in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub last: Option<String>,
    pub first: Option<String>,
    pub middle: Option<String>,
}

/// Newer elements win over older ones; the single-element name fills what is left open.
pub(super) fn names(elements: &BTreeMap<String, String>) -> Names {
    let get = |id: &str| known(elements, id).map(tidy).filter(|name| !name.is_empty());
    let whole = get("DAA").map(|name| whole_name(&name)).unwrap_or_default();
    let middle = get("DAD");
    let given =
        get("DAC").map(|name| first_element(&name, middle.is_some())).or_else(|| get("DCT").map(|n| given_names(&n)));
    let (first, second) = given.unwrap_or((whole.first, whole.middle));
    Names { last: get("DCS").or_else(|| get("DAB")).or(whole.last), first, middle: middle.or(second) }
}

/// Version 01: `LAST,FIRST,MIDDLE,SUFFIX`, or without separators as one would say it: `FIRST MIDDLE LAST`.
fn whole_name(name: &str) -> Names {
    let parts: Vec<&str> = name.split([',', '@', '$']).map(str::trim).collect();
    match parts.as_slice() {
        [spoken] => match spoken.split(' ').collect::<Vec<_>>().as_slice() {
            [first, middle @ .., last] => {
                Names { last: owned(last), first: owned(first), middle: owned(&middle.join(" ")) }
            }
            _ => Names { last: owned(spoken), ..Names::default() },
        },
        [last, given] => {
            let (first, middle) = given_names(given);
            Names { last: owned(last), first, middle }
        }
        [last, first, middle, ..] => Names { last: owned(last), first: owned(first), middle: owned(middle) },
        [] => Names::default(),
    }
}

/// Given names in one element: `MARY,ANN` or `MARY ANN`.
fn given_names(given: &str) -> (Option<String>, Option<String>) {
    match given.split_once(',').or_else(|| given.split_once(' ')) {
        Some((first, rest)) => (owned(first), owned(&tidy(&rest.replace(',', " ")))),
        None => (owned(given), None),
    }
}

/// The first name's own element. It may hold two names, but a single letter at its end is a middle initial that was not
/// given its own element.
fn first_element(name: &str, middle_known: bool) -> (Option<String>, Option<String>) {
    if name.contains(',') {
        return given_names(name);
    }
    match name.rsplit_once(' ') {
        Some((first, initial)) if !middle_known && initial.trim_end_matches('.').chars().count() == 1 => {
            (owned(first), owned(initial))
        }
        _ => (owned(name), None),
    }
}

/// Single spaces, no separators at the ends.
fn tidy(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").trim_matches([',', ' ']).to_owned()
}

fn owned(name: &str) -> Option<String> {
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}
