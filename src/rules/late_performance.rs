//! Late performance of a judgment (迟延履行): the doubled part, a flat daily rate on the judgment debt without its general
//! interest, never compounded and paid last. What becomes of a judgment debt as payments come in: `judgment_debt`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Reason, Refusal, Ruled};
use super::interest::inclusive;
use super::rounding::{beyond_range, rounded, sum};
use super::rulebook::Rulebook;
use super::schema::{Series, Title, Valued};
use super::wording::{percent, yuan};
use crate::domain::contract::Rate;
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

impl Valued for DailyRate {
    type Value = Rate;

    fn parts(&self) -> (&str, &Title, &Series<Rate>) {
        (&self.id, &self.title, &self.values)
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
    let segments = lines(book, base, from, to)?;
    let because = segments.iter().map(|line| line.reason(book)).collect();
    let interest = sum(segments.iter().map(|line| line.amount))?;
    Ok(Answer::new(LateInterest { interest, days: inclusive(from, to), segments }, because))
}

/// Lines of a constant base, split where the rate changes; none where `to` is before `from` or the base is zero.
pub(super) fn lines(
    book: &Rulebook,
    base: Amount,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<LateLine>, Refusal> {
    let entry = book.late_performance.get(ID).ok_or_else(|| no_rate(from, None))?;
    let mut out = Vec::new();
    let mut start = from;
    while start <= to && !base.is_zero() {
        let dated = entry.values.on(start).ok_or_else(|| no_rate(start, entry.values.first_day()))?;
        let change = entry.values.iter().map(|d| d.from).find(|day| *day > start);
        let end = match change.and_then(|day| day.pred_opt()) {
            Some(before) => before.min(to),
            None => dated.until.map_or(to, |until| until.min(to)),
        };
        out.push(LateLine::new(start, end, base, dated.value)?);
        start = end.succ_opt().ok_or_else(beyond_range)?;
    }
    Ok(out)
}

impl LateLine {
    /// So much on a base over days of one rate, both ends counted.
    pub(super) fn new(from: NaiveDate, to: NaiveDate, base: Amount, rate: Rate) -> Result<Self, Refusal> {
        let days = inclusive(from, to);
        let per_yuan = rate.fraction() * rust_decimal::Decimal::from(days);
        let amount = rounded(base.to_decimal().checked_mul(per_yuan).ok_or_else(beyond_range)?)?;
        Ok(LateLine { from, to, days, base, rate, amount })
    }

    /// The line in words, with its source.
    pub(super) fn reason(&self, book: &Rulebook) -> Reason {
        let entry = book.late_performance.get(ID);
        let detail = format!(
            "{}：{}至{}，{}天：{}×{}×{}天={}",
            entry.map_or("", |entry| &entry.title.zh),
            date::chinese(self.from),
            date::chinese(self.to),
            self.days,
            yuan(self.base),
            percent(self.rate.fraction()),
            self.days,
            yuan(self.amount),
        );
        Reason::new(ID, source(book, self.from), detail)
    }
}

/// What the doubled part, and what is said of general interest beside it, rests on. General interest of earlier days than
/// the table's is computed as the decision says all the same.
pub(crate) fn source(book: &Rulebook, on: NaiveDate) -> String {
    let entry = book.late_performance.get(ID);
    let dated = entry.and_then(|entry| entry.values.on(on).or_else(|| entry.values.iter().next()));
    dated.map_or_else(String::new, |dated| dated.source.to_string())
}

fn no_rate(day: NaiveDate, first: Option<NaiveDate>) -> Refusal {
    let first = first.map_or_else(String::new, date::chinese);
    Refusal::new(
        "R-LATE-DATE",
        format!("{}的迟延履行利息标准", date::chinese(day)),
        format!("表中的标准自{first}起，此前的迟延履行期间按当时的规定计算，请人工核对"),
    )
}
