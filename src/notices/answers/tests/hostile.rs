//! Whatever the bytes, reading ends with an answer or a reason.

use super::*;

#[test]
fn what_is_no_mail_says_so() {
    for (bytes, why) in [
        (&b""[..], Unreadable::Empty),
        (b"\r\n \n", Unreadable::Empty),
        (b"%PDF-1.7\n1 0 obj", Unreadable::NotMail),
        (b"just words\n", Unreadable::NotMail),
        (b"\x00\x01\x02", Unreadable::NotMail),
    ] {
        assert_eq!(Letter::read(bytes), Err(why), "{bytes:?}");
    }
}

/// Mails within mails are taken apart one within the other: a hundred thousand would exhaust the stack.
#[test]
fn nesting_is_bounded() {
    let nested = |times: usize| {
        let mut bytes = b"From: a@example.com\n".to_vec();
        bytes.extend(b"Content-Type: message/rfc822\n\n".repeat(times));
        bytes.extend_from_slice(b"Subject: x\n\ntext");
        bytes
    };
    assert!(Letter::read(&nested(300)).is_ok());
    assert_eq!(Letter::read(&nested(100_000)), Err(Unreadable::Broken));
}

/// A bounce that gives back the largest mail is read; one beyond all measure is not.
#[test]
fn large_mails() {
    let mut large = mail!("qmail").to_vec();
    large.extend(b"0123456789abcdef\n".repeat(30 * 1024 * 1024 / 17));
    assert!(matches!(judged(&large), Verdict::Answers(_)));
    large.resize(LARGEST + 1, b' ');
    assert_eq!(Letter::read(&large), Err(Unreadable::TooLarge));
}

fn specimens() -> Vec<&'static [u8]> {
    vec![
        mail!("postfix-failed"),
        mail!("delivered"),
        mail!("read"),
        mail!("auto-reply"),
        mail!("163"),
        mail!("qq"),
        mail!("exchange"),
        mail!("forwarded"),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Bytes changed, cut out and put in anywhere: an answer or a reason, and never an answer for another mailbox.
    #[test]
    fn damaged_mails_do_no_harm(
        which in 0..8_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40),
        cut in any::<(prop::sample::Index, prop::sample::Index)>(),
        put in prop::collection::vec(any::<u8>(), 0..30),
    ) {
        let mut bytes = specimens()[which].to_vec();
        for (at, to) in changes {
            let at = at.index(bytes.len());
            bytes[at] = to;
        }
        let (from, until) = (cut.0.index(bytes.len()), cut.1.index(bytes.len()));
        bytes.splice(from.min(until)..(from.min(until) + until.abs_diff(from) / 8), put);
        if let Ok(letter) = Letter::read(&bytes)
            && let Verdict::Answers(answers) = sent().judge(&letter, now())
        {
            prop_assert!(answers.iter().all(|a| a.recipient == "li@example.com"));
        }
    }

    /// A date is read or is none.
    #[test]
    fn any_date(text in "\\PC{0,40}") {
        let _ = letter::date(&text);
    }

    #[test]
    fn any_header(text in "(=\\?|[a-zA-Z0-9?=_ -]|\\PC){0,60}") {
        let _ = charset::header(&text);
    }
}
