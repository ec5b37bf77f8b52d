//! The ceiling on all charges together, by kind of lender: 24 % for licensed lenders, four times the LPR for private ones.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Reason, Refusal, Ruled};
use super::balances::Charge;
use super::interest::{DayBasis, inclusive};
use super::lpr::{self, LprTerm};
use super::rounding::beyond_range;
use super::rulebook::Rulebook;
use super::schema::{Check, Dated, Series, Sources, Title, Valued};
use super::wording::percent;
use crate::domain::contract::Rate;
use crate::domain::party::Lender;
use crate::domain::{Amount, date};

/// Which day decides the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecidedBy {
    /// The day of the claim.
    Claim,
    /// The day the contract was made.
    Contract,
}

/// What happens to contracts older than the newest rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// Contracts made before this day keep their ceiling up to the day before it.
    pub from: NaiveDate,
    /// Where that stands.
    pub source: Sources,
}

/// A yearly rate, or a multiple of the one-year LPR.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceiling {
    /// A yearly rate as a fraction.
    #[serde(default)]
    pub apr: Option<Rate>,
    /// So many times the one-year LPR of the deciding day.
    #[serde(default)]
    pub lpr_multiple: Option<u8>,
}

/// The ceiling of one kind of lender: an entry of the table `caps`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// Its id, the kind of lender: `licensed`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// Which day decides.
    pub by: DecidedBy,
    /// Older contracts.
    #[serde(default)]
    pub transition: Option<Transition>,
    /// Into how many days the yearly rate is divided.
    pub day_basis: DayBasis,
    /// Which charge is given up first.
    pub give_up: Vec<Charge>,
    /// The ceiling over time.
    pub values: Series<Ceiling>,
}

impl Valued for Cap {
    type Value = Ceiling;

    fn parts(&self) -> (&str, &Title, &Series<Ceiling>) {
        (&self.id, &self.title, &self.values)
    }

    fn check_values(&self, check: &mut Check<'_>) {
        for dated in self.values.iter() {
            let one_of = dated.value.apr.is_some() != dated.value.lpr_multiple.is_some();
            if !one_of {
                check.report("E-RULES-CAP-SHAPE", &[&format!("from: {}", dated.from)]);
            }
        }
        let mut all = self.give_up.clone();
        all.sort_unstable();
        if all != Charge::ALL {
            check.report("E-RULES-CAP-GIVE-UP", &["give_up"]);
        }
    }
}

/// What decides a ceiling.
#[derive(Clone, Copy, Debug)]
pub struct CapAsk {
    /// The kind of lender.
    pub lender: Lender,
    /// When the contract was made.
    pub signed_on: Option<NaiveDate>,
    /// The day of the claim; for older private loans it stands for the day of suit.
    pub claimed_on: NaiveDate,
    /// Whether an LPR past the table's end is refused.
    pub strict: bool,
}

/// A ceiling and the last day up to which it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CapRate {
    /// The last day; `None` for the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// A yearly rate as a fraction.
    pub rate: Rate,
}

/// The ceilings of a claim, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CapRates {
    /// Rates and until when they hold.
    pub rates: Vec<CapRate>,
    /// Into how many days the yearly rate is divided.
    pub day_basis: DayBasis,
    /// Which charge is given up first.
    #[serde(skip)]
    pub give_up: Vec<Charge>,
    /// Rests on an LPR that may have changed.
    pub provisional: bool,
}

impl CapRates {
    /// What may be charged on a sum from one day to another, both counted, before rounding.
    pub(super) fn allowance(&self, base: Amount, from: NaiveDate, to: NaiveDate) -> Result<Decimal, Refusal> {
        let mut sum = Decimal::ZERO;
        let mut start = from;
        for step in &self.rates {
            let end = step.until.map_or(to, |until| until.min(to));
            if end >= start {
                sum += allowance(base, step.rate, self.day_basis, start, end)?;
                start = end.succ_opt().ok_or_else(beyond_range)?;
            }
        }
        Ok(sum)
    }
}

/// What a yearly ceiling allows on a sum from one day to another, both counted, before rounding.
pub(super) fn allowance(
    base: Amount,
    cap: Rate,
    basis: DayBasis,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Decimal, Refusal> {
    let mut sum = Decimal::ZERO;
    let mut start = from;
    while start <= to {
        let end = basis.constant_until(start, to);
        let days = Decimal::from(inclusive(start, end));
        let yearly = base.to_decimal().checked_mul(cap.fraction() * days).ok_or_else(beyond_range)?;
        sum += yearly / basis.divisor(start);
        start = end.succ_opt().ok_or_else(beyond_range)?;
    }
    Ok(sum)
}

const fn id(lender: Lender) -> &'static str {
    match lender {
        Lender::Licensed => "licensed",
        Lender::Microloan => "microloan",
        Lender::Private => "private",
    }
}

