//! Files and folders as typed → papers that may be taken in as evidence, each with what its name says of its kind.

use std::cmp::Ordering;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::inside::refused;
use super::value::shown;
use super::yaml::{self, Content};
use crate::domain::problem::{Place, Problem};
use crate::domain::proof::{EvidenceKind, StoredFile};
use crate::domain::shape::forbidden_character;
use crate::papers;

const TABLE: &str = include_str!("tables/evidence-names.yaml");

/// How far below a given folder files are looked for.
const DEEPEST: usize = 8;

/// Files that are looked at in one go: more is the wrong folder.
const MOST: usize = 5_000;

/// A file that may be evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name as it came, without folders: what moves or hides text is written out.
    pub named: String,
    /// The title its name gives: without ending and number. `None` where the name cannot be one.
    pub title: Option<String>,
    /// What its name says it is, else the folders' between it and what was typed.
    pub kind: Option<EvidenceKind>,
}

impl Candidate {
    /// Its path as messages show it.
    pub fn shown(&self) -> String {
        display(&self.path)
    }
}

/// Expands what was typed. A file stands for itself, a folder for the files in it, by name, numbers by their size; in a
/// folder, hidden files and those that systems leave behind are passed over, and nothing leads out of it.
///
/// # Errors
/// A problem for each path that is not there, each link that leads out, each folder without a file; the rest is given.
pub fn candidates(paths: &[PathBuf]) -> (Vec<Candidate>, Vec<Problem>) {
    let mut search = Search::default();
    for path in paths {
        if path.is_dir() {
            let before = search.found.len() + search.problems.len();
            match fs::canonicalize(path) {
                Ok(root) => search.folder(path, &root, &mut Vec::new()),
                Err(error) => search.refuse(path, "E-PAPER-IO", Some(error.to_string())),
            }
            if search.found.len() + search.problems.len() == before {
                search.refuse(path, "E-EVIDENCE-NOTHING", None);
            }
        } else if path.symlink_metadata().is_err() {
            search.refuse(path, "E-PAPER-MISSING", None);
        } else {
            search.file(path, &[]);
        }
    }
    (search.found, search.problems)
}

/// What a candidate is.
///
/// # Errors
/// Why it cannot be taken, by name.
pub fn identified(candidate: &Candidate) -> Result<StoredFile, Problem> {
    let place = Place { file: Some(display(&candidate.path)), ..Place::default() };
    papers::identify(&candidate.path).map_err(|error| refused(&error, &candidate.named, place))
}

#[derive(Default)]
struct Search {
    found: Vec<Candidate>,
    problems: Vec<Problem>,
}

impl Search {
    fn refuse(&mut self, path: &Path, code: &'static str, detail: Option<String>) {
        let place = Place { file: Some(display(path)), ..Place::default() };
        let mut problem = Problem::error(code, place).with("file", shown(&name_of(path)));
        problem.args.extend(detail.map(|detail| ("detail", detail)));
        self.problems.push(problem);
    }

    fn file(&mut self, path: &Path, folders: &[String]) {
        let name = name_of(path);
        let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let kind = kind_of(&stem).or_else(|| folders.iter().rev().find_map(|folder| kind_of(folder)));
        self.found.push(Candidate {
            path: path.to_owned(),
            named: written_out(&name),
            title: title_of(&stem),
            kind,
        });
    }

    fn folder(&mut self, folder: &Path, root: &Path, above: &mut Vec<String>) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.refuse(folder, "E-PAPER-IO", Some(error.to_string())),
        };
        let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        paths.retain(|path| !is_passed_over(&name_of(path)));
        paths.sort_by(|a, b| by_number(&name_of(a), &name_of(b)));
        above.push(name_of(folder));
        for path in paths {
            if self.found.len() + self.problems.len() >= MOST {
                if self.problems.last().is_none_or(|p| p.code != "E-EVIDENCE-TOO-MANY") {
                    self.refuse(folder, "E-EVIDENCE-TOO-MANY", Some(MOST.to_string()));
                }
                break;
            }
            // Links are followed as far as they stay inside; a folder only by its own name, so that none is seen twice.
            match (path.symlink_metadata(), fs::canonicalize(&path)) {
                (Ok(entry), _) if entry.is_dir() => {
                    if above.len() > DEEPEST {
                        self.refuse(&path, "E-EVIDENCE-DEEP", Some(DEEPEST.to_string()));
                    } else {
                        self.folder(&path, root, above);
                    }
                }
                (Ok(entry), Ok(real)) if entry.is_symlink() && (!real.starts_with(root) || real.is_dir()) => {
                    self.refuse(&path, "E-EVIDENCE-LINK", None);
                }
                (Ok(_), Ok(_)) => self.file(&path, above),
                (_, Err(error)) | (Err(error), _) => match error.kind() {
                    std::io::ErrorKind::NotFound => self.refuse(&path, "E-PAPER-MISSING", None),
                    _ => self.refuse(&path, "E-PAPER-IO", Some(error.to_string())),
                },
            }
        }
        above.pop();
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| display(path), |name| name.to_string_lossy().into_owned())
}

