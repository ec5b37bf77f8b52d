//! A new index from the journal; a damaged journal is first made whole from the old index, as far as that goes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::disk;
use super::error::{LineFault, RegistryError};
use super::journal::{Journal, Line, Pieces, encode, scattered};
use super::ledger::Registry;
use super::lock::Lock;
use super::opening::Layout;
use super::record::{FORMAT, Fingerprint};
use super::replay::{self, records_of};
use super::store::{self, Store, StoreError, StoreKind};

/// What a rebuild did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Lines of the journal.
    pub lines: u64,
    /// Those that were damaged or missing and came from the old index.
    pub restored: Vec<u64>,
    /// Damaged pieces at the end of the journal that no index knew and that were left out.
    pub left_out: u64,
    /// Where the old index is kept, if there was one.
    pub old_index: Option<PathBuf>,
    /// Where the old journal is kept, if it had to be written anew.
    pub old_journal: Option<PathBuf>,
}

impl Registry {
    /// Makes a new index from the journal and opens the registry with it. The old index is kept beside it under another
    /// name. The summary rows are gone: all accounts are [`outdated`](Registry::outdated).
    ///
    /// Where the journal is damaged and the old index can still be read and has the lines, they are taken from there;
    /// the old journal is kept too then. Damaged pieces at the very end that no index knows are left out.
    ///
    /// # Errors
    /// [`RegistryError::Journal`] if a line in the middle is lost on both sides: nothing is changed then, a backup is
    /// the remedy. Otherwise those of [`Registry::open`].
    pub fn rebuild(
        dir: &Path,
        kind: StoreKind,
        wait: Duration,
        command: &str,
    ) -> Result<(Registry, Rebuilt), RegistryError> {
        let layout = Layout { dir: dir.to_owned() };
        if !layout.exists() {
            return Err(RegistryError::NotFound { dir: layout.dir });
        }
        let lock = Lock::take(&layout.lock(), wait, command)?;
        let index = layout.index();
        let old = match index.exists().then(|| store::open(kind, &index, wait.max(Duration::from_secs(1)))) {
            Some(Err(error @ (StoreError::InUse | StoreError::Newer(_)))) => return Err(error.into()),
            Some(Ok(store)) => Some(store),
            Some(Err(_)) | None => None,
        };
        let journal = layout.journal();
        let found = Found::read(&journal, old.as_deref())?;
        drop(old);
        let lines = found.lines.len() as u64;
        let mut rebuilt = Rebuilt {
            lines,
            restored: found.restored,
            left_out: found.left_out,
            old_index: None,
            old_journal: None,
        };
        if found.rewrite {
            rebuilt.old_journal = keep_journal(&layout)?;
            disk::write_aside(&journal, true, |out| {
                let mut lines = found.lines.iter();
                lines.try_for_each(|line| out.write_all(line)).map_err(RegistryError::write(&journal))
            })?;
        }
        drop(found.lines);
        if kind != StoreKind::Memory {
            rebuilt.old_index = new_index(&layout, kind)?;
        }
        let registry = Registry::held(layout, kind, wait, lock)?;
        rebuilt.lines = registry.journal.as_ref().map_or(lines, |journal| journal.end().line);
        Ok((registry, rebuilt))
    }
}

/// What is left of the log on both sides.
struct Found {
    /// The bytes of every line.
    lines: Vec<Vec<u8>>,
    restored: Vec<u64>,
    left_out: u64,
    /// The journal is not these lines.
    rewrite: bool,
}

impl Found {
    fn read(path: &Path, old: Option<&dyn Store>) -> Result<Found, RegistryError> {
        let Pieces { good, bad } = if path.exists() {
            scattered(path).map_err(RegistryError::read(path))?
        } else {
            Pieces::default()
        };
        if let Some(found) = bad.iter().find_map(|(_, fault)| match fault {
            LineFault::Newer(found) => Some(*found),
            _ => None,
        }) {
            return Err(RegistryError::Newer { found, known: FORMAT });
        }
        let last_good = good.last().map(|(start, _)| *start);
        let left_out = bad.iter().filter(|(start, _)| Some(*start) > last_good).count() as u64;
        let mut found = Found { lines: Vec::new(), restored: Vec::new(), left_out, rewrite: !bad.is_empty() };
        let mut sum = Fingerprint::ZERO;
        for (_, line) in good {
            sum = found.fill(sum, Some(&line), old, path)?;
            let (bytes, own) = encode(&line.entry, sum, &line.records);
            if line.entry.line != found.next() || line.prev != sum || own != line.sum {
                let fault = LineFault::Order;
                return Err(RegistryError::Journal { path: path.to_owned(), line: found.next(), fault });
            }
            found.lines.push(bytes);
            sum = own;
        }
        let before = found.lines.len();
        found.fill(sum, None, old, path)?;
        if found.lines.len() > before {
            // What was damaged at the end is among what came from the index.
            found.left_out = 0;
        }
        found.rewrite |= !found.restored.is_empty();
        Ok(found)
    }

