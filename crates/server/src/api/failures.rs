//! How each operation may fail: one table, from which the description of the API says it and tests hold every answer to it.

use std::collections::{BTreeMap, BTreeSet};

use countersign_core::reason::{CATALOGUE, Family};
use utoipa::openapi::{
    AllOfBuilder, Content, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder,
    path::{Operation, ParameterIn},
    schema::Type,
};

use crate::error::{
    ATTEMPTS_EXHAUSTED, BODY_TIMEOUT, BODY_TOO_LARGE, BURST_INVALID, CHALLENGE_EXPIRED, CHALLENGE_MISSING,
    CHALLENGE_TOO_EARLY, CHALLENGE_UNKNOWN, CHALLENGE_USED, CHALLENGES_EXHAUSTED, CHANGED_MEANWHILE, CONSENT_MISSING,
    DATABASE_UNAVAILABLE, DOCUMENTS_LOCKED, DOCUMENTS_MISSING, FOREIGN_ORIGIN, IDEMPOTENCY_IN_FLIGHT,
    IDEMPOTENCY_KEY_REUSED, IMAGE_DELETED, INCOMPLETE_BODY, INTERNAL_ERROR, INVALID_FIELD, INVALID_TOKEN,
    INVALID_TRANSITION, Kind, MALFORMED_FORM, MALFORMED_JSON, MISSING_FIELD, MISSING_SCOPE, NOT_APPROVED, NOT_FOUND,
    NOT_READY, ORDER_BOUND, OVER_CAPACITY, RATE_LIMITED, SELFIE_MISSING, SESSION_EXPIRED, TOKEN_USED, TOO_MANY_STREAMS,
    UNAUTHORIZED, picture_status,
};

/// What a caller may be told, whatever is asked for.
const ANYTHING: &[&Kind] = &[&RATE_LIMITED, &INTERNAL_ERROR, &DATABASE_UNAVAILABLE, &NOT_READY];
/// By whom a secret key has to be shown.
const KEYED: &[&Kind] = &[&UNAUTHORIZED, &MISSING_SCOPE];
/// Pages and programs alike may call: a key, and an origin that the shop lists.
const STOREFRONT: &[&Kind] = &[&UNAUTHORIZED, &MISSING_SCOPE, &FOREIGN_ORIGIN];
/// The person, with a link or what it was exchanged for.
const PERSON: &[&Kind] = &[&INVALID_TOKEN, &TOKEN_USED, &SESSION_EXPIRED, &FOREIGN_ORIGIN];
/// Changes something: of two at once one may be told to look again.
const CHANGE: &[&Kind] = &[&CHANGED_MEANWHILE];
/// Has a body.
const BODY: &[&Kind] = &[&INCOMPLETE_BODY, &BODY_TIMEOUT, &BODY_TOO_LARGE];
/// The body is JSON.
const JSON: &[&Kind] = &[&MALFORMED_JSON, &INVALID_FIELD];
/// May carry an idempotency key.
const REPEATABLE: &[&Kind] = &[&IDEMPOTENCY_IN_FLIGHT, &IDEMPOTENCY_KEY_REUSED, &INVALID_FIELD];
/// Brings pictures, in any form.
const UPLOAD: &[&Kind] = &[
    &DOCUMENTS_LOCKED,
    &IMAGE_DELETED,
    &MALFORMED_FORM,
    &MALFORMED_JSON,
    &MISSING_FIELD,
    &INVALID_FIELD,
    &NOT_FOUND,
    &OVER_CAPACITY,
];

/// What an operation may be refused for besides what its shape says.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &[&Kind])] = &[
    ("post", "/v1/verifications", &[&MISSING_FIELD]),
    ("put", "/v1/verifications/{id}/documents/{type}", UPLOAD),
    ("get", "/v1/verifications/{id}/documents/{type}/image", &[&IMAGE_DELETED]),
    ("post", "/v1/verifications/{id}/submit", &[&INVALID_TRANSITION, &DOCUMENTS_MISSING]),
    ("post", "/v1/verifications/{id}/approve", &[&INVALID_TRANSITION]),
    ("post", "/v1/verifications/{id}/reject", &[&INVALID_TRANSITION, &MISSING_FIELD]),
    ("post", "/v1/verifications/{id}/hold", &[&INVALID_TRANSITION]),
    ("post", "/v1/verifications/{id}/resume", &[&INVALID_TRANSITION]),
    ("post", "/v1/verifications/{id}/cancel", &[&INVALID_TRANSITION]),
    ("post", "/v1/verifications/{id}/resubmit", &[&INVALID_TRANSITION, &ATTEMPTS_EXHAUSTED]),
    ("post", "/v1/verifications/{id}/credential", &[&NOT_APPROVED]),
    ("post", "/v1/webhook_endpoints", &[&MISSING_FIELD]),
    // Nothing is found where a request is sent again whose assessment was erased.
    ("post", "/v1/assessments", &[&MISSING_FIELD, &NOT_FOUND]),
    ("post", "/v1/assessments/{id}/order", &[&MISSING_FIELD, &ORDER_BOUND]),
    ("post", "/v1/assessments/{id}/outcome", &[&MISSING_FIELD]),
    ("post", "/v1/risk/erasures", &[&MISSING_FIELD]),
    ("get", "/v1/settings", &[&NOT_FOUND]),
    ("patch", "/v1/settings", &[&NOT_FOUND]),
    ("post", "/v1/subject/start", &[&UNAUTHORIZED, &FOREIGN_ORIGIN]),
    ("get", "/v1/subject/look", &[&UNAUTHORIZED, &FOREIGN_ORIGIN]),
    ("post", "/v1/subject/submit", &[&CHALLENGE_MISSING, &DOCUMENTS_MISSING, &INVALID_TRANSITION, &NOT_FOUND]),
    ("post", "/v1/subject/retry", &[&INVALID_TRANSITION, &ATTEMPTS_EXHAUSTED, &NOT_FOUND]),
    ("post", "/v1/subject/handoff", &[&DOCUMENTS_LOCKED]),
    ("post", "/v1/subject/way", &[&DOCUMENTS_LOCKED]),
    ("put", "/v1/subject/documents/{type}", UPLOAD),
    ("put", "/v1/subject/documents/{type}", &[&CONSENT_MISSING]),
    ("get", "/v1/subject/progress", &[&TOO_MANY_STREAMS]),
    ("post", "/v1/subject/challenge", &[&DOCUMENTS_LOCKED, &CONSENT_MISSING, &CHALLENGES_EXHAUSTED]),
    ("put", "/v1/subject/challenge/{nonce}", &[
        &DOCUMENTS_LOCKED, &CONSENT_MISSING, &SELFIE_MISSING, &CHALLENGE_UNKNOWN, &CHALLENGE_USED, &CHALLENGE_EXPIRED,
        &CHALLENGE_TOO_EARLY, &BURST_INVALID, &MALFORMED_FORM, &IMAGE_DELETED, &OVER_CAPACITY,
    ]),
];

