//! `POST /api/verifyhuman/verify-token`: is a credential good, and for how long?

use axum::extract::State;
use countersign_core::{credential::Invalid, decision::Mode};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    auth::Visitor,
    credential::Checked,
    error::{MISSING_FIELD, Problem},
    extract::{self, Json, Whole},
};

#[derive(Deserialize)]
struct Request {
    token: Option<String>,
}

/// Whether it is valid; if not, why.
#[derive(Default, Serialize)]
pub struct Validity {
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_time_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shop: Option<String>,
    /// 1, 2 or 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    assurance_level: Option<u8>,
    /// `test`, where it is good for trying things alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Invalid>,
}

impl Validity {
    fn of(checked: Checked) -> Self {
        Self {
            valid: true,
            remaining_time_ms: Some(checked.remaining_ms),
            shop: Some(checked.claims.shop),
            assurance_level: Some(checked.claims.aal.into()),
            mode: (checked.mode == Mode::Test).then_some("test"),
            reason: None,
        }
    }

    fn not(reason: Invalid) -> Self {
        Self { reason: Some(reason), ..Self::default() }
    }
}

/// Checks a credential. Whoever speaks for a shop is told of its own alone.
pub async fn verify_token(
    State(app): State<App>,
    visitor: Visitor,
    Whole(body): Whole,
) -> Result<Json<Validity>, Problem> {
    let request: Request = extract::json(&body)?;
    let token = request.token.ok_or_else(|| Problem::from(&MISSING_FIELD).param("token"))?;
    let checked = match visitor.tenant() {
        None => app.credentials.check(&app, &token, None).await?,
        Some(tenant) => {
            let shop = app.credentials.shop_of(&app, tenant).await?;
            app.credentials.check(&app, &token, Some((&shop, tenant.mode))).await?
        }
    };
    Ok(Json(checked.map_or_else(Validity::not, Validity::of)))
}
