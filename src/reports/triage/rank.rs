//! Every account in its place: ranked, set aside because there is nothing to file, or not computed.

use std::cmp::{Ordering, Reverse};

use chrono::NaiveDate;

use super::candidate::Candidate;
use super::history::{Ask, History};
use super::way::Way;
use crate::domain::case::TrackName;
use crate::domain::{AccountId, Amount};
use crate::reports::portfolio::{Ending, NotComputed, RiskKind, age_class};
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
    /// Days to the end, fewest first.
    Days,
    /// The claim, largest first.
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
            Order::Days => x.days.cmp(&y.days),
            Order::Amount => b.claim.cmp(&a.claim),
        };
        first.then_with(|| (Reverse(x.net), &a.account).cmp(&(Reverse(y.net), &b.account)))
    }
}

/// An account that can be filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Its place, from 1.
    pub rank: usize,
    /// The account.
    pub account: AccountId,
    /// Product identifier.
    pub product: Option<&'static str>,
    /// Class of age on the day.
    pub age: &'static str,
    /// What a filing would claim.
    pub claim: Amount,
    /// The track that it is to take.
    pub own: Way,
    /// The tracks that it might take instead.
    pub others: Vec<Way>,
    /// The last day of limitation, if that is open, and the days left.
    pub limitation: Option<(NaiveDate, i64)>,
    /// Limitation is past or ends soon.
    pub pressing: bool,
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
    /// Its suit ended without a decision: whether it can be filed anew is for a person to say.
    Over,
    /// Something that can be enforced is in force without a suit.
    InForce,
    /// Nothing is owed any more.
    Settled,
    /// It was referred after the day.
    Later,
}

impl Why {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Why::Filed => "filed",
            Why::Over => "over",
            Why::InForce => "in-force",
            Why::Settled => "settled",
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
}

/// The selected accounts, each in one of three lists.
#[derive(Clone, Debug)]
pub struct Triage {
    /// The day.
    pub as_of: NaiveDate,
    /// What `ranked` is ordered by.
    pub by: Order,
    /// Days of limitation left that count as soon.
    pub soon: i64,
    /// Best first.
    pub ranked: Vec<Ranked>,
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
        let soon = rules.ground("limitation-soon", as_of).and_then(|ground| ground.value.days);
        let soon = i64::from(soon.unwrap_or_default());
        let mut triage =
            Triage { as_of, by, soon, ranked: Vec::new(), aside: Vec::new(), not_computed: broken };
        for candidate in selected {
            let account = candidate.facts.account.clone();
            if let Some(why) = nothing_to_file(candidate, as_of) {
                triage.aside.push(Aside { account, why });
                continue;
            }
            match ranked(candidate, history, rules, as_of, soon) {
                Ok(one) => triage.ranked.push(one),
                Err(Refusal { code, missing: reason, .. }) => {
                    triage.not_computed.push(NotComputed { account, code, reason, whole: true });
                }
            }
        }
        triage.ranked.sort_by(|a, b| by.compare(a, b));
        for (one, rank) in triage.ranked.iter_mut().zip(1..) {
            one.rank = rank;
        }
        triage.aside.sort_by(|a, b| a.account.cmp(&b.account));
        triage.not_computed.sort_by(|a, b| a.account.cmp(&b.account));
        triage
    }

    /// Accounts in all three lists.
    pub fn accounts(&self) -> usize {
        self.ranked.len() + self.aside.len() + self.not_computed.len()
    }
}

fn nothing_to_file(candidate: &Candidate, as_of: NaiveDate) -> Option<Why> {
    let facts = &candidate.facts;
    if !facts.is_there(as_of) {
        Some(Why::Later)
    } else if facts.settled {
        Some(Why::Settled)
    } else if let Some(suit) = facts.course.last() {
        let over = match suit.ended {
            Some((_, Ending::Withdrawn | Ending::Rejected | Ending::Terminated)) => true,
            Some((_, Ending::Dismissed)) => !suit.decided,
            _ => false,
        };
        Some(if over { Why::Over } else { Why::Filed })
    } else {
        facts.in_force.then_some(Why::InForce)
    }
}

fn ranked(
    candidate: &Candidate,
    history: &History,
    rules: &Rulebook,
    as_of: NaiveDate,
    soon: i64,
) -> Result<Ranked, Refusal> {
    let (facts, plan) = (&candidate.facts, &candidate.plan);
    let claim = candidate.claim.clone()?;
    let age = age_class(facts.overdue_since, as_of);
    let way = |track: TrackName| {
        let ask = Ask { rules, on: as_of, track, product: facts.product, age };
        Way::of(claim, plan, history, &ask)
    };
    let own = way(plan.track)?;
    let others = plan.tracks().into_iter().skip(1).map(way).collect::<Result<_, _>>()?;
    let limitation = facts.risks[RiskKind::Limitation as usize].first().copied();
    let limitation = limitation.map(|day| (day, (day - as_of).num_days()));
    let pressing = limitation.is_some_and(|(_, left)| left <= soon);
    let account = facts.account.clone();
    Ok(Ranked { rank: 0, account, product: facts.product, age, claim, own, others, limitation, pressing })
}