/// Operations whose pictures may turn out to be none.
const PICTURES: &[&str] =
    &["/v1/verifications/{id}/documents/{type}", "/v1/subject/documents/{type}", "/v1/subject/challenge/{nonce}"];
/// What pages with a publishable key call as well as programs do.
const OF_STOREFRONT: &[&str] = &["/v1/levels/required", "/v1/collect"];

/// Codes by status.
type Failures = BTreeMap<u16, BTreeSet<&'static str>>;

/// How an operation may fail. `method` is in small letters.
pub(crate) fn of(method: &str, path: &str, operation: &Operation) -> Failures {
    let mut failures = Failures::new();
    let rows = TABLE.iter().filter(|row| (row.0, row.1) == (method, path)).flat_map(|row| row.2);
    for kind in shape(method, path, operation).into_iter().chain(rows.copied()) {
        failures.entry(kind.status.as_u16()).or_default().insert(kind.code);
    }
    if method == "put" && PICTURES.contains(&path) {
        for entry in CATALOGUE.iter().filter(|entry| entry.family == Family::Input) {
            failures.entry(picture_status(entry.reason).as_u16()).or_default().insert(entry.code);
        }
    }
    failures
}

/// What an operation may be refused for by who calls it and what it takes.
fn shape(method: &str, path: &str, operation: &Operation) -> Vec<&'static Kind> {
    let (subject, storefront) = (path.starts_with("/v1/subject/"), OF_STOREFRONT.contains(&path));
    let caller = match (subject, storefront) {
        (true, _) if path.ends_with("/start") || path.ends_with("/look") => &[],
        (true, _) => PERSON,
        (_, true) => STOREFRONT,
        _ => KEYED,
    };
    let takes = |place: &ParameterIn| operation.parameters.iter().flatten().any(|parameter| is_in(parameter, place));
    let parts: [(bool, &[&'static Kind]); 8] = [
        (true, ANYTHING),
        (true, caller),
        (method != "get", CHANGE),
        (method != "get", BODY),
        (method == "post" && !subject && !storefront, REPEATABLE),
        (takes_json(operation), JSON),
        (takes(&ParameterIn::Path) && !path.ends_with("{nonce}"), &[&NOT_FOUND]),
        (takes(&ParameterIn::Query), &[&INVALID_FIELD]),
    ];
    parts.into_iter().filter(|(fits, _)| *fits).flat_map(|(_, kinds)| kinds).copied().collect()
}

fn takes_json(operation: &Operation) -> bool {
    let body = operation.request_body.as_ref();
    body.is_some_and(|body| matches!(body, RefOr::T(body) if body.content.contains_key("application/json")))
}

fn is_in(parameter: &RefOr<utoipa::openapi::path::Parameter>, place: &ParameterIn) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == *place)
}

/// Names a set of failures among the document's shared answers, such as `409.changed_meanwhile`.
pub(crate) fn name(status: u16, codes: &BTreeSet<&'static str>) -> String {
    let of_picture = |code: &&&str| CATALOGUE.iter().any(|entry| entry.code == **code);
    let pictures = codes.iter().any(|code| of_picture(&code)).then_some("pictures");
    let plain = codes.iter().filter(|code| !of_picture(code)).copied();
    plain.chain(pictures).fold(status.to_string(), |name, code| name + "." + code)
}

/// The answer that a set of failures is: a problem with one of its codes.
pub(crate) fn answer(codes: &BTreeSet<&'static str>) -> Response {
    let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes.iter().copied()));
    let narrowed = AllOfBuilder::new()
        .item(Ref::from_schema_name("Problem"))
        .item(ObjectBuilder::new().property("code", code).required("code"));
    let words = codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
    let content = Content::new(Some(narrowed));
    ResponseBuilder::new().description(words).content("application/problem+json", content).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::{App, Source},
        config::Config,
    };

    #[test]
    fn every_row_names_an_operation_that_is_there() {
        let app = App::new(Config::default(), Source::system(None), true);
        let text = crate::router::description(&app).to_json().unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let rows = TABLE.iter().map(|(method, path, _)| (*method, *path));
        let shapes = PICTURES.iter().map(|path| ("put", *path)).chain(OF_STOREFRONT.iter().map(|path| ("post", *path)));
        for (method, path) in rows.chain(shapes) {
            assert!(document["paths"][path][method].is_object(), "{method} {path}");
        }
    }
}
