//! When a notice may leave, with the clock at the edge of each rule.

use serde_json::json;

use super::queue::{card, case};
use super::*;
use crate::docket::Docket;
use crate::domain::event::{MilestoneEvent, SentMail, Source};
use crate::domain::identity::person::PersonId;
use crate::domain::notice::{AnswerKind, NoticeAnswer, Suppression};
use crate::domain::party::Role;
use crate::domain::proof::{Channel, Contact, Contacted, Outcome};
use crate::domain::summary::{Party, Summary};
use crate::notices::gate::{self, Hold, Owners, Pace};
use crate::notices::outbox::{Notice, Outbox};
use crate::rules::contacts::Hours;

use NoticeStatus::*;

/// The card account; its primary debtor, 李示例, has li@example.com on file.
fn docket() -> Docket {
    Docket::of_case(&case(&card()), Source { file: "case.yaml".to_owned(), sha256: String::new() })
}

fn with_contact(at: &str, party: Contacted, to: &str, outcome: Outcome) -> Docket {
    let mut docket = docket();
    docket.case.contacts.push(Contact {
        at: date::parse_minute(at).unwrap(),
        channel: Channel::Email,
        party,
        to: Some(to.to_owned()),
        outcome,
        summary: None,
        record: None,
        registered: None,
    });
    docket
}

/// An approved notice in an outbox of its own, after what happened before.
fn approved(record: &NoticeRecord, before: Vec<Payload>) -> (Outbox, Notice) {
    let mut all = before;
    all.extend([queued(record), moved(&record.id, Approved)]);
    let outbox = Outbox::fold(&log(all)).unwrap();
    let notice = outbox.find(&record.id).unwrap().clone();
    (outbox, notice)
}

fn hold_at(now: &str, gate: Gate<'_>) -> Option<Hold> {
    let (outbox, notice) = approved(&record(Audience::Debtor), Vec::new());
    gate::hold(&notice, &outbox, &Gate { now: at(now), today: at(now).date_naive(), ..gate })
}

/// 22:00–8:00 (law-cn.md §5 and §10 item 20): the first minute is inside, the last outside.
#[test]
fn quiet_hours_end_at_eight() {
    let base = open_on(day("2026-07-01"));
    let until = |now: &str| hold_at(now, base).and_then(|hold| hold.until());
    assert_eq!(until("2026-07-01T21:59:59+08:00"), None);
    assert_eq!(until("2026-07-01T22:00:00+08:00"), Some(at("2026-07-02T08:00:00+08:00")));
    assert_eq!(until("2026-07-02T00:00:00+08:00"), Some(at("2026-07-02T08:00:00+08:00")));
    assert_eq!(until("2026-07-02T07:59:59+08:00"), Some(at("2026-07-02T08:00:00+08:00")));
    assert_eq!(until("2026-07-02T08:00:00+08:00"), None);
    // The hours are China's, wherever the machine stands.
    assert_eq!(until("2026-07-01T13:59:00+00:00"), None);
    assert_eq!(until("2026-07-01T14:00:00+00:00"), Some(at("2026-07-02T08:00:00+08:00")));
    let Some(Hold::Quiet { basis: Some(basis), .. }) = hold_at("2026-07-01T23:00:00+08:00", base) else {
        panic!("quiet at eleven");
    };
    assert_eq!(basis.confidence, "U", "law-cn.md: unsure for automated e-mail, and it says so");
}

#[test]
fn quiet_hours_are_the_workspaces_to_set_and_only_for_debtors() {
    let hours = |from: &str, to: &str| {
        let time = |text: &str| chrono::NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        Some(Hours { from: time(from), to: time(to) })
    };
    let own = Gate { quiet: hours("12:00", "14:00"), ..open_on(day("2026-07-01")) };
    assert_eq!(hold_at("2026-07-01T22:00:00+08:00", own), None);
    let Some(Hold::Quiet { until, basis: None, .. }) = hold_at("2026-07-01T12:00:00+08:00", own) else {
        panic!("quiet at noon");
    };
    assert_eq!(until, at("2026-07-01T14:00:00+08:00"));
    let off = Gate { quiet: hours("00:00", "00:00"), ..own };
    assert_eq!(hold_at("2026-07-01T00:00:00+08:00", off), None, "from and to the same: none");
    for audience in [Audience::Counsel, Audience::Handler, Audience::Manager] {
        let (outbox, notice) = approved(&record(audience), Vec::new());
        let night = Gate { now: at("2026-07-01T23:00:00+08:00"), ..open_on(day("2026-07-01")) };
        assert_eq!(gate::hold(&notice, &outbox, &night), None, "{audience:?}");
    }
}

