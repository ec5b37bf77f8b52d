//! Every table of the law at once: the built-in ones, and a workspace's own that override or extend them by id.
//!
//! To add a kind of table: its entry type (implementing [`Entry`]) in a file of its own, and one line in `shelves!`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};

use include_dir::{Dir, include_dir};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::arrival::Wait;
use super::assumption::Assumption;
use super::attribution::Attribution;
use super::calendar::HolidayYear;
use super::caps::Cap;
use super::case_numbers::CaseType;
use super::contacts::ContactRule;
use super::fees::Fee;
use super::filing::ground::Ground;
use super::filing::wage::Wage;
use super::interest::InterestRule;
use super::late_performance::DailyRate;
use super::letters::LetterKind;
use super::limitation::Clock;
use super::limitation_acts::InterruptionAct;
use super::lpr::Lpr;
use super::notice_wording::NoticeWording;
use super::period::{Computation, PeriodRule};
use super::renumbering::{Edition, Provision};
use super::schema::{self, Check, Confidence, Entry, Title};
use super::schema_check;
use super::track::Track;
use crate::domain::problem::{Place, Problem};

static TABLES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/rules/tables/cn");

/// The entries of one kind by id.
#[derive(Clone, Debug)]
pub struct Shelf<T>(BTreeMap<String, Kept<T>>);

#[derive(Clone, Debug)]
struct Kept<T> {
    entry: Arc<T>,
    /// Index into [`Rulebook::files`].
    file: usize,
    /// The file whose entry of the same id this one took the place of.
    replaces: Option<usize>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf(BTreeMap::new())
    }
}

impl<T: Entry> Shelf<T> {
    /// The entry of that id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.0.get(id).map(|k| k.entry.as_ref())
    }

    /// All entries, by id.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.values().map(|k| k.entry.as_ref())
    }

    /// All ids, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether `a` was read before `b`.
    pub(super) fn before(&self, a: &str, b: &str) -> bool {
        let place = |id: &str| self.0.get(id).map(|k| (k.file, id.to_owned()));
        place(a) < place(b)
    }

    /// The id that was most likely meant.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        schema::nearest(id, self.ids())
    }

    /// The file that the entry of that id came from: an index for [`Rulebook::file_name`].
    pub(super) fn file(&self, id: &str) -> Option<usize> {
        self.0.get(id).map(|kept| kept.file)
    }

    fn take(
        &mut self,
        entries: Vec<T>,
        file: usize,
        source: &TableFile,
        own: bool,
        problems: &mut Vec<Problem>,
    ) {
        for entry in entries {
            let id = entry.id().to_owned();
            let mut check =
                Check { file: &source.name, text: &source.text, id: &id, problems: &mut *problems };
            let well_formed = !id.is_empty()
                && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !well_formed {
                check.report("E-RULES-BAD-ID", &[]);
            }
            check.provenance(&entry.provenance());
            entry.check(&mut check);
            let before = self.0.get(&id).map(|k| k.file);
            // Two built-in files, or two of the workspace, must not hold the same id: which one counts would be chance.
            if before.is_some_and(|before| before == file || !own) {
                check.report_twice();
                continue;
            }
            self.0.insert(id, Kept { entry: Arc::new(entry), file, replaces: before });
        }
    }

    fn resolve(&self, book: &Rulebook, problems: &mut Vec<Problem>) {
        for (id, kept) in &self.0 {
            let source = &book.files[kept.file];
            kept.entry.resolve(
                book,
                &mut Check { file: &source.name, text: &source.text, id, problems: &mut *problems },
            );
        }
    }

    fn origins(&self, table: &'static str, book: &Rulebook, out: &mut Vec<Origin>) {
        for (id, kept) in &self.0 {
            let provenance = kept.entry.provenance();
            let last = provenance.last();
            out.push(Origin {
                table,
                id: id.clone(),
                title: kept.entry.title().clone(),
                file: book.files[kept.file].name.clone(),
                replaces: kept.replaces.map(|f| book.files[f].name.clone()),
                source: last.map(|p| p.source.to_string()).unwrap_or_default(),
                checked_on: last.map(|p| p.checked_on),
                confidence: provenance.iter().map(|p| p.confidence).min(),
            });
        }
    }
}

/// A table file as it was read.
#[derive(Clone, Debug)]
struct TableFile {
    name: String,
    text: std::borrow::Cow<'static, str>,
}

/// Which file an entry came from: a row of `rules list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The kind of table: `periods`.
    pub table: &'static str,
    /// The entry.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// The file: `periods.yaml`, or `rules/own.yaml` of a workspace.
    pub file: String,
    /// The built-in file whose entry it takes the place of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// The newest value's source.
    pub source: String,
    /// When the newest value was checked.
    pub checked_on: Option<chrono::NaiveDate>,
    /// The least sure of its values.
    pub confidence: Option<Confidence>,
}

