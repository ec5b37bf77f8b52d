//! 公告送达申请书: 民诉法 art. 95, where no other way of service got through; never in summary procedure (民诉法解释 art. 140).

use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{bare, day, joined};
use super::super::enforcement::{fact, law};
use super::super::filing::value;
use super::motion::{Suit, motion, opening, still_runs, suit};
use crate::domain::event::MilestoneEvent;
use crate::domain::party::{Debtor, Whereabouts};

/// 公告送达申请书: each failed attempt with its day and reason.
pub fn public_notice_application(desk: &Desk) -> Value {
    let suit = suit(desk);
    still_runs(desk, &suit);
    // Of a suit that was not filed at all `suit` has said so.
    if suit.number.is_none() && !suit.court.is_empty() {
        desk.refuse("E-DRAFT-NOT-TAKEN-UP", "", &[]);
    }
    if suit.is_summary() && suit.latest("judgment").is_none() {
        desk.refuse("E-DRAFT-NOTICE-SUMMARY", "", &[]);
    }
    let case = desk.brief.case;
    let missed: Vec<(&Debtor, Vec<&MilestoneEvent>)> = case
        .debtors
        .iter()
        .map(|debtor| (debtor, attempts(&suit, debtor)))
        .filter(|(_, tried)| !tried.is_empty())
        .collect();
    if missed.is_empty() {
        desk.refuse("E-DRAFT-NO-FAILED-SERVICE", "", &[]);
    }
    let judged = suit.latest("judgment");
    let papers = match judged {
        Some(m) => {
            let number = fact(m, "case_number").or_else(|| suit.number.clone()).unwrap_or_default();
            format!("{number}民事判决书")
        }
        None => "起诉状副本、应诉通知书、举证通知书、开庭传票等诉讼文书".to_owned(),
    };
    let names: Vec<String> = missed.iter().map(|(d, _)| desk.voice.named(case, d)).collect();
    let requests = vec![format!("请求贵院以公告方式向{}送达{papers}。", joined(&names))];
    let mut facts = vec![opening(desk, &suit)];
    facts.extend(missed.iter().map(|(debtor, tried)| told(desk, debtor, tried)));
    let law = law(desk, &["public-notice"]);
    facts.push(format!(
        "对上列当事人采用公告以外的方式均无法送达。依据{law}之规定，提出以上申请；公告费用由{}预交。",
        desk.voice.claimant()
    ));
    let enclosures = ["送达未成的邮件退件、送达回证等材料", "被送达人的身份信息及已知联系方式"];
    value(&motion(desk, "公告送达申请书", &suit, requests, facts, enclosures.map(str::to_owned).to_vec()))
}

/// Attempts that no service followed: before the judgment, and of the judgment after it.
fn attempts<'a>(suit: &Suit<'a>, debtor: &Debtor) -> Vec<&'a MilestoneEvent> {
    let judged = suit.latest("judgment");
    let whom = |m: &MilestoneEvent| fact(m, "party").is_some_and(|party| party == debtor.name);
    let got = if judged.is_some() { "judgment-served" } else { "served" };
    let last = suit.told.iter().rfind(|m| m.milestone == got && whom(m)).map(|m| m.on);
    let since = |m: &MilestoneEvent| {
        judged.is_none_or(|judged| m.on >= judged.on) && last.is_none_or(|last| m.on > last)
    };
    suit.told.iter().copied().filter(|m| m.milestone == "service-failed" && whom(m) && since(m)).collect()
}

fn told(desk: &Desk, debtor: &Debtor, tried: &[&MilestoneEvent]) -> String {
    let case = desk.brief.case;
    let path =
        case.debtors.iter().position(|d| d == debtor).map_or_else(String::new, |i| format!("debtors[{i}]"));
    if let [_] = tried {
        desk.doubt("W-DRAFT-NOTICE-ONCE", &path, &[("name", &debtor.name)]);
    }
    let agreed = debtor.service_address.as_ref().filter(|s| s.agreed && s.address.is_some());
    if agreed.is_some() {
        desk.doubt("W-DRAFT-NOTICE-AGREED", &format!("{path}.service_address"), &[("name", &debtor.name)]);
    }
    let one = |m: &&MilestoneEvent| {
        let why = fact(m, "why").unwrap_or_default();
        format!("{}送达未成，原因：{}", day(m.on), bare(&why))
    };
    let tried: Vec<String> = tried.iter().map(one).collect();
    let gone = match debtor.whereabouts {
        Some(Whereabouts::Unknown) => "，现下落不明",
        Some(Whereabouts::Known | Whereabouts::Abroad) | None => "",
    };
    format!("贵院向{}送达的情况为：{}{gone}。", desk.voice.named(case, debtor), tried.join("；"))
}