/// The day basis by which a ceiling given as a bare yearly rate is tested.
///
/// # Errors
/// `R-CAP-DATE` where a workspace removed the table.
pub fn day_basis(book: &Rulebook) -> Result<DayBasis, Refusal> {
    let id = id(Lender::Licensed);
    book.caps.get(id).map(|cap| cap.day_basis).ok_or_else(|| no_cap(id))
}

fn no_cap(what: &str) -> Refusal {
    Refusal::new("R-CAP-DATE", what, "规则表中没有适用于该日期的利率上限，请人工核对")
}

/// The ceiling on all charges of a claim.
///
/// # Errors
/// `R-CAP-SIGNED` where the day of the contract decides and is not known, `R-CAP-DATE` before the first rule,
/// those of [`lpr::on`].
pub fn rates(book: &Rulebook, ask: &CapAsk) -> Ruled<CapRates> {
    let cap = book.caps.get(id(ask.lender)).ok_or_else(|| no_cap(id(ask.lender)))?;
    let decided_on = match cap.by {
        DecidedBy::Claim => ask.claimed_on,
        DecidedBy::Contract => ask.signed_on.ok_or_else(|| {
            Refusal::new(
                "R-CAP-SIGNED",
                "contract.signed_on",
                format!("{}以合同成立日确定，请填写签订日期", cap.title.zh),
            )
        })?,
    };
    let mut out = CapRates {
        rates: Vec::new(),
        day_basis: cap.day_basis,
        give_up: cap.give_up.clone(),
        provisional: false,
    };
    let mut because = Vec::new();
    let old = cap.transition.as_ref().filter(|t| decided_on < t.from);
    let first = step(book, cap, decided_on, ask.strict, &mut out, &mut because)?;
    match old {
        Some(transition) => {
            let until = transition.from.pred_opt().ok_or_else(beyond_range)?;
            out.rates.push(CapRate { until: Some(until), rate: first });
            let rate = if ask.claimed_on >= transition.from {
                step(book, cap, ask.claimed_on, ask.strict, &mut out, &mut because)?
            } else {
                first
            };
            out.rates.push(CapRate { until: None, rate });
            because.push(Reason::new(
                "rate-cap-transition",
                transition.source.to_string(),
                format!(
                    "合同成立于{}之前：至{}止按{}，其后按起诉时（以{}计）的标准{}",
                    date::chinese(transition.from),
                    date::chinese(until),
                    percent(first.fraction()),
                    date::chinese(ask.claimed_on),
                    percent(rate.fraction()),
                ),
            ));
        }
        None => out.rates.push(CapRate { until: None, rate: first }),
    }
    Ok(Answer::new(out, because))
}

/// The ceiling of one deciding day.
fn step(
    book: &Rulebook,
    cap: &Cap,
    day: NaiveDate,
    strict: bool,
    out: &mut CapRates,
    because: &mut Vec<Reason>,
) -> Result<Rate, Refusal> {
    let dated: &Dated<Ceiling> = cap.values.on(day).ok_or_else(|| {
        let first = cap.values.first_day().map_or_else(String::new, date::chinese);
        Refusal::new(
            "R-CAP-DATE",
            format!("{}在{}的标准", cap.title.zh, date::chinese(day)),
            format!("表中的标准自{first}起，更早的合同请人工核对"),
        )
    })?;
    let note = dated.note.as_deref().map_or_else(String::new, |n| format!("（{n}）"));
    let source = dated.source.to_string();
    if let Some(apr) = dated.value.apr {
        let detail = format!("{}：年利率{}{note}", cap.title.zh, percent(apr.fraction()));
        because.push(Reason::new("rate-cap", source, detail));
        return Ok(apr);
    }
    let multiple = dated.value.lpr_multiple.ok_or_else(|| no_cap(&cap.title.zh))?;
    let lpr = lpr::on(book, day, LprTerm::OneYear, strict)?;
    out.provisional |= lpr.value.provisional;
    let rate = Rate::new((lpr.value.rate.fraction() * Decimal::from(multiple)).normalize())
        .ok_or_else(beyond_range)?;
    let detail = format!(
        "{}：{}一年期LPR {}的{multiple}倍，即年利率{}{note}",
        cap.title.zh,
        date::chinese(day),
        percent(lpr.value.rate.fraction()),
        percent(rate.fraction()),
    );
    because.push(Reason::new("rate-cap", source, detail).resting_on(lpr.because));
    Ok(rate)
}
