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
use sucheng::rules::judgment_debt::{self, DuePart, General, JudgmentDebt, Receipt, Way};
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
                payments: Vec<Came>,
                /// The day up to which the figures consider payments; the day before `from` where it is left out.
                since: Option<NaiveDate>,
                /// General interest on the principal: its first day, and its daily rate.
                general: Option<(NaiveDate, Rate)>,
                /// Parts with a last day of their own; all of it from `from` on where they are left out.
                due: Option<Vec<(NaiveDate, Amount)>>,
            }
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Came {
                on: NaiveDate,
                amount: Amount,
                #[serde(default)]
                way: String,
                #[serde(default)]
                to_enforcement: Amount,
                taken_on: Option<NaiveDate>,
            }
            let f: Facts = facts(given_facts);
            let whole = f.owed.fees + f.owed.penalty + f.owed.principal;
            let due = f.due.unwrap_or_else(|| vec![(f.from, whole)]);
            let debt = JudgmentDebt {
                owed: f.owed,
                since: f.since.unwrap_or_else(|| f.from.pred_opt().unwrap()),
                general: f.general.map(|(from, rate)| General {
                    from,
                    rates: Ok(vec![(from, interest::Term::daily(rate))]),
                    ended: None,
                }),
                due: due.into_iter().map(|(from, amount)| DuePart { from, amount }).collect(),
                until: None,
                stayed: Vec::new(),
                paused: Vec::new(),
            };
            let receipts: Vec<Receipt> = f
                .payments
                .iter()
                .map(|came| Receipt {
                    on: came.on,
                    amount: came.amount,
                    way: match came.way.as_str() {
                        "distributed" => Way::Distributed,
                        "cost-recovered" => Way::CostRecovered,
                        "cost-refunded" => Way::CostRefunded,
                        _ => Way::Payment,
                    },
                    to_enforcement: came.to_enforcement,
                    taken_on: came.taken_on,
                })
                .collect();
            judgment_debt::follow(book, &debt, f.to, &receipts).map(given)
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
            };
            claim::replay(book, &input).map(given)
        }
        _ => return None,
    })
}

fn day(offset: u64) -> NaiveDate {
    date::parse("2021-01-01").unwrap() + Days::new(offset)
}

fn yuan(most: i64) -> impl Strategy<Value = Amount> {
    (0..most * 100).prop_map(Amount::from_fen)
}

/// A rate by day or by year with one of the three day bases.
fn term() -> impl Strategy<Value = (Rate, Per, Option<u16>)> {
    prop_oneof![
        (0_i64..2000).prop_map(|r| (Rate::new(Decimal::new(r, 6)).unwrap(), Per::Day, None)),
        ((0_i64..6000), prop_oneof![Just(360_u16), Just(365), Just(366)]).prop_map(|(r, basis)| (
            Rate::new(Decimal::new(r, 4)).unwrap(),
            Per::Year,
            Some(basis)
        )),
    ]
}

/// An account of a card or loan with payments over the year after its figures.
fn account() -> impl Strategy<Value = ClaimInput> {
    let stated = (yuan(200_000), yuan(30_000), yuan(5_000), yuan(5_000), yuan(5_000)).prop_map(
        |(principal, interest, compound_interest, penalty, fees)| Balances {
            principal,
            interest,
            compound_interest,
            penalty,
            fees,
            ..Balances::default()
        },
    );
    let payments = proptest::collection::vec(
        ((1..300_u64), (1..5_000_000_i64)).prop_map(|(on, fen)| Payment {
            on: day(800 + on),
            amount: Amount::from_fen(fen),
            from: None,
            reference: None,
        }),
        0..5,
    );
    (stated, term(), payments, 0..320_u64, any::<[bool; 4]>(), 0..3_u8).prop_map(
        |(stated, (rate, per, day_basis), payments, on, [card, monthly, segment, contract], lender)| {
            let compounding = if monthly { "monthly" } else { "none" };
            let written =
                json!({"rate": rate, "per": per, "day_basis": day_basis, "compounding": compounding});
            ClaimInput {
                stated,
                as_of: day(800),
                on: day(800 + on),
                interest: Some(facts(&written)),
                overdue_interest: None,
                default_from: None,
                stated_apart: StatedApart::default(),
                payments,
                interest_until: None,
                paused: Vec::new(),
                product: Some(if card { Product::CreditCard } else { Product::PersonalLoan }),
                overdue_since: Some(day(650)),
                interest_paid_until: None,
                attribution: contract.then(|| vec![Component::Principal, Component::Interest]),
                lender: Some([Lender::Licensed, Lender::Microloan, Lender::Private][usize::from(lender)]),
                signed_on: Some(day(30)),
                cap: Cap {
                    apply: CapUse::Warn,
                    test: if segment { CapTest::Segment } else { CapTest::Cumulative },
                },
                statements: Vec::new(),
                strict: false,
            }
        },
    )
}

