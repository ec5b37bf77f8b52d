//! What can go wrong with a registry, as data. `cli` turns it into words and an exit code.

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::event::StreamId;
use crate::domain::problem::{Place, Problem};

use super::lock::Holder;

/// Why a registry did not do what it was asked. Unless it says otherwise, nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// There is no registry here.
    #[error("no registry in {}", dir.display())]
    NotFound {
        /// Where it was looked for.
        dir: PathBuf,
    },
    /// There already is one here.
    #[error("there is a registry in {} already", dir.display())]
    Exists {
        /// Where.
        dir: PathBuf,
    },
    /// Another process, or another handle of this one, has it open.
    #[error("the registry is in use")]
    InUse {
        /// Who, as far as is known.
        holder: Option<Holder>,
    },
    /// A stream is not at the version the caller computed from.
    #[error("{stream} is at version {found}, not {expected}")]
    Changed {
        /// The stream.
        stream: StreamId,
        /// The version the caller knew.
        expected: u64,
        /// The version it is at.
        found: u64,
    },
    /// The caller's commit contradicts itself: a mistake in the program.
    #[error("commit to {stream}: {fault}")]
    Commit {
        /// The stream.
        stream: StreamId,
        /// What is wrong with it.
        fault: CommitFault,
    },
    /// It was written by a newer program.
    #[error("format {found} is newer than {known}")]
    Newer {
        /// The format found.
        found: u32,
        /// The newest this program knows.
        known: u32,
    },
    /// The journal is damaged where that cannot be the trace of an interrupted write.
    #[error("journal line {line}: {fault}")]
    Journal {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        fault: LineFault,
    },
    /// Journal and index are each sound but tell different stories.
    #[error("journal and index differ from line {line} on")]
    Foreign {
        /// The first line that differs, or the last one the index knows.
        line: u64,
    },
    /// The index cannot be opened or read. The journal has everything: `registry rebuild`.
    #[error("the index is broken: {detail}")]
    Index {
        /// What it said.
        detail: String,
    },
    /// A record of the index is missing or is not what was written. The journal has it: `registry rebuild`.
    #[error("{stream}: the chain breaks at event {seq}")]
    Chain {
        /// The stream.
        stream: StreamId,
        /// The first event that does not follow.
        seq: u64,
    },
    /// The bytes of an event are intact but this program does not know such an event.
    #[error("{stream}: event {seq} is unknown: {detail}")]
    Event {
        /// The stream.
        stream: StreamId,
        /// The event.
        seq: u64,
        /// What is unknown about it.
        detail: String,
    },
    /// A line of an export or a backup cannot be taken.
    #[error("line {line}: {fault}")]
    Import {
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        fault: ImportFault,
    },
    /// The file is not a whole backup.
    #[error("not a whole backup: {fault}")]
    Backup {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: BackupFault,
    },
    /// Import and restore fill an empty registry only.
    #[error("the registry has {events} events already")]
    NotEmpty {
        /// Its events.
        events: u64,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// Whether it was being read.
        access: Access,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A write failed and its trace could not be taken back: the next opening shows whether the command has happened.
    #[error("{}: {source}; the outcome is unknown", path.display())]
    Unsure {
        /// The journal.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What was done with a file when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading.
    Read,
    /// Writing, syncing, renaming.
    Write,
}

/// How a commit contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitFault {
    /// It has no events.
    #[error("no events")]
    Empty,
    /// Its events are not numbered from `expected` + 1 without gaps.
    #[error("event {found} where {expected} follows")]
    Seq {
        /// The number that follows.
        expected: u64,
        /// The number found.
        found: u64,
    },
    /// Its events belong to more than one command.
    #[error("more than one command")]
    Commands,
    /// Its summary is of another account or of another version than the commit leads to.
    #[error("the summary is not of this commit")]
    Summary,
}

