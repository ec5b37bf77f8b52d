//! The log as JSON Lines, out and in: the way to another store, another program, or a text editor.
//!
//! A line is `{"schema":"sucheng/event/v1","stream":"A-1","line":7,"event":{…}}`. Streams come in the byte order of
//! their names, their events by number; `line` is the place in the log of the commit that the event belongs to, so that
//! undo finds the same newest command after an import. Nothing else is written, so that the same log gives the same
//! bytes.

use std::collections::btree_map::BTreeMap;
use std::io::{BufRead, Write};
use std::path::Path;

use crate::domain::event::{Event, StreamId};

use super::error::{ImportFault, RegistryError};
use super::journal::Draft;
use super::ledger::{Registry, all_records};
use super::raw;
use super::record::{Head, Record};
use super::store::Store;

const SCHEMA: &str = "sucheng/event/v1";
/// What an error names where it is the caller's reader or writer that failed.
const STREAM: &str = "-";

/// What was written or read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Streams.
    pub streams: u64,
    /// Events.
    pub events: u64,
}

impl Registry {
    /// Writes the whole log.
    ///
    /// # Errors
    /// [`RegistryError::Chain`], [`RegistryError::Index`], or [`RegistryError::Io`] of the writer.
    pub fn export(&self, out: &mut dyn Write) -> Result<Moved, RegistryError> {
        export(self.index()?, out, Path::new(STREAM))
    }

    /// Takes a whole log into an empty registry, all of it or nothing. Events keep their bytes; a file without `line` is
    /// put in the order of the events' times.
    ///
    /// # Errors
    /// [`RegistryError::NotEmpty`]; [`RegistryError::Import`] for the first line that cannot be taken; those of
    /// [`Registry::commit`].
    pub fn import(&mut self, from: &mut dyn BufRead) -> Result<Moved, RegistryError> {
        self.import_from(from, Path::new(STREAM))
    }

    pub(super) fn import_from(
        &mut self,
        from: &mut dyn BufRead,
        path: &Path,
    ) -> Result<Moved, RegistryError> {
        if !self.is_empty()? {
            return Err(RegistryError::NotEmpty { events: self.stats()?.events });
        }
        let mut log = Log::default();
        let (mut number, mut buffer) = (0, Vec::new());
        loop {
            buffer.clear();
            if from.read_until(b'\n', &mut buffer).map_err(RegistryError::read(path))? == 0 {
                break;
            }
            number += 1;
            let text = buffer.trim_ascii();
            if !text.is_empty() {
                log.take(text).map_err(|fault| RegistryError::Import { line: number, fault })?;
            }
        }
        let moved = Moved { streams: log.streams.len() as u64, events: log.events };
        self.write(log.drafts())?;
        Ok(moved)
    }
}

