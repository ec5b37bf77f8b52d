//! What suits that ended brought, and how long they took. An account counts on the track of its latest suit once that
//! ended or a decision is in force; a payment order only where it took effect, because objection is reckoned apart.
//!
//! Shares are held apart by the size of the claim, for what is got of small claims says little of large ones. Days are
//! those of suits that came to a decision, a mediation paper or a payment order: a quick withdrawal is no quick suit.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use super::candidate::Candidate;
use crate::domain::Amount;
use crate::domain::case::TrackName;
use crate::reports::portfolio::{AccountFacts, Ending, age_class, median};
use crate::rules::Rulebook;
use crate::rules::answer::Refusal;
use crate::rules::schema::Confidence;

/// Classes of the size of a claim: identifier, and the largest claim in yuan that belongs to it. The bounds are among the
/// steps of the court fee (诉讼费用交纳办法 13).
const SIZES: [(&str, i64); 3] =
    [("up-to-10000", 10_000), ("10000-100000", 100_000), ("100000-1000000", 1_000_000)];
/// The class of what is larger.
const LARGEST: &str = "over-1000000";

/// The class of a claim by its size.
pub fn size_class(claim: Amount) -> &'static str {
    let yuan = claim.to_decimal();
    SIZES.iter().find(|(_, most)| yuan <= Decimal::from(*most)).map_or(LARGEST, |(id, _)| id)
}

/// What a figure rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Ended accounts of this registry: (k × all + n × cell) ÷ (k + n).
    History {
        /// Accounts of the same product and age; of a share, of the same class of size too.
        cell: usize,
        /// Their figure; `None` where there are none.
        of_cell: Option<Decimal>,
        /// Accounts of the track, of the class of size alone where those are enough.
        all: usize,
        /// Their figure.
        of_all: Decimal,
        /// How many accounts the whole weighs.
        k: Decimal,
        /// The class of size they are of; `None` where they are of every size.
        size: Option<&'static str>,
        /// Of a share: the mean of the accounts' shares, and all that came in by all that was claimed. The lower counts.
        means: Option<[Decimal; 2]>,
    },
    /// An assumption, because too few accounts ended.
    Assumption {
        /// Its entry in the table `triage`.
        id: String,
        /// Where it comes from.
        source: String,
        /// When somebody last looked at it.
        checked_on: NaiveDate,
        /// How surely it is known.
        confidence: Confidence,
        /// Ended accounts there are.
        ended: usize,
        /// Ended accounts that history would take; `None` where history never takes its place.
        least: Option<usize>,
    },
}

impl Basis {
    /// Accounts that stand behind the figure.
    pub const fn accounts(&self) -> Option<usize> {
        match self {
            Basis::History { all, .. } => Some(*all),
            Basis::Assumption { .. } => None,
        }
    }
}

/// A share (four decimals) or a number of days, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The figure.
    pub value: Decimal,
    /// What it rests on.
    pub basis: Basis,
}

/// What ended accounts of a group brought.
#[derive(Clone, Debug, Default)]
struct Past {
    /// Shares of the claims that came in, added up.
    shares: Decimal,
    /// What came in, of each account at most its claim.
    received: Decimal,
    claimed: Decimal,
    accounts: usize,
    /// Days from filing to the decision, sorted once all are there.
    days: Vec<i64>,
    /// Days from filing to the last payment or the end of enforcement, likewise.
    money_days: Vec<i64>,
}

impl Past {
    /// Mean of the shares, and the share of all the money.
    fn means(&self) -> Option<[Decimal; 2]> {
        let by_account = self.shares.checked_div(Decimal::from(self.accounts))?;
        let by_money = self.received.checked_div(self.claimed)?;
        Some([rounded(by_account, 4), rounded(by_money, 4)])
    }

    /// The lower of both: where large claims bring less than small ones, the mean promises too much of a large one.
    fn share(&self) -> Option<(usize, Decimal)> {
        let [by_account, by_money] = self.means()?;
        Some((self.accounts, by_account.min(by_money)))
    }
}

/// A group of ended accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    track: &'static str,
    size: Option<&'static str>,
    /// Product and age.
    cell: Option<(Option<&'static str>, &'static str)>,
}

/// The history of a portfolio.
#[derive(Clone, Debug, Default)]
pub struct History {
    groups: BTreeMap<Group, Past>,
    /// Payment orders that took effect or were objected to.
    pub orders: usize,
    /// Those of them that were objected to.
    pub objections: usize,
    /// Ended accounts of which the day of filing or the claim is not known.
    pub left_out: usize,
}

