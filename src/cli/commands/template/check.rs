//! `sucheng template check`.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::cli::catalogue;
use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::{workspace, write};
use crate::documents;
use crate::domain::event::Audience;
use crate::domain::problem::{Place, Problem, Severity};
use crate::notices::lint::lint_sample;
use crate::notices::{About, Message};
use crate::press::doctor::{self, Checked};
use crate::press::docx::{Problem as Found, annotate, is_untouched};
use crate::press::{BODY, Folder, Group, LARGEST_FILE, Origin, Press};
use crate::rules::Rulebook;

/// Numbers that are tried for the name of a copy.
const NUMBERS: u32 = 1_000;

/// What is checked, and where copies with comments go.
pub(super) struct Order<'a> {
    /// Kinds and Word files; those of the workspace where nothing is named.
    pub what: &'a [PathBuf],
    /// The kind whose sample the files are tried with.
    pub kind: Option<&'a str>,
    /// Whether copies with comments are written.
    pub annotate: bool,
    /// The folder for them.
    pub output: Option<&'a Path>,
}

/// A Word file with what was found in it, and where its copy with comments goes.
struct Tried {
    bytes: Vec<u8>,
    found: Vec<Found>,
    copy: PathBuf,
}

/// What was found so far.
#[derive(Default)]
struct Findings {
    checked: usize,
    /// Files that could not be read.
    unread: usize,
    problems: Vec<Problem>,
    tried: Vec<Tried>,
}

impl Findings {
    fn add(&mut self, problems: impl IntoIterator<Item = Problem>) {
        // What all templates share is said once.
        for problem in problems {
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
    }

    /// A Word file, its bytes, and its copy without the end of its name.
    fn take(&mut self, checked: Checked, bytes: &[u8], copy: PathBuf) {
        self.problems.extend(checked.problems);
        // What is no Word file at all has no text to comment on.
        if let Some(found) = checked.tags {
            self.tried.push(Tried { bytes: bytes.to_vec(), found, copy });
        }
    }

    fn exit(&self) -> Exit {
        let wrong = self.problems.iter().any(|p| p.severity == Severity::Error);
        match self.unread {
            0 if wrong => Exit::Failed,
            0 => Exit::Done,
            all if all == self.checked => Exit::Failed,
            _ => Exit::Partial,
        }
    }
}

/// Finds everything that is wrong, and says it.
pub(super) fn check(order: &Order<'_>, desk: &mut Desk<'_>) -> Done {
    let press = match order.what {
        [] => drafting::press(desk)?,
        _ => drafting::press_anywhere(desk)?,
    };
    let rules = desk.rules()?;
    let mut findings = Findings::default();
    // A template is called by a word; whatever has an ending or a folder before it is a file.
    let is_file = |path: &Path| path.extension().is_some() || path.components().count() > 1;
    let named: Vec<String> = match order.what {
        [] => press.library().kinds().map(str::to_owned).collect(),
        what => what.iter().filter(|w| !is_file(w)).map(|w| w.display().to_string()).collect(),
    };
    let aside = match (order.annotate, order.output) {
        (true, None) if !named.is_empty() => desk.workspace()?.out().join("preview"),
        (_, output) => output.map(Path::to_path_buf).unwrap_or_default(),
    };
    for kind in named {
        match press.library().folder(&kind) {
            Ok(folder) if order.what.is_empty() && folder.origin == Origin::BuiltIn => continue,
            Ok(folder) => one(&press, folder, &rules, &aside, &mut findings, desk),
            Err(error) => findings.add([error.problem()]),
        }
        findings.checked += 1;
    }
    let like = match order.kind {
        Some(kind) => {
            let folder = super::folder(&press, kind)?;
            doctor::sample(&folder).map_err(|problem| CommandError::problems(Exit::Failed, vec![problem]))?;
            Some(folder)
        }
        None => None,
    };
    for file in order.what.iter().filter(|w| is_file(w)) {
        findings.checked += 1;
        let bytes = match read(file) {
            Ok(bytes) => bytes,
            Err(error) => {
                findings.unread += 1;
                findings.add(error.problems);
                continue;
            }
        };
        let name = file.display().to_string();
        let checked = match &like {
            None => doctor::loose(&bytes, &name),
            Some(like) => {
                let (_shelf, press) = drafting::press_as(like, &bytes, desk)?;
                doctor::word(&press, press.library().folder(&like.kind).unwrap_or(like), BODY, &name)
            }
        };
        let folder = order.output.or_else(|| file.parent()).unwrap_or(Path::new(""));
        findings.take(checked, &bytes, folder.join(format!("{}.checked", stem(file))));
    }
    let mut written = Vec::new();
    if order.annotate {
        for tried in &findings.tried {
            written.extend(commented(tried, desk)?);
        }
    }
    say(&findings, &written, desk)?;
    Ok(findings.exit())
}

/// A template of the workspace or of the program, with its Word files.
fn one(
    press: &Press,
    folder: &Folder,
    rules: &Rulebook,
    aside: &Path,
    findings: &mut Findings,
    desk: &Desk<'_>,
) {
    findings.add(doctor::check(press, folder));
    findings.add(message(press, folder, rules, desk.settings.as_of));
    findings.add(documents::unlike(press.library(), folder));
    if let Err(problem) = drafting::valid(folder, desk.settings.as_of) {
        findings.add([Problem { severity: Severity::Warning, ..problem }]);
    }
    let kind = &folder.kind;
    for file in folder.paths().filter(|file| file.ends_with(".docx")) {
        let stem = if file == BODY { kind.clone() } else { format!("{kind}-{}", stem(file)) };
        let checked = doctor::word(press, folder, file, &format!("{kind}/{file}"));
        let bytes = folder.file(file).unwrap_or_default();
        findings.take(checked, bytes, aside.join(format!("{stem}.checked")));
    }
}

/// What a message says against the law when it is filled with its own sample: what a demand lacks, forbidden words.
fn message(press: &Press, folder: &Folder, rules: &Rulebook, on: NaiveDate) -> Vec<Problem> {
    if folder.manifest.group != Group::Message {
        return Vec::new();
    }
    // What is wrong with either is told already.
    let (Ok(data), Ok(messages)) = (doctor::sample(folder), Message::each(press.library(), &folder.kind))
    else {
        return Vec::new();
    };
    let mut problems: Vec<Problem> =
        messages.iter().flat_map(|message| lint_sample(message, &data, rules, on)).collect();
    for problem in &mut problems {
        let part = problem.args.iter().find(|(name, _)| *name == "part").map(|(_, part)| part.as_str());
        let file = match part {
            Some("subject") => "manifest.yaml",
            Some("html") => "body.html.j2",
            _ => "body.txt.j2",
        };
        problem.place.file = Some(format!("{}/{file}", folder.kind));
    }
    let undeclared = |message: &Message<'_>| {
        message.audience == Audience::Debtor && message.about == About::Debt && !message.demand
    };
    if messages.iter().any(undeclared) {
        let place = Place { file: Some(format!("{}/manifest.yaml", folder.kind)), ..Place::default() };
        problems.push(Problem::note("N-TEMPLATE-NO-DEMAND", place).with("kind", &folder.kind));
    }
    problems
}

