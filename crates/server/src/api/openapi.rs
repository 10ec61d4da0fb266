//! The description of the API, as a document for programs and as a page for people.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::State,
    http::header,
    response::{Html, IntoResponse, Response},
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document, PathItem, Ref, RefOr, Response as ApiResponse, Schema,
        path::{Operation as PathOperation, Parameter},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::failures;
use crate::{
    app::App,
    error::{INTERNAL_ERROR, Problem},
};

/// What every answer that is not what was asked for looks like: RFC 9457.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemSchema {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
    /// Stable; see `/problems`.
    code: String,
    /// The field that is to blame.
    param: Option<String>,
    request_id: Option<String>,
}

#[derive(OpenApi)]
#[openapi(
    info(title = "countersign", description = "Verifications of people: created, documented, decided, told."),
    components(schemas(ProblemSchema)),
    modifiers(&Security),
    security(("key" = []), ("basic" = [])),
)]
struct Description;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Document) {
        let scheme = |scheme, words: &str| {
            SecurityScheme::Http(HttpBuilder::new().scheme(scheme).description(Some(words)).build())
        };
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(
            "key",
            scheme(HttpAuthScheme::Bearer, "A secret key, or a client token under /v1/subject"),
        );
        components.add_security_scheme(
            "basic",
            scheme(HttpAuthScheme::Basic, "The publishable key with the secret one as password"),
        );
    }
}

/// The document of a router's routes, every operation with the failures that it may have.
pub(crate) fn complete(routes: Document) -> Document {
    let mut document = Description::openapi();
    document.merge(routes);
    loosen(&mut document);
    let mut shared = BTreeMap::new();
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            for (status, codes) in failures::of(method, path, operation) {
                let name = failures::name(status, &codes);
                let place = RefOr::Ref(Ref::from_response_name(name.clone()));
                operation.responses.responses.insert(status.to_string(), place);
                shared.entry(name).or_insert_with(|| RefOr::T(failures::answer(&codes)));
            }
        }
    }
    document.components.get_or_insert_default().responses.extend(shared);
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut PathOperation)> {
    let PathItem { get, post, put, patch, delete, .. } = item;
    let all = [("get", get), ("post", post), ("put", put), ("patch", patch), ("delete", delete)];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Settings are told together with their version, which a schema that allows no other members would forbid.
fn loosen(document: &mut Document) {
    let schemas = document.components.as_mut().map(|components| &mut components.schemas);
    if let Some(RefOr::T(Schema::Object(settings))) = schemas.and_then(|schemas| schemas.get_mut("MerchantSettings")) {
        settings.additional_properties = None;
    }
}

/// The document.
pub async fn json(State(app): State<App>) -> Result<Response, Problem> {
    let text = crate::router::description(&app).to_json().map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs {
    groups: Vec<Group>,
}

struct Group {
    name: String,
    operations: Vec<Operation>,
}

struct Operation {
    method: String,
    path: String,
    summary: String,
    parameters: Vec<(String, String)>,
    answers: Vec<(String, String)>,
}

/// The page: everything in the binary, nothing from elsewhere.
pub async fn page(State(app): State<App>) -> Result<Response, Problem> {
    let docs = Docs { groups: groups(crate::router::description(&app)) };
    let html = docs.render().map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    Ok(Html(html).into_response())
}

fn groups(mut document: Document) -> Vec<Group> {
    let shared = document.components.take().unwrap_or_default().responses;
    let mut groups: Vec<Group> = Vec::new();
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            let name = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
            let shown = shown(method, path, operation, &shared);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.operations.push(shown),
                None => groups.push(Group { name, operations: vec![shown] }),
            }
        }
    }
    groups
}

type Shared = BTreeMap<String, RefOr<ApiResponse>>;

fn shown(method: &str, path: &str, operation: &PathOperation, shared: &Shared) -> Operation {
    let inline = |parameter: &'_ RefOr<Parameter>| match parameter {
        RefOr::T(parameter) => Some((parameter.name.clone(), parameter.description.clone().unwrap_or_default())),
        RefOr::Ref(_) => None,
    };
    let words = |answer: &'_ RefOr<ApiResponse>| match answer {
        RefOr::T(answer) => answer.description.clone(),
        RefOr::Ref(place) => {
            let name = place.ref_location.rsplit('/').next().unwrap_or_default();
            match shared.get(name) {
                Some(RefOr::T(answer)) => answer.description.replace('`', ""),
                _ => String::new(),
            }
        }
    };
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: [operation.summary.clone(), operation.description.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        parameters: operation.parameters.iter().flatten().filter_map(inline).collect(),
        answers: operation.responses.responses.iter().map(|(status, answer)| (status.clone(), words(answer))).collect(),
    }
}
