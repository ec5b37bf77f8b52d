//! What of an account decides whether filing it is worth while.

use chrono::NaiveDate;

use crate::docket::{Docket, Standing};
use crate::domain::Amount;
use crate::domain::case::TrackName;
use crate::domain::contract::ForumKind;
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::{Place, Problem};
use crate::reports::portfolio::{AccountFacts, facts};
use crate::rules::Rulebook;
use crate::rules::answer::Refusal;
use crate::rules::filing::FilingAsk;
use crate::rules::track_facts::Parties;

/// The clocks that filing keeps from running out, by rule, and the ground that says how many days left are few.
const CLOCKS: [(&str, &str); 3] = [
    ("limitation", "limitation-soon"),
    ("guarantee-period", "guarantee-soon"),
    ("guarantor-limitation", "limitation-soon"),
];

/// How the account would be filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The track it is meant to take.
    pub track: TrackName,
    /// The contract has an arbitration clause.
    pub arbitration: bool,
    /// That clause keeps the dispute from the courts.
    pub courts_excluded: bool,
    /// The institution it names.
    pub institution: Option<String>,
    /// The tracks that the law shuts on the day, and what shuts each.
    pub shut: Vec<(TrackName, Problem)>,
    /// The lawyer's fee, where it is stated.
    pub attorney_fee: Option<Amount>,
    /// A clause makes the debtor bear it.
    pub attorney_clause: bool,
    /// The fee of preservation, where it is stated.
    pub preservation_fee: Option<Amount>,
    /// Preservation is wanted: of this amount, or of the claim.
    pub preservation: Option<Option<Amount>>,
}

/// A clock that filing keeps from running out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapse {
    /// Its rule: `limitation`, `guarantee-period`, `guarantor-limitation`.
    pub rule: String,
    /// Its name, Chinese and English, with whose it is.
    pub title: [String; 2],
    /// Its last day.
    pub due: NaiveDate,
    /// Days left; below zero where it ran out.
    pub left: i64,
    /// It ran out or does so soon.
    pub pressing: bool,
}

/// An account as triage looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What it contributes to reports.
    pub facts: AccountFacts,
    /// What a filing of the day would claim.
    pub claim: Result<Amount, Refusal>,
    /// How it would be filed.
    pub plan: Plan,
    /// Whether its payment order was objected to; `None` where none took effect or was objected to.
    pub objected: Option<bool>,
    /// After an objection the creditor declined to go on with a suit (民诉法解释 438).
    pub suit_declined: bool,
    /// Its clocks, soonest first.
    pub clocks: Vec<Lapse>,
    /// Why it should not be filed as it stands.
    pub against: Vec<Problem>,
    /// What whoever files it must know besides.
    pub notes: Vec<Problem>,
}

impl Candidate {
    /// An account as of the day of its standing. `against` and `notes` are what `check` says of filing it: that it should
    /// not be, and what is doubtful.
    pub fn new(
        docket: &Docket,
        standing: &Standing,
        rules: &Rulebook,
        [mut against, mut notes]: [Vec<Problem>; 2],
    ) -> Candidate {
        let case = &docket.case;
        let forum = case.contract.forum.as_ref();
        let costs = case.debt.costs.as_ref();
        let shut = shut(docket, standing, rules);
        // What is doubtful about a payment order is of no concern where there can be none.
        let no_order = shut.iter().any(|(track, _)| *track == TrackName::PaymentOrder);
        notes.retain(|note| !(no_order && note.code.starts_with("W-ORDER-")));
        for (_, by) in &shut {
            // Who died cannot be sued: it takes the heirs or an administrator of the estate (民诉法 153, 民法典 1145).
            let to = if by.args.contains(&("milestone", "debtor-died".to_owned())) {
                &mut against
            } else {
                &mut notes
            };
            // What only shuts payment orders is of no concern to who means to sue.
            let concerns = case.track() == TrackName::PaymentOrder || by.code == "N-TRIAGE-BEFELL";
            if concerns && !to.contains(by) {
                to.push(by.clone());
            }
        }
        against.extend(running_plan(docket, standing.as_of, rules));
        let order = standing.milestones.iter().filter(|m| m.track == "payment-order");
        let outcome = |m: &MilestoneEvent| match m.milestone.as_str() {
            "objected" => Some(true),
            "effective" => Some(false),
            _ => None,
        };
        Candidate {
            facts: facts(docket, standing, rules),
            claim: docket.claim(standing.as_of, rules.wordless()).map(|money| money.total()),
            plan: Plan {
                track: case.track(),
                arbitration: forum.is_some_and(|f| f.kind == ForumKind::Arbitration),
                courts_excluded: forum.is_some_and(|f| f.excludes_courts()),
                institution: forum.and_then(|f| f.institution.clone()),
                shut,
                attorney_fee: costs.and_then(|c| c.attorney_fee),
                attorney_clause: costs.is_some_and(|c| c.attorney_fee_clause.is_some()),
                preservation_fee: costs.and_then(|c| c.preservation_fee),
                preservation: case.preservation.as_ref().filter(|p| p.wanted).map(|p| p.amount),
            },
            objected: order.clone().filter_map(outcome).next_back(),
            suit_declined: order.clone().any(|m| m.milestone == "suit-declined"),
            clocks: clocks(standing, rules),
            against,
            notes,
        }
    }

