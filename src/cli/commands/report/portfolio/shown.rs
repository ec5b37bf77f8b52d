//! The portfolio on a terminal: a screen or two.

use rust_decimal::Decimal;

use super::names::Names;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::table::Table;
use crate::domain::Amount;
use crate::reports::Value;
use crate::reports::portfolio::{Portfolio, Quantity};

/// Groups of a breakdown that are shown without `-v`.
const GROUPS: usize = 3;

/// What the groups shown without `-v` are by.
const SHOWN: [&str; 4] = ["batch", "court", "firm", "handler"];

/// A value as people read it.
pub fn words(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => text.clone(),
        Value::Amount(amount) => Amount::grouped(*amount),
        Value::Date(day) => day.to_string(),
        Value::Integer(count) => count.to_string(),
        Value::Percent(rate) => percent(*rate),
    }
}

/// 0.3571 as 35.71%.
fn percent(rate: Decimal) -> String {
    format!("{:.2}%", rate * Decimal::ONE_HUNDRED)
}

fn amount(amount: Option<Amount>) -> String {
    amount.map_or_else(|| "-".to_owned(), Amount::grouped)
}

fn quantity(quantity: Option<Quantity>) -> String {
    match quantity {
        None => "-".to_owned(),
        Some(Quantity::Count(count)) => count.to_string(),
        Some(Quantity::Amount(amount)) => amount.grouped(),
    }
}

/// Prints the portfolio; with `-v` the formulas and every group too.
///
/// # Errors
/// stdout cannot be written.
pub fn print(portfolio: &Portfolio, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let o = &portfolio.overall;
    let n = |n: usize| n.to_string();
    let head = [("day", portfolio.as_of.to_string()), ("accounts", n(o.accounts)), ("debtors", n(o.debtors))];
    desk.say("M-PORTFOLIO-HEAD", &head)?;
    if let Some(selection) = &portfolio.selection {
        desk.say("M-PORTFOLIO-SELECTION", &[("selection", selection.clone())])?;
    }
    let sums = [
        ("principal", amount(o.principal)),
        ("claimed", amount(o.claimed)),
        ("owed", amount(o.owed)),
        ("recovered", amount(o.recovered)),
        ("in_kind", amount(o.in_kind)),
        ("costs", amount(o.costs)),
    ];
    desk.say("M-PORTFOLIO-SUMS", &sums)?;
    if o.overpaid.is_none_or(|sum| !sum.is_zero()) {
        desk.say("M-PORTFOLIO-OVERPAID", &[("sum", amount(o.overpaid))])?;
    }
    let standing = [
        ("settled", n(o.settled)),
        ("lost", n(o.lost)),
        ("suit", n(o.in_suit)),
        ("enforcement", n(o.in_enforcement)),
    ];
    desk.say("M-PORTFOLIO-STANDING", &standing)?;
    for (code, count) in [
        ("M-PORTFOLIO-LATER", portfolio.later),
        ("M-PORTFOLIO-UNDATED", portfolio.undated),
        ("M-PORTFOLIO-LEFT-OUT", o.left_out),
        ("M-PORTFOLIO-UNDERSTATED", o.understated),
    ] {
        if count > 0 {
            desk.say(code, &[("count", count.to_string())])?;
        }
    }
    for table in [rates(portfolio, desk), durations(portfolio, desk), funnel(portfolio, desk)] {
        desk.print("")?;
        desk.print_raw(table.render().as_bytes())?;
    }
    for table in [ageing(portfolio, desk), risks(portfolio, desk), months(portfolio, desk)] {
        desk.print("")?;
        desk.print_raw(table.render().as_bytes())?;
    }
    groups(portfolio, desk)?;
    if desk.settings.verbose {
        formulas(portfolio, desk)?;
    }
    desk.tell("M-PORTFOLIO-SCOPE", &[])
}

fn heading(desk: &Desk<'_>, code: &str) -> String {
    desk.text(code, &[])
}

fn rates(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let codes = ["H-FIGURE", "H-ID", "H-QUOTIENT", "H-ABOVE", "H-BELOW", "H-LEFT-OUT"];
    let mut table = Table::new(codes.map(|code| heading(desk, code))).right(&[2, 3, 4, 5]);
    for f in &portfolio.figures {
        let value = f.value.map_or_else(|| desk.text("S-NOTHING-TO-DIVIDE-BY", &[]), percent);
        let title = desk.lang().of(&f.title).to_owned();
        let (above, below) = (quantity(f.numerator), quantity(f.denominator));
        table.row([title, f.id.to_owned(), value, above, below, f.left_out.to_string()]);
    }
    table
}

fn durations(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let codes = ["H-DURATION", "H-ID", "H-MEAN", "H-MEDIAN", "H-P90", "H-ACCOUNTS", "H-LEFT-OUT"];
    let mut table = Table::new(codes.map(|code| heading(desk, code))).right(&[2, 3, 4, 5, 6]);
    for d in &portfolio.durations {
        let days = |days: Option<i64>| days.map_or_else(|| "-".to_owned(), |n| n.to_string());
        table.row([
            desk.lang().of(&d.title).to_owned(),
            d.id.to_owned(),
            days(d.mean),
            days(d.median),
            days(d.p90),
            d.accounts.to_string(),
            d.left_out.to_string(),
        ]);
    }
    table
}

