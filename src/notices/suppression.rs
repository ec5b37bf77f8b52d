//! Mailboxes that are to have no more mail: a projection of the workspace's own stream.

use std::collections::BTreeMap;

use super::outbox::reversed;
use crate::domain::event::{Event, Payload};
use crate::domain::notice::Suppression;

/// The mailboxes and domains to which nothing is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppressed(BTreeMap<String, Listed>);

/// An entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The mailbox, or `@domain`, and why.
    pub what: Suppression,
    /// The event that put it there.
    pub event: Event,
}

impl Suppressed {
    /// Projects the workspace's events. What was undone does not count.
    pub fn fold(events: &[Event]) -> Self {
        let dead = reversed(events, u64::MAX);
        let mut all = BTreeMap::new();
        for event in events.iter().filter(|e| !dead.contains(&e.seq)) {
            let Payload::MailboxSuppressed(what) = &event.payload else { continue };
            match what.suppressed {
                true => all.insert(what.mailbox.clone(), Listed { what: what.clone(), event: event.clone() }),
                false => all.remove(&what.mailbox),
            };
        }
        Suppressed(all)
    }

    /// Why nothing goes to a mailbox: it is listed itself, or its whole domain is.
    pub fn of(&self, mailbox: &str) -> Option<&Suppression> {
        let mailbox = mailbox.to_ascii_lowercase();
        let domain = mailbox.rfind('@').map(|at| &mailbox[at..]);
        let listed = self.0.get(&mailbox).or_else(|| self.0.get(domain?));
        listed.map(|listed| &listed.what)
    }

    /// The entry of exactly this mailbox or `@domain`.
    pub fn listed(&self, mailbox: &str) -> Option<&Listed> {
        self.0.get(&mailbox.to_ascii_lowercase())
    }

    /// All entries, by mailbox; domains come first.
    pub fn iter(&self) -> impl Iterator<Item = &Listed> {
        self.0.values()
    }
}
