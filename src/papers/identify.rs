//! From a file's bytes to what it is, whatever its name says.

use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::Path;

use super::error::PaperError;
use super::{hash, pdf, picture};
use crate::domain::proof::{Media, StoredFile};

/// What is taken at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one file.
    pub bytes: u64,
}

impl Default for Limits {
    /// 200 MB: a thick scanned file, and a court platform takes far less.
    fn default() -> Self {
        Limits { bytes: 200_000_000 }
    }
}

/// Says what a file is: kind, pages, size, hash. The size is checked before a byte is read, and the bytes that are
/// inspected are those that are hashed.
///
/// # Errors
/// [`PaperError`], by name: an ending that lies, damage, a password, no pages.
pub fn identify(path: &Path) -> Result<StoredFile, PaperError> {
    identify_within(path, Limits::default())
}

/// [`identify`] with other limits.
///
/// # Errors
/// As [`identify`].
pub fn identify_within(path: &Path, limits: Limits) -> Result<StoredFile, PaperError> {
    let bytes = read(path, limits)?;
    inspect(&bytes, path)
}

/// [`identify`] for bytes already read; of the path, only the ending of its name counts.
///
/// # Errors
/// As [`identify`].
pub fn inspect(bytes: &[u8], name: &Path) -> Result<StoredFile, PaperError> {
    if bytes.is_empty() {
        return Err(PaperError::Empty);
    }
    let kind = kind_of(bytes);
    let found = kind.name();
    if let Some(named) = claimed(name)
        && !kind.endings().contains(&named.as_str())
    {
        return Err(PaperError::Misnamed { named, found });
    }
    let Kind::Taken(media) = kind else { return Err(PaperError::Unsupported { found }) };
    let pages = match media {
        Media::Pdf => pdf::pages(bytes)?,
        Media::Png => picture::check_png(bytes).map(|()| 1)?,
        Media::Jpeg => picture::check_jpeg(bytes).map(|()| 1)?,
    };
    Ok(StoredFile { sha256: hash::of_bytes(bytes), bytes: bytes.len() as u64, pages, media })
}

/// Reads a whole regular file, or says why not. A pipe or device is refused before it is opened, since opening one may
/// wait for ever; a file that grows while it is read stops at the limit.
///
/// # Errors
/// [`PaperError::Missing`], [`PaperError::NotAFile`], [`PaperError::TooLarge`] and [`PaperError::Io`].
pub fn read(path: &Path, limits: Limits) -> Result<Vec<u8>, PaperError> {
    let missing = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => PaperError::Missing,
        _ => PaperError::Io(error),
    };
    let before = fs::metadata(path).map_err(missing)?;
    let regular = |kind: FileType| match special(kind) {
        Some(found) => Err(PaperError::NotAFile { found }),
        None => Ok(()),
    };
    regular(before.file_type())?;
    let file = File::open(path).map_err(missing)?;
    let opened = file.metadata()?;
    regular(opened.file_type())?;
    let too_large = |bytes: u64| PaperError::TooLarge { bytes, limit: limits.bytes };
    if opened.len() > limits.bytes {
        return Err(too_large(opened.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(opened.len()).unwrap_or(0));
    file.take(limits.bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits.bytes {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// What stands there instead of a regular file; `None` for a regular file.
pub(super) fn special(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    if kind.is_dir() {
        return Some("folder");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("pipe");
        }
        if kind.is_socket() {
            return Some("socket");
        }
    }
    Some("device")
}

/// What content looks like.
#[derive(Clone, Copy)]
enum Kind {
    /// A kind that is taken.
    Taken(Media),
    /// Another known kind: its name and the endings that go with it.
    Other(&'static str, &'static [&'static str]),
    /// Unknown, text included.
    Unknown,
}

impl Kind {
    fn name(self) -> Option<&'static str> {
        match self {
            Kind::Taken(Media::Pdf) => Some("PDF"),
            Kind::Taken(Media::Png) => Some("PNG"),
            Kind::Taken(Media::Jpeg) => Some("JPEG"),
            Kind::Other(name, _) => Some(name),
            Kind::Unknown => None,
        }
    }

    fn endings(self) -> &'static [&'static str] {
        match self {
            Kind::Taken(Media::Pdf) => &["pdf"],
            Kind::Taken(Media::Png) => &["png"],
            Kind::Taken(Media::Jpeg) => &["jpg", "jpeg", "jpe", "jfif"],
            Kind::Other(_, endings) => endings,
            Kind::Unknown => UNKNOWN_BY_CONTENT,
        }
    }
}

/// Endings of files that no magic number gives away; text under one of these is unsupported rather than misnamed.
const UNKNOWN_BY_CONTENT: &[&str] = &["txt", "html", "htm", "eml", "msg", "csv", "mp3", "wav", "amr", "mp4"];

/// Magic numbers of kinds that are named when they are refused.
const OTHERS: &[(&[u8], &str, &[&str])] = &[
    (b"GIF8", "GIF", &["gif"]),
    (b"BM", "BMP", &["bmp"]),
    (b"II*\0", "TIFF", &["tif", "tiff"]),
    (b"MM\0*", "TIFF", &["tif", "tiff"]),
    (b"RIFF", "WebP", &["webp", "wav"]),
    (b"PK\x03\x04", "ZIP/Office", &["zip", "docx", "xlsx", "pptx", "ofd", "wps", "et"]),
    (b"\xD0\xCF\x11\xE0", "Office 97", &["doc", "xls", "ppt", "wps", "et", "msg"]),
    (b"Rar!", "RAR", &["rar"]),
    (b"7z\xBC\xAF", "7z", &["7z"]),
];

fn kind_of(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Kind::Taken(Media::Png);
    }
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        return Kind::Taken(Media::Jpeg);
    }
    if let Some((_, name, endings)) = OTHERS.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Kind::Other(name, endings);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Kind::Other("HEIC/MP4", &["heic", "heif", "mp4", "mov", "m4a"]);
    }
    // Some scanners write a few bytes before the header; readers look for it in the first 1024 (PDF 1.7, annex H.3).
    if bytes[..bytes.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        return Kind::Taken(Media::Pdf);
    }
    Kind::Unknown
}

