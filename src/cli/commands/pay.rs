//! `sucheng pay`.

mod list;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde_json::json;

use crate::cli::commands::plan::Met;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::payments;
use crate::cli::register::{self, Entry};
use crate::cli::typed;
use crate::docket::{Balance, Basis, Judged};
use crate::domain::Amount;
use crate::domain::debt::Payment;
use crate::domain::event::Payload;
use crate::rules::attribution::Applied;
use crate::rules::judgment_debt::Way;
use crate::rules::{Refusal, Ruled};

/// Record a payment and show how it is applied, or record a list of payments
#[derive(Args, Debug)]
pub struct PayArgs {
    /// The account
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    pub account: Option<String>,
    /// The amount in yuan, such as 1000.00
    #[arg(allow_hyphen_values = true, required_unless_present = "file")]
    pub amount: Option<String>,
    /// The day it came in, YYYY-MM-DD
    #[arg(long, value_name = "DATE", required_unless_present = "file", conflicts_with = "file")]
    pub on: Option<String>,
    /// Who paid
    #[arg(long, value_name = "NAME", conflicts_with = "file")]
    pub from: Option<String>,
    /// A list of payments from the core system, CSV or XLSX: account, on, amount, from, reference, kind; what finds no account is kept beside it
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Also record rows that look like a payment recorded before: same day, amount and payer
    #[arg(long, requires = "file", conflicts_with = "account")]
    pub allow_duplicates: bool,
}

/// Why interest after the creditor's figures, or after those of the decision, is not in what is owed, where it is not.
fn uncomputed(balance: &Ruled<Balance>) -> Option<&Refusal> {
    balance.as_ref().ok()?.value.refused.as_ref()
}

/// Where a payment went after a decision; `None` where the decision's figures consider it already.
fn of_decision(judged: &Judged, on: NaiveDate, amount: Amount) -> Option<Applied> {
    let mine = judged
        .followed
        .receipts
        .iter()
        .rev()
        .find(|r| (r.receipt.way, r.receipt.on, r.receipt.amount) == (Way::Payment, on, amount));
    mine.map(|r| r.applied)
}

