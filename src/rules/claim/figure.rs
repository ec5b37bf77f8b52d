//! What an account owes on a day, with everything it rests on.

use chrono::NaiveDate;
use serde::Serialize;

use super::ceiling::{CapBasis, CapResult, Ceiling, Stretch};
use super::input::{ClaimInput, Rates};
use super::ledger::{self, Compared, Ledger, LedgerInput};
use super::running::{AppliedPayment, Attributing, Running};
use crate::domain::contract::{Per, Rate};
use crate::domain::debt::{CapUse, Payment};
use crate::domain::{Amount, date};
use crate::rules::answer::{Answer, Reason, Refusal, Ruled};
use crate::rules::balances::{Balances, Charge};
use crate::rules::caps::{self, CapAsk};
use crate::rules::interest::Line;
use crate::rules::rounding::{beyond_range, sum};
use crate::rules::rulebook::Rulebook;
use crate::rules::wording::yuan;

/// Interest that accrued after the creditor's figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Accrued {
    /// 利息
    pub interest: Amount,
    /// 罚息
    pub overdue_interest: Amount,
    /// 复利
    pub compound_interest: Amount,
    /// All three.
    pub total: Amount,
    /// The lines, which add up to the total.
    pub segments: Vec<Line>,
}

/// Interest that goes on until payment, as a filing claims it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ongoing {
    /// The first day: the day after the figures.
    pub from: NaiveDate,
    /// The principal it is counted on.
    pub principal: Amount,
    /// Interest or default interest.
    pub kind: Charge,
    /// The rate as a fraction.
    pub rate: Rate,
    /// By day or by year.
    pub per: Per,
    /// The day basis of a yearly rate.
    pub day_basis: Option<u16>,
    /// Whether unpaid interest joins each month.
    pub compounding: bool,
    /// The clause of the contract.
    pub clause: Option<String>,
    /// `日利率0.05%`.
    pub words: String,
}

/// The creditor's figures against the statements, both on the day of the figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerCheck {
    /// The account as the statements make it.
    pub ledger: Ledger,
    /// Item by item.
    pub items: Vec<Compared>,
    /// Whether every item agrees.
    pub agrees: bool,
}

/// What an account owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The day the creditor's figures hold for.
    pub as_of: NaiveDate,
    /// The day asked for.
    pub on: NaiveDate,
    /// The day the balances hold for: `on`, but `as_of` where an earlier day was asked for and there is no ledger.
    pub holds_on: NaiveDate,
    /// The creditor's figures.
    pub stated: Balances,
    /// What accrued after them, or why that cannot be said. The stated figures stand either way.
    pub accrued: Result<Accrued, Refusal>,
    /// Payments after the figures and where they went.
    pub payments: Vec<AppliedPayment>,
    /// What is owed before the ceiling is applied.
    pub before_cap: Balances,
    /// The test of the ceiling, or why there was none. Without a test the claim is not cut.
    pub cap: Result<CapResult, Refusal>,
    /// What is owed, less what is given up.
    pub balances: Balances,
    /// The sum of the balances.
    pub total: Amount,
    /// What was paid beyond everything owed.
    pub overpaid: Amount,
    /// Interest from the day after `holds_on`; `None` where the rate is unknown or nothing bears interest.
    pub ongoing: Option<Ongoing>,
    /// The creditor's figures against the statements, where there are any.
    pub ledger: Option<Result<LedgerCheck, Refusal>>,
    /// A figure rests on a published rate that may have changed.
    pub provisional: bool,
}

