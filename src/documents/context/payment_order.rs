//! 支付令申请书, by its official name 申请书（申请支付令用）.

use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::wording::{
    Citation, Section, borrowers, cited_for, claims_total, day, in_full, joined, matured, narrative,
    principal_word, sum_of, until,
};
use super::filing::{Exhibit, cause, exhibits, value};
use super::parts::{Claimant, DebtTable, Respondent, Sum, claimant, debt_table, owed, respondents};
use crate::docket::Recorded;
use crate::docket::money::Part;
use crate::documents::brief::Brief;
use crate::domain::case::Product;
use crate::domain::contract::{ForumKind, GuaranteeForm, GuaranteeKind};
use crate::domain::event::MilestoneEvent;
use crate::domain::party::{Debtor, Role, Whereabouts};
use crate::domain::proof::{Channel, Contacted, Outcome};
use crate::rules::filing::whereabouts;

#[derive(Serialize)]
struct Order {
    title: &'static str,
    /// The official name of the form.
    form: &'static str,
    date: String,
    cause: String,
    claimant: Option<Claimant>,
    respondents: Vec<Respondent>,
    claims: Vec<String>,
    total: Sum,
    /// The last day that the sum counts.
    until: String,
    facts: Vec<Section>,
    debt: DebtTable,
    exhibits: Vec<Exhibit>,
    forum: String,
    copies: usize,
}

/// 支付令申请书: a fixed sum, due, from those who owe it now; with what 民诉法 art. 225 and 民诉法解释 art. 427 want stated.
///
/// One who guarantees in general owes only after enforcement against the borrower (民法典 art. 687) and is left out.
pub fn payment_order_application(desk: &Desk) -> Value {
    let brief = &desk.brief;
    let general = |debtor: &Debtor| {
        debtor.role == Role::Guarantor
            && brief.case.guarantees.iter().any(|g| {
                g.kind == GuaranteeKind::Guarantee
                    && g.by == debtor.name
                    && g.form == Some(GuaranteeForm::General)
            })
    };
    let mut kept = Vec::new();
    for (index, debtor) in brief.case.debtors.iter().enumerate() {
        if general(debtor) {
            let path = format!("debtors[{index}].role");
            desk.doubt("W-DRAFT-ORDER-GUARANTOR", &path, &[("name", debtor.name.as_str())]);
        } else {
            kept.push(index);
        }
    }
    let mut case = brief.case.clone();
    case.debtors.retain(|d| !general(d));
    desk.apart(&Brief { case: &case, ..*brief }, &kept, |desk| value(&order(desk)))
}

fn order(desk: &Desk) -> Order {
    let brief = &desk.brief;
    owed(desk);
    conditions_met(desk);
    let claimant = claimant(desk);
    let respondents = respondents(desk);
    let mut facts = narrative(desk);
    let (court, local) = court(desk);
    facts.push(Section {
        part: "conditions",
        heading: Some("申请支付令的条件"),
        paragraphs: conditions(desk, local),
        table: false,
    });
    Order {
        title: "支付令申请书",
        form: "申请书（申请支付令用）",
        date: day(brief.as_of),
        cause: cause(desk),
        claimant,
        copies: respondents.len(),
        respondents,
        claims: requests(desk),
        total: claims_total(brief.case, brief.money).into(),
        until: until(brief.money, |_| true),
        facts,
        debt: debt_table(brief.case, brief.money),
        exhibits: exhibits(desk),
        forum: court,
    }
}

/// The court, and whether the case says that it is the basic court of the debtor's domicile (民诉法解释 art. 23); an agreement
/// on another court does not count here.
fn court(desk: &Desk) -> (String, bool) {
    let forum = desk.brief.case.contract.forum.as_ref();
    let court = desk.need("contract.forum.court", forum.and_then(|f| f.court.clone()));
    let link = forum.filter(|f| f.kind == ForumKind::Court).and_then(|f| f.link.as_deref()).map(str::trim);
    let local = matches!(link, Some("被告住所地" | "被申请人住所地" | "债务人住所地"));
    let basic = !["中级", "高级", "最高", "金融法院"].iter().any(|word| court.contains(word));
    let local = local && basic;
    if !(court.is_empty() || local) {
        desk.doubt("W-DRAFT-ORDER-COURT", "contract.forum.link", &[("court", &court)]);
    }
    (court, local)
}

