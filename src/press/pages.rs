//! Data -> PDF.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use typst::diag::{SourceDiagnostic, Warned};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Smart};
use typst::syntax::{DiagSpan, LinkedNode, SyntaxKind};
use typst::utils::LazyHash;
use typst::{LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::data;
use super::error::{Fault, PressError, Unprintable};
use super::fonts::{FontSettings, Fonts};
use super::frames::{self, StandIn};
use super::guard::{Guard, GuardSettings};
use super::library::{Folder, Library, Origin};
use super::pictures;
use super::world::{Desk, datetime};

/// The most pages of one document.
const MOST_PAGES: usize = 1_000;
/// After so many documents what was read of the font files is given back, the first time after half as many.
const RELEASE: usize = 40;
/// Minutes by which China is ahead of UTC; a document's date is a civil date there.
const CHINA: i32 = 480;

/// Which PDF is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standard {
    /// PDF/A-2a and PDF/UA-1: kept for decades, read aloud by machines. The template must set a title.
    #[default]
    Archival,
    /// PDF 1.7.
    Plain,
}

/// What is not in the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageOptions {
    /// The document's date: what `datetime.today()` gives, and the date in the PDF.
    pub date: NaiveDate,
    /// Which PDF is written.
    pub standard: Standard,
    /// Dots per inch of a picture of each page; none are drawn where nobody asks.
    #[serde(default)]
    pub pictures: Option<u32>,
}

impl PageOptions {
    /// PDF/A-2a and PDF/UA-1 of this day.
    pub fn on(date: NaiveDate) -> Self {
        PageOptions { date, standard: Standard::default(), pictures: None }
    }

    /// With a PNG of each page, so many dots per inch.
    #[must_use]
    pub fn with_pictures(self, dots_per_inch: u32) -> Self {
        PageOptions { pictures: Some(dots_per_inch), ..self }
    }
}

/// A finished document.
#[derive(Clone, Debug)]
pub struct Pages {
    /// The file.
    pub pdf: Vec<u8>,
    /// Its number of pages, at least 1.
    pub pages: u32,
    /// What is printed on each page, line by line.
    pub text: Vec<String>,
    /// Characters set in a face that stood in for the preferred one.
    pub stand_ins: Vec<StandIn>,
    /// A PNG of each page, where [`PageOptions`] ask for them.
    pub pictures: Vec<Vec<u8>>,
}

impl Pages {
    /// Whether this text is printed, wherever lines and pages break it; white space is not compared.
    pub fn prints(&self, text: &str) -> bool {
        let tight = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        tight(&self.text.concat()).contains(&tight(text))
    }
}

/// Templates and fonts, ready to print; one for all threads.
pub struct Press {
    library: Library,
    fonts: Fonts,
    fonts_json: Bytes,
    preferred: BTreeSet<String>,
    typst: LazyHash<typst::Library>,
    in_flight: AtomicUsize,
    printed: AtomicUsize,
    settings: FontSettings,
    guard: Option<Guard>,
}

impl Press {
    /// Chooses the fonts; reads none.
    ///
    /// # Errors
    /// Those of [`Fonts::choose`].
    pub fn new(settings: &FontSettings, library: Library) -> Result<Press, PressError> {
        let fonts = Fonts::choose(settings)?;
        Ok(Press {
            library,
            fonts_json: Bytes::new(fonts.json()),
            preferred: fonts.preferred().into_iter().map(str::to_lowercase).collect(),
            fonts,
            typst: LazyHash::new(typst::Library::default()),
            in_flight: AtomicUsize::new(0),
            printed: AtomicUsize::new(0),
            settings: settings.clone(),
            guard: None,
        })
    }

    /// The same press, where templates that are not the program's own are printed by processes that time and memory
    /// end. Without it they are trusted.
    #[must_use]
    pub fn guarded(mut self, settings: GuardSettings) -> Press {
        self.guard = Some(Guard::new(settings, &self.settings));
        self
    }

