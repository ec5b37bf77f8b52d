//! Notices of one kind for many accounts.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::found::outbox;
use super::terms::{owners, suppressed};
use crate::cli::desk::Desk;
use crate::cli::drafting::{self, Format};
use crate::cli::error::{self, CommandError, Exit};
use crate::cli::register::{self, Entry};
use crate::docket::{Basis, Docket, Pursuit, Standing};
use crate::domain::AccountId;
use crate::domain::event::{DocumentRecord, NoticeRecord, NoticeStatus, Payload};
use crate::domain::problem::{Place, Problem};
use crate::notices::facts::{Available, Figures};
use crate::notices::lint::{Known, lint};
use crate::notices::occasion::{self, NoOccasion};
use crate::notices::queue::compose_notice;
use crate::notices::{About, Admission, Input, Message, Suppressed, gate, reminder};
use crate::rules::{Refusal, Rulebook};

/// What came of queueing.
#[derive(Debug, Default)]
pub struct Queued {
    /// Put into the outbox.
    pub queued: Vec<(AccountId, NoticeRecord)>,
    /// There already, in this state.
    pub known: Vec<(AccountId, String, NoticeStatus)>,
    /// Not queued, and why.
    pub failed: Vec<(AccountId, Problem)>,
    /// What those that were queued need before they are approved.
    pub warned: Vec<(AccountId, Problem)>,
}

/// When notices should go out, and for what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Occasion<'a> {
    /// The day; by default the day stood on.
    pub due: Option<NaiveDate>,
    /// What makes them others than the last ones of their kind.
    pub name: Option<&'a str>,
}

/// Puts a notice of this kind into the outbox for each account.
///
/// # Errors
/// The registry cannot be written, or there is no sender.
pub fn queue(kind: &str, accounts: &[AccountId], desk: &mut Desk<'_>) -> Result<Queued, CommandError> {
    queue_for(kind, accounts, &Occasion::default(), desk)
}

