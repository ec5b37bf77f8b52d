//! For tests: that what is reported here can be said in words, completely, in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::domain::problem::Problem;

const MESSAGES: &str =
    concat!(include_str!("../cli/messages/intake.yaml"), "\n", include_str!("../cli/messages/lists.yaml"));

/// Each code with its lines: `en`, `zh` and perhaps hints.
fn messages() -> BTreeMap<&'static str, BTreeMap<&'static str, &'static str>> {
    let mut all: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    let mut code = "";
    for line in MESSAGES.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match line.strip_prefix("  ") {
            None => code = line.trim_end_matches(':'),
            Some(entry) => {
                let (language, text) = entry.split_once(": ").unwrap();
                assert!(all.entry(code).or_default().insert(language, text).is_none(), "{code} {language}");
            }
        }
    }
    all
}

/// The values that a text names; one that is said in the language of the text counts as one.
fn names_of_both(text: &str) -> BTreeSet<&str> {
    let bare = |name| str::strip_suffix(name, "_en").or(str::strip_suffix(name, "_zh")).unwrap_or(name);
    names(text).into_iter().map(bare).collect()
}

fn names(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

/// Every problem has a message, and every value that the message names.
pub(super) fn assert_worded(problems: &[Problem]) {
    let messages = messages();
    for problem in problems {
        let message = messages.get(problem.code).unwrap_or_else(|| panic!("{} has no message", problem.code));
        for language in ["en", "zh"] {
            for name in names(message[language]) {
                assert!(problem.args.iter().any(|(arg, _)| *arg == name), "{name} of {problem:?}");
            }
        }
        for (name, value) in &problem.args {
            assert!(!value.contains(['\n', '\u{202E}']), "{name} of {problem:?}");
        }
    }
}

/// The codes in the source are those of the messages, and each message says the same in both languages.
#[test]
fn every_code_has_its_words_and_every_word_its_code() {
    let mut used = BTreeSet::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for folder in ["intake", "intake/lists", "papers"] {
        for file in fs::read_dir(source.join(folder)).unwrap().map(|entry| entry.unwrap().path()) {
            let Ok(text) = fs::read_to_string(&file) else { continue };
            for part in text.split('"') {
                let coded = ["E-", "W-", "N-"].iter().any(|start| part.starts_with(start));
                let plain = part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
                if coded && plain && part.len() > 4 {
                    used.insert(part.to_owned());
                }
            }
        }
    }
    let worded: BTreeSet<String> = messages().keys().map(|code| (*code).to_owned()).collect();
    assert_eq!(used, worded);
    for (code, message) in messages() {
        assert_eq!(names_of_both(message["en"]), names_of_both(message["zh"]), "{code}");
        assert_eq!(message.contains_key("hint_en"), message.contains_key("hint_zh"), "{code}");
    }
}
