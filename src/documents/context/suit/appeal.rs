//! 民事上诉状（当事人提起上诉用）: 民诉法 arts. 171-173, through the court of first instance, with a copy for each on the other side.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{day, sum_of};
use super::super::enforcement::{fact, law};
use super::super::filing::{cause, value};
use super::super::parts::{Claimant, Respondent, claimant, respondents};
use super::motion::{Suit, others, suit};
use crate::domain::event::MilestoneEvent;

#[derive(Serialize)]
struct Appeal {
    title: &'static str,
    /// The official name of the form.
    form: &'static str,
    date: String,
    cause: String,
    claimant: Option<Claimant>,
    respondents: Vec<Respondent>,
    /// What is appealed against.
    opening: String,
    requests: Vec<String>,
    /// The part that is not accepted and the fee reckoned on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    disputed: Option<String>,
    facts: Vec<String>,
    /// The court of appeal, and the one through which it is filed.
    forum: String,
    below: String,
    copies: usize,
}

/// A place that a lawyer must write in.
fn blank(what: &str) -> String {
    format!("【待填写：{what}】")
}

/// 民事上诉状 of the creditor.
pub fn appeal(desk: &Desk) -> Value {
    let suit = suit(desk);
    let pleas = desk.brief.case.pleas.clone().unwrap_or_default();
    let Some(against) = against(desk, &suit) else { return Value::Null };
    in_time(desk, &suit, against.on);
    let appealed = suit.latest("appealed").filter(|m| fact(m, "party").is_none_or(|party| own(desk, &party)));
    let told = |name: &str| appealed.and_then(|m| fact(m, name));
    let mut lacks: Vec<[&str; 2]> = Vec::new();
    let mut requests = pleas.appeal_requests;
    if requests.is_empty() {
        requests.push(blank("请求撤销或者改判的判项及改判的内容"));
        lacks.push(["上诉请求", "what the appeal asks for"]);
    }
    requests.push(format!("二审案件受理费由{}负担。", desk.voice.everyone(desk.brief.case)));
    for request in &mut requests {
        if !request.ends_with(['。', '；', '】']) {
            request.push('。');
        }
    }
    let mut facts = pleas.appeal_grounds;
    if facts.is_empty() {
        facts.extend(told("grounds"));
    }
    if facts.is_empty() {
        facts.push(blank("上诉理由"));
        lacks.push(["上诉理由", "the grounds"]);
    }
    facts.push(format!("综上，依据{}之规定，特提起上诉，请求依法支持上诉请求。", law(desk, &["appeal"])));
    let forum = pleas.appeal_court.unwrap_or_else(|| {
        lacks.push(["二审法院", "the court of appeal"]);
        blank("第二审人民法院")
    });
    if !lacks.is_empty() {
        let listed = |i: usize, by: &str| lacks.iter().map(|name| name[i]).collect::<Vec<_>>().join(by);
        desk.doubt("W-DRAFT-BLANK", "pleas", &[("zh", &listed(0, "、")), ("en", &listed(1, ", "))]);
    }
    if desk.brief.case.debtors.len() > 1 {
        desk.doubt("W-DRAFT-APPELLEES", "debtors", &[]);
    }
    let respondents = respondents(desk);
    value(&Appeal {
        title: "民事上诉状",
        form: "民事上诉状（当事人提起上诉用）",
        date: day(desk.brief.as_of),
        cause: cause(desk),
        claimant: claimant(desk),
        copies: respondents.len(),
        respondents,
        opening: opening(desk, &suit, &against),
        requests,
        disputed: if against.paper == RULING { None } else { disputed(desk) },
        facts,
        forum,
        below: suit.court,
    })
}

/// An appeal against a ruling costs nothing (诉讼费用交纳办法 art. 8).
const RULING: &str = "民事裁定";

/// What is appealed against.
struct Against<'a> {
    paper: &'static str,
    number: String,
    on: NaiveDate,
    served: Option<&'a MilestoneEvent>,
}

/// The judgment, or the ruling or judgment that dismissed; refused where there is none, and where it is final.
fn against<'a>(desk: &Desk, suit: &Suit<'a>) -> Option<Against<'a>> {
    let dismissed = suit.latest("dismissed");
    let Some(decided) = dismissed.or_else(|| suit.latest("judgment")) else {
        desk.refuse("E-DRAFT-NOTHING-TO-APPEAL", "", &[]);
        return None;
    };
    if suit.procedure.as_deref() == Some("small-claims") && dismissed.is_none() {
        desk.refuse("E-DRAFT-APPEAL-FINAL", "", &[]);
    }
    let ruling = dismissed.is_some_and(|m| fact(m, "what").as_deref() == Some("suit"));
    let number = fact(decided, "case_number").or_else(|| suit.number.clone());
    if number.is_none() {
        desk.refuse("E-DRAFT-DECIDED", "", &[("what", "litigation/accepted case_number")]);
    }
    let served = suit.told.iter().rev().find(|m| {
        m.milestone == "judgment-served" && fact(m, "party").is_some_and(|party| own(desk, &party))
    });
    Some(Against {
        paper: if ruling { RULING } else { "民事判决" },
        number: number.unwrap_or_default(),
        on: decided.on,
        served: served.copied(),
    })
}

fn own(desk: &Desk, party: &str) -> bool {
    desk.brief.case.creditor.as_ref().is_some_and(|c| c.name == party)
}

/// 民诉法 art. 171: fifteen days from service of a judgment, ten of a ruling.
fn in_time(desk: &Desk, suit: &Suit, decided: NaiveDate) {
    if let Some(over) = ["effective", "second-instance"].iter().find_map(|m| suit.latest(m)) {
        let what = format!("litigation/{}", over.milestone);
        desk.refuse("E-DRAFT-SUIT-OVER", "", &[("what", &what), ("on", &over.on.to_string())]);
        return;
    }
    match desk.brief.later.and_then(|later| later.appeal_by) {
        Some(last) if last < desk.brief.as_of => {
            desk.refuse("E-DRAFT-APPEAL-LATE", "", &[("last", &last.to_string())]);
        }
        Some(last) => desk.remark("N-DRAFT-APPEAL-BY", "", &[("last", &last.to_string())]),
        None => desk.doubt("W-DRAFT-APPEAL-SERVED", "", &[("on", &decided.to_string())]),
    }
}

fn opening(desk: &Desk, suit: &Suit, against: &Against) -> String {
    let claimant = desk.voice.claimant();
    let served = against.served.map_or_else(String::new, |m| format!("（{}送达{claimant}）", day(m.on)));
    format!(
        "{claimant}因与{}{}一案，不服{}于{}作出的{}{}{served}，现提出上诉。",
        others(desk),
        cause(desk),
        suit.court,
        day(against.on),
        against.number,
        against.paper,
    )
}

/// What is not accepted, and the fee on it (诉讼费用交纳办法 art. 17).
fn disputed(desk: &Desk) -> Option<String> {
    let sum = desk.brief.case.pleas.as_ref().and_then(|p| p.appeal_disputed);
    let Some(sum) = sum else {
        desk.doubt("W-DRAFT-APPEAL-DISPUTED", "pleas.appeal_disputed", &[]);
        return None;
    };
    let fee = desk.brief.later.and_then(|later| later.appeal_fee).map_or_else(String::new, |fee| {
        format!("，依据{}之规定按该数额计算的二审案件受理费为{}", law(desk, &["appeal-fee"]), sum_of(fee))
    });
    Some(format!("不服一审判决部分的上诉请求数额：{}{fee}。", sum_of(sum)))
}
