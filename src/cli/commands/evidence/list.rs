//! `sucheng evidence list`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit};
use crate::cli::register;
use crate::cli::select::{Selection, Unless};
use crate::cli::table::Table;
use crate::documents;
use crate::papers::Shelf;

/// Whose evidence.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
}

/// Lists evidence, account by account, in the order of the exhibits.
///
/// # Errors
/// The selection cannot be read, or the registry.
pub fn run(args: ListArgs, desk: &mut Desk<'_>) -> Done {
    let accounts = args.selection.accounts(desk, Unless::All)?;
    let shelf = Shelf::new(desk.workspace()?.evidence());
    let head = ["H-ACCOUNT", "H-EXHIBIT", "H-EVIDENCE-ID", "H-KIND", "H-PAGES", "H-STATE", "H-TITLE"];
    let mut table = Table::new(head.map(|code| desk.text(code, &[]))).right(&[4]);
    let mut answers: Vec<Value> = Vec::new();
    let (mut count, mut pages) = (0_usize, 0_u64);
    let bar = desk.progress(accounts.len());
    for account in &accounts {
        bar.inc(1);
        let Some(docket) = register::find(desk, account)? else { continue };
        for (i, evidence) in docket.case.evidence.iter().enumerate() {
            let state = super::state(&shelf, evidence);
            count += 1;
            pages += evidence.stored.as_ref().map_or(0, |s| u64::from(s.pages));
            if desk.settings.for_programs() {
                let mut item = super::for_programs(i, evidence, state);
                item["account"] = json!(account);
                answers.push(item);
                continue;
            }
            table.row([
                account.to_string(),
                documents::exhibit(i),
                evidence.id.clone(),
                evidence.kind.id().to_owned(),
                evidence.stored.as_ref().map_or_else(String::new, |s| s.pages.to_string()),
                desk.text(&format!("S-EVIDENCE-{}", state.to_uppercase()), &[]),
                evidence.title.clone(),
            ]);
        }
    }
    bar.finish_and_clear();
    if desk.settings.for_programs() {
        desk.json("evidence", "evidence", json!({ "evidence": answers }))?;
        return Ok(Exit::Done);
    }
    if count > 0 {
        desk.print_raw(table.render().as_bytes())?;
    }
    desk.tell("M-EVIDENCE-COUNT", &[("count", count.to_string()), ("pages", pages.to_string())])?;
    Ok(Exit::Done)
}
