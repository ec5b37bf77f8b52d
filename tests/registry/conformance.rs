//! The contract of `Store`, run on every store. A new store is one more line at the end.

use std::path::Path;
use std::time::Duration;

use sucheng::domain::case::AccountId;
use sucheng::domain::event::StreamId;
use sucheng::registry::store::{Append, Entry, Mark, MemoryStore, SledStore, Store, StoreError};
use sucheng::registry::{Fingerprint, Head, Record};

use super::account;

fn name(text: &str) -> AccountId {
    text.parse().unwrap()
}

/// One entry with these payloads, following what `store` holds.
fn append(store: &dyn Store, stream: &StreamId, payloads: &[&[u8]]) -> Append {
    let mut head = store.head(stream).unwrap();
    let from = head.version + 1;
    let mut records = Vec::new();
    for payload in payloads {
        let record = Record::after(head, stream, payload.to_vec());
        head = record.head();
        records.push(record);
    }
    let before = store.mark().unwrap();
    let line = before.line + 1;
    let sum = Fingerprint::of(&line.to_be_bytes());
    let mark = Mark { line, start: before.end, end: before.end + 100, sum };
    let entry =
        Entry { line, commit: (line, line), stream: stream.clone(), from, count: payloads.len() as u64 };
    Append { entry, records, row: None, mark }
}

fn add(store: &mut dyn Store, stream: &StreamId, payloads: &[&[u8]]) -> Append {
    let append = append(store, stream, payloads);
    store.append(vec![append.clone()]).unwrap();
    append
}

fn all<T>(rows: impl Iterator<Item = Result<T, StoreError>>) -> Vec<T> {
    rows.map(Result::unwrap).collect()
}

fn starts_empty(store: &mut dyn Store) {
    let a = account("A");
    assert_eq!(store.head(&a).unwrap(), Head::START);
    assert_eq!(store.mark().unwrap(), Mark::START);
    assert_eq!(store.load(&a, 1, 10).unwrap(), []);
    assert_eq!(store.row(&name("A")).unwrap(), None);
    assert_eq!(store.meta("x").unwrap(), None);
    assert!(store.heads().next().is_none() && store.scan().next().is_none());
    assert!(store.entries_after(0).next().is_none() && store.entries_back().next().is_none());
    assert!(store.rows().next().is_none());
}

fn gives_back_what_was_added(store: &mut dyn Store) {
    let a = account("A");
    let big = vec![b'x'; 300_000];
    let exact = vec![b'y'; 8192];
    let first = add(store, &a, &[b"one", &big, b"", &exact]);
    let second = add(store, &a, &[b"five"]);
    assert_eq!(store.load(&a, 1, 4).unwrap(), first.records);
    assert_eq!(store.load(&a, 5, u64::MAX).unwrap(), second.records);
    assert_eq!(store.load(&a, 2, 2).unwrap(), first.records[1..3]);
    assert_eq!(store.load(&a, 6, 1).unwrap(), []);
    assert_eq!(store.load(&a, 2, 0).unwrap(), []);
    assert_eq!(store.head(&a).unwrap(), second.records[0].head());
    assert_eq!(store.mark().unwrap(), second.mark);
    assert_eq!(all(store.entries_after(0)), [first.entry.clone(), second.entry.clone()]);
    assert_eq!(all(store.entries_after(1)), std::slice::from_ref(&second.entry));
    assert_eq!(all(store.entries_after(u64::MAX)), []);
    assert_eq!(all(store.entries_back()), [second.entry, first.entry]);
}

/// Names where one is the beginning of another, and where the order of bytes is not that of the type.
fn keeps_streams_apart_and_in_order(store: &mut dyn Store) {
    let streams =
        [account("b"), account("A-1"), StreamId::Workspace, account("A"), account("A.1"), account("Z")];
    for (round, stream) in streams.iter().chain(&streams).enumerate() {
        add(store, stream, &[format!("{round}").as_bytes()]);
    }
    let mut sorted: Vec<&StreamId> = streams.iter().collect();
    sorted.sort_by_key(|stream| stream.as_str().as_bytes());
    let heads = all(store.heads());
    assert_eq!(heads.iter().map(|(stream, _)| stream).collect::<Vec<_>>(), sorted);
    let scan = all(store.scan());
    assert_eq!(scan.iter().map(|(stream, _)| stream).collect::<Vec<_>>(), sorted);
    for (stream, records) in scan {
        assert_eq!(records, store.load(&stream, 1, 9).unwrap());
        assert_eq!(records.len(), 2);
        assert!(records[1].follows(records[0].head(), &stream));
    }
}

fn refuses_what_does_not_follow(store: &mut dyn Store) {
    let a = account("A");
    add(store, &a, &[b"one"]);
    let good = append(store, &a, &[b"two"]);

    let mut gap = good.clone();
    gap.records[0].seq = 3;
    let mut fork = good.clone();
    fork.records[0].prev = Fingerprint::ZERO;
    let mut later = good.clone();
    later.entry.line = 3;
    let mut again = good.clone();
    again.entry.line = 1;
    let mut none = good.clone();
    none.records.clear();
    for bad in [gap, fork, later, again, none] {
        let error = store.append(vec![bad]).unwrap_err();
        assert_eq!(error, StoreError::Changed { stream: a.clone(), found: 1 });
        assert_eq!(store.mark().unwrap().line, 1);
        assert_eq!(store.head(&a).unwrap().version, 1);
    }
    store.append(vec![good]).unwrap();
}

