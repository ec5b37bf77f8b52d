//! Paths as typed → the case folders they mean.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::case_folder::CASE_FILE;
use super::value::shown;
use crate::domain::problem::{Place, Problem};

/// How far below a given folder cases are looked for.
const DEEPEST: usize = 2;

/// Expands paths: a case folder or its `case.yaml` stands for itself, another folder for the case folders one or two
/// levels below. Hidden folders and links to folders are passed over.
///
/// The folders come in the order of the paths and below each by name, none twice; beside them, a problem for each path
/// that holds no case.
pub fn discover(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Problem>) {
    let (mut folders, mut problems) = (Vec::new(), Vec::new());
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
            problems.push(Problem::error(code, place).with("file", shown(&path.to_string_lossy())));
        }
        for folder in found {
            if seen.insert(fs::canonicalize(&folder).unwrap_or_else(|_| folder.clone())) {
                folders.push(folder);
            }
        }
    }
    (folders, problems)
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
        let (all, problems) = discover(&[home.path().to_owned()]);
        assert_eq!(all, [at("a/10"), at("a/2"), at("b")]);
        assert_eq!(problems, []);
        let (some, _) = discover(&[at("b/case.yaml"), at("b"), at("a/../b/."), at("x")]);
        assert_eq!(some, [at("b"), at("x/y/z")]);
        let (found, problems) = discover(&[at("empty"), at("list.csv"), at("nowhere"), at("b")]);
        assert_eq!(found, [at("b")]);
        crate::intake::wording::assert_worded(&problems);
        let codes: Vec<_> = problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, ["E-IMPORT-NO-CASE-BELOW", "E-IMPORT-NOT-A-CASE", "E-IMPORT-NO-SUCH-PATH"]);
    }
}
