//! Word documents: `cargo bench --bench word`.
//!
//! The same template with nested tables and loops, the same data, beside docxtpl, which opens a template anew for every
//! document because it cannot render one twice. Their texts are compared in `tests/word`.

#![allow(clippy::print_stdout, reason = "a report for people")]

mod support;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use sucheng::press::docx::WordTemplate;
use support::{each, line};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/word/corpus.py");

fn main() {
    println!("word");
    let folder = tempfile::tempdir().expect("a folder for the run");
    let Some(_) = python("make", folder.path()) else {
        println!("  skipped: python3 with docx and docxtpl makes the template");
        return;
    };
    let read = |name: &str| std::fs::read(folder.path().join(name)).expect("it was just written");
    let bytes = read("tables.docx");
    let data = serde_json::from_slice(&read("data.json")).expect("it was just written");
    let template = WordTemplate::open(&bytes).expect("a template of the tests");
    let theirs = python("time", folder.path()).and_then(|out| out.trim().parse().ok());
    let theirs = Duration::from_secs_f64(theirs.expect("a number of seconds"));
    let ours = each(|| template.render(&data).expect("the data of the tests"));
    // 50 documents in the time of one of docxtpl's.
    line("a document", ours, Some(("docxtpl", theirs)), Some(theirs / 50));
    line("a template compiled", each(|| WordTemplate::open(&bytes).expect("a template")), None, None);
}

fn python(order: &str, folder: &Path) -> Option<String> {
    let output = Command::new("python3").arg(CORPUS).arg(order).arg(folder).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
