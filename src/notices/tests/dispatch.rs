//! Sending, with a transport and a log that fail or end the program at every step: not sent unrecorded, not sent twice
//! unsaid.

use std::cell::{Cell, RefCell};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::notices::dispatch::{Assume, Desk, Outcome, decide, send};
use crate::notices::gate::Hold;
use crate::notices::outbox::Outbox;
use crate::notices::transport::{Outgoing, Receipt, Spool, Transport, TransportError};

/// Where the program ends, as by SIGKILL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kill {
    Never,
    BeforeSendingIsRecorded,
    AfterSendingIsRecorded,
    InTransportBeforeDelivery,
    InTransportAfterDelivery,
    BeforeOutcomeIsRecorded,
    AfterOutcomeIsRecorded,
}

const KILLS: [Kill; 7] = [
    Kill::Never,
    Kill::BeforeSendingIsRecorded,
    Kill::AfterSendingIsRecorded,
    Kill::InTransportBeforeDelivery,
    Kill::InTransportAfterDelivery,
    Kill::BeforeOutcomeIsRecorded,
    Kill::AfterOutcomeIsRecorded,
];

/// Ends the run on the spot, without the noise of a panic.
fn die_if(killed: bool) {
    if killed {
        resume_unwind(Box::new("killed"));
    }
}

/// The addressee's mailbox and the wire to it.
struct Wire {
    delivered: Mutex<Vec<Vec<u8>>>,
    answer: Mutex<Result<(), TransportError>>,
    kill: Mutex<Kill>,
}

impl Wire {
    fn new(answer: Result<(), TransportError>) -> Self {
        Wire { delivered: Mutex::new(Vec::new()), answer: Mutex::new(answer), kill: Mutex::new(Kill::Never) }
    }

    fn count(&self) -> usize {
        self.delivered.lock().unwrap_or_else(|e| e.into_inner()).len()
    }
}

impl Transport for Wire {
    fn name(&self) -> &'static str {
        "fake"
    }

    fn send(&self, outgoing: Outgoing<'_>) -> Result<Receipt, TransportError> {
        let kill = *self.kill.lock().unwrap();
        die_if(kill == Kill::InTransportBeforeDelivery);
        self.answer.lock().unwrap().clone()?;
        self.delivered.lock().unwrap().push(outgoing.mail.bytes.clone());
        die_if(kill == Kill::InTransportAfterDelivery);
        Ok(Receipt {
            path: format!("out/mail/{}.eml", outgoing.id),
            sha256: outgoing.mail.sha256.clone(),
            server: None,
            words: Some("250 OK".to_owned()),
        })
    }
}

/// A machine with a durable log. A run may be killed or its log may fail; what was recorded stays.
struct Machine {
    payloads: RefCell<Vec<Payload>>,
    wire: Wire,
    full: Cell<Option<NoticeStatus>>,
    content: RefCell<Option<Vec<u8>>>,
    now: Cell<DateTime<FixedOffset>>,
}

impl Machine {
    fn new(record: &NoticeRecord, answer: Result<(), TransportError>) -> Self {
        let payloads = vec![queued(record), moved(&record.id, NoticeStatus::Approved)];
        Machine {
            payloads: RefCell::new(payloads),
            wire: Wire::new(answer),
            full: Cell::new(None),
            content: RefCell::new(Some(b"PDF".to_vec())),
            now: Cell::new(at("2026-07-01T10:00:00+08:00")),
        }
    }

    fn outbox(&self) -> Outbox {
        Outbox::fold(&log(self.payloads.borrow().clone())).unwrap()
    }

    fn status(&self) -> NoticeStatus {
        self.outbox().notices()[0].status
    }

