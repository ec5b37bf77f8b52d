//! The rows of one account → its facts: new ones, or those that are known with what the rows say about them.

use std::collections::HashMap;

use serde_json::Value;

use super::columns::SheetKind;
use super::facts::Drawn;
use super::header::Layout;
use super::joined;
use super::spool::Row;
use crate::domain::debt::Payment;
use crate::domain::event::Source;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::{AccountId, Case};
use crate::intake::{Defaults, coherence};

/// An account as lists state it.
#[derive(Debug)]
pub struct ListAccount {
    /// Which.
    pub account: AccountId,
    /// The file that names it first.
    pub source: Source,
    /// Whether a list of accounts names it; else it has rows of other lists only.
    pub listed: bool,
    pub(super) rows: Vec<Row>,
}

/// What is known of an account that a list amends.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Facts as the last file stated them.
    pub filed: &'a Value,
    /// Facts as they stand, corrections by hand applied.
    pub facts: &'a Value,
    /// Payments that were recorded one by one: the same in a list is no second one.
    pub payments: &'a [Payment],
}

/// An account's facts after its rows were read.
#[derive(Debug)]
pub struct Stated {
    /// The facts.
    pub case: Case,
    /// What someone should look at.
    pub warnings: Vec<Problem>,
}

/// Lists that grow: corrections by hand in them stay when a file adds to them.
const GROWING: [&str; 5] = ["debtors", "payments", "contacts", "statements", "guarantees"];

impl ListAccount {
    /// The facts of an account that is not known yet.
    ///
    /// # Errors
    /// Every problem, each with its cell.
    pub fn new_case(&self, layouts: &[Layout], defaults: &Defaults) -> Result<Stated, Vec<Problem>> {
        let creditor = defaults.creditor.as_ref().and_then(|creditor| serde_json::to_value(creditor).ok());
        let mut base = serde_json::json!({"account": self.account, "debtors": [{"role": "primary"}]});
        if let Some(creditor) = creditor {
            base["creditor"] = creditor;
        }
        let drawn = self.drawn(layouts, base, &[]);
        self.stated(layouts, drawn, false)
    }

    /// The facts of an account that is known, with what the rows say: only what has a column, and of that only what a
    /// cell says. Where no creditor is known, the workspace's is taken.
    ///
    /// # Errors
    /// Every problem, each with its cell.
    pub fn amended(
        &self,
        layouts: &[Layout],
        known: Known<'_>,
        defaults: &Defaults,
    ) -> Result<Stated, Vec<Problem>> {
        let mut base = known.filed.clone();
        // The workspace's creditor may have been set since.
        if self.listed
            && known.filed["creditor"].is_null()
            && known.facts["creditor"].is_null()
            && let Some(creditor) = defaults.creditor.as_ref().and_then(|c| serde_json::to_value(c).ok())
        {
            base["creditor"] = creditor;
        }
        let mut drawn = self.drawn(layouts, base, known.payments);
        for list in GROWING {
            // Where a list was corrected by hand and now changes in length, it would be written over as a whole.
            let grew =
                drawn.facts[list].as_array().map(Vec::len) != known.filed[list].as_array().map(Vec::len);
            if grew && known.filed[list] != known.facts[list] {
                let mut on_facts = self.drawn(layouts, known.facts.clone(), known.payments);
                drawn.facts[list] = on_facts.facts[list].take();
            }
        }
        self.stated(layouts, drawn, true)
    }

    /// Where the account's first row stands.
    pub fn place(&self, layouts: &[Layout]) -> Place {
        let Some(row) = self.rows.first() else { return Place::default() };
        let layout = &layouts[row.layout];
        layout.place(row.number, row.line, layout.column("account").unwrap_or(0))
    }

    /// Where its first row has a value of this kind, else where the row begins.
    pub fn place_of(&self, layouts: &[Layout], to: &str) -> Place {
        let Some(row) = self.rows.first() else { return Place::default() };
        let layout = &layouts[row.layout];
        layout.column(to).map_or_else(|| self.place(layouts), |at| layout.place(row.number, row.line, at))
    }

    fn drawn(&self, layouts: &[Layout], base: Value, payments: &[Payment]) -> Drawn {
        let mut drawn = Drawn { facts: base, places: HashMap::new(), problems: Vec::new() };
        for row in self.rows.iter().filter(|row| layouts[row.layout].kind == SheetKind::Accounts) {
            drawn.account(&layouts[row.layout], row);
        }
        joined::rows(&mut drawn, layouts, &self.rows, payments);
        drawn
    }

    fn stated(&self, layouts: &[Layout], drawn: Drawn, known: bool) -> Result<Stated, Vec<Problem>> {
        let first = self.place(layouts);
        let Drawn { facts, places, mut problems, .. } = drawn;
        let at = |path: &str| {
            let place = nearest(&places, path).unwrap_or(&first).clone();
            Place { field: Some(path.to_owned()), ..place }
        };
        let says = |problem: &Problem| {
            let path = problem.place.field.as_deref().unwrap_or_default();
            !known || problem.severity == Severity::Error || places.contains_key(path)
        };
        problems.extend(coherence::check(&facts, &at).into_iter().filter(says).map(strict));
        let (errors, warnings): (Vec<_>, Vec<_>) =
            problems.into_iter().partition(|problem| problem.severity == Severity::Error);
        if !errors.is_empty() {
            return Err(errors.into_iter().chain(warnings).collect());
        }
        match serde_json::from_value(facts) {
            Ok(case) => Ok(Stated { case, warnings }),
            Err(error) => Err(vec![
                Problem::error("E-CASE-SHAPE", Place { field: None, ..first }).with("detail", error),
            ]),
        }
    }
}

/// A number that a person typed into one case may be doubted; in a list of thousands it refuses its row.
fn strict(problem: Problem) -> Problem {
    let code = match problem.code {
        "W-ID-CHECKSUM" => "E-LIST-ID-CHECKSUM",
        "W-ID-BIRTH" => "E-LIST-ID-BIRTH",
        _ => return problem,
    };
    Problem { code, severity: Severity::Error, ..problem }
}

/// Where a path stands, or the nearest above it that stands somewhere.
fn nearest<'a>(places: &'a HashMap<String, Place>, path: &str) -> Option<&'a Place> {
    let mut path = path;
    loop {
        if let Some(place) = places.get(path) {
            return Some(place);
        }
        path = &path[..path.rfind(['.', '['])?];
    }
}