    /// The templates.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The fonts.
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// Identity of the fonts, see [`Fonts::sha256`].
    pub fn fonts_sha256(&self) -> &str {
        self.fonts.sha256()
    }

    /// Makes ready for many documents: memory at its highest is then what printing takes, not what reading all font files
    /// at once does. Takes a tenth of a second, so not worth it for a few.
    pub fn expect_many(&self) {
        self.fonts.read_in_turn();
    }

    /// Prints `page.typ` of a folder. The same folder, data, options and fonts give the same bytes, in any process and
    /// on any thread. Memory is given back after each document.
    ///
    /// Many documents are printed by a `Crew`, whose threads keep typst's own parallelism to themselves.
    ///
    /// # Errors
    /// Everything of [`PressError`] that concerns one document. A warning of typst is an error.
    pub fn pages(&self, folder: &Folder, data: &Value, options: &PageOptions) -> Result<Pages, PressError> {
        match &self.guard {
            Some(guard) if folder.origin == Origin::Workspace => {
                data::check(&folder.kind, data)?;
                guard.pages(folder, data, options)
            }
            _ => {
                let printed = {
                    let _turn = Turn::begin(&self.in_flight);
                    self.print(folder, data, options)
                };
                // By the first documents every face in use has been read.
                if self.printed.fetch_add(1, Ordering::Relaxed) % RELEASE == RELEASE / 2 {
                    self.fonts.release();
                }
                printed
            }
        }
    }

    fn print(&self, folder: &Folder, data: &Value, options: &PageOptions) -> Result<Pages, PressError> {
        let kind = || folder.kind.clone();
        data::check(&folder.kind, data)?;
        let main = folder
            .leaf("page.typ")
            .ok_or_else(|| PressError::NoFile { kind: kind(), file: "page.typ".to_owned() })?;
        let main = main.source().map(typst::syntax::Source::id).ok_or_else(|| PressError::Unreadable {
            file: format!("{}/page.typ", folder.kind),
            why: "not UTF-8".to_owned(),
        })?;
        let json = data.to_string().into_bytes();
        let ident = identity(folder, &json, options);
        let desk = Desk {
            library: &self.typst,
            fonts: &self.fonts,
            fonts_json: &self.fonts_json,
            folder,
            main,
            data: Bytes::new(json),
            date: options.date,
        };
        let faults = |list: &EcoVec<SourceDiagnostic>| PressError::Template {
            kind: kind(),
            faults: list.iter().map(|d| fault(&desk, d)).collect(),
        };
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&desk);
        let document = output.map_err(|errors| faults(&errors))?;
        if !warnings.is_empty() {
            return Err(faults(&warnings));
        }
        let pages = document.pages().len();
        if pages > MOST_PAGES {
            return Err(PressError::TooManyPages { kind: kind(), pages, limit: MOST_PAGES });
        }
        let found = frames::walk(&document, &self.preferred);
        if !found.missing.is_empty() {
            let characters = found.missing.iter();
            let characters = characters
                .map(|&character| Unprintable { character, field: data::field_with(data, character) })
                .collect();
            return Err(PressError::Glyph { kind: kind(), characters });
        }
        if found.text.iter().all(|page| page.trim().is_empty()) {
            return Err(PressError::Empty { kind: kind() });
        }
        let pictures = options.pictures.map_or(Ok(Vec::new()), |dpi| {
            pictures::of(&document, dpi).map_err(|message| PressError::Panic { message })
        })?;
        let pdf =
            typst_pdf::pdf(&document, &pdf_options(ident, options)).map_err(|errors| faults(&errors))?;
        Ok(Pages {
            pdf,
            pages: u32::try_from(pages).unwrap_or(u32::MAX),
            stand_ins: found.stand_ins(),
            text: found.text,
            pictures,
        })
    }
}

/// A document under way. At its end, also by a panic, typst forgets what none of the documents since has used; it
/// would otherwise remember every document it has seen. With n workers an entry in use can be n ends old.
struct Turn<'a>(&'a AtomicUsize);

