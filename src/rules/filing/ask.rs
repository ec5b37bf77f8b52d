//! What is asked before a filing, and the order of the answers.

use chrono::NaiveDate;

use super::super::rulebook::Rulebook;
use super::super::schema::Dated;
use super::ground::Terms;
use crate::domain::event::MilestoneEvent;
use crate::domain::party::{Debtor, Whereabouts};
use crate::domain::problem::{Place, Problem};
use crate::domain::proof::Contact;
use crate::domain::{Amount, Case, TrackName};

/// A clock of the account that is not stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The day it started from.
    pub from: NaiveDate,
    /// Its last day.
    pub due: NaiveDate,
    /// Whose it is, for a guarantee period.
    pub of: Option<String>,
    /// Where it stands in the law.
    pub source: String,
}

/// The account that is to be filed.
#[derive(Clone, Debug)]
pub struct FilingAsk<'a> {
    /// Its facts.
    pub case: &'a Case,
    /// The day stood on.
    pub on: NaiveDate,
    /// What is claimed up to the day of the figures, costs of the claim not included.
    pub claimed: Amount,
    /// What has happened up to the day.
    pub history: &'a [MilestoneEvent],
    /// The clock of the claim, where no suit has stopped it.
    pub limitation: Option<Running>,
    /// The guarantee periods.
    pub guarantees: Vec<Running>,
}

impl Rulebook {
    /// Everything that speaks against filing an account as it stands, or that those who file must know. An account that
    /// is before a court or tribunal already is only said to be.
    pub fn filing(&self, ask: &FilingAsk<'_>) -> Vec<Problem> {
        let desk = Desk { book: self, ask };
        if let Some(underway) = desk.underway() {
            return vec![underway];
        }
        let mut found = Vec::new();
        match ask.track() {
            TrackName::Litigation => {
                desk.forum(&mut found);
                desk.procedure(&mut found);
            }
            TrackName::Arbitration => desk.clause(&mut found),
            TrackName::PaymentOrder => desk.payment_order(&mut found),
        }
        desk.signing(&mut found);
        desk.clocks(&mut found);
        desk.costs(&mut found);
        desk.sent_back(&mut found);
        found
    }
}

impl Rulebook {
    /// The note that an account is before a court or tribunal already, as [`Rulebook::filing`] gives it; none where it
    /// is not.
    pub fn underway(&self, case: &Case, history: &[MilestoneEvent], on: NaiveDate) -> Option<Problem> {
        let (claimed, limitation, guarantees) = (Amount::ZERO, None, Vec::new());
        let ask = FilingAsk { case, on, claimed, history, limitation, guarantees };
        Desk { book: self, ask: &ask }.underway()
    }

    /// Whether an account has been decided, so that nobody looks for more evidence.
    pub fn decided(&self, history: &[MilestoneEvent], on: NaiveDate) -> bool {
        let decided = self.ground("proceeding-decided", on);
        history.iter().any(|m| {
            m.track == "enforcement" || decided.is_some_and(|g| g.value.words.contains(&m.milestone))
        })
    }
}

impl FilingAsk<'_> {
    /// The track the account is meant to take.
    pub fn track(&self) -> TrackName {
        self.case.track()
    }

    /// Whether a debtor can be found on the day.
    pub fn whereabouts(&self, debtor: &Debtor) -> Option<Whereabouts> {
        whereabouts(debtor, self.history.iter().filter(|m| m.on <= self.on))
    }

    /// The contact log up to the day.
    pub fn contacts(&self) -> impl Iterator<Item = &Contact> {
        self.case.contacts.iter().filter(|c| c.at.date() <= self.on)
    }
}

/// Whether a debtor can be found: what was noted of it last (`changes/debtor-missing`, `debtor-found`), else the facts.
pub fn whereabouts<'a>(
    debtor: &Debtor,
    history: impl Iterator<Item = &'a MilestoneEvent>,
) -> Option<Whereabouts> {
    let of_debtor = |m: &&MilestoneEvent| {
        m.track == "changes" && m.facts.get("party").is_some_and(|party| party.trim() == debtor.name)
    };
    let noted = history.filter(of_debtor).filter_map(|m| match m.milestone.as_str() {
        "debtor-missing" => Some((m.on, Whereabouts::Unknown)),
        "debtor-found" => Some((m.on, Whereabouts::Known)),
        _ => None,
    });
    noted.max_by_key(|(on, _)| *on).map(|(_, known)| known).or(debtor.whereabouts)
}

/// One question in the making.
pub(super) struct Desk<'a> {
    pub book: &'a Rulebook,
    pub ask: &'a FilingAsk<'a>,
}

impl<'a> Desk<'a> {
    /// A ground as it holds on the day.
    pub fn ground(&self, id: &str) -> Option<&'a Dated<Terms>> {
        self.book.ground(id, self.ask.on)
    }

    /// A warning that rests on a ground.
    pub fn doubt(code: &'static str, field: &str, ground: &Dated<Terms>) -> Problem {
        Problem::warning(code, at(field)).resting_on(&ground.source)
    }

    /// A note that rests on a ground.
    pub fn note(code: &'static str, field: &str, ground: &Dated<Terms>) -> Problem {
        Problem::note(code, at(field)).resting_on(&ground.source)
    }

    /// The proceeding that has the account already: begun, and not ended without a decision.
    fn underway(&self) -> Option<Problem> {
        let ended = self.ground("proceeding-over")?;
        let tracks = ["litigation", "arbitration", "payment-order", "enforcement"];
        let mut begun: Vec<&MilestoneEvent> =
            self.ask.history.iter().filter(|m| tracks.contains(&m.track.as_str())).collect();
        begun.sort_by_key(|m| m.on);
        let open = tracks.iter().filter_map(|track| {
            let of_track: Vec<_> = begun.iter().copied().filter(|m| m.track == *track).collect();
            let latest = *of_track.last()?;
            // A side step may follow the end on the same track; any end counts unless the track began again after it.
            let over = of_track.iter().rposition(|m| ended.value.words.contains(&m.milestone));
            let again = of_track.iter().rposition(|m| matches!(m.milestone.as_str(), "filed" | "applied"));
            (over.is_none() || again > over).then_some(latest)
        });
        let latest = open.max_by_key(|m| m.on)?;
        let title = self.book.milestone(&latest.track, &latest.milestone).map(|m| m.title.clone());
        let (zh, en) =
            title.map_or_else(|| (latest.milestone.clone(), latest.milestone.clone()), |t| (t.zh, t.en));
        Some(
            Self::note("N-FILING-UNDERWAY", "", ended)
                .with("zh", zh)
                .with("en", en)
                .with("on", latest.on)
                .with("track", &latest.track),
        )
    }
}

/// A place that is a field, or none.
fn at(field: &str) -> Place {
    Place { field: (!field.is_empty()).then(|| field.to_owned()), ..Place::default() }
}
