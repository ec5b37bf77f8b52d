//! The accounts behind one number.

use serde_json::{Value as Json, json};

use super::names::Names;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::table::Table as Lines;
use crate::reports::portfolio::{AccountFacts, Counted, Followed, Quantity};
use crate::reports::{Column, Field, Table, Value};

/// A number and its accounts, by name.
pub struct Listed<'a> {
    id: &'a str,
    followed: &'a Followed,
    accounts: Vec<(&'a AccountFacts, Counted)>,
}

/// Columns: code of the heading, width.
const COLUMNS: [(&str, u16); 8] = [
    ("H-ACCOUNT", 20),
    ("H-BATCH", 14),
    ("H-COURT", 24),
    ("H-HANDLER", 14),
    ("H-STAGE", 26),
    ("H-ABOVE", 18),
    ("H-BELOW", 18),
    ("H-COUNTED", 18),
];

impl<'a> Listed<'a> {
    /// The accounts that count in a number.
    pub fn of(id: &'a str, followed: &'a Followed, accounts: &'a [AccountFacts]) -> Self {
        Listed { id, followed, accounts: followed.among(accounts) }
    }

    /// How many they are.
    pub fn count(&self) -> usize {
        self.accounts.len()
    }

    /// For programs.
    pub fn for_programs(&self) -> Json {
        let one = |(f, counted): &(&AccountFacts, Counted)| {
            let mut row = json!({"account": f.account, "batch": f.batch, "court": f.court, "firm": f.firm, "handler": f.handler, "track": f.track, "stage": f.stage});
            match counted {
                Counted::Over(above, below) => {
                    row["numerator"] = super::programs::quantity(Some(*above));
                    row["denominator"] = super::programs::quantity(Some(*below));
                }
                Counted::Unknown => row["unknown"] = true.into(),
                Counted::Days(days) => row["days"] = json!(days),
                Counted::Sum(amount) => row["amount"] = json!(amount),
                Counted::Day(day) => row["day"] = json!(day),
                Counted::Risk { next, lapsed } => {
                    row["day"] = json!(next.or(*lapsed));
                    row["lapsed"] = json!(lapsed);
                }
                Counted::One => {}
            }
            row
        };
        let ([zh, en], [formula_zh, formula_en]) = (&self.followed.title, self.followed.formula);
        json!({
            "figure": {"id": self.id, "title": {"zh": zh, "en": en}, "formula": {"zh": formula_zh, "en": formula_en}},
            "accounts": self.accounts.iter().map(one).collect::<Vec<_>>(),
        })
    }

    /// As a table, the stage in these words.
    pub fn table(&self, stage: impl Fn(&AccountFacts) -> String, desk: &Desk<'_>) -> Table {
        let columns = COLUMNS.map(|(code, width)| Column::new(desk.text(code, &[]), width));
        let mut table =
            Table::new(desk.lang().of(&self.followed.title.each_ref().map(String::as_str)), columns.into());
        table.landscape = true;
        for (f, counted) in &self.accounts {
            let text = |text: &Option<String>| Field::text(text.clone().unwrap_or_default());
            let mut row =
                vec![Field::text(f.account.as_str()), text(&f.batch), text(&f.court), text(&f.handler)];
            row.push(Field::text(stage(f)));
            row.extend(cells(*counted, desk).map(Field::from));
            table.push(row);
        }
        table
    }

    /// On the terminal.
    pub fn print(&self, desk: &mut Desk<'_>) -> Result<(), CommandError> {
        let names = Names::of(desk)?;
        let lang = desk.lang();
        desk.print(lang.of(&self.followed.title.each_ref().map(String::as_str)))?;
        if !self.followed.formula[0].is_empty() {
            desk.print(&format!("  {}", lang.of(&self.followed.formula)))?;
        }
        desk.print("")?;
        let headings = COLUMNS.map(|(code, _)| desk.text(code, &[]));
        let mut lines = Lines::new(headings).right(&[5, 6]);
        for (f, counted) in &self.accounts {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let [above, below, how] = cells(*counted, desk).map(|value| super::words(&value));
            lines.row([
                f.account.to_string(),
                text(&f.batch),
                text(&f.court),
                text(&f.handler),
                names.stage(f, desk),
                above,
                below,
                how,
            ]);
        }
        desk.print_raw(lines.render().as_bytes())?;
        desk.tell("M-COUNT-ACCOUNTS", &[("count", self.accounts.len().to_string())])
    }
}

/// Above the line, below it, and what else there is to say.
fn cells(counted: Counted, desk: &Desk<'_>) -> [Value; 3] {
    let value = |quantity| match quantity {
        Quantity::Count(count) => Value::Integer(i64::try_from(count).unwrap_or(i64::MAX)),
        Quantity::Amount(amount) => Value::Amount(amount),
    };
    let nothing = || Value::Empty;
    match counted {
        Counted::Over(above, below) => [value(above), value(below), nothing()],
        Counted::Unknown => [nothing(), nothing(), Value::Text(desk.text("S-NOT-RECORDED", &[]))],
        Counted::Days(days) => {
            [nothing(), nothing(), Value::Text(desk.text("S-DAYS", &[("days", days.to_string())]))]
        }
        Counted::Sum(amount) => [nothing(), nothing(), Value::Amount(amount)],
        Counted::Day(day) => [nothing(), nothing(), Value::Date(day)],
        Counted::Risk { next: Some(day), lapsed: Some(lapsed) } => {
            let days = [("day", day.to_string()), ("lapsed", lapsed.to_string())];
            [nothing(), nothing(), Value::Text(desk.text("S-DAY-AND-LAPSED", &days))]
        }
        Counted::Risk { next, lapsed } => {
            [nothing(), nothing(), next.or(lapsed).map_or(Value::Empty, Value::Date)]
        }
        Counted::One => [nothing(), nothing(), nothing()],
    }
}
