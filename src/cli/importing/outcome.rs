//! What came of an import, for people and programs.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::commands::amend;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, as_json};
use crate::cli::workspace;
use crate::domain::change::Change;
use crate::domain::event::BatchRecord;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::{AccountId, date};
use crate::intake::lists::Findings;

/// Problems of each kind that are kept; lists of 100,000 rows can have as many.
const KEPT: usize = 10_000;

/// Problems that a person is shown; the annotated workbook and `--json` have them all.
const SHOWN: usize = 200;

/// An account that is not as before.
#[derive(Debug)]
pub struct Changed {
    /// The account.
    pub account: AccountId,
    /// The fields that differ, milestones among them.
    pub fields: Vec<String>,
    /// What they were and are, as it may be shown.
    pub changes: Vec<Change>,
}

/// What came of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// New accounts.
    pub new: Vec<AccountId>,
    /// Amended accounts and the fields that differ.
    pub changed: Vec<Changed>,
    /// Accounts that were as before.
    pub unchanged: Vec<AccountId>,
    /// What was refused, and why.
    pub refused: Vec<Problem>,
    /// How many accounts, case folders, files, sheets and rows without an account were refused.
    pub refused_items: usize,
    /// What someone should look at.
    pub warnings: Vec<Problem>,
    /// What was left out on purpose.
    pub notes: Vec<Problem>,
    /// Problems beyond those that are kept.
    pub more: usize,
    /// The lists as a batch, and whether it was recorded now.
    pub batch: Option<(BatchRecord, bool)>,
    /// Annotated workbooks that were written.
    pub annotated: Vec<String>,
}

impl Imported {
    /// Adds problems, as long as there is room.
    pub fn add(&mut self, problems: impl IntoIterator<Item = Problem>) {
        for problem in problems {
            let list = match problem.severity {
                Severity::Error => &mut self.refused,
                Severity::Warning => &mut self.warnings,
                Severity::Note => &mut self.notes,
            };
            if list.len() < KEPT {
                list.push(problem);
            } else {
                self.more += 1;
            }
        }
    }

    /// Adds what was found in lists.
    pub fn found(&mut self, findings: Findings) {
        self.refused_items += findings.refused;
        self.more += findings.more;
        self.add(findings.errors.into_iter().chain(findings.warnings).chain(findings.notes));
    }
}

/// Says what came of it.
///
/// # Errors
/// stdout or stderr cannot be written.
pub fn report(done: &Imported, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    if desk.settings.for_programs() {
        let body = document(done, desk);
        return desk.json("import", "refused", body);
    }
    let all = done.refused.iter().chain(&done.warnings).chain(&done.notes);
    for problem in all.take(SHOWN) {
        desk.warn(problem)?;
    }
    let listed = done.refused.len() + done.warnings.len() + done.notes.len();
    let more = listed.saturating_sub(SHOWN) + done.more;
    if more > 0 {
        desk.warn(&Problem::error("E-LIST-MORE", Place::default()).with("count", more))?;
    }
    for account in &done.new {
        desk.say("M-IMPORT-NEW", &[("account", account.to_string())])?;
    }
    for Changed { account, fields, changes } in &done.changed {
        desk.say("M-IMPORT-CHANGED", &[("account", account.to_string()), ("fields", fields.join(", "))])?;
        if desk.settings.dry_run {
            for Change { path, from, to } in changes {
                desk.print(&format!("  {path}: {} -> {}", brief(from), brief(to)))?;
            }
        }
    }
    for path in &done.annotated {
        desk.tell("M-IMPORT-ANNOTATED", &[("path", path.clone())])?;
    }
    if let Some((record, true)) = &done.batch {
        let files: Vec<String> =
            record.sources.iter().map(|s| format!("{} ({:.12})", s.file, s.sha256)).collect();
        let between = desk.text("S-EVENT-BETWEEN", &[]);
        let at = desk.settings.now.format("%Y-%m-%d %H:%M").to_string();
        desk.say("M-IMPORT-BATCH", &[("at", at), ("files", files.join(&between))])?;
    }
    let code = if desk.settings.dry_run { "M-IMPORT-WOULD" } else { "M-IMPORT-DONE" };
    let count = |n: usize| n.to_string();
    desk.say(
        code,
        &[
            ("new", count(done.new.len())),
            ("changed", count(done.changed.len())),
            ("unchanged", count(done.unchanged.len())),
            ("refused", count(done.refused_items)),
        ],
    )
}

/// A value on one line; of a list, how many items it has.
fn brief(value: &Value) -> String {
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => format!("[{}]", items.len()),
        other => amend::shown(other),
    }
}

fn document(done: &Imported, desk: &Desk<'_>) -> Value {
    let lang = desk.lang();
    let all = |problems: &[Problem]| problems.iter().map(|p| as_json(lang, p)).collect::<Vec<_>>();
    let changed: Vec<Value> = done
        .changed
        .iter()
        .map(|c| json!({"account": c.account, "fields": c.fields, "changes": c.changes}))
        .collect();
    let errors: Vec<Problem> =
        done.refused.iter().filter(|p| p.severity == Severity::Error).cloned().collect();
    let batch = done.batch.as_ref().map(|(record, recorded)| {
        let mut batch = serde_json::to_value(record).unwrap_or_default();
        batch["recorded"] = (*recorded).into();
        batch
    });
    let mut body = json!({
        "new": done.new,
        "changed": changed,
        "unchanged": done.unchanged,
        "refused": all(&errors),
        "warnings": all(&done.warnings),
        "dry_run": desk.settings.dry_run,
        "as_of": desk.settings.as_of.format(date::ISO).to_string(),
    });
    // Only lists have these; an answer about case folders is as it was.
    if let Some(batch) = batch {
        body["notes"] = all(&done.notes).into();
        body["more"] = done.more.into();
        body["batch"] = batch;
        let whole = |path: &String| json!(workspace::absolute(Path::new(path)));
        body["annotated"] = done.annotated.iter().map(whole).collect();
    }
    body
}
