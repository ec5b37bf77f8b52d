//! Files under safe names, each with its hash, and the manifest over them.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use crate::papers::{Archive, hash};

/// The manifest: lines that `sha256sum -c` reads.
pub const MANIFEST: &str = "SHA256SUMS";

/// What an entry holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A file, which must still be what its hash says.
    File(PathBuf),
}

/// A file of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path in the package, with `/` between its parts.
    pub path: String,
    /// What it is called for people.
    pub title: String,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Its pages; 0 of what has none.
    pub pages: u32,
    content: Content,
}

/// Why a package cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// A file is no longer there.
    #[error("{path}: {source}")]
    Unreadable {
        /// Its path in the package.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// A file is another one by now.
    #[error("{path} is not what it was")]
    Changed {
        /// Its path in the package.
        path: String,
    },
    /// The archive cannot be written.
    #[error(transparent)]
    Unwritable(#[from] io::Error),
}

/// The files of a package, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Package {
    entries: Vec<Entry>,
    /// Paths without regard to case: two of them would be one file where counsel opens it.
    taken: BTreeSet<String>,
}

impl Package {
    /// Its files.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether a file may lie under a path: it stays in the package, and no other file is there.
    pub fn has_room(&self, path: &str) -> bool {
        is_inside(path) && path != MANIFEST && !self.taken.contains(&path.to_lowercase())
    }

    /// Adds bytes; under another name where that is not free.
    pub fn bytes(&mut self, path: &str, title: &str, bytes: Vec<u8>) -> String {
        let sha256 = hash::of_bytes(&bytes);
        self.add(Entry {
            path: path.into(),
            title: title.into(),
            sha256,
            pages: 0,
            content: Content::Bytes(bytes),
        })
    }

    /// Adds a file by its hash; gives the path it has, which is another one where that was not free.
    pub fn file(&mut self, path: &str, title: &str, file: PathBuf, sha256: &str, pages: u32) -> String {
        let content = Content::File(file);
        self.add(Entry { path: path.into(), title: title.into(), sha256: sha256.into(), pages, content })
    }

    fn add(&mut self, mut entry: Entry) -> String {
        let (stem, ending) = match entry.path.rsplit_once('.') {
            Some((stem, ending))
                if !ending.is_empty() && ending.bytes().all(|b| b.is_ascii_alphanumeric()) =>
            {
                (stem.to_owned(), format!(".{ending}"))
            }
            _ => (entry.path.clone(), String::new()),
        };
        let mut number = 1;
        while !self.has_room(&entry.path) && number < u32::MAX {
            number += 1;
            entry.path = format!("{}-{number}{ending}", safe(&stem));
        }
        let path = entry.path.clone();
        self.taken.insert(path.to_lowercase());
        self.entries.push(entry);
        path
    }

    /// A line for each file: what `sha256sum -c` checks.
    pub fn manifest(&self) -> String {
        let mut lines: Vec<String> =
            self.entries.iter().map(|e| format!("{}  {}\n", e.sha256, e.path)).collect();
        lines.sort_by(|a, b| a[64..].cmp(&b[64..]));
        lines.concat()
    }

    /// Writes everything, the manifest last. One file is held at a time, and each is hashed as it goes in.
    ///
    /// # Errors
    /// A file is gone or another one by now; the archive cannot be written.
    pub fn write(&self, archive: &mut Archive) -> Result<(), PackageError> {
        for entry in &self.entries {
            match &entry.content {
                Content::Bytes(bytes) => archive.add(&entry.path, bytes)?,
                Content::File(path) => archive.add(&entry.path, &read(entry, path)?)?,
            }
        }
        Ok(archive.add(MANIFEST, self.manifest().as_bytes())?)
    }

    /// Whether every file is still what its hash says.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), PackageError> {
        for entry in &self.entries {
            if let Content::File(path) = &entry.content {
                read(entry, path)?;
            }
        }
        Ok(())
    }
}

fn read(entry: &Entry, path: &PathBuf) -> Result<Vec<u8>, PackageError> {
    let bytes = std::fs::read(path)
        .map_err(|source| PackageError::Unreadable { path: entry.path.clone(), source })?;
    match hash::of_bytes(&bytes) == entry.sha256 {
        true => Ok(bytes),
        false => Err(PackageError::Changed { path: entry.path.clone() }),
    }
}

/// Whether a path stays in the folder it is relative to, wherever that folder is opened.
pub fn is_inside(path: &str) -> bool {
    let bad = |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let step = |step: &str| !step.is_empty() && !step.ends_with(['.', ' ']) && !step.starts_with(' ');
    !path.is_empty() && !path.contains(bad) && path.split('/').all(step)
}

/// A path that stays inside: what could lead out becomes `_`.
fn safe(path: &str) -> String {
    let bad = |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let plain: String = path.chars().map(|c| if bad(c) { '_' } else { c }).collect();
    let steps = plain.split('/').map(|step| step.trim_matches([' ', '.'])).filter(|step| !step.is_empty());
    let path = steps.collect::<Vec<_>>().join("/");
    if path.is_empty() { "_".to_owned() } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_and_no_two_are_one() {
        let mut package = Package::default();
        for path in ["../x", "/etc/passwd", "a/../b.pdf", "C:/x", "a\\b", "a//b", "", "x.", MANIFEST, "c/./d"]
        {
            assert!(!package.has_room(path), "{path}");
            let got = package.bytes(path, "", Vec::new());
            assert!(is_inside(&got) && got != MANIFEST, "{path} became {got}");
        }
        assert_eq!(package.bytes("证据/A.pdf", "", Vec::new()), "证据/A.pdf");
        assert_eq!(package.bytes("证据/a.pdf", "", Vec::new()), "证据/a-2.pdf");
        assert_eq!(package.bytes("证据/a.pdf", "", Vec::new()), "证据/a-3.pdf");
    }

    /// SHA-256 of nothing and of `abc` from FIPS 180-2.
    #[test]
    fn the_manifest_is_sorted_and_has_two_spaces() {
        let mut package = Package::default();
        package.bytes("b", "", b"abc".to_vec());
        package.bytes("a", "", Vec::new());
        assert_eq!(
            package.manifest(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n\
             ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b\n"
        );
    }

    #[test]
    fn a_file_that_changed_does_not_leave() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("e.pdf");
        std::fs::write(&path, b"abc").unwrap();
        let mut package = Package::default();
        let sha256 = hash::of_bytes(b"abc");
        package.file("e.pdf", "", path.clone(), &sha256, 1);
        package.check().unwrap();
        std::fs::write(&path, b"abd").unwrap();
        assert!(matches!(package.check(), Err(PackageError::Changed { .. })));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(package.check(), Err(PackageError::Unreadable { .. })));
    }
}
