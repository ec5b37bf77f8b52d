//! What every bundle is put together with.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::bundles::{self, Profile, Tables};
use crate::cli::desk::Desk;
use crate::cli::drafting::{Layout, press};
use crate::cli::error::{CommandError, Exit};
use crate::cli::workspace::Workspace;
use crate::docket::Docket;
use crate::documents;
use crate::domain::bundle::BundleFor;
use crate::papers::Shelf;
use crate::press::Press;
use crate::rules::Rulebook;

/// What is to be bundled for the court.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Where to, if not the workspace's `out/court`.
    pub output: Option<PathBuf>,
    /// How the accounts' folders are called.
    pub layout: Layout,
    /// What the court asks for, by name.
    pub profile: Option<String>,
    /// Whether, without a name, the profile of the bundle made last counts: so that one made again takes no other's place.
    pub as_before: bool,
    /// Whether pages are numbered afresh.
    pub renumber: bool,
    /// Threads.
    pub jobs: usize,
}

/// What courts ask for: built in, and the workspace's own.
///
/// # Errors
/// A table of the workspace is wrong or cannot be read.
pub fn tables(workspace: &Workspace) -> Result<Tables, CommandError> {
    let mut own = Vec::new();
    for name in bundles::FILES {
        let path = workspace.root.join("bundles").join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => own.push((format!("bundles/{name}"), text)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(CommandError::file("E-READ", &path, &e)),
        }
    }
    let kinds: Vec<&str> = documents::all().iter().map(|d| d.kind).collect();
    Tables::read(&own, &kinds).map_err(|problems| CommandError::problems(Exit::Failed, problems))
}

/// What every bundle is put together with.
pub struct Shop {
    /// Templates and fonts.
    pub press: Arc<Press>,
    /// Where paths are relative to, and what `sucheng.yaml` says.
    pub workspace: Arc<Workspace>,
    /// The rules.
    pub rules: Arc<Rulebook>,
    /// What courts ask for.
    pub tables: Tables,
    /// The evidence.
    pub shelf: Shelf,
}

impl Shop {
    /// Opens everything.
    ///
    /// # Errors
    /// No Chinese font; a template or table of the workspace is wrong.
    pub fn open(desk: &mut Desk<'_>) -> Result<Shop, CommandError> {
        let (press, workspace, rules) = (press(desk)?, desk.workspace()?, desk.rules()?);
        let tables = tables(&workspace)?;
        let shelf = Shelf::new(workspace.evidence());
        Ok(Shop { press, workspace, rules, tables, shelf })
    }

    /// The profile that is asked for; else the one that names the case's court; else, where that is wanted, that of the
    /// court bundle made last; else the workspace's; else `single`.
    ///
    /// # Errors
    /// There is no such profile.
    pub fn profile(&self, order: &Order, docket: &Docket) -> Result<&Profile, CommandError> {
        if let Some(asked) = &order.profile {
            return self.named(asked);
        }
        let court = docket.case.contract.forum.as_ref().and_then(|f| f.court.as_deref());
        if let Some(profile) = court.and_then(|court| self.tables.of_court(court)) {
            return Ok(profile);
        }
        let last = docket.bundles.iter().rev().map(|b| &b.what).find(|b| b.whom == BundleFor::Court);
        if let Some(profile) = last.filter(|_| order.as_before).and_then(|b| self.tables.profile(&b.profile))
        {
            return Ok(profile);
        }
        self.named(self.workspace.config.export.profile.as_deref().unwrap_or("single"))
    }

    /// The profile of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn named(&self, name: &str) -> Result<&Profile, CommandError> {
        self.tables.profile(name).ok_or_else(|| {
            CommandError::new(Exit::Usage, "E-BUNDLE-PROFILE")
                .with("found", name)
                .with("expected", self.tables.ids().join(", "))
        })
    }
}

/// What an account's bundle is: everything that decides its bytes, the evidence aside.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// The account.
    pub docket: &'a Docket,
    /// What the court asks for.
    pub profile: &'a Profile,
    /// Whether pages are numbered afresh.
    pub renumber: bool,
    /// The day it is dated.
    pub as_of: NaiveDate,
}
