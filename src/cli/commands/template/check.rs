//! `sucheng template check`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::catalogue;
use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::write;
use crate::domain::problem::{Problem, Severity};
use crate::press::docx::{Image, Problem as Found, annotate, is_untouched};
use crate::press::{Origin, doctor};

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

/// A Word file with what it is tried with.
struct Tried {
    bytes: Vec<u8>,
    sample: Option<Value>,
    images: Vec<Image>,
    copy: PathBuf,
}

/// Finds everything that is wrong, and says it.
pub(super) fn check(order: &Order<'_>, desk: &mut Desk<'_>) -> Done {
    let press = drafting::press(desk)?;
    let mut found: Vec<Problem> = Vec::new();
    let mut tried: Vec<Tried> = Vec::new();
    let mut checked = 0;
    let is_file = |path: &Path| path.extension().is_some_and(|e| e == "docx" || e == "dotx" || e == "docm");
    let named: Vec<String> = match order.what {
        [] => press.library().kinds().map(str::to_owned).collect(),
        what => what.iter().filter(|w| !is_file(w)).map(|w| w.display().to_string()).collect(),
    };
    let aside = desk.workspace()?.out().join("preview");
    for kind in named {
        match press.library().folder(&kind) {
            Ok(folder) if order.what.is_empty() && folder.origin == Origin::BuiltIn => continue,
            Ok(folder) => {
                found.extend(doctor::check(&press, folder));
                for file in folder.paths().filter(|file| file.ends_with(".docx")) {
                    let stem =
                        if file == "body.docx" { kind.clone() } else { format!("{kind}-{}", stem(file)) };
                    tried.push(Tried {
                        bytes: folder.file(file).unwrap_or_default().to_vec(),
                        sample: doctor::sample(folder).ok(),
                        images: folder.images(),
                        copy: order.output.unwrap_or(&aside).join(format!("{stem}.checked")),
                    });
                }
            }
            Err(error) => found.push(error.problem()),
        }
        checked += 1;
    }
    let (sample, images) = match order.kind {
        Some(kind) => {
            let folder = super::folder(&press, kind)?;
            let sample = doctor::sample(&folder);
            let sample = sample.map_err(|problem| CommandError::problems(Exit::Failed, vec![problem]))?;
            (Some(sample), folder.images())
        }
        None => (None, Vec::new()),
    };
    for file in order.what.iter().filter(|w| is_file(w)) {
        let bytes = std::fs::read(file).map_err(|e| CommandError::file("E-READ", file, &e))?;
        found.extend(doctor::word(&file.display().to_string(), &bytes, sample.as_ref(), &images));
        let folder = order.output.or_else(|| file.parent()).unwrap_or(Path::new(""));
        let copy = folder.join(format!("{}.checked", stem(file)));
        tried.push(Tried { bytes, sample: sample.clone(), images: images.clone(), copy });
        checked += 1;
    }
    let mut written = Vec::new();
    if order.annotate {
        for tried in &tried {
            written.extend(commented(tried, desk)?);
        }
    }
    let wrong = found.iter().any(|p| p.severity == Severity::Error);
    if desk.settings.for_programs() {
        let lang = desk.lang();
        let list: Vec<Value> = found.iter().map(|p| as_json(lang, p)).collect();
        let body = json!({"checked": checked, "problems": list, "annotated": written});
        desk.json("template-check", "problems", body)?;
    } else {
        for problem in &found {
            let line = worded(desk.lang(), problem);
            desk.print(&line)?;
        }
        for path in &written {
            desk.print(&path.display().to_string())?;
        }
        let problems = found.iter().filter(|p| p.severity != Severity::Note).count();
        let counts = [("checked", checked.to_string()), ("problems", problems.to_string())];
        desk.tell("M-TEMPLATE-CHECKED", &counts)?;
    }
    Ok(if wrong { Exit::Failed } else { Exit::Done })
}

fn stem(path: impl AsRef<Path>) -> String {
    path.as_ref().file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

/// Writes the copy of a file with its problems as comments, where there are any that have a place in it. A copy of ours
/// that nobody has worked in is written over; beside any other the new one is numbered.
fn commented(tried: &Tried, desk: &Desk<'_>) -> Result<Option<PathBuf>, CommandError> {
    let failed = |e: crate::press::docx::WordError| CommandError::problems(Exit::Failed, e.problems());
    // What is no Word file at all has no text to comment on; that was said.
    let Ok(found) = doctor::word_tags(&tried.bytes, tried.sample.as_ref(), &tried.images) else {
        return Ok(None);
    };
    let with_words = |problem: Found| {
        let words = words(&problem.problem(), desk);
        (problem, words)
    };
    let notes: Vec<(Found, String)> = found.into_iter().map(with_words).collect();
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
