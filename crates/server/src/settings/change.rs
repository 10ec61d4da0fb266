//! Changing some members: a JSON merge patch (RFC 7396), in which null brings a default back.

use serde_json::{Map, Value};

use super::MerchantSettings;
use crate::{
    error::{INTERNAL_ERROR, INVALID_FIELD, Problem},
    extract,
};

/// The settings after a patch, and the names of the members that are new. The problem names the member that is wrong.
pub fn changed(
    before: &MerchantSettings,
    patch: Map<String, Value>,
) -> Result<(MerchantSettings, Vec<String>), Problem> {
    let old = members(before)?;
    if let Some(unknown) = patch.keys().find(|name| !old.contains_key(*name)) {
        // Names are the client's: a long one is not worth repeating.
        let name: String = unknown.chars().filter(|letter| !letter.is_control()).take(64).collect();
        return Err(Problem::from(&INVALID_FIELD)
            .param(name)
            .detail("There is no such setting; docs/identity.md lists them."));
    }
    let mut merged = old.clone();
    for (name, value) in patch {
        merge(&mut merged, name, value);
    }
    let text = serde_json::to_vec(&merged).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    let after: MerchantSettings = extract::json(&text)?;
    after.check()?;
    let new = members(&after)?;
    Ok((
        after,
        new.iter().filter(|(name, value)| old.get(*name) != Some(*value)).map(|(name, _)| name.clone()).collect(),
    ))
}

fn members(settings: &MerchantSettings) -> Result<Map<String, Value>, Problem> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(Problem::from(&INTERNAL_ERROR)),
    }
}

fn merge(into: &mut Map<String, Value>, name: String, value: Value) {
    match (into.get_mut(&name), value) {
        (_, Value::Null) => drop(into.remove(&name)),
        (Some(Value::Object(old)), Value::Object(new)) => {
            new.into_iter().for_each(|(name, value)| merge(old, name, value));
        }
        (_, value) => drop(into.insert(name, value)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patched(before: &MerchantSettings, patch: Value) -> Result<(MerchantSettings, Vec<String>), (String, String)> {
        let Value::Object(patch) = patch else { panic!("a patch is an object") };
        changed(before, patch).map_err(|problem| {
            (problem.code.to_owned(), problem.param.map(std::borrow::Cow::into_owned).unwrap_or_default())
        })
    }

    #[test]
    fn members_are_changed_one_by_one_and_null_brings_the_default_back() {
        let before = MerchantSettings::default();
        let (after, names) = patched(&before, json!({ "attempts": 3, "retention": { "images": 1 } })).unwrap();
        assert_eq!((after.attempts, after.retention.images, after.retention.outcome), (3, 1, 540));
        assert_eq!(names, ["attempts", "retention"]);
        let (back, names) = patched(&after, json!({ "attempts": null, "retention": { "images": null } })).unwrap();
        assert_eq!((back, names.len()), (before, 2));
    }

    #[test]
    fn a_wrong_member_is_named() {
        let before = MerchantSettings::default();
        for (patch, param) in [
            (json!({ "colour": "red" }), "colour"),
            (json!({ "attempts": "three" }), "attempts"),
            (json!({ "attempts": 0 }), "attempts"),
            (json!({ "retention": { "images": -1 } }), "retention.images"),
            (json!({ "retention": { "faces": 1 } }), "retention.faces"),
            (json!({ "mode": "clever" }), "mode"),
            (json!({ "minimum_level": 4 }), "minimum_level"),
            (json!({ "minimum_age": 16 }), "minimum_age"),
            (json!({ "identity_cart_threshold": 250 }), "identity_cart_threshold"),
            (json!({ "identity_cart_threshold": "1e9" }), "identity_cart_threshold"),
            (json!({ "time_zone": "Mars/Olympus" }), "time_zone"),
            (json!({ "origins": ["https://shop.example/"] }), "origins"),
            (json!({ "face_match_fmr": "1e-9" }), "face_match_fmr"),
            (json!({ "liveness_apcer": "1e-9" }), "liveness_apcer"),
            (json!({ "token_ttl_hours": 721 }), "token_ttl_hours"),
            (json!({ "required_documents": ["passport"] }), "required_documents[0]"),
        ] {
            let refused = patched(&before, patch.clone()).unwrap_err();
            assert_eq!(refused, ("invalid_field".to_owned(), param.to_owned()), "{patch}");
        }
    }
}
