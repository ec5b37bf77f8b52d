//! What is asked of the court while it enforces: 恢复执行, 限制消费, 纳入失信名单.

use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{day, in_full, joined, listing_ground, numeral};
use super::super::filing::value;
use super::super::parts::{Claimant, Respondent, claimant, respondents};
use super::basis::{Basis, Execution, accruing, execution, fact, known, latest, law, told, unpaid};
use super::seizures::seizures;
use crate::domain::event::MilestoneEvent;
use crate::domain::identity::resident_id;
use crate::domain::money::Amount;
use crate::domain::party::Debtor;

/// An application to the court that enforces.
#[derive(Serialize)]
pub struct Request {
    title: &'static str,
    date: String,
    /// The number of the case in enforcement.
    case_number: String,
    claimant: Option<Claimant>,
    respondents: Vec<Respondent>,
    requests: Vec<String>,
    facts: Vec<String>,
    enclosures: Vec<String>,
    forum: String,
}

/// Parties, then what is asked and why.
pub fn request(
    desk: &Desk,
    title: &'static str,
    execution: Execution,
    requests: Vec<String>,
    facts: Vec<String>,
    enclosures: Vec<String>,
) -> Request {
    Request {
        title,
        date: day(desk.brief.as_of),
        case_number: execution.number,
        claimant: claimant(desk),
        respondents: respondents(desk),
        requests,
        facts,
        enclosures,
        forum: execution.court,
    }
}

/// 恢复执行申请书: after a settlement was broken (民诉法 art. 241), or property found after this round ended (民诉法解释 art. 517).
pub fn resumption_application(desk: &Desk) -> Value {
    let basis = unpaid(desk);
    let execution = execution(desk);
    let paused = known(desk).into_iter().rfind(|m| {
        m.track == "enforcement" && matches!(m.milestone.as_str(), "terminated-round" | "settlement-broken")
    });
    let mut requests = vec![format!("请求贵院恢复{}案件的执行。", execution.number)];
    let mut facts = Vec::new();
    let mut enclosures = Vec::new();
    if let Some(basis) = &basis {
        requests = continued(desk, basis, &execution);
        facts.extend(told(desk, basis));
        enclosures.push(format!("{}复印件", basis.title()));
    }
    match paused {
        Some(m) if m.milestone == "terminated-round" => {
            facts.extend(after_round(desk, m));
            enclosures.extend(["终结本次执行程序裁定书复印件", "财产线索材料"].map(str::to_owned));
        }
        Some(m) => {
            facts.extend(after_settlement(desk, m));
            enclosures.push("执行和解协议及其履行情况的材料".to_owned());
        }
        None => desk.refuse("E-DRAFT-NOT-PAUSED", "", &[]),
    }
    value(&request(desk, "恢复执行申请书", execution, requests, facts, enclosures))
}

fn continued(desk: &Desk, basis: &Basis, execution: &Execution) -> Vec<String> {
    let (general, doubled) = accruing(desk, basis);
    let general = general.map_or_else(String::new, |text| format!("、{text}"));
    let left = match desk.brief.balance {
        Some(balance) => {
            let sum = in_full(balance.total - balance.late_interest);
            format!("截至{}尚未履行的{sum}", day(desk.brief.as_of))
        }
        None => format!("已确定数额中尚未履行的{}", in_full(basis.left())),
    };
    vec![
        format!("请求贵院恢复{}案件的执行；", execution.number),
        format!(
            "请求强制{}继续履行{}确定的给付义务，包括{left}{general}，以及{doubled}。",
            desk.voice.everyone(desk.brief.case),
            basis.title(),
        ),
    ]
}

