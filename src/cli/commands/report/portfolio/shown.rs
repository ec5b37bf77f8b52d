//! The portfolio on a terminal: a screen or two.

use super::names::Names;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::table::Table;
use crate::domain::Amount;
use crate::reports::board::percent;
use crate::reports::portfolio::{Month, Portfolio, Quantity, Risk};

/// What is shown without `-v`: the chief rates, so many months, groups, accounts and rules, and by what the groups are.
const RATES: [&str; 6] = [
    "recovery-rate",
    "net-recovery-rate",
    "win-rate-amount",
    "acceptance-rate",
    "mediation-rate",
    "enforcement-recovery-rate",
];
const MONTHS: usize = 3;
const GROUPS: usize = 3;
const LARGEST: usize = 3;
const RULES: usize = 4;
const SHOWN: [&str; 1] = ["firm"];

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

/// Prints the chief figures of the portfolio on a screen or two; with `-v` all of them, every group and the formulas.
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
    if let Some(month) = portfolio.months.last() {
        let counts = Month::flows().map(|(id, _)| (id, n(month.accounts(id).unwrap_or_default())));
        let mut args: Vec<(&str, String)> = counts.collect();
        args.push(("month", month.month.format("%Y-%m").to_string()));
        args.extend([("recovered", amount(month.recovered)), ("costs", amount(month.costs))]);
        desk.say("M-PORTFOLIO-MONTH", &args)?;
    }
    let all = desk.settings.verbose;
    let names = Names::of(desk)?;
    let mut tables = vec![rates(portfolio, desk)];
    if all {
        tables.push(durations(portfolio, desk));
    }
    tables.extend([funnel(portfolio, desk), ageing(portfolio, desk), risks(portfolio, desk)]);
    tables.extend([months(portfolio, desk), problems(portfolio, desk), plan(portfolio, &names, desk)]);
    tables.push(major(portfolio, &names, desk));
    for table in tables.into_iter().filter(|table| !table.is_empty()) {
        desk.print("")?;
        desk.print_raw(table.render().as_bytes())?;
    }
    groups(portfolio, &names, desk)?;
    if all {
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
    let all = desk.settings.verbose;
    for f in portfolio.figures.iter().filter(|f| all || RATES.contains(&f.id)) {
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
    for b in portfolio.ageing.iter().filter(|b| desk.settings.verbose || b.accounts > 0) {
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
    let some = |r: &&Risk| r.late > 0 || r.within.iter().any(|(_, n)| *n > 0);
    for r in portfolio.at_risk.iter().filter(|r| desk.settings.verbose || some(r)) {
        let [a, b, c, d] = r.within.map(|(_, n)| n.to_string());
        table.row([desk.lang().of(&r.title).to_owned(), r.id.to_owned(), r.late.to_string(), a, b, c, d]);
    }
    table
}

fn months(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let mut heads = vec![heading(desk, "H-MONTH")];
    heads.extend(Month::flows().map(|(_, title)| desk.lang().of(&title).to_uppercase()));
    heads.extend(["H-RECOVERED", "H-IN-KIND", "H-COSTS"].map(|code| heading(desk, code)));
    let figures: Vec<usize> = (1..heads.len()).collect();
    let mut table = Table::wide(heads).right(&figures);
    let most = if desk.settings.verbose { usize::MAX } else { MONTHS };
    for m in portfolio.months.iter().skip(portfolio.months.len().saturating_sub(most)) {
        let mut row = vec![m.month.format("%Y-%m").to_string()];
        row.extend(Month::flows().map(|(id, _)| m.accounts(id).unwrap_or_default().to_string()));
        row.extend([m.recovered, m.in_kind, m.costs].map(amount));
        table.wide_row(row);
    }
    table
}

fn problems(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let codes = ["H-PROBLEM", "H-ID", "H-ACCOUNTS", "H-SUM-PRINCIPAL", "H-OWED-ALL"];
    let mut table = Table::new(codes.map(|code| heading(desk, code))).right(&[2, 3, 4]);
    for m in portfolio.problems.iter().filter(|m| desk.settings.verbose || m.accounts > 0) {
        let title = desk.lang().of(&m.title).to_owned();
        table.row([title, m.id.to_owned(), m.accounts.to_string(), amount(m.principal), amount(m.owed)]);
    }
    table
}

fn plan(portfolio: &Portfolio, names: &Names, desk: &Desk<'_>) -> Table {
    let codes = ["H-DUE-RULE", "H-ID", "H-OVERDUE", "H-THIS-MONTH", "H-NEXT-MONTH"];
    let mut table = Table::new(codes.map(|code| heading(desk, code))).right(&[2, 3, 4]);
    let most = if desk.settings.verbose { usize::MAX } else { RULES };
    for u in portfolio.plan.iter().filter(|u| u.late + u.this_month + u.next_month > 0).take(most) {
        let id = u.rule.as_ref().map_or_else(|| "next-month".to_owned(), |rule| format!("next-month/{rule}"));
        let [late, now, next] = [u.late, u.this_month, u.next_month].map(|n| n.to_string());
        table.row([names.rule(u.rule.as_deref(), desk), id, late, now, next]);
    }
    table
}

fn major(portfolio: &Portfolio, names: &Names, desk: &Desk<'_>) -> Table {
    let codes = ["H-MAJOR", "H-STAGE", "H-FIRM", "H-SUM-PRINCIPAL", "H-OWED-ALL", "H-RECOVERED"];
    let mut table = Table::new(codes.map(|code| heading(desk, code))).right(&[3, 4, 5]);
    let most = if desk.settings.verbose { usize::MAX } else { LARGEST };
    for f in portfolio.major.iter().take(most) {
        let firm = f.firm.clone().unwrap_or_else(|| desk.text("S-NOT-RECORDED", &[]));
        let owed = f.outstanding.as_ref().ok().map(|o| o.total);
        let sums = [Some(f.principal), owed, f.recovered()].map(amount);
        let [principal, owed, recovered] = sums;
        table.row([f.account.to_string(), names.stage(f, desk), firm, principal, owed, recovered]);
    }
    table
}

fn groups(portfolio: &Portfolio, names: &Names, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    for by in &portfolio.by {
        if !desk.settings.verbose && (by.groups.len() < 2 || !SHOWN.contains(&by.id)) {
            continue;
        }
        let shown = if desk.settings.verbose { by.groups.len() } else { GROUPS };
        let rate =
            |id: &str| portfolio.figure(id).map(|f| desk.lang().of(&f.title).to_owned()).unwrap_or_default();
        let mut table = Table::new([
            desk.lang().of(&by.title).to_owned(),
            heading(desk, "H-PLACE"),
            heading(desk, "H-ACCOUNTS"),
            heading(desk, "H-CLAIMED"),
            heading(desk, "H-RECOVERED"),
            rate("recovery-rate"),
            rate("net-recovery-rate"),
            rate("win-rate-amount"),
        ])
        .right(&[1, 2, 3, 4, 5, 6, 7]);
        for group in by.ranked().into_iter().take(shown) {
            let value = |id: &str| {
                let figure = group.figures.iter().find(|f| f.id == id);
                figure.and_then(|f| f.value).map_or_else(|| "-".to_owned(), percent)
            };
            table.row([
                names.group(by.id, group.key.as_deref(), desk),
                group.rank.map_or_else(|| "-".to_owned(), |place| place.to_string()),
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
