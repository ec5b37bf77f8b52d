//! What the surviving events of an account say.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::bundle::BundleRecord;
use crate::domain::change::{self, PathError};
use crate::domain::cost::{CostEntry, CostWay};
use crate::domain::debt::{Payment, PaymentReversal};
use crate::domain::event::{
    DocumentRecord, Event, EvidenceAdded, MilestoneEvent, Payload, SentDocument, Source,
};
use crate::domain::handling::DeadlineHandling;
use crate::domain::plan::Plan;
use crate::domain::proof::Evidence;
use crate::domain::{Case, change::Change};
use chrono::{DateTime, FixedOffset, NaiveDate};

use super::facts::Facts;
use super::given::{self, Given};
use super::proof::{self, Apart};
use super::receipts::proceeds;

/// Something that happened, with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded<T> {
    /// The event's number.
    pub seq: u64,
    /// When it was recorded.
    pub at: DateTime<FixedOffset>,
    /// The command it belongs to.
    pub command: String,
    /// What happened.
    pub what: T,
}

/// An account, from its events alone.
#[derive(Clone, Debug)]
pub struct Docket {
    /// The facts, corrections applied.
    pub case: Case,
    /// The same as JSON, as paths address them.
    pub facts: Facts,
    /// The facts as the last file stated them, corrections by hand not applied: what another import is compared with.
    pub filed: Facts,
    /// That file.
    pub source: Source,
    /// Events seen.
    pub version: u64,
    /// Milestones, in the order in which they were recorded.
    pub milestones: Vec<Recorded<MilestoneEvent>>,
    /// Records of milestones that were corrected, as they were before.
    pub corrected: Vec<Recorded<MilestoneEvent>>,
    /// Payments recorded apart from the case file.
    pub payments: Vec<Recorded<Payment>>,
    /// Payments that the core system took back, with what took them back. They count for nothing.
    pub returned: Vec<(Recorded<Payment>, Recorded<PaymentReversal>)>,
    /// Plans of instalments agreed; the last is the one that counts.
    pub plans: Vec<Recorded<Plan>>,
    /// Costs advanced, refunded and recovered.
    pub costs: Vec<Recorded<CostEntry>>,
    /// Decisions about deadlines, in the order in which they were taken.
    pub handled: Vec<Recorded<DeadlineHandling>>,
    /// Documents drafted.
    pub documents: Vec<Recorded<DocumentRecord>>,
    /// Documents that left, sealed and signed.
    pub sent: Vec<Recorded<SentDocument>>,
    /// Evidence that no longer counts, with why, in the order in which it went.
    pub withdrawn: Vec<Recorded<(Evidence, String)>>,
    /// Evidence that came or went apart from the case file.
    pub(super) apart: Apart,
    /// Mails and letters that left for debtors and guarantors, in the order in which they were recorded.
    pub given: Vec<Given>,
    /// Bundles put together.
    pub bundles: Vec<Recorded<BundleRecord>>,
    /// The latest event after which money, parties or terms may be other than before: a document whose facts end before
    /// it is stale.
    pub facts_changed: u64,
    /// Numbers of events that a later one reversed.
    pub reversed: BTreeSet<u64>,
}

/// Why events make no account.
#[derive(Debug, thiserror::Error)]
pub enum FoldError {
    /// The first surviving event is not an import.
    #[error("event {seq} ({event}) stands before any import")]
    NotImported {
        /// The event's number.
        seq: u64,
        /// Its type.
        event: &'static str,
    },
    /// A correction does not fit the facts before it.
    #[error("event {seq}: {source}")]
    Correction {
        /// The event's number.
        seq: u64,
        /// What is wrong with its path.
        source: PathError,
    },
    /// Corrections left facts that are none.
    #[error("the facts after event {seq} are not a case: {reason}")]
    NotACase {
        /// The last correction.
        seq: u64,
        /// What the reader of facts says.
        reason: String,
    },
}

