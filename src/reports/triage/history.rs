//! What suits that ended brought, and how long they took. An account counts on the track of its latest suit once that
//! ended or a decision is in force; a payment order only where it took effect, because objection is reckoned apart.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::case::TrackName;
use crate::reports::portfolio::{AccountFacts, Ending, age_class, median};
use crate::rules::Rulebook;
use crate::rules::answer::Refusal;
use crate::rules::schema::Confidence;

/// What a figure rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Ended accounts of this registry: (k × all + n × cell) ÷ (k + n).
    History {
        /// Accounts of the same product and age.
        cell: usize,
        /// Their figure; `None` where there are none.
        of_cell: Option<Decimal>,
        /// Accounts of the track.
        all: usize,
        /// Their figure.
        of_all: Decimal,
        /// How many accounts the whole weighs.
        k: Decimal,
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
    accounts: usize,
    /// Days from filing to end, sorted once all are there.
    days: Vec<i64>,
}

type Cell = (&'static str, Option<&'static str>, &'static str);

/// The history of a portfolio.
#[derive(Clone, Debug, Default)]
pub struct History {
    tracks: BTreeMap<&'static str, Past>,
    cells: BTreeMap<Cell, Past>,
    /// Ended accounts of which the day of filing or the claim is not known.
    pub left_out: usize,
}

impl History {
    /// The history of these accounts.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a AccountFacts>) -> History {
        let mut history = History::default();
        for facts in all {
            history.take(facts);
        }
        let pasts = history.tracks.values_mut().chain(history.cells.values_mut());
        pasts.for_each(|past| past.days.sort_unstable());
        history
    }

    /// Accounts that ended on a track.
    pub fn ended(&self, track: TrackName) -> usize {
        self.tracks.get(track.id()).map_or(0, |past| past.accounts)
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
        let share = || {
            let (filed, claimed) = (suit.filed_on?, facts.claimed.as_ref().ok()?);
            let received = facts.received_from(filed)?.to_decimal();
            let share = received.checked_div(claimed.to_decimal())?;
            Some((filed, share.clamp(Decimal::ZERO, Decimal::ONE)))
        };
        let Some((filed, share)) = share() else {
            self.left_out += 1;
            return;
        };
        let cell = (suit.track.id(), facts.product, age_class(facts.overdue_since, filed));
        let whole = self.tracks.entry(suit.track.id()).or_default();
        for past in [whole, self.cells.entry(cell).or_default()] {
            past.shares += share;
            past.accounts += 1;
            past.days.extend(closed.map(|(day, _)| (day - filed).num_days()));
        }
    }

    /// The share of a claim that comes in on a track: of accounts of this product and age, leaning on the whole.
    ///
    /// # Errors
    /// `R-TRIAGE-ASSUMPTION` where an assumption is needed and no table has it.
    pub fn share(&self, ask: &Ask<'_>) -> Result<Figure, Refusal> {
        self.figure(ask, "recovery-share", 4, |past| {
            let mean = past.shares.checked_div(Decimal::from(past.accounts))?;
            Some((past.accounts, rounded(mean, 4)))
        })
    }

    /// Median days from filing to end on a track, likewise; whole days.
    ///
    /// # Errors
    /// As [`History::share`].
    pub fn days(&self, ask: &Ask<'_>) -> Result<Figure, Refusal> {
        self.figure(ask, "days", 0, |past| Some((past.days.len(), median(&past.days)?.into())))
    }

    fn figure(
        &self,
        ask: &Ask<'_>,
        what: &str,
        places: u32,
        of: impl Fn(&Past) -> Option<(usize, Decimal)>,
    ) -> Result<Figure, Refusal> {
        let least = whole(ask.rules.assumed("history-least", ask.on)?.value.0);
        let track = ask.track.id();
        let known = self.tracks.get(track).and_then(&of);
        let (all, of_all) = match known {
            Some(known) if known.0 >= least => known,
            _ => {
                let (ended, id) = (known.map_or(0, |(n, _)| n), format!("{what}-{track}"));
                return assumption(ask.rules, &id, ask.on, ended, Some(least));
            }
        };
        let k = ask.rules.assumed("shrinkage-accounts", ask.on)?.value.0;
        let cell = self.cells.get(&(track, ask.product, ask.age)).and_then(&of);
        let (n, of_cell) = cell.unwrap_or((0, Decimal::ZERO));
        let weight = Decimal::from(n);
        let value = rounded((k * of_all + weight * of_cell) / (k + weight), places);
        let basis = Basis::History { cell: n, of_cell: cell.map(|(_, value)| value), all, of_all, k };
        Ok(Figure { value, basis })
    }
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
