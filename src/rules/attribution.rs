//! In which order a payment that does not cover everything is applied (冲抵顺序).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Reason, Refusal, Ruled};
use super::rulebook::Rulebook;
use super::schema::{Check, Dated, Series, Title, Valued};
use super::wording::yuan;
use crate::domain::contract::Component;
use crate::domain::{Amount, Product, date};

/// What a payment can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Costs of enforcing the claim, and fees.
    Fees,
    /// Interest of every kind.
    Interest,
    /// Penalty (违约金).
    Penalty,
    /// Principal.
    Principal,
    /// The doubled part of late performance (加倍部分债务利息).
    LatePerformance,
}

impl Target {
    /// Its name in documents.
    pub const fn words(self) -> &'static str {
        match self {
            Target::Fees => "费用",
            Target::Interest => "利息",
            Target::Penalty => "违约金",
            Target::Principal => "本金",
            Target::LatePerformance => "加倍部分债务利息",
        }
    }
}

impl From<Component> for Target {
    fn from(component: Component) -> Self {
        match component {
            Component::Fees => Target::Fees,
            Component::Interest => Target::Interest,
            Component::Penalty => Target::Penalty,
            Component::Principal => Target::Principal,
        }
    }
}

/// An order, and from which day overdue it holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderBand {
    /// From this day overdue on, counted from 1. Without it the order does not depend on the days overdue.
    #[serde(default)]
    pub from_day: Option<u32>,
    /// First to last.
    pub order: Vec<Target>,
}

/// One order of the law: an entry of the table `attribution`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribution {
    /// Its id: `credit-card`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// The order over time.
    pub values: Series<Vec<OrderBand>>,
}

impl Valued for Attribution {
    type Value = Vec<OrderBand>;

    fn parts(&self) -> (&str, &Title, &Series<Vec<OrderBand>>) {
        (&self.id, &self.title, &self.values)
    }

    fn check_values(&self, check: &mut Check<'_>) {
        for dated in self.values.iter() {
            let from = format!("from: {}", dated.from);
            let bands = &dated.value;
            let complete = |band: &OrderBand| {
                let mut seen = band.order.clone();
                seen.sort_unstable();
                let whole = seen.len();
                seen.dedup();
                // Late performance exists only in enforcement; everything else is always owed or not, never unplaced.
                whole == seen.len() && seen.iter().filter(|t| **t != Target::LatePerformance).count() == 4
            };
            if bands.is_empty() || !bands.iter().all(complete) {
                check.report("E-RULES-ORDER-INCOMPLETE", &[&from]);
            }
            let rises = bands.windows(2).all(|pair| match pair {
                [a, b] => a.from_day.is_some() && a.from_day < b.from_day,
                _ => true,
            });
            if !rises {
                check.report("E-RULES-ORDER-DAYS", &[&from]);
            }
        }
    }
}

/// What decides the order.
#[derive(Clone, Copy, Debug)]
pub struct OrderAsk<'a> {
    /// The day of the payment.
    pub on: NaiveDate,
    /// What was lent.
    pub product: Option<Product>,
    /// The first day overdue, day 1.
    pub overdue_since: Option<NaiveDate>,
    /// The contract's own order, if it has one.
    pub contract: Option<&'a [Component]>,
    /// The payment comes out of enforcement.
    pub enforced: bool,
}

/// The order in which a payment is applied: of the contract, of enforcement, of an overdue card, or of 民法典第561条.
///
/// # Errors
/// `R-ATTRIBUTION-OVERDUE` for a card without its first day overdue, `R-ATTRIBUTION-ORDER` for a contract's order that
/// names something twice, `R-ATTRIBUTION-DATE` before the first rule.
pub fn order(book: &Rulebook, ask: &OrderAsk<'_>) -> Ruled<Vec<Target>> {
    if ask.enforced {
        return of_table(book, "enforcement", ask.on, None);
    }
    if let Some(own) = ask.contract.filter(|own| !own.is_empty()) {
        let (order, why) = of_contract(book, own, ask.on)?;
        return Ok(Answer::new(order, vec![why]));
    }
    if ask.product == Some(Product::CreditCard) {
        let since = ask.overdue_since.ok_or_else(|| {
            Refusal::new(
                "R-ATTRIBUTION-OVERDUE",
                "debt.overdue_since",
                "信用卡还款的冲还顺序取决于逾期天数，请填写逾期首日",
            )
        })?;
        if ask.on >= since {
            let day = (ask.on - since).num_days() + 1;
            return of_table(book, "credit-card", ask.on, Some(day));
        }
    }
    of_table(book, "default", ask.on, None)
}

