//! Committing and reading.

use sucheng::domain::event::{Payload, StreamId};
use sucheng::domain::summary::Summary;
use sucheng::registry::{Commit, CommitFault, Registry, RegistryError};

use super::*;

#[test]
fn events_come_back_as_they_were_committed() {
    for kind in BOTH {
        let place = Place::new();
        let mut registry = place.create(kind);
        let stream = account("A-1");
        let first = vec![event(1, "c1", "一"), event(2, "c1", "line\nbreak \u{0} \"quoted\" \u{2028}")];
        let second = vec![event(3, "c2", &"长".repeat(100_000))];
        for (expected, events) in [(0, &first), (2, &second)] {
            let commit = Commit { stream: stream.clone(), expected, events: events.clone(), summary: None };
            registry.commit(vec![commit]).unwrap();
        }
        let all = [first, second].concat();
        assert_eq!(registry.events(&stream).unwrap(), all);
        drop(registry);
        let registry = place.open(kind);
        assert_eq!(registry.events(&stream).unwrap(), all);
        assert_eq!(registry.version(&stream).unwrap(), 3);
        assert_eq!(registry.events(&account("A-2")).unwrap(), []);
        assert_eq!(registry.version(&account("A-2")).unwrap(), 0);
        assert!(registry.notes().is_empty(), "{:?}", registry.notes());
        assert_sound(&registry);
    }
}

