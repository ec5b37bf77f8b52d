//! The account as its statements make it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::ceiling::Stretch;
use super::input::{Rates, StatedApart};
use super::periods::{self, Period, Periods};
use super::running::{AppliedPayment, Attributing, Running};
use crate::domain::contract::Component;
use crate::domain::proof::{StatementKind, StatementLine, undone};
use crate::domain::{Amount, Product, date};
use crate::rules::answer::{Answer, Reason, Refusal, Ruled};
use crate::rules::balances::{Balances, Charge};
use crate::rules::interest::Line;
use crate::rules::rounding::plus;
use crate::rules::rulebook::Rulebook;
use crate::rules::wording::yuan;

/// What a ledger is replayed with.
#[derive(Clone, Debug)]
pub struct LedgerInput<'a> {
    /// The statements; lines after `to` are not looked at.
    pub lines: &'a [StatementLine],
    /// Up to and including this day.
    pub to: NaiveDate,
    /// What was lent.
    pub product: Option<Product>,
    /// The first day overdue, day 1.
    pub overdue_since: Option<NaiveDate>,
    /// The contract's own order of attribution.
    pub attribution: Option<&'a [Component]>,
    /// The contract's rates: used only where the statements post no interest themselves.
    pub rates: Option<Rates>,
}

/// An account as its statements make it, at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// The day.
    pub on: NaiveDate,
    /// What is owed.
    pub balances: Balances,
    /// What was paid too much and not used since.
    pub credit: Amount,
    /// Whether interest is what the statements post, and not computed here.
    pub interest_posted: bool,
    /// Lines of interest computed here.
    pub segments: Vec<Line>,
    /// Payments and where they went.
    pub payments: Vec<AppliedPayment>,
    /// Stretches of constant principal since nothing was owed last: what the ceiling is tested over.
    pub stretches: Vec<Stretch>,
    /// Charges paid since then.
    pub charges_paid: Amount,
    /// All of it period by period.
    #[serde(skip)]
    pub periods: Vec<Period>,
}

/// Replays the statements: purchases, cash and instalments lend, charges are booked as posted, payments are applied in
/// the order that holds on their day, a reversal undoes the last line before it of the same amount.
///
/// Where no interest is posted, it is computed by the contract's rates; where these are unknown too, none accrues.
///
/// # Errors
/// `R-LEDGER-EMPTY` without a line up to the day, `R-LEDGER-REVERSAL` where a reversal matches no line,
/// `R-LEDGER-AMOUNT` for a line that is not above zero, those of attribution.
pub fn replay(book: &Rulebook, input: &LedgerInput<'_>) -> Ruled<Ledger> {
    let mut lines: Vec<&StatementLine> = input.lines.iter().filter(|l| l.date <= input.to).collect();
    lines.sort_by_key(|l| l.date);
    if let Some(line) = lines.iter().find(|l| l.amount <= Amount::ZERO) {
        return Err(Refusal::new("R-LEDGER-AMOUNT", place(line), "账单每行金额应大于零，方向由类型决定"));
    }
    let lines = without_reversed(lines)?;
    let first = lines.first().map(|l| l.date).ok_or_else(|| {
        Refusal::new("R-LEDGER-EMPTY", "debt.ledger", format!("{}之前没有账单记录", date::chinese(input.to)))
    })?;
    let interest_posted =
        lines.iter().any(|l| matches!(l.kind, StatementKind::Interest | StatementKind::Compound));
    let attributing = Attributing {
        product: input.product,
        overdue_since: input.overdue_since,
        contract: input.attribution,
    };
    let rates = input.rates.clone().filter(|_| !interest_posted);
    let mut running = Running::new(book, attributing, rates, first, Balances::default());
    let mut credit = Amount::ZERO;
    let mut periods = Periods::new(first);
    for line in lines {
        running.advance(line.date)?;
        periods.until(&running)?;
        book_line(&mut running, &mut periods, &mut credit, line)?;
        if running.balances.total().is_zero() {
            running.begin_test();
        }
    }
    running.advance(input.to)?;
    periods.until(&running)?;
    let how =
        if interest_posted { "利息按账单记载" } else { "账单未记利息，按合同利率计算" };
    let balances = running.balances;
    let detail = book
        .words(|| format!("按账单逐笔重算，截至{}：{}（{how}）", date::chinese(input.to), balances.words()));
    let why = Reason::new("ledger", "账单", detail).resting_on(std::mem::take(&mut running.because));
    let ledger = Ledger {
        on: input.to,
        balances: running.balances,
        credit,
        interest_posted,
        segments: running.lines,
        payments: running.payments,
        stretches: running.stretches,
        charges_paid: running.charges_paid,
        periods: periods.into_all(),
    };
    Ok(Answer::new(ledger, vec![why]))
}

