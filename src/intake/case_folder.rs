//! A case folder: `case.yaml`, the tables and the evidence it names → a proposed account, or every problem at once.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::inside::{Folder, refused};
use super::milestones::{MilestoneRow, milestone_rows};
use super::value::shown;
use super::yaml::{self, Content, Node};
use super::{check, coherence, logs};
use crate::domain::Case;
use crate::domain::event::Source;
use crate::domain::party::Creditor;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::shape::{CASE, CASE_SCHEMA};
use crate::papers::{self, hash};

/// The name of the file that makes a folder a case.
pub const CASE_FILE: &str = "case.yaml";

/// Largest table in bytes.
const LARGEST_TABLE: u64 = 16_000_000;

/// Most problems that are listed for one case; the rest is counted.
const MOST_LISTED: usize = 200;

/// What a file may leave to the workspace.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// The creditor that `creditor: default` stands for, and the one of a file that names none.
    pub creditor: Option<Creditor>,
}

/// An account as a case folder proposes it. Nothing is recorded and no evidence copied yet.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The facts, with contact log, statements and what each evidence file is.
    pub case: Case,
    /// Milestones of the past, in the order of their file.
    pub milestones: Vec<MilestoneRow>,
    /// Evidence files by evidence id: hand each to `papers::Shelf::put_as` with the evidence's `stored`.
    pub files: Vec<(String, PathBuf)>,
    /// `case.yaml`; the hash is that of `cat case.yaml contacts.csv statements.csv milestones.csv | sha256sum`, of those
    /// that the case names.
    pub source: Source,
    /// What someone should look at.
    pub warnings: Vec<Problem>,
}

/// Reads a case folder, given as the folder or as its `case.yaml`.
///
/// # Errors
/// Every problem of the case file and of the files it names, errors and warnings, in the order of the files; beyond 200
/// the rest is counted (`E-CASE-MORE`).
pub fn case_folder(path: &Path, defaults: &Defaults) -> Result<Proposal, Vec<Problem>> {
    let (folder, name) = if path.is_dir() {
        (path.to_owned(), CASE_FILE.to_owned())
    } else {
        let name = path.file_name().map_or(CASE_FILE.into(), |name| name.to_string_lossy().into_owned());
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        (parent.unwrap_or(Path::new(".")).to_owned(), name)
    };
    let file = shown_path(&folder, &name);
    let place = Place { file: Some(file.clone()), ..Place::default() };
    let inside = Folder::open(&folder).map_err(|error| {
        vec![Problem::error("E-PAPER-MISSING", place.clone()).with("file", &name).with("detail", error)]
    })?;
    let bytes = inside.read(&name, yaml::LARGEST, &place).map_err(|problem| vec![problem])?;
    let tree = yaml::read(&bytes, &file).map_err(|problem| vec![problem])?;
    known_version(&tree.root, &file).map_err(|problem| vec![problem])?;
    let checked = check::record(&tree.root, CASE, &file);
    let mut reading = Reading {
        folder: &folder,
        inside,
        file,
        root: tree.root,
        facts: Value::Object(checked.facts),
        problems: tree.repeated.into_iter().chain(checked.problems).collect(),
        of_tables: Vec::new(),
        tables: Vec::new(),
        files: Vec::new(),
    };
    reading.creditor(defaults);
    let milestones = reading.read_tables();
    reading.evidence();
    reading.coherence();
    reading.finish(name, &bytes, milestones)
}

/// A file's path as the user would type it, safe to show.
fn shown_path(folder: &Path, name: &str) -> String {
    let path = if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) };
    path.to_string_lossy().chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

/// Stops at a file of another version: what it says means something else, so that nothing else is worth reporting.
fn known_version(root: &Node, file: &str) -> Result<(), Problem> {
    let node = root.nearest("schema");
    match &node.content {
        Content::Scalar { text, .. } if text.starts_with("sucheng/") && text != CASE_SCHEMA => {
            let place = Place {
                file: Some(file.to_owned()),
                line: Some(node.line),
                column: Some(node.column),
                field: Some("schema".to_owned()),
                ..Place::default()
            };
            Err(Problem::error("E-CASE-SCHEMA", place)
                .with("found", shown(text))
                .with("expected", CASE_SCHEMA))
        }
        _ => Ok(()),
    }
}

struct Reading<'a> {
    folder: &'a Path,
    inside: Folder,
    /// The case file, as shown.
    file: String,
    root: Node,
    facts: Value,
    /// Of the case file.
    problems: Vec<Problem>,
    /// Of the tables, which come after it.
    of_tables: Vec<Problem>,
    /// The tables' content, in the order they were read.
    tables: Vec<Vec<u8>>,
    files: Vec<(String, PathBuf)>,
}

