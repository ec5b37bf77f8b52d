//! Whether everything is as it was written.

use std::collections::BTreeMap;

use crate::domain::case::AccountId;
use crate::domain::event::StreamId;
use crate::domain::problem::{Place, Problem};

use super::error::{LineFault, RegistryError};
use super::journal::Lines;
use super::ledger::{Registry, checked};
use super::record::{FORMAT, Head};
use super::row;
use super::store::{Mark, Store};

/// What was looked at and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Streams of the index.
    pub streams: u64,
    /// Their events.
    pub events: u64,
    /// Lines of the journal; 0 in memory.
    pub lines: u64,
    /// What is wrong; nothing if all is well.
    pub findings: Vec<Finding>,
}

/// One thing that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// A line of the journal is damaged.
    Journal {
        /// The line, from 1.
        line: u64,
        /// How.
        fault: LineFault,
    },
    /// The index does not have a line of the journal, or has another in its place, or has one more.
    Index {
        /// The line, from 1.
        line: u64,
    },
    /// Journal and index lead to different ends of a stream.
    Stream {
        /// The stream.
        stream: StreamId,
    },
    /// A record of the index is missing or is not what was written.
    Chain {
        /// The stream.
        stream: StreamId,
        /// The first event that does not follow.
        seq: u64,
    },
    /// An event is intact but unknown to this program.
    Event {
        /// The stream.
        stream: StreamId,
        /// The event.
        seq: u64,
        /// What is unknown about it.
        detail: String,
    },
    /// A row of the list is of no account, or of events that are not there.
    Row {
        /// The account.
        account: AccountId,
    },
    /// The index could not be read to its end.
    Unreadable {
        /// What it said.
        detail: String,
    },
}

impl Finding {
    /// Stable code, a key of the message catalogue.
    pub const fn code(&self) -> &'static str {
        match self {
            Finding::Journal { fault: LineFault::Newer(_), .. } => "E-REGISTRY-FOUND-NEWER",
            Finding::Journal { .. } => "E-REGISTRY-FOUND-JOURNAL",
            Finding::Index { .. } => "E-REGISTRY-FOUND-INDEX",
            Finding::Stream { .. } => "E-REGISTRY-FOUND-STREAM",
            Finding::Chain { .. } => "E-REGISTRY-CHAIN",
            Finding::Event { .. } => "E-REGISTRY-EVENT",
            Finding::Row { .. } => "E-REGISTRY-FOUND-ROW",
            Finding::Unreadable { .. } => "E-REGISTRY-INDEX",
        }
    }

    /// The same for a reader.
    pub fn problem(&self) -> Problem {
        let problem = Problem::error(self.code(), Place::default());
        match self {
            Finding::Journal { line, fault: LineFault::Newer(found) } => {
                problem.with("line", line).with("found", found).with("known", FORMAT)
            }
            Finding::Journal { line, fault } => problem.with("line", line).with("fault", fault.id()),
            Finding::Index { line } => problem.with("line", line),
            Finding::Stream { stream } => problem.with("stream", stream),
            Finding::Chain { stream, seq } => problem.with("stream", stream).with("seq", seq),
            Finding::Event { stream, seq, detail } => {
                problem.with("stream", stream).with("seq", seq).with("detail", detail)
            }
            Finding::Row { account } => problem.with("account", account),
            Finding::Unreadable { detail } => problem.with("detail", detail),
        }
    }
}

type Heads = BTreeMap<StreamId, Head>;

impl Registry {
    /// Reads everything and checks it: every line of the journal, that the index has each of them and no more, the
    /// chain of every stream, that every event is known, that every row has its account.
    ///
    /// # Errors
    /// [`RegistryError::Io`] if the journal cannot be read. What is wrong with its content is in the report.
    pub fn verify(&self) -> Result<Report, RegistryError> {
        let mut report = Report::default();
        let index = match self.index() {
            Ok(index) => index,
            Err(error) => {
                report.findings.push(Finding::Unreadable { detail: error.to_string() });
                return Ok(report);
            }
        };
        let told = self.verify_journal(index, &mut report)?;
        if let Err(error) = verify_index(index, told.as_ref(), &mut report) {
            report.findings.push(Finding::Unreadable { detail: error.to_string() });
        }
        Ok(report)
    }

    /// The ends of the streams as the journal tells them.
    fn verify_journal(&self, index: &dyn Store, report: &mut Report) -> Result<Option<Heads>, RegistryError> {
        let Some(journal) = &self.journal else { return Ok(None) };
        let path = journal.path();
        let mut lines = Lines::after(path, Mark::START).map_err(RegistryError::read(path))?;
        let mut entries = index.entries_after(0).map_while(Result::ok).peekable();
        let mut told = Heads::new();
        let mut whole = true;
        while let Some(line) = lines.next_line().map_err(RegistryError::read(path))? {
            report.lines += 1;
            let line = match line {
                Ok((line, _)) => line,
                Err(fault) => {
                    whole = false;
                    report.findings.push(Finding::Journal { line: fault.line, fault: fault.fault });
                    continue;
                }
            };
            let number = line.entry.line;
            let before = told.get(&line.entry.stream).copied().unwrap_or(Head::START);
            if whole && line.before != before {
                report.findings.push(Finding::Journal { line: number, fault: LineFault::Chain });
            }
            let head = line.records.last().map_or(before, super::record::Record::head);
            told.insert(line.entry.stream.clone(), head);
            // A line that is damaged in the journal may well be whole in the index.
            while entries.next_if(|entry| entry.line < number).is_some() {}
            if entries.next_if(|entry| entry.line == number) != Some(line.entry) {
                report.findings.push(Finding::Index { line: number });
            }
        }
        report.findings.extend(entries.map(|entry| Finding::Index { line: entry.line }));
        Ok(whole.then_some(told))
    }
}

fn verify_index(index: &dyn Store, told: Option<&Heads>, report: &mut Report) -> Result<(), RegistryError> {
    let mut heads = Heads::new();
    for row in index.heads() {
        let (stream, head) = row?;
        if told.is_some_and(|told| told.get(&stream) != Some(&head)) {
            report.findings.push(Finding::Stream { stream: stream.clone() });
        }
        heads.insert(stream, head);
    }
    let unheard = told.into_iter().flatten().filter(|(stream, _)| !heads.contains_key(stream));
    report.findings.extend(unheard.map(|(stream, _)| Finding::Stream { stream: stream.clone() }));

    let mut unseen = heads.clone();
    for row in index.scan() {
        let (stream, records) = row?;
        unseen.remove(&stream);
        report.streams += 1;
        report.events += records.len() as u64;
        let head = heads.get(&stream).copied().unwrap_or(Head::START);
        if let Err(RegistryError::Chain { stream, seq }) = checked(&stream, head, &records) {
            report.findings.push(Finding::Chain { stream, seq });
        }
        for record in &records {
            if let Err(RegistryError::Event { stream, seq, detail }) = record.event(&stream) {
                report.findings.push(Finding::Event { stream, seq, detail });
            }
        }
    }
    let missing = |(stream, _)| Finding::Chain { stream, seq: 1 };
    report.findings.extend(unseen.into_iter().map(missing));

    for row in index.rows() {
        let (account, row) = row?;
        let version = heads.get(&StreamId::Account(account.clone())).map_or(0, |head| head.version);
        // A row that this program cannot read is computed again; only its account can be judged.
        let row = row::decode(&row);
        if version == 0 || row.is_some_and(|row| row.version > version || row.account != account) {
            report.findings.push(Finding::Row { account });
        }
    }
    Ok(())
}
