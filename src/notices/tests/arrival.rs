//! When a notice arrived. Day by day from the table's five days (RFC 5321 §4.5.4.1), which no law says.

use super::*;
use crate::domain::event::{SentMail, Source};
use crate::domain::notice::{AnswerKind, NoticeAnswer};
use crate::notices::{How, Notice, Outbox};
use crate::rules::Rulebook;

/// A notice that left on 2026-07-01 at 09:03, with what came back at these moments.
fn notice(transport: &str, instead: Option<&str>, answers: &[(AnswerKind, &str)]) -> Notice {
    let record = record(Audience::Debtor);
    let mail = SentMail {
        sha256: "0".to_owned(),
        path: "out/mail/n.eml".to_owned(),
        transport: transport.to_owned(),
        server: None,
        instead: instead.map(str::to_owned),
        sizes: Vec::new(),
    };
    let left = NoticeMove {
        id: record.id.clone(),
        to: NoticeStatus::Sent,
        detail: None,
        sent: Some(mail),
        until: None,
    };
    let before = [
        queued(&record),
        moved(&record.id, NoticeStatus::Approved),
        moved(&record.id, NoticeStatus::Sending),
        Payload::NoticeMoved(left),
    ];
    let answers = answers.iter().map(|(kind, moment)| {
        Payload::NoticeAnswered(Box::new(NoticeAnswer {
            id: record.id.clone(),
            kind: *kind,
            at: at(moment),
            status: (*kind == AnswerKind::Bounced).then(|| "5.1.1".to_owned()),
            words: None,
            recipient: Some("li@example.com".to_owned()),
            automatic: false,
            source: Source { file: "a.eml".to_owned(), sha256: "1".to_owned() },
            path: "out/mail/answers/1.eml".to_owned(),
        }))
    });
    Outbox::fold(&log(before.into_iter().chain(answers))).unwrap().notices()[0].clone()
}

fn arrived(notice: &Notice, on: &str) -> Option<(How, String)> {
    let arrival = notice.arrived(day(on), Rulebook::builtin())?;
    Some((arrival.how, arrival.at.to_rfc3339()))
}

const FIRST: &str = "2026-07-01T09:30:00+08:00";
const LATER: &str = "2026-07-02T20:00:00+08:00";

#[test]
fn the_first_answer_that_says_so() {
    let notice = notice("smtp", None, &[(AnswerKind::Read, LATER), (AnswerKind::Delivered, FIRST)]);
    assert_eq!(arrived(&notice, "2026-07-01"), Some((How::Delivered, FIRST.to_owned())));
    assert_eq!(arrived(&notice, "2026-07-03"), Some((How::Delivered, FIRST.to_owned())));
}

/// Five whole days after the day on which the server took it, and as of that day, since limitation must not run from a
/// later one than a court may find.
#[test]
fn silence_means_that_it_should_have_arrived() {
    let silent = notice("smtp", None, &[]);
    assert_eq!(arrived(&silent, "2026-07-06"), None);
    let taken = "2026-07-01T09:03:00+08:00".to_owned();
    assert_eq!(arrived(&silent, "2026-07-07"), Some((How::ShouldHave, taken.clone())));
    // A delay, or a server that reports nothing further, is no arrival.
    let relayed = notice("smtp", None, &[(AnswerKind::Delayed, FIRST), (AnswerKind::Relayed, LATER)]);
    assert_eq!(arrived(&relayed, "2026-07-06"), None);
    assert_eq!(arrived(&relayed, "2026-07-07"), Some((How::ShouldHave, taken)));
}

#[test]
fn a_folder_or_a_test_address_is_no_addressee() {
    for notice in [notice("spool", None, &[]), notice("smtp", Some("test@bank.example"), &[])] {
        assert_eq!(arrived(&notice, "2026-12-31"), None);
    }
    let answered = notice("smtp", Some("test@bank.example"), &[(AnswerKind::Read, FIRST)]);
    assert_eq!(arrived(&answered, "2026-12-31"), None);
}

/// 诉讼时效规定 8(1)(2): what matters is that it arrived; an answer shows it, whichever program sent the file.
#[test]
fn an_answer_shows_that_a_mail_left_its_folder() {
    let answered = notice("spool", None, &[(AnswerKind::Read, FIRST)]);
    assert_eq!(arrived(&answered, "2026-07-01"), Some((How::Read, FIRST.to_owned())));
    assert_eq!(arrived(&notice("spool", None, &[(AnswerKind::Delayed, FIRST)]), "2026-12-31"), None);
}

#[test]
fn what_came_back_did_not_arrive_unless_it_was_opened() {
    let back = notice("smtp", None, &[(AnswerKind::Bounced, FIRST)]);
    assert_eq!(arrived(&back, "2026-12-31"), None);
    assert!(back.hard_bounce().is_some());
    let late = notice("smtp", None, &[(AnswerKind::Delivered, FIRST), (AnswerKind::Bounced, LATER)]);
    assert!(late.bounced().is_some() && arrived(&late, "2026-12-31").is_none());
    let then = notice("smtp", None, &[(AnswerKind::Bounced, FIRST), (AnswerKind::Delivered, LATER)]);
    assert!(then.bounced().is_none());
    let opened = notice("smtp", None, &[(AnswerKind::Read, FIRST), (AnswerKind::Bounced, LATER)]);
    assert_eq!(arrived(&opened, "2026-12-31"), Some((How::Read, FIRST.to_owned())));
}

/// What was recorded for the wrong notice is taken back.
#[test]
fn an_answer_can_be_undone() {
    let record = record(Audience::Debtor);
    let mut events = log([
        queued(&record),
        moved(&record.id, NoticeStatus::Approved),
        moved(&record.id, NoticeStatus::Sending),
        moved(&record.id, NoticeStatus::Sent),
    ]);
    let answer = notice("smtp", None, &[(AnswerKind::Bounced, FIRST)]).answers[0].clone();
    let mut more = log([Payload::NoticeAnswered(Box::new(answer))]);
    more[0].seq = 5;
    events.append(&mut more);
    assert_eq!(Outbox::fold(&events).unwrap().notices()[0].answers.len(), 1);
    let mut undo = log([Payload::Reversed { command: "c4".to_owned(), events: vec![5], reason: None }]);
    undo[0].seq = 6;
    events.append(&mut undo);
    assert!(Outbox::fold(&events).unwrap().notices()[0].answers.is_empty());
}