impl Docket {
    /// What the surviving events say. `None` where the import itself was reversed.
    ///
    /// # Errors
    /// [`FoldError`] where events contradict each other, which no command records.
    pub fn fold(events: &[Event]) -> Result<Option<Docket>, FoldError> {
        let reversed = reversed(events);
        let mut docket: Option<Docket> = None;
        let mut corrected = None;
        for event in events.iter().filter(|e| !reversed.contains(&e.seq)) {
            if let Payload::Imported { case, source } = &event.payload {
                let facts_changed = event.seq;
                docket = Some(Docket { facts_changed, ..Docket::of_case(case, source.clone()) });
                continue;
            }
            if matches!(event.payload, Payload::Reversed { .. }) {
                continue;
            }
            let Some(docket) = &mut docket else {
                return Err(FoldError::NotImported { seq: event.seq, event: event.payload.name() });
            };
            if docket.apply(event)? {
                corrected = Some(event.seq);
            }
        }
        let Some(mut docket) = docket else { return Ok(None) };
        if let Some(seq) = corrected {
            docket.case =
                Case::from_facts(&docket.facts).map_err(|reason| FoldError::NotACase { seq, reason })?;
        }
        // Reversing a payment or correction changes the facts as much as recording one did.
        let undone = events.iter().rev().find(|e| {
            matches!(&e.payload, Payload::Reversed { events: gone, .. }
                if events.iter().any(|g| gone.contains(&g.seq) && changes_facts(&g.payload)))
        });
        docket.facts_changed = docket.facts_changed.max(undone.map_or(0, |e| e.seq));
        docket.given = given::of(events, &reversed, &docket.case);
        docket.version = events.last().map_or(0, |e| e.seq);
        docket.reversed = reversed;
        Ok(Some(docket))
    }

    /// An account of which nothing but its facts is known: what a file says, before it is recorded.
    pub fn of_case(case: &Case, source: Source) -> Docket {
        let facts = Facts::of(Arc::new(case.clone()));
        Docket {
            case: case.clone(),
            filed: facts.clone(),
            facts,
            source,
            version: 0,
            milestones: Vec::new(),
            corrected: Vec::new(),
            payments: Vec::new(),
            returned: Vec::new(),
            plans: Vec::new(),
            costs: Vec::new(),
            handled: Vec::new(),
            documents: Vec::new(),
            sent: Vec::new(),
            withdrawn: Vec::new(),
            apart: Apart::default(),
            given: Vec::new(),
            bundles: Vec::new(),
            facts_changed: 0,
            reversed: BTreeSet::new(),
        }
    }

    /// The account as if this milestone were recorded too.
    pub fn with_milestone(&self, event: MilestoneEvent) -> Docket {
        let mut docket = self.clone();
        docket.milestones.push(self.imagined(event));
        docket
    }

    /// The account as if this payment were recorded too.
    pub fn with_payment(&self, payment: Payment) -> Docket {
        let mut docket = self.clone();
        docket.payments.push(self.imagined(payment));
        docket
    }

    /// The account as if this cost were entered too.
    pub fn with_cost(&self, entry: CostEntry) -> Docket {
        let mut docket = self.clone();
        docket.costs.push(self.imagined(entry));
        docket
    }

    /// The account as if this payment were taken back too; as it is where there is no such payment.
    pub fn with_reversal(&self, reversal: PaymentReversal) -> Docket {
        let mut docket = self.clone();
        let reversal = docket.imagined(reversal);
        docket.take_back(reversal);
        docket
    }

    /// The account as if this evidence were added too, piece by piece.
    pub fn with_evidence(&self, added: &[EvidenceAdded]) -> Docket {
        let mut docket = self.clone();
        added.iter().for_each(|one| proof::add(&mut docket.facts, one));
        // What was added is evidence, so that the facts stay a case.
        if let Ok(case) = Case::from_facts(&docket.facts) {
            docket.case = case;
        }
        docket
    }

    /// Whether the evidence of this id was added by command: the case file does not decide on it.
    pub fn is_added(&self, id: &str) -> bool {
        self.apart.added.contains(id)
    }

    /// Whether the evidence of this id was withdrawn by command.
    pub fn is_withdrawn(&self, id: &str) -> bool {
        self.apart.withdrawn.contains(id)
    }

    /// Whether evidence came or went apart from the case file, so that its places in the file are not those in the
    /// facts.
    pub fn has_evidence_apart(&self) -> bool {
        !self.apart.is_empty()
    }