/// An order and the day overdue from which it holds; no day where it does not depend on that.
pub type FromDay = (Option<u32>, Vec<Target>);

/// Every order that may hold for an account under the rules of a day, each with the day overdue from which it does; none
/// where the order does not depend on that.
///
/// # Errors
/// Those of [`order`].
pub fn orders(book: &Rulebook, ask: &OrderAsk<'_>) -> Result<Vec<FromDay>, Refusal> {
    let own = ask.contract.is_some_and(|own| !own.is_empty());
    if own || ask.enforced || ask.product != Some(Product::CreditCard) {
        return Ok(vec![(None, order(book, ask)?.value)]);
    }
    let (_, dated) = lookup(book, "credit-card", ask.on)?;
    Ok(dated.value.iter().map(|band| (band.from_day, band.order.clone())).collect())
}

/// The order for what pays everything: any gives the same, so that the facts an order rests on are not needed.
///
/// # Errors
/// `R-ATTRIBUTION-DATE` before the first rule.
pub fn any_order(book: &Rulebook, on: NaiveDate) -> Ruled<Vec<Target>> {
    let Answer { value, because } = of_table(book, "default", on, None)?;
    let detail = "还款足以清偿全部欠款，冲抵顺序不影响结果";
    Ok(Answer::new(value, vec![Reason::new("attribution-whole", "", detail).resting_on(because)]))
}

fn of_table(book: &Rulebook, id: &str, on: NaiveDate, day: Option<i64>) -> Ruled<Vec<Target>> {
    let (entry, dated) = lookup(book, id, on)?;
    let band = dated
        .value
        .iter()
        .rev()
        .find(|band| band.from_day.is_none_or(|from| day.is_some_and(|day| day >= i64::from(from))))
        .ok_or_else(|| no_order(&entry.title.zh, on))?;
    let detail = book.words(|| {
        let counted = day.map_or_else(String::new, |day| format!("{}为逾期第{day}天，", date::chinese(on)));
        format!("{}：{counted}依次冲抵{}", entry.title.zh, words(&band.order))
    });
    let why = Reason::new(format!("attribution-{id}"), dated.source.text(), detail);
    Ok(Answer::new(band.order.clone(), vec![why]))
}

/// The law of an entry of the table on a day; empty where there is none.
pub(super) fn source(book: &Rulebook, id: &str, on: NaiveDate) -> String {
    lookup(book, id, on).map_or_else(|_| String::new(), |(_, dated)| dated.source.to_string())
}

fn lookup<'b>(
    book: &'b Rulebook,
    id: &str,
    on: NaiveDate,
) -> Result<(&'b Attribution, &'b Dated<Vec<OrderBand>>), Refusal> {
    let entry = book.attribution.get(id).ok_or_else(|| no_order(id, on))?;
    let dated = entry.values.on(on).ok_or_else(|| no_order(&entry.title.zh, on))?;
    Ok((entry, dated))
}

fn no_order(what: &str, on: NaiveDate) -> Refusal {
    Refusal::new(
        "R-ATTRIBUTION-DATE",
        format!("{what}在{}的规定", date::chinese(on)),
        "表中没有该日有效的冲抵顺序，请在合同中注明约定顺序（contract.attribution）",
    )
}

/// The contract's order. What it leaves out follows in the order of the law, the penalty right after interest.
fn of_contract(book: &Rulebook, own: &[Component], on: NaiveDate) -> Result<(Vec<Target>, Reason), Refusal> {
    let mut order: Vec<Target> = own.iter().copied().map(Target::from).collect();
    let mut seen = order.clone();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() != order.len() {
        return Err(Refusal::new(
            "R-ATTRIBUTION-ORDER",
            "contract.attribution",
            "合同约定的冲抵顺序中有重复的项目，每项只写一次",
        ));
    }
    let mut added = Vec::new();
    if !order.contains(&Target::Penalty)
        && let Some(at) = order.iter().position(|t| *t == Target::Interest)
    {
        order.insert(at + 1, Target::Penalty);
        added.push(Target::Penalty);
    }
    let (_, law) = lookup(book, "default", on)?;
    for target in law.value.iter().flat_map(|band| &band.order) {
        if !order.contains(target) {
            order.push(*target);
            added.push(*target);
        }
    }
    let mut detail = format!("合同约定的顺序：依次冲抵{}", words(&order));
    if !added.is_empty() {
        detail.push_str(&format!("（合同未列{}，按法定顺序补列）", words(&added)));
    }
    Ok((order, Reason::new("attribution-contract", law.source.to_string(), detail)))
}

