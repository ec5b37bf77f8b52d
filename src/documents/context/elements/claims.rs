//! 诉讼请求: the sums and sentences of the complaint in prose, row by row.

use super::answers::Answers;
use super::form::table;
use crate::docket::money::{Money, Part};
use crate::documents::desk::Desk;
use crate::documents::wording::{cap, claims, day, joined, left, numeral, ongoing, sum_of, terms_of, until};
use crate::domain::case::Product;
use crate::domain::money::Amount;
use crate::domain::words::in_words;

/// Fills the rows of the claims.
pub fn answer(desk: &Desk, answers: &mut Answers) {
    let (case, money) = (desk.brief.case, desk.brief.money);
    let nothing = table().nothing.as_str();
    let card = case.product == Some(Product::CreditCard);
    let asked = claims(desk);
    let numbered = asked.texts.iter().enumerate().map(|(i, text)| format!("{}、{text}", numeral(i + 1)));
    answers.row("claims-text").lines("text", numbered.collect());
    answers
        .row("principal")
        .put("as_of", day(money.as_of))
        .put("sum", left(money, |part| part == Part::Principal));

    // Fees are no interest: a card's row names them, a loan's claim for them stands under 其他请求.
    let fees = money.claimed(Part::Fees);
    let charge = |part| part != Part::Principal && (card || part != Part::Fees);
    let default = |part| matches!(part, Part::OverdueInterest | Part::Penalty);
    let until_paid = ongoing(case, money);
    let row = answers.row("interest");
    row.put("as_of", day(money.as_of)).put("charges", left(money, charge));
    row.choose(Some(until_paid.is_some()));
    row.may("after", until_paid.is_some().then(|| day(money.as_of)));
    // What the creditor does not state stays an empty blank, like what the form asks for and nobody claims.
    let some = |of: &dyn Fn(Part) -> bool| {
        let any = money.lines.iter().any(|l| of(l.part) && !l.stated.is_zero());
        any.then(|| left(money, of))
    };
    row.may("interest", some(&|part| part == Part::Interest));
    row.may("compound_interest", some(&|part| part == Part::CompoundInterest));
    row.may("default", some(&default));
    row.put("detail", reckoned(desk, until_paid.as_deref(), !card));
    row.put("method", reckoned(desk, until_paid.as_deref(), !card));

    answers
        .row("security-claimed")
        .choose(Some(!asked.secured.is_empty()))
        .put("content", asked.secured.join("；"));
    let fee = case.debt.costs.as_ref().and_then(|c| c.attorney_fee).filter(|fee| !fee.is_zero());
    answers
        .row("costs-claimed")
        .choose(Some(fee.is_some()))
        .may("detail", fee.map(|fee| format!("律师费{}", sum_of(fee))));
    // The complaint always asks for the costs of the proceedings.
    answers.row("court-costs").tick("yes");
    let early = case.debt.accelerated.as_ref().is_some_and(|a| a.on <= desk.brief.as_of);
    answers.row("early").choose(Some(early)).tick_if(early, "accelerated");
    let other = if card || fees.is_zero() {
        nothing.to_owned()
    } else {
        format!("截至{}的费用{}", until(money, |part| part == Part::Fees), sum_of(fees))
    };
    answers.row("other-claims").put("text", other);
    answers.row("total").put("sum", format!("{}（{}）", sum_of(asked.total), in_words(asked.total)));
}

/// How the charges come about: the parts, what was taken off since, the contract's standards, what goes on accruing, the
/// cap.
fn reckoned(desk: &Desk, until_paid: Option<&str>, loan: bool) -> String {
    let (case, money) = (desk.brief.case, desk.brief.money);
    let parts: Vec<String> = money
        .lines
        .iter()
        .filter(|l| l.part != Part::Principal && !l.claimed.is_zero() && !(loan && l.part == Part::Fees))
        .map(|l| format!("{}{}", l.part.chinese(), sum_of(l.claimed)))
        .collect();
    let mut said = Vec::new();
    if !parts.is_empty() {
        said.push(if loan { format!("以上欠息由{}组成", joined(&parts)) } else { joined(&parts) });
    }
    said.extend(less(money));
    let terms = terms_of(case);
    if loan && !terms.is_empty() {
        said.push(format!("合同约定：{}", terms.join("，")));
    }
    said.extend(until_paid.map(str::to_owned));
    said.extend(money.cap.as_ref().map(cap));
    if said.is_empty() { String::new() } else { format!("{}。", said.join("；")) }
}

/// What payments since and the cap took off the sums claimed.
fn less(money: &Money) -> Option<String> {
    let told = |of: fn(&crate::docket::money::MoneyLine) -> Amount| -> Vec<String> {
        let lines = money.lines.iter().filter(|l| !of(l).is_zero());
        lines.map(|l| format!("{}{}", l.part.chinese(), sum_of(of(l)))).collect()
    };
    let (paid, given_up) = (told(|l| l.paid), told(|l| l.given_up));
    let mut off = Vec::new();
    if !paid.is_empty() {
        off.push(format!("截止日后还款抵充的{}", joined(&paid)));
    }
    if !given_up.is_empty() {
        off.push(format!("不予主张的{}", joined(&given_up)));
    }
    (!off.is_empty()).then(|| format!("已扣除{}", off.join("及")))
}
