//! 电子邮件发送证明: mails that left for debtors, each with what proves it: its whole text, who approved it, when a server
//! took it and in which words, what came back, and the hash of the file kept. It tells, and judges nothing.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::wording::{contract_titled, day, numeral};
use super::filing::value;
use super::parts::{Party, creditor, parties};
use crate::docket::given::{Course, Form, Given, Mail};
use crate::domain::event::{NoticeStatus, SentMail};
use crate::domain::notice::{AnswerKind, NoticeAnswer, NoticeStep};

/// The title on paper.
pub const TITLE: &str = "电子邮件发送证明";

#[derive(Serialize)]
struct Proof {
    title: &'static str,
    date: String,
    claimant: Party,
    respondents: Vec<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<String>,
    account: String,
    count: String,
    mails: Vec<Sheet>,
}

/// One mail.
#[derive(Serialize)]
struct Sheet {
    number: String,
    id: String,
    from: String,
    to: String,
    subject: String,
    message_id: String,
    /// What became of it, as known on the day of the document.
    outcome: String,
    /// The lines of its text.
    text: Vec<String>,
    attachments: Vec<Attached>,
    steps: Vec<Step>,
    file: String,
    sha256: String,
}

#[derive(Serialize)]
struct Attached {
    name: String,
    /// In bytes: `182,340`; none of mail that left before sizes were kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<String>,
    sha256: String,
}

#[derive(Serialize)]
struct Step {
    at: String,
    what: &'static str,
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

/// 电子邮件发送证明 of the mails that were asked for, or of all that left.
pub fn proof_of_notice(desk: &Desk) -> Value {
    let brief = &desk.brief;
    let mails: Vec<(&Given, &Mail, &SentMail)> = proved(brief.given, brief.notices)
        .filter(|(_, mail, _)| mail.queued.0.date_naive() <= brief.as_of && mail.left(brief.as_of))
        .collect();
    for id in brief.notices.iter().filter(|id| !mails.iter().any(|(given, ..)| given.id == **id)) {
        desk.refuse("E-DRAFT-NOTICE-UNPROVED", "", &[("id", id)]);
    }
    if mails.is_empty() && brief.notices.is_empty() {
        desk.refuse("E-DRAFT-NO-NOTICE", "", &[]);
    }
    let (claimant, respondents) = parties(desk, creditor(desk));
    let sheet = |(i, (given, mail, sent)): (usize, &(&Given, &Mail, &SentMail))| {
        sheet(i, given, mail, sent, brief.as_of)
    };
    value(&Proof {
        title: TITLE,
        date: day(brief.as_of),
        claimant,
        respondents,
        contract: contract_titled(&brief.case.contract),
        account: brief.case.account.to_string(),
        count: mails.len().to_string(),
        mails: mails.iter().enumerate().map(sheet).collect(),
    })
}

/// The mails of these notices, of all where none is named, that can be proved: a server took them for the addressee, or an
/// answer shows that they left, and the file is kept. What went to a test address proves nothing.
pub fn proved<'g>(
    given: &'g [Given],
    ids: &'g [String],
) -> impl Iterator<Item = (&'g Given, &'g Mail, &'g SentMail)> {
    given.iter().filter(|g| ids.is_empty() || ids.contains(&g.id)).filter_map(|g| {
        let Form::Mail(mail) = &g.form else { return None };
        let sent = mail.sent()?;
        mail.left(NaiveDate::MAX).then_some((g, &**mail, sent))
    })
}