    fn take_back(&mut self, reversal: Recorded<PaymentReversal>) {
        if let Some(at) = self.payments.iter().position(|p| p.seq == reversal.what.payment) {
            self.returned.push((self.payments.remove(at), reversal));
        }
    }

    pub(super) fn imagined<T>(&self, what: T) -> Recorded<T> {
        Recorded {
            seq: self.version + 1,
            at: DateTime::UNIX_EPOCH.fixed_offset(),
            command: String::new(),
            what,
        }
    }

    /// Lets one event count; says whether it corrected facts.
    fn apply(&mut self, event: &Event) -> Result<bool, FoldError> {
        let failed = |source| FoldError::Correction { seq: event.seq, source };
        if changes_facts(&event.payload) {
            self.facts_changed = event.seq;
        }
        match &event.payload {
            Payload::Amended { changes, source, .. } => {
                let Some(source) = source else {
                    for Change { path, to, .. } in changes {
                        change::set(&mut self.facts, path, to.clone()).map_err(failed)?;
                    }
                    return Ok(true);
                };
                let before = self.filed["evidence"].clone();
                for Change { path, to, .. } in changes {
                    // The file counts its own evidence only: its places are others where some came or went apart.
                    if self.apart.is_empty() || !proof::is_of_evidence(path) {
                        change::set(&mut self.facts, path, to.clone()).map_err(failed)?;
                    }
                    change::set(&mut self.filed, path, to.clone()).map_err(failed)?;
                }
                if !self.apart.is_empty() && changes.iter().any(|c| proof::is_of_evidence(&c.path)) {
                    proof::refile(&mut self.facts, &before, &self.filed["evidence"], &self.apart);
                }
                self.source = source.clone();
                return Ok(true);
            }
            Payload::EvidenceAdded(added) => {
                proof::add(&mut self.facts, added);
                self.apart.added.insert(added.evidence.id.clone());
                self.apart.withdrawn.remove(&added.evidence.id);
                return Ok(true);
            }
            Payload::EvidenceWithdrawn(gone) => {
                if let Some(item) = proof::withdraw(&mut self.facts, &gone.id) {
                    self.withdrawn.push(recorded(event, &(item, gone.reason.clone())));
                }
                self.apart.added.remove(&gone.id);
                self.apart.withdrawn.insert(gone.id.clone());
                return Ok(true);
            }
            Payload::Milestone(m) => self.milestones.push(recorded(event, m)),
            Payload::MilestoneCorrected(c) => self.correct(c.of, recorded(event, &c.to)),
            Payload::Paid(p) => self.payments.push(recorded(event, p)),
            Payload::PaymentReversed(r) => self.take_back(recorded(event, r)),
            Payload::PlanAgreed(p) => self.plans.push(recorded(event, p)),
            Payload::CostEntered(c) => self.costs.push(recorded(event, c)),
            Payload::DeadlineHandled(h) => self.handled.push(recorded(event, h)),
            Payload::Drafted(d) => self.documents.push(recorded(event, d)),
            Payload::DocumentSent(d) => self.sent.push(recorded(event, d)),
            Payload::Bundled(b) => self.bundles.push(recorded(event, b)),
            Payload::Imported { .. }
            | Payload::NoticeQueued(_)
            | Payload::NoticeMoved(_)
            | Payload::NoticeAnswered(_)
            | Payload::MailboxSuppressed(_)
            | Payload::LetterPosted(_)
            | Payload::LetterFate(_)
            | Payload::Reversed { .. }
            | Payload::BatchTaken(_)
            | Payload::ControlSheet(_) => {}
        }
        Ok(false)
    }

    /// Every payment up to and including a day, those of the case file among them, oldest first.
    pub fn payments_until(&self, day: NaiveDate) -> Vec<Payment> {
        self.paid_until(day).into_iter().cloned().collect()
    }

    /// The same without copies.
    pub(super) fn paid_until(&self, day: NaiveDate) -> Vec<&Payment> {
        let recorded = self.payments.iter().map(|p| &p.what);
        let mut all: Vec<&Payment> =
            self.case.payments.iter().chain(recorded).filter(|p| p.on <= day).collect();
        all.sort_by_key(|p| p.on);
        all
    }
}

