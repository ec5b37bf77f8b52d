//! Questions about money, and their algebra.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};
use sucheng::domain::contract::{Component, InterestTerm, Per, Rate};
use sucheng::domain::debt::{Cap, CapTest, CapUse, Payment};
use sucheng::domain::party::Lender;
use sucheng::domain::proof::StatementLine;
use sucheng::domain::{Amount, Product, date};
use sucheng::rules::attribution::{self, OrderAsk, Owed, Target};
use sucheng::rules::balances::Balances;
use sucheng::rules::caps::{self, CapAsk};
use sucheng::rules::claim::{self, ClaimInput, LedgerInput, StatedApart};
use sucheng::rules::fees::{self, FeeAsk, FeeRounding, Halving};
use sucheng::rules::interest::{self, PlainAsk};
use sucheng::rules::late_performance;
use sucheng::rules::lpr::{self, LprTerm};
use sucheng::rules::{Answer, Refusal, Rulebook};

use super::{Given, given};

fn facts<T: serde::de::DeserializeOwned>(facts: &Value) -> T {
    serde_json::from_value(facts.clone()).unwrap_or_else(|e| panic!("{facts}: {e}"))
}

fn refused(refusal: &Refusal) -> Value {
    json!({"refused": refusal.code, "missing": refusal.missing})
}

/// Answers the questions this file knows.
pub fn answer(ask: &str, given_facts: &Value) -> Option<Result<Given, Refusal>> {
    let book = Rulebook::builtin();
    Some(match ask {
        "fee" => fee(book, &facts(given_facts)),
        "lpr" => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Facts {
                on: NaiveDate,
                #[serde(default)]
                term: LprTerm,
                #[serde(default)]
                strict: bool,
            }
            let f: Facts = facts(given_facts);
            lpr::on(book, f.on, f.term, f.strict).map(given)
        }
        "interest" => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Facts {
                principal: Amount,
                rate: Rate,
                per: Per,
                day_basis: Option<u16>,
                from: NaiveDate,
                to: NaiveDate,
                cap: Option<Rate>,
            }
            let f: Facts = facts(given_facts);
            let ask = PlainAsk {
                principal: f.principal,
                rate: f.rate,
                per: f.per,
                day_basis: f.day_basis,
                from: f.from,
                to: f.to,
                cap: f.cap,
            };
            interest::plain(book, &ask).map(given)
        }
        "late-performance" => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Facts {
                base: Amount,
                from: NaiveDate,
                to: NaiveDate,
            }
            let f: Facts = facts(given_facts);
            late_performance::doubled(book, f.base, f.from, f.to).map(given)
        }
        "enforce" => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Facts {
                owed: Owed,
                from: NaiveDate,
                to: NaiveDate,
                #[serde(default)]
                payments: Vec<Payment>,
            }
            let f: Facts = facts(given_facts);
            late_performance::enforce(book, &f.owed, f.from, f.to, &f.payments).map(given)
        }
        "attribute" => attribute(book, &facts(given_facts)),
        "cap-rate" => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Facts {
                lender: Lender,
                signed_on: Option<NaiveDate>,
                claimed_on: NaiveDate,
                #[serde(default)]
                strict: bool,
            }
            let f: Facts = facts(given_facts);
            let ask = CapAsk {
                lender: f.lender,
                signed_on: f.signed_on,
                claimed_on: f.claimed_on,
                strict: f.strict,
            };
            caps::rates(book, &ask).map(given)
        }
        "claim" => claim::figure(book, &claim_input(facts(given_facts))).map(claim_json),
        "ledger" => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Facts {
                statements: Vec<StatementLine>,
                to: NaiveDate,
                product: Option<Product>,
                overdue_since: Option<NaiveDate>,
                attribution: Option<Vec<Component>>,
            }
            let f: Facts = facts(given_facts);
            let input = LedgerInput {
                lines: &f.statements,
                to: f.to,
                product: f.product,
                overdue_since: f.overdue_since,
                attribution: f.attribution.as_deref(),
                rates: None,
                test_from: None,
            };
            claim::replay(book, &input).map(given)
        }
        _ => return None,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FeeFacts {
    kind: String,
    #[serde(default)]
    amount: Amount,
    #[serde(default)]
    halved: Vec<Halving>,
    #[serde(default)]
    rounding: FeeRounding,
    on: Option<NaiveDate>,
    institution: Option<String>,
}

