//! Paths that stay in their folder.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::near;
use super::value::shown;
use crate::domain::problem::{Place, Problem};
use crate::papers::{self, Limits, PaperError};

/// A case folder, by its real path.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder at this path, which may itself be a link.
    pub(super) fn open(path: &Path) -> std::io::Result<Self> {
        Ok(Folder { root: fs::canonicalize(path)? })
    }

    /// The real path of a file named relative to the folder. Links are followed, and the end must lie inside.
    ///
    /// # Errors
    /// One problem at `place`: the path leaves the folder, or nothing is there.
    pub(super) fn resolve(&self, named: &str, place: &Place) -> Result<PathBuf, Problem> {
        let problem = |code| Problem::error(code, place.clone()).with("file", shown(named));
        let relative = Path::new(named);
        let plain = |c: Component| matches!(c, Component::Normal(_) | Component::CurDir);
        let windows = named.starts_with('\\') || named.as_bytes().get(1) == Some(&b':');
        if named.is_empty() || windows || !relative.components().all(plain) {
            return Err(problem("E-FILE-OUTSIDE"));
        }
        match fs::canonicalize(self.root.join(relative)) {
            Ok(real) if real.starts_with(&self.root) => Ok(real),
            Ok(_) => Err(problem("E-FILE-OUTSIDE")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                // The target of a dangling link is nobody's business either.
                let found = problem("E-PAPER-MISSING");
                Err(match self.meant(relative, named) {
                    Some(near) => found.with("near", near),
                    None => found,
                })
            }
            Err(error) => Err(problem("E-PAPER-IO").with("detail", error)),
        }
    }

    /// Reads a file of the folder, at most this many bytes.
    ///
    /// # Errors
    /// One problem at `place`.
    pub(super) fn read(&self, named: &str, limit: u64, place: &Place) -> Result<Vec<u8>, Problem> {
        let path = self.resolve(named, place)?;
        papers::read(&path, Limits { bytes: limit }).map_err(|error| refused(&error, named, place.clone()))
    }

    /// The name of a file that is there and that may be meant.
    fn meant(&self, relative: &Path, named: &str) -> Option<String> {
        let slashed = named.replace('\\', "/");
        if slashed != named && self.root.join(&slashed).is_file() {
            return Some(shown(&slashed));
        }
        let parent = relative.parent()?;
        let wanted = relative.file_name()?.to_str()?;
        let mut names: Vec<String> = fs::read_dir(self.root.join(parent))
            .ok()?
            .take(1000)
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        let near = near::nearest(wanted, names.iter().map(String::as_str))?;
        Some(shown(&parent.join(near).to_string_lossy()))
    }
}

/// What is wrong with a file, as a problem.
pub(super) fn refused(error: &PaperError, named: &str, place: Place) -> Problem {
    Problem { place, ..error.problem(Path::new(&shown(named))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(folder: &Folder, named: &str) -> &'static str {
        folder.resolve(named, &Place::default()).unwrap_err().code
    }

    #[test]
    fn no_way_leads_out() {
        let home = tempfile::tempdir().unwrap();
        let case = home.path().join("case");
        fs::create_dir_all(case.join("evidence")).unwrap();
        fs::write(home.path().join("secret.pdf"), "x").unwrap();
        fs::write(case.join("evidence/a.pdf"), "x").unwrap();
        let folder = Folder::open(&case).unwrap();
        assert!(folder.resolve("evidence/a.pdf", &Place::default()).unwrap().ends_with("evidence/a.pdf"));
        assert!(folder.resolve("./evidence/./a.pdf", &Place::default()).is_ok());
        for out in [
            "../secret.pdf",
            "evidence/../../secret.pdf",
            "evidence/../a.pdf",
            "/etc/passwd",
            "C:\\x",
            "\\\\h\\s",
            "",
        ] {
            assert_eq!(code(&folder, out), "E-FILE-OUTSIDE", "{out}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            symlink(home.path().join("secret.pdf"), case.join("evidence/link.pdf")).unwrap();
            symlink(home.path(), case.join("up")).unwrap();
            symlink("evidence/a.pdf", case.join("inner.pdf")).unwrap();
            symlink("nowhere", case.join("dangling.pdf")).unwrap();
            symlink("loop.pdf", case.join("loop.pdf")).unwrap();
            assert_eq!(code(&folder, "evidence/link.pdf"), "E-FILE-OUTSIDE");
            assert_eq!(code(&folder, "up/secret.pdf"), "E-FILE-OUTSIDE");
            assert_eq!(code(&folder, "dangling.pdf"), "E-PAPER-MISSING");
            assert_eq!(code(&folder, "loop.pdf"), "E-PAPER-IO");
            assert!(folder.resolve("inner.pdf", &Place::default()).is_ok());
        }
    }

    #[test]
    fn a_missing_file_names_the_one_that_may_be_meant() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("evidence")).unwrap();
        fs::write(home.path().join("evidence/contract.pdf"), "x").unwrap();
        let folder = Folder::open(home.path()).unwrap();
        for named in ["evidence/contrat.pdf", "evidence/Contract.PDF", "evidence\\contract.pdf"] {
            let problem = folder.resolve(named, &Place::default()).unwrap_err();
            assert_eq!(problem.code, "E-PAPER-MISSING");
            assert!(problem.args.contains(&("near", "evidence/contract.pdf".to_owned())), "{problem:?}");
        }
    }
}
