//! A portfolio on a day, as data. Titles are Chinese first, then English.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::facts::AccountFacts;
use crate::domain::{AccountId, Amount};

/// How much of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Accounts.
    Count(u64),
    /// Yuan.
    Amount(Amount),
}

/// A rate: one quantity over another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its identifier: `recovery-rate`.
    pub id: &'static str,
    /// Its name.
    pub title: [&'static str; 2],
    /// What is divided by what.
    pub formula: [&'static str; 2],
    /// Above the line; `None` beyond the range of an amount.
    pub numerator: Option<Quantity>,
    /// Below the line; `None` beyond the range of an amount.
    pub denominator: Option<Quantity>,
    /// The quotient, a fraction of four decimals, rounded half up; `None`, never zero, where nothing is below the line.
    pub value: Option<Decimal>,
    /// Accounts that count below the line.
    pub accounts: usize,
    /// Accounts that belong below the line, of which the registry does not say how much or whether.
    pub left_out: usize,
}

/// How long something took, in days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Its identifier: `closing-days`.
    pub id: &'static str,
    /// Its name.
    pub title: [&'static str; 2],
    /// From which day to which.
    pub formula: [&'static str; 2],
    /// Accounts that count.
    pub accounts: usize,
    /// Accounts for which it ended, of which one of the two days is not recorded.
    pub left_out: usize,
    /// The mean, rounded half up; `None` where nothing counts.
    pub mean: Option<i64>,
    /// The middle one; of an even number the mean of the two in the middle, rounded half up.
    pub median: Option<i64>,
    /// The smallest that nine in ten do not exceed (nearest rank).
    pub p90: Option<i64>,
}

/// A step of the way from referral to money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its identifier: `filed`.
    pub id: &'static str,
    /// Its name.
    pub title: [&'static str; 2],
    /// Accounts that came at least this far.
    pub accounts: usize,
    /// Their stated principal; `None` beyond the range.
    pub principal: Option<Amount>,
    /// Accounts that came this far and no further.
    pub resting: usize,
}

/// Open accounts that are overdue for about as long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its identifier: `31-90`; `not-due` and `unknown` besides.
    pub id: &'static str,
    /// Its name.
    pub title: [&'static str; 2],
    /// Days overdue, the first and the last that belong to it; the first day overdue is day 1.
    pub days: Option<(i64, Option<i64>)>,
    /// Accounts.
    pub accounts: usize,
    /// Principal outstanding of those of which it is known; `None` beyond the range.
    pub principal: Option<Amount>,
    /// Everything owed of those of which it is known; `None` beyond the range.
    pub owed: Option<Amount>,
    /// Accounts of which what is owed cannot be computed.
    pub left_out: usize,
}

/// What happened in a calendar month, up to the day stood on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub month: NaiveDate,
    /// Accounts referred.
    pub referred: usize,
    /// Suits filed: what is filed anew counts again.
    pub filed: usize,
    /// Proceedings accepted: what is filed anew or tried again counts again.
    pub accepted: usize,
    /// Proceedings closed. A month keeps what it has, whatever is filed, remanded or tried again later.
    pub closed: usize,
    /// Those of them that were withdrawn, or count as withdrawn.
    pub withdrawn: usize,
    /// Accounts that were settled, and still are.
    pub settled: usize,
    /// Accounts in a suit at its end, or at the end of the day stood on.
    pub in_suit: usize,
    /// Accounts in hand at its end, or at the end of the day stood on: referred and not settled.
    pub stock: usize,
    /// Cash that came in; `None` beyond the range.
    pub recovered: Option<Amount>,
    /// Property taken in kind, at its price.
    pub in_kind: Option<Amount>,
    /// Costs advanced less refunds; below zero where more was refunded.
    pub costs: Option<Amount>,
}

/// Accounts that have something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What; `None` for accounts on which it is not recorded.
    pub key: Option<String>,
    /// Their sums.
    pub overall: Overall,
    /// Their rates, in the order of [`Portfolio::figures`].
    pub figures: Vec<Figure>,
    /// How long things took, in the order of [`Portfolio::durations`].
    pub durations: Vec<Spread>,
    /// Its place by recovery rate, from 1; equal rates have the same one. `None` without a rate or without a key.
    pub rank: Option<usize>,
}

/// The portfolio by something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// By what: `batch`, `product`, `branch`, `court`, `firm`, `handler`, `stage`.
    pub id: &'static str,
    /// The same in words.
    pub title: [&'static str; 2],
    /// The groups: most accounts first, then by name.
    pub groups: Vec<Group>,
}

impl Breakdown {
    /// Whether the groups are told apart by anything: not where nothing is recorded.
    pub fn says_something(&self) -> bool {
        self.groups.iter().any(|group| group.key.is_some())
    }

