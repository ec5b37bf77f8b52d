//! One deadline of an account, whatever started it.

use chrono::NaiveDate;

use crate::domain::handling::DeadlineHandling;
use crate::rules::answer::Reason;
use crate::rules::period::Actor;
use crate::rules::track_deadlines::{DeadlineState, Status};

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
    pub(super) fn rest(&mut self) {
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

    pub(super) fn of(state: DeadlineState) -> Self {
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
