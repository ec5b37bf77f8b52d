//! What is asked for: 诉讼请求, 仲裁请求. One claim a sentence, numbered by the page.

use super::phrases::{bare, cap, day, joined, ongoing, principal_word, sum_of, until};
use super::voice::security_only;
use super::{Voice, numeral};
use crate::docket::money::{Money, Part};
use crate::documents::desk::Desk;
use crate::domain::Case;
use crate::domain::contract::{Guarantee, GuaranteeForm, GuaranteeKind, Registration};
use crate::domain::money::Amount;
use crate::domain::party::Debtor;
use crate::domain::words::in_words;

/// The claims and what they come to.
pub struct Claims {
    /// One sentence each, without its number.
    pub texts: Vec<String>,
    /// The claims on guarantees and securities, with the debts by name: for a page that does not number the claims.
    pub secured: Vec<String>,
    /// Everything claimed in money up to the day of the figures (诉讼标的额): principal, charges, lawyer's fee.
    pub total: Amount,
}

/// What is claimed in money in all: the debt and the lawyer's fee.
pub fn claims_total(case: &Case, money: &Money) -> Amount {
    let fee = case.debt.costs.as_ref().and_then(|c| c.attorney_fee);
    money.total() + fee.map_or(Amount::ZERO, |fee| fee)
}

/// `38,652.41元（人民币叁万…）`.
pub fn in_full(amount: Amount) -> String {
    format!("{}（{}）", sum_of(amount), in_words(amount))
}

/// The claims that the facts support, in the order of 民事诉讼文书样式: principal, charges, costs of enforcing the claim,
/// guarantors, securities, costs of the proceedings.
pub fn claims(desk: &Desk) -> Claims {
    let (case, money, voice) = (desk.brief.case, desk.brief.money, desk.voice);
    let ask = voice.ask();
    let owe = voice.borrowers(case);
    let together = if super::voice::borrowers(case).nth(1).is_some() { "共同" } else { "" };
    let claimant = voice.claimant();
    let word = principal_word(case);
    let mut texts = Vec::new();
    let mut total = Amount::ZERO;

    let principal = money.claimed(Part::Principal);
    if !principal.is_zero() {
        texts.push(format!("{ask}{owe}{together}向{claimant}偿还{word}{}", in_full(principal)));
        total = total + principal;
    }
    if let Some(text) = charges(desk, &owe, together) {
        texts.push(text);
        total = total + money.charges();
    }
    if let Some(fee) = case.debt.costs.as_ref().and_then(|c| c.attorney_fee).filter(|fee| !fee.is_zero()) {
        texts.push(format!("{ask}{owe}{together}承担{claimant}为实现债权支出的律师费{}", in_full(fee)));
        total = total + fee;
    }
    let debts = match texts.len() {
        0 | 1 => "上述第一项".to_owned(),
        2 => "上述第一、二项".to_owned(),
        n => format!("上述第一项至第{}项", numeral(n)),
    };
    texts.extend(on_security(desk, &debts));
    let secured = on_security(desk, &by_name(desk));
    texts.push(costs(voice, case));
    if let Some(last) = texts.last_mut() {
        last.push('。');
    }
    let all = texts.len();
    for text in texts.iter_mut().take(all.saturating_sub(1)) {
        text.push('；');
    }
    Claims { texts, secured, total }
}

/// The debts claimed, by name: `上述借款本金、利息、罚息、律师费`.
fn by_name(desk: &Desk) -> String {
    let (case, money) = (desk.brief.case, desk.brief.money);
    let claimed = money.lines.iter().filter(|l| !l.claimed.is_zero());
    let mut names: Vec<String> = claimed
        .map(|l| if l.part == Part::Principal { principal_word(case) } else { l.part.chinese() }.to_owned())
        .collect();
    if ongoing(case, money).is_some() {
        let last = names.pop().unwrap_or_default();
        names.push(format!("{last}（含{}后至实际清偿之日止的息费）", day(money.as_of)));
    }
    if case.debt.costs.as_ref().and_then(|c| c.attorney_fee).is_some_and(|fee| !fee.is_zero()) {
        names.push("律师费".to_owned());
    }
    format!("上述{}", joined(&names))
}

/// The claims on guarantors, then on things given as security.
fn on_security(desk: &Desk, debts: &str) -> Vec<String> {
    let case = desk.brief.case;
    let mut texts = Vec::new();
    for (index, guarantor) in
        case.debtors.iter().enumerate().filter(|(_, d)| case.guarantors().any(|g| g == *d))
    {
        texts.extend(guaranty(desk, index, guarantor, debts));
    }
    for (index, security) in case.guarantees.iter().enumerate() {
        texts.extend(secured(desk, index, security, debts));
    }
    texts
}