/// What a rule postpones stands in the log once, says until when and why, and is over at that moment.
#[test]
fn a_postponement_is_recorded_once() {
    let record = record(Audience::Debtor);
    let (outbox, notice) = approved(&record, Vec::new());
    let night = Gate { now: at("2026-07-01T22:00:00+08:00"), ..open_on(day("2026-07-01")) };
    let (until, why) = gate::hold(&notice, &outbox, &night).unwrap().postpones().unwrap();
    let change = notice.postpone(until, &why).unwrap();
    assert_eq!((change.to, change.until), (Postponed, Some(at("2026-07-02T08:00:00+08:00"))));
    let outbox =
        Outbox::fold(&log([queued(&record), moved(&record.id, Approved), Payload::NoticeMoved(change)]));
    let outbox = outbox.unwrap();
    let notice = outbox.find(&record.id).unwrap();
    assert_eq!(notice.until(), Some((until, Some("quiet-hours 22:00–08:00"))));
    assert_eq!(notice.postpone(until, &why), None, "the same is not recorded again");
    let later = |now: &str| gate::hold(notice, &outbox, &Gate { now: at(now), ..night });
    assert!(matches!(later("2026-07-02T07:59:59+08:00"), Some(Hold::Until(..))));
    assert_eq!(later("2026-07-02T08:00:00+08:00"), None);
    assert!(notice.is_approved(), "what was approved stays approved");
}

fn sent_on(record: &NoticeRecord, day: &str) -> Vec<Event> {
    let mut events = log([
        queued(record),
        moved(&record.id, Approved),
        moved(&record.id, Sending),
        moved(&record.id, Sent),
    ]);
    for event in &mut events {
        event.at = at(&format!("{day}T09:00:00+08:00"));
    }
    events
}

/// The notice of the next occasion, after one of this record was sent on a day.
fn second(sent: &str, more: Option<Payload>) -> (Outbox, Notice) {
    second_of(["demand-email"; 2], sent, more)
}

/// The same, each of a kind.
fn second_of(kinds: [&str; 2], sent: &str, more: Option<Payload>) -> (Outbox, Notice) {
    let [first, mut next] =
        kinds.map(|kind| NoticeRecord { kind: kind.to_owned(), ..record(Audience::Debtor) });
    (next.id, next.key) = ("n-2".to_owned(), "CC-2026-000123/demand-email/second".to_owned());
    let mut events = sent_on(&first, sent);
    for payload in more.into_iter().chain([queued(&next), moved(&next.id, Approved)]) {
        let seq = events.len() as u64 + 1;
        let last = events[0].clone();
        events.push(Event { seq, payload, ..last });
    }
    let outbox = Outbox::fold(&events).unwrap();
    let notice = outbox.find("n-2").unwrap().clone();
    (outbox, notice)
}

/// Seven days is the default of `demand-mail-apart` in contact-rules.yaml (U).
#[test]
fn demands_lie_seven_days_apart() {
    let docket = docket();
    let (outbox, notice) = second("2026-07-01", None);
    let base = Gate { docket: Some(&docket), ..open_on(day("2026-07-01")) };
    let hold = |now: &str| {
        let gate = Gate { now: at(now), today: at(now).date_naive(), ..base };
        gate::hold(&notice, &outbox, &gate)
    };
    let until = |now: &str| hold(now).and_then(|hold| hold.until());
    // At eight: at midnight it would be held again.
    assert_eq!(until("2026-07-01T10:00:00+08:00"), Some(at("2026-07-08T08:00:00+08:00")));
    assert_eq!(until("2026-07-07T21:59:00+08:00"), Some(at("2026-07-08T08:00:00+08:00")));
    assert_eq!(until("2026-07-08T08:00:00+08:00"), None);
    assert!(matches!(hold("2026-07-02T10:00:00+08:00"), Some(Hold::TooSoon { apart: 7, .. })));
}

