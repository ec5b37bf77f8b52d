//! 提前到期通知书: a loan called early, or a card stopped and its whole balance called.

use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::wording::{bare, day, quoted, until};
use super::filing::value;
use super::letter::{Contract, Letter, from_creditor};
use crate::docket::Pursuit;
use crate::domain::debt::Accelerated;

#[derive(Serialize)]
struct Notice {
    #[serde(flatten)]
    letter: Letter,
    /// The day from which everything is due.
    called_on: String,
    /// The clause that allows it.
    basis: String,
    /// Whether that day is past, so that this confirms what was declared before and cannot ask for payment on it.
    again: bool,
}

/// 提前到期通知书. It calls what the contract lets the creditor call: without the clause there is no such letter.
pub fn acceleration_notice(desk: &Desk) -> Value {
    let case = desk.brief.case;
    let mut letter = from_creditor(desk, "提前到期通知书");
    let pursuit = Pursuit::of(desk.brief.history, desk.brief.as_of);
    if matches!(pursuit, Pursuit::Decided | Pursuit::Enforcement) {
        desk.refuse("E-DRAFT-CALLED-DECIDED", "debt.accelerated", &[]);
    }
    letter.until = Some(until(desk.brief.money, |_| true));
    letter.contract = Some(Contract {
        title: quoted(desk.need("contract.title", case.contract.title.as_deref())),
        number: case.contract.number.clone(),
    });
    letter.name_contracts(case);
    let called = case.debt.accelerated.as_ref();
    let on = desk.need("debt.accelerated", called.map(|c| c.on.to_string()));
    let basis = called.and_then(clause);
    if called.is_some() && basis.is_none() {
        desk.missing("debt.accelerated.notice");
    }
    if let Some(early) = called.filter(|c| c.on < desk.brief.as_of) {
        desk.doubt("W-DRAFT-CALLED-BEFORE", "debt.accelerated.on", &[("on", &early.on.to_string())]);
    }
    let again = called.is_some_and(|c| c.on < desk.brief.as_of);
    let called_on = called.map_or(on, |c| day(c.on));
    value(&Notice { letter, called_on, basis: basis.unwrap_or_default(), again })
}

/// The clause among what is named as having called the loan: not the notice itself.
fn clause(called: &Accelerated) -> Option<String> {
    let named = called.notice.as_deref()?;
    let pieces: Vec<&str> = named
        .split(['及', '和', '、', '，', '；'])
        .map(bare)
        .filter(|piece| !piece.is_empty() && !piece.contains("通知"))
        .collect();
    (!pieces.is_empty()).then(|| pieces.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clause_without_the_letter() {
        let clause = |text: &str| {
            clause(&Accelerated {
                on: crate::domain::date::parse("2026-08-15").unwrap(),
                notice: Some(text.to_owned()),
            })
        };
        assert_eq!(
            clause("借款合同第十二条及2026年8月7日提前到期通知书").as_deref(),
            Some("借款合同第十二条")
        );
        assert_eq!(clause("第十条、第十二条").as_deref(), Some("第十条、第十二条"));
        assert_eq!(clause("2026年8月7日提前到期通知书"), None);
        assert_eq!(clause(""), None);
    }
}
