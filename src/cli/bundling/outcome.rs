//! What came of bundling, for a court and for counsel alike.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::catalogue::{self, Lang};
use crate::cli::error::{CommandError, Exit, as_json};
use crate::domain::AccountId;
use crate::domain::problem::Problem;

/// A file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundledFile {
    /// Where it lies; absolute.
    pub path: PathBuf,
    /// What it is called for people.
    pub title: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its pages; 0 of what has none.
    pub pages: u32,
}

/// A bundle that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its account.
    pub account: AccountId,
    /// What the court asks for, by name; none of a bundle that is for no court.
    pub profile: Option<String>,
    /// The bundle itself: the paginated PDF, or the archive.
    pub main: BundledFile,
    /// The rest.
    pub files: Vec<BundledFile>,
    /// What is doubtful about it.
    pub warnings: Vec<Problem>,
}

/// An account of which no bundle was made.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The account.
    pub account: AccountId,
    /// Why: one or more.
    pub problems: Vec<Problem>,
    /// Whether a file is no longer what was taken in: another exit code for a single account.
    pub integrity: bool,
}

/// What came of bundling.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Made.
    pub made: Vec<Made>,
    /// Not made.
    pub failed: Vec<Failure>,
    /// What a package for counsel lacks, by account, as it is told to programs.
    pub missing: BTreeMap<AccountId, Vec<Value>>,
    /// The files of the court bundle that was made for a package for counsel, by account.
    pub court: BTreeMap<AccountId, Vec<BundledFile>>,
    /// Profiles in use that are defaults and no court's rule.
    pub unsure: BTreeSet<String>,
    /// Whether Ctrl-C ended the batch before its end. What is listed is made and recorded.
    pub interrupted: bool,
}

impl Outcome {
    /// Notes an account of which no bundle can be made.
    pub fn fail(&mut self, account: &AccountId, error: CommandError) {
        let integrity = error.exit == Exit::Integrity;
        self.failed.push(Failure { account: account.clone(), problems: error.problems, integrity });
    }

    /// For programs: the body of `cli.md`.
    pub fn for_programs(&self, lang: Lang, dry_run: bool) -> Value {
        let file =
            |f: &BundledFile| json!({"path": f.path, "title": f.title, "sha256": f.sha256, "pages": f.pages});
        let made = |m: &Made| {
            let mut body = json!({
                "account": m.account,
                "profile": m.profile,
                "profile_is_default": m.profile.as_ref().is_some_and(|p| self.unsure.contains(p)),
                "path": m.main.path,
                "title": m.main.title,
                "sha256": m.main.sha256,
                "pages": m.main.pages,
                "files": m.files.iter().map(file).collect::<Vec<_>>(),
                "warnings": m.warnings.iter().map(|p| as_json(lang, p)).collect::<Vec<_>>(),
            });
            if let Some(missing) = self.missing.get(&m.account) {
                body["missing"] = missing.clone().into();
                body["court"] = self.court.get(&m.account).into_iter().flatten().map(file).collect();
            }
            body
        };
        let failed = self.failed.iter().flat_map(|f| f.problems.iter().map(move |p| (f, p))).map(|(f, p)| {
            json!({
                "account": f.account,
                "code": p.code,
                "field": p.place.field,
                "message": catalogue::text(lang, p.code, &p.args),
                "hint": catalogue::hint(lang, p.code, &p.args),
            })
        });
        json!({
            "bundles": self.made.iter().map(made).collect::<Vec<_>>(),
            "failed": failed.collect::<Vec<_>>(),
            "interrupted": self.interrupted,
            "dry_run": dry_run,
        })
    }
}
