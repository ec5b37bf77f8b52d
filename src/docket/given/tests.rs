//! What counts as having left, what is known of it on a day, and what is one with the case file's log.

use chrono::NaiveDate;
use serde_json::json;

use super::*;
use crate::docket::Docket;
use crate::domain::date;
use crate::domain::event::Source;
use crate::domain::proof::{Contact, Outcome};
use crate::rules::Rulebook;

fn day(text: &str) -> NaiveDate {
    date::parse(text).unwrap()
}

/// A life of one account, an event after the other.
struct Log(Vec<Event>);

impl Log {
    /// With these entries in the case file's contact log.
    fn new(contacts: serde_json::Value) -> Log {
        let case = Case::from_facts(&json!({
            "account": "A-1", "product": "personal-loan",
            "debtors": [
                {"role": "primary", "name": "李示例", "domicile": "北京市东城区示例胡同5号", "emails": ["li@example.com"]},
                {"role": "guarantor", "name": "王示例", "emails": ["wang@example.com"]},
            ],
            "debt": {"overdue_since": "2023-04-01", "as_of": "2023-12-31", "principal": "100.00"},
            "contacts": contacts,
        }));
        let source = Source { file: "case.yaml".into(), sha256: String::new() };
        let mut log = Log(Vec::new());
        log.push("2025-01-01T10:00:00+08:00", Payload::Imported { case: Box::new(case.unwrap()), source });
        log
    }

    fn push(&mut self, at: &str, payload: Payload) {
        let (seq, at) = (self.0.len() as u64 + 1, DateTime::parse_from_rfc3339(at).unwrap());
        let command = format!("c{seq}");
        self.0.push(Event { seq, at, as_of: at.date_naive(), actor: "li".into(), command, payload });
    }

    fn queue(&mut self, at: &str, id: &str, audience: &str, to: &str) {
        let record = json!({
            "id": id, "kind": "demand-email", "key": id, "audience": audience, "to": to, "from": "legal@bank.example",
            "subject": "催收", "text": "请还款", "html": "<p>请还款</p>", "message_id": format!("{id}@bank.example"),
            "due": "2025-05-12", "facts_sha256": "", "template_sha256": "", "facts": 1,
        });
        self.push(at, Payload::NoticeQueued(Box::new(serde_json::from_value(record).unwrap())));
    }

    fn moves(&mut self, at: &str, id: &str, to: NoticeStatus, transport: Option<&str>) {
        let sent = transport.map(|transport| SentMail {
            sha256: "0".repeat(64),
            path: format!("out/mail/{id}.eml"),
            transport: transport.to_owned(),
            server: None,
            instead: None,
            sizes: Vec::new(),
        });
        let detail = Some("250 ok".to_owned());
        self.push(at, Payload::NoticeMoved(NoticeMove { id: id.to_owned(), to, detail, sent, until: None }));
    }

    /// Queued, handed over and sent within one hour of a day.
    fn mail(&mut self, day: &str, id: &str, to: &str, transport: &str) {
        self.queue(&format!("{day}T10:00:00+08:00"), id, "debtor", to);
        self.moves(&format!("{day}T10:30:00+08:00"), id, NoticeStatus::Sending, None);
        self.moves(&format!("{day}T10:30:05+08:00"), id, NoticeStatus::Sent, Some(transport));
    }

    fn answer(&mut self, at: &str, id: &str, kind: AnswerKind) {
        let answer = json!({"id": id, "kind": kind, "at": at, "source": {"file": "a.eml", "sha256": "0"}, "path": "a.eml"});
        self.push(at, Payload::NoticeAnswered(Box::new(serde_json::from_value(answer).unwrap())));
    }

    fn post(&mut self, on: &str, number: &str) {
        let letter = json!({
            "id": Letter::id_of(number), "carrier": "EMS", "number": number, "kind": "demand-letter",
            "party": "debtor", "to_name": "李示例", "address": "北京市东城区示例胡同5号", "on": on,
        });
        let letter = serde_json::from_value(letter).unwrap();
        self.push(&format!("{on}T10:00:00+08:00"), Payload::LetterPosted(letter));
    }

    fn fate(&mut self, on: &str, number: &str, fate: Fate) {
        let fate =
            LetterFate { id: Letter::id_of(number), fate, on: day(on), detail: None, evidence: Vec::new() };
        self.push(&format!("{on}T10:00:00+08:00"), Payload::LetterFate(fate));
    }

