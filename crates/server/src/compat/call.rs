//! A one-shot call of a shop: whose verification it is, by which settings it is judged, and what is kept of it.

use jiff::Timestamp;

use super::{
    examine::{Found, Taken, examine},
    person::{self, ShopId},
};
use crate::{
    app::App,
    auth::Visitor,
    error::Problem,
    lifecycle::{
        self, Turn,
        one_shot::{self, Credential, Kept, Outcome},
    },
    limits::{self, ClientAddress},
    settings::MerchantSettings,
    tenant::Tenant,
};

/// A call that was let in.
pub(super) struct Call<'a> {
    tenant: &'a Tenant,
    turn: Turn,
    settings: MerchantSettings,
    /// The customer somebody vouches for.
    customer: Option<String>,
    /// The customer the body names.
    hint: Option<String>,
    order: Option<String>,
    /// Whose tries are counted.
    who: String,
}

/// What goes beyond the verdict.
#[derive(Default)]
pub(super) struct Beyond<'a> {
    pub(super) consent: Option<(Timestamp, String, String)>,
    pub(super) credential: Credential<'a>,
}

impl<'a> Call<'a> {
    /// Lets a visitor's try in, with the ids of customer and order that the body names. Customers are counted by the day,
    /// and whoever failed waits.
    pub(super) async fn begin(
        app: &App,
        visitor: &'a Visitor,
        address: ClientAddress,
        (customer, order): (Option<ShopId>, Option<ShopId>),
    ) -> Result<Self, Problem> {
        let (tenant, service) = (visitor.of_a_shop()?, app.service()?);
        visitor.may_write()?;
        let (hint, order) = (person::id("customer_id", customer)?, person::id("order_id", order)?);
        let customer = visitor.customer(hint.as_deref());
        let who = one_shot::who(customer, &address.0.to_string());
        one_shot::may_try(service, tenant, &who, app.now()).await?;
        if let Some(customer) = customer {
            limits::customer_attempt(app, tenant, customer).await?;
        }
        let (customer, turn) = (customer.map(str::to_owned), visitor.turn(tenant));
        let settings = lifecycle::settings(service, tenant).await?;
        Ok(Self { tenant, turn, settings, customer, hint, order, who })
    }

    pub(super) fn tenant(&self) -> &Tenant {
        self.tenant
    }

    /// Examines the pictures that `read` takes out of the body.
    pub(super) async fn examine(
        &self,
        app: &App,
        read: impl FnOnce(usize) -> Result<Taken, Problem> + Send + 'static,
    ) -> Result<Found, Problem> {
        examine(app, self.tenant, &self.settings, read).await
    }

    /// Keeps what was found.
    pub(super) async fn keep(&self, app: &App, found: &Found, beyond: Beyond<'_>) -> Result<Kept, Problem> {
        let outcome = Outcome {
            checks: &found.checks,
            decision: &found.decision,
            age: found.age,
            has_back: found.has_back,
            customer: self.customer.as_deref(),
            hint: self.hint.as_deref(),
            order: self.order.as_deref(),
            consent: beyond.consent,
            credential: beyond.credential,
            who: &self.who,
        };
        one_shot::keep(app.service()?, &self.turn, &self.settings, &outcome).await
    }
}
