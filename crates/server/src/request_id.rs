//! A name for each request, in its answer, its log line and its problem.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};

use countersign_core::id;

use crate::app::App;

/// The id of one request, such as `req_01kb…`. It is always ours: a client's own could carry anything into the log.
#[derive(Clone, Debug)]
pub struct RequestId(Arc<str>);

impl RequestId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names the request and its answer.
pub async fn name(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId(app.new_id::<id::Request>().to_string().into());
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}
