//! Data -> a Word document, from `body.docx` of a folder.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::data;
use super::docx::{Head, Image, WordError, WordTemplate};
use super::error::PressError;
use super::library::{Folder, Origin};
use super::manifest::Picture;
use super::pages::Press;
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

/// The same as it comes from another process.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Spoilt {
    Data(PressError),
    Word(WordError),
}

impl Spoilt {
    fn unwritten(self, folder: &Folder) -> Unwritten {
        match self {
            Spoilt::Data(error) => Unwritten::Data(error),
            Spoilt::Word(error) => {
                Unwritten::Template(named(&format!("{}/{BODY}", folder.kind), error.problems()))
            }
        }
    }
}

impl Press {
    /// Renders `body.docx` of a folder, as [`Folder::word`] does. A guarded press has another process render what the
    /// workspace brings, where time and memory end it.
    ///
    /// # Errors
    /// Those of [`Folder::word`], [`PressError::TooLong`], [`PressError::Exhausted`] and [`PressError::GivenUp`].
    pub fn word(&self, folder: &Folder, data: &Value) -> Result<Vec<u8>, Unwritten> {
        self.write(folder, data).map_err(|spoilt| spoilt.unwritten(folder))
    }

    pub(super) fn write(&self, folder: &Folder, data: &Value) -> Result<Vec<u8>, Spoilt> {
        match self.guard() {
            Some(guard) if folder.origin == Origin::Workspace => {
                folder.needs(data).map_err(Spoilt::Data)?;
                guard.word(folder, data)
            }
            _ => folder.write(data),
        }
    }
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
        self.write(data).map_err(|spoilt| spoilt.unwritten(self))
    }

    /// What every Word document needs: data that can be printed, and a template.
    fn needs(&self, data: &Value) -> Result<&[u8], PressError> {
        data::check(&self.kind, data)?;
        self.file(BODY).ok_or_else(|| PressError::NoFile { kind: self.kind.clone(), file: BODY.to_owned() })
    }

    pub(super) fn write(&self, data: &Value) -> Result<Vec<u8>, Spoilt> {
        let bytes = self.needs(data).map_err(Spoilt::Data)?;
        let head = match &self.letterhead {
            None => None,
            Some(letterhead) => {
                let picture = letterhead.picture(|name| self.house_bytes(name)).map_err(Spoilt::Data)?;
                Some(Head { letterhead, picture })
            }
        };
        let open = || WordTemplate::open_with(bytes, &self.images(), head.as_ref());
        let template = self.word.get_or_init(open);
        let template = template.as_ref().map_err(|error| Spoilt::Word(error.clone()))?;
        template.render(data).map_err(Spoilt::Word)
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
