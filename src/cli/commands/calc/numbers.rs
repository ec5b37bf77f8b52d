//! `sucheng calc words` and `check`.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::answer;
use crate::cli::catalogue::{self, Lang};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::domain::identity::{NumberError, bank_card, case_number, resident_id, uscc};
use crate::domain::{Amount, words as formal};
use crate::rules::{Answer, Reason};

/// An amount in words
#[derive(Args, Debug)]
pub struct WordsArgs {
    /// The amount in yuan, such as 6007.14
    #[arg(allow_hyphen_values = true)]
    pub amount: String,
}

/// Writes the amount in words.
///
/// # Errors
/// Not an amount.
pub fn words(args: WordsArgs, desk: &mut Desk<'_>) -> Done {
    let amount: Amount = args.amount.parse().map_err(|_| {
        CommandError::new(Exit::Usage, "E-CALC-AMOUNT").with("found", &args.amount).with("option", "AMOUNT")
    })?;
    let words = formal::in_words(amount);
    let reason = Reason::new(
        "amount-in-words",
        "支付结算办法（银发〔1997〕393号）附一",
        format!("{amount} 元写作{words}"),
    );
    answer(
        desk,
        "words",
        Ok(Answer { value: words, because: vec![reason] }),
        |words| json!({ "words": words }),
    )
}

/// Kinds of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Resident identity number (公民身份号码)
    Id,
    /// Unified social credit code (统一社会信用代码)
    Uscc,
    /// Bank card number
    Card,
    /// Court case number (案号)
    CaseNumber,
}

/// Check an identity, company, card or case number
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// What it is
    #[arg(value_enum)]
    pub kind: Kind,
    /// The number
    pub value: String,
}

/// Checks the number. An invalid one is an answer, not an error.
///
/// # Errors
/// stdout cannot be written.
pub fn check(args: CheckArgs, desk: &mut Desk<'_>) -> Done {
    let rules = desk.rules()?;
    let (rule, source) = match args.kind {
        Kind::Id => ("resident-id", "GB 11643-1999"),
        Kind::Uscc => ("uscc", "GB 32100-2015"),
        Kind::Card => ("bank-card", "ISO/IEC 7812-1"),
        Kind::CaseNumber => ("case-number", "关于人民法院案件案号的若干规定（法〔2015〕137号）"),
    };
    let read: Result<Value, NumberError> = match args.kind {
        Kind::Id => resident_id::read(&args.value)
            .map(|id| json!({"valid": true, "birth": id.birth, "sex": id.sex, "length": args.value.len()})),
        Kind::Uscc => uscc::check(&args.value).map(|()| json!({"valid": true})),
        Kind::Card => bank_card::check(&args.value).map(|()| json!({"valid": true, "length": args.value.len()})),
        Kind::CaseNumber => case_number::read(&args.value).map(|n| {
            let meaning = rules.case_type(&n.kind).map(|t| t.title.zh.clone());
            json!({"valid": true, "year": n.year, "court": n.court, "type": n.kind, "type_title": meaning, "number": n.number, "part": n.part})
        }),
    };
    let (value, detail) = match read {
        Ok(value) => (value, "符合编码规则和校验位".to_owned()),
        Err(error) => {
            let (code, args) = why(&error);
            let detail = format!("不符合：{}", catalogue::text(Lang::Zh, code, &args));
            (json!({"valid": false, "why": desk.text(code, &args)}), detail)
        }
    };
    answer(
        desk,
        "check",
        Ok(Answer { value, because: vec![Reason::new(rule, source, detail)] }),
        Value::clone,
    )
}

/// Why a number is not valid: the message and its values.
fn why(error: &NumberError) -> (&'static str, Vec<(&'static str, String)>) {
    match error {
        NumberError::Length { found, expected } => {
            ("S-NUMBER-LENGTH", vec![("found", found.to_string()), ("expected", (*expected).to_owned())])
        }
        NumberError::Character { character, position } => {
            ("S-NUMBER-CHARACTER", vec![("found", character.to_string()), ("position", position.to_string())])
        }
        NumberError::BirthDate(found) => ("S-NUMBER-BIRTH", vec![("found", found.clone())]),
        NumberError::Checksum { found, expected } => {
            ("S-NUMBER-CHECKSUM", vec![("found", found.to_string()), ("expected", expected.to_string())])
        }
        NumberError::Form(form) => ("S-NUMBER-FORM", vec![("expected", (*form).to_owned())]),
    }
}
