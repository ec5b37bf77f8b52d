//! Reports over a large registry: `cargo bench --bench reports`.
//!
//! The program itself writes the ledger, counts the portfolio, compares two days and ranks what is worth filing, as a user
//! has it do. Beside it, in the same run, the least that any report could do: every account read and folded on one thread,
//! nothing worked out.

#![allow(clippy::print_stdout, reason = "a report for people")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use chrono::DateTime;
use sucheng::docket::Docket;
use sucheng::domain::event::StreamId;
use sucheng::registry::{Commit, Registry, StoreKind};
use sucheng::rules::Rulebook;
use support::{account, events, line, memory, once};

/// Accounts, and how many of them are committed together.
const ACCOUNTS: usize = 100_000;
const TOGETHER: usize = 200;
const NOW: &str = "2026-11-21T10:00:00+08:00";
/// What a report may take at its most, whatever the number of accounts; the registry's cache is 64 MB of it.
const MOST_MB: f64 = 400.0;

const GIVEN: &str = "the disk takes what it is given";

fn main() {
    let accounts =
        std::env::var("SUCHENG_BENCH_ACCOUNTS").ok().and_then(|n| n.parse().ok()).unwrap_or(ACCOUNTS);
    let place = tempfile::tempdir().expect(GIVEN);
    fs::write(place.path().join("sucheng.yaml"), "schema: sucheng/workspace/v1\nstore: sled\n").expect(GIVEN);
    println!("reports over {accounts} accounts, beside folding them on one thread");
    let folded = fill(&place.path().join("registry"), accounts);
    for args in [
        &["report", "ledger", "-o", "ledger.csv"][..],
        &["report", "ledger", "-o", "ledger.xlsx"],
        &["report", "ledger", "-o", "ledger.json"],
        &["report", "portfolio", "-o", "portfolio.xlsx"],
        &["report", "portfolio", "-o", "portfolio.html"],
        &["report", "portfolio", "--json"],
        &["report", "compare", "--from", "2026-10-21", "--json"],
        &["triage", "--json"],
    ] {
        let (peak, took) = once(|| run(place.path(), args));
        line(&args.join(" "), took, Some(("folded only", folded)), None);
        if let Some(mb) = peak {
            let kept = if mb <= MOST_MB { "kept" } else { "MISSED" };
            println!("    at its highest {mb:.0} MB   goal {MOST_MB:.0} MB: {kept}");
        }
    }
}

/// Fills a registry; says how long reading and folding all of it takes.
fn fill(dir: &Path, accounts: usize) -> Duration {
    let mut registry = Registry::create(dir, StoreKind::Sled, "bench").expect(GIVEN);
    for first in (0..accounts).step_by(TOGETHER) {
        let commits = (first..accounts.min(first + TOGETHER)).map(commit).collect();
        registry.commit(commits).expect(GIVEN);
    }
    let fold = || {
        for n in 0..accounts {
            let events = registry.events(&StreamId::Account(account(n))).expect(GIVEN);
            std::hint::black_box(Docket::fold(&events).expect("they follow each other"));
        }
    };
    once(fold).1
}

fn commit(n: usize) -> Commit {
    let events = events(n);
    let on = DateTime::parse_from_rfc3339(NOW).expect("it is a moment").date_naive();
    let docket = Docket::fold(&events).expect("they follow each other").expect("it is there");
    let summary = Some(docket.row(on, Rulebook::builtin()));
    Commit { stream: StreamId::Account(account(n)), expected: 0, events, summary }
}

/// Runs the program; says how many MB of memory it took at its highest, where the system tells.
fn run(place: &Path, args: &[&str]) -> Option<f64> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sucheng"))
        .arg("--quiet")
        .args(args)
        .current_dir(place)
        .env("SUCHENG_NOW", NOW)
        .env("SUCHENG_LANG", "en")
        .stdout(Stdio::null())
        .spawn()
        .expect("it was built with this bench");
    let (id, mut peak) = (child.id().to_string(), None);
    loop {
        peak = memory(&id, "VmHWM:").or(peak);
        if let Some(status) = child.try_wait().expect("nobody else waits for it") {
            assert!(status.success(), "{args:?}: {status}");
            return peak;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
