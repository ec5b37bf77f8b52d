//! Synthetic cases that together reach every branch of the documents. Numbers carry valid checksums.

use chrono::NaiveDate;

use crate::docket::money::{Applied, CapKind, CapNote, Money, Part};
use crate::domain::Case;
use crate::domain::contract::Rate;
use crate::domain::date;
use crate::domain::money::Amount;
use crate::domain::proof::{Media, StoredFile};

/// The day the specimens' documents bear.
pub fn today() -> NaiveDate {
    date::parse("2026-07-20").unwrap()
}

pub fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn read(yaml: &str) -> Case {
    let mut case: Case = serde_yaml::from_str(yaml).unwrap();
    for (i, evidence) in case.evidence.iter_mut().enumerate() {
        evidence.stored = Some(StoredFile {
            sha256: format!("{i:064x}"),
            bytes: 1,
            pages: (i as u32 % 4) + 1,
            media: Media::Pdf,
        });
    }
    case
}

/// A card debt: a branch sues one person; agreed service address, all optional facts, a lawyer's fee.
pub fn card() -> Case {
    read(include_str!("card.yaml"))
}

/// A personal loan: a company sues borrower, joint borrower, a company as guarantor and holds a mortgage.
pub fn loan() -> Case {
    read(include_str!("loan.yaml"))
}

/// An online loan of a microloan company with an arbitration clause.
pub fn online() -> Case {
    read(include_str!("online.yaml"))
}

/// A private loan to a company, general guarantee, little else known.
pub fn private() -> Case {
    read(include_str!("private.yaml"))
}

/// The claim as the figures state it, under the 24 % cap.
pub fn money(case: &Case) -> Money {
    Money { cap: Some(cap(CapKind::TwentyFourPercent, "0.24")), ..Money::stated(&case.debt) }
}

pub fn cap(kind: CapKind, rate: &str) -> CapNote {
    CapNote { kind, rate: rate.parse::<Rate>().unwrap(), because: Vec::new() }
}

/// The same after a payment of 1,000.00 on 2026-07-15 that was applied to interest.
pub fn paid(case: &Case) -> Money {
    let mut money = money(case);
    let line = money.lines.iter_mut().find(|l| l.part == Part::Interest).unwrap();
    line.paid = amount("1000.00");
    line.claimed = line.stated - line.paid;
    money.paid.push(Applied {
        on: date::parse("2026-07-15").unwrap(),
        amount: amount("1000.00"),
        from: Some("李示例".to_owned()),
        to: vec![(Part::Interest, amount("1000.00"))],
        because: Vec::new(),
    });
    money
}

/// The same with 200.00 of the penalty given up to keep within the cap.
pub fn cut(case: &Case) -> Money {
    let mut money = paid(case);
    let line = money.lines.iter_mut().find(|l| l.part == Part::Penalty).unwrap();
    line.given_up = amount("200.00");
    line.claimed = line.stated - line.given_up;
    money
}
