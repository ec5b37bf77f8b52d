//! The property of the debtors: what is known, what is held by which order until when, in which rank, what it fetched.
//!
//! Known property comes from the case file, seizures and what follows from milestones, the day on which each lapses from
//! the account's deadlines, so that nothing is computed twice.

use chrono::NaiveDate;
use serde::Serialize;

use super::deadline::Deadline;
use super::fold::Docket;
use super::standing::Standing;
use crate::domain::Amount;
use crate::domain::debt::AssetKind;
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::{Place, Problem};

/// Where a piece of property stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssetState {
    /// It is known, and nobody holds it for the creditor.
    Known,
    /// It is frozen, sealed or impounded.
    Held,
    /// It is held behind earlier orders (轮候): without effect until those end (查封规定 26).
    Waiting,
    /// What held it lapsed, and nothing renewed it.
    Lapsed,
    /// It was released.
    Released,
    /// It was sold.
    Sold,
    /// The creditor took it in kind.
    TakenInKind,
}

/// An extension of a hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Renewal {
    /// The day.
    pub on: NaiveDate,
    /// The order that extended it.
    pub order: Option<String>,
    /// The day it then lapses.
    pub expires: Option<NaiveDate>,
}

/// A measure that holds a piece of property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hold {
    /// The track: preservation or enforcement.
    pub track: String,
    /// What it is on, in the words of the order, which may say more than the case file.
    pub detail: String,
    /// The day.
    pub on: NaiveDate,
    /// The order.
    pub order: Option<String>,
    /// The day it lapses, with every renewal; `None` where the rules refuse to say.
    pub expires: Option<NaiveDate>,
    /// The workday by which to have asked for a renewal.
    pub act_by: Option<NaiveDate>,
    /// Its rank among several creditors; 1 holds, the others wait.
    pub rank: Option<u32>,
    /// The amount actually held.
    pub amount: Option<Amount>,
    /// Its renewals, oldest first.
    pub renewals: Vec<Renewal>,
    /// The day it was lifted, and the milestone that did it.
    pub ended: Option<(NaiveDate, String)>,
}

/// Something else that happened to it: an appraisal, an auction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The day.
    pub on: NaiveDate,
    /// The milestone.
    pub milestone: String,
    /// What was recorded of money: a value, a reserve, a price.
    pub amount: Option<Amount>,
}

/// A piece of property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asset {
    /// Its kind, as measures are told apart: `bank-deposit`, `movable`, `immovable`, `other-right`.
    pub kind: String,
    /// What it is: account, plate or title number.
    pub detail: String,
    /// Whose it is.
    pub owner: Option<String>,
    /// Where it is.
    pub place: Option<String>,
    /// What it is worth, by the latest appraisal, else as estimated.
    pub value: Option<Amount>,
    /// What is noted about it.
    pub note: Option<String>,
    /// Where it stands.
    pub state: AssetState,
    /// The measures on it, oldest first.
    pub holds: Vec<Hold>,
    /// What else happened to it, oldest first.
    pub steps: Vec<Step>,
}

/// The periods after which a hold lapses by itself.
const LAPSES: [&str; 3] = ["freeze-bank-deposit", "seal-movables", "seal-immovables-or-other-rights"];

impl Asset {
    /// The property of an account as it stands: that of the case file first, then as it was found.
    pub fn all(docket: &Docket, standing: &Standing) -> Vec<Asset> {
        let mut found: Vec<Asset> = docket.case.assets.iter().map(known).collect();
        for event in &standing.milestones {
            match event.milestone.as_str() {
                "measure-taken" | "seized" => hold(&mut found, event),
                "renewed" | "seizure-renewed" => renew(&mut found, event),
                "lifted" | "released" => release(&mut found, event),
                "appraisal-started" | "appraised" | "auction-set" | "auction-failed" | "sold"
                | "taken-in-kind" => step(&mut found, event),
                _ => {}
            }
        }
        for asset in &mut found {
            asset.settle(standing);
        }
        found
    }

