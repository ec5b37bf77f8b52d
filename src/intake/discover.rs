//! Paths as typed → the case folders and lists they mean.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::case_folder::CASE_FILE;
use super::value::shown;
use crate::domain::problem::{Place, Problem};

/// How far below a given folder cases are looked for.
const DEEPEST: usize = 2;

/// What paths mean.
#[derive(Debug, Default, PartialEq)]
pub struct Discovered {
    /// Case folders.
    pub folders: Vec<PathBuf>,
    /// Files of account lists.
    pub lists: Vec<PathBuf>,
    /// A problem for each path that holds neither.
    pub problems: Vec<Problem>,
}

/// Expands paths: a case folder or its `case.yaml` stands for itself, another folder for the case folders one or two
/// levels below and the lists that lie in it, a file that may be a table for itself. Hidden folders and links to folders
/// are passed over, and so are the copies that an import has annotated.
///
/// What is found comes in the order of the paths and below each by name, none twice.
pub fn discover(paths: &[PathBuf]) -> Discovered {
    let mut all = Discovered::default();
    let mut seen = BTreeSet::new();
    for path in paths {
        let (mut found, mut lists) = (Vec::new(), Vec::new());
        let is_case_file = path.is_file() && path.file_name().is_some_and(|name| name == CASE_FILE);
        if is_case_file {
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
            found.push(parent.unwrap_or(Path::new(".")).to_owned());
        } else if path.is_dir() {
            below(path, 0, &mut found);
            if !path.join(CASE_FILE).exists() {
                lists = lists_in(path);
            }
        } else if path.is_file() && is_table(path) {
            lists.push(path.clone());
        }
        if found.is_empty() && lists.is_empty() {
            let code = match path.symlink_metadata() {
                Err(_) => "E-IMPORT-NO-SUCH-PATH",
                Ok(_) if path.is_dir() => "E-IMPORT-NO-CASE-BELOW",
                Ok(_) => "E-IMPORT-NOT-A-CASE",
            };
            let place = Place { file: Some(path.to_string_lossy().into_owned()), ..Place::default() };
            let problem = Problem::error(code, place).with("file", shown(&path.to_string_lossy()));
            all.problems.push(problem);
        }
        let mut new = |path: &Path| seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
        all.folders.extend(found.into_iter().filter(|folder| new(folder)));
        all.lists.extend(lists.into_iter().filter(|list| new(list)));
    }
    all
}

/// Whether a file's name says that it may be a table. Those that are none, or that are not read, are refused by name.
fn is_table(path: &Path) -> bool {
    const ENDINGS: [&str; 10] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "et", "ods", "numbers"];
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    ENDINGS.contains(&ending.as_str())
}

/// The lists of a folder, by name: tables by their ending, without texts, hidden files, the lock files of spreadsheets
/// and annotated copies.
fn lists_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut lists: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && is_table(path))
        .filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
            !name.starts_with(['.', '~']) && !name.ends_with(".txt") && !name.contains(".checked")
        })
        .collect();
    lists.sort();
    lists
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
        for passed_over in ["notes.txt", "~$list.xlsx", ".list.csv", "list.checked.xlsx"] {
            fs::write(home.path().join(passed_over), "x").unwrap();
        }
        let all = discover(&[home.path().to_owned()]);
        assert_eq!(all.folders, [at("a/10"), at("a/2"), at("b")]);
        assert_eq!((all.lists, all.problems), (vec![at("list.csv")], vec![]));
        let some =
            discover(&[at("b/case.yaml"), at("b"), at("a/../b/."), at("x"), at("list.csv"), at("list.csv")]);
        assert_eq!(some.folders, [at("b"), at("x/y/z")]);
        assert_eq!(some.lists, [at("list.csv")]);
        fs::write(at("letter.docx"), "x").unwrap();
        let Discovered { folders, lists, problems } =
            discover(&[at("empty"), at("letter.docx"), at("nowhere"), at("b")]);
        assert_eq!((folders, lists), (vec![at("b")], vec![]));
        crate::intake::wording::assert_worded(&problems);
        let codes: Vec<_> = problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, ["E-IMPORT-NO-CASE-BELOW", "E-IMPORT-NOT-A-CASE", "E-IMPORT-NO-SUCH-PATH"]);
    }
}
