//! Which accounts a command means.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use clap::Args;

use super::desk::Desk;
use super::error::{CommandError, Exit};
use super::rows;
use crate::docket::REFERRED;
use crate::domain::summary::Summary;
use crate::domain::{AccountId, Amount, date};

/// Accounts, by name or by what they have in common. Conditions narrow each other.
#[derive(Args, Clone, Debug, Default)]
pub struct Selection {
    /// Accounts, by name
    #[arg(value_name = "ACCOUNT")]
    pub accounts: Vec<String>,
    /// All accounts
    #[arg(long, conflicts_with = "accounts")]
    pub all: bool,
    /// What they have in common.
    #[command(flatten)]
    pub filter: Filter,
}

/// What accounts have in common. Conditions narrow each other.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Accounts of a batch
    #[arg(long, value_name = "BATCH")]
    pub batch: Option<String>,
    /// Accounts at a stage, such as filed or litigation/filed
    #[arg(long, value_name = "STAGE")]
    pub stage: Option<String>,
    /// Accounts of a handler
    #[arg(long, value_name = "NAME")]
    pub handler: Option<String>,
    /// Accounts that meet a condition, such as 'principal>50000'; may be repeated
    #[arg(long = "where", value_name = "CONDITION")]
    pub conditions: Vec<String>,
}

/// What a command does with accounts it was given none of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unless {
    /// Reading takes all.
    All,
    /// Writing must be told.
    None,
}

impl Filter {
    /// Whether nothing is asked of accounts.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    fn read_conditions(&self) -> Result<Vec<Condition>, CommandError> {
        self.conditions.iter().map(|c| Condition::read(c)).collect()
    }

    fn meets(&self, conditions: &[Condition], row: &Summary, on: NaiveDate) -> bool {
        let is = |want: &Option<String>, have: Option<&str>| want.as_deref().is_none_or(|w| Some(w) == have);
        is(&self.batch, row.batch.as_deref())
            && self.stage.as_deref().is_none_or(|stage| is_at(row, stage))
            && is(&self.handler, row.handler.as_deref())
            && conditions.iter().all(|c| c.holds(row, on))
    }
}

impl Selection {
    /// Whether no account is named and no condition given.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty() && !self.all && self.filter.is_empty()
    }

    /// Whether every account is meant.
    pub fn is_everything(&self) -> bool {
        Selection { all: false, ..self.clone() }.is_empty()
    }

    /// Those of these rows that are meant on a day.
    ///
    /// # Errors
    /// A condition cannot be read.
    pub fn among(&self, rows: Vec<Summary>, on: NaiveDate) -> Result<Vec<Summary>, CommandError> {
        let conditions = self.filter.read_conditions()?;
        let named =
            |r: &Summary| self.accounts.is_empty() || self.accounts.iter().any(|n| n == r.account.as_str());
        Ok(rows.into_iter().filter(|r| named(r) && self.filter.meets(&conditions, r, on)).collect())
    }

    /// The rows of the accounts that are meant, by name. Their money may be of an earlier day: whoever shows it takes
    /// [`Selection::rows_with_money`].
    ///
    /// # Errors
    /// An account that is not there, a condition that cannot be read, or nothing selected where something must be.
    pub fn rows(&self, desk: &mut Desk<'_>, default: Unless) -> Result<Vec<Summary>, CommandError> {
        self.read(desk, default, false)
    }

    /// The rows of the accounts that are meant, by name, principal and what is owed as of the day.
    ///
    /// # Errors
    /// As [`Selection::rows`].
    pub fn rows_with_money(
        &self,
        desk: &mut Desk<'_>,
        default: Unless,
    ) -> Result<Vec<Summary>, CommandError> {
        self.read(desk, default, true)
    }

    fn read(&self, desk: &mut Desk<'_>, default: Unless, money: bool) -> Result<Vec<Summary>, CommandError> {
        if self.is_empty() && default == Unless::None {
            return Err(CommandError::new(Exit::Usage, "E-SELECT-NOTHING"));
        }
        let conditions = self.filter.read_conditions()?;
        let money = money || conditions.iter().any(|c| matches!(c.field, Field::Principal | Field::Owed));
        let rows = match self.accounts.is_empty() {
            false => self.named(desk)?,
            true if money => rows::all(desk)?,
            true => rows::dates(desk)?,
        };
        let told = conditions.iter().filter(|c| c.field == Field::Stage).map(|c| c.value.as_str());
        for stage in self.filter.stage.as_deref().into_iter().chain(told) {
            known_stage(stage, &rows, desk)?;
        }
        let on = desk.settings.as_of;
        Ok(rows.into_iter().filter(|r| self.filter.meets(&conditions, r, on)).collect())
    }

    /// The rows of the accounts that are named; the others are not looked at unless a name is unknown.
    fn named(&self, desk: &mut Desk<'_>) -> Result<Vec<Summary>, CommandError> {
        let accounts: BTreeSet<AccountId> = self.accounts.iter().filter_map(|n| n.parse().ok()).collect();
        let rows = rows::of(desk, &accounts)?;
        let known: BTreeSet<&str> = rows.iter().map(|r| r.account.as_str()).collect();
        match self.accounts.iter().find(|name| !known.contains(name.as_str())) {
            Some(name) => Err(unknown(name, &rows::known(desk)?)),
            None => Ok(rows),
        }
    }

    /// The accounts that are meant, by name.
    ///
    /// # Errors
    /// As [`Selection::rows`].
    pub fn accounts(&self, desk: &mut Desk<'_>, default: Unless) -> Result<Vec<AccountId>, CommandError> {
        Ok(self.rows(desk, default)?.into_iter().map(|r| r.account).collect())
    }
}

