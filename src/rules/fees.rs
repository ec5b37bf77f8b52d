//! Court and arbitration fees: progressive slices over an amount, exact in every slice, the fee rounded once.
//!
//! Courts round to 分, 角 or 元 and no text says which: the caller does. A computed fee is an estimate until the court's
//! own notice.

use std::fmt;
use std::marker::PhantomData;

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::de::{self, Deserializer, IntoDeserializer};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Reason, Refusal, Ruled};
use super::rounding::{beyond_range, rounded};
use super::rulebook::Rulebook;
use super::schema::{Check, Dated, Series, Title, Valued};
use super::wording::{exact, percent, yuan};
use crate::domain::Amount;
use crate::domain::contract::Rate;

/// To what a fee is rounded, half up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeeRounding {
    /// 分
    #[default]
    Fen,
    /// 角
    Jiao,
    /// 元
    Yuan,
}

impl FeeRounding {
    fn round(self, fee: Decimal) -> Result<Amount, Refusal> {
        let places = match self {
            FeeRounding::Fen => return rounded(fee),
            FeeRounding::Jiao => 1,
            FeeRounding::Yuan => 0,
        };
        rounded(fee.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero))
    }

    const fn unit(self) -> &'static str {
        match self {
            FeeRounding::Fen => "分",
            FeeRounding::Jiao => "角",
            FeeRounding::Yuan => "元",
        }
    }
}

/// Why an acceptance fee is halved. Several together halve it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Halving {
    /// The case ends in mediation.
    Mediation,
    /// The suit is withdrawn.
    Withdrawal,
    /// Summary procedure, small claims among it.
    Summary,
    /// A counterclaim or a third party's claim is tried together.
    Counterclaim,
    /// The ground is not said.
    Unsaid,
}

impl Halving {
    const fn words(self) -> &'static str {
        match self {
            Halving::Mediation => "调解结案",
            Halving::Withdrawal => "申请撤诉",
            Halving::Summary => "适用简易程序",
            Halving::Counterclaim => "反诉合并审理",
            Halving::Unsaid => "符合减半情形",
        }
    }
}

/// The least and the most, the same where the law gives one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Band<T> {
    /// The least.
    pub min: T,
    /// The most.
    pub max: T,
}

impl<'de, T: Deserialize<'de> + Copy> Deserialize<'de> for Band<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de> + Copy> de::Visitor<'de> for Visitor<T> {
            type Value = Band<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a figure in quotes, or two as [least, most]")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Band<T>, E> {
                T::deserialize(text.into_deserializer()).map(|one| Band { min: one, max: one })
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<Band<T>, A::Error> {
                let [min, max] = <[T; 2]>::deserialize(de::value::SeqAccessDeserializer::new(seq))?;
                Ok(Band { min, max })
            }
        }
        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

/// One slice of a scale: from above the slice before, up to and including `up_to`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slice {
    /// Upper end, included. The last slice has none.
    #[serde(default)]
    pub up_to: Option<Amount>,
    /// The whole fee of the slice, however much of it is used.
    #[serde(default)]
    pub flat: Option<Band<Amount>>,
    /// The rate on the part of the amount that lies in the slice.
    #[serde(default)]
    pub rate: Option<Band<Rate>>,
}

/// The unrounded fee of another entry, divided.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The other entry.
    pub of: String,
    /// By what it is divided.
    pub divisor: u8,
}

/// How a fee is found: by a scale, as a share of another, or a fixed sum.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRule {
    /// A progressive scale, lowest slice first.
    #[serde(default)]
    pub slices: Vec<Slice>,
    /// The most that a scale leads to.
    #[serde(default)]
    pub cap: Option<Amount>,
    /// A share of another fee.
    #[serde(default)]
    pub share: Option<Share>,
    /// A sum that depends on no amount.
    #[serde(default)]
    pub fixed: Option<Band<Amount>>,
}

/// One kind of fee: an entry of the table `fees`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Its id: `acceptance-fee`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// The arbitration institution whose own scale it is, by full name.
    #[serde(default)]
    pub institution: Option<String>,
    /// The rule over time.
    pub values: Series<FeeRule>,
}

impl Valued for Fee {
    type Value = FeeRule;

    fn parts(&self) -> (&str, &Title, &Series<FeeRule>) {
        (&self.id, &self.title, &self.values)
    }

    fn check_values(&self, check: &mut Check<'_>) {
        for dated in self.values.iter() {
            let from = format!("from: {}", dated.from);
            let rule = &dated.value;
            let shapes = [!rule.slices.is_empty(), rule.share.is_some(), rule.fixed.is_some()];
            if shapes.iter().filter(|s| **s).count() != 1 || (rule.cap.is_some() && rule.slices.is_empty()) {
                check.report("E-RULES-FEE-SHAPE", &[&from]);
            }
            if rule.share.as_ref().is_some_and(|s| s.divisor == 0) {
                check.report("E-RULES-FEE-DIVISOR", &[&from]);
            }
            if let Some(line) = slices_fault(&rule.slices) {
                check.report("E-RULES-FEE-SLICES", &[&from]).put("slice", line);
            }
        }
    }

