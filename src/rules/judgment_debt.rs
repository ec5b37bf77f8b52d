//! A money debt that was decided, as payments and proceeds come in: general interest as far as the decision lets it go on,
//! the doubled part of late performance, and what each sum went to.
//!
//! What comes in goes to the costs of enforcement first, then to the judgment debt, then to the doubled part (法释〔2014〕8号
//! art. 4), whether the debtor paid or the court collected. A sum counts on its day, that day still at the old balance.

use chrono::NaiveDate;
use serde::Serialize;

use super::answer::{Answer, Reason, Refusal, Ruled};
use super::attribution::{self, Applied, OrderAsk, Owed};
use super::balances::Charge;
use super::interest::{Line, Term, lines};
use super::late_performance::{self, LateLine};
use super::rounding::{beyond_range, plus, sum};
use super::rulebook::Rulebook;
use super::wording::yuan;
use crate::domain::{Amount, date};

/// A debt as it was decided.
#[derive(Clone, Debug)]
pub struct JudgmentDebt {
    /// What was decided: costs under `fees`, general interest in figures under `interest`.
    pub owed: Owed,
    /// The decision's figures consider what came in up to and including this day.
    pub since: NaiveDate,
    /// General interest beyond the figures; `None` where the decision is silent.
    pub general: Option<General>,
    /// From when which part of it is performed late, by day; what they do not cover is never late.
    pub due: Vec<DuePart>,
    /// The last day for which anything accrues, where the law stops it.
    pub until: Option<NaiveDate>,
    /// First and last days, both counted, for which the doubled part does not accrue: stays that the debtor did not ask for
    /// (法释〔2014〕8号 3).
    pub stayed: Vec<(NaiveDate, NaiveDate)>,
    /// First and last days, both counted, for which no general interest accrues by agreement.
    pub paused: Vec<(NaiveDate, NaiveDate)>,
}

/// General interest (一般债务利息) that goes on until payment, on the principal that is left.
#[derive(Clone, Debug)]
pub struct General {
    /// The first day.
    pub from: NaiveDate,
    /// The rates, each from a day on, or why they are not known.
    pub rates: Result<Vec<(NaiveDate, Term)>, Refusal>,
    /// The last day for which they are known, where that is not for good, and the refusal for what follows.
    pub ended: Option<(NaiveDate, Refusal)>,
}

/// A part of the debt that has its own last day for performance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DuePart {
    /// The first day of lateness.
    pub from: NaiveDate,
    /// How much of the debt without its general interest.
    pub amount: Amount,
}

/// How a sum came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The debtor paid.
    Payment,
    /// The court paid out what it had collected.
    Distributed,
    /// Property taken in kind, at its price.
    TakenInKind,
    /// The debtor made costs good.
    CostRecovered,
    /// The court gave the creditor's fee back and collects it from the debtor itself (民诉法解释 art. 207): nothing came
    /// in from the debtor, and he owes the creditor that much less of the costs.
    CostRefunded,
}

/// A sum that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The day.
    pub on: NaiveDate,
    /// How much; above zero.
    pub amount: Amount,
    /// How.
    pub way: Way,
    /// What of it makes costs of enforcement good, which are no part of what was decided.
    pub to_enforcement: Amount,
    /// The day on which the court took it from the debtor, where that was sooner: the doubled part ends there.
    pub taken_on: Option<NaiveDate>,
}

/// A sum that came in and where it went. The parts add up to the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Received {
    /// The sum.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// Where it went; `left` is beyond everything owed. Costs of enforcement are in `to_enforcement`.
    pub applied: Applied,
}

/// A judgment debt at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Followed {
    /// Lines of general interest that went on.
    pub general: Vec<Line>,
    /// Why general interest beyond the figures is not known, where it is not: what is owed is more by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
    /// Lines of the doubled part, split at everything that came in.
    pub lines: Vec<LateLine>,
    /// The doubled part that accrued.
    pub doubled: Amount,
    /// What is still owed, `late_performance` among it.
    pub owed: Owed,
    /// What came in, and where it went.
    pub receipts: Vec<Received>,
    /// What came in from the debtor.
    pub received: Amount,
    /// What of it is beyond everything owed.
    pub overpaid: Amount,
}

