//! 强制执行申请书（申请执行用）, the rows of the official form of 法〔2025〕82号.

use chrono::Days;
use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{content, day, in_full, measure, sum_of};
use super::super::filing::{cause, value};
use super::super::parts::{Claimant, Respondent, claimant, respondents};
use super::basis::{Basis, accruing, fact, known, latest, law, left_by_part, unpaid};
use super::seizures::seizures;
use crate::docket::Paper;
use crate::domain::money::Amount;
use crate::domain::party::BankAccount;

#[derive(Serialize)]
struct Application {
    title: &'static str,
    /// The official name of the form.
    form: &'static str,
    date: String,
    cause: String,
    claimant: Option<Claimant>,
    /// Where the money is to go.
    account: BankAccount,
    respondents: Vec<Respondent>,
    basis: Decided,
    /// The request in one sentence, then what came in.
    request: Vec<String>,
    items: Items,
    #[serde(skip_serializing_if = "Option::is_none")]
    preservation: Option<Preserved>,
    /// What is known of property.
    property: Vec<String>,
    law: String,
    forum: String,
}

/// 执行依据信息.
#[derive(Serialize)]
struct Decided {
    /// 民事类 or 仲裁公证类, and the box that is ticked there.
    family: &'static str,
    paper: &'static str,
    by: String,
    number: String,
    effective: String,
    /// What it orders, as far as milestones record it.
    content: Vec<String>,
}

/// 金钱给付: a box each.
#[derive(Serialize)]
struct Items {
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interest: Option<String>,
    late: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    costs: Option<String>,
}

/// 是否有诉前、诉讼保全.
#[derive(Serialize)]
struct Preserved {
    number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    earliest: Option<String>,
}

/// 强制执行申请书: what 执行工作规定 art. 18 wants in it, in the rows of the form. 民诉法 arts. 247, 248, 227, 250, 264.
pub fn enforcement_application(desk: &Desk) -> Value {
    let case = desk.brief.case;
    let none = BankAccount { name: String::new(), bank: String::new(), number: String::new() };
    let account = case.creditor.as_ref().and_then(|c| c.bank_account.clone());
    if case.creditor.is_some() && account.is_none() {
        desk.missing("creditor.bank_account");
    }
    let basis = unpaid(desk);
    let (claimant, respondents, cause) = (claimant(desk), respondents(desk), cause(desk));
    let Some(basis) = basis else { return Value::Null };
    doubts(desk, &basis);
    value(&Application {
        title: "强制执行申请书",
        form: "（申请执行用）",
        date: day(desk.brief.as_of),
        cause,
        claimant,
        account: account.unwrap_or(none),
        respondents,
        request: request(desk, &basis),
        items: items(desk, &basis),
        preservation: preserved(desk),
        property: property(desk),
        law: law(desk, &[basis.named.ground, "late-performance"]),
        forum: court(desk, &basis),
        basis: decided(&basis),
    })
}

fn decided(basis: &Basis) -> Decided {
    let decision = &basis.named.decision;
    let (family, paper) = match decision.paper {
        Paper::Judgment => ("民事类", "判决书"),
        Paper::Mediation => ("民事类", "调解书"),
        Paper::PaymentOrder => ("民事类", "支付令"),
        Paper::Award => ("仲裁公证类", "裁决书"),
        Paper::TribunalMediation => ("仲裁公证类", "调解书"),
        Paper::Confirmation => ("民事类", "裁定书"),
        Paper::NotarisedDeed => ("仲裁公证类", "赋予强制执行效力的债权文书"),
    };
    Decided {
        family,
        paper,
        by: decision.by.clone().unwrap_or_default(),
        number: decision.number.clone().unwrap_or_default(),
        effective: day(decision.effective),
        content: content(decision, basis.named.word).map(|text| format!("{text}。")).into_iter().collect(),
    }
}

fn request(desk: &Desk, basis: &Basis) -> Vec<String> {
    let who = desk.voice.everyone(desk.brief.case);
    let mut out = vec![format!(
        "请求强制{who}履行{}确定的金钱给付义务，其中已确定的数额为{}，另计迟延履行期间的债务利息；申请执行费由{who}负担。",
        basis.title(),
        in_full(basis.total)
    )];
    if let (false, Some(parts)) = (basis.paid.is_zero(), left_by_part(desk)) {
        out.push(format!(
            "{}之后已收到{}，依次抵扣后，截至{}尚欠{parts}。",
            day(basis.named.decision.figures_on),
            sum_of(basis.paid),
            day(desk.brief.as_of),
        ));
    } else if !basis.paid.is_zero() {
        out.push(format!(
            "{}之后已收到{}，应当依法抵扣，上述已确定的数额尚余{}。",
            day(basis.named.decision.figures_on),
            sum_of(basis.paid),
            sum_of(basis.left())
        ));
    }
    out
}