    fn resolve_values(&self, book: &Rulebook, check: &mut Check<'_>) {
        for share in self.values.iter().filter_map(|d| d.value.share.as_ref()) {
            let of = book.fees.get(&share.of);
            if of.is_none_or(|of| of.values.iter().any(|d| d.value.slices.is_empty())) {
                check
                    .report("E-RULES-UNKNOWN-REFERENCE", &[&share.of])
                    .put("found", &share.of)
                    .put("table", "fees");
            }
        }
    }
}

/// The number, from 1, of the first slice that does not continue the one before: each has `flat` or `rate` and not both,
/// the ends rise, the last has none, and no least exceeds its most.
fn slices_fault(slices: &[Slice]) -> Option<usize> {
    let mut below = Amount::ZERO;
    for (i, slice) in slices.iter().enumerate() {
        let last = i + 1 == slices.len();
        let one_of = slice.flat.is_some() != slice.rate.is_some();
        let ordered = slice.flat.is_none_or(|b| b.min <= b.max && !b.min.is_negative())
            && slice.rate.is_none_or(|b| b.min <= b.max);
        let rises = slice.up_to.map_or(last, |end| !last && end > below);
        if !one_of || !ordered || !rises {
            return Some(i + 1);
        }
        below = slice.up_to.unwrap_or(below);
    }
    None
}

/// What a fee is asked for.
#[derive(Clone, Copy, Debug)]
pub struct FeeAsk {
    /// The sum claimed, enforced or preserved; above zero.
    pub amount: Amount,
    /// The day whose rules apply.
    pub on: NaiveDate,
    /// The court's way of rounding.
    pub rounding: FeeRounding,
}

/// 案件受理费 of a property case, halved once where there is any ground.
///
/// # Errors
/// `R-FEE-AMOUNT` for an amount of zero or less, `R-FEE-DATE` before the first rule.
pub fn acceptance(book: &Rulebook, ask: &FeeAsk, grounds: &[Halving]) -> Ruled<Amount> {
    let Some(first) = grounds.first() else { return single(book, "acceptance-fee", ask) };
    let answer = single(book, "acceptance-fee-halved", ask)?;
    let mut grounds = grounds.to_vec();
    grounds.sort_unstable();
    grounds.dedup();
    let words: Vec<_> = grounds.iter().map(|g| g.words()).collect();
    let detail = if grounds.len() > 1 {
        format!("{}，有多个减半事由，只减半一次", words.join("、"))
    } else {
        format!("{}，减半交纳", first.words())
    };
    let source = answer.because.first().map_or_else(String::new, |r| r.source.clone());
    let why = Reason::new("acceptance-fee-halved", source, detail).resting_on(answer.because);
    Ok(Answer::new(answer.value, vec![why]))
}

/// 支付令申请费.
///
/// # Errors
/// As [`acceptance`].
pub fn payment_order(book: &Rulebook, ask: &FeeAsk) -> Ruled<Amount> {
    single(book, "payment-order-fee", ask)
}

/// 财产保全申请费, of the value actually to be preserved.
///
/// # Errors
/// As [`acceptance`].
pub fn preservation(book: &Rulebook, ask: &FeeAsk) -> Ruled<Amount> {
    single(book, "preservation-fee", ask)
}

/// 执行申请费, of the sum enforced.
///
/// # Errors
/// As [`acceptance`].
pub fn enforcement(book: &Rulebook, ask: &FeeAsk) -> Ruled<Amount> {
    single(book, "enforcement-fee", ask)
}

/// 仲裁案件受理费: the national band, or an institution's own scale where a table has it.
///
/// # Errors
/// As [`acceptance`].
pub fn arbitration(book: &Rulebook, ask: &FeeAsk, institution: Option<&str>) -> Ruled<Band<Amount>> {
    let own = institution.and_then(|name| {
        book.fees.iter().find(|fee| fee.institution.as_deref() == Some(name)).map(|fee| fee.id.clone())
    });
    let mut answer = banded(book, own.as_deref().unwrap_or("arbitration-fee"), ask)?;
    if let (Some(name), None, Some(reason)) = (institution, &own, answer.because.first_mut()) {
        reason.detail.push_str(&format!("；未收录{name}自定的标准，按全国幅度计算"));
    }
    Ok(answer)
}

/// Any fee by its id; `amount` is not looked at where the fee is a fixed sum.
///
/// # Errors
/// As [`acceptance`], and `R-FEE-UNKNOWN` for an id that no table has.
pub fn banded(book: &Rulebook, id: &str, ask: &FeeAsk) -> Ruled<Band<Amount>> {
    let (band, reason) = unrounded(book, id, ask)?;
    let value = Band { min: ask.rounding.round(band.min)?, max: ask.rounding.round(band.max)? };
    let fee = if value.min == value.max {
        yuan(value.min)
    } else {
        format!("{}至{}", yuan(value.min), yuan(value.max))
    };
    let detail = format!("{}；四舍五入至{}：{fee}", reason.detail, ask.rounding.unit());
    Ok(Answer::new(value, vec![Reason { detail, ..reason }]))
}

