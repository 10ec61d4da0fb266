//! Parts of paths and query strings, with problems instead of a library's texts.

use axum::{
    extract::{FromRequestParts, Path as AxumPath},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::error::{INVALID_FIELD, NOT_FOUND, Problem};

/// Parts of the path; what cannot be one leads nowhere.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = AxumPath::<T>::from_request_parts(parts, state).await;
        path.map(|AxumPath(value)| Self(value)).map_err(|_| Problem::from(&NOT_FOUND))
    }
}

/// The query string.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let text = parts.uri.query().unwrap_or_default();
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).map_err(|_| wrong())?;
        if pairs.iter().any(|(_, value)| value.contains('\0')) {
            return Err(wrong());
        }
        serde_urlencoded::from_str(text).map(Self).map_err(|_| wrong())
    }
}

fn wrong() -> Problem {
    Problem::from(&INVALID_FIELD).detail("A parameter of the query string does not have the form it should.")
}
