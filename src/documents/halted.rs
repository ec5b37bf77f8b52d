//! What stops or settles an execution otherwise than by payment: a debtor's bankruptcy, a settlement that is in force.

use super::context::{fact, known};
use super::desk::Desk;
use super::document::{Document, Stage};
use crate::domain::event::MilestoneEvent;

/// Requests to the court that enforces which need an execution that goes on.
const GOES_ON: [&str; 6] = [
    "enforcement-application",
    "auction-application",
    "participation-application",
    "resumption-application",
    "consumption-restriction",
    "dishonest-list",
];

/// Notes what stands against a document that goes after the debtors one by one.
pub(super) fn halted(desk: &Desk, document: &Document) {
    bankrupts(desk, document);
    settled(desk, document);
}

/// The latest acceptance of each debtor's bankruptcy that was not closed since: name and milestone.
fn bankrupt<'a>(desk: &Desk<'a>) -> Vec<(String, &'a MilestoneEvent)> {
    let told = known(desk);
    let latest = |name: &str, party: &str| {
        let of = |m: &&&MilestoneEvent| m.milestone == name && fact(m, "party").as_deref() == Some(party);
        told.iter().rfind(of).copied()
    };
    let open = |party: &str| {
        let accepted = latest("bankruptcy-accepted", party)?;
        let closed = latest("bankruptcy-closed", party).is_some_and(|m| m.on >= accepted.on);
        (!closed).then_some(accepted)
    };
    let debtors = desk.brief.case.debtors.iter();
    debtors.filter_map(|d| Some((d.name.clone(), open(&d.name)?))).collect()
}

fn bankrupts(desk: &Desk, document: &Document) {
    let warning = match document.stage {
        Stage::Enforcement if document.kind == "property-clues" || GOES_ON.contains(&document.kind) => {
            "W-DRAFT-BANKRUPT-ENFORCED"
        }
        Stage::Enforcement if document.kind == "seal-renewal" => "W-DRAFT-BANKRUPT-ENFORCED",
        Stage::Filing if document.argues || document.kind == "preservation-application" => {
            "W-DRAFT-BANKRUPT-SUED"
        }
        Stage::Agreed => "W-DRAFT-BANKRUPT-PAYS",
        _ => return,
    };
    let debtors = &desk.brief.case.debtors;
    let bankrupt = bankrupt(desk);
    let share =
        desk.brief.case.participation.as_ref().filter(|_| document.kind == "participation-application");
    for (name, accepted) in &bankrupt {
        let at = debtors.iter().position(|d| d.name == *name).unwrap_or_default();
        let (path, on) = (format!("debtors[{at}]"), accepted.on.to_string());
        let args = [("name", name.as_str()), ("on", on.as_str())];
        // 企业破产法 art. 19: only against the bankrupt; the others may go on being pursued.
        let nobody_else = match share {
            Some(wish) => wish.debtor == *name,
            None => bankrupt.len() == debtors.len(),
        };
        match GOES_ON.contains(&document.kind) && nobody_else {
            true => desk.refuse("E-DRAFT-BANKRUPT", &path, &args),
            false => desk.doubt(warning, &path, &args),
        }
    }
}

/// A settlement in enforcement that was neither broken nor left behind: it is to be kept (民诉法 art. 241).
fn settled(desk: &Desk, document: &Document) {
    let told = known(desk);
    let names = ["settled", "settlement-broken", "resumed", "closed"];
    let last = told.iter().rfind(|m| m.track == "enforcement" && names.contains(&m.milestone.as_str()));
    let Some(settled) = last.filter(|m| m.milestone == "settled") else { return };
    let on = settled.on.to_string();
    match document.kind {
        "enforcement-application" => desk.refuse("E-DRAFT-SETTLED", "", &[("on", &on)]),
        "auction-application" | "participation-application" => {
            desk.doubt("W-DRAFT-SETTLED", "", &[("on", &on)]);
        }
        _ => {}
    }
}
