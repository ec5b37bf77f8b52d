//! An account on a day, read once for all columns of its row.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::docket::costs::CostSummary;
use crate::docket::{Deadline, Decision, Docket, Numbered, Proceeding, Standing};
use crate::domain::actor::Actor;
use crate::domain::cost::{CostKind, CostWay};
use crate::domain::event::MilestoneEvent;
use crate::domain::summary::{self, OpenDeadline};
use crate::domain::{Amount, identity::mask};
use crate::reports::portfolio::{AccountFacts, Ending, Suit, facts};
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

/// Courses that lead to a title for enforcement.
const SUITS: [&str; 5] =
    ["litigation", "arbitration", "payment-order", "judicial-confirmation", "notarised-deed"];

/// Whether a milestone begins a proceeding.
fn begins(m: &MilestoneEvent) -> bool {
    matches!(m.milestone.as_str(), "filed" | "deemed-filed" | "applied")
}

/// What was decided.
pub(super) struct Ruling {
    /// The day of the paper that has the sums.
    pub(super) on: NaiveDate,
    /// The day from which it is in force; none while it is not.
    pub(super) in_force: Option<NaiveDate>,
    /// Principal, interest with penalty, costs.
    pub(super) sums: [Option<Amount>; 3],
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

    /// The proceeding that the row tells of: in court, before a tribunal or on a notarised deed, the latest of the first
    /// instance.
    pub(super) fn suit(&self) -> Option<&Proceeding> {
        let last = self.suits().last()?;
        // A suit that goes on after an agreement before mediators came to nothing.
        let goes_on = |p: &&Proceeding| {
            let accepted = p.numbers.iter().rfind(|n| n.milestone == "accepted");
            !p.is_over() && accepted.is_some_and(|n| n.on >= last.begun)
        };
        match last.track.as_str() {
            "judicial-confirmation" => self.suits().filter(goes_on).last().or(Some(last)),
            _ => Some(last),
        }
    }

    /// The number under which mediation before the suit ran: of the proceeding, else of the filing from which an agreement
    /// came that a court is asked to confirm.
    pub(super) fn pre_suit_number(&self) -> Option<String> {
        let suit = self.suit()?;
        let of = |p: &Proceeding| {
            let number = |n: &&Numbered| matches!(n.milestone.as_str(), "filed" | "applied");
            p.numbers.iter().rfind(number).map(|n| n.number.clone())
        };
        let before = || self.suits().filter(|p| p.track == "litigation" && !p.is_over()).find_map(of);
        of(suit).or_else(|| before().filter(|_| suit.track == "judicial-confirmation"))
    }

    fn suits(&self) -> impl Iterator<Item = &Proceeding> {
        let own = |p: &&Proceeding| SUITS.contains(&p.track.as_str()) && !p.second_instance;
        self.proceedings.iter().filter(own)
    }

    /// The same as the key figures count it; none where they do not.
    pub(super) fn course(&self) -> Option<&Suit> {
        let track = self.suit()?.track.as_str();
        self.facts.course.last().filter(|suit| suit.track.id() == track)
    }

    /// What happened in that proceeding and in its appeal, oldest first: what was withdrawn and filed anew is another.
    pub(super) fn own(&self) -> &[MilestoneEvent] {
        let Some(suit) = self.suit() else { return &[] };
        let all = &self.standing.milestones;
        let first = |m: &MilestoneEvent| m.track == suit.track && m.on >= suit.begun;
        let anew = |m: &MilestoneEvent| m.track == suit.track && m.on == suit.begun && begins(m);
        let from = all.iter().rposition(anew).or_else(|| all.iter().position(first));
        from.and_then(|from| all.get(from..)).unwrap_or_default()
    }

    /// The latest milestone of these names in that proceeding.
    pub(super) fn last(&self, names: &[&str]) -> Option<&MilestoneEvent> {
        let track = self.suit()?.track.as_str();
        self.own().iter().rfind(|m| m.track == track && names.contains(&m.milestone.as_str()))
    }

