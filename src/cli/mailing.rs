//! The outbox over the whole registry: queue, approve, send.

use std::collections::BTreeMap;

use super::desk::Desk;
use super::drafting::Format;
use super::error::{self, CommandError, Exit};
use super::register::{self, Entry};
use super::{rows, workers};
use crate::docket::{Basis, Docket, Pursuit, Standing};
use crate::domain::event::{
    Attachment, DocumentRecord, NoticeMove, NoticeRecord, NoticeStatus, Payload, StreamId,
};
use crate::domain::problem::{Place, Problem};
use crate::domain::summary::Summary;
use crate::domain::{AccountId, Event};
use crate::notices::dispatch;
use crate::notices::facts::{Available, Figures};
use crate::notices::reminder;
use crate::notices::transport::Spool;
use crate::notices::{Admission, Assume, Input, Notice, Outbox, Outcome};
use crate::rules::{Refusal, Rulebook};

/// A notice and whose it is.
pub struct Found {
    /// The account's stream, or the workspace's: a reminder to a handler is about many accounts.
    pub stream: StreamId,
    /// The notice.
    pub notice: Notice,
}

impl Found {
    /// The account, if it is of one alone.
    pub fn account(&self) -> Option<&AccountId> {
        match &self.stream {
            StreamId::Account(account) => Some(account),
            StreamId::Workspace => None,
        }
    }
}

/// What came of queueing.
#[derive(Debug, Default)]
pub struct Queued {
    /// Put into the outbox.
    pub queued: Vec<(AccountId, NoticeRecord)>,
    /// There already, in this state.
    pub known: Vec<(AccountId, String, NoticeStatus)>,
    /// Not queued, and why.
    pub failed: Vec<(AccountId, Problem)>,
}

/// What came of sending.
#[derive(Debug, Default)]
pub struct Sent {
    /// Left, with the file kept.
    pub sent: Vec<(String, String)>,
    /// Did not leave, and why.
    pub failed: Vec<(String, Problem)>,
    /// May have left.
    pub in_doubt: Vec<String>,
    /// May not leave yet, and why.
    pub postponed: Vec<(String, Problem)>,
}

/// The notices of an account.
///
/// # Errors
/// The log holds what no command writes.
pub fn outbox(account: &AccountId, events: &[Event]) -> Result<Outbox, CommandError> {
    outbox_of(&StreamId::Account(account.clone()), events)
}

/// The notices of a stream.
///
/// # Errors
/// As [`outbox`].
pub fn outbox_of(stream: &StreamId, events: &[Event]) -> Result<Outbox, CommandError> {
    Outbox::fold(events).map_err(|e| {
        let mut problem = e.problem();
        problem.place = Place { field: Some(stream.to_string()), ..Place::default() };
        CommandError::problems(Exit::Integrity, vec![problem])
    })
}

/// Every notice in the registry, by account, in the order of queueing.
///
/// # Errors
/// The registry cannot be read.
pub fn all(desk: &mut Desk<'_>) -> Result<Vec<Found>, CommandError> {
    let streams = with_notices(desk)?;
    within(&streams, desk)
}

/// Every notice about these accounts, and those of the workspace's own stream.
///
/// # Errors
/// The registry cannot be read.
pub fn about(rows: &[Summary], desk: &mut Desk<'_>) -> Result<Vec<Found>, CommandError> {
    let accounts = rows.iter().filter(|row| row.notices > 0).map(|row| row.account.clone());
    let streams: Vec<StreamId> = accounts.map(StreamId::Account).chain([StreamId::Workspace]).collect();
    within(&streams, desk)
}

