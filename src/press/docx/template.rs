//! A Word template: opened and compiled once, rendered for each account.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};

use minijinja::value::{Serde, Value as Jinja};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::{Problem, Trouble, Troubles};
use super::image::{Image, Picture};
use super::letterhead::{self, Head};
use super::relations::TYPES;
use super::source::{self, Source};
use super::xml::{self, Tree};
use super::{active, asks, failures, grid, rewrite};
use crate::domain::problem::{self, Place};
use crate::papers::{Package, PackageError, Packed};
use crate::press::fields;
use crate::press::jinja::Shape;

/// Steps of one rendering: a complaint takes a few thousand.
const FUEL: u64 = 20_000_000;
/// The most bytes of one rendered part.
const LARGEST: usize = 64 * 1024 * 1024;
/// Ids of repeated drawings begin here, above those Word gives.
const FIRST_ID: u32 = 1_000_000;

/// Content types of parts that are rendered.
const RENDERED: [&str; 6] = [
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml",
    "application/vnd.openxmlformats-package.core-properties+xml",
];
const MAIN: &str = RENDERED[0];
/// A Word template's own main part; it is written as a document's.
const MAIN_OF_TEMPLATE: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml";

/// Why a Word template cannot be used, or not for this data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum WordError {
    /// Not a Word file that can be read, and why.
    #[error("{0}")]
    Package(String),
    /// A file of Office, but not a Word document.
    #[error("not a Word document: {0}")]
    NotWord(String),
    /// Something in it could run or fetch what is not in the file.
    #[error("{part}: {what} is not allowed")]
    Active {
        /// The part.
        part: String,
        /// What it is.
        what: String,
    },
    /// A picture that tags may print cannot be read.
    #[error("image {name}: {why}")]
    Image {
        /// Its name in tags.
        name: String,
        /// The reason.
        why: String,
    },
    /// A part is not well-formed.
    #[error("{part}: {why}")]
    Xml {
        /// The part.
        part: String,
        /// The reason.
        why: String,
    },
    /// What is wrong with its tags; never empty.
    #[error("{}", .0[0])]
    Tags(Vec<Problem>),
}

impl From<PackageError> for WordError {
    fn from(error: PackageError) -> Self {
        WordError::Package(error.to_string())
    }
}

impl WordError {
    /// Each thing that is wrong, for the message catalogue; `src/cli/messages/word.yaml` has the words.
    pub fn problems(&self) -> Vec<problem::Problem> {
        let of = |code, part: &str| {
            let place = Place { file: (!part.is_empty()).then(|| part.to_owned()), ..Place::default() };
            problem::Problem::error(code, place)
        };
        match self {
            WordError::Package(why) => vec![of("E-WORD-FILE", "").with("why", why)],
            WordError::NotWord(why) => vec![of("E-WORD-NOT-WORD", "").with("why", why)],
            WordError::Active { part, what } => {
                vec![of("E-WORD-ACTIVE", part).with("part", part).with("what", what)]
            }
            WordError::Image { name, why } => {
                vec![of("E-WORD-IMAGE", "").with("name", name).with("why", why)]
            }
            WordError::Xml { part, why } => vec![of("E-WORD-XML", part).with("part", part).with("why", why)],
            WordError::Tags(found) => found.iter().map(Problem::problem).collect(),
        }
    }
}

/// A Word template, compiled.
pub struct WordTemplate {
    packed: Packed,
    engine: Environment<'static>,
    parts: Vec<(String, Source)>,
    /// What tags know beside the data: pictures by their names, and `letterhead` where there is one.
    own: BTreeMap<String, Jinja>,
}

impl WordTemplate {
    /// Opens a `.docx` (or `.dotx`) with tags.
    ///
    /// # Errors
    /// [`WordError::Tags`] with everything that is wrong with the tags; the others for what is no usable Word file.
    pub fn open(bytes: &[u8]) -> Result<WordTemplate, WordError> {
        WordTemplate::open_with(bytes, &[], None)
    }

