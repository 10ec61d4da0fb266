//! Holds an extraction against the truth, field by field, as the independent scorers do.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::fold::{
    address_country, alphanumeric, country, postal_code, same_issuer, same_name, same_tokens, sex, state, text,
};

type Object = Map<String, Value>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Right,
    Wrong,
    Missing,
}

/// Whether the split between first and middle names counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameSplit {
    Free,
    Strict,
}

/// The verdict on each field of the truth; `address` is one verdict a component. MRZ lines and barcode elements are
/// compared elsewhere.
pub(super) fn compare(truth: &Object, given: &Object, split: NameSplit) -> BTreeMap<String, Verdict> {
    let mut verdicts = BTreeMap::new();
    for (field, expected) in truth.iter().filter(|(_, value)| !is_empty(value)) {
        match field.as_str() {
            "mrz_lines" | "elements" => {}
            "address" => compare_address(expected, given, &mut verdicts),
            _ => {
                verdicts.insert(field.clone(), compare_field(field, truth, given, split));
            }
        }
    }
    verdicts
}

fn compare_field(field: &str, truth: &Object, given: &Object, split: NameSplit) -> Verdict {
    let expected = text(&truth[field]);
    let values = candidates(given.get(field));
    match field {
        "first_name" | "middle_name" => given_name(field, truth, given, split),
        "last_name" => verdict(&values, |v| same_name(&expected, v)),
        "name" => verdict(&whole_name(values, given), |v| same_tokens(&expected, v)),
        _ => verdict(values.get(..1).unwrap_or(&values), |v| same_value(field, &expected, v)),
    }
}

fn same_value(field: &str, truth: &str, given: &str) -> bool {
    let same = |fold: fn(&str) -> String| fold(truth) == fold(given);
    match field {
        "issuer" => same_issuer(truth, given),
        "document_number" | "personal_number" | "format" => same(alphanumeric),
        "issuing_country" | "nationality" => same(country),
        "issuing_state" => same(state),
        "sex" => same(sex),
        "document_type" => same(|v| v.trim().to_lowercase()),
        _ => truth.trim() == given.trim(),
    }
}

fn given_name(field: &str, truth: &Object, given: &Object, split: NameSplit) -> Verdict {
    let values = candidates(given.get(field));
    let own = verdict(&values, |v| same_name(&text(&truth[field]), v));
    if own == Verdict::Right || split == NameSplit::Strict {
        return own;
    }
    // Which given names are middle names differs from one country to the next: all together may be right as well.
    let names = |object: &Object| ["first_name", "middle_name"].map(|key| or_nothing(candidates(object.get(key))));
    let whole = join(&["first_name", "middle_name"].map(|key| first(truth.get(key))));
    let [firsts, middles] = names(given);
    let together = firsts.iter().any(|f| middles.iter().any(|m| same_name(&whole, &join(&[f.clone(), m.clone()]))));
    if together { Verdict::Right } else { own }
}

fn or_nothing(values: Vec<String>) -> Vec<String> {
    if values.is_empty() { vec![String::new()] } else { values }
}

fn whole_name(values: Vec<String>, given: &Object) -> Vec<String> {
    let parts = ["first_name", "middle_name", "last_name"].map(|key| first(given.get(key)));
    if !values.is_empty() || (parts[0].is_empty() && parts[2].is_empty()) { values } else { vec![join(&parts)] }
}

fn compare_address(expected: &Value, given: &Object, verdicts: &mut BTreeMap<String, Verdict>) {
    let Value::Object(expected) = expected else { return };
    let empty = Object::new();
    let address =
        given.get("address").map(|v| v.get("value").unwrap_or(v)).and_then(Value::as_object).unwrap_or(&empty);
    for (part, truth) in expected.iter().filter(|(part, value)| !is_empty(value) && *part != "street2") {
        let (truth, value) = match part.as_str() {
            "street" => {
                let street = |a: &Object| join(&[first(a.get("street")), first(a.get("street2"))]);
                (street(expected), street(address))
            }
            _ => (text(truth), first(address.get(part))),
        };
        let values = if value.is_empty() { vec![] } else { vec![value] };
        verdicts.insert(format!("address.{part}"), verdict(&values, |v| same_part(part, &truth, v)));
    }
}

