//! Creating and opening a registry.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::RegistryError;
use super::journal::Journal;
use super::ledger::Registry;
use super::lock::Lock;
use super::rebuild::new_index;
use super::record::FORMAT;
use super::store::{self, MemoryStore, Store, StoreError, StoreKind};
use super::{disk, replay};

/// Something the registry did by itself that its user should hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// A write had been interrupted; what it left was moved out of the journal. No command that returned is lost.
    SetAside {
        /// Where it was moved to.
        file: PathBuf,
        /// Its length.
        bytes: u64,
    },
    /// The journal had lost lines at its end; they were written back from the index.
    WrittenBack {
        /// How many.
        lines: u64,
    },
    /// The index lacked lines of the journal; they were added.
    Replayed {
        /// How many.
        lines: u64,
    },
    /// The process before was killed and the index did not survive it; a new one was made from the journal. The rows are
    /// all to be computed again.
    IndexRebuilt {
        /// Where the old one is kept.
        old: Option<PathBuf>,
    },
    /// A commit is in the journal but the index could not take it; the next opening tries again.
    IndexBehind {
        /// What the index said.
        detail: String,
    },
}

impl Note {
    /// Stable code, a key of the message catalogue.
    pub const fn code(&self) -> &'static str {
        match self {
            Note::SetAside { .. } => "W-REGISTRY-SET-ASIDE",
            Note::WrittenBack { .. } => "W-REGISTRY-WRITTEN-BACK",
            Note::Replayed { .. } => "W-REGISTRY-REPLAYED",
            Note::IndexRebuilt { .. } => "W-REGISTRY-INDEX-REBUILT",
            Note::IndexBehind { .. } => "W-REGISTRY-INDEX-BEHIND",
        }
    }

    /// The same for a reader.
    pub fn problem(&self) -> crate::domain::problem::Problem {
        let problem = crate::domain::problem::Problem::warning(self.code(), Default::default());
        match self {
            Note::SetAside { file, bytes } => problem.with("file", file.display()).with("bytes", bytes),
            Note::WrittenBack { lines } | Note::Replayed { lines } => problem.with("lines", lines),
            Note::IndexRebuilt { old: Some(old) } => problem.with("old", old.display()),
            Note::IndexRebuilt { old: None } => problem,
            Note::IndexBehind { detail } => problem.with("detail", detail),
        }
    }
}

/// The names in a registry's folder.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub dir: PathBuf,
}

impl Layout {
    pub(super) fn journal(&self) -> PathBuf {
        self.dir.join("journal.jsonl")
    }
    pub(super) fn torn(&self) -> PathBuf {
        self.dir.join("journal.torn")
    }
    pub(super) fn index(&self) -> PathBuf {
        self.dir.join("index")
    }
    pub(super) fn new_index(&self) -> PathBuf {
        self.dir.join("index.new")
    }
    pub(super) fn lock(&self) -> PathBuf {
        self.dir.join("lock")
    }

    /// Whether there is a registry: its truth or, if that was lost, its index.
    pub(super) fn exists(&self) -> bool {
        self.journal().exists() || self.index().exists()
    }
}

impl Registry {
    /// Makes an empty registry in `dir`, which it makes if need be, and opens it.
    ///
    /// `command` is what the holder is shown as to others who wait: `sucheng init`.
    ///
    /// # Errors
    /// [`RegistryError::Exists`], and those of [`Registry::open`].
    pub fn create(dir: &Path, kind: StoreKind, command: &str) -> Result<Registry, RegistryError> {
        let layout = Layout { dir: dir.to_owned() };
        if layout.exists() {
            return Err(RegistryError::Exists { dir: layout.dir });
        }
        disk::make_dir(dir).map_err(RegistryError::write(dir))?;
        let lock = Lock::take(&layout.lock(), Duration::ZERO, command)?;
        if layout.exists() {
            return Err(RegistryError::Exists { dir: layout.dir });
        }
        Registry::held(layout, kind, Duration::ZERO, lock)
    }

    /// Opens the registry in `dir` for this process alone, makes journal and index agree, and keeps it until the value
    /// is dropped. Takes time by what the index lacks, not by what the registry holds.
    ///
    /// Waits about `wait` for another holder to go. If the holder before was killed and its index cannot be opened, a new
    /// one is made from the journal; an index that was closed and is broken now is an error, because then someone else
    /// touched it. [`Registry::notes`] says what was put right.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`]; [`RegistryError::InUse`]; [`RegistryError::Newer`]; those of integrity
    /// ([`RegistryError::is_integrity`]), for which [`Registry::rebuild`] is the remedy; [`RegistryError::Io`].
    pub fn open(
        dir: &Path,
        kind: StoreKind,
        wait: Duration,
        command: &str,
    ) -> Result<Registry, RegistryError> {
        let layout = Layout { dir: dir.to_owned() };
        if !layout.exists() {
            return Err(RegistryError::NotFound { dir: layout.dir });
        }
        let lock = Lock::take(&layout.lock(), wait, command)?;
        Registry::held(layout, kind, wait, lock)
    }

    /// A registry that is gone with the process.
    pub fn in_memory() -> Registry {
        Registry {
            store: Box::new(MemoryStore::default()),
            journal: None,
            layout: None,
            notes: Vec::new(),
            behind: None,
            _lock: None,
        }
    }

    pub(super) fn held(
        layout: Layout,
        kind: StoreKind,
        wait: Duration,
        mut lock: Lock,
    ) -> Result<Registry, RegistryError> {
        // The lock was waited for; a killed holder's database file may stay locked for a moment longer.
        let wait = wait.max(Duration::from_secs(1));
        let mut rebuilt = None;
        let store = match store::open(kind, &layout.index(), wait) {
            Err(StoreError::Broken(_)) if lock.orphaned() => {
                rebuilt = Some(Note::IndexRebuilt { old: new_index(&layout, kind)? });
                store::open(kind, &layout.index(), wait)?
            }
            opened => opened?,
        };
        lock.recovered();
        disk::sync_dir(&layout.dir).map_err(RegistryError::write(&layout.dir))?;
        let mut registry = Registry::with_store(layout, store, lock)?;
        registry.notes.extend(rebuilt);
        if kind == StoreKind::Memory {
            // An index in memory lacks everything at each opening.
            registry.notes.retain(|note| !matches!(note, Note::Replayed { .. }));
        }
        Ok(registry)
    }

    /// With a store that is open already.
    pub(super) fn with_store(
        layout: Layout,
        mut store: Box<dyn Store>,
        lock: Lock,
    ) -> Result<Registry, RegistryError> {
        let mut journal = Journal::open(&layout.journal())?;
        let mut notes = Vec::new();
        replay::agree(&mut journal, store.as_mut(), &layout.torn(), &mut notes)?;
        Ok(Registry {
            store,
            journal: Some(journal),
            layout: Some(layout),
            notes,
            behind: None,
            _lock: Some(lock),
        })
    }
}

impl From<StoreError> for RegistryError {
    fn from(error: StoreError) -> RegistryError {
        match error {
            StoreError::InUse => RegistryError::InUse { holder: None },
            StoreError::Newer(found) => RegistryError::Newer { found, known: FORMAT },
            StoreError::Broken(detail) => RegistryError::Index { detail },
            // The registry asks for the head before it appends, so a store that disagrees contradicts itself.
            changed @ StoreError::Changed { .. } => RegistryError::Index { detail: changed.to_string() },
        }
    }
}
