//! `--group BY=KEY`: by the key of a group or by what it is called on screen.

use std::collections::BTreeSet;

use super::names::Names;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::docket::REFERRED;
use crate::domain::Product;
use crate::reports::portfolio::{AccountFacts, Portfolio};

/// Most groups that a refusal names.
const MOST_KEYS: usize = 30;

/// A group that was asked for.
pub struct Group<'a> {
    text: &'a str,
    by: &'a str,
    /// The keys that are meant; `None` for the accounts of which it is not recorded.
    keys: BTreeSet<Option<String>>,
}

impl<'a> Group<'a> {
    /// Reads `court=NAME`; without a name, or with the word for it, the accounts of which it is not recorded. A product
    /// and a stage go by their names too.
    ///
    /// # Errors
    /// Nothing is grouped by that; the rules cannot be read.
    pub fn read(text: &'a str, desk: &mut Desk<'_>) -> Result<Self, CommandError> {
        let by = text.split_once('=').filter(|(by, _)| Portfolio::groupings().any(|known| known == *by));
        let (by, typed) = by.ok_or_else(|| {
            let known: Vec<&str> = Portfolio::groupings().collect();
            CommandError::new(Exit::Usage, "E-REPORT-GROUP")
                .with("found", text)
                .with("expected", known.join(", "))
        })?;
        let (names, rules) = (Names::of(desk)?, desk.rules()?);
        let candidates: Vec<String> = match by {
            "product" => Product::ALL.iter().map(|product| product.id().to_owned()).collect(),
            "stage" => {
                let of = |track: &crate::rules::track::Track| {
                    let ids = track.milestones.iter().map(|m| m.id.as_str()).chain([REFERRED]);
                    ids.map(|id| format!("{}/{id}", track.id)).collect::<Vec<_>>()
                };
                rules.tracks().flat_map(of).collect()
            }
            _ => Vec::new(),
        };
        let called = |key: &String| names.group(by, Some(key.as_str()), desk) == typed;
        let mut keys: BTreeSet<Option<String>> = candidates.into_iter().filter(called).map(Some).collect();
        if typed.is_empty() || names.group(by, None, desk) == typed {
            keys.insert(None);
        }
        if !typed.is_empty() {
            keys.insert(Some(typed.to_owned()));
        }
        Ok(Group { text, by, keys })
    }

    /// Whether an account is in it.
    pub fn has(&self, facts: &AccountFacts) -> bool {
        self.keys.iter().any(|key| Portfolio::is_in_group(facts, self.by, key.as_deref()) == Some(true))
    }

    /// Refuses a group that no account is in: its figures would be zero by a slip of the pen.
    ///
    /// # Errors
    /// None of these accounts is in it; the rules cannot be read.
    pub fn check(&self, accounts: &[AccountFacts], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        if accounts.iter().any(|facts| self.has(facts)) {
            return Ok(());
        }
        let names = Names::of(desk)?;
        // The group of what is not recorded comes last.
        let mut keys: Vec<Option<String>> = Portfolio::keys(accounts, self.by).into_iter().collect();
        let unrecorded = keys.first() == Some(&None);
        keys.rotate_left(usize::from(unrecorded));
        // Stages by their keys, which tell track and milestone apart in any language.
        let shown = |key: &Option<String>| match key {
            Some(key) if self.by == "stage" => key.clone(),
            key => names.group(self.by, key.as_deref(), desk),
        };
        let keys = keys.iter().take(MOST_KEYS).map(shown);
        Err(CommandError::new(Exit::Usage, "E-REPORT-GROUP-KEY")
            .with("found", self.text)
            .with("expected", keys.collect::<Vec<_>>().join(", ")))
    }
}
