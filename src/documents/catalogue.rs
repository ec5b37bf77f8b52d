//! Which documents exist. A new kind: a row here, a function in `context`, a folder in `templates/cn/`.

use super::context;
use super::desk::Desk;
use super::wording::Voice;
use crate::domain::{Case, TrackName};

/// When a document is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Before any court.
    PreAction,
    /// Handed in with the claim.
    Filing,
}

/// A document that the program can draft.
pub struct Document {
    /// Its kind, the name of its template folder: `complaint`.
    pub kind: &'static str,
    /// What stands on it, and in its file name: `民事起诉状`.
    pub title: &'static str,
    /// For English lists.
    pub english: &'static str,
    /// When it is used.
    pub stage: Stage,
    /// The tracks it fits.
    pub tracks: &'static [TrackName],
    /// Its place in a folder of filings, from 1 (law-cn.md §8: 01 起诉状, 04 证据目录).
    pub number: u8,
    /// Who speaks in it, by track.
    pub(super) voice: fn(TrackName) -> Voice,
    /// Puts its data together.
    pub(super) build: fn(&Desk) -> serde_json::Value,
}

use TrackName::{Arbitration, Litigation, PaymentOrder};

fn forum_voice(track: TrackName) -> Voice {
    if track == Arbitration { Voice::Arbitration } else { Voice::Court }
}

static DOCUMENTS: [Document; 6] = [
    Document {
        kind: "demand-letter",
        title: "催收函",
        english: "Demand letter",
        stage: Stage::PreAction,
        tracks: &[Litigation, Arbitration, PaymentOrder],
        number: 11,
        voice: |_| Voice::Creditor,
        build: context::demand_letter,
    },
    Document {
        kind: "lawyers-letter",
        title: "律师函",
        english: "Lawyer's letter",
        stage: Stage::PreAction,
        tracks: &[Litigation, Arbitration, PaymentOrder],
        number: 12,
        voice: |_| Voice::Firm,
        build: context::lawyers_letter,
    },
    Document {
        kind: "complaint",
        title: "民事起诉状",
        english: "Civil complaint",
        stage: Stage::Filing,
        tracks: &[Litigation],
        number: 1,
        voice: |_| Voice::Court,
        build: context::complaint,
    },
    Document {
        kind: "complaint-elements",
        title: context::ELEMENTS_TITLE,
        english: "Civil complaint by elements",
        stage: Stage::Filing,
        tracks: &[Litigation],
        number: 1,
        voice: |_| Voice::Court,
        build: context::complaint_elements,
    },
    Document {
        kind: "arbitration-application",
        title: "仲裁申请书",
        english: "Application for arbitration",
        stage: Stage::Filing,
        tracks: &[Arbitration],
        number: 1,
        voice: |_| Voice::Arbitration,
        build: context::arbitration_application,
    },
    Document {
        kind: "evidence-list",
        title: "证据目录",
        english: "Evidence list",
        stage: Stage::Filing,
        tracks: &[Litigation, Arbitration, PaymentOrder],
        number: 4,
        voice: forum_voice,
        build: context::evidence_list,
    },
];

/// Every document, letters before filings.
pub fn all() -> &'static [Document] {
    &DOCUMENTS
}

/// The document of a kind.
pub fn find(kind: &str) -> Option<&'static Document> {
    DOCUMENTS.iter().find(|d| d.kind == kind)
}

/// What the account's track and forum need: `draft filing`. An evidence list only where there is evidence to list; the
/// official complaint, beside the one in prose, only where the cause of action has a form (law-cn.md §6.1: its use is
/// encouraged, and prose may be filed with it).
pub fn filing(case: &Case) -> Vec<&'static Document> {
    let track = case.track();
    DOCUMENTS
        .iter()
        .filter(|d| d.stage == Stage::Filing && d.tracks.contains(&track))
        .filter(|d| d.kind != "evidence-list" || !case.evidence.is_empty())
        .filter(|d| d.kind != "complaint-elements" || case.cause().is_some_and(context::has_form))
        .collect()
}