impl Reading<'_> {
    fn place(&self, path: &str) -> Place {
        let node = self.root.nearest(path);
        Place {
            file: Some(self.file.clone()),
            line: Some(node.line),
            column: Some(node.column),
            field: Some(path.to_owned()),
            ..Place::default()
        }
    }

    /// Fills in the workspace's creditor where the file says `default` or nothing at all; `null` means none.
    fn creditor(&mut self, defaults: &Defaults) {
        let named = self.facts["creditor"] == "default";
        let absent = matches!(&self.root.content, Content::Record(entries) if entries.iter().all(|e| e.key != "creditor"));
        if !named && !absent {
            return;
        }
        let Value::Object(facts) = &mut self.facts else { return };
        match defaults.creditor.as_ref().and_then(|creditor| serde_json::to_value(creditor).ok()) {
            Some(creditor) => {
                facts.insert("creditor".to_owned(), creditor);
            }
            None => {
                facts.shift_remove("creditor");
                if named {
                    self.problems.push(Problem::warning("W-CASE-NO-CREDITOR", self.place("creditor")));
                }
            }
        }
    }

    /// Reads the tables that the case names, into the facts; gives the milestones.
    fn read_tables(&mut self) -> Vec<MilestoneRow> {
        if let Some((bytes, shown)) = self.table("contacts") {
            let (contacts, problems) = logs::contacts(&bytes, &shown);
            self.of_tables.extend(problems);
            self.facts["contacts"] = contacts.into();
        }
        if let Some((bytes, shown)) = self.table("debt.ledger") {
            let (statements, problems) = logs::statements(&bytes, &shown);
            self.of_tables.extend(problems);
            self.facts["statements"] = statements.into();
        }
        let mut milestones = Vec::new();
        if let Some((bytes, shown)) = self.table("milestones") {
            match milestone_rows(&bytes, &shown, self.facts["account"].as_str()) {
                Ok(rows) => milestones = rows,
                Err(problems) => self.of_tables.extend(problems),
            }
        }
        milestones
    }

    /// The content of the table that a field names, and its name as shown.
    fn table(&mut self, path: &str) -> Option<(Vec<u8>, String)> {
        let pointer = format!("/{}", path.replace('.', "/"));
        let named = self.facts.pointer(&pointer)?.as_str()?.to_owned();
        // The statements' name is a fact; the others only say where facts stand.
        if !path.contains('.')
            && let Value::Object(facts) = &mut self.facts
        {
            facts.shift_remove(path);
        }
        match self.inside.read(&named, LARGEST_TABLE, &self.place(path)) {
            Ok(bytes) => {
                self.tables.push(bytes.clone());
                Some((bytes, shown_path(self.folder, &named)))
            }
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    /// Says what each evidence file is. One that is not there is an error: the case points at it.
    fn evidence(&mut self) {
        let count = self.facts["evidence"].as_array().map_or(0, Vec::len);
        for i in 0..count {
            let item = &self.facts["evidence"][i];
            let place = self.place(&format!("evidence[{i}].file"));
            if let Some(from) = item["from"].as_str() {
                if !self.facts[from].is_array() {
                    let place = self.place(&format!("evidence[{i}].from"));
                    self.problems.push(Problem::warning("W-CASE-EVIDENCE-SOURCE", place).with("found", from));
                }
                continue;
            }
            let Some(named) = item["file"].as_str().map(str::to_owned) else { continue };
            let id = item["id"].as_str().unwrap_or_default().to_owned();
            let identified = self.inside.resolve(&named, &place).and_then(|path| {
                let stored = papers::identify(&path).map_err(|error| refused(&error, &named, place))?;
                Ok((path, stored))
            });
            match identified {
                Ok((path, stored)) => {
                    self.facts["evidence"][i]["stored"] = json!(stored);
                    self.files.push((id, path));
                }
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn coherence(&mut self) {
        let found = coherence::check(&self.facts, &|path| self.place(path));
        self.problems.extend(found);
    }

    fn finish(
        mut self,
        name: String,
        bytes: &[u8],
        milestones: Vec<MilestoneRow>,
    ) -> Result<Proposal, Vec<Problem>> {
        self.problems.sort_by_key(|problem| (problem.place.line, problem.place.column));
        self.problems.extend(self.of_tables);
        let (errors, warnings): (Vec<_>, Vec<_>) =
            self.problems.iter().cloned().partition(|problem| problem.severity == Severity::Error);
        if !errors.is_empty() {
            return Err(listed(self.problems, errors));
        }
        if let Value::Object(facts) = &mut self.facts {
            facts.shift_remove("schema");
        }
        let case: Case = serde_json::from_value(self.facts).map_err(|error| {
            let place = Place { file: Some(self.file.clone()), ..Place::default() };
            vec![Problem::error("E-CASE-SHAPE", place).with("detail", error)]
        })?;
        let parts = std::iter::once(bytes).chain(self.tables.iter().map(Vec::as_slice));
        let source = Source { file: name, sha256: hash::of_parts(parts) };
        Ok(Proposal { case, milestones, files: self.files, source, warnings })
    }
}

/// At most [`MOST_LISTED`] problems and a count of the rest. Where there are too many, warnings give way.
fn listed(all: Vec<Problem>, errors: Vec<Problem>) -> Vec<Problem> {
    if all.len() <= MOST_LISTED {
        return all;
    }
    let more = all.len() - errors.len().min(MOST_LISTED);
    let mut out: Vec<Problem> = errors.into_iter().take(MOST_LISTED).collect();
    let place = out
        .last()
        .map_or_else(Place::default, |last| Place { file: last.place.file.clone(), ..Place::default() });
    out.push(Problem::error("E-CASE-MORE", place).with("count", more));
    out
}

#[cfg(test)]
mod tests;
