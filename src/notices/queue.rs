//! Facts in, a notice or every reason against it out.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::compose::{self, Sender};
use super::facts::{self, Around, Available, Figures, Missing};
use super::fingerprint::sha256;
use super::message::{Message, Rendered};
use super::occasion::{About, Topic};
use super::outbox::BY_FACTS;
use crate::docket::Pursuit;
use crate::domain::case::Case;
use crate::domain::event::{Attachment, Audience, NoticeRecord};
use crate::domain::money::Amount;
use crate::domain::party::Role;
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::forbidden_character;
use crate::domain::summary::OpenDeadline;
use crate::press::Library;

/// The longest text or HTML of a message, in bytes.
pub const LONGEST_BODY: usize = 256 * 1024;
/// The longest subject, in characters.
pub const LONGEST_SUBJECT: usize = 200;
/// The longest name of an attachment, in bytes: what file systems take.
const LONGEST_NAME: usize = 200;
/// Papers that begin what ends with a decision, or are for the time before it: of no use to anybody after it.
const UNTIL_DECIDED: [&str; 6] = [
    "complaint",
    "complaint-elements",
    "arbitration-application",
    "payment-order-application",
    "preservation-application",
    "power-of-attorney",
];

/// What a message is made from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The facts of the account.
    pub case: &'a Case,
    /// What is owed; `None` where that cannot be said, and the message does not state it.
    pub figures: Option<&'a Figures>,
    /// The hearing, instalment or settlement that it is about, if it is about one.
    pub topic: &'a Topic,
    /// What is under way against the debtor.
    pub pursuit: Pursuit,
    /// Open deadlines, soonest first.
    pub deadlines: &'a [OpenDeadline],
    /// Documents drafted so far that are not out of date.
    pub available: &'a [Available],
    /// Kinds of documents that the account's filing needs: those not drafted are said to be missing.
    pub expected: &'a [&'a str],
    /// The sender, as `sucheng.yaml` has it.
    pub from: &'a str,
    /// The day the message is dated.
    pub as_of: NaiveDate,
    /// The day it should go out; by default `as_of`.
    pub due: Option<NaiveDate>,
    /// The account's events up to here were seen.
    pub facts: u64,
    /// What makes this notice another than the last one of its kind: a hearing, a month. By default what it
    /// states and its day, so that the same message about the same figures is queued once.
    pub occasion: Option<&'a str>,
    /// The last day on which it may go out, if there is one.
    pub until: Option<NaiveDate>,
    /// How many notices of these facts or this occasion were queued before and no longer count, as
    /// [`Admission::Again`](super::Admission::Again) says; 0 at first.
    pub again: u32,
}

/// Composes a notice. Everything that stands against it is listed at once.
///
/// The key is `account/kind/occasion`; id and Message-ID follow from it alone, so that the same notice has the same
/// names wherever and however often it is made.
///
/// # Errors
/// Every problem, never empty.
pub fn queue(library: &Library, kind: &str, input: &Input<'_>) -> Result<NoticeRecord, Vec<Problem>> {
    compose_notice(&Message::open(library, kind).map_err(|problem| vec![*problem])?, input)
}

