//! The reasons to hold a notice back, as a problem for the user and as words for the log.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::{Basis, Changed, Staleness};
use crate::domain::event::NoticeStatus;
use crate::domain::identity::mask;
use crate::domain::problem::{Place, Problem, Severity};
use crate::rules::contacts::Hours;

/// Why a notice stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// It was sent or cancelled, or failed and was not approved again.
    Closed(NoticeStatus),
    /// It may have been sent; someone must decide.
    InDoubt,
    /// Nobody approved it.
    NotApproved,
    /// Its day has not come.
    NotBefore(NaiveDate),
    /// It reminds of a day that is over.
    Over(NaiveDate),
    /// What it states is no longer so.
    Stale(Staleness),
    /// An account that it tells of changed since.
    Changed(Changed),
    /// It tells of accounts and does not say of which.
    Unseen,
    /// Nothing goes to this mailbox.
    Suppressed {
        /// The mailbox, or `@domain`.
        mailbox: String,
        /// Why.
        reason: String,
    },
    /// It is for a debtor, and the mailbox is none of theirs.
    NotTheirs(String),
    /// The mailbox is the creditor's, counsel's or the handler's.
    OurOwn {
        /// The mailbox.
        mailbox: String,
        /// Whose: `creditor`, `counsel`, `handler`.
        whose: &'static str,
    },
    /// The contact log knows the mailbox as that of somebody who owes nothing.
    ThirdParty {
        /// The mailbox.
        mailbox: String,
        /// The entry of the log, from 1.
        entry: usize,
    },
    /// The mailbox is also that of somebody who owes on another account, and nobody said why that is right.
    Shared {
        /// The mailbox.
        mailbox: String,
        /// Accounts and names of those whose it is too.
        owners: String,
    },
    /// The decision in force since this day awards nothing.
    Lost(NaiveDate),
    /// An instalment plan is being kept.
    InPlan {
        /// The day it was agreed.
        since: NaiveDate,
        /// Where the rule stands.
        basis: Basis,
    },
    /// It was postponed to this moment, and why.
    Until(DateTime<FixedOffset>, Option<String>),
    /// Hours without mail to debtors.
    Quiet {
        /// The hours.
        hours: Hours,
        /// The first moment after.
        until: DateTime<FixedOffset>,
        /// Where the rule stands; none where the workspace set the hours.
        basis: Option<Basis>,
    },
    /// The last demand is too recent.
    TooSoon {
        /// Its day.
        last: NaiveDate,
        /// So many days from one to the next.
        apart: u32,
        /// The first moment at which the next may leave.
        until: DateTime<FixedOffset>,
        /// Where the rule stands.
        basis: Basis,
    },
    /// As many mails as may leave in a minute went to this domain.
    Pace {
        /// The domain.
        domain: String,
        /// How many may leave in a minute.
        most: u32,
        /// When the next may.
        until: DateTime<FixedOffset>,
    },
    /// It went to the test mailbox already.
    Tried(String),
}

