//! Manifests tell the truth: every fact that a document says it prints changes it, and no other does.

use std::collections::{BTreeMap, BTreeSet};

use sucheng::documents::{self, Stage, readiness};
use sucheng::domain::TrackName;
use sucheng::domain::change;
use sucheng::domain::proof::{Evidence, EvidenceKind};
use sucheng::domain::shape::{self, Field, Shape};
use sucheng::press::{Copies, Signatory};

use super::*;

/// The worked cases and the synthetic ones, which together hold every fact that a document prints.
pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = worked().into_iter().map(|(_, case)| case).collect();
    for yaml in [
        include_str!("../../src/documents/tests/card.yaml"),
        include_str!("../../src/documents/tests/loan.yaml"),
        include_str!("../../src/documents/tests/online.yaml"),
        include_str!("../../src/documents/tests/private.yaml"),
    ] {
        cases.push(specimen(yaml));
    }
    cases.push(several::everyone());
    cases.push(several::everyone_arbitrates());
    // Charges above the cap, on both ways; cases of which others are arbitrated over.
    let clause = cases.last().and_then(|c| c.contract.forum.clone());
    for mut case in [several::everyone(), several::everyone_arbitrates()] {
        case.debt.penalty = "190000.00".parse().ok();
        cases.push(case);
    }
    let card = specimen(include_str!("../../src/documents/tests/card.yaml"));
    let suits = worked()
        .into_iter()
        .filter(|(name, _)| name == "loan-guarantor" || name == "card-litigation")
        .map(|(_, case)| case);
    for mut case in suits.chain([card]) {
        case.contract.forum.clone_from(&clause);
        case.track = None;
        cases.push(case);
    }
    // A payment order for one sum against several, and preservation before a suit.
    for yaml in [include_str!("everyone.yaml"), include_str!("../../src/documents/tests/loan.yaml")] {
        let mut case = specimen(yaml);
        case.track = Some(TrackName::PaymentOrder);
        case.preservation = None;
        cases.push(case);
    }
    // What the card form alone asks for.
    let mut card = specimen(include_str!("../../src/documents/tests/card.yaml"));
    if let Some(terms) = &mut card.contract.terms {
        terms.liability = Some("承担律师费（第十条）".to_owned());
        terms.termination = Some("连续两期未还款（第十一条）".to_owned());
    }
    cases.push(card);
    // Later stages, the claim sold and bought.
    let bought = |mut case: Case| {
        if let Some(assignment) = &mut case.assignment {
            (assignment.from, assignment.to) = (Some("演示银行股份有限公司".to_owned()), None);
        }
        case
    };
    let suits =
        worked().into_iter().filter(|(name, _)| name == "card-litigation" || name == "loan-guarantor");
    cases.extend(suits.map(|(_, case)| told_on(&case)));
    cases.push(bought(told_on(&several::everyone())));
    // The form of private lending.
    let mut case = several::everyone();
    case.cause = Some("民间借贷纠纷".to_owned());
    cases.push(case);
    let mut case = several::everyone();
    if let Some(preservation) = &mut case.preservation {
        preservation.pre_suit = true;
    }
    cases.push(case);
    cases
}

/// Where a document stops being a fact of the user: written by the program when files are taken in.
fn written_by_the_program(path: &str) -> bool {
    path.contains(".stored.")
}

/// Leaves of a value with their paths.
fn leaves(path: &str, value: &Value, out: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                leaves(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, out);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, v)| leaves(&format!("{path}[{i}]"), v, out));
        }
        leaf => out.push((path.to_owned(), leaf.clone())),
    }
}

/// A path as a manifest names it: lists without numbers, and what comes from a file by the field that names the file.
fn named(path: &str) -> String {
    let mut out = String::new();
    for piece in path.split('[') {
        match piece.split_once(']') {
            Some((_, rest)) => out.push_str(&format!("[]{rest}")),
            None => out.push_str(piece),
        }
    }
    match out.split(['[', '.']).next() {
        Some("contacts") => "contacts".to_owned(),
        Some("statements") => "debt.ledger".to_owned(),
        _ => out.trim_end_matches("[]").to_owned(),
    }
}