    /// What must not go unnoticed about it.
    pub fn problems(&self, as_of: NaiveDate) -> Vec<Problem> {
        let problem = |code: &'static str| {
            Problem::warning(code, Place::default()).with("asset", &self.detail).with("kind", &self.kind)
        };
        let open = self.holds.iter().filter(|h| h.ended.is_none());
        let mut out = Vec::new();
        for hold in open {
            match hold.expires {
                None => out.push(problem("W-ASSET-NO-END").with("on", hold.on)),
                Some(day) if day < as_of && self.state == AssetState::Lapsed => {
                    out.push(problem("W-ASSET-LAPSED").with("due", day));
                }
                Some(_) => {}
            }
        }
        if self.state == AssetState::Waiting {
            out.push(problem("W-ASSET-WAITING"));
        }
        out
    }

    /// The hold that stands: the last that was not lifted.
    pub fn hold(&self) -> Option<&Hold> {
        self.holds.iter().rev().find(|h| h.ended.is_none())
    }

    fn is(&self, event: &MilestoneEvent) -> bool {
        let held = |detail: &str| self.holds.iter().any(|h| h.detail == detail);
        text(event, "asset").is_none_or(|kind| kind == self.kind)
            && text(event, "detail").is_none_or(|detail| detail == self.detail || held(detail))
    }

    /// Reads the ends of its holds off the deadlines, and says where it stands.
    fn settle(&mut self, standing: &Standing) {
        for hold in &mut self.holds {
            let whose = format!("{} {}", self.kind, hold.detail);
            let mine = |d: &&Deadline| {
                d.track == hold.track
                    && LAPSES.contains(&d.rule.as_str())
                    && d.of.as_deref() == Some(whose.trim_end())
            };
            let ends: Vec<&Deadline> = standing.deadlines.iter().filter(mine).collect();
            for renewal in &mut hold.renewals {
                renewal.expires = ends.iter().find(|d| d.from == renewal.on).map(|d| d.due);
            }
            let day = hold.renewals.last().map_or(hold.on, |r| r.on);
            let end = ends.iter().find(|d| d.from == day);
            hold.expires = end.map(|d| d.due);
            hold.act_by = end.and_then(|d| d.act_by);
        }
        let last = |name: &str| self.steps.iter().any(|s| s.milestone == name);
        let open: Vec<&Hold> = self.holds.iter().filter(|h| h.ended.is_none()).collect();
        let stands = |h: &&&Hold| h.expires.is_none_or(|day| day >= standing.as_of);
        self.state = if last("sold") {
            AssetState::Sold
        } else if last("taken-in-kind") {
            AssetState::TakenInKind
        } else if let Some(hold) = open.iter().rev().find(stands) {
            if hold.rank.is_some_and(|rank| rank > 1) { AssetState::Waiting } else { AssetState::Held }
        } else if !open.is_empty() {
            AssetState::Lapsed
        } else if !self.holds.is_empty() {
            AssetState::Released
        } else {
            AssetState::Known
        };
    }
}

/// Property of the case file.
fn known(asset: &crate::domain::debt::Asset) -> Asset {
    let kind = match asset.kind {
        AssetKind::BankAccount => "bank-deposit",
        AssetKind::Vehicle => "movable",
        AssetKind::RealEstate => "immovable",
        AssetKind::Equity | AssetKind::Wage | AssetKind::Other => "other-right",
    };
    Asset { value: asset.value, note: asset.note.clone(), ..named(kind, asset.detail.trim()) }
}

fn named(kind: &str, detail: &str) -> Asset {
    Asset {
        kind: kind.to_owned(),
        detail: detail.to_owned(),
        owner: None,
        place: None,
        value: None,
        note: None,
        state: AssetState::Known,
        holds: Vec::new(),
        steps: Vec::new(),
    }
}

fn text<'e>(event: &'e MilestoneEvent, name: &str) -> Option<&'e str> {
    event.facts.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
}

fn amount(event: &MilestoneEvent, name: &str) -> Option<Amount> {
    text(event, name).and_then(|text| text.parse().ok())
}

fn hold(found: &mut Vec<Asset>, event: &MilestoneEvent) {
    let (kind, detail) =
        (text(event, "asset").unwrap_or_default(), text(event, "detail").unwrap_or_default());
    // An order often says more than the case file does: the account, and then the sum that was frozen.
    let begins = |a: &Asset| !a.detail.is_empty() && detail.starts_with(a.detail.as_str());
    let at = found
        .iter()
        .position(|a| a.kind == kind && a.detail == detail)
        .or_else(|| found.iter().position(|a| a.kind == kind && begins(a)))
        .unwrap_or_else(|| {
            found.push(named(kind, detail));
            found.len() - 1
        });
    let asset = &mut found[at];
    asset.owner = text(event, "owner").map(str::to_owned).or(asset.owner.take());
    asset.place = text(event, "place").map(str::to_owned).or(asset.place.take());
    asset.value = amount(event, "value").or(asset.value);
    asset.holds.push(Hold {
        track: event.track.clone(),
        detail: detail.to_owned(),
        on: event.on,
        order: text(event, "order").map(str::to_owned),
        expires: None,
        act_by: None,
        rank: text(event, "rank").and_then(|rank| rank.parse().ok()),
        amount: amount(event, "amount"),
        renewals: Vec::new(),
        ended: None,
    });
}

fn renew(found: &mut [Asset], event: &MilestoneEvent) {
    for asset in found.iter_mut().filter(|a| a.is(event)) {
        let open = asset.holds.iter_mut().rev().find(|h| h.ended.is_none() && h.track == event.track);
        if let Some(hold) = open {
            let order = text(event, "order").map(str::to_owned);
            hold.renewals.push(Renewal { on: event.on, order, expires: None });
        }
    }
}

fn release(found: &mut [Asset], event: &MilestoneEvent) {
    for asset in found.iter_mut().filter(|a| a.is(event)) {
        for hold in asset.holds.iter_mut().filter(|h| h.ended.is_none() && h.track == event.track) {
            hold.ended = Some((event.on, event.milestone.clone()));
        }
    }
}

