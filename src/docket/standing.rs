//! An account as of a day: stage, money, deadlines, what may happen next. Nothing after that day counts.

use chrono::NaiveDate;

use super::balance::Balance;
use super::deadline::Deadline;
use super::fold::Docket;
use super::instalment_clocks;
use crate::domain::Case;
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::{Place, Problem};
use crate::domain::summary::OpenDeadline;
use crate::rules::answer::{Refusal, Ruled};
use crate::rules::claim::Claim;
use crate::rules::rulebook::Rulebook;
use crate::rules::track::Milestone;
use crate::rules::track_deadlines::Status;
use crate::rules::track_facts::Parties;

/// The stage of an account on which no milestone is recorded.
pub const REFERRED: &str = "referred";

/// An account as of a day.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The day.
    pub as_of: NaiveDate,
    /// The track it is on: its own, or enforcement once that has begun.
    pub track: String,
    /// The latest milestone on that track, or [`REFERRED`].
    pub stage: String,
    /// Court or arbitration institution: the one that has the case, else the one the contract names.
    pub court: Option<String>,
    /// Milestones up to the day, oldest first.
    pub milestones: Vec<MilestoneEvent>,
    /// What the contract lets the creditor ask for at the end of the day, or why that cannot be said.
    pub money: Ruled<Claim>,
    /// What is owed at the end of the day: of the decision in force, else of the contract.
    pub balance: Ruled<Balance>,
    /// Every deadline, the open ones among them, soonest first.
    pub deadlines: Vec<Deadline>,
    /// When the claim is time-barred if only interruptions with proof count, where that is sooner.
    pub barred_without_proof: Option<NaiveDate>,
    /// Periods that the rules refuse to compute, by rule.
    pub refused: Vec<(String, Refusal)>,
    /// What may be recorded now, as (track, milestone), on tracks that have begun or are the account's own.
    pub allowed: Vec<(String, String)>,
}

impl Standing {
    /// The account as of a day.
    pub fn new(docket: &Docket, as_of: NaiveDate, rules: &Rulebook) -> Self {
        let money = docket.owed(as_of, rules);
        let balance = docket.decided_balance(as_of, rules);
        let balance = balance.unwrap_or_else(|| docket.contract_balance(&money, as_of));
        let balance = docket.settle(balance, as_of, rules);
        Standing::with_money(docket, money, balance, as_of, rules)
    }

    /// The same where the money has been computed already, or is not asked for.
    pub(super) fn with_money(
        docket: &Docket,
        money: Ruled<Claim>,
        balance: Ruled<Balance>,
        as_of: NaiveDate,
        rules: &Rulebook,
    ) -> Self {
        // By day, those of one day as recorded: the order in which every rule reads them.
        let mut milestones = docket.history(Some(as_of));
        milestones.sort_by_key(|m| m.on);
        let (track, stage) = stage(&docket.case, &milestones);
        let mut states = rules.deadlines(&milestones, &Parties::of(&docket.case), as_of, false);
        let mut deadlines: Vec<Deadline> = states.states.drain(..).map(Deadline::of).collect();
        let plan = docket.plan(as_of, rules);
        let known = plan.as_ref().and_then(|p| p.as_ref().ok());
        let barred_without_proof = super::clocks::clocks(
            docket,
            as_of,
            rules,
            &milestones,
            known,
            &mut deadlines,
            &mut states.refused,
        );
        if let Some(plan) = plan {
            instalment_clocks::deadlines(plan, docket, rules, &mut deadlines, &mut states.refused);
        }
        super::letters::to_look_up(docket, as_of, rules, &mut deadlines);
        if balance.as_ref().is_ok_and(|answer| answer.value.is_nothing()) {
            deadlines.iter_mut().for_each(Deadline::rest);
            let paid_on = docket.paid_until(as_of).iter().map(|p| p.on).max();
            deadlines.extend(release(&milestones, paid_on.unwrap_or(as_of)));
        }
        super::handling::decide(docket, as_of, &mut deadlines);
        deadlines.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
        Standing {
            as_of,
            balance,
            court: court(&docket.case, &track, &milestones),
            money,
            deadlines,
            barred_without_proof,
            refused: states.refused,
            allowed: allowed(&docket.case, &milestones, as_of, rules),
            track,
            stage,
            milestones,
        }
    }

