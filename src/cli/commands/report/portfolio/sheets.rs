//! The portfolio as tables.

use super::names::Names;
use crate::cli::desk::Desk;
use crate::reports::portfolio::{AccountFacts, Breakdown, Figure, Month, Overall, Portfolio, Quantity};
use crate::reports::{Column, Field, Table, Value, WriteError, Writer, write};

/// The rates that a group is shown with.
const OF_GROUP: [&str; 5] =
    ["recovery-rate", "net-recovery-rate", "win-rate-amount", "acceptance-rate", "mediation-rate"];

/// A workbook: key figures, months, funnel, ageing, days at risk, the largest, problems, plan, one sheet a grouping, and all accounts.
///
/// # Errors
/// It cannot be written.
pub fn workbook(
    portfolio: &Portfolio,
    accounts: &[AccountFacts],
    names: &Names,
    desk: &Desk<'_>,
) -> Result<Writer, WriteError> {
    let mut tables = vec![
        figures(portfolio, desk),
        months(portfolio, desk),
        funnel(portfolio, desk),
        ageing(portfolio, desk),
        at_risk(portfolio, desk),
        major(portfolio, names, desk),
        problems(portfolio, desk),
        plan(portfolio, names, desk),
    ];
    tables.extend(portfolio.by.iter().map(|by| groups(by, names, desk)));
    if !portfolio.not_computed.is_empty() {
        tables.push(not_computed(portfolio, desk));
    }
    let mut writer = write::workbook(&tables)?;
    // Row by row: of a hundred thousand accounts no table is made.
    writer.sheet(&desk.text("S-SHEET-ACCOUNTS", &[]), &columns(&DETAIL, desk))?;
    writer.landscape()?;
    for facts in accounts.iter().filter(|f| f.is_there(portfolio.as_of)) {
        writer.row(&detail(facts, names, desk))?;
    }
    Ok(writer)
}

fn columns(list: &[(&str, u16)], desk: &Desk<'_>) -> Vec<Column> {
    list.iter().map(|(code, width)| Column::new(desk.text(code, &[]), *width)).collect()
}

fn table(code: &str, list: &[(&str, u16)], desk: &Desk<'_>) -> Table {
    Table { landscape: true, ..Table::new(desk.text(code, &[]), columns(list, desk)) }
}

fn count(count: usize) -> Field {
    Value::Integer(i64::try_from(count).unwrap_or(i64::MAX)).into()
}

fn maybe(amount: Option<crate::domain::Amount>) -> Field {
    amount.map_or(Value::Empty, Value::Amount).into()
}

fn days(days: Option<i64>) -> Field {
    days.map_or(Value::Empty, Value::Integer).into()
}

fn optional(text: Option<&str>) -> Field {
    Field::text(text.unwrap_or_default())
}

fn quantity(quantity: Option<Quantity>) -> Field {
    match quantity {
        None => Value::Empty.into(),
        Some(Quantity::Count(count)) => Value::Integer(i64::try_from(count).unwrap_or(i64::MAX)).into(),
        Some(Quantity::Amount(amount)) => Value::Amount(amount).into(),
    }
}

fn rate(figure: &Figure, desk: &Desk<'_>) -> Field {
    match figure.value {
        Some(value) => Value::Percent(value).into(),
        None => Field::text(desk.text("S-NOTHING-TO-DIVIDE-BY", &[])),
    }
}

/// Sums, rates and durations, one a row, each with its formula.
pub fn figures(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let list = [
        ("H-FIGURE", 26),
        ("H-QUOTIENT", 18),
        ("H-ABOVE", 20),
        ("H-BELOW", 20),
        ("H-ACCOUNTS", 10),
        ("H-LEFT-OUT", 10),
        ("H-MEAN", 10),
        ("H-MEDIAN", 10),
        ("H-P90", 10),
        ("H-FORMULA", 80),
    ];
    let mut table = table("S-SHEET-FIGURES", &list, desk);
    let lang = desk.lang();
    let empty = || Field::from(Value::Empty);
    let mut plain = |code: &str, value: Field| {
        let mut row = vec![Field::text(desk.text(code, &[])), value];
        row.resize_with(list.len(), empty);
        table.push(row);
    };
    plain("S-AS-OF", Value::Date(portfolio.as_of).into());
    if let Some(selection) = &portfolio.selection {
        plain("S-SELECTION", Field::text(selection));
    }
    plain("S-SUM-LATER", count(portfolio.later));
    plain("S-SUM-UNDATED", count(portfolio.undated));
    for (code, value) in sums(&portfolio.overall) {
        plain(code, value);
    }
    for figure in &portfolio.figures {
        let mut row = vec![Field::text(lang.of(&figure.title)), rate(figure, desk)];
        row.extend([quantity(figure.numerator), quantity(figure.denominator)]);
        row.extend([count(figure.accounts), count(figure.left_out), empty(), empty(), empty()]);
        row.push(Field::text(lang.of(&figure.formula)));
        table.push(row);
    }
    for spread in &portfolio.durations {
        let mut row = vec![Field::text(lang.of(&spread.title)), empty(), empty(), empty()];
        row.extend([count(spread.accounts), count(spread.left_out)]);
        row.extend([days(spread.mean), days(spread.median), days(spread.p90)]);
        row.push(Field::text(lang.of(&spread.formula)));
        table.push(row);
    }
    table
}

