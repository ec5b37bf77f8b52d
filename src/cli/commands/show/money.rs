//! What is owed on an account, and what it cost, as `show` says it.

use serde_json::{Value, json};

use crate::cli::catalogue::Lang;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, refusal_as_json};
use crate::cli::table::Table;
use crate::docket::costs::CostSummary;
use crate::docket::{Balance, Basis, Standing};
use crate::rules::Refusal;

/// Prints what is owed, part by part, and what it rests on.
///
/// # Errors
/// Nothing can be printed.
pub fn print(standing: &Standing, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    desk.print("")?;
    desk.say("M-SHOW-MONEY", &[("as_of", standing.as_of.to_string())])?;
    let balance = match &standing.balance {
        Err(refusal) => return refused(refusal, desk),
        Ok(answer) => &answer.value,
    };
    if let Some(judged) = &balance.judged {
        let decision = &judged.decision;
        desk.say(
            if decision.dismisses { "M-SHOW-DISMISSED" } else { "M-SHOW-DECIDED" },
            &[
                ("number", decision.number.clone().unwrap_or_default()),
                ("effective", decision.effective.to_string()),
                ("until", judged.perform_until.to_string()),
            ],
        )?;
        if !decision.against.is_empty() {
            desk.say("M-SHOW-AGAINST", &[("names", decision.against.join("、"))])?;
        }
    }
    if let Some(place) = &balance.unrecorded {
        desk.say("M-SHOW-UNRECORDED", &[("place", place.clone())])?;
    }
    if let Some(names) = &balance.binds_others {
        desk.say("M-SHOW-BINDS-OTHERS", &[("names", names.clone())])?;
    }
    let mut table = Table::new([String::new(), String::new()]).right(&[1]);
    for (code, amount) in lines(balance) {
        table.row([format!("  {}", desk.text(code, &[])), amount.grouped()]);
    }
    desk.print_raw(table.render().trim_start_matches('\n').as_bytes())?;
    if !balance.let_go.is_zero() {
        desk.say("M-SHOW-LET-GO", &[("sum", balance.let_go.grouped())])?;
    }
    if !balance.overpaid.is_zero() && balance.basis == Basis::Decision {
        desk.say("M-SHOW-OVERPAID", &[("sum", balance.overpaid.grouped())])?;
    }
    balance.refused.as_ref().map_or(Ok(()), |refusal| refused(refusal, desk))
}

fn refused(refusal: &Refusal, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    desk.say("M-SHOW-REFUSED", &refusal.args())
}

fn lines(balance: &Balance) -> Vec<(&'static str, crate::domain::Amount)> {
    let fees = match balance.basis {
        Basis::Contract => ("M-FEES", balance.fees),
        Basis::Decision => ("M-COSTS", balance.costs),
    };
    let mut lines = vec![
        ("M-PRINCIPAL", balance.principal),
        ("M-INTEREST", balance.interest),
        ("M-PENALTY", balance.penalty),
        fees,
    ];
    if balance.basis == Basis::Decision {
        lines.push(("M-LATE-INTEREST", balance.late_interest));
    }
    lines.push(("M-TOTAL", balance.total));
    lines
}

/// The same for programs.
pub fn for_programs(standing: &Standing, lang: Lang) -> Value {
    let (claim, balance) = match (&standing.money, &standing.balance) {
        (_, Err(refusal)) => return json!({ "refusal": refusal_as_json(lang, refusal) }),
        (claim, Ok(answer)) => (claim.as_ref().ok().map(|a| &a.value), &answer.value),
    };
    let mut money = json!({
        "as_of": balance.as_of,
        "basis": balance.basis,
        "principal": balance.principal,
        "interest": balance.interest,
        "penalty": balance.penalty,
        "fees": balance.fees,
        "costs": balance.costs,
        "late_interest": balance.late_interest,
        "total": balance.total,
        "overpaid": balance.overpaid,
        "received": balance.received,
        "let_go": balance.let_go,
        "accrued_refused": balance.refused,
        "unrecorded": balance.unrecorded,
        "binds_others": balance.binds_others,
    });
    let more = match (&balance.judged, claim) {
        (Some(judged), _) => json!({
            "segments": judged.followed.general,
            "late_segments": judged.followed.lines,
            "payments": judged.followed.receipts,
            "cap": null,
            "provisional": false,
            "decision": judged.decision,
            "perform_until": judged.perform_until,
            "due": judged.due,
        }),
        (None, Some(claim)) => json!({
            "segments": claim.accrued.as_ref().map(|a| &a.segments).ok(),
            "payments": claim.payments,
            "cap": claim.cap.as_ref().ok(),
            "provisional": claim.provisional,
        }),
        (None, None) => json!({}),
    };
    if let (Value::Object(money), Value::Object(more)) = (&mut money, more) {
        money.extend(more);
    }
    money
}

/// Prints what pursuing the claim cost, where it cost anything.
///
/// # Errors
/// Nothing can be printed.
pub fn print_costs(costs: &Result<CostSummary, Refusal>, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    match costs {
        Ok(costs) if costs.lines.is_empty() && costs.unknown.is_empty() => Ok(()),
        Ok(costs) => desk.say(
            "M-SHOW-COSTS",
            &[
                ("advanced", costs.advanced.grouped()),
                ("refunded", costs.refunded.grouped()),
                ("recovered", costs.recovered.grouped()),
                ("out", costs.out.grouped()),
            ],
        ),
        Err(refusal) => refused(refusal, desk),
    }
}

/// The same for programs.
pub fn costs_for_programs(costs: &Result<CostSummary, Refusal>, lang: Lang) -> Value {
    match costs {
        Ok(costs) => json!(costs),
        Err(refusal) => json!({ "refusal": refusal_as_json(lang, refusal) }),
    }
}
