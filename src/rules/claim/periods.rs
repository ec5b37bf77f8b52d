//! The account period by period, as a table of it prints them: days of constant principal, what was booked at their end.

use chrono::NaiveDate;

use super::running::Running;
use crate::domain::contract::{Per, Rate};
use crate::domain::{Amount, proof::StatementLine};
use crate::rules::answer::Refusal;
use crate::rules::attribution::Applied;
use crate::rules::balances::{Balances, Charge};
use crate::rules::interest::inclusive;
use crate::rules::rounding::{beyond_range, plus};

/// Days of constant principal, and everything that was booked at the end of the last of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
    /// Days, both ends included; none for the day of the first booking, before which nothing ran.
    pub days: i64,
    /// The principal of these days.
    pub principal: Amount,
    /// The rate that was computed with; `None` where the statements post interest themselves, or no rate is known.
    pub rate: Option<PeriodRate>,
    /// Charges computed for these days or posted at their end. Its principal is what was lent at their end.
    pub booked: Balances,
    /// What earlier overpayment covered of it.
    pub covered: Applied,
    /// What is owed after that; below zero where too much was paid.
    pub balance: Amount,
    /// Payments at the end of these days, in the order of the statements.
    pub payments: Vec<PeriodPayment>,
}

/// A rate and what it is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodRate {
    /// As a fraction.
    pub rate: Rate,
    /// By day or by year.
    pub per: Per,
    /// The days of the year of a yearly rate.
    pub day_basis: Option<u16>,
}

/// A payment of the statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodPayment {
    /// How much came in.
    pub amount: Amount,
    /// Where it went.
    pub applied: Applied,
    /// What is owed after it; below zero where too much was paid.
    pub balance: Amount,
}

/// Writes the periods down while the statements are replayed.
#[derive(Debug)]
pub(super) struct Periods {
    all: Vec<Period>,
    day: NaiveDate,
    balance: Amount,
    /// How many lines of computed interest are written down.
    seen: usize,
}

impl Periods {
    /// Before the first booking, which is on this day.
    pub fn new(first: NaiveDate) -> Self {
        let empty = Period {
            from: first,
            to: first,
            days: 0,
            principal: Amount::ZERO,
            rate: None,
            booked: Balances::default(),
            covered: Applied::default(),
            balance: Amount::ZERO,
            payments: Vec::new(),
        };
        Periods { all: vec![empty], day: first, balance: Amount::ZERO, seen: 0 }
    }

    /// The account has moved on to a day; nothing was booked on the way but computed interest.
    pub fn until(&mut self, running: &Running<'_>) -> Result<(), Refusal> {
        let to = running.day;
        let next = |day: NaiveDate| day.succ_opt().ok_or_else(beyond_range);
        let mut from = next(self.day)?;
        if to < from {
            return Ok(());
        }
        let principal = running.balances.principal;
        // Where the year counts as it is, the lines of one kind come before those of the next.
        let mut lines: Vec<_> = running.lines.iter().skip(self.seen).collect();
        lines.sort_by_key(|line| line.from);
        for line in lines {
            // Days on which nothing bore interest.
            if line.from > from {
                self.open(from, line.from.pred_opt().ok_or_else(beyond_range)?, principal);
            }
            if self.all.last().is_none_or(|last| last.from != line.from) {
                self.open(line.from, line.to, principal);
            }
            if let Some(last) = self.all.last_mut() {
                last.rate = Some(PeriodRate { rate: line.rate, per: line.per, day_basis: line.day_basis });
            }
            self.charge(line.kind, line.amount)?;
            from = next(line.to)?;
        }
        if from <= to {
            self.open(from, to, principal);
        }
        self.seen = running.lines.len();
        self.day = to;
        Ok(())
    }

    fn open(&mut self, from: NaiveDate, to: NaiveDate, principal: Amount) {
        self.all.push(Period {
            from,
            to,
            days: inclusive(from, to),
            principal,
            rate: None,
            booked: Balances::default(),
            covered: Applied::default(),
            balance: self.balance,
            payments: Vec::new(),
        });
    }

    /// A charge, computed or posted.
    pub fn charge(&mut self, charge: Charge, amount: Amount) -> Result<(), Refusal> {
        self.book(|booked| booked.charge_mut(charge), amount)
    }

    /// Money lent.
    pub fn lend(&mut self, amount: Amount) -> Result<(), Refusal> {
        self.book(|booked| &mut booked.principal, amount)
    }

    fn book(&mut self, to: impl FnOnce(&mut Balances) -> &mut Amount, amount: Amount) -> Result<(), Refusal> {
        self.balance = plus(self.balance, amount)?;
        let Some(last) = self.all.last_mut() else { return Ok(()) };
        let entry = to(&mut last.booked);
        *entry = plus(*entry, amount)?;
        last.balance = plus(last.balance, amount)?;
        // A payment of the same day came first in the statements.
        for payment in &mut last.payments {
            payment.balance = plus(payment.balance, amount)?;
        }
        Ok(())
    }

    /// What an earlier overpayment covers of the line just booked; it was taken off the balance when it came in.
    pub fn cover(&mut self, charge: Option<Charge>, amount: Amount) -> Result<(), Refusal> {
        let Some(last) = self.all.last_mut() else { return Ok(()) };
        let to = match charge {
            None => &mut last.covered.to_principal,
            Some(Charge::Penalty) => &mut last.covered.to_penalty,
            Some(Charge::Fees) => &mut last.covered.to_fees,
            Some(_) => &mut last.covered.to_interest,
        };
        *to = plus(*to, amount)?;
        Ok(())
    }

    /// A payment and where it went.
    pub fn pay(&mut self, amount: Amount, applied: Applied) -> Result<(), Refusal> {
        self.balance = self.balance.checked_sub(amount).ok_or_else(beyond_range)?;
        let balance = self.balance;
        if let Some(last) = self.all.last_mut() {
            last.payments.push(PeriodPayment { amount, applied, balance });
        }
        Ok(())
    }

    /// All of them.
    pub fn into_all(self) -> Vec<Period> {
        self.all
    }
}

/// What a line of posted interest is: the creditor's own words tell default interest from the rest.
pub(super) fn interest_posted(line: &StatementLine) -> Charge {
    let default = line.memo.as_deref().is_some_and(|memo| memo.contains("罚息"));
    if default { Charge::OverdueInterest } else { Charge::Interest }
}
