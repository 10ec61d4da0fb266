//! `POST /v1/levels/required`: which level a cart requires, and whether the customer has it already.

use axum::extract::State;
use countersign_core::level::{AgeResult, Because, Cart, Item, Level, Required};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::told;
use crate::{
    app::App,
    auth::{Scope, Visitor},
    error::{INVALID_FIELD, Problem},
    extract::{self, Json, Whole},
    lifecycle::{self, credential::shop_name},
    settings::MerchantSettings,
    tenant::Tenant,
};

/// A cart.
#[derive(Deserialize, ToSchema)]
pub struct CartRequest {
    /// The shop's name, where the caller wants to be sure that it is the one of its key.
    shop: Option<String>,
    #[serde(default)]
    items: Vec<CartItem>,
    /// A decimal as text, as in `249.90`, in the currency the threshold is meant in.
    total: Option<String>,
    customer_id: Option<String>,
    /// A credential the customer carries.
    token: Option<String>,
}

/// One line of a cart, as far as it matters.
#[derive(Deserialize, ToSchema)]
pub struct CartItem {
    #[serde(default)]
    tags: Vec<String>,
    /// The metafield of the product or of a collection it is in: true, or the text `true`.
    #[serde(default, deserialize_with = "truth")]
    requires_idv: bool,
    /// In advanced mode, the level this product requires.
    level: Option<u8>,
}

/// Metafields are texts in some places and truths in others.
fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Truth(bool),
        Text(String),
    }
    Ok(match Option::<Written>::deserialize(deserializer)? {
        Some(Written::Truth(truth)) => truth,
        Some(Written::Text(text)) => text.trim().eq_ignore_ascii_case("true"),
        None => false,
    })
}

/// What is required.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "both are the words of the API")]
pub struct RequiredLevel {
    /// 1, 2 or 3; null where nothing is required.
    required_level: Option<u8>,
    /// `minimum_level`, `restricted_items`, `item_level`, `cart_total`.
    #[schema(value_type = Vec<String>)]
    reasons: Vec<Because>,
    /// What the customer has already, where that is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    satisfied_by: Option<Satisfied>,
}

/// What is enough.
#[derive(Serialize, ToSchema)]
pub struct Satisfied {
    /// `customer` or `credential`.
    #[serde(rename = "type")]
    kind: &'static str,
    level: u8,
    expires_at: String,
    verification_id: Option<String>,
}

/// Which level a cart requires, and whether the customer has it already. A customer's status counts where somebody vouches
/// for who it is.
#[utoipa::path(
    post, path = "/v1/levels/required", tag = "levels", request_body = CartRequest,
    responses((status = 200, body = RequiredLevel)),
)]
pub async fn required(
    State(app): State<App>,
    visitor: Visitor,
    Whole(body): Whole,
) -> Result<Json<RequiredLevel>, Problem> {
    let tenant = visitor.of_a_shop()?;
    if let Visitor::Program(caller) = &visitor {
        caller.need(Scope::Read)?;
    }
    let request: CartRequest = extract::json(&body)?;
    let settings = lifecycle::settings(app.service()?, tenant).await?;
    let shop = shop_name(&settings, tenant);
    if request.shop.as_ref().is_some_and(|named| *named != shop) {
        return Err(Problem::from(&INVALID_FIELD)
            .param("shop")
            .detail("This is not the shop of the key that was sent."));
    }
    let cart = cart(&request)?;
    let Required { level, because } = settings.rules().map(|rules| rules.required(&cart)).unwrap_or_default();
    let satisfied_by = match level {
        None => None,
        Some(level) => {
            Asked { app: &app, tenant, settings: &settings, level }.satisfied(&visitor, &request, &shop).await?
        }
    };
    Ok(Json(RequiredLevel { required_level: level.map(u8::from), reasons: because, satisfied_by }))
}

fn cart(request: &CartRequest) -> Result<Cart, Problem> {
    let wrong = |param: String, detail: &'static str| Problem::from(&INVALID_FIELD).param(param).detail(detail);
    let total = request.total.as_deref().map(str::parse).transpose();
    let total = total.map_err(|_| wrong("total".to_owned(), "`total` is a decimal as text, as in 249.90."))?;
    let item = |(index, item): (usize, &CartItem)| {
        let level = item.level.map(Level::try_from).transpose();
        let level = level.map_err(|_| wrong(format!("items[{index}].level"), "`level` is 1, 2 or 3."))?;
        Ok(Item { tags: item.tags.clone(), requires_idv: item.requires_idv, level })
    };
    Ok(Cart { items: request.items.iter().enumerate().map(item).collect::<Result<_, Problem>>()?, total })
}

/// A level somebody has to have.
struct Asked<'a> {
    app: &'a App,
    tenant: &'a Tenant,
    settings: &'a MerchantSettings,
    level: Level,
}

impl Asked<'_> {
    async fn satisfied(
        &self,
        visitor: &Visitor,
        request: &CartRequest,
        shop: &str,
    ) -> Result<Option<Satisfied>, Problem> {
        if let Some(token) = &request.token {
            let checked = self.app.credentials.check(self.app, token, Some((shop, self.tenant.mode))).await?;
            if let Some(checked) = checked.ok().filter(|checked| self.enough(checked.claims.aal, checked.claims.age)) {
                let ends = jiff::Timestamp::from_second(checked.claims.exp).unwrap_or(jiff::Timestamp::MAX);
                return Ok(Some(satisfied("credential", checked.claims.aal, ends, checked.claims.vid)));
            }
        }
        let known = request.customer_id.as_deref().filter(|customer| visitor.may_know(customer));
        let Some(customer) = known else { return Ok(None) };
        let found = self.app.service()?.store.customer(self.tenant, customer).await?;
        let found =
            found.filter(|found| found.holds(self.app.now()).is_some_and(|level| self.enough(level, found.age)));
        Ok(found.map(|found| satisfied("customer", found.level, found.expires_at, Some(found.verification_id))))
    }

    /// A level of age and more has to show the shop's own minimum, where it has one.
    fn enough(&self, level: Level, age: Option<AgeResult>) -> bool {
        let old_enough = self.settings.minimum_age.is_none_or(|least| age.is_some_and(|age| age.at_least(least)));
        level.satisfies(self.level) && (self.level == Level::Human || old_enough)
    }
}

fn satisfied(kind: &'static str, level: Level, ends: jiff::Timestamp, verification_id: Option<String>) -> Satisfied {
    Satisfied { kind, level: level.into(), expires_at: told(ends), verification_id }
}
