//! A portfolio counted over its accounts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::facts::{AccountFacts, RiskKind};
use super::figure::{Breakdown, Bucket, Group, NotComputed, Overall, Portfolio, Risk, Step};
use super::measure::{MEASURES, amount};
use super::months::months;
use super::spread::LASTING;
use super::work::{major, plan, problems};
use crate::domain::Amount;

/// Days ahead within which a day that must not be missed is told.
pub(super) const WITHIN: [i64; 4] = [7, 30, 60, 90];

/// Days overdue, in the classes of the monthly reports of banks. In law 以上 has its own number in it and 超过 has not
/// (民法典 1259).
const AGES: [(&str, [&str; 2], i64, Option<i64>); 5] = [
    ("1-30", ["1–30日", "1–30 days"], 1, Some(30)),
    ("31-90", ["31–90日", "31–90 days"], 31, Some(90)),
    ("91-180", ["91–180日", "91–180 days"], 91, Some(180)),
    ("181-365", ["181–365日", "181–365 days"], 181, Some(365)),
    ("over-365", ["超过365日", "over 365 days"], 366, None),
];

/// Open accounts that are in none of these classes.
const NOT_DUE: (&str, [&str; 2]) = ("not-due", ["未逾期", "not overdue"]);
const UNKNOWN: (&str, [&str; 2]) = ("unknown", ["逾期起始日未填", "first day overdue not stated"]);

/// The way from referral to money.
pub(super) const STEPS: [(&str, [&str; 2]); 7] = [
    ("referred", ["移送", "Referred"]),
    ("filed", ["提交", "Filed"]),
    ("accepted", ["立案", "Accepted"]),
    ("decided", ["裁判、调解或支付令", "Decided"]),
    ("in-force", ["生效", "In force"]),
    ("enforcement-applied", ["申请执行", "Enforcement applied for"]),
    ("enforcement-accepted", ["执行立案", "Enforcement accepted"]),
];

/// A way to group accounts.
type By = (&'static str, [&'static str; 2], fn(&AccountFacts) -> Option<String>);

/// What the portfolio is broken down by.
const BY: [By; 7] = [
    ("batch", ["批次", "Batch"], |f| f.batch.clone()),
    ("product", ["产品", "Product"], |f| f.product.map(str::to_owned)),
    ("branch", ["经办行", "Branch"], |f| f.branch.clone()),
    ("court", ["法院", "Court"], |f| f.court.clone()),
    ("firm", ["律所", "Law firm"], |f| f.firm.clone()),
    ("handler", ["经办人", "Handler"], |f| f.handler.clone()),
    ("stage", ["阶段", "Stage"], |f| Some(format!("{}/{}", f.track, f.stage))),
];

/// The rate that groups are ranked by.
const RANKED_BY: &str = "recovery-rate";

impl Portfolio {
    /// The portfolio of these accounts. `from` is a day of the first month that is told; accounts referred after the day
    /// are counted as such and nowhere else.
    pub fn of(
        accounts: &[AccountFacts],
        as_of: NaiveDate,
        from: NaiveDate,
        mut not_computed: Vec<NotComputed>,
    ) -> Portfolio {
        let there: Vec<&AccountFacts> = accounts.iter().filter(|f| f.is_there(as_of)).collect();
        not_computed.extend(there.iter().filter_map(|f| {
            let missing = f.missing()?;
            let (code, reason) = (missing.code.clone(), missing.missing.clone());
            Some(NotComputed { account: f.account.clone(), code, reason, whole: false })
        }));
        not_computed.sort_by(|a, b| a.account.cmp(&b.account));
        let from = from.with_day(1).unwrap_or(from);
        Portfolio {
            as_of,
            from,
            selection: None,
            later: accounts.len() - there.len(),
            undated: there.iter().filter(|f| f.referred_on.is_none()).count(),
            overall: overall(&there),
            figures: MEASURES.iter().map(|m| m.over(there.iter().copied())).collect(),
            durations: LASTING.iter().map(|d| d.over(there.iter().copied())).collect(),
            funnel: funnel(&there),
            ageing: ageing(&there, as_of),
            months: months(&there, as_of, from),
            by: BY.iter().map(|by| breakdown(&there, by)).collect(),
            at_risk: RiskKind::ALL.iter().map(|kind| risk(&there, as_of, *kind)).collect(),
            major: major(there.iter().copied()).into_iter().cloned().collect(),
            problems: problems(&there, as_of),
            plan: plan(&there, as_of),
            not_computed,
        }
    }

