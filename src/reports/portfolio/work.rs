//! What is wrong, and what is to be done next month: the last part of a monthly report.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::facts::{AccountFacts, Due, month_end};
use super::figure::{Matter, Upcoming};
use super::members::Counted;
use crate::domain::Amount;

/// Days from referral without a filing that are told.
const UNFILED: i64 = 30;
/// Days that a court has to accept a suit or to refuse it (民事诉讼法 126).
const UNACCEPTED: i64 = 7;
/// Days without milestone, payment or contact that are told, as `report compare` has them.
const IDLE: i64 = 60;

/// How an account counts in a problem on a day; `None` where it does not.
type Has = fn(&AccountFacts, NaiveDate) -> Option<Counted>;

/// A problem: its identifier, its name, when an account has it.
pub(super) struct Problem {
    pub(super) id: &'static str,
    pub(super) title: [&'static str; 2],
    pub(super) formula: [&'static str; 2],
    pub(super) of: Has,
}

/// Every problem, in the order of reports.
pub(super) const PROBLEMS: [Problem; 7] = [
    Problem {
        id: "overdue",
        title: ["本方期限已过未办", "Our own dates past, nothing done"],
        formula: [
            "至少有一项应由本方办理的期限已过、尚未办理的件数",
            "accounts with a date past that is not the court's to keep, and was not met",
        ],
        of: |f, _| late(f, false),
    },
    Problem {
        id: "court-late",
        title: ["法院期限已过（可催办）", "The court's time is past: to be asked about"],
        formula: [
            "法院、仲裁机构办理期限已过、没有办理记录的件数",
            "accounts on which the time of the court or institution is past and nothing is on record",
        ],
        of: |f, _| late(f, true),
    },
    Problem {
        id: "unfiled",
        title: ["移送满30日未提交", "Not filed 30 days after referral"],
        formula: [
            "移送满30日、未提交起诉、仲裁或支付令申请，也没有可申请执行的文书的未结清件数",
            "open accounts referred 30 days ago or earlier, without a filing and without anything that can be enforced",
        ],
        of: |f, on| {
            let begun = f.course.filed_on().is_some() || f.course.accepted_on().is_some() || f.in_force;
            let open = f.is_open() && !begun && f.course.enforcement.applied_on.is_none();
            f.referred_on.filter(|day| open && (on - *day).num_days() >= UNFILED).map(Counted::Day)
        },
    },
    Problem {
        id: "unaccepted",
        title: ["提交超过7日未立案", "Not accepted 7 days after filing"],
        formula: [
            "最后一次提交已超过7日（民事诉讼法第126条）、尚未立案也未结束的件数",
            "accounts whose latest filing is more than 7 days old (Civil Procedure Law art. 126), neither accepted nor ended",
        ],
        of: |f, on| {
            let suit =
                f.course.last().filter(|s| s.accepted_on.is_none() && s.ended.is_none() && f.is_open())?;
            suit.filed_on.filter(|day| (on - *day).num_days() > UNACCEPTED).map(Counted::Day)
        },
    },
    Problem {
        id: "unenforced",
        title: ["已生效未申请执行", "In force, enforcement not applied for"],
        formula: [
            "有可申请执行的生效文书、未申请执行的未结清件数（含履行期未满的，败诉结案的除外）",
            "open accounts with something that can be enforced, no application yet, time to perform included",
        ],
        of: |f, _| {
            let waits = f.in_force && f.is_open() && f.course.enforcement.applied_on.is_none();
            waits.then_some(Counted::One)
        },
    },
    Problem {
        id: "idle",
        title: ["60日无进展", "Nothing for 60 days"],
        formula: [
            "60日内没有节点、回款和联系记录的未结清件数（败诉结案的除外）",
            "open accounts without milestone, payment or contact for 60 days",
        ],
        of: |f, on| f.last_sign.filter(|day| f.is_open() && (on - *day).num_days() >= IDLE).map(Counted::Day),
    },
    Problem {
        id: "not-computed",
        title: ["金额无法计算", "Sums that cannot be computed"],
        formula: [
            "诉请金额或者欠款无法计算的件数",
            "accounts of which what is claimed or owed cannot be computed",
        ],
        of: |f, _| f.missing().map(|_| Counted::One),
    },
];

/// The earliest day that is past of what the court has to do, or of the rest.
fn late(f: &AccountFacts, by_court: bool) -> Option<Counted> {
    let past = f.dues.iter().filter(|d| d.late && d.by_court == by_court);
    past.map(|d| d.on).min().map(Counted::Day)
}

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Late,
    ThisMonth,
    NextMonth,
}

impl When {
    pub(super) const ALL: [When; 3] = [When::Late, When::ThisMonth, When::NextMonth];

