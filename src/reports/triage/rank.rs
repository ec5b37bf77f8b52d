//! Every account in its place: ranked, apart because it should not be filed as it stands, set aside because there is
//! nothing to file, or not computed.

use std::cmp::{Ordering, Reverse};

use chrono::NaiveDate;

use super::candidate::{Candidate, Lapse};
use super::history::{Ask, History};
use super::way::Way;
use crate::domain::case::TrackName;
use crate::domain::problem::Problem;
use crate::domain::{AccountId, Amount};
use crate::reports::portfolio::{Ending, NotComputed, age_class};
use crate::rules::Rulebook;
use crate::rules::answer::Refusal;

/// What accounts are ranked by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// What is left after costs, most first.
    #[default]
    Net,
    /// What comes in for each yuan of cost, most first.
    Ratio,
    /// Days to the decision, fewest first; what costs more than it brings comes last.
    Days,
    /// The claim, largest first; what costs more than it brings comes last.
    Amount,
}

impl Order {
    /// The word on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Order::Net => "net",
            Order::Ratio => "ratio",
            Order::Days => "days",
            Order::Amount => "amount",
        }
    }

    /// Which comes first. Equal ones go by net, then by name, so that no two accounts change places by chance.
    fn compare(self, a: &Ranked, b: &Ranked) -> Ordering {
        let (x, y) = (&a.own, &b.own);
        let first = match self {
            Order::Net => Ordering::Equal,
            Order::Ratio => y.ratio.cmp(&x.ratio),
            Order::Days => (x.is_loss(), x.days).cmp(&(y.is_loss(), y.days)),
            Order::Amount => (x.is_loss(), b.claim).cmp(&(y.is_loss(), a.claim)),
        };
        first.then_with(|| (Reverse(x.net), &a.account).cmp(&(Reverse(y.net), &b.account)))
    }
}

/// An account that can be filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Its place, from 1; `None` where it stands apart.
    pub rank: Option<usize>,
    /// The account.
    pub account: AccountId,
    /// Product identifier.
    pub product: Option<&'static str>,
    /// Class of age on the day.
    pub age: &'static str,
    /// What a filing would claim.
    pub claim: Amount,
    /// The track that it is meant to take.
    pub planned: TrackName,
    /// The way by that track; where that is shut, by the first that is open.
    pub own: Way,
    /// The tracks that it might take instead.
    pub others: Vec<Way>,
    /// Limitation, if that is open.
    pub limitation: Option<Lapse>,
    /// What lapses first, limitation and guarantees among them.
    pub lapse: Option<Lapse>,
    /// Why it should not be filed as it stands: it stands apart.
    pub against: Vec<Problem>,
    /// What whoever files it must know besides.
    pub notes: Vec<Problem>,
}

impl Ranked {
    /// The track with the highest net; of equals the account's own.
    pub fn best(&self) -> &Way {
        self.others.iter().fold(&self.own, |best, other| if other.net > best.net { other } else { best })
    }
}

/// Why there is nothing to file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was filed.
    Filed,
    /// Its payment order was objected to, and the court goes on with it as a suit (民诉法 228, 解释 438).
    TurnedSuit,
    /// Its suit ended without a decision: whether it can be filed anew is for a person to say.
    Over,
    /// Something that can be enforced is in force without a suit.
    InForce,
    /// Nothing is owed any more.
    Settled,
    /// What has befallen the debtor leaves no way to file: bankruptcy.
    Shut,
    /// It was referred after the day.
    Later,
}

impl Why {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Why::Filed => "filed",
            Why::TurnedSuit => "turned-into-suit",
            Why::Over => "over",
            Why::InForce => "in-force",
            Why::Settled => "settled",
            Why::Shut => "no-way-open",
            Why::Later => "referred-later",
        }
    }
}

/// An account with nothing to file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The account.
    pub account: AccountId,
    /// Why.
    pub why: Why,
    /// What leaves no way to file.
    pub because: Vec<Problem>,
}

/// The selected accounts, each in one of four lists.
#[derive(Clone, Debug)]
pub struct Triage {
    /// The day.
    pub as_of: NaiveDate,
    /// What `ranked` is ordered by.
    pub by: Order,
    /// Best first.
    pub ranked: Vec<Ranked>,
    /// Those that should not be filed as they stand, in the same order.
    pub apart: Vec<Ranked>,
    /// With nothing to file, by name.
    pub aside: Vec<Aside>,
    /// Not computed, and why, by name.
    pub not_computed: Vec<NotComputed>,
}