/// What would make the statements of the application false, or the order hard to serve.
fn conditions_met(desk: &Desk) {
    let (case, as_of) = (desk.brief.case, desk.brief.as_of);
    if !matured(case, as_of) {
        desk.refuse("E-DRAFT-ORDER-NOT-DUE", "contract.due_on", &[]);
    }
    if case.preservation.as_ref().is_some_and(|p| p.wanted && p.pre_suit) {
        desk.refuse("E-DRAFT-ORDER-PRESERVED", "preservation.pre_suit", &[]);
    }
    for security in case.guarantees.iter().filter(|g| g.kind != GuaranteeKind::Guarantee) {
        desk.doubt("W-DRAFT-ORDER-SECURITY", "guarantees", &[("name", security.by.as_str())]);
    }
    for (i, debtor) in case.debtors.iter().enumerate() {
        let history = desk.brief.history.iter().map(|m| &m.what).filter(|m| m.on <= as_of);
        if matches!(whereabouts(debtor, history), Some(Whereabouts::Unknown | Whereabouts::Abroad)) {
            let path = format!("debtors[{i}].whereabouts");
            desk.refuse("E-DRAFT-ORDER-WHEREABOUTS", &path, &[("name", debtor.name.as_str())]);
        }
    }
    if returned(desk) {
        desk.doubt("W-DRAFT-ORDER-SERVICE", "contacts", &[]);
    }
}

/// Whether the last letter to the debtor came back.
fn returned(desk: &Desk) -> bool {
    let letters = desk.brief.case.contacts.iter().filter(|c| {
        c.party == Contacted::Debtor && c.channel == Channel::Letter && c.at.date() <= desk.brief.as_of
    });
    let letters = letters.filter(|c| c.outcome != Outcome::Sent);
    letters.max_by_key(|c| c.at).is_some_and(|c| c.outcome == Outcome::Returned)
}

/// One sum, due and certain; joint guarantors beside the borrowers; the fee.
fn requests(desk: &Desk) -> Vec<String> {
    let (case, money, voice) = (desk.brief.case, desk.brief.money, desk.voice);
    let owe = voice.borrowers(case);
    let together = if borrowers(case).nth(1).is_some() { "共同" } else { "" };
    let claimant = voice.claimant();
    let mut pieces: Vec<String> = Vec::new();
    let principal = money.claimed(Part::Principal);
    if !principal.is_zero() {
        pieces.push(format!("{}{}", principal_word(case), sum_of(principal)));
    }
    let charges = money.lines.iter().filter(|l| l.part != Part::Principal && !l.claimed.is_zero());
    let charges: Vec<String> =
        charges.map(|l| format!("{}{}", l.part.chinese(), sum_of(l.claimed))).collect();
    if !charges.is_empty() {
        pieces.push(format!("截至{}的{}", until(money, |part| part != Part::Principal), joined(&charges)));
    }
    if let Some(fee) = case.debt.costs.as_ref().and_then(|c| c.attorney_fee).filter(|fee| !fee.is_zero()) {
        pieces.push(format!("{claimant}为实现债权支出的律师费{}", sum_of(fee)));
    }
    let total = in_full(claims_total(case, money));
    let mut texts = vec![format!(
        "请求{}向{}发出支付令，督促{owe}{together}向{claimant}给付{}，合计{total}；",
        voice.forum(),
        voice.everyone(case),
        pieces.join("，"),
    )];
    for (index, guarantor) in case.debtors.iter().enumerate().filter(|(_, d)| d.role == Role::Guarantor) {
        texts.extend(guaranty(desk, index, guarantor));
    }
    let shared = if case.debtors.len() > 1 { "共同" } else { "" };
    texts.push(format!("本案申请费由{}{shared}负担。", voice.everyone(case)));
    texts
}

