//! The worked cases of `cases/` are what they say: they import without a doubt, and their figures follow from the
//! statements beside them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests are tests, which the lint cannot tell"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate, Timelike, Weekday};
use rust_decimal::Decimal;
use sucheng::domain::identity::case_number;
use sucheng::domain::money::Amount;
use sucheng::domain::proof::StatementKind;
use sucheng::intake::{Defaults, Proposal, case_folder};

/// The day the cases are written for.
fn today() -> NaiveDate {
    "2026-11-21".parse().unwrap()
}

/// Every case folder, by name.
fn folders() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_string_lossy().into_owned()
}

fn read(folder: &Path) -> Proposal {
    case_folder(folder, &Defaults::default())
        .unwrap_or_else(|problems| panic!("{}: {problems:#?}", name(folder)))
}

#[test]
fn every_folder_imports_without_error_or_warning() {
    let names: Vec<String> = folders().iter().map(|folder| name(folder)).collect();
    assert_eq!(
        names,
        [
            "card-litigation",
            "enforcement",
            "loan-guarantor",
            "online-arbitration",
            "payment-order",
            "settled"
        ]
    );
    let mut accounts = BTreeSet::new();
    for folder in folders() {
        let proposal = read(&folder);
        assert!(proposal.warnings.is_empty(), "{}: {:#?}", name(&folder), proposal.warnings);
        assert!(accounts.insert(proposal.case.account.clone()), "{}: account twice", name(&folder));
        assert!(
            !proposal.case.contacts.is_empty() && !proposal.case.statements.is_empty(),
            "{}",
            name(&folder)
        );
    }
}

/// Nothing lies in `evidence/` that no case names, and all of it is small enough to be embedded.
#[test]
fn evidence_is_named_and_small() {
    let mut total = 0;
    for folder in folders() {
        let proposal = read(&folder);
        let named: BTreeSet<_> =
            proposal.files.iter().map(|(_, path)| path.canonicalize().unwrap()).collect();
        let kept: BTreeSet<_> = fs::read_dir(folder.join("evidence"))
            .unwrap()
            .map(|entry| entry.unwrap().path().canonicalize().unwrap())
            .collect();
        assert_eq!(named, kept, "{}", name(&folder));
        for file in kept {
            let bytes = fs::metadata(&file).unwrap().len();
            assert!(bytes < 150_000, "{}: {bytes} bytes", file.display());
            total += bytes;
        }
    }
    assert!(total < 3_000_000, "{total} bytes in all");
}

/// What was charged less what was paid is the debt: an addition that no rule of the program takes part in.
#[test]
fn statements_add_up_to_the_debt() {
    for folder in folders() {
        let case = read(&folder).case;
        let net: i64 = case
            .statements
            .iter()
            .map(|line| match line.kind {
                StatementKind::Payment | StatementKind::Reversal => -line.amount.fen(),
                _ => line.amount.fen(),
            })
            .sum();
        let debt = &case.debt;
        let charges = [debt.interest, debt.overdue_interest, debt.compound_interest, debt.penalty, debt.fees];
        let owed = debt.principal.fen() + charges.into_iter().flatten().map(Amount::fen).sum::<i64>();
        assert_eq!(net, owed, "{}", name(&folder));
        assert!(case.statements.windows(2).all(|pair| pair[0].date <= pair[1].date), "{}", name(&folder));
        assert_eq!(case.statements.last().unwrap().date, debt.as_of, "{}", name(&folder));
    }
}

/// The figures stay under 24 % a year on the principal from the first day overdue (law-cn.md §2.2), as README.md says.
#[test]
fn charges_stay_under_24_percent() {
    for folder in folders() {
        let debt = read(&folder).case.debt;
        let charges = [debt.interest, debt.overdue_interest, debt.compound_interest, debt.penalty, debt.fees];
        let charged: Decimal = charges.into_iter().flatten().map(Amount::to_decimal).sum();
        let days = (debt.as_of - debt.overdue_since.unwrap()).num_days() + 1;
        let cap =
            debt.principal.to_decimal() * Decimal::new(24, 2) * Decimal::from(days) / Decimal::from(365);
        assert!(charged <= cap, "{}: {charged} over {cap}", name(&folder));
    }
}

/// 22:00 to 8:00 is quiet (law-cn.md §5); one entry of one case lies there on purpose, as README.md says.
#[test]
fn one_contact_lies_in_quiet_hours() {
    let mut quiet = Vec::new();
    for folder in folders() {
        for contact in read(&folder).case.contacts {
            assert!(contact.at.date() <= today(), "{}: {}", name(&folder), contact.at);
            if !(8..22).contains(&contact.at.hour()) {
                quiet.push((name(&folder), contact.at.to_string()));
            }
        }
    }
    assert_eq!(quiet, [("loan-guarantor".to_owned(), "2026-03-25 07:46:00".to_owned())]);
}

/// Milestones go forward, none is in the future or on a weekend, and case numbers have the form of 法〔2015〕137号.
#[test]
fn milestones_are_plausible() {
    for folder in folders() {
        let rows = read(&folder).milestones;
        assert!(rows.windows(2).all(|pair| pair[0].on <= pair[1].on), "{}", name(&folder));
        for row in rows {
            let place = format!("{} line {}", name(&folder), row.line);
            assert!(row.on <= today(), "{place}");
            assert!(!matches!(row.on.weekday(), Weekday::Sat | Weekday::Sun), "{place}");
            assert!(row.track.is_some(), "{place}");
            if let Some(number) = row.facts.get("case_number") {
                assert!(case_number::read(number).is_ok(), "{place}: {number}");
            }
        }
    }
}

/// 民事调解书: 0.05 % a day on the principal from 2026-06-01 up to and including each day of payment, interest before
/// principal. Worked by hand: 15000 × 0.0005 × 75 days = 562.50; 8000 pays 3187.50 of interest and 4812.50 of
/// principal; 10187.50 × 0.0005 × 32 = 163.00; 6000 leaves 4350.50; × 0.0005 × 30 = 65.26.
#[test]
fn the_settled_case_is_paid_off_to_the_last_fen() {
    let settled = folders().into_iter().find(|folder| name(folder) == "settled").unwrap();
    let case = read(&settled).case;
    let (mut principal, mut interest) = (case.debt.principal, case.debt.interest.unwrap());
    let mut since = case.debt.as_of;
    for payment in &case.payments {
        let days = Decimal::from((payment.on - since).num_days());
        let accrued = Amount::round(principal.to_decimal() * Decimal::new(5, 4) * days).unwrap();
        interest = interest.checked_add(accrued).unwrap();
        let to_interest = payment.amount.min(interest);
        interest = interest.checked_sub(to_interest).unwrap();
        principal = principal.checked_sub(payment.amount.checked_sub(to_interest).unwrap()).unwrap();
        since = payment.on;
    }
    assert_eq!((principal, interest), (Amount::ZERO, Amount::ZERO));
    let last = case.payments.last().unwrap();
    assert_eq!((last.on.to_string().as_str(), last.amount.to_string().as_str()), ("2026-10-15", "4415.76"));
}
