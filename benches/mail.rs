//! Mail: `cargo bench --bench mail`.
//!
//! A thousand mails to a server in this very process: over the connection that is kept, and beside it, in the same run,
//! over a connection for each, which is what a program does that sends one at a time. Encrypted both times, as with a
//! real server. Then `sucheng notify send` itself, with two durable events and a durable file for each mail.

#![allow(clippy::print_stdout, reason = "a report for people")]

#[path = "../tests/support/smtp.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    reason = "the server that the tests play; not all of it is needed here"
)]
mod smtp;
mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use chrono::DateTime;
use smtp::{Authority, Fake, Options};
use sucheng::docket::Docket;
use sucheng::domain::event::StreamId;
use sucheng::notices::Mail;
use sucheng::notices::transport::smtp::{Encryption, PATIENCE, Server, Smtp};
use sucheng::notices::transport::{Outgoing, Spool, Transport};
use sucheng::registry::{Commit, Registry, StoreKind};
use sucheng::rules::Rulebook;
use support::{account, events, rate};

/// Mails of a run, and the bytes of one: a demand with its letter attached.
const MAILS: usize = 1_000;
const BYTES: usize = 100_000;
/// Accounts that are committed together.
const TOGETHER: usize = 200;
const NOW: &str = "2026-11-21T10:00:00+08:00";
const GIVEN: &str = "the disk takes what it is given";

fn main() {
    let mails = std::env::var("SUCHENG_BENCH_MAILS").ok().and_then(|n| n.parse().ok()).unwrap_or(MAILS);
    println!("mail: {mails} mails to a server in this process, encrypted");
    for bytes in [2_000, BYTES] {
        transport(mails, bytes);
    }
    program(mails);
}

/// The transport alone, each mail kept durably before it leaves.
fn transport(mails: usize, bytes: usize) {
    let place = tempfile::tempdir().expect(GIVEN);
    let authority = Authority::certifies(&["localhost"]);
    let fake = Fake::start(Options { tls: Some(authority.config.clone()), ..Options::default() });
    let open = || {
        let server = Server {
            host: "localhost".to_owned(),
            port: fake.port,
            encryption: Encryption::Starttls,
            login: None,
            roots: Some(authority.pem.clone().into_bytes()),
            timeout: PATIENCE,
            hello: None,
            signer: None,
        };
        Smtp::new(server, Spool::of_workspace(place.path())).expect("it is on this machine")
    };
    let line = "6K+J5ZGI6K+J5ZGI6K+J5ZGI6K+J5ZGI6K+J5ZGI6K+J5ZGI6K+J5ZGI6K+J5ZGI6K+J5ZGI\r\n";
    let text = format!("Subject: x\r\n\r\n{}", line.repeat(bytes / line.len())).into_bytes();
    let (from, to) = ("legal@bank.example".to_owned(), "li@example.com".to_owned());
    let mail = Mail { bytes: text, sha256: String::new(), from, to };
    let send = |transport: &Smtp, id: String| {
        transport.ready().expect("the server is well");
        transport.send(Outgoing { id: &id, mail: &mail }).expect("it takes all");
    };
    let start = Instant::now();
    let kept = open();
    (0..mails).for_each(|n| send(&kept, format!("n-1-{n}")));
    drop(kept);
    let ours = mails as f64 / start.elapsed().as_secs_f64();
    let start = Instant::now();
    (0..mails).for_each(|n| send(&open(), format!("n-2-{n}")));
    let theirs = mails as f64 / start.elapsed().as_secs_f64();
    assert_eq!((fake.mails().len(), fake.sessions()), (2 * mails, mails + 1));
    rate(&format!("{} KB each, one connection", bytes / 1000), "mails", ours, Some(("one each", theirs)));
}

/// The whole command, over as many accounts.
fn program(mails: usize) {
    let place = tempfile::tempdir().expect(GIVEN);
    let fake = Fake::start(Options::default());
    let settings = format!(
        "schema: sucheng/workspace/v1\nmail:\n  from: 法务部 <legal@bank.example>\n  transport: smtp\n  per_minute: 100000\n  \
         smtp: {{host: 127.0.0.1, port: {}, tls: none}}\n",
        fake.port
    );
    fs::write(place.path().join("sucheng.yaml"), settings).expect(GIVEN);
    let at = DateTime::parse_from_rfc3339(NOW).expect("it is a moment").date_naive();
    let mut registry =
        Registry::create(&place.path().join("registry"), StoreKind::Sled, "bench").expect(GIVEN);
    // Every third account has only been referred: nothing is decided, and a demand can be made.
    let numbers: Vec<usize> = (0..mails).map(|n| 3 * n).collect();
    for some in numbers.chunks(TOGETHER) {
        let commit = |n: &usize| {
            let events = events(*n);
            let docket = Docket::fold(&events).expect("they follow each other").expect("it is there");
            let summary = Some(docket.row(at, Rulebook::builtin()));
            Commit { stream: StreamId::Account(account(*n)), expected: 0, events, summary }
        };
        registry.commit(some.iter().map(commit).collect()).expect(GIVEN);
    }
    drop(registry);
    run(place.path(), &["notify", "queue", "demand-email", "--all"]);
    run(place.path(), &["notify", "approve", "--all", "--reason", "checked"]);
    let start = Instant::now();
    run(place.path(), &["notify", "send"]);
    let took = start.elapsed().as_secs_f64();
    let sent = fake.mails().len();
    rate("notify send, recorded durably", "mails", sent as f64 / took, None);
    println!(
        "  {sent} of {mails} in {took:.1} s   goal 100 mails/s: {}",
        if sent as f64 / took >= 100.0 { "kept" } else { "MISSED" }
    );
}

fn run(place: &Path, args: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_sucheng"))
        .arg("--quiet")
        .args(args)
        .current_dir(place)
        .env("SUCHENG_NOW", NOW)
        .env("SUCHENG_LANG", "en")
        .stdout(Stdio::null())
        .status()
        .expect("it was built with this bench");
    assert!(status.code().is_some_and(|code| code == 0 || code == 3), "{args:?}: {status}");
}
