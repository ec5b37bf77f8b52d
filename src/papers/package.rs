//! A ZIP of XML parts, as Word and Excel write them: read whole within limits, written so that the same parts give the
//! same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The most parts of one package. A long brief with pictures has about a hundred.
const MOST_PARTS: usize = 4_000;
/// The most bytes of all parts unpacked.
const MOST_BYTES: u64 = 128 * 1024 * 1024;
/// The largest package as it lies on disk.
const LARGEST: usize = 64 * 1024 * 1024;
/// What an encrypted or old office file begins with (MS-CFB §2.2).
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Why a package cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// An OLE compound file: protected by a password, or of the old binary format.
    #[error("protected by a password, or of the binary format of before 2007")]
    Compound,
    /// Not a ZIP, or a torn one.
    #[error("not a ZIP archive: {0}")]
    NotZip(String),
    /// More than a document holds.
    #[error("{what}: {found} (at most {limit})")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much there is, or at least.
        found: u64,
        /// How much may be.
        limit: u64,
    },
    /// A part whose name leads out of the package, or comes twice.
    #[error("a part may not be called {0:?}")]
    Name(String),
    /// A part that cannot be unpacked.
    #[error("part {name:?}: {why}")]
    Part {
        /// Its name.
        name: String,
        /// The reason.
        why: String,
    },
}

/// The parts of a package by name: `word/document.xml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Each part's content.
    pub parts: BTreeMap<String, Vec<u8>>,
}

impl Package {
    /// Unpacks a package. What a header says of sizes is not believed: bytes are counted as they come.
    ///
    /// # Errors
    /// Every [`PackageError`].
    pub fn open(bytes: &[u8]) -> Result<Package, PackageError> {
        let too_large = |what, found, limit| Err(PackageError::TooLarge { what, found, limit });
        if bytes.is_empty() {
            return Err(PackageError::Empty);
        }
        if bytes.starts_with(COMPOUND) {
            return Err(PackageError::Compound);
        }
        if bytes.len() > LARGEST {
            return too_large("bytes of the file", bytes.len() as u64, LARGEST as u64);
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| PackageError::NotZip(e.to_string()))?;
        if zip.len() > MOST_PARTS {
            return too_large("parts", zip.len() as u64, MOST_PARTS as u64);
        }
        if let Some(twice) = twice(bytes, zip.central_directory_start()) {
            return Err(PackageError::Name(twice));
        }
        let mut parts = BTreeMap::new();
        let mut left = MOST_BYTES;
        for at in 0..zip.len() {
            let fault = |why: String| PackageError::Part { name: format!("#{at}"), why };
            let mut file = zip.by_index(at).map_err(|e| fault(e.to_string()))?;
            let name = file.name().map_err(|e| fault(e.to_string()))?.into_owned();
            if file.is_dir() {
                continue;
            }
            let leads_out = name.is_empty()
                || name.starts_with('/')
                || name.contains(['\\', ':'])
                || name.split('/').any(|step| matches!(step, "" | "." | ".."));
            if leads_out {
                return Err(PackageError::Name(name));
            }
            let mut content = Vec::new();
            let read = file.by_ref().take(left + 1).read_to_end(&mut content);
            read.map_err(|e| PackageError::Part { name: name.clone(), why: e.to_string() })?;
            let Some(rest) = left.checked_sub(content.len() as u64) else {
                return too_large("bytes unpacked", MOST_BYTES + 1, MOST_BYTES);
            };
            left = rest;
            if parts.insert(name.clone(), content).is_some() {
                return Err(PackageError::Name(name));
            }
        }
        Ok(Package { parts })
    }

    /// A part as text.
    ///
    /// # Errors
    /// It is not there, or not UTF-8.
    pub fn text(&self, name: &str) -> Result<&str, PackageError> {
        let fault = |why: &str| PackageError::Part { name: name.to_owned(), why: why.to_owned() };
        let bytes = self.parts.get(name).ok_or_else(|| fault("missing"))?;
        std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))
            .map_err(|_| fault("not UTF-8"))
    }

    /// The package as a file. The same parts give the same bytes.
    ///
    /// # Errors
    /// More than a ZIP can hold.
    pub fn write(&self) -> Result<Vec<u8>, PackageError> {
        Packed::new(self, &[])?.with(&[])
    }
}

/// A name that the directory of an archive has twice, in whatever case: one reader takes the first, another the last
/// (APPNOTE.TXT 4.3.12; ISO 29500-2 §10.2.4 compares names without case).
fn twice(bytes: &[u8], directory: u64) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut rest = bytes.get(usize::try_from(directory).ok()?..)?;
    while let Some(entry) = rest.strip_prefix(b"PK\x01\x02") {
        let length =
            |at: usize| Some(usize::from(u16::from_le_bytes([*entry.get(at)?, *entry.get(at + 1)?])));
        let (name, extra, remark) = (length(24)?, length(26)?, length(28)?);
        let name_bytes = entry.get(42..42 + name)?;
        let text = String::from_utf8_lossy(name_bytes).into_owned();
        if !seen.insert(text.to_lowercase()) {
            return Some(text);
        }
        rest = entry.get(42 + name + extra + remark..)?;
    }
    None
}

