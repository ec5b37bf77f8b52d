//! The summary row that lists read.

use chrono::NaiveDate;

use super::balance::Balance;
use super::fold::Docket;
use super::standing::Standing;
use crate::domain::summary::{Party, Summary};
use crate::domain::{AccountId, Amount};
use crate::rules::answer::{Refusal, Ruled};
use crate::rules::rulebook::Rulebook;

/// The stage of an account whose import was reversed: it is in the log and in no list.
const WITHDRAWN: &str = "withdrawn";

/// Whether a row is that of an account whose import was reversed. A suit that was withdrawn is at a stage of the same
/// name, on a track.
pub fn is_gone(row: &Summary) -> bool {
    row.stage == WITHDRAWN && row.track.is_empty()
}

impl Docket {
    /// The row of this account on a day.
    pub fn row(&self, as_of: NaiveDate, rules: &Rulebook) -> Summary {
        // The sums come from the balance; the claim is not asked for. A row gives no reasons.
        let unasked = Err(Refusal::new("R-NOT-ASKED", "", ""));
        let balance = self.balance(as_of, rules.wordless());
        let (principal, owed) = self.figures_of(&balance);
        let standing = Standing::with_money(self, unasked, balance, as_of, rules.wordless());
        let deadlines = standing.open();
        Summary {
            account: self.case.account.clone(),
            version: self.version,
            rules: rules.sha256().to_owned(),
            as_of,
            since: as_of,
            until: self.holds_until(as_of, rules.wordless()),
            batch: self.case.batch.clone(),
            debtor: self.case.primary().map(|d| d.name.clone()).unwrap_or_default(),
            parties: self.case.debtors.iter().map(|d| Party::of(&self.case, d)).collect(),
            product: self.case.product.map(|p| p.id().to_owned()),
            principal,
            owed,
            stage: standing.stage,
            track: standing.track,
            handler: self.case.handler.as_ref().map(|h| h.name.clone()),
            court: standing.court,
            notices: 0,
            deadlines,
        }
    }

    /// Principal outstanding and everything owed at the end of a day, as rows have them. Where the rules refuse, the stated
    /// principal and no sum; `show` says what is missing.
    pub fn figures(&self, on: NaiveDate, rules: &Rulebook) -> (Amount, Option<Amount>) {
        self.figures_of(&self.balance(on, rules.wordless()))
    }

    fn figures_of(&self, balance: &Ruled<Balance>) -> (Amount, Option<Amount>) {
        match balance {
            Ok(answer) => (answer.value.principal, Some(answer.value.total)),
            Err(_) => (self.case.debt.principal, None),
        }
    }

    /// The row of an account that is no longer in the registry.
    pub fn withdrawn_row(account: &AccountId, version: u64, as_of: NaiveDate, rules: &Rulebook) -> Summary {
        Summary {
            account: account.clone(),
            version,
            rules: rules.sha256().to_owned(),
            as_of,
            since: NaiveDate::MIN,
            until: None,
            batch: None,
            debtor: String::new(),
            parties: Vec::new(),
            product: None,
            principal: Amount::ZERO,
            owed: None,
            stage: WITHDRAWN.to_owned(),
            track: String::new(),
            handler: None,
            court: None,
            notices: 0,
            deadlines: Vec::new(),
        }
    }
}
