//! One line of interest.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{DayBasis, Term, inclusive};
use crate::domain::contract::{Per, Rate};
use crate::domain::{Amount, date};
use crate::rules::answer::{Reason, Refusal};
use crate::rules::balances::Charge;
use crate::rules::rounding::{beyond_range, rounded};
use crate::rules::rulebook::Rulebook;
use crate::rules::schema::{Series, Title, Valued};
use crate::rules::wording::yuan;

/// What a kind of interest rests on: an entry of the table `interest`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterestRule {
    /// Its id: `overdue-interest`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// The provision over time.
    pub values: Series<CountedOn>,
}

/// What a kind of interest is counted on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedOn {
    /// Principal or unpaid interest.
    pub on: Base,
}

/// What a line is counted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// 本金
    Principal,
    /// 已到结息日而未支付的利息
    UnpaidInterest,
}

impl Valued for InterestRule {
    type Value = CountedOn;

    fn parts(&self) -> (&str, &Title, &Series<CountedOn>) {
        (&self.id, &self.title, &self.values)
    }
}

/// One line of interest: one base, one rate, one stretch of days, one rounding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Which interest.
    pub kind: Charge,
    /// First day, counted.
    pub from: NaiveDate,
    /// Last day, counted.
    pub to: NaiveDate,
    /// Days.
    pub days: i64,
    /// The sum that bears interest.
    pub base: Amount,
    /// The rate as a fraction.
    pub rate: Rate,
    /// What the rate is counted by.
    pub per: Per,
    /// The days of the year of a yearly rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_basis: Option<u16>,
    /// Interest before rounding, in yuan.
    #[serde(skip)]
    pub exact: Decimal,
    /// Interest, rounded to 分.
    pub amount: Amount,
    /// The clause of the contract.
    #[serde(skip)]
    pub clause: Option<String>,
}

impl Line {
    /// The line in words, with its source.
    pub fn reason(&self, book: &Rulebook) -> Reason {
        Reason::new(self.kind.rule(), self.source(book), self.words())
    }

    /// The contract's clause and the provision that lets it bear interest.
    pub(in crate::rules) fn source(&self, book: &Rulebook) -> String {
        let law = book.interest.get(self.kind.rule()).and_then(|r| r.values.on(self.to));
        match (&self.clause, law.map(|d| &d.source)) {
            (Some(clause), Some(law)) => format!("合同{clause}；{law}"),
            (Some(clause), None) => format!("合同{clause}"),
            (None, Some(law)) => law.to_string(),
            (None, None) => String::new(),
        }
    }

    /// `利息：2026年7月1日至2026年7月31日，31天：38,652.41元×0.05%×31天=599.11元`.
    pub fn words(&self) -> String {
        use std::fmt::Write as _;
        let mut out = String::with_capacity(160);
        let (kind, days) = (self.kind.words(), self.days);
        let rate = (self.rate.fraction() * Decimal::ONE_HUNDRED).normalize();
        // Writing into a String cannot fail.
        let _ = write!(out, "{kind}：{}至{}", date::chinese(self.from), date::chinese(self.to));
        let _ = write!(out, "，{days}天：{}×{rate}%", yuan(self.base));
        if let Some(year) = self.day_basis {
            let _ = write!(out, "÷{year}");
        }
        let _ = write!(out, "×{days}天={}", yuan(self.amount));
        out
    }
}

/// The lines of a constant base and rate from one day to another, both counted: one line, or one for each stretch of
/// calendar years of the same length where the year counts as it is. None where `to` is before `from` or the base is zero.
pub(in crate::rules) fn lines(
    kind: Charge,
    base: Amount,
    term: &Term,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Line>, Refusal> {
    let mut out = Vec::new();
    let mut start = from;
    while start <= to && !base.is_zero() {
        let end = term.basis.map_or(to, |basis: DayBasis| basis.constant_until(start, to));
        let days = inclusive(start, end);
        let (dividend, divisor) = term.per_yuan(days, start);
        let exact = base.to_decimal().checked_mul(dividend).ok_or_else(beyond_range)? / divisor;
        out.push(Line {
            kind,
            from: start,
            to: end,
            days,
            base,
            rate: term.rate,
            per: term.per(),
            day_basis: term.basis.map(|b| b.year_of(start)),
            exact,
            amount: rounded(exact)?,
            clause: term.clause.clone(),
        });
        start = end.succ_opt().ok_or_else(beyond_range)?;
    }
    Ok(out)
}