/// What tells two payments apart in the core system and is printed nowhere: who names all payments does not mean it.
const PRINTED_NOWHERE: &str = "payments[].reference";

/// Every leaf below a field of the case file that a document may print.
fn below(path: &str, field: &Field, out: &mut Vec<String>) {
    fn into(path: &str, shape: &Shape, out: &mut Vec<String>) {
        match shape {
            Shape::Record(fields) | Shape::OrDefault(fields) => {
                fields.iter().for_each(|f| into(&format!("{path}.{}", f.name), &f.shape, out));
            }
            Shape::List(of @ Shape::Record(_)) => into(&format!("{path}[]"), of, out),
            _ if path == PRINTED_NOWHERE => {}
            _ => out.push(path.to_owned()),
        }
    }
    into(path.trim_end_matches("[]"), &field.shape, out);
}

/// Other values for a leaf, of the same shape.
fn others(path: &str, value: &Value) -> Vec<Value> {
    let shape = match shape::at(&named(path)).map(|f| f.shape) {
        Some(Shape::List(of)) => Some(*of),
        shape => shape,
    };
    let text = value.as_str().unwrap_or_default();
    let mut out: Vec<Value> = vec![Value::Null];
    match shape {
        Some(Shape::Flag) => out.push(Value::Bool(!value.as_bool().unwrap())),
        Some(Shape::OneOf(of)) => out.extend(of.iter().map(|word| Value::from(*word))),
        Some(Shape::Whole(of)) => out.extend(of.iter().map(|n| Value::from(*n))),
        Some(Shape::Page(last)) => out.extend([1, 2, last].map(Value::from)),
        Some(Shape::Date) => out.extend(["2015-03-04", "2026-02-03", "2027-08-09"].map(Value::from)),
        Some(Shape::Amount) => out.extend(["0.00", "12.34", "765432.10"].map(Value::from)),
        Some(Shape::Rate) => out.extend(["0.00001", "0.9"].map(Value::from)),
        Some(Shape::Account) => out.push(Value::from("OTHER-1")),
        _ if path.starts_with("contacts") || path.starts_with("statements") => {
            out.extend(
                [
                    "2026-02-03 10:00",
                    "2026-02-03",
                    "sms",
                    "phone",
                    "reached",
                    "no-answer",
                    "promised",
                    "debtor",
                ]
                .map(Value::from),
            );
            out.push(Value::from(format!("{text}改")));
        }
        _ => {
            out.push(Value::from(format!("{text}改")));
            // Words that mean something besides being printed.
            if path.ends_with(".link") {
                out.push(Value::from("被告住所地"));
            }
        }
    }
    out.retain(|other| other != value);
    if !matches!(shape, Some(Shape::OneOf(_))) {
        out.truncate(3);
    }
    out
}

/// Whether a leaf is one of the first rows of what came from a file: the others say nothing new.
fn early(path: &str) -> bool {
    let row =
        path.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(n, _)| n.parse::<usize>());
    let long = path.starts_with("contacts") || path.starts_with("statements");
    !long || matches!(row, Some(Ok(0..2)))
}

/// The facts that change the documents of a case.
fn facts_of(case: &Case) -> Vec<(&'static str, String)> {
    let facts = case.to_facts();
    let before: Vec<_> = documents::all()
        .iter()
        .filter(|d| d.tracks.contains(&case.track()))
        .filter_map(|d| Some((d, drawn(d, case)?.ok()?)))
        .collect();
    let mut all = Vec::new();
    leaves("", &facts, &mut all);
    let mut found = Vec::new();
    for (path, value) in all.into_iter().filter(|(path, _)| !written_by_the_program(path) && early(path)) {
        for other in others(&path, &value) {
            let mut changed = facts.clone();
            if change::set(&mut changed, &path, other).is_err() {
                continue;
            }
            let Ok(changed) = Case::from_facts(&changed) else { continue };
            let Some(money) = claim(&changed) else { continue };
            for (document, data) in &before {
                if documents::data(document, &brief(document, &changed, &money), false).as_ref() != Ok(data) {
                    found.push((document.kind, named(&path)));
                }
            }
        }
    }
    found
}