proptest! {
    /// A banded fee never falls as the claim rises, and never rises faster than the claim does.
    #[test]
    fn a_fee_never_falls(a in 1..5_000_000_000_i64, more in 0..1_000_000_000_i64) {
        let book = Rulebook::builtin();
        let ask = |fen| FeeAsk {
            amount: Amount::from_fen(fen),
            on: day(2000),
            rounding: FeeRounding::Fen,
        };
        for id in ["acceptance-fee", "enforcement-fee", "preservation-fee", "payment-order-fee", "arbitration-fee"] {
            let low = fees::banded(book, id, &ask(a)).unwrap().value;
            let high = fees::banded(book, id, &ask(a + more)).unwrap().value;
            prop_assert!(low.min <= high.min && low.max <= high.max, "{id} {a} {more}");
            prop_assert!(low.min <= low.max);
            prop_assert!((high.max - low.max).fen() <= more + 1, "{id} {a} {more}");
        }
    }

    /// Interest over [a, c] is that over [a, b] and (b, c], before rounding.
    #[test]
    fn interest_adds_up(principal in yuan(10_000_000), (rate, per, day_basis) in term(), from in 0..2000_u64, b in 0..900_u64, c in 1..900_u64) {
        let book = Rulebook::builtin();
        let over = |first, last| {
            let ask = PlainAsk { principal, rate, per, day_basis, from: first, to: last, cap: None };
            let lines = interest::plain(book, &ask).unwrap().value.segments;
            lines.iter().map(|l| l.exact).sum::<Decimal>()
        };
        let (a, b, c) = (day(from), day(from + b), day(from + b + c));
        let apart = over(a, b) + over(b.succ_opt().unwrap(), c);
        // A quotient by 365 that never ends is cut after 28 digits.
        prop_assert!((over(a, c) - apart).abs() < Decimal::new(1, 15));
    }

    /// Lines add up to the figure, and no line is off by more than half a 分.
    #[test]
    fn lines_add_up(principal in yuan(10_000_000), (rate, per, day_basis) in term(), from in 0..2000_u64, length in 0..2000_u64) {
        let ask = PlainAsk { principal, rate, per, day_basis, from: day(from), to: day(from + length), cap: None };
        let found = interest::plain(Rulebook::builtin(), &ask).unwrap().value;
        prop_assert_eq!(found.segments.iter().map(|l| l.amount).sum::<Amount>(), found.interest);
        if !principal.is_zero() {
            prop_assert_eq!(found.segments.iter().map(|l| l.days).sum::<i64>(), found.days);
        }
        for line in &found.segments {
            prop_assert!((line.amount.to_decimal() - line.exact).abs() <= Decimal::new(5, 3));
        }
    }

    /// A ceiling on a plain sum never raises it, and a lower one never allows more.
    #[test]
    fn a_cap_never_raises(principal in yuan(1_000_000), (rate, per, day_basis) in term(), length in 0..900_u64, cap in 0..5000_i64) {
        let with = |cap: Option<i64>| {
            let cap = cap.map(|c| Rate::new(Decimal::new(c, 4)).unwrap());
            let ask = PlainAsk { principal, rate, per, day_basis, from: day(0), to: day(length), cap };
            interest::plain(Rulebook::builtin(), &ask).unwrap().value
        };
        let (free, cut, lower) = (with(None), with(Some(cap)), with(Some(cap / 2)));
        prop_assert!(cut.interest <= free.interest && lower.interest <= cut.interest);
        prop_assert_eq!(cut.interest + cut.given_up, free.interest);
        prop_assert_eq!(cut.capped, cut.interest < free.interest);
    }

    /// A payment is neither lost nor multiplied, whatever the order, and pays nothing twice.
    #[test]
    fn attribution_conserves_money(
        payment in 1..20_000_000_i64,
        owed in (yuan(50_000), yuan(50_000), yuan(50_000), yuan(50_000), yuan(50_000)),
        order in Just(vec![Target::Fees, Target::Interest, Target::Penalty, Target::Principal, Target::LatePerformance]).prop_shuffle(),
    ) {
        let (fees, interest, penalty, principal, late_performance) = owed;
        let owed = Owed { fees, interest, penalty, principal, late_performance };
        let to = attribution::apply(Amount::from_fen(payment), &owed, &order);
        let parts = [
            (to.to_fees, fees),
            (to.to_interest, interest),
            (to.to_penalty, penalty),
            (to.to_principal, principal),
            (to.to_late_performance, late_performance),
        ];
        prop_assert_eq!(parts.iter().map(|(p, _)| *p).sum::<Amount>() + to.left, Amount::from_fen(payment));
        prop_assert!(parts.iter().all(|(part, owed)| part <= owed && !part.is_negative()));
        prop_assert!(to.left.is_zero() || parts.iter().all(|(part, owed)| part == owed));
    }

    /// What is owed at the end is what was stated, plus what accrued, less what was paid: to the 分.
    #[test]
    fn a_claim_balances(input in account()) {
        let claim = claim::figure(Rulebook::builtin(), &input).unwrap().value;
        let paid: Amount = claim.payments.iter().map(|p| p.amount - p.applied.left).sum();
        let accrued = claim.accrued.as_ref().unwrap().total;
        prop_assert_eq!(claim.before_cap.total(), input.stated.total() + accrued - paid);
        prop_assert_eq!(claim.total, claim.before_cap.total(), "only warned of");
        prop_assert_eq!(claim.overpaid, claim.payments.iter().map(|p| p.applied.left).sum());
        let cap = claim.cap.unwrap();
        let stretched: Amount = cap.stretches.iter().map(|s| s.charges).sum();
        prop_assert_eq!(stretched, cap.charged);
        prop_assert_eq!(cap.charged, input.stated.charges() + accrued);
    }

    /// A ceiling never raises a claim. Payments that go to principal instead of charges over the ceiling split the lines
    /// elsewhere: half a 分 a line is all that may come of it.
    #[test]
    fn a_ceiling_never_raises_a_claim(warned in account()) {
        let book = Rulebook::builtin();
        let mut applied = warned.clone();
        applied.cap.apply = CapUse::Yes;
        let free = claim::figure(book, &warned).unwrap().value;
        let cut = claim::figure(book, &applied).unwrap().value;
        let lines = cut.accrued.as_ref().unwrap().segments.len() + free.accrued.as_ref().unwrap().segments.len();
        let slack = Amount::from_fen(i64::try_from(lines / 2 + 1).unwrap());
        let free_total = free.total - free.overpaid;
        let cut_total = cut.total - cut.overpaid;
        if warned.payments.is_empty() {
            prop_assert!(cut_total <= free_total);
        }
        prop_assert!(cut_total <= free_total + slack, "{cut_total} {free_total}");
        let cap = cut.cap.unwrap();
        prop_assert_eq!(cap.given_up, cap.excess);
        prop_assert_eq!(cut.total + cap.given_up, cut.before_cap.total());
        prop_assert_eq!(cut.balances.charges() + cap.given_up, cut.before_cap.charges());
    }
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
        interest_until: None,
        paused: Vec::new(),
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

/// Every code that money can be refused with has its words in both languages.
#[test]
fn every_refusal_has_words() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("src/cli/messages/rules-money.yaml")).unwrap();
    let words: std::collections::BTreeMap<String, Value> = serde_yaml::from_str(&text).unwrap();
    let mut found = 0;
    for name in ["attribution.rs", "caps.rs", "claim", "fees.rs", "interest", "late_performance.rs", "lpr.rs"]
    {
        let path = root.join("src/rules").join(name);
        let files: Vec<_> = match std::fs::read_dir(&path) {
            Ok(dir) => dir.map(|e| e.unwrap().path()).collect(),
            Err(_) => vec![path],
        };
        for file in files {
            let source = std::fs::read_to_string(&file).unwrap();
            for code in source.split('"').filter(|s| s.starts_with("R-")) {
                found += 1;
                let entry =
                    words.get(code).unwrap_or_else(|| panic!("{}: no words for {code}", file.display()));
                assert!(entry["en"].is_string() && entry["zh"].is_string(), "{code}");
            }
        }
    }
    assert!(found > 20, "only {found} codes were found");
}

