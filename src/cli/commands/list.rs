//! `sucheng list`.

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit};
use crate::cli::select::{Selection, Unless};
use crate::cli::table::Table;
use crate::domain::Amount;
use crate::domain::summary::Summary;

/// Columns of a terminal that a name takes, and the title of a deadline.
const NAME: usize = 24;
const TITLE: usize = 48;

/// List the accounts in the registry
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
}

/// Lists the rows of the selected accounts.
///
/// # Errors
/// The selection cannot be read, or the registry.
pub fn run(args: ListArgs, desk: &mut Desk<'_>) -> Done {
    let rows = args.selection.rows_with_money(desk, Unless::All)?;
    if desk.settings.for_programs() {
        let accounts: Vec<Value> = rows.iter().map(|row| for_programs(row, desk.settings.as_of)).collect();
        desk.json("list", "accounts", json!({ "accounts": accounts }))?;
        return Ok(Exit::Done);
    }
    let heading = |desk: &Desk<'_>, code: &str| desk.text(code, &[]);
    let mut table = Table::new([
        heading(desk, "H-ACCOUNT"),
        heading(desk, "H-DEBTOR"),
        heading(desk, "H-PRODUCT"),
        heading(desk, "H-OWED"),
        heading(desk, "H-STAGE"),
        heading(desk, "H-NEXT-DUE"),
        heading(desk, "H-NEXT-STEP"),
        heading(desk, "H-HANDLER"),
    ])
    .right(&[3]);
    // What is read by a program or kept in a file is whole.
    let terminal = desk.settings.terminal;
    let cut = |text: &str, room| if terminal { super::agenda::cut(text, room) } else { text.to_owned() };
    for row in &rows {
        let next = row.next(desk.settings.as_of);
        table.row([
            row.account.to_string(),
            cut(&row.debtor, NAME),
            row.product.clone().unwrap_or_default(),
            row.owed.map(Amount::grouped).unwrap_or_default(),
            row.stage.clone(),
            next.map(|d| d.due.to_string()).unwrap_or_default(),
            next.map(|d| cut(desk.lang().of(&[&d.title[0], &d.title[1]]), TITLE)).unwrap_or_default(),
            cut(row.handler.as_deref().unwrap_or_default(), NAME),
        ]);
    }
    desk.print_raw(table.render().as_bytes())?;
    desk.tell("M-COUNT-ACCOUNTS", &[("count", rows.len().to_string())])?;
    Ok(Exit::Done)
}

/// A row for programs, on a day.
pub fn for_programs(row: &Summary, as_of: NaiveDate) -> Value {
    let next = row.next(as_of);
    json!({
        "account": row.account,
        "batch": row.batch,
        "debtor": row.debtor,
        "product": row.product,
        "principal": row.principal,
        "owed": row.owed,
        "stage": row.stage,
        "track": row.track,
        "next_due": next.map(|d| d.due),
        "next_rule": next.map(|d| &d.rule),
        "handler": row.handler,
        "court": row.court,
    })
}