fn fee(book: &Rulebook, f: &FeeFacts) -> Result<Given, Refusal> {
    let ask = FeeAsk {
        amount: f.amount,
        on: f.on.unwrap_or_else(|| date::parse("2026-11-21").unwrap()),
        rounding: f.rounding,
    };
    match f.kind.as_str() {
        "acceptance" => fees::acceptance(book, &ask, &f.halved).map(given),
        "payment-order" => fees::payment_order(book, &ask).map(given),
        "preservation" => fees::preservation(book, &ask).map(given),
        "enforcement" => fees::enforcement(book, &ask).map(given),
        "arbitration" => fees::arbitration(book, &ask, f.institution.as_deref()).map(given),
        other => fees::banded(book, other, &ask).map(given),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AttributeFacts {
    payment: Amount,
    on: NaiveDate,
    owed: Owed,
    product: Option<Product>,
    overdue_since: Option<NaiveDate>,
    contract: Option<Vec<Component>>,
    #[serde(default)]
    enforced: bool,
}

fn attribute(book: &Rulebook, f: &AttributeFacts) -> Result<Given, Refusal> {
    let ask = OrderAsk {
        on: f.on,
        product: f.product,
        overdue_since: f.overdue_since,
        contract: f.contract.as_deref(),
        enforced: f.enforced,
    };
    attribution::attribute(book, &ask, f.payment, &f.owed).map(given)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimFacts {
    stated: Balances,
    as_of: NaiveDate,
    on: NaiveDate,
    interest: Option<InterestTerm>,
    overdue_interest: Option<InterestTerm>,
    default_from: Option<NaiveDate>,
    #[serde(default)]
    compound_apart: bool,
    #[serde(default)]
    payments: Vec<Payment>,
    product: Option<Product>,
    overdue_since: Option<NaiveDate>,
    interest_paid_until: Option<NaiveDate>,
    attribution: Option<Vec<Component>>,
    lender: Option<Lender>,
    signed_on: Option<NaiveDate>,
    #[serde(default)]
    cap: Cap,
    #[serde(default)]
    statements: Vec<StatementLine>,
    #[serde(default)]
    strict: bool,
}

fn claim_input(f: ClaimFacts) -> ClaimInput {
    ClaimInput {
        stated: f.stated,
        as_of: f.as_of,
        on: f.on,
        interest: f.interest,
        overdue_interest: f.overdue_interest,
        default_from: f.default_from,
        stated_apart: StatedApart { overdue: false, compound: f.compound_apart },
        payments: f.payments,
        product: f.product,
        overdue_since: f.overdue_since,
        interest_paid_until: f.interest_paid_until,
        attribution: f.attribution,
        lender: f.lender,
        signed_on: f.signed_on,
        cap: f.cap,
        statements: f.statements,
        strict: f.strict,
    }
}

fn claim_json(answer: Answer<claim::Claim>) -> Given {
    let reasons = serde_json::to_string(&answer.because).unwrap();
    let claim = answer.value;
    let value = json!({
        "holds_on": claim.holds_on,
        "balances": claim.balances,
        "before_cap": claim.before_cap,
        "total": claim.total,
        "overpaid": claim.overpaid,
        "accrued": claim.accrued.as_ref().map_or_else(refused, |a| json!(a)),
        "payments": claim.payments,
        "cap": claim.cap.as_ref().map_or_else(refused, |c| json!(c)),
        "ongoing": claim.ongoing,
        "ledger": claim.ledger.as_ref().map(|l| l.as_ref().map_or_else(refused, |l| json!(l))),
        "provisional": claim.provisional,
    });
    Given { value, reasons }
}