/// The same for an occasion.
///
/// # Errors
/// As [`queue`].
pub fn queue_for(
    kind: &str,
    accounts: &[AccountId],
    occasion: &Occasion<'_>,
    desk: &mut Desk<'_>,
) -> Result<Queued, CommandError> {
    let workspace = desk.workspace()?;
    let Some(from) = workspace.config.mail.as_ref().and_then(|m| m.from.clone()) else {
        return Err(CommandError::new(Exit::Failed, "E-NOTIFY-NO-SENDER"));
    };
    if reminder::is_round(kind) {
        let code = if kind == reminder::DEADLINES { "E-NOTIFY-DAILY" } else { "E-NOTIFY-ROUND" };
        return Err(CommandError::new(Exit::Usage, code).with("kind", kind));
    }
    let press = drafting::press(desk)?;
    let is_message = |folder: &crate::press::Folder| folder.file("body.txt.j2").is_some();
    match press.library().folder(kind) {
        Err(error) => return Err(CommandError::problems(Exit::Usage, vec![error.problem()])),
        Ok(folder) if !is_message(folder) => {
            let messages =
                press.library().folders().filter(|f| is_message(f) && f.kind != reminder::DEADLINES);
            let messages = messages.map(|f| f.kind.as_str());
            return Err(CommandError::new(Exit::Usage, "E-NOTICE-KIND")
                .with("kind", kind)
                .with("expected", messages.collect::<Vec<_>>().join(", ")));
        }
        Ok(folder) => drafting::valid(folder, desk.settings.as_of)
            .map_err(|problem| CommandError::problems(Exit::NotReady, vec![problem]))?,
    }
    let wrong = |problem: Box<Problem>| CommandError::problems(Exit::Failed, vec![*problem]);
    let messages = Message::each(press.library(), kind).map_err(wrong)?;
    let about = messages.first().map_or(About::Debt, |message| message.about);
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let (suppressed, owners) = (suppressed(desk)?, owners(desk)?);
    let mut done = Queued::default();
    let mut entries = Vec::new();
    for account in accounts {
        let events = register::events(desk, account)?;
        let Some(docket) = register::fold(account, &events)? else { continue };
        let standing = Standing::new(&docket, as_of, &rules);
        let occasions = match occasion::occasions(about, &docket, &standing, as_of, &rules) {
            Ok(occasions) => occasions,
            Err(none) => {
                let problem = match none {
                    NoOccasion::Nothing(problem) => *problem,
                    NoOccasion::Refused(refusal) => error::refusal(&refusal),
                };
                done.failed.push((account.clone(), problem));
                continue;
            }
        };
        let figures = match figures(&docket, as_of, &rules) {
            Ok(figures) => Some(figures),
            Err(refusal) if about.states_debt() => {
                done.failed.push((account.clone(), error::refusal(&refusal)));
                continue;
            }
            Err(_) => None,
        };
        let deadlines = standing.open();
        let expected: Vec<&str> = crate::documents::filing(&docket.case).iter().map(|d| d.kind).collect();
        let available = available(&docket);
        let outbox = outbox(account, &events)?;
        let mut payloads: Vec<Payload> = Vec::new();
        let each = messages.iter().flat_map(|message| occasions.iter().map(move |one| (message, one)));
        for (message, one) in each {
            let input = Input {
                case: &docket.case,
                figures: figures.as_ref(),
                topic: &one.topic,
                pursuit: Pursuit::of(&docket.milestones, as_of),
                deadlines: &deadlines,
                available: &available,
                expected: &expected,
                from: &from,
                as_of,
                due: occasion.due.or(one.due),
                until: one.until,
                facts: docket.version,
                occasion: occasion.name.or(one.name.as_deref()),
                again: 0,
            };
            let mut composed = compose_notice(message, &input);
            if let Ok(record) = &composed
                && let Admission::Again(again) = outbox.admit(record)
            {
                composed = compose_notice(message, &Input { again, ..input });
            }
            let composed = composed.and_then(|record| {
                let against = against(&record, &input, &suppressed, &rules);
                if against.is_empty() { Ok(record) } else { Err(against) }
            });
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
                        let shared = gate::shared(&record, &owners, Some(&docket.case));
                        let warning = shared.map(|hold| hold.warning("W-NOTICE-SHARED-MAILBOX", &record.id));
                        done.warned.extend(warning.map(|warning| (account.clone(), warning)));
                        payloads.extend(replaces.into_iter().map(Payload::NoticeMoved));
                        payloads.push(Payload::NoticeQueued(Box::new(record.clone())));
                        done.queued.push((account.clone(), record));
                    }
                },
            }
        }
        if !payloads.is_empty() {
            entries.push(Entry { account: account.clone(), expected: docket.version, payloads });
        }
    }
    if !desk.settings.dry_run {
        register::append(desk, entries)?;
    }
    Ok(done)
}

/// What stands against a notice that could be composed: what it says, and whose mailbox it goes to.
fn against(
    record: &NoticeRecord,
    input: &Input<'_>,
    suppressed: &Suppressed,
    rules: &Rulebook,
) -> Vec<Problem> {
    let holds = [gate::refused(record, suppressed), gate::recipient(record, input.case)];
    let known = Known { case: input.case, figures: input.figures };
    let wording = lint(record, Some(&known), rules, input.as_of);
    holds.into_iter().flatten().map(|hold| hold.problem(&record.id)).chain(wording).collect()
}

/// What a message states is owed: what was decided, once a decision is in force, and what is claimed before.
///
/// # Errors
/// It cannot be computed.
pub(super) fn figures(docket: &Docket, as_of: NaiveDate, rules: &Rulebook) -> Result<Figures, Refusal> {
    let balance = docket.balance(as_of, rules);
    // The contract's interest is not what a debtor owes who was condemned to something else.
    if let Some(refusal) = balance.as_ref().ok().and_then(|answer| answer.value.without_figures()) {
        return Err(refusal);
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

/// The latest document of each kind that is not out of date. What can be edited is not what is sent.
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