fn items(desk: &Desk, basis: &Basis) -> Items {
    let decision = &basis.named.decision;
    let (general, late) = accruing(desk, basis);
    let sum = |amount: Option<Amount>| amount.filter(|a| !a.is_zero()).map(sum_of);
    // What is left of each part, where that can be said; else what was decided.
    let left = desk.brief.balance;
    let of = |decided: Option<Amount>, left: Option<Amount>| sum(left.or(decided));
    let to_date = left.filter(|_| general.is_some()).map(|b| b.interest + b.penalty);
    let fixed = match to_date {
        Some(to_date) => sum(Some(to_date)).map(|sum| format!("截至{}{sum}", day(desk.brief.as_of))),
        None => of(decision.interest, left.map(|b| b.interest + b.penalty)),
    };
    let interest = [fixed, general].into_iter().flatten().collect::<Vec<_>>().join("；以及");
    Items {
        principal: of(decision.principal, left.map(|b| b.principal)),
        interest: (!interest.is_empty()).then_some(interest),
        late,
        costs: of(decision.costs, left.map(|b| b.costs)),
    }
}

/// The ruling that preserved property, and the first day on which a measure of it lapses.
fn preserved(desk: &Desk) -> Option<Preserved> {
    let own = desk.brief.case.preservation.as_ref();
    let preservation: Vec<_> = known(desk).into_iter().filter(|m| m.track == "preservation").collect();
    if preservation.iter().any(|m| m.milestone == "released") {
        return None;
    }
    let ruled = || fact(preservation.iter().rfind(|m| m.milestone == "ruled")?, "case_number");
    let number = own.and_then(|p| p.case_number.clone()).or_else(ruled)?;
    let held = seizures(desk);
    let earliest = held.iter().filter(|s| s.preserved).filter_map(|s| s.expires).min();
    Some(Preserved { number, earliest: earliest.map(day) })
}

fn property(desk: &Desk) -> Vec<String> {
    let assets = &desk.brief.case.assets;
    if assets.is_empty() {
        desk.doubt("W-DRAFT-NO-CLUES", "assets", &[]);
    }
    let one = |asset: &crate::domain::debt::Asset| {
        let note = asset.note.as_deref().map_or_else(String::new, |note| format!("（{note}）"));
        let value = asset.value.map_or_else(String::new, |v| format!("，估值{}", sum_of(v)));
        format!("{}：{}{note}{value}", measure(asset.kind).zh, asset.detail)
    };
    assets.iter().map(one).collect()
}

/// The court of first instance (民诉法 art. 235), unless another was applied to; the court that confirmed an agreement (解释
/// 460). An award goes to an intermediate court, a deed to one where the debtor or property is, that milestones do not name
/// and the case file may.
fn court(desk: &Desk, basis: &Basis) -> String {
    let meant = desk.brief.case.pleas.as_ref().and_then(|p| p.enforcement_court.clone());
    let applied = latest(desk, "applied").and_then(|m| fact(m, "court")).or(meant);
    if basis.named.decision.paper.is_of_a_court() {
        return applied.or_else(|| basis.named.decision.by.clone()).unwrap_or_default();
    }
    applied.unwrap_or_else(|| {
        desk.refuse("E-DRAFT-ENFORCEMENT-COURT", "pleas.enforcement_court", &[]);
        String::new()
    })
}

fn doubts(desk: &Desk, basis: &Basis) {
    let (case, decision) = (desk.brief.case, &basis.named.decision);
    if case.debtors.len() > 1 {
        desk.doubt("W-DRAFT-ENFORCED-AGAINST", "debtors", &[("count", &case.debtors.len().to_string())]);
    }
    let within = decision.within_days.and_then(|d| decision.effective.checked_add_days(Days::new(d.into())));
    if let Some(last) = decision.perform_by.or(within).filter(|last| *last >= desk.brief.as_of) {
        desk.doubt("W-DRAFT-PERFORMANCE-RUNS", "", &[("last", &last.to_string())]);
    }
    if let Some(taken_up) = latest(desk, "accepted") {
        desk.doubt("W-DRAFT-ENFORCED-ALREADY", "", &[("on", &taken_up.on.to_string())]);
    }
}