/// Of a batch that fails, what was done is a beginning of it, and the mark says which.
fn does_each_append_wholly_or_not_at_all(store: &mut dyn Store) {
    let (a, b) = (account("A"), account("B"));
    add(store, &a, &[b"one"]);
    let mut first = append(store, &a, &[b"two", b"three"]);
    first.row = Some(b"row".to_vec());
    let mut second = append(store, &b, &[b"one", b"two"]);
    second.entry.line = 3;
    second.entry.commit = (3, 3);
    second.mark.line = 3;
    second.row = Some(b"row".to_vec());
    second.records[0].prev = Fingerprint::of(b"elsewhere");
    store.append(vec![first, second]).unwrap_err();

    assert_eq!(store.head(&b).unwrap(), Head::START);
    assert_eq!(store.row(&name("B")).unwrap(), None);
    let done = store.mark().unwrap().line;
    assert!(done == 1 || done == 2, "{done}");
    assert_eq!(store.head(&a).unwrap().version, if done == 2 { 3 } else { 1 });
    assert_eq!(store.row(&name("A")).unwrap().is_some(), done == 2);
    assert_eq!(store.entries_back().next().unwrap().unwrap().line, done);
}

/// More than any store puts into one transaction.
fn takes_a_large_batch(store: &mut dyn Store) {
    let mut batch = Vec::new();
    for number in 1..=1500_u64 {
        let stream = account(&format!("A-{number:05}"));
        let mut append = append(store, &stream, &[&vec![b'x'; 2000]]);
        append.entry.line = number;
        append.mark.line = number;
        append.row = Some(number.to_be_bytes().to_vec());
        batch.push(append);
    }
    store.append(batch).unwrap();
    assert_eq!(store.mark().unwrap().line, 1500);
    assert_eq!(all(store.rows()).len(), 1500);
    assert!(all(store.entries_after(0)).iter().map(|entry| entry.line).eq(1..=1500));
    assert_eq!(store.load(&account("A-01500"), 1, 1).unwrap()[0].payload.len(), 2000);
}

fn keeps_rows_and_values(store: &mut dyn Store) {
    let mut with_row = append(store, &account("b"), &[b"one"]);
    with_row.row = Some(b"old".to_vec());
    store.append(vec![with_row]).unwrap();
    assert_eq!(store.row(&name("b")).unwrap().unwrap(), b"old");
    // An append without a row leaves the old one: its version tells that it is old.
    add(store, &account("b"), &[b"two"]);
    assert_eq!(store.row(&name("b")).unwrap().unwrap(), b"old");
    store.put_rows(vec![(name("b"), b"new".to_vec()), (name("Z"), b"z".to_vec())]).unwrap();
    assert_eq!(all(store.rows()), [(name("Z"), b"z".to_vec()), (name("b"), b"new".to_vec())]);
    store.put_meta("x", b"1").unwrap();
    store.put_meta("x", b"2").unwrap();
    assert_eq!(store.meta("x").unwrap().unwrap(), b"2");
    assert_eq!(store.mark().unwrap().line, 2);
}

fn many_threads_read(store: &mut dyn Store) {
    for number in 0..50 {
        add(store, &account(&format!("A-{number}")), &[b"one", b"two"]);
    }
    let store = &*store;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(move || assert_eq!(all(store.scan()).len(), 50));
        }
    });
}

const SUITE: [fn(&mut dyn Store); 8] = [
    starts_empty,
    gives_back_what_was_added,
    keeps_streams_apart_and_in_order,
    refuses_what_does_not_follow,
    does_each_append_wholly_or_not_at_all,
    takes_a_large_batch,
    keeps_rows_and_values,
    many_threads_read,
];

fn conforms(make: impl Fn(&Path) -> Box<dyn Store>) {
    for check in SUITE {
        let dir = tempfile::tempdir().unwrap();
        check(make(dir.path()).as_mut());
    }
}

#[test]
fn memory() {
    conforms(|_| Box::new(MemoryStore::default()));
}

#[test]
fn sled() {
    conforms(|dir| Box::new(SledStore::open(&dir.join("index"), Duration::ZERO).unwrap()));
}

/// What a durable store holds is there when it is opened again.
#[test]
fn sled_keeps_everything_between_openings() {
    let dir = tempfile::tempdir().unwrap();
    let open = || SledStore::open(&dir.path().join("index"), Duration::from_secs(2)).unwrap();
    let big = vec![b'x'; 50_000];
    let mut added = Vec::new();
    for round in 1..=4_u64 {
        let mut store = open();
        assert_eq!(store.mark().unwrap().line, 2 * (round - 1));
        added.extend(add(&mut store, &account("A"), &[&big, b"small"]).records);
        add(&mut store, &account("B"), &[b"small"]);
        store.put_rows(vec![(name("A"), round.to_be_bytes().to_vec())]).unwrap();
        store.put_meta("x", &round.to_be_bytes()).unwrap();
    }
    let store = open();
    assert_eq!(store.load(&account("A"), 1, 99).unwrap(), added);
    assert_eq!(store.row(&name("A")).unwrap().unwrap(), 4_u64.to_be_bytes());
    assert_eq!(store.meta("x").unwrap().unwrap(), 4_u64.to_be_bytes());
    // Payloads are cut so that sled never makes a file of its own for one.
    assert_eq!(std::fs::read_dir(dir.path().join("index/blobs")).map_or(0, Iterator::count), 0);
}