    /// One run of the program: what an earlier one left is put in doubt, then the notice is sent. `None` if killed.
    fn run(&self, kill: Kill) -> Option<Outcome<&'static str>> {
        *self.wire.kill.lock().unwrap_or_else(|e| {
            self.wire.kill.clear_poison();
            e.into_inner()
        }) = kill;
        let left = self.outbox().left_in_doubt();
        self.payloads.borrow_mut().extend(left.into_iter().map(Payload::NoticeMoved));
        let outbox = self.outbox();
        let mut read = |_: &Attachment| {
            self.content.borrow().clone().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        };
        let mut record = |change: NoticeMove| {
            let (before, after) = match change.to {
                NoticeStatus::Sending => (Kill::BeforeSendingIsRecorded, Kill::AfterSendingIsRecorded),
                _ => (Kill::BeforeOutcomeIsRecorded, Kill::AfterOutcomeIsRecorded),
            };
            die_if(kill == before);
            if self.full.get() == Some(change.to) {
                return Err("disk full");
            }
            self.payloads.borrow_mut().push(Payload::NoticeMoved(change));
            die_if(kill == after);
            Ok(())
        };
        let mut desk = Desk { transport: &self.wire, read: &mut read, record: &mut record };
        let today = day("2026-07-01");
        let gate = Gate { now: self.now.get(), ..open_on(today) };
        catch_unwind(AssertUnwindSafe(|| send(&outbox.notices()[0], &outbox, &gate, &mut desk))).ok()
    }
}

#[test]
fn sent_once_and_recorded() {
    let machine = Machine::new(&record(Audience::Debtor), Ok(()));
    let Some(Outcome::Sent(sent)) = machine.run(Kill::Never) else { panic!("sent") };
    let delivered = machine.wire.delivered.lock().unwrap().clone();
    assert_eq!(sent.sha256, sha256(&delivered[0]));
    assert_eq!((sent.path.as_str(), sent.transport.as_str()), ("out/mail/n-0123456789ab.eml", "fake"));
    assert_eq!(machine.run(Kill::Never), Some(Outcome::Held(Hold::Closed(NoticeStatus::Sent))));
    assert_eq!(machine.wire.count(), 1);
    assert_eq!(machine.outbox().notices()[0].sent(), Some(&sent));
    assert_eq!(sent.sizes, [3], "of the attachment, `PDF`");
    assert_eq!(machine.outbox().notices()[0].last_detail(), Some("250 OK"));
}

/// After a kill at any step: the log never says less than happened, and nothing is sent again by itself.
#[test]
fn killed_at_every_step() {
    for (kill, delivered, next, status) in [
        (Kill::BeforeSendingIsRecorded, 0, 1, NoticeStatus::Sent),
        (Kill::AfterSendingIsRecorded, 0, 0, NoticeStatus::InDoubt),
        (Kill::InTransportBeforeDelivery, 0, 0, NoticeStatus::InDoubt),
        (Kill::InTransportAfterDelivery, 1, 1, NoticeStatus::InDoubt),
        (Kill::BeforeOutcomeIsRecorded, 1, 1, NoticeStatus::InDoubt),
        (Kill::AfterOutcomeIsRecorded, 1, 1, NoticeStatus::Sent),
    ] {
        let machine = Machine::new(&record(Audience::Debtor), Ok(()));
        assert_eq!(machine.run(kill), None, "{kill:?}");
        assert_eq!(machine.wire.count(), delivered, "{kill:?}");
        for _ in 0..3 {
            machine.run(Kill::Never);
            assert_eq!((machine.wire.count(), machine.status()), (next, status), "{kill:?}");
        }
    }
}

#[test]
fn a_log_that_fails() {
    let machine = Machine::new(&record(Audience::Debtor), Ok(()));
    machine.full.set(Some(NoticeStatus::Sending));
    let Some(Outcome::Unrecorded { wanted, error }) = machine.run(Kill::Never) else { panic!("unrecorded") };
    assert_eq!((wanted.to, error, machine.wire.count()), (NoticeStatus::Sending, "disk full", 0));
    assert_eq!(machine.status(), NoticeStatus::Approved);

    machine.full.set(Some(NoticeStatus::Sent));
    let Some(Outcome::Unrecorded { wanted, .. }) = machine.run(Kill::Never) else { panic!("unrecorded") };
    assert_eq!((wanted.to, machine.wire.count()), (NoticeStatus::Sent, 1));
    machine.full.set(None);
    assert_eq!(machine.run(Kill::Never), Some(Outcome::Held(Hold::InDoubt)));
    assert_eq!(machine.wire.count(), 1);
}