/// Since when default interest runs on the whole principal: once the loan is called or due, else since the first day
/// overdue; a due date that lies ahead leaves only instalments overdue.
#[test]
fn default_interest_begins_where_the_whole_is_due() {
    let from = |due_on: Option<&str>, called: Option<&str>| {
        let case: sucheng::domain::Case = facts(&json!({
            "account": "A-1",
            "debtors": [],
            "contract": {"due_on": due_on, "terms": {"overdue_interest": {"rate": "0.0006", "per": "day"}}},
            "debt": {
                "overdue_since": "2026-01-11", "as_of": "2026-03-31", "principal": "100.00",
                "accelerated": called.map(|on| json!({"on": on})),
            },
        }));
        ClaimInput::of(&case, &[], date::parse("2026-04-10").unwrap()).default_from.map(|d| d.to_string())
    };
    assert_eq!(from(None, None).as_deref(), Some("2026-01-11"));
    assert_eq!(from(Some("2027-01-10"), None).as_deref(), Some("2027-01-11"));
    assert_eq!(from(Some("2027-01-10"), Some("2026-03-01")).as_deref(), Some("2026-03-01"));
    assert_eq!(from(Some("2026-01-10"), None).as_deref(), Some("2026-01-11"));
}

/// A case file that states default interest only: enough where it already runs, and taken from the file as it is.
#[test]
fn a_case_file_leads_to_its_claim() {
    let case: sucheng::domain::Case = facts(&json!({
        "account": "A-1",
        "product": "personal-loan",
        "debtors": [],
        "creditor": {"name": "示例银行", "lender": "licensed"},
        "contract": {"terms": {"overdue_interest": {"rate": "0.0006", "per": "day", "clause": "第六条"}}},
        "debt": {"overdue_since": "2026-01-11", "as_of": "2026-03-31", "principal": "10000.00", "interest": "200.00"},
    }));
    let payments = [Payment { on: day(1918), amount: Amount::from_fen(25_000), from: None, reference: None }];
    assert_eq!(payments[0].on.to_string(), "2026-04-03");
    let claim = claim::figure(
        Rulebook::builtin(),
        &ClaimInput::of(&case, &payments, date::parse("2026-04-10").unwrap()),
    );
    let claim = claim.unwrap().value;
    // 3 days × 6.00; 250 pay 218 of interest and 32 of principal; 7 days of 9,968 × 0.0006 = 41.8656.
    let accrued = claim.accrued.unwrap();
    assert_eq!(accrued.overdue_interest.to_string(), "59.87");
    assert_eq!(claim.balances.principal.to_string(), "9968.00");
    assert_eq!(claim.total.to_string(), "10009.87");
    assert_eq!(claim.ongoing.unwrap().from.to_string(), "2026-04-11");
}

