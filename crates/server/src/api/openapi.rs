//! The description of the API, as a document for programs and as a page for people.

use askama::Template;
use axum::{
    extract::State,
    http::header,
    response::{Html, IntoResponse, Response},
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, OpenApi as Document, Ref, RefOr, Response as ApiResponse, ResponseBuilder, Schema,
        path::Parameter,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

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

/// The document of a router's routes, every operation with the answers that any may give.
pub(crate) fn complete(routes: Document) -> Document {
    let mut document = Description::openapi();
    document.merge(routes);
    loosen(&mut document);
    for item in document.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten();
        for operation in operations {
            operation.responses.responses.insert("default".to_owned(), RefOr::T(problem()));
        }
    }
    document
}

/// Settings are told together with their version, which a schema that allows no other members would forbid.
fn loosen(document: &mut Document) {
    let schemas = document.components.as_mut().map(|components| &mut components.schemas);
    if let Some(RefOr::T(Schema::Object(settings))) = schemas.and_then(|schemas| schemas.get_mut("MerchantSettings")) {
        settings.additional_properties = None;
    }
}

fn problem() -> ApiResponse {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description("A problem").content("application/problem+json", content).build()
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
    method: &'static str,
    path: String,
    summary: String,
    parameters: Vec<(String, String)>,
    answers: Vec<(String, String)>,
}

/// The page: everything in the binary, nothing from elsewhere.
pub async fn page(State(app): State<App>) -> Result<Response, Problem> {
    let docs = Docs { groups: groups(&crate::router::description(&app)) };
    let html = docs.render().map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    Ok(Html(html).into_response())
}

fn groups(document: &Document) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (path, item) in &document.paths.paths {
        let methods = [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PUT", &item.put),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        for (method, operation) in methods {
            let Some(operation) = operation else { continue };
            let name = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
            let shown = shown(method, path, operation);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.operations.push(shown),
                None => groups.push(Group { name, operations: vec![shown] }),
            }
        }
    }
    groups
}

fn shown(method: &'static str, path: &str, operation: &utoipa::openapi::path::Operation) -> Operation {
    let inline = |parameter: &'_ RefOr<Parameter>| match parameter {
        RefOr::T(parameter) => Some((parameter.name.clone(), parameter.description.clone().unwrap_or_default())),
        RefOr::Ref(_) => None,
    };
    let parameters = operation.parameters.iter().flatten().filter_map(inline).collect();
    let answers = operation.responses.responses.iter().filter(|(status, _)| *status != "default");
    Operation {
        method,
        path: path.to_owned(),
        summary: [operation.summary.clone(), operation.description.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        parameters,
        answers: answers
            .map(|(status, answer)| {
                let words = match answer {
                    RefOr::T(answer) => answer.description.clone(),
                    RefOr::Ref(_) => String::new(),
                };
                (status.clone(), words)
            })
            .collect(),
    }
}
