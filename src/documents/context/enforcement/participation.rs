//! 参与分配申请书, the rows of the official form of 法〔2025〕82号; 民诉法解释 arts. 506, 507.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{bare, content, day, in_full, sum_of};
use super::super::filing::value;
use super::super::parts::{Claimant, claimant};
use super::basis::{Basis, accruing, fact, latest, law, unpaid};
use crate::docket::Paper;
use crate::domain::contract::GuaranteeKind;
use crate::domain::debt::Payment;
use crate::domain::money::Amount;
use crate::domain::party::{BankAccount, Debtor, EntityType};

#[derive(Serialize)]
struct Application {
    title: &'static str,
    date: String,
    claimant: Option<Claimant>,
    /// Where the money is to go.
    account: BankAccount,
    controlled: Controlled,
    basis: Decided,
    #[serde(skip_serializing_if = "Option::is_none")]
    applied: Option<Applied>,
    /// What is paid before others, where the creditor holds it of this debtor.
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<String>,
    amount: Vec<String>,
    reason: Vec<String>,
    evidence: Vec<String>,
    forum: String,
}

/// 控制执行款的执行案件.
#[derive(Serialize)]
struct Controlled {
    number: String,
    court: String,
    debtor: String,
}

/// The decision: 种类, 案号, 内容.
#[derive(Serialize)]
struct Decided {
    paper: &'static str,
    by: String,
    number: String,
    content: String,
}

/// The creditor's own enforcement.
#[derive(Serialize)]
struct Applied {
    court: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// 已执行到位金额.
    received: String,
    /// 执行中, 终本, 终结: the box that is ticked.
    state: &'static str,
}

/// 参与分配申请书: a share of what another creditor's enforcement brings, of a person or an organisation that is no legal
/// person; an enterprise that cannot pay everyone goes into bankruptcy (民诉法解释 art. 511).
pub fn participation_application(desk: &Desk) -> Value {
    let case = desk.brief.case;
    let none = BankAccount { name: String::new(), bank: String::new(), number: String::new() };
    let account = case.creditor.as_ref().and_then(|c| c.bank_account.clone());
    if case.creditor.is_some() && account.is_none() {
        desk.missing("creditor.bank_account");
    }
    let basis = unpaid(desk);
    let claimant = claimant(desk);
    let Some(wish) = &case.participation else {
        desk.missing("participation");
        return Value::Null;
    };
    let debtor = case.debtors.iter().find(|d| d.name == wish.debtor);
    if debtor.is_none() {
        desk.refuse("E-DRAFT-PARTICIPATION-DEBTOR", "participation.debtor", &[("name", &wish.debtor)]);
    }
    let priority = debtor.and_then(|d| secured(desk, d));
    if let Some(debtor) = debtor.filter(|d| enterprise(d)) {
        let name = [("name", debtor.name.as_str())];
        match priority {
            Some(_) => desk.doubt("W-DRAFT-PARTICIPATION-COMPANY", "participation.debtor", &name),
            None => desk.refuse("E-DRAFT-PARTICIPATION-COMPANY", "participation.debtor", &name),
        }
    }
    if wish.reason.is_none() {
        desk.doubt("W-DRAFT-PARTICIPATION-REASON", "participation.reason", &[]);
    }
    let Some(basis) = basis else { return Value::Null };
    let mut evidence = vec![format!("{}复印件", basis.title()), "申请人身份证明".to_owned()];
    if priority.is_some() {
        evidence.push("担保合同及登记证明".to_owned());
    }
    let applied = applied(desk, &basis);
    evidence.extend(applied.as_ref().map(|applied| {
        let papers = match applied.state {
            "终本" => "执行立案、终结本次执行程序等",
            "终结" => "执行立案、终结执行等",
            _ => "执行立案等",
        };
        format!("本案{papers}执行文书复印件")
    }));
    value(&Application {
        title: "参与分配申请书",
        date: day(desk.brief.as_of),
        claimant,
        account: account.unwrap_or(none),
        controlled: Controlled {
            number: wish.case_number.clone(),
            court: wish.court.clone(),
            debtor: wish.debtor.clone(),
        },
        amount: amount(desk, &basis),
        reason: reason(desk, wish.reason.as_deref(), &wish.debtor, &basis),
        basis: decided(&basis),
        applied,
        priority,
        evidence,
        forum: wish.court.clone(),
    })
}

/// An enterprise with legal personality. A partnership or a sole proprietorship has none, and creditors share as of a person.
fn enterprise(debtor: &Debtor) -> bool {
    let other = [
        EntityType::Partnership,
        EntityType::SoleProprietorship,
        EntityType::ProfessionalService,
        EntityType::SelfGoverning,
    ];
    debtor.is_company() && debtor.entity_type.is_none_or(|kind| !other.contains(&kind))
}