/// How a line of the journal is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// It stops in the middle, or parts of it were never written.
    #[error("unfinished")]
    Torn,
    /// Its bytes are not those its checksum was made of.
    #[error("checksum")]
    Checksum,
    /// Its checksum is right but it is not a journal line.
    #[error("not a journal line")]
    Malformed,
    /// It does not follow the line before it.
    #[error("out of order")]
    Order,
    /// It does not follow the event before it in its stream.
    #[error("breaks the chain of its stream")]
    Chain,
    /// It was written by a newer program.
    #[error("format {0}")]
    Newer(u32),
    /// It is not there although later ones are.
    #[error("missing")]
    Missing,
}

impl LineFault {
    /// The identifier in messages and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            LineFault::Torn => "torn",
            LineFault::Checksum => "checksum",
            LineFault::Malformed => "malformed",
            LineFault::Order => "order",
            LineFault::Chain => "chain",
            LineFault::Newer(_) => "newer",
            LineFault::Missing => "missing",
        }
    }
}

/// Why a line of an export cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportFault {
    /// It is not a line of an export.
    #[error("{0}")]
    Malformed(String),
    /// Its schema is not one this program knows.
    #[error("schema {0}")]
    Schema(String),
    /// Its stream's events are not numbered from 1 without gaps.
    #[error("event {found} of {stream} where {expected} follows")]
    Gap {
        /// The stream.
        stream: StreamId,
        /// The number that follows.
        expected: u64,
        /// The number found.
        found: u64,
    },
    /// Its place in the log contradicts the lines before it.
    #[error("place {0} in the log")]
    Place(u64),
}

/// Why a file is not a whole backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackupFault {
    /// Its last line is not the one that closes a backup: it was cut short, or it is something else.
    #[error("no closing line")]
    Unclosed,
    /// It holds another number of events than it says.
    #[error("{found} events, not {said}")]
    Count {
        /// The number it says.
        said: u64,
        /// The number found.
        found: u64,
    },
    /// Its bytes are not those its checksum was made of.
    #[error("checksum")]
    Checksum,
    /// A file of that name is there already.
    #[error("the file exists")]
    Exists,
}

