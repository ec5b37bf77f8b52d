//! `sucheng pay`.

use clap::Args;
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register::{self, Entry};
use crate::cli::typed;
use crate::domain::debt::Payment;
use crate::domain::event::Payload;
use crate::domain::{Amount, date};
use crate::rules::Ruled;
use crate::rules::claim::Claim;

/// Record a payment and show how it is applied
#[derive(Args, Debug)]
pub struct PayArgs {
    /// The account
    pub account: String,
    /// The amount in yuan, such as 1000.00
    #[arg(allow_hyphen_values = true)]
    pub amount: String,
    /// The day it came in, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub on: String,
    /// Who paid
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,
}

/// Records the payment.
///
/// # Errors
/// The amount or day cannot be meant; the registry cannot be written.
pub fn run(args: PayArgs, desk: &mut Desk<'_>) -> Done {
    let on = date::parse(&args.on).ok_or_else(|| {
        CommandError::new(Exit::Usage, "E-DATE").with("found", &args.on).with("option", "--on")
    })?;
    let amount = args
        .amount
        .parse::<Amount>()
        .ok()
        .filter(|a| *a > Amount::ZERO)
        .ok_or_else(|| CommandError::new(Exit::Usage, "E-PAY-AMOUNT").with("found", &args.amount))?;
    typed::kept_if_any("--from", args.from.as_deref())?;
    let docket = register::docket(desk, &args.account)?;
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    if on > as_of {
        return Err(CommandError::new(Exit::Failed, "E-PAY-FUTURE").with("on", on).with("as_of", as_of));
    }
    let payment = Payment { on, amount, from: args.from };
    let twice = docket.payments_until(as_of).iter().any(|p| p.on == on && p.amount == amount);
    let before = docket.owed(as_of, &rules);
    let after = docket.with_payment(payment.clone()).owed(as_of, &rules);
    if !desk.settings.dry_run {
        let entry = Entry {
            account: docket.case.account.clone(),
            expected: docket.version,
            payloads: vec![Payload::Paid(payment)],
        };
        register::append(desk, vec![entry])?;
    }
    let owed = |claim: &Ruled<Claim>| claim.as_ref().map(|a| a.value.total).ok();
    let applied = after.as_ref().ok().and_then(|a| {
        let mine = a.value.payments.iter().rev().find(|p| p.on == on && p.amount == amount);
        mine.map(|p| p.applied)
    });
    if desk.settings.for_programs() {
        desk.json(
            "pay",
            "",
            json!({
                "account": docket.case.account,
                "amount": amount,
                "on": on,
                "applied": applied,
                "owed_before": owed(&before),
                "owed_after": owed(&after),
                "possibly_recorded_before": twice,
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
            "M-PAY-APPLIED",
            &[
                ("fees", applied.to_fees.grouped()),
                ("interest", applied.to_interest.grouped()),
                ("penalty", applied.to_penalty.grouped()),
                ("principal", applied.to_principal.grouped()),
                ("left", applied.left.grouped()),
            ],
        )?;
    }
    if let (Some(before), Some(after)) = (owed(&before), owed(&after)) {
        desk.say(
            "M-PAY-OWED",
            &[("before", before.grouped()), ("after", after.grouped()), ("as_of", as_of.to_string())],
        )?;
    }
    let figures = docket.case.debt.as_of;
    if on <= figures {
        // Else 46,039.09 → 46,039.09 reads as if the payment had been lost.
        desk.tell("M-PAY-CONTAINED", &[("as_of", figures.to_string())])?;
    }
    if twice {
        desk.tell("W-PAY-TWICE", &[("on", on.to_string()), ("amount", amount.grouped())])?;
    }
    Ok(Exit::Done)
}