/// The facts that change each document in any case.
fn facts_that_count(cases: &[Case]) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    std::thread::scope(|scope| {
        let halves = cases.chunks(cases.len().div_ceil(2));
        let running: Vec<_> =
            halves.map(|half| scope.spawn(|| half.iter().flat_map(facts_of).collect::<Vec<_>>())).collect();
        for (kind, path) in running.into_iter().flat_map(|half| half.join().unwrap()) {
            found.entry(kind).or_default().insert(path);
        }
    });
    found
}

/// The shortest list that stands for these leaves: a record where all below it count.
fn shortest(leaves: &BTreeSet<String>) -> Vec<String> {
    fn walk(path: &str, shape: &Shape, counts: &BTreeSet<String>, out: &mut Vec<String>) {
        let fields = match shape {
            Shape::Record(fields) | Shape::OrDefault(fields) | Shape::List(Shape::Record(fields)) => fields,
            _ => {
                out.extend(counts.contains(path).then(|| path.to_owned()));
                return;
            }
        };
        let list = matches!(shape, Shape::List(_));
        let field = shape::at(path).expect("a path of the table");
        let mut all = Vec::new();
        below(path, field, &mut all);
        if all.iter().all(|leaf| counts.contains(leaf)) {
            out.push(path.to_owned());
            return;
        }
        let within = if list { "[]" } else { "" };
        fields.iter().for_each(|f| walk(&format!("{path}{within}.{}", f.name), &f.shape, counts, out));
    }
    let mut out = Vec::new();
    shape::CASE.iter().for_each(|f| walk(f.name, &f.shape, leaves, &mut out));
    out
}