/// Interest, penalty and fees up to the day of the figures, and what accrues after it.
fn charges(desk: &Desk, owe: &str, together: &str) -> Option<String> {
    let (case, money, voice) = (desk.brief.case, desk.brief.money, desk.voice);
    let pieces: Vec<String> = money
        .lines
        .iter()
        .filter(|l| l.part != Part::Principal && !l.claimed.is_zero())
        .map(|l| format!("{}{}", l.part.chinese(), sum_of(l.claimed)))
        .collect();
    let limit = money.cap.as_ref().map_or_else(String::new, |note| format!("，{}", cap(note)));
    let until = until(money, |part| part != Part::Principal);
    let stated = match (pieces.as_slice(), money.charges()) {
        ([], _) => None,
        ([_], sum) => {
            let part = money.lines.iter().find(|l| l.part != Part::Principal && !l.claimed.is_zero())?;
            Some(format!("截至{until}的{}{}", part.part.chinese(), in_full(sum)))
        }
        (several, sum) => Some(format!("截至{until}的{}，合计{}", joined(several), in_full(sum))),
    };
    let then = ongoing(case, money);
    let what = match (stated, then) {
        (Some(stated), Some(then)) => format!("{stated}，以及{then}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    Some(format!("{}{owe}{together}向{}支付{what}{limit}", voice.ask(), voice.claimant()))
}

/// What a guarantor is to answer for. A guarantee whose form is not known cannot be claimed: 民法典 686 makes it a general
/// one, which is another claim. Who gave only a thing answers only with the thing.
fn guaranty(desk: &Desk, index: usize, guarantor: &Debtor, debts: &str) -> Option<String> {
    let (case, voice) = (desk.brief.case, desk.voice);
    let given = case
        .guarantees
        .iter()
        .enumerate()
        .find(|(_, g)| g.kind == GuaranteeKind::Guarantee && g.by == guarantor.name);
    let who = voice.named(case, guarantor);
    if security_only(case, guarantor).is_some() {
        return None;
    }
    let Some((at, given)) = given else {
        desk.refuse(
            "E-DRAFT-GUARANTEE",
            &format!("debtors[{index}].role"),
            &[("name", guarantor.name.as_str())],
        );
        return None;
    };
    let limit = given.maximum.map_or_else(String::new, |max| format!("（以最高债权额{}为限）", sum_of(max)));
    match desk.need(&format!("guarantees[{at}].form"), given.form.map(Some))? {
        GuaranteeForm::Joint => Some(format!("{}{who}对{debts}债务承担连带清偿责任{limit}", voice.ask())),
        GuaranteeForm::General => Some(format!(
            "{}{who}对{debts}债务，在{}的财产依法强制执行后仍不能清偿的部分，承担保证责任{limit}",
            voice.ask(),
            voice.borrowers(case)
        )),
    }
}

/// Satisfaction out of a mortgaged or pledged thing. A mortgage on land exists only once registered (民法典 402), so that
/// an unregistered or merely pre-registered one is asked for with a doubt.
fn secured(desk: &Desk, index: usize, security: &Guarantee, debts: &str) -> Option<String> {
    let (case, voice) = (desk.brief.case, desk.voice);
    let word = match security.kind {
        GuaranteeKind::Guarantee => return None,
        GuaranteeKind::Mortgage => "抵押",
        GuaranteeKind::Pledge => "质押",
    };
    let object = desk.need(&format!("guarantees[{index}].object"), security.object.as_deref());
    if security.kind == GuaranteeKind::Mortgage && security.registered != Some(Registration::Formal) {
        desk.doubt(
            "W-DRAFT-UNREGISTERED",
            &format!("guarantees[{index}].registered"),
            &[("name", security.by.as_str())],
        );
    }
    let giver = case.debtors.iter().find(|d| d.name == security.by);
    if giver.is_none() {
        desk.doubt(
            "W-DRAFT-SECURITY-OF-OTHER",
            &format!("guarantees[{index}].by"),
            &[("name", security.by.as_str())],
        );
    }
    let who = giver.map_or_else(|| security.by.clone(), |d| voice.party(case, d));
    let limit =
        security.maximum.map_or_else(String::new, |max| format!("（以最高债权额{}为限）", sum_of(max)));
    Some(format!(
        "{}{}对{who}提供{word}的{}折价或者拍卖、变卖所得价款，在{debts}债权范围内享有优先受偿权{limit}",
        voice.ask(),
        voice.claimant(),
        bare(object)
    ))
}

/// Costs of the proceedings.
fn costs(voice: Voice, case: &Case) -> String {
    let everyone = voice.everyone(case);
    let together = if case.debtors.len() > 1 { "共同" } else { "" };
    let fee =
        case.debt.costs.as_ref().and_then(|c| c.preservation_fee).filter(|fee| !fee.is_zero()).map(sum_of);
    match (voice, fee) {
        (Voice::Arbitration, None) => format!("裁决本案仲裁费用由{everyone}{together}承担"),
        (Voice::Arbitration, Some(fee)) => {
            format!("裁决本案仲裁费用及财产保全费{fee}由{everyone}{together}承担")
        }
        (_, None) => format!("判令本案案件受理费等诉讼费用由{everyone}{together}承担"),
        (_, Some(fee)) => {
            format!("判令本案案件受理费、财产保全费（{fee}）等诉讼费用由{everyone}{together}承担")
        }
    }
}