    /// The groups by their place, those without one last.
    pub fn ranked(&self) -> Vec<&Group> {
        let mut groups: Vec<&Group> = self.groups.iter().collect();
        groups.sort_by_key(|group| group.rank.unwrap_or(usize::MAX));
        groups
    }
}

/// A kind of day that must not be missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// Its identifier: `limitation`.
    pub id: &'static str,
    /// Its name.
    pub title: [&'static str; 2],
    /// Accounts of which a day is past.
    pub late: usize,
    /// Accounts of which a day comes within so many days, today included; an account within 7 days is within 30 too, and
    /// one of which another day is past is late as well.
    pub within: [(i64, usize); 4],
}

/// Something that is wrong with accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Its identifier: `overdue`.
    pub id: &'static str,
    /// Its name.
    pub title: [&'static str; 2],
    /// When an account counts.
    pub formula: [&'static str; 2],
    /// Accounts.
    pub accounts: usize,
    /// Their stated principal; `None` beyond the range.
    pub principal: Option<Amount>,
    /// What is owed, of those of which it is known; `None` beyond the range.
    pub owed: Option<Amount>,
}

/// What is late and what falls due: accounts, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upcoming {
    /// The rule: `appeal-judgment`; `None` for all rules together.
    pub rule: Option<String>,
    /// The day is past, and nothing was done.
    pub late: usize,
    /// From the day stood on to the end of its month.
    pub this_month: usize,
    /// In the calendar month after it.
    pub next_month: usize,
}

/// Sums over accounts. An amount is `None` beyond the range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overall {
    /// Accounts.
    pub accounts: usize,
    /// Primary debtors: by number of identity, by name where there is none.
    pub debtors: usize,
    /// Principal as stated.
    pub principal: Option<Amount>,
    /// What is claimed: the creditor's figures on their own day, within the ceiling, and the lawyer's fee.
    pub claimed: Option<Amount>,
    /// What is owed on the day, of the accounts of which it can be computed.
    pub owed: Option<Amount>,
    /// Cash that came in and is the creditor's to keep.
    pub recovered: Option<Amount>,
    /// Property taken in kind, at its price.
    pub in_kind: Option<Amount>,
    /// What came in beyond everything owed, which has to be paid back; no part of `recovered` or `in_kind`.
    pub overpaid: Option<Amount>,
    /// Costs advanced less refunds.
    pub costs: Option<Amount>,
    /// Accounts that were paid or let go, on which nothing is owed any more.
    pub settled: usize,
    /// Accounts lost in court: closed without anything awarded, and not settled.
    pub lost: usize,
    /// Accounts in a suit that has not ended.
    pub in_suit: usize,
    /// Accounts in enforcement that has not ended.
    pub in_enforcement: usize,
    /// Accounts of which what is claimed or owed cannot be computed.
    pub left_out: usize,
    /// Accounts on which more is owed than `owed` has, by a part that cannot be computed.
    pub understated: usize,
}

/// An account that does not count, or not in every sum, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotComputed {
    /// The account.
    pub account: AccountId,
    /// A stable code.
    pub code: String,
    /// What is wrong or missing, in words.
    pub reason: String,
    /// It counts in no figure at all; else only where what is owed or claimed is asked for.
    pub whole: bool,
}

/// A portfolio on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portfolio {
    /// The day.
    pub as_of: NaiveDate,
    /// The first day of the first of [`Portfolio::months`].
    pub from: NaiveDate,
    /// What it was narrowed to, in words; `None` where every account counts. Set by whoever selected.
    pub selection: Option<String>,
    /// Accounts asked for that were referred after the day: they do not count.
    pub later: usize,
    /// Accounts without a day of referral: they count on every day, also on one before they came.
    pub undated: usize,
    /// Sums.
    pub overall: Overall,
    /// Rates.
    pub figures: Vec<Figure>,
    /// Durations.
    pub durations: Vec<Spread>,
    /// From referral to money.
    pub funnel: Vec<Step>,
    /// Open accounts by days overdue.
    pub ageing: Vec<Bucket>,
    /// Month by month, oldest first, without a gap.
    pub months: Vec<Month>,
    /// By batch, product, branch, court, firm, handler, stage.
    pub by: Vec<Breakdown>,
    /// Days that must not be missed.
    pub at_risk: Vec<Risk>,
    /// The open accounts of the largest principal, largest first.
    pub major: Vec<AccountFacts>,
    /// What is wrong.
    pub problems: Vec<Matter>,
    /// What is late and what falls due until the end of next month: over all rules first, then by rule.
    pub plan: Vec<Upcoming>,
    /// Accounts that could not be computed.
    pub not_computed: Vec<NotComputed>,
}

impl Portfolio {
    /// The rate of this identifier.
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }

    /// The grouping of this identifier.
    pub fn by(&self, id: &str) -> Option<&Breakdown> {
        self.by.iter().find(|by| by.id == id)
    }
}
