//! 账户交易明细表: the statements as an exhibit. Every line as it was booked, sums by month and by kind, and what the lines
//! come to; it computes nothing that is not booked.

use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::wording::{contract_titled, day};
use super::filing::value;
use super::parts::{Party, creditor, parties};
use crate::domain::case::Product;
use crate::domain::date;
use crate::domain::money::Amount;
use crate::domain::proof::{StatementKind, StatementLine, undone};

#[derive(Serialize)]
struct Statement {
    title: &'static str,
    date: String,
    claimant: Party,
    respondents: Vec<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<String>,
    /// The first and the last day; none where there is no line.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    kinds: Vec<Sum>,
    months: Vec<Month>,
    total: Sum,
    notes: Vec<&'static str>,
}

#[derive(Serialize)]
struct Month {
    rows: Vec<Row>,
    sum: Sum,
}

/// A line; a cell where nothing was booked is empty.
#[derive(Serialize)]
struct Row {
    number: String,
    date: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    memo: Option<String>,
    charged: String,
    paid: String,
    balance: String,
}

/// What lines come to.
#[derive(Serialize)]
struct Sum {
    name: String,
    count: String,
    charged: String,
    paid: String,
    /// After the last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<String>,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    count: usize,
    charged: Amount,
    paid: Amount,
}

impl Sums {
    fn add(&mut self, side: Side, amount: Amount) -> Option<()> {
        let sum = match side {
            Side::Charged => &mut self.charged,
            Side::Paid => &mut self.paid,
        };
        *sum = sum.checked_add(amount)?;
        self.count += 1;
        Some(())
    }

    fn told(self, name: String, balance: Option<Amount>) -> Sum {
        Sum {
            name,
            count: self.count.to_string(),
            charged: self.charged.grouped(),
            paid: self.paid.grouped(),
            balance: balance.map(Amount::grouped),
        }
    }
}

/// Which way a line goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// It raises what is owed.
    Charged,
    /// It lowers what is owed.
    Paid,
}

const KINDS: [StatementKind; 9] = [
    StatementKind::Purchase,
    StatementKind::Cash,
    StatementKind::Instalment,
    StatementKind::Interest,
    StatementKind::Compound,
    StatementKind::Penalty,
    StatementKind::Fee,
    StatementKind::Payment,
    StatementKind::Reversal,
];

fn word(kind: StatementKind, product: Option<Product>) -> &'static str {
    match kind {
        StatementKind::Purchase => "消费",
        StatementKind::Cash if matches!(product, Some(Product::PersonalLoan | Product::OnlineLoan)) => "放款",
        StatementKind::Cash => "取现",
        StatementKind::Instalment => "分期",
        StatementKind::Interest => "利息",
        StatementKind::Compound => "复利",
        StatementKind::Penalty => "违约金",
        StatementKind::Fee => "费用",
        StatementKind::Payment => "还款",
        StatementKind::Reversal => "冲正",
    }
}

/// Which way each line goes: a reversal the other way than the line it undoes; its place where it undoes none.
fn sides(lines: &[&StatementLine]) -> Result<Vec<Side>, usize> {
    let mut sides: Vec<Side> = Vec::with_capacity(lines.len());
    for (line, undone) in lines.iter().zip(undone(lines)?) {
        sides.push(match (undone.map(|at| sides[at]), line.kind) {
            (Some(Side::Charged), _) | (None, StatementKind::Payment) => Side::Paid,
            _ => Side::Charged,
        });
    }
    Ok(sides)
}

/// 账户交易明细表, oldest first, up to the day of the document.
pub fn account_statement(desk: &Desk) -> Value {
    let brief = &desk.brief;
    let case = brief.case;
    let mut lines: Vec<&StatementLine> = case.statements.iter().filter(|l| l.date <= brief.as_of).collect();
    lines.sort_by_key(|l| l.date);
    if lines.is_empty() {
        desk.missing("debt.ledger");
    }
    let sides = sides(&lines).unwrap_or_else(|i| {
        let on = lines.get(i).map(|l| format!("{} {}", l.date, l.amount.grouped())).unwrap_or_default();
        desk.refuse("E-DRAFT-REVERSAL", "debt.ledger", &[("line", &on)]);
        Vec::new()
    });
    let booked = book(desk, &lines, &sides).unwrap_or_else(|| {
        desk.refuse("E-DRAFT-AMOUNT", "debt.ledger", &[]);
        Booked::default()
    });
    let kinds = KINDS.iter().zip(booked.kinds).filter(|(_, sums)| sums.count > 0);
    let (claimant, respondents) = parties(desk, creditor(desk));
    value(&Statement {
        title: "账户交易明细表",
        date: day(brief.as_of),
        claimant,
        respondents,
        contract: contract_titled(&case.contract),
        from: lines.first().map(|l| day(l.date)),
        until: lines.last().map(|l| day(l.date)),
        kinds: kinds.map(|(kind, sums)| sums.told(word(*kind, case.product).to_owned(), None)).collect(),
        months: booked.months,
        total: booked.total.told("合计".to_owned(), Some(booked.balance)),
        notes: vec![
            "“累计”自本表首笔起算，为此前各笔应付额之和减去还款及冲减额之和；负数表示多付。",
            "冲正按其所冲销的交易列入相反一栏。",
        ],
    })
}

/// The lines with what they come to.
#[derive(Default)]
struct Booked {
    kinds: [Sums; 9],
    months: Vec<Month>,
    total: Sums,
    balance: Amount,
}

/// `None` where a sum is beyond what can be counted.
fn book(desk: &Desk, lines: &[&StatementLine], sides: &[Side]) -> Option<Booked> {
    let mut booked = Booked::default();
    let mut of_month = Sums::default();
    let month = |line: &StatementLine| line.date.format("%Y-%m").to_string();
    let mut rows = Vec::new();
    for (i, (line, side)) in lines.iter().zip(sides).enumerate() {
        let (line, side) = (*line, *side);
        booked.balance = match side {
            Side::Charged => booked.balance.checked_add(line.amount)?,
            Side::Paid => booked.balance.checked_sub(line.amount)?,
        };
        let at = KINDS.iter().position(|kind| *kind == line.kind)?;
        for sums in [&mut booked.kinds[at], &mut booked.total, &mut of_month] {
            sums.add(side, line.amount)?;
        }
        let cell = |of: Side| if side == of { line.amount.grouped() } else { String::new() };
        rows.push(Row {
            number: (i + 1).to_string(),
            date: line.date.format(date::ISO).to_string(),
            kind: word(line.kind, desk.brief.case.product),
            memo: line.memo.clone(),
            charged: cell(Side::Charged),
            paid: cell(Side::Paid),
            balance: booked.balance.grouped(),
        });
        if lines.get(i + 1).is_none_or(|next| month(next) != month(line)) {
            let name = line.date.format("%Y年%-m月小计").to_string();
            let sum = std::mem::take(&mut of_month).told(name, Some(booked.balance));
            booked.months.push(Month { rows: std::mem::take(&mut rows), sum });
        }
    }
    Some(booked)
}