impl RegistryError {
    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> RegistryError + '_ {
        move |source| RegistryError::Io { access: Access::Read, path: path.to_owned(), source }
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> RegistryError + '_ {
        move |source| RegistryError::Io { access: Access::Write, path: path.to_owned(), source }
    }

    /// The registry is held by someone else, or was changed by someone else.
    pub fn is_conflict(&self) -> bool {
        matches!(self, RegistryError::InUse { .. } | RegistryError::Changed { .. })
    }

    /// What is stored is not what was written.
    pub fn is_integrity(&self) -> bool {
        matches!(
            self,
            RegistryError::Journal { .. }
                | RegistryError::Foreign { .. }
                | RegistryError::Index { .. }
                | RegistryError::Chain { .. }
                | RegistryError::Backup {
                    fault: BackupFault::Unclosed | BackupFault::Count { .. } | BackupFault::Checksum,
                    ..
                }
        )
    }

    /// Stable code, a key of the message catalogue.
    pub const fn code(&self) -> &'static str {
        match self {
            RegistryError::NotFound { .. } => "E-REGISTRY-NOT-FOUND",
            RegistryError::Exists { .. } => "E-REGISTRY-EXISTS",
            RegistryError::InUse { holder: Some(_) } => "E-REGISTRY-IN-USE-BY",
            RegistryError::InUse { holder: None } => "E-REGISTRY-IN-USE",
            RegistryError::Changed { .. } => "E-REGISTRY-CHANGED",
            RegistryError::Commit { .. } => "E-REGISTRY-COMMIT",
            RegistryError::Newer { .. } => "E-REGISTRY-NEWER",
            RegistryError::Journal { fault, .. } => match fault {
                LineFault::Torn => "E-REGISTRY-JOURNAL-TORN",
                LineFault::Missing => "E-REGISTRY-JOURNAL-MISSING",
                _ => "E-REGISTRY-JOURNAL",
            },
            RegistryError::Foreign { .. } => "E-REGISTRY-FOREIGN",
            RegistryError::Index { .. } => "E-REGISTRY-INDEX",
            RegistryError::Chain { .. } => "E-REGISTRY-CHAIN",
            RegistryError::Event { .. } => "E-REGISTRY-EVENT",
            RegistryError::Import { fault, .. } => match fault {
                ImportFault::Malformed(_) => "E-REGISTRY-IMPORT-LINE",
                ImportFault::Schema(_) => "E-REGISTRY-IMPORT-SCHEMA",
                ImportFault::Gap { .. } => "E-REGISTRY-IMPORT-GAP",
                ImportFault::Place(_) => "E-REGISTRY-IMPORT-PLACE",
            },
            RegistryError::Backup { fault, .. } => match fault {
                BackupFault::Unclosed => "E-REGISTRY-BACKUP-UNCLOSED",
                BackupFault::Count { .. } => "E-REGISTRY-BACKUP-COUNT",
                BackupFault::Checksum => "E-REGISTRY-BACKUP-CHECKSUM",
                BackupFault::Exists => "E-REGISTRY-BACKUP-EXISTS",
            },
            RegistryError::NotEmpty { .. } => "E-REGISTRY-NOT-EMPTY",
            RegistryError::Io { access: Access::Read, .. } => "E-REGISTRY-READ",
            RegistryError::Io { access: Access::Write, .. } => "E-REGISTRY-WRITE",
            RegistryError::Unsure { .. } => "E-REGISTRY-UNSURE",
        }
    }

    /// The same for a reader: code, place and the values its message fills in.
    pub fn problem(&self) -> Problem {
        let shown = |path: &Path| path.display().to_string();
        let at = |file: Option<&Path>, line: Option<u64>| {
            let place = Place { file: file.map(shown), line, ..Place::default() };
            Problem::error(self.code(), place)
        };
        match self {
            RegistryError::NotFound { dir } | RegistryError::Exists { dir } => {
                at(None, None).with("dir", shown(dir))
            }
            RegistryError::InUse { holder: None } => at(None, None),
            RegistryError::InUse { holder: Some(holder) } => {
                at(None, None).with("pid", holder.pid).with("command", &holder.command)
            }
            RegistryError::Changed { stream, expected, found } => {
                at(None, None).with("stream", stream).with("expected", expected).with("found", found)
            }
            RegistryError::Commit { stream, fault } => {
                at(None, None).with("stream", stream).with("detail", fault)
            }
            RegistryError::Newer { found, known } => at(None, None).with("found", found).with("known", known),
            RegistryError::Journal { path, line, fault } => {
                at(Some(path), Some(*line)).with("line", line).with("fault", fault.id())
            }
            RegistryError::Foreign { line } => at(None, None).with("line", line),
            RegistryError::Index { detail } => at(None, None).with("detail", detail),
            RegistryError::Chain { stream, seq } => at(None, None).with("stream", stream).with("seq", seq),
            RegistryError::Event { stream, seq, detail } => {
                at(None, None).with("stream", stream).with("seq", seq).with("detail", detail)
            }
            RegistryError::Import { line, fault } => {
                let problem = at(None, Some(*line)).with("line", line);
                match fault {
                    ImportFault::Malformed(detail) => problem.with("detail", detail),
                    ImportFault::Schema(found) => problem.with("found", found),
                    ImportFault::Gap { stream, expected, found } => {
                        problem.with("stream", stream).with("expected", expected).with("found", found)
                    }
                    ImportFault::Place(found) => problem.with("found", found),
                }
            }
            RegistryError::Backup { path, fault } => {
                let problem = at(Some(path), None).with("path", shown(path));
                match fault {
                    BackupFault::Count { said, found } => problem.with("said", said).with("found", found),
                    _ => problem,
                }
            }
            RegistryError::NotEmpty { events } => at(None, None).with("events", events),
            RegistryError::Io { path, source, .. } | RegistryError::Unsure { path, source } => {
                at(Some(path), None).with("path", shown(path)).with("cause", source)
            }
        }
    }
}
