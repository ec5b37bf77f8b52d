//! Evidence that came or went by command, beside what the case file states; and the way of each piece through the
//! house.
//!
//! The file's own list and what was added apart are kept together in one list of facts, so that exhibits have one
//! numbering. Another import of the file changes only what the file itself had.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use crate::domain::change;
use crate::domain::event::{EvidenceAdded, EvidencePlace};
use crate::domain::proof::Evidence;

/// Ids of evidence that the case file does not decide on.
#[derive(Clone, Debug, Default)]
pub(super) struct Apart {
    /// Added by command.
    pub added: BTreeSet<String>,
    /// Withdrawn by command, the file's own among them.
    pub withdrawn: BTreeSet<String>,
}

impl Apart {
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.withdrawn.is_empty()
    }
}

/// Whether a path leads to evidence.
pub fn is_of_evidence(path: &str) -> bool {
    path.strip_prefix("evidence").is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

fn find<'a>(list: &'a [Value], id: &Value) -> Option<&'a Value> {
    list.iter().find(|item| item["id"] == *id)
}

fn put(facts: &mut Value, list: Vec<Value>) {
    if let Some(facts) = facts.as_object_mut() {
        if list.is_empty() {
            facts.shift_remove("evidence");
        } else {
            facts.insert("evidence".to_owned(), Value::Array(list));
        }
    }
}

/// Puts a piece of evidence into the facts: at its place, else last. One of the same id gives way to it.
pub(super) fn add(facts: &mut Value, added: &EvidenceAdded) {
    let mut list = items(&facts["evidence"]).to_vec();
    let item = serde_json::to_value(&added.evidence).unwrap_or_default();
    list.retain(|other| other["id"] != item["id"]);
    let beside = |id: &String| list.iter().position(|other| other["id"] == id.as_str());
    let at = match &added.place {
        None => None,
        Some(EvidencePlace::Before(id)) => beside(id),
        Some(EvidencePlace::After(id)) => beside(id).map(|i| i + 1),
    };
    list.insert(at.unwrap_or(list.len()), item);
    put(facts, list);
}

/// Takes a piece of evidence out of the facts; gives it.
pub(super) fn withdraw(facts: &mut Value, id: &str) -> Option<Evidence> {
    let mut list = items(&facts["evidence"]).to_vec();
    let at = list.iter().position(|item| item["id"] == id)?;
    let item = list.remove(at);
    put(facts, list);
    Evidence::deserialize(item).ok()
}

/// Brings the facts to what another version of the case file says of its own evidence: what it changed, corrections by
/// hand elsewhere kept; what was added apart stays behind the piece it stood behind; what was withdrawn stays away.
pub(super) fn refile(facts: &mut Value, before: &Value, after: &Value, apart: &Apart) {
    let (before, now) = (items(before), items(&facts["evidence"]).to_vec());
    let decided = |item: &Value| {
        item["id"].as_str().is_some_and(|id| apart.added.contains(id) || apart.withdrawn.contains(id))
    };
    let mut list: Vec<Value> = Vec::new();
    for item in items(after).iter().filter(|item| !decided(item)) {
        let stated = find(before, &item["id"]);
        match (stated, find(&now, &item["id"])) {
            (Some(stated), Some(current)) => {
                let mut kept = current.clone();
                for change in change::between(stated, item) {
                    // A path that no longer fits what was corrected by hand leaves the file's own word.
                    if change::set(&mut kept, &change.path, change.to).is_err() {
                        kept = item.clone();
                    }
                }
                list.push(kept);
            }
            // Taken out by hand, and the file says nothing new of it.
            (Some(stated), None) if stated == item => {}
            _ => list.push(item.clone()),
        }
    }
    let added = |item: &Value| item["id"].as_str().is_some_and(|id| apart.added.contains(id));
    for (i, item) in now.iter().enumerate().filter(|(_, item)| added(item)) {
        let behind = now[..i].iter().rev().find_map(|other| list.iter().position(|o| o["id"] == other["id"]));
        list.insert(behind.map_or(0, |at| at + 1), item.clone());
    }
    put(facts, list);
}
