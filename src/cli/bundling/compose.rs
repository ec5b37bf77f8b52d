//! One account's bundle, put together in a folder of its own: nothing is told or recorded until it agrees with itself.

use std::path::{Path, PathBuf};

use super::drawn::{Drawn, Table, lacks};
use super::shop::{Ask, Shop};
use super::volume::{self, Laid, Paginated, Sheets, Stack};
use crate::bundles::contents::Held;
use crate::bundles::{
    self, Copies, FileOf, Format, INDEX, Part as Of, Particulars, Sheet, agreement, contents, element_sheet,
    sent,
};
use crate::cli::drafting::{Says, changed_evidence, paid_off};
use crate::cli::write;
use crate::documents;
use crate::domain::Amount;
use crate::domain::bundle::{BundleFile, BundleFor, BundlePart, BundleRecord, Numbering as Runs};
use crate::domain::event::DocumentRecord;
use crate::domain::problem::{Place, Problem};
use crate::papers::binding::{self, BindError, Binding, Bookmark, Numbering, Paper, Part, Stamp};
use crate::papers::{PaperError, hash};

/// Rounds of putting a volume of several files together.
const ROUNDS: usize = 4;

/// Why an account has no bundle.
#[derive(Clone, Debug)]
pub struct Stop {
    /// One or more.
    pub problems: Vec<Problem>,
    /// Whether a file is no longer what was taken in.
    pub integrity: bool,
}

impl From<Vec<Problem>> for Stop {
    fn from(problems: Vec<Problem>) -> Self {
        Stop { problems, integrity: false }
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        vec![problem].into()
    }
}

impl From<BindError> for Stop {
    fn from(error: BindError) -> Self {
        let changed = matches!(&error, BindError::Paper { error: PaperError::Changed, .. });
        let problem = Problem { args: error.args(), ..Problem::error(error.code(), Place::default()) };
        Stop { problems: vec![problem], integrity: changed }
    }
}

/// A file of a bundle, in the folder where it was put together.
#[derive(Clone, Debug)]
pub struct Staged {
    /// Its name; below a folder for copies.
    pub name: String,
    /// What it is called for people.
    pub title: String,
    /// SHA-256.
    pub sha256: String,
    /// Its pages; 0 of what has none.
    pub pages: u32,
}

/// A bundle, put together.
#[derive(Debug)]
pub struct Composed {
    /// Its files, the bundle itself first.
    pub files: Vec<Staged>,
    /// Its record; paths are names yet.
    pub record: BundleRecord,
    /// What is doubtful.
    pub warnings: Vec<Problem>,
}

/// Puts an account's bundle together. The same account, profile and day give the same bytes.
///
/// # Errors
/// The complaint, the index or the cover cannot be made; a piece of evidence changed or cannot be bound; the finished
/// volume does not agree with its plan.
pub fn compose(shop: &Shop, ask: Ask<'_>, dir: &Path) -> Result<Composed, Stop> {
    let case = &ask.docket.case;
    if let Some(problem) = paid_off(ask.docket, ask.as_of, &shop.rules) {
        return Err(problem.into());
    }
    let changed = changed_evidence(case, &shop.shelf);
    if !changed.is_empty() {
        return Err(Stop { problems: changed, integrity: true });
    }
    // Numbers that went out do not count where everything is numbered afresh.
    let cleared;
    let docket = if ask.renumber {
        let mut docket = ask.docket.clone();
        docket.bundles.clear();
        cleared = docket;
        &cleared
    } else {
        ask.docket
    };
    let says = Says::new(docket, ask.as_of, &shop.rules).map_err(Stop::from)?;
    let table = Table { shop, ask: Ask { docket, ..ask }, says };
    let mut work = Work {
        table: &table,
        dir,
        files: Vec::new(),
        served: Vec::new(),
        documents: Vec::new(),
        warnings: Vec::new(),
    };
    let mut stack = volume::stack(&table, &mut work.warnings);
    if stack.exhibits.is_empty() {
        work.warnings.push(Problem::warning("W-BUNDLE-NO-EVIDENCE", Place::default()));
    }
    let paginated = work.settled(&mut stack)?;
    let laid = volume::parts(&stack, &paginated);
    numbers_told(ask, &laid, &paginated, &mut work.warnings);
    work.others(&stack, &paginated)?;
    if work.table.ask.profile.copies == Copies::Files {
        work.copies()?;
    }
    let record = BundleRecord {
        whom: BundleFor::Court,
        profile: ask.profile.id.clone(),
        tables_sha256: shop.tables.sha256().to_owned(),
        numbering: paginated.numbering,
        renumbered: ask.renumber,
        files: work.files.iter().map(recorded).collect(),
        parts: laid,
        documents: work.documents,
        facts: ask.docket.version,
        as_of: ask.as_of,
        rules_sha256: shop.rules.sha256().to_owned(),
        fonts_sha256: shop.press.fonts_sha256().to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
    };
    Ok(Composed { files: work.files, record, warnings: work.warnings })
}

