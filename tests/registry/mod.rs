//! The registry: that every store keeps the contract, and that nothing acknowledged is ever lost.

mod conformance;
mod damage;
mod kill;
mod ledger;
mod opening;
mod transfer;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, NaiveDate};
use sucheng::domain::event::{Event, MilestoneEvent, Payload, StreamId};
use sucheng::domain::money::Amount;
use sucheng::domain::summary::Summary;
use sucheng::registry::{Commit, Registry, RegistryError, StoreKind};

/// Longer than the moment in which another test's child process, forked but not yet started, still shares a lock.
const PATIENCE: Duration = Duration::from_secs(5);

const BOTH: [StoreKind; 2] = [StoreKind::Memory, StoreKind::Sled];

/// A registry's folder that goes with the test.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    fn dir(&self) -> PathBuf {
        self.0.path().join("registry")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir().join(name)
    }

    fn create(&self, kind: StoreKind) -> Registry {
        Registry::create(&self.dir(), kind, "sucheng test").unwrap()
    }

    fn try_open(&self, kind: StoreKind) -> Result<Registry, RegistryError> {
        Registry::open(&self.dir(), kind, PATIENCE, "sucheng test")
    }

    fn open(&self, kind: StoreKind) -> Registry {
        self.try_open(kind).unwrap()
    }

    fn journal(&self) -> Vec<u8> {
        fs::read(self.file("journal.jsonl")).unwrap()
    }

    fn put_journal(&self, bytes: &[u8]) {
        fs::write(self.file("journal.jsonl"), bytes).unwrap();
    }
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

fn account(name: &str) -> StreamId {
    StreamId::Account(name.parse().unwrap())
}

/// An event that carries `text`.
fn event(seq: u64, command: &str, text: &str) -> Event {
    let milestone = MilestoneEvent {
        track: "litigation".into(),
        milestone: "filed".into(),
        on: day(),
        facts: [("note".to_owned(), text.to_owned())].into(),
        evidence: Vec::new(),
    };
    event_of(seq, command, Payload::Milestone(milestone))
}

fn event_of(seq: u64, command: &str, payload: Payload) -> Event {
    let at = DateTime::parse_from_rfc3339("2026-03-02T09:30:00+08:00").unwrap();
    Event { seq, at, as_of: day(), actor: "经办人示例".into(), command: command.into(), payload }
}

fn text_of(event: &Event) -> &str {
    match &event.payload {
        Payload::Milestone(milestone) => &milestone.facts["note"],
        other => panic!("{other:?}"),
    }
}

/// A commit of one event after `expected`.
fn commit(stream: &StreamId, expected: u64, command: &str) -> Commit {
    let text = format!("{stream} {}", expected + 1);
    Commit {
        stream: stream.clone(),
        expected,
        events: vec![event(expected + 1, command, &text)],
        summary: None,
    }
}

fn summary(account: &StreamId, version: u64) -> Summary {
    Summary {
        account: account.as_str().parse().unwrap(),
        version,
        rules: "rules".into(),
        as_of: day(),
        since: day(),
        until: None,
        batch: None,
        debtor: "李示例".into(),
        parties: Vec::new(),
        product: None,
        principal: Amount::ZERO,
        owed: None,
        stage: "referred".into(),
        track: "litigation".into(),
        handler: None,
        court: None,
        notices: 0,
        deadlines: Vec::new(),
    }
}

/// Three accounts and the workspace, seven events, in five lines of the journal; the last two are one call.
fn fill(registry: &mut Registry) {
    let (a, b, c) = (account("A-1"), account("a.lower"), account("B_2"));
    registry.commit(vec![commit(&a, 0, "c1")]).unwrap();
    let mut two = commit(&b, 0, "c2");
    two.events.push(event(2, "c2", "第二"));
    two.summary = Some(summary(&b, 2));
    registry.commit(vec![two]).unwrap();
    registry.commit(vec![commit(&StreamId::Workspace, 0, "c3")]).unwrap();
    let mut next = commit(&a, 1, "c4");
    next.events.push(event(3, "c4", "#read(\"/etc/passwd\") *李* <b> {{x}} =cmd"));
    next.summary = Some(summary(&a, 3));
    registry.commit(vec![next, commit(&c, 0, "c4")]).unwrap();
}

fn export(registry: &Registry) -> Vec<u8> {
    let mut out = Vec::new();
    registry.export(&mut out).unwrap();
    out
}

/// What [`fill`] leaves, as an export.
fn filled() -> Vec<u8> {
    let mut registry = Registry::in_memory();
    fill(&mut registry);
    export(&registry)
}

#[track_caller]
fn assert_sound(registry: &Registry) {
    let report = registry.verify().unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

/// Names of files and folders in a folder, sorted.
fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
