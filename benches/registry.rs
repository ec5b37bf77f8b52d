//! The registry: `cargo bench --bench registry`.
//!
//! Beside it, in the same run and with the same bytes, redb: a database alone, without a journal, a hash chain or checks
//! against it. The last part runs the program itself over 100,000 accounts, as a user does.

#![allow(clippy::print_stdout, reason = "a report for people")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use sucheng::docket::Docket;
use sucheng::domain::Event;
use sucheng::domain::event::StreamId;
use sucheng::domain::summary::Summary;
use sucheng::registry::{Commit, Registry, StoreKind};
use sucheng::rules::Rulebook;
use support::{account, events, line, memory, once, rate};

/// Accounts of the large registry, and how many of them are committed together; `import` takes as many.
const ACCOUNTS: usize = 100_000;
const TOGETHER: usize = 200;
/// Commits of one event each.
const APPENDS: usize = 2_000;
/// Accounts that are computed anew, to tell what all of them would take.
const SAMPLE: usize = 2_000;
/// How often what is quick is measured; the fastest counts.
const TIMES: usize = 3;
/// The moment at which the program runs, and the day after.
const NOW: &str = "2026-11-21T10:00:00+08:00";
const NEXT_DAY: &str = "2026-11-22T09:00:00+08:00";

const EVENTS: TableDefinition<'_, (&str, u64), &[u8]> = TableDefinition::new("events");
const ROWS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("rows");

const GIVEN: &str = "the disk takes what it is given";

fn main() {
    let accounts =
        std::env::var("SUCHENG_BENCH_ACCOUNTS").ok().and_then(|n| n.parse().ok()).unwrap_or(ACCOUNTS);
    let place = tempfile::tempdir().expect(GIVEN);
    println!("registry: sled behind a synced journal, beside redb, both durable");
    appends(place.path());
    large(place.path(), accounts);
    program(place.path(), accounts);
}

/// One event per commit, each durable before the next.
fn appends(place: &Path) {
    let dir = place.join("appends");
    let mut registry = Registry::create(&dir, StoreKind::Sled, "bench").expect(GIVEN);
    let start = Instant::now();
    for n in 0..APPENDS {
        registry.commit(vec![commit(n, true)]).expect(GIVEN);
    }
    let ours = APPENDS as f64 / start.elapsed().as_secs_f64();
    drop(registry);
    let db = Database::create(place.join("appends.redb")).expect(GIVEN);
    let start = Instant::now();
    (0..APPENDS).for_each(|n| put(&db, &[commit(n, true)]));
    rate(
        "one event per commit",
        "commits",
        ours,
        Some(("redb", APPENDS as f64 / start.elapsed().as_secs_f64())),
    );
}

/// The large registry: writing, opening, listing.
fn large(place: &Path, accounts: usize) {
    let (dir, file) = (place.join("registry"), place.join("large.redb"));
    let mut registry = Registry::create(&dir, StoreKind::Sled, "bench").expect(GIVEN);
    let db = Database::create(&file).expect(GIVEN);
    let (mut ours, mut theirs, mut count) = (Duration::ZERO, Duration::ZERO, 0);
    for first in (0..accounts).step_by(TOGETHER) {
        let commits: Vec<Commit> =
            (first..accounts.min(first + TOGETHER)).map(|n| commit(n, false)).collect();
        count += commits.iter().map(|c| c.events.len()).sum::<usize>();
        theirs += once(|| put(&db, &commits)).1;
        ours += once(|| registry.commit(commits).expect(GIVEN)).1;
    }
    drop((registry, db));
    let a_second = |time: Duration| accounts as f64 / time.as_secs_f64();
    println!("  {accounts} accounts with {count} events");
    rate("import, 200 accounts per commit", "accounts", a_second(ours), Some(("redb", a_second(theirs))));
    let open = || Registry::open(&dir, StoreKind::Sled, Duration::ZERO, "bench").expect(GIVEN);
    let quickest = |call: &dyn Fn()| (0..TIMES).map(|_| once(call).1).min().unwrap_or_default();
    let db = || Database::open(&file).expect(GIVEN);
    line("open", quickest(&|| drop(open())), Some(("redb", quickest(&|| drop(db())))), None);
    let (registry, db) = (open(), db());
    let list = || registry.summaries().expect(GIVEN).collect::<Result<Vec<_>, _>>().expect(GIVEN);
    let scan = || {
        let read = db.begin_read().expect(GIVEN);
        let rows = read.open_table(ROWS).expect(GIVEN);
        let row = |row: Result<(_, redb::AccessGuard<'_, &[u8]>), _>| {
            serde_json::from_slice::<Summary>(row.expect(GIVEN).1.value()).expect("it was just written")
        };
        rows.iter().expect(GIVEN).map(row).collect::<Vec<_>>()
    };
    assert!(list() == scan() && list().len() == accounts, "both hold the same rows");
    line(
        "rows of all accounts",
        quickest(&|| drop(list())),
        Some(("redb", quickest(&|| drop(scan())))),
        None,
    );
    // What an agenda would take without rows, from as many accounts as are quickly computed.
    let some = accounts.min(SAMPLE);
    let anew = || {
        let streams = (0..some).map(|n| StreamId::Account(account(n)));
        let today = DateTime::parse_from_rfc3339(NOW).expect("it is a moment").date_naive();
        streams.map(|stream| row(&registry.events(&stream).expect(GIVEN), today)).collect::<Vec<_>>()
    };
    let anew = quickest(&|| agenda(&anew())).mul_f64(accounts as f64 / some as f64);
    line("agenda of all accounts", quickest(&|| agenda(&list())), Some(("computed anew", anew)), None);
    line(
        "agenda of those rows",
        quickest(&|| agenda(&list())),
        Some(("redb", quickest(&|| agenda(&scan())))),
        None,
    );
}