/// Reads a file that may be as large as a template's.
fn read(file: &Path) -> Result<Vec<u8>, CommandError> {
    let failed = |e: std::io::Error| CommandError::file("E-READ", file, &e);
    let length = std::fs::metadata(file).map_err(failed)?.len();
    if length > LARGEST_FILE {
        let why = std::io::Error::other(format!("{length} bytes, {LARGEST_FILE} allowed"));
        return Err(failed(why));
    }
    std::fs::read(file).map_err(failed)
}

fn say(findings: &Findings, written: &[PathBuf], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let (found, lang) = (&findings.problems, desk.lang());
    if desk.settings.for_programs() {
        let list: Vec<Value> = found.iter().map(|p| as_json(lang, p)).collect();
        let body = json!({"checked": findings.checked, "problems": list, "annotated": written.iter().map(|path| workspace::absolute(path)).collect::<Vec<_>>()});
        return desk.json("template-check", "problems", body);
    }
    for problem in found {
        desk.print(&worded(lang, problem))?;
    }
    for path in written {
        desk.print(&path.display().to_string())?;
    }
    let problems = found.iter().filter(|p| p.severity != Severity::Note).count();
    let counts = [("checked", findings.checked.to_string()), ("problems", problems.to_string())];
    desk.tell("M-TEMPLATE-CHECKED", &counts)
}

fn stem(path: impl AsRef<Path>) -> String {
    path.as_ref().file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

/// Writes the copy of a file with its problems as comments, where there are any that have a place in it. A copy of ours
/// that nobody has worked in is written over; beside any other the new one is numbered.
fn commented(tried: &Tried, desk: &Desk<'_>) -> Result<Option<PathBuf>, CommandError> {
    let failed = |e: crate::press::docx::WordError| CommandError::problems(Exit::Failed, e.problems());
    let with_words = |problem: &Found| (problem.clone(), words(&problem.problem(), desk));
    let notes: Vec<(Found, String)> = tried.found.iter().map(with_words).collect();
    if notes.iter().all(|(problem, _)| problem.is_note()) {
        return Ok(None);
    }
    let author = desk.text("S-PROGRAM", &[]);
    let bytes = annotate(&tried.bytes, &notes, &author).map_err(failed)?;
    for n in 1..NUMBERS {
        let number = if n == 1 { String::new() } else { format!("-{n}") };
        let mut name = tried.copy.clone().into_os_string();
        name.push(format!("{number}.docx"));
        let path = PathBuf::from(name);
        let there = std::fs::read(&path);
        if there.is_err() || there.is_ok_and(|there| is_untouched(&there)) {
            if !desk.settings.dry_run {
                write::file(&path, &bytes)?;
            }
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// What a comment says: the message, its hint, and the code to look it up by.
fn words(problem: &Problem, desk: &Desk<'_>) -> String {
    let message = catalogue::text(desk.lang(), problem.code, &problem.args);
    let hint = catalogue::hint(desk.lang(), problem.code, &problem.args);
    let hint = hint.map(|hint| format!("\n{hint}")).unwrap_or_default();
    format!("{message}{hint}\n{}", problem.code)
}
