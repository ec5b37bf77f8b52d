//! The journal's file: adding lines so that a failed write leaves no trace, cutting off what is unfinished.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::domain::event::StreamId;
use crate::registry::disk;
use crate::registry::error::{LineFault, RegistryError};
use crate::registry::record::Record;
use crate::registry::store::{Entry, Mark};

use super::line::{decode, encode};

/// Bytes gathered before they are handed to the system.
const BLOCK: usize = 1 << 20;

/// What a line is made of.
#[derive(Clone, Debug)]
pub(in crate::registry) struct Draft {
    /// The stream.
    pub stream: StreamId,
    /// Its next records.
    pub records: Vec<Record>,
    /// The account's new row, for the index.
    pub row: Option<Vec<u8>>,
}

/// What a journal asks of a file. A test gives one that fails.
pub(super) trait Medium: Send + Sync {
    fn add(&mut self, bytes: &[u8]) -> io::Result<()>;
    fn sync(&mut self) -> io::Result<()>;
    fn cut(&mut self, len: u64) -> io::Result<()>;
    fn len(&self) -> io::Result<u64>;
}

impl Medium for File {
    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
    fn cut(&mut self, len: u64) -> io::Result<()> {
        self.set_len(len)?;
        self.sync_all()
    }
    fn len(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }
}

/// The journal, open for writing by its one owner.
pub(in crate::registry) struct Journal {
    path: PathBuf,
    file: Box<dyn Medium>,
    end: Mark,
    /// A write failed and could not be taken back.
    stuck: bool,
}

impl Journal {
    /// Opens the file, or makes it and its name durable. Where it ends is not known until [`Journal::ends_at`].
    pub(in crate::registry) fn open(path: &Path) -> Result<Journal, RegistryError> {
        let new = !path.exists();
        let open = || {
            let file = disk::open_append(path)?;
            if new {
                file.sync_all()?;
                disk::sync_dir(path.parent().unwrap_or_else(|| Path::new("")))?;
            }
            Ok(file)
        };
        let file = open().map_err(RegistryError::write(path))?;
        Ok(Journal { path: path.to_owned(), file: Box::new(file), end: Mark::START, stuck: false })
    }

    /// The file.
    pub(in crate::registry) fn path(&self) -> &Path {
        &self.path
    }

    /// The last line.
    pub(in crate::registry) fn end(&self) -> Mark {
        self.end
    }

    /// Tells it where the last good line ends, which reading has found out.
    pub(in crate::registry) fn ends_at(&mut self, end: Mark) {
        self.end = end;
    }

    /// The file's length in bytes.
    pub(in crate::registry) fn len(&self) -> Result<u64, RegistryError> {
        self.file.len().map_err(RegistryError::read(&self.path))
    }

    /// Whether the line that `mark` names stands where it says.
    pub(in crate::registry) fn holds(&self, mark: Mark) -> Result<bool, RegistryError> {
        if mark.line == 0 {
            return Ok(true);
        }
        if self.len()? < mark.end || mark.end <= mark.start {
            return Ok(false);
        }
        let read = || {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(mark.start))?;
            let mut bytes = Vec::new();
            file.take(mark.end - mark.start).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = read().map_err(RegistryError::read(&self.path))?;
        Ok(match decode(&bytes) {
            Ok(line) => line.entry.line == mark.line && line.sum == mark.sum,
            Err(LineFault::Newer(found)) => {
                return Err(RegistryError::Newer { found, known: crate::registry::record::FORMAT });
            }
            Err(_) => false,
        })
    }

    /// Adds one line per draft and syncs once. When it returns, all of them have happened; when it fails, none has,
    /// unless it says that this is unknown.
    pub(in crate::registry) fn add(&mut self, drafts: &[Draft]) -> Result<Vec<(Entry, Mark)>, RegistryError> {
        let first = self.end.line + 1;
        let commit = (first, self.end.line + drafts.len() as u64);
        let lines = drafts.iter().zip(first..).map(|(draft, line)| {
            let entry = Entry {
                line,
                commit,
                stream: draft.stream.clone(),
                from: draft.records.first().map_or(0, |record| record.seq),
                count: draft.records.len() as u64,
            };
            (entry, draft.records.as_slice())
        });
        self.write(lines)
    }

    /// Adds lines as they once stood.
    pub(in crate::registry) fn write<R: AsRef<[Record]>>(
        &mut self,
        lines: impl Iterator<Item = (Entry, R)>,
    ) -> Result<Vec<(Entry, Mark)>, RegistryError> {
        let stuck = || io::Error::other("an earlier write is unfinished");
        if self.stuck {
            return Err(RegistryError::Unsure { path: self.path.clone(), source: stuck() });
        }
        if self.len()? != self.end.end {
            // Only the holder of the lock writes here.
            let (path, line) = (self.path.clone(), self.end.line + 1);
            return Err(RegistryError::Journal { path, line, fault: LineFault::Order });
        }
        let (mut end, mut marks, mut block) = (self.end, Vec::new(), Vec::new());
        let mut result = Ok(());
        for (entry, records) in lines {
            let (bytes, sum) = encode(&entry, end.sum, records.as_ref());
            let (start, len) = (end.end, bytes.len() as u64);
            end = Mark { line: entry.line, start, end: start + len, sum };
            marks.push((entry, end));
            block.extend_from_slice(&bytes);
            if block.len() >= BLOCK {
                result = self.file.add(&block);
                block.clear();
            }
            if result.is_err() {
                break;
            }
        }
        match result.and_then(|()| self.file.add(&block)).and_then(|()| self.file.sync()) {
            Ok(()) => {
                self.end = end;
                Ok(marks)
            }
            Err(source) => {
                if self.file.cut(self.end.end).is_ok() {
                    return Err(RegistryError::write(&self.path)(source));
                }
                self.stuck = true;
                Err(RegistryError::Unsure { path: self.path.clone(), source })
            }
        }
    }