/// Whether an account is at a stage, told with its track or without.
fn is_at(row: &Summary, stage: &str) -> bool {
    match stage.split_once('/') {
        Some((track, stage)) => row.track == track && row.stage == stage,
        None => row.stage == stage,
    }
}

/// Refuses a stage that there is nowhere: nothing would be selected by a slip of the pen.
fn known_stage(stage: &str, rows: &[Summary], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let rules = desk.rules()?;
    let (track, name) = stage.split_once('/').map_or((None, stage), |(track, name)| (Some(track), name));
    let mut tracks = rules.tracks().filter(|t| track.is_none_or(|track| track == t.id));
    if tracks.any(|t| name == REFERRED || t.milestone(name).is_some()) || rows.iter().any(|r| is_at(r, stage))
    {
        return Ok(());
    }
    // By its title, else by the letters of its identifier.
    let milestones = || rules.tracks().flat_map(|t| &t.milestones);
    let titled = milestones().find(|m| m.title.zh == name || m.title.en.eq_ignore_ascii_case(name));
    let near = milestones().map(|m| m.id.as_str()).chain([REFERRED]);
    let near = near.map(|id| (strsim::damerau_levenshtein(name, id), id));
    let near = near.filter(|(distance, _)| *distance <= 3).min().map(|(_, id)| id);
    let near = titled.map(|m| m.id.as_str()).or(near).unwrap_or("-");
    let mut there: Vec<String> = rows.iter().map(|r| format!("{}/{}", r.track, r.stage)).collect();
    there.sort();
    there.dedup();
    there.truncate(MOST_STAGES);
    Err(CommandError::new(Exit::Usage, "E-SELECT-STAGE")
        .with("found", stage)
        .with("near", near)
        .with("expected", there.join(", ")))
}

/// Most stages that a refusal names.
const MOST_STAGES: usize = 30;

/// The account is not there; the nearest name may be meant.
pub fn unknown(name: &str, rows: &[Summary]) -> CommandError {
    let near = rows
        .iter()
        .map(|r| (strsim::damerau_levenshtein(name, r.account.as_str()), r.account.as_str()))
        .filter(|(distance, _)| *distance <= 3)
        .min()
        .map_or("", |(_, near)| near);
    CommandError::new(Exit::Failed, "E-NO-ACCOUNT").with("found", name).with("near", near)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Account,
    Batch,
    Debtor,
    Product,
    Principal,
    Owed,
    Stage,
    Track,
    Handler,
    Court,
    NextDue,
}

