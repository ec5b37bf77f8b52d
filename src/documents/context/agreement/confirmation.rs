//! 司法确认申请书.

use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{Citation, borrowers, day, grounds, in_full, joined, sum_of};
use super::super::filing::{cause, value};
use super::super::parts::{Claimant, Respondent, claimant, respondents_as};
use super::contract::{Place, mediated_on, mediators, place, plan};
use super::sides::signs;
use crate::domain::party::Debtor;

#[derive(Serialize)]
struct Confirmation {
    title: &'static str,
    /// The official name of the form.
    form: &'static str,
    date: String,
    claimant: Option<Claimant>,
    respondents: Vec<Respondent>,
    requests: Vec<String>,
    facts: Vec<String>,
    terms: Vec<String>,
    promise: String,
    enclosures: Vec<String>,
    forum: String,
    signatures: Vec<String>,
}

/// 申请书（申请司法确认调解协议用）: both sides together, within thirty days of the mediated agreement (民诉法 205).
pub fn judicial_confirmation_application(desk: &Desk) -> Value {
    let Some(standing) = plan(desk) else { return Value::Null };
    let plan = &standing.plan;
    let case = desk.brief.case;
    if place(desk, plan) != Place::Mediation {
        desk.refuse("E-DRAFT-CONFIRM-NOT-MEDIATED", "", &[]);
    }
    if let Some(number) = desk.brief.case_number {
        // A case before the court ends with a mediation paper of its own.
        desk.refuse("E-DRAFT-CONFIRM-PENDING", "", &[("number", number)]);
    }
    if let Some(last) = desk.brief.confirm_by.filter(|last| *last < desk.brief.as_of) {
        desk.refuse("E-DRAFT-CONFIRM-LATE", "", &[("on", &last.to_string())]);
    }
    let mediators = mediators(desk, plan);
    if mediators.is_none() {
        desk.refuse("E-DRAFT-CONFIRM-MEDIATOR", "", &[]);
    }
    let mut claimant = claimant(desk);
    if let Some(claimant) = &mut claimant {
        claimant.role = "申请人";
    }
    let creditor = case.creditor.as_ref().map_or("", |c| c.name.as_str());
    let others: Vec<&Debtor> = case.debtors.iter().filter(|d| signs(plan, d)).collect();
    let names: Vec<String> = others.iter().map(|d| d.name.clone()).collect();
    let mediators = mediators.unwrap_or_default();
    let agreed = day(mediated_on(desk, plan));
    let owing: Vec<String> = borrowers(case).filter(|d| signs(plan, d)).map(|d| d.name.clone()).collect();
    let mut terms: Vec<String> = plan
        .instalments
        .iter()
        .enumerate()
        .map(|(i, one)| {
            format!(
                "第{}期：{}于{}前（含当日）支付{}",
                i + 1,
                joined(&owing),
                day(one.due),
                sum_of(one.amount)
            )
        })
        .collect();
    if let Some(sum) = plan.waived_if_kept {
        terms.push(format!("按期全部履行的，{creditor}免除其余债务中的{}", sum_of(sum)));
    }
    if plan.whole_on_breach {
        terms.push("构成违约的，全部未付款项立即到期".to_owned());
    }
    let last = terms.len().saturating_sub(1);
    for (i, term) in terms.iter_mut().enumerate() {
        term.push(if i == last { '。' } else { '；' });
    }
    let forum = desk.need("contract.forum.court", case.contract.forum.as_ref().and_then(|f| f.court.clone()));
    let mut signatures = vec![format!("申请人：{creditor}（盖章）")];
    signatures.extend(others.iter().map(|d| match d.is_company() {
        true => format!("申请人：{}（盖章）", d.name),
        false => format!("申请人（签名）：{}", d.name),
    }));
    value(&Confirmation {
        title: "司法确认申请书",
        form: "申请书（申请司法确认调解协议用）",
        date: day(desk.brief.as_of),
        claimant,
        respondents: respondents_as(desk, |_, d| signs(plan, d).then(|| "申请人".to_owned())),
        requests: vec![format!(
            "请求确认申请人{creditor}与申请人{}于{agreed}经{mediators}主持调解达成的调解协议有效。",
            joined(&names)
        )],
        facts: vec![format!(
            "申请人{creditor}与申请人{}因{}，经{mediators}主持调解，于{agreed}达成调解协议，约定由{}向{creditor}支付合计{}，具体内容如下：",
            joined(&names),
            cause(desk),
            joined(&owing),
            in_full(standing.total)
        )],
        terms,
        promise: format!(
            "申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如果因为该协议内容而给他人造成损害的，愿意承担相应的民事责任和其他法律责任。依据{}之规定，共同提出申请。",
            Citation::joined(&grounds(&desk.brief, &["judicial-confirmation"]))
        ),
        enclosures: vec![
            "调解协议".to_owned(),
            "申请人的身份证明、资格证明、住所、联系方式等材料".to_owned(),
            "与调解协议相关的证明材料".to_owned(),
        ],
        forum,
        signatures,
    })
}