#[test]
fn what_the_transport_says_is_recorded() {
    let words = || "550 没有这个邮箱".to_owned();
    for (error, outcome, status) in [
        (TransportError::Refused(words()), Outcome::Failed(words()), NoticeStatus::Failed),
        (
            TransportError::TryAgain(words()),
            Outcome::Postponed { words: words(), until: None },
            NoticeStatus::Postponed,
        ),
        (TransportError::Unknown(words()), Outcome::InDoubt(words()), NoticeStatus::InDoubt),
    ] {
        let machine = Machine::new(&record(Audience::Debtor), Err(error));
        assert_eq!(machine.run(Kill::Never), Some(outcome));
        assert_eq!(machine.status(), status);
        assert_eq!(machine.outbox().notices()[0].last_detail(), Some(words().as_str()));
        // The wire is well again: only what certainly did not leave goes by itself.
        *machine.wire.answer.lock().unwrap() = Ok(());
        machine.run(Kill::Never);
        assert_eq!(machine.wire.count(), usize::from(status == NoticeStatus::Postponed));
    }
}

/// A server that wants time gets it: minutes as `dispatch` promises, then someone must look.
#[test]
fn put_off_longer_each_time_and_given_up_in_the_end() {
    let words = || "451 4.7.1 Greylisted".to_owned();
    let machine = Machine::new(&record(Audience::Debtor), Err(TransportError::Wait(words())));
    for minutes in [5, 15, 60, 240] {
        let until = machine.now.get() + TimeDelta::minutes(minutes);
        let postponed = Outcome::Postponed { words: words(), until: Some(until) };
        assert_eq!(machine.run(Kill::Never), Some(postponed), "{minutes}");
        machine.now.set(until - TimeDelta::seconds(1));
        assert_eq!(
            machine.run(Kill::Never),
            Some(Outcome::Held(Hold::Until(until, Some(words())))),
            "{minutes}"
        );
        machine.now.set(until);
    }
    assert_eq!(machine.run(Kill::Never), Some(Outcome::Failed(words())));
    // Approved again, it has all its attempts again.
    let approved =
        machine.outbox().notices()[0].move_to(NoticeStatus::Approved, Some("again"), None).unwrap();
    machine.payloads.borrow_mut().push(Payload::NoticeMoved(approved));
    assert!(matches!(machine.run(Kill::Never), Some(Outcome::Postponed { .. })));
    assert_eq!(machine.wire.count(), 0);
}

#[test]
fn nothing_leaves_that_may_not() {
    let debtor = record(Audience::Debtor);
    let unapproved = Machine::new(&debtor, Ok(()));
    unapproved.payloads.borrow_mut().truncate(1);
    assert_eq!(unapproved.run(Kill::Never), Some(Outcome::Held(Hold::NotApproved)));

    let stale = Machine::new(&debtor, Ok(()));
    stale.payloads.borrow_mut().push(paid());
    assert!(matches!(stale.run(Kill::Never), Some(Outcome::Held(Hold::Stale(_)))));

    for content in [None, Some(b"another PDF".to_vec())] {
        let code = if content.is_some() { "E-NOTICE-ATTACHMENT-CHANGED" } else { "E-NOTICE-ATTACHMENT-GONE" };
        let machine = Machine::new(&debtor, Ok(()));
        *machine.content.borrow_mut() = content;
        let before = machine.payloads.borrow().len();
        let Some(Outcome::Unfit(problems)) = machine.run(Kill::Never) else { panic!("unfit") };
        assert_eq!(problems[0].code, code);
        assert_eq!((machine.wire.count(), machine.payloads.borrow().len()), (0, before), "nothing recorded");
    }
    assert_eq!(unapproved.wire.count() + stale.wire.count(), 0);
}