/// What an account owes on `input.on`.
///
/// A missing interest term refuses only the accrued part, a missing fact of the ceiling only its test: both stand in the
/// [`Claim`] beside the figures that hold without them.
///
/// # Errors
/// Those of attribution where there are payments, `R-MONEY-RANGE`, `R-CLAIM-NEGATIVE` for a stated figure below zero.
pub fn figure(book: &Rulebook, input: &ClaimInput) -> Ruled<Claim> {
    if Charge::ALL.iter().any(|c| input.stated.charge(*c).is_negative())
        || input.stated.principal.is_negative()
    {
        return Err(Refusal::new("R-CLAIM-NEGATIVE", "debt", "欠款各项不得为负"));
    }
    input.stated.checked_total()?;
    let rates = input.rates();
    let replayed = |to| replay(book, input, rates.as_ref().ok(), to);
    let checked = (!input.statements.is_empty()).then(|| replayed(input.as_of).map(|l| check(input, l)));
    let mut because = vec![stated_reason(book, input)];
    if let Some(Ok((_, why))) = &checked {
        because.push(why.clone());
    }
    let back = if input.on < input.as_of && checked.is_some() { Some(replayed(input.on)?) } else { None };
    let start = if back.is_some() { input.on } else { input.as_of };
    let opening = back.as_ref().map_or(input.stated, |l| l.value.balances);
    let due = payments_after(input, start);
    let attributing = Attributing {
        // Where nothing accrues and all of it was paid, the order of a card's payments changes nothing.
        product: input
            .product
            .filter(|_| input.overdue_since.is_some() || rates.is_ok() || !covers(&due, opening)),
        overdue_since: input.overdue_since,
        contract: input.attribution.as_deref(),
    };
    let holds_on = if back.is_some() { input.on } else { input.on.max(input.as_of) };
    let known = rates.as_ref().ok().cloned();
    let mut running = Running::new(book, attributing, known.clone(), start, opening);
    let basis = open_test(&mut running, input, back.as_ref(), checked.as_ref());
    let ceiling = basis.and_then(|basis| ceiling(book, input, basis, holds_on));
    if input.on < input.as_of {
        because.push(earlier(input, back.is_some()));
    }
    if let Some(answer) = &back {
        because.extend(answer.because.iter().cloned());
    }
    let before_figures = input.payments.iter().filter(|p| p.on <= input.as_of && p.on <= input.on);
    if !book.is_wordless() {
        because.extend(before_figures.map(|p| already_in(p, input.as_of)));
    }
    let mut overpaid = back.as_ref().map_or(Amount::ZERO, |l| l.value.credit);
    for payment in due {
        go(&mut running, known.is_some(), payment.on, input)?;
        let applied = running.pay(payment.amount, ceiling.as_ref().ok().map(|(_, c, _)| c))?;
        overpaid = overpaid.checked_add(applied.left).ok_or_else(beyond_range)?;
    }
    go(&mut running, known.is_some(), holds_on, input)?;
    because.append(&mut running.because);
    let accrued = match rates {
        Err(refusal) if holds_on > start => Err(refusal),
        _ => accrued(std::mem::take(&mut running.lines)),
    };
    let before_cap = running.balances;
    let (cap, provisional) = match ceiling {
        Err(refusal) => (Err(refusal), false),
        Ok((basis, ceiling, why)) => {
            let provisional = ceiling.rates.provisional;
            let result = test(&mut running, &ceiling, basis, input, holds_on)?;
            if !book.is_wordless() {
                because.push(cap_reason(&result, why));
            }
            (Ok(result), provisional)
        }
    };
    let balances = running.balances;
    let total = balances.total();
    let detail =
        book.words(|| format!("截至{}共欠{}：{}", date::chinese(holds_on), yuan(total), balances.words()));
    let root = Reason::new("claim", "", detail).resting_on(because);
    let claim = Claim {
        as_of: input.as_of,
        on: input.on,
        holds_on,
        stated: input.stated,
        accrued,
        payments: running.payments,
        before_cap,
        cap,
        balances,
        total,
        overpaid,
        ongoing: known
            .filter(|_| input.interest_until.is_none_or(|last| last > holds_on))
            .and_then(|rates| ongoing(&rates, holds_on, balances.principal)),
        ledger: checked.map(|result| result.map(|(check, _)| check)),
        provisional,
    };
    Ok(Answer::new(claim, vec![root]))
}

fn go(running: &mut Running<'_>, accrues: bool, to: NaiveDate, input: &ClaimInput) -> Result<(), Refusal> {
    if accrues {
        let last = input.interest_until.map_or(to, |last| last.min(to));
        for (from, until) in &input.paused {
            running.advance(from.pred_opt().map_or(last, |before| before.min(last)))?;
            running.idle((*until).min(last))?;
        }
        running.advance(last)?;
    }
    running.idle(to)
}

fn replay(book: &Rulebook, input: &ClaimInput, rates: Option<&Rates>, to: NaiveDate) -> Ruled<Ledger> {
    ledger::replay(
        book,
        &LedgerInput {
            lines: &input.statements,
            to,
            product: input.product,
            overdue_since: input.overdue_since,
            attribution: input.attribution.as_deref(),
            rates: rates.cloned(),
        },
    )
}

