//! What moved on accounts between two days, and what did not. Each day is seen as key figures see it: by what is dated up
//! to it, whenever it was recorded; between them lies what is dated after the first and up to the second. What is dated
//! before and was recorded in between is told apart: it changed the first day after the fact.

use chrono::NaiveDate;

use crate::docket::{Docket, Standing};
use crate::domain::date::in_china;
use crate::domain::event::MilestoneEvent;
use crate::domain::{AccountId, Amount};
use crate::reports::portfolio::{AccountFacts, Figure, MEASURES, NotComputed, facts};
use crate::rules::Rulebook;
use crate::rules::rounding;

/// An account on both days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// On the first day.
    pub before: AccountFacts,
    /// On the second.
    pub after: AccountFacts,
    /// Milestones in between, oldest first.
    pub milestones: Vec<MilestoneEvent>,
    /// Milestones dated up to the first day and recorded in between, with the day of recording.
    pub late: Vec<(NaiveDate, MilestoneEvent)>,
    /// Payments and costs dated up to the first day and recorded in between.
    pub late_entries: usize,
    /// Entries of the contact log in between.
    pub contacts: usize,
    /// The latest day up to the second of a milestone, a payment or a contact, else of the referral.
    pub last_sign: Option<NaiveDate>,
}

impl Pair {
    /// An account between two days.
    pub fn new(docket: &Docket, rules: &Rulebook, [from, to]: [NaiveDate; 2]) -> Pair {
        let at = |day| {
            let standing = Standing::new(docket, day, rules.wordless());
            let facts = facts(docket, &standing, rules);
            (facts, standing)
        };
        let ((before, _), (after, standing)) = (at(from), at(to));
        let contacts = || docket.case.contacts.iter().map(|c| c.at.date()).filter(|day| *day <= to);
        let last_sign = after.last_sign;
        let milestones = standing.milestones.iter().filter(|m| m.on > from).cloned().collect();
        let contacts = contacts().filter(|day| *day > from).count();
        let since = |on: NaiveDate, at| (on <= from && (from < at && at <= to)).then_some(at);
        let late = docket.milestones.iter().filter_map(|m| {
            since(m.what.on, in_china(m.at).date()).map(|recorded| (recorded, m.what.clone()))
        });
        let payments = docket.payments.iter().map(|p| (p.what.on, in_china(p.at).date()));
        let costs = docket.costs.iter().map(|c| (c.what.on, in_china(c.at).date()));
        let late_entries = payments.chain(costs).filter(|(on, at)| since(*on, *at).is_some()).count();
        Pair { before, after, milestones, late: late.collect(), late_entries, contacts, last_sign }
    }
}

/// What happened on an account between the days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The account.
    pub account: AccountId,
    /// Handler.
    pub handler: Option<String>,
    /// Track and stage on the first day; `None` of an account referred after it.
    pub before: Option<(String, String)>,
    /// Track and stage on the second.
    pub after: (String, String),
    /// Milestones, oldest first.
    pub milestones: Vec<MilestoneEvent>,
    /// Milestones dated up to the first day and recorded in between, with the day of recording.
    pub late: Vec<(NaiveDate, MilestoneEvent)>,
    /// Payments and costs dated up to the first day and recorded in between.
    pub late_entries: usize,
    /// What came in, in kind included, payments whole even beyond what was owed; `None` beyond the range.
    pub received: Option<Amount>,
    /// Costs advanced less refunds; `None` beyond the range.
    pub costs: Option<Amount>,
    /// Entries of the contact log.
    pub contacts: usize,
    /// Nothing is owed any more on the second day, and something was on the first.
    pub settled: bool,
    /// Something came in, or was paid or refunded.
    pub money: bool,
    /// Days to the second day without milestone, payment or contact; `None` where there is no day to count from.
    pub quiet: Option<i64>,
    /// Its suit was withdrawn, dismissed or rejected, or enforcement was closed: nothing runs that could stand still.
    pub over: bool,
    /// That is as many as were asked for, or nobody knows how many, something is still owed and it is not over.
    pub idle: bool,
}

impl Moved {
    fn of(pair: Pair, [from, to]: [NaiveDate; 2], idle: i64) -> Moved {
        let Pair { before, after, milestones, late, late_entries, contacts, last_sign } = pair;
        let cash: Vec<Amount> = after.cash.iter().filter(|c| c.on > from).map(|c| c.amount).collect();
        let costs: Vec<Amount> = after.costs.iter().filter(|c| c.on > from).map(|c| c.amount).collect();
        let quiet = last_sign.map(|day| (to - day).num_days());
        let over = after.course.is_over(&after.track, &after.stage, after.in_force);
        Moved {
            late,
            late_entries,
            over,
            money: !cash.is_empty() || !costs.is_empty(),
            received: rounding::sum(cash).ok(),
            costs: rounding::sum(costs).ok(),
            settled: after.settled && !before.settled,
            idle: !after.settled && !after.lost && !over && quiet.is_none_or(|days| days >= idle),
            before: before.is_there(from).then_some((before.track, before.stage)),
            account: after.account,
            handler: after.handler,
            after: (after.track, after.stage),
            milestones,
            contacts,
            quiet,
        }
    }

