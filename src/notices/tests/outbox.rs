//! The life of a notice.

use proptest::prelude::*;

use super::*;
use crate::notices::gate::{self, Hold};
use crate::notices::outbox::{self, Admission, MoveError, Outbox, OutboxError};

use NoticeStatus::*;

const ALL: [NoticeStatus; 8] = [Queued, Approved, Sending, Sent, Failed, InDoubt, Postponed, Cancelled];

fn only(events: &[Event]) -> (Outbox, crate::notices::Notice) {
    let outbox = Outbox::fold(events).unwrap();
    let notice = outbox.notices()[0].clone();
    (outbox, notice)
}

/// The moves as the requirements list them, written down a second time.
#[test]
fn moves_are_those_of_the_requirements() {
    let allowed = [
        (Queued, Approved),
        (Queued, Sending),
        (Queued, Postponed),
        (Queued, Cancelled),
        (Approved, Sending),
        (Approved, Postponed),
        (Approved, Cancelled),
        (Postponed, Approved),
        (Postponed, Sending),
        (Postponed, Postponed),
        (Postponed, Cancelled),
        (Sending, Sent),
        (Sending, Failed),
        (Sending, Postponed),
        (Sending, InDoubt),
        (Failed, Approved),
        (Failed, Cancelled),
        (InDoubt, Sent),
        (InDoubt, Approved),
    ];
    for from in ALL {
        for to in ALL {
            assert_eq!(outbox::next(from).contains(&to), allowed.contains(&(from, to)), "{from:?} {to:?}");
        }
    }
}

#[test]
fn approval_by_audience() {
    for (audience, needed) in [
        (Audience::Debtor, true),
        (Audience::Counsel, false),
        (Audience::Handler, false),
        (Audience::Manager, false),
    ] {
        let record = record(audience);
        let (outbox, notice) = only(&log([queued(&record)]));
        let hold = gate::hold(&notice, &outbox, &open_on(day("2026-07-01")));
        assert_eq!(hold, needed.then_some(Hold::NotApproved), "{audience:?}");
        assert_eq!(notice.move_to(Sending, None, None).is_err(), needed);
        // All accept approval; to a debtor it needs a reason.
        assert_eq!(notice.move_to(Approved, Some(" "), None).is_err(), needed);
        assert!(notice.move_to(Approved, Some("核对无误"), None).is_ok());
    }
}

#[test]
fn retry_decisions_and_cancelling() {
    let record = record(Audience::Debtor);
    let id = record.id.as_str();
    let (_, failed) =
        only(&log([queued(&record), moved(id, Approved), moved(id, Sending), moved(id, Failed)]));
    assert_eq!((failed.status, failed.attempts, failed.last_detail()), (Failed, 1, Some("因为")));
    assert!(failed.move_to(Sending, None, None).is_err(), "a failed one is approved again first");
    assert!(failed.move_to(Approved, Some("邮箱已更正"), None).is_ok());

    let (outbox, doubt) =
        only(&log([queued(&record), moved(id, Approved), moved(id, Sending), moved(id, InDoubt)]));
    assert_eq!(gate::hold(&doubt, &outbox, &open_on(day("2026-07-01"))), Some(Hold::InDoubt));
    assert!(matches!(doubt.move_to(Cancelled, Some("x"), None), Err(MoveError::NotAllowed { .. })));
    assert!(matches!(doubt.move_to(Sent, None, None), Err(MoveError::NoReason { .. })));
    assert!(doubt.move_to(Sent, Some("assume-sent"), None).is_ok());

    let (_, cancelled) = only(&log([queued(&record), moved(id, Cancelled)]));
    assert!(!cancelled.is_open());
    assert!(ALL.iter().all(|to| cancelled.move_to(*to, Some("x"), None).is_err()));
}

#[test]
fn approval_outlives_postponement_and_dates_the_mail_once() {
    let record = record(Audience::Debtor);
    let id = record.id.as_str();
    let events = log([
        queued(&record),
        moved(id, Approved),
        moved(id, Sending),
        moved(id, Postponed),
        moved(id, Sending),
        moved(id, InDoubt),
        moved(id, Approved),
    ]);
    let (outbox, notice) = only(&events);
    assert_eq!(gate::hold(&notice, &outbox, &open_on(day("2026-07-01"))), None);
    assert_eq!((notice.attempts, notice.ready_at()), (2, events[1].at));
    assert_eq!(only(&events[..1]).1.ready_at(), events[0].at);
}

