//! How far the creditor has gone in pursuing a claim: what a letter to the debtor may still announce.

use chrono::NaiveDate;

use super::decision::undoes;
use super::fold::Recorded;
use crate::domain::event::MilestoneEvent;

/// What is under way against the debtor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pursuit {
    /// Nothing, or nothing any more: rejected, withdrawn, dismissed.
    #[default]
    None,
    /// A suit is filed and not finally decided.
    Suit,
    /// Arbitration is applied for and no award made.
    Arbitration,
    /// A payment order is applied for and not in force.
    PaymentOrder,
    /// A judgment, award, mediation paper or payment order is in force; no enforcement runs.
    Decided,
    /// Enforcement is applied for and neither rejected, closed nor ended for this round.
    Enforcement,
}

/// Milestones after which nothing runs on their track.
const ENDED: [&str; 9] = [
    "withdrawn",
    "dismissed",
    "dismissal-stands",
    "filing-rejected",
    "rejected",
    "suit-terminated",
    "terminated",
    "suit-declined",
    "jurisdiction-denied",
];
/// Milestones from which on something can be enforced: an award from the day it is made (仲裁法 2025 art. 69, before 57).
const DECIDED: [&str; 3] = ["effective", "mediated", "award"];

impl Pursuit {
    /// What milestones up to and including a day come to.
    pub fn of(history: &[Recorded<MilestoneEvent>], on: NaiveDate) -> Pursuit {
        let mut known: Vec<&MilestoneEvent> =
            history.iter().map(|m| &m.what).filter(|m| m.on <= on).collect();
        known.sort_by_key(|m| m.on);
        match known.iter().rfind(|m| m.track == "enforcement").map(|m| m.milestone.as_str()) {
            Some("rejected" | "closed" | "terminated-round") => return Pursuit::Decided,
            Some(_) => return Pursuit::Enforcement,
            None => {}
        }
        let running =
            |m: &&&MilestoneEvent| matches!(m.track.as_str(), "litigation" | "arbitration" | "payment-order");
        let elsewhere = |m: &&&MilestoneEvent| {
            matches!(
                (m.track.as_str(), m.milestone.as_str()),
                ("judicial-confirmation", "confirmed") | ("notarised-deed", "certificate-issued")
            )
        };
        let decided = known.iter().any(|m| elsewhere(&m) && !known.iter().any(|by| undoes(by, m)));
        let Some(last) = known.iter().rfind(running) else {
            return if decided { Pursuit::Decided } else { Pursuit::None };
        };
        let undone =
            known.iter().rfind(|m| m.track == "arbitration" && DECIDED.contains(&m.milestone.as_str()));
        if undone.is_some_and(|award| last.track == award.track && known.iter().any(|by| undoes(by, award))) {
            return Pursuit::None;
        }
        // A suit that was only mediated before it was accepted is over with the agreement that a court confirmed.
        let confirmed = known.iter().rfind(elsewhere).filter(|m| m.on >= last.on);
        if confirmed.is_some_and(|of| !known.iter().any(|by| undoes(by, of))) {
            return Pursuit::Decided;
        }
        if ENDED.contains(&last.milestone.as_str()) {
            return Pursuit::None;
        }
        if known.iter().any(|m| m.track == last.track && DECIDED.contains(&m.milestone.as_str())) {
            return Pursuit::Decided;
        }
        match last.track.as_str() {
            "litigation" => Pursuit::Suit,
            "arbitration" => Pursuit::Arbitration,
            _ => Pursuit::PaymentOrder,
        }
    }

    /// Whether proceedings are under way in which nothing is decided yet.
    pub const fn is_pending(self) -> bool {
        matches!(self, Pursuit::Suit | Pursuit::Arbitration | Pursuit::PaymentOrder)
    }

    /// Whether there is something to enforce.
    pub const fn is_decided(self) -> bool {
        matches!(self, Pursuit::Decided | Pursuit::Enforcement)
    }

    /// What the creditor does from here, to follow `将依法`; `None` where nothing is under way.
    pub const fn chinese(self) -> Option<&'static str> {
        match self {
            Pursuit::None => None,
            Pursuit::Suit => Some("继续进行已向人民法院提起的诉讼"),
            Pursuit::Arbitration => Some("继续进行已申请的仲裁"),
            Pursuit::PaymentOrder => Some("继续进行已向人民法院申请的支付令程序"),
            Pursuit::Decided => Some("凭已经生效的法律文书向人民法院申请强制执行"),
            Pursuit::Enforcement => Some("继续进行已向人民法院申请的强制执行"),
        }
    }
}
