//! The whole HTTP surface on one screen.

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, options, post},
};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, sensitive_headers::SetSensitiveRequestHeadersLayer};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api,
    app::App,
    auth::{self, cors::preflight},
    compat,
    error::{self, INTERNAL_ERROR, METHOD_NOT_ALLOWED, NOT_FOUND, NOT_READY, Problem},
    extract, guard, linger, pages, request_id, telemetry,
};

pub fn router(app: App) -> Router {
    let patience = app.config.linger;
    Router::new()
        .merge(local(&app))
        .merge(forms(&app))
        .merge(storefront(&app))
        .merge(Router::from(v1(&app)))
        .route("/", get(pages::start))
        .route("/problems", get(pages::problems))
        .route("/docs", get(api::openapi::page))
        .route("/.well-known/jwks.json", get(api::credentials::jwks))
        .route("/openapi.json", get(api::openapi::json))
        .route("/verify", get(pages::hosted))
        .route("/verify/plain", get(pages::plain))
        .route("/verify/look.css", get(pages::look))
        .route("/assets/{file}", get(pages::file))
        .route("/widget.js", get(pages::widget))
        .route("/collector.js", get(pages::collector))
        .route("/static/{file}", get(pages::asset))
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .fallback(async || Problem::from(&NOT_FOUND))
        .method_not_allowed_fallback(async || Problem::from(&METHOD_NOT_ALLOWED))
        .layer(
            // The first is the outermost.
            ServiceBuilder::new()
                .layer(SetSensitiveRequestHeadersLayer::new([header::AUTHORIZATION, header::COOKIE]))
                .layer(from_fn_with_state(app.clone(), request_id::name))
                .layer(from_fn_with_state(app.clone(), telemetry::observe))
                .layer(from_fn(guard::security_headers))
                .layer(from_fn_with_state(app.clone(), error::render))
                .layer(CatchPanicLayer::custom(|_| Problem::from(&INTERNAL_ERROR).into_response()))
                .map_request(move |request| linger::linger(request, patience))
                .layer(from_fn(api::subject::cors::cross_origin))
                .layer(DefaultBodyLimit::disable()),
        )
        .with_state(app)
}

/// What storefronts call: with a key or a signature from anywhere, to try one-shot identity without on this machine alone.
fn storefront(app: &App) -> Router<App> {
    let pictures = ServiceBuilder::new()
        .layer(from_fn(guard::json_only))
        .layer(from_fn_with_state(app.clone(), extract::admit_json));
    let call =
        ServiceBuilder::new().layer(from_fn(guard::json_only)).layer(from_fn_with_state(app.clone(), extract::small));
    let keyed = post(compat::verify_identity).route_layer(pictures.clone());
    let local = keyed
        .clone()
        .route_layer(guard::same_site_only())
        .route_layer(from_fn_with_state(app.clone(), guard::this_machine_only));
    Router::new()
        .route(compat::VERIFY_IDENTITY, guard::by_caller(keyed.with_state(app.clone()), local.with_state(app.clone())))
        .route(compat::COMPLETE, post(compat::complete).route_layer(pictures).options(preflight))
        .route(compat::VERIFY_TOKEN, post(compat::verify_token).route_layer(call.clone()).options(preflight))
        .route(compat::CHALLENGE, post(compat::challenge).route_layer(call.clone()).options(preflight))
        .route(compat::HUMAN_SOLVED, post(compat::human_solved).route_layer(call).options(preflight))
        .route(compat::HUMAN_CHALLENGE, get(compat::human_challenge).options(preflight))
        .route(compat::CHECK_CUSTOMER, get(compat::check_customer).options(preflight))
        .route_layer(from_fn_with_state(app.clone(), auth::cors::cross_origin))
}

/// Answered on this machine only.
fn local(app: &App) -> Router<App> {
    let small =
        ServiceBuilder::new().layer(from_fn(guard::json_only)).layer(from_fn_with_state(app.clone(), extract::small));
    let form = ServiceBuilder::new()
        .layer(from_fn(guard::form_only))
        .layer(from_fn_with_state(app.clone(), extract::admit_form));
    Router::new()
        .route("/try", post(pages::attempt).layer(form).get(pages::back_to_start))
        .route("/demo", get(pages::demo::shop))
        .route("/demo/checkout", post(pages::demo::checkout).layer(small))
        .route("/demo/orders/{id}", get(pages::demo::order))
        .route("/demo/orders/{id}/approve", post(pages::demo::approve))
        .route_layer(guard::same_site_only())
        .route_layer(from_fn_with_state(app.clone(), guard::this_machine_only))
}

/// The person's page for browsers without script, whose forms no other site may send.
fn forms(app: &App) -> Router<App> {
    let pictures = ServiceBuilder::new()
        .layer(from_fn(guard::form_only))
        .layer(from_fn_with_state(app.clone(), extract::admit_form));
    Router::new()
        .route("/verify/forms/open", post(pages::forms::open))
        .route("/verify/forms/consent", post(pages::forms::agree))
        .route("/verify/forms/again", post(pages::forms::again))
        .route_layer(from_fn_with_state(app.clone(), extract::small))
        .route("/verify/forms/pictures", post(pages::forms::pictures).layer(pictures))
        .route("/verify/forms", get(pages::forms::show))
        .route_layer(guard::same_site_only())
}