/// As [`queue`], for a message that is opened once and composed for many accounts.
///
/// # Errors
/// Every problem, never empty.
pub fn compose_notice(message: &Message<'_>, input: &Input<'_>) -> Result<NoticeRecord, Vec<Problem>> {
    let case = input.case;
    let kind = message.kind.as_str();
    let to = facts::addressee(case, message.audience);
    let mut problems = Vec::new();

    let sender = Sender::parse(input.from).map_err(|error| problems.push(error.problem())).ok();
    check_address(case, &to, message.audience, &mut problems);
    check_facts(case, message, &mut problems);
    check_figures(message, input, &mut problems);
    if let Some(occasion) = input.occasion {
        let good = (1..=64).contains(&occasion.len())
            && occasion.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b))
            && !occasion.starts_with(BY_FACTS);
        if !good {
            problems.push(Problem::error("E-NOTICE-OCCASION", Place::default()).with("found", occasion));
        }
    }
    let attached = attachments(message, input, &mut problems);
    for kind in message.must_attach.iter().filter(|kind| !attached.iter().any(|(d, _)| &d.kind == *kind)) {
        let problem = Problem::error("E-NOTICE-NOT-DRAFTED", Place::default());
        problems.push(problem.with("kind", kind).with("account", case.account.as_str()));
    }
    let (Some(sender), true) = (sender, problems.is_empty()) else {
        return Err(problems);
    };

    let Some(data) = data_of(message, input) else { return Err(problems) };
    forbidden(&data, String::new(), &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let facts_sha256 = sha256(data.to_string().as_bytes());
    let rendered = message.render(&data).map_err(|problem| vec![*problem])?;
    let occasion = match input.occasion {
        Some(occasion) if message.shared => format!("{occasion}-{}", message.audience.id()),
        Some(occasion) => occasion.to_owned(),
        None => {
            // Not the data: much of it is not stated, and a deadline moves when the mail itself leaves.
            let documents: Vec<_> =
                attached.iter().map(|(document, name)| (name, &document.sha256)).collect();
            let mail = (input.from.trim(), &to.name, &to.mailbox, &rendered.subject, &rendered.text);
            let stated = json!([input.as_of, mail, rendered.html, documents]);
            format!("{BY_FACTS}{}", &sha256(stated.to_string().as_bytes())[..16])
        }
    };
    let again = if input.again > 0 { format!("~{}", u64::from(input.again) + 1) } else { String::new() };
    let key = format!("{}/{kind}/{occasion}{again}", case.account);
    let hash = sha256(key.as_bytes());
    let record = NoticeRecord {
        id: format!("n-{}", &hash[..12]),
        kind: kind.to_owned(),
        key,
        audience: message.audience,
        to_name: to.name,
        to: to.mailbox.unwrap_or_default(),
        from: input.from.trim().to_owned(),
        subject: rendered.subject.clone(),
        text: rendered.text.clone(),
        html: rendered.html.clone(),
        message_id: format!("{}@{}", &hash[..32], sender.domain()),
        attachments: attached
            .iter()
            .map(|(document, name)| Attachment {
                name: name.clone(),
                path: document.path.clone(),
                sha256: document.sha256.clone(),
            })
            .collect(),
        due: input.due.unwrap_or(input.as_of),
        until: input.until,
        facts_sha256,
        template_sha256: message.sha256.clone(),
        facts: input.facts,
        demand: message.demand,
        about: Vec::new(),
    };
    let problems = check_rendered(&record, &rendered, case);
    if problems.is_empty() { Ok(record) } else { Err(problems) }
}

/// The data a message would be given, for `sample.yaml` and previews. `None` where [`queue`] would refuse.
pub fn data_of(message: &Message<'_>, input: &Input<'_>) -> Option<Value> {
    let to = facts::addressee(input.case, message.audience);
    let attached = attachments(message, input, &mut Vec::new());
    let missing = missing(message, input, &attached);
    let around = Around {
        as_of: input.as_of,
        figures: match input.figures {
            Some(figures) => Some((figures, figures.total()?)),
            None => None,
        },
        topic: input.topic,
        pursuit: input.pursuit,
        deadlines: input.deadlines,
        attached: &attached,
        missing: &missing,
        to: &to,
        from: input.from,
    };
    Some(facts::data(input.case, &around))
}

fn field(path: &str) -> Place {
    Place { field: Some(path.to_owned()), ..Place::default() }
}

