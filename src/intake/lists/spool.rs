//! Rows that are read, kept on disk until their account is put together: memory holds where they stand, not what they say.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A row of a list, read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Which layout, from 0.
    pub layout: usize,
    /// The row as a spreadsheet counts it.
    pub number: u64,
    /// The line, in a text file.
    pub line: Option<u64>,
    /// Column and value; `None` where the cell says that there is none.
    pub values: Vec<(usize, Option<Value>)>,
}

/// No place in the file.
const UNKNOWN: u64 = u64::MAX;

/// A file without a name, for its owner alone, gone when the program ends.
#[derive(Debug)]
pub struct Spool {
    writer: BufWriter<File>,
    reader: BufReader<File>,
    end: u64,
    /// Where the reader stands, [`UNKNOWN`] after a row was kept.
    at: u64,
}

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// There is no room for temporary files.
    pub fn new() -> io::Result<Spool> {
        let file = tempfile::tempfile()?;
        let writer = BufWriter::new(file.try_clone()?);
        Ok(Spool { writer, reader: BufReader::new(file), end: 0, at: UNKNOWN })
    }

    /// Keeps a row and says where.
    ///
    /// # Errors
    /// The disk is full.
    pub fn keep(&mut self, row: &Row) -> io::Result<u64> {
        let mut bytes = serde_json::to_vec(row).map_err(io::Error::from)?;
        bytes.push(b'\n');
        // Both sides share one place in the file.
        if self.at != UNKNOWN {
            self.writer.seek(SeekFrom::Start(self.end))?;
            self.at = UNKNOWN;
        }
        self.writer.write_all(&bytes)?;
        let at = self.end;
        self.end += bytes.len() as u64;
        Ok(at)
    }

    /// A row that was kept.
    ///
    /// # Errors
    /// The disk cannot be read.
    pub fn row(&mut self, at: u64) -> io::Result<Row> {
        self.writer.flush()?;
        if self.at == UNKNOWN {
            self.reader.seek(SeekFrom::Start(at))?;
        } else {
            // Rows of one file follow each other: most of the time nothing moves and the buffer holds the next.
            let ahead = i64::try_from(at)
                .and_then(|at| Ok(at - i64::try_from(self.at)?))
                .map_err(io::Error::other)?;
            self.reader.seek_relative(ahead)?;
        }
        let mut line = Vec::new();
        let read = self.reader.read_until(b'\n', &mut line)?;
        self.at = at + read as u64;
        serde_json::from_slice(&line).map_err(io::Error::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_from_where_they_were_kept() {
        let mut spool = Spool::new().unwrap();
        let row = |n: u64| Row {
            layout: 0,
            number: n,
            line: None,
            values: vec![(n as usize, Some("长".repeat(n as usize % 50).into())), (1, None)],
        };
        let at: Vec<u64> = (0..5_000).map(|n| spool.keep(&row(n)).unwrap()).collect();
        for n in [0, 1, 4_999, 7, 8, 2_500, 2_499] {
            assert_eq!(spool.row(at[n]).unwrap(), row(n as u64));
        }
        let last = spool.keep(&row(5)).unwrap();
        assert_eq!(spool.row(last).unwrap(), row(5));
    }
}