    /// The same with pictures that tags may print by their names, and under a letterhead.
    ///
    /// # Errors
    /// As [`WordTemplate::open`], and [`WordError::Image`].
    pub(in crate::press) fn open_with(
        bytes: &[u8],
        images: &[Image],
        head: Option<&Head<'_>>,
    ) -> Result<WordTemplate, WordError> {
        let Read { mut package, parts, mut troubles, mut engine } = read(bytes, head)?;
        troubles.found.retain(Problem::is_error);
        if troubles.found.is_empty() {
            for (part, source) in &parts {
                if let Err(error) = engine.add_template_owned(part.clone(), source.text.clone()) {
                    troubles.part.clone_from(part);
                    failures::place(source, &error, Trouble::Syntax(reason(&error)), &mut troubles);
                }
            }
        }
        if !troubles.found.is_empty() {
            return Err(WordError::Tags(troubles.found));
        }
        let mut own = BTreeMap::new();
        if let Some(head) = head {
            own.insert("letterhead".to_owned(), Jinja::from(Serde(head.letterhead.json())));
        }
        for image in images {
            let prints = |part: &str| {
                let asked = engine.get_template(part).map(|t| t.undeclared_variables(false));
                asked.is_ok_and(|asked| asked.contains(&image.name))
            };
            let printing: Vec<&str> =
                parts.iter().map(|(part, _)| part.as_str()).filter(|p| prints(p)).collect();
            let picture = Picture::add(image, &printing, &mut package)?;
            own.insert(image.name.clone(), Jinja::from_object(picture));
        }
        let names: Vec<&str> = parts.iter().map(|(part, _)| part.as_str()).collect();
        let packed = Packed::new(&package, &names)?;
        Ok(WordTemplate { packed, engine, parts, own })
    }

    /// Everything that is wrong with a template, and every tag that asks for a filter, a test or a function that does
    /// not exist, or for a field that no document of this shape has: at once, without rendering. And the fields of the
    /// sample that none asks for.
    ///
    /// # Errors
    /// It is no usable Word file.
    pub(in crate::press) fn examine(
        bytes: &[u8],
        sample: Option<&Value>,
        shape: Option<&Shape>,
    ) -> Result<Vec<Problem>, WordError> {
        let Read { parts, mut troubles, engine, .. } = read(bytes, None)?;
        let mut used = BTreeSet::new();
        for (part, source) in &parts {
            troubles.part.clone_from(part);
            asks::in_vain(&engine, source, shape, &mut used, &mut troubles);
        }
        // In the order in which one reads them.
        let place = |part: &str| parts.iter().position(|(known, _)| known == part);
        troubles.found.sort_by_key(|p| (place(&p.part), p.node.unwrap_or(usize::MAX)));
        let (unused, main) = (fields::unused(sample, &used), parts.first());
        if let (false, Some((main, _))) = (unused.is_empty(), main) {
            troubles.part.clone_from(main);
            troubles.add(Trouble::Unused(unused), "", &"".into());
        }
        Ok(troubles.found)
    }

    /// Renders the template with the fields of `data` as names. The same data gives the same bytes.
    ///
    /// # Errors
    /// [`WordError::Tags`] with every tag that fails, and the field that the data lacks.
    pub fn render(&self, data: &Value) -> Result<Vec<u8>, WordError> {
        let mut rendered = Vec::with_capacity(self.parts.len());
        let mut troubles = Troubles::default();
        let ids = Jinja::from_object(Ids(AtomicU32::new(FIRST_ID)));
        let mut own = self.own.clone();
        own.insert("xml_id".to_owned(), ids);
        let own = Jinja::from(own);
        for (part, source) in &self.parts {
            let template = self.engine.get_template(part).map_err(|e| wrong(part, &e))?;
            let context = minijinja::context! { ..own.clone(), ..Jinja::from(Serde(data)) };
            match template.render(&context) {
                Ok(text) if text.len() > LARGEST => {
                    let why = format!("more than {LARGEST} bytes");
                    return Err(WordError::Xml { part: part.clone(), why });
                }
                Ok(text) => {
                    let text = mend(text);
                    let fitted = if source.reshapes { grid::fit(text) } else { Ok(text) };
                    let fitted = fitted.map_err(|why| WordError::Xml { part: part.clone(), why })?;
                    rendered.push((part.as_str(), fitted));
                }
                Err(error) => {
                    troubles.part.clone_from(part);
                    failures::every(&self.engine, part, source, &context, error, &mut troubles);
                }
            }
        }
        if !troubles.found.is_empty() {
            return Err(WordError::Tags(troubles.found));
        }
        let changed: Vec<(&str, &[u8])> =
            rendered.iter().map(|(part, text)| (*part, text.as_bytes())).collect();
        Ok(self.packed.with(&changed)?)
    }
}