#[test]
fn a_wrong_version_writes_nothing_of_the_call() {
    for kind in BOTH {
        let place = Place::new();
        let mut registry = place.create(kind);
        fill(&mut registry);
        let before = (place.journal(), export(&registry));
        let (a, b, new) = (account("A-1"), account("a.lower"), account("N"));
        for (good, bad, found) in
            [(commit(&a, 3, "x"), commit(&b, 1, "x"), 2), (commit(&b, 2, "x"), commit(&new, 4, "x"), 0)]
        {
            let (stream, expected) = (bad.stream.clone(), bad.expected);
            match registry.commit(vec![good, bad]).unwrap_err() {
                RegistryError::Changed { stream: s, expected: e, found: f } => {
                    assert_eq!((s, e, f), (stream, expected, found));
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((place.journal(), export(&registry)), before);
        assert_sound(&registry);
    }
}

#[test]
fn two_commits_to_one_stream_follow_each_other() {
    let mut registry = Registry::in_memory();
    let a = account("A-1");
    registry.commit(vec![commit(&a, 0, "x"), commit(&a, 1, "x")]).unwrap();
    assert_eq!(registry.version(&a).unwrap(), 2);
    let error = registry.commit(vec![commit(&a, 2, "x"), commit(&a, 2, "x")]).unwrap_err();
    assert!(matches!(error, RegistryError::Changed { expected: 2, found: 3, .. }), "{error:?}");
    assert_eq!(registry.version(&a).unwrap(), 2);
}

#[test]
fn a_commit_that_contradicts_itself_is_refused() {
    let mut registry = Registry::in_memory();
    let a = account("A-1");
    let good = commit(&a, 0, "x");
    let cases = [
        (Commit { events: vec![], ..good.clone() }, CommitFault::Empty),
        (
            Commit { events: vec![event(2, "x", "")], ..good.clone() },
            CommitFault::Seq { expected: 1, found: 2 },
        ),
        (
            Commit { events: vec![event(1, "x", ""), event(1, "x", "")], ..good.clone() },
            CommitFault::Seq { expected: 2, found: 1 },
        ),
        (
            Commit { events: vec![event(1, "x", ""), event(2, "y", "")], ..good.clone() },
            CommitFault::Commands,
        ),
        (Commit { summary: Some(summary(&a, 2)), ..good.clone() }, CommitFault::Summary),
        (Commit { summary: Some(summary(&account("B"), 1)), ..good.clone() }, CommitFault::Summary),
    ];
    for (bad, expected) in cases {
        match registry.commit(vec![commit(&account("other"), 0, "x"), bad]) {
            Err(RegistryError::Commit { fault, .. }) => assert_eq!(fault, expected),
            other => panic!("{other:?}"),
        }
    }
    assert!(registry.is_empty().unwrap());
}

#[test]
fn rows_go_with_commits_and_are_known_to_be_old() {
    for kind in BOTH {
        let place = Place::new();
        let mut registry = place.create(kind);
        fill(&mut registry);
        let (a, b, c) = ("A-1".parse().unwrap(), "a.lower".parse().unwrap(), "B_2".parse().unwrap());
        let rows: Vec<Summary> = registry.summaries().unwrap().map(Result::unwrap).collect();
        assert_eq!(rows, [summary(&account("A-1"), 3), summary(&account("a.lower"), 2)]);
        assert_eq!(registry.summary(&a).unwrap(), Some(summary(&account("A-1"), 3)));
        assert_eq!(registry.summary(&c).unwrap(), None);

        assert_eq!(registry.outdated(|_| true).unwrap(), [c]);
        assert_eq!(registry.outdated(|row| row.version > 2).unwrap().len(), 2);
        assert_eq!(registry.list(|row| row.version > 2).unwrap().rows, [summary(&account("A-1"), 3)]);
        registry.put_summaries(&[summary(&account("B_2"), 1)]).unwrap();
        assert!(registry.outdated(|_| true).unwrap().is_empty());
        registry.commit(vec![commit(&account("a.lower"), 2, "x")]).unwrap();
        assert_eq!(registry.outdated(|_| true).unwrap(), [b]);
        assert_sound(&registry);
    }
}

#[test]
fn streams_are_listed_and_scanned_by_name() {
    for kind in BOTH {
        let place = Place::new();
        let mut registry = place.create(kind);
        fill(&mut registry);
        let sorted = [account("A-1"), account("B_2"), StreamId::Workspace, account("a.lower")];
        assert_eq!(registry.streams().unwrap(), sorted);
        let scan: Vec<_> = registry.scan().unwrap().map(Result::unwrap).collect();
        assert_eq!(scan.iter().map(|(stream, _)| stream.clone()).collect::<Vec<_>>(), sorted);
        for (stream, events) in scan {
            assert_eq!(events, registry.events(&stream).unwrap());
        }
        let stats = registry.stats().unwrap();
        assert_eq!((stats.accounts, stats.events, stats.commits), (3, 7, 5));
        assert_eq!(stats.journal_bytes, place.journal().len() as u64);
        assert!(stats.disk_bytes >= stats.journal_bytes);
    }
}

fn reversal(stream: &StreamId, expected: u64, command: &str, of: &str) -> Commit {
    let payload = Payload::Reversed { command: of.into(), events: vec![], reason: None };
    let events = vec![event_of(expected + 1, command, payload)];
    Commit { stream: stream.clone(), expected, events, summary: None }
}

#[test]
fn commands_are_told_newest_first() {
    for kind in BOTH {
        let place = Place::new();
        let mut registry = place.create(kind);
        fill(&mut registry);
        let recent: Vec<_> = registry.recent().unwrap().map(Result::unwrap).collect();
        assert_eq!(recent.iter().map(|d| d.command.as_str()).collect::<Vec<_>>(), ["c4", "c3", "c2", "c1"]);
        let touched: Vec<_> = recent[0].touched.iter().map(|t| (t.stream.as_str(), t.seqs.clone())).collect();
        assert_eq!(touched, [("A-1", 2..=3), ("B_2", 1..=1)]);
        assert_eq!(recent[2].touched[0].kinds, ["milestone", "milestone"]);
        assert_eq!(recent[0].actor, "经办人示例");
    }
}

#[test]
fn undo_finds_the_newest_command_that_still_stands() {
    let mut registry = Registry::in_memory();
    assert_eq!(registry.last_standing().unwrap(), None);
    fill(&mut registry);
    let (a, c, w) = (account("A-1"), account("B_2"), StreamId::Workspace);
    let standing = |registry: &Registry| registry.last_standing().unwrap().map(|d| d.command);
    assert_eq!(standing(&registry).unwrap(), "c4");
    registry.commit(vec![reversal(&a, 3, "u1", "c4"), reversal(&c, 1, "u1", "c4")]).unwrap();
    assert_eq!(standing(&registry).unwrap(), "c3");
    registry.commit(vec![reversal(&w, 1, "u2", "c3")]).unwrap();
    assert_eq!(standing(&registry).unwrap(), "c2");
    // A reversal that is itself reversed reverses nothing.
    registry.commit(vec![reversal(&w, 2, "u3", "u2")]).unwrap();
    assert_eq!(standing(&registry).unwrap(), "c3");
}

/// Enough for several threads, with rows that are old, unreadable, or missing among them.
#[test]
fn a_long_list_is_in_order_and_complete() {
    let mut registry = Registry::in_memory();
    let mut commits: Vec<Commit> =
        (0..10_000).map(|n| commit(&account(&format!("A-{n:05}")), 0, "bulk")).collect();
    for (_, commit) in commits.iter_mut().enumerate().filter(|(n, _)| n % 10 != 0) {
        commit.summary = Some(summary(&commit.stream, 1));
    }
    registry.commit(commits).unwrap();
    let listing = registry.list(|row| !row.account.as_str().ends_with('7')).unwrap();
    let of = |keep: fn(usize) -> bool| {
        (0..10_000).filter(|n| keep(n % 10)).map(|n| format!("A-{n:05}")).collect::<Vec<_>>()
    };
    let rows: Vec<_> = listing.rows.iter().map(|row| row.account.to_string()).collect();
    assert_eq!(rows, of(|digit| digit != 0 && digit != 7));
    let outdated: Vec<_> = listing.outdated.iter().map(ToString::to_string).collect();
    assert_eq!(outdated, of(|digit| digit == 0 || digit == 7));
    assert_eq!(registry.summaries().unwrap().count(), 9_000);
}