fn recorded<T: Clone>(event: &Event, what: &T) -> Recorded<T> {
    Recorded { seq: event.seq, at: event.at, command: event.command.clone(), what: what.clone() }
}

/// Numbers of events that a later one reversed. A reversal is itself never reversed.
fn reversed(events: &[Event]) -> BTreeSet<u64> {
    events
        .iter()
        .filter_map(|e| match &e.payload {
            Payload::Reversed { events, .. } => Some(events.iter().copied()),
            _ => None,
        })
        .flatten()
        .collect()
}

/// Whether a document drafted before the event may say something else after it.
fn changes_facts(payload: &Payload) -> bool {
    match payload {
        Payload::Imported { .. }
        | Payload::Amended { .. }
        | Payload::Paid(_)
        | Payload::PaymentReversed(_)
        | Payload::PlanAgreed(_)
        | Payload::EvidenceAdded(_)
        | Payload::EvidenceWithdrawn(_) => true,
        Payload::Milestone(m) => proceeds(m).is_some(),
        Payload::CostEntered(c) => c.way == CostWay::Recovered || c.collected_by_court,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn event(seq: u64, payload: Payload) -> Event {
        let at = DateTime::parse_from_rfc3339("2026-11-21T10:00:00+08:00").unwrap();
        Event { seq, at, as_of: at.date_naive(), actor: "t".into(), command: format!("c{seq}"), payload }
    }

    fn import(seq: u64) -> Event {
        let case = serde_json::from_value(json!({
            "account": "A-1", "debtors": [{"role": "primary", "name": "李示例"}],
            "debt": {"as_of": "2026-06-30", "principal": "100.00"},
        }))
        .unwrap();
        event(
            seq,
            Payload::Imported {
                case: Box::new(case),
                source: Source { file: "case.yaml".into(), sha256: "0".into() },
            },
        )
    }

    fn amend(seq: u64, path: &str, to: Value) -> Event {
        let change = Change { path: path.into(), from: Value::Null, to };
        event(seq, Payload::Amended { changes: vec![change], reason: "r".into(), source: None })
    }

    fn pay(seq: u64) -> Event {
        let on = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        event(
            seq,
            Payload::Paid(Payment { on, amount: "10.00".parse().unwrap(), from: None, reference: None }),
        )
    }

    fn undo(seq: u64, gone: u64) -> Event {
        event(seq, Payload::Reversed { command: format!("c{gone}"), events: vec![gone], reason: None })
    }

    #[test]
    fn a_reversed_event_leaves_the_docket_as_before_and_the_log_longer() {
        let before = Docket::fold(&[import(1)]).unwrap().unwrap();
        let after = Docket::fold(&[
            import(1),
            pay(2),
            amend(3, "debt.principal", json!("50.00")),
            undo(4, 3),
            undo(5, 2),
        ])
        .unwrap()
        .unwrap();
        assert_eq!((after.facts, after.payments.len(), after.version), (before.facts, 0, 5));
        assert_eq!(after.facts_changed, 5, "undoing a payment makes drafts stale too");
    }

    #[test]
    fn a_reversed_import_is_no_account_until_it_is_imported_again() {
        assert!(Docket::fold(&[import(1), undo(2, 1)]).unwrap().is_none());
        assert_eq!(Docket::fold(&[import(1), undo(2, 1), import(3)]).unwrap().unwrap().version, 3);
        assert!(matches!(Docket::fold(&[pay(1)]), Err(FoldError::NotImported { seq: 1, event: "paid" })));
    }

    #[test]
    fn a_correction_by_hand_is_not_what_the_file_said() {
        let docket = Docket::fold(&[import(1), amend(2, "debtors[0].phones", json!(["13800000001"]))])
            .unwrap()
            .unwrap();
        assert_eq!(docket.case.debtors[0].phones, ["13800000001"]);
        assert!(docket.filed["debtors"][0].get("phones").is_none());
        let broken = Docket::fold(&[import(1), amend(2, "debt.principal", json!("not money"))]);
        assert!(matches!(broken, Err(FoldError::NotACase { seq: 2, .. })));
    }
}