fn within(streams: &[StreamId], desk: &mut Desk<'_>) -> Result<Vec<Found>, CommandError> {
    let registry = &*desk.registry()?;
    let found = workers::each(streams, |stream| {
        let events = registry.events(stream).map_err(register::registry_error)?;
        let of = |notice: &Notice| Found { stream: stream.clone(), notice: notice.clone() };
        Ok(outbox_of(stream, &events)?.notices().iter().map(of).collect::<Vec<_>>())
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// The streams in which there may be notices: accounts by name, then the workspace's own.
fn with_notices(desk: &mut Desk<'_>) -> Result<Vec<StreamId>, CommandError> {
    let accounts = rows::with_notices(desk)?;
    Ok(accounts.into_iter().map(StreamId::Account).chain([StreamId::Workspace]).collect())
}

fn events_of(desk: &mut Desk<'_>, stream: &StreamId) -> Result<Vec<Event>, CommandError> {
    desk.registry()?.events(stream).map_err(register::registry_error)
}

/// Puts a notice of this kind into the outbox for each account.
///
/// # Errors
/// The registry cannot be written, or there is no sender.
pub fn queue(kind: &str, accounts: &[AccountId], desk: &mut Desk<'_>) -> Result<Queued, CommandError> {
    let workspace = desk.workspace()?;
    let Some(from) = workspace.config.mail.as_ref().and_then(|m| m.from.clone()) else {
        return Err(CommandError::new(Exit::Failed, "E-NOTIFY-NO-SENDER"));
    };
    if kind == reminder::KIND {
        return Err(CommandError::new(Exit::Usage, "E-NOTIFY-DAILY").with("kind", kind));
    }
    let press = super::drafting::press(desk)?;
    let is_message = |folder: &crate::press::Folder| folder.file("body.txt.j2").is_some();
    match press.library().folder(kind) {
        Err(error) => return Err(CommandError::problems(Exit::Usage, vec![error.problem()])),
        Ok(folder) if !is_message(folder) => {
            let messages = press.library().folders().filter(|f| is_message(f) && f.kind != reminder::KIND);
            let messages = messages.map(|f| f.kind.as_str());
            return Err(CommandError::new(Exit::Usage, "E-NOTICE-KIND")
                .with("kind", kind)
                .with("expected", messages.collect::<Vec<_>>().join(", ")));
        }
        Ok(folder) => super::drafting::valid(folder, desk.settings.as_of)
            .map_err(|problem| CommandError::problems(Exit::NotReady, vec![problem]))?,
    }
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let mut done = Queued::default();
    let mut entries = Vec::new();
    for account in accounts {
        let events = register::events(desk, account)?;
        let Some(docket) = register::fold(account, &events)? else { continue };
        let figures = match figures(&docket, as_of, &rules) {
            Ok(figures) => figures,
            Err(refusal) => {
                done.failed.push((account.clone(), error::refusal(&refusal)));
                continue;
            }
        };
        let deadlines = Standing::new(&docket, as_of, &rules).open();
        let expected: Vec<&str> = crate::documents::filing(&docket.case).iter().map(|d| d.kind).collect();
        let available = available(&docket);
        let input = Input {
            case: &docket.case,
            figures: &figures,
            pursuit: Pursuit::of(&docket.milestones, as_of),
            deadlines: &deadlines,
            available: &available,
            expected: &expected,
            from: &from,
            as_of,
            due: None,
            facts: docket.version,
            occasion: None,
            again: 0,
        };
        let outbox = outbox(account, &events)?;
        let mut composed = crate::notices::queue(press.library(), kind, &input);
        if let Ok(record) = &composed
            && let Admission::Again(again) = outbox.admit(record)
        {
            composed = crate::notices::queue(press.library(), kind, &Input { again, ..input });
        }
        match composed {
            Err(problems) => done.failed.extend(problems.into_iter().map(|p| (account.clone(), p))),
            Ok(record) => match outbox.admit(&record) {
                Admission::Again(_) => {}
                Admission::Known { id, status } => done.known.push((account.clone(), id, status)),
                Admission::InDoubt { id } => {
                    let problem = Problem::error("E-NOTIFY-IN-DOUBT", Place::default()).with("id", id);
                    done.failed.push((account.clone(), problem));
                }
                Admission::New { replaces } => {
                    let mut payloads: Vec<Payload> = replaces.into_iter().map(Payload::NoticeMoved).collect();
                    payloads.push(Payload::NoticeQueued(Box::new(record.clone())));
                    entries.push(Entry { account: account.clone(), expected: docket.version, payloads });
                    done.queued.push((account.clone(), record));
                }
            },
        }
    }
    if !desk.settings.dry_run {
        register::append(desk, entries)?;
    }
    Ok(done)
}

/// The latest document of each kind that is not out of date. What can be edited is not what is sent.
/// What a message states is owed: what was decided, once a decision is in force, and what is claimed before.
fn figures(docket: &Docket, as_of: chrono::NaiveDate, rules: &Rulebook) -> Result<Figures, Refusal> {
    let balance = docket.balance(as_of, rules);
    // The contract's interest is not what a debtor owes who was condemned to something else.
    if let Some(place) = balance.as_ref().ok().and_then(|answer| answer.value.unrecorded.as_ref()) {
        let hint = "法律文书已经生效，欠款以其确定的数额为准：请记录 principal、interest、costs";
        return Err(Refusal::new("R-JUDGMENT-FIGURES", place, hint));
    }
    let decided = match balance {
        Ok(answer) => Some(answer.value).filter(|b| b.basis == Basis::Decision),
        // Of the contract the claim says it again, and in its own words.
        Err(refusal) if refusal.code.starts_with("R-JUDGMENT") => return Err(refusal),
        Err(_) => None,
    };
    match decided {
        Some(balance) => match &balance.refused {
            Some(refusal) => Err(refusal.clone()),
            None => Ok(Figures::from(&balance)),
        },
        None => docket.claim(as_of, rules).map(|money| Figures::from(&money)),
    }
}

fn available(docket: &Docket) -> Vec<Available> {
    let mut latest = BTreeMap::new();
    for d in docket.documents.iter().filter(|d| {
        d.what.facts >= docket.facts_changed && !d.what.redacted && d.what.format == Format::Pdf.id()
    }) {
        latest.insert(d.what.path.clone(), &d.what);
    }
    latest
        .into_values()
        .map(|d| Available {
            kind: d.kind.clone(),
            title: title(d),
            pages: d.pages,
            name: d.path.rsplit('/').next().unwrap_or(&d.path).to_owned(),
            path: d.path.clone(),
            sha256: d.sha256.clone(),
        })
        .collect()
}

/// What a document is called: of a firm's own, its file says it.
fn title(record: &DocumentRecord) -> String {
    let name = record.path.rsplit('/').next().unwrap_or(&record.path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match crate::documents::find(&record.kind) {
        Some(document) => document.title.to_owned(),
        None => stem.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned(),
    }
}

/// Records moves of notices, each checked against where its notice stands now.
///
/// # Errors
/// A notice is not there or cannot go there; the registry cannot be written.
pub fn move_all(
    found: &[&Found],
    to: NoticeStatus,
    reason: &str,
    desk: &mut Desk<'_>,
) -> Result<usize, CommandError> {
    let mut by_stream: BTreeMap<StreamId, Vec<Payload>> = BTreeMap::new();
    for f in found {
        let change = f
            .notice
            .move_to(to, Some(reason), None)
            .map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))?;
        by_stream.entry(f.stream.clone()).or_default().push(Payload::NoticeMoved(change));
    }
    let mut entries = Vec::new();
    let mut of_workspace = None;
    for (stream, payloads) in by_stream {
        let expected = events_of(desk, &stream)?.len() as u64;
        match stream {
            StreamId::Account(account) => entries.push(Entry { account, expected, payloads }),
            StreamId::Workspace => of_workspace = Some((payloads, expected)),
        }
    }
    if !desk.settings.dry_run {
        register::append(desk, entries)?;
        if let Some((payloads, expected)) = of_workspace {
            register::append_all_to_workspace(desk, payloads, expected)?;
        }
    }
    Ok(found.len())
}

/// Sends what may leave now, oldest first. What an earlier run left with the transport stays in doubt until `assume`
/// decides.
///
/// # Errors
/// The registry cannot be read; a failure to record stops everything, since nothing may leave unrecorded.
pub fn send(desk: &mut Desk<'_>, limit: Option<usize>, assume: Option<Assume>) -> Result<Sent, CommandError> {
    let workspace = desk.workspace()?;
    let spool = Spool::of_workspace(&workspace.root);
    let today = desk.settings.as_of;
    let mut done = Sent::default();
    settle_doubt(desk, assume)?;
    let mut waiting = all(desk)?;
    waiting.sort_by(|a, b| {
        (a.notice.record.due, a.notice.queued_at).cmp(&(b.notice.record.due, b.notice.queued_at))
    });
    let bar = desk.progress(waiting.len());
    for found in waiting {
        bar.inc(1);
        let id = found.notice.record.id.clone();
        if found.notice.status == NoticeStatus::InDoubt {
            done.in_doubt.push(id);
            continue;
        }
        let goes = matches!(
            found.notice.status,
            NoticeStatus::Queued | NoticeStatus::Approved | NoticeStatus::Postponed
        );
        if !goes || limit.is_some_and(|l| done.sent.len() + done.failed.len() >= l) {
            continue;
        }
        let events = events_of(desk, &found.stream)?;
        let outbox = outbox_of(&found.stream, &events)?;
        let Some(notice) = outbox.find(&id) else { continue };
        if desk.settings.dry_run {
            match crate::notices::gate::hold(notice, &outbox, today) {
                Some(hold) => done.postponed.push((id.clone(), hold.problem(&id))),
                None => done.sent.push((id, String::new())),
            }
            continue;
        }
        let mut version = events.len() as u64;
        let stream = found.stream.clone();
        let mut read = |attachment: &Attachment| std::fs::read(workspace.absolute(&attachment.path));
        let mut record = |change: NoticeMove| {
            register::append_to(desk, &stream, version, vec![Payload::NoticeMoved(change)])?;
            version += 1;
            Ok::<(), CommandError>(())
        };
        let mut hands = dispatch::Desk { transport: &spool, read: &mut read, record: &mut record };
        match dispatch::send(notice, &outbox, today, &mut hands) {
            Outcome::Sent(sent) => done.sent.push((id, sent.path)),
            Outcome::Held(hold) => done.postponed.push((id.clone(), hold.problem(&id))),
            Outcome::Unfit(problems) => done.failed.extend(problems.into_iter().map(|p| (id.clone(), p))),
            Outcome::Failed(words) => done.failed.push((id.clone(), said("E-NOTICE-REFUSED", &id, &words))),
            Outcome::Postponed(words) => {
                done.postponed.push((id.clone(), said("E-NOTICE-TRY-AGAIN", &id, &words)))
            }
            Outcome::InDoubt(_) => done.in_doubt.push(id),
            Outcome::Unrecorded { error, .. } => return Err(error),
        }
    }
    bar.finish_and_clear();
    Ok(done)
}

fn said(code: &'static str, id: &str, words: &str) -> Problem {
    Problem::error(code, Place::default()).with("id", id).with("reason", words)
}

/// Notices that a run which ended too early left with the transport are in doubt; then the user's choice decides.
fn settle_doubt(desk: &mut Desk<'_>, assume: Option<Assume>) -> Result<(), CommandError> {
    if desk.settings.dry_run {
        return Ok(());
    }
    for stream in with_notices(desk)? {
        let events = events_of(desk, &stream)?;
        let doubted = outbox_of(&stream, &events)?.left_in_doubt();
        append(desk, &stream, doubted)?;
        let Some(assume) = assume else { continue };
        let events = events_of(desk, &stream)?;
        let outbox = outbox_of(&stream, &events)?;
        let in_doubt = outbox.notices().iter().filter(|n| n.status == NoticeStatus::InDoubt);
        let decided = in_doubt
            .map(|n| dispatch::decide(n, assume, None))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))?;
        append(desk, &stream, decided)?;
    }
    Ok(())
}

fn append(desk: &mut Desk<'_>, stream: &StreamId, moves: Vec<NoticeMove>) -> Result<(), CommandError> {
    if moves.is_empty() {
        return Ok(());
    }
    let expected = events_of(desk, stream)?.len() as u64;
    register::append_to(desk, stream, expected, moves.into_iter().map(Payload::NoticeMoved).collect())
}
