//! 债权申报书 to the administrator of a bankrupt debtor: 企业破产法 arts. 44, 46, 48, 49.

use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::later::insolvency;
use super::super::super::wording::{
    bare, borrowers_named, capacity, contract_name, contract_of, day, fee as agreed_fee, joined, named,
    securities, share, sum_of,
};
use super::super::enforcement::{fact, known, law};
use super::super::filing::value;
use super::super::parts::{Claimant, Sum, claimant};
use crate::docket::{Balance, Basis, Pursuit};
use crate::domain::contract::GuaranteeKind;
use crate::domain::date;
use crate::domain::event::MilestoneEvent;
use crate::domain::money::Amount;
use crate::domain::party::{BankAccount, Debtor, Role};

#[derive(Serialize)]
struct Declaration {
    title: &'static str,
    date: String,
    claimant: Option<Claimant>,
    account: BankAccount,
    debtor: Bankrupt,
    rows: Vec<Row>,
    total: Sum,
    /// How far interest is reckoned, and why no further.
    stop: String,
    /// Whether anything secures it.
    secured: String,
    /// Whether others owe it too.
    joint: String,
    facts: Vec<String>,
    enclosures: Vec<String>,
    /// Whom it is handed to.
    forum: String,
}

#[derive(Serialize)]
struct Bankrupt {
    name: String,
    capacity: &'static str,
    court: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_number: Option<String>,
    accepted: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    declare_by: Option<String>,
}

#[derive(Serialize)]
struct Row {
    label: &'static str,
    amount: String,
}

/// 债权申报书: what was owed the day before the application for bankruptcy was accepted, from which day interest stops (art. 46).
pub fn claim_declaration(desk: &Desk) -> Value {
    let case = desk.brief.case;
    let none = BankAccount { name: String::new(), bank: String::new(), number: String::new() };
    let account = case.creditor.as_ref().and_then(|c| c.bank_account.clone());
    if case.creditor.is_some() && account.is_none() {
        desk.missing("creditor.bank_account");
    }
    let claimant = claimant(desk);
    let Some(told) = insolvency(desk.brief.history, desk.brief.as_of) else {
        desk.refuse("E-DRAFT-NO-BANKRUPTCY", "", &[]);
        return Value::Null;
    };
    let bankrupt = bankrupt(desk, told);
    let owed = desk.brief.later.and_then(|later| later.stopped.as_ref());
    let Some(owed) = owed else {
        desk.refuse("E-DRAFT-BALANCE-UNKNOWN", "debt", &[("on", &told.on.to_string())]);
        return Value::Null;
    };
    if owed.total <= Amount::ZERO {
        desk.refuse("E-DRAFT-NOTHING-OWED", "debt", &[]);
    }
    let Some((debtor, bankrupt)) = bankrupt else { return Value::Null };
    let limits = case.guarantees.iter().filter(|g| g.by == debtor.name).filter_map(|g| g.maximum);
    if let Some(most) = limits.max().filter(|most| debtor.role == Role::Guarantor && *most < owed.total) {
        let (most, total) = (most.grouped(), owed.total.grouped());
        let args = [("name", debtor.name.as_str()), ("maximum", &most), ("total", &total)];
        desk.doubt("W-DRAFT-DECLARED-MAXIMUM", "guarantees", &args);
    }
    let decided = named(desk, false);
    let fee = match (&decided, &case.debt.costs) {
        (None, Some(costs)) => costs.attorney_fee.filter(|fee| !fee.is_zero()),
        _ => None,
    };
    let total = owed.total + fee.unwrap_or(Amount::ZERO);
    if decided.is_some() && owed.basis == Basis::Contract {
        desk.doubt("W-DRAFT-DECLARED-BY-CONTRACT", "", &[]);
    }
    let signed = desk.need("contract.signed_on", case.contract.signed_on.map(day));
    let claims = claimant.as_ref().map(|c| c.name.clone()).unwrap_or_default();
    let mut facts =
        vec![format!("{}与{claims}于{signed}签订{}。", borrowers_named(desk), contract_name(desk))];
    facts.extend(history(desk, debtor));
    match decided {
        Some(named) => facts.push(format!("就该合同项下的债务，{}", named.made)),
        None => {
            facts.extend(pending(desk));
            facts.extend(fee.iter().flat_map(|_| agreed_fee(desk)));
        }
    }
    let owing = match debtor.role {
        Role::Guarantor => "应当承担的上述债务",
        Role::Primary | Role::Joint => "的债务",
    };
    facts.push(format!(
        "{}{owing}至今未获清偿，债权人依据{}之规定，在债权申报期限内申报债权。",
        bankrupt.name,
        law(desk, &["insolvency"])
    ));
    let forum = fact(told, "administrator").map_or_else(
        || {
            desk.doubt("W-DRAFT-BLANK", "", &[("zh", "管理人名称"), ("en", "the administrator")]);
            format!("{}管理人", bankrupt.name)
        },
        |name| {
            if name.contains("管理人") { name } else { format!("{}管理人（{name}）", bankrupt.name) }
        },
    );
    value(&Declaration {
        title: "债权申报书",
        date: day(desk.brief.as_of),
        claimant,
        account: account.unwrap_or(none),
        rows: rows(owed, fee),
        total: total.into(),
        stop: stop(desk, told, owed),
        secured: secured(desk, debtor),
        joint: joint(desk, debtor),
        facts,
        enclosures: enclosures(desk, debtor),
        forum,
        debtor: bankrupt,
    })
}

