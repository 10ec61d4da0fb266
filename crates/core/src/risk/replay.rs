//! A proposed policy tried on what was assessed before.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    money::Amount,
    policy::Policy,
    score::{Decision, assess},
    signal::Signals,
};

/// An assessment as it is stored.
#[derive(Clone, Debug)]
pub struct Past {
    pub id: String,
    pub signals: Signals,
    pub score: i32,
    pub decision: Decision,
    /// Of its order, with the currency.
    pub amount: Option<(Amount, String)>,
}

/// A decision that would have been another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flip {
    pub id: String,
    pub from: Decision,
    pub to: Decision,
    pub score_before: i32,
    pub score_after: i32,
    pub amount: Option<Amount>,
    pub currency: Option<String>,
}

/// All flips from one decision to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    pub from: Decision,
    pub to: Decision,
    pub count: u64,
    /// What they stand for, by currency.
    pub amounts: BTreeMap<String, Amount>,
}

/// What came of a replay. Fed one stored assessment after another, so that no more than that is held.
#[derive(Clone, Debug, Serialize)]
pub struct Replay {
    pub assessments: u64,
    pub flipped: u64,
    pub groups: Vec<Group>,
    /// The first of them.
    pub flips: Vec<Flip>,
    #[serde(skip)]
    listed: usize,
}

impl Replay {
    /// Lists up to `listed` flips and counts them all.
    pub fn new(listed: usize) -> Self {
        Self { assessments: 0, flipped: 0, groups: Vec::new(), flips: Vec::new(), listed }
    }

    /// Scores a stored assessment by the proposed policy.
    pub fn add(&mut self, past: Past, proposed: &Policy) {
        self.assessments += 1;
        let now = assess(&past.signals, proposed);
        if now.decision == past.decision {
            return;
        }
        self.flipped += 1;
        let group = self.group(past.decision, now.decision);
        group.count += 1;
        if let Some((amount, currency)) = &past.amount {
            let total = group.amounts.entry(currency.clone()).or_default();
            *total = *total + *amount;
        }
        if self.flips.len() < self.listed {
            let (amount, currency) = past.amount.unzip();
            let (from, to) = (past.decision, now.decision);
            self.flips.push(Flip {
                id: past.id,
                from,
                to,
                score_before: past.score,
                score_after: now.score,
                amount,
                currency,
            });
        }
    }

    fn group(&mut self, from: Decision, to: Decision) -> &mut Group {
        let place = self.groups.iter().position(|group| (group.from, group.to) == (from, to));
        let place = place.unwrap_or_else(|| {
            self.groups.push(Group { from, to, count: 0, amounts: BTreeMap::new() });
            self.groups.len() - 1
        });
        &mut self.groups[place]
    }
}
