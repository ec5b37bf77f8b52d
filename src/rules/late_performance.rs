//! Late performance of a judgment (迟延履行): the doubled part, a flat daily rate on the judgment debt without its general
//! interest, never compounded and paid last.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Reason, Refusal, Ruled};
use super::attribution::{self, Applied, OrderAsk, Owed};
use super::interest::inclusive;
use super::rounding::{beyond_range, plus, rounded, sum};
use super::rulebook::Rulebook;
use super::schema::{Check, Entry, Provenance, Series, Title};
use super::wording::{percent, yuan};
use crate::domain::contract::Rate;
use crate::domain::debt::Payment;
use crate::domain::{Amount, date};

/// The rate over time: the entry of the table `late-performance`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DailyRate {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// The rate by day as a fraction.
    pub values: Series<Rate>,
}

impl Entry for DailyRate {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &Title {
        &self.title
    }

    fn provenance(&self) -> Vec<Provenance<'_>> {
        self.values.provenance()
    }

    fn check(&self, check: &mut Check<'_>) {
        self.values.check(check);
    }
}

const ID: &str = "late-performance";

/// One line of the doubled part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LateLine {
    /// First day, counted.
    pub from: NaiveDate,
    /// Last day, counted.
    pub to: NaiveDate,
    /// Days.
    pub days: i64,
    /// The unpaid judgment debt without its general interest.
    pub base: Amount,
    /// The rate by day as a fraction.
    pub rate: Rate,
    /// The line, rounded to 分.
    pub amount: Amount,
}

/// The doubled part over a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LateInterest {
    /// The sum of the lines.
    pub interest: Amount,
    /// Days, both ends counted.
    pub days: i64,
    /// The lines.
    pub segments: Vec<LateLine>,
}

/// The doubled part on a fixed base, both days counted.
///
/// # Errors
/// `R-LATE-DATES` where the last day is before the first, `R-LATE-BASE` for a base below zero, `R-LATE-DATE` for days
/// before 法释〔2014〕8号, to which the earlier rule applies.
pub fn doubled(book: &Rulebook, base: Amount, from: NaiveDate, to: NaiveDate) -> Ruled<LateInterest> {
    if to < from {
        return Err(Refusal::new(
            "R-LATE-DATES",
            format!("{from}至{to}"),
            "迟延履行期间的止日早于起日，首尾两日均计算",
        ));
    }
    if base.is_negative() {
        return Err(Refusal::new("R-LATE-BASE", "基数", "尚未清偿的金钱债务不得为负"));
    }
    let (segments, because) = lines(book, base, from, to)?;
    let interest = sum(segments.iter().map(|line| line.amount))?;
    Ok(Answer::new(LateInterest { interest, days: inclusive(from, to), segments }, because))
}

/// Lines of a constant base, split where the rate changes.
fn lines(
    book: &Rulebook,
    base: Amount,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<(Vec<LateLine>, Vec<Reason>), Refusal> {
    let entry = book.late_performance.get(ID).ok_or_else(|| no_rate(from, None))?;
    let (mut out, mut because) = (Vec::new(), Vec::new());
    let mut start = from;
    while start <= to && !base.is_zero() {
        let dated = entry.values.on(start).ok_or_else(|| no_rate(start, entry.values.first_day()))?;
        let change = entry.values.iter().map(|d| d.from).find(|day| *day > start);
        let end = match change.and_then(|day| day.pred_opt()) {
            Some(before) => before.min(to),
            None => dated.until.map_or(to, |until| until.min(to)),
        };
        let days = inclusive(start, end);
        let rate = dated.value;
        let per_yuan = rate.fraction() * rust_decimal::Decimal::from(days);
        let amount = rounded(base.to_decimal().checked_mul(per_yuan).ok_or_else(beyond_range)?)?;
        let detail = format!(
            "{}：{}至{}，{days}天：{}×{}×{days}天={}",
            entry.title.zh,
            date::chinese(start),
            date::chinese(end),
            yuan(base),
            percent(rate.fraction()),
            yuan(amount),
        );
        because.push(Reason::new(ID, dated.source.to_string(), detail));
        out.push(LateLine { from: start, to: end, days, base, rate, amount });
        start = end.succ_opt().ok_or_else(beyond_range)?;
    }
    Ok((out, because))
}

fn no_rate(day: NaiveDate, first: Option<NaiveDate>) -> Refusal {
    let first = first.map_or_else(String::new, date::chinese);
    Refusal::new(
        "R-LATE-DATE",
        format!("{}的迟延履行利息标准", date::chinese(day)),
        format!("表中的标准自{first}起，此前的迟延履行期间按当时的规定计算，请人工核对"),
    )
}

/// A payment out of enforcement and where it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Distributed {
    /// The day.
    pub on: NaiveDate,
    /// How much.
    pub amount: Amount,
    /// Where it went.
    pub applied: Applied,
}

