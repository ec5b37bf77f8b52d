//! Where an account's documents lie: in a folder with its own name, or as a court takes them in (law-cn.md §8).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::order::Order;
use crate::cli::error::{CommandError, Exit};
use crate::cli::workspace::Workspace;
use crate::cli::write;
use crate::docket::Docket;
use crate::documents::{self, FOLDER};
use crate::domain::AccountId;
use crate::intake::Export;

/// How accounts' folders are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// By account
    #[default]
    Account,
    /// By number, debtor and the last four characters of the ID number, as courts take them in
    Court,
}

/// The list of who has which number, beside the folders. Without it a second run could give numbers anew.
const NAME: &str = "folders.csv";
const HEAD: [&str; 3] = ["seq", "account", "folder"];

/// The folders of one run.
pub struct Folders {
    output: PathBuf,
    layout: Layout,
    redact: bool,
    export: Export,
    numbers: BTreeMap<AccountId, (u64, String)>,
    taken: BTreeSet<u64>,
    changed: bool,
}

impl Folders {
    /// Reads which numbers are given already.
    ///
    /// # Errors
    /// The list cannot be read.
    pub fn open(output: &Path, order: &Order, workspace: &Workspace) -> Result<Folders, CommandError> {
        let mut folders = Folders {
            output: output.to_owned(),
            layout: order.layout,
            redact: order.redact,
            export: workspace.config.export.clone(),
            numbers: BTreeMap::new(),
            taken: BTreeSet::new(),
            changed: false,
        };
        if order.layout == Layout::Court {
            folders.read()?;
        }
        Ok(folders)
    }

    fn read(&mut self) -> Result<(), CommandError> {
        let path = self.output.join(NAME);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(CommandError::file("E-READ", &path, &e)),
        };
        for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
            let mut fields = line.splitn(3, ',');
            let seq = fields.next().and_then(|seq| seq.parse::<u64>().ok());
            let account = fields.next().and_then(|account| account.parse::<AccountId>().ok());
            let (Some(seq), Some(account)) = (seq, account) else {
                let error = CommandError::new(Exit::Failed, "E-DRAFT-FOLDERS");
                return Err(error.with("path", path.display()).with("found", line));
            };
            self.taken.insert(seq);
            self.numbers
                .insert(account, (seq, fields.next().unwrap_or_default().trim_matches('"').to_owned()));
        }
        Ok(())
    }

    /// The folder of an account. Its number is its own: two debtors of one name and one ending are two folders, and a
    /// later run finds the same ones.
    ///
    /// # Errors
    /// The pattern of the settings has a place for something unknown, or none that tells accounts apart.
    pub fn of(&mut self, docket: &Docket) -> Result<PathBuf, CommandError> {
        let account = &docket.case.account;
        if self.layout == Layout::Account {
            return Ok(self.output.join(account.as_str()));
        }
        let seq = match self.numbers.get(account) {
            Some((seq, _)) => *seq,
            None => self.taken.last().map_or(1, |last| last + 1),
        };
        let court = docket.case.contract.forum.as_ref().and_then(|f| f.court.as_deref());
        let own = self.export.courts.iter().find(|c| court == Some(c.court.as_str()));
        let pattern = own.map(|c| c.folder.as_str()).or(self.export.folder.as_deref()).unwrap_or(FOLDER);
        let name = documents::folder_name(pattern, seq, &docket.case, self.redact).map_err(|found| {
            CommandError::new(Exit::Usage, "E-DRAFT-FOLDER")
                .with("pattern", pattern)
                .with("found", found)
                .with("places", "{seq} {account} {被告姓名} {身份证后4位} {批次}")
                .with("needed", "{seq} {account}")
        })?;
        let path = self.output.join(&name);
        self.taken.insert(seq);
        // The list names the folder that is handed in, not its masked twin.
        let known = self.numbers.get(account);
        if known.is_none_or(|(_, before)| *before != name && !self.redact) {
            self.numbers.insert(account.clone(), (seq, name));
            self.changed = true;
        }
        Ok(path)
    }

    /// Writes the list if it says something new, before any file lies in a folder of it.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn keep(&mut self) -> Result<(), CommandError> {
        if !std::mem::take(&mut self.changed) {
            return Ok(());
        }
        let mut rows: Vec<_> = self.numbers.iter().collect();
        rows.sort_by_key(|(_, (seq, _))| *seq);
        let mut text = write::csv_line(&HEAD);
        for (account, (seq, folder)) in rows {
            text.push_str(&write::csv_line(&[&seq.to_string(), account.as_str(), folder]));
        }
        write::file(&self.output.join(NAME), text.as_bytes())
    }
}