    /// The latest proceeding of enforcement.
    pub(super) fn enforcement(&self) -> Option<&Proceeding> {
        self.proceedings.iter().rfind(|p| p.track == "enforcement")
    }

    /// What happened since enforcement was last applied for, oldest first, rounds that were resumed included.
    pub(super) fn enforced(&self) -> impl DoubleEndedIterator<Item = &MilestoneEvent> {
        let all = &self.standing.milestones;
        let from = all.iter().rposition(|m| m.track == "enforcement" && begins(m)).unwrap_or_default();
        all.iter().skip(from).filter(|m| m.track == "enforcement")
    }

    /// The latest milestone of these names there.
    pub(super) fn last_enforced(&self, names: &[&str]) -> Option<&MilestoneEvent> {
        self.enforced().rfind(|m| names.contains(&m.milestone.as_str()))
    }

    /// Everything that searches found, each once.
    pub(super) fn found(&self) -> Option<String> {
        let mut all: Vec<&str> = Vec::new();
        let searched = self.enforced().filter(|m| m.milestone == "searched");
        for found in searched.filter_map(|m| m.facts.get("found")) {
            if !all.contains(&found.as_str()) {
                all.push(found);
            }
        }
        Some(all.join("；")).filter(|text| !text.is_empty())
    }

    /// The latest day on which a debtor was listed as dishonest who is listed still. One listed without a name is delisted
    /// without one.
    pub(super) fn listed(&self) -> Option<NaiveDate> {
        let mut listed: BTreeMap<&str, NaiveDate> = BTreeMap::new();
        for m in self.standing.milestones.iter().filter(|m| m.track == "enforcement") {
            let party = m.facts.get("party").map_or("", String::as_str);
            match m.milestone.as_str() {
                "listed-dishonest" => {
                    listed.insert(party, m.on);
                }
                "delisted" if party.is_empty() => listed.clear(),
                "delisted" => {
                    listed.remove(party);
                }
                _ => {}
            }
        }
        listed.into_values().max()
    }

    /// Text with numbers of cards and persons masked.
    pub(super) fn shown(&self, text: &str) -> String {
        if self.unmask { text.to_owned() } else { mask::runs(text) }
    }

    /// A number that identifies.
    pub(super) fn number(&self, text: &str) -> String {
        if self.unmask { text.to_owned() } else { mask::number(text) }
    }

    /// The latest deadline of a rule in the proceeding, whatever became of it.
    pub(super) fn deadline(&self, rule: &str) -> Option<&Deadline> {
        let suit = self.suit()?;
        let own = |d: &&Deadline| d.rule == rule && d.track == suit.track && d.from >= suit.begun;
        self.standing.deadlines.iter().filter(own).max_by_key(|d| d.due)
    }

    /// What was paid for these costs less refunds; `None` where nothing was, or beyond the range.
    pub(super) fn spent(&self, of: impl Fn(CostKind) -> bool) -> Option<Amount> {
        let costs = self.facts.costs.iter().filter(|c| of(c.kind)).map(|c| c.amount);
        let mut costs = costs.peekable();
        costs.peek()?;
        sum(costs).ok()
    }

    /// The fees that court or tribunal were paid for taking the case up: how much, and when last. What an earlier suit cost
    /// is no part of it, nor is the appeal's fee.
    pub(super) fn fee(&self) -> Option<(Option<Amount>, NaiveDate)> {
        let taking_up = |kind: CostKind| matches!(kind, CostKind::AcceptanceFee | CostKind::ArbitrationFee);
        let before = self.suits().collect::<Vec<_>>().iter().rev().skip(1).find_map(|p| p.over);
        let (lines, _) = self.docket.cost_lines(self.standing.as_of);
        let paid: Vec<_> = lines
            .iter()
            .filter(|line| line.milestone.as_deref() != Some("litigation/appeal-fee-paid"))
            .map(|line| &line.entry)
            .filter(|e| {
                taking_up(e.kind) && e.way == CostWay::Advanced && before.is_none_or(|day| e.on > day)
            })
            .collect();
        let last = paid.iter().map(|e| e.on).max()?;
        Some((sum(paid.iter().map(|e| e.amount)).ok(), last))
    }