fn single(book: &Rulebook, id: &str, ask: &FeeAsk) -> Ruled<Amount> {
    let answer = banded(book, id, ask)?;
    let band = answer.value;
    if band.min != band.max {
        return Err(Refusal::new(
            "R-FEE-BAND",
            format!("{id}：{}至{}", yuan(band.min), yuan(band.max)),
            "该项费用为幅度，由法院或者仲裁机构确定",
        ));
    }
    Ok(answer.map(|band| band.min))
}

/// The exact fee and how it came about.
fn unrounded(book: &Rulebook, id: &str, ask: &FeeAsk) -> Result<(Band<Decimal>, Reason), Refusal> {
    let fee = book
        .fees
        .get(id)
        .ok_or_else(|| Refusal::new("R-FEE-UNKNOWN", id, "收费标准表中没有该项，见 sucheng rules list"))?;
    let dated = fee.values.on(ask.on).ok_or_else(|| {
        Refusal::new(
            "R-FEE-DATE",
            format!("{}在{}的标准", fee.title.zh, ask.on),
            "表中没有该日有效的收费标准",
        )
    })?;
    let rule = &dated.value;
    if let Some(fixed) = rule.fixed {
        let band = Band { min: fixed.min.to_decimal(), max: fixed.max.to_decimal() };
        return Ok((band, reason(fee, dated, format!("每件{}", band_words(band)))));
    }
    if ask.amount <= Amount::ZERO {
        return Err(Refusal::new(
            "R-FEE-AMOUNT",
            "标的额",
            format!("{}按金额计收，金额应大于零", fee.title.zh),
        ));
    }
    if let Some(share) = &rule.share {
        let (whole, why) = unrounded(book, &share.of, ask)?;
        let divisor = Decimal::from(share.divisor);
        let band = Band { min: whole.min / divisor, max: whole.max / divisor };
        let detail = format!("{}÷{}={}", band_words(whole), share.divisor, band_words(band));
        return Ok((band, reason(fee, dated, detail).resting_on(vec![why])));
    }
    let (band, steps) = climb(&rule.slices, ask.amount)?;
    let mut detail = format!("以{}为基数：{}，合计{}", yuan(ask.amount), steps.join("；"), band_words(band));
    let band = match rule.cap.map(Amount::to_decimal) {
        Some(cap) if band.max > cap => {
            detail.push_str(&format!("，最高不超过{}", exact(cap)));
            Band { min: band.min.min(cap), max: cap }
        }
        _ => band,
    };
    Ok((band, reason(fee, dated, detail)))
}

fn reason(fee: &Fee, dated: &Dated<FeeRule>, detail: String) -> Reason {
    let detail = match &dated.note {
        Some(note) => format!("{}：{detail}（{note}）", fee.title.zh),
        None => format!("{}：{detail}", fee.title.zh),
    };
    Reason::new(fee.id.clone(), dated.source.to_string(), detail)
}

/// Adds up the slices that the amount reaches.
fn climb(slices: &[Slice], amount: Amount) -> Result<(Band<Decimal>, Vec<String>), Refusal> {
    let mut sum = Band { min: Decimal::ZERO, max: Decimal::ZERO };
    let mut steps = Vec::with_capacity(slices.len());
    let mut below = Amount::ZERO;
    for slice in slices {
        let part = slice.up_to.map_or(amount, |end| end.min(amount)) - below;
        let label = match slice.up_to {
            Some(end) if below.is_zero() => format!("不超过{}的部分", yuan(end)),
            Some(end) => format!("超过{}至{}的部分", yuan(below), yuan(end)),
            None => format!("超过{}的部分", yuan(below)),
        };
        if let Some(flat) = slice.flat {
            let flat = Band { min: flat.min.to_decimal(), max: flat.max.to_decimal() };
            add(&mut sum, flat)?;
            steps.push(format!("{label}{}", band_words(flat)));
        } else if let Some(rate) = slice.rate {
            let of = |rate: Rate| part.to_decimal().checked_mul(rate.fraction()).ok_or_else(beyond_range);
            let fee = Band { min: of(rate.min)?, max: of(rate.max)? };
            add(&mut sum, fee)?;
            let rates = if rate.min == rate.max {
                percent(rate.min.fraction())
            } else {
                format!("{}至{}", percent(rate.min.fraction()), percent(rate.max.fraction()))
            };
            steps.push(format!("{label}{}×{rates}={}", yuan(part), band_words(fee)));
        }
        match slice.up_to {
            Some(end) if amount > end => below = end,
            _ => break,
        }
    }
    Ok((sum, steps))
}

fn add(sum: &mut Band<Decimal>, fee: Band<Decimal>) -> Result<(), Refusal> {
    sum.min = sum.min.checked_add(fee.min).ok_or_else(beyond_range)?;
    sum.max = sum.max.checked_add(fee.max).ok_or_else(beyond_range)?;
    Ok(())
}

fn band_words(band: Band<Decimal>) -> String {
    if band.min == band.max { exact(band.min) } else { format!("{}至{}", exact(band.min), exact(band.max)) }
}