const FIELDS: [(&str, Field); 11] = [
    ("account", Field::Account),
    ("batch", Field::Batch),
    ("debtor", Field::Debtor),
    ("product", Field::Product),
    ("principal", Field::Principal),
    ("owed", Field::Owed),
    ("stage", Field::Stage),
    ("track", Field::Track),
    ("handler", Field::Handler),
    ("court", Field::Court),
    ("next_due", Field::NextDue),
];

/// `field operator value`.
#[derive(Clone, Debug)]
struct Condition {
    field: Field,
    operator: &'static str,
    value: String,
}

impl Condition {
    fn read(text: &str) -> Result<Self, CommandError> {
        let wrong = || {
            let fields: Vec<&str> = FIELDS.iter().map(|f| f.0).collect();
            CommandError::new(Exit::Usage, "E-SELECT-CONDITION")
                .with("found", text)
                .with("expected", fields.join(", "))
        };
        let at = text.find(['=', '!', '<', '>']).ok_or_else(wrong)?;
        let (name, rest) = text.split_at(at);
        let operator = ["!=", ">=", "<=", "=", ">", "<"]
            .into_iter()
            .find(|op| rest.starts_with(op))
            .ok_or_else(wrong)?;
        let value = rest[operator.len()..].trim().to_owned();
        let field = FIELDS.iter().find(|f| f.0 == name.trim()).ok_or_else(wrong)?.1;
        let fits = match field {
            Field::Principal | Field::Owed => value.parse::<Amount>().is_ok(),
            Field::NextDue => date::parse(&value).is_some(),
            _ => matches!(operator, "=" | "!="),
        };
        if fits { Ok(Condition { field, operator, value }) } else { Err(wrong()) }
    }

    /// Whether the row meets it on a day. What a row does not have meets only `!=`.
    fn holds(&self, row: &Summary, on: NaiveDate) -> bool {
        let text = |have: Option<&str>| have.map(|h| h.cmp(self.value.as_str()));
        let money = |have: Option<Amount>| Some(have?.cmp(&self.value.parse().ok()?));
        let order = match self.field {
            Field::Account => text(Some(row.account.as_str())),
            Field::Batch => text(row.batch.as_deref()),
            Field::Debtor => text(Some(&row.debtor)),
            Field::Product => text(row.product.as_deref()),
            Field::Stage if self.value.contains('/') => text(Some(&format!("{}/{}", row.track, row.stage))),
            Field::Stage => text(Some(&row.stage)),
            Field::Track => text(Some(&row.track)),
            Field::Handler => text(row.handler.as_deref()),
            Field::Court => text(row.court.as_deref()),
            Field::Principal => money(Some(row.principal)),
            Field::Owed => money(row.owed),
            Field::NextDue => text(row.next(on).map(|d| d.due.to_string()).as_deref()),
        };
        match (order, self.operator) {
            (None, op) => op == "!=",
            (Some(o), "=") => o == Ordering::Equal,
            (Some(o), "!=") => o != Ordering::Equal,
            (Some(o), ">") => o == Ordering::Greater,
            (Some(o), "<") => o == Ordering::Less,
            (Some(o), ">=") => o != Ordering::Less,
            (Some(o), _) => o != Ordering::Greater,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_that_cannot_be_meant_are_refused() {
        for good in
            ["principal>50000", "stage=filed", "next_due<=2026-12-01", "handler!=法务一组", "owed >= 1.50"]
        {
            assert!(Condition::read(good).is_ok(), "{good}");
        }
        for bad in
            ["principal", "principal>many", "stage>filed", "colour=red", "next_due<soon", "=5", "principal~5"]
        {
            assert!(Condition::read(bad).is_err(), "{bad}");
        }
    }
}