/// The name of a kind that the first bytes give away, where they do.
pub(super) fn known(head: &[u8]) -> Option<&'static str> {
    kind_of(head).name()
}

/// The ending of a name where it claims a kind; an unknown ending claims nothing.
fn claimed(name: &Path) -> Option<String> {
    let ending = name.extension()?.to_str()?.to_ascii_lowercase();
    let taken = [Media::Pdf, Media::Png, Media::Jpeg];
    let known = taken.iter().any(|&m| Kind::Taken(m).endings().contains(&ending.as_str()))
        || OTHERS.iter().any(|(_, _, endings)| endings.contains(&ending.as_str()))
        || UNKNOWN_BY_CONTENT.contains(&ending.as_str())
        || ["heic", "heif", "mov", "m4a"].contains(&ending.as_str());
    known.then_some(ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::specimens;

    fn as_named(name: &str, bytes: &[u8]) -> Result<StoredFile, PaperError> {
        inspect(bytes, Path::new(name))
    }

    #[test]
    fn says_what_content_is() {
        let pdf = as_named("a.pdf", &specimens::pdf(4)).unwrap();
        assert_eq!((pdf.media, pdf.pages, pdf.bytes), (Media::Pdf, 4, specimens::pdf(4).len() as u64));
        assert_eq!(as_named("扫描.JPEG", &specimens::jpeg()).unwrap().media, Media::Jpeg);
        assert_eq!(as_named("a.PNG", &specimens::png()).unwrap().media, Media::Png);
        // A name without an ending, or with one that means nothing, claims nothing.
        assert_eq!(as_named("a", &specimens::png()).unwrap().media, Media::Png);
        assert_eq!(as_named("a.2024", &specimens::pdf(1)).unwrap().media, Media::Pdf);
        // A few bytes of junk before the header.
        let junk = [b"\r\n\r\n".as_slice(), &specimens::pdf(1)].concat();
        assert_eq!(as_named("a.pdf", &junk).unwrap().media, Media::Pdf);
    }

    #[test]
    fn an_ending_that_lies_is_named() {
        for (name, bytes, found) in [
            ("a.pdf", specimens::png(), Some("PNG")),
            ("a.png", specimens::pdf(1), Some("PDF")),
            ("a.jpg", specimens::png(), Some("PNG")),
            ("a.docx", specimens::pdf(1), Some("PDF")),
            ("a.pdf", b"PK\x03\x04rest of an archive".to_vec(), Some("ZIP/Office")),
            ("a.pdf", b"just text".to_vec(), None),
        ] {
            match as_named(name, &bytes) {
                Err(PaperError::Misnamed { found: said, .. }) => assert_eq!(said, found, "{name}"),
                other => panic!("{name}: {other:?}"),
            }
        }
    }

    #[test]
    fn other_kinds_are_refused_by_name() {
        for (name, bytes, found) in [
            ("a.tif", b"II*\0rest".to_vec(), Some("TIFF")),
            ("a.docx", b"PK\x03\x04rest".to_vec(), Some("ZIP/Office")),
            ("a.txt", b"text".to_vec(), None),
            ("a", b"text".to_vec(), None),
        ] {
            match as_named(name, &bytes) {
                Err(PaperError::Unsupported { found: said }) => assert_eq!(said, found, "{name}"),
                other => panic!("{name}: {other:?}"),
            }
        }
        assert!(matches!(as_named("a.pdf", b""), Err(PaperError::Empty)));
        assert!(matches!(as_named("a.pdf", b"%PDF-1.7\n"), Err(PaperError::CutShort { kind: "PDF" })));
        assert!(matches!(as_named("a.pdf", b"%PDF-1.7\nx\n%%EOF"), Err(PaperError::Damaged { .. })));
    }

    /// A sparse file of 1 GB is refused by its size, and a smaller limit is honoured to the byte.
    #[test]
    fn size_is_checked_before_reading() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("huge.pdf");
        File::create(&path).unwrap().set_len(1 << 30).unwrap();
        let started = std::time::Instant::now();
        assert!(matches!(identify(&path), Err(PaperError::TooLarge { bytes: 1_073_741_824, .. })));
        assert!(started.elapsed().as_secs() < 2);
        let pdf = specimens::pdf(1);
        fs::write(&path, &pdf).unwrap();
        let size = pdf.len() as u64;
        assert!(identify_within(&path, Limits { bytes: size }).is_ok());
        assert!(matches!(
            identify_within(&path, Limits { bytes: size - 1 }),
            Err(PaperError::TooLarge { .. })
        ));
    }

    #[test]
    fn only_regular_files_are_read() {
        let home = tempfile::tempdir().unwrap();
        assert!(matches!(identify(home.path()), Err(PaperError::NotAFile { found: "folder" })));
        assert!(matches!(identify(&home.path().join("none.pdf")), Err(PaperError::Missing)));
        assert!(matches!(identify(Path::new("/dev/null")), Err(PaperError::NotAFile { found: "device" })));
        let pipe = home.path().join("pipe.pdf");
        if std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|s| s.success()) {
            assert!(matches!(identify(&pipe), Err(PaperError::NotAFile { found: "pipe" })));
        }
    }
}