impl History {
    /// The history of these accounts.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a Candidate>) -> History {
        let mut history = History::default();
        for candidate in all {
            history.orders += usize::from(candidate.objected.is_some());
            history.objections += usize::from(candidate.objected == Some(true));
            history.take(&candidate.facts);
        }
        for past in history.groups.values_mut() {
            past.days.sort_unstable();
            past.money_days.sort_unstable();
        }
        history
    }

    /// Accounts that ended on a track.
    pub fn ended(&self, track: TrackName) -> usize {
        self.past(track, None, None).map_or(0, |past| past.accounts)
    }

    fn past(
        &self,
        track: TrackName,
        size: Option<&'static str>,
        cell: Option<(Option<&'static str>, &'static str)>,
    ) -> Option<&Past> {
        self.groups.get(&Group { track: track.id(), size, cell })
    }

    fn take(&mut self, facts: &AccountFacts) {
        let Some(suit) = facts.course.last() else { return };
        let closed = facts.course.closed();
        let order = suit.track == TrackName::PaymentOrder;
        let counts = match closed {
            Some((_, how)) => !order || how == Ending::PaymentOrder,
            None => facts.in_force && suit.decided && !order,
        };
        if !counts {
            return;
        }
        let known = || {
            let (filed, claimed) = (suit.filed_on?, *facts.claimed.as_ref().ok()?);
            let received = facts.received_from(filed)?.min(claimed).max(Amount::ZERO).to_decimal();
            let share = received.checked_div(claimed.to_decimal())?;
            Some((filed, claimed, received, share.clamp(Decimal::ZERO, Decimal::ONE)))
        };
        let Some((filed, claimed, received, share)) = known() else {
            self.left_out += 1;
            return;
        };
        let decided = closed.filter(|_| suit.decided || order).map(|(day, _)| (day - filed).num_days());
        let money = decided.and_then(|_| last_money(facts, filed)).map(|day| (day - filed).num_days());
        let (size, cell) = (size_class(claimed), (facts.product, age_class(facts.overdue_since, filed)));
        for size in [None, Some(size)] {
            for cell in [None, Some(cell)] {
                let past = self.groups.entry(Group { track: suit.track.id(), size, cell }).or_default();
                past.shares += share;
                past.received += received;
                past.claimed += claimed.to_decimal();
                past.accounts += 1;
                past.days.extend(decided);
                past.money_days.extend(money);
            }
        }
    }

    /// The share of a claim that comes in on a track: of claims of its size where enough of them ended, else of all; of
    /// this product, age and size, leaning on those.
    ///
    /// # Errors
    /// `R-TRIAGE-ASSUMPTION` where an assumption is needed and no table has it.
    pub fn share(&self, ask: &Ask<'_>) -> Result<Figure, Refusal> {
        let least = ask.least()?;
        let size = size_class(ask.claim);
        let alike = self.past(ask.track, Some(size), None).filter(|past| past.accounts >= least);
        let all = alike.or_else(|| self.past(ask.track, None, None));
        let known = all.and_then(|past| Some((past.share()?, past.means())));
        let Some(((n, of_all), means)) = known.filter(|((n, _), _)| *n >= least) else {
            return ask.assumed("recovery-share", known.map_or(0, |((n, _), _)| n), least);
        };
        let cell = self.past(ask.track, Some(size), Some((ask.product, ask.age))).and_then(Past::share);
        let mut figure = leaning((n, of_all), cell, ask, 4)?;
        if let Basis::History { size: of, means: both, .. } = &mut figure.basis {
            (*of, *both) = (alike.map(|_| size), means);
        }
        Ok(figure)
    }

    /// Median days from filing to the decision on a track, of this product and age, leaning on the whole; whole days.
    ///
    /// # Errors
    /// As [`History::share`].
    pub fn days(&self, ask: &Ask<'_>) -> Result<Figure, Refusal> {
        let least = ask.least()?;
        let of = |past: &Past| Some((past.days.len(), median(&past.days)?.into()));
        let known = self.past(ask.track, None, None).and_then(of);
        let Some(all) = known.filter(|(n, _)| *n >= least) else {
            return ask.assumed("days", known.map_or(0, |(n, _)| n), least);
        };
        leaning(all, self.past(ask.track, None, Some((ask.product, ask.age))).and_then(of), ask, 0)
    }

    /// Median days from filing to the last payment or the end of enforcement, likewise; `None` where too few accounts
    /// came that far, for nothing is assumed of it.
    ///
    /// # Errors
    /// As [`History::share`].
    pub fn money_days(&self, ask: &Ask<'_>) -> Result<Option<Figure>, Refusal> {
        let least = ask.least()?;
        let of = |past: &Past| Some((past.money_days.len(), median(&past.money_days)?.into()));
        let known = self.past(ask.track, None, None).and_then(of).filter(|(n, _)| *n >= least);
        let cell = self.past(ask.track, None, Some((ask.product, ask.age))).and_then(of);
        known.map(|all| leaning(all, cell, ask, 0)).transpose()
    }

    /// The chance that a payment order is objected to: of all orders that took effect or were objected to.
    ///
    /// # Errors
    /// As [`History::share`].
    pub fn objection(&self, ask: &Ask<'_>) -> Result<Figure, Refusal> {
        let least = ask.least()?;
        let chance = Decimal::from(self.objections).checked_div(Decimal::from(self.orders));
        match chance.filter(|_| self.orders >= least) {
            Some(chance) => leaning((self.orders, rounded(chance, 4)), None, ask, 4),
            None => assumption(ask.rules, "objection-chance", ask.on, self.orders, Some(least)),
        }
    }
}