fn words(order: &[Target]) -> String {
    order.iter().map(|t| t.words()).collect::<Vec<_>>().join("、")
}

/// What is owed when a payment comes in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Owed {
    /// Fees.
    pub fees: Amount,
    /// Interest of every kind.
    pub interest: Amount,
    /// Penalty.
    pub penalty: Amount,
    /// Principal.
    pub principal: Amount,
    /// The doubled part of late performance.
    pub late_performance: Amount,
}

impl Owed {
    /// Whether an amount pays all of it.
    fn is_covered_by(&self, amount: Amount) -> bool {
        let parts = [self.fees, self.interest, self.penalty, self.principal, self.late_performance];
        let sum = parts.into_iter().try_fold(Amount::ZERO, Amount::checked_add);
        sum.is_some_and(|sum| amount >= sum)
    }

    const fn of(&self, target: Target) -> Amount {
        match target {
            Target::Fees => self.fees,
            Target::Interest => self.interest,
            Target::Penalty => self.penalty,
            Target::Principal => self.principal,
            Target::LatePerformance => self.late_performance,
        }
    }
}

/// Where a payment went. The parts add up to the payment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Applied {
    /// To fees.
    pub to_fees: Amount,
    /// To interest.
    pub to_interest: Amount,
    /// To the penalty.
    pub to_penalty: Amount,
    /// To principal.
    pub to_principal: Amount,
    /// To the doubled part of late performance.
    pub to_late_performance: Amount,
    /// Left when nothing more is owed.
    pub left: Amount,
}

impl Applied {
    /// `冲抵利息500元、本金500元`.
    pub fn words(&self) -> String {
        let parts = [
            (self.to_fees, "费用"),
            (self.to_interest, "利息"),
            (self.to_penalty, "违约金"),
            (self.to_principal, "本金"),
            (self.to_late_performance, "加倍部分债务利息"),
        ];
        let mut out: Vec<String> = parts
            .iter()
            .filter(|(amount, _)| !amount.is_zero())
            .map(|(amount, what)| format!("{what}{}", yuan(*amount)))
            .collect();
        if !self.left.is_zero() {
            out.push(format!("多付{}", yuan(self.left)));
        }
        format!("冲抵{}", out.join("、"))
    }
}

/// Applies a payment in an order.
pub fn apply(payment: Amount, owed: &Owed, order: &[Target]) -> Applied {
    let mut applied = Applied::default();
    let mut left = payment;
    for &target in order {
        let part = left.min(owed.of(target));
        let to = match target {
            Target::Fees => &mut applied.to_fees,
            Target::Interest => &mut applied.to_interest,
            Target::Penalty => &mut applied.to_penalty,
            Target::Principal => &mut applied.to_principal,
            Target::LatePerformance => &mut applied.to_late_performance,
        };
        *to = *to + part;
        left = left - part;
    }
    applied.left = left;
    applied
}

/// Applies one payment to what is owed. Where it pays everything, no order is needed.
///
/// # Errors
/// Those of [`order`], and `R-ATTRIBUTION-AMOUNT` where the payment is not above zero or something owed is below it.
pub fn attribute(book: &Rulebook, ask: &OrderAsk<'_>, payment: Amount, owed: &Owed) -> Ruled<Applied> {
    let below = [owed.fees, owed.interest, owed.penalty, owed.principal, owed.late_performance];
    if payment <= Amount::ZERO || below.iter().any(|a| a.is_negative()) {
        return Err(Refusal::new(
            "R-ATTRIBUTION-AMOUNT",
            "还款额或欠款额",
            "还款额应大于零，欠款各项不得为负",
        ));
    }
    let order = match order(book, ask) {
        Err(refusal) if refusal.code == "R-ATTRIBUTION-OVERDUE" && owed.is_covered_by(payment) => {
            any_order(book, ask.on)?
        }
        order => order?,
    };
    let applied = apply(payment, owed, &order.value);
    let detail =
        book.words(|| format!("{}还款{}：{}", date::chinese(ask.on), yuan(payment), applied.words()));
    let source = order.because.first().map_or_else(String::new, |r| r.source.clone());
    let why = Reason::new("attribution", source, detail).resting_on(order.because);
    Ok(Answer::new(applied, vec![why]))
}