/// What a joint guarantor is called on to pay.
fn guaranty(desk: &Desk, index: usize, guarantor: &Debtor) -> Option<String> {
    let case = desk.brief.case;
    let found = case
        .guarantees
        .iter()
        .enumerate()
        .find(|(_, g)| g.kind == GuaranteeKind::Guarantee && g.by == guarantor.name);
    let Some((at, given)) = found else {
        let path = format!("debtors[{index}].role");
        desk.refuse("E-DRAFT-GUARANTEE", &path, &[("name", guarantor.name.as_str())]);
        return None;
    };
    desk.need(&format!("guarantees[{at}].form"), given.form.map(Some))?;
    let limit = given.maximum.map_or_else(String::new, |max| format!("（以最高债权额{}为限）", sum_of(max)));
    let who = desk.voice.named(case, guarantor);
    Some(format!("督促{who}作为连带责任保证人，对上述第一项债务承担连带清偿责任{limit}；"))
}

/// Whether preservation was asked for before: what was recorded, else what the case says; `None` where nothing is known.
fn preserved(desk: &Desk) -> Option<bool> {
    let brief = &desk.brief;
    let asked = |m: &&Recorded<MilestoneEvent>| m.what.track == "preservation" && m.what.on <= brief.as_of;
    if brief.history.iter().any(|m| asked(&m)) {
        return Some(true);
    }
    brief.case.preservation.as_ref().map(|p| p.wanted && p.pre_suit)
}

/// 民诉法 225 and 民诉法解释 427 want these to be so. What no fact of the case bears out the applicant declares, and somebody is
/// told to confirm it.
fn conditions(desk: &Desk, local: bool) -> Vec<String> {
    let (brief, voice) = (&desk.brief, desk.voice);
    let case = brief.case;
    let everyone = voice.everyone(case);
    let claimant = voice.claimant();
    let law = Citation::joined(&cited_for(brief, &["payment-order", "payment-order-conditions"]));
    desk.doubt("W-DRAFT-ORDER-DISPUTES", "track", &[]);
    // What nobody has recorded the applicant declares, as far as it knows.
    let mut declared = vec![format!("{claimant}与{everyone}之间没有其他债务纠纷")];
    let mut out = vec!["上述款项均已到期，数额确定。".to_owned()];
    let none = format!("{claimant}对{everyone}没有对待给付义务");
    if case.product == Some(Product::CreditCard) || case.contract.disbursed_on.is_some() {
        out[0] = format!("上述款项均已到期，数额确定；{none}。");
    } else {
        desk.doubt("W-DRAFT-ORDER-RECIPROCAL", "contract.disbursed_on", &[]);
        declared.push(none);
    }
    let served = if returned(desk) { "" } else { "，支付令能够送达" };
    let found = format!("{everyone}在中华人民共和国境内且未下落不明");
    let unsaid = case.debtors.iter().position(|d| d.whereabouts.is_none());
    if let Some(at) = unsaid {
        let (path, name) = (format!("debtors[{at}].whereabouts"), case.debtors[at].name.as_str());
        desk.doubt("W-DRAFT-ORDER-WHEREABOUTS", &path, &[("name", name)]);
        declared.push(found);
        out.push(format!("{everyone}的住所和联系方式如上所列{served}。"));
    } else {
        out.push(format!("{found}，住所和联系方式如上所列{served}。"));
    }
    match preserved(desk) {
        Some(true) => {}
        Some(false) => out.push(format!("{claimant}未就上述债权向人民法院申请诉前保全。")),
        None => {
            desk.doubt("W-DRAFT-ORDER-PRESERVATION", "preservation.wanted", &[]);
            declared.push(format!("{claimant}未就上述债权向人民法院申请诉前保全"));
        }
    }
    out.push(format!("{claimant}声明，就其所知：{}。", declared.join("；")));
    let primary = case.primary().and_then(|d| {
        let place = match (d.is_company(), &d.residence, &d.domicile) {
            (false, Some(residence), _) => format!("的经常居住地为{residence}"),
            (_, _, Some(domicile)) => format!("的住所地为{domicile}"),
            (true, Some(seat), None) => format!("的主要办事机构所在地为{seat}"),
            (_, None, None) => return None,
        };
        Some(format!("{}{place}", voice.party(case, d)))
    });
    if let Some(primary) = primary.filter(|_| local) {
        out.push(format!(
            "债权人申请支付令，由债务人住所地基层人民法院管辖；{primary}，{}对本案有管辖权。",
            voice.forum()
        ));
    }
    out.push(format!("综上，{claimant}依据{law}之规定，特向{}申请支付令。", voice.forum()));
    out
}
