//! The board of the case ledger: its rows, and the few figures that lead to those whose days come near.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::content::{Board, Card, Column, Row, Shape, Wide, Wording};
use super::numbers::{UNIT, scaled};
use crate::domain::{Amount, date};
use crate::reports::ledger::{CHIEF, CHOICES, COLUMNS, Cell, PANELS};
use crate::rules::rounding::sum;

type Pair = [&'static str; 2];

/// Which days of a column count.
enum Near {
    /// Those before the day stood on.
    Past,
    /// From that day on, so many days.
    Within(u64),
    /// Past ones, and so many days more.
    Until(u64),
}

/// Figures that lead to rows: what, how it is counted, the column of days, which of them.
const NEAR: [(Pair, Pair, &str, Near); 7] = [
    (
        ["已逾期", "Overdue"],
        ["下一动作的期限早于当日", "the day of the next action is past"],
        "due",
        Near::Past,
    ),
    (
        ["7日内到期", "Due within 7 days"],
        ["下一动作的期限在当日起7日内", "the next action is due within 7 days of the day"],
        "due",
        Near::Within(7),
    ),
    (
        ["30日内到期", "Due within 30 days"],
        ["下一动作的期限在当日起30日内", "the next action is due within 30 days of the day"],
        "due",
        Near::Within(30),
    ),
    (
        ["查封冻结到期", "Seizures that lapse"],
        ["有查封冻结已过期或在30日内到期", "a seizure lapsed or lapses within 30 days"],
        "seizure_until",
        Near::Until(30),
    ),
    (
        ["申请执行截止", "Enforcement to apply for"],
        ["申请执行截止日已过或在30日内", "the last day to apply is past or within 30 days"],
        "enforcement_due",
        Near::Until(30),
    ),
    (
        ["时效届满", "Limitation"],
        ["最早的时效到期日已过或在30日内", "limitation ran out or does within 30 days"],
        "limitation_until",
        Near::Until(30),
    ),
    (
        ["保证期间届满", "Guarantee periods"],
        ["有保证期间已届满或在30日内届满", "a guarantee period ran out or does within 30 days"],
        "guarantee_until",
        Near::Until(30),
    ),
];

/// What a ledger is told of besides its rows.
pub struct Frame {
    /// The language.
    pub wording: Wording,
    /// Whether numbers of identity papers, cards and telephones are masked.
    pub masked: bool,
    /// The day that everything is as of.
    pub as_of: NaiveDate,
    /// What it was narrowed to, in words; none where every account counts.
    pub selection: Option<String>,
    /// Headings of all columns.
    pub headings: Vec<String>,
}

impl Row {
    /// A row of the ledger; `worded` says a cell in the reader's language.
    pub fn of_ledger(cells: &[Cell], worded: impl Fn(&Cell) -> String) -> Row {
        let value = |cell: &Cell| match cell {
            Cell::Nothing => Value::Null,
            Cell::Amount(amount) => json!(amount),
            Cell::Day(day) => json!(day),
            Cell::Days { .. } | Cell::Text(_) | Cell::Word(_) | Cell::Named(_) => json!(worded(cell)),
        };
        Row { cells: cells.iter().map(value).collect(), groups: Vec::new() }
    }
}

impl Board {
    /// The board of the ledger's rows. `notes` say which accounts have none.
    pub fn ledger(mut rows: Vec<Row>, notes: Vec<String>, frame: Frame) -> Board {
        let Frame { wording, masked, as_of, selection, headings } = frame;
        let say = |pair: Pair| wording(pair).to_owned();
        let of = |n: usize| (n.to_string(), say(["件", if n == 1 { "account" } else { "accounts" }]));
        let card = |label: Pair, (value, unit): (String, String), formula: Pair| Card {
            label: say(label),
            value,
            unit,
            formula: say(formula),
            ..Card::default()
        };
        let mut cards = vec![
            card(
                ["案件", "Accounts"],
                of(rows.len()),
                ["截至当日已移送的案件", "accounts referred by the day"],
            ),
            card(
                ["累计回款", "Received"],
                (received(&rows, wording), say(UNIT)),
                ["截至当日收到的现金之和，不含以物抵债", "cash that came in by the day"],
            ),
        ];
        let mut groups = Vec::new();
        for (label, formula, id, near) in NEAR {
            let number = groups.len();
            let mut count = 0;
            for row in rows.iter_mut().filter(|row| days_in(row, id).any(|day| near.holds(day, as_of))) {
                row.groups.push(number);
                count += 1;
            }
            let group = (count > 0).then_some(number);
            if group.is_some() {
                groups.push(say(label));
            }
            cards.push(Card { group, count, ..card(label, of(count), formula) });
        }
        Board {
            wording,
            masked,
            audience: None,
            as_of,
            title: say(["案件台账", "Case ledger"]),
            scope: match wording(["zh", "en"]) {
                "zh" => format!("截至{}，共 {} 件", date::chinese(as_of), rows.len()),
                _ => format!("As of {as_of}: {} {}", rows.len(), of(rows.len()).1),
            },
            selection: selection.map(|s| say(["筛选范围：", "Selection: "]) + &s),
            cards,
            charts: Vec::new(),
            grids: Vec::new(),
            notes,
            groups,
            columns: columns(headings),
            rows,
            sections: std::collections::BTreeMap::new(),
            wide: Some(wide(wording)),
        }
    }
}

impl Near {
    fn holds(&self, day: NaiveDate, as_of: NaiveDate) -> bool {
        let after = |days| as_of.checked_add_days(Days::new(days)).unwrap_or(as_of);
        match self {
            Near::Past => day < as_of,
            Near::Within(days) => day >= as_of && day <= after(*days),
            Near::Until(days) => day <= after(*days),
        }
    }
}

fn at(id: &str) -> Option<usize> {
    COLUMNS.iter().position(|column| column.id == id)
}

fn cell<'r>(row: &'r Row, id: &str) -> Option<&'r str> {
    row.cells.get(at(id)?)?.as_str()
}

/// The days of a cell: words may tell of one that passed beside the next.
fn days_in<'r>(row: &'r Row, id: &str) -> impl Iterator<Item = NaiveDate> + use<'r> {
    let apart = |c: char| !c.is_ascii_digit() && c != '-';
    cell(row, id).unwrap_or_default().split(apart).filter_map(date::parse)
}

fn received(rows: &[Row], wording: Wording) -> String {
    let amounts = rows.iter().filter_map(|row| cell(row, "recovered")?.parse::<Amount>().ok());
    sum(amounts)
        .map_or_else(|_| super::numbers::NONE.to_owned(), |all| scaled(all, wording(["zh", "en"]) == "zh"))
}

fn columns(headings: Vec<String>) -> Vec<Column> {
    let shape = |(column, title): (&crate::reports::ledger::Column, String)| Column {
        title,
        shape: match column.id {
            id if CHOICES.contains(&id) => Shape::Choice,
            _ if column.sum => Shape::Amount,
            _ if column.day => Shape::Date,
            _ => Shape::Text,
        },
    };
    COLUMNS.iter().zip(headings).map(shape).collect()
}

fn wide(wording: Wording) -> Wide {
    Wide {
        widths: COLUMNS.iter().map(|column| column.width).collect(),
        chief: CHIEF.iter().filter_map(|id| at(id)).collect(),
        watched: (0..COLUMNS.len()).filter(|n| COLUMNS[*n].watched).collect(),
        panels: PANELS
            .iter()
            .map(|p| (wording(p.title).to_owned(), p.columns.iter().filter_map(|id| at(id)).collect()))
            .collect(),
    }
}
