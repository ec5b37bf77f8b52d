//! Paths as typed → the case folders they mean.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::case_folder::CASE_FILE;
use super::value::shown;
use crate::domain::problem::{Place, Problem};

/// How far below a given folder cases are looked for.
const DEEPEST: usize = 2;

/// What was found under the paths given.
#[derive(Debug, Default)]
pub struct Discovered {
    /// Case folders, in the order of the paths and below each by name; none twice.
    pub folders: Vec<PathBuf>,
    /// Paths that hold no case.
    pub problems: Vec<Problem>,
}

/// Expands paths: a case folder or its `case.yaml` stands for itself, another folder for the case folders one or two
/// levels below. Hidden folders and links to folders are passed over.
pub fn discover(paths: &[PathBuf]) -> Discovered {
    let mut out = Discovered::default();
    let mut seen = BTreeSet::new();
    for path in paths {
        let mut found = Vec::new();
        let is_case_file = path.is_file() && path.file_name().is_some_and(|name| name == CASE_FILE);
        if is_case_file {
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
            found.push(parent.unwrap_or(Path::new(".")).to_owned());
        } else if path.is_dir() {
            below(path, 0, &mut found);
        }
        if found.is_empty() {
            let code = match path.symlink_metadata() {
                Err(_) => "E-IMPORT-NO-SUCH-PATH",
                Ok(_) if path.is_dir() => "E-IMPORT-NO-CASE-BELOW",
                Ok(_) => "E-IMPORT-NOT-A-CASE",
            };
            let place = Place { file: Some(path.to_string_lossy().into_owned()), ..Place::default() };
            out.problems.push(Problem::error(code, place).with("file", shown(&path.to_string_lossy())));
        }
        for folder in found {
            if seen.insert(fs::canonicalize(&folder).unwrap_or_else(|_| folder.clone())) {
                out.folders.push(folder);
            }
        }
    }
    out
}

/// Collects case folders from a folder down. A case is not looked into: what lies in it is its own.
fn below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    if folder.join(CASE_FILE).symlink_metadata().is_ok() {
        found.push(folder.to_owned());
        return;
    }
    if depth == DEEPEST {
        return;
    }
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut folders: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    for folder in folders {
        below(&folder, depth + 1, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_in_order_and_none_twice() {
        let home = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            fs::create_dir_all(home.path().join(name)).unwrap();
            fs::write(home.path().join(name).join(CASE_FILE), "x").unwrap();
        };
        for name in ["b", "a/2", "a/10", "a/2/inner", "x/y/z", ".hidden"] {
            make(name);
        }
        fs::create_dir(home.path().join("empty")).unwrap();
        fs::write(home.path().join("list.csv"), "x").unwrap();
        let at = |name: &str| home.path().join(name);
        let all = discover(&[home.path().to_owned()]);
        assert_eq!(all.folders, [at("a/10"), at("a/2"), at("b")]);
        assert!(all.problems.is_empty());
        let some = discover(&[at("b/case.yaml"), at("b"), at("a/../b/."), at("x")]);
        assert_eq!(some.folders, [at("b"), at("x/y/z")]);
        let none = discover(&[at("empty"), at("list.csv"), at("nowhere"), at("b")]);
        assert_eq!(none.folders, [at("b")]);
        let codes: Vec<_> = none.problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, ["E-IMPORT-NO-CASE-BELOW", "E-IMPORT-NOT-A-CASE", "E-IMPORT-NO-SUCH-PATH"]);
    }
}
