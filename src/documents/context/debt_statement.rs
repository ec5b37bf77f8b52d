//! 债务明细计算表: how the debt came about, in the columns of law-cn.md §6.4. Every figure is one that the rules made for the
//! claim; where only the creditor's totals are known, the table gives these and no breakdown.

use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::wording::{capped, contract_name, day, orders, percent, rates_of};
use super::filing::value;
use super::parts::{DebtTable, Party, Sum, creditor, debt_table, owed, parties};
use crate::docket::money::{Money, Part};
use crate::docket::schedule::{NoPeriods, Periods};
use crate::domain::contract::{InterestTerm, Per, Rate, Terms};
use crate::domain::money::Amount;
use crate::rules::attribution::Applied;
use crate::rules::balances::Balances;

#[derive(Serialize)]
struct Statement {
    title: &'static str,
    date: String,
    claimant: Party,
    respondents: Vec<Party>,
    contract: String,
    /// 截至日.
    as_of: String,
    principal: String,
    /// 利率或标准, a text each.
    rates: Vec<String>,
    /// 日计基准.
    #[serde(skip_serializing_if = "Option::is_none")]
    day_basis: Option<String>,
    /// 冲抵顺序.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    rows: Vec<Row>,
    sums: Row,
    /// What was lent, charged and paid, and that it comes to the last balance.
    proof: String,
    /// 24%上限校验, or that of another ceiling.
    ceiling: Ceiling,
    notes: Vec<String>,
    /// The same debt part by part as the filings claim it.
    debt: DebtTable,
    total: Sum,
}

#[derive(Serialize)]
struct Ceiling {
    name: String,
    text: String,
}

/// A row; a cell where nothing was booked is empty.
#[derive(Clone, Debug, Default, Serialize)]
struct Row {
    from: String,
    to: String,
    days: String,
    base: String,
    rate: String,
    interest: String,
    overdue: String,
    compound: String,
    penalty: String,
    fees: String,
    paid_on: String,
    paid: String,
    to_fees: String,
    to_interest: String,
    to_principal: String,
    balance: String,
}

/// What the rows add up to.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    lent: Amount,
    interest: Amount,
    overdue: Amount,
    compound: Amount,
    penalty: Amount,
    fees: Amount,
    paid: Amount,
    to_fees: Amount,
    to_interest: Amount,
    to_principal: Amount,
    /// What is owed after the last row.
    balance: Amount,
}

impl Sums {
    fn charged(&self) -> Amount {
        self.interest + self.overdue + self.compound + self.penalty + self.fees
    }
}

/// 债务明细计算表.
pub fn debt_statement(desk: &Desk) -> Value {
    let (case, money) = (desk.brief.case, desk.brief.money);
    owed(desk);
    let terms = case.contract.terms.as_ref();
    let rates = rates_of(case);
    if rates.is_empty() {
        desk.missing("contract.terms.interest");
    }
    let basis = |term: &InterestTerm| match (term.per, term.day_basis) {
        (Per::Day, _) => Some("按日利率和实际天数计算".to_owned()),
        (Per::Year, Some(366)) => Some("年利率除以当年实际天数，乘以实际天数".to_owned()),
        (Per::Year, Some(days)) => Some(format!("年利率除以{days}，乘以实际天数")),
        (Per::Year, None) => None,
    };
    let bearing = terms.map(|t| t.interest.iter().chain(&t.overdue_interest));
    let mut bases: Vec<String> = bearing.into_iter().flatten().filter_map(basis).collect();
    bases.dedup();
    let schedule = money.schedule.as_ref();
    let periods = schedule.and_then(|s| s.periods.as_ref().ok());
    match schedule.map(|s| &s.periods) {
        Some(Err(NoPeriods::Differ)) => desk.doubt("W-DRAFT-STATEMENTS-DIFFER", "debt.ledger", &[]),
        Some(Err(NoPeriods::Refused(why))) => {
            desk.doubt("W-DRAFT-STATEMENTS-REFUSED", "debt.ledger", &[("why", why)]);
        }
        _ => {}
    }
    let ceiling = match schedule.map(|s| &s.ceiling) {
        Some(Ok(test)) => capped(test, case.creditor.as_ref().and_then(|c| c.lender)),
        other => {
            let why = other.and_then(|r| r.as_ref().err()).map_or("", |r| r.missing.as_str());
            desk.doubt("W-DRAFT-CEILING", "cap", &[("why", why)]);
            ("24%上限校验".to_owned(), "未作校验".to_owned())
        }
    };
    let mut rows = Vec::new();
    let mut sums = Sums::default();
    match periods {
        Some(periods) => by_period(periods, terms, &mut rows, &mut sums),
        None => by_totals(money, &mut rows, &mut sums),
    }
    since(money, &mut rows, &mut sums);
    let (claimant, respondents) = parties(desk, creditor(desk));
    value(&Statement {
        title: "债务明细计算表",
        date: day(desk.brief.as_of),
        claimant,
        respondents,
        contract: contract_name(desk),
        as_of: day(money.as_of),
        principal: money.line(Part::Principal).map_or(Amount::ZERO, |l| l.stated).grouped(),
        rates,
        day_basis: (!bases.is_empty()).then(|| bases.join("；")),
        order: schedule.and_then(|s| orders(&s.orders)),
        proof: proof(&sums, periods.is_some()),
        sums: totals(&sums),
        rows,
        ceiling: Ceiling { name: ceiling.0, text: ceiling.1 },
        notes: notes(desk, periods),
        debt: debt_table(case, money),
        total: money.total().into(),
    })
}

