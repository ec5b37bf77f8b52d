//! `sucheng record --form`.

use std::path::Path;

use clap::Args;
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::{Filter, Selection, Unless};
use crate::cli::{register, returns, workspace, write};
use crate::reports::write::xlsx;

/// Which accounts the form is for, beside those that are named.
#[derive(Args, Clone, Debug, Default)]
pub struct Whose {
    /// With --form: all accounts
    #[arg(long, requires = "form", conflicts_with = "account")]
    pub all: bool,
    /// With --form: accounts of a batch
    #[arg(long, value_name = "BATCH", requires = "form")]
    pub batch: Option<String>,
    /// With --form: accounts at a stage, such as filed
    #[arg(long, value_name = "STAGE", requires = "form")]
    pub stage: Option<String>,
    /// With --form: accounts of a handler
    #[arg(long, value_name = "NAME", requires = "form")]
    pub handler: Option<String>,
    /// With --form: accounts that meet a condition, such as 'principal>50000'; may be repeated
    #[arg(long = "where", value_name = "CONDITION", requires = "form")]
    pub conditions: Vec<String>,
}

/// Writes the form.
///
/// # Errors
/// The name does not end in .xlsx, or a file has it; an account is not there; the file cannot be written.
pub fn run(path: &Path, accounts: Vec<String>, whose: Whose, desk: &mut Desk<'_>) -> Done {
    if !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        return Err(CommandError::new(Exit::Usage, "E-RETURN-FORM").with("found", path.display()));
    }
    // What counsel filled in has no copy here.
    if path.symlink_metadata().is_ok() {
        return Err(CommandError::new(Exit::Failed, "E-RETURN-FORM-THERE").with("path", path.display()));
    }
    let Whose { all, batch, stage, handler, conditions } = whose;
    let selection = Selection { accounts, all, filter: Filter { batch, stage, handler, conditions } };
    let accounts = selection.accounts(desk, Unless::All)?;
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let mut lines = Vec::with_capacity(accounts.len());
    for account in &accounts {
        lines.extend(register::find(desk, account)?.map(|docket| returns::line(&docket, as_of, &rules)));
    }
    let failed =
        |e| CommandError::new(Exit::Failed, "E-WRITE").with("path", path.display()).with("reason", e);
    let bytes = xlsx(&returns::form(&lines, &rules, desk.lang())).map_err(failed)?;
    if !desk.settings.dry_run {
        write::file(path, &bytes)?;
    }
    if desk.settings.for_programs() {
        let body = json!({"form": workspace::absolute(path), "accounts": accounts, "dry_run": desk.settings.dry_run});
        desk.json("record", "", body)?;
        return Ok(Exit::Done);
    }
    let code = if desk.settings.dry_run { "M-RETURN-FORM-WOULD" } else { "M-RETURN-FORM" };
    desk.say(code, &[("path", path.display().to_string()), ("count", lines.len().to_string())])?;
    Ok(Exit::Done)
}
