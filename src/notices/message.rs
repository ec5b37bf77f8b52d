//! A message folder: what its manifest says, and its parts filled with data.

use serde_json::Value;

use super::facts::Missing;
use super::occasion::About;
use crate::domain::event::Audience;
use crate::domain::problem::{Place, Problem};
use crate::press::{Group, Library, TextFolder};

/// The plain text, which every message has.
const TEXT: &str = "body.txt.j2";
/// The same content as HTML, where a message has it.
const HTML: &str = "body.html.j2";

/// A message, compiled. Opened once for many accounts.
pub struct Message<'a> {
    library: &'a Library,
    parts: TextFolder,
    /// Its kind: `demand-email`.
    pub kind: String,
    /// Who it is for.
    pub audience: Audience,
    /// Whether its folder is for others too, each with a mail of their own.
    pub shared: bool,
    /// What it is about.
    pub about: About,
    /// Whether it says of itself that it asks for payment.
    pub demand: bool,
    /// Kinds of documents that go with it where they are drafted.
    pub attachments: Vec<String>,
    /// Those of them without which it is not sent.
    pub must_attach: Vec<String>,
    /// SHA-256 of its folder.
    pub sha256: String,
}

/// A message filled with data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, one line.
    pub subject: String,
    /// The plain text, lines ended by `\n`.
    pub text: String,
    /// The HTML.
    pub html: Option<String>,
}

impl<'a> Message<'a> {
    /// Opens the message of this kind, for the first that it is for.
    ///
    /// # Errors
    /// `E-NOTICE-KIND` where it is a document and no message, `E-NOTICE-AUDIENCE` where nobody it could be for is
    /// named, `E-NOTICE-ABOUT` where it is about nothing known, and what is wrong with the folder.
    pub fn open(library: &'a Library, kind: &str) -> Result<Self, Box<Problem>> {
        Message::each(library, kind).map(|mut all| all.swap_remove(0))
    }

    /// Opens the message of this kind for each that it is for; never empty.
    ///
    /// # Errors
    /// As [`Message::open`].
    pub fn each(library: &'a Library, kind: &str) -> Result<Vec<Self>, Box<Problem>> {
        let folder = library.folder(kind).map_err(|error| Box::new(error.problem()))?;
        let manifest = &folder.manifest;
        if manifest.group != Group::Message {
            return Err(Box::new(Problem::error("E-NOTICE-KIND", Place::default()).with("kind", kind)));
        }
        let wrong = |code, found: &str| {
            let place = Place { file: Some(format!("{kind}/manifest.yaml")), ..Place::default() };
            Box::new(Problem::error(code, place).with("kind", kind).with("found", found))
        };
        let about = match manifest.about.as_deref() {
            None => About::Debt,
            Some(word) => About::named(word).ok_or_else(|| wrong("E-NOTICE-ABOUT", word))?,
        };
        let open = |word: &String| {
            let audience = audience(word).ok_or_else(|| wrong("E-NOTICE-AUDIENCE", word))?;
            Ok(Message {
                library,
                parts: TextFolder::open(folder).map_err(|error| Box::new(error.problem()))?,
                kind: kind.to_owned(),
                audience,
                shared: manifest.audience.len() > 1,
                about,
                demand: manifest.demand && audience == Audience::Debtor,
                attachments: manifest.attachments.clone(),
                must_attach: manifest.must_attach.clone(),
                sha256: folder.sha256.clone(),
            })
        };
        match manifest.audience.is_empty() {
            true => Err(wrong("E-NOTICE-AUDIENCE", "")),
            false => manifest.audience.iter().map(open).collect(),
        }
    }

    /// Fills every part.
    ///
    /// # Errors
    /// A field that the data lacks, a character that would mislead, a mistake in the template, with its place.
    pub fn render(&self, data: &Value) -> Result<Rendered, Box<Problem>> {
        let part = |file| self.parts.render(file, data).map_err(|error| Box::new(error.problem()));
        Ok(Rendered {
            subject: self.parts.subject(data).map_err(|error| Box::new(error.problem()))?,
            text: part(TEXT)?,
            html: self.parts.has(HTML).then(|| part(HTML)).transpose()?,
        })
    }

    /// A document of this kind as one that is missing, if there is such a document.
    pub(super) fn missing(&self, kind: &str) -> Option<Missing> {
        let manifest = &self.library.folder(kind).ok()?.manifest;
        Some(Missing { kind: kind.to_owned(), title: manifest.title.zh.clone() })
    }
}

fn audience(word: &str) -> Option<Audience> {
    match word {
        "debtor" => Some(Audience::Debtor),
        "counsel" => Some(Audience::Counsel),
        "handler" => Some(Audience::Handler),
        "manager" => Some(Audience::Manager),
        _ => None,
    }
}