fn sheet(index: usize, given: &Given, mail: &Mail, sent: &SentMail, as_of: NaiveDate) -> Sheet {
    let record = &mail.record;
    let to = match &record.to_name {
        Some(name) => format!("{name} <{}>", record.to),
        None => record.to.clone(),
    };
    let mut steps = vec![(mail.queued.0, step(mail.queued.0, "生成并登记", &mail.queued.1, None))];
    steps.extend(mail.moves.iter().map(|moved| (moved.at, moved_on(moved))));
    let answers = mail.answers.iter().map(|a| &a.what).filter(|a| a.at.date_naive() <= as_of);
    steps.extend(answers.map(|answer| (answer.at, answered(answer))));
    steps.sort_by_key(|(at, _)| *at);
    Sheet {
        number: numeral(index + 1),
        id: given.id.clone(),
        from: record.from.clone(),
        to,
        subject: record.subject.clone(),
        message_id: record.message_id.clone(),
        outcome: outcome(given, as_of),
        text: record.text.trim_end().lines().map(str::to_owned).collect(),
        attachments: record
            .attachments
            .iter()
            .enumerate()
            .map(|(i, a)| Attached {
                name: a.name.clone(),
                size: sent.sizes.get(i).map(|bytes| grouped(*bytes)),
                sha256: a.sha256.clone(),
            })
            .collect(),
        steps: steps.into_iter().map(|(_, step)| step).collect(),
        file: sent.path.clone(),
        sha256: sent.sha256.clone(),
    }
}

/// `182,340`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let comma = |(i, digit): (usize, char)| {
        let here = i > 0 && (digits.len() - i).is_multiple_of(3);
        here.then_some(',').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(comma).collect()
}

fn step(at: DateTime<FixedOffset>, what: &'static str, by: &str, words: Option<String>) -> Step {
    Step { at: at.format("%Y-%m-%d %H:%M:%S").to_string(), what, by: by.to_owned(), words }
}

fn moved_on(moved: &NoticeStep) -> Step {
    let what = match moved.to {
        NoticeStatus::Queued => "登记",
        NoticeStatus::Approved => "批准发送",
        NoticeStatus::Sending => "交付发送",
        NoticeStatus::Sent if moved.sent.is_some() => "服务器接收",
        NoticeStatus::Sent => "认定已发送",
        NoticeStatus::Failed => "服务器拒收",
        NoticeStatus::InDoubt => "结果不明",
        NoticeStatus::Postponed => "暂缓发送",
        NoticeStatus::Cancelled => "取消",
    };
    match moved.sent.as_ref() {
        None => step(moved.at, what, &moved.actor, moved.detail.clone()),
        Some(SentMail { server: Some(server), .. }) => step(moved.at, what, server, moved.detail.clone()),
        // Another program sent the file; an answer shows that it did.
        Some(_) => step(moved.at, "写成邮件文件", &moved.actor, moved.detail.clone()),
    }
}

fn answered(answer: &NoticeAnswer) -> Step {
    let what = match (answer.kind, answer.automatic) {
        (AnswerKind::Bounced, _) => "退信",
        (AnswerKind::Delayed, _) => "投递延迟",
        (AnswerKind::Delivered, _) => "投递成功回执",
        (AnswerKind::Relayed, _) => "转交回执",
        (AnswerKind::Read, _) => "已读回执",
        (AnswerKind::Replied, false) => "收件人回复",
        (AnswerKind::Replied, true) => "自动回复",
    };
    let said = [answer.status.as_deref(), answer.words.as_deref()];
    let said: Vec<&str> = said.into_iter().flatten().collect();
    let by = answer.recipient.clone().unwrap_or_default();
    step(answer.at, what, &by, (!said.is_empty()).then(|| said.join(" ")))
}

fn outcome(given: &Given, as_of: NaiveDate) -> String {
    let until = day(as_of);
    match given.course(as_of) {
        Course::Arrived { on, read: true, .. } => format!("收件邮箱已于{}出具已读回执或者作出回复", day(on)),
        Course::Arrived { on, read: false, .. } => {
            format!("收件方服务器于{}报告邮件已投递至收件邮箱", day(on))
        }
        Course::CameBack { on, .. } => format!("邮件于{}被退回", day(on)),
        Course::UnderWay | Course::Lost { .. } => {
            format!("截至{until}，未收到退信，亦未收到投递成功或者已读的回执")
        }
    }
}