/// A full demand and a friendly reminder of a late instalment reached one debtor in the same minute. Two reminders lie as
/// near to each other as the instalments, and one of an instalment to come asks for nothing late.
#[test]
fn r_a_reminder_of_what_is_late_keeps_its_distance_from_a_demand() {
    let docket = docket();
    let gate = Gate { docket: Some(&docket), ..open_on(day("2026-07-01")) };
    let gate = Gate { now: at("2026-07-01T10:00:00+08:00"), ..gate };
    let (demand, late) = ("demand-email", "instalment-overdue");
    for (kinds, held) in [
        ([demand, late], true),
        ([late, demand], true),
        ([late, late], false),
        ([demand, "instalment-due"], false),
        (["instalment-due", demand], false),
        ([demand, "settlement-confirmation"], false),
    ] {
        let (outbox, notice) = second_of(kinds, "2026-07-01", None);
        let hold = gate::hold(&notice, &outbox, &gate);
        assert_eq!(matches!(hold, Some(Hold::TooSoon { apart: 7, .. })), held, "{kinds:?}: {hold:?}");
        assert_eq!(hold.is_some(), held, "{kinds:?}: {hold:?}");
    }
}

#[test]
fn the_contact_log_counts_and_what_came_back_does_not() {
    let hold = |docket: &Docket, outbox: &Outbox, notice: &Notice| {
        let noon = Gate { docket: Some(docket), ..open_on(day("2026-07-07")) };
        gate::hold(notice, outbox, &noon)
    };
    let (outbox, notice) = approved(&record(Audience::Debtor), Vec::new());
    let logged = with_contact("2026-07-01 09:00", Contacted::Debtor, "li@example.com", Outcome::Delivered);
    let last = day("2026-07-01");
    assert!(matches!(hold(&logged, &outbox, &notice), Some(Hold::TooSoon { last: l, .. }) if l == last));
    let before = with_contact("2026-06-30 09:00", Contacted::Debtor, "li@example.com", Outcome::Delivered);
    assert_eq!(hold(&before, &outbox, &notice), None, "the seventh day after it has come");
    let returned = with_contact("2026-07-01 09:00", Contacted::Debtor, "li@example.com", Outcome::Returned);
    assert_eq!(hold(&returned, &outbox, &notice), None);
    let guarantor =
        with_contact("2026-07-01 09:00", Contacted::Guarantor, "sun@example.com", Outcome::Delivered);
    assert_eq!(hold(&guarantor, &outbox, &notice), None, "another person");
    let bounced = Payload::NoticeAnswered(Box::new(NoticeAnswer {
        id: record(Audience::Debtor).id,
        kind: AnswerKind::Bounced,
        at: at("2026-07-01T09:01:00+08:00"),
        status: Some("5.1.1".to_owned()),
        words: None,
        automatic: false,
        recipient: None,
        source: Source { file: "bounce.eml".to_owned(), sha256: String::new() },
        path: "mail/bounce.eml".to_owned(),
    }));
    let (outbox, notice) = second("2026-07-06", Some(bounced));
    assert_eq!(hold(&docket(), &outbox, &notice), None);
    let (outbox, notice) = second("2026-07-06", None);
    assert!(matches!(hold(&docket(), &outbox, &notice), Some(Hold::TooSoon { .. })));
}

/// 信用卡办法 art. 70: no demand while an instalment plan is performed.
#[test]
fn no_demand_while_a_plan_is_kept() {
    let milestone = |name: &str, on: &str| MilestoneEvent {
        track: "pre-action".to_owned(),
        milestone: name.to_owned(),
        on: day(on),
        facts: Default::default(),
        evidence: Vec::new(),
    };
    let signed = docket().with_milestone(milestone("plan-signed", "2026-07-02"));
    let hold = |docket: &Docket, on: &str, audience| {
        let (outbox, notice) = approved(&record(audience), Vec::new());
        gate::hold(&notice, &outbox, &Gate { docket: Some(docket), ..open_on(day(on)) })
    };
    assert_eq!(hold(&signed, "2026-07-01", Audience::Debtor), None, "not known on that day");
    for on in ["2026-07-02", "2026-12-31"] {
        let held = hold(&signed, on, Audience::Debtor);
        assert!(matches!(held, Some(Hold::InPlan { since, .. }) if since == day("2026-07-02")), "{held:?}");
    }
    assert_eq!(hold(&signed, "2026-07-03", Audience::Counsel), None);
    for end in ["plan-broken", "plan-kept"] {
        let ended = signed.with_milestone(milestone(end, "2026-09-01"));
        assert!(hold(&ended, "2026-08-31", Audience::Debtor).is_some(), "{end}");
        assert_eq!(hold(&ended, "2026-09-01", Audience::Debtor), None, "{end}");
    }
}

