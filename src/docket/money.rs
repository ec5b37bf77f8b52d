//! What is claimed on one account, part by part, each with its reasons. Plain data: the sums are made by the rules.

use chrono::NaiveDate;

use super::schedule::Schedule;
use crate::domain::contract::Rate;
use crate::domain::debt::Debt;
use crate::domain::money::Amount;
use crate::rules::answer::Reason;

/// A part of the debt, in the order in which filings list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// 本金
    Principal,
    /// 利息
    Interest,
    /// 罚息
    OverdueInterest,
    /// 复利
    CompoundInterest,
    /// 违约金
    Penalty,
    /// 费用
    Fees,
}

impl Part {
    /// Every part, in the order of filings.
    pub const ALL: [Part; 6] = [
        Part::Principal,
        Part::Interest,
        Part::OverdueInterest,
        Part::CompoundInterest,
        Part::Penalty,
        Part::Fees,
    ];

    /// The word that filings use.
    pub const fn chinese(self) -> &'static str {
        match self {
            Part::Principal => "本金",
            Part::Interest => "利息",
            Part::OverdueInterest => "罚息",
            Part::CompoundInterest => "复利",
            Part::Penalty => "违约金",
            Part::Fees => "费用",
        }
    }
}

/// One part of the debt: what the creditor's figures state, and what of it is claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyLine {
    /// Which part.
    pub part: Part,
    /// As the creditor's figures state it on [`Money::as_of`].
    pub stated: Amount,
    /// What payments after that day were applied to it.
    pub paid: Amount,
    /// What of it is given up to keep within the cap.
    pub given_up: Amount,
    /// What is claimed: `stated - paid - given_up`.
    pub claimed: Amount,
    /// Why.
    pub because: Vec<Reason>,
}

/// A payment after [`Money::as_of`] and what it was applied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The day it came in.
    pub on: NaiveDate,
    /// How much came in.
    pub amount: Amount,
    /// Who paid, if known.
    pub from: Option<String>,
    /// The parts it reduced, in the order of application; the sum is at most `amount`.
    pub to: Vec<(Part, Amount)>,
    /// Why in this order.
    pub because: Vec<Reason>,
}

/// Interest from the day after [`Money::as_of`] until payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ongoing {
    /// The first day.
    pub from: NaiveDate,
    /// The principal it is taken of at first.
    pub base: Amount,
    /// Why.
    pub because: Vec<Reason>,
}

/// Which cap limits the sum of all charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapKind {
    /// 24 % a year, licensed lenders and microloan companies (法〔2017〕22号).
    TwentyFourPercent,
    /// Four times the one-year LPR when the contract was made, private lending (法释〔2020〕17号 art. 25).
    FourTimesLpr,
}

/// The cap that the claim keeps to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapNote {
    /// Which.
    pub kind: CapKind,
    /// A year, as a fraction.
    pub rate: Rate,
    /// Why it applies and how it was tested.
    pub because: Vec<Reason>,
}

/// What is claimed on one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// The creditor's figures hold up to and including this day (截止日).
    pub as_of: NaiveDate,
    /// The parts that the figures state, in the order of [`Part`], none twice; a part that is not stated is absent.
    pub lines: Vec<MoneyLine>,
    /// Payments after `as_of`, oldest first.
    pub paid: Vec<Applied>,
    /// How the figures came about; `None` where nothing was asked of the rules.
    pub schedule: Option<Schedule>,
    /// Interest until payment; `None` where the claim is a fixed sum.
    pub ongoing: Option<Ongoing>,
    /// The cap, where the claim keeps to one.
    pub cap: Option<CapNote>,
}

impl Money {
    /// The debt as the creditor's figures state it: no payment since, no cap, interest from the next day.
    pub fn stated(debt: &Debt) -> Money {
        let figures = [
            (Part::Principal, Some(debt.principal)),
            (Part::Interest, debt.interest),
            (Part::OverdueInterest, debt.overdue_interest),
            (Part::CompoundInterest, debt.compound_interest),
            (Part::Penalty, debt.penalty),
            (Part::Fees, debt.fees),
        ];
        let line = |(part, stated): (Part, Option<Amount>)| {
            stated.map(|stated| MoneyLine {
                part,
                stated,
                paid: Amount::ZERO,
                given_up: Amount::ZERO,
                claimed: stated,
                because: Vec::new(),
            })
        };
        Money {
            as_of: debt.as_of,
            lines: figures.into_iter().filter_map(line).collect(),
            paid: Vec::new(),
            schedule: None,
            ongoing: debt.as_of.succ_opt().map(|from| Ongoing {
                from,
                base: debt.principal,
                because: Vec::new(),
            }),
            cap: None,
        }
    }

    /// The line of a part.
    pub fn line(&self, part: Part) -> Option<&MoneyLine> {
        self.lines.iter().find(|l| l.part == part)
    }

    /// What is claimed of a part; nothing where it is not stated.
    pub fn claimed(&self, part: Part) -> Amount {
        self.line(part).map_or(Amount::ZERO, |l| l.claimed)
    }

    /// What is claimed in all, costs of the claim not included. Panics beyond the range of [`Amount`].
    pub fn total(&self) -> Amount {
        self.lines.iter().map(|l| l.claimed).sum()
    }

    /// What is claimed besides the principal. Panics beyond the range of [`Amount`].
    pub fn charges(&self) -> Amount {
        self.lines.iter().filter(|l| l.part != Part::Principal).map(|l| l.claimed).sum()
    }

    /// What is given up to keep within the cap; `None` where nothing is.
    pub fn given_up(&self) -> Option<Amount> {
        let sum: Amount = self.lines.iter().map(|l| l.given_up).sum();
        (!sum.is_zero()).then_some(sum)
    }

    /// What came in since and was applied.
    pub fn paid_since(&self) -> Amount {
        self.lines.iter().map(|l| l.paid).sum()
    }
}