/// Records the payment.
///
/// # Errors
/// The amount or day cannot be meant; the registry cannot be written.
pub fn run(args: PayArgs, desk: &mut Desk<'_>) -> Done {
    if let Some(file) = &args.file {
        return list::run(file, args.allow_duplicates, desk);
    }
    let (account, day) = (args.account.unwrap_or_default(), args.on.unwrap_or_default());
    let found = args.amount.unwrap_or_default();
    let on = typed::day("--on", &day)?;
    let amount = typed::amount(&found)?;
    typed::kept_if_any("--from", args.from.as_deref())?;
    let docket = register::docket(desk, &account)?;
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    if on > as_of {
        return Err(CommandError::new(Exit::NotReady, "E-PAY-FUTURE").with("on", on).with("as_of", as_of));
    }
    let payment = Payment { on, amount, from: args.from, reference: None };
    let twice = docket.payments_until(as_of).iter().any(|p| p.on == on && p.amount == amount);
    let proceeds = docket.looks_like_proceeds(on, amount);
    let before = docket.balance(as_of, &rules);
    let paid = docket.with_payment(payment.clone());
    let after = paid.balance(as_of, &rules);
    let met = Met::of(&docket, &paid, desk)?;
    let events = register::events(desk, &docket.case.account)?;
    let mut paid_off = Vec::new();
    let stopped = payments::stopped(&docket, &paid, &events, &mut paid_off, desk)?;
    if !desk.settings.dry_run {
        let entry = Entry {
            account: docket.case.account.clone(),
            expected: docket.version,
            payloads: std::iter::once(Payload::Paid(payment)).chain(stopped).collect(),
        };
        register::append(desk, vec![entry])?;
    }
    let owed = |balance: &Ruled<Balance>| balance.as_ref().map(|a| a.value.total).ok();
    let decided = after.as_ref().ok().filter(|a| a.value.basis == Basis::Decision);
    let applied = match decided.and_then(|a| a.value.judged.as_ref()) {
        Some(judged) => of_decision(judged, on, amount),
        None => paid.owed(as_of, &rules).ok().and_then(|claim| {
            let mine = claim.value.payments.iter().rev().find(|p| p.on == on && p.amount == amount);
            mine.map(|p| p.applied)
        }),
    };
    let applied = applied.filter(|_| after.is_ok());
    if desk.settings.for_programs() {
        desk.json(
            "pay",
            "",
            json!({
                "account": docket.case.account,
                "amount": amount,
                "on": on,
                "applied": applied,
                "not_applied": after.as_ref().err(),
                "not_computed": uncomputed(&after),
                "owed_before": owed(&before),
                "owed_after": owed(&after),
                "basis": after.as_ref().map(|a| a.value.basis).ok(),
                "possibly_recorded_before": twice || proceeds,
                "plan": met.as_ref().map(Met::for_programs),
                "paid_off": paid.is_paid_off(as_of, &rules),
                "cancelled_notices": paid_off.first().map_or(0, |(_, notices)| *notices),
                "dry_run": desk.settings.dry_run,
            }),
        )?;
        return Ok(Exit::Done);
    }
    let code = if desk.settings.dry_run { "M-PAY-WOULD" } else { "M-PAY-DONE" };
    desk.say(
        code,
        &[("account", docket.case.account.to_string()), ("amount", amount.grouped()), ("on", on.to_string())],
    )?;
    if let Some(applied) = applied {
        desk.say(
            if decided.is_some() { "M-PAY-APPLIED-DECIDED" } else { "M-PAY-APPLIED" },
            &[
                ("fees", applied.to_fees.grouped()),
                ("interest", applied.to_interest.grouped()),
                ("penalty", applied.to_penalty.grouped()),
                ("principal", applied.to_principal.grouped()),
                ("late", applied.to_late_performance.grouped()),
                ("left", applied.left.grouped()),
            ],
        )?;
    }
    if let Err(refusal) = &after {
        desk.insist("M-PAY-NOT-APPLIED", &refusal.args())?;
    }
    if let (Some(before), Some(after)) = (owed(&before), owed(&after)) {
        desk.say(
            "M-PAY-OWED",
            &[("before", before.grouped()), ("after", after.grouped()), ("as_of", as_of.to_string())],
        )?;
    }
    let judged = decided.and_then(|a| a.value.judged.as_ref());
    let figures = judged.map_or(docket.case.debt.as_of, |judged| judged.decision.figures_on);
    if let Some(met) = met {
        met.tell(desk)?;
    }
    if let Some(refusal) = uncomputed(&after) {
        let args = [refusal.args(), vec![("as_of", figures.to_string())]].concat();
        desk.tell("M-PAY-NOT-COMPUTED", &args)?;
    }
    if let Some((account, notices)) = paid_off.first() {
        desk.say("M-PAY-PAID-OFF", &[("account", account.to_string()), ("count", notices.to_string())])?;
    }
    if on <= figures {
        // Else 46,039.09 → 46,039.09 reads as if the payment had been lost.
        let code = if judged.is_some() { "M-PAY-CONTAINED-DECIDED" } else { "M-PAY-CONTAINED" };
        desk.tell(code, &[("as_of", figures.to_string())])?;
    }
    if let Some(signed) = docket.case.contract.signed_on.filter(|signed| on < *signed) {
        desk.insist("W-PAY-EARLY", &[("on", on.to_string()), ("signed", signed.to_string())])?;
    }
    if twice {
        desk.insist("W-PAY-TWICE", &[("on", on.to_string()), ("amount", amount.grouped())])?;
    }
    if proceeds {
        desk.insist("W-PAY-PROCEEDS", &[("on", on.to_string()), ("amount", amount.grouped())])?;
    }
    Ok(Exit::Done)
}