    /// The open deadlines as the row of a list keeps them.
    pub fn open(&self) -> Vec<OpenDeadline> {
        let open = self.deadlines.iter().filter(|d| d.is_open());
        open.map(|d| OpenDeadline {
            id: d.id.clone(),
            track: d.track.clone(),
            rule: d.rule.clone(),
            title: d.title.clone(),
            due: d.due,
            allowed: d.status == Status::Allowed,
            lapses: d.lapses,
            fades: d.fades,
            by: d.by,
            of: d.of.clone(),
            act_by: d.act_by,
            warnings: d.warnings.clone(),
            handled: d.handled.clone(),
            source: d.source.clone(),
        })
        .collect()
    }

    /// What is wrong with the account as a whole: time bars, and periods that cannot be computed.
    pub fn problems(&self) -> Vec<Problem> {
        // A time bar stays one, whoever decided to let it come.
        let past =
            |d: &&Deadline| d.status == Status::Overdue || (d.is_waived_by_hand() && d.due < self.as_of);
        let barred = self.deadlines.iter().filter(past).filter_map(|d| {
            let code = match d.rule.as_str() {
                "limitation" => "W-CHECK-LIMITATION",
                "enforcement-apply" => "W-CHECK-ENFORCEMENT-LIMITATION",
                // Guarantee periods need the contact log too: `rules::filing`.
                _ => return None,
            };
            Some(Problem::warning(code, Place::default()).with("due", d.due).resting_on(&d.source))
        });
        let refused = self.refused.iter().map(|(rule, refusal)| {
            let problem = Problem::warning("W-CHECK-PERIOD", Place::default());
            Problem { args: refusal.args(), ..problem }.with("rule", rule)
        });
        let unproved = self
            .barred_without_proof
            .map(|day| Problem::warning("W-CHECK-LIMITATION-PROOF", Place::default()).with("due", day));
        barred.chain(unproved).chain(refused).collect()
    }
}

/// What is left to do in enforcement once nothing is owed: have what is held released, and the case closed.
fn release(milestones: &[MilestoneEvent], paid_on: NaiveDate) -> Option<Deadline> {
    let last = milestones.iter().rfind(|m| m.track == "enforcement" && m.milestone != "released")?;
    if matches!(last.milestone.as_str(), "closed" | "rejected") {
        return None;
    }
    let title = [
        "债务已清偿：申请解除查封、冻结并结案".to_owned(),
        "Paid in full: have the seizures released and the case closed".to_owned(),
    ];
    let step = Deadline::possible("enforcement/closed", "closed", title, paid_on, paid_on);
    Some(Deadline { track: "enforcement".to_owned(), ..step })
}

/// The track of the suit filed last by milestones in the order of their days, else the account's own.
pub(super) fn suit<'a>(
    case: &Case,
    milestones: impl DoubleEndedIterator<Item = &'a MilestoneEvent>,
) -> &'a str {
    // What came of a payment order that lapsed is the suit after it.
    let suits = ["litigation", "arbitration", "payment-order"];
    let filed = milestones.into_iter().rfind(|m| {
        suits.contains(&m.track.as_str())
            && matches!(m.milestone.as_str(), "filed" | "deemed-filed" | "applied")
    });
    filed.map_or(case.track().id(), |last| last.track.as_str())
}

/// The track of the suit filed last, or enforcement once that has begun, and the latest milestone on it.
fn stage(case: &Case, milestones: &[MilestoneEvent]) -> (String, String) {
    let begun = |track: &str| milestones.iter().any(|m| m.track == track);
    let track = if begun("enforcement") { "enforcement" } else { suit(case, milestones.iter()) };
    // What was agreed before mediators, or notarised, leads on where the suit did not begin or stopped before it.
    let last = |track: &str| milestones.iter().rposition(|m| m.track == track);
    let apart = ["judicial-confirmation", "notarised-deed"];
    let ended = ["rejected", "withdrawn", "certificate-refused", "non-enforcement-ruled"];
    let apart = apart.into_iter().filter(|t| last(t) > last(track)).max_by_key(|t| last(t));
    let leads = |t: &&str| last(t).is_some_and(|at| !ended.contains(&milestones[at].milestone.as_str()));
    let track = apart.filter(|t| track != "enforcement" && leads(t)).unwrap_or(track);
    let latest = milestones.iter().rev().find(|m| m.track == track);
    // Before the track has begun, what was done to collect says where the account stands.
    let latest = latest.or_else(|| milestones.iter().rev().find(|m| m.track == "pre-action"));
    (track.to_owned(), latest.map_or_else(|| REFERRED.to_owned(), |m| m.milestone.clone()))
}

