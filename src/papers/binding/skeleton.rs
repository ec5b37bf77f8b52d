//! A finished file without its large streams, so that a bundle of any size can be looked through: pages, numbers, lists and
//! the short contents that hold the numbers.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use lopdf::{Document, LoadOptions};

use crate::papers::hash;

/// Objects larger than this are read only where they are no streams.
const LARGE: u64 = 64 * 1024;

/// How much of a large object is read to see whether it is a stream.
const HEAD: u64 = 16 * 1024;

/// A file as it lies on disk.
pub(super) struct Skeleton {
    /// Its objects; a large stream reads as null.
    pub(super) document: Document,
    /// The hash of the whole file.
    pub(super) sha256: String,
    /// Its size.
    pub(super) bytes: u64,
}

/// Reads a file that [`super::bind()`] wrote.
///
/// # Errors
/// What is wrong with it, in words: a table of objects that cannot be read, an object that is not where the table says.
pub(super) fn read(path: &Path) -> Result<Skeleton, String> {
    let said = |error: io::Error| error.to_string();
    let (sha256, bytes) = hash::of_file(path).map_err(said)?;
    let mut file = BufReader::new(File::open(path).map_err(said)?);
    let (places, trailer, end) = table(&mut file, bytes)?;
    let mut starts: Vec<u64> = places.iter().flatten().copied().chain([end]).collect();
    starts.sort_unstable();
    let mut small = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", places.len());
    for (number, place) in places.iter().enumerate().skip(1) {
        let Some(start) = *place else {
            table.push_str("0000000000 65535 f \n");
            continue;
        };
        let next = starts.partition_point(|other| *other <= start);
        let length = starts.get(next).copied().unwrap_or(end) - start;
        let object = object(&mut file, start, length).map_err(said)?;
        let head = format!("{number} 0 obj\n");
        if !object.starts_with(head.as_bytes()) {
            return Err(format!("object {number} is not where the table says"));
        }
        table.push_str(&format!("{:010} 00000 n \n", small.len()));
        small.extend_from_slice(&object);
    }
    let start = small.len();
    small.extend_from_slice(table.as_bytes());
    small.extend_from_slice(&trailer);
    small.extend_from_slice(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
    let options = LoadOptions { strict: true, ..LoadOptions::default() };
    let document = Document::load_mem_with_options(&small, options).map_err(|error| error.to_string())?;
    Ok(Skeleton { document, sha256, bytes })
}

/// An object, or a stand-in for a large stream.
fn object(file: &mut BufReader<File>, start: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut object = piece(file, start, if length > LARGE { HEAD } else { length })?;
    if length > LARGE {
        if object.windows(8).any(|bytes| bytes == b"\nstream\n") {
            let head = object.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            object.truncate(head);
            object.extend_from_slice(b"null\nendobj\n");
        } else {
            object = piece(file, start, length)?;
        }
    }
    Ok(object)
}

fn piece(file: &mut BufReader<File>, start: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Where each object starts, the trailer, and where the table starts.
type Table = (Vec<Option<u64>>, Vec<u8>, u64);

fn table(file: &mut BufReader<File>, bytes: u64) -> Result<Table, String> {
    let said = |error: io::Error| error.to_string();
    let tail = bytes.min(64);
    let tail = piece(file, bytes - tail, tail).map_err(said)?;
    let tail = String::from_utf8_lossy(&tail);
    let start =
        tail.rsplit_once("startxref\n").and_then(|(_, rest)| rest.strip_suffix("\n%%EOF\n")?.parse().ok());
    let start: u64 = start.filter(|start| *start < bytes).ok_or("no end mark with the table's place")?;
    let whole = piece(file, start, bytes - start).map_err(said)?;
    let split = whole.windows(8).rposition(|w| w == b"trailer\n").ok_or("no trailer")?;
    let trailer = whole[split..].to_vec();
    let trailer =
        trailer[..trailer.windows(11).rposition(|w| w == b"\nstartxref\n").unwrap_or(trailer.len())].to_vec();
    let text = String::from_utf8_lossy(&whole[..split]);
    let mut lines = text.lines();
    let count: usize = match (lines.next(), lines.next().and_then(|line| line.strip_prefix("0 "))) {
        (Some("xref"), Some(count)) => count.parse().map_err(|_| "the table has no length")?,
        _ => return Err("no table of objects".to_owned()),
    };
    let places: Vec<Option<u64>> = lines
        .map(|line| {
            line.strip_suffix(" 00000 n ").and_then(|place| place.parse().ok()).filter(|place| *place < start)
        })
        .collect();
    if places.len() == count {
        Ok((places, trailer, start))
    } else {
        Err("the table is cut short".to_owned())
    }
}
