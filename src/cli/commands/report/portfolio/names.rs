//! Products and stages as people call them, in the words of the ledger and of the board.

use std::sync::Arc;

use super::super::display::wording;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::reports::board;
use crate::reports::portfolio::AccountFacts;
use crate::rules::Rulebook;

/// Names in the reader's language.
pub struct Names {
    rules: Arc<Rulebook>,
}

impl Names {
    /// The names that the rules know.
    ///
    /// # Errors
    /// The rules cannot be read.
    pub fn of(desk: &mut Desk<'_>) -> Result<Names, CommandError> {
        Ok(Names { rules: desk.rules()? })
    }

    /// A product by its identifier.
    pub fn product(product: &str, desk: &Desk<'_>) -> String {
        desk.text(&format!("S-LEDGER-{}", product.to_uppercase()), &[])
    }

    /// Track and stage of an account.
    pub fn stage(&self, facts: &AccountFacts, desk: &Desk<'_>) -> String {
        board::stage(&self.rules, &facts.track, &facts.stage, wording(desk.lang()))
    }

    /// A rule of dates by its identifier; without one, all of them.
    pub fn rule(&self, rule: Option<&str>, desk: &Desk<'_>) -> String {
        let Some(rule) = rule else { return desk.text("S-PLAN-ALL", &[]) };
        board::rule(&self.rules, rule, wording(desk.lang()))
    }

    /// A group by its key, `None` for that of the accounts on which it is not recorded.
    pub fn group(&self, by: &str, key: Option<&str>, desk: &Desk<'_>) -> String {
        let Some(key) = key else { return desk.text("S-NOT-RECORDED", &[]) };
        match (by, key.split_once('/')) {
            ("product", _) => Names::product(key, desk),
            ("stage", Some((track, stage))) => board::stage(&self.rules, track, stage, wording(desk.lang())),
            _ => key.to_owned(),
        }
    }
}