/// A figure, or nothing where there is none.
fn some(amount: Amount) -> String {
    if amount.is_zero() { String::new() } else { amount.grouped() }
}

fn rate(rate: Rate, per: Per) -> String {
    let per = if per == Per::Day { "日" } else { "年" };
    format!("{per}{}", percent(rate))
}

/// The rates that the contract agrees for what was booked, interest before interest overdue: `年7.2%`, `年7.2%/10.8%`.
fn agreed(terms: Option<&Terms>, booked: &Balances) -> String {
    let Some(terms) = terms else { return String::new() };
    let due = [(booked.interest, &terms.interest), (booked.overdue_interest, &terms.overdue_interest)];
    let due = due.iter().filter(|(sum, _)| !sum.is_zero()).filter_map(|(_, term)| term.as_ref());
    match due.collect::<Vec<_>>().as_slice() {
        [one, two] if one.per == two.per => format!("{}/{}", rate(one.rate, one.per), percent(two.rate)),
        several => several.iter().map(|t| rate(t.rate, t.per)).collect::<Vec<_>>().join("/"),
    }
}

/// Periods of the statements. A second payment of one day has a row of its own without a period.
fn by_period(periods: &Periods, terms: Option<&Terms>, rows: &mut Vec<Row>, sums: &mut Sums) {
    for period in &periods.all {
        let booked = &period.booked;
        sums.lent = sums.lent + booked.principal;
        sums.interest = sums.interest + booked.interest;
        sums.overdue = sums.overdue + booked.overdue_interest;
        sums.compound = sums.compound + booked.compound_interest;
        sums.penalty = sums.penalty + booked.penalty;
        sums.fees = sums.fees + booked.fees;
        sums.balance = period.balance;
        let mut row = Row {
            from: period.from.to_string(),
            to: period.to.to_string(),
            days: period.days.to_string(),
            base: period.principal.grouped(),
            rate: match period.rate {
                Some(known) => rate(known.rate, known.per),
                None if periods.interest_posted => agreed(terms, booked),
                None => String::new(),
            },
            interest: some(booked.interest),
            overdue: some(booked.overdue_interest),
            compound: some(booked.compound_interest),
            penalty: some(booked.penalty),
            fees: some(booked.fees),
            balance: period.balance.grouped(),
            ..Row::default()
        };
        apply(&period.covered, &mut row, sums);
        for payment in &period.payments {
            if !row.paid.is_empty() {
                rows.push(std::mem::take(&mut row));
            }
            row.paid_on = period.to.to_string();
            row.paid = payment.amount.grouped();
            row.balance = payment.balance.grouped();
            sums.paid = sums.paid + payment.amount;
            sums.balance = payment.balance;
            apply(&payment.applied, &mut row, sums);
        }
        rows.push(row);
    }
}

/// Where money went: the penalty with the fees.
fn apply(applied: &Applied, row: &mut Row, sums: &mut Sums) {
    let fees = applied.to_fees + applied.to_penalty;
    row.to_fees = some(fees);
    row.to_interest = some(applied.to_interest);
    row.to_principal = some(applied.to_principal);
    sums.to_fees = sums.to_fees + fees;
    sums.to_interest = sums.to_interest + applied.to_interest;
    sums.to_principal = sums.to_principal + applied.to_principal;
}