#[test]
fn a_log_that_cannot_be_is_refused() {
    let record = record(Audience::Debtor);
    let id = record.id.as_str();
    let bad = [
        log([moved(id, Approved)]),
        log([queued(&record), queued(&record)]),
        log([queued(&record), moved(id, Sent)]),
        log([queued(&record), moved(id, Sending)]),
        log([queued(&record), moved(id, Cancelled), moved(id, Approved)]),
    ];
    for events in bad {
        assert!(Outbox::fold(&events).is_err(), "{events:?}");
    }
    assert!(matches!(
        Outbox::fold(&log([queued(&record), moved(id, Sending)])),
        Err(OutboxError::Move { seq: 2, error: MoveError::NotApproved { .. } })
    ));
}

#[test]
fn undo_takes_back_what_has_not_left() {
    let record = record(Audience::Debtor);
    let id = record.id.as_str();
    let (_, notice) = only(&log([queued(&record), moved(id, Approved), reversed(&[2])]));
    assert_eq!((notice.status, notice.is_approved()), (Queued, false));
    let undone = log([queued(&record), moved(id, Approved), reversed(&[2]), reversed(&[1])]);
    assert_eq!(Outbox::fold(&undone).unwrap().notices().len(), 0);
    // The reversal of a reversal brings the approval back.
    let (_, notice) = only(&log([queued(&record), moved(id, Approved), reversed(&[2]), reversed(&[3])]));
    assert_eq!(notice.status, Approved);
    // What a transport has had stays.
    let gone = log([
        queued(&record),
        moved(id, Approved),
        moved(id, Sending),
        moved(id, Sent),
        reversed(&[3, 4]),
        reversed(&[2]),
        reversed(&[1]),
    ]);
    assert_eq!(only(&gone).1.status, Sent);
}

#[test]
fn figures_older_than_a_payment_are_stale() {
    let debtor = NoticeRecord { facts: 2, ..record(Audience::Debtor) };
    let counsel = NoticeRecord { facts: 2, ..record(Audience::Counsel) };
    let stale = |record: &NoticeRecord, later: &[Payload]| {
        let mut payloads = vec![paid(), paid(), queued(record)];
        payloads.extend(later.iter().cloned());
        let (outbox, _) = only(&log(payloads));
        outbox.stale(&record.id).map(|s| (s.event, s.what))
    };
    assert_eq!(stale(&debtor, &[]), None);
    assert_eq!(stale(&debtor, &[paid()]), Some((4, "paid")));
    assert_eq!(stale(&debtor, &[paid(), reversed(&[4])]), None, "a payment that was undone");
    assert_eq!(stale(&debtor, &[reversed(&[2])]), Some((4, "reversed")), "a payment it counted was undone");
    assert_eq!(stale(&debtor, &[reversed(&[2]), reversed(&[4])]), None);
    assert_eq!(stale(&debtor, &[amended("debt.principal")]), Some((4, "amended")));
    assert_eq!(stale(&debtor, &[amended("debtors[0].emails")]), Some((4, "amended")));
    assert_eq!(stale(&debtor, &[amended("contacts"), amended("evidence[0].stored")]), None);
    assert_eq!(stale(&counsel, &[amended("evidence[0].stored")]), Some((4, "amended")));
    assert_eq!(stale(&debtor, &[milestone("judgment")]), Some((4, "milestone")));
    assert_eq!(stale(&debtor, &[milestone("filed")]), None);

    let held = log([paid(), paid(), queued(&debtor), moved(&debtor.id, Approved), paid()]);
    let (outbox, notice) = only(&held);
    assert!(matches!(gate::hold(&notice, &outbox, &open_on(day("2026-07-01"))), Some(Hold::Stale(_))));
}

/// A payment undone before the notice, whose undoing is undone after it: what it states is no longer so.
#[test]
fn a_payment_restored_later_makes_it_stale() {
    let debtor = NoticeRecord { facts: 2, ..record(Audience::Debtor) };
    let (outbox, _) = only(&log([paid(), reversed(&[1]), queued(&debtor), reversed(&[2])]));
    assert_eq!(outbox.stale(&debtor.id).map(|s| s.event), Some(4));
}

