//! The house rules that a machine can hold: who may import whom, where a library may appear, how long a file may be.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Which modules of this crate each module may import: the table of `lib.rs`.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("rules", &["domain"]),
    ("docket", &["domain", "rules"]),
    ("registry", &["domain"]),
    ("press", &["domain", "papers"]),
    ("papers", &["domain"]),
    ("intake", &["domain", "papers"]),
    ("documents", &["domain", "rules", "docket", "press"]),
    ("bundles", &["domain", "rules", "docket", "press", "papers"]),
    ("notices", &["domain", "rules", "docket", "press"]),
    ("reports", &["domain", "rules", "docket", "press", "papers"]),
    (
        "cli",
        &[
            "domain",
            "rules",
            "docket",
            "registry",
            "press",
            "papers",
            "intake",
            "documents",
            "bundles",
            "notices",
            "reports",
        ],
    ),
];

/// The only places where a library may be named, as prefixes of paths below `src/`.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("sled", &["registry/store/sled.rs", "registry/store/mod.rs"]),
    ("typst", &["press/"]),
    ("typst_pdf", &["press/"]),
    ("typst_layout", &["press/"]),
    ("typst_kit", &["press/"]),
    ("typst_render", &["press/pictures.rs"]),
    ("comemo", &["press/"]),
    ("rayon", &["press/"]),
    ("minijinja", &["press/"]),
    (
        "serde_yaml",
        &[
            "rules/schema.rs",
            "press/",
            "cli/catalogue.rs",
            "documents/context/letter.rs",
            "documents/readiness.rs",
            "documents/proof.rs",
            "documents/wording/",
            "documents/context/elements/form.rs",
            "bundles/tables.rs",
        ],
    ),
    ("csv", &["intake/", "reports/write/csv.rs"]),
    ("saphyr_parser", &["intake/"]),
    ("encoding_rs", &["intake/", "notices/answers/charset.rs"]),
    ("lopdf", &["papers/"]),
    ("imagesize", &["papers/"]),
    ("png", &["papers/binding/"]),
    ("rust_xlsxwriter", &["papers/sheets/"]),
    ("zip", &["papers/"]),
    ("quick_xml", &["papers/", "press/docx/xml.rs"]),
    ("lettre", &["notices/compose.rs", "notices/transport/"]),
    ("mail_parser", &["notices/answers/"]),
    ("clap", &["cli/"]),
    ("indicatif", &["cli/"]),
];

/// Words that only `cli` may use: the environment, the clock, the terminal.
const ONLY_CLI: &[&str] = &[
    "std::env",
    "env::var",
    "Utc::now",
    "Local::now",
    "SystemTime::now",
    "Instant::now",
    "println!",
    "eprintln!",
    "print!(",
];

const FORBIDDEN_NAMES: &[&str] =
    &["util", "utils", "helpers", "common", "manager", "service", "core", "misc"];

const LONGEST_FILE: usize = 500;

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    // Unit tests in files of their own are no part of the house.
    found.retain(|(name, _)| {
        !name.contains("/tests/") && !name.ends_with("/tests.rs") && !name.ends_with("specimens.rs")
    });
    found.sort();
    found
}

/// The code of a file without comments and without its unit tests.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    body.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every `crate::x` and `super::…::x` that reaches another top module. `use crate::{a, b}` is opened up.
fn imports(file: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let list = list.split('}').next().unwrap_or_default();
            found.extend(list.split(',').filter_map(|p| first_word(p.trim())));
        } else {
            found.extend(first_word(rest));
        }
    }
    let own = file.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
    found.retain(|m| *m != own && MAY_IMPORT.iter().any(|(name, _)| name == m));
    found
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let module = file.split('/').next().unwrap_or_default();
        let Some(may) = allowed.get(module) else {
            assert!(matches!(module, "lib.rs" | "main.rs"), "{file} is in no room of the house");
            continue;
        };
        for import in imports(&file, &code(&text)) {
            if !may.contains(&import.as_str()) {
                wrong.push(format!("{file} imports {import}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_reader_of_imports_sees_what_it_should() {
    let text =
        "use crate::docket::Docket;\nuse crate::{registry, domain::Amount};\nfn f() -> crate::cli::X {}";
    assert_eq!(
        imports("rules/x.rs", text),
        ["docket", "registry", "domain", "cli"].map(String::from)[..3]
            .to_vec()
            .into_iter()
            .chain(["cli".to_owned()])
            .collect::<Vec<_>>()
    );
}

#[test]
fn libraries_are_named_only_in_their_place() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let text = code(&text);
        for (library, places) in ONLY_IN {
            let named = [format!("{library}::"), format!("use {library};"), format!("{library}!")];
            let here = named.iter().any(|n| {
                text.match_indices(n.as_str()).any(|(at, _)| {
                    !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                })
            });
            if here && !places.iter().any(|p| file.starts_with(p)) {
                wrong.push(format!("{file} names {library}"));
            }
        }
        if !file.starts_with("cli/") && file != "main.rs" {
            wrong.extend(ONLY_CLI.iter().filter(|w| text.contains(**w)).map(|w| format!("{file} uses {w}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn mod_files_hold_declarations_only() {
    let mut wrong = Vec::new();
    for (file, text) in sources().iter().filter(|(f, _)| f.ends_with("/mod.rs")) {
        if !text.starts_with("//!") {
            wrong.push(format!("{file} has no header"));
        }
        if code(text)
            .lines()
            .any(|l| l.starts_with("fn ") || l.starts_with("pub fn ") || l.starts_with("impl"))
            && file != "domain/identity/mod.rs"
        {
            wrong.push(format!("{file} holds logic"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_short_and_well_named() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let lines = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(&text).lines().count();
        if lines > LONGEST_FILE && file != "domain/shape.rs" && !file.ends_with("/tests.rs") {
            wrong.push(format!("{file} has {lines} lines"));
        }
        let parts = file.trim_end_matches(".rs").split('/');
        wrong.extend(
            parts.filter(|p| FORBIDDEN_NAMES.contains(p)).map(|p| format!("{file}: {p} says nothing")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every code that a layer can report has its words.
#[test]
fn every_code_has_a_message() {
    let mut messages = String::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/messages");
    for entry in std::fs::read_dir(folder).unwrap() {
        messages.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
        messages.push('\n');
    }
    let mut missing = Vec::new();
    for (file, text) in sources() {
        for part in code(&text).split('"').skip(1).step_by(2) {
            let shaped = part.len() > 3
                && ["E-", "W-", "M-", "H-", "S-", "N-"].iter().any(|p| part.starts_with(p))
                && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
                && !part.ends_with('-');
            if shaped && !messages.lines().any(|l| l.starts_with(&format!("{part}:"))) {
                missing.push(format!("{file}: {part}"));
            }
        }
    }
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "{missing:#?}");
}