/// The sums, by the codes of their names.
fn sums(overall: &Overall) -> [(&'static str, Field); 15] {
    [
        ("S-SUM-ACCOUNTS", count(overall.accounts)),
        ("S-SUM-DEBTORS", count(overall.debtors)),
        ("S-SUM-PRINCIPAL", maybe(overall.principal)),
        ("S-SUM-CLAIMED", maybe(overall.claimed)),
        ("S-SUM-OWED", maybe(overall.owed)),
        ("S-SUM-RECOVERED", maybe(overall.recovered)),
        ("S-SUM-IN-KIND", maybe(overall.in_kind)),
        ("S-SUM-OVERPAID", maybe(overall.overpaid)),
        ("S-SUM-COSTS", maybe(overall.costs)),
        ("S-SUM-SETTLED", count(overall.settled)),
        ("S-SUM-LOST", count(overall.lost)),
        ("S-SUM-IN-SUIT", count(overall.in_suit)),
        ("S-SUM-IN-ENFORCEMENT", count(overall.in_enforcement)),
        ("S-SUM-LEFT-OUT", count(overall.left_out)),
        ("S-SUM-UNDERSTATED", count(overall.understated)),
    ]
}

fn funnel(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let list = [("H-STEP", 28), ("H-REACHED", 12), ("H-SUM-PRINCIPAL", 20), ("H-RESTING", 12)];
    let mut table = table("S-SHEET-FUNNEL", &list, desk);
    for step in &portfolio.funnel {
        let title = Field::text(desk.lang().of(&step.title));
        table.push(vec![title, count(step.accounts), maybe(step.principal), count(step.resting)]);
    }
    table
}

fn ageing(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let list =
        [("H-AGE", 24), ("H-ACCOUNTS", 12), ("H-OWED-PRINCIPAL", 20), ("H-OWED-ALL", 20), ("H-LEFT-OUT", 12)];
    let mut table = table("S-SHEET-AGEING", &list, desk);
    for bucket in &portfolio.ageing {
        let title = Field::text(desk.lang().of(&bucket.title));
        let (principal, owed) = (maybe(bucket.principal), maybe(bucket.owed));
        table.push(vec![title, count(bucket.accounts), principal, owed, count(bucket.left_out)]);
    }
    table
}

fn months(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let list = [("H-MONTH", 12)];
    let mut table = table("S-SHEET-MONTHS", &list, desk);
    let lang = desk.lang();
    table.columns.extend(Month::flows().map(|(_, title)| Column::new(lang.of(&title).to_uppercase(), 10)));
    table.columns.extend(columns(&[("H-RECOVERED", 20), ("H-IN-KIND", 20), ("H-COSTS", 20)], desk));
    for month in &portfolio.months {
        let mut row = vec![Field::text(month.month.format("%Y-%m").to_string())];
        row.extend(Month::flows().map(|(id, _)| count(month.accounts(id).unwrap_or_default())));
        row.extend([month.recovered, month.in_kind, month.costs].map(maybe));
        table.push(row);
    }
    table
}

fn major(portfolio: &Portfolio, names: &Names, desk: &Desk<'_>) -> Table {
    let mut table = table("S-SHEET-MAJOR", &DETAIL, desk);
    for facts in &portfolio.major {
        table.push(detail(facts, names, desk).into());
    }
    table
}

fn problems(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let list = [
        ("H-PROBLEM", 34),
        ("H-ACCOUNTS", 10),
        ("H-SUM-PRINCIPAL", 20),
        ("H-OWED-ALL", 20),
        ("H-FORMULA", 80),
    ];
    let mut table = table("S-SHEET-PROBLEMS", &list, desk);
    let lang = desk.lang();
    for m in &portfolio.problems {
        let mut row = vec![Field::text(lang.of(&m.title)), count(m.accounts)];
        row.extend([m.principal, m.owed].map(maybe));
        row.push(Field::text(lang.of(&m.formula)));
        table.push(row);
    }
    table
}

fn plan(portfolio: &Portfolio, names: &Names, desk: &Desk<'_>) -> Table {
    let list = [("H-DUE-RULE", 44), ("H-OVERDUE", 12), ("H-THIS-MONTH", 12), ("H-NEXT-MONTH", 12)];
    let mut table = table("S-SHEET-PLAN", &list, desk);
    for u in &portfolio.plan {
        let mut row = vec![Field::text(names.rule(u.rule.as_deref(), desk))];
        row.extend([u.late, u.this_month, u.next_month].map(count));
        table.push(row);
    }
    table
}

fn at_risk(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let list = [
        ("H-RISK", 30),
        ("H-LATE", 10),
        ("H-WITHIN-7", 10),
        ("H-WITHIN-30", 10),
        ("H-WITHIN-60", 10),
        ("H-WITHIN-90", 10),
    ];
    let mut table = table("S-SHEET-RISKS", &list, desk);
    for risk in &portfolio.at_risk {
        let mut row = vec![Field::text(desk.lang().of(&risk.title)), count(risk.late)];
        row.extend(risk.within.map(|(_, n)| count(n)));
        table.push(row);
    }
    table
}

fn groups(by: &Breakdown, names: &Names, desk: &Desk<'_>) -> Table {
    let lang = desk.lang();
    let of = [
        ("H-ACCOUNTS", 10),
        ("H-SUM-PRINCIPAL", 20),
        ("H-CLAIMED", 20),
        ("H-RECOVERED", 20),
        ("H-COSTS", 18),
    ];
    let mut all = vec![Column::new(lang.of(&by.title), 28)];
    all.extend(columns(&[("H-PLACE", 8)], desk));
    all.extend(columns(&of, desk));
    let rates = by.groups.first().map_or(&[][..], |g| &g.figures);
    let shown = |f: &&Figure| OF_GROUP.contains(&f.id);
    all.extend(rates.iter().filter(shown).map(|f| Column::new(lang.of(&f.title), 14)));
    let mut table = Table { landscape: true, ..Table::new(lang.of(&by.title), all) };
    for group in &by.groups {
        let o = &group.overall;
        let place = group.rank.map_or_else(|| Value::Empty.into(), count);
        let key = names.group(by.id, group.key.as_deref(), desk);
        let mut row = vec![Field::text(key), place, count(o.accounts)];
        row.extend([o.principal, o.claimed, o.recovered, o.costs].map(maybe));
        row.extend(group.figures.iter().filter(shown).map(|f| rate(f, desk)));
        table.push(row);
    }
    table
}

fn not_computed(portfolio: &Portfolio, desk: &Desk<'_>) -> Table {
    let list = [("H-ACCOUNT", 20), ("H-CODE", 22), ("H-REASON", 80)];
    let mut table = table("S-SHEET-NOT-COMPUTED", &list, desk);
    for one in &portfolio.not_computed {
        let cells = [one.account.as_str(), &one.code, &one.reason];
        table.push(cells.map(Field::text).into());
    }
    table
}

/// Columns of all accounts: code of the heading, width.
const DETAIL: [(&str, u16); 20] = [
    ("H-ACCOUNT", 20),
    ("H-BATCH", 14),
    ("H-PRODUCT", 14),
    ("H-BRANCH", 24),
    ("H-COURT", 24),
    ("H-FIRM", 22),
    ("H-HANDLER", 14),
    ("H-STAGE", 26),
    ("H-REFERRED-ON", 12),
    ("H-FILED-ON", 12),
    ("H-ACCEPTED-ON", 12),
    ("H-CLOSED-ON", 12),
    ("H-SUM-PRINCIPAL", 16),
    ("H-CLAIMED", 16),
    ("H-SUPPORTED", 16),
    ("H-AWARDED", 16),
    ("H-OWED-ALL", 16),
    ("H-RECOVERED", 16),
    ("H-COSTS", 16),
    ("H-OVERDUE-SINCE", 12),
];

fn detail(f: &AccountFacts, names: &Names, desk: &Desk<'_>) -> [Field; DETAIL.len()] {
    let day = |day: Option<chrono::NaiveDate>| Field::from(day.map_or(Value::Empty, Value::Date));
    [
        Field::text(f.account.as_str()),
        optional(f.batch.as_deref()),
        optional(f.product.map(|product| Names::product(product, desk)).as_deref()),
        optional(f.branch.as_deref()),
        optional(f.court.as_deref()),
        optional(f.firm.as_deref()),
        optional(f.handler.as_deref()),
        Field::text(names.stage(f, desk)),
        day(f.referred_on),
        day(f.course.filed_on()),
        day(f.course.accepted_on()),
        day(f.course.closed().map(|(day, _)| day)),
        maybe(Some(f.principal)),
        maybe(f.claimed.as_ref().ok().copied()),
        maybe(f.course.judgment().and_then(|j| j.supported())),
        maybe(f.awarded.map(|a| a.total)),
        maybe(f.outstanding.as_ref().ok().map(|o| o.total)),
        maybe(f.recovered()),
        maybe(f.spent()),
        day(f.overdue_since),
    ]
}