impl Triage {
    /// Ranks the selected accounts by the history of all. `broken` are selected accounts that cannot be read.
    pub fn of(
        selected: &[&Candidate],
        history: &History,
        rules: &Rulebook,
        as_of: NaiveDate,
        by: Order,
        broken: Vec<NotComputed>,
    ) -> Triage {
        let (first, apart, aside) = (Vec::new(), Vec::new(), Vec::new());
        let mut triage = Triage { as_of, by, ranked: first, apart, aside, not_computed: broken };
        for candidate in selected {
            let account = candidate.facts.account.clone();
            if let Some(why) = nothing_to_file(candidate, as_of) {
                let mut because: Vec<Problem> = Vec::new();
                for (_, by) in candidate.plan.shut.iter().filter(|_| why == Why::Shut) {
                    if !because.contains(by) {
                        because.push(by.clone());
                    }
                }
                triage.aside.push(Aside { account, why, because });
                continue;
            }
            match ranked(candidate, history, rules, as_of) {
                Ok(one) if one.against.is_empty() => triage.ranked.push(one),
                Ok(one) => triage.apart.push(one),
                Err(Refusal { code, missing: reason, .. }) => {
                    triage.not_computed.push(NotComputed { account, code, reason, whole: true });
                }
            }
        }
        triage.ranked.sort_by(|a, b| by.compare(a, b));
        triage.apart.sort_by(|a, b| by.compare(a, b));
        for (one, rank) in triage.ranked.iter_mut().zip(1..) {
            one.rank = Some(rank);
        }
        triage.aside.sort_by(|a, b| a.account.cmp(&b.account));
        triage.not_computed.sort_by(|a, b| a.account.cmp(&b.account));
        triage
    }

    /// Accounts in all four lists.
    pub fn accounts(&self) -> usize {
        self.ranked.len() + self.apart.len() + self.aside.len() + self.not_computed.len()
    }

    /// Accounts set aside whose suit ended without a decision, so that they may be filed again.
    pub fn again(&self) -> usize {
        self.aside.iter().filter(|one| one.why == Why::Over).count()
    }

    /// Every account with figures: those ranked, then those apart.
    pub fn reckoned(&self) -> impl Iterator<Item = &Ranked> {
        self.ranked.iter().chain(&self.apart)
    }
}

fn nothing_to_file(candidate: &Candidate, as_of: NaiveDate) -> Option<Why> {
    let facts = &candidate.facts;
    if !facts.is_there(as_of) {
        Some(Why::Later)
    } else if facts.settled {
        Some(Why::Settled)
    } else if let Some(suit) = facts.course.last() {
        let turned = suit.track == TrackName::PaymentOrder && candidate.objected == Some(true);
        if turned && matches!(suit.ended, Some((_, Ending::Terminated))) && !candidate.suit_declined {
            return Some(Why::TurnedSuit);
        }
        let over = match suit.ended {
            Some((_, Ending::Withdrawn | Ending::Rejected | Ending::Terminated)) => true,
            Some((_, Ending::Dismissed)) => !suit.decided,
            _ => false,
        };
        Some(if over { Why::Over } else { Why::Filed })
    } else {
        let shut = || candidate.plan.tracks().is_empty().then_some(Why::Shut);
        facts.in_force.then_some(Why::InForce).or_else(shut)
    }
}

fn ranked(
    candidate: &Candidate,
    history: &History,
    rules: &Rulebook,
    as_of: NaiveDate,
) -> Result<Ranked, Refusal> {
    let (facts, plan) = (&candidate.facts, &candidate.plan);
    let claim = candidate.claim.clone()?;
    let age = age_class(facts.overdue_since, as_of);
    let way = |track: TrackName| {
        let ask = Ask { rules, on: as_of, track, product: facts.product, age, claim };
        Way::of(claim, plan, history, &ask)
    };
    let tracks = plan.tracks();
    let own = way(tracks.first().copied().unwrap_or(plan.track))?;
    Ok(Ranked {
        rank: None,
        account: facts.account.clone(),
        product: facts.product,
        age,
        claim,
        planned: plan.track,
        own,
        others: tracks.into_iter().skip(1).map(way).collect::<Result<_, _>>()?,
        limitation: candidate.clocks.iter().find(|c| c.rule == "limitation").cloned(),
        lapse: candidate.lapse().cloned(),
        against: candidate.against.clone(),
        notes: candidate.notes.clone(),
    })
}