    fn undo(&mut self, events: Vec<u64>) {
        let command = "c".to_owned();
        self.push("2025-12-01T10:00:00+08:00", Payload::Reversed { command, events, reason: None });
    }

    fn docket(&self) -> Docket {
        Docket::fold(&self.0).unwrap().unwrap()
    }

    fn contacts(&self, on: &str) -> Vec<Contact> {
        self.docket().contacts(day(on), Rulebook::builtin()).into_owned()
    }
}

#[test]
fn what_only_a_folder_has_or_what_waits_did_not_leave() {
    let mut log = Log::new(json!([]));
    log.mail("2025-05-12", "n-spool", "li@example.com", "spool");
    log.queue("2025-05-13T10:00:00+08:00", "n-waits", "debtor", "li@example.com");
    log.queue("2025-05-13T10:00:00+08:00", "n-counsel", "counsel", "li@example.com");
    log.moves("2025-05-13T10:00:00+08:00", "n-counsel", NoticeStatus::Sending, None);
    log.moves("2025-05-13T10:00:00+08:00", "n-counsel", NoticeStatus::Sent, Some("smtp"));
    assert!(log.contacts("2025-06-01").is_empty());
    let given = log.docket().given;
    assert_eq!(
        given.iter().map(|g| (g.id.as_str(), g.left(day("2025-06-01")))).collect::<Vec<_>>(),
        [("n-spool", false)]
    );
}

/// 诉讼时效规定 8(1)(2): a data message interrupts where it arrived, whoever carried it. Known only once the answer is.
#[test]
fn what_another_program_sent_out_of_the_folder_left_once_an_answer_shows_it() {
    let mut log = Log::new(json!([]));
    log.mail("2025-05-12", "n-1", "li@example.com", "spool");
    log.answer("2025-05-14T09:00:00+08:00", "n-1", AnswerKind::Read);
    assert!(log.contacts("2025-05-13").is_empty());
    let contacts = log.contacts("2025-05-14");
    assert_eq!(
        contacts.iter().map(|c| (c.outcome, c.settled_on())).collect::<Vec<_>>(),
        [(Outcome::Read, day("2025-05-14"))]
    );
}

#[test]
fn a_mail_carries_what_proves_it() {
    let mut log = Log::new(json!([]));
    log.mail("2025-05-12", "n-1", "WANG@example.com", "smtp");
    log.answer("2025-05-12T23:30:00+00:00", "n-1", AnswerKind::Delivered);
    let given = &log.docket().given[0];
    let Form::Mail(mail) = &given.form else { panic!("a mail") };
    assert_eq!((mail.record.subject.as_str(), mail.record.html.as_deref()), ("催收", None));
    assert_eq!(mail.queued.1, "li");
    let moves: Vec<_> = mail.moves.iter().map(|m| (m.to, m.actor.as_str(), m.detail.as_deref())).collect();
    let of = |to| (to, "li", Some("250 ok"));
    assert_eq!(moves, [of(NoticeStatus::Sending), of(NoticeStatus::Sent)]);
    assert_eq!(mail.sent().unwrap().path, "out/mail/n-1.eml");
    assert_eq!((given.party, given.at.to_string().as_str()), (Contacted::Guarantor, "2025-05-12 10:30:00"));
    // Half past eleven at night in Greenwich is the next morning in China.
    assert_eq!(given.course(day("2025-05-12")), Course::UnderWay);
    assert!(matches!(given.course(day("2025-05-13")), Course::Arrived { on, .. } if on == day("2025-05-13")));
}

#[test]
fn a_mail_said_days_later_to_be_sent_left_when_it_was_handed_over() {
    let mut log = Log::new(json!([]));
    log.queue("2025-05-12T10:00:00+08:00", "n-1", "debtor", "li@example.com");
    log.moves("2025-05-12T10:30:00+08:00", "n-1", NoticeStatus::Sending, None);
    log.moves("2025-05-15T09:00:00+08:00", "n-1", NoticeStatus::InDoubt, None);
    assert!(log.contacts("2025-06-01").is_empty(), "in doubt is not sent");
    log.moves("2025-05-15T09:00:00+08:00", "n-1", NoticeStatus::Sent, None);
    let contacts = log.contacts("2025-06-01");
    assert_eq!(
        (contacts[0].at.to_string().as_str(), contacts[0].outcome),
        ("2025-05-12 10:30:00", Outcome::Sent)
    );
}