/// An appraisal or sale of what it names, else of the only thing that can be sold.
fn step(found: &mut [Asset], event: &MilestoneEvent) {
    let one = Step {
        on: event.on,
        milestone: event.milestone.clone(),
        amount: ["value", "reserve", "price"].iter().find_map(|name| amount(event, name)),
    };
    let for_sale = |a: &Asset| !a.holds.is_empty() && a.kind != "bank-deposit";
    let unnamed = text(event, "detail").is_none();
    let only = unnamed && found.iter().filter(|a| for_sale(a)).count() == 1;
    let mine = |a: &&mut Asset| a.is(event) && if unnamed { only && for_sale(a) } else { true };
    for asset in found.iter_mut().filter(mine) {
        if event.milestone == "appraised" {
            asset.value = one.amount.or(asset.value);
        }
        asset.steps.push(one.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date;
    use crate::domain::event::Source;
    use crate::rules::rulebook::Rulebook;
    use serde_json::json;

    fn day(text: &str) -> NaiveDate {
        date::parse(text).unwrap()
    }

    fn docket(milestones: serde_json::Value) -> Docket {
        let case = serde_json::from_value(json!({
            "account": "A-1", "debtors": [{"role": "primary", "name": "李示例"}],
            "debt": {"as_of": "2026-06-30", "principal": "1000.00"},
            "assets": [{"kind": "vehicle", "detail": "京A00000", "value": "80000.00"}],
        }))
        .unwrap();
        let mut docket = Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() });
        for m in milestones.as_array().unwrap() {
            docket = docket.with_milestone(serde_json::from_value(m.clone()).unwrap());
        }
        docket
    }

    fn assets(milestones: serde_json::Value, on: &str) -> Vec<Asset> {
        let docket = docket(milestones);
        Asset::all(&docket, &Standing::new(&docket, day(on), Rulebook::builtin()))
    }

    fn accepted() -> Vec<serde_json::Value> {
        vec![
            json!({"track": "enforcement", "milestone": "applied", "on": "2026-08-01", "facts": {"court": "甲法院"}}),
            json!({"track": "enforcement", "milestone": "accepted", "on": "2026-08-05", "facts": {"case_number": "（2026）京0102执5号"}}),
        ]
    }

    /// 民诉法解释 485: movables two years; a renewal begins the two years again.
    #[test]
    fn a_hold_keeps_its_chain_of_renewals() {
        let mut events = accepted();
        let facts = json!({"asset": "movable", "detail": "京A00000", "order": "（2026）京0102执5号之一", "rank": "1"});
        events
            .push(json!({"track": "enforcement", "milestone": "seized", "on": "2026-09-01", "facts": facts}));
        let renewed = json!({"asset": "movable", "detail": "京A00000", "order": "（2026）京0102执5号之二"});
        events.push(
            json!({"track": "enforcement", "milestone": "seizure-renewed", "on": "2028-08-01", "facts": renewed}),
        );
        let found = assets(json!(events), "2028-08-02");
        assert_eq!(found.len(), 1, "the vehicle of the case file is the one that was seized");
        assert_eq!((found[0].state, found[0].value), (AssetState::Held, "80000.00".parse().ok()));
        let hold = found[0].hold().unwrap();
        assert_eq!(hold.expires, Some(day("2030-08-01")));
        assert_eq!(hold.renewals.len(), 1);
        let before = assets(json!(events), "2028-07-31");
        assert_eq!(before[0].hold().unwrap().expires, Some(day("2028-09-01")));
        let late = assets(json!(events[..3]), "2028-09-02");
        assert_eq!(late[0].state, AssetState::Lapsed);
        assert_eq!(late[0].problems(day("2028-09-02"))[0].code, "W-ASSET-LAPSED");
    }

    /// 查封规定 26: an order that waits behind another has no effect yet.
    #[test]
    fn what_waits_its_turn_is_said() {
        let mut events = accepted();
        let facts = json!({"asset": "bank-deposit", "detail": "6200-1", "rank": "2", "amount": "0.00"});
        events
            .push(json!({"track": "enforcement", "milestone": "seized", "on": "2026-09-01", "facts": facts}));
        let found = assets(json!(events), "2026-10-01");
        assert_eq!((found[0].state, found[1].state), (AssetState::Known, AssetState::Waiting));
        assert_eq!(found[1].problems(day("2026-10-01"))[0].code, "W-ASSET-WAITING");
    }

    /// What a sale does not name is the only thing that can be sold.
    #[test]
    fn a_sale_without_a_name_is_of_the_only_thing_for_sale() {
        let mut events = accepted();
        for facts in [
            json!({"asset": "bank-deposit", "detail": "6200-1"}),
            json!({"asset": "movable", "detail": "京A00000"}),
        ] {
            events.push(
                json!({"track": "enforcement", "milestone": "seized", "on": "2026-09-01", "facts": facts}),
            );
        }
        events.push(
            json!({"track": "enforcement", "milestone": "sold", "on": "2026-12-01", "facts": {"price": "60000.00"}}),
        );
        let found = assets(json!(events), "2026-12-02");
        assert_eq!((found[0].state, found[1].state), (AssetState::Sold, AssetState::Held));
        assert_eq!(found[0].steps[0].amount, "60000.00".parse().ok());
    }
}