impl<'a> Turn<'a> {
    fn begin(in_flight: &'a AtomicUsize) -> Self {
        in_flight.fetch_add(1, Ordering::Relaxed);
        Turn(in_flight)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let workers = self.0.fetch_sub(1, Ordering::Relaxed);
        comemo::evict(workers);
    }
}

/// What makes a document this document, for its PDF identifier.
fn identity(folder: &Folder, json: &[u8], options: &PageOptions) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{}\n{}\n{}\n", folder.kind, folder.sha256, options.date));
    hash.update(json);
    crate::papers::hash::hex(&hash.finalize())
}

fn pdf_options(ident: String, options: &PageOptions) -> PdfOptions {
    let standards: &[PdfStandard] = match options.standard {
        Standard::Archival => &[PdfStandard::A_2a, PdfStandard::Ua_1],
        Standard::Plain => &[PdfStandard::V_1_7],
    };
    PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("Sucheng".to_owned())),
        timestamp: datetime(options.date).and_then(|day| Timestamp::new_local(day, CHINA)),
        page_ranges: None,
        standards: PdfStandards::new(standards).expect("invariant: PDF/A-2a and PDF/UA-1 go together"),
        tagged: true,
        pretty: false,
    }
}

/// The place, the line and the field of a diagnostic.
fn fault(desk: &Desk<'_>, diagnostic: &SourceDiagnostic) -> Fault {
    let mut fault = Fault {
        file: String::new(),
        line: 0,
        column: 0,
        excerpt: String::new(),
        message: diagnostic.message.to_string(),
        hints: diagnostic.hints.iter().map(|hint| hint.v.to_string()).collect(),
        missing: None,
        trace: Vec::new(),
    };
    if let Some((file, line, column, text)) = place(desk, diagnostic.span) {
        (fault.file, fault.line, fault.column) = (file, line, column);
        fault.excerpt = text.trim().chars().take(160).collect();
    }
    for call in &diagnostic.trace {
        if let Some((file, line, column, _)) = place(desk, call.span.into()) {
            fault.trace.push(format!("{file}:{line}:{column}"));
        }
    }
    // typst: dictionary does not contain key "name"
    if let Some((_, key)) = fault.message.split_once("does not contain key \"")
        && let Some((key, _)) = key.split_once('"')
    {
        fault.missing = Some(expression(desk, diagnostic.span, key).unwrap_or_else(|| key.to_owned()));
    }
    fault
}

/// File, line, column and the text of the line.
fn place(desk: &Desk<'_>, span: DiagSpan) -> Option<(String, u64, u64, String)> {
    let id = span.id()?;
    let file = id.vpath().get_without_slash().to_owned();
    let range = desk.range(span)?;
    let bytes = desk.file(id).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?;
    let before = text.get(..range.start)?;
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    let line = before.matches('\n').count() as u64 + 1;
    let column = text[start..range.start].chars().count() as u64 + 1;
    Some((file, line, column, text[start..].lines().next().unwrap_or_default().to_owned()))
}

/// The whole access that ends in `key`: `data.debtor.name`, for a span anywhere inside it.
fn expression(desk: &Desk<'_>, span: DiagSpan, key: &str) -> Option<String> {
    let source = desk.source(span.id()?).ok()?;
    let range = desk.range(span)?;
    let mut node: LinkedNode<'_> =
        LinkedNode::new(source.root()).leaf_at(range.start, typst::syntax::Side::After)?;
    loop {
        if node.kind() == SyntaxKind::FieldAccess && node.range().end >= range.end {
            let text: String = source.text()[node.range()].split_whitespace().collect();
            if text.ends_with(key) {
                let mut path = String::new();
                write!(path, "{}", text.trim_start_matches('#')).ok()?;
                return Some(path);
            }
        }
        node = node.parent()?.clone();
    }
}

#[cfg(test)]
mod tests;