#[test]
fn what_was_read_arrived_and_what_bounced_last_did_not() {
    use AnswerKind::{Bounced, Delayed, Delivered, Read, Relayed, Replied};
    for (answers, outcome) in [
        (vec![Delayed, Relayed], Outcome::Sent),
        (vec![Delivered], Outcome::Delivered),
        (vec![Delivered, Bounced], Outcome::Returned),
        (vec![Bounced, Delivered], Outcome::Delivered),
        (vec![Read, Bounced], Outcome::Read),
        (vec![Bounced, Replied], Outcome::Read),
    ] {
        let mut log = Log::new(json!([]));
        log.mail("2025-05-12", "n-1", "li@example.com", "smtp");
        for (n, kind) in (13..).zip(&answers) {
            log.answer(&format!("2025-05-{n}T09:00:00+08:00"), "n-1", *kind);
        }
        assert_eq!(log.contacts("2025-06-01")[0].outcome, outcome, "{answers:?}");
        assert_eq!(log.contacts("2025-05-12")[0].outcome, Outcome::Sent, "nothing had come back yet");
    }
}

#[test]
fn undoing_a_letter_or_its_fate_gives_the_docket_back_and_a_sent_mail_stays_sent() {
    let mut log = Log::new(json!([]));
    log.mail("2025-05-12", "n-1", "li@example.com", "smtp");
    let before = log.docket();
    log.post("2025-06-09", "1000000000001");
    let posted = log.docket();
    log.fate("2025-06-12", "1000000000001", Fate::Delivered);
    assert_eq!(log.contacts("2025-06-12")[1].outcome, Outcome::Delivered);
    log.undo(vec![6]);
    assert_eq!(log.docket().given, posted.given);
    log.undo(vec![5]);
    assert_eq!(log.docket().given, before.given);
    // Undoing what was queued and sent does not call a mail back.
    log.undo(vec![2, 3, 4]);
    assert_eq!(log.docket().given, before.given);
}

#[test]
fn what_the_file_has_too_is_one_entry() {
    let logged = |at: &str, outcome: &str, record: serde_json::Value| {
        json!({"at": format!("{at} 10:00"), "channel": "letter", "party": "debtor",
            "to": "北京市东城区 示例胡同5号", "outcome": outcome, "record": record})
    };
    let posted = |contacts| {
        let mut log = Log::new(contacts);
        log.post("2025-06-09", "EA003000000CN");
        log.fate("2025-06-12", "EA003000000CN", Fate::Delivered);
        log.contacts("2025-07-01")
    };
    // By day and address, of its posting or its arrival; by number, whatever the day. The file's entry stays.
    for same in [
        logged("2025-06-09", "delivered", json!(null)),
        logged("2025-06-12", "read", json!(null)),
        logged("2025-06-10", "delivered", json!("EMS ea003000000cn")),
    ] {
        let contacts = posted(json!([same]));
        assert_eq!((contacts.len(), &contacts[0].registered), (1, &None), "{same}");
    }
    // Where the file does not know that it arrived, the register does, in the entry's place.
    let contacts = posted(json!([
        logged("2025-06-09", "no-answer", json!(null)),
        logged("2025-06-20", "delivered", json!("EA009"))
    ]));
    let outcomes: Vec<_> = contacts.iter().map(|c| (c.outcome, c.registered.is_some())).collect();
    assert_eq!(outcomes, [(Outcome::Delivered, true), (Outcome::Delivered, false)]);
    assert_eq!(contacts[0].settled_on(), day("2025-06-12"));
    // Another day and no number: another letter.
    assert_eq!(posted(json!([logged("2025-06-10", "delivered", json!(null))])).len(), 2);
}

#[test]
fn an_account_without_letters_has_its_own_log_and_no_copy() {
    let log = Log::new(json!([]));
    let docket = log.docket();
    assert!(matches!(docket.contacts(day("2025-07-01"), Rulebook::builtin()), Cow::Borrowed(_)));
    assert!(matches!(docket.heard(day("2025-07-01"), Rulebook::builtin()), Cow::Borrowed(_)));
}
