//! Two days compared, on a terminal and as tables.

use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::table::Table as Lines;
use crate::domain::Amount;
use crate::reports::compare::{Comparison, Moved};
use crate::reports::{Column, Field, Table, Value};

/// Columns: code of the heading, width in a workbook.
const COLUMNS: [(&str, u16); 10] = [
    ("H-ACCOUNT", 20),
    ("H-COMPARE-MOVED", 10),
    ("H-COMPARE-BEFORE", 28),
    ("H-COMPARE-AFTER", 28),
    ("H-COMPARE-MILESTONES", 60),
    ("H-COMPARE-RECEIVED", 16),
    ("H-COMPARE-COSTS", 16),
    ("H-COMPARE-CONTACTS", 10),
    ("H-COMPARE-QUIET", 10),
    ("H-COMPARE-IDLE", 10),
];

/// Every account, those that moved first.
pub fn accounts(comparison: &Comparison, desk: &Desk<'_>) -> Table {
    let columns = COLUMNS.map(|(code, width)| Column::new(desk.text(code, &[]), width));
    let mut table = Table::new(desk.text("S-COMPARE-ACCOUNTS", &[]), columns.into());
    table.landscape = true;
    for one in in_order(comparison) {
        table.push(cells(one, desk).map(Field::from).into());
    }
    table
}

/// The rates on both days.
pub fn rates(comparison: &Comparison, desk: &Desk<'_>) -> Table {
    let columns = [("H-FIGURE", 26), ("H-COMPARE-BEFORE", 14), ("H-COMPARE-AFTER", 14), ("H-FORMULA", 80)];
    let columns = columns.map(|(code, width)| Column::new(desk.text(code, &[]), width));
    let mut table = Table::new(desk.text("S-COMPARE-RATES", &[]), columns.into());
    for change in &comparison.rates {
        let rate = |rate: Option<rust_decimal::Decimal>| match rate {
            Some(rate) => Field::from(Value::Percent(rate)),
            None => Field::text(desk.text("S-NOTHING-TO-DIVIDE-BY", &[])),
        };
        let words = |pair: &[&'static str; 2]| Field::text(desk.lang().of(pair));
        table.push(vec![
            words(&change.after.title),
            rate(change.before.value),
            rate(change.after.value),
            words(&change.after.formula),
        ]);
    }
    table
}

/// Prints sums, rates and accounts.
///
/// # Errors
/// stdout cannot be written.
pub fn print(comparison: &Comparison, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let t = &comparison.totals;
    let amount = |amount: Option<Amount>| amount.map_or_else(|| "-".to_owned(), Amount::grouped);
    let args = [
        ("from", comparison.from.to_string()),
        ("to", comparison.to.to_string()),
        ("accounts", t.accounts.to_string()),
        ("moved", t.moved.to_string()),
        ("unmoved", t.unmoved.to_string()),
        ("idle", t.idle.to_string()),
        ("days", comparison.idle.to_string()),
        ("referred", t.referred.to_string()),
        ("settled", t.settled.to_string()),
        ("milestones", t.milestones.to_string()),
        ("received", amount(t.received)),
        ("costs", amount(t.costs)),
    ];
    desk.say("M-COMPARE-HEAD", &args)?;
    desk.say("M-COMPARE-SUMS", &args)?;
    let shown = |value: &Value| super::super::portfolio::words(value);
    desk.print("")?;
    let table = rates(comparison, desk);
    let headings: Vec<String> = table.columns.iter().take(3).map(|c| c.header.clone()).collect();
    let mut lines = Lines::wide(headings).right(&[1, 2]);
    for row in &table.rows {
        lines.wide_row(row.iter().take(3).map(|field| shown(&field.value)).collect());
    }
    desk.print_raw(lines.render().as_bytes())?;
    desk.print("")?;
    let mut lines = Lines::new(COLUMNS.map(|(code, _)| desk.text(code, &[]))).right(&[5, 6, 7, 8]);
    for one in in_order(comparison) {
        lines.row(cells(one, desk).map(|value| shown(&value)));
    }
    desk.print_raw(lines.render().as_bytes())
}

/// Those that moved, then the others, each by name.
fn in_order(comparison: &Comparison) -> impl Iterator<Item = &Moved> {
    let of = |moved| comparison.accounts.iter().filter(move |one| one.has_moved() == moved);
    of(true).chain(of(false))
}

fn cells(one: &Moved, desk: &Desk<'_>) -> [Value; COLUMNS.len()] {
    let count = |n: usize| Value::Integer(i64::try_from(n).unwrap_or(i64::MAX));
    let at = |(track, stage): &(String, String)| format!("{track}/{stage}");
    let yes = |is: bool| Value::Text(if is { desk.text("S-COMPARE-YES", &[]) } else { String::new() });
    let milestones = one.milestones.iter().map(|m| format!("{} {}/{}", m.on, m.track, m.milestone));
    let amount = |amount: Option<Amount>| amount.map_or(Value::Empty, Value::Amount);
    [
        Value::Text(one.account.to_string()),
        yes(one.has_moved()),
        Value::Text(one.before.as_ref().map_or_else(|| desk.text("S-COMPARE-NEW", &[]), at)),
        Value::Text(at(&one.after)),
        Value::Text(milestones.collect::<Vec<_>>().join("; ")),
        amount(one.received),
        amount(one.costs),
        count(one.contacts),
        one.quiet.map_or(Value::Empty, Value::Integer),
        yes(one.idle),
    ]
}