fn court(case: &Case, track: &str, milestones: &[MilestoneEvent]) -> Option<String> {
    let named = |m: &MilestoneEvent| m.facts.get("court").or_else(|| m.facts.get("institution")).cloned();
    let on_track = milestones.iter().rev().filter(|m| m.track == track).find_map(named);
    let forum = case.contract.forum.as_ref();
    on_track.or_else(|| forum.and_then(|f| f.court.clone().or_else(|| f.institution.clone())))
}

/// What may follow on tracks that have begun, on the account's own, and on those the latest milestones open.
fn allowed(
    case: &Case,
    history: &[MilestoneEvent],
    as_of: NaiveDate,
    rules: &Rulebook,
) -> Vec<(String, String)> {
    let opened: Vec<&String> = history
        .iter()
        .filter_map(|m| rules.milestone(&m.track, &m.milestone))
        .flat_map(|m: &Milestone| &m.opens)
        .collect();
    let mine = |id: &str| {
        id == case.track().id() || opened.iter().any(|o| *o == id) || history.iter().any(|m| m.track == id)
    };
    let mut out = Vec::new();
    for track in rules.tracks().filter(|t| mine(&t.id)) {
        out.extend(track.allowed(history, as_of).into_iter().map(|m| (track.id.clone(), m.id.clone())));
    }
    let barred = rules.barred(history, &Parties::of(case), as_of);
    out.retain(|(track, id)| barred.keys().all(|name| name.split_once('/') != Some((track, id))));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date;
    use crate::domain::event::Source;
    use serde_json::json;

    fn day(text: &str) -> NaiveDate {
        date::parse(text).unwrap()
    }

    fn docket(record: Option<&str>) -> Docket {
        let case = serde_json::from_value(json!({
            "account": "A-1", "product": "personal-loan",
            "debtors": [{"role": "primary", "name": "李示例", "phones": ["13800000001"]}],
            "debt": {"overdue_since": "2022-01-11", "as_of": "2026-06-30", "principal": "1000.00"},
            "contacts": [{"at": "2024-05-08 10:00", "channel": "phone", "party": "debtor", "to": "13800000001", "outcome": "promised", "record": record}],
        }))
        .unwrap();
        Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() })
    }

    /// 民法典 art. 188 and 195: three years from the day after 2022-01-10 end on 2025-01-10, a Friday; a promise on
    /// 2024-05-08 starts them again, to 2027-05-08, a Saturday, so 2027-05-10. Without proof of it the claim is barred.
    #[test]
    fn an_interruption_that_nothing_proves_is_said() {
        let standing = |record| Standing::new(&docket(record), day("2026-11-21"), Rulebook::builtin());
        let proved = standing(Some("LY-1"));
        assert_eq!(proved.deadlines[0].due, day("2027-05-10"));
        assert_eq!(proved.barred_without_proof, None);
        let unproved = standing(None);
        assert_eq!(unproved.deadlines[0].due, day("2027-05-10"));
        assert_eq!(unproved.barred_without_proof, Some(day("2025-01-10")));
        assert!(unproved.problems().iter().any(|p| p.code == "W-CHECK-LIMITATION-PROOF"));
    }

    /// Nothing that happened after the day counts on it.
    #[test]
    fn the_day_stood_on_hides_what_came_later() {
        let standing = Standing::new(&docket(Some("LY-1")), day("2024-05-07"), Rulebook::builtin());
        assert_eq!(standing.deadlines[0].due, day("2025-01-10"));
    }
}
