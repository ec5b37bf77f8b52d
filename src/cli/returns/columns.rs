//! The facts of all tracks, as columns that a return file may have.

use std::collections::BTreeMap;

use crate::intake::{FactColumn, Form};
use crate::rules::Rulebook;
use crate::rules::track_facts::FactKind;

/// Every fact by its name. A heading that means several facts means none.
pub fn columns(rules: &Rulebook) -> Vec<FactColumn> {
    let mut forms: BTreeMap<&str, Form> = BTreeMap::new();
    let mut headings: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for fact in rules.tracks().flat_map(|t| &t.milestones).flat_map(|m| &m.facts) {
        let form = match fact.kind {
            FactKind::Amount => Form::Amount,
            FactKind::Date => Form::Date,
            FactKind::At => Form::Minute,
            FactKind::Days | FactKind::Number => Form::Count,
            FactKind::Text
            | FactKind::Rate
            | FactKind::Multiple
            | FactKind::Party
            | FactKind::Parties
            | FactKind::OneOf => Form::Text,
        };
        // Where tracks differ over a name, its text is left as it is, and the track says whether it will do.
        let known = forms.entry(&fact.name).or_insert(form);
        if *known != form {
            *known = Form::Text;
        }
        for heading in [&fact.zh, &fact.en] {
            let names = headings.entry(heading).or_default();
            if !names.contains(&fact.name.as_str()) {
                names.push(&fact.name);
            }
        }
    }
    let mut columns: Vec<FactColumn> = forms
        .into_iter()
        .map(|(name, form)| FactColumn { name: name.to_owned(), form, headers: Vec::new() })
        .collect();
    for (heading, names) in headings {
        if let [name] = names.as_slice()
            && let Some(column) = columns.iter_mut().find(|c| c.name == *name)
        {
            column.headers.push(heading.to_owned());
        }
    }
    columns
}
