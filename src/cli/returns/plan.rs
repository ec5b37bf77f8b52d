//! The rows of one account on their way into the log: in the order of their days, each checked against those before it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::history::History;
use super::identity::agrees;
use super::named::named;
use super::owners::{Owners, name_key, number_key, numbers};
use crate::docket::Docket;
use crate::domain::event::MilestoneEvent;
use crate::domain::identity::mask;
use crate::domain::problem::{Place, Problem};
use crate::intake::{ReturnList, ReturnRow};
use crate::rules::Rulebook;
use crate::rules::track_check::TrackRefusal;
use crate::rules::track_facts::Parties;

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
    owners: &'a Owners,
    today: NaiveDate,
    docket: Docket,
    parties: Parties,
    /// Its milestones, with what is planned so far.
    history: History,
    /// Its case numbers, those that the plan brings among them.
    numbers: BTreeSet<String>,
}

/// A row that means a milestone.
type Meant<'r> = (usize, &'r ReturnRow, MilestoneEvent);

impl<'a> Plan<'a> {
    /// A plan for an account as it is.
    pub fn new(
        list: &'a ReturnList,
        docket: Docket,
        rules: &'a Rulebook,
        owners: &'a Owners,
        today: NaiveDate,
    ) -> Self {
        let history = History::of(docket.milestones.iter().map(|m| &m.what), rules);
        let (numbers, parties) = (numbers(&docket), Parties::of(&docket.case));
        Plan { list, rules, owners, today, docket, parties, history, numbers }
    }

