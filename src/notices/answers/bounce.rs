//! Bounces in no standard form: qmail, Exchange, and the 系统退信 of QQ 邮箱, 163 and their like. They are told by who writes
//! and how they are called; recipient and reason stand somewhere in their text.

use super::letter::Letter;
use super::report::{Said, is_status, mailbox, words};
use crate::domain::notice::AnswerKind;

/// Who writes them: mailboxes before the `@`, whole or as they begin.
const WRITERS: [&str; 6] =
    ["mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster", "microsoftexchange", "mdaemon"];

/// How they are called, in small letters.
const CALLED: [&str; 18] = [
    "undeliver",
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "delivery failed",
    "failure notice",
    "returned mail",
    "non-delivery",
    "could not be delivered",
    "退信",
    "退回",
    "无法送达",
    "无法投递",
    "未送达",
    "未能送达",
    "投递失败",
    "发送失败",
    "传递失败",
];

/// How those are called that tell of a delay.
const DELAYED: [&str; 5] = ["delayed", "delivery delay", "warning: could not send", "延迟", "延误"];

/// What a bounce of its own form says; `None` where the mail is none.
pub fn bounce(letter: &Letter) -> Option<Said> {
    let subject = letter.head.text("subject").unwrap_or_default();
    let named = |list: &[&str]| {
        let subject = subject.to_lowercase();
        list.iter().any(|word| subject.contains(word))
    };
    let failed = letter.head.get("x-failed-recipients");
    let (delayed, called) = (named(&DELAYED), named(&CALLED));
    if !(failed.is_some() || is_system(letter) && (called || delayed)) {
        return None;
    }
    let told: Vec<&str> = letter.texts.iter().flat_map(|text| text.lines()).collect();
    let reason = reason(&told);
    let mut recipients: Vec<String> = failed.into_iter().flat_map(|f| f.split(',')).map(mailbox).collect();
    recipients.extend(told.iter().flat_map(|line| tokens(line)).map(str::to_lowercase));
    Some(Said {
        kind: if delayed && !called { AnswerKind::Delayed } else { AnswerKind::Bounced },
        at: None,
        status: reason.and_then(status_in),
        words: Some(words(reason.unwrap_or(&subject))),
        recipients,
        automatic: false,
    })
}

/// Whether a mail system wrote it, and no person.
fn is_system(letter: &Letter) -> bool {
    let empty = letter.head.get("return-path").is_some_and(|path| path.trim() == "<>");
    let writers = ["from", "sender"].into_iter().filter_map(|name| letter.head.get(name)).map(mailbox);
    empty || writers.into_iter().any(|writer| WRITERS.iter().any(|known| writer.starts_with(known)))
}

/// The line that gives the reason: one with a status code, else one that a server's answer begins or that says so in words.
fn reason<'a>(lines: &[&'a str]) -> Option<&'a str> {
    const SAYS: [&str; 8] =
        ["does not exist", "user unknown", "mailbox full", "不存在", "已满", "拒收", "拒绝", "原因"];
    let answered = |line: &&str| {
        line.split(|c: char| !c.is_ascii_digit()).any(|n| n.len() == 3 && n.starts_with(['4', '5']))
            && line.contains(|c: char| c.is_alphabetic())
            && !line.contains("://")
    };
    let find = |test: &dyn Fn(&&str) -> bool| lines.iter().copied().find(|line| test(line));
    find(&|line| status_in(line).is_some())
        .or_else(|| find(&|line| SAYS.iter().any(|word| line.to_lowercase().contains(word))))
        .or_else(|| find(&answered))
}

/// The first status code of a failure in a line, standing by itself.
fn status_in(line: &str) -> Option<String> {
    let numbers = line.split(|c: char| !c.is_ascii_digit() && c != '.').map(|n| n.trim_matches('.'));
    numbers.into_iter().find(|n| is_status(n) && !n.starts_with('2')).map(str::to_owned)
}

/// What in a text has the form of a mailbox or a Message-ID.
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let within = |c: char| c.is_ascii_alphanumeric() || "@.-_+=".contains(c);
    text.split(move |c| !within(c))
        .filter(|token| token.contains('@'))
        .map(|token| token.trim_matches(['.', '-', '=']))
}