    /// What accounts can be grouped by.
    pub fn groupings() -> impl Iterator<Item = &'static str> {
        BY.iter().map(|(id, ..)| *id)
    }

    /// The keys of these accounts' groups, `None` for the group of those on which it is not recorded; none at all where
    /// nothing is grouped by that.
    pub fn keys(accounts: &[AccountFacts], by: &str) -> BTreeSet<Option<String>> {
        let of = BY.iter().find(|(id, ..)| *id == by).map(|(.., of)| of);
        of.map(|of| accounts.iter().map(of).collect()).unwrap_or_default()
    }

    /// Whether an account is in the group of this key, a stage also by its milestone alone; `None` where nothing is
    /// grouped by that.
    pub fn is_in_group(facts: &AccountFacts, by: &str, key: Option<&str>) -> Option<bool> {
        let (.., of) = BY.iter().find(|(id, ..)| *id == by)?;
        Some(of(facts).as_deref() == key || by == "stage" && key == Some(facts.stage.as_str()))
    }
}

/// Adds up; `None` beyond the range.
pub(super) fn sum(amounts: impl Iterator<Item = Option<Amount>>) -> Option<Amount> {
    let mut fen = 0_i128;
    for one in amounts {
        fen += i128::from(one?.fen());
    }
    amount(fen)
}

fn overall(all: &[&AccountFacts]) -> Overall {
    let owed = || all.iter().filter_map(|f| f.outstanding.as_ref().ok());
    let debtors: BTreeSet<&str> = all.iter().map(|f| f.debtor.as_str()).collect();
    let in_kind = |f: &&AccountFacts| {
        let kept = f.cash.iter().filter(|c| c.in_kind).map(|c| Some(c.amount));
        sum(kept)
    };
    let in_suit = |f: &&&AccountFacts| f.course.last().is_some_and(|s| s.ended.is_none());
    Overall {
        accounts: all.len(),
        debtors: debtors.len(),
        principal: sum(all.iter().map(|f| Some(f.principal))),
        claimed: sum(all.iter().filter_map(|f| f.claimed.as_ref().ok().map(|a| Some(*a)))),
        owed: sum(owed().map(|o| Some(o.total))),
        recovered: sum(all.iter().map(|f| f.recovered())),
        in_kind: sum(all.iter().map(in_kind)),
        overpaid: sum(all.iter().map(|f| Some(f.overpaid))),
        costs: sum(all.iter().map(|f| f.spent())),
        settled: all.iter().filter(|f| f.settled).count(),
        lost: all.iter().filter(|f| f.lost).count(),
        in_suit: all.iter().filter(in_suit).count(),
        in_enforcement: all.iter().filter(|f| f.course.enforcement.open).count(),
        left_out: all.iter().filter(|f| f.missing().is_some()).count(),
        understated: owed().filter(|o| o.understated).count(),
    }
}

/// The furthest step an account came to, as a place in [`STEPS`].
pub(super) fn reached(facts: &AccountFacts) -> usize {
    let (course, enforcement) = (&facts.course, &facts.course.enforcement);
    let steps = [
        true,
        course.filed_on().is_some(),
        course.accepted_on().is_some(),
        course.suits.iter().any(|s| s.decided),
        facts.in_force,
        enforcement.applied_on.is_some(),
        enforcement.accepted_on.is_some(),
    ];
    steps.iter().rposition(|came| *came).unwrap_or(0)
}

fn funnel(all: &[&AccountFacts]) -> Vec<Step> {
    let reached: Vec<usize> = all.iter().map(|f| reached(f)).collect();
    let step = |(at, (id, title)): (usize, &(&'static str, [&'static str; 2]))| {
        let came = || all.iter().zip(&reached).filter(|(_, r)| **r >= at).map(|(f, _)| f);
        Step {
            id,
            title: *title,
            accounts: came().count(),
            principal: sum(came().map(|f| Some(f.principal))),
            resting: reached.iter().filter(|r| **r == at).count(),
        }
    };
    STEPS.iter().enumerate().map(step).collect()
}

/// The class of age of an open account; `None` of one that was settled or lost.
pub(super) fn age(facts: &AccountFacts, as_of: NaiveDate) -> Option<&'static str> {
    if !facts.is_open() {
        return None;
    }
    Some(age_class(facts.overdue_since, as_of))
}