#[test]
fn waits_for_its_day() {
    let record = NoticeRecord { due: day("2026-07-03"), ..record(Audience::Counsel) };
    let (outbox, notice) = only(&log([queued(&record)]));
    assert_eq!(
        gate::hold(&notice, &outbox, &open_on(day("2026-07-02"))),
        Some(Hold::NotBefore(day("2026-07-03")))
    );
    assert_eq!(gate::hold(&notice, &outbox, &open_on(day("2026-07-03"))), None);
}

#[test]
fn one_notice_for_one_debt() {
    let old = record(Audience::Debtor);
    let same = old.clone();
    let new = NoticeRecord {
        id: "n-ffffffffffff".to_owned(),
        key: "CC-2026-000123/demand-email/facts-ffffffffffffffff".to_owned(),
        ..old.clone()
    };
    let named = NoticeRecord { key: "CC-2026-000123/demand-email/2026-07".to_owned(), ..new.clone() };
    let elsewhere = NoticeRecord { to: "li@home.example".to_owned(), ..new.clone() };
    let id = old.id.as_str();

    let (outbox, _) = only(&log([queued(&old), moved(id, Approved)]));
    assert_eq!(outbox.admit(&same), Admission::Known { id: old.id.clone(), status: Approved });
    let Admission::New { replaces } = outbox.admit(&new) else { panic!("a new one") };
    assert_eq!(replaces.len(), 1);
    assert_eq!((replaces[0].id.as_str(), replaces[0].to), (id, Cancelled));
    for beside in [&named, &elsewhere] {
        assert_eq!(outbox.admit(beside), Admission::New { replaces: Vec::new() });
    }
    // What comes of the batch is a log that folds.
    let cancel = Payload::NoticeMoved(replaces[0].clone());
    assert!(Outbox::fold(&log([queued(&old), moved(id, Approved), cancel, queued(&new)])).is_ok());

    let doubt = log([queued(&old), moved(id, Approved), moved(id, Sending), moved(id, InDoubt)]);
    assert_eq!(only(&doubt).0.admit(&new), Admission::InDoubt { id: old.id.clone() });
    let sent = log([queued(&old), moved(id, Approved), moved(id, Sending), moved(id, Sent)]);
    assert_eq!(only(&sent).0.admit(&new), Admission::New { replaces: Vec::new() });
}

fn status() -> impl Strategy<Value = NoticeStatus> {
    prop::sample::select(ALL.to_vec())
}

proptest! {
    /// Whatever is asked of a notice: what it allows folds, what it refuses does not; a debtor's is handed over only
    /// after an approval; at most one `sent`, and nothing after it or after `cancelled`.
    #[test]
    fn any_sequence_of_requests(requests in prop::collection::vec(status(), 0..40), debtor in any::<bool>()) {
        let record = record(if debtor { Audience::Debtor } else { Audience::Counsel });
        let mut payloads = vec![queued(&record)];
        let mut taken = Vec::new();
        for to in requests {
            let (_, notice) = only(&log(payloads.clone()));
            let asked = moved(&record.id, to);
            let mut with = payloads.clone();
            with.push(asked.clone());
            match notice.move_to(to, Some("因为"), None) {
                Ok(_) => {
                    prop_assert!(Outbox::fold(&log(with)).is_ok());
                    payloads.push(asked);
                    taken.push(to);
                }
                Err(_) => prop_assert!(Outbox::fold(&log(with)).is_err()),
            }
        }
        let first = |s| taken.iter().position(|t| *t == s);
        if debtor && let Some(sending) = first(Sending) {
            prop_assert!(first(Approved).is_some_and(|approved| approved < sending));
        }
        for last in [Sent, Cancelled] {
            if let Some(place) = first(last) {
                prop_assert_eq!(place + 1, taken.len());
            }
        }
        for (i, to) in taken.iter().enumerate() {
            if matches!(to, Sent | Failed | InDoubt) && *to != Sent {
                prop_assert_eq!(taken[i - 1], Sending);
            }
        }
    }
}