/// A path as messages show it.
fn display(path: &Path) -> String {
    written_out(&path.to_string_lossy())
}

/// Text with the characters that move or hide text written out.
fn written_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match forbidden_character(c.encode_utf8(&mut [0; 4])) {
            Some(c) => out.push_str(&format!("\\u{{{:04X}}}", c as u32)),
            None => out.push(c),
        }
    }
    out
}

/// Hidden files, lock files of office programs, and what systems leave in folders.
fn is_passed_over(name: &str) -> bool {
    name.starts_with(['.', '~']) || ["thumbs.db", "desktop.ini"].contains(&name.to_ascii_lowercase().as_str())
}

/// The order in which people number files: 2 before 10.
fn by_number(a: &str, b: &str) -> Ordering {
    fn parts(text: &str) -> Vec<(bool, u64, String)> {
        let mut out: Vec<(bool, u64, String)> = Vec::new();
        for c in text.chars() {
            let digit = c.to_digit(10).map(u64::from);
            match (out.last_mut(), digit) {
                (Some((true, n, _)), Some(d)) => *n = n.saturating_mul(10).saturating_add(d),
                (_, Some(d)) => out.push((true, d, String::new())),
                (Some((false, _, run)), None) => run.push(c),
                (_, None) => out.push((false, 0, c.to_string())),
            }
        }
        // Numbers before words, as lists are numbered.
        out.iter_mut().for_each(|part| part.0 = !part.0);
        out
    }
    parts(a).cmp(&parts(b)).then_with(|| a.cmp(b))
}

/// The title that a name without its ending gives: without the number in front. `None` where nothing is left of it, or
/// it holds what no title may.
fn title_of(stem: &str) -> Option<String> {
    if forbidden_character(stem).is_some() || stem.contains('\u{FFFD}') {
        return None;
    }
    let numbers = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let rest = stem.trim().trim_start_matches("证据");
    let bare = rest.trim_start_matches(numbers);
    // 三方协议 and 2021年账单 begin with what is no number of theirs.
    let separated = bare.starts_with(['.', '、', '-', '_', '．', '：', ':', ' ', '）', ')']);
    let title = if separated { bare } else { rest };
    let title = title.trim_matches(|c: char| " .、-_．：:）)".contains(c));
    let title = if title.is_empty() { stem.trim() } else { title };
    (!title.is_empty() && title.chars().count() <= 200).then(|| title.to_owned())
}

/// The kinds and their words, in the order of the table.
fn words() -> &'static [(EvidenceKind, String)] {
    static ALL: OnceLock<Vec<(EvidenceKind, String)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let tree = yaml::read(TABLE.as_bytes(), "evidence-names.yaml").expect("the embedded table reads");
        let mut all = Vec::new();
        for kind in EvidenceKind::ALL {
            let Content::List(items) = &tree.root.nearest(kind.id()).content else { continue };
            for item in items {
                if let Content::Scalar { text, .. } = &item.content {
                    all.push((kind, text.to_lowercase()));
                }
            }
        }
        all
    })
}

