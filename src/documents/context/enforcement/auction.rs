//! 评估拍卖申请书: what is sealed is to be valued and sold. 民诉法 arts. 255, 258; 参考价规定 art. 2; 网拍规定 art. 2.

use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{bare, contract_of, day, numeral};
use super::super::filing::value;
use super::basis::{execution, fact, known, law, told, unpaid};
use super::requests::{Request, request};
use super::seizures::{SOON, Seizure, in_force, kind, seizures};
use crate::domain::contract::GuaranteeKind;
use crate::domain::event::MilestoneEvent;
use crate::domain::money::Amount;

#[derive(Serialize)]
struct Auction {
    #[serde(flatten)]
    request: Request,
    assets: Vec<Asset>,
}

/// Property to be sold.
#[derive(Serialize)]
struct Asset {
    number: String,
    kind: &'static str,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    expires: String,
    /// 参考价, where one is fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// What others claim of it before.
    prior: String,
}

/// 评估拍卖申请书: everything in force but money.
pub fn auction_application(desk: &Desk) -> Value {
    let basis = unpaid(desk);
    let execution = execution(desk);
    let things = seizures(desk).into_iter().filter(|s| s.asset != "bank-deposit").collect();
    let mut held = in_force(desk, things);
    // The court that sealed first sells (法释〔2016〕6号).
    held.retain(|s| {
        if let Some(rank) = &s.rank {
            desk.doubt("W-DRAFT-NOT-FIRST", "", &[("detail", &s.detail), ("rank", rank)]);
        }
        s.rank.is_none()
    });
    if held.is_empty() {
        desk.refuse("E-DRAFT-NOTHING-TO-SELL", "", &[]);
    }
    held.sort_by_key(|s| s.expires);
    held.iter().for_each(|s| doubts(desk, s));
    let values: Vec<Option<Amount>> = held.iter().map(|s| appraised(desk, s)).collect();
    let sale = "依法以网络司法拍卖的方式予以拍卖，或者依法变卖";
    let priced = match (values.iter().all(Option::is_some), values.iter().any(Option::is_some)) {
        (true, true) => format!("请求贵院以已经确定的参考价为依据，对下列财产{sale}；"),
        (false, true) => {
            format!("请求贵院对下列财产中尚未确定参考价的启动确定财产处置参考价的程序，并对各项财产{sale}；")
        }
        _ => format!("请求贵院对下列财产启动确定财产处置参考价的程序，并{sale}；"),
    };
    let requests = vec![priced, "请求以处置上列财产所得价款，依法清偿申请执行人的债权。".to_owned()];
    let mut facts = Vec::new();
    if let Some(basis) = &basis {
        facts.extend(told(desk, basis));
        facts.extend(secured(desk));
        facts.push(format!(
            "上列财产已在{}案件中采取查封、扣押、冻结措施，被执行人至今未履行完毕生效法律文书确定的义务。依据{}之规定，提出以上申请。",
            execution.number,
            law(desk, &["auction", "auction-price", "auction-online"]),
        ));
    }
    let enclosures = ["采取查封、扣押、冻结措施的裁定书及协助执行通知书复印件", "财产权属材料"];
    let assets = held.iter().zip(values).enumerate().map(|(i, (s, value))| asset(i, s, value)).collect();
    let enclosures = enclosures.map(str::to_owned).to_vec();
    let request = request(desk, "评估拍卖申请书", execution, requests, facts, enclosures);
    value(&Auction { request, assets })
}

fn asset(at: usize, seizure: &Seizure, value: Option<Amount>) -> Asset {
    let prior = seizure.prior.as_deref().map(bare);
    Asset {
        number: (at + 1).to_string(),
        kind: kind(&seizure.asset).0,
        detail: seizure.detail.clone(),
        owner: seizure.owner.clone(),
        order: seizure.order.clone(),
        expires: seizure.expires.map(day).unwrap_or_default(),
        value: value.map(Amount::grouped),
        prior: prior.unwrap_or("以贵院查明的为准").to_owned(),
    }
}

/// The value that was fixed for it last.
fn appraised(desk: &Desk, seizure: &Seizure) -> Option<Amount> {
    let of = |m: &&MilestoneEvent| {
        m.track == "enforcement"
            && m.milestone == "appraised"
            && fact(m, "detail").is_some_and(|detail| detail == seizure.detail)
    };
    fact(known(desk).into_iter().rfind(of)?, "value")?.parse().ok()
}

fn doubts(desk: &Desk, seizure: &Seizure) {
    let detail = ("detail", seizure.detail.as_str());
    if seizure.prior.is_none() {
        desk.doubt("W-DRAFT-PRIOR-UNKNOWN", "", &[detail]);
    }
    let soon = desk.brief.as_of.checked_add_days(SOON);
    if let Some(last) = seizure.expires.filter(|last| Some(*last) <= soon) {
        desk.doubt("W-DRAFT-RENEW-FIRST", "", &[detail, ("last", &last.to_string())]);
    }
    let sold =
        |m: &&MilestoneEvent| m.track == "enforcement" && m.milestone == "auction-set" && seizure.meant(m);
    if let Some(set) = known(desk).into_iter().rfind(sold) {
        desk.doubt("W-DRAFT-AUCTION-SET", "", &[detail, ("on", &set.on.to_string())]);
    }
}

/// What the creditor itself holds as security: it is paid before others of that thing (民法典 410, 436).
fn secured(desk: &Desk) -> Option<String> {
    let case = desk.brief.case;
    let things: Vec<String> = case
        .guarantees
        .iter()
        .filter(|g| g.kind != GuaranteeKind::Guarantee)
        .filter_map(|g| {
            let object = bare(g.object.as_deref()?);
            let number = g.number.as_deref().map_or_else(String::new, |n| format!("（编号：{n}）"));
            Some(format!("{}以{object}提供担保的{}{number}", g.by, contract_of(g)))
        })
        .collect();
    (!things.is_empty()).then(|| {
        format!(
            "申请执行人的债权有{}项担保物权：{}。处置担保财产的，请求以所得价款在生效法律文书确认的范围内优先清偿申请执行人。",
            numeral(things.len()),
            things.join("；")
        )
    })
}
