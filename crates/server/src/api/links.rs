//! Accounts that hang together, with the way that leads to each.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::path::Path;
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::Problem,
    extract::Json,
    risk::{self, current_policy, space},
};

/// Customers and devices that hang together.
#[derive(Serialize, ToSchema)]
pub struct Links {
    /// The customer asked for first, then by distance.
    nodes: Vec<LinkNode>,
    edges: Vec<LinkEdge>,
    /// How many other customers are there.
    customers: usize,
    /// There is more than is shown.
    truncated: bool,
}

/// A customer or a device.
#[derive(Serialize, ToSchema)]
pub struct LinkNode {
    id: String,
    /// `customer`, `guest`, `device` or `fingerprint`.
    kind: &'static str,
    /// Fraud or a chargeback was told of this customer.
    marked: bool,
    /// How many links lie in between.
    distance: usize,
    /// Ids on the way to it, both ends included.
    path: Vec<String>,
}

/// A customer was seen on a device.
#[derive(Serialize, ToSchema)]
pub struct LinkEdge {
    customer: String,
    device: String,
}

/// Shows every account that hangs together with a customer by shared devices, and over which ones.
#[utoipa::path(
    get, path = "/v1/customers/{id}/links", tag = "risk", params(("id" = String, Path)),
    responses((status = 200, body = Links)),
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(customer): Path<String>,
) -> Result<Json<Links>, Problem> {
    caller.need(Scope::Read)?;
    let service = app.service()?;
    let space = space(service, &caller.tenant).await?;
    let policy = current_policy(service, &space).await?;
    let found = risk::component(service, &space, &customer, policy.policy.device.common_above).await?;
    let node = |node: risk::Node| LinkNode {
        id: node.id,
        kind: node.kind,
        marked: node.marked,
        distance: node.distance,
        path: node.path,
    };
    let nodes: Vec<LinkNode> = found.nodes.into_iter().map(node).collect();
    let edges = found.edges.into_iter().map(|edge| LinkEdge { customer: edge.customer, device: edge.device });
    let customers = nodes.iter().filter(|node| matches!(node.kind, "customer" | "guest")).count().saturating_sub(1);
    Ok(Json(Links { customers, nodes, edges: edges.collect(), truncated: found.truncated }))
}
