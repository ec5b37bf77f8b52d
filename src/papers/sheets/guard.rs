//! What a file is by its content, and the limits under which an archive is opened.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use zip::ZipArchive;
use zip::result::ZipError;

use super::error::SheetError;
use crate::papers::{Limits, PaperError};

/// Most entries of an archive: a workbook has a dozen, one with many sheets and pictures some hundreds.
const MOST_ENTRIES: u64 = 10_000;
/// Most bytes inflated of one workbook; a million rows of forty columns are about 1.5 GB of XML.
const MOST_INFLATED: u64 = 2_000_000_000;
/// Inflated bytes for each byte of the file. Sheets reach about 20; a bomb has 1,000.
const MOST_RATIO: u64 = 200;
/// A small file may inflate to this much whatever its size: a few rows repeated compress well.
const ALWAYS_INFLATED: u64 = 64_000_000;
/// Most bytes between two events of XML: the longest text of one cell, and far more than any tag.
pub(super) const MOST_IN_EVENT: u64 = 4_000_000;

/// An archive that may be read.
pub(super) type Archive = ZipArchive<BufReader<File>>;

/// What the content of a file is, among what a table can come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A workbook, to be opened with `Book::open`.
    Workbook,
    /// Text, to be read as CSV. Its encoding was not looked at.
    Text,
}

/// Says whether a file is a workbook or text, by its content; the ending of its name must not claim the other.
///
/// # Errors
/// [`SheetError`], by name: everything that is neither.
pub fn content(path: &Path) -> Result<Content, SheetError> {
    let (mut file, _) = open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(4096).read_to_end(&mut head).map_err(PaperError::Io)?;
    let named = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let workbook_name = matches!(named.as_str(), "xlsx" | "xlsm" | "xltx" | "xls" | "et" | "xlsb" | "ods");
    if head.is_empty() {
        return Err(PaperError::Empty.into());
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        if matches!(named.as_str(), "csv" | "txt" | "tsv") {
            return Err(SheetError::NamedAsText { named });
        }
        return Ok(Content::Workbook);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(compound(file));
    }
    if let Some(found) = crate::papers::identify::known(&head) {
        return Err(SheetError::Other { found });
    }
    let text: String =
        String::from_utf8_lossy(&head).trim_start_matches('\u{FEFF}').trim_start().to_lowercase();
    if text.starts_with("<?xml") && text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Err(SheetError::OldXml);
    }
    if ["<html", "<!doctype", "<table", "<meta", "<head", "<?xml"].iter().any(|tag| text.starts_with(tag)) {
        return Err(SheetError::WebPage);
    }
    if workbook_name {
        return Err(SheetError::Text);
    }
    Ok(Content::Text)
}

/// What an OLE container is. The names of its streams are UTF-16; where they stand does not matter.
fn compound(mut file: File) -> SheetError {
    let wide = |name: &str| name.bytes().flat_map(|b| [b, 0]).collect::<Vec<u8>>();
    let names = [wide("EncryptedPackage"), wide("Workbook"), wide("Book")];
    let mut found = [false; 3];
    let mut window = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    if file.seek(SeekFrom::Start(0)).is_err() {
        return SheetError::Legacy;
    }
    while let Ok(read @ 1..) = file.read(&mut chunk) {
        window.extend_from_slice(&chunk[..read]);
        for (seen, name) in found.iter_mut().zip(&names) {
            *seen = *seen || window.windows(name.len()).any(|w| w == name.as_slice());
        }
        if found[0] {
            return SheetError::Password;
        }
        let keep = window.len().saturating_sub(64);
        window.drain(..keep);
    }
    if found[1] || found[2] { SheetError::Legacy } else { SheetError::Other { found: "Office 97" } }
}

/// Opens a regular file of a size that is read.
fn open(path: &Path) -> Result<(File, u64), PaperError> {
    let missing = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => PaperError::Missing,
        _ => PaperError::Io(error),
    };
    let kind = fs::metadata(path).map_err(missing)?.file_type();
    if let Some(found) = crate::papers::identify::special(kind) {
        return Err(PaperError::NotAFile { found });
    }
    let file = File::open(path).map_err(missing)?;
    let (bytes, limit) = (file.metadata()?.len(), Limits::default().bytes);
    if bytes > limit {
        return Err(PaperError::TooLarge { bytes, limit });
    }
    Ok((file, bytes))
}

/// Opens a workbook's archive: only its directory is read.
pub(super) fn archive(path: &Path) -> Result<(Archive, Arc<Budget>), SheetError> {
    if content(path)? == Content::Text {
        return Err(SheetError::Text);
    }
    let (mut file, bytes) = open(path)?;
    entries_stated(&mut file, bytes)?;
    let archive = ZipArchive::new(BufReader::with_capacity(1 << 16, file)).map_err(|error| match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => PaperError::Io(error).into(),
        other => SheetError::Damaged { part: "ZIP".to_owned(), detail: other.to_string() },
    })?;
    if archive.len() as u64 > MOST_ENTRIES {
        return Err(SheetError::Crowded { limit: MOST_ENTRIES });
    }
    for raw in archive.file_names_raw() {
        let name = String::from_utf8_lossy(raw).replace('\\', "/");
        let leaves = name.starts_with('/') || name.split('/').any(|part| part == "..") || name.contains(':');
        if leaves {
            return Err(SheetError::Escapes { name: name.escape_default().take(200).collect() });
        }
    }
    kind_of(&archive)?;
    let limit = MOST_INFLATED.min(ALWAYS_INFLATED.max(bytes.saturating_mul(MOST_RATIO)));
    Ok((archive, Arc::new(Budget::new(limit))))
}

