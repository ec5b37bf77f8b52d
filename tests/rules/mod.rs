//! Runs `tests/rules/cn/*.yaml`: what the law gives for given facts, each case with the source that makes it right.
//!
//! A case is `name`, `ask` (which question), `given` (its facts), `expect` (a part of the answer's JSON, or `refused:
//! CODE`), `source`; `because` lists words that the reasons must hold. To add a question: an arm in [`answer`].

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test says what it expects by failing")]

mod contacts;
mod filing;
mod histories;
mod holidays;
mod money;
mod periods;
mod tables;
mod tracks;

use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use sucheng::rules::{Answer, Refusal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleCase {
    name: String,
    ask: String,
    given: Value,
    expect: Value,
    #[serde(default)]
    because: Vec<String>,
    source: String,
}

/// The answer as `calc` would print it: the value, and all reasons as one text.
pub struct Given {
    value: Value,
    reasons: String,
}

/// An [`Answer`] in the runner's terms.
pub fn given<T: serde::Serialize>(answer: Answer<T>) -> Given {
    Given {
        value: serde_json::to_value(&answer.value).unwrap(),
        reasons: serde_json::to_string(&answer.because).unwrap(),
    }
}

fn answer(ask: &str, facts: &Value) -> Option<Result<Given, Refusal>> {
    periods::answer(ask, facts)
        .or_else(|| money::answer(ask, facts))
        .or_else(|| tracks::answer(ask, facts))
        .or_else(|| contacts::answer(ask, facts))
        .or_else(|| filing::answer(ask, facts))
}

/// `expect` must be found in `value`: every key named, lists as long as given.
fn matches(expect: &Value, value: &Value) -> bool {
    match (expect, value) {
        (Value::Object(expect), Value::Object(value)) => {
            expect.iter().all(|(k, e)| matches(e, value.get(k).unwrap_or(&Value::Null)))
        }
        (Value::Array(expect), Value::Array(value)) => {
            expect.len() == value.len() && expect.iter().zip(value).all(|(e, v)| matches(e, v))
        }
        (expect, value) => expect == value,
    }
}

#[test]
fn the_law_gives_what_the_sources_say() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules/cn");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let (mut count, mut failures) = (0, String::new());
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "yaml")) {
        let text = std::fs::read_to_string(file).unwrap();
        let cases: Vec<RuleCase> =
            serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let mut names = std::collections::BTreeSet::new();
        for case in cases {
            count += 1;
            let at = format!("{}: {}", file.file_name().unwrap().display(), case.name);
            assert!(names.insert(case.name.clone()), "{at}: the name is used twice");
            assert!(!case.source.is_empty(), "{at}: no source");
            let outcome =
                answer(&case.ask, &case.given).unwrap_or_else(|| panic!("{at}: nobody answers {}", case.ask));
            let (value, reasons) = match outcome {
                Ok(given) => (given.value, given.reasons),
                Err(refusal) => (
                    serde_json::json!({"refused": refusal.code, "unpublished": refusal.unpublished}),
                    format!("{} {}", refusal.missing, refusal.hint),
                ),
            };
            if !matches(&case.expect, &value) {
                writeln!(failures, "{at}\n  expected {}\n  found    {value}", case.expect).unwrap();
            }
            for words in case.because.iter().filter(|w| !reasons.contains(w.as_str())) {
                writeln!(failures, "{at}\n  no reason says {words:?}: {reasons}").unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(count >= 300, "only {count} cases were found");
}