    /// Where the complaint stands with the debtors; `None` before it is accepted. After a remand everyone is served anew.
    pub(super) fn service(&self) -> Option<Service> {
        let track = self.course()?.track.id();
        let own: Vec<&MilestoneEvent> = self.own().iter().filter(|m| m.track == track).collect();
        let since = own.iter().rposition(|m| m.milestone == "accepted")?;
        let of = |milestone: &str, debtor: &str| {
            // A notice that names nobody is to all.
            own.iter().skip(since).any(|m| {
                m.milestone == milestone
                    && m.facts.get("party").map_or(milestone == "public-notice", |party| party == debtor)
            })
        };
        let debtors = self.docket.case.debtors.iter().map(|d| match d.name.as_str() {
            name if of("served", name) => Service::Served,
            name if of("public-notice", name) => Service::PublicNotice,
            name if of("service-failed", name) => Service::Failed,
            _ => Service::Pending,
        });
        let debtors: Vec<Service> = debtors.collect();
        let any = |service| debtors.contains(&service);
        Some(match () {
            () if debtors.iter().all(|d| *d == Service::Served) => Service::Served,
            () if any(Service::PublicNotice) => Service::PublicNotice,
            () if any(Service::Failed) => Service::Failed,
            () if any(Service::Served) => Service::Partly,
            () => Service::Pending,
        })
    }

    /// What was decided: the day, and principal, interest with penalty, and costs. A judgment that is not in force yet
    /// counts where nothing later is; what is in force counts even if a suit that came after it runs.
    pub(super) fn ruling(&self) -> Option<Ruling> {
        let judgment = self.course().and_then(|suit| suit.judgment);
        let decision = self.decision.as_ref();
        match (judgment, decision) {
            (Some(j), d) if d.is_none_or(|d| j.on > d.figures_on) => {
                Some(Ruling { on: j.on, in_force: None, sums: [j.principal, j.interest, j.costs] })
            }
            (_, Some(d)) => Some(Ruling {
                on: d.figures_on,
                in_force: Some(d.effective),
                sums: [d.principal, d.interest, d.costs],
            }),
            (_, None) => None,
        }
    }

    /// The day of the latest paper that decided something: the decision, a payment order that was issued, or the ruling by
    /// which the proceeding ended without either.
    pub(super) fn decided_on(&self) -> Option<NaiveDate> {
        let ended = self.course().and_then(|suit| suit.ended);
        let without = |(_, how): &(NaiveDate, Ending)| {
            use Ending::{Dismissed, Rejected, Terminated, Withdrawn};
            matches!(how, Withdrawn | Dismissed | Rejected | Terminated)
        };
        let refused = || self.last(&["rejected", "withdrawn"]).map(|m| m.on);
        let issued = || self.last(&["issued"]).map(|m| m.on);
        let ruled = ended.filter(without).map(|(day, _)| day);
        ruled.or_else(|| self.ruling().map(|r| r.on)).or_else(issued).or_else(refused)
    }

    /// How the proceeding ended, by the identifier of a word.
    pub(super) fn ended_by(&self) -> Option<&'static str> {
        let counted = self.course().and_then(|suit| suit.ended).map(|(_, how)| how.id());
        let confirmed = || match self.suit()?.track.as_str() {
            "judicial-confirmation" => {
                match self.last(&["confirmed", "rejected", "withdrawn"])?.milestone.as_str() {
                    "confirmed" => Some("confirmed"),
                    "rejected" => Some("confirmation-refused"),
                    _ => Some("withdrawn"),
                }
            }
            _ => None,
        };
        counted.or_else(confirmed)
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
