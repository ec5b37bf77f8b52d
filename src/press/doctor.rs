//! Everything that is wrong with a template, at once: its manifest, each of its files, and what they ask of the sample.

use chrono::NaiveDate;
use serde_json::Value;

use super::docx::{self, WordError, WordTemplate};
use super::error::PressError;
use super::library::Folder;
use super::pages::{PageOptions, Press};
use super::text::TextFolder;
use super::word::{BODY, Spoilt, named};
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
        problems.extend(word(press, folder, file, &format!("{}/{file}", folder.kind)));
    }
    problems
}

/// Checks a Word file of a template's folder, which is called by this name, and tries it with the sample.
pub fn word(press: &Press, folder: &Folder, file: &str, name: &str) -> Vec<Problem> {
    match tags(press, folder, file) {
        Ok(found) => named(name, found.iter().map(docx::Problem::problem).collect()),
        Err(Spoilt::Word(error)) => named(name, error.problems()),
        Err(Spoilt::Data(error)) => {
            let mut found = each_fault(&error);
            found
                .iter_mut()
                .for_each(|p| p.place.file = p.place.file.take().or_else(|| Some(name.to_owned())));
            found
        }
    }
}

/// What is wrong with the tags of such a file, each with its place in it, for [`docx::annotate`]; `None` where it is no
/// usable Word file or does not come to its end.
pub fn word_tags(press: &Press, folder: &Folder, file: &str) -> Option<Vec<docx::Problem>> {
    tags(press, folder, file).ok()
}

/// Checks a Word file that no sample is tried with.
pub fn loose(bytes: &[u8], name: &str) -> Vec<Problem> {
    let found = loose_tags(bytes).map_err(|error| error.problems());
    let found = found.map(|found| found.iter().map(docx::Problem::problem).collect());
    named(name, found.unwrap_or_else(|problems| problems))
}

/// What is wrong with the tags of such a file.
///
/// # Errors
/// It is no usable Word file.
pub fn loose_tags(bytes: &[u8]) -> Result<Vec<docx::Problem>, WordError> {
    let mut found = WordTemplate::examine(bytes, None)?;
    if found.is_empty() {
        match WordTemplate::open(bytes) {
            Ok(_) => {}
            Err(WordError::Tags(more)) => found.extend(more),
            Err(other) => return Err(other),
        }
    }
    Ok(found)
}

/// What is rendered, the press renders: what loops without end is ended.
fn tags(press: &Press, folder: &Folder, file: &str) -> Result<Vec<docx::Problem>, Spoilt> {
    let (bytes, images) = (folder.file(file).unwrap_or_default(), folder.images());
    let sample = sample(folder).ok();
    // To find fields by name, a picture is a field like any other.
    let with_pictures = sample.clone().map(|mut sample| {
        if let Some(fields) = sample.as_object_mut() {
            fields.extend(images.iter().map(|image| (image.name.clone(), Value::from(image.alt.as_str()))));
        }
        sample
    });
    let mut found = WordTemplate::examine(bytes, with_pictures.as_ref()).map_err(Spoilt::Word)?;
    if found.iter().all(docx::Problem::is_note) {
        let rendered = match &sample {
            Some(sample) if file == BODY => press.write(folder, sample).map(drop),
            _ => WordTemplate::open_with(bytes, &images, None).map(drop).map_err(Spoilt::Word),
        };
        match rendered {
            Ok(()) => {}
            Err(Spoilt::Word(WordError::Tags(more))) => found.extend(more),
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