/// 民诉法 171: claims dismissed on 1 July 2026 are lost from the 17th, fifteen days later; the 16th is a Thursday. What was
/// approved before stays; counsel is still written to. A suit dismissed decides nothing.
#[test]
fn nothing_is_asked_for_that_was_dismissed() {
    let milestone = |name: &str, on: &str, fact: (&str, &str)| MilestoneEvent {
        track: "litigation".to_owned(),
        milestone: name.to_owned(),
        on: day(on),
        facts: [(fact.0.to_owned(), fact.1.to_owned())].into(),
        evidence: Vec::new(),
    };
    let hold = |what: &str, on: &str, audience| {
        let docket = docket()
            .with_milestone(milestone("filed", "2026-05-06", ("court", "甲法院")))
            .with_milestone(milestone("accepted", "2026-05-08", ("case_number", "x")))
            .with_milestone(milestone("dismissed", "2026-07-01", ("what", what)));
        let (outbox, notice) = approved(&record(audience), Vec::new());
        gate::hold(&notice, &outbox, &Gate { docket: Some(&docket), ..open_on(day(on)) })
    };
    assert_eq!(hold("claims", "2026-07-16", Audience::Debtor), None);
    assert_eq!(hold("claims", "2026-07-17", Audience::Debtor), Some(Hold::Lost(day("2026-07-17"))));
    assert_eq!(hold("claims", "2026-07-17", Audience::Counsel), None);
    assert_eq!(hold("suit", "2026-07-17", Audience::Debtor), None);
}

/// With the instalments on record, a missed one ends the peace without a milestone.
#[test]
fn a_plan_with_its_instalments_says_whether_it_is_kept() {
    let plan = serde_json::from_value(json!({
        "agreed_on": "2026-07-01", "setting": "pre-action", "breach_after": 1,
        "instalments": [{"due": "2026-08-03", "amount": "1000.00"}, {"due": "2026-09-03", "amount": "1000.00"}],
    }))
    .unwrap();
    let planned = docket().with_plan(plan);
    let hold = |on: &str| {
        let (outbox, notice) = approved(&record(Audience::Debtor), Vec::new());
        gate::hold(&notice, &outbox, &Gate { docket: Some(&planned), ..open_on(day(on)) })
    };
    assert!(matches!(hold("2026-08-03"), Some(Hold::InPlan { .. })), "the day itself, a Monday, is in time");
    assert_eq!(hold("2026-08-04"), None);
}

#[test]
fn a_mailbox_is_the_debtors_own_or_gets_nothing() {
    let held = |docket: &Docket, to: &str, name: &str, audience| {
        let mut record = record(audience);
        (record.to, record.to_name) = (to.to_owned(), Some(name.to_owned()));
        gate::recipient(&record, &docket.case)
    };
    let card = docket();
    for (to, name) in [
        ("li@example.com", "李示例"),
        ("LI@Example.com", "李示例"),
        ("li-service@example.com", "李示例"),
        ("sun@example.com", "孙示例"),
    ] {
        assert_eq!(held(&card, to, name, Audience::Debtor), None, "{to}");
    }
    // The guarantor's mailbox is not the debtor's, and a stranger's is nobody's.
    for (to, name) in [("sun@example.com", "李示例"), ("wang@example.com", "李示例")] {
        assert_eq!(held(&card, to, name, Audience::Debtor), Some(Hold::NotTheirs(to.to_owned())));
    }
    for party in [Contacted::Contact, Contacted::Other] {
        let logged = with_contact("2026-03-02 10:15", party, "Li@example.com", Outcome::Delivered);
        let hold = held(&logged, "li@example.com", "李示例", Audience::Debtor);
        assert!(matches!(hold, Some(Hold::ThirdParty { entry: 1, .. })), "{hold:?}");
    }
    let mut mixed = docket();
    mixed.case.debtors[0].emails.extend(["creditor@bank.example", "wang@law.example"].map(str::to_owned));
    mixed.case.debtors[0].emails.push("legal1@bank.example".to_owned());
    for (to, who) in [
        ("creditor@bank.example", "creditor"),
        ("wang@law.example", "counsel"),
        ("legal1@bank.example", "handler"),
    ] {
        let hold = held(&mixed, to, "李示例", Audience::Debtor);
        assert!(matches!(hold, Some(Hold::OurOwn { whose, .. }) if whose == who), "{hold:?}");
        assert_eq!(held(&mixed, to, "李示例", Audience::Counsel), None);
    }
}

fn listing(events: &[(&str, bool)]) -> Suppressed {
    let payload = |(mailbox, suppressed): &(&str, bool)| {
        let reason = "投诉".to_owned();
        Payload::MailboxSuppressed(Suppression {
            mailbox: (*mailbox).to_owned(),
            suppressed: *suppressed,
            reason,
        })
    };
    Suppressed::fold(&log(events.iter().map(payload)))
}

