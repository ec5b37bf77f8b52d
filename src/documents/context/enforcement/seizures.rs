//! What is sealed or frozen, and 续行查封、冻结申请书.

use chrono::{Days, NaiveDate};
use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{day, measure, numeral, sum_of};
use super::super::filing::value;
use super::basis::{execution, fact, known, law, unpaid};
use super::requests::{Request, request};
use crate::domain::debt::AssetKind;
use crate::domain::event::MilestoneEvent;
use crate::domain::money::Amount;

/// Property under a measure of the court.
pub struct Seizure {
    /// Whether it was taken in preservation: it became one of enforcement by itself (民诉法解释 art. 168).
    pub preserved: bool,
    /// Its kind, as the milestone has it.
    pub asset: String,
    /// Account, plate or title number.
    pub detail: String,
    /// The number of the order.
    pub order: Option<String>,
    /// The last day that the order names.
    pub expires: Option<NaiveDate>,
    /// What is actually held.
    pub amount: Option<Amount>,
    /// Its place in the queue of several.
    pub rank: Option<String>,
    /// Whose it is.
    pub owner: Option<String>,
    /// What others claim of it before.
    pub prior: Option<String>,
}

impl Seizure {
    fn taken(by: &MilestoneEvent) -> Seizure {
        Seizure {
            preserved: by.track == "preservation",
            asset: fact(by, "asset").unwrap_or_default(),
            detail: fact(by, "detail").unwrap_or_default(),
            order: fact(by, "order"),
            expires: expiry(by),
            amount: fact(by, "amount").and_then(|text| text.parse().ok()),
            rank: fact(by, "rank").filter(|rank| rank != "1"),
            owner: fact(by, "owner"),
            prior: fact(by, "prior"),
        }
    }

    /// Whether a later milestone speaks of this one: by its particulars, else by its kind, else of all on its track.
    pub fn meant(&self, by: &MilestoneEvent) -> bool {
        match (fact(by, "detail"), fact(by, "asset")) {
            (Some(detail), _) => detail == self.detail,
            (None, Some(asset)) => asset == self.asset,
            (None, None) => self.preserved == (by.track == "preservation"),
        }
    }
}

fn expiry(of: &MilestoneEvent) -> Option<NaiveDate> {
    crate::domain::date::parse(&fact(of, "expires")?)
}

/// What is under a measure on the day of the document, as milestones record it.
pub fn seizures(desk: &Desk) -> Vec<Seizure> {
    held(&known(desk))
}

/// The same of milestones in the order of their days.
pub fn held(known: &[&MilestoneEvent]) -> Vec<Seizure> {
    let mut held: Vec<Seizure> = Vec::new();
    for m in known.iter().copied() {
        match (m.track.as_str(), m.milestone.as_str()) {
            ("enforcement", "seized") | ("preservation", "measure-taken") => {
                let new = Seizure::taken(m);
                held.retain(|s| s.detail != new.detail);
                held.push(new);
            }
            ("enforcement", "seizure-renewed") | ("preservation", "renewed") => {
                for seizure in held.iter_mut().filter(|s| s.meant(m)) {
                    seizure.expires = expiry(m);
                    seizure.order = fact(m, "order").or(seizure.order.take());
                }
            }
            ("enforcement", "released") | ("preservation", "lifted" | "released") => {
                held.retain(|s| !s.meant(m));
            }
            // A thing that was not named may be any.
            ("enforcement", "sold" | "taken-in-kind") if fact(m, "detail").is_some() => {
                held.retain(|s| !s.meant(m));
            }
            _ => {}
        }
    }
    held
}

/// Without those that lapsed, which is doubted; one whose last day is not recorded is refused.
pub fn in_force(desk: &Desk, mut held: Vec<Seizure>) -> Vec<Seizure> {
    let today = desk.brief.as_of;
    for gone in held.iter().filter(|s| s.expires.is_some_and(|last| last < today)) {
        let last = gone.expires.map(|d| d.to_string()).unwrap_or_default();
        desk.doubt("W-DRAFT-SEIZURE-LAPSED", "", &[("detail", &gone.detail), ("last", &last)]);
    }
    held.retain(|s| s.expires.is_none_or(|last| last >= today));
    for open in held.iter().filter(|s| s.expires.is_none()) {
        desk.refuse("E-DRAFT-SEIZURE-EXPIRY", "", &[("detail", &open.detail)]);
    }
    held
}

