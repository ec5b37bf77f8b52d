//! What of an account decides whether filing it is worth while.

use crate::docket::{Docket, Standing};
use crate::domain::Amount;
use crate::domain::case::TrackName;
use crate::domain::contract::ForumKind;
use crate::domain::party::Whereabouts;
use crate::reports::portfolio::{AccountFacts, facts};
use crate::rules::Rulebook;
use crate::rules::answer::Refusal;

/// How the account would be filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The track it is to take.
    pub track: TrackName,
    /// The contract has an arbitration clause.
    pub arbitration: bool,
    /// That clause keeps the dispute from the courts.
    pub courts_excluded: bool,
    /// The institution it names.
    pub institution: Option<String>,
    /// No payment order can be had: the debtor is missing or abroad, or preservation comes before the suit (解释 427).
    pub order_barred: bool,
    /// The lawyer's fee, where it is stated.
    pub attorney_fee: Option<Amount>,
    /// A clause makes the debtor bear it.
    pub attorney_clause: bool,
    /// The fee of preservation, where it is stated.
    pub preservation_fee: Option<Amount>,
    /// Preservation is wanted: of this amount, or of the claim.
    pub preservation: Option<Option<Amount>>,
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
}

impl Candidate {
    /// An account as of the day of its standing.
    pub fn new(docket: &Docket, standing: &Standing, rules: &Rulebook) -> Candidate {
        let case = &docket.case;
        let forum = case.contract.forum.as_ref();
        let costs = case.debt.costs.as_ref();
        let away = case.primary().and_then(|debtor| debtor.whereabouts);
        let away = matches!(away, Some(Whereabouts::Unknown | Whereabouts::Abroad));
        let sought =
            standing.milestones.iter().any(|m| m.track == "preservation" && m.milestone == "applied");
        let before_suit = case.preservation.as_ref().is_some_and(|p| p.wanted && p.pre_suit);
        Candidate {
            facts: facts(docket, standing, rules),
            claim: docket.claim(standing.as_of, rules.wordless()).map(|money| money.total()),
            plan: Plan {
                track: case.track(),
                arbitration: forum.is_some_and(|f| f.kind == ForumKind::Arbitration),
                courts_excluded: forum.is_some_and(|f| f.excludes_courts()),
                institution: forum.and_then(|f| f.institution.clone()),
                order_barred: away || sought || before_suit,
                attorney_fee: costs.and_then(|c| c.attorney_fee),
                attorney_clause: costs.is_some_and(|c| c.attorney_fee_clause.is_some()),
                preservation_fee: costs.and_then(|c| c.preservation_fee),
                preservation: case.preservation.as_ref().filter(|p| p.wanted).map(|p| p.amount),
            },
        }
    }
}

impl Plan {
    /// The tracks it could take, its own first.
    pub fn tracks(&self) -> Vec<TrackName> {
        let open = |track: &TrackName| match track {
            TrackName::Litigation => !self.courts_excluded,
            TrackName::PaymentOrder => !self.courts_excluded && !self.order_barred,
            TrackName::Arbitration => self.arbitration,
        };
        let all = [TrackName::Litigation, TrackName::PaymentOrder, TrackName::Arbitration];
        let others = all.into_iter().filter(|track| *track != self.track).filter(open);
        std::iter::once(self.track).chain(others).collect()
    }
}