/// Says where numbers that went out change or are left out, and where pages bear letters.
fn numbers_told(ask: Ask<'_>, laid: &[BundlePart], paginated: &Paginated, warnings: &mut Vec<Problem>) {
    let sent = volume::sent(ask.docket, &ask.profile.id, None);
    let told = warnings.iter().any(|w| w.code.starts_with("W-BUNDLE-AFRESH-"));
    let changed = sent::changed(&sent, laid);
    if let Some((part, before, now)) = changed.as_ref().filter(|_| !told) {
        let warning = Problem::warning("W-BUNDLE-AFRESH-CHANGED", Place::default());
        warnings.push(warning.with("part", part).with("before", before).with("now", now));
    }
    if changed.is_none() && !told && !ask.renumber {
        for part in sent::gone(&sent, laid) {
            let pages = contents::range(&bundles::spread(part)).unwrap_or_else(|| "—".to_owned());
            let number = part.number.map_or_else(String::new, |n| documents::exhibit(n as usize - 1));
            let warning = Problem::warning("W-BUNDLE-GAP", Place::default());
            warnings.push(warning.with("part", &part.id).with("number", number).with("pages", pages));
        }
    }
    let inserted: Vec<String> =
        paginated.labels.iter().flatten().filter(|label| label.insert > 0).map(ToString::to_string).collect();
    if !inserted.is_empty() {
        let note = Problem::note("N-BUNDLE-INSERTED", Place::default());
        warnings.push(note.with("pages", inserted.join(", ")));
    }
}

fn recorded(file: &Staged) -> BundleFile {
    BundleFile {
        path: file.name.clone(),
        title: file.title.clone(),
        sha256: file.sha256.clone(),
        pages: file.pages,
    }
}

pub(super) struct Work<'a> {
    pub(super) table: &'a Table<'a>,
    pub(super) dir: &'a Path,
    pub(super) files: Vec<Staged>,
    /// What the other side gets copies of: the files, and where they lie below `dir`.
    pub(super) served: Vec<(Staged, PathBuf)>,
    documents: Vec<DocumentRecord>,
    warnings: Vec<Problem>,
}