pub(super) fn export(index: &dyn Store, out: &mut dyn Write, path: &Path) -> Result<Moved, RegistryError> {
    let mut places = BTreeMap::<StreamId, Vec<(u64, u64)>>::new();
    for entry in index.entries_after(0) {
        let entry = entry?;
        places.entry(entry.stream).or_default().push((entry.from, entry.line));
    }
    let mut moved = Moved::default();
    for row in all_records(index) {
        let (stream, records) = row?;
        let missing = RegistryError::Chain { stream: stream.clone(), seq: 1 };
        let mut places = places.remove(&stream).ok_or(missing)?.into_iter().peekable();
        let mut line = 0;
        for record in &records {
            if let Some((_, next)) = places.next_if(|(from, _)| *from == record.seq) {
                line = next;
            }
            // A stream's name is of letters, digits and `._-`, so it is its own JSON.
            let start = format!(r#"{{"schema":"{SCHEMA}","stream":"{stream}","line":{line},"event":"#);
            out.write_all(&[start.as_bytes(), &record.payload, b"}\n"].concat())
                .map_err(RegistryError::write(path))?;
        }
        moved.streams += 1;
        moved.events += records.len() as u64;
    }
    out.flush().map_err(RegistryError::write(path))?;
    Ok(moved)
}

/// A log as it is read.
#[derive(Default)]
struct Log {
    streams: BTreeMap<StreamId, Head>,
    /// Commits with their place, a stream's in their order.
    commits: Vec<(Place, Draft)>,
    /// The last commit of each stream, among them.
    last: BTreeMap<StreamId, usize>,
    /// Whose line a line is.
    lines: BTreeMap<u64, StreamId>,
    events: u64,
}

/// Where a commit stands: where the file says, else by time, never before an earlier commit of its stream.
struct Place {
    line: Option<u64>,
    /// Seconds.
    time: i64,
    command: String,
}

impl Log {
    fn take(&mut self, text: &[u8]) -> Result<(), ImportFault> {
        let (stream, line, raw) = parts(text)?;
        let event: Event =
            serde_json::from_slice(raw).map_err(|error| ImportFault::Malformed(error.to_string()))?;
        let head = self.streams.get(&stream).copied().unwrap_or(Head::START);
        if event.seq != head.version + 1 {
            return Err(ImportFault::Gap { stream, expected: head.version + 1, found: event.seq });
        }
        let record = Record::after(head, &stream, raw.to_vec());
        self.streams.insert(stream.clone(), record.head());
        self.events += 1;
        let last = self.last.get(&stream).map(|at| &mut self.commits[*at]);
        let mut time = event.at.timestamp();
        if let Some((place, draft)) = last {
            let same = match (line, place.line) {
                (Some(line), Some(before)) if line < before => return Err(ImportFault::Place(line)),
                (Some(line), Some(before)) => line == before,
                (None, None) => event.command == place.command,
                (line, before) => return Err(ImportFault::Place(line.or(before).unwrap_or_default())),
            };
            if same {
                draft.records.push(record);
                return Ok(());
            }
            time = time.max(place.time);
        }
        if let Some(line) = line
            && self.lines.insert(line, stream.clone()).is_some()
        {
            return Err(ImportFault::Place(line));
        }
        let (line, first) = (line, self.commits.first().map(|(place, _)| place.line));
        if first.is_some_and(|first| first.is_some() != line.is_some()) {
            return Err(ImportFault::Place(line.unwrap_or_default()));
        }
        self.last.insert(stream.clone(), self.commits.len());
        let place = Place { line, time, command: event.command };
        self.commits.push((place, Draft { stream, records: vec![record], row: None }));
        Ok(())
    }

    fn drafts(mut self) -> Vec<Draft> {
        // The sort is stable: what it cannot tell apart stays in the order of the file.
        self.commits.sort_by_key(|(place, _)| (place.line, place.time));
        self.commits.into_iter().map(|(_, draft)| draft).collect()
    }
}

fn parts(text: &[u8]) -> Result<(StreamId, Option<u64>, &[u8]), ImportFault> {
    let malformed = |what: &str| ImportFault::Malformed(what.to_owned());
    let members = raw::members(text).ok_or_else(|| malformed("not a JSON object"))?;
    let (mut schema, mut stream, mut line, mut event) = (None, None, None, None);
    for (name, value) in &members {
        let slot = match name.as_str() {
            "schema" => &mut schema,
            "stream" => &mut stream,
            "line" => &mut line,
            "event" => &mut event,
            _ => continue,
        };
        if slot.replace(*value).is_some() {
            return Err(malformed("a field is there twice"));
        }
    }
    let schema: String =
        schema.and_then(|value| serde_json::from_slice(value).ok()).ok_or_else(|| malformed("no schema"))?;
    if schema != SCHEMA {
        return Err(ImportFault::Schema(schema));
    }
    if let Some((name, _)) =
        members.iter().find(|(name, _)| !matches!(name.as_str(), "schema" | "stream" | "line" | "event"))
    {
        return Err(malformed(&format!("unknown field {name}")));
    }
    let stream = stream.ok_or_else(|| malformed("no stream"))?;
    let stream = serde_json::from_slice(stream).map_err(|error| malformed(&error.to_string()))?;
    let line = match line {
        None => None,
        Some(value) => {
            let number: u64 = serde_json::from_slice(value).map_err(|error| malformed(&error.to_string()))?;
            Some(number).filter(|number| *number > 0).ok_or(ImportFault::Place(0)).map(Some)?
        }
    };
    Ok((stream, line, event.ok_or_else(|| malformed("no event"))?))
}