impl Followed {
    /// What came in and went to the costs decided and to costs of enforcement.
    ///
    /// # Errors
    /// `R-MONEY-RANGE`.
    pub fn costs_recovered(&self) -> Result<Amount, Refusal> {
        let from_debtor = self.receipts.iter().filter(|r| r.receipt.way != Way::CostRefunded);
        sum(from_debtor.flat_map(|r| [r.receipt.to_enforcement, r.applied.to_fees]))
    }
}

/// Follows a judgment debt to the end of a day. Receipts up to `debt.since` and after `to` are not looked at.
///
/// # Errors
/// Those of [`attribution::order`], `R-LATE-DATE`; `R-JUDGMENT-PART` where more of a receipt is for costs of enforcement
/// than came in; the refusal of the rate of general interest where something came in after it began: without the rate
/// nobody can say what it went to.
pub fn follow(book: &Rulebook, debt: &JudgmentDebt, to: NaiveDate, receipts: &[Receipt]) -> Ruled<Followed> {
    let mut counted: Vec<&Receipt> = receipts.iter().filter(|r| r.on > debt.since && r.on <= to).collect();
    counted.sort_by_key(|r| r.on);
    let mut state = State::new(book, debt);
    for receipt in counted {
        state.accrue(receipt.on)?;
        if let Some(refusal) = &state.out.refused {
            return Err(refusal.clone());
        }
        state.take(receipt)?;
    }
    state.accrue(to)?;
    let Followed { receipts, lines, general, .. } = &state.out;
    let mut because: Vec<Reason> = general.iter().map(|line| general_reason(book, line)).collect();
    because.extend(lines.iter().map(|line| line.reason(book)));
    let credited = |r: &&Received| r.receipt.taken_on.is_some_and(|day| day < r.receipt.on);
    because.extend(receipts.iter().filter(credited).map(|r| taken(book, &r.receipt)));
    because.extend(state.because);
    Ok(Answer::new(state.out, because))
}

fn general_reason(book: &Rulebook, line: &Line) -> Reason {
    let source = late_performance::source(book, line.to);
    Reason::new("general-interest", source, format!("一般债务{}", line.words()))
}

fn taken(book: &Rulebook, receipt: &Receipt) -> Reason {
    let day = receipt.taken_on.unwrap_or(receipt.on);
    let detail = format!(
        "{}收到的{}，法院已于{}划拨、提取或者裁定成交，相应部分的加倍部分债务利息计算至该日",
        date::chinese(receipt.on),
        yuan(receipt.amount),
        date::chinese(day),
    );
    Reason::new("late-performance", late_performance::source(book, receipt.on), detail)
}

/// The debt on its way through the days.
struct State<'a> {
    book: &'a Rulebook,
    debt: &'a JudgmentDebt,
    /// The next day for which general interest accrues.
    next_general: NaiveDate,
    /// The next day for which the doubled part accrues.
    next_late: NaiveDate,
    out: Followed,
    because: Vec<Reason>,
}

/// The last day of the times that a day lies in, if it lies in one.
fn rests_until(times: &[(NaiveDate, NaiveDate)], day: NaiveDate) -> Option<NaiveDate> {
    times.iter().filter(|(from, last)| (*from..=*last).contains(&day)).map(|(_, last)| *last).max()
}

/// What bears the doubled part: everything but general interest.
fn bearing(owed: &Owed) -> Result<Amount, Refusal> {
    sum([owed.fees, owed.penalty, owed.principal])
}

impl<'a> State<'a> {
    fn new(book: &'a Rulebook, debt: &'a JudgmentDebt) -> Self {
        let never = NaiveDate::MAX;
        State {
            book,
            debt,
            next_general: debt.general.as_ref().map_or(never, |g| g.from),
            next_late: debt.due.iter().map(|part| part.from).min().unwrap_or(never),
            out: Followed {
                general: Vec::new(),
                refused: None,
                lines: Vec::new(),
                doubled: Amount::ZERO,
                owed: debt.owed,
                receipts: Vec::new(),
                received: Amount::ZERO,
                overpaid: Amount::ZERO,
            },
            because: Vec::new(),
        }
    }

