//! What each form says.

use super::*;

fn answer(bytes: &[u8]) -> Answer {
    match judged(bytes) {
        Verdict::Answers(mut answers) if answers.len() == 1 => answers.remove(0),
        other => panic!("{other:?}"),
    }
}

fn told(bytes: &[u8]) -> (AnswerKind, Option<String>, String) {
    let a = answer(bytes);
    assert_eq!((a.notice.as_str(), a.recipient.as_str()), ("n-0123456789ab", "li@example.com"));
    (a.kind, a.status, a.at.to_rfc3339())
}

fn said(kind: AnswerKind, status: &str, at: &str) -> (AnswerKind, Option<String>, String) {
    (kind, (!status.is_empty()).then(|| status.to_owned()), at.to_owned())
}

/// RFC 3464 §2.3.3: the action decides; §2.3.7: the time of the attempt where it is told, else the mail's.
#[test]
fn delivery_reports() {
    use AnswerKind::*;
    for (mail, expected) in [
        (mail!("postfix-failed"), said(Bounced, "5.1.1", "2026-07-01T09:31:10+08:00")),
        (mail!("delivered"), said(Delivered, "2.0.0", "2026-07-01T09:30:09+08:00")),
        (mail!("delayed"), said(Delayed, "4.4.1", "2026-07-01T09:40:00+08:00")),
        (mail!("relayed"), said(Relayed, "2.0.0", "2026-07-01T09:30:09+08:00")),
        // The recipient that was written to, not the one the mail was led to.
        (mail!("two-recipients"), said(Relayed, "2.1.5", "2026-07-01T09:40:00+08:00")),
        (mail!("forwarded"), said(Bounced, "5.1.1", "2026-07-01T10:00:00+08:00")),
        (mail!("cut"), said(Bounced, "5.1.1", "2026-07-01T09:31:10+08:00")),
    ] {
        assert_eq!(told(mail), expected);
    }
    let words = answer(mail!("postfix-failed")).words.unwrap();
    assert_eq!(words, "550 5.1.1 <li@example.com>: Recipient address rejected: User unknown");
}

/// RFC 8098 §3.2.6.2: `displayed` was opened; `deleted` came, and may never have been seen.
#[test]
fn receipts() {
    let opened = answer(mail!("read"));
    assert_eq!((opened.kind, opened.automatic), (AnswerKind::Read, false));
    assert_eq!(opened.at, at("2026-07-02T20:15:00+08:00"));
    let deleted = answer(mail!("deleted"));
    assert_eq!((deleted.kind, deleted.automatic), (AnswerKind::Delivered, true));
}

#[test]
fn replies_by_people_and_by_programs() {
    let reply = answer(mail!("reply"));
    assert_eq!((reply.kind, reply.automatic), (AnswerKind::Replied, false));
    assert_eq!(reply.words.as_deref(), Some("Re: 关于信用卡"));
    let auto = answer(mail!("auto-reply"));
    assert_eq!((auto.kind, auto.automatic), (AnswerKind::Replied, true));
    assert_eq!(auto.words.as_deref(), Some("自动回复"));
}

/// Bounces that follow no standard, in GB18030, raw GBK, quoted-printable and plain ASCII.
#[test]
fn bounces_in_forms_of_their_own() {
    use AnswerKind::*;
    for (mail, expected) in [
        (mail!("qq"), said(Bounced, "", "2026-07-01T09:31:00+08:00")),
        (mail!("163"), said(Bounced, "5.2.2", "2026-07-01T09:32:00+08:00")),
        (mail!("qmail"), said(Bounced, "5.1.0", "2026-07-01T09:33:00+08:00")),
        (mail!("exchange"), said(Bounced, "5.1.10", "2026-07-01T09:34:00+08:00")),
        (mail!("delayed-in-words"), said(Delayed, "4.4.1", "2026-07-01T13:33:00+08:00")),
    ] {
        assert_eq!(told(mail), expected);
    }
    let words = answer(mail!("qq")).words.unwrap();
    assert!(words.contains("收件人邮件地址（li@example.com）不存在"), "{words}");
}

#[test]
fn what_does_not_count_says_why() {
    let perhaps = |why| Verdict::Perhaps { notice: "n-0123456789ab".to_owned(), why };
    for (mail, expected) in [
        (mail!("forged-recipient"), perhaps(Doubt::Recipient)),
        (mail!("reply-from-another"), perhaps(Doubt::Recipient)),
        (mail!("unnamed"), perhaps(Doubt::Unnamed)),
        (mail!("too-early"), perhaps(Doubt::Date)),
        (mail!("no-date"), perhaps(Doubt::Date)),
        // It gives back the subject of the notice, but an ID that never left.
        (mail!("forged-id"), perhaps(Doubt::Unnamed)),
        (mail!("unrelated"), Verdict::Unrelated),
    ] {
        assert_eq!(judged(mail), expected);
    }
}

/// Of a mail that a test address got in the addressee's place, the test address answers.
#[test]
fn a_test_address_answers_for_itself() {
    let bytes = String::from_utf8(mail!("reply").to_vec()).unwrap();
    let bytes = bytes.replace("li@example.com", "test@bank.example");
    let letter = Letter::read(bytes.as_bytes()).unwrap();
    let verdict = sent_instead(Some("Test@bank.example")).judge(&letter, now());
    assert!(matches!(&verdict, Verdict::Answers(a) if a[0].recipient == "test@bank.example"), "{verdict:?}");
    assert!(matches!(sent().judge(&letter, now()), Verdict::Perhaps { why: Doubt::Recipient, .. }));
}

/// A notice that no transport ever had has no answers.
#[test]
fn what_never_left_is_not_answered() {
    let mut none = Sent::default();
    let outbox = Outbox::fold(&log([Payload::NoticeQueued(Box::new(record(Audience::Debtor)))])).unwrap();
    none.add(&outbox.notices()[0]);
    let letter = Letter::read(mail!("postfix-failed")).unwrap();
    assert_eq!(none.judge(&letter, now()), Verdict::Unrelated);
}

#[test]
fn a_mailbox_file_holds_many() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bounces");
    let mut mbox = Vec::new();
    for mail in [mail!("reply"), mail!("unrelated")] {
        mbox.extend_from_slice(b"From MAILER-DAEMON Wed Jul  1 09:31:10 2026\n");
        mbox.extend_from_slice(mail);
        mbox.push(b'\n');
    }
    std::fs::write(&path, mbox).unwrap();
    let mut seen = Vec::new();
    open(&path, |item| seen.push((item.number, judged(&item.bytes.unwrap())))).unwrap();
    assert!(matches!(&seen[..], [(Some(1), Verdict::Answers(_)), (Some(2), Verdict::Unrelated)]), "{seen:?}");
}
