//! Everything that is wrong with a template, at once: its manifest, each of its files, and what they ask of the sample.

use chrono::NaiveDate;
use serde_json::Value;

use super::docx::{self, Image, WordError, WordTemplate};
use super::error::PressError;
use super::library::Folder;
use super::pages::{PageOptions, Press};
use super::text::TextFolder;
use super::word::named;
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
        problems.extend(word(&format!("{}/{file}", folder.kind), bytes, sample.as_ref(), &folder.images()));
    }
    problems
}

/// Checks a Word template, with data to try it with if there is any.
pub fn word(name: &str, bytes: &[u8], sample: Option<&Value>, images: &[Image]) -> Vec<Problem> {
    match word_tags(bytes, sample, images) {
        Err(error) => named(name, error.problems()),
        Ok(found) => named(name, found.iter().map(docx::Problem::problem).collect()),
    }
}

/// What is wrong with the tags of a Word template, each with its place in the file, for [`docx::annotate`].
///
/// # Errors
/// It is no usable Word file.
pub fn word_tags(
    bytes: &[u8],
    sample: Option<&Value>,
    images: &[Image],
) -> Result<Vec<docx::Problem>, WordError> {
    // To find fields by name, a picture is a field like any other.
    let named = sample.cloned().map(|mut sample| {
        if let Some(fields) = sample.as_object_mut() {
            fields.extend(images.iter().map(|image| (image.name.clone(), Value::from(image.alt.as_str()))));
        }
        sample
    });
    let mut found = WordTemplate::examine(bytes, named.as_ref())?;
    if found.iter().all(docx::Problem::is_note) {
        let rendered = WordTemplate::open_with(bytes, images)
            .and_then(|t| sample.map_or(Ok(Vec::new()), |s| t.render(s)));
        match rendered {
            Ok(_) => {}
            Err(WordError::Tags(more)) => found.extend(more),
            Err(other) => return Err(other),
        }
    }
    Ok(found)
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