/// Refuses an archive that says it has too many entries before room is made for them.
fn entries_stated(file: &mut File, bytes: u64) -> Result<(), SheetError> {
    // The last record is 22 bytes and a comment of at most 65,535; a ZIP64 locator of 20 may stand before it.
    let from = bytes.saturating_sub(22 + 65_535 + 20);
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(from)).map_err(PaperError::Io)?;
    file.by_ref().take(bytes - from).read_to_end(&mut tail).map_err(PaperError::Io)?;
    let mut found = false;
    for at in 0..tail.len().saturating_sub(21) {
        if !tail[at..].starts_with(b"PK\x05\x06") {
            continue;
        }
        found = true;
        let mut stated = u64::from(u16::from_le_bytes([tail[at + 10], tail[at + 11]]));
        if let Some(locator) = at.checked_sub(20).map(|l| &tail[l..at])
            && locator.starts_with(b"PK\x06\x07")
            && let Some(offset) = locator.get(8..16).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes)
        {
            let mut record = [0; 40];
            let read = file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(&mut record));
            if read.is_ok() && record.starts_with(b"PK\x06\x06") {
                stated = stated.max(u64::from_le_bytes(record[32..40].try_into().unwrap_or([0xFF; 8])));
            }
        }
        if stated > MOST_ENTRIES {
            return Err(SheetError::Crowded { limit: MOST_ENTRIES });
        }
    }
    file.seek(SeekFrom::Start(0)).map_err(PaperError::Io)?;
    if found { Ok(()) } else { Err(SheetError::CutShort) }
}

/// Which archive it is, by what a workbook of each kind must contain.
fn kind_of(archive: &Archive) -> Result<(), SheetError> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    let any = |ending: &str| archive.file_names_raw().any(|n| n.ends_with(ending.as_bytes()));
    if has("xl/workbook.bin") {
        return Err(SheetError::Binary);
    }
    if any("workbook.xml") {
        return Ok(());
    }
    if has("word/document.xml") {
        return Err(SheetError::Other { found: "DOCX" });
    }
    if has("ppt/presentation.xml") {
        return Err(SheetError::Other { found: "PPTX" });
    }
    if has("content.xml") && has("META-INF/manifest.xml") {
        return Err(SheetError::OpenDocument);
    }
    if has("Index.zip") || any(".iwa") {
        return Err(SheetError::Numbers);
    }
    if has("OFD.xml") {
        return Err(SheetError::Other { found: "OFD" });
    }
    Err(SheetError::Other { found: "ZIP" })
}

/// What may still be inflated. Counted on what comes out, whatever the sizes in the archive say.
#[derive(Debug)]
pub(super) struct Budget {
    limit: u64,
    left: AtomicU64,
    since_event: AtomicU64,
    spent: AtomicBool,
    long: AtomicBool,
}

impl Budget {
    fn new(limit: u64) -> Self {
        Budget {
            limit,
            left: AtomicU64::new(limit),
            since_event: AtomicU64::new(0),
            spent: AtomicBool::new(false),
            long: AtomicBool::new(false),
        }
    }

    /// A new reading of a part that was read before counts again, but from the whole budget.
    pub(super) fn renew(&self) {
        self.left.store(self.limit, Ordering::Relaxed);
    }

    /// An event is complete.
    pub(super) fn event(&self) {
        self.since_event.store(0, Ordering::Relaxed);
    }

    /// Why reading was stopped, if it was stopped here.
    pub(super) fn stopped(&self, part: &str) -> Option<SheetError> {
        if self.spent.load(Ordering::Relaxed) {
            return Some(SheetError::Bomb { limit: self.limit });
        }
        let long = self.long.load(Ordering::Relaxed);
        long.then(|| SheetError::TooMuchText { part: part.to_owned(), limit: MOST_IN_EVENT })
    }

    fn take(&self, bytes: u64) -> io::Result<()> {
        let left = self.left.load(Ordering::Relaxed);
        if bytes > left {
            self.spent.store(true, Ordering::Relaxed);
            return Err(io::Error::other("inflates to too much"));
        }
        self.left.store(left - bytes, Ordering::Relaxed);
        let since = self.since_event.load(Ordering::Relaxed) + bytes;
        self.since_event.store(since, Ordering::Relaxed);
        if since > MOST_IN_EVENT {
            self.long.store(true, Ordering::Relaxed);
            return Err(io::Error::other("a text or tag without end"));
        }
        Ok(())
    }
}

/// A reader that counts.
pub(super) struct Counted<R> {
    pub(super) inner: R,
    pub(super) budget: Arc<Budget>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buf)?;
        self.budget.take(read as u64)?;
        Ok(read)
    }
}