/// Both ways: a fact that a manifest names changes the document in some case, and a fact that it does not name never
/// does, in any.
#[test]
fn manifests_name_the_facts_that_count() {
    let found = facts_that_count(&cases());
    let mut wrong = Vec::new();
    for document in documents::all() {
        let manifest = &PRESS.library().folder(document.kind).unwrap().manifest;
        let mut claimed = BTreeSet::new();
        for path in &manifest.facts {
            let field = shape::at(path).unwrap_or_else(|| panic!("{}: {path}", document.kind));
            let mut leaves = Vec::new();
            below(path, field, &mut leaves);
            claimed.extend(leaves);
        }
        let counts = &found[document.kind];
        if *counts != claimed {
            let silent: Vec<_> = counts.difference(&claimed).collect();
            let idle: Vec<_> = claimed.difference(counts).collect();
            wrong.push(format!(
                "{}:\n  counts but is not named: {silent:?}\n  named but changes nothing: {idle:?}\n  facts: [{}]",
                document.kind,
                shortest(counts).join(", ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A kind of evidence counts for a document if an exhibit of that kind says more there, or spares it a doubt that one of
/// no particular kind would not.
#[test]
fn manifests_name_the_evidence_that_counts() {
    let cases = cases();
    let kinds = match shape::at("evidence[].kind").map(|f| f.shape) {
        Some(Shape::OneOf(kinds)) => kinds,
        other => panic!("{other:?}"),
    };
    let exhibit = |kind: EvidenceKind| Evidence {
        id: "x".to_owned(),
        kind,
        title: "示例材料".to_owned(),
        file: None,
        from: None,
        source: Some("原告".to_owned()),
        original: Some(true),
        proves: Some("待证事实".to_owned()),
        marks: Vec::new(),
        stored: None,
        number: None,
    };
    let mut wrong = Vec::new();
    for document in documents::all() {
        let mut counts = BTreeSet::new();
        for case in cases.iter().filter(|c| document.tracks.contains(&c.track())) {
            let Some(money) = claim(case) else { continue };
            let said = |kind| {
                // Which security a paper proves is told by the name on it.
                let by = case.guarantees.first().map_or("", |g| g.by.as_str());
                let named = Evidence { title: format!("示例材料{by}"), ..exhibit(kind) };
                let case = Case { evidence: vec![named], ..case.clone() };
                let brief = brief(document, &case, &money);
                (documents::data(document, &brief, false).ok(), readiness(document, &brief))
            };
            let none = said(EvidenceKind::Other);
            for word in kinds {
                let kind: EvidenceKind = serde_json::from_value(Value::from(*word)).unwrap();
                if said(kind) != none {
                    counts.insert((*word).to_owned());
                }
            }
        }
        let manifest = &PRESS.library().folder(document.kind).unwrap().manifest;
        let claimed: BTreeSet<String> = manifest.evidence.iter().cloned().collect();
        if claimed != counts {
            let list: Vec<&str> = kinds.iter().copied().filter(|k| counts.contains(*k)).collect();
            wrong.push(format!("{}:\n  evidence: [{}]", document.kind, list.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Milestones exist, one on each track that a filing fits; copies are those the document itself speaks of; who signs has
/// a place for the seal on the last page.
#[test]
fn manifests_tell_when_how_many_and_who() {
    let rules = Rulebook::builtin();
    for document in documents::all() {
        let manifest = &PRESS.library().folder(document.kind).unwrap().manifest;
        assert!(!manifest.milestone.is_empty(), "{}", document.kind);
        let mut tracks = BTreeSet::new();
        for milestone in &manifest.milestone {
            let (track, id) = milestone.split_once('/').unwrap();
            let table = rules.milestone(track, id).unwrap_or_else(|| panic!("{milestone}"));
            let called_for = table.documents.iter().any(|kind| kind == document.kind);
            assert!(called_for, "{milestone} does not call for {}", document.kind);
            tracks.insert(track);
        }
        let own = document.tracks.iter().map(|t| t.id()).collect::<BTreeSet<_>>();
        let fits = match document.stage {
            Stage::Filing => tracks == own || tracks == BTreeSet::from(["preservation"]),
            Stage::PreAction => tracks == BTreeSet::from(["pre-action"]),
            Stage::Agreed => tracks.iter().all(|track| {
                ["pre-action", "litigation", "arbitration", "judicial-confirmation", "enforcement"]
                    .contains(track)
            }),
            Stage::Enforcement if document.kind == "effectiveness-certificate-application" => {
                tracks == BTreeSet::from(["litigation", "payment-order"])
            }
            Stage::Suit => tracks == own,
            Stage::Change => tracks == BTreeSet::from(["changes"]),
            Stage::Enforcement if document.kind == "substitution-application" => {
                tracks == BTreeSet::from(["changes"])
            }
            Stage::Enforcement | Stage::Closing => tracks.contains("enforcement"),
        };
        assert!(fits, "{}: {tracks:?}", document.kind);
        let mut seen = 0;
        for case in cases() {
            let Some(Ok(data)) = drawn(document, &case) else { continue };
            seen += 1;
            if seen > 4 {
                break;
            }
            match manifest.copies {
                Copies::CourtAndEachDebtor => {
                    // Annexes speak of no copies; who speaks of them counts the other side.
                    let others = data["respondents"].as_array().map_or(case.debtors.len(), Vec::len);
                    assert!(data.get("copies").is_none_or(|n| *n == others), "{}", document.kind);
                }
                Copies::EachDebtor => {
                    assert_eq!(data["addressees"].as_array().unwrap().len(), case.debtors.len());
                }
                Copies::One => assert!(data.get("copies").is_none(), "{}", document.kind),
            }
            let last = print(document.kind, &data).text.pop().unwrap();
            let last: String = last.chars().filter(|c| !c.is_whitespace()).collect();
            for signatory in &manifest.signs {
                let name = match signatory {
                    Signatory::Creditor => case.creditor.as_ref().unwrap().name.clone(),
                    Signatory::Counsel => case.counsel.as_ref().unwrap().firm.clone(),
                    Signatory::Debtor | Signatory::Guarantor => continue,
                };
                // The official form leaves the line to pen and seal.
                let places = [format!("{name}（盖章）"), "具状人（签字、盖章）".to_owned()];
                assert!(places.iter().any(|place| last.contains(place)), "{}: {last}", document.kind);
            }
            assert!(!manifest.signs.is_empty());
        }
        assert!(seen > 0, "{}", document.kind);
    }
}
