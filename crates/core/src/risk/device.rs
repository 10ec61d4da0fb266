//! Devices: what a fingerprint is made of, and whom it links.
//!
//! A token that this server signed names one browser. A fingerprint names a kind of browser: equal telephones have equal
//! ones, so it links accounts only where it is rare.

use std::collections::BTreeMap;

use serde_json::Value;

use super::signal::{DeviceFacts, LinkedAccount, Via};

/// What a collector found out about a browser, by name.
pub type Components = BTreeMap<String, Value>;

/// Fewer facts than this tell nothing apart.
const FEWEST: usize = 4;

/// What people change without changing their device: place, language, storage, contrast, motion and window.
const CHANGEABLE: &[&str] = &[
    "applePay",
    "colorGamut",
    "contrast",
    "cookiesEnabled",
    "dateTimeLocale",
    "domBlockers",
    "fontPreferences",
    "forcedColors",
    "hdr",
    "indexedDB",
    "invertedColors",
    "languages",
    "localStorage",
    "monochrome",
    "openDatabase",
    "pdfViewerEnabled",
    "privateClickMeasurement",
    "reducedMotion",
    "reducedTransparency",
    "screenFrame",
    "sessionStorage",
    "timezone",
    "userAgent",
];

/// What belongs to the machine and its system, whatever the browser.
const HARDWARE: &[&str] = &[
    "architecture",
    "audio",
    "canvas",
    "colorDepth",
    "cpuClass",
    "deviceMemory",
    "fonts",
    "hardwareConcurrency",
    "math",
    "osCpu",
    "platform",
    "screenResolution",
    "touchSupport",
    "webGlBasics",
];

/// The strict fingerprint's text: every component that stays as it is. To be hashed with the merchant's salt.
/// Nothing where too little is known.
pub fn strict(components: &Components) -> Option<String> {
    canonical(components, |name| !CHANGEABLE.contains(&name))
}

/// The loose fingerprint's text: hardware and system. To be shown, never to link.
pub fn loose(components: &Components) -> Option<String> {
    canonical(components, |name| HARDWARE.contains(&name))
}

/// One line for each component that has a value, in the order of their names.
fn canonical(components: &Components, wanted: impl Fn(&str) -> bool) -> Option<String> {
    let lines: Vec<String> = components
        .iter()
        .filter(|(name, _)| wanted(name))
        .filter_map(|(name, component)| Some(format!("{}={}", Value::from(name.as_str()), ordered(value(component)?))))
        .collect();
    (lines.len() >= FEWEST).then(|| lines.join("\n"))
}

/// A component is a value, or an object with it beside how long it took; one that failed has none.
fn value(component: &Value) -> Option<&Value> {
    let value = match component {
        Value::Object(members) if members.contains_key("duration") || members.contains_key("error") => {
            members.get("value")?
        }
        other => other,
    };
    (!value.is_null()).then_some(value)
}

/// JSON with members in the order of their names, however they were sent.
fn ordered(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            let members =
                sorted.into_iter().map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), ordered(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(ordered).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// A fingerprint on this many accounts says nothing about any of them.
pub fn is_common(accounts: u32, common_above: u32) -> bool {
    accounts > common_above
}

/// The other accounts that the device really links.
pub fn linked(facts: &DeviceFacts, common_above: u32) -> impl Iterator<Item = &LinkedAccount> {
    let common = is_common(facts.fingerprint_accounts, common_above);
    facts.linked.iter().filter(move |account| account.via == Via::Token || !common)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn components(value: Value) -> Components {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_fingerprint_is_of_what_stays() {
        let home = components(json!({
            "canvas": {"value": {"winding": true, "text": "abc"}, "duration": 12}, "platform": {"value": "MacIntel", "duration": 0},
            "fonts": {"value": ["Arial", "Menlo"], "duration": 80}, "vendor": {"value": "Apple", "duration": 0},
            "audio": {"error": "refused", "duration": 3}, "timezone": {"value": "Europe/Berlin", "duration": 0},
            "hardwareConcurrency": {"value": 8, "duration": 0},
        }));
        let away = components(json!({
            "timezone": {"value": "Asia/Tokyo", "duration": 1}, "languages": {"value": [["ja"]], "duration": 0},
            "canvas": {"value": {"text": "abc", "winding": true}, "duration": 99}, "platform": "MacIntel",
            "fonts": ["Arial", "Menlo"], "vendor": "Apple", "hardwareConcurrency": 8,
        }));
        assert!(strict(&home).is_some());
        assert_eq!(strict(&home), strict(&away));
        assert_eq!(loose(&home), loose(&away));
        let mut other = away;
        other.insert("vendor".to_owned(), json!("Google"));
        assert_ne!(strict(&other), strict(&home));
        assert_eq!(loose(&other), loose(&home), "another browser on the same machine");
        other.insert("hardwareConcurrency".to_owned(), json!(4));
        assert_ne!(loose(&other), loose(&home));
    }

    #[test]
    fn too_little_is_no_fingerprint() {
        assert_eq!(strict(&Components::new()), None);
        assert_eq!(strict(&components(json!({"platform": "x", "vendor": "y", "timezone": "z", "hdr": true}))), None);
        let failed = json!({"error": "refused", "duration": 1});
        let blocked = json!({"canvas": failed, "audio": failed, "fonts": failed, "platform": failed});
        assert_eq!(strict(&components(blocked)), None);
    }

    #[test]
    fn names_and_values_cannot_be_moved_into_each_other() {
        let a = components(json!({"a": "1\nb=2", "c": 1, "d": 1, "e": 1}));
        let b = components(json!({"a": "1", "b": 2, "c": 1, "d": 1, "e": 1}));
        assert_ne!(strict(&a), strict(&b));
    }

    #[test]
    fn a_common_fingerprint_links_nobody_and_a_token_does() {
        let account = |via| LinkedAccount { customer: "7".to_owned(), via, label: None };
        let mut facts = DeviceFacts { fingerprint: true, fingerprint_accounts: 20, ..DeviceFacts::default() };
        facts.linked = vec![account(Via::Fingerprint), account(Via::Token)];
        assert_eq!(linked(&facts, 20).count(), 2);
        facts.fingerprint_accounts = 21;
        assert_eq!(linked(&facts, 20).map(|account| account.via).collect::<Vec<_>>(), [Via::Token]);
    }
}
