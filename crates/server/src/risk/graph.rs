//! Accounts that hang together: from one account over its devices to others, and on, with the way that leads to each.
//!
//! Breadth first, so that every way is a shortest one. Each hop is a query of its own by index, and everything is bounded.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::keys::Space;
use crate::{
    error::{NOT_FOUND, Problem},
    service::Service,
    store::DeviceRow,
};

/// Nodes that are shown.
const MOST_NODES: usize = 200;
/// Links followed from one node.
const MOST_LINKS: usize = 60;

/// A customer or a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The shop's id of a customer, the name of a guest, or `dev_…`.
    pub id: String,
    /// `customer`, `guest`, `device` or `fingerprint`.
    pub kind: &'static str,
    /// It has a label of fraud or chargeback.
    pub marked: bool,
    /// How many links lie between it and the customer asked for.
    pub distance: usize,
    /// Ids from the customer asked for to this one, both included.
    pub path: Vec<String>,
}

/// A customer was seen on a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub customer: String,
    pub device: String,
}

/// Everything that hangs together with one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// There is more than is shown.
    pub truncated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Account(i64),
    Device(i64),
}

#[derive(Default)]
struct Walk {
    found: BTreeMap<Place, Node>,
    order: Vec<Place>,
    /// Links that stand among the edges; each is met from both ends.
    joined: BTreeSet<(Place, Place)>,
    edges: Vec<Edge>,
    truncated: bool,
}

/// The component of a customer. Fingerprints on more than `common_above` accounts lead nowhere.
pub async fn component(
    service: &Service,
    space: &Space,
    customer: &str,
    common_above: u32,
) -> Result<Component, Problem> {
    let account = service.store.account(space.id, &space.customer(customer)).await?;
    let account = account.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    let mut walk = Walk::default();
    let Some(first) = named(service, space, Place::Account(account), common_above).await? else {
        return Err(Problem::from(&NOT_FOUND));
    };
    walk.add(Place::Account(account), first, &[]);
    let mut waiting = VecDeque::from([Place::Account(account)]);
    while let Some(place) = waiting.pop_front() {
        for next in neighbours(service, place, &mut walk.truncated).await? {
            if walk.found.contains_key(&next) {
                walk.join(place, next);
                continue;
            }
            if walk.found.len() >= MOST_NODES {
                walk.truncated = true;
                continue;
            }
            let Some(node) = named(service, space, next, common_above).await? else { continue };
            let path = walk.found.get(&place).map(|node| node.path.clone()).unwrap_or_default();
            walk.add(next, node, &path);
            walk.join(place, next);
            waiting.push_back(next);
        }
    }
    let nodes = walk.order.iter().filter_map(|place| walk.found.remove(place)).collect();
    Ok(Component { nodes, edges: walk.edges, truncated: walk.truncated })
}

impl Walk {
    fn add(&mut self, place: Place, mut node: Node, path: &[String]) {
        node.distance = path.len();
        node.path = path.iter().cloned().chain([node.id.clone()]).collect();
        self.order.push(place);
        self.found.insert(place, node);
    }

    fn join(&mut self, one: Place, other: Place) {
        let link = if matches!(one, Place::Account(_)) { (one, other) } else { (other, one) };
        if let (Some(account), Some(device)) = (self.found.get(&link.0), self.found.get(&link.1))
            && self.joined.insert(link)
        {
            self.edges.push(Edge { customer: account.id.clone(), device: device.id.clone() });
        }
    }
}

async fn neighbours(service: &Service, place: Place, truncated: &mut bool) -> Result<Vec<Place>, Problem> {
    let store = &service.store;
    let mut next: Vec<Place> = match place {
        Place::Account(id) => store.devices_of(id, MOST_LINKS + 1).await?.into_iter().map(Place::Device).collect(),
        Place::Device(id) => store.accounts_on(id, MOST_LINKS + 1).await?.into_iter().map(Place::Account).collect(),
    };
    *truncated |= next.len() > MOST_LINKS;
    next.truncate(MOST_LINKS);
    Ok(next)
}

/// A place as it is shown; nothing for a device that leads nowhere.
async fn named(service: &Service, space: &Space, place: Place, common_above: u32) -> Result<Option<Node>, Problem> {
    let node = |id, kind, marked| Node { id, kind, marked, distance: 0, path: Vec::new() };
    match place {
        Place::Account(id) => {
            let Some((customer, disputes)) = service.store.account_numbered(id).await? else { return Ok(None) };
            let kind = if customer.is_some() { "customer" } else { "guest" };
            let name = customer.unwrap_or_else(|| space.guest_name(id));
            Ok(Some(node(name, kind, disputes > 0)))
        }
        Place::Device(id) => {
            let Some(row) = service.store.device_numbered(space.id, id).await? else { return Ok(None) };
            let DeviceRow { public, by_fingerprint, accounts, .. } = row;
            if by_fingerprint && accounts > i64::from(common_above) {
                return Ok(None);
            }
            Ok(Some(node(public, if by_fingerprint { "fingerprint" } else { "device" }, false)))
        }
    }
}