impl Work<'_> {
    /// The paginated volume. Where it is several files, cover and index say which holds what; that has pages itself, so it
    /// is put together again until nothing moves, and where nothing comes to rest, they do not say.
    fn settled(&mut self, stack: &mut Stack<'_>) -> Result<Paginated, Stop> {
        for round in 0..=ROUNDS {
            let mut warnings = Vec::new();
            let paginated = volume::paginate(self.table, stack, &mut warnings)?;
            let (begun, served) = (self.files.len(), self.served.len());
            let held = self.volume(stack, &paginated)?;
            if held == stack.held || round == ROUNDS {
                self.warnings.extend(warnings);
                self.note_volume(stack, &paginated);
                return Ok(paginated);
            }
            self.files.truncate(begun);
            self.served.truncate(served);
            stack.held = if round + 1 == ROUNDS { Vec::new() } else { held };
        }
        Err(agreement::disagrees("files", "0", "1").into())
    }

    fn note_volume(&mut self, stack: &Stack<'_>, paginated: &Paginated) {
        let name = format!("{}.pdf", self.table.ask.profile.volume.name);
        for (_, drawn) in &paginated.front {
            self.note(drawn, &name);
        }
        for laid in &stack.exhibits {
            if let Sheets::Drawn(drawn) = &laid.sheets {
                self.note(drawn, &name);
            }
        }
    }

    /// The paginated volume, in as many files as the court's limit asks for; gives back what each holds where they are
    /// several.
    fn volume(&mut self, stack: &Stack<'_>, paginated: &Paginated) -> Result<Vec<Held>, Stop> {
        self.index_agrees(stack, paginated)?;
        let parts = parts(self.table, stack, paginated);
        let profile = self.table.ask.profile;
        let name = &profile.volume.name;
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let whole = self.binding(volume::title(self.table), parts);
        let path = self.dir.join(format!("{name}.pdf"));
        let bound = binding::bind(&whole, &path)?;
        self.look(&path, &whole, &bound)?;
        // In front of exhibits with numbers of their own, pages bear none.
        let numbered: Vec<_> = match paginated.numbering {
            Runs::Whole => paginated.labels.clone(),
            Runs::Exhibits => paginated.labels.iter().filter(|l| !l.is_empty()).cloned().collect(),
        };
        if let Some(problem) = agreement::numbers(&numbered, &bound.labels) {
            return Err(problem.into());
        }
        let (begun, mut held) = (self.files.len(), Vec::new());
        if bound.bytes <= profile.max_bytes() {
            self.staged(&format!("{name}.pdf"), whole.title.clone(), bound.sha256, bound.pages);
        } else {
            std::fs::remove_file(&path).map_err(|e| unwritten(&path, &e))?;
            for (at, piece) in (1..).zip(binding::split(&whole, profile.max_bytes())?) {
                let file = format!("{name}_{at}.pdf");
                let path = self.dir.join(&file);
                let bound = binding::bind(&piece, &path)?;
                self.look(&path, &piece, &bound)?;
                held.extend(Held::of(&file, bound.labels.iter().flatten()));
                self.staged(&file, format!("{}（{at}）", whole.title), bound.sha256, bound.pages);
            }
        }
        let bound = paginated.rows.iter().filter(|row| !row.exhibit || row.pages > 0);
        let kinds: Vec<Option<&str>> = bound.map(|row| (!row.exhibit).then_some(row.id.as_str())).collect();
        self.serve(begun, &whole, &kinds)?;
        Ok(held)
    }

    /// Reads a finished file back.
    pub(super) fn look(&self, path: &Path, planned: &Binding, bound: &binding::Bound) -> Result<(), Stop> {
        binding::read_back(path, planned, bound).map_err(|found| {
            let problem = |d: &binding::Disagreement| {
                let what = d.page.map_or_else(|| d.what.to_owned(), |page| format!("{} ({page})", d.what));
                agreement::disagrees(&what, &d.found, &d.expected)
            };
            found.iter().map(problem).collect::<Vec<_>>().into()
        })
    }

    /// The index prints the pages on which the exhibits lie.
    fn index_agrees(&self, stack: &Stack<'_>, paginated: &Paginated) -> Result<(), Stop> {
        let index = paginated.front.iter().find(|(_, drawn)| drawn.record.kind == INDEX);
        let ids: Vec<&str> = stack.exhibits.iter().map(|laid| laid.id.as_str()).collect();
        let wrong = index.and_then(|(_, drawn)| {
            agreement::index(&drawn.data, &ids, &paginated.rows, &paginated.labels, &stack.held)
        });
        wrong.map_or(Ok(()), |problem| Err(problem.into()))
    }

    /// The files beside the volume.
    fn others(&mut self, stack: &Stack<'_>, paginated: &Paginated) -> Result<(), Stop> {
        let profile = self.table.ask.profile;
        let typeset: Vec<&str> = stack
            .exhibits
            .iter()
            .filter_map(|laid| match &laid.sheets {
                Sheets::Drawn(drawn) => Some(drawn.record.kind.as_str()),
                _ => None,
            })
            .collect();
        for file in &profile.files {
            self.other(file, stack, paginated, &typeset)?;
        }
        if !profile.others {
            return Ok(());
        }
        let filing = volume::filing(self.table).map_or("", |d| d.kind);
        for document in documents::filing(self.table.says.case()) {
            if document.kind == filing || profile.names(document.kind) {
                continue;
            }
            let name = documents::file_name(document, false, "pdf");
            let file = FileOf {
                name: name.trim_end_matches(".pdf").to_owned(),
                parts: vec![Of::Document(document.kind.to_owned())],
                copied: Vec::new(),
                format: Format::Pdf,
                sheet: None,
            };
            self.other(&file, stack, paginated, &typeset)?;
        }
        Ok(())
    }

    /// One file beside the volume; nothing where the case needs none of what is in it.
    fn other(
        &mut self,
        file: &FileOf,
        stack: &Stack<'_>,
        paginated: &Paginated,
        typeset: &[&str],
    ) -> Result<(), Stop> {
        let name = format!("{}.{}", file.name, file.ending());
        if let Some(Sheet::Elements) = file.sheet {
            let bytes = self.elements()?;
            return self.write(&name, "要素表", &bytes, 0);
        }
        let (mut drawn, mut must) = (Vec::new(), false);
        for part in &file.parts {
            let document = match part {
                Of::Filing => {
                    must = true;
                    volume::filing(self.table)
                }
                Of::Form => {
                    must = true;
                    volume::form(self.table)
                }
                Of::Document(kind) if !typeset.contains(&kind.as_str()) => {
                    must = kind == INDEX;
                    self.table.needed(kind)
                }
                _ => None,
            };
            let Some(document) = document else { continue };
            let made = match file.format {
                Format::Docx => self.table.word(document, Some(&paginated.pages)),
                Format::Pdf if document.kind == INDEX => {
                    let pages = Some(&paginated.pages);
                    volume::index(self.table, stack, document, pages, false).map(Some)
                }
                Format::Pdf => self.table.draw(document, Some(&paginated.pages), false).map(Some),
            };
            match made {
                Ok(made) => drawn.extend(made),
                Err(problems) if must => return Err(problems.into()),
                Err(problems) => self.warnings.push(lacks(document, &problems)),
            }
        }
        for one in &drawn {
            self.note(one, &name);
            if one.record.kind == INDEX {
                let ids: Vec<&str> = stack.exhibits.iter().map(|laid| laid.id.as_str()).collect();
                let (rows, labels) = (&paginated.rows, &paginated.labels);
                if let Some(problem) = agreement::index(&one.data, &ids, rows, labels, &stack.held) {
                    return Err(problem.into());
                }
            }
        }
        let copied = stack.exhibits.iter().filter(|laid| {
            self.table.says.case().evidence.iter().any(|e| e.id == laid.id && file.copied.contains(&e.kind))
        });
        let copied: Vec<Part> = copied
            .filter_map(|laid| Some(Part::unnumbered(laid.title.clone(), laid.paper(self.table)?)))
            .map(titled)
            .collect();
        let begun = self.files.len();
        let kinds: Vec<Option<&str>> = drawn.iter().map(|one| Some(one.record.kind.as_str())).collect();
        match (drawn.as_slice(), copied.is_empty()) {
            ([], true) => Ok(()),
            ([one], true) => {
                self.write(&name, &one.title, &one.bytes, one.record.pages)?;
                if file.format == Format::Pdf && self.serves(Some(&one.record.kind)) {
                    let staged = self.files[begun..].iter().cloned();
                    self.served.extend(staged.map(|file| (file.clone(), self.dir.join(&file.name))));
                }
                Ok(())
            }
            _ => {
                let title = drawn.first().map_or(file.name.as_str(), |one| one.title.as_str()).to_owned();
                let typeset = drawn
                    .iter()
                    .map(|one| titled(Part::unnumbered(one.title.clone(), Paper::Pdf(one.bytes.clone()))));
                // Papers that are copied behind documents are the filer's own: they stay with the court.
                let behind = copied.len();
                let planned = self.binding(&title, typeset.chain(copied).collect());
                let path = self.dir.join(&name);
                let bound = binding::bind(&planned, &path)?;
                self.look(&path, &planned, &bound)?;
                self.staged(&name, title, bound.sha256, bound.pages);
                let kinds: Vec<_> = kinds.into_iter().chain(vec![Some(""); behind]).collect();
                self.serve(begun, &planned, &kinds)
            }
        }
    }

    fn elements(&self) -> Result<Vec<u8>, Stop> {
        let says = &self.table.says;
        let data = volume::filing(self.table).map(|d| self.table.data(d, None)).transpose()?;
        let figure = data.as_ref().and_then(|d| d["total"]["figure"].as_str());
        let total = figure.and_then(|figure| figure.replace(',', "").parse::<Amount>().ok());
        element_sheet(&[Particulars { case: says.case(), money: says.money(), total }]).map_err(|error| {
            Problem::error("E-WRITE", Place::default()).with("path", "要素表").with("reason", error).into()
        })
    }

    fn binding(&self, title: &str, parts: Vec<Part>) -> Binding {
        let case = self.table.says.case();
        Binding {
            title: title.to_owned(),
            author: case.creditor.as_ref().map(|c| c.name.clone()),
            language: "zh-CN".to_owned(),
            created: Some(self.table.ask.as_of),
            parts,
            stamp: Stamp::default(),
        }
    }

    fn write(&mut self, name: &str, title: &str, bytes: &[u8], pages: u32) -> Result<(), Stop> {
        let path = self.dir.join(name);
        write::staged(&path, bytes).map_err(|e| unwritten(&path, &e))?;
        self.staged(name, title.to_owned(), hash::of_bytes(bytes), pages);
        Ok(())
    }

    fn staged(&mut self, name: &str, title: String, sha256: String, pages: u32) {
        self.files.push(Staged { name: name.to_owned(), title, sha256, pages });
    }

    fn note(&mut self, drawn: &Drawn, file: &str) {
        self.documents.push(DocumentRecord { path: file.to_owned(), ..drawn.record.clone() });
    }
}