fn same_part(part: &str, truth: &str, given: &str) -> bool {
    match part {
        "postal_code" => postal_code(truth) == postal_code(given),
        "country" => address_country(truth) == address_country(given),
        "state" => state(truth) == state(given),
        _ => same_name(truth, given),
    }
}

fn verdict(values: &[String], right: impl Fn(&str) -> bool) -> Verdict {
    match values {
        [] => Verdict::Missing,
        _ if values.iter().any(|v| right(v)) => Verdict::Right,
        _ => Verdict::Wrong,
    }
}

/// What a field says: the bare value, or its `value`, `printed` and `transliterated` forms.
pub(super) fn candidates(field: Option<&Value>) -> Vec<String> {
    const FORMS: [&str; 3] = ["value", "printed", "transliterated"];
    let values: Vec<&Value> = match field {
        Some(Value::Object(forms)) if FORMS.iter().any(|form| forms.contains_key(*form)) => {
            FORMS.iter().filter_map(|form| forms.get(*form)).collect()
        }
        field => field.into_iter().collect(),
    };
    values.into_iter().filter(|value| !is_empty(value) && !value.is_array()).map(text).collect()
}

fn first(field: Option<&Value>) -> String {
    candidates(field).into_iter().next().unwrap_or_default()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

fn join(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Verdict::*, *};

    fn check(truth: &Value, given: &Value, split: NameSplit) -> Vec<(String, Verdict)> {
        compare(truth.as_object().unwrap(), given.as_object().unwrap(), split).into_iter().collect()
    }

    fn expect(list: &[(&str, Verdict)]) -> Vec<(String, Verdict)> {
        list.iter().map(|(field, verdict)| ((*field).to_owned(), *verdict)).collect()
    }

    #[test]
    fn values_fold_and_dates_do_not() {
        let truth = json!({"last_name": "MUELLER", "document_number": "15-239", "date_of_birth": "1976-04-24",
            "issuing_country": "DEU", "sex": "M", "expiry_date": "2030-01-01"});
        let given = json!({"last_name": {"value": "X", "printed": "Müller"}, "document_number": {"value": "15239"},
            "date_of_birth": "1976-4-24", "issuing_country": "D", "sex": "male", "expiry_date": null});
        let expected = expect(&[
            ("date_of_birth", Wrong),
            ("document_number", Right),
            ("expiry_date", Missing),
            ("issuing_country", Right),
            ("last_name", Right),
            ("sex", Right),
        ]);
        assert_eq!(check(&truth, &given, NameSplit::Free), expected);
    }

    #[test]
    fn given_names_count_together_unless_the_split_is_strict() {
        let (truth, given) =
            (json!({"first_name": "ROBERT", "middle_name": "LEE"}), json!({"first_name": "ROBERT LEE"}));
        assert_eq!(check(&truth, &given, NameSplit::Free), expect(&[("first_name", Right), ("middle_name", Right)]));
        assert_eq!(
            check(&truth, &given, NameSplit::Strict),
            expect(&[("first_name", Wrong), ("middle_name", Missing)])
        );
    }

    #[test]
    fn address_parts_are_fields_of_their_own() {
        let truth = json!({"address": {"street": "12 MAIN ST", "street2": "APT 2", "city": "Bangor", "state": "ME",
            "postal_code": "04401-0000", "country": "USA"}});
        let given = json!({"address": {"value": {"street": "12 Main St. Apt 2", "city": "BANGOR", "state": "Maine",
            "postal_code": "04401"}}});
        let expected = expect(&[
            ("address.city", Right),
            ("address.country", Missing),
            ("address.postal_code", Right),
            ("address.state", Right),
            ("address.street", Right),
        ]);
        assert_eq!(check(&truth, &given, NameSplit::Free), expected);
    }

    #[test]
    fn proofs_of_address_take_names_in_any_order_and_issuers_in_part() {
        let truth = json!({"name": "Jane Doe", "issuer": "Power"});
        let given = json!({"first_name": "Jane", "last_name": "Doe", "issuer": "Power Ltd"});
        assert_eq!(check(&truth, &given, NameSplit::Free), expect(&[("issuer", Right), ("name", Right)]));
    }
}