/// Things that this debtor gave as security.
fn secured(desk: &Desk, debtor: &Debtor) -> Option<String> {
    let given = desk.brief.case.guarantees.iter().filter(|g| g.by == debtor.name);
    let things: Vec<String> = given
        .filter(|g| g.kind != GuaranteeKind::Guarantee)
        .filter_map(|g| {
            let most = g.maximum.map_or_else(String::new, |max| format!("（最高债权额{}）", sum_of(max)));
            Some(format!("{}{most}", bare(g.object.as_deref()?)))
        })
        .collect();
    (!things.is_empty()).then(|| things.join("；"))
}

fn decided(basis: &Basis) -> Decided {
    let decision = &basis.named.decision;
    Decided {
        paper: match decision.paper {
            Paper::Judgment => "民事判决书",
            Paper::Mediation => "民事调解书",
            Paper::Award => "仲裁裁决书",
            Paper::TribunalMediation => "仲裁调解书",
            Paper::PaymentOrder => "支付令",
            Paper::Confirmation => "司法确认裁定书",
            Paper::NotarisedDeed => "公证债权文书",
        },
        by: decision.by.clone().unwrap_or_default(),
        number: decision.number.clone().unwrap_or_default(),
        content: content(decision, basis.named.word).map(|said| format!("{said}。")).unwrap_or_default(),
    }
}

fn applied(desk: &Desk, basis: &Basis) -> Option<Applied> {
    let court = fact(latest(desk, "applied")?, "court")?;
    let number = ["resumed", "accepted"].iter().find_map(|m| fact(latest(desk, m)?, "case_number"));
    let on = |name: &str| latest(desk, name).map(|m| m.on);
    let ended = on("terminated-round").filter(|ended| on("resumed").is_none_or(|again| again < *ended));
    let state = match (on("closed"), ended) {
        (Some(_), _) => "终结",
        (None, Some(_)) => "终本",
        (None, None) => "执行中",
    };
    Some(Applied { court, number, received: received(desk, basis), state })
}

/// What came in since the decision, and from whom as far as that is recorded: the amount asked for is less by it.
fn received(desk: &Desk, basis: &Basis) -> String {
    let since = |p: &&Payment| p.on > basis.named.decision.figures_on && p.on <= desk.brief.as_of;
    let mut from: BTreeMap<&str, Amount> = BTreeMap::new();
    for payment in desk.brief.received.iter().filter(since) {
        if let Some(name) = payment.from.as_deref() {
            let sum = from.entry(name).or_insert(Amount::ZERO);
            *sum = sum.checked_add(payment.amount).unwrap_or(*sum);
        }
    }
    let of: Vec<String> = from.iter().map(|(name, sum)| format!("{name}支付{}", sum_of(*sum))).collect();
    let of = if of.is_empty() { String::new() } else { format!("（其中{}）", of.join("，")) };
    format!("{}{of}", sum_of(basis.paid))
}

/// What is asked for: part by part where the balance is known, else what is left of the figures and what accrues.
fn amount(desk: &Desk, basis: &Basis) -> Vec<String> {
    let Some(owed) = desk.brief.balance else {
        let (general, late) = accruing(desk, basis);
        let general = general.map_or_else(String::new, |text| format!("、{text}"));
        return vec![format!("{}{general}，以及{late}。", in_full(basis.left()))];
    };
    let parts = [
        ("本金", owed.principal),
        ("利息及违约金", [owed.interest, owed.penalty, owed.fees].into_iter().sum()),
        ("由债务人负担的费用", owed.costs),
        ("迟延履行期间的加倍部分债务利息", owed.late_interest),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, sum): &(_, Amount)| !sum.is_zero())
        .map(|(name, sum)| format!("{name}{}", sum_of(sum)))
        .collect();
    vec![
        format!("截至{}合计{}。", day(desk.brief.as_of), in_full(owed.total)),
        format!("其中：{}；此后至实际受偿之日止的利息依生效法律文书及法律规定另计。", parts.join("，")),
    ]
}

fn reason(desk: &Desk, own: Option<&str>, debtor: &str, basis: &Basis) -> Vec<String> {
    let own = own.map(|text| format!("{}。", bare(text)));
    let law = law(desk, &["participation"]);
    let last = format!(
        "申请人已经取得对被执行人{debtor}的执行依据（{}），该被执行人的财产不能清偿所有债权。被执行人的财产尚未执行终结，申请人依据{law}之规定，申请参与分配。",
        basis.title()
    );
    own.into_iter().chain([last]).collect()
}
