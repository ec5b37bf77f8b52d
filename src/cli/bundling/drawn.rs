//! Documents drawn up for a bundle.

use std::collections::BTreeMap;

use serde_json::Value;

use super::shop::{Ask, Shop};
use crate::bundles::contents;
use crate::cli::drafting::{Format, Says, digest, options, problem, valid};
use crate::documents::{self, Document};
use crate::domain::PageLabel;
use crate::domain::event::{DocumentRecord, PdfStandard};
use crate::domain::problem::{Place, Problem};
use crate::papers::hash;
use crate::press::{Folder, PressError, Unwritten};

/// Numbers of exhibits' pages, by evidence id.
pub type PagesOf = BTreeMap<String, Vec<PageLabel>>;

/// A document as it was printed.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Its title.
    pub title: String,
    /// What it was printed from.
    pub data: Value,
    /// The file.
    pub bytes: Vec<u8>,
    /// How it was made; its path is not yet known.
    pub record: DocumentRecord,
}

/// One account's desk: what its documents are drawn from.
pub struct Table<'a> {
    /// Templates, fonts, rules.
    pub shop: &'a Shop,
    /// What is bundled.
    pub ask: Ask<'a>,
    /// What its documents say.
    pub says: Says<'a>,
}

impl Table<'_> {
    /// The data of a document, with the page numbers of the bundle.
    ///
    /// # Errors
    /// What stops it.
    pub fn data(&self, document: &Document, pages: Option<&PagesOf>) -> Result<Value, Vec<Problem>> {
        self.says.data_with(document, false, pages)
    }

    /// The document of a kind, where this case needs it.
    pub fn needed(&self, kind: &str) -> Option<&'static Document> {
        documents::filing(self.says.case()).into_iter().find(|d| d.kind == kind)
    }

    /// Draws up and prints a document; `bound` where its pages are numbered by the bundle.
    ///
    /// # Errors
    /// What stops it.
    pub fn draw(
        &self,
        document: &Document,
        pages: Option<&PagesOf>,
        bound: bool,
    ) -> Result<Drawn, Vec<Problem>> {
        let mut data = self.data(document, pages)?;
        if bound {
            contents::bound(&mut data);
        }
        self.print(document.kind, document.title, &data)
    }

    /// Prints data by the template of a kind.
    ///
    /// # Errors
    /// What stops it.
    pub fn print(&self, kind: &str, title: &str, data: &Value) -> Result<Drawn, Vec<Problem>> {
        let failed = |error: PressError| vec![problem(&error, self.ask.docket)];
        let folder = self.shop.press.library().folder(kind).map_err(failed)?;
        valid(folder, self.ask.as_of).map_err(|problem| vec![problem])?;
        let options = options(self.ask.as_of, PdfStandard::default());
        let pages = self.shop.press.pages(folder, data, &options).map_err(failed)?;
        let record = DocumentRecord {
            pages: pages.pages,
            sha256: hash::of_bytes(&pages.pdf),
            fonts_sha256: self.shop.press.fonts_sha256().to_owned(),
            ..self.record(folder, Format::Pdf, data)
        };
        Ok(Drawn { title: title.to_owned(), data: data.clone(), bytes: pages.pdf, record })
    }

    /// The same in Word; `None` where the document has no Word version.
    ///
    /// # Errors
    /// What stops it.
    pub fn word(&self, document: &Document, pages: Option<&PagesOf>) -> Result<Option<Drawn>, Vec<Problem>> {
        let failed = |error: PressError| vec![problem(&error, self.ask.docket)];
        let folder = self.shop.press.library().folder(document.kind).map_err(failed)?;
        if !folder.has_word() {
            return Ok(None);
        }
        valid(folder, self.ask.as_of).map_err(|problem| vec![problem])?;
        let data = self.data(document, pages)?;
        let bytes = self.shop.press.word(folder, &data).map_err(|unwritten| match unwritten {
            Unwritten::Data(error) => failed(error),
            Unwritten::Template(problems) => problems,
        })?;
        let record =
            DocumentRecord { sha256: hash::of_bytes(&bytes), ..self.record(folder, Format::Docx, &data) };
        Ok(Some(Drawn { title: document.title.to_owned(), data, bytes, record }))
    }

    fn record(&self, folder: &Folder, format: Format, data: &Value) -> DocumentRecord {
        DocumentRecord {
            kind: folder.kind.clone(),
            format: format.id().to_owned(),
            path: String::new(),
            sha256: String::new(),
            pages: 0,
            facts: self.ask.docket.version,
            as_of: self.ask.as_of,
            facts_sha256: digest(data),
            template_sha256: folder.sha256.clone(),
            template_version: folder.manifest.version.clone(),
            like: None,
            rules_sha256: self.shop.rules.sha256().to_owned(),
            fonts_sha256: String::new(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            redacted: false,
            notices: Vec::new(),
            standard: PdfStandard::default(),
        }
    }
}

/// That a document is not in the bundle, and why.
pub fn lacks(document: &Document, problems: &[Problem]) -> Problem {
    let place = Place { field: problems.first().and_then(|p| p.place.field.clone()), ..Place::default() };
    let codes: Vec<&str> = problems.iter().map(|p| p.code).collect();
    let fields: Vec<&str> = problems.iter().filter_map(|p| p.place.field.as_deref()).collect();
    Problem::warning("W-BUNDLE-LACKS", place)
        .with("title", document.title)
        .with("kind", document.kind)
        .with("codes", codes.join(", "))
        .with("fields", fields.join(", "))
}