fn book_line(
    running: &mut Running<'_>,
    periods: &mut Periods,
    credit: &mut Amount,
    line: &StatementLine,
) -> Result<(), Refusal> {
    if line.kind == StatementKind::Payment {
        let applied = running.pay(line.amount, None)?;
        *credit = plus(*credit, applied.left)?;
        return periods.pay(line.amount, applied);
    }
    // What was paid too much earlier covers the next line.
    let used = line.amount.min(*credit);
    *credit = *credit - used;
    let amount = line.amount - used;
    let charge = match line.kind {
        StatementKind::Purchase | StatementKind::Cash | StatementKind::Instalment => {
            running.lend(amount)?;
            periods.lend(line.amount)?;
            return periods.cover(None, used);
        }
        StatementKind::Interest => Charge::Interest,
        StatementKind::Compound => Charge::CompoundInterest,
        StatementKind::Penalty => Charge::Penalty,
        StatementKind::Fee => Charge::Fees,
        // Payments returned above, reversals were taken out with what they undo.
        StatementKind::Payment | StatementKind::Reversal => return Ok(()),
    };
    running.charge(charge, amount)?;
    let shown = if charge == Charge::Interest { periods::interest_posted(line) } else { charge };
    periods.charge(shown, line.amount)?;
    periods.cover(Some(charge), used)
}

/// Takes out every reversal and the line it undoes.
fn without_reversed(lines: Vec<&StatementLine>) -> Result<Vec<&StatementLine>, Refusal> {
    let undone = undone(&lines).map_err(|at| {
        let why = "此前没有金额相同的账单记录可供冲正，请核对账单是否完整";
        Refusal::new("R-LEDGER-REVERSAL", place(lines[at]), why)
    })?;
    let gone: BTreeSet<usize> = undone.iter().flatten().copied().collect();
    let stands =
        |at: usize, line: &StatementLine| line.kind != StatementKind::Reversal && !gone.contains(&at);
    let kept = lines.into_iter().enumerate().filter(|&(at, line)| stands(at, line));
    Ok(kept.map(|(_, line)| line).collect())
}

fn place(line: &StatementLine) -> String {
    format!("{} {}", line.date, yuan(line.amount))
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// 本金
    Principal,
    /// 利息, with default interest, and with compound interest where that is not stated apart.
    Interest,
    /// 复利, where stated apart.
    CompoundInterest,
    /// 违约金
    Penalty,
    /// 费用
    Fees,
}

impl Item {
    /// Its name in documents.
    pub const fn words(self) -> &'static str {
        match self {
            Item::Principal => "本金",
            Item::Interest => "利息",
            Item::CompoundInterest => "复利",
            Item::Penalty => "违约金",
            Item::Fees => "费用",
        }
    }
}

/// One item of the creditor's figures and the same by the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Which item.
    pub item: Item,
    /// The creditor's figure.
    pub stated: Amount,
    /// The ledger's.
    pub ledger: Amount,
    /// Ledger less stated: above zero where the creditor claims less than the statements show.
    pub difference: Amount,
}

/// Compares item by item. Statements post default interest as interest, so that the two are one item; compound interest
/// is one of its own where the creditor states it apart.
pub fn compare(ledger: &Balances, stated: &Balances, apart: StatedApart) -> Vec<Compared> {
    let interest = |b: &Balances| {
        let simple = b.interest + b.overdue_interest;
        if apart.compound { simple } else { simple + b.compound_interest }
    };
    let mut items = vec![
        (Item::Principal, stated.principal, ledger.principal),
        (Item::Interest, interest(stated), interest(ledger)),
    ];
    if apart.compound {
        items.push((Item::CompoundInterest, stated.compound_interest, ledger.compound_interest));
    }
    items.push((Item::Penalty, stated.penalty, ledger.penalty));
    items.push((Item::Fees, stated.fees, ledger.fees));
    items
        .into_iter()
        .map(|(item, stated, ledger)| Compared { item, stated, ledger, difference: ledger - stated })
        .collect()
}