fn funnel(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let codes = ["H-STEP", "H-ID", "H-REACHED", "H-RESTING", "H-SUM-PRINCIPAL"];
    let mut table = Table::new(codes.map(|code| heading(desk, code))).right(&[2, 3, 4]);
    for s in &portfolio.funnel {
        let title = desk.lang().of(&s.title).to_owned();
        table.row([
            title,
            s.id.to_owned(),
            s.accounts.to_string(),
            s.resting.to_string(),
            amount(s.principal),
        ]);
    }
    table
}

fn ageing(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let codes = ["H-AGE", "H-ID", "H-ACCOUNTS", "H-OWED-PRINCIPAL", "H-OWED-ALL", "H-LEFT-OUT"];
    let mut table = Table::new(codes.map(|code| heading(desk, code))).right(&[2, 3, 4, 5]);
    for b in &portfolio.ageing {
        table.row([
            desk.lang().of(&b.title).to_owned(),
            b.id.to_owned(),
            b.accounts.to_string(),
            amount(b.principal),
            amount(b.owed),
            b.left_out.to_string(),
        ]);
    }
    table
}

fn risks(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let codes = ["H-RISK", "H-ID", "H-LATE", "H-WITHIN-7", "H-WITHIN-30", "H-WITHIN-60", "H-WITHIN-90"];
    let mut table = Table::new(codes.map(|code| heading(desk, code))).right(&[2, 3, 4, 5, 6]);
    for r in &portfolio.at_risk {
        let [a, b, c, d] = r.within.map(|(_, n)| n.to_string());
        table.row([desk.lang().of(&r.title).to_owned(), r.id.to_owned(), r.late.to_string(), a, b, c, d]);
    }
    table
}

fn months(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let codes = [
        "H-MONTH",
        "H-REFERRED",
        "H-FILED",
        "H-ACCEPTED",
        "H-CLOSED",
        "H-WITHDRAWN",
        "H-RECOVERED",
        "H-IN-KIND",
        "H-COSTS",
    ];
    let mut table = Table::new(codes.map(|code| heading(desk, code))).right(&[1, 2, 3, 4, 5, 6, 7, 8]);
    for m in &portfolio.months {
        let [a, b, c, d, e] = [m.referred, m.filed, m.accepted, m.closed, m.withdrawn].map(|n| n.to_string());
        let [recovered, in_kind, costs] = [m.recovered, m.in_kind, m.costs].map(amount);
        table.row([m.month.format("%Y-%m").to_string(), a, b, c, d, e, recovered, in_kind, costs]);
    }
    table
}

fn groups(portfolio: &Portfolio, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let names = Names::of(desk)?;
    for by in &portfolio.by {
        if !desk.settings.verbose && (by.groups.len() < 2 || !SHOWN.contains(&by.id)) {
            continue;
        }
        let shown = if desk.settings.verbose { by.groups.len() } else { GROUPS };
        let rate =
            |id: &str| portfolio.figure(id).map(|f| desk.lang().of(&f.title).to_owned()).unwrap_or_default();
        let mut table = Table::new([
            desk.lang().of(&by.title).to_owned(),
            heading(desk, "H-ACCOUNTS"),
            heading(desk, "H-CLAIMED"),
            heading(desk, "H-RECOVERED"),
            rate("recovery-rate"),
            rate("net-recovery-rate"),
            rate("win-rate-amount"),
        ])
        .right(&[1, 2, 3, 4, 5, 6]);
        for group in by.groups.iter().take(shown) {
            let value = |id: &str| {
                let figure = group.figures.iter().find(|f| f.id == id);
                figure.and_then(|f| f.value).map_or_else(|| "-".to_owned(), percent)
            };
            table.row([
                names.group(by.id, group.key.as_deref(), desk),
                group.overall.accounts.to_string(),
                amount(group.overall.claimed),
                amount(group.overall.recovered),
                value("recovery-rate"),
                value("net-recovery-rate"),
                value("win-rate-amount"),
            ]);
        }
        desk.print("")?;
        desk.print_raw(table.render().as_bytes())?;
        let more = by.groups.len().saturating_sub(shown);
        if more > 0 {
            desk.say("M-PORTFOLIO-MORE", &[("count", more.to_string())])?;
        }
    }
    Ok(())
}

fn formulas(portfolio: &Portfolio, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    desk.print("")?;
    let lang = desk.lang();
    let rates = portfolio.figures.iter().map(|f| (f.title, f.formula));
    for (title, formula) in rates.chain(portfolio.durations.iter().map(|d| (d.title, d.formula))) {
        desk.print(&format!("{}: {}", lang.of(&title), lang.of(&formula)))?;
    }
    Ok(())
}
