//! An account on a day, read once for all columns of its row.

use chrono::NaiveDate;

use crate::docket::costs::CostSummary;
use crate::docket::{Deadline, Decision, Docket, Proceeding, Standing};
use crate::domain::actor::Actor;
use crate::domain::case::TrackName;
use crate::domain::cost::CostKind;
use crate::domain::event::MilestoneEvent;
use crate::domain::summary::{self, OpenDeadline};
use crate::domain::{Amount, identity::mask};
use crate::reports::portfolio::{AccountFacts, Suit, facts};
use crate::rules::Rulebook;
use crate::rules::rounding::sum;

/// An account on a day.
pub struct Line<'a> {
    pub(super) docket: &'a Docket,
    pub(super) standing: &'a Standing,
    pub(super) rules: &'a Rulebook,
    pub(super) facts: AccountFacts,
    pub(super) decision: Option<Decision>,
    pub(super) costs: Option<CostSummary>,
    pub(super) next: Option<OpenDeadline>,
    proceedings: Vec<Proceeding>,
    unmask: bool,
}

/// Where the complaint stands with the debtors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Pending,
    Partly,
    Served,
    PublicNotice,
    Failed,
}

impl<'a> Line<'a> {
    /// Reads the account. Numbers of persons and cards are masked unless `unmask`.
    pub fn of(docket: &'a Docket, standing: &'a Standing, rules: &'a Rulebook, unmask: bool) -> Self {
        let as_of = standing.as_of;
        let balance = standing.balance.as_ref().ok().map(|answer| &answer.value);
        let open = standing.open().into_iter().filter(|d| !d.is_over(as_of)).collect::<Vec<_>>();
        let first = summary::next(&open, as_of);
        Line {
            docket,
            standing,
            rules,
            facts: facts(docket, standing, rules),
            decision: Decision::in_force(&docket.milestones, as_of),
            costs: docket.cost_summary(as_of, balance).ok(),
            next: first.cloned(),
            proceedings: Proceeding::all(&standing.milestones, rules),
            unmask,
        }
    }

    /// Whether it was there on the day: one that was referred later was not.
    pub fn is_there(&self) -> bool {
        self.facts.is_there(self.standing.as_of)
    }

    /// The proceeding in court or before a tribunal, the latest of the first instance.
    pub(super) fn suit(&self) -> Option<&Proceeding> {
        let own = |p: &&Proceeding| {
            let tracks = [TrackName::Litigation, TrackName::Arbitration, TrackName::PaymentOrder];
            tracks.iter().any(|t| t.id() == p.track) && !p.second_instance
        };
        self.proceedings.iter().rfind(own)
    }

    /// The same as the key figures count it.
    pub(super) fn course(&self) -> Option<&Suit> {
        self.facts.course.last()
    }

    /// The latest proceeding of enforcement.
    pub(super) fn enforcement(&self) -> Option<&Proceeding> {
        self.proceedings.iter().rfind(|p| p.track == "enforcement")
    }

    /// Text with numbers of cards and persons masked.
    pub(super) fn shown(&self, text: &str) -> String {
        if self.unmask { text.to_owned() } else { mask::runs(text) }
    }

    /// A number that identifies.
    pub(super) fn number(&self, text: &str) -> String {
        if self.unmask { text.to_owned() } else { mask::number(text) }
    }

    /// The latest milestone of these names on a track.
    pub(super) fn last(&self, track: &str, names: &[&str]) -> Option<&MilestoneEvent> {
        self.standing.milestones.iter().rfind(|m| m.track == track && names.contains(&m.milestone.as_str()))
    }

    /// The latest deadline of a rule, whatever became of it.
    pub(super) fn deadline(&self, rule: &str) -> Option<&Deadline> {
        self.standing.deadlines.iter().filter(|d| d.rule == rule).max_by_key(|d| d.due)
    }

    /// What was paid for these costs less refunds; `None` where nothing was, or beyond the range.
    pub(super) fn spent(&self, of: impl Fn(CostKind) -> bool) -> Option<Amount> {
        let costs = self.facts.costs.iter().filter(|c| of(c.kind)).map(|c| c.amount);
        let mut costs = costs.peekable();
        costs.peek()?;
        sum(costs).ok()
    }

    /// The fees that court or tribunal were paid for taking the case up: how much, and when last.
    pub(super) fn fee(&self) -> Option<(Option<Amount>, NaiveDate)> {
        let taking_up = |kind: CostKind| matches!(kind, CostKind::AcceptanceFee | CostKind::ArbitrationFee);
        let paid: Vec<_> =
            self.facts.costs.iter().filter(|c| taking_up(c.kind) && c.amount > Amount::ZERO).collect();
        let last = paid.iter().map(|c| c.on).max()?;
        Some((sum(paid.iter().map(|c| c.amount)).ok(), last))
    }

    /// Where the complaint stands with the debtors, after a remand served anew; `None` before it is accepted.
    pub(super) fn service(&self) -> Option<Service> {
        let suit = self.course()?;
        let since = suit.last_accepted_on?;
        let of = |name: &str| {
            let mine =
                self.standing.milestones.iter().filter(move |m| m.track == suit.track.id() && m.on >= since);
            let name = name.to_owned();
            mine.filter(move |m| m.milestone == name)
        };
        let served = |name: &str| of("served").any(|m| m.facts.get("party").is_some_and(|p| p == name));
        let debtors = &self.docket.case.debtors;
        let count = debtors.iter().filter(|d| served(&d.name)).count();
        Some(if count == debtors.len() {
            Service::Served
        } else if of("public-notice").next().is_some() {
            Service::PublicNotice
        } else if of("service-failed").next().is_some() {
            Service::Failed
        } else if count > 0 {
            Service::Partly
        } else {
            Service::Pending
        })
    }

    /// Who has to take the next step: the handler where it is the creditor's.
    pub(super) fn responsible(&self) -> Option<Result<&str, Actor>> {
        let by = self.next.as_ref()?.by;
        match (by, &self.docket.case.handler) {
            (Actor::Creditor | Actor::Party, Some(handler)) => Some(Ok(&handler.name)),
            _ => Some(Err(by)),
        }
    }
}
