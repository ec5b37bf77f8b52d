//! Small pieces of sentences.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::docket::money::{CapKind, CapNote, Money, MoneyLine, Part};
use crate::domain::case::{Case, Product};
use crate::domain::contract::{Compounding, Contract, InterestTerm, PenaltyTerm, Per, Rate};
use crate::domain::date;
use crate::domain::money::Amount;

/// `2026年1月5日`.
pub fn day(date: NaiveDate) -> String {
    date::chinese(date)
}

/// `38,652.41元`.
pub fn sum_of(amount: Amount) -> String {
    format!("{}元", amount.grouped())
}

/// Pieces joined by `、`.
pub fn joined(pieces: &[String]) -> String {
    pieces.join("、")
}

/// A title in 《》, not doubled.
pub fn quoted(title: &str) -> String {
    if title.starts_with('《') { title.to_owned() } else { format!("《{title}》") }
}

/// A contract's number behind its name: `（编号：GD-1）`. Nothing where it has none.
pub fn numbered(number: Option<&str>) -> String {
    number.map_or_else(String::new, |number| format!("（编号：{number}）"))
}

/// The contract's title in 《》 with its number, where it has a title.
pub fn contract_titled(contract: &Contract) -> Option<String> {
    let title = contract.title.as_deref()?;
    Some(format!("{}{}", quoted(title), numbered(contract.number.as_deref())))
}

/// A text that goes on inside a sentence: without stops at its end.
pub fn bare(text: &str) -> &str {
    text.trim().trim_end_matches(['。', '；', '，', '、', '.', ';', ','])
}

/// The day of the figures, and what was taken since off those parts that a sum is made of, where that is something:
/// `2026年6月30日`, `2026年6月30日（扣除其后还款抵充的1,000.00元后）`.
pub fn until(money: &Money, of: impl Fn(Part) -> bool) -> String {
    let lines: Vec<&MoneyLine> = money.lines.iter().filter(|l| of(l.part)).collect();
    let off = taken_off(&lines).map_or_else(String::new, |off| format!("（扣除{off}后）"));
    format!("{}{off}", day(money.as_of))
}

/// A sum as the figures state it and what is left of it now, without the 元 at its end: `37,652.41`,
/// `38,652.41元，扣除其后还款抵充的1,000.00元后为37,652.41`.
pub fn left(money: &Money, of: impl Fn(Part) -> bool) -> String {
    let lines: Vec<&MoneyLine> = money.lines.iter().filter(|l| of(l.part)).collect();
    let claimed: Amount = lines.iter().map(|l| l.claimed).sum();
    let stated: Amount = lines.iter().map(|l| l.stated).sum();
    match taken_off(&lines) {
        Some(off) => format!("{}，扣除{off}后为{}", sum_of(stated), claimed.grouped()),
        None => claimed.grouped(),
    }
}

/// What payments since and sums given up took off these parts.
fn taken_off(lines: &[&MoneyLine]) -> Option<String> {
    let paid: Amount = lines.iter().map(|l| l.paid).sum();
    let given_up: Amount = lines.iter().map(|l| l.given_up).sum();
    let told = [("其后还款抵充的", paid), ("不予主张的", given_up)];
    let told: Vec<String> = told
        .iter()
        .filter(|(_, sum)| !sum.is_zero())
        .map(|(word, sum)| format!("{word}{}", sum_of(*sum)))
        .collect();
    (!told.is_empty()).then(|| told.join("及"))
}

/// What the principal is called.
pub fn principal_word(case: &Case) -> &'static str {
    match case.product {
        Some(Product::CreditCard) => "透支本金",
        _ => "借款本金",
    }
}

/// A fraction in percent: `18.25%`.
pub fn percent(rate: Rate) -> String {
    format!("{}%", (rate.fraction() * Decimal::ONE_HUNDRED).normalize())
}