impl Hold {
    /// As a problem for the user.
    pub fn problem(&self, id: &str) -> Problem {
        let at = |code| Problem::error(code, Place::default()).with("id", id);
        let minute = |until: &DateTime<FixedOffset>| until.format("%Y-%m-%d %H:%M").to_string();
        match self {
            Hold::Closed(status) => at("E-NOTICE-CLOSED").with("status", status.id()),
            Hold::InDoubt => at("E-NOTICE-IN-DOUBT"),
            Hold::NotApproved => at("E-NOTICE-APPROVAL"),
            Hold::NotBefore(day) => at("E-NOTICE-NOT-BEFORE").with("day", day),
            Hold::Over(day) => at("E-NOTICE-OVER").with("day", day),
            Hold::Stale(stale) => at("E-NOTICE-STALE")
                .with("facts", stale.facts)
                .with("event", stale.event)
                .with("what", stale.what),
            Hold::Changed(changed) => at("E-NOTICE-CHANGED")
                .with("account", &changed.account)
                .with("event", changed.event)
                .with("what", changed.what),
            Hold::Unseen => at("E-NOTICE-UNSEEN"),
            Hold::Suppressed { mailbox, reason } => {
                at("E-NOTICE-SUPPRESSED").with("mailbox", masked(mailbox)).with("reason", reason)
            }
            Hold::NotTheirs(mailbox) => at("E-NOTICE-NOT-THEIRS").with("mailbox", mask::email(mailbox)),
            Hold::OurOwn { mailbox, whose } => {
                at("E-NOTICE-OUR-OWN").with("mailbox", mask::email(mailbox)).with("whose", whose)
            }
            Hold::ThirdParty { mailbox, entry } => {
                at("E-NOTICE-THIRD-PARTY").with("mailbox", mask::email(mailbox)).with("entry", entry)
            }
            Hold::Shared { mailbox, owners } => {
                at("E-NOTICE-SHARED-MAILBOX").with("mailbox", mask::email(mailbox)).with("owners", owners)
            }
            Hold::Lost(since) => at("E-NOTICE-LOST").with("since", since),
            Hold::InPlan { since, basis } => basis.on(at("E-NOTICE-IN-PLAN").with("since", since)),
            Hold::Until(until, why) => {
                at("E-NOTICE-UNTIL").with("until", minute(until)).with("why", why.as_deref().unwrap_or("-"))
            }
            Hold::Quiet { hours, until, basis } => {
                let code = if basis.is_some() { "E-NOTICE-QUIET-HOURS" } else { "E-NOTICE-QUIET-HOURS-OWN" };
                let problem = at(code).with("hours", hours).with("until", minute(until));
                match basis {
                    Some(basis) => basis.on(problem),
                    None => problem,
                }
            }
            Hold::TooSoon { last, apart, until, basis } => basis.on(at("E-NOTICE-TOO-SOON")
                .with("last", last)
                .with("apart", apart)
                .with("until", minute(until))),
            Hold::Pace { domain, most, until } => at("E-NOTICE-PACE")
                .with("domain", domain)
                .with("most", most)
                .with("until", until.format("%Y-%m-%d %H:%M:%S")),
            Hold::Tried(mailbox) => at("E-NOTICE-TRIED").with("mailbox", mailbox),
        }
    }

    /// The same as a warning with a code of its own: whoever is told can still decide.
    pub fn warning(&self, code: &'static str, id: &str) -> Problem {
        Problem { code, severity: Severity::Warning, ..self.problem(id) }
    }

    /// The moment to which it postpones the notice and why, in words for the log that a program can tell apart. Only
    /// what passes by itself postpones; the rest is for a person to mend.
    pub fn postpones(&self) -> Option<(DateTime<FixedOffset>, String)> {
        match self {
            Hold::Quiet { hours, until, .. } => Some((*until, format!("quiet-hours {hours}"))),
            Hold::TooSoon { last, until, .. } => Some((*until, format!("demand-apart {last}"))),
            Hold::Pace { domain, most, until } => Some((*until, format!("per-minute {most} {domain}"))),
            _ => None,
        }
    }

    /// Whether it passes within a minute: what else went to the domain leaves the count.
    pub fn is_pace(&self) -> bool {
        match self {
            Hold::Pace { .. } => true,
            Hold::Until(_, why) => why.as_deref().is_some_and(|why| why.starts_with("per-minute ")),
            _ => false,
        }
    }

    /// The moment before which asking again is useless, if there is one.
    pub fn until(&self) -> Option<DateTime<FixedOffset>> {
        match self {
            Hold::Until(until, _) => Some(*until),
            other => other.postpones().map(|(until, _)| until),
        }
    }
}

/// A mailbox masked, a domain as it is.
fn masked(mailbox: &str) -> String {
    if mailbox.starts_with('@') { mailbox.to_owned() } else { mask::email(mailbox) }
}
