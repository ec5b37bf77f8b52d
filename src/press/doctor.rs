//! Everything that is wrong with a template, at once: its manifest, each of its files, and what they ask of the sample.

use chrono::NaiveDate;
use serde_json::Value;

use super::docx::{self, WordError, WordTemplate};
use super::error::PressError;
use super::library::Folder;
use super::pages::{PageOptions, Press};
use super::text::TextFolder;
use super::word::{BODY, Unwritten, named};
use crate::domain::problem::{Place, Problem};

/// The day samples are printed for.
const SAMPLE_DAY: (i32, u32, u32) = (2026, 7, 20);

/// The day samples are printed for.
pub fn sample_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(SAMPLE_DAY.0, SAMPLE_DAY.1, SAMPLE_DAY.2).unwrap_or_default()
}

/// The data to try a template with: `sample.yaml`.
///
/// # Errors
/// It is not there, or no YAML.
pub fn sample(folder: &Folder) -> Result<Value, Problem> {
    let place = Place { file: Some(format!("{}/sample.yaml", folder.kind)), ..Place::default() };
    let Some(bytes) = folder.file("sample.yaml") else {
        return Err(Problem::warning("W-TEMPLATE-NO-SAMPLE", place).with("kind", &folder.kind));
    };
    serde_yaml::from_slice(bytes)
        .map_err(|e| Problem::error("E-TEMPLATE-SAMPLE", place).with("kind", &folder.kind).with("why", e))
}

/// Checks one template; nothing is written.
pub fn check(press: &Press, folder: &Folder) -> Vec<Problem> {
    let mut problems = Vec::new();
    let sample = match sample(folder) {
        Ok(sample) => Some(sample),
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    if let (true, Some(sample)) = (folder.has_page(), &sample) {
        let pages = press.pages(folder, sample, &PageOptions::on(sample_day()));
        problems.extend(pages.err().iter().flat_map(each_fault));
    }
    match TextFolder::open(folder) {
        Err(error) => problems.extend(each_fault(&error)),
        Ok(texts) => {
            for (sample, file) in sample.iter().flat_map(|s| folder.paths().map(move |file| (s, file))) {
                if texts.has(file) {
                    problems.extend(texts.render(file, sample).err().iter().flat_map(each_fault));
                }
            }
        }
    }
    for file in folder.paths().filter(|file| file.ends_with(".docx")) {
        let bytes = folder.file(file).unwrap_or_default();
        let name = format!("{}/{file}", folder.kind);
        let found = WordTemplate::examine(bytes, sample.as_ref());
        let sound = found.as_ref().is_ok_and(Vec::is_empty);
        problems.extend(examined(&name, found));
        match &sample {
            // By the press: what loops without end is ended.
            Some(sample) if sound && file == BODY => match press.word(folder, sample) {
                Ok(_) => {}
                Err(Unwritten::Data(error)) => problems.extend(each_fault(&error)),
                Err(Unwritten::Template(found)) => problems.extend(found),
            },
            _ => {}
        }
    }
    problems
}

/// Checks a Word template, with data to try it with if there is any.
pub fn word(name: &str, bytes: &[u8], sample: Option<&Value>) -> Vec<Problem> {
    let found = WordTemplate::examine(bytes, sample);
    if !found.as_ref().is_ok_and(Vec::is_empty) {
        return examined(name, found);
    }
    let rendered = WordTemplate::open(bytes).and_then(|t| sample.map_or(Ok(Vec::new()), |s| t.render(s)));
    named(name, rendered.err().map(|e| e.problems()).unwrap_or_default())
}

fn examined(name: &str, found: Result<Vec<docx::Problem>, WordError>) -> Vec<Problem> {
    match found {
        Err(error) => named(name, error.problems()),
        Ok(found) => named(name, found.iter().map(docx::Problem::problem).collect()),
    }
}

/// A failure with many faults as that many problems.
fn each_fault(error: &PressError) -> Vec<Problem> {
    match error {
        PressError::Template { kind, faults } => faults
            .iter()
            .map(|fault| PressError::Template { kind: kind.clone(), faults: vec![fault.clone()] }.problem())
            .collect(),
        other => vec![other.problem()],
    }
}
