//! The claims dismissed for good: a judgment in force by which nothing is owed. A suit that was dismissed (驳回起诉) decides
//! nothing about the claim.

use chrono::NaiveDate;

use super::decision::{Decision, Paper, fact};
use super::fold::Docket;
use crate::domain::Amount;
use crate::domain::event::MilestoneEvent;
use crate::rules::answer::Reason;
use crate::rules::rulebook::Rulebook;

impl Docket {
    /// The decision in force that awards nothing at all, costs included: no demand rests on anything any more.
    pub fn lost(&self, on: NaiveDate, rules: &Rulebook) -> Option<Decision> {
        self.decisive(on, rules).map(|(decision, _)| decision).filter(Decision::awards_nothing)
    }

    /// The latest judgment in force on a day that dismissed the claims (驳回诉讼请求), and why it is in force.
    pub(super) fn dismissal(&self, on: NaiveDate, rules: &Rulebook) -> Option<(Decision, Vec<Reason>)> {
        let mut known: Vec<&MilestoneEvent> = self
            .milestones
            .iter()
            .map(|m| &m.what)
            .filter(|m| m.track == "litigation" && m.on <= on)
            .collect();
        known.sort_by_key(|m| m.on);
        let all = known.iter().enumerate().rev().filter(|(_, m)| dismisses(m));
        all.filter_map(|(at, m)| {
            let (effective, because) = in_force(&known, at, rules)?;
            (effective <= on).then(|| (decision(&known[..at], m, effective), because))
        })
        .next()
    }

    /// The days, later than `as_of`, on which a dismissal takes effect of which nobody has appealed.
    pub(super) fn dismissals_to_come(&self, as_of: NaiveDate, rules: &Rulebook) -> Option<NaiveDate> {
        let mut known: Vec<&MilestoneEvent> = self
            .milestones
            .iter()
            .map(|m| &m.what)
            .filter(|m| m.track == "litigation" && m.on <= as_of)
            .collect();
        known.sort_by_key(|m| m.on);
        let at = known.iter().rposition(|m| dismisses(m))?;
        in_force(&known, at, rules).map(|(day, _)| day).filter(|day| *day > as_of)
    }
}

fn dismisses(m: &MilestoneEvent) -> bool {
    m.milestone == "dismissed" && m.facts.get("what").is_some_and(|what| what == "claims")
}

/// The day from which a dismissal is in force: where nobody appealed, the day after the time for it (民诉法 158, 171); at
/// once where there is no appeal (民诉法 165, 218); after an appeal the day recorded. `None` while that is open, and where
/// the second instance left nothing of it.
fn in_force(known: &[&MilestoneEvent], at: usize, rules: &Rulebook) -> Option<(NaiveDate, Vec<Reason>)> {
    let (before, dismissed) = (&known[..at], known[at]);
    // What follows until the case is decided anew is about this judgment.
    let after =
        known[at + 1..].iter().take_while(|m| !matches!(m.milestone.as_str(), "judgment" | "dismissed"));
    let after: Vec<&MilestoneEvent> = after.copied().collect();
    let undone = |m: &&&MilestoneEvent| {
        m.milestone == "second-instance"
            && matches!(
                m.facts.get("outcome").map(String::as_str),
                Some("changed" | "remanded" | "instructed")
            )
    };
    if after.iter().any(|m| undone(&m)) {
        return None;
    }
    if let Some(last) =
        after.iter().find(|m| matches!(m.milestone.as_str(), "dismissal-stands" | "effective"))
    {
        return Some((last.on, Vec::new()));
    }
    if after.iter().any(|m| m.milestone == "appealed") {
        return None;
    }
    let latest = |names: &[&str], name: &str| {
        let of = before.iter().rev().filter(|m| names.contains(&m.milestone.as_str()));
        of.filter_map(|m| fact(m, name)).next()
    };
    let final_at_once = latest(&["accepted", "procedure-changed"], "procedure").as_deref()
        == Some("small-claims")
        || before.iter().rfind(|m| m.milestone == "accepted").and_then(|m| fact(m, "instance")).as_deref()
            == Some("second");
    if final_at_once {
        return Some((dismissed.on, Vec::new()));
    }
    let appeal = rules.deadline("appeal-judgment", dismissed.on, None, false).ok()?;
    Some((appeal.value.due.succ_opt()?, appeal.because))
}

fn decision(before: &[&MilestoneEvent], of: &MilestoneEvent, effective: NaiveDate) -> Decision {
    let named = |name: &str| {
        before
            .iter()
            .rev()
            .filter(|m| matches!(m.milestone.as_str(), "accepted" | "filed" | "transferred"))
            .find_map(|m| fact(m, name))
    };
    let taken = before.iter().rev().filter(|m| matches!(m.milestone.as_str(), "accepted" | "transferred"));
    let nothing = Some(Amount::ZERO);
    Decision {
        paper: Paper::Judgment,
        by: named("court"),
        number: taken.filter_map(|m| fact(m, "case_number")).next(),
        certificate: None,
        on: of.on,
        figures_on: of.on,
        figures_in: format!("{}/{}", of.track, of.milestone),
        effective,
        dismisses: true,
        appeal: None,
        principal: nothing,
        interest: nothing,
        penalty: None,
        costs: nothing,
        interest_from: None,
        interest_rate: None,
        interest_per: None,
        interest_lpr_multiple: None,
        interest_lpr_term: None,
        against: Vec::new(),
        within_days: None,
        perform_by: None,
    }
}

#[cfg(test)]
mod tests;