fn check_address(case: &Case, to: &facts::Addressee, audience: Audience, problems: &mut Vec<Problem>) {
    let primary = case.debtors.iter().position(|d| d.role == Role::Primary).unwrap_or_default();
    let path = match audience {
        // As `amend` takes it, so that the hint can be followed.
        Audience::Debtor => format!("debtors[{primary}].emails"),
        Audience::Counsel => "counsel.email".to_owned(),
        Audience::Handler => "handler.email".to_owned(),
        Audience::Manager => "mail".to_owned(),
    };
    match &to.mailbox {
        None => problems.push(Problem::error("E-NOTICE-NO-ADDRESS", field(&path)).with("field", &path)),
        Some(mailbox) => {
            if let Err(error) = compose::mailbox(mailbox) {
                let problem = error.problem();
                problems.push(Problem { place: field(&path), ..problem });
            }
        }
    }
    if let Some(character) = to.name.as_deref().and_then(forbidden_character) {
        let error = compose::ComposeError::Header { field: "to_name", character: u32::from(character) };
        problems.push(error.problem());
    }
}

/// Facts without which a message would say nothing or something wrong. 信用卡办法 art. 69 asks for the name, the
/// balance, the ways to pay and to object, and how to reach the lender; the template asks for the rest.
fn check_facts(case: &Case, message: &Message<'_>, problems: &mut Vec<Problem>) {
    let mut need = |there: bool, path: &'static str| {
        if !there {
            problems.push(Problem::error("E-NOTICE-MISSING", field(path)).with("field", path));
        }
    };
    let creditor = case.creditor.as_ref();
    need(creditor.is_some(), "creditor");
    need(case.primary().is_some(), "debtors");
    if message.audience != Audience::Debtor {
        return;
    }
    if let Some(creditor) = creditor {
        need(creditor.phone.is_some() || creditor.email.is_some(), "creditor.phone");
        let asks = message.about != About::Settlement;
        need(
            !asks || creditor.bank_account.is_some() || case.contract.card_number.is_some(),
            "creditor.bank_account",
        );
    }
    let named = case.contract.card_number.is_some()
        || case.contract.loan_number.is_some()
        || case.contract.number.is_some()
        || case.contract.title.is_some();
    need(named, "contract.title");
    need(case.product.is_some(), "product");
}

/// The sum owed: one that can be written, and where a debtor is asked for it, more than nothing.
fn check_figures(message: &Message<'_>, input: &Input<'_>, problems: &mut Vec<Problem>) {
    let place = || field("debt");
    match input.figures.map(Figures::total) {
        Some(None) => problems
            .push(Problem::error("E-NOTICE-AMOUNT", place()).with("account", input.case.account.as_str())),
        Some(Some(total))
            if message.audience == Audience::Debtor
                && message.about == About::Debt
                && total <= Amount::ZERO =>
        {
            problems.push(Problem::error("E-NOTICE-NOTHING-OWED", place()).with("total", total));
        }
        _ => {}
    }
}

/// The kinds of documents that the message carries as things stand.
fn carried<'a>(message: &'a Message<'_>, pursuit: Pursuit) -> impl Iterator<Item = &'a str> {
    let kinds = message.attachments.iter().map(String::as_str);
    kinds.filter(move |kind| !(pursuit.is_decided() && UNTIL_DECIDED.contains(kind)))
}

