//! Every refusal that any test meets is one that the description of the API knows of its operation.

use std::sync::OnceLock;

use axum::http::{Method, Uri};
use countersign::{app::App, router};
use serde_json::Value;

use crate::support::Answer;

static DESCRIPTION: OnceLock<Value> = OnceLock::new();

/// Panics where a problem is answered that is not described. Other methods than an operation's lead to none.
pub(super) fn hold(app: &App, method: &Method, uri: &Uri, answer: &Answer) {
    let problem = answer.header("content-type") == "application/problem+json";
    if !problem || !uri.path().starts_with("/v1/") || answer.status == 405 {
        return;
    }
    let description =
        DESCRIPTION.get_or_init(|| serde_json::from_str(&router::description(app).to_json().unwrap()).unwrap());
    let Some((path, item)) = item(description, uri.path()) else { return };
    let Some(operation) = item.get(method.as_str().to_lowercase()) else { return };
    let (status, code) = answer.problem();
    let known = codes(description, &operation["responses"][status.to_string()]);
    assert!(known.contains(&code.as_str()), "{method} {path} answered {status} {code}; described is {known:?}");
}

/// The operations of a path: of two that fit, the one with fewer placeholders.
fn item<'a>(description: &'a Value, path: &str) -> Option<(&'a str, &'a Value)> {
    let fits = |template: &str| {
        let (mut parts, mut pattern) = (path.split('/'), template.split('/'));
        let same = pattern.by_ref().all(|wanted| {
            let part = parts.next();
            part.is_some_and(|part| part == wanted || (wanted.starts_with('{') && !part.is_empty()))
        });
        same && parts.next().is_none()
    };
    let paths = description["paths"].as_object().unwrap().iter().map(|(template, item)| (template.as_str(), item));
    paths.filter(|(template, _)| fits(template)).min_by_key(|(template, _)| template.matches('{').count())
}

fn codes<'a>(description: &'a Value, response: &'a Value) -> Vec<&'a str> {
    let Some(place) = response["$ref"].as_str() else { return Vec::new() };
    let shared = description.pointer(place.trim_start_matches('#')).unwrap();
    let code = &shared["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["code"];
    code["enum"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect()
}