/// Why this debtor owes: the money lent, that it was called early, what this debtor gave as guarantee or security.
fn history(desk: &Desk, debtor: &Debtor) -> Vec<String> {
    let (case, claimant) = (desk.brief.case, desk.voice.claimant());
    let lent = case.contract.disbursed_on.zip(case.contract.principal);
    let lent = lent.map(|(on, sum)| {
        format!("{}，{claimant}依约向{}发放借款{}。", day(on), borrowers_named(desk), sum_of(sum))
    });
    let called = case.debt.accelerated.as_ref().filter(|early| early.on <= desk.brief.as_of);
    let called = called.map(|early| format!("{}，{claimant}宣布借款提前到期。", day(early.on)));
    let mut out: Vec<String> = lent.into_iter().chain(called).collect();
    let given = case.guarantees.iter().zip(securities(desk)).filter(|(g, _)| g.by == debtor.name);
    out.extend(given.map(|(_, told)| told));
    if debtor.role == Role::Guarantor {
        out.push(share(desk.voice, case, debtor).concat());
    }
    out
}

/// A suit or arbitration that runs about the same debt.
fn pending(desk: &Desk) -> Option<String> {
    let (track, forum, done) = match Pursuit::of(desk.brief.history, desk.brief.as_of) {
        Pursuit::Suit => ("litigation", "提起诉讼", "尚未作出生效裁判"),
        Pursuit::Arbitration => ("arbitration", "申请仲裁", "尚未作出裁决"),
        _ => return None,
    };
    let told = known(desk);
    let of = |name: &str| told.iter().rfind(|m| m.track == track && m.facts.contains_key(name));
    let court = of("court").or_else(|| of("institution"));
    let court = court.and_then(|m| fact(m, "court").or_else(|| fact(m, "institution")));
    let court = court.map_or_else(String::new, |court| format!("向{court}"));
    let number = of("case_number").and_then(|m| fact(m, "case_number"));
    let number = number.map_or_else(String::new, |number| format!("，案号{number}"));
    Some(format!("就上述债务，{}已{court}{forum}{number}，{done}。", desk.voice.claimant()))
}

fn bankrupt<'a>(desk: &Desk<'a>, told: &MilestoneEvent) -> Option<(&'a Debtor, Bankrupt)> {
    let case = desk.brief.case;
    let companies: Vec<&Debtor> = case.debtors.iter().filter(|d| d.is_company()).collect();
    let party = fact(told, "party");
    let debtor = match &party {
        Some(name) => case.debtors.iter().find(|d| d.name == *name),
        None => companies.first().copied().filter(|_| companies.len() == 1),
    };
    let lacks = |what: &str| desk.refuse("E-DRAFT-BANKRUPTCY-FACT", "", &[("what", what)]);
    let Some(debtor) = debtor else {
        lacks("party");
        return None;
    };
    if !debtor.is_company() {
        // No national law knows the bankruptcy of a person; a pilot region's procedure has its own rules (law-cn.md).
        match fact(told, "administrator").is_some() && fact(told, "case_number").is_some() {
            true => desk.doubt("W-DRAFT-BANKRUPT-PERSON", "", &[("name", &debtor.name)]),
            false => desk.refuse("E-DRAFT-BANKRUPT-PERSON", "", &[("name", &debtor.name)]),
        }
    }
    let court = fact(told, "court");
    if court.is_none() {
        lacks("court");
    }
    let last = fact(told, "claims_by").and_then(|text| date::parse(&text));
    if let Some(last) = last.filter(|last| *last < desk.brief.as_of) {
        // 企业破产法 art. 56: late, but before the last distribution, at the creditor's cost.
        desk.doubt("W-DRAFT-DECLARED-LATE", "", &[("last", &last.to_string())]);
    }
    Some((
        debtor,
        Bankrupt {
            name: debtor.name.clone(),
            capacity: capacity(case, debtor),
            court: court.unwrap_or_default(),
            case_number: fact(told, "case_number"),
            accepted: day(told.on),
            declare_by: last.map(day),
        },
    ))
}