/// A file as far as it can be read, whatever is wrong with its tags.
struct Read {
    package: Package,
    parts: Vec<(String, Source)>,
    troubles: Troubles,
    engine: Environment<'static>,
}

fn read(bytes: &[u8], head: Option<&Head<'_>>) -> Result<Read, WordError> {
    let mut package = Package::open(bytes)?;
    let rendered = parts(&mut package)?;
    active::relations(&package)?;
    let drawing = match (head, rendered.first()) {
        (Some(head), Some(main)) => letterhead::parts(&mut package, main, head)?,
        _ => None,
    };
    let mut troubles = Troubles::default();
    let mut parts = Vec::new();
    let engine = engine();
    for (at, part) in rendered.into_iter().enumerate() {
        let wrong = |why: String| WordError::Xml { part: part.clone(), why };
        let text = package.text(&part)?;
        if text.contains(|c| matches!(c, '\u{FDD0}'..='\u{FDEF}')) {
            return Err(wrong("a noncharacter (U+FDD0 to U+FDEF)".to_owned()));
        }
        let mut tree = Tree::parse(text).map_err(wrong)?;
        active::fields(&part, &tree)?;
        troubles.part.clone_from(&part);
        let reshapes = rewrite::part(&mut tree, &mut troubles);
        if let (0, Some(head)) = (at, head) {
            letterhead::above(&mut tree, &part, head, drawing.as_deref())?;
        }
        let source = Source { reshapes, ..source::write(&tree, &mut troubles) };
        asks::syntax(&engine, &source, &mut troubles);
        parts.push((part, source));
    }
    Ok(Read { package, parts, troubles, engine })
}

/// The engine without templates.
fn engine() -> Environment<'static> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    // Each value is escaped by the filter of the place it stands in.
    engine.set_auto_escape_callback(|_| AutoEscape::None);
    engine.set_fuel(Some(FUEL));
    engine.set_syntax(source::syntax());
    engine.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    crate::press::filters::add(&mut engine);
    engine.add_filter(source::IN_TEXT, |state: &mut State<'_, '_>, value: &Jinja| {
        if let Some(picture) = value.downcast_object_ref::<Picture>() {
            let id = state.lookup("xml_id").unwrap_or_default().call(state, &[])?;
            let drawing = picture.drawing(state.name(), &id.to_string());
            let lost = || Error::new(ErrorKind::InvalidOperation, "a picture that was given another name");
            let drawing = drawing.ok_or_else(lost)?;
            return Ok(format!("</w:t>{drawing}<w:t xml:space=\"preserve\">"));
        }
        let (text, mut out) = (printed(value)?, String::new());
        // Word writes a line end and a tab as elements.
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                out.push_str("</w:t><w:br/><w:t xml:space=\"preserve\">");
            }
            for (at, stretch) in line.trim_end_matches('\r').split('\t').enumerate() {
                if at > 0 {
                    out.push_str("</w:t><w:tab/><w:t xml:space=\"preserve\">");
                }
                xml::escape_text(stretch, &mut out);
            }
        }
        Ok::<_, Error>(out)
    });
    engine.add_filter(source::IN_ATTRIBUTE, |value: &Jinja| {
        let mut out = String::new();
        xml::escape_attribute(&printed(value)?, &mut out);
        Ok::<_, Error>(out)
    });
    engine.add_filter(source::IN_PROPERTY, |value: &Jinja| {
        let mut out = String::new();
        xml::escape_text(&printed(value)?, &mut out);
        Ok::<_, Error>(out)
    });
    engine
}

/// What a value prints. Nothing, a list and a record print nothing that a reader could use.
fn printed(value: &Jinja) -> Result<String, Error> {
    use minijinja::value::ValueKind;
    match value.kind() {
        ValueKind::Undefined => Err(ErrorKind::UndefinedError.into()),
        ValueKind::None => Err(Error::new(ErrorKind::InvalidOperation, "the value is empty (null)")),
        ValueKind::String | ValueKind::Number | ValueKind::Bool => Ok(value.to_string()),
        kind => Err(Error::new(ErrorKind::InvalidOperation, format!("a {kind} cannot be printed"))),
    }
}

/// Numbers drawings that a loop repeats.
#[derive(Debug)]
struct Ids(AtomicU32);