/// What warnings before a lapse begin with: what lapses later need not be renewed yet.
pub const SOON: Days = Days::new(90);

#[derive(Serialize)]
struct Renewal {
    #[serde(flatten)]
    request: Request,
    assets: Vec<Asset>,
}

/// Property of which the measure is to go on.
#[derive(Serialize)]
struct Asset {
    number: String,
    kind: &'static str,
    detail: String,
    measure: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    expires: String,
    term: String,
}

/// 续行查封、冻结申请书: what lapses within 90 days, and where nothing does what lapses first. 民诉法解释 art. 485.
pub fn seal_renewal(desk: &Desk) -> Value {
    let today = desk.brief.as_of;
    let basis = unpaid(desk);
    let execution = execution(desk);
    let mut held = in_force(desk, seizures(desk));
    if held.is_empty() {
        desk.refuse("E-DRAFT-NO-SEIZURE", "", &[]);
    }
    let first = held.iter().filter_map(|s| s.expires).min();
    let until = today.checked_add_days(SOON).max(first);
    held.retain(|s| s.expires <= until);
    held.sort_by_key(|s| s.expires);
    let all = |one: &str| held.iter().any(|s| measure(kind(&s.asset).1).measure == one);
    let measures: Vec<&str> = ["冻结", "查封"].into_iter().filter(|one| all(one)).collect();
    let measures = measures.join("、");
    let requests = vec![format!("请求贵院在下列财产的{measures}期限届满前，依法办理续行{measures}手续。")];
    let mut facts = Vec::new();
    if let (Some(basis), Some(first)) = (&basis, first) {
        facts.extend(super::basis::told(desk, basis));
        facts.push(format!(
            "{}案件执行中，上列财产的{measures}期限最早将于{}届满。{}确定的债务尚未全部清偿，为避免{measures}的效力因期限届满而消灭，\
             依据{}之规定，提出以上申请。",
            execution.number,
            day(first),
            basis.title(),
            law(desk, &["renewal"]),
        ));
    }
    let assets = held.iter().enumerate().map(|(i, s)| asset(i, s)).collect();
    let enclosures = vec!["采取上述措施的裁定书及协助执行通知书复印件".to_owned()];
    let request = request(desk, "续行查封、冻结申请书", execution, requests, facts, enclosures);
    value(&Renewal { request, assets })
}

/// What a milestone's kind of property is called, and the kind whose measure it is under.
pub fn kind(asset: &str) -> (&'static str, AssetKind) {
    match asset {
        "bank-deposit" => ("银行存款", AssetKind::BankAccount),
        "movable" => ("动产", AssetKind::Vehicle),
        "immovable" => ("不动产", AssetKind::RealEstate),
        _ => ("其他财产权", AssetKind::Equity),
    }
}

fn asset(at: usize, seizure: &Seizure) -> Asset {
    let (kind, of) = kind(&seizure.asset);
    let measure = measure(of);
    let amount = seizure.amount.map(|a| format!("实际控制{}", sum_of(a)));
    let rank = seizure.rank.as_ref().map(|rank| format!("轮候第{rank}顺位"));
    let notes: Vec<String> = amount.into_iter().chain(rank).collect();
    let notes = if notes.is_empty() { String::new() } else { format!("（{}）", notes.join("，")) };
    Asset {
        number: (at + 1).to_string(),
        kind,
        detail: format!("{}{notes}", seizure.detail),
        measure: &measure.measure,
        order: seizure.order.clone(),
        expires: seizure.expires.map(day).unwrap_or_default(),
        term: measure.years.map_or_else(String::new, |years| format!("{}年", numeral(years))),
    }
}
