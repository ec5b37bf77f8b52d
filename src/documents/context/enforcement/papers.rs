//! Before enforcement and after it: the application for a certificate that a decision is in force, and 结清证明.

use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{capacity, contract_name, day, joined, named, sum_of};
use super::super::filing::{cause, value};
use super::super::parts::{Claimant, Principal, Respondent, claimant, principal, respondents};
use super::basis::{fact, known, latest, reckoned};
use crate::docket::{Decision, Paper};
use crate::domain::money::Amount;

#[derive(Serialize)]
struct Application {
    title: &'static str,
    /// The official name of the form.
    form: &'static str,
    date: String,
    claimant: Option<Claimant>,
    respondents: Vec<Respondent>,
    requests: Vec<String>,
    facts: Vec<String>,
    enclosures: Vec<String>,
    forum: String,
}

/// 申请书（申请证明判决书或者裁定书的法律效力用）: of what a court decided.
pub fn effectiveness_certificate_application(desk: &Desk) -> Value {
    let (claimant, respondents, cause) = (claimant(desk), respondents(desk), cause(desk));
    let Some(named) = named(desk, false) else {
        desk.refuse("E-DRAFT-NO-DECISION", "", &[]);
        return Value::Null;
    };
    if !named.decision.paper.is_of_a_court() {
        desk.refuse("E-DRAFT-NOT-OF-A-COURT", "", &[]);
    }
    let number = named.decision.number.clone().unwrap_or_default();
    let title = format!("{number}{}", named.word);
    let names: Vec<String> =
        desk.brief.case.debtors.iter().map(|d| desk.voice.named(desk.brief.case, d)).collect();
    let mut facts = vec![format!("申请人与{}{cause}一案，{}", joined(&names), named.made)];
    facts.extend(served(desk, &named.decision, named.word));
    facts.push("现申请人需要凭生效法律文书申请强制执行，特提出以上申请。".to_owned());
    value(&Application {
        title: "生效证明申请书",
        form: "申请书（申请证明判决书或者裁定书的法律效力用）",
        date: day(desk.brief.as_of),
        claimant,
        respondents,
        requests: vec![format!("请求贵院出具证明，证明{title}已经发生法律效力。")],
        facts,
        enclosures: vec![format!("{title}复印件")],
        forum: named.decision.by.clone().unwrap_or_default(),
    })
}

/// On whom it was served when, as far as it is recorded.
fn served(desk: &Desk, decision: &Decision, word: &str) -> Option<String> {
    let milestone = match decision.paper {
        Paper::Judgment => ("litigation", "judgment-served"),
        Paper::PaymentOrder => ("payment-order", "served"),
        Paper::Mediation
        | Paper::Award
        | Paper::TribunalMediation
        | Paper::Confirmation
        | Paper::NotarisedDeed => return None,
    };
    let each: Vec<String> = known(desk)
        .into_iter()
        .filter(|m| (m.track.as_str(), m.milestone.as_str()) == milestone)
        .filter_map(|m| Some(format!("{}送达{}", day(m.on), fact(m, "party")?)))
        .collect();
    (!each.is_empty()).then(|| format!("上述{word}于{}。", each.join("，于")))
}

#[derive(Serialize)]
struct Certificate {
    title: &'static str,
    date: String,
    creditor: Option<Principal>,
    debtors: Vec<Discharged>,
    facts: Vec<String>,
}

/// One who owes nothing more.
#[derive(Serialize)]
struct Discharged {
    /// 借款人, 保证人.
    capacity: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

/// 结清证明: only where nothing is owed. After a decision its figures must be paid, as far as they are recorded, and either the
/// court closed the enforcement as paid or nothing is left of it, the doubled part among it.
pub fn settlement_certificate(desk: &Desk) -> Value {
    let brief = &desk.brief;
    let case = brief.case;
    let owed = |sum: Amount| desk.refuse("E-DRAFT-STILL-OWED", "debt", &[("sum", &sum.grouped())]);
    let decided = named(desk, false);
    let made = decided.as_ref().map(|named| named.made.clone());
    let reckoned = decided.and_then(|named| reckoned(desk, named));
    let closed = latest(desk, "closed").and_then(|m| fact(m, "how")).is_some_and(|how| how == "paid");
    // What is left of the decision without its doubled part, which the court reckons when it closes.
    let judged = brief.balance.map(|balance| balance.total - balance.late_interest);
    let left =
        reckoned.as_ref().map(|basis| judged.map_or_else(|| basis.left(), |sum| sum.min(basis.left())));
    match (left, brief.owed) {
        (Some(left), _) if left > Amount::ZERO => owed(left),
        _ if closed && made.is_some() => {}
        (_, Some(sum)) if sum > Amount::ZERO => owed(sum),
        (_, Some(_)) => {}
        (_, None) => desk.refuse("E-DRAFT-OWED-UNKNOWN", "debt", &[]),
    }
    let debtors: Vec<Discharged> = case
        .debtors
        .iter()
        .map(|d| Discharged {
            capacity: capacity(case, d),
            name: d.name.clone(),
            id: d.id.as_ref().map(|id| format!("{}{}", id.kind.chinese(), id.number)),
        })
        .collect();
    let signed = desk.need("contract.signed_on", case.contract.signed_on.map(day));
    let names: Vec<&str> = super::super::super::wording::borrowers(case).map(|d| d.name.as_str()).collect();
    let mut facts = vec![format!("{}与我单位于{signed}签订{}。", names.join("、"), contract_name(desk))];
    facts.extend(made.map(|made| format!("就该合同项下的债务，{made}")));
    if let Some(last) = brief.received.iter().max_by_key(|p| p.on) {
        facts.push(format!("末笔款项{}已于{}收到。", sum_of(last.amount), day(last.on)));
    }
    facts.push(format!("截至{}，上述合同项下的债务已经全部结清。", day(brief.as_of)));
    value(&Certificate {
        title: "结清证明",
        date: day(brief.as_of),
        creditor: principal(desk),
        debtors,
        facts,
    })
}
