//! The law: `cargo bench --bench rules`.
//!
//! Each question stands beside the same arithmetic written out plainly, with the figures of the law in the code and no
//! reason given: what it costs that every figure explains itself and that a lawyer can change it. The two must agree
//! before either is timed.

#![allow(clippy::print_stdout, reason = "a report for people")]

mod support;

use std::hint::black_box;
use std::time::Duration;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};
use sucheng::docket::{Docket, Standing};
use sucheng::domain::proof::StatementLine;
use sucheng::domain::{Amount, Event, Product};
use sucheng::rules::Rulebook;
use sucheng::rules::claim::{LedgerInput, Rates, replay};
use sucheng::rules::fees::{FeeAsk, FeeRounding, acceptance};
use sucheng::rules::interest::Term;
use support::{day, each, line};

const MICRO: Duration = Duration::from_micros(1);
const MILLI: Duration = Duration::from_millis(1);

fn main() {
    println!("rules");
    tables();
    let book = Rulebook::builtin();
    deadline(book);
    fee(book);
    ledger(book);
    account(book);
}

/// Reading every table, beside reading as many bytes of JSON without any meaning.
fn tables() {
    let read = || Rulebook::read_builtin().expect("a test reads every table");
    let book = read();
    let shown: Vec<Value> = book
        .origins()
        .iter()
        .flat_map(|o| book.get(&format!("{}/{}", o.table, o.id)))
        .map(|s| json!({"id": s.id, "lines": s.text.lines().collect::<Vec<_>>()}))
        .collect();
    let text = Value::from(shown).to_string();
    let plain = each(|| serde_json::from_str::<Value>(&text).expect("it was just written"));
    line("tables loaded", each(read), Some(("as much JSON", plain)), Some(5 * MILLI));
}

/// 15 days to appeal that end in the holidays of October.
fn deadline(book: &Rulebook) {
    let from = day("2026-09-18");
    let ruled = || {
        book.deadline("appeal-judgment", black_box(from), None, false).expect("it has a value for that day")
    };
    let off = [day("2026-10-01")..=day("2026-10-07")];
    let work = [day("2026-09-20"), day("2026-10-10")];
    let plain = || {
        let mut due = black_box(from) + Days::new(15);
        while off.iter().any(|span| span.contains(&due))
            || (matches!(due.weekday(), Weekday::Sat | Weekday::Sun) && !work.contains(&due))
        {
            due = due + Days::new(1);
        }
        due
    };
    assert_eq!(ruled().value.due, plain());
    line("a deadline", each(ruled), Some(("plain", each(plain))), Some(50 * MICRO));
}

/// 案件受理费 of a sum in the fourth band.
fn fee(book: &Rulebook) {
    let ask = FeeAsk {
        amount: "385432.10".parse().expect("an amount"),
        on: day("2026-11-21"),
        rounding: FeeRounding::Fen,
    };
    let ruled = || acceptance(book, black_box(&ask), &[]).expect("the amount is above zero");
    let bands = [
        (1_000_000, 0, 0),
        (10_000_000, 250, 0),
        (20_000_000, 200, 0),
        (50_000_000, 150, 0),
        (i64::MAX, 100, 0),
    ];
    let plain = || {
        let fen = black_box(ask.amount).fen();
        let (mut below, mut fee) = (0, 50 * 100 * 10_000);
        for (upto, rate, _) in bands {
            fee += (fen.min(upto) - below).max(0) * rate;
            below = upto;
        }
        Amount::from_fen((fee + 5_000) / 10_000)
    };
    assert_eq!(ruled().value, plain());
    line("a fee", each(ruled), Some(("plain", each(plain))), Some(50 * MICRO));
}

/// 60 months of lending and paying, interest by the day that joins the principal every month.
fn ledger(book: &Rulebook) {
    let first = day("2021-01-15");
    let months: Vec<NaiveDate> = (0..60).map(|m| first + Months::new(m)).collect();
    let mut lines: Vec<StatementLine> = Vec::new();
    for (m, on) in months.iter().enumerate() {
        let of = |kind: &str, amount: String| {
            serde_json::from_value(json!({"date": on, "kind": kind, "amount": amount})).expect("it is a line")
        };
        lines.push(of("purchase", format!("{}.37", 900 + m * 13)));
        if m > 0 {
            lines.push(of("payment", format!("{}.11", 200 + m * 5)));
        }
    }
    let to = first + Months::new(60);
    let term = Term {
        compounding: serde_json::from_value(json!("monthly")).expect("a word of contracts"),
        ..Term::daily(serde_json::from_value(json!("0.0005")).expect("a rate"))
    };
    let input = LedgerInput {
        lines: &lines,
        to,
        product: Some(Product::PersonalLoan),
        overdue_since: None,
        attribution: None,
        rates: Some(Rates { ordinary: Some(term), overdue: None }),
    };
    let ruled = || replay(book, black_box(&input)).expect("nothing is missing").value;
    let rate = Decimal::new(5, 4);
    let plain = || {
        let of = |base: Decimal, days: i64| {
            (base * rate * Decimal::from(days))
                .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
        };
        let [mut principal, mut interest, mut compound, mut joined] = [Decimal::ZERO; 4];
        let mut on = first;
        let mut accrue =
            |to: NaiveDate, principal, joined, interest: &mut Decimal, compound: &mut Decimal| {
                let days = (to - on).num_days();
                *interest += of(principal, days);
                *compound += of(joined, days);
                on = to;
            };
        for line in black_box(&lines) {
            if line.date > first {
                accrue(line.date, principal, joined, &mut interest, &mut compound);
            }
            let amount = line.amount.to_decimal();
            if line.kind == sucheng::domain::proof::StatementKind::Payment {
                let to_interest = amount.min(interest);
                let to_compound = (amount - to_interest).min(compound);
                interest -= to_interest;
                compound -= to_compound;
                principal -= amount - to_interest - to_compound;
                joined = joined.min(interest + compound);
            } else {
                principal += amount;
                joined = interest + compound;
            }
        }
        accrue(to, principal, joined, &mut interest, &mut compound);
        [principal, interest, compound]
    };
    let owed = ruled().balances;
    assert_eq!([owed.principal, owed.interest, owed.compound_interest].map(Amount::to_decimal), plain());
    line("a ledger of 60 months", each(ruled), Some(("plain", each(plain))), Some(2 * MILLI));
}

/// An account from its events to where it stands, and to the row of a list, beside decoding the same events.
fn account(book: &Rulebook) {
    let as_of = day("2026-11-21");
    for (name, events) in [
        ("figures only", support::events(2)),
        ("statements", support::events(8)),
        ("60 events", support::busy()),
    ] {
        let docket =
            || Docket::fold(black_box(&events)).expect("they follow each other").expect("it is there");
        let bytes = serde_json::to_vec(&events).expect("events are JSON");
        let decode = each(|| serde_json::from_slice::<Vec<Event>>(&bytes).expect("they were just written"));
        let stands = each(|| Standing::new(&docket(), as_of, book));
        line(
            &format!("fold and standing, {name}"),
            stands,
            Some(("decoding its events", decode)),
            Some(200 * MICRO),
        );
        let row = each(|| docket().row(as_of, book));
        line(&format!("fold and row, {name}"), row, Some(("decoding its events", decode)), Some(200 * MICRO));
    }
}