impl minijinja::value::Object for Ids {
    fn call(self: &std::sync::Arc<Self>, _: &mut State<'_, '_>, _: &[Jinja]) -> Result<Jinja, Error> {
        Ok(self.0.fetch_add(1, Ordering::Relaxed).into())
    }
}

/// The part that holds the text of the document.
pub(super) fn main_part(package: &mut Package) -> Result<String, WordError> {
    let parts = parts(package)?;
    Ok(parts.into_iter().next().unwrap_or_default())
}

/// The parts that are rendered, by content type, the text of the document first; a Word template becomes a document.
pub(super) fn parts(package: &mut Package) -> Result<Vec<String>, WordError> {
    if !package.parts.contains_key(TYPES) {
        return Err(WordError::NotWord("it has no list of content types".to_owned()));
    }
    let wrong = |why: String| WordError::Xml { part: TYPES.to_owned(), why };
    let text = package.text(TYPES)?.to_owned();
    let types = Tree::parse(&text).map_err(wrong)?;
    let mut parts = Vec::new();
    let mut main = Vec::new();
    for id in types.below(types.root()) {
        let kind = types.attribute(id, "ContentType").unwrap_or_default();
        let name = types.attribute(id, "PartName").unwrap_or_default().trim_start_matches('/');
        let active = |what: &str| Err(WordError::Active { part: name.to_owned(), what: what.to_owned() });
        if kind.contains("macroEnabled") || kind.contains("vbaProject") {
            return active("a macro");
        }
        if kind.contains("activeX") {
            return active("an ActiveX control");
        }
        if kind == MAIN || kind == MAIN_OF_TEMPLATE {
            main.push(name.to_owned());
        }
        if (RENDERED.contains(&kind) || kind == MAIN_OF_TEMPLATE) && package.parts.contains_key(name) {
            parts.push(name.to_owned());
        }
    }
    active::parts(package)?;
    if let Some(lost) = main.iter().find(|name| !package.parts.contains_key(*name)) {
        return Err(WordError::NotWord(format!("it has no {lost}, which holds the text")));
    }
    if main.len() != 1 || parts.is_empty() {
        let others = ["spreadsheetml", "presentationml", "opendocument"];
        let kind = others.into_iter().find(|other| text.contains(other)).unwrap_or("no main document part");
        return Err(WordError::NotWord(kind.to_owned()));
    }
    let plain = text.replace(MAIN_OF_TEMPLATE, MAIN);
    package.parts.insert(TYPES.to_owned(), plain.into_bytes());
    parts.sort_by_key(|name| (!main.contains(name), name.clone()));
    Ok(parts)
}

/// What the engine says, without its place in a source nobody sees.
pub(in crate::press) fn reason(error: &Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source().and_then(|e| e.downcast_ref::<Error>()) {
        cause = inner;
    }
    let mut text = cause.kind().to_string();
    if let Some(detail) = cause.detail() {
        let _ = write!(text, ": {detail}");
    }
    text
}

fn wrong(part: &str, error: &Error) -> WordError {
    WordError::Xml { part: part.to_owned(), why: reason(error) }
}

/// Gives what loops and conditions may have emptied what the schema wants: a cell, a header or a text box ends in a
/// paragraph, a table has a row.
fn mend(mut text: String) -> String {
    for rowless in ["</w:tblGrid></w:tbl>", "<w:tblGrid/></w:tbl>"] {
        while let Some(end) = text.find(rowless) {
            let Some(start) = text[..end].rfind("<w:tbl>") else { break };
            text.replace_range(start..end + rowless.len(), "");
        }
    }
    let ends = ["</w:tc>", "</w:txbxContent>", "</w:hdr>", "</w:ftr>", "</w:footnote>", "</w:endnote>"];
    let lacks = |text: &str, at: usize| {
        !text[..at].ends_with("</w:p>") && !text[..at].ends_with("<w:p/>") && !ends_with_empty(&text[..at])
    };
    let mut wanting: Vec<usize> = ends
        .iter()
        .flat_map(|end| text.match_indices(end).map(|(at, _)| at))
        .filter(|&at| lacks(&text, at))
        .collect();
    wanting.sort_unstable();
    for at in wanting.into_iter().rev() {
        text.insert_str(at, "<w:p/>");
    }
    text
}

/// Whether a text ends in `<w:p …/>`.
fn ends_with_empty(text: &str) -> bool {
    text.ends_with("/>") && text.rfind('<').is_some_and(|at| text[at..].starts_with("<w:p "))
}