/// A rate as contracts word it: `日利率万分之五`, `日利率0.045%`, `年利率7.2%（一年按360日计）`.
pub fn rate_of(term: &InterestTerm) -> String {
    match term.per {
        Per::Day => {
            let ten_thousandths = (term.rate.fraction() * Decimal::from(10_000)).normalize();
            match ten_thousandths.to_usize().filter(|n| (1..10).contains(n)) {
                Some(n) if ten_thousandths.is_integer() => {
                    format!("日利率万分之{}", super::numeral(n))
                }
                _ => format!("日利率{}", percent(term.rate)),
            }
        }
        Per::Year => {
            let year = match term.day_basis {
                Some(366) => "（一年按实际天数计）".to_owned(),
                Some(days) => format!("（一年按{days}日计）"),
                None => String::new(),
            };
            format!("年利率{}{year}", percent(term.rate))
        }
    }
}

/// What the contract says of one kind of charge: `按日利率万分之五计收，按月计收复利（第八条）`.
fn charge(word: &str, term: &InterestTerm) -> String {
    let compound =
        if term.compounding == Compounding::Monthly { "，未付利息按月计收复利" } else { "" };
    format!("{word}按{}计算{compound}{}", rate_of(term), clause(term.clause.as_deref()))
}

/// A clause in brackets, or nothing.
pub fn clause(clause: Option<&str>) -> String {
    clause.map_or_else(String::new, |c| format!("（{}）", bare(c)))
}

/// What the contract says of interest and penalty, one piece each.
pub fn terms_of(case: &Case) -> Vec<String> {
    let Some(terms) = &case.contract.terms else { return Vec::new() };
    let interest = terms.interest.as_ref().map(|t| charge("利息", t));
    let overdue = terms.overdue_interest.as_ref().map(|t| charge("逾期罚息", t));
    let penalty =
        terms.penalty.as_ref().map(|p| format!("违约金为{}{}", bare(&p.text), clause(p.clause.as_deref())));
    [interest, overdue, penalty].into_iter().flatten().collect()
}

/// The standard by which one part is charged, for a table; `None` where the contract states none.
pub fn standard(case: &Case, part: Part) -> Option<String> {
    let terms = case.contract.terms.as_ref()?;
    match part {
        Part::Interest => terms.interest.as_ref().map(rate_of),
        Part::OverdueInterest => terms.overdue_interest.as_ref().map(rate_of),
        Part::CompoundInterest => {
            let compound = |t: &&InterestTerm| t.compounding == Compounding::Monthly;
            terms
                .overdue_interest
                .as_ref()
                .filter(compound)
                .or(terms.interest.as_ref().filter(compound))
                .map(|_| "按月计收".to_owned())
        }
        Part::Penalty => terms.penalty.as_ref().map(|p| bare(&p.text).to_owned()),
        Part::Principal | Part::Fees => None,
    }
}

/// The cap as a claim words it: `以上息费合计以不超过年利率24%为限`.
pub fn cap(note: &CapNote) -> String {
    match note.kind {
        CapKind::TwentyFourPercent => format!("以上息费合计以不超过年利率{}为限", percent(note.rate)),
        CapKind::FourTimesLpr => format!(
            "以上利息、违约金等合计以不超过合同成立时一年期贷款市场报价利率的四倍（即年利率{}）为限",
            percent(note.rate)
        ),
    }
}

/// The charge above which nothing is claimed: `年利率24%`.
pub fn cap_rate(note: &CapNote) -> String {
    match note.kind {
        CapKind::TwentyFourPercent => format!("年利率{}", percent(note.rate)),
        CapKind::FourTimesLpr => {
            format!("合同成立时一年期贷款市场报价利率四倍（即年利率{}）", percent(note.rate))
        }
    }
}

/// Whether the whole loan is due: a card's balance is, a loan after its last day or once it was called.
pub fn matured(case: &Case, on: NaiveDate) -> bool {
    case.product == Some(Product::CreditCard)
        || case.contract.due_on.is_some_and(|due| due < on)
        || case.debt.accelerated.as_ref().is_some_and(|a| a.on <= on)
}

