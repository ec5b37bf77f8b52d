//! An account as of a day: stage, money, deadlines, what may happen next. Nothing after that day counts.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::balance::Balance;
use super::fold::Docket;
use super::instalment_clocks;
use crate::domain::Case;
use crate::domain::event::MilestoneEvent;
use crate::domain::handling::DeadlineHandling;
use crate::domain::problem::{Place, Problem};
use crate::domain::summary::OpenDeadline;
use crate::rules::answer::{Reason, Refusal, Ruled};
use crate::rules::claim::Claim;
use crate::rules::period::Actor;
use crate::rules::rulebook::Rulebook;
use crate::rules::track::Milestone;
use crate::rules::track_check::TrackRefusal;
use crate::rules::track_deadlines::{DeadlineState, Status};
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

/// A deadline of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Unique in the account, and the same as long as what started it is the same.
    pub id: String,
    /// The track; empty for what runs without one.
    pub track: String,
    /// The rule.
    pub rule: String,
    /// Its name, Chinese and English.
    pub title: [String; 2],
    /// The day of what started it, not counted.
    pub from: NaiveDate,
    /// The last day, or the first for what becomes allowed.
    pub due: NaiveDate,
    /// The last day before rest days were looked at.
    pub raw_due: NaiveDate,
    /// Where it stands.
    pub status: Status,
    /// Who has to act.
    pub by: Actor,
    /// Whose or which one it is: a party, an asset, an hour.
    pub of: Option<String>,
    /// Legal source.
    pub source: String,
    /// The calendar of that day is not published yet.
    pub provisional: bool,
    /// It lapses by itself on its day.
    pub lapses: bool,
    /// Once its day is past, nothing is left to do: a right let pass, a time that merely ran.
    pub fades: bool,
    /// For what lapses: the workday by which to have acted.
    pub act_by: Option<NaiveDate>,
    /// Workdays on which to warn, first to last.
    pub warnings: Vec<NaiveDate>,
    /// It was met after its day.
    pub late: bool,
    /// What a person decided about it.
    pub handled: Option<DeadlineHandling>,
    /// Why.
    pub because: Vec<Reason>,
}

impl Deadline {
    /// A step of the creditor's that is possible from a day on, of no track, with nothing more to say of it.
    pub(super) fn possible(id: &str, rule: &str, title: [String; 2], from: NaiveDate, on: NaiveDate) -> Self {
        Deadline {
            id: id.to_owned(),
            track: String::new(),
            rule: rule.to_owned(),
            title,
            from,
            due: on,
            raw_due: on,
            status: Status::Allowed,
            by: Actor::Creditor,
            of: None,
            source: String::new(),
            provisional: false,
            lapses: false,
            fades: false,
            act_by: None,
            warnings: Vec::new(),
            late: false,
            handled: None,
            because: Vec::new(),
        }
    }

    /// Whether something is still to be done or watched.
    pub const fn is_open(&self) -> bool {
        !matches!(self.status, Status::Met | Status::Waived)
    }

    /// Nothing is owed any more: what only served to get it is over.
    fn rest(&mut self) {
        // Appointments are kept, and the terms of the debtor's listing run on.
        let kept = matches!(
            self.rule.as_str(),
            "hearing" | "auction" | "dishonest-list-term" | "dishonest-relist-bar"
        );
        let pursues = match self.track.as_str() {
            "enforcement" | "preservation" => !kept,
            _ => matches!(
                self.rule.as_str(),
                "limitation"
                    | "guarantee-period"
                    | "guarantor-limitation"
                    | "performance"
                    | "enforcement-apply"
                    | "notarised-debt-enforcement"
                    | "judicial-confirmation"
            ),
        };
        if self.status == Status::Allowed || (pursues && self.is_open()) {
            self.status = Status::Met;
        }
    }

    fn of(state: DeadlineState) -> Self {
        Deadline {
            id: state.id,
            track: state.track,
            rule: state.rule,
            title: [state.title.zh, state.title.en],
            from: state.from,
            due: state.due,
            raw_due: state.raw_due,
            status: state.status,
            by: state.by,
            of: state.party.or(state.asset).or(state.at),
            source: state.source,
            provisional: state.provisional,
            lapses: state.lapses,
            fades: state.fades,
            act_by: state.act_by,
            warnings: state.warnings,
            late: state.late,
            handled: None,
            because: state.because,
        }
    }
}

/// Which track a milestone named without one is meant for, where that is not plain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// What was typed.
    pub milestone: String,
    /// `track/milestone` for each that could be meant; none where no track has it.
    pub choices: Vec<String>,
    /// The nearest name, where no track has it.
    pub near: Option<String>,
}

impl Ambiguous {
    /// As a problem for the user.
    pub fn problem(&self, place: Place) -> Problem {
        if self.choices.is_empty() {
            let problem = Problem::error("E-TRACK-NO-MILESTONE", place).with("found", &self.milestone);
            return problem.with("near", self.near.as_deref().unwrap_or_default());
        }
        Problem::error("E-TRACK-WHICH", place)
            .with("found", &self.milestone)
            .with("choices", self.choices.join(", "))
    }
}

impl Docket {
    /// The milestone's own events: everything recorded, oldest first.
    pub fn history(&self, until: Option<NaiveDate>) -> Vec<MilestoneEvent> {
        let counts = |m: &&super::fold::Recorded<MilestoneEvent>| until.is_none_or(|day| m.what.on <= day);
        self.milestones.iter().filter(counts).map(|m| m.what.clone()).collect()
    }