fn rows(owed: &Balance, fee: Option<Amount>) -> Vec<Row> {
    let parts = [
        ("本金", owed.principal),
        ("利息（含罚息、复利）", owed.interest),
        ("违约金", owed.penalty),
        ("费用", owed.fees),
        ("生效法律文书确定由债务人负担的费用", owed.costs),
        ("迟延履行期间的加倍部分债务利息", owed.late_interest),
        ("律师费", fee.unwrap_or(Amount::ZERO)),
    ];
    let there = parts.into_iter().filter(|(_, sum)| !sum.is_zero());
    there.map(|(label, sum)| Row { label, amount: sum.grouped() }).collect()
}

fn stop(desk: &Desk, told: &MilestoneEvent, owed: &Balance) -> String {
    let late = if owed.late_interest.is_zero() {
        String::new()
    } else {
        format!("加倍部分债务利息亦仅计至该日（{}）。", law(desk, &["insolvency-late"]))
    };
    format!(
        "附利息的债权自破产申请受理时起停止计息，利息计算至{}（受理日{}的前一日）。{late}",
        day(owed.as_of),
        day(told.on)
    )
}

/// 企业破产法 art. 49: whether there is security in property.
fn secured(desk: &Desk, debtor: &Debtor) -> String {
    let given = desk.brief.case.guarantees.iter().filter(|g| g.kind != GuaranteeKind::Guarantee);
    let own: Vec<String> = given
        .filter(|g| g.by == debtor.name)
        .map(|g| {
            let object = g.object.as_deref().map_or_else(String::new, |o| format!("，担保物：{}", bare(o)));
            let most = g.maximum.map_or_else(String::new, |max| format!("，最高债权额{}", sum_of(max)));
            format!("{}{object}{most}", contract_of(g))
        })
        .collect();
    if own.is_empty() {
        "无债务人特定财产担保，申报为普通债权。".to_owned()
    } else {
        format!(
            "有债务人特定财产担保（{}），就担保财产申报为有财产担保的债权，不足部分申报为普通债权。",
            own.join("；")
        )
    }
}

/// 企业破产法 art. 49: a claim that others owe too is said to be one.
fn joint(desk: &Desk, debtor: &Debtor) -> String {
    let case = desk.brief.case;
    let others: Vec<String> = case
        .debtors
        .iter()
        .filter(|d| d.name != debtor.name)
        .map(|d| format!("{}{}", capacity(case, d), d.name))
        .collect();
    let guarantor = debtor.role == Role::Guarantor;
    match (others.is_empty(), guarantor) {
        (true, _) => "否，无其他债务人或者保证人。".to_owned(),
        (false, false) => format!("是，对同一债务负有责任的还有{}。", joined(&others)),
        (false, true) => {
            format!("是，债务人系保证人或者担保人，对同一债务负有责任的还有{}。", joined(&others))
        }
    }
}

fn enclosures(desk: &Desk, debtor: &Debtor) -> Vec<String> {
    let mut out = vec!["申报人营业执照、法定代表人（负责人）身份证明及授权委托书".to_owned()];
    out.push("合同、付款凭证等债权发生的证据".to_owned());
    if named(desk, false).is_some() {
        out.push("生效法律文书复印件".to_owned());
    }
    // Only what this debtor gave: what others gave is no matter of this bankruptcy.
    let mut given: Vec<String> = Vec::new();
    for guarantee in desk.brief.case.guarantees.iter().filter(|g| g.by == debtor.name) {
        let registered = match guarantee.kind {
            GuaranteeKind::Guarantee => "",
            GuaranteeKind::Mortgage | GuaranteeKind::Pledge => "及登记证明",
        };
        let paper = format!("{}{registered}", contract_of(guarantee));
        if !given.contains(&paper) {
            given.push(paper);
        }
    }
    out.extend(given);
    out.push("债权计算明细".to_owned());
    out
}
