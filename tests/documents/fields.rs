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

/// The fields that the data of each kind holds in any case.
fn held() -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut held: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for case in cases() {
        for document in documents::all() {
            let Some(Ok(data)) = drawn(document, &case) else { continue };
            let mut leaves = Vec::new();
            fields::leaves(&data, "", &mut leaves);
            // A list that is empty in one case has items in another.
            let there = leaves.into_iter().filter(|(path, value)| !(path.ends_with("[]") && value.is_null()));
            held.entry(document.kind).or_default().extend(there.map(|(path, _)| path));
        }
    }
    held
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