    /// What lapses first: a clock that ran out where it is that of the claim, else the soonest that still runs, else the
    /// last that ran out.
    pub fn lapse(&self) -> Option<&Lapse> {
        let own = self.clocks.iter().find(|c| c.rule == "limitation" && c.left < 0);
        own.or_else(|| self.clocks.iter().find(|c| c.left >= 0)).or_else(|| self.clocks.last())
    }
}

impl Plan {
    /// The tracks it could take, its own first; none where each is shut.
    pub fn tracks(&self) -> Vec<TrackName> {
        let open = |track: &TrackName| match track {
            TrackName::Litigation | TrackName::PaymentOrder => !self.courts_excluded,
            TrackName::Arbitration => self.arbitration,
        };
        let all = [TrackName::Litigation, TrackName::PaymentOrder, TrackName::Arbitration];
        let others = all.into_iter().filter(|track| *track != self.track).filter(open);
        let shut = |track: &TrackName| self.shut.iter().any(|(of, _)| of == track);
        std::iter::once(self.track).chain(others).filter(|track| !shut(track)).collect()
    }
}

/// The tracks that cannot be begun: by what has befallen the parties, and a payment order by the law (解释 427).
fn shut(docket: &Docket, standing: &Standing, rules: &Rulebook) -> Vec<(TrackName, Problem)> {
    let on = standing.as_of;
    let barred = rules.barred(&standing.milestones, &Parties::of(&docket.case), on);
    let mut shut = Vec::new();
    for (track, begun) in [
        (TrackName::Litigation, "litigation/filed"),
        (TrackName::PaymentOrder, "payment-order/applied"),
        (TrackName::Arbitration, "arbitration/applied"),
    ] {
        let Some(event) = barred.get(begun) else { continue };
        let title = rules.milestone(&event.track, &event.milestone).map(|m| m.title.clone());
        let words =
            title.map_or_else(|| [event.milestone.clone(), event.milestone.clone()], |t| [t.zh, t.en]);
        let [zh, en] = words;
        let by = Problem::note("N-TRIAGE-BEFELL", Place::default())
            .with("milestone", &event.milestone)
            .with("zh", zh)
            .with("en", en)
            .with("on", event.on);
        shut.push((track, by));
    }
    let (claimed, limitation, guarantees) = (Amount::ZERO, None, Vec::new());
    let ask =
        FilingAsk { case: &docket.case, on, claimed, history: &standing.milestones, limitation, guarantees };
    // That somebody is missing is said once.
    let missing = barred.get("payment-order/applied").is_some_and(|by| by.milestone == "debtor-missing");
    let ruled_out = rules.no_payment_order(&ask).into_iter();
    let ruled_out = ruled_out.filter(|by| !(missing && by.code == "W-ORDER-MISSING"));
    shut.extend(ruled_out.map(|by| (TrackName::PaymentOrder, by)));
    shut
}

/// That instalments are waited for and none is missed.
fn running_plan(docket: &Docket, on: NaiveDate, rules: &Rulebook) -> Option<Problem> {
    let plan = docket.plan(on, rules)?.ok().filter(|plan| plan.binds() && plan.breach.is_none())?;
    let problem = Problem::note("N-TRIAGE-PLAN", Place::default())
        .with("agreed", plan.plan.agreed_on)
        .with("paid", plan.paid.grouped())
        .with("total", plan.total.grouped());
    let next = plan.next().map_or_else(|| "-".to_owned(), |next| next.due.to_string());
    Some(problem.with("next", next))
}

fn clocks(standing: &Standing, rules: &Rulebook) -> Vec<Lapse> {
    let of = |d: &crate::docket::Deadline| {
        let (_, ground) = CLOCKS.iter().find(|(rule, _)| d.rule == *rule)?;
        let soon = rules.ground(ground, standing.as_of).and_then(|ground| ground.value.days);
        let left = (d.due - standing.as_of).num_days();
        let pressing = left <= i64::from(soon.unwrap_or_default());
        Some(Lapse { rule: d.rule.clone(), title: d.title.clone(), due: d.due, left, pressing })
    };
    standing.deadlines.iter().filter(|d| d.is_open()).filter_map(of).collect()
}