/// What a name says of a paper's kind, where it says anything.
fn kind_of(name: &str) -> Option<EvidenceKind> {
    let name: String =
        name.to_lowercase().chars().map(|c| if matches!(c, '_' | '-' | '.') { ' ' } else { c }).collect();
    let whole = |at: usize, word: &str| {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        !word.is_ascii()
            || !(letter(name[..at].chars().next_back()) || letter(name[at + word.len()..].chars().next()))
    };
    words()
        .iter()
        .flat_map(|(kind, word)| name.match_indices(word.as_str()).map(move |(at, _)| (*kind, word, at)))
        .filter(|(_, word, at)| whole(*at, word))
        .max_by_key(|(_, word, at)| (word.chars().count(), *at))
        .map(|(kind, ..)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use EvidenceKind as K;

    #[test]
    fn every_kind_but_other_has_words_and_no_word_has_two_kinds() {
        let kinds: std::collections::BTreeSet<_> = words().iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds.len(), K::ALL.len() - 1);
        let mut all: Vec<_> = words().iter().map(|(_, word)| word).collect();
        all.sort();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn names_say_what_papers_are() {
        for (name, kind) in [
            ("信用卡领用合约", Some(K::Contract)),
            ("01-个人借款合同（扫描件）", Some(K::Contract)),
            ("最高额保证合同_公司", Some(K::Guarantee)),
            ("委托代理合同及发票", Some(K::AttorneyFee)),
            ("李某身份证正反面", Some(K::Identity)),
            ("id-card", Some(K::Identity)),
            ("催收函", Some(K::DemandProof)),
            ("催收记录", Some(K::ContactLog)),
            ("催收函EMS签收单", Some(K::DemandProof)),
            ("2025年历史账单", Some(K::Statement)),
            ("STATEMENT 2025", Some(K::Statement)),
            ("担保人身份证", Some(K::Identity)),
            ("放款凭证", Some(K::PaymentRecord)),
            ("提前到期通知书", Some(K::DemandProof)),
            ("scan0001", None),
            ("contractor", None),
            ("微信图片_20260101", None),
        ] {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }

    #[test]
    fn titles_lose_their_number_and_nothing_else() {
        for (stem, title) in [
            ("01-领用合约", Some("领用合约")),
            ("1、合同", Some("合同")),
            ("证据三：借款合同", Some("借款合同")),
            ("2021年账单", Some("2021年账单")),
            ("三方协议", Some("三方协议")),
            ("001", Some("001")),
            ("a\nb", None),
            ("a\u{202E}fdp", None),
        ] {
            assert_eq!(title_of(stem).as_deref(), title, "{stem:?}");
        }
    }

    #[test]
    fn two_comes_before_ten() {
        let mut names = ["10.pdf", "2.pdf", "1.pdf", "a2b10", "a2b9", "b"];
        names.sort_by(|a, b| by_number(a, b));
        assert_eq!(names, ["1.pdf", "2.pdf", "10.pdf", "a2b9", "a2b10", "b"]);
    }

    #[test]
    fn a_folder_gives_its_files_and_nothing_of_others() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        fs::create_dir_all(at("材料/催收")).unwrap();
        fs::create_dir(at("空")).unwrap();
        fs::write(at("secret.pdf"), "x").unwrap();
        for name in [
            "材料/10 合同.pdf",
            "材料/2 身份证.png",
            "材料/催收/a.pdf",
            "材料/.hidden.pdf",
            "材料/~$x.pdf",
            "材料/Thumbs.db",
        ] {
            fs::write(at(name), "x").unwrap();
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            symlink(at("secret.pdf"), at("材料/外.pdf")).unwrap();
            symlink(home.path(), at("材料/上")).unwrap();
            symlink("nowhere", at("材料/断.pdf")).unwrap();
        }
        let (found, problems) = candidates(&[at("材料"), at("空"), at("无.pdf"), at("secret.pdf")]);
        let names: Vec<_> = found.iter().map(|c| (c.named.as_str(), c.kind)).collect();
        let expected = [
            ("2 身份证.png", Some(K::Identity)),
            ("10 合同.pdf", Some(K::Contract)),
            ("a.pdf", Some(K::DemandProof)),
            ("secret.pdf", None),
        ];
        assert_eq!(names, expected);
        let codes: std::collections::BTreeSet<_> = problems.iter().map(|p| p.code).collect();
        assert!(codes.contains("E-EVIDENCE-NOTHING") && codes.contains("E-PAPER-MISSING"));
        #[cfg(unix)]
        assert_eq!(problems.iter().filter(|p| p.code == "E-EVIDENCE-LINK").count(), 2);
        crate::intake::wording::assert_worded(&problems);
    }
}
