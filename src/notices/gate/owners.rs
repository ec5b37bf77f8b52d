//! Whose mailboxes are known, over all accounts: what is meant for one must not reach somebody else who owes.
//!
//! A mailbox can be shared for good reasons, by spouses or by an employer. So it is not refused: whoever approves the
//! notice by its id says why, and nothing goes to such a mailbox that nobody approved.

use std::collections::BTreeMap;

use super::Hold;
use crate::domain::case::{AccountId, Case};
use crate::domain::event::{Audience, NoticeRecord};
use crate::domain::identity::person::PersonId;
use crate::domain::summary::Summary;

/// The most owners that are named.
const NAMED: usize = 3;

/// The mailboxes of everyone who owes or guarantees, made once for a whole run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners(BTreeMap<String, Vec<Owner>>);

/// Somebody who owes or guarantees, and whose mailbox it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The account.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    id: Option<PersonId>,
}

impl Owners {
    /// Those that the rows of all accounts name.
    pub fn of(rows: &[Summary]) -> Self {
        let mut all: BTreeMap<String, Vec<Owner>> = BTreeMap::new();
        for row in rows {
            for party in &row.parties {
                for mailbox in &party.mailboxes {
                    let owner = Owner {
                        account: row.account.clone(),
                        name: party.name.clone(),
                        id: party.id.clone(),
                    };
                    let owners = all.entry(mailbox.clone()).or_default();
                    if !owners.contains(&owner) {
                        owners.push(owner);
                    }
                }
            }
        }
        Owners(all)
    }

    /// Those to whom the mailbox of a notice belongs although the notice is not for them. Everyone on the account of a
    /// notice to a debtor is left to [`recipient`](super::recipient()), and so is the same person on another account.
    pub fn others(&self, record: &NoticeRecord, case: Option<&Case>) -> Vec<&Owner> {
        let owners = self.0.get(&record.to.trim().to_ascii_lowercase()).into_iter().flatten();
        let Some(case) = case.filter(|_| record.audience == Audience::Debtor) else {
            return owners.collect();
        };
        let meant = case.debtors.iter().find(|d| Some(&d.name) == record.to_name.as_ref());
        let id = meant.and_then(|d| d.id.as_ref()).and_then(PersonId::of);
        let is_meant = |owner: &Owner| match (&owner.id, &id) {
            (Some(one), Some(other)) => one == other,
            // Without both numbers, the same name at the same mailbox is the same person.
            _ => Some(&owner.name) == record.to_name.as_ref(),
        };
        owners.filter(|owner| owner.account != case.account && !is_meant(owner)).collect()
    }
}

/// Why a notice needs a reason before it goes to its mailbox; `None` where nobody else owns it.
pub fn shared(record: &NoticeRecord, owners: &Owners, case: Option<&Case>) -> Option<Hold> {
    let others = owners.others(record, case);
    if others.is_empty() {
        return None;
    }
    let named = others.iter().take(NAMED).map(|owner| format!("{} {}", owner.account, owner.name));
    let more = (others.len() > NAMED).then(|| format!("+{}", others.len() - NAMED));
    let owners = named.chain(more).collect::<Vec<_>>().join(", ");
    Some(Hold::Shared { mailbox: record.to.clone(), owners })
}