fn check(input: &ClaimInput, answer: Answer<Ledger>) -> (LedgerCheck, Reason) {
    let items = ledger::compare(&answer.value.balances, &input.stated, input.stated_apart);
    let differing: Vec<String> = items
        .iter()
        .filter(|i| !i.difference.is_zero())
        .map(|i| format!("{}：债权人{}，账单{}", i.item.words(), yuan(i.stated), yuan(i.ledger)))
        .collect();
    let agrees = differing.is_empty();
    let detail = if agrees {
        "债权人数额与账单逐项一致".to_owned()
    } else {
        format!("债权人数额与账单不一致：{}", differing.join("；"))
    };
    let why = Reason::new("ledger-compare", "账单", detail).resting_on(answer.because);
    (LedgerCheck { ledger: answer.value, items, agrees }, why)
}

/// The first day of the test: the day after interest was last paid, else the first day overdue.
fn test_from(input: &ClaimInput) -> Option<NaiveDate> {
    input.interest_paid_until.and_then(|day| day.succ_opt()).or(input.overdue_since)
}

/// Sets up what was charged before the running part begins, and says what it is known from.
fn open_test(
    running: &mut Running<'_>,
    input: &ClaimInput,
    back: Option<&Answer<Ledger>>,
    checked: Option<&Result<(LedgerCheck, Reason), Refusal>>,
) -> Result<CapBasis, Refusal> {
    let agreed = checked.and_then(|c| c.as_ref().ok()).filter(|(c, _)| c.agrees).map(|(c, _)| &c.ledger);
    if let Some(ledger) = back.map(|answer| &answer.value).or(agreed)
        && !ledger.stretches.is_empty()
    {
        running.stretches.clone_from(&ledger.stretches);
        running.charges_paid = ledger.charges_paid;
        return Ok(CapBasis::Ledger);
    }
    let from = test_from(input);
    // Nothing was charged by the day of the figures, on which the sum was paid out or after which it became late: the test
    // begins with the interest, on the day after.
    if running.balances.charges().is_zero() && from.is_some_and(|from| from >= running.day) {
        return Ok(CapBasis::Totals);
    }
    let from = from.filter(|from| *from <= running.day).ok_or_else(|| {
        Refusal::new(
            "R-CAP-START",
            "debt.overdue_since",
            "不知道息费从何日起算，无法检验上限：请填写逾期首日或者利息已付至何日（debt.repaid.interest_until）",
        )
    })?;
    running.stretches.push(Stretch {
        from,
        to: running.day,
        principal: running.balances.principal,
        charges: running.balances.charges(),
        allowed: None,
    });
    Ok(CapBasis::Totals)
}

fn ceiling(
    book: &Rulebook,
    input: &ClaimInput,
    basis: CapBasis,
    holds_on: NaiveDate,
) -> Result<(CapBasis, Ceiling, Vec<Reason>), Refusal> {
    let lender = input.lender.ok_or_else(|| {
        Refusal::new("R-CAP-LENDER", "creditor.lender", "出借人类型决定适用的利率上限，请填写")
    })?;
    let ask = CapAsk { lender, signed_on: input.signed_on, claimed_on: holds_on, strict: input.strict };
    let answer = caps::rates(book, &ask)?;
    let ceiling = Ceiling { rates: answer.value, test: input.cap.test, apply: input.cap.apply };
    Ok((basis, ceiling, answer.because))
}

/// Tests the ceiling at the end and takes off what is given up.
fn test(
    running: &mut Running<'_>,
    ceiling: &Ceiling,
    basis: CapBasis,
    input: &ClaimInput,
    holds_on: NaiveDate,
) -> Result<CapResult, Refusal> {
    let unpaid = running.balances.charges();
    let (allowed, _) = ceiling.allowed(&running.stretches)?;
    let excess = ceiling.over(&running.stretches, unpaid, running.charges_paid)?;
    let given_up = if ceiling.apply == CapUse::Yes { excess } else { Amount::ZERO };
    let given_up_by = running.balances.take(given_up, &ceiling.rates.give_up);
    let from = running.stretches.first().map_or(holds_on, |s| s.from);
    let to = running.stretches.last().map_or(holds_on, |s| s.to);
    let note = match basis {
        CapBasis::Ledger => format!("自{}起（此前无欠款）按账单逐笔的本金变动检验", date::chinese(from)),
        CapBasis::Totals => format!(
            "债权人只给出截至{}的汇总数：以该日本金{}视为自{}起不变检验，此前的本金变动和已收息费未计入",
            date::chinese(input.as_of),
            yuan(input.stated.principal),
            date::chinese(from),
        ),
    };
    Ok(CapResult {
        test: ceiling.test,
        apply: ceiling.apply,
        basis,
        from,
        to,
        rates: ceiling.rates.clone(),
        allowed,
        charged: sum(running.stretches.iter().map(|s| s.charges))?,
        excess,
        given_up,
        given_up_by,
        stretches: ceiling.itemised(&running.stretches)?,
        note,
    })
}

