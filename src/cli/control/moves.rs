//! What was recorded lately over all accounts: milestones and payments, taken back ones left out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveTime};

use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::register::registry_error;
use crate::domain::debt::Payment;
use crate::domain::event::{MilestoneEvent, Payload, StreamId};
use crate::domain::summary::Summary;

/// What was recorded.
pub enum What {
    /// Something happened.
    Milestone(MilestoneEvent),
    /// Money came in.
    Paid(Payment),
}

/// A record of an account.
pub struct Move<'a> {
    /// The account.
    pub row: &'a Summary,
    /// The day stood on when it was recorded.
    pub on: NaiveDate,
    /// What it is.
    pub what: What,
}

/// What was recorded for these accounts from the beginning of a day to the day stood on, the newest first.
///
/// # Errors
/// The registry cannot be read.
pub fn since<'a>(
    day: NaiveDate,
    rows: &'a [Summary],
    desk: &mut Desk<'_>,
) -> Result<Vec<Move<'a>>, CommandError> {
    let midnight = day.and_time(NaiveTime::MIN);
    let Some(from) = midnight.and_local_timezone(*desk.settings.now.offset()).single() else {
        return Ok(Vec::new());
    };
    let there: BTreeMap<&str, &Summary> = rows.iter().map(|r| (r.account.as_str(), r)).collect();
    let kinds = ["milestone", "paid", "payment-reversed", "reversed"];
    let events = desk.registry()?.since(from, &kinds).map_err(registry_error)?;
    let mut gone: BTreeSet<(&StreamId, u64)> = BTreeSet::new();
    let mut found = Vec::new();
    // Newest first: what takes back comes before what it takes back.
    for (stream, event) in &events {
        if gone.contains(&(stream, event.seq)) || event.as_of > desk.settings.as_of {
            continue;
        }
        let Some(row) = there.get(stream.as_str()) else { continue };
        let what = match &event.payload {
            Payload::Reversed { events, .. } => {
                gone.extend(events.iter().map(|seq| (stream, *seq)));
                continue;
            }
            Payload::PaymentReversed(reversal) => {
                gone.insert((stream, reversal.payment));
                continue;
            }
            Payload::Milestone(milestone) => What::Milestone(milestone.clone()),
            Payload::Paid(payment) => What::Paid(payment.clone()),
            _ => continue,
        };
        found.push(Move { row, on: event.as_of, what });
    }
    Ok(found)
}