    /// Moves everything after `mark` to the end of another file, which keeps it for whoever wants to look.
    pub(in crate::registry) fn set_aside(&mut self, mark: Mark, torn: &Path) -> Result<u64, RegistryError> {
        let keep = || {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(mark.end))?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            let len = bytes.len() as u64;
            if bytes.last().is_some_and(|byte| *byte != b'\n') {
                bytes.push(b'\n');
            }
            let mut file = disk::open_append(torn)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            disk::sync_dir(torn.parent().unwrap_or_else(|| Path::new("")))?;
            Ok(len)
        };
        let len = keep().map_err(RegistryError::write(torn))?;
        self.file.cut(mark.end).map_err(RegistryError::write(&self.path))?;
        self.end = mark;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::registry::record::Head;

    /// A disk with room for so many bytes, whose sync or cut may fail.
    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<State>>);

    #[derive(Default)]
    struct State {
        bytes: Vec<u8>,
        room: usize,
        no_sync: bool,
        no_cut: bool,
    }

    impl Medium for Disk {
        fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
            let mut state = self.0.lock().unwrap();
            let fits = bytes.len().min(state.room - state.bytes.len());
            state.bytes.extend_from_slice(&bytes[..fits]);
            if fits == bytes.len() { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) }
        }
        fn sync(&mut self) -> io::Result<()> {
            if self.0.lock().unwrap().no_sync { Err(io::Error::other("sync")) } else { Ok(()) }
        }
        fn cut(&mut self, len: u64) -> io::Result<()> {
            let mut state = self.0.lock().unwrap();
            if state.no_cut {
                return Err(io::Error::other("cut"));
            }
            state.bytes.truncate(usize::try_from(len).unwrap());
            Ok(())
        }
        fn len(&self) -> io::Result<u64> {
            Ok(self.0.lock().unwrap().bytes.len() as u64)
        }
    }

    fn journal(disk: &Disk) -> Journal {
        Journal { path: "journal.jsonl".into(), file: Box::new(disk.clone()), end: Mark::START, stuck: false }
    }

    fn draft(text: &str) -> Draft {
        let record = Record::after(Head::START, &StreamId::Workspace, format!("\"{text}\"").into_bytes());
        Draft { stream: StreamId::Workspace, records: vec![record], row: None }
    }

    #[test]
    fn a_full_disk_leaves_no_half_line() {
        let disk = Disk::default();
        disk.0.lock().unwrap().room = 600;
        let mut journal = journal(&disk);
        journal.add(&[draft("first")]).unwrap();
        let good = disk.0.lock().unwrap().bytes.clone();
        let error = journal.add(&[draft("second"), draft("third")]).unwrap_err();
        assert!(matches!(error, RegistryError::Io { .. }), "{error:?}");
        assert_eq!(disk.0.lock().unwrap().bytes, good);
        disk.0.lock().unwrap().room = 10_000;
        assert_eq!(journal.add(&[draft("second")]).unwrap()[0].1.line, 2);
    }

    #[test]
    fn a_failed_sync_is_taken_back() {
        let disk = Disk::default();
        *disk.0.lock().unwrap() = State { room: 10_000, no_sync: true, ..State::default() };
        let mut journal = journal(&disk);
        assert!(matches!(journal.add(&[draft("first")]), Err(RegistryError::Io { .. })));
        assert!(disk.0.lock().unwrap().bytes.is_empty());
    }

    #[test]
    fn a_trace_that_stays_stops_all_writing() {
        let disk = Disk::default();
        *disk.0.lock().unwrap() = State { room: 100, no_cut: true, ..State::default() };
        let mut journal = journal(&disk);
        assert!(matches!(journal.add(&[draft("first")]), Err(RegistryError::Unsure { .. })));
        *disk.0.lock().unwrap() = State { room: 10_000, ..State::default() };
        assert!(matches!(journal.add(&[draft("first")]), Err(RegistryError::Unsure { .. })));
    }

    #[test]
    fn a_foreign_hand_is_noticed() {
        let disk = Disk::default();
        disk.0.lock().unwrap().room = 10_000;
        let mut journal = journal(&disk);
        journal.add(&[draft("first")]).unwrap();
        disk.0.lock().unwrap().bytes.push(b'\n');
        assert!(matches!(journal.add(&[draft("second")]), Err(RegistryError::Journal { line: 2, .. })));
    }
}
