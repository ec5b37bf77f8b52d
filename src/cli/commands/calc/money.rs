//! `sucheng calc interest`, `late-performance`, `lpr` and `attribute`.

use clap::{Args, ValueEnum};
use rust_decimal::Decimal;
use serde_json::json;

use super::{amount, answer, as_json, rate};
use crate::cli::desk::Desk;
use crate::cli::error::Done;
use crate::cli::typed;
use crate::domain::Product;
use crate::domain::contract;
use crate::rules::attribution::{self, OrderAsk, Owed};
use crate::rules::interest::{PlainAsk, plain};
use crate::rules::late_performance;
use crate::rules::lpr::{self as prime, LprTerm};

/// What a rate is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Per {
    /// A day
    Day,
    /// A year
    Year,
}

/// Terms of the loan prime rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Term {
    /// One year
    #[value(name = "1y")]
    OneYear,
    /// Five years and more
    #[value(name = "5y")]
    FiveYears,
}

/// Products whose order of attribution differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lent {
    /// A credit card
    CreditCard,
    /// A loan
    Loan,
}

/// Interest of a sum over days, both ends counted
#[derive(Args, Debug)]
pub struct InterestArgs {
    /// The sum that bears interest, in yuan
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub principal: String,
    /// The rate as a fraction, such as 0.0005
    #[arg(long, value_name = "RATE")]
    pub rate: String,
    /// What the rate is counted by
    #[arg(long, value_enum)]
    pub per: Per,
    /// The first day
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// The last day, counted
    #[arg(long, value_name = "DATE")]
    pub to: String,
    /// Days of a year: 360, 365, or 366 for the actual year; required with a yearly rate
    #[arg(long, value_name = "DAYS", required_if_eq("per", "year"), value_parser = ["360", "365", "366"])]
    pub day_basis: Option<String>,
    /// The most per year, as a fraction, such as 0.24
    #[arg(long, value_name = "RATE")]
    pub cap: Option<String>,
}

/// Computes interest.
///
/// # Errors
/// An argument that cannot be read.
pub fn interest(args: InterestArgs, desk: &mut Desk<'_>) -> Done {
    let ask = PlainAsk {
        principal: amount(&args.principal, "--principal")?,
        rate: rate(&args.rate, "--rate")?,
        per: match args.per {
            Per::Day => contract::Per::Day,
            Per::Year => contract::Per::Year,
        },
        day_basis: args.day_basis.and_then(|d| d.parse().ok()),
        from: typed::day("--from", &args.from)?,
        to: typed::day("--to", &args.to)?,
        cap: args.cap.map(|c| rate(&c, "--cap")).transpose()?,
    };
    let rules = desk.rules()?;
    answer(desk, "interest", plain(&rules, &ask), as_json)
}

/// The doubled interest of late performance
#[derive(Args, Debug)]
pub struct LateArgs {
    /// The judgment debt without interest, in yuan
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub base: String,
    /// The first day
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// The last day, counted
    #[arg(long, value_name = "DATE")]
    pub to: String,
}

/// Computes the doubled part.
///
/// # Errors
/// An argument that cannot be read.
pub fn late(args: LateArgs, desk: &mut Desk<'_>) -> Done {
    let (base, from, to) =
        (amount(&args.base, "--base")?, typed::day("--from", &args.from)?, typed::day("--to", &args.to)?);
    let rules = desk.rules()?;
    answer(desk, "late-performance", late_performance::doubled(&rules, base, from, to), as_json)
}

/// The loan prime rate in force on a day
#[derive(Args, Debug)]
pub struct LprArgs {
    /// The day
    #[arg(long, value_name = "DATE")]
    pub on: String,
    /// The term [default: 1y]
    #[arg(long, value_enum, default_value = "1y", hide_default_value = true)]
    pub term: Term,
    /// Refuse a day for which no publication was checked
    #[arg(long)]
    pub strict: bool,
}

/// Looks the rate up.
///
/// # Errors
/// An argument that cannot be read.
pub fn lpr(args: LprArgs, desk: &mut Desk<'_>) -> Done {
    let on = typed::day("--on", &args.on)?;
    let term = match args.term {
        Term::OneYear => LprTerm::OneYear,
        Term::FiveYears => LprTerm::FiveYears,
    };
    let rules = desk.rules()?;
    // Of a day that has come, the last rate known may still be the one in force; of a later one, nobody has published any.
    let strict = args.strict || on > desk.settings.as_of;
    answer(desk, "lpr", prime::on(&rules, on, term, strict), |found| {
        let percent = (found.rate.fraction() * Decimal::ONE_HUNDRED).normalize();
        json!({"rate": format!("{percent:.2}"), "published": found.published, "provisional": found.provisional})
    })
}

/// How a payment is applied
#[derive(Args, Debug)]
pub struct AttributeArgs {
    /// The payment, in yuan
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub payment: String,
    /// The day it came in
    #[arg(long, value_name = "DATE")]
    pub on: String,
    /// Principal owed
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub principal: String,
    /// Interest owed
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub interest: String,
    /// Fees owed
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub fees: String,
    /// Penalty owed
    #[arg(long, value_name = "AMOUNT", default_value = "0", allow_hyphen_values = true)]
    pub penalty: String,
    /// What was lent
    #[arg(long, value_enum)]
    pub product: Lent,
    /// The first day overdue
    #[arg(long, value_name = "DATE")]
    pub overdue_since: String,
}

/// Applies a payment.
///
/// # Errors
/// An argument that cannot be read.
pub fn attribute(args: AttributeArgs, desk: &mut Desk<'_>) -> Done {
    let ask = OrderAsk {
        on: typed::day("--on", &args.on)?,
        product: Some(match args.product {
            Lent::CreditCard => Product::CreditCard,
            Lent::Loan => Product::PersonalLoan,
        }),
        overdue_since: Some(typed::day("--overdue-since", &args.overdue_since)?),
        contract: None,
        enforced: false,
    };
    let owed = Owed {
        fees: amount(&args.fees, "--fees")?,
        interest: amount(&args.interest, "--interest")?,
        penalty: amount(&args.penalty, "--penalty")?,
        principal: amount(&args.principal, "--principal")?,
        ..Owed::default()
    };
    let payment = amount(&args.payment, "--payment")?;
    let rules = desk.rules()?;
    answer(desk, "attribute", attribution::attribute(&rules, &ask, payment, &owed), as_json)
}