    /// Lets interest accrue up to and including a day.
    fn accrue(&mut self, to: NaiveDate) -> Result<(), Refusal> {
        let to = self.debt.until.map_or(to, |last| last.min(to));
        self.accrue_general(to)?;
        while self.next_late <= to {
            let stays = &self.debt.stayed;
            if let Some(last) = rests_until(stays, self.next_late) {
                self.next_late = last.succ_opt().ok_or_else(beyond_range)?;
                continue;
            }
            let stays = stays.iter().map(|(from, _)| *from);
            let starts = self.debt.due.iter().map(|part| part.from).chain(stays);
            let next = starts.filter(|day| *day > self.next_late).min();
            let end = next.and_then(|day| day.pred_opt()).map_or(to, |before| before.min(to));
            let base = self.late_base(self.next_late)?;
            self.out.lines.extend(late_performance::lines(self.book, base, self.next_late, end)?);
            self.next_late = end.succ_opt().ok_or_else(beyond_range)?;
        }
        self.doubled()
    }

    fn accrue_general(&mut self, to: NaiveDate) -> Result<(), Refusal> {
        let Some(general) = &self.debt.general else { return Ok(()) };
        let until = general.ended.as_ref().map_or(to, |(last, _)| to.min(*last));
        while self.next_general <= until && !self.out.owed.principal.is_zero() {
            if let Some(last) = rests_until(&self.debt.paused, self.next_general) {
                self.next_general = last.succ_opt().ok_or_else(beyond_range)?;
                continue;
            }
            let rates = match &general.rates {
                Ok(rates) => rates,
                Err(refusal) => {
                    self.out.refused = Some(refusal.clone());
                    return Ok(());
                }
            };
            let from = self.next_general;
            let pauses = self.debt.paused.iter().map(|(day, _)| *day);
            let next = rates.iter().map(|(day, _)| *day).chain(pauses).filter(|day| *day > from).min();
            let end = next.and_then(|day| day.pred_opt()).map_or(until, |before| before.min(until));
            if let Some((_, term)) = rates.iter().rfind(|(day, _)| *day <= from) {
                let new = lines(Charge::Interest, self.out.owed.principal, term, from, end)?;
                for line in &new {
                    self.out.owed.interest = plus(self.out.owed.interest, line.amount)?;
                }
                self.out.general.extend(new);
            }
            self.next_general = end.succ_opt().ok_or_else(beyond_range)?;
        }
        // Beyond what is known something accrues all the same, unless it was agreed that nothing does.
        if let Some((_, refusal)) = general.ended.as_ref().filter(|(last, _)| *last < to)
            && !self.out.owed.principal.is_zero()
            && self.next_general <= to
        {
            self.out.refused = Some(refusal.clone());
        }
        Ok(())
    }

    /// What is late on a day: the parts whose time is over, less what was paid, and never more than is left.
    fn late_base(&self, on: NaiveDate) -> Result<Amount, Refusal> {
        let left = bearing(&self.out.owed)?;
        let paid = bearing(&self.debt.owed)? - left;
        let over = sum(self.debt.due.iter().filter(|part| part.from <= on).map(|part| part.amount))?;
        Ok((over - paid).max(Amount::ZERO).min(left))
    }

    /// The sum of the lines is the doubled part; what changed of it is owed more, or less.
    fn doubled(&mut self) -> Result<(), Refusal> {
        let now = sum(self.out.lines.iter().map(|line| line.amount))?;
        let late = plus(self.out.owed.late_performance, now - self.out.doubled)?;
        self.out.owed.late_performance = late.max(Amount::ZERO);
        self.out.doubled = now;
        Ok(())
    }