/// This round was ended; since then property was found.
fn after_round(desk: &Desk, ended: &MilestoneEvent) -> Vec<String> {
    let ruling = fact(ended, "ruling").map_or_else(String::new, |number| format!("以{number}裁定"));
    let found: Vec<String> = known(desk)
        .into_iter()
        .filter(|m| m.track == "enforcement" && m.on > ended.on)
        .filter_map(|m| match m.milestone.as_str() {
            "clue-given" => fact(m, "what"),
            "searched" => fact(m, "found"),
            _ => None,
        })
        .collect();
    if found.is_empty() {
        desk.refuse("E-DRAFT-NO-NEW-PROPERTY", "", &[("on", &ended.on.to_string())]);
    }
    vec![
        format!("贵院于{}{ruling}终结本次执行程序。", day(ended.on)),
        format!("此后发现下列财产或者财产线索：{}。", found.join("；")),
        format!("依据{}之规定，申请恢复执行。", law(desk, &["resumption-round"])),
    ]
}

/// The parties settled, and the debtor did not keep to it.
fn after_settlement(desk: &Desk, broken: &MilestoneEvent) -> Vec<String> {
    let settled = latest(desk, "settled");
    let by = settled
        .and_then(|m| fact(m, "perform_by"))
        .and_then(|text| crate::domain::date::parse(&text))
        .map_or_else(String::new, |by| format!("，约定的履行期限至{}届满", day(by)));
    let when = settled.map_or_else(String::new, |m| format!("于{}", day(m.on)));
    let why = fact(broken, "why")
        .map_or_else(String::new, |why| format!("（{}）", super::super::super::wording::bare(&why)));
    // The debtor defaulted on the day of the plan, not on the day on which that was recorded.
    let since = super::super::agreement::breached_on(desk)
        .map_or_else(|| day(broken.on), |on| format!("自{}起", day(on)));
    let told = format!("执行过程中，双方{when}达成执行和解协议{by}。{since}，被执行人未按该协议履行{why}。");
    let paid = super::super::agreement::paid_under(desk);
    let law = [format!(
        "依据{}之规定，申请恢复对原生效法律文书的执行。",
        law(desk, &["resumption-settlement", "resumption-settlement-rules"])
    )];
    std::iter::once(told).chain(paid).chain(law).collect()
}

/// 限制消费申请书: 法释〔2015〕17号 arts. 1, 3, 4; 民诉法 art. 266.
pub fn consumption_restriction(desk: &Desk) -> Value {
    let case = desk.brief.case;
    let basis = unpaid(desk);
    let execution = execution(desk);
    let requests: Vec<String> = case.debtors.iter().map(|d| restricted(desk, d)).collect();
    let mut facts = Vec::new();
    if let Some(basis) = &basis {
        facts.extend(told(desk, basis));
        facts.extend(notices(desk));
        let unit = case.debtors.iter().any(Debtor::is_company);
        let more = if unit { &["restriction-unit"][..] } else { &[] };
        let law = law(desk, &[&["restriction", "restriction-rules"], more].concat());
        facts.push(format!(
            "{}至今未履行完毕上述义务。依据{law}之规定，提出以上申请。",
            desk.voice.everyone(case)
        ));
    }
    if let Some(m) = latest(desk, "consumption-restricted") {
        desk.doubt("W-DRAFT-RESTRICTED-ALREADY", "", &[("on", &m.on.to_string())]);
    }
    let enclosures = basis.iter().map(|b| format!("{}复印件", b.title())).collect();
    value(&request(desk, "限制消费申请书", execution, ended(requests), facts, enclosures))
}

fn restricted(desk: &Desk, debtor: &Debtor) -> String {
    let name = desk.voice.named(desk.brief.case, debtor);
    if !debtor.is_company() {
        return format!("请求对{name}采取限制消费措施，限制其高消费及非生活或者经营必需的有关消费");
    }
    let head = debtor.head.as_ref().map_or_else(String::new, |head| head.name.clone());
    format!(
        "请求对{name}采取限制消费措施，并禁止该单位及其法定代表人{head}、主要负责人、影响债务履行的直接责任人员、实际控制人实施高消费及非生活或者经营必需的有关消费"
    )
}

/// What was served on whom, as far as it is recorded.
fn notices(desk: &Desk) -> Option<String> {
    let served: Vec<&MilestoneEvent> = known(desk)
        .into_iter()
        .filter(|m| m.track == "enforcement" && m.milestone == "notice-served")
        .collect();
    if served.is_empty() {
        desk.doubt("W-DRAFT-NOTICE-NOT-SERVED", "", &[]);
        return None;
    }
    let one = |m: &&MilestoneEvent| {
        let whom = fact(m, "party").unwrap_or_default();
        format!("{}向被执行人{whom}", day(m.on))
    };
    let served: Vec<String> = served.iter().map(one).collect();
    Some(format!("执行通知书已于{}送达。", joined(&served)))
}