fn agenda(rows: &[Summary]) {
    let mut items: Vec<_> =
        rows.iter().flat_map(|row| row.deadlines.iter().map(move |d| (d.due, row, d))).collect();
    items.sort_by(|a, b| (a.0, &a.1.account, &a.2.id).cmp(&(b.0, &b.1.account, &b.2.id)));
    assert!(!items.is_empty(), "the accounts have deadlines");
}

/// Whole commands over the large registry: process start, tables, opening, reading, printing.
fn program(place: &Path, accounts: usize) {
    fs::write(place.join("sucheng.yaml"), "schema: sucheng/workspace/v1\nstore: sled\n").expect(GIVEN);
    println!("  the program over {accounts} accounts");
    let seconds = |n| Some(Duration::from_secs(n));
    let mut most = None;
    for (args, now, goal) in [
        (&["rules", "list"][..], NOW, None),
        (&["list"], NOW, seconds(1)),
        (&["list", "--json"], NOW, None),
        (&["agenda", "--within", "30d", "--json"], NOW, seconds(1)),
        (&["notify", "list"], NOW, seconds(1)),
        (&["show", account(accounts / 2).as_str()], NOW, None),
        (&["agenda", "--within", "30d", "--json"], NEXT_DAY, seconds(1)),
        (&["list"], NEXT_DAY, seconds(15)),
        (&["list"], NEXT_DAY, seconds(1)),
    ] {
        let ((peak, cpu), took) = once(|| run(place, args, now));
        let when = if now == NEXT_DAY { ", the next day" } else { "" };
        let cpu = cpu.map(|cpu| ("of it computing", cpu));
        line(&format!("{}{when}", args.join(" ")), took, cpu, goal);
        most = most.max(peak);
    }
    if let Some(most) = most {
        println!("  peak memory of a command             {most:>7} MB");
    }
    let size = |path: &Path| walk(path) as f64 / 1e6;
    println!(
        "  on disk {:.0} MB, redb {:.0} MB",
        size(&place.join("registry")),
        size(&place.join("large.redb"))
    );
}

/// Runs the program and says how many MB of memory and how much time of all processors it took, where the system tells.
fn run(place: &Path, args: &[&str], now: &str) -> (Option<u64>, Option<Duration>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sucheng"))
        .arg("--quiet")
        .args(args)
        .current_dir(place)
        .env("SUCHENG_NOW", now)
        .env("SUCHENG_LANG", "en")
        .stdout(Stdio::null())
        .spawn()
        .expect("it was built with this bench");
    let (id, mut peak, mut cpu) = (child.id().to_string(), None, None);
    loop {
        peak = memory(&id, "VmHWM:").map(|mb| mb as u64).or(peak);
        cpu = computed(&id).or(cpu);
        if let Some(status) = child.try_wait().expect("nobody else waits for it") {
            assert!(status.success(), "{args:?}: {status}");
            return (peak, cpu);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The time that a process has spent on processors, as Linux counts it: in hundredths of a second.
fn computed(process: &str) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in parentheses may hold anything; the user's and the system's time are the 12th and 13th fields after it.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks()? + ticks()?) * 10))
}

/// Bytes of a file or of all files below a folder.
fn walk(path: &Path) -> u64 {
    match fs::read_dir(path) {
        Ok(entries) => entries.filter_map(Result::ok).map(|e| walk(&e.path())).sum(),
        Err(_) => fs::metadata(path).map_or(0, |m| m.len()),
    }
}

/// What happened to the n-th account: all of it, or its first event only.
fn commit(n: usize, first: bool) -> Commit {
    let mut events = events(n);
    if first {
        events.truncate(1);
    }
    let at = DateTime::parse_from_rfc3339(NOW).expect("it is a moment").date_naive();
    let summary = row(&events, at);
    Commit { stream: StreamId::Account(account(n)), expected: 0, events, summary: Some(summary) }
}

fn row(events: &[Event], as_of: NaiveDate) -> Summary {
    let docket = Docket::fold(events).expect("they follow each other").expect("it is there");
    docket.row(as_of, Rulebook::builtin())
}

/// The same writes in one durable transaction of redb.
fn put(db: &Database, commits: &[Commit]) {
    let write = db.begin_write().expect(GIVEN);
    {
        let mut events = write.open_table(EVENTS).expect(GIVEN);
        let mut rows = write.open_table(ROWS).expect(GIVEN);
        for commit in commits {
            for event in &commit.events {
                let bytes = serde_json::to_vec(event).expect("an event is JSON");
                events.insert((commit.stream.as_str(), event.seq), bytes.as_slice()).expect(GIVEN);
            }
            let bytes = serde_json::to_vec(&commit.summary).expect("a row is JSON");
            rows.insert(commit.stream.as_str(), bytes.as_slice()).expect(GIVEN);
        }
    }
    write.commit().expect(GIVEN);
}