/// An entry as it is written, for `rules show`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown<'b> {
    /// The kind of table.
    pub table: &'static str,
    /// The entry.
    pub id: &'b str,
    /// The file.
    pub file: &'b str,
    /// Its first line in that file.
    pub line: u64,
    /// Its text in that file.
    pub text: &'b str,
}

/// Makes the [`Rulebook`] and what goes through all its shelves: `field: "table name" => Entry type`.
macro_rules! shelves {
    ($($(#[$doc:meta])* $field:ident: $name:literal => $entry:ty,)*) => {
        /// The entries of one file.
        #[allow(non_camel_case_types, reason = "named after the shelves")]
        enum Read {
            $($field(Vec<$entry>),)*
        }

        impl Read {
            fn file(source: &TableFile) -> Result<Read, Box<Problem>> {
                match schema::kind(&source.text) {
                    $(Some($name) => schema::entries(&source.name, &source.text).map(Read::$field),)*
                    other => {
                        let place =
                            Place { file: Some(source.name.clone()), line: Some(1), ..Place::default() };
                        let problem = Problem::error("E-RULES-UNKNOWN-TABLE", place)
                            .with("found", other.unwrap_or_default())
                            .with("expected", Rulebook::KINDS.join(", "));
                        let near = other.and_then(|o| schema::nearest(o, Rulebook::KINDS.iter().copied()));
                        Err(Box::new(match near {
                            Some(near) => problem.with("near", near),
                            None => problem,
                        }))
                    }
                }
            }
        }

        /// Every table of the law.
        #[derive(Clone, Debug, Default)]
        pub struct Rulebook {
            $($(#[$doc])* pub $field: Shelf<$entry>,)*
            files: Vec<TableFile>,
            sha256: String,
            /// The same tables without words, once somebody asked for them.
            wordless: OnceLock<Arc<Rulebook>>,
            says_why: Silence,
        }

        impl Rulebook {
            const KINDS: &'static [&'static str] = &[$($name),*];

            /// Puts what was read of a file on its shelf.
            fn shelve(&mut self, read: Read, file: usize, own: bool, problems: &mut Vec<Problem>) {
                let source = self.files[file].clone();
                match read {
                    $(Read::$field(entries) => self.$field.take(entries, file, &source, own, problems),)*
                }
            }

            fn resolve(&self, problems: &mut Vec<Problem>) {
                $(self.$field.resolve(self, problems);)*
            }

            /// Every entry and where it came from, by table and id.
            pub fn origins(&self) -> Vec<Origin> {
                let mut out = Vec::new();
                $(self.$field.origins($name, self, &mut out);)*
                out
            }

            /// Entries of that id as they are written; `table/id` where several tables have it.
            pub fn get(&self, id: &str) -> Vec<Shown<'_>> {
                let (table, id) = id.split_once('/').map_or((None, id), |(t, id)| (Some(t), id));
                let mut out = Vec::new();
                $(if table.is_none_or(|t| t == $name) {
                    if let Some((id, kept)) = self.$field.0.get_key_value(id) {
                        let file = &self.files[kept.file];
                        if let Some((line, text)) = schema_check::excerpt(&file.text, id) {
                            out.push(Shown { table: $name, id, file: &file.name, line, text });
                        }
                    }
                })*
                out
            }
        }
    };
}

shelves! {
    /// Articles of the Civil Procedure Law in each numbering.
    provisions: "renumbering" => Provision,
    /// From which day each numbering of the Civil Procedure Law is in force.
    editions: "editions" => Edition,
    /// Days off and make-up workdays by year.
    holidays: "holidays" => HolidayYear,
    /// How periods are counted.
    computations: "computation" => Computation,
    /// Every period of the procedure.
    periods: "periods" => PeriodRule,
    /// Clocks that run out and start again.
    limitations: "limitation" => Clock,
    /// What interrupts them.
    interruptions: "interruptions" => InterruptionAct,
    /// The courses that proceedings take.
    tracks: "tracks" => Track,
    /// Type codes of court case numbers.
    case_types: "case-types" => CaseType,
    /// Fees of courts and arbitration institutions.
    fees: "fees" => Fee,
    /// The loan prime rate.
    lpr: "lpr" => Lpr,
    /// Ceilings on all charges by kind of lender.
    caps: "caps" => Cap,
    /// Orders in which a payment is applied.
    attribution: "attribution" => Attribution,
    /// What contractual interest rests on.
    interest: "interest" => InterestRule,
    /// The doubled interest of late performance.
    late_performance: "late-performance" => DailyRate,
    /// What may be asked of a contact log.
    contacts: "contact-rules" => ContactRule,
    /// What a message to a debtor must and must not say.
    wordings: "notice-wording" => NoticeWording,
    /// Court or arbitration, and which court.
    forum: "forum" => Ground,
    /// Whether and how an account can be filed.
    eligibility: "eligibility" => Ground,
    /// How long a mail may still come back.
    arrivals: "arrival" => Wait,
    /// Average wages by province, for small claims.
    small_claims: "small-claims" => Wage,
    /// Mails and letters by their kind.
    letters: "letters" => LetterKind,
    /// What is assumed of suits where the portfolio has too little history.
    triage: "triage" => Assumption,
}

impl Rulebook {
    /// The tables that come with the program.
    pub fn builtin() -> &'static Arc<Rulebook> {
        static BUILTIN: LazyLock<Arc<Rulebook>> = LazyLock::new(|| {
            Arc::new(Rulebook::read_builtin().expect("invariant: a test reads every built-in table"))
        });
        &BUILTIN
    }

    /// Reads the built-in tables afresh. [`Rulebook::builtin`] does it once.
    ///
    /// # Errors
    /// Every lint.
    pub fn read_builtin() -> Result<Rulebook, Vec<Problem>> {
        let mut files = Vec::new();
        collect(&TABLES, &mut files);
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Rulebook::default().with_files(files, false)
    }

    /// These tables and a workspace's own, as (name, text): an entry overrides the one of the same id or is added.
    ///
    /// # Errors
    /// Every lint of the files given, and every reference that no longer resolves.
    pub fn with_overrides(
        &self,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Rulebook, Vec<Problem>> {
        let files = files.into_iter().map(|(name, text)| TableFile { name, text: text.into() }).collect();
        self.clone().with_files(files, true)
    }

    /// What is wrong with one table file, read as an override of these tables.
    pub fn lint(&self, name: &str, text: &str) -> Vec<Problem> {
        match self.with_overrides([(name.to_owned(), text.to_owned())]) {
            Ok(_) => Vec::new(),
            Err(problems) => problems,
        }
    }

    /// SHA-256 over the names and contents of all files, in hexadecimal: which law a figure was computed by.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The same tables, for whoever needs figures and days of many accounts and no reasons: every answer has the same value
    /// and names its sources, but its reasons have no words, or are left out where nothing is taken from them.
    pub fn wordless(&self) -> &Rulebook {
        if self.is_wordless() {
            return self;
        }
        self.wordless.get_or_init(|| {
            Arc::new(Rulebook { says_why: Silence::Kept, wordless: OnceLock::new(), ..self.clone() })
        })
    }

    /// Whether these are [`Rulebook::wordless`].
    pub(super) fn is_wordless(&self) -> bool {
        self.says_why == Silence::Kept
    }

    /// The words of a reason, unless nobody will read them.
    pub(super) fn words(&self, words: impl FnOnce() -> String) -> String {
        if self.is_wordless() { String::new() } else { words() }
    }

    /// The name of a file by its index.
    pub(super) fn file_name(&self, file: usize) -> Option<&str> {
        self.files.get(file).map(|file| file.name.as_str())
    }

    /// The nearest id of any table.
    pub fn nearest(&self, id: &str) -> Option<String> {
        let ids: Vec<String> = self.origins().into_iter().map(|o| o.id).collect();
        schema::nearest(id, ids.iter().map(String::as_str)).map(str::to_owned)
    }

    fn with_files(mut self, files: Vec<TableFile>, own: bool) -> Result<Rulebook, Vec<Problem>> {
        let mut problems = Vec::new();
        self.wordless = OnceLock::new();
        let first = self.files.len();
        self.files.extend(files);
        for (file, read) in (first..).zip(read_all(&self.files[first..])) {
            match read {
                Ok(read) => self.shelve(read, file, own, &mut problems),
                Err(problem) => problems.push(*problem),
            }
        }
        if problems.is_empty() {
            self.resolve(&mut problems);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut hash = Sha256::new();
        for file in &self.files {
            for part in [file.name.as_str(), &file.text] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        self.sha256 = hash.finalize().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        Ok(self)
    }
}

/// Whether reasons go without words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Silence {
    #[default]
    Spoken,
    Kept,
}

/// Reads files side by side, largest first: the tables are read whenever the program starts. The results are in the
/// order of the files.
fn read_all(files: &[TableFile]) -> Vec<Result<Read, Box<Problem>>> {
    const WORKERS: usize = 2;
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(files[*i].text.len()));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut out = Vec::new();
        while let Some(&i) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            out.push((i, Read::file(&files[i])));
        }
        out
    };
    let mut read = std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..WORKERS.min(files.len())).map(|_| scope.spawn(work)).collect();
        let mut read = work();
        for helper in helpers {
            read.extend(helper.join().expect("invariant: reading a table never panics"));
        }
        read
    });
    read.sort_by_key(|(i, _)| *i);
    read.into_iter().map(|(_, r)| r).collect()
}

/// Every `.yaml` file under a folder, by its path from `tables/cn`.
fn collect(dir: &'static Dir<'static>, out: &mut Vec<TableFile>) {
    for file in dir.files() {
        let name = file.path().to_string_lossy().replace('\\', "/");
        if let Some(text) = file.contents_utf8().filter(|_| name.ends_with(".yaml")) {
            out.push(TableFile { name, text: text.into() });
        }
    }
    for dir in dir.dirs() {
        collect(dir, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_table_reads() {
        if let Err(problems) = Rulebook::read_builtin() {
            panic!("{problems:#?}");
        }
    }
}