/// The creditor's totals, as one row without a beginning.
fn by_totals(money: &Money, rows: &mut Vec<Row>, sums: &mut Sums) {
    let of = |part| money.line(part).map_or(Amount::ZERO, |l| l.stated);
    let none = || "—".to_owned();
    *sums = Sums {
        lent: of(Part::Principal),
        interest: of(Part::Interest),
        overdue: of(Part::OverdueInterest),
        compound: of(Part::CompoundInterest),
        penalty: of(Part::Penalty),
        fees: of(Part::Fees),
        ..Sums::default()
    };
    sums.balance = sums.lent + sums.charged();
    rows.push(Row {
        from: none(),
        to: money.as_of.to_string(),
        days: none(),
        base: sums.lent.grouped(),
        rate: none(),
        interest: some(sums.interest),
        overdue: some(sums.overdue),
        compound: some(sums.compound),
        penalty: some(sums.penalty),
        fees: some(sums.fees),
        balance: sums.balance.grouped(),
        ..Row::default()
    });
}

/// Payments after the day of the figures: nothing accrues in the filings between the two.
fn since(money: &Money, rows: &mut Vec<Row>, sums: &mut Sums) {
    for paid in &money.paid {
        let mut applied = Applied::default();
        for (part, amount) in &paid.to {
            let to = match part {
                Part::Principal => &mut applied.to_principal,
                Part::Penalty => &mut applied.to_penalty,
                Part::Fees => &mut applied.to_fees,
                Part::Interest | Part::OverdueInterest | Part::CompoundInterest => &mut applied.to_interest,
            };
            *to = *to + *amount;
        }
        let mut row = Row { paid_on: paid.on.to_string(), paid: paid.amount.grouped(), ..Row::default() };
        sums.paid = sums.paid + paid.amount;
        sums.balance = sums.balance - paid.amount;
        row.balance = sums.balance.grouped();
        apply(&applied, &mut row, sums);
        rows.push(row);
    }
}

fn totals(sums: &Sums) -> Row {
    Row {
        from: "合计".to_owned(),
        interest: sums.interest.grouped(),
        overdue: sums.overdue.grouped(),
        compound: sums.compound.grouped(),
        penalty: sums.penalty.grouped(),
        fees: sums.fees.grouped(),
        paid: sums.paid.grouped(),
        to_fees: sums.to_fees.grouped(),
        to_interest: sums.to_interest.grouped(),
        to_principal: sums.to_principal.grouped(),
        balance: sums.balance.grouped(),
        ..Row::default()
    }
}

/// `放款及透支本金A元＋息费B元－还款C元＝余额D元`.
fn proof(sums: &Sums, by_period: bool) -> String {
    let lent = if by_period { "发放或者透支的本金" } else { "截至日尚欠本金" };
    format!(
        "{lent}{}元＋利息、罚息、复利、违约金、费用合计{}元－还款{}元＝余额{}元",
        sums.lent.grouped(),
        sums.charged().grouped(),
        sums.paid.grouped(),
        sums.balance.grouped(),
    )
}

fn notes(desk: &Desk, periods: Option<&Periods>) -> Vec<String> {
    let (case, money, voice) = (desk.brief.case, desk.brief.money, desk.voice);
    let mut out = Vec::new();
    match periods {
        Some(periods) => {
            out.push(if periods.interest_posted {
                "本表按账单逐笔列示，期间按记账日划分；利率栏为合同约定的利率（并列的，依次为利息、罚息），息费为账单所记数额，未另行重算。".to_owned()
            } else {
                "账单未记利息，各期间利息按合同利率计算，每一期间四舍五入至分。".to_owned()
            });
            out.push(
                "计息本金为该期间内的本金余额；期间止日的还款、新增借款或者透支自次日起计入。期间首尾两日均计入天数。".to_owned(),
            );
        }
        None => out.push(format!(
            "{}的系统只提供截至{}的汇总数额，本表照列，不作分期推算。",
            voice.claimant(),
            day(money.as_of)
        )),
    }
    out.push("“冲抵费用”含冲抵的违约金，“冲抵利息”含冲抵的罚息、复利。".to_owned());
    let apart = case.debt.overdue_interest.is_some() || case.debt.compound_interest.is_some();
    if periods.is_none() && !apart && case.debt.interest.is_some_and(|i| !i.is_zero()) {
        out.push("未单独列示罚息、复利的，包含在利息中。".to_owned());
    }
    if !money.paid.is_empty() {
        out.push(format!("{}之后的还款单独列于表末，仅冲抵截至该日的欠款。", day(money.as_of)));
    }
    if let Some(sum) = money.given_up() {
        out.push(format!(
            "超过上限的息费{}元，{}不予主张；扣除后现主张{}元。",
            sum.grouped(),
            voice.claimant(),
            money.total().grouped()
        ));
    }
    out
}