/// The last day on which something came in from the day of filing on, or on which enforcement ended, whichever is later.
/// `None` while enforcement runs, and where neither happened.
fn last_money(facts: &AccountFacts, filed: NaiveDate) -> Option<NaiveDate> {
    let enforcement = &facts.course.enforcement;
    if enforcement.open && !facts.settled {
        return None;
    }
    let paid = facts.cash.iter().map(|c| c.on).filter(|day| *day >= filed).max();
    paid.max(enforcement.terminated_on).max(enforcement.first_ended_on)
}

/// (k × all + n × cell) ÷ (k + n), to so many decimals.
fn leaning(
    (all, of_all): (usize, Decimal),
    cell: Option<(usize, Decimal)>,
    ask: &Ask<'_>,
    places: u32,
) -> Result<Figure, Refusal> {
    let k = ask.rules.assumed("shrinkage-accounts", ask.on)?.value.0;
    let (n, of_cell) = cell.unwrap_or((0, Decimal::ZERO));
    let weight = Decimal::from(n);
    let value = rounded((k * of_all + weight * of_cell) / (k + weight), places);
    let of_cell = cell.map(|(_, value)| value);
    let basis = Basis::History { cell: n, of_cell, all, of_all, k, size: None, means: None };
    Ok(Figure { value, basis })
}

/// For what a figure is asked.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// The rules, which hold the assumptions.
    pub rules: &'a Rulebook,
    /// The day.
    pub on: NaiveDate,
    /// The track.
    pub track: TrackName,
    /// The product.
    pub product: Option<&'static str>,
    /// The class of age on the day.
    pub age: &'static str,
    /// What would be claimed.
    pub claim: Amount,
}

impl Ask<'_> {
    fn least(&self) -> Result<usize, Refusal> {
        Ok(whole(self.rules.assumed("history-least", self.on)?.value.0))
    }

    fn assumed(&self, what: &str, ended: usize, least: usize) -> Result<Figure, Refusal> {
        let id = format!("{what}-{}", self.track.id());
        assumption(self.rules, &id, self.on, ended, Some(least))
    }
}

/// An assumption as a figure.
///
/// # Errors
/// As [`History::share`].
pub fn assumption(
    rules: &Rulebook,
    id: &str,
    on: NaiveDate,
    ended: usize,
    least: Option<usize>,
) -> Result<Figure, Refusal> {
    let dated = rules.assumed(id, on)?;
    let basis = Basis::Assumption {
        id: id.to_owned(),
        source: dated.source.to_string(),
        checked_on: dated.checked_on,
        confidence: dated.confidence,
        ended,
        least,
    };
    Ok(Figure { value: dated.value.0, basis })
}

/// Of so many decimals, rounded half away from zero.
pub fn rounded(value: Decimal, places: u32) -> Decimal {
    let mut value = value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    value.rescale(places);
    value
}

/// A whole number of accounts; the table's check lets no other through.
fn whole(value: Decimal) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}
