//! The cases of each law firm, counted.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::case::{Ask, Case};
use crate::domain::AccountId;

/// What a law firm has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Firm {
    /// Its name; `None` for accounts without counsel.
    pub name: Option<String>,
    /// Open cases: something is owed, or a date is ahead or past.
    pub cases: usize,
    /// Dates of theirs that are past, whoever has to act.
    pub late: usize,
    /// Dates within seven days.
    pub week: usize,
    /// What counsel is to do or to tell of; see [`Case::asks`].
    pub waits: usize,
    /// Cases without news.
    pub quiet: usize,
    /// The day of the latest step of any of them.
    pub last_step: Option<NaiveDate>,
}

impl Firm {
    fn take(&mut self, case: &Case, as_of: NaiveDate) {
        let asks = case.asks(as_of);
        let quiet = asks.iter().filter(|ask| matches!(ask, Ask::News(_))).count();
        self.cases += 1;
        self.late += case.late(as_of);
        self.week += case.week(as_of);
        self.waits += asks.len() - quiet;
        self.quiet += quiet;
        self.last_step = self.last_step.max(case.last_step());
    }
}

/// The firms of these cases: most open cases first, then by name; accounts without counsel come last.
pub fn firms(cases: &[Case], as_of: NaiveDate) -> Vec<Firm> {
    let mut by: BTreeMap<Option<&str>, Firm> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.is_open()) {
        let name = case.firm.as_deref();
        let firm =
            by.entry(name).or_insert_with(|| Firm { name: name.map(str::to_owned), ..Firm::default() });
        firm.take(case, as_of);
    }
    let mut all: Vec<Firm> = by.into_values().collect();
    all.sort_by(|a, b| (a.name.is_none(), b.cases, &a.name).cmp(&(b.name.is_none(), a.cases, &b.name)));
    all
}

/// Where a case stands in a list for counsel.
pub fn order(case: &Case, as_of: NaiveDate) -> (bool, Option<NaiveDate>, AccountId) {
    let first = case.first_shown(as_of);
    (first.is_none(), first, case.account.clone())
}

/// Names of law firms that differ in blanks and in the width of characters alone, each with its other spellings.
pub fn spellings(cases: &[Case]) -> Vec<Vec<&str>> {
    let mut by: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for firm in cases.iter().filter_map(|case| case.firm.as_deref()) {
        by.entry(firm.chars().filter(|c| !c.is_whitespace()).map(narrow).collect()).or_default().insert(firm);
    }
    by.into_values().filter(|names| names.len() > 1).map(|names| names.into_iter().collect()).collect()
}

/// A full-width form of an ASCII character (U+FF01 to U+FF5E) as that character.
fn narrow(c: char) -> char {
    let code = u32::from(c);
    if (0xff01..=0xff5e).contains(&code) { char::from_u32(code - 0xfee0).unwrap_or(c) } else { c }
}

/// The open cases of one firm, by its exact name: those first that show the soonest day, those that show none last.
pub fn of_firm<'a>(cases: &'a [Case], firm: &str, as_of: NaiveDate) -> Vec<&'a Case> {
    let mut found: Vec<&Case> =
        cases.iter().filter(|case| case.firm.as_deref() == Some(firm) && case.is_open()).collect();
    found.sort_by_cached_key(|case| order(case, as_of));
    found
}
