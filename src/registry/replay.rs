//! Making journal and index agree: the index gets what it lacks, the journal gets back what it lost.

use std::path::Path;

use super::error::{LineFault, RegistryError};
use super::journal::{Draft, Fault, Journal, Line, Lines, encode};
use super::opening::Note;
use super::record::{FORMAT, Fingerprint, Head, Record, walk};
use super::store::{Append, Entry, Mark, Store, StoreError};

/// Entries handled at a time.
const BATCH: usize = 4096;

/// Makes them agree, or says where they cannot. Reads only what the index lacks, as long as nothing is amiss.
pub(super) fn agree(
    journal: &mut Journal,
    store: &mut dyn Store,
    torn: &Path,
    notes: &mut Vec<Note>,
) -> Result<(), RegistryError> {
    let mark = store.mark()?;
    let last = store.entries_back().next().transpose()?.map_or(0, |entry| entry.line);
    if last != mark.line {
        let detail = format!("line {last} of {}", mark.line);
        return Err(RegistryError::Index { detail });
    }
    let end = if journal.holds(mark)? {
        forward(journal.path(), mark, store, notes)?
    } else {
        prefix(journal.path(), mark, store)?
    };
    journal.ends_at(end);
    if journal.len()? > end.end {
        let bytes = journal.set_aside(end, torn)?;
        notes.push(Note::SetAside { file: torn.to_owned(), bytes });
    }
    if end.line < mark.line {
        write_back(journal, mark, store)?;
        notes.push(Note::WrittenBack { lines: mark.line - end.line });
    }
    Ok(())
}

/// A fault as the error it is.
pub(super) fn fault_error(path: &Path, fault: Fault) -> RegistryError {
    match fault.fault {
        LineFault::Newer(found) => RegistryError::Newer { found, known: FORMAT },
        other => RegistryError::Journal { path: path.to_owned(), line: fault.line, fault: other },
    }
}

/// Adds the lines after `mark` to the index; gives the end of what counts.
fn forward(
    path: &Path,
    mark: Mark,
    store: &mut dyn Store,
    notes: &mut Vec<Note>,
) -> Result<Mark, RegistryError> {
    let mut lines = Lines::after(path, mark).map_err(RegistryError::read(path))?;
    let mut end = mark;
    // Lines of a call whose last line has not been seen yet.
    let mut call: Vec<Append> = Vec::new();
    let mut ready: Vec<Append> = Vec::new();
    let mut fault = None;
    loop {
        let (line, at) = match lines.next_line().map_err(RegistryError::read(path))? {
            None => break,
            Some(Ok(line)) => line,
            Some(Err(met)) => {
                fault = Some(met);
                break;
            }
        };
        // A later call was only begun once this one was synced.
        let begins = call.last().is_some_and(|before| before.entry.commit != line.entry.commit);
        if begins {
            ready.append(&mut call);
        }
        let ends = line.entry.line == line.entry.commit.1;
        call.push(Append { entry: line.entry, records: line.records, row: None, mark: at });
        if ends {
            ready.append(&mut call);
        }
        if ready.len() >= BATCH {
            end = take(store, &mut ready, end)?;
        }
    }
    if let Some(met) = fault
        && !lines.unfinished(met).map_err(RegistryError::read(path))?
    {
        return Err(fault_error(path, met));
    }
    // The index takes lines only of calls that were synced whole.
    if call.first().is_some_and(|first| first.entry.commit.0 <= mark.line) {
        ready.append(&mut call);
    }
    end = take(store, &mut ready, end)?;
    if end.line > mark.line {
        notes.push(Note::Replayed { lines: end.line - mark.line });
    }
    Ok(end)
}

fn take(store: &mut dyn Store, ready: &mut Vec<Append>, end: Mark) -> Result<Mark, RegistryError> {
    let Some(last) = ready.last().map(|last| last.mark) else { return Ok(end) };
    match store.append(std::mem::take(ready)) {
        Ok(()) => Ok(last),
        Err(StoreError::Changed { .. }) => Err(RegistryError::Foreign { line: store.mark()?.line + 1 }),
        Err(error) => Err(error.into()),
    }
}

/// The end of the journal, which is not what the index knows: it must be the beginning of that and no more.
fn prefix(path: &Path, mark: Mark, store: &dyn Store) -> Result<Mark, RegistryError> {
    let mut lines = Lines::after(path, Mark::START).map_err(RegistryError::read(path))?;
    let mut entries = store.entries_after(0);
    let mut end = Mark::START;
    loop {
        match lines.next_line().map_err(RegistryError::read(path))? {
            None => return Ok(end),
            Some(Err(fault)) => {
                if lines.unfinished(fault).map_err(RegistryError::read(path))? {
                    return Ok(end);
                }
                return Err(fault_error(path, fault));
            }
            Some(Ok((line, at))) => {
                let known = entries.next().transpose()?;
                if at.line >= mark.line || !same(&line, known.as_ref(), store)? {
                    return Err(RegistryError::Foreign { line: at.line });
                }
                end = at;
            }
        }
    }
}

fn same(line: &Line, known: Option<&Entry>, store: &dyn Store) -> Result<bool, RegistryError> {
    let (Some(known), Some(last)) = (known, line.records.last()) else { return Ok(false) };
    Ok(line.entry == *known && store.load(&known.stream, last.seq, 1)?.first() == Some(last))
}

/// What an entry of the index added, checked.
pub(super) fn records_of(entry: &Entry, store: &dyn Store) -> Result<Vec<Record>, RegistryError> {
    let records = store.load(&entry.stream, entry.from, entry.count)?;
    let before = Head {
        version: entry.from.saturating_sub(1),
        hash: records.first().map_or(Fingerprint::ZERO, |record| record.prev),
    };
    let broken = |seq| RegistryError::Chain { stream: entry.stream.clone(), seq };
    walk(&entry.stream, before, &records).map_err(broken)?;
    let found = records.len() as u64;
    if found == entry.count { Ok(records) } else { Err(broken(entry.from + found)) }
}

/// Adds to the journal what the index knows beyond its end, up to `mark`.
fn write_back(journal: &mut Journal, mark: Mark, store: &dyn Store) -> Result<(), RegistryError> {
    // Nothing is written before it is known that it leads to the very line the index knows.
    let mut end = journal.end();
    for entry in store.entries_after(end.line) {
        let entry = entry?;
        let (bytes, sum) = encode(&entry, end.sum, &records_of(&entry, store)?);
        end = Mark { line: entry.line, start: end.end, end: end.end + bytes.len() as u64, sum };
    }
    if end != mark {
        return Err(RegistryError::Foreign { line: mark.line });
    }
    let mut entries = store.entries_after(journal.end().line);
    loop {
        let mut lines = Vec::new();
        for entry in entries.by_ref().take(BATCH) {
            let entry = entry?;
            let records = records_of(&entry, store)?;
            lines.push((entry, records));
        }
        if lines.is_empty() {
            return Ok(());
        }
        journal.write(lines.into_iter())?;
    }
}

/// What a line adds to the index, once it is in the journal.
pub(super) fn appends(drafts: Vec<Draft>, lines: Vec<(Entry, Mark)>) -> Vec<Append> {
    let pairs = drafts.into_iter().zip(lines);
    pairs
        .map(|(draft, (entry, mark))| Append { entry, records: draft.records, row: draft.row, mark })
        .collect()
}
