//! Triage on a terminal and as a table.

use rust_decimal::Decimal;

use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::table::Table as Lines;
use crate::domain::Amount;
use crate::reports::triage::{Ranked, Triage, Way};
use crate::reports::{Column, Field, Table, Value};

/// Columns: code of the heading, width in a workbook.
const COLUMNS: [(&str, u16); 13] = [
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
    ("H-TRIAGE-LIMITATION", 16),
    ("H-TRIAGE-BEST", 14),
    ("H-TRIAGE-BASIS", 50),
];

/// Every selected account: ranked, then set aside, then not computed, each with its reason.
pub fn table(triage: &Triage, desk: &Desk<'_>) -> Table {
    let columns = COLUMNS.map(|(code, width)| Column::new(desk.text(code, &[]), width));
    let mut table = Table::new(desk.text("S-TRIAGE-SHEET", &[]), columns.into());
    table.landscape = true;
    let integer = |n: i64| Field::from(Value::Integer(n));
    for one in &triage.ranked {
        let own = &one.own;
        let amounts = [one.claim, own.recovery, own.cost, own.back, own.net];
        let mut row = vec![
            integer(i64::try_from(one.rank).unwrap_or(i64::MAX)),
            Field::text(one.account.as_str()),
            Field::text(track(own, desk)),
        ];
        row.extend(amounts.map(|amount| Field::from(Value::Amount(amount))));
        row.push(Field::text(ratio(own.ratio)));
        row.push(integer(own.days));
        row.push(Field::text(limitation(one, desk)));
        row.push(Field::text(track(one.best(), desk)));
        row.push(Field::text(basis(own, desk)));
        table.push(row);
    }
    let mut without = |account: &str, words: String| {
        let mut row = vec![Value::Empty.into(), Field::text(account)];
        row.resize_with(COLUMNS.len() - 1, || Value::Empty.into());
        row.push(Field::text(words));
        table.push(row);
    };
    for one in &triage.aside {
        without(one.account.as_str(), aside(one.why.id(), desk));
    }
    for one in &triage.not_computed {
        without(one.account.as_str(), format!("{} [{}]", one.reason, one.code));
    }
    table
}

/// Prints the list, what was set aside, and that it is an estimate. What could not be computed the command tells.
///
/// # Errors
/// stdout cannot be written.
pub fn print(triage: &Triage, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    desk.say("M-TRIAGE-ESTIMATE", &[])?;
    if !triage.ranked.is_empty() {
        let headings = COLUMNS.iter().map(|(code, _)| desk.text(code, &[])).collect();
        let mut lines = Lines::wide(headings).right(&[0, 3, 4, 5, 6, 7, 8, 9, 10]);
        for one in &triage.ranked {
            let own = &one.own;
            let amounts = [one.claim, own.recovery, own.cost, own.back, own.net].map(Amount::grouped);
            let mut row = vec![one.rank.to_string(), one.account.to_string(), track(own, desk)];
            row.extend(amounts);
            row.extend([ratio(own.ratio), own.days.to_string(), limitation(one, desk)]);
            row.extend([track(one.best(), desk), basis(own, desk)]);
            lines.wide_row(row);
        }
        desk.print_raw(lines.render().as_bytes())?;
    }
    for one in &triage.aside {
        desk.print(&format!("{}  {}", one.account, aside(one.why.id(), desk)))?;
    }
    let counts = [
        ("ranked", triage.ranked.len().to_string()),
        ("aside", triage.aside.len().to_string()),
        ("not", triage.not_computed.len().to_string()),
        ("count", triage.accounts().to_string()),
    ];
    desk.tell("M-TRIAGE-COUNTS", &counts)
}

/// The name of a track.
pub fn track(way: &Way, desk: &Desk<'_>) -> String {
    desk.text(&format!("S-LEDGER-{}", way.track.id().to_uppercase()), &[])
}

/// Two decimals are enough for people.
fn ratio(ratio: Decimal) -> String {
    format!("{:.2}", crate::reports::triage::rounded(ratio, 2))
}

/// Days left, with a mark where they are few or over.
fn limitation(one: &Ranked, desk: &Desk<'_>) -> String {
    let Some((_, left)) = one.limitation else { return "-".to_owned() };
    let code = match one.pressing {
        false => return left.to_string(),
        true if left < 0 => "S-TRIAGE-LAPSED",
        true => "S-TRIAGE-SOON",
    };
    desk.text(code, &[("days", left.to_string())])
}

fn aside(why: &str, desk: &Desk<'_>) -> String {
    desk.text(&format!("S-TRIAGE-ASIDE-{}", why.to_uppercase()), &[])
}

/// On how many ended accounts the figures rest, or that they are assumed.
fn basis(way: &Way, desk: &Desk<'_>) -> String {
    let Some(leg) = way.legs.first() else { return String::new() };
    let accounts = leg.share.basis.accounts();
    match accounts {
        Some(count) if !way.is_assumed() => desk.text("S-TRIAGE-HISTORY", &[("count", count.to_string())]),
        Some(count) => desk.text("S-TRIAGE-MIXED", &[("count", count.to_string())]),
        None => desk.text("S-TRIAGE-ASSUMED", &[]),
    }
}