/// 纳入失信被执行人名单申请书: 法释〔2017〕7号 art. 1 (one of six situations, which somebody found and recorded), art. 5.
pub fn dishonest_list(desk: &Desk) -> Value {
    let case = desk.brief.case;
    let basis = unpaid(desk);
    let execution = execution(desk);
    let found: Vec<&MilestoneEvent> = known(desk)
        .into_iter()
        .filter(|m| m.track == "enforcement" && m.milestone == "dishonesty-found")
        .collect();
    if found.is_empty() {
        desk.refuse("E-DRAFT-LISTING-GROUND", "", &[]);
    }
    let mut facts: Vec<String> = basis.iter().flat_map(|basis| told(desk, basis)).collect();
    let mut asked: Vec<String> = Vec::new();
    for m in found {
        let (party, what) = (fact(m, "party"), fact(m, "what"));
        let number = fact(m, "ground").and_then(|text| text.parse::<usize>().ok());
        let situation = number.and_then(|n| Some((n, listing_ground(n)?)));
        let (Some(party), Some(what), Some((number, words))) = (party, what, situation) else {
            desk.refuse("E-DRAFT-LISTING-GROUND", "", &[]);
            continue;
        };
        minor(desk, &party);
        if number == 1 {
            covered(desk, basis.as_ref());
        }
        let name = format!("被执行人{party}");
        let request = format!("请求将{name}纳入失信被执行人名单");
        if !asked.contains(&request) {
            asked.push(request);
        }
        facts.push(format!(
            "{name}有《最高人民法院关于公布失信被执行人名单信息的若干规定》第一条第（{}）项规定的{words}的情形：{}。",
            numeral(number),
            super::super::super::wording::bare(&what),
        ));
    }
    facts.push(format!("依据{}之规定，提出以上申请。", law(desk, &["listing"])));
    if case.debtors.len() > asked.len() {
        let left_out = (case.debtors.len() - asked.len()).to_string();
        desk.remark("N-DRAFT-LISTING-SOME", "", &[("count", &left_out)]);
    }
    let enclosures: Vec<String> = basis
        .iter()
        .map(|b| format!("{}复印件", b.title()))
        .chain(["证明上述情形的证据材料".to_owned()])
        .collect();
    value(&request(desk, "纳入失信被执行人名单申请书", execution, ended(asked), facts, enclosures))
}

/// 法释〔2017〕7号 art. 4: a minor is not listed.
fn minor(desk: &Desk, party: &str) {
    let debtor = desk.brief.case.debtors.iter().find(|d| d.name == party);
    let born = debtor.and_then(|d| resident_id::read(&d.id.as_ref()?.number).ok()).map(|read| read.birth);
    let grown = born.and_then(|birth| birth.checked_add_months(chrono::Months::new(18 * 12)));
    if grown.is_some_and(|day| day > desk.brief.as_of) {
        desk.refuse("E-DRAFT-LISTING-MINOR", "", &[("name", party)]);
    }
}

/// 法释〔2017〕7号 art. 3(2): not for art. 1(1) where what is held suffices.
fn covered(desk: &Desk, basis: Option<&Basis>) {
    let held = seizures(desk).iter().filter_map(|s| s.amount).try_fold(Amount::ZERO, Amount::checked_add);
    if let (Some(held), Some(left)) = (held, basis.map(Basis::left))
        && !held.is_zero()
        && held >= left
    {
        desk.refuse("E-DRAFT-LISTING-COVERED", "", &[("held", &held.grouped()), ("left", &left.grouped())]);
    }
}

/// Requests with their stops.
fn ended(mut requests: Vec<String>) -> Vec<String> {
    let last = requests.len().saturating_sub(1);
    for (i, text) in requests.iter_mut().enumerate() {
        text.push(if i == last { '。' } else { '；' });
    }
    requests
}
