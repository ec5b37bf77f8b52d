//! A batch as a user drafts it: `cargo bench --bench batch`.
//!
//! 5,000 documents of some 1,000 accounts, by the program itself with all that it does besides printing: reading the
//! registry, working out the claim, hashing, writing each file durably, recording. Beside it, in the same run and on the
//! same data: `typst compile` once per document, and docxtpl with LibreOffice, where they are installed.

#![allow(clippy::print_stdout, reason = "a report for people")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sucheng::docket::Docket;
use sucheng::documents::{self, Brief};
use sucheng::domain::Case;
use sucheng::domain::event::{Event, Payload, StreamId};
use sucheng::press::{FontSettings, Library, Press, ROLES};
use sucheng::registry::{Commit, Registry, StoreKind};
use sucheng::rules::Rulebook;
use support::{account, day, events, memory};

/// Documents of one run, and how many kinds an account has of them at most.
const DOCUMENTS: usize = 5_000;
const KINDS: [&str; 8] = [
    "complaint",
    "evidence-list",
    "demand-letter",
    "lawyers-letter",
    "debt-statement",
    "power-of-attorney",
    "contact-log",
    "preservation-application",
];
const MOST_KINDS: usize = 5;
/// Documents that the others make.
const BASELINE: usize = 20;
const NOW: &str = "2026-11-21T10:00:00+08:00";

fn main() {
    let documents = std::env::var("SUCHENG_BENCH_DOCUMENTS").ok().and_then(|n| n.parse().ok());
    let place = tempfile::tempdir().expect("a folder for the run");
    let kinds: Vec<&str> =
        KINDS.into_iter().filter(|kind| data(kind, 1).is_some()).take(MOST_KINDS).collect();
    let accounts = documents.unwrap_or(DOCUMENTS) / kinds.len();
    fill(place.path(), accounts);
    println!("batch: {accounts} accounts × {}", kinds.join(", "));
    let two = batch(place.path(), &kinds, 2, "two", &[]);
    batch(place.path(), &kinds, 1, "one", &[]);
    batch(place.path(), &kinds, 2, "plain", &["--pdf", "plain"]);
    batch(place.path(), &kinds, 2, "two", &["--changed-only"]);
    for given in [true, false] {
        let fonts = if given { "fonts given" } else { "system scan" };
        match typst(&kinds, given) {
            Some((rate, processor)) => println!(
                "  typst compile, {fonts:<14} {rate:>7.1} documents/s, {:.1} ms of processors each: two threads here make {:.1} times as many; {:.1} times by processor time and two threads",
                processor * 1e3,
                two.0 / rate,
                2.0 * processor / two.1
            ),
            None => println!("  typst compile, {fonts:<18} skipped: no typst on PATH, or it refuses"),
        }
    }
    docxtpl(place.path(), two.0);
}

/// The n-th account, with what five kinds of document need.
fn case(n: usize) -> Case {
    let mut facts = support::facts(n);
    facts["counsel"] = json!({"firm": "示例律师事务所", "lawyer": "王示例", "phone": "010-11111111"});
    facts["evidence"] = json!([
        {"id": "contacts", "kind": "contact-log", "title": "催收记录", "from": "contacts", "source": "原告",
         "proves": "原告已催收及诉讼时效中断"},
        {"id": "contract", "kind": "contract", "title": "信用卡领用合约", "source": "原告",
         "proves": "双方成立信用卡合同关系及计息标准"},
    ]);
    facts["creditor"]["bank_account"] = json!({"name": "示例银行股份有限公司信用卡中心", "bank": "示例银行北京分行", "number": "0200000000000000001"});
    Case::from_facts(&facts).expect("the facts above are a case")
}

/// Its import.
fn imported(n: usize) -> Vec<Event> {
    let mut first = events(n).swap_remove(0);
    if let Payload::Imported { case: old, .. } = &mut first.payload {
        **old = case(n);
    }
    vec![first]
}

/// What a template gets for the n-th account; `None` where the kind is unknown or lacks a fact.
fn data(kind: &str, n: usize) -> Option<Value> {
    let docket = Docket::fold(&imported(n)).ok()??;
    let today = day("2026-11-21");
    let money = docket.claim(today, Rulebook::builtin()).ok()?;
    documents::data(documents::find(kind)?, &Brief::new(&docket.case, &money, today), false).ok()
}

fn fill(place: &Path, accounts: usize) {
    fs::write(place.join("sucheng.yaml"), "schema: sucheng/workspace/v1\n").expect("the disk holds it");
    let mut registry =
        Registry::create(&place.join("registry"), StoreKind::Sled, "bench").expect("a fresh folder");
    for first in (0..accounts).step_by(200) {
        let commit = |n| Commit {
            stream: StreamId::Account(account(n)),
            expected: 0,
            events: imported(n),
            summary: None,
        };
        registry.commit((first..accounts.min(first + 200)).map(commit).collect()).expect("the disk holds it");
    }
}

