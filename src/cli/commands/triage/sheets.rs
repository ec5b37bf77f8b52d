//! Triage as tables: the list, and what it rests on.

use super::{reasons, shown};
use crate::cli::desk::Desk;
use crate::reports::triage::{Basis, Figure, History, Ranked, Triage};
use crate::reports::{Column, Field, Table, Value};

/// Columns: code of the heading, width in a workbook.
const COLUMNS: [(&str, u16); 17] = [
    ("H-TRIAGE-RANK", 8),
    ("H-ACCOUNT", 20),
    ("H-TRIAGE-TRACK", 14),
    ("H-TRIAGE-CLAIM", 18),
    ("H-TRIAGE-RECOVERY", 18),
    ("H-TRIAGE-COST", 16),
    ("H-TRIAGE-BACK", 16),
    ("H-TRIAGE-NET", 18),
    ("H-TRIAGE-RATIO", 10),
    ("H-TRIAGE-DAYS", 10),
    ("H-TRIAGE-MONEY-DAYS", 10),
    ("H-TRIAGE-LAPSES", 24),
    ("H-TRIAGE-BEST", 14),
    ("H-TRIAGE-MARKS", 20),
    ("H-TRIAGE-BASIS", 50),
    ("H-TRIAGE-NOTES", 60),
    ("H-TRIAGE-AS-OF", 14),
];

/// The list, and how it was reckoned.
pub fn all(triage: &Triage, history: &History, desk: &Desk<'_>) -> Vec<Table> {
    vec![accounts(triage, desk), reckoning(triage, history, desk)]
}

/// Every selected account: ranked, then apart, then set aside, then not computed, each with its reason.
fn accounts(triage: &Triage, desk: &Desk<'_>) -> Table {
    let columns = COLUMNS.map(|(code, width)| Column::new(desk.text(code, &[]), width));
    let mut table = Table::new(desk.text("S-TRIAGE-SHEET", &[]), columns.into());
    table.landscape = true;
    let day = || Field::text(triage.as_of.to_string());
    for one in triage.reckoned() {
        let mut row = row(one, desk);
        row.push(day());
        table.push(row);
    }
    let mut without = |account: &str, words: String| {
        let mut row = vec![Value::Empty.into(), Field::text(account)];
        row.resize_with(COLUMNS.len() - 2, || Value::Empty.into());
        row.extend([Field::text(words), day()]);
        table.push(row);
    };
    for one in &triage.aside {
        without(one.account.as_str(), shown::aside(one, desk));
    }
    for one in &triage.not_computed {
        without(one.account.as_str(), format!("{} [{}]", one.reason, one.code));
    }
    table
}

fn row(one: &Ranked, desk: &Desk<'_>) -> Vec<Field> {
    let own = &one.own;
    let integer = |n: i64| Field::from(Value::Integer(n));
    let rank = one.rank.and_then(|rank| i64::try_from(rank).ok());
    let mut row = vec![
        rank.map_or_else(|| Field::text(desk.text("S-TRIAGE-APART", &[])), integer),
        Field::text(one.account.as_str()),
        Field::text(shown::way(one, desk)),
    ];
    let amounts = [one.claim, own.recovery, own.cost, own.back, own.net];
    row.extend(amounts.map(|amount| Field::from(Value::Amount(amount))));
    row.extend([
        Field::text(shown::ratio(own.ratio)),
        integer(own.days),
        own.money_days.map_or_else(|| Value::Empty.into(), integer),
        said(shown::lapse(one, desk)),
        Field::text(shown::track(one.best().track, desk)),
        said(shown::marks(one, desk)),
        Field::text(shown::basis(own, desk)),
        Field::text(shown::sentences(one, desk).join("; ")),
    ]);
    row
}

/// A cell; what a terminal shows as a dash is empty in a file.
fn said(text: String) -> Field {
    if text == "-" { Value::Empty.into() } else { Field::text(text) }
}

/// What the list is, the day, the history, the formulas, and every figure that an account's own way rests on, each once.
fn reckoning(triage: &Triage, history: &History, desk: &Desk<'_>) -> Table {
    let columns = [("H-TRIAGE-ITEM", 40), ("H-TRIAGE-RECKONED", 120)];
    let columns = columns.map(|(code, width)| Column::new(desk.text(code, &[]), width));
    let mut table = Table::new(desk.text("S-TRIAGE-RECKONING", &[]), columns.into());
    let mut push = |item: String, words: String| table.push(vec![Field::text(item), Field::text(words)]);
    push(desk.text("H-TRIAGE-AS-OF", &[]), triage.as_of.to_string());
    push(desk.text("S-TRIAGE-BY", &[]), triage.by.id().to_owned());
    for code in ["M-TRIAGE-ESTIMATE", "M-TRIAGE-SO-FAR", "M-TRIAGE-WHICH-DAYS", "M-TRIAGE-APART-WHAT"] {
        push(String::new(), desk.text(code, &[]));
    }
    if history.left_out > 0 {
        push(String::new(), desk.text("M-TRIAGE-LEFT-OUT", &[("count", history.left_out.to_string())]));
    }
    push(desk.text("S-TRIAGE-FORMULAS", &[]), desk.text("S-TRIAGE-FORMULA-SHARE", &[]));
    for code in ["S-TRIAGE-FORMULA-COST", "S-TRIAGE-FORMULA-NET"] {
        push(String::new(), desk.text(code, &[]));
    }
    let mut told: Vec<&Figure> = Vec::new();
    for way in triage.reckoned().map(|one| &one.own) {
        let legs =
            way.legs.iter().flat_map(|leg| [Some(&leg.share), Some(&leg.days), leg.money_days.as_ref()]);
        for figure in way.assumptions().into_iter().chain(legs.flatten()) {
            if told.contains(&figure) {
                continue;
            }
            told.push(figure);
            let item = match &figure.basis {
                Basis::Assumption { id, .. } => id.clone(),
                Basis::History { .. } => desk.text("S-TRIAGE-FROM-HISTORY", &[]),
            };
            push(item, reasons::rests_on(figure, desk));
        }
    }
    table
}