#[test]
fn a_doubt_is_decided_by_someone() {
    for (assume, then, deliveries) in
        [(Assume::Sent, NoticeStatus::Sent, 1), (Assume::Unsent, NoticeStatus::Sent, 2)]
    {
        let machine = Machine::new(&record(Audience::Debtor), Ok(()));
        machine.run(Kill::InTransportAfterDelivery);
        machine.run(Kill::Never);
        let change = decide(&machine.outbox().notices()[0], assume, Some("对方来电确认")).unwrap();
        assert!(change.detail.as_deref().is_some_and(|d| d.starts_with("assume-") && d.ends_with("确认")));
        machine.payloads.borrow_mut().push(Payload::NoticeMoved(change));
        machine.run(Kill::Never);
        assert_eq!((machine.status(), machine.wire.count()), (then, deliveries));
        let delivered = machine.wire.delivered.lock().unwrap_or_else(|e| e.into_inner());
        assert!(delivered.iter().all(|mail| mail == &delivered[0]), "the same bytes, the same Message-ID");
    }
    let machine = Machine::new(&record(Audience::Debtor), Ok(()));
    assert!(decide(&machine.outbox().notices()[0], Assume::Sent, None).is_err(), "nothing is in doubt");
}

/// The file that an earlier run wrote before it was killed is taken for what it is.
#[test]
fn the_spool_knows_its_own_file() {
    let workspace = tempfile::tempdir().unwrap();
    let spool = Spool::of_workspace(workspace.path());
    let events = log([queued(&record(Audience::Counsel))]);
    let outbox = Outbox::fold(&events).unwrap();
    let go = |recorded: &mut Vec<NoticeStatus>| {
        let mut read = |_: &Attachment| Ok(b"PDF".to_vec());
        let mut keep = |change: NoticeMove| -> Result<(), &'static str> {
            recorded.push(change.to);
            Ok(())
        };
        let mut desk = Desk { transport: &spool, read: &mut read, record: &mut keep };
        send(&outbox.notices()[0], &outbox, &open_on(day("2026-07-01")), &mut desk)
    };
    let mut recorded = Vec::new();
    let first = go(&mut recorded);
    assert!(matches!(&first, Outcome::Sent(sent) if sent.path == "out/mail/n-0123456789ab.eml"));
    assert_eq!(go(&mut recorded), first);
    assert_eq!(recorded, [NoticeStatus::Sending, NoticeStatus::Sent].repeat(2));
    std::fs::write(workspace.path().join("out/mail/n-0123456789ab.eml"), "other").unwrap();
    assert!(matches!(go(&mut recorded), Outcome::Failed(_)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever kills however many runs: without a decision by someone, at most one mail arrives; each
    /// `assume-unsent` allows at most one more; and a log that says `sent` had a delivery or an `assume-sent`.
    #[test]
    fn killed_again_and_again(
        kills in prop::collection::vec(prop::sample::select(KILLS.to_vec()), 1..12),
        decisions in prop::collection::vec(prop::option::of(any::<bool>()), 12),
    ) {
        let machine = Machine::new(&record(Audience::Debtor), Ok(()));
        let (mut unsent, mut assumed) = (0, false);
        for (kill, decision) in kills.into_iter().zip(decisions) {
            machine.run(kill);
            let notice = machine.outbox().notices()[0].clone();
            if let (NoticeStatus::InDoubt, Some(sent)) = (notice.status, decision) {
                let assume = if sent { Assume::Sent } else { Assume::Unsent };
                let change = decide(&notice, assume, None).unwrap();
                machine.payloads.borrow_mut().push(Payload::NoticeMoved(change));
                if sent { assumed = true } else { unsent += 1 }
            }
            prop_assert!(machine.wire.count() <= 1 + unsent);
        }
        if machine.status() == NoticeStatus::Sent && !assumed {
            prop_assert!(machine.wire.count() >= 1);
        }
    }
}