#[test]
fn nothing_goes_to_a_suppressed_mailbox() {
    let held = |suppressed: &Suppressed, audience| {
        let (outbox, notice) = approved(&record(audience), Vec::new());
        gate::hold(&notice, &outbox, &Gate { suppressed, ..open_on(day("2026-07-01")) })
    };
    for list in [&[("li@example.com", true)][..], &[("@example.com", true)]] {
        let list = listing(list);
        for audience in [Audience::Debtor, Audience::Counsel] {
            assert!(matches!(held(&list, audience), Some(Hold::Suppressed { .. })));
        }
    }
    for list in [
        &[("wang@example.com", true)][..],
        &[("@mail.example.com", true)],
        &[("li@example.com", true), ("li@example.com", false)],
    ] {
        assert_eq!(held(&listing(list), Audience::Debtor), None, "{list:?}");
    }
    let undone = {
        let mut events = log([Payload::MailboxSuppressed(Suppression {
            mailbox: "li@example.com".to_owned(),
            suppressed: true,
            reason: "x".to_owned(),
        })]);
        events.extend(log([reversed(&[1])]).into_iter().map(|e| Event { seq: 2, ..e }));
        Suppressed::fold(&events)
    };
    assert_eq!(held(&undone, Audience::Debtor), None);
}

/// A mail counts for sixty seconds and no longer, by its domain, whatever its letters.
#[test]
fn so_many_a_minute_to_one_domain() {
    let mut pace = Pace::new(2, []);
    pace.count("a@Example.com", at("2026-07-01T10:00:00+08:00"));
    assert_eq!(pace.until("b@example.com", at("2026-07-01T10:00:00+08:00")), None);
    pace.count("b@example.com", at("2026-07-01T10:00:30+08:00"));
    let until = |now: &str| pace.until("c@example.com", at(now));
    let first = Some(at("2026-07-01T10:01:00+08:00"));
    assert_eq!(until("2026-07-01T10:00:30+08:00"), first);
    assert_eq!(until("2026-07-01T10:00:59+08:00"), first);
    assert_eq!(until("2026-07-01T10:01:00+08:00"), None);
    assert_eq!(pace.until("c@other.example", at("2026-07-01T10:00:30+08:00")), None);
    // It is counted anew from what the outboxes hold.
    let sent = Outbox::fold(&sent_on(&record(Audience::Debtor), "2026-07-01")).unwrap();
    let counted = Pace::new(1, sent.notices());
    let until = |now: &str| counted.until("c@example.com", at(now));
    assert_eq!(until("2026-07-01T09:00:59+08:00"), Some(at("2026-07-01T09:01:00+08:00")));
    assert_eq!(until("2026-07-01T09:01:00+08:00"), None);
}

/// What went to the test mailbox was not sent: the notice stands where it stood, and no rule counts it as a demand.
#[test]
fn a_test_is_no_sending() {
    let record = record(Audience::Debtor);
    let (_, notice) = approved(&record, Vec::new());
    let sent = SentMail {
        sha256: sha256(b"mail"),
        path: "out/mail/x.eml".to_owned(),
        transport: "spool".to_owned(),
        server: None,
        instead: Some("test@bank.example".to_owned()),
        sizes: Vec::new(),
    };
    let change = notice.tried(sent, None);
    let (outbox, tried) = {
        let all = [queued(&record), moved(&record.id, Approved), Payload::NoticeMoved(change)];
        let outbox = Outbox::fold(&log(all)).unwrap();
        let notice = outbox.find(&record.id).unwrap().clone();
        (outbox, notice)
    };
    assert_eq!((tried.status, tried.sent(), tried.sent_at()), (Approved, None, None));
    let docket = docket();
    let open = Gate { docket: Some(&docket), ..open_on(day("2026-07-01")) };
    assert_eq!(gate::hold(&tried, &outbox, &open), None, "it may still leave, as if nothing had been");
    let testing = |to| Gate { test_address: Some(to), ..open };
    assert!(matches!(gate::hold(&tried, &outbox, &testing("test@bank.example")), Some(Hold::Tried(_))));
    assert_eq!(gate::hold(&tried, &outbox, &testing("other@bank.example")), None);
}

