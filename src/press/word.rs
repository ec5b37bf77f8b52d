//! Data -> a Word document, from `body.docx` of a folder.

use serde_json::Value;

use super::data;
use super::docx::{Image, WordError, WordTemplate};
use super::error::PressError;
use super::library::Folder;
use super::manifest::Picture;
use crate::domain::problem::Problem;

/// The Word template of a folder.
pub const BODY: &str = "body.docx";

/// Why there is no Word document.
#[derive(Clone, Debug)]
pub enum Unwritten {
    /// The data cannot be printed in any format, or there is no Word template.
    Data(PressError),
    /// What is wrong with the template, or what it asks of the data in vain; never empty.
    Template(Vec<Problem>),
}

impl Folder {
    /// Whether it makes Word documents.
    pub fn has_word(&self) -> bool {
        self.file(BODY).is_some()
    }

    /// Pictures that its Word templates may print, as the manifest names them.
    pub fn images(&self) -> Vec<Image> {
        let pictures = self.manifest.images.iter();
        let image = |(name, picture): (&String, &Picture)| Image {
            name: name.clone(),
            bytes: self.file(&picture.file).unwrap_or_default().to_vec(),
            width: picture.width,
            height: picture.height,
            alt: picture.alt.clone(),
        };
        pictures.map(image).collect()
    }

    /// Renders `body.docx`, which is compiled once for all documents and threads. The same folder and data give the same
    /// bytes. Which fonts print it is for the reader's own computer to find.
    ///
    /// # Errors
    /// [`Unwritten`], with the file's name before the part's.
    pub fn word(&self, data: &Value) -> Result<Vec<u8>, Unwritten> {
        data::check(&self.kind, data).map_err(Unwritten::Data)?;
        let missing =
            || Unwritten::Data(PressError::NoFile { kind: self.kind.clone(), file: BODY.to_owned() });
        let bytes = self.file(BODY).ok_or_else(missing)?;
        let wrong = |error: &WordError| {
            Unwritten::Template(named(&format!("{}/{BODY}", self.kind), error.problems()))
        };
        let template = self.word.get_or_init(|| WordTemplate::open_with(bytes, &self.images()));
        template.as_ref().map_err(wrong)?.render(data).map_err(|error| wrong(&error))
    }
}

/// The problems with the file's name before the part's.
pub(super) fn named(name: &str, problems: Vec<Problem>) -> Vec<Problem> {
    let with_name = |mut problem: Problem| {
        let part = problem.place.file.take();
        problem.place.file = Some(part.map_or_else(|| name.to_owned(), |part| format!("{name}:{part}")));
        problem
    };
    problems.into_iter().map(with_name).collect()
}