    fn take(&mut self, receipt: &Receipt) -> Result<(), Refusal> {
        if receipt.to_enforcement > receipt.amount || receipt.to_enforcement.is_negative() {
            return Err(Refusal::new(
                "R-JUDGMENT-PART",
                format!("{}收到的{}中用于执行费用的部分", date::chinese(receipt.on), yuan(receipt.amount)),
                "用于执行费用的部分（to_costs）不得超过到账金额",
            ));
        }
        let applied = match receipt.way {
            Way::CostRecovered | Way::CostRefunded => self.apply_to_costs(receipt),
            Way::Payment | Way::Distributed | Way::TakenInKind => self.in_order(receipt)?,
        };
        let owed = &mut self.out.owed;
        *owed = Owed {
            fees: owed.fees - applied.to_fees,
            interest: owed.interest - applied.to_interest,
            penalty: owed.penalty - applied.to_penalty,
            principal: owed.principal - applied.to_principal,
            late_performance: owed.late_performance - applied.to_late_performance,
        };
        if receipt.way != Way::CostRefunded {
            self.out.received = plus(self.out.received, receipt.amount)?;
            self.out.overpaid = plus(self.out.overpaid, applied.left)?;
        }
        let mut receipt = *receipt;
        if receipt.way == Way::CostRecovered {
            receipt.to_enforcement = receipt.amount - applied.to_fees;
        }
        self.out.receipts.push(Received { receipt, applied });
        Ok(())
    }

    /// Costs made good: those that were decided, then those of enforcement.
    fn apply_to_costs(&mut self, receipt: &Receipt) -> Applied {
        let to_fees = receipt.amount.min(self.out.owed.fees);
        let (words, source) = match receipt.way {
            Way::CostRefunded => {
                let law = attribution::source(self.book, "cost-refund", receipt.on);
                ("法院退还并改向债务人收取的费用", law)
            }
            _ => ("债务人支付的费用", String::new()),
        };
        let on = date::chinese(receipt.on);
        let detail = format!("{on}{words}{}：冲减确定的费用{}", yuan(receipt.amount), yuan(to_fees));
        self.because.push(Reason::new("attribution", source, detail));
        Applied { to_fees, ..Applied::default() }
    }

    fn in_order(&mut self, receipt: &Receipt) -> Result<Applied, Refusal> {
        let amount = receipt.amount - receipt.to_enforcement;
        if amount.is_zero() {
            return Ok(Applied::default());
        }
        // What the court had taken before bore nothing from then on: look where it goes, then count again.
        if let Some(day) = receipt.taken_on.filter(|day| *day < receipt.on) {
            let first = self.attribute(receipt.on, amount)?.value;
            let part = sum([first.to_fees, first.to_penalty, first.to_principal])?;
            self.stop(part, day.succ_opt().ok_or_else(beyond_range)?, receipt.on)?;
        }
        let Answer { value, mut because } = self.attribute(receipt.on, amount)?;
        if let Some(why) = because.first_mut().filter(|_| !receipt.to_enforcement.is_zero()) {
            why.detail = format!("{}（另有{}用于执行费用）", why.detail, yuan(receipt.to_enforcement));
        }
        self.because.extend(because);
        Ok(value)
    }

    fn attribute(&self, on: NaiveDate, amount: Amount) -> Ruled<Applied> {
        let ask = OrderAsk { on, product: None, overdue_since: None, contract: None, enforced: true };
        attribution::attribute(self.book, &ask, amount, &self.out.owed)
    }

    /// Takes a part out of what bore the doubled part on some days.
    fn stop(&mut self, part: Amount, from: NaiveDate, to: NaiveDate) -> Result<(), Refusal> {
        let mut lines = Vec::with_capacity(self.out.lines.len() + 2);
        for line in std::mem::take(&mut self.out.lines) {
            let (first, last) = (line.from.max(from), line.to.min(to));
            if first > last {
                lines.push(line);
                continue;
            }
            if let Some(before) = first.pred_opt().filter(|day| *day >= line.from) {
                lines.push(LateLine::new(line.from, before, line.base, line.rate)?);
            }
            let base = line.base - part.min(line.base);
            if !base.is_zero() {
                lines.push(LateLine::new(first, last, base, line.rate)?);
            }
            if let Some(after) = last.succ_opt().filter(|day| *day <= line.to) {
                lines.push(LateLine::new(after, line.to, line.base, line.rate)?);
            }
        }
        self.out.lines = lines;
        self.doubled()
    }
}
