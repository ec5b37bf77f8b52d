//! Interest on a fixed sum: what `calc interest` answers.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Line, Term, inclusive, lines};
use crate::domain::Amount;
use crate::domain::contract::{Per, Rate};
use crate::rules::answer::{Answer, Reason, Refusal, Ruled};
use crate::rules::balances::Charge;
use crate::rules::caps;
use crate::rules::rounding::{rounded, sum};
use crate::rules::rulebook::Rulebook;
use crate::rules::wording::{percent, yuan};

/// What is asked.
#[derive(Clone, Debug)]
pub struct PlainAsk {
    /// The sum; zero or more.
    pub principal: Amount,
    /// The rate as a fraction.
    pub rate: Rate,
    /// By day or by year.
    pub per: Per,
    /// The day basis, needed with a yearly rate: 360, 365, or 366 for the actual year.
    pub day_basis: Option<u16>,
    /// First day, counted.
    pub from: NaiveDate,
    /// Last day, counted.
    pub to: NaiveDate,
    /// A ceiling as a yearly fraction: `0.24`.
    pub cap: Option<Rate>,
}

/// Interest on a fixed sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlainInterest {
    /// What may be claimed: the sum of the lines, or the cap if that is less.
    pub interest: Amount,
    /// Days, both ends counted.
    pub days: i64,
    /// Whether the cap cut the figure.
    pub capped: bool,
    /// The sum of the lines.
    pub uncapped: Amount,
    /// What the cap allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Amount>,
    /// What the cap takes away.
    pub given_up: Amount,
    /// The lines, before the cap.
    pub segments: Vec<Line>,
}

/// Simple interest on a fixed sum, both days counted.
///
/// # Errors
/// `R-INTEREST-DATES` where the last day is before the first, `R-INTEREST-PRINCIPAL` for a sum below zero,
/// `R-INTEREST-DAY-BASIS` where a yearly rate has no day basis.
pub fn plain(book: &Rulebook, ask: &PlainAsk) -> Ruled<PlainInterest> {
    if ask.to < ask.from {
        return Err(Refusal::new(
            "R-INTEREST-DATES",
            format!("{}至{}", ask.from, ask.to),
            "计息止日早于起日，首尾两日均计息",
        ));
    }
    if ask.principal.is_negative() {
        return Err(Refusal::new("R-INTEREST-PRINCIPAL", "本金", "本金不得为负"));
    }
    let written = crate::domain::contract::InterestTerm {
        rate: ask.rate,
        per: ask.per,
        day_basis: ask.day_basis,
        compounding: Default::default(),
        clause: None,
    };
    let term = Term::of(&written, "contract.terms.interest")?;
    let segments = lines(Charge::Interest, ask.principal, &term, ask.from, ask.to)?;
    let uncapped: Amount = sum(segments.iter().map(|line| line.amount))?;
    let mut because: Vec<Reason> = segments.iter().map(|line| line.reason(book)).collect();
    let allowed = match ask.cap {
        Some(cap) => {
            let basis = caps::day_basis(book)?;
            let exact = caps::allowance(ask.principal, cap, basis, ask.from, ask.to)?;
            let allowed = rounded(exact)?;
            let detail = format!(
                "上限：{}×{}÷{}×{}天={}，{}",
                yuan(ask.principal),
                percent(cap.fraction()),
                u16::from(basis),
                inclusive(ask.from, ask.to),
                yuan(allowed),
                if uncapped > allowed {
                    format!("超出{}，减至上限", yuan(uncapped - allowed))
                } else {
                    "未超过".to_owned()
                }
            );
            because.push(Reason::new("rate-cap", "按给定的年利率上限", detail));
            Some(allowed)
        }
        None => None,
    };
    let interest = allowed.map_or(uncapped, |allowed| uncapped.min(allowed));
    let value = PlainInterest {
        interest,
        days: inclusive(ask.from, ask.to),
        capped: interest < uncapped,
        uncapped,
        allowed,
        given_up: uncapped - interest,
        segments,
    };
    Ok(Answer::new(value, because))
}