/// What is on the list gets nothing, not even the tests of what is meant for others.
#[test]
fn a_suppressed_test_mailbox_gets_no_tests() {
    let (outbox, notice) = approved(&record(Audience::Debtor), Vec::new());
    let listed = Suppressed::fold(&log([Payload::MailboxSuppressed(Suppression {
        mailbox: "test@bank.example".to_owned(),
        suppressed: true,
        reason: "left".to_owned(),
    })]));
    let base = Gate { suppressed: &listed, ..open_on(day("2026-07-01")) };
    let hold = |test_address| gate::hold(&notice, &outbox, &Gate { test_address, ..base });
    let held = hold(Some("Test@bank.example"));
    assert!(
        matches!(&held, Some(Hold::Suppressed { mailbox, .. }) if mailbox == "test@bank.example"),
        "{held:?}"
    );
    assert_eq!((hold(Some("other@bank.example")), hold(None)), (None, None));
}

/// The row of an account on which these owe: name, resident number (GB 11643 vectors of law-cn.md §5), mailbox.
fn row(account: &str, parties: &[(&str, Option<&str>, &str)]) -> Summary {
    let docket = docket();
    let party = |(name, id, mailbox): &(&str, Option<&str>, &str)| Party {
        role: Role::Primary,
        name: (*name).to_owned(),
        id: id.map(|number| PersonId::from_key(format!("resident-id:{number}"))),
        phones: Vec::new(),
        mailboxes: vec![(*mailbox).to_owned()],
        ceiling: None,
    };
    let parties = parties.iter().map(party).collect();
    Summary {
        account: account.parse().unwrap(),
        parties,
        ..docket.row(day("2026-07-01"), Rulebook::builtin())
    }
}

/// The mailbox of somebody on another account is nobody's to write to unasked; the same person's is, and so is what the
/// account itself says. Debtors' mails and counsel's alike: counsel's and a handler's need no approval, so these are held.
#[test]
fn a_mailbox_of_another_accounts_debtor_needs_a_reason() {
    const LI: &str = "110101198503153011";
    const WANG: &str = "11010519491231002X";
    let docket = docket();
    let shared = |record: &NoticeRecord, rows: &[Summary]| {
        gate::shared(record, &Owners::of(rows), Some(&docket.case)).map(|hold| hold.problem("n").args)
    };
    let debtor = record(Audience::Debtor);
    assert_eq!(docket.case.debtors[0].id.as_ref().unwrap().number, LI);
    for (rows, held) in [
        (vec![row("CC-2026-000123", &[("王示例", Some(WANG), "li@example.com")])], false),
        (vec![row("PL-1", &[("李示例", Some(LI), "li@example.com")])], false),
        (vec![row("PL-1", &[("李示例", None, "li@example.com")])], false),
        (vec![row("PL-1", &[("王示例", Some(WANG), "wang@example.com")])], false),
        (vec![row("PL-1", &[("王示例", Some(WANG), "li@example.com")])], true),
        (vec![row("PL-1", &[("王示例", None, "li@example.com")])], true),
        // Another person of the same name.
        (vec![row("PL-1", &[("李示例", Some(WANG), "li@example.com")])], true),
    ] {
        assert_eq!(shared(&debtor, &rows).is_some(), held, "{rows:#?}");
    }
    let rows = [row("PL-1", &[("王示例", Some(WANG), "li@example.com")])];
    let told = shared(&debtor, &rows).unwrap();
    assert!(told.contains(&("owners", "PL-1 王示例".to_owned())), "{told:?}");
    assert!(!told.iter().any(|(_, value)| value.contains("li@example.com")), "masked: {told:?}");

    // Queued and not approved, a mail to counsel or a handler stays, also where it is about no single account.
    let owners = Owners::of(&rows);
    for (audience, docket) in [(Audience::Counsel, Some(&docket)), (Audience::Manager, None)] {
        let record = record(audience);
        let gate = Gate { owners: &owners, docket, ..open_on(day("2026-07-01")) };
        let outbox = Outbox::fold(&log([queued(&record)])).unwrap();
        let hold = gate::hold(&outbox.notices()[0], &outbox, &gate);
        assert!(matches!(hold, Some(Hold::Shared { .. })), "{audience:?}: {hold:?}");
        let (outbox, notice) = approved(&record, Vec::new());
        assert_eq!(gate::hold(&notice, &outbox, &gate), None, "{audience:?}: somebody said why");
    }
    // Of counsel's mail the account's own debtors count too.
    let own = [row("CC-2026-000123", &[("李示例", Some(LI), "li@example.com")])];
    assert!(shared(&record(Audience::Counsel), &own).is_some());
}