    /// The number of the line that comes next.
    fn next(&self) -> u64 {
        self.lines.len() as u64 + 1
    }

    /// Takes from the index what lies before the next good line, or after the last. It belongs there only if it leads
    /// to the sum that this line, or the index's own mark, says.
    fn fill(
        &mut self,
        sum: Fingerprint,
        until: Option<&Line>,
        old: Option<&dyn Store>,
        path: &Path,
    ) -> Result<Fingerprint, RegistryError> {
        let from = self.next();
        let mark = old.and_then(|old| old.mark().ok());
        let (last, leads_to) = match (until, mark) {
            (Some(line), _) => (line.entry.line.saturating_sub(1), Some(line.prev)),
            (None, Some(mark)) => (mark.line, Some(mark.sum)),
            (None, None) => (0, None),
        };
        if last < from {
            return Ok(sum);
        }
        let (mut at, mut lines) = (sum, Vec::new());
        for entry in old.into_iter().flat_map(|old| old.entries_after(from - 1)) {
            let Some((old, entry)) = old.zip(entry.ok()).filter(|(_, entry)| entry.line <= last) else {
                break;
            };
            let Ok(records) = records_of(&entry, old) else { break };
            let (bytes, own) = encode(&entry, at, &records);
            lines.push(bytes);
            at = own;
        }
        let complete = lines.len() as u64 == last + 1 - from && Some(at) == leads_to;
        if complete {
            self.restored.extend(from..=last);
            self.lines.append(&mut lines);
            return Ok(at);
        }
        match until {
            // The journal is the truth: an index that leads elsewhere has nothing to add to its end.
            None => Ok(sum),
            Some(_) => {
                let fault = LineFault::Missing;
                Err(RegistryError::Journal { path: path.to_owned(), line: from, fault })
            }
        }
    }
}

/// A copy of the journal under another name.
fn keep_journal(layout: &Layout) -> Result<Option<PathBuf>, RegistryError> {
    let journal = layout.journal();
    if !journal.exists() {
        return Ok(None);
    }
    let kept = disk::free_name(&layout.dir, "journal.broken");
    disk::write_aside(&kept, false, |out: &mut dyn Write| {
        let mut file = fs::File::open(&journal).map_err(RegistryError::read(&journal))?;
        std::io::copy(&mut file, out).map_err(RegistryError::write(&kept))
    })?;
    Ok(Some(kept))
}

/// Builds the index beside the old one and puts it in its place; where the old one is kept.
pub(super) fn new_index(layout: &Layout, kind: StoreKind) -> Result<Option<PathBuf>, RegistryError> {
    let (index, new) = (layout.index(), layout.new_index());
    let clear = || match fs::remove_dir_all(&new) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(RegistryError::write(&new)(error)),
        _ => Ok(()),
    };
    clear()?;
    let build = || {
        let mut store = store::open(kind, &new, Duration::ZERO)?;
        let mut journal = Journal::open(&layout.journal())?;
        replay::agree(&mut journal, store.as_mut(), &layout.torn(), &mut Vec::new())
    };
    if let Err(error) = build() {
        clear()?;
        return Err(error);
    }
    let put = || {
        let kept = if fs::symlink_metadata(&index).is_ok() {
            let kept = disk::free_name(&layout.dir, "index.broken");
            fs::rename(&index, &kept)?;
            Some(kept)
        } else {
            None
        };
        fs::rename(&new, &index)?;
        disk::sync_dir(&layout.dir)?;
        Ok(kept)
    };
    put().map_err(RegistryError::write(&index))
}
