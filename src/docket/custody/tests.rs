use serde_json::json;

use super::*;
use crate::domain::change::Change;
use crate::domain::event::{EvidenceAdded, EvidencePlace, EvidenceWithdrawn, Source};

fn event(seq: u64, payload: Payload) -> Event {
    let at = DateTime::parse_from_rfc3339("2026-11-21T10:00:00+08:00").unwrap();
    Event { seq, at, as_of: at.date_naive(), actor: "某".into(), command: format!("c{seq}"), payload }
}

fn source() -> Source {
    Source { file: "case.yaml".into(), sha256: "0".into() }
}

fn evidence(id: &str) -> Evidence {
    serde_json::from_value(json!({"id": id, "kind": "other", "title": id})).unwrap()
}

fn import(ids: &[&str]) -> Event {
    let evidence: Vec<Evidence> = ids.iter().map(|id| evidence(id)).collect();
    let case = serde_json::from_value(json!({
        "account": "A-1", "debtors": [{"role": "primary", "name": "李示例"}],
        "debt": {"as_of": "2026-06-30", "principal": "100.00"}, "evidence": evidence,
    }));
    event(1, Payload::Imported { case: Box::new(case.unwrap()), source: source() })
}

fn add(seq: u64, id: &str, place: Option<EvidencePlace>) -> Event {
    let added = EvidenceAdded {
        evidence: evidence(id),
        named: format!("{id}.pdf"),
        from: Some("某公司".into()),
        received: None,
        place,
    };
    event(seq, Payload::EvidenceAdded(Box::new(added)))
}

fn withdraw(seq: u64, id: &str) -> Event {
    event(seq, Payload::EvidenceWithdrawn(EvidenceWithdrawn { id: id.into(), reason: "重复".into() }))
}

/// What import records where the file now lists these, with these titles.
fn refiled(seq: u64, events: &[Event], list: &[(&str, &str)]) -> Event {
    let docket = Docket::fold(events).unwrap().unwrap();
    let mut stated = docket.filed.to_json();
    let items: Vec<_> = list.iter().map(|(id, t)| json!({"id": id, "kind": "other", "title": t})).collect();
    stated["evidence"] = items.into();
    let changes = crate::domain::change::between(&docket.filed, &stated);
    event(seq, Payload::Amended { changes, reason: "import".into(), source: Some(source()) })
}

fn ids(events: &[Event]) -> Vec<String> {
    Docket::fold(events).unwrap().unwrap().case.evidence.into_iter().map(|e| e.id).collect()
}

#[test]
fn what_is_added_goes_last_or_to_its_place() {
    let mut events = vec![import(&["a", "b"]), add(2, "x", None)];
    assert_eq!(ids(&events), ["a", "b", "x"]);
    events.push(add(3, "y", Some(EvidencePlace::Before("b".into()))));
    events.push(add(4, "z", Some(EvidencePlace::After("a".into()))));
    // Beside a piece that is not there: last, nothing is lost.
    events.push(add(5, "w", Some(EvidencePlace::After("nowhere".into()))));
    assert_eq!(ids(&events), ["a", "z", "y", "b", "x", "w"]);
}

/// However the case file changes afterwards, what was added stays, what was withdrawn stays away, and a change reaches
/// the piece it means although its place is another one in the facts.
#[test]
fn another_import_drops_nothing_that_was_added() {
    let mut events = vec![import(&["a", "b", "c"]), add(2, "x", Some(EvidencePlace::Before("b".into())))];
    events.push(withdraw(3, "c"));
    assert_eq!(ids(&events), ["a", "x", "b"]);
    events.push(refiled(4, &events, &[("a", "a"), ("b", "新名称"), ("c", "c")]));
    assert_eq!(ids(&events), ["a", "x", "b"]);
    let docket = Docket::fold(&events).unwrap().unwrap();
    assert_eq!(docket.case.evidence[2].title, "新名称");
    assert_eq!(docket.withdrawn.len(), 1);
    events.push(refiled(5, &events, &[("b", "新名称"), ("c", "c"), ("d", "d")]));
    // x stood behind a, which the file dropped.
    assert_eq!(ids(&events), ["x", "b", "d"]);
    let docket = Docket::fold(&events).unwrap().unwrap();
    let filed: Vec<_> =
        docket.filed["evidence"].as_array().unwrap().iter().map(|e| e["id"].clone()).collect();
    assert_eq!(filed, ["b", "c", "d"]);
}

#[test]
fn a_correction_by_hand_outlives_an_import_that_changes_something_else() {
    let mut events = vec![import(&["a", "b"]), add(2, "x", Some(EvidencePlace::Before("a".into())))];
    let path = "evidence[2].title".to_owned();
    let change = Change { path, from: json!("b"), to: json!("更正") };
    events.push(event(3, Payload::Amended { changes: vec![change], reason: "r".into(), source: None }));
    events.push(refiled(4, &events, &[("a", "另"), ("b", "b")]));
    let titles: Vec<_> =
        Docket::fold(&events).unwrap().unwrap().case.evidence.into_iter().map(|e| e.title).collect();
    assert_eq!(titles, ["x", "另", "更正"]);
}

#[test]
fn every_step_is_told_and_nothing_of_others() {
    let mut events = vec![import(&["a"]), add(2, "x", None), add(3, "y", None), withdraw(4, "x")];
    let undo = Payload::Reversed { command: "c4".into(), events: vec![4], reason: None };
    events.push(event(5, undo));
    let told: Vec<_> = custody(&events, "x").unwrap().into_iter().map(|s| (s.seq, s.what)).collect();
    let added = Happened::Added { named: "x.pdf".into(), from: Some("某公司".into()), received: None };
    let gone = Happened::Withdrawn { reason: Some("重复".into()) };
    assert_eq!(told, [(2, added), (4, gone), (5, Happened::Undone)]);
    let told = custody(&events, "a").unwrap();
    assert_eq!((told.len(), told[0].actor.as_str()), (1, "某"));
    assert_eq!(told[0].what, Happened::Filed { named: None });
    assert!(custody(&events, "never").unwrap().is_empty());
}
