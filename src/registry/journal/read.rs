//! The lines of the journal in order, and the first thing that is wrong with them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;

use crate::registry::error::LineFault;
use crate::registry::store::Mark;

use super::line::{Line, decode};

/// Where and how the journal is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::registry) struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// Where it starts, in bytes.
    pub start: u64,
    /// What is wrong with it.
    pub fault: LineFault,
}

/// Reads lines, each checked by itself and as the successor of the one before.
pub(in crate::registry) struct Lines {
    reader: BufReader<File>,
    at: Mark,
    /// The sum of the line before is not known, because that line is damaged.
    lost: bool,
    buffer: Vec<u8>,
}

impl Lines {
    /// From the line after `mark` on.
    pub(in crate::registry) fn after(path: &Path, mark: Mark) -> io::Result<Lines> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(mark.end))?;
        Ok(Lines {
            reader: BufReader::with_capacity(1 << 16, file),
            at: mark,
            lost: false,
            buffer: Vec::new(),
        })
    }

    /// The next line and the mark after it; `None` at the end. After a fault the next line that is good by itself is
    /// taken as it comes.
    pub(in crate::registry) fn next_line(&mut self) -> io::Result<Option<Result<(Line, Mark), Fault>>> {
        self.buffer.clear();
        let read = self.reader.read_until(b'\n', &mut self.buffer)? as u64;
        if read == 0 {
            return Ok(None);
        }
        let (number, start) = (self.at.line + 1, self.at.end);
        let end = start + read;
        let fault = match decode(&self.buffer) {
            Ok(line) => {
                let follows = line.entry.line == number && (self.lost || line.prev == self.at.sum);
                self.at = Mark { line: line.entry.line, start, end, sum: line.sum };
                self.lost = false;
                if follows {
                    return Ok(Some(Ok((line, self.at))));
                }
                LineFault::Order
            }
            Err(fault) => {
                self.at = Mark { line: number, start, end, sum: self.at.sum };
                self.lost = true;
                fault
            }
        };
        Ok(Some(Err(Fault { line: number, start, fault })))
    }

    /// Whether the fault that was just met is the trace of a write that was interrupted: some of it is missing, and what
    /// is readable after it was written by the same call, so that the call never returned.
    pub(in crate::registry) fn unfinished(mut self, fault: Fault) -> io::Result<bool> {
        if fault.fault != LineFault::Torn {
            return Ok(false);
        }
        loop {
            self.buffer.clear();
            if self.reader.read_until(b'\n', &mut self.buffer)? == 0 {
                return Ok(true);
            }
            match decode(&self.buffer) {
                Ok(line) if line.entry.commit.0 > fault.line => return Ok(false),
                Ok(_) | Err(LineFault::Torn) => {}
                Err(_) => return Ok(false),
            }
        }
    }
}

/// The pieces of a journal whatever their order, each with where it starts.
#[derive(Debug, Default)]
pub(in crate::registry) struct Pieces {
    /// The lines that are good by themselves.
    pub good: Vec<(u64, Line)>,
    /// The others.
    pub bad: Vec<(u64, LineFault)>,
}

/// Reads all pieces.
pub(in crate::registry) fn scattered(path: &Path) -> io::Result<Pieces> {
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path)?);
    let (mut pieces, mut at, mut buffer) = (Pieces::default(), 0, Vec::new());
    loop {
        buffer.clear();
        let read = reader.read_until(b'\n', &mut buffer)? as u64;
        if read == 0 {
            return Ok(pieces);
        }
        match decode(&buffer) {
            Ok(line) => pieces.good.push((at, line)),
            Err(fault) => pieces.bad.push((at, fault)),
        }
        at += read;
    }
}
