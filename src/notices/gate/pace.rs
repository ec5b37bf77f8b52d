//! How many mails a minute go to one domain. Nothing is kept between runs: the outboxes say what left.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::domain::event::NoticeStatus;
use crate::notices::outbox::Notice;

/// Mails that left within the last minute, by domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    most: u32,
    left: BTreeMap<String, Vec<DateTime<FixedOffset>>>,
}

impl Pace {
    /// At most so many a minute to one domain, of which these notices left before.
    pub fn new<'n>(most: u32, notices: impl IntoIterator<Item = &'n Notice>) -> Self {
        let mut pace = Pace { most, left: BTreeMap::new() };
        for notice in notices {
            for step in &notice.history {
                let instead = step.sent.as_ref().and_then(|sent| sent.instead.as_deref());
                if step.to == NoticeStatus::Sent || instead.is_some() {
                    pace.count(instead.unwrap_or(&notice.record.to), step.at);
                }
            }
        }
        pace
    }

    /// One more left.
    pub fn count(&mut self, mailbox: &str, at: DateTime<FixedOffset>) {
        let times = self.left.entry(domain(mailbox)).or_default();
        let after = times.partition_point(|time| *time <= at);
        times.insert(after, at);
    }

    /// How many may leave in a minute.
    pub const fn most(&self) -> u32 {
        self.most
    }

    /// The moment at which the next may leave to this mailbox's domain; `None` where it may now.
    pub fn until(&self, mailbox: &str, now: DateTime<FixedOffset>) -> Option<DateTime<FixedOffset>> {
        let minute = TimeDelta::minutes(1);
        let times = self.left.get(&domain(mailbox))?;
        let recent = &times[times.partition_point(|time| *time + minute <= now)..];
        // The next leaves once fewer than `most` are within a minute.
        let first = recent.len().checked_sub(self.most.max(1) as usize)?;
        Some(recent[first] + minute)
    }
}

/// The domain of a mailbox, in small letters.
pub fn domain(mailbox: &str) -> String {
    mailbox.rsplit_once('@').map_or(mailbox, |(_, domain)| domain).to_ascii_lowercase()
}