/// The parts of the volume as they are bound.
fn parts(table: &Table<'_>, stack: &Stack<'_>, paginated: &Paginated) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut group = None;
    for (at, (row, labels)) in paginated.rows.iter().zip(&paginated.labels).enumerate() {
        let numbering = if labels.is_empty() { Numbering::None } else { Numbering::Given(labels.clone()) };
        let part = |name: &str, paper: Paper, bookmarks: Vec<Bookmark>| Part {
            name: name.to_owned(),
            paper,
            pages: None,
            stamp: !labels.is_empty(),
            numbering: numbering.clone(),
            bookmarks,
        };
        if let Some((_, drawn)) = paginated.front.iter().find(|(place, _)| *place == at) {
            let bookmarks = vec![bookmark(&drawn.title, 0)];
            parts.push(part(&drawn.title, Paper::Pdf(drawn.bytes.clone()), bookmarks));
            continue;
        }
        let laid = stack.exhibits.iter().find(|laid: &&Laid| row.exhibit && laid.id == row.id);
        let Some((laid, paper)) = laid.and_then(|laid| Some((laid, laid.paper(table)?))) else { continue };
        let mut bookmarks = Vec::new();
        if group != Some(laid.group) {
            group = Some(laid.group);
            bookmarks.push(bookmark(&contents::heading(laid.group, &stack.sections[laid.group]), 0));
        }
        bookmarks.push(bookmark(&laid.title, 1));
        parts.push(part(&laid.title, paper, bookmarks));
    }
    parts
}

fn bookmark(title: &str, depth: u32) -> Bookmark {
    Bookmark { title: title.to_owned(), depth, page: 0 }
}

fn titled(part: Part) -> Part {
    let title = part.name.clone();
    part.with_bookmarks(vec![bookmark(&title, 0)])
}

pub(super) fn unwritten(path: &Path, error: &std::io::Error) -> Stop {
    let path: PathBuf = path.to_owned();
    Problem::error("E-WRITE", Place::default()).with("path", path.display()).with("reason", error).into()
}
