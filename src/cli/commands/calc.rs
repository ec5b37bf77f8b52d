//! `sucheng calc`: the rules without an account.

mod fees;
mod money;
mod numbers;
mod time;

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::catalogue::{self, Lang};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::reasons;
use crate::domain::Amount;
use crate::domain::contract::Rate;
use crate::rules::{Answer, Refusal, Ruled};

/// Ask the rules without an account: fees, deadlines, interest, limitation
#[derive(Args, Debug)]
pub struct CalcArgs {
    /// What to compute
    #[command(subcommand)]
    pub question: Question,
}

/// What can be computed.
#[derive(Debug, Subcommand)]
pub enum Question {
    /// Court and arbitration fees
    Fee(fees::FeeArgs),
    /// The last day of a period
    Deadline(time::DeadlineArgs),
    /// The day a claim becomes time-barred
    Limitation(time::LimitationArgs),
    /// Interest of a sum over days, both ends counted
    Interest(money::InterestArgs),
    /// The doubled interest of late performance
    LatePerformance(money::LateArgs),
    /// The loan prime rate in force on a day
    Lpr(money::LprArgs),
    /// How a payment is applied
    Attribute(money::AttributeArgs),
    /// An amount in words
    Words(numbers::WordsArgs),
    /// Check an identity, company, card or case number
    Check(numbers::CheckArgs),
}

/// Computes and prints the answer with its reasons, or the refusal.
///
/// # Errors
/// An argument that cannot be read.
pub fn run(args: CalcArgs, desk: &mut Desk<'_>) -> Done {
    match args.question {
        Question::Fee(args) => fees::run(args, desk),
        Question::Deadline(args) => time::deadline(args, desk),
        Question::Limitation(args) => time::limitation(args, desk),
        Question::Interest(args) => money::interest(args, desk),
        Question::LatePerformance(args) => money::late(args, desk),
        Question::Lpr(args) => money::lpr(args, desk),
        Question::Attribute(args) => money::attribute(args, desk),
        Question::Words(args) => numbers::words(args, desk),
        Question::Check(args) => numbers::check(args, desk),
    }
}

/// Prints what a rule gave, its value shaped by `shape`.
fn answer<T>(desk: &mut Desk<'_>, name: &str, ruled: Ruled<T>, shape: impl FnOnce(&T) -> Value) -> Done {
    let Answer { value, because } = match ruled {
        Ok(answer) => answer,
        Err(refusal) => return refused(desk, name, &refusal),
    };
    let value = shape(&value);
    if desk.settings.for_programs() {
        let flat: Vec<Value> = reasons::flat(&because)
            .into_iter()
            .map(|r| json!({"rule": r.rule, "source": r.source, "detail": r.detail}))
            .collect();
        desk.json(&format!("calc-{name}"), "", json!({"value": value, "because": flat}))?;
        return Ok(Exit::Done);
    }
    if let Value::Object(fields) = &value {
        for (field, value) in fields {
            if !value.is_array() && !value.is_null() {
                desk.print(&format!("{field}: {}", super::amend::shown(value)))?;
            }
        }
    }
    desk.print_raw(reasons::tree(&because).as_bytes())?;
    Ok(Exit::Done)
}

fn refused(desk: &mut Desk<'_>, name: &str, refusal: &Refusal) -> Done {
    let error = CommandError::refused(refusal);
    if desk.settings.for_programs() {
        // In Chinese the rule's own words are the more exact ones.
        let (missing, hint) = match (desk.lang(), error.problems.first()) {
            (Lang::En, Some(problem)) => (
                catalogue::text(Lang::En, problem.code, &problem.args),
                catalogue::hint(Lang::En, problem.code, &problem.args)
                    .unwrap_or_else(|| refusal.hint.clone()),
            ),
            _ => (refusal.missing.clone(), refusal.hint.clone()),
        };
        let body = json!({"code": refusal.code, "missing": missing, "hint": hint});
        desk.json(&format!("calc-{name}"), "", json!({ "refusal": body }))?;
        return Ok(error.exit);
    }
    Err(error)
}

fn as_json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

fn amount(text: &str, option: &str) -> Result<Amount, CommandError> {
    text.parse::<Amount>().ok().filter(|a| !a.is_negative()).ok_or_else(|| {
        CommandError::new(Exit::Usage, "E-CALC-AMOUNT").with("found", text).with("option", option)
    })
}

fn rate(text: &str, option: &str) -> Result<Rate, CommandError> {
    text.parse::<Rate>()
        .map_err(|_| CommandError::new(Exit::Usage, "E-CALC-RATE").with("found", text).with("option", option))
}
