//! `sucheng amend`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::masking;
use crate::cli::register::{self, Entry};
use crate::cli::typed;
use crate::domain::Case;
use crate::domain::change::{self, Change};
use crate::domain::event::Payload;
use crate::domain::problem::{Place, Problem};
use crate::intake;
use crate::notices::compose;

/// Correct facts of an account
#[derive(Args, Debug)]
pub struct AmendArgs {
    /// The account
    pub account: String,
    /// A field and its new value; null removes it; may be repeated
    #[arg(
        long = "set",
        value_name = "PATH=VALUE",
        required = true,
        help = "A field and its new value, such as debtors[0].residence=北京市…; null removes it; may be repeated"
    )]
    pub set: Vec<String>,
    /// Why, for the log
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// Corrects the facts and shows what differs.
///
/// # Errors
/// A path or value that cannot be meant; facts that would make no case; the registry cannot be written.
pub fn run(args: AmendArgs, desk: &mut Desk<'_>) -> Done {
    typed::kept("--reason", &args.reason)?;
    let docket = register::docket(desk, &args.account)?;
    let mut facts = docket.facts.to_json();
    let defaults = intake::Defaults { creditor: desk.workspace()?.config.creditor.clone() };
    let mut problems = Vec::new();
    for pair in &args.set {
        let (path, text) = pair
            .split_once('=')
            .ok_or_else(|| CommandError::new(Exit::Usage, "E-SET").with("found", pair))?;
        match intake::amendment(path.trim(), text, &defaults) {
            Ok(value) => change::set(&mut facts, path.trim(), value).map_err(|e| {
                CommandError::new(Exit::Usage, "E-AMEND-PATH").with("path", path).with("reason", e)
            })?,
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(CommandError::problems(Exit::Usage, problems));
    }
    let case = Case::from_facts(&facts)
        .map_err(|e| CommandError::new(Exit::Usage, "E-AMEND-FACTS").with("reason", e))?;
    if case.account != docket.case.account {
        return Err(CommandError::new(Exit::Usage, "E-AMEND-ACCOUNT"));
    }
    let wrong = intake::contradictions(&case);
    if !wrong.is_empty() {
        return Err(CommandError::problems(Exit::Failed, wrong));
    }
    let mailbox = |case: &Case| case.counsel.as_ref().and_then(|counsel| counsel.email.clone());
    if let Some(given) = mailbox(&case).filter(|given| mailbox(&docket.case).as_ref() != Some(given))
        && let Err(error) = compose::mailbox(given.trim())
    {
        let place = Place { field: Some("counsel.email".to_owned()), ..Place::default() };
        return Err(CommandError::problems(Exit::Usage, vec![Problem { place, ..error.problem() }]));
    }
    // The case's own JSON, so that the log holds normal forms: "5" becomes "5.00".
    let changes = change::between(&docket.facts, &case.to_facts());
    if !desk.settings.dry_run && !changes.is_empty() {
        let payload = Payload::Amended { changes: changes.clone(), reason: args.reason, source: None };
        let entry =
            Entry { account: docket.case.account.clone(), expected: docket.version, payloads: vec![payload] };
        register::append(desk, vec![entry])?;
    }
    let changes = masking::changes(&changes, desk.settings.unmask);
    // A correction may bring a doubt that import would have told, such as a check digit.
    let known = intake::doubts(&docket.case);
    let doubts: Vec<_> = intake::doubts(&case).into_iter().filter(|d| !known.contains(d)).collect();
    doubts.iter().try_for_each(|doubt| desk.warn(doubt))?;
    if desk.settings.for_programs() {
        desk.json(
            "amend",
            "",
            json!({"account": docket.case.account, "changes": changes, "dry_run": desk.settings.dry_run}),
        )?;
        return Ok(Exit::Done);
    }
    if changes.is_empty() {
        desk.say("M-AMEND-NOTHING", &[("account", docket.case.account.to_string())])?;
    }
    for Change { path, from, to } in &changes {
        desk.print(&format!("{path}: {} -> {}", shown(from), shown(to)))?;
    }
    if desk.settings.dry_run {
        desk.say("M-AMEND-WOULD", &[])?;
    }
    Ok(Exit::Done)
}

/// A value as a person reads it.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