/// The documents that go with the message: those that there are, in the order of its manifest.
fn attachments(
    message: &Message<'_>,
    input: &Input<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<(Available, String)> {
    let mut out: Vec<(Available, String)> = Vec::new();
    for kind in carried(message, input.pursuit) {
        for document in input.available.iter().filter(|d| d.kind == kind) {
            if let Some(character) = forbidden_character(&document.name) {
                let error =
                    compose::ComposeError::Header { field: "attachments", character: u32::from(character) };
                problems.push(error.problem());
                continue;
            }
            let plain = file_name(&document.name);
            let (stem, ending) = plain.rsplit_once('.').map_or((plain.as_str(), None), |(s, e)| (s, Some(e)));
            let numbered = (2..).map(|n| match ending {
                Some(ending) => format!("{stem} ({n}).{ending}"),
                None => format!("{stem} ({n})"),
            });
            let free = std::iter::once(plain.clone())
                .chain(numbered)
                .find(|name| !out.iter().any(|(_, taken)| taken.eq_ignore_ascii_case(name)));
            out.extend(free.map(|name| (document.clone(), name)));
        }
    }
    out
}

/// A name that every system can save under: what is forbidden somewhere becomes `_`, and it is not too long.
fn file_name(name: &str) -> String {
    let clean: String = name.chars().map(|c| if "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    let clean = clean.trim().trim_start_matches('.');
    if clean.is_empty() {
        return "attachment".to_owned();
    }
    if clean.len() <= LONGEST_NAME {
        return clean.to_owned();
    }
    let ending = clean.rsplit_once('.').map_or("", |(_, e)| if e.len() <= 8 { e } else { "" });
    let mut cut = LONGEST_NAME - ending.len() - 1;
    while !clean.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}.{ending}", &clean[..cut])
}

/// The documents that the message carries and the filing needs, and that nobody drafted.
fn missing(message: &Message<'_>, input: &Input<'_>, attached: &[(Available, String)]) -> Vec<Missing> {
    let there = |kind: &str| attached.iter().any(|(document, _)| document.kind == kind);
    let kinds = carried(message, input.pursuit).filter(|kind| input.expected.contains(kind) && !there(kind));
    kinds.filter_map(|kind| message.missing(kind)).collect()
}

/// What only shows once the message is written.
fn check_rendered(record: &NoticeRecord, rendered: &Rendered, case: &Case) -> Vec<Problem> {
    let mut problems = check_written(record, rendered);
    problems.extend(unmasked(record, case));
    problems
}

/// The same, whoever the message is about.
pub(super) fn check_written(record: &NoticeRecord, rendered: &Rendered) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Err(error) = compose::check_headers(record) {
        problems.push(error.problem());
    }
    if rendered.subject.trim().is_empty() || rendered.text.trim().is_empty() {
        problems.push(Problem::error("E-NOTICE-EMPTY", Place::default()).with("kind", &record.kind));
    }
    if rendered.subject.chars().count() > LONGEST_SUBJECT {
        problems.push(
            Problem::error("E-NOTICE-SUBJECT", Place::default())
                .with("found", rendered.subject.chars().count())
                .with("largest", LONGEST_SUBJECT),
        );
    }
    let html = rendered.html.as_deref().unwrap_or_default();
    let longest = rendered.text.len().max(html.len());
    if longest > LONGEST_BODY {
        problems.push(
            Problem::error("E-NOTICE-BODY", Place::default())
                .with("bytes", longest)
                .with("largest", LONGEST_BODY),
        );
    }
    problems
}

/// Line breaks, control and bidirectional-override characters in the data: each would forge or hide a line.
pub(super) fn forbidden(data: &Value, path: String, problems: &mut Vec<Problem>) {
    match data {
        Value::String(text) => {
            if let Some(character) = forbidden_character(text) {
                let character = format!("U+{:04X}", u32::from(character));
                problems.push(
                    Problem::error("E-NOTICE-CHARACTER", field(&path))
                        .with("field", path)
                        .with("character", character),
                );
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                forbidden(item, format!("{path}[{i}]"), problems);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                forbidden(item, path, problems);
            }
        }
        _ => {}
    }
}

/// Full identity and card numbers of this account that the message would carry, whichever field they came
/// in by. Numbers under eight characters are too short to tell apart from other figures.
fn unmasked(record: &NoticeRecord, case: &Case) -> Vec<Problem> {
    let ids = case.debtors.iter().enumerate().filter_map(|(i, d)| {
        let id = d.id.as_ref().filter(|_| !d.is_company())?;
        Some((format!("debtors[{i}].id.number"), id.number.as_str()))
    });
    let card = case.contract.card_number.as_deref().map(|n| ("contract.card_number".to_owned(), n));
    let names = record.attachments.iter().map(|a| a.name.as_str());
    let parts: Vec<&str> =
        [record.subject.as_str(), &record.text, record.html.as_deref().unwrap_or_default()]
            .into_iter()
            .chain(names)
            .collect();
    ids.chain(card)
        .filter(|(_, number)| number.len() >= 8 && parts.iter().any(|part| part.contains(number)))
        .map(|(path, _)| Problem::error("E-NOTICE-UNMASKED", field(&path)).with("field", path))
        .collect()
}
