//! What a filing and enforcement call for, the one by its forum, the other by how far it has come: `draft filing`, `draft
//! enforcement`.

use chrono::NaiveDate;

use super::catalogue::all;
use super::context::{SOON, fact, held, until};
use super::document::{Document, Stage};
use crate::docket::{Decision, Recorded};
use crate::domain::Case;
use crate::domain::event::MilestoneEvent;
use crate::domain::proof::EvidenceKind;

/// What the account's track and forum need: `draft filing`, in the order of the folder.
pub fn filing(case: &Case) -> Vec<&'static Document> {
    let track = case.track();
    all()
        .iter()
        .filter(|d| d.stage == Stage::Filing && d.tracks.contains(&track) && (d.needed)(case))
        .collect()
}

/// Before the court takes it up, what the application is handed in with and it itself (law-cn.md §6.4); from then on what
/// milestones call for on that day, which may be nothing.
pub fn enforcement(
    case: &Case,
    history: &[Recorded<MilestoneEvent>],
    on: NaiveDate,
) -> Vec<&'static Document> {
    let known = until(history, on);
    let begun = known.iter().any(|m| m.track == "enforcement" && m.milestone == "accepted");
    let wanted = if begun { Course { case, on, known }.calls_for() } else { first(case, history, on) };
    let track = case.track();
    all().iter().filter(|d| wanted.contains(&d.kind) && d.tracks.contains(&track)).collect()
}

fn first(case: &Case, history: &[Recorded<MilestoneEvent>], on: NaiveDate) -> Vec<&'static str> {
    let mut out = vec![
        "representative-certificate",
        "service-address-confirmation",
        "payment-account",
        "enforcement-application",
    ];
    if case.counsel.is_some() {
        out.push("enforcement-power-of-attorney");
    }
    if !case.assets.is_empty() {
        out.push("property-clues");
    }
    // An award is in force from the day it is made, and a deed by its certificate: no court certifies that.
    if Decision::in_force(history, on).is_some_and(|d| d.paper.is_of_a_court()) && !certified(case) {
        out.push("effectiveness-certificate-application");
    }
    out
}

/// Whether the certificate that the decision is in force lies among the evidence.
fn certified(case: &Case) -> bool {
    let certificate = |title: &str| title.contains("生效证明");
    case.evidence.iter().any(|e| e.kind == EvidenceKind::CourtPaper && certificate(&e.title))
}

/// An enforcement that the court took up.
struct Course<'a> {
    case: &'a Case,
    on: NaiveDate,
    known: Vec<&'a MilestoneEvent>,
}

impl Course<'_> {
    /// The place of the latest of these milestones.
    fn last(&self, names: &[&str]) -> Option<usize> {
        self.known.iter().rposition(|m| m.track == "enforcement" && names.contains(&m.milestone.as_str()))
    }

    /// Whether the latest of the first came after the latest of the others.
    fn after(&self, names: &[&str], others: &[&str]) -> bool {
        self.last(names) > self.last(others)
    }

    fn calls_for(&self) -> Vec<&'static str> {
        if let Some(closed) = self.last(&["closed"]) {
            let paid = fact(self.known[closed], "how").is_some_and(|how| how == "paid");
            return if paid { vec!["settlement-certificate"] } else { Vec::new() };
        }
        let mut out = Vec::new();
        let mut call = |kind, called: bool| out.extend(called.then_some(kind));
        call("property-clues", self.after(&["clue-given"], &["searched"]));
        call("consumption-restriction", self.after(&["notice-served"], &["consumption-restricted"]));
        call("dishonest-list", self.after(&["dishonesty-found"], &["listing-applied", "listed-dishonest"]));
        call("seal-renewal", self.lapses_soon());
        call("resumption-application", self.may_resume());
        call("auction-application", self.may_sell());
        call("participation-application", self.case.participation.is_some());
        call("substitution-application", self.case.assignment.is_some());
        out
    }

    fn lapses_soon(&self) -> bool {
        let soon = self.on.checked_add_days(SOON);
        held(&self.known).iter().any(|s| s.expires.is_some_and(|last| last >= self.on && Some(last) <= soon))
    }

    /// After a settlement was broken, or this round ended and property was found since.
    fn may_resume(&self) -> bool {
        let ended = &["terminated-round"];
        self.after(&["settlement-broken"], &["resumed"])
            || (self.after(ended, &["resumed"]) && self.after(&["clue-given", "searched"], ended))
    }

    /// What is held and is no money, and for which no auction is set.
    fn may_sell(&self) -> bool {
        let set = |m: &&&MilestoneEvent| m.track == "enforcement" && m.milestone == "auction-set";
        held(&self.known).iter().any(|s| {
            s.asset != "bank-deposit"
                && s.expires.is_none_or(|last| last >= self.on)
                && !self.known.iter().filter(set).any(|m| s.meant(m))
        })
    }
}