    /// What comes of each row, and what is to be recorded, in the order in which it can be.
    pub fn read(mut self, rows: &[(usize, &ReturnRow)]) -> (Vec<(usize, Verdict)>, Vec<MilestoneEvent>) {
        let (mut out, mut new) = (Vec::new(), Vec::new());
        let mut waiting: Vec<Meant<'_>> = Vec::new();
        for (at, row) in rows {
            match self.event(*at, row) {
                Ok(Some(event)) => waiting.push((*at, row, event)),
                Ok(None) => match self.unfilled(*at, row) {
                    None => out.push((*at, Verdict::Blank)),
                    Some(problem) => out.push((*at, Verdict::Left(Why::Unreadable, problem))),
                },
                Err((why, problem)) => out.push((*at, Verdict::Left(why, problem))),
            }
        }
        waiting.sort_by_key(|(at, _, event)| (event.on, *at));
        // Two milestones of one day may stand in any order: what is refused is tried again once others are in.
        loop {
            let before = waiting.len();
            let mut refused = Vec::new();
            for meant in std::mem::take(&mut waiting) {
                match self.verdict(&meant) {
                    Verdict::Left(why, problem) => refused.push((meant, why, problem)),
                    verdict => {
                        if let Verdict::Record(event) = &verdict {
                            new.push(event.clone());
                        }
                        out.push((meant.0, verdict));
                    }
                }
            }
            if refused.is_empty() || refused.len() == before {
                out.extend(
                    refused.into_iter().map(|((at, ..), why, problem)| (at, Verdict::Left(why, problem))),
                );
                out.sort_by_key(|(at, _)| *at);
                return (out, new);
            }
            waiting = refused.into_iter().map(|(meant, ..)| meant).collect();
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
        let Some(id) = &row.id else { return Ok(()) };
        let mut known = of.iter().filter_map(|d| Some(&d.id.as_ref()?.number)).peekable();
        if known.peek().is_some() && !known.any(|other| agrees(id, other)) {
            let problem = Problem::error("E-RETURN-ID", self.list.place(at, "id"));
            return Err(problem.with("account", account).with("found", mask::number(id)));
        }
        Ok(())
    }

    /// Whether the case numbers in a row are those of the account, or of none yet.
    fn same_number(&self, meant: &Meant<'_>) -> Result<(), Problem> {
        let (at, row, event) = meant;
        let account = &self.docket.case.account;
        let given = row.facts.get("case_number");
        // The milestone that gives a number is checked against what is recorded, any other against the numbers there are.
        let loose = given.filter(|_| !event.facts.contains_key("case_number"));
        for (name, number) in [("case_number", loose), ("current_case_number", row.current.as_ref())] {
            let Some(number) = number else { continue };
            if !self.numbers.is_empty() && !self.numbers.contains(&number_key(number)) {
                let problem = Problem::error("E-RETURN-CASE-NUMBER", self.list.place(*at, name));
                return Err(problem.with("account", account).with("found", number));
            }
        }
        for (name, number) in [("case_number", given), ("current_case_number", row.current.as_ref())] {
            let Some(number) = number else { continue };
            if let Some(others) = self.owners.others(number, account) {
                let problem = Problem::error("E-RETURN-NUMBER-OTHER", self.list.place(*at, name));
                return Err(problem.with("account", account).with("found", number).with("others", others));
            }
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
        let header = self.list.header("milestone").unwrap_or("milestone");
        Some(Problem::error("E-CSV-BLANK", place).with("expected", header))
    }

    fn verdict(&mut self, meant: &Meant<'_>) -> Verdict {
        if let Err(problem) = self.same_number(meant) {
            return Verdict::Left(Why::Unmatched, problem);
        }
        let (at, _, event) = meant;
        let same = self.history.same(event, self.rules);
        if same.iter().any(|known| says(known, event)) {
            return Verdict::Known(event.clone());
        }
        // The track decides first; what it takes twice may still be one and the same, told otherwise.
        let deciding = self.history.deciding(event.on);
        let refusal = self.rules.check_milestone(&deciding, event, &self.parties, self.today).err();
        let again = refusal.as_ref().is_none_or(|r| matches!(r, TrackRefusal::AlreadyRecorded { .. }));
        let other = same.into_iter().filter(|_| again).find_map(|known| self.differs(*at, known, event));
        if let Some(problem) = other {
            return Verdict::Left(Why::Conflict, problem);
        }
        let Some(refusal) = refusal else {
            self.history.push(event.clone(), self.rules);
            self.numbers.extend(event.facts.get("case_number").map(|number| number_key(number)));
            return Verdict::Record(event.clone());
        };
        let why = match refusal {
            TrackRefusal::AlreadyRecorded { .. } | TrackRefusal::Contradicts { .. } => Why::Conflict,
            _ => Why::Refused,
        };
        Verdict::Left(why, self.placed(*at, &refusal))
    }

    /// The fact that the same milestone of the same day is recorded with otherwise.
    fn differs(&self, at: usize, known: &MilestoneEvent, event: &MilestoneEvent) -> Option<Problem> {
        let (name, found) = event.facts.iter().find(|(name, value)| known.facts.get(*name) != Some(value))?;
        let problem = Problem::error("E-RETURN-FACT", self.list.place(at, name)).with("found", found);
        let recorded = known.facts.get(name).map_or("-", String::as_str);
        Some(
            problem
                .with("account", &self.docket.case.account)
                .with("name", self.list.header(name).unwrap_or(name))
                .with("recorded", recorded),
        )
    }

    /// The refusal at the cell that it speaks of, in terms of the file: who reads it fills in columns.
    fn placed(&self, at: usize, refusal: &TrackRefusal) -> Problem {
        let header = |name: &str| self.list.header(name).unwrap_or(name).to_owned();
        let problem = match refusal {
            TrackRefusal::MissingFacts { milestone, facts, .. } => {
                let names: Vec<String> = facts.iter().map(|(name, _)| header(name)).collect();
                let means =
                    |at: usize| facts.iter().map(|(_, m)| m[at].clone()).collect::<Vec<_>>().join(", ");
                Problem::error("E-RETURN-FACTS", Place::default())
                    .with("milestone", milestone)
                    .with("columns", names.join(", "))
                    .with("means_zh", means(0))
                    .with("means_en", means(1))
            }
            TrackRefusal::UnknownFact { milestone, found, known, .. } => {
                let known: Vec<String> = known.iter().map(|name| header(name)).collect();
                Problem::error("E-RETURN-NO-FACT", Place::default())
                    .with("milestone", milestone)
                    .with("column", header(found))
                    .with("known", known.join(", "))
            }
            other => other.problem(),
        };
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