fn cap_reason(cap: &CapResult, why: Vec<Reason>) -> Reason {
    use crate::domain::debt::CapTest;
    let how = match cap.test {
        CapTest::Cumulative => "累计检验",
        CapTest::Segment => "分段检验",
    };
    let outcome = if cap.excess.is_zero() {
        "未超过上限".to_owned()
    } else if cap.apply == CapUse::Yes {
        format!("超过上限，放弃{}", yuan(cap.given_up))
    } else {
        format!("超过上限{}，仅提示，未调减", yuan(cap.excess))
    };
    let detail = format!(
        "{how}：{}至{}息费合计{}，上限{}，{outcome}。{}",
        date::chinese(cap.from),
        date::chinese(cap.to),
        yuan(cap.charged),
        yuan(cap.allowed),
        cap.note
    );
    let source = why.first().map_or_else(String::new, |r| r.source.clone());
    Reason::new("rate-cap", source, detail).resting_on(why)
}

fn accrued(segments: Vec<Line>) -> Result<Accrued, Refusal> {
    let of = |kind| sum(segments.iter().filter(|l| l.kind == kind).map(|l| l.amount));
    let total = sum(segments.iter().map(|l| l.amount))?;
    Ok(Accrued {
        interest: of(Charge::Interest)?,
        overdue_interest: of(Charge::OverdueInterest)?,
        compound_interest: of(Charge::CompoundInterest)?,
        total,
        segments,
    })
}

fn ongoing(rates: &Rates, holds_on: NaiveDate, principal: Amount) -> Option<Ongoing> {
    let from = holds_on.succ_opt()?;
    let overdue = rates.overdue.as_ref().filter(|(day, _)| *day <= from);
    let (kind, term) = match overdue {
        Some((_, term)) => (Charge::OverdueInterest, term),
        None => (Charge::Interest, rates.ordinary.as_ref()?),
    };
    let compounding =
        rates.ordinary.iter().chain(overdue.map(|(_, t)| t)).any(|t| t.compounding != Default::default());
    (!principal.is_zero()).then(|| Ongoing {
        from,
        principal,
        kind,
        rate: term.rate,
        per: term.per(),
        day_basis: term.basis.map(u16::from),
        compounding,
        clause: term.clause.clone(),
        words: term.words(),
    })
}

fn payments_after(input: &ClaimInput, start: NaiveDate) -> Vec<&Payment> {
    let after = start.max(input.as_of);
    let mut due: Vec<&Payment> = input.payments.iter().filter(|p| p.on > after && p.on <= input.on).collect();
    due.sort_by_key(|p| p.on);
    due
}

/// Whether payments together pay everything.
fn covers(payments: &[&Payment], owed: Balances) -> bool {
    let paid = payments.iter().try_fold(Amount::ZERO, |sum, p| sum.checked_add(p.amount));
    paid.is_some_and(|paid| paid >= owed.total())
}

fn stated_reason(book: &Rulebook, input: &ClaimInput) -> Reason {
    let detail =
        book.words(|| format!("债权人截至{}的数额：{}", date::chinese(input.as_of), input.stated.words()));
    Reason::new("stated", "债权人系统", detail)
}

fn earlier(input: &ClaimInput, by_ledger: bool) -> Reason {
    let how =
        if by_ledger { "按账单重算" } else { "没有账单，不倒推，所列仍为截止日数额" };
    let detail = format!("{}早于截止日{}：{how}", date::chinese(input.on), date::chinese(input.as_of));
    Reason::new("earlier-day", "", detail)
}

fn already_in(payment: &Payment, as_of: NaiveDate) -> Reason {
    let detail = format!(
        "{}还款{}在截止日{}之前，已计入债权人数额，不再冲抵",
        date::chinese(payment.on),
        yuan(payment.amount),
        date::chinese(as_of)
    );
    Reason::new("payment-before-figures", "", detail)
}
