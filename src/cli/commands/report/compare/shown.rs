//! Two days compared, on a terminal and as tables.

use rust_decimal::Decimal;

use super::super::display::wording;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::table::Table as Lines;
use crate::domain::Amount;
use crate::domain::event::MilestoneEvent;
use crate::reports::board;
use crate::reports::compare::{Comparison, Moved};
use crate::reports::portfolio::{Figure, Quantity};
use crate::reports::{Column, Field, Table, Value};
use crate::rules::Rulebook;

/// Columns: code of the heading, width in a workbook.
const COLUMNS: [(&str, u16); 15] = [
    ("H-ACCOUNT", 20),
    ("H-HANDLER", 12),
    ("H-COMPARE-MOVED", 10),
    ("H-COMPARE-BEFORE", 28),
    ("H-COMPARE-AFTER", 28),
    ("H-COMPARE-MILESTONES", 60),
    ("H-COMPARE-RECEIVED", 16),
    ("H-COMPARE-COSTS", 16),
    ("H-COMPARE-SETTLED", 10),
    ("H-COMPARE-CONTACTS", 10),
    ("H-COMPARE-QUIET", 10),
    ("H-COMPARE-IDLE", 10),
    ("H-COMPARE-LATE", 40),
    ("H-COMPARE-AFTER-DAY", 14),
    ("H-COMPARE-UP-TO", 14),
];
/// Columns that only files have: a terminal says the days above the list.
const OF_FILES: usize = 2;
/// The column of what was recorded since.
const LATE: usize = 12;

/// Every account, those that moved first; stages by their names where there are rules to say them, else by identifiers. The
/// last row is the sum.
pub fn accounts(comparison: &Comparison, names: Option<&Rulebook>, desk: &Desk<'_>) -> Table {
    let columns = COLUMNS.map(|(code, width)| Column::new(desk.text(code, &[]), width));
    let mut table = Table::new(desk.text("S-COMPARE-ACCOUNTS", &[]), columns.into());
    table.landscape = true;
    for one in in_order(comparison) {
        table.push(cells(one, comparison, names, desk).map(Field::from).into());
    }
    let t = &comparison.totals;
    let amount = |amount: Option<Amount>| amount.map_or(Value::Empty, Value::Amount);
    let sum = [
        Value::Text(desk.text("S-COMPARE-SUM", &[])),
        Value::Empty,
        count(t.moved),
        Value::Empty,
        Value::Empty,
        count(t.milestones),
        amount(t.received),
        amount(t.costs),
        count(t.settled),
        Value::Empty,
        Value::Empty,
        count(t.idle),
        count(t.recorded_late),
        Value::Text(comparison.from.to_string()),
        Value::Text(comparison.to.to_string()),
    ];
    table.push(sum.map(Field::from).into());
    table
}

