//! Measures of preservation and the security for them, from the table `tables/cn/preservation.yaml`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::domain::debt::AssetKind;
use crate::domain::party::Lender;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "checked")]
    _checked: NaiveDate,
    measures: Vec<Measure>,
    security: Security,
}

/// What is asked for one kind of property.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    kind: AssetKind,
    /// What such property is called.
    pub zh: String,
    /// The measure.
    pub measure: String,
    /// The longest it lasts.
    pub years: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Security {
    suit: Share,
    pre_suit: Share,
    exempt: Vec<Lender>,
}

/// Security as a part of the sum to be preserved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The part.
    pub share: Decimal,
    /// The part in words, where it is a ceiling and not the whole.
    pub words: Option<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("../tables/cn/preservation.yaml"))
        .expect("the built-in table of measures is read by a test")
});

/// The measure for a kind of property.
pub fn measure(kind: AssetKind) -> &'static Measure {
    let found = TABLE.measures.iter().find(|m| m.kind == kind);
    found.expect("a test asks for every kind")
}

/// How much security the law lets the court ask for.
pub fn security_share(pre_suit: bool) -> &'static Share {
    if pre_suit { &TABLE.security.pre_suit } else { &TABLE.security.suit }
}

/// Whether the court may go without security from such a lender in a suit.
pub fn exempt(lender: Option<Lender>) -> bool {
    lender.is_some_and(|lender| TABLE.security.exempt.contains(&lender))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind has its measure, and the years are those of the periods that the docket watches.
    #[test]
    fn years_agree_with_the_periods() {
        use AssetKind::{BankAccount, Equity, Other, RealEstate, Vehicle, Wage};
        let periods = include_str!("../../rules/tables/cn/periods.yaml");
        let years = |id: &str| {
            let entry = periods.split("- id: ").find(|e| e.starts_with(&format!("{id}\n"))).unwrap();
            let lengths: Vec<&str> = entry.split("length: ").skip(1).collect();
            lengths.last().unwrap().split('y').next().unwrap().parse::<usize>().unwrap()
        };
        for (kind, id) in [
            (BankAccount, "freeze-bank-deposit"),
            (Vehicle, "seal-movables"),
            (RealEstate, "seal-immovables-or-other-rights"),
            (Equity, "seal-immovables-or-other-rights"),
        ] {
            assert_eq!(measure(kind).years, Some(years(id)), "{id}");
        }
        assert!([Wage, Other].into_iter().all(|kind| measure(kind).years.is_none()));
    }

    /// 财产保全规定 art. 5 and 9(6).
    #[test]
    fn security_as_the_rules_have_it() {
        assert_eq!(security_share(false).share, Decimal::new(30, 2));
        assert_eq!(security_share(true).share, Decimal::ONE);
        assert!(exempt(Some(Lender::Licensed)));
        assert!(!exempt(Some(Lender::Microloan)) && !exempt(Some(Lender::Private)) && !exempt(None));
    }
}
