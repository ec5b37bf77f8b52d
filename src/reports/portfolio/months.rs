//! What came, what ended and what was in hand, month by month.

use chrono::{Datelike, Months, NaiveDate};

use super::course::Ending;
use super::facts::{AccountFacts, month_end};
use super::figure::Month;
use crate::domain::Amount;

/// A number of a month: its identifier, its name, what it counts, and how often an account counts in it.
pub(super) struct Flow {
    pub(super) id: &'static str,
    pub(super) title: [&'static str; 2],
    pub(super) formula: [&'static str; 2],
    /// By the first and the last day of the month.
    pub(super) counts: fn(&AccountFacts, [NaiveDate; 2]) -> usize,
}

/// Every number of a month that counts accounts or their suits, in the order of reports.
pub(super) const FLOWS: [Flow; 8] = [
    Flow {
        id: "referred",
        title: ["移送", "Referred"],
        formula: ["当月移送的件数", "accounts referred in the month"],
        counts: |f, month| within(f.referred_on, month).into(),
    },
    Flow {
        id: "filed",
        title: ["提交", "Filed"],
        formula: [
            "当月提交的件数；再次起诉的再计",
            "suits filed in the month; what is filed anew counts again",
        ],
        counts: |f, month| f.course.suits.iter().filter(|s| within(s.filed_on, month)).count(),
    },
    Flow {
        id: "accepted",
        title: ["立案", "Accepted"],
        formula: [
            "当月立案的件数；再次起诉、发回重审的再计",
            "proceedings accepted in the month; what is filed anew or remanded counts again",
        ],
        counts: |f, month| {
            let accepted = f.course.suits.iter().flat_map(|s| &s.acceptances);
            accepted.filter(|day| within(Some(**day), month)).count()
        },
    },
    Flow {
        id: "closed",
        title: ["结案", "Closed"],
        formula: [
            "当月结案的诉讼、仲裁件数（生效、裁决、调解、撤诉、驳回、终结）；此后再次起诉或者重审的，不改变当月数",
            "proceedings that ended in the month, whatever is filed, remanded or tried again later",
        ],
        counts: |f, month| f.course.closings().filter(|c| within(Some(c.on), month)).count(),
    },
    Flow {
        id: "withdrawn",
        title: ["其中撤诉", "Of these withdrawn"],
        formula: [
            "当月结案中撤诉、按撤诉处理的件数",
            "of the proceedings that ended in the month, those withdrawn or deemed withdrawn",
        ],
        counts: |f, month| {
            f.course.closings().filter(|c| c.how == Ending::Withdrawn && within(Some(c.on), month)).count()
        },
    },
    Flow {
        id: "settled",
        title: ["结清", "Settled"],
        formula: [
            "至今无欠款、在当月还清的件数",
            "accounts on which nothing is owed, and was not since a day of the month",
        ],
        counts: |f, month| within(f.settled_on, month).into(),
    },
    Flow {
        id: "in-suit",
        title: ["期末在诉", "In suit"],
        formula: [
            "月末已提交、尚未结案的件数；撤诉再诉、上诉的继续计入",
            "accounts at the end of the month with a suit or arbitration filed and not ended",
        ],
        counts: |f, [_, last]| f.in_suit(last).into(),
    },
    Flow {
        id: "stock",
        title: ["期末存量", "In hand"],
        formula: [
            "月末已移送、未结清的件数＝上月存量＋移送−结清",
            "accounts at the end of the month referred and not settled: those of the month before, and referred, less settled",
        ],
        counts: |f, [_, last]| f.in_stock(last).into(),
    },
];

impl Month {
    /// A month, by one of its days, in which nothing happened.
    pub fn empty(month: NaiveDate) -> Month {
        Month {
            month,
            referred: 0,
            filed: 0,
            accepted: 0,
            closed: 0,
            withdrawn: 0,
            settled: 0,
            in_suit: 0,
            stock: 0,
            recovered: Some(Amount::ZERO),
            in_kind: Some(Amount::ZERO),
            costs: Some(Amount::ZERO),
        }
    }

    /// The number of this identifier of [`Month::flows`].
    pub fn accounts(&self, id: &str) -> Option<usize> {
        Some(match id {
            "referred" => self.referred,
            "filed" => self.filed,
            "accepted" => self.accepted,
            "closed" => self.closed,
            "withdrawn" => self.withdrawn,
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
    let mut months: Vec<Month> = firsts.map(Month::empty).collect();
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
        for suit in &facts.course.suits {
            note(suit.filed_on, &|m| m.filed += 1);
            suit.acceptances.iter().for_each(|day| note(Some(*day), &|m| m.accepted += 1));
        }
        for closing in facts.course.closings() {
            note(Some(closing.on), &|m| {
                m.closed += 1;
                m.withdrawn += usize::from(closing.how == Ending::Withdrawn);
            });
        }
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
