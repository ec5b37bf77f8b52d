//! The rows of one account on their way into the log: in the order of their days, each checked against those before it.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate};

use super::named::named;
use super::owners::{id_end, name_key, number_key, numbers};
use crate::docket::{Docket, Recorded};
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::{Place, Problem};
use crate::intake::{ReturnList, ReturnRow};
use crate::rules::Rulebook;
use crate::rules::track_check::TrackRefusal;

/// What comes of a row.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It is recorded.
    Record(MilestoneEvent),
    /// It is there already.
    Known(MilestoneEvent),
    /// Nobody filled it in.
    Blank,
    /// It stays in the list.
    Left(Why, Problem),
}

/// Why a row stays in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A cell cannot be read.
    Unreadable,
    /// It is no account's, or not the one's that it names.
    Unmatched,
    /// The registry says otherwise.
    Conflict,
    /// The track does not take it.
    Refused,
}

impl Why {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Why::Unreadable => "unreadable",
            Why::Unmatched => "unmatched",
            Why::Conflict => "conflict",
            Why::Refused => "refused",
        }
    }
}

/// Facts that say which case a row is of, where its milestone has no place for them.
const OF_THE_CASE: [&str; 3] = ["court", "institution", "case_number"];

/// One account's rows.
pub struct Plan<'a> {
    list: &'a ReturnList,
    rules: &'a Rulebook,
    today: NaiveDate,
    /// The account with what is planned so far.
    docket: Docket,
    /// Its case numbers, those that the plan brings among them.
    numbers: BTreeSet<String>,
}

impl<'a> Plan<'a> {
    /// A plan for an account as it is.
    pub fn new(list: &'a ReturnList, docket: Docket, rules: &'a Rulebook, today: NaiveDate) -> Self {
        Plan { list, rules, today, numbers: numbers(&docket), docket }
    }

    /// What comes of each row, and what is to be recorded, in the order in which it can be.
    pub fn read(mut self, rows: &[(usize, &ReturnRow)]) -> (Vec<(usize, Verdict)>, Vec<MilestoneEvent>) {
        let known = self.docket.milestones.len();
        let mut out = Vec::new();
        let mut waiting: Vec<(usize, MilestoneEvent)> = Vec::new();
        for (at, row) in rows {
            match self.event(*at, row) {
                Ok(Some(event)) => waiting.push((*at, event)),
                Ok(None) => match self.unfilled(*at, row) {
                    None => out.push((*at, Verdict::Blank)),
                    Some(problem) => out.push((*at, Verdict::Left(Why::Unreadable, problem))),
                },
                Err((why, problem)) => out.push((*at, Verdict::Left(why, problem))),
            }
        }
        waiting.sort_by_key(|(at, event)| (event.on, *at));
        // Two milestones of one day may stand in any order: what is refused is tried again once others are in.
        loop {
            let before = waiting.len();
            let mut refused = Vec::new();
            for (at, event) in std::mem::take(&mut waiting) {
                match self.verdict(at, &event, rows) {
                    Verdict::Left(why, problem) => refused.push((at, event, why, problem)),
                    verdict => out.push((at, verdict)),
                }
            }
            if refused.is_empty() || refused.len() == before {
                out.extend(
                    refused.into_iter().map(|(at, _, why, problem)| (at, Verdict::Left(why, problem))),
                );
                out.sort_by_key(|(at, _)| *at);
                let new = self.docket.milestones.drain(known..).map(|m| m.what).collect();
                return (out, new);
            }
            waiting = refused.into_iter().map(|(at, event, ..)| (at, event)).collect();
        }
    }

    /// The milestone that a row means; `None` where none was filled in.
    fn event(&self, at: usize, row: &ReturnRow) -> Result<Option<MilestoneEvent>, (Why, Problem)> {
        self.same_case(at, row).map_err(|problem| (Why::Unmatched, problem))?;
        let (Some(milestone), Some(on)) = (&row.milestone, row.on) else { return Ok(None) };
        let which = |e: crate::docket::Ambiguous| (Why::Refused, e.problem(self.list.place(at, "milestone")));
        let (track, milestone) = named(milestone, &self.docket, self.rules).map_err(which)?;
        let mut event = self
            .docket
            .milestone(track.as_deref(), &milestone, on, row.facts.clone(), self.rules)
            .map_err(which)?;
        if let Some(known) = self.rules.milestone(&event.track, &event.milestone) {
            let has = |name: &str| known.facts.iter().any(|fact| fact.name == name);
            event.facts.retain(|name, _| has(name) || !OF_THE_CASE.contains(&name.as_str()));
        }
        Ok(Some(event))
    }