/// The API of merchants' programs.
fn v1(app: &App) -> OpenApiRouter<App> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(api::documents::put))
        .route_layer(from_fn_with_state(app.clone(), extract::admit_json));
    let calls = OpenApiRouter::new()
        .routes(routes!(api::create::create, api::list::list))
        .routes(routes!(api::verifications::read))
        .routes(routes!(api::verifications::history))
        .routes(routes!(api::qr::as_svg))
        .routes(routes!(api::qr::as_png))
        .routes(routes!(api::documents::image))
        .routes(routes!(api::actions::submit))
        .routes(routes!(api::actions::approve))
        .routes(routes!(api::actions::reject))
        .routes(routes!(api::actions::hold))
        .routes(routes!(api::actions::resume))
        .routes(routes!(api::actions::cancel))
        .routes(routes!(api::actions::resubmit))
        .routes(routes!(api::webhooks::create, api::webhooks::list))
        .routes(routes!(api::webhooks::read, api::webhooks::update, api::webhooks::delete))
        .routes(routes!(api::webhooks::rotate))
        .routes(routes!(api::deliveries::deliveries))
        .routes(routes!(api::deliveries::test))
        .routes(routes!(api::deliveries::resend))
        .routes(routes!(api::people::erase))
        .routes(routes!(api::people::export))
        .merge(identity())
        .merge(risk())
        .route_layer(from_fn_with_state(app.clone(), api::idempotency::once));
    let storefront = OpenApiRouter::new()
        .routes(routes!(api::levels::required))
        .routes(routes!(api::collect::collect))
        .route("/v1/levels/required", options(preflight))
        .route("/v1/collect", options(preflight))
        .route_layer(from_fn_with_state(app.clone(), auth::cors::cross_origin));
    let calls = calls.merge(storefront);
    uploads.merge(calls.route_layer(from_fn_with_state(app.clone(), extract::small))).merge(subject(app))
}

/// The API of the person a verification is about, which pages of other origins may call.
fn subject(app: &App) -> OpenApiRouter<App> {
    let upload = OpenApiRouter::new()
        .routes(routes!(api::subject::put))
        .route_layer(from_fn_with_state(app.clone(), extract::admit_json));
    let burst = OpenApiRouter::new()
        .routes(routes!(api::subject::challenge::answer))
        .route_layer(from_fn_with_state(app.clone(), extract::admit_burst));
    OpenApiRouter::new()
        .routes(routes!(api::subject::start::start))
        .routes(routes!(api::subject::look::read))
        .routes(routes!(api::subject::session::read, api::subject::entry::exchange))
        .routes(routes!(api::subject::entry::handoff))
        .routes(routes!(api::subject::consent))
        .routes(routes!(api::subject::challenge::issue))
        .routes(routes!(api::subject::way::choose))
        .routes(routes!(api::subject::way::step))
        .routes(routes!(api::subject::submit))
        .routes(routes!(api::subject::retry))
        .routes(routes!(api::subject::progress::progress))
        .route_layer(from_fn_with_state(app.clone(), extract::small))
        .merge(upload)
        .merge(burst)
}

/// Settings, levels, customers and credentials.
fn identity() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(api::settings::read, api::settings::update))
        .routes(routes!(api::settings::history))
        .routes(routes!(api::shops::list))
        .routes(routes!(api::shops::put, api::shops::delete))
        .routes(routes!(api::customers::read, api::customers::erase))
        .routes(routes!(api::customers::reverify))
        .routes(routes!(api::credentials::consume))
        .routes(routes!(api::credentials::read))
        .routes(routes!(api::credentials::revoke))
        .routes(routes!(api::credentials::issue))
}

/// Checkouts and the browsers they come from.
fn risk() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(api::assessments::create, api::assessments::list::list))
        .routes(routes!(api::assessments::read))
        .routes(routes!(api::assessments::export))
        .routes(routes!(api::assessments::page))
        .routes(routes!(api::assessments::feedback::order))
        .routes(routes!(api::assessments::feedback::outcome))
        .routes(routes!(api::risk_erasure::erase))
        .routes(routes!(api::devices::list))
        .routes(routes!(api::devices::read))
        .routes(routes!(api::email_checks::list))
        .routes(routes!(api::links::read))
        .routes(routes!(api::policies::create, api::policies::list))
        .routes(routes!(api::policies::replay))
        .routes(routes!(api::policies::read))
}

/// The description of the API, from the routes themselves.
pub fn description(app: &App) -> utoipa::openapi::OpenApi {
    api::openapi::complete(v1(app).into_openapi())
}

/// Ready to verify: the models are loaded and passed the self-test.
async fn readyz(State(app): State<App>) -> Response {
    if app.ready() { (StatusCode::OK, "ready\n").into_response() } else { Problem::from(&NOT_READY).into_response() }
}

async fn metrics(State(app): State<App>) -> Response {
    let text = app.metrics.render(app.admission.load(), app.ready());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