fn run(place: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sucheng"));
    command.args(args).current_dir(place).env("SUCHENG_NOW", NOW).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// One run; documents per second, and seconds of a processor that each took. Its memory is read while it runs, after 100 documents and at the end.
fn batch(place: &Path, kinds: &[&str], jobs: usize, out: &str, more: &[&str]) -> (f64, f64) {
    let (kinds, jobs) = (kinds.join(","), jobs.to_string());
    let before = spent().unwrap_or_default();
    let args = [&["draft", &kinds, "--all", "--jobs", &jobs, "-o", out], more].concat();
    let start = Instant::now();
    let mut child = run(place, &args).spawn().expect("the program starts");
    let (process, folder) = (child.id().to_string(), place.join(out));
    let (mut early, mut late, mut peak) = (None, None, 0.0_f64);
    let status = loop {
        if let Some(status) = child.try_wait().expect("it is our child") {
            break status;
        }
        let done = fs::read_dir(&folder).map_or(0, Iterator::count);
        // What is mapped from font files is the system's to take back; what is ours is anonymous.
        late = memory(&process, "RssAnon:").or(late);
        if done >= 25 && early.is_none() {
            early = late;
        }
        peak = peak.max(memory(&process, "VmHWM:").unwrap_or_default());
        std::thread::sleep(Duration::from_millis(50));
    };
    let took = start.elapsed().as_secs_f64();
    assert!(status.success(), "every document of the bench can be drafted: {status}");
    let count = pdfs(&folder);
    let processors = spent().unwrap_or_default() - before;
    println!(
        "  sucheng draft --jobs {jobs} {:<16} {:>7.1} documents/s, {:.1} ms of a processor each, peak {peak:.0} MB, {:+.0} MB from document 100 to {count}",
        more.join(" "),
        count as f64 / took,
        processors * 1e3 / count as f64,
        late.zip(early).map_or(0.0, |(late, early)| late - early)
    );
    (count as f64 / took, processors / count as f64)
}

/// Seconds that ended children have spent on processors (proc(5): `cutime` and `cstime` in hundredths).
fn spent() -> std::io::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|t| t.parse::<f64>().ok()).unwrap_or_default();
    Ok((ticks(13) + ticks(14)) / 100.0)
}

fn pdfs(folder: &Path) -> usize {
    let of = |dir: PathBuf| fs::read_dir(dir).map_or(0, Iterator::count);
    fs::read_dir(folder)
        .map_or(0, |all| all.filter_map(Result::ok).map(|e| e.path()).filter(|p| p.is_dir()).map(of).sum())
}

/// `typst compile` once per document, with the same templates, data and standards; fonts given by folder, or found by its
/// scan of the system.
fn typst(kinds: &[&str], given: bool) -> Option<(f64, f64)> {
    let root = tempfile::tempdir().ok()?;
    let library = Library::built_in();
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/cn");
    for folder in kinds.iter().copied().chain(["house"]) {
        fs::create_dir(root.path().join(folder)).ok()?;
        for file in fs::read_dir(templates.join(folder)).ok()?.filter_map(Result::ok) {
            fs::copy(file.path(), root.path().join(folder).join(file.file_name())).ok()?;
        }
    }
    let press = Press::new(&FontSettings::default(), library).ok()?;
    let fonts: serde_json::Map<String, Value> =
        ROLES.iter().map(|&(role, name)| (name.to_owned(), press.fonts().families(role).into())).collect();
    fs::write(root.path().join("fonts.json"), Value::Object(fonts).to_string()).ok()?;
    fs::write(root.path().join("letterhead.json"), "null").ok()?;
    let mut elapsed = Duration::ZERO;
    let before = spent().unwrap_or_default();
    for n in 0..BASELINE {
        let kind = kinds[n % kinds.len()];
        fs::write(root.path().join("data.json"), data(kind, n)?.to_string()).ok()?;
        let mut command = Command::new("typst");
        command.args(["compile", "--pdf-standard", "a-2a,ua-1", "--root"]).arg(root.path());
        if given {
            command.arg("--ignore-system-fonts");
            for dir in ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/lxgw-wenkai"] {
                command.args(["--font-path", dir]);
            }
        }
        command.arg(root.path().join(kind).join("page.typ")).arg(root.path().join("out.pdf"));
        let start = Instant::now();
        let status = command.stderr(Stdio::null()).status().ok()?;
        elapsed += start.elapsed();
        if !status.success() {
            return None;
        }
    }
    let processor = (spent().unwrap_or_default() - before) / BASELINE as f64;
    Some((BASELINE as f64 / elapsed.as_secs_f64(), processor))
}

/// A Word template filled by docxtpl, and all of them made PDF by one call of LibreOffice.
fn docxtpl(place: &Path, ours: f64) {
    let facts: Option<Vec<Value>> = (0..BASELINE).map(|n| data("complaint", n)).collect();
    let input = place.join("facts.json");
    let written = facts.and_then(|all| fs::write(&input, Value::Array(all).to_string()).ok());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/word.py");
    let output = written.and_then(|()| {
        Command::new("python3")
            .arg(script)
            .arg(&input)
            .arg(place.join("docx"))
            .stderr(Stdio::null())
            .output()
            .ok()
    });
    let answer =
        output.filter(|o| o.status.success()).and_then(|o| serde_json::from_slice::<Value>(&o.stdout).ok());
    let seconds = |name: &str| answer.as_ref().and_then(|a| a[name].as_f64());
    match (seconds("docx"), seconds("pdf")) {
        (Some(docx), Some(pdf)) => println!(
            "  docxtpl and LibreOffice          {:>7.1} documents/s ({:.0} ms to fill a complaint, {:.0} ms to make it PDF): two threads here make {:.1} times as many",
            1.0 / (docx + pdf),
            docx * 1e3,
            pdf * 1e3,
            ours * (docx + pdf)
        ),
        _ => println!(
            "  docxtpl and LibreOffice          skipped: install python3 with docxtpl, and LibreOffice"
        ),
    }
}