    /// Everything recorded, whatever its day, oldest first.
    pub fn recorded_milestones(&self) -> Vec<MilestoneEvent> {
        self.history(None)
    }

    /// The number under which court or tribunal took the case up (案号), as known on a day.
    pub fn case_number(&self, until: NaiveDate) -> Option<&str> {
        let track = self.case.track().id();
        let taken = |m: &&super::fold::Recorded<MilestoneEvent>| {
            m.what.track == track
                && matches!(m.what.milestone.as_str(), "accepted" | "transferred")
                && m.what.facts.contains_key("case_number")
                && m.what.on <= until
        };
        let latest = self.milestones.iter().filter(taken).max_by_key(|m| m.what.on)?;
        latest.what.facts.get("case_number").map(String::as_str)
    }

    /// The event that a milestone, named with or without its track, would be. A bare name means the account's own track
    /// if that has it, else the only begun one that does, else the only one of all.
    ///
    /// # Errors
    /// [`Ambiguous`] with the choices.
    pub fn milestone(
        &self,
        track: Option<&str>,
        milestone: &str,
        on: NaiveDate,
        facts: BTreeMap<String, String>,
        rules: &Rulebook,
    ) -> Result<MilestoneEvent, Ambiguous> {
        let track = match track {
            Some(track) => track.to_owned(),
            None => self.track_of(milestone, rules)?,
        };
        Ok(MilestoneEvent { track, milestone: milestone.to_owned(), on, facts, evidence: Vec::new() })
    }

    fn track_of(&self, milestone: &str, rules: &Rulebook) -> Result<String, Ambiguous> {
        let own = self.case.track().id();
        if rules.milestone(own, milestone).is_some() {
            return Ok(own.to_owned());
        }
        // What befell the debtor is told to the court; that it was noted before an action is the rarer meaning.
        if rules.milestone("changes", milestone).is_some()
            && rules.tracks().all(|t| {
                matches!(t.id.as_str(), "changes" | "pre-action") || t.milestone(milestone).is_none()
            })
        {
            return Ok("changes".to_owned());
        }
        let all: Vec<&str> =
            rules.tracks().filter(|t| t.milestone(milestone).is_some()).map(|t| t.id.as_str()).collect();
        let begun: Vec<&str> =
            all.iter().copied().filter(|t| self.milestones.iter().any(|m| m.what.track == *t)).collect();
        match (begun.as_slice(), all.as_slice()) {
            ([one], _) | ([], [one]) => Ok((*one).to_owned()),
            ([], _) => Err(self.ambiguous(milestone, &all, rules)),
            (several, _) => Err(self.ambiguous(milestone, several, rules)),
        }
    }

    fn ambiguous(&self, milestone: &str, tracks: &[&str], rules: &Rulebook) -> Ambiguous {
        let choices = tracks.iter().map(|t| format!("{t}/{milestone}")).collect();
        let own = rules.tracks().find(|t| t.id == self.case.track().id());
        let near = own.and_then(|t| t.nearest(milestone)).map(str::to_owned);
        Ambiguous { milestone: milestone.to_owned(), choices, near }
    }

    /// Whether the event may be recorded on a day.
    ///
    /// # Errors
    /// [`TrackRefusal`] with what is allowed.
    pub fn check_milestone(
        &self,
        event: &MilestoneEvent,
        today: NaiveDate,
        rules: &Rulebook,
    ) -> Result<(), TrackRefusal> {
        rules.check_milestone(&self.history(None), event, &Parties::of(&self.case), today)
    }
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
        let history = docket.history(Some(as_of));
        let mut milestones = history.clone();
        milestones.sort_by_key(|m| m.on);
        let (track, stage) = stage(&docket.case, &milestones);
        let mut states = rules.deadlines(&history, &Parties::of(&docket.case), as_of, false);
        let mut deadlines: Vec<Deadline> = states.states.drain(..).map(Deadline::of).collect();
        let plan = docket.plan(as_of, rules);
        let known = plan.as_ref().and_then(|p| p.as_ref().ok());
        let barred_without_proof =
            super::clocks::clocks(docket, as_of, rules, &history, known, &mut deadlines, &mut states.refused);
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
            allowed: allowed(&docket.case, &history, as_of, rules),
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
            Problem::warning("W-CHECK-PERIOD", Place::default())
                .with("rule", rule)
                .with("missing", &refusal.missing)
                .with("hint", &refusal.hint)
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

/// The track of the suit filed last, else the account's own, or enforcement once that has begun, and the latest
/// milestone on it.
fn stage(case: &Case, milestones: &[MilestoneEvent]) -> (String, String) {
    let own = case.track().id();
    let begun = |track: &str| milestones.iter().any(|m| m.track == track);
    // Of several suits the one filed last: what came of a payment order that lapsed is the suit after it.
    let suits = ["litigation", "arbitration", "payment-order"];
    let filed = milestones.iter().rfind(|m| {
        suits.contains(&m.track.as_str())
            && matches!(m.milestone.as_str(), "filed" | "deemed-filed" | "applied")
    });
    let track = match filed {
        _ if begun("enforcement") => "enforcement",
        Some(last) => &last.track,
        None => own,
    };
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
