//! How a debt was reckoned, in words: rates, orders of attribution, the test of the ceiling.

use super::phrases::{bare, clause, day, percent, rate_of, sum_of};
use crate::domain::Case;
use crate::domain::contract::{Compounding, InterestTerm};
use crate::domain::debt::{CapTest, CapUse};
use crate::domain::party::Lender;
use crate::rules::attribution::{FromDay, Target};
use crate::rules::claim::{CapBasis, CapResult};

/// The contract's rates and standards, a text each: `利息：日利率万分之五（第八条）`.
pub fn rates_of(case: &Case) -> Vec<String> {
    let Some(terms) = &case.contract.terms else { return Vec::new() };
    let rate = |word: &str, term: &InterestTerm| {
        let compound = if term.compounding == Compounding::Monthly { "，按月计收复利" } else { "" };
        format!("{word}：{}{compound}{}", rate_of(term), clause(term.clause.as_deref()))
    };
    let interest = terms.interest.as_ref().map(|t| rate("利息", t));
    let overdue = terms.overdue_interest.as_ref().map(|t| rate("罚息", t));
    let penalty =
        terms.penalty.as_ref().map(|p| format!("违约金：{}{}", bare(&p.text), clause(p.clause.as_deref())));
    [interest, overdue, penalty].into_iter().flatten().collect()
}

/// `费用、利息、违约金、本金`, or for each stretch of days overdue. `None` where no order is known.
pub fn orders(orders: &[FromDay]) -> Option<String> {
    let words = |order: &[Target]| {
        let words: Vec<&str> = order.iter().map(|target| target.words()).collect();
        words.join("、")
    };
    let pieces: Vec<String> = orders
        .iter()
        .enumerate()
        .map(|(i, (from, order))| {
            let next = orders.get(i + 1).and_then(|(day, _)| *day);
            match (from, next) {
                (Some(1) | None, Some(next)) => {
                    format!("逾期第{}日（含）以前：{}", next.saturating_sub(1), words(order))
                }
                (Some(from), Some(next)) => {
                    format!("逾期第{from}日至第{}日：{}", next.saturating_sub(1), words(order))
                }
                (Some(from), None) if *from > 1 => format!("逾期第{from}日起：{}", words(order)),
                (_, None) => words(order),
            }
        })
        .collect();
    (!pieces.is_empty()).then(|| pieces.join("；"))
}

/// What the ceiling is called and how its test came out.
pub fn capped(test: &CapResult, lender: Option<Lender>) -> (String, String) {
    let rate = test.rates.rates.last().map(|r| percent(r.rate)).unwrap_or_default();
    let name = match lender {
        Some(Lender::Private) => format!("四倍LPR上限（{rate}）校验"),
        _ => format!("{rate}上限校验"),
    };
    let how = match test.test {
        CapTest::Cumulative => "累计计算",
        CapTest::Segment => "按本金不变的各期间分段计算",
    };
    let outcome = match (test.excess.is_zero(), test.apply) {
        (true, _) => "未超过上限".to_owned(),
        (false, CapUse::Yes) => format!("超过{}，不予主张", sum_of(test.given_up)),
        (false, CapUse::Warn) => format!("超过{}", sum_of(test.excess)),
    };
    let base = match test.basis {
        CapBasis::Ledger => "按账单所示本金变动",
        CapBasis::Totals => "以截至日本金视为不变",
    };
    let text = format!(
        "{}至{}，{base}、{how}：息费合计{}，上限{}，{outcome}",
        day(test.from),
        day(test.to),
        sum_of(test.charged),
        sum_of(test.allowed),
    );
    (name, text)
}