    /// Whether anything happened: a milestone, money in or out. A contact alone moves nothing, nor does the referral.
    pub const fn has_moved(&self) -> bool {
        !self.milestones.is_empty() || self.money
    }

    /// Whether it was referred in between.
    pub const fn has_arrived(&self) -> bool {
        self.before.is_none()
    }
}

/// A rate on both days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// On the first day.
    pub before: Figure,
    /// On the second.
    pub after: Figure,
    /// On the second, over those accounts alone that were there on the first: what is left of the change without arrivals.
    pub same: Figure,
}

/// Sums over the accounts. An amount is `None` beyond the range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Accounts there on the second day.
    pub accounts: usize,
    /// Those there on the first day too that moved.
    pub moved: usize,
    /// Those there on the first day too that did not.
    pub unmoved: usize,
    /// Those that are idle, moved or not.
    pub idle: usize,
    /// Referred in between.
    pub referred: usize,
    /// Those of them that moved since.
    pub referred_moved: usize,
    /// Milestones, payments and costs dated up to the first day and recorded in between, of accounts there on it.
    pub recorded_late: usize,
    /// Settled in between.
    pub settled: usize,
    /// Milestones in between.
    pub milestones: usize,
    /// What came in.
    pub received: Option<Amount>,
    /// Costs advanced less refunds.
    pub costs: Option<Amount>,
}

/// Accounts between two days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The first day.
    pub from: NaiveDate,
    /// The second.
    pub to: NaiveDate,
    /// Days without a sign that make an account idle.
    pub idle: i64,
    /// Sums.
    pub totals: Totals,
    /// Rates on both days.
    pub rates: Vec<Change>,
    /// Every account that was there on the second day, by name.
    pub accounts: Vec<Moved>,
    /// Accounts referred after the second day.
    pub later: usize,
    /// Accounts that could not be read, or are not in every sum.
    pub not_computed: Vec<NotComputed>,
}

impl Comparison {
    /// Compares. `broken` are accounts that cannot be read.
    pub fn of(pairs: Vec<Pair>, days: [NaiveDate; 2], idle: i64, broken: Vec<NotComputed>) -> Comparison {
        let [from, to] = days;
        let all = pairs.len();
        let there: Vec<Pair> = pairs.into_iter().filter(|p| p.after.is_there(to)).collect();
        let later = all - there.len();
        let mut not_computed = broken;
        not_computed.extend(there.iter().filter_map(|pair| {
            let missing = pair.after.missing().or(pair.before.missing())?;
            let (code, reason) = (missing.code.clone(), missing.missing.clone());
            Some(NotComputed { account: pair.after.account.clone(), code, reason, whole: false })
        }));
        not_computed.sort_by(|a, b| a.account.cmp(&b.account));
        let change = |measure: &crate::reports::portfolio::Measure| Change {
            before: measure.over(there.iter().map(|p| &p.before).filter(|f| f.is_there(from))),
            after: measure.over(there.iter().map(|p| &p.after)),
            same: measure.over(there.iter().filter(|p| p.before.is_there(from)).map(|p| &p.after)),
        };
        let rates = MEASURES.iter().map(change).collect();
        let mut accounts: Vec<Moved> = there.into_iter().map(|pair| Moved::of(pair, days, idle)).collect();
        accounts.sort_by(|a, b| a.account.cmp(&b.account));
        let totals = Totals::of(&accounts);
        Comparison { from, to, idle, totals, rates, accounts, later, not_computed }
    }
}

impl Totals {
    fn of(accounts: &[Moved]) -> Totals {
        let count = |is: fn(&Moved) -> bool| accounts.iter().filter(|a| is(a)).count();
        let sum = |of: fn(&Moved) -> Option<Amount>| {
            let amounts: Option<Vec<Amount>> = accounts.iter().map(of).collect();
            rounding::sum(amounts?).ok()
        };
        Totals {
            accounts: accounts.len(),
            moved: count(|a| a.has_moved() && !a.has_arrived()),
            unmoved: count(|a| !a.has_moved() && !a.has_arrived()),
            idle: count(|a| a.idle),
            referred: count(Moved::has_arrived),
            referred_moved: count(|a| a.has_moved() && a.has_arrived()),
            recorded_late: accounts
                .iter()
                .filter(|a| !a.has_arrived())
                .map(|a| a.late.len() + a.late_entries)
                .sum(),
            settled: count(|a| a.settled),
            milestones: accounts.iter().map(|a| a.milestones.len()).sum(),
            received: sum(|a| a.received),
            costs: sum(|a| a.costs),
        }
    }
}