    pub(super) const fn id(self) -> &'static str {
        match self {
            When::Late => "late",
            When::ThisMonth => "this-month",
            When::NextMonth => "next-month",
        }
    }

    pub(super) const fn title(self) -> [&'static str; 2] {
        match self {
            When::Late => ["已逾期", "Late"],
            When::ThisMonth => ["本月内", "This month"],
            When::NextMonth => ["下月", "Next month"],
        }
    }

    fn of(due: &Due, as_of: NaiveDate) -> When {
        match due.late {
            true => When::Late,
            false if month_end(as_of, 0).is_none_or(|last| due.on <= last) => When::ThisMonth,
            false => When::NextMonth,
        }
    }

    /// The first day that an account has then, of one rule or of any.
    pub(super) fn first(self, f: &AccountFacts, as_of: NaiveDate, rule: Option<&str>) -> Option<NaiveDate> {
        let is = |d: &&Due| rule.is_none_or(|rule| d.rule == rule) && When::of(d, as_of) == self;
        f.dues.iter().filter(is).map(|d| d.on).min()
    }
}

/// The problems, each counted; those that nobody has are counted too.
pub(super) fn problems(all: &[&AccountFacts], as_of: NaiveDate) -> Vec<Matter> {
    let matter = |problem: &Problem| {
        let held: Vec<&&AccountFacts> = all.iter().filter(|f| (problem.of)(f, as_of).is_some()).collect();
        let owed = held.iter().filter_map(|f| f.outstanding.as_ref().ok());
        Matter {
            id: problem.id,
            title: problem.title,
            formula: problem.formula,
            accounts: held.len(),
            principal: super::count::sum(held.iter().map(|f| Some(f.principal))),
            owed: super::count::sum(owed.map(|o| Some(o.total))),
        }
    };
    PROBLEMS.iter().map(matter).collect()
}

/// What is late and falls due, first over all rules, then by rule: most accounts first, then by name.
pub(super) fn plan(all: &[&AccountFacts], as_of: NaiveDate) -> Vec<Upcoming> {
    let mut by: BTreeMap<Option<&str>, [usize; 3]> = BTreeMap::from([(None, [0; 3])]);
    for facts in all {
        // An account counts once, however many dates of the kind it has.
        let mut seen: Vec<(Option<&str>, When)> = Vec::new();
        for due in &facts.dues {
            for rule in [None, Some(due.rule.as_str())] {
                let key = (rule, When::of(due, as_of));
                if !seen.contains(&key) {
                    seen.push(key);
                    by.entry(rule).or_default()[key.1 as usize] += 1;
                }
            }
        }
    }
    let mut rows: Vec<Upcoming> = by
        .into_iter()
        .map(|(rule, [late, this_month, next_month])| Upcoming {
            rule: rule.map(str::to_owned),
            late,
            this_month,
            next_month,
        })
        .collect();
    let many = |u: &Upcoming| u.late + u.this_month + u.next_month;
    rows.sort_by(|a, b| (a.rule.is_some(), many(b), &a.rule).cmp(&(b.rule.is_some(), many(a), &b.rule)));
    rows
}

/// The most accounts that are told as the largest.
pub const MOST_MAJOR: usize = 10;

/// The open accounts of the largest principal, largest first, those of one principal by name.
pub(super) fn major<'a>(all: impl Iterator<Item = &'a AccountFacts>) -> Vec<&'a AccountFacts> {
    let mut open: Vec<&AccountFacts> = all.filter(|f| f.is_open() && f.principal > Amount::ZERO).collect();
    open.sort_by(|a, b| (b.principal, &a.account).cmp(&(a.principal, &b.account)));
    open.truncate(MOST_MAJOR);
    open
}
