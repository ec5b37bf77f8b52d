//! Everything that is wrong with a template, at once: its manifest, each of its files, and what they ask of the sample.

mod texts;

use chrono::NaiveDate;
use serde_json::Value;

use super::docx::{self, WordError, WordTemplate};
use super::error::PressError;
use super::fields;
use super::jinja::Shape;
use super::library::Folder;
use super::pages::{PageOptions, Press};
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

/// What was found in a Word file.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Everything that is wrong, and what is worth knowing.
    pub problems: Vec<Problem>,
    /// What of it has a place in the text, for [`docx::annotate`]; `None` where the file is no usable Word file or does
    /// not come to its end.
    pub tags: Option<Vec<docx::Problem>>,
}

impl Checked {
    fn of(found: Result<Vec<docx::Problem>, WordError>, name: &str) -> Checked {
        match found {
            Ok(found) => Checked {
                problems: named(name, found.iter().map(docx::Problem::problem).collect()),
                tags: Some(found),
            },
            Err(error) => Checked { problems: named(name, error.problems()), tags: None },
        }
    }
}

/// Checks one template but for its Word files, which [`word`] checks; nothing is written.
pub fn check(press: &Press, folder: &Folder) -> Vec<Problem> {
    let mut problems = Vec::new();
    let sample = match sample(folder) {
        Ok(sample) => Some(sample),
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    let shape = match fields::shape(press.library(), folder) {
        Ok(shape) => shape,
        Err(error) => {
            problems.push(error.problem());
            Shape::default()
        }
    };
    problems.extend(undeclared(folder, &shape));
    if let (true, Some(sample)) = (folder.has_page(), &sample) {
        let pages = press.pages(folder, sample, &PageOptions::on(sample_day()));
        problems.extend(pages.err().iter().flat_map(each_fault));
    }
    problems.extend(texts::check(folder, sample.as_ref(), &shape));
    problems
}

/// Fields of the sample that documents of the kind are never given, each with the nearest they are.
fn undeclared(folder: &Folder, shape: &Shape) -> Vec<Problem> {
    let place = Place { file: Some(format!("{}/sample.yaml", folder.kind)), ..Place::default() };
    let told = |field: String| {
        let place = Place { field: Some(field.clone()), ..place.clone() };
        let near = shape.nearest_declared(&field);
        let problem = Problem::warning("W-TEMPLATE-UNDECLARED", place).with("field", &field);
        match near {
            Some(near) => problem.with("near", near),
            None => problem,
        }
    };
    shape.undeclared().into_iter().map(told).collect()
}

/// Checks a Word file of a template's folder, which is called by this name, and tries it with the sample.
pub fn word(press: &Press, folder: &Folder, file: &str, name: &str) -> Checked {
    match tags(press, folder, file) {
        Ok(found) => Checked::of(Ok(found), name),
        Err(Spoilt::Word(error)) => Checked::of(Err(error), name),
        Err(Spoilt::Data(error)) => {
            let mut problems = each_fault(&error);
            problems
                .iter_mut()
                .for_each(|p| p.place.file = p.place.file.take().or_else(|| Some(name.to_owned())));
            Checked { problems, tags: None }
        }
    }
}

/// Checks a Word file that no sample is tried with.
pub fn loose(bytes: &[u8], name: &str) -> Checked {
    let found = WordTemplate::examine(bytes, None, None).and_then(|mut found| {
        match WordTemplate::open(bytes) {
            Ok(_) => {}
            Err(WordError::Tags(more)) => add(&mut found, more),
            Err(other) => return Err(other),
        }
        Ok(found)
    });
    Checked::of(found, name)
}

/// Adds what is said of tags of which nothing was said yet.
fn add(found: &mut Vec<docx::Problem>, more: Vec<docx::Problem>) {
    for problem in more {
        if !found.iter().any(|known| known.is_beside(&problem)) {
            found.push(problem);
        }
    }
}

/// What is rendered, the press renders: what loops without end is ended.
fn tags(press: &Press, folder: &Folder, file: &str) -> Result<Vec<docx::Problem>, Spoilt> {
    let (bytes, images) = (folder.file(file).unwrap_or_default(), folder.images());
    let sample = sample(folder).ok();
    let mut shape = fields::shape(press.library(), folder).map_err(Spoilt::Data)?;
    // A picture is a field like any other.
    images.iter().for_each(|image| shape.add(&image.name, &Value::from(image.alt.as_str())));
    let with_pictures = sample.clone().map(|mut sample| {
        if let Some(fields) = sample.as_object_mut() {
            fields.extend(images.iter().map(|image| (image.name.clone(), Value::from(image.alt.as_str()))));
        }
        sample
    });
    let mut found =
        WordTemplate::examine(bytes, with_pictures.as_ref(), Some(&shape)).map_err(Spoilt::Word)?;
    let rendered = match &sample {
        Some(sample) if file == BODY => press.write(folder, sample).map(drop),
        _ => WordTemplate::open_with(bytes, &images, None).map(drop).map_err(Spoilt::Word),
    };
    match rendered {
        Ok(()) => {}
        Err(Spoilt::Word(WordError::Tags(more))) => add(&mut found, more),
        Err(other) => return Err(other),
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