/// A package whose unchanging parts are compressed once, for thousands of copies that differ in the others.
pub struct Packed {
    bytes: Vec<u8>,
    /// The names in the order of the file; those that change have no content in `bytes`.
    names: Vec<String>,
}

impl Packed {
    /// Compresses all parts but `changing`.
    ///
    /// # Errors
    /// More than a ZIP can hold.
    pub fn new(package: &Package, changing: &[&str]) -> Result<Packed, PackageError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        // Readers that look only at the beginning of a file tell a Word file by its first part.
        let mut names: Vec<String> = package.parts.keys().cloned().collect();
        names.sort_by_key(|name| (name != "[Content_Types].xml", name != "_rels/.rels"));
        for name in names.iter().filter(|name| !changing.contains(&name.as_str())) {
            put(&mut zip, name, &package.parts[name], 6)?;
        }
        let bytes = zip.finish().map_err(|e| PackageError::NotZip(e.to_string()))?.into_inner();
        Ok(Packed { bytes, names })
    }

    /// A copy with the given contents for the changing parts.
    ///
    /// # Errors
    /// More than a ZIP can hold.
    pub fn with(&self, changed: &[(&str, &[u8])]) -> Result<Vec<u8>, PackageError> {
        let wrong = |e: zip::result::ZipError| PackageError::NotZip(e.to_string());
        let mut kept = ZipArchive::new(Cursor::new(self.bytes.as_slice())).map_err(wrong)?;
        let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(self.bytes.len() * 2)));
        for name in &self.names {
            match changed.iter().find(|(part, _)| part == name) {
                // Level 1: the parts are XML, whose size falls by nine tenths at any level.
                Some((_, content)) => put(&mut zip, name, content, 1)?,
                None => zip.raw_copy_file(kept.by_name(name).map_err(wrong)?).map_err(wrong)?,
            }
        }
        Ok(zip.finish().map_err(wrong)?.into_inner())
    }
}

fn put(
    zip: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    content: &[u8],
    level: i64,
) -> Result<(), PackageError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(level))
        .last_modified_time(DateTime::default());
    let fault = |why: String| PackageError::Part { name: name.to_owned(), why };
    zip.start_file(name, options).map_err(|e| fault(e.to_string()))?;
    zip.write_all(content).map_err(|e| fault(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package() -> Package {
        let part = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let parts = [part("word/document.xml", "<a/>"), part("[Content_Types].xml", "<Types/>")];
        Package { parts: parts.into() }
    }

    #[test]
    fn same_parts_same_bytes_and_back() {
        let bytes = package().write().unwrap();
        assert_eq!(bytes, package().write().unwrap());
        assert_eq!(Package::open(&bytes).unwrap(), package());
        let packed = Packed::new(&package(), &["word/document.xml"]).unwrap();
        let other = packed.with(&[("word/document.xml", b"<b/>")]).unwrap();
        assert_eq!(Package::open(&other).unwrap().text("word/document.xml").unwrap(), "<b/>");
    }

    fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        entries.iter().for_each(|(name, content)| put(&mut zip, name, content, 9).unwrap());
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_no_package_is_refused_by_name() {
        assert_eq!(Package::open(b""), Err(PackageError::Empty));
        assert_eq!(Package::open(&[COMPOUND, &[0; 600]].concat()), Err(PackageError::Compound));
        assert!(matches!(Package::open(b"%PDF-1.7"), Err(PackageError::NotZip(_))));
        let whole = package().write().unwrap();
        for end in [1, 20, whole.len() / 2, whole.len() - 1] {
            assert!(Package::open(&whole[..end]).is_err(), "cut at {end}");
        }
        for name in ["../x", "/etc/x", "word/../../x", "word\\x", "C:x", "a//b"] {
            assert_eq!(Package::open(&zip_of(&[(name, b"x")])), Err(PackageError::Name(name.to_owned())));
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_fills_memory() {
        let many: Vec<String> = (0..=MOST_PARTS).map(|n| format!("p{n}")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert!(matches!(Package::open(&zip_of(&many)), Err(PackageError::TooLarge { what: "parts", .. })));
        let zeros = vec![0; 65 * 1024 * 1024];
        let bomb = zip_of(&[("a", &zeros), ("b", &zeros)]);
        assert!(bomb.len() < 1024 * 1024);
        assert!(matches!(Package::open(&bomb), Err(PackageError::TooLarge { what: "bytes unpacked", .. })));
    }
}