/// The rates on both days, what is divided by what, and the rate over the accounts that were there on both.
pub fn rates(comparison: &Comparison, desk: &Desk<'_>) -> Table {
    let columns = [
        ("H-FIGURE", 26),
        ("H-COMPARE-BEFORE", 14),
        ("H-COMPARE-AFTER", 14),
        ("H-COMPARE-SAME", 14),
        ("H-COMPARE-PARTS-BEFORE", 30),
        ("H-COMPARE-PARTS-AFTER", 30),
        ("H-COMPARE-PARTS-SAME", 30),
        ("H-FORMULA", 80),
    ];
    let columns = columns.map(|(code, width)| Column::new(desk.text(code, &[]), width));
    let mut table = Table::new(desk.text("S-COMPARE-RATES", &[]), columns.into());
    for change in &comparison.rates {
        let rate = |rate: Option<Decimal>| match rate {
            Some(rate) => Field::from(Value::Percent(rate)),
            None => Field::text(desk.text("S-NOTHING-TO-DIVIDE-BY", &[])),
        };
        let words = |pair: &[&'static str; 2]| Field::text(desk.lang().of(pair));
        table.push(vec![
            words(&change.after.title),
            rate(change.before.value),
            rate(change.after.value),
            rate(change.same.value),
            Field::text(parts(&change.before)),
            Field::text(parts(&change.after)),
            Field::text(parts(&change.same)),
            words(&change.after.formula),
        ]);
    }
    table
}

/// The days and the sums, for a workbook.
pub fn sums(comparison: &Comparison, desk: &Desk<'_>) -> Table {
    let columns = vec![Column::new(desk.text("S-COMPARE-SUMMARY", &[]), 120)];
    let mut table = Table::new(desk.text("S-COMPARE-SUMMARY", &[]), columns);
    let args = args(comparison);
    for code in HEAD {
        table.push(vec![Field::text(desk.text(code, &args))]);
    }
    table
}

/// What stands above the lists.
const HEAD: [&str; 3] = ["M-COMPARE-HEAD", "M-COMPARE-SUMS", "M-COMPARE-LATE"];

fn args(comparison: &Comparison) -> [(&'static str, String); 14] {
    let t = &comparison.totals;
    let amount = |amount: Option<Amount>| amount.map_or_else(|| "-".to_owned(), Amount::grouped);
    [
        ("from", comparison.from.to_string()),
        ("to", comparison.to.to_string()),
        ("accounts", t.accounts.to_string()),
        ("moved", t.moved.to_string()),
        ("unmoved", t.unmoved.to_string()),
        ("idle", t.idle.to_string()),
        ("days", comparison.idle.to_string()),
        ("referred", t.referred.to_string()),
        ("referred_moved", t.referred_moved.to_string()),
        ("late", t.recorded_late.to_string()),
        ("settled", t.settled.to_string()),
        ("milestones", t.milestones.to_string()),
        ("received", amount(t.received)),
        ("costs", amount(t.costs)),
    ]
}

/// Prints sums, rates and accounts.
///
/// # Errors
/// stdout cannot be written.
pub fn print(comparison: &Comparison, rules: &Rulebook, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    for code in HEAD {
        desk.say(code, &args(comparison))?;
    }
    let shown = |value: &Value| super::super::portfolio::words(value);
    desk.print("")?;
    let table = rates(comparison, desk);
    let headings: Vec<String> = table.columns.iter().take(7).map(|c| c.header.clone()).collect();
    let mut lines = Lines::wide(headings).right(&[1, 2, 3, 4, 5, 6]);
    for row in &table.rows {
        lines.wide_row(row.iter().take(7).map(|field| shown(&field.value)).collect());
    }
    desk.print_raw(lines.render().as_bytes())?;
    desk.print("")?;
    let columns = COLUMNS.len() - OF_FILES;
    let headings = COLUMNS.iter().take(columns).map(|(code, _)| desk.text(code, &[])).collect();
    let mut lines = Lines::wide(headings).right(&[6, 7, 9, 10]);
    for one in in_order(comparison) {
        let mut cells = cells(one, comparison, Some(rules), desk);
        let late = one.late.len() + one.late_entries;
        if late > 1 {
            // Where much was entered afterwards a line would never end; files name each.
            cells[LATE] = Value::Text(desk.text("S-COMPARE-LATE-COUNT", &[("count", late.to_string())]));
        }
        lines.wide_row(cells.iter().take(columns).map(shown).collect());
    }
    desk.print_raw(lines.render().as_bytes())
}

/// Those that moved by name, then those that arrived and did not move since, then the others: the idle ones first, the
/// longest quiet before the others.
fn in_order(comparison: &Comparison) -> Vec<&Moved> {
    let mut all: Vec<&Moved> = comparison.accounts.iter().collect();
    let quiet = |one: &Moved| std::cmp::Reverse(one.quiet.unwrap_or(i64::MAX));
    all.sort_by_key(|one| match (one.has_moved(), one.has_arrived()) {
        (true, _) => (0, std::cmp::Reverse(0)),
        (false, true) => (1, std::cmp::Reverse(0)),
        (false, false) => (if one.idle { 2 } else { 3 }, quiet(one)),
    });
    all
}

fn count(n: usize) -> Value {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

fn parts(figure: &Figure) -> String {
    let quantity = |quantity: Option<Quantity>| match quantity {
        None => "-".to_owned(),
        Some(Quantity::Count(count)) => count.to_string(),
        Some(Quantity::Amount(amount)) => amount.grouped(),
    };
    format!("{} / {}", quantity(figure.numerator), quantity(figure.denominator))
}

fn cells(
    one: &Moved,
    comparison: &Comparison,
    names: Option<&Rulebook>,
    desk: &Desk<'_>,
) -> [Value; COLUMNS.len()] {
    let name = |track: &str, stage: &str| match names {
        Some(rules) => board::stage(rules, track, stage, wording(desk.lang())),
        None => format!("{track}/{stage}"),
    };
    let at = |(track, stage): &(String, String)| name(track, stage);
    let yes = |is: bool| Value::Text(if is { desk.text("S-COMPARE-YES", &[]) } else { String::new() });
    let named = |m: &MilestoneEvent| format!("{} {}", m.on, name(&m.track, &m.milestone));
    let milestones = one.milestones.iter().map(named);
    let amount = |amount: Option<Amount>| amount.map_or(Value::Empty, Value::Amount);
    let mut late: Vec<String> = Vec::new();
    for (recorded, m) in &one.late {
        let args = [("what", named(m)), ("on", recorded.to_string())];
        late.push(desk.text("S-COMPARE-RECORDED", &args));
    }
    if one.late_entries > 0 {
        late.push(desk.text("S-COMPARE-ENTRIES", &[("count", one.late_entries.to_string())]));
    }
    let idle = match (one.idle, one.over) {
        (true, _) => yes(true),
        (false, true) => Value::Text(desk.text("S-COMPARE-OVER", &[])),
        (false, false) => Value::Text(String::new()),
    };
    [
        Value::Text(one.account.to_string()),
        Value::Text(one.handler.clone().unwrap_or_default()),
        yes(one.has_moved()),
        Value::Text(one.before.as_ref().map_or_else(|| desk.text("S-COMPARE-NEW", &[]), at)),
        Value::Text(at(&one.after)),
        Value::Text(milestones.collect::<Vec<_>>().join("; ")),
        amount(one.received),
        amount(one.costs),
        yes(one.settled),
        count(one.contacts),
        one.quiet.map_or(Value::Empty, Value::Integer),
        idle,
        Value::Text(late.join("; ")),
        Value::Text(comparison.from.to_string()),
        Value::Text(comparison.to.to_string()),
    ]
}
