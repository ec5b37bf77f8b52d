//! What came, what ended and what was in hand, month by month.

use chrono::{Datelike, Months, NaiveDate};

use super::facts::{AccountFacts, month_end};
use super::figure::Month;
use crate::domain::Amount;

/// A number of a month: its identifier, its name, what it counts, and whether an account counts in it.
pub(super) struct Flow {
    pub(super) id: &'static str,
    pub(super) title: [&'static str; 2],
    pub(super) formula: [&'static str; 2],
    /// First and last day of the month.
    pub(super) counts: fn(&AccountFacts, [NaiveDate; 2]) -> bool,
}

/// Every number of a month that counts accounts, in the order of reports.
pub(super) const FLOWS: [Flow; 7] = [
    Flow {
        id: "referred",
        title: ["移送", "Referred"],
        formula: ["当月移送的件数", "accounts referred in the month"],
        counts: |f, month| within(f.referred_on, month),
    },
    Flow {
        id: "filed",
        title: ["提交", "Filed"],
        formula: ["当月首次提交的件数", "accounts first filed in the month"],
        counts: |f, month| within(f.course.filed_on(), month),
    },
    Flow {
        id: "accepted",
        title: ["立案", "Accepted"],
        formula: ["当月首次立案的件数", "accounts first accepted in the month"],
        counts: |f, month| within(f.course.accepted_on(), month),
    },
    Flow {
        id: "closed",
        title: ["结案", "Closed"],
        formula: [
            "最后一次诉讼、仲裁在当月结案的件数（生效、裁决、调解、撤诉、驳回、终结）",
            "accounts whose latest suit ended in the month",
        ],
        counts: |f, month| within(f.course.closed().map(|(day, _)| day), month),
    },
    Flow {
        id: "settled",
        title: ["结清", "Settled"],
        formula: [
            "至今无欠款、在当月还清的件数",
            "accounts on which nothing is owed, and was not since a day of the month",
        ],
        counts: |f, month| within(f.settled_on, month),
    },
    Flow {
        id: "in-suit",
        title: ["期末在诉", "In suit"],
        formula: [
            "月末已提交、尚未结案的件数；撤诉再诉、上诉的继续计入",
            "accounts at the end of the month with a suit or arbitration filed and not ended",
        ],
        counts: |f, [_, last]| f.in_suit(last),
    },
    Flow {
        id: "stock",
        title: ["期末存量", "In hand"],
        formula: [
            "月末已移送、未结清的件数＝上月存量＋移送−结清",
            "accounts at the end of the month referred and not settled: those of the month before, and referred, less settled",
        ],
        counts: |f, [_, last]| f.in_stock(last),
    },
];

impl Month {
    /// The number of accounts of this identifier of [`FLOWS`].
    pub fn accounts(&self, id: &str) -> Option<usize> {
        Some(match id {
            "referred" => self.referred,
            "filed" => self.filed,
            "accepted" => self.accepted,
            "closed" => self.closed,
            "settled" => self.settled,
            "in-suit" => self.in_suit,
            "stock" => self.stock,
            _ => return None,
        })
    }

    /// The identifiers of its numbers of accounts, with their names, in the order of reports.
    pub fn flows() -> impl Iterator<Item = (&'static str, [&'static str; 2])> {
        FLOWS.iter().map(|flow| (flow.id, flow.title))
    }
}

/// First and last day of the month of a day, up to the day stood on.
pub(super) fn days(month: NaiveDate, as_of: NaiveDate) -> [NaiveDate; 2] {
    [month.with_day(1).unwrap_or(month), month_end(month, 0).unwrap_or(as_of).min(as_of)]
}

fn within(day: Option<NaiveDate>, [first, last]: [NaiveDate; 2]) -> bool {
    day.is_some_and(|day| first <= day && day <= last)
}

/// The months from that of a day to the day stood on. Each account is looked at once, however many months they are.
pub(super) fn months(all: &[&AccountFacts], as_of: NaiveDate, from: NaiveDate) -> Vec<Month> {
    let firsts = (0..).map_while(|n| from.checked_add_months(Months::new(n)).filter(|day| *day <= as_of));
    let mut months: Vec<Month> = firsts
        .map(|month| Month {
            month,
            referred: 0,
            filed: 0,
            accepted: 0,
            closed: 0,
            settled: 0,
            in_suit: 0,
            stock: 0,
            recovered: Some(Amount::ZERO),
            in_kind: Some(Amount::ZERO),
            costs: Some(Amount::ZERO),
        })
        .collect();
    // What comes to be or ceases in a month; what did before the first counts in the first.
    let mut stock = vec![0_i64; months.len()];
    let mut in_suit = stock.clone();
    let at = |day: NaiveDate| {
        let months = (day.year() - from.year()) * 12 + day.month0() as i32 - from.month0() as i32;
        usize::try_from(months).ok().filter(|_| day >= from && day <= as_of)
    };
    let turn = |list: &mut Vec<i64>, day: Option<NaiveDate>, by: i64| {
        let at = day.filter(|day| *day >= from).map_or(Some(0), at);
        if let Some(count) = at.and_then(|n| list.get_mut(n)) {
            *count += by;
        }
    };
    let mut note = |day: Option<NaiveDate>, what: &dyn Fn(&mut Month)| {
        if let Some(month) = day.and_then(at).and_then(|n| months.get_mut(n)) {
            what(month);
        }
    };
    let add = |sum: &mut Option<Amount>, amount: Amount| *sum = sum.and_then(|s| s.checked_add(amount));
    for facts in all {
        note(facts.referred_on, &|m| m.referred += 1);
        note(facts.course.filed_on(), &|m| m.filed += 1);
        note(facts.course.accepted_on(), &|m| m.accepted += 1);
        note(facts.course.closed().map(|(day, _)| day), &|m| m.closed += 1);
        note(facts.settled_on, &|m| m.settled += 1);
        for cash in &facts.cash {
            note(Some(cash.on), &|m| {
                add(if cash.in_kind { &mut m.in_kind } else { &mut m.recovered }, cash.amount);
            });
        }
        for cost in &facts.costs {
            note(Some(cost.on), &|m| add(&mut m.costs, cost.amount));
        }
        turn(&mut stock, facts.referred_on, 1);
        if facts.settled {
            turn(&mut stock, facts.settled_on, -1);
        }
        for (day, goes_on) in facts.course.turns() {
            // A suit may be older than the referral.
            turn(&mut in_suit, Some(*day).max(facts.referred_on), if *goes_on { 1 } else { -1 });
        }
    }
    let (mut held, mut suing) = (0, 0);
    for (month, (stock, in_suit)) in months.iter_mut().zip(stock.into_iter().zip(in_suit)) {
        held += stock;
        suing += in_suit;
        month.stock = usize::try_from(held).unwrap_or_default();
        month.in_suit = usize::try_from(suing).unwrap_or_default();
    }
    months
}