/// A judgment debt in enforcement at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Enforced {
    /// Lines of the doubled part, split at every payment.
    pub lines: Vec<LateLine>,
    /// The doubled part that accrued.
    pub doubled: Amount,
    /// What is still owed, `late_performance` among it.
    pub owed: Owed,
    /// Payments and where they went.
    pub payments: Vec<Distributed>,
}

/// Follows a judgment debt from the first day of lateness: the doubled part accrues on everything but general interest;
/// each payment, its day counted, goes to the judgment debt first and to the doubled part last.
///
/// `owed` is what the judgment gives on the day before `from`, its general interest as computed by the caller. Payments
/// before `from` and after `to` are not looked at.
///
/// # Errors
/// Those of [`doubled`] and of [`attribution::order`].
pub fn enforce(
    book: &Rulebook,
    owed: &Owed,
    from: NaiveDate,
    to: NaiveDate,
    payments: &[Payment],
) -> Ruled<Enforced> {
    let mut state = Enforced { lines: Vec::new(), doubled: Amount::ZERO, owed: *owed, payments: Vec::new() };
    let mut because = Vec::new();
    let mut due: Vec<&Payment> = payments.iter().filter(|p| p.on >= from && p.on <= to).collect();
    due.sort_by_key(|p| p.on);
    let mut start = from;
    for payment in due {
        accrue(book, &mut state, start, payment.on, &mut because)?;
        start = payment.on.succ_opt().ok_or_else(beyond_range)?;
        let ask =
            OrderAsk { on: payment.on, product: None, overdue_since: None, contract: None, enforced: true };
        let answer = attribution::attribute(book, &ask, payment.amount, &state.owed)?;
        let to = answer.value;
        state.owed = Owed {
            fees: state.owed.fees - to.to_fees,
            interest: state.owed.interest - to.to_interest,
            penalty: state.owed.penalty - to.to_penalty,
            principal: state.owed.principal - to.to_principal,
            late_performance: state.owed.late_performance - to.to_late_performance,
        };
        state.payments.push(Distributed { on: payment.on, amount: payment.amount, applied: to });
        because.extend(answer.because);
    }
    accrue(book, &mut state, start, to, &mut because)?;
    Ok(Answer::new(state, because))
}

fn accrue(
    book: &Rulebook,
    state: &mut Enforced,
    from: NaiveDate,
    to: NaiveDate,
    because: &mut Vec<Reason>,
) -> Result<(), Refusal> {
    let base = sum([state.owed.fees, state.owed.penalty, state.owed.principal])?;
    let (lines, reasons) = lines(book, base, from, to)?;
    let late = sum(lines.iter().map(|line| line.amount))?;
    state.doubled = plus(state.doubled, late)?;
    state.owed.late_performance = plus(state.owed.late_performance, late)?;
    state.lines.extend(lines);
    because.extend(reasons);
    Ok(())
}
