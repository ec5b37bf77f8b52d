//! An account that moves from day to day.

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::ceiling::{Ceiling, Stretch};
use super::input::Rates;
use crate::domain::contract::{Component, Compounding};
use crate::domain::debt::CapUse;
use crate::domain::{Amount, Product, date};
use crate::rules::answer::{Reason, Refusal};
use crate::rules::attribution::{self, Applied, OrderAsk, Owed};
use crate::rules::balances::{Balances, Charge};
use crate::rules::interest::{Line, Term, lines};
use crate::rules::rounding::{beyond_range, plus, sum};
use crate::rules::rulebook::Rulebook;
use crate::rules::wording::yuan;

/// A payment and where it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppliedPayment {
    /// The day it came in.
    pub on: NaiveDate,
    /// How much.
    pub amount: Amount,
    /// Where it went.
    pub applied: Applied,
    /// Charges over the ceiling that it was not applied to.
    pub held_back: Amount,
    /// What is owed after it.
    pub after: Balances,
}

/// What decides how payments are applied.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attributing<'a> {
    pub product: Option<Product>,
    pub overdue_since: Option<NaiveDate>,
    pub contract: Option<&'a [Component]>,
}

/// An account at the end of `day`, and how it came there.
#[derive(Clone, Debug)]
pub(super) struct Running<'a> {
    book: &'a Rulebook,
    attributing: Attributing<'a>,
    /// The last day for which interest has accrued.
    pub day: NaiveDate,
    pub balances: Balances,
    /// Rates; nothing accrues without them.
    rates: Option<Rates>,
    /// Unpaid interest that has joined and bears interest itself.
    joined: Amount,
    /// Interest joins after each full month counted from the day after this one.
    months_from: NaiveDate,
    months: u32,
    pub lines: Vec<Line>,
    pub payments: Vec<AppliedPayment>,
    pub stretches: Vec<Stretch>,
    /// Charges paid since the stretches began.
    pub charges_paid: Amount,
    /// Charges booked before the first stretch: they belong to it.
    carried: Amount,
    pub because: Vec<Reason>,
}

impl<'a> Running<'a> {
    /// An account with these balances at the end of a day.
    pub fn new(
        book: &'a Rulebook,
        attributing: Attributing<'a>,
        rates: Option<Rates>,
        day: NaiveDate,
        balances: Balances,
    ) -> Self {
        Running {
            book,
            attributing,
            day,
            balances,
            rates,
            joined: Amount::ZERO,
            months_from: day,
            months: 0,
            lines: Vec::new(),
            payments: Vec::new(),
            stretches: Vec::new(),
            charges_paid: Amount::ZERO,
            carried: Amount::ZERO,
            because: Vec::new(),
        }
    }

    /// Begins the test of the ceiling anew with the next day: nothing is owed now, and what came before is closed.
    pub fn begin_test(&mut self) {
        self.stretches.clear();
        self.charges_paid = Amount::ZERO;
        self.carried = Amount::ZERO;
    }

    /// Moves to a later day without interest, where the rate is not known or none is charged. Nothing joins the principal
    /// meanwhile.
    pub fn idle(&mut self, to: NaiveDate) -> Result<(), Refusal> {
        if to <= self.day {
            return Ok(());
        }
        self.day = to;
        loop {
            let joining = self.next_joining()?;
            if joining > to || joining == NaiveDate::MAX {
                return Ok(());
            }
            self.months += 1;
        }
    }

    /// Lets interest accrue up to and including a day.
    pub fn advance(&mut self, to: NaiveDate) -> Result<(), Refusal> {
        while self.day < to {
            let from = self.day.succ_opt().ok_or_else(beyond_range)?;
            let joining = self.next_joining()?;
            let change = self.rates.as_ref().and_then(|r| r.overdue.as_ref()).map(|(day, _)| *day);
            let mut end = to.min(joining);
            if let Some(before) = change.filter(|day| *day > from).and_then(|day| day.pred_opt()) {
                end = end.min(before);
            }
            let charged = self.accrue(from, end)?;
            self.stretch(from, end, charged)?;
            self.day = end;
            if end == joining {
                self.months += 1;
                if self.compounds(end) {
                    self.joined = self.balances.all_interest();
                }
            }
        }
        Ok(())
    }

    /// The last day of the month that runs, counted from the day after the start by corresponding days.
    fn next_joining(&self) -> Result<NaiveDate, Refusal> {
        let compounding = self
            .rates
            .as_ref()
            .is_some_and(|r| r.ordinary.iter().chain(r.overdue.iter().map(|(_, t)| t)).any(monthly));
        if !compounding {
            return Ok(NaiveDate::MAX);
        }
        self.months_from
            .succ_opt()
            .and_then(|first| first.checked_add_months(Months::new(self.months + 1)))
            .and_then(|day| day.pred_opt())
            .ok_or_else(beyond_range)
    }

    /// Whether unpaid interest joins on a day: either term of the contract may say so.
    fn compounds(&self, day: NaiveDate) -> bool {
        self.rates.as_ref().is_some_and(|r| {
            r.ordinary.as_ref().is_some_and(monthly)
                || r.overdue.as_ref().is_some_and(|(from, term)| *from <= day && monthly(term))
        })
    }

