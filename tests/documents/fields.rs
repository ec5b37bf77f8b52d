//! `templates/cn/fields.yaml` says what every field means that a document's data can hold, and speaks of no other.

use std::collections::{BTreeMap, BTreeSet};

use sucheng::domain::party::Authority;
use sucheng::press::fields;

use super::*;

/// The worked and synthetic cases, and one whose lawyer has general authority only, which alone says what is withheld.
fn cases() -> Vec<Case> {
    let mut cases = manifests::cases();
    let mut general = cases.iter().find(|case| case.counsel.is_some()).unwrap().clone();
    if let Some(counsel) = &mut general.counsel {
        counsel.authority = Some(Authority::General);
    }
    cases.push(general);
    cases
}

/// Every case once more without one of its facts, so that what a document may lack is lacking once.
fn bare_cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for case in manifests::cases().into_iter().take(BARED) {
        let whole = serde_json::to_value(&case).unwrap();
        for fact in below(&whole, "") {
            let mut bare = whole.clone();
            let (above, name) = fact.rsplit_once('/').unwrap();
            let Some(fields) = bare.pointer_mut(above).and_then(Value::as_object_mut) else { continue };
            fields.remove(name);
            cases.extend(serde_json::from_value::<Case>(bare));
        }
    }
    cases
}

/// The worked cases, and one of each synthetic kind.
const BARED: usize = 8;

/// The facts of a case and the records they stand in, as JSON pointers; of what is a list, the first item's.
fn below(value: &Value, at: &str) -> Vec<String> {
    let steps: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, field)| (format!("{at}/{name}"), field)).collect(),
        Value::Array(items) => items.first().map(|item| (format!("{at}/0"), item)).into_iter().collect(),
        _ => Vec::new(),
    };
    steps
        .into_iter()
        .flat_map(|(path, field)| std::iter::once(path.clone()).chain(below(field, &path)))
        .collect()
}

/// The data of a document of every case and of every stage of it: before any court, after the case was taken up, and
/// after a decision in force, which letters tell otherwise ([`history`]); with and without what a command may add.
fn of_every_stage(document: &Document, case: &Case) -> Vec<Value> {
    let Some(money) = claim(case) else { return Vec::new() };
    let full = brief(document, case, &money);
    let later = Brief { history: &history::ENFORCED, pay_by: None, reference: None, ..full };
    let taken_up = Brief { case_number: Some("（2026）示0102民初1号"), received: &[], ..full };
    let plain = Brief { pay_by: None, reference: None, ..full };
    let briefs = [full, later, taken_up, plain];
    briefs.iter().filter_map(|brief| documents::data(document, brief, false).ok()).collect()
}

/// The fields that the data of each kind holds in any case.
fn held() -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut held: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for case in cases() {
        for document in documents::all() {
            for data in of_every_stage(document, &case) {
                let mut leaves = Vec::new();
                fields::leaves(&data, "", &mut leaves);
                // A list that is empty in one case has items in another.
                let there =
                    leaves.into_iter().filter(|(path, value)| !(path.ends_with("[]") && value.is_null()));
                held.entry(document.kind).or_default().extend(there.map(|(path, _)| path));
            }
        }
    }
    held
}

/// Notes which of these fields the data lacks where what they stand in is there: the outermost of each.
fn lacking(data: &Value, steps: &[&str], path: &str, out: &mut BTreeSet<String>) {
    let Some((step, rest)) = steps.split_first() else { return };
    let name = step.trim_end_matches("[]");
    let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let field = data.get(name).filter(|field| !field.is_null());
    match field {
        None => drop(out.insert(path)),
        Some(Value::Array(items)) => {
            items.iter().for_each(|item| lacking(item, rest, &format!("{path}[]"), out));
        }
        Some(field) => lacking(field, rest, &path, out),
    }
}

/// What `fields.yaml` marks as optional, some document lacks, and what some document lacks it marks.
#[test]
fn every_field_that_a_document_may_lack_is_marked() {
    let meanings = PRESS.library().meanings().unwrap();
    let mut lacked: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let (cases, bare) = (cases(), bare_cases());
    let drawn_bare = |document, case: &Case| drawn(document, case).and_then(Result::ok).into_iter().collect();
    for document in documents::all() {
        let lacked = lacked.entry(document.kind).or_default();
        let of_cases = cases.iter().map(|case| of_every_stage(document, case));
        for drawn in of_cases.chain(bare.iter().map(|case| drawn_bare(document, case))) {
            for data in drawn {
                for (path, _) in meanings.of(document.kind) {
                    lacking(&data, &path.split('.').collect::<Vec<_>>(), "", lacked);
                }
            }
        }
    }
    let mut wrong = String::new();
    for document in documents::all() {
        let marked: BTreeSet<String> = meanings.optional(document.kind).map(str::to_owned).collect();
        if marked != lacked[document.kind] {
            let paths: Vec<String> = lacked[document.kind].iter().map(|path| format!("{path:?}")).collect();
            wrong += &format!("- kinds: [{}]\n  optional: [{}]\n", document.kind, paths.join(", "));
        }
    }
    assert!(wrong.is_empty(), "these are lacking in some document:\n{wrong}");
}

#[test]
fn every_field_that_a_document_may_hold_has_a_meaning_and_no_other() {
    let meanings = PRESS.library().meanings().unwrap();
    let held = held();
    let mut wrong = Vec::new();
    for document in documents::all() {
        let told: Vec<String> = meanings.of(document.kind).map(|(path, _)| path.to_owned()).collect();
        let once: BTreeSet<String> = told.iter().cloned().collect();
        assert_eq!(told.len(), once.len(), "{}: a field has two meanings", document.kind);
        let held = &held[document.kind];
        let (silent, idle): (Vec<_>, Vec<_>) =
            (held.difference(&once).collect(), once.difference(held).collect());
        if !(silent.is_empty() && idle.is_empty()) {
            wrong.push(format!("{}: no meaning: {silent:?}; no field: {idle:?}", document.kind));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (_, meaning) in documents::all().iter().flat_map(|document| meanings.of(document.kind)) {
        assert!(!meaning.zh.is_empty() && !meaning.en.is_empty());
    }
    let known: BTreeSet<&str> = PRESS.library().kinds().collect();
    assert_eq!(
        meanings.kinds().collect::<BTreeSet<_>>(),
        known,
        "templates without fields, or fields without a template"
    );
}

/// Whoever writes a template sees an example of every field, also of those that the sample happens to lack.
#[test]
fn every_field_has_an_example() {
    let library = PRESS.library();
    let mut wrong = Vec::new();
    for folder in library.folders() {
        for field in fields::fields(library, folder).unwrap() {
            if field.meaning.is_none() || field.example.is_null() {
                wrong.push(format!("{} {}: no meaning or no example", folder.kind, field.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