/// A workspace adds an institution's own scale, and later publications of the LPR, without touching the program.
#[test]
fn a_workspace_extends_the_money_tables() {
    let provenance = "source: {instrument: 示例公告}, checked_on: 2026-11-21, confidence: V";
    let fees_text = format!(
        "table: fees\nentries:\n- id: arbitration-fee-example\n  institution: 示例仲裁委员会\n  title: {{zh: 示例仲裁委员会受理费, en: Example scale}}\n  values:\n  - {{from: 2020-01-01, value: {{slices: [{{up_to: \"200000\", flat: \"5000\"}}, {{rate: \"0.01\"}}]}}, {provenance}}}\n"
    );
    let lpr_text = format!(
        "table: lpr\nentries:\n- id: lpr-1y\n  title: {{zh: 一年期LPR, en: One-year LPR}}\n  values:\n  - {{from: 2025-05-20, value: \"0.03\", {provenance}}}\n  - {{from: 2026-10-20, until: 2026-12-20, value: \"0.029\", {provenance}}}\n"
    );
    let own = Rulebook::builtin()
        .with_overrides([("fees.yaml".to_owned(), fees_text), ("lpr.yaml".to_owned(), lpr_text)])
        .unwrap();
    let ask = FeeAsk { amount: Amount::from_fen(30_000_000), on: day(2000), rounding: FeeRounding::Fen };
    let band = |name| fees::arbitration(&own, &ask, name).unwrap().value;
    // 5,000 up to 200,000, then 1 % of 100,000.
    assert_eq!(band(Some("示例仲裁委员会")).min.to_string(), "6000.00");
    assert_eq!(band(Some("示例仲裁委员会")).max.to_string(), "6000.00");
    // 40 + 1,960 + 1,500 + 2,000 + 1,000 and 100 + 2,450 + 2,000 + 3,000 + 2,000 by the national band.
    assert_eq!(
        (band(None).min.to_string(), band(None).max.to_string()),
        ("6500.00".into(), "9550.00".into())
    );
    let lpr = lpr::on(&own, date::parse("2026-11-21").unwrap(), LprTerm::OneYear, true).unwrap().value;
    assert_eq!((lpr.rate.to_string(), lpr.provisional), ("0.029".into(), false));
}