    /// Books the lines of a stretch without a change and says what they add up to.
    fn accrue(&mut self, from: NaiveDate, to: NaiveDate) -> Result<Amount, Refusal> {
        let Some(rates) = &self.rates else { return Ok(Amount::ZERO) };
        let overdue = rates.overdue.as_ref().filter(|(day, _)| *day <= from);
        let (kind, term) = match (overdue, &rates.ordinary) {
            (Some((_, term)), _) => (Charge::OverdueInterest, term),
            (None, Some(term)) => (Charge::Interest, term),
            (None, None) => return Ok(Amount::ZERO),
        };
        let mut booked = lines(kind, self.balances.principal, term, from, to)?;
        booked.extend(lines(Charge::CompoundInterest, self.joined, term, from, to)?);
        let mut charged = Amount::ZERO;
        for line in booked {
            let charge = self.balances.charge_mut(line.kind);
            *charge = plus(*charge, line.amount)?;
            charged = plus(charged, line.amount)?;
            if !self.book.is_wordless() {
                self.because.push(line.reason(self.book));
            }
            self.lines.push(line);
        }
        self.balances.checked_total()?;
        Ok(charged)
    }

    /// Adds days to the running stretch of constant principal, or begins a new one.
    fn stretch(&mut self, from: NaiveDate, to: NaiveDate, charged: Amount) -> Result<(), Refusal> {
        let principal = self.balances.principal;
        // Days before anything is owed are no part of the test.
        if self.stretches.is_empty() && self.balances.total().is_zero() {
            return Ok(());
        }
        match self.stretches.last_mut() {
            Some(last) if last.principal == principal && last.to.succ_opt() == Some(from) => {
                last.to = to;
                last.charges = plus(last.charges, charged)?;
            }
            _ => {
                let charges = plus(charged, std::mem::take(&mut self.carried))?;
                self.stretches.push(Stretch { from, to, principal, charges, allowed: None });
            }
        }
        Ok(())
    }

    /// Books a charge that the creditor posted, into the stretch of its day.
    pub fn charge(&mut self, charge: Charge, amount: Amount) -> Result<(), Refusal> {
        let balance = self.balances.charge_mut(charge);
        *balance = plus(*balance, amount)?;
        self.balances.checked_total()?;
        match self.stretches.last_mut() {
            Some(last) => last.charges = plus(last.charges, amount)?,
            None => self.carried = plus(self.carried, amount)?,
        }
        Ok(())
    }

    /// Lends more, at the end of the running day.
    pub fn lend(&mut self, amount: Amount) -> Result<(), Refusal> {
        self.balances.principal = plus(self.balances.principal, amount)?;
        self.balances.checked_total().map(|_| ())
    }

    /// Applies a payment at the end of the running day. Under a ceiling that is applied, charges over it get nothing:
    /// the creditor gives them up, so that they must not stand before principal.
    pub fn pay(&mut self, amount: Amount, ceiling: Option<&Ceiling>) -> Result<Applied, Refusal> {
        let held = match ceiling.filter(|c| c.apply == CapUse::Yes) {
            Some(ceiling) => {
                let over = ceiling.over(&self.stretches, self.balances.charges(), self.charges_paid)?;
                self.balances.take(over, &ceiling.rates.give_up)
            }
            None => Balances::default(),
        };
        let owed = Owed {
            fees: self.balances.fees,
            interest: self.balances.all_interest(),
            penalty: self.balances.penalty,
            principal: self.balances.principal,
            late_performance: Amount::ZERO,
        };
        let ask = OrderAsk {
            on: self.day,
            product: self.attributing.product,
            overdue_since: self.attributing.overdue_since,
            contract: self.attributing.contract,
            enforced: false,
        };
        let answer = attribution::attribute(self.book, &ask, amount, &owed)?;
        let applied = answer.value;
        self.balances.principal = self.balances.principal - applied.to_principal;
        self.balances.take(applied.to_fees, &[Charge::Fees]);
        self.balances.take(applied.to_penalty, &[Charge::Penalty]);
        // The oldest kind first: interest, then default interest, then what both bore.
        self.balances.take(
            applied.to_interest,
            &[Charge::Interest, Charge::OverdueInterest, Charge::CompoundInterest],
        );
        self.balances = self.balances + held;
        self.joined = self.joined.min(self.balances.all_interest());
        self.charges_paid =
            sum([self.charges_paid, applied.to_fees, applied.to_penalty, applied.to_interest])?;
        let held_back = held.charges();
        if !self.book.is_wordless() {
            self.because.extend(answer.because);
        }
        if !held_back.is_zero() {
            self.because.push(Reason::new(
                "rate-cap",
                "",
                format!("截至{}，超过上限的息费{}不参与冲抵", date::chinese(self.day), yuan(held_back)),
            ));
        }
        self.payments.push(AppliedPayment { on: self.day, amount, applied, held_back, after: self.balances });
        Ok(applied)
    }
}

fn monthly(term: &Term) -> bool {
    term.compounding == Compounding::Monthly
}