/// The penalty that is claimed until payment.
pub fn penalty_on<'a>(case: &'a Case, money: &Money) -> Option<&'a PenaltyTerm> {
    money.ongoing.as_ref()?;
    case.contract.terms.as_ref()?.penalty.as_ref().filter(|_| money.line(Part::Penalty).is_some())
}

/// Words by which a contract limits a penalty as a whole. 最高 and 最低 are said of each period's.
const LIMITS: [&str; 7] = ["最多", "至多", "不超过", "不得超过", "封顶", "上限", "为限"];

/// The term of a penalty that by its own words comes to an end and is yet claimed until payment.
pub fn capped_penalty<'a>(case: &'a Case, money: &Money) -> Option<&'a str> {
    let text = penalty_on(case, money).filter(|_| ongoing(case, money).is_some())?.text.as_str();
    LIMITS.iter().any(|word| text.contains(word)).then_some(text)
}

/// What goes on accruing until payment: `自2026年7月1日起至实际清偿之日止，以尚欠透支本金为基数、按日利率万分之五计算的利息`, or
/// with several charges `自…止的利息、违约金，其中利息以尚欠透支本金为基数，按日利率万分之五计算，违约金按…计算`. `None` where the claim is a
/// fixed sum or the contract states no rate.
pub fn ongoing(case: &Case, money: &Money) -> Option<String> {
    let ongoing = money.ongoing.as_ref()?;
    let terms = case.contract.terms.as_ref()?;
    // Once all is due, default interest stands in the place of interest where the contract sets its own rate.
    let interest =
        terms.interest.as_ref().filter(|_| terms.overdue_interest.is_none() || !matured(case, ongoing.from));
    let overdue = terms.overdue_interest.as_ref();
    let rated: Vec<(&str, &InterestTerm)> =
        [("利息", interest), ("罚息", overdue)].into_iter().filter_map(|(n, t)| Some((n, t?))).collect();
    let (first, _) = rated.first()?;
    let penalty = penalty_on(case, money);
    let compound = rated.iter().any(|(_, t)| t.compounding == Compounding::Monthly);
    let base = format!("以尚欠{}为基数", principal_word(case));
    let from = format!("自{}起至实际清偿之日止", day(ongoing.from));
    if let ([(name, term)], false, None) = (rated.as_slice(), compound, penalty) {
        return Some(format!("{from}，{base}、按{}计算的{name}", rate_of(term)));
    }
    let mut names: Vec<&str> = rated.iter().map(|(name, _)| *name).collect();
    let mut how: Vec<String> = rated
        .iter()
        .map(|(name, term)| {
            let base = if name == first { format!("{base}，") } else { String::new() };
            format!("{name}{base}按{}计算", rate_of(term))
        })
        .collect();
    if compound {
        names.push("复利");
        how.push("复利按月计收".to_owned());
    }
    if let Some(term) = penalty {
        names.push("违约金");
        how.push(format!("违约金按{}计算", bare(&term.text)));
    }
    Some(format!("{from}的{}，其中{}", names.join("、"), how.join("，")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(rate: &str, per: Per, day_basis: Option<u16>) -> InterestTerm {
        InterestTerm {
            rate: rate.parse().unwrap(),
            per,
            day_basis,
            compounding: Compounding::None,
            clause: None,
        }
    }

    #[test]
    fn rates_as_contracts_word_them() {
        assert_eq!(rate_of(&term("0.0005", Per::Day, Some(365))), "日利率万分之五");
        assert_eq!(rate_of(&term("0.00045", Per::Day, None)), "日利率0.045%");
        assert_eq!(rate_of(&term("0.001", Per::Day, None)), "日利率0.1%");
        assert_eq!(rate_of(&term("0.072", Per::Year, Some(360))), "年利率7.2%（一年按360日计）");
        assert_eq!(rate_of(&term("0.1800", Per::Year, None)), "年利率18%");
    }

    #[test]
    fn titles_and_ends() {
        assert_eq!(quoted("借款合同"), "《借款合同》");
        assert_eq!(quoted("《借款合同》"), "《借款合同》");
        assert_eq!(bare("按5%计收。"), "按5%计收");
    }
}