/// The class of age on a day of what is overdue since another.
pub fn age_class(since: Option<NaiveDate>, on: NaiveDate) -> &'static str {
    let Some(since) = since else { return UNKNOWN.0 };
    // Day 1 is the first day overdue.
    let days = (on - since).num_days() + 1;
    let class =
        AGES.iter().find(|(_, _, first, last)| days >= *first && last.is_none_or(|last| days <= last));
    class.map_or(NOT_DUE.0, |(id, ..)| id)
}

/// Every class of age with its name, in the order of reports.
pub(super) fn ages() -> impl Iterator<Item = (&'static str, [&'static str; 2])> {
    std::iter::once(NOT_DUE).chain(AGES.iter().map(|(id, title, ..)| (*id, *title))).chain([UNKNOWN])
}

fn ageing(all: &[&AccountFacts], as_of: NaiveDate) -> Vec<Bucket> {
    let mut by: BTreeMap<&str, Vec<&AccountFacts>> = BTreeMap::new();
    for facts in all {
        if let Some(id) = age(facts, as_of) {
            by.entry(id).or_default().push(facts);
        }
    }
    let bucket = |(id, title): (&'static str, [&'static str; 2])| {
        let held = by.get(id).map_or(&[][..], Vec::as_slice);
        let owed = || held.iter().filter_map(|f| f.outstanding.as_ref().ok());
        Bucket {
            id,
            title,
            days: AGES.iter().find(|(of, ..)| *of == id).map(|(_, _, first, last)| (*first, *last)),
            accounts: held.len(),
            principal: sum(owed().map(|o| Some(o.principal))),
            owed: sum(owed().map(|o| Some(o.total))),
            left_out: held.iter().filter(|f| f.outstanding.is_err()).count(),
        }
    };
    ages().map(bucket).collect()
}

fn breakdown(all: &[&AccountFacts], (id, title, of): &By) -> Breakdown {
    let mut by: BTreeMap<Option<String>, Vec<&AccountFacts>> = BTreeMap::new();
    for facts in all {
        by.entry(of(facts)).or_default().push(facts);
    }
    let group = |(key, held): (Option<String>, Vec<&AccountFacts>)| Group {
        key,
        overall: overall(&held),
        figures: MEASURES.iter().map(|m| m.over(held.iter().copied())).collect(),
        durations: LASTING.iter().map(|d| d.over(held.iter().copied())).collect(),
        rank: None,
    };
    let mut groups: Vec<Group> = by.into_iter().map(group).collect();
    groups.sort_by(|a, b| (b.overall.accounts, &a.key).cmp(&(a.overall.accounts, &b.key)));
    let rate = |g: &Group| g.figures.iter().find(|f| f.id == RANKED_BY).and_then(|f| f.value);
    let named = groups.iter().filter(|g| g.key.is_some());
    let rates: Vec<_> = named.filter_map(rate).collect();
    for group in groups.iter_mut().filter(|g| g.key.is_some()) {
        group.rank = rate(group).map(|own| 1 + rates.iter().filter(|other| **other > own).count());
    }
    Breakdown { id, title: *title, groups }
}

/// The open days of this kind of an account that are told: the soonest that comes within the longest time, and the last
/// that has passed.
pub(super) fn at_risk(facts: &AccountFacts, as_of: NaiveDate, kind: RiskKind) -> [Option<NaiveDate>; 2] {
    let most = WITHIN.into_iter().max().unwrap_or_default();
    let near = |day: &NaiveDate| (0..=most).contains(&(*day - as_of).num_days());
    [facts.risks[kind as usize].iter().copied().find(near), facts.lapsed(kind, as_of)]
}

/// An account counts once in each class in which a day of it falls, so that what has lapsed hides nothing that is near.
fn risk(all: &[&AccountFacts], as_of: NaiveDate, kind: RiskKind) -> Risk {
    let count = |of: &dyn Fn(i64) -> bool| {
        let falls =
            |f: &&&AccountFacts| f.risks[kind as usize].iter().any(|day| of((*day - as_of).num_days()));
        all.iter().filter(falls).count()
    };
    Risk {
        id: kind.id(),
        title: kind.title(),
        late: count(&|days| days < 0),
        within: WITHIN.map(|most| (most, count(&|days| (0..=most).contains(&days)))),
    }
}
