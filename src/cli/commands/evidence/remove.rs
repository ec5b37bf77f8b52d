//! `sucheng evidence remove`.

use clap::Args;
use serde_json::json;

use crate::bundles::sent::ExhibitNumbers;
use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit};
use crate::cli::register::{self, Entry};
use crate::cli::typed;
use crate::domain::bundle::BundleFor;
use crate::domain::event::{EvidenceWithdrawn, Payload};

/// What is to be withdrawn.
#[derive(Args, Debug)]
pub struct RemoveArgs {
    /// The account
    pub account: String,
    /// The piece of evidence
    pub id: String,
    /// Why, for the log
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// Withdraws it. Exhibits after it move up by one, unless their numbers went out in a bundle.
///
/// # Errors
/// It is not there; the registry cannot be written.
pub fn run(args: RemoveArgs, desk: &mut Desk<'_>) -> Done {
    typed::kept("--reason", &args.reason)?;
    let docket = register::docket(desk, &args.account)?;
    let index = super::index_of(&docket, &args.id)?;
    // What went out keeps its number, and leaves it to nobody.
    let court = docket.bundles.iter().map(|b| &b.what).filter(|b| b.whom == BundleFor::Court);
    let sent = ExhibitNumbers::of(court);
    let after = docket.case.evidence.iter().skip(index + 1).filter(|e| sent.get(&e.id).is_none());
    let renumbered = if sent.get(&args.id).is_some() { 0 } else { after.count() };
    if !desk.settings.dry_run {
        let gone = EvidenceWithdrawn { id: args.id.clone(), reason: args.reason.clone() };
        let entry = Entry {
            account: docket.case.account.clone(),
            expected: docket.version,
            payloads: vec![Payload::EvidenceWithdrawn(gone)],
        };
        register::append(desk, vec![entry])?;
    }
    if desk.settings.for_programs() {
        let body = json!({
            "account": docket.case.account,
            "id": args.id,
            "number": sent.get(&args.id).map_or(index + 1, |number| number as usize),
            "renumbered": renumbered,
            "dry_run": desk.settings.dry_run,
        });
        desk.json("evidence-remove", "", body)?;
        return Ok(Exit::Done);
    }
    let code = if desk.settings.dry_run { "M-EVIDENCE-WOULD-REMOVE" } else { "M-EVIDENCE-REMOVED" };
    desk.say(code, &[("account", docket.case.account.to_string()), ("id", args.id)])?;
    if renumbered > 0 {
        desk.tell("M-EVIDENCE-RENUMBERED", &[])?;
    }
    Ok(Exit::Done)
}