    /// Whether the names in a row are those of the account: rows slip when a list is sorted by one column.
    fn same_case(&self, at: usize, row: &ReturnRow) -> Result<(), Problem> {
        let account = &self.docket.case.account;
        let debtors = &self.docket.case.debtors;
        let of: Vec<_> = match &row.debtor {
            Some(name) => debtors.iter().filter(|d| name_key(&d.name) == name_key(name)).collect(),
            None => debtors.iter().collect(),
        };
        if let Some(name) = &row.debtor
            && of.is_empty()
        {
            let problem = Problem::error("E-RETURN-DEBTOR", self.list.place(at, "debtor"));
            let names: Vec<&str> = debtors.iter().map(|d| d.name.as_str()).collect();
            return Err(problem
                .with("account", account)
                .with("found", name)
                .with("expected", names.join("、")));
        }
        let Some(end) = row.id.as_deref().and_then(id_end) else { return Ok(()) };
        let mut known = of.iter().filter_map(|d| id_end(&d.id.as_ref()?.number)).peekable();
        if known.peek().is_some() && !known.any(|other| other == end) {
            let problem = Problem::error("E-RETURN-ID", self.list.place(at, "id"));
            return Err(problem.with("account", account).with("found", end));
        }
        Ok(())
    }

    /// A case number that is new in a row without a milestone: someone meant something by it.
    fn unfilled(&self, at: usize, row: &ReturnRow) -> Option<Problem> {
        let number = row.facts.get("case_number")?;
        if self.numbers.contains(&number_key(number)) {
            return None;
        }
        let place = self.list.place(at, "milestone");
        Some(Problem::error("E-CSV-BLANK", place).with("expected", "milestone"))
    }

    fn verdict(&mut self, at: usize, event: &MilestoneEvent, rows: &[(usize, &ReturnRow)]) -> Verdict {
        let given = rows.iter().find(|(row, _)| *row == at).and_then(|(_, row)| row.facts.get("case_number"));
        // The milestone that gives a number is checked against what is recorded, any other against the numbers there are.
        if let Some(number) = given
            && !event.facts.contains_key("case_number")
            && !self.numbers.is_empty()
            && !self.numbers.contains(&number_key(number))
        {
            let problem = Problem::error("E-RETURN-CASE-NUMBER", self.list.place(at, "case_number"));
            let problem = problem.with("account", &self.docket.case.account).with("found", number);
            return Verdict::Left(Why::Unmatched, problem);
        }
        let recorded = || self.docket.milestones.iter().map(|m| &m.what);
        if recorded().any(|known| says(known, event)) {
            return Verdict::Known(event.clone());
        }
        let Err(refusal) = self.docket.check_milestone(event, self.today, self.rules) else {
            self.docket.milestones.push(Recorded {
                seq: self.docket.version,
                at: DateTime::UNIX_EPOCH.fixed_offset(),
                command: String::new(),
                what: event.clone(),
            });
            self.numbers.extend(event.facts.get("case_number").map(|number| number_key(number)));
            return Verdict::Record(event.clone());
        };
        let again = matches!(refusal, TrackRefusal::AlreadyRecorded { .. });
        let why = match refusal {
            TrackRefusal::AlreadyRecorded { .. } | TrackRefusal::Contradicts { .. } => Why::Conflict,
            _ => Why::Refused,
        };
        let other = recorded().find_map(|known| self.differs(at, known, event)).filter(|_| again);
        Verdict::Left(why, other.unwrap_or_else(|| self.placed(at, &refusal)))
    }

    /// The fact that the same milestone of the same day is recorded with otherwise.
    fn differs(&self, at: usize, known: &MilestoneEvent, event: &MilestoneEvent) -> Option<Problem> {
        let same = |e: &MilestoneEvent| (e.track.clone(), e.milestone.clone(), e.on);
        if same(known) != same(event) {
            return None;
        }
        let (name, found) = event.facts.iter().find(|(name, value)| known.facts.get(*name) != Some(value))?;
        let problem = Problem::error("E-RETURN-FACT", self.list.place(at, name)).with("found", found);
        let recorded = known.facts.get(name).map_or("-", String::as_str);
        Some(problem.with("account", &self.docket.case.account).with("name", name).with("recorded", recorded))
    }

    /// The refusal at the cell that it speaks of.
    fn placed(&self, at: usize, refusal: &TrackRefusal) -> Problem {
        let problem = refusal.problem();
        let field = match refusal {
            TrackRefusal::InFuture { .. }
            | TrackRefusal::BeforePredecessor { .. }
            | TrackRefusal::AlreadyRecorded { .. }
            | TrackRefusal::Contradicts { .. } => "on",
            TrackRefusal::MissingFacts { facts, .. } => facts.first().map_or("milestone", |(name, _)| name),
            TrackRefusal::BadFact { fact, .. } => &fact.name,
            TrackRefusal::UnknownFact { found, .. } => found,
            _ => "milestone",
        };
        let place = self.list.place(at, field);
        Problem { place: Place { field: Some(field.to_owned()), ..place }, ..problem }
    }
}

/// Whether what is recorded says everything that a row says. Court and case number may be more than the record has.
fn says(known: &MilestoneEvent, event: &MilestoneEvent) -> bool {
    (&known.track, &known.milestone, known.on) == (&event.track, &event.milestone, event.on)
        && event.facts.iter().all(|(name, value)| match known.facts.get(name) {
            Some(recorded) if name == "case_number" => number_key(recorded) == number_key(value),
            Some(recorded) => recorded == value,
            None => false,
        })
}
