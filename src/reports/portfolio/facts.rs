//! What one account contributes to reports on a day. Ledger and portfolio are both made of it, so that they cannot
//! contradict each other.

use chrono::{Datelike, Months, NaiveDate};

use super::course::Course;
use crate::docket::{Decision, Docket, Standing};
use crate::domain::actor::Actor;
use crate::domain::cost::{CostKind, CostWay};
use crate::domain::{AccountId, Amount};
use crate::rules::answer::Refusal;
use crate::rules::judgment_debt::Way;
use crate::rules::track_deadlines::Status;
use crate::rules::{Rulebook, rounding};

/// Something that came in from the debtor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cash {
    /// The day.
    pub on: NaiveDate,
    /// How much.
    pub amount: Amount,
    /// Property taken in kind at this price, and no cash.
    pub in_kind: bool,
}

/// A cost of pursuing the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The day.
    pub on: NaiveDate,
    /// What for.
    pub kind: CostKind,
    /// What the creditor paid; below zero for a refund.
    pub amount: Amount,
}

/// Kinds of days that must not be missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RiskKind {
    /// Limitation of the claim.
    Limitation,
    /// The time to apply for enforcement.
    EnforcementApplication,
    /// A seizure, freeze or seal that lapses.
    Seizure,
    /// A guarantee period.
    Guarantee,
}

impl RiskKind {
    /// Every kind.
    pub const ALL: [RiskKind; 4] =
        [RiskKind::Limitation, RiskKind::EnforcementApplication, RiskKind::Seizure, RiskKind::Guarantee];

    /// Its identifier.
    pub const fn id(self) -> &'static str {
        match self {
            RiskKind::Limitation => "limitation",
            RiskKind::EnforcementApplication => "enforcement-apply",
            RiskKind::Seizure => "seizure",
            RiskKind::Guarantee => "guarantee-period",
        }
    }

    /// Its name.
    pub const fn title(self) -> [&'static str; 2] {
        match self {
            RiskKind::Limitation => ["诉讼时效届满", "Limitation"],
            RiskKind::EnforcementApplication => ["申请执行期限届满", "Time to apply for enforcement"],
            RiskKind::Seizure => ["查封、冻结到期", "Seizures and freezes"],
            RiskKind::Guarantee => ["保证期间届满", "Guarantee periods"],
        }
    }

    /// The kind of a deadline of this rule.
    pub fn of(rule: &str) -> Option<RiskKind> {
        match rule {
            "limitation" => Some(RiskKind::Limitation),
            "enforcement-apply" => Some(RiskKind::EnforcementApplication),
            "freeze-bank-deposit" | "seal-movables" | "seal-immovables-or-other-rights" => {
                Some(RiskKind::Seizure)
            }
            "guarantee-period" => Some(RiskKind::Guarantee),
            _ => None,
        }
    }
}

/// What a decision in force awards, and from which day payments count against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Awarded {
    /// Principal, interest, penalty and costs.
    pub total: Amount,
    /// The day of its figures: what came in until then is considered in them.
    pub figures_on: NaiveDate,
}

/// What is owed at the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outstanding {
    /// Principal.
    pub principal: Amount,
    /// Everything.
    pub total: Amount,
    /// More is owed, by a part that cannot be computed.
    pub understated: bool,
}

/// A date on which something has to be done, or by which it should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The rule that it comes from: `appeal-judgment`.
    pub rule: String,
    /// Its day.
    pub on: NaiveDate,
    /// The day is past, and nothing was done.
    pub late: bool,
    /// The court or the arbitration institution has to do it.
    pub by_court: bool,
}

/// One account on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountFacts {
    /// The account.
    pub account: AccountId,
    /// Who the primary debtor is: number of identity, else name.
    pub debtor: String,
    /// Batch.
    pub batch: Option<String>,
    /// Product identifier.
    pub product: Option<&'static str>,
    /// The creditor's branch, or the creditor: who is named as creditor.
    pub branch: Option<String>,
    /// Court or institution that has it, else the one the contract names.
    pub court: Option<String>,
    /// Law firm.
    pub firm: Option<String>,
    /// Handler.
    pub handler: Option<String>,
    /// The track it is on.
    pub track: String,
    /// Its latest milestone there.
    pub stage: String,
    /// When it was referred.
    pub referred_on: Option<NaiveDate>,
    /// The first day overdue.
    pub overdue_since: Option<NaiveDate>,
    /// Principal as the creditor's figures state it.
    pub principal: Amount,
    /// What is claimed: the creditor's figures on their own day, within the ceiling, before later payments, and the
    /// lawyer's fee that is claimed (民诉法解释 201). Fees of the court are no part of it.
    pub claimed: Result<Amount, Refusal>,
    /// What of that is the lawyer's fee.
    pub attorney_fee: Amount,
    /// What a decision in force against the primary debtor awards; `None` where there is none, or its figures are not
    /// all recorded.
    pub awarded: Option<Awarded>,
    /// What is owed on the day.
    pub outstanding: Result<Outstanding, Refusal>,
    /// It was paid or let go, and nothing is owed any more. Not what was lost in court.
    pub settled: bool,
    /// Since when: the day of the receipt after which nothing was owed, or of the referral if that came later. `None` where
    /// something is owed, and where neither day is on record.
    pub settled_on: Option<NaiveDate>,
    /// A suit ended with nothing of the claim awarded: nothing can be asked any more, and nothing was settled.
    pub lost: bool,
    /// In court and before tribunals.
    pub course: Course,
    /// A decision, confirmation or notarised deed is in force that can be enforced.
    pub in_force: bool,
    /// What came in and is the creditor's to keep, oldest first.
    pub cash: Vec<Cash>,
    /// What came in beyond everything owed, which has to be paid back.
    pub overpaid: Amount,
    /// Costs advanced and refunded, oldest first.
    pub costs: Vec<Cost>,
    /// The open days of each kind, soonest first, in the order of [`RiskKind::ALL`]. A dead seal is one of them, and hides
    /// no live one.
    pub risks: [Vec<NaiveDate>; RiskKind::ALL.len()],
    /// What is late, and what falls due until the end of the next calendar month; not what only the other side has to do.
    pub dues: Vec<Due>,
    /// The latest day of a milestone, a payment or a contact, else of the referral.
    pub last_sign: Option<NaiveDate>,
}

/// What an account contributes. `standing` is the account as of the day.
pub fn facts(docket: &Docket, standing: &Standing, rules: &Rulebook) -> AccountFacts {
    let (case, as_of) = (&docket.case, standing.as_of);
    let primary = case.primary();
    let name = primary.map(|d| d.name.as_str()).unwrap_or_default();
    let id = primary.and_then(|d| d.id.as_ref()).and_then(crate::domain::identity::person::PersonId::of);
    let decision = Decision::binding(&docket.milestones, as_of, name);
    let outstanding = standing.balance.as_ref().map(|answer| Outstanding {
        principal: answer.value.principal,
        total: answer.value.total,
        understated: answer.value.refused.is_some(),
    });
    let course = Course::of(&standing.milestones);
    let lost = course.is_lost();
    let settled = !lost && standing.balance.as_ref().is_ok_and(|answer| answer.value.is_nothing());
    // What came in on claims that were dismissed was recovered all the same: nobody asked for it back.
    let dismissed = docket.lost(as_of, rules).is_some_and(|lost| lost.dismisses);
    let overpaid = standing.balance.as_ref().ok().filter(|_| !dismissed);
    let overpaid = overpaid.map_or(Amount::ZERO, |answer| answer.value.overpaid);
    // Nothing can be asked of what was lost, whether the claims were dismissed or a judgment awards zero.
    let nothing = Outstanding { principal: Amount::ZERO, total: Amount::ZERO, understated: false };
    let attorney_fee = case.debt.costs.as_ref().and_then(|c| c.attorney_fee).unwrap_or(Amount::ZERO);
    let claimed = docket
        .claim(case.debt.as_of, rules.wordless())
        .and_then(|money| rounding::sum([money.total(), attorney_fee]));
    let came = cash(docket, as_of);
    let paid: Vec<NaiveDate> = came.iter().map(|c| c.on).collect();
    let cash = kept(came, overpaid);
    let contacts = case.contacts.iter().map(|c| c.at.date()).filter(|day| *day <= as_of);
    let signs = standing.milestones.iter().map(|m| m.on).chain(paid).chain(contacts);
    AccountFacts {
        account: case.account.clone(),
        debtor: id.map_or_else(|| name.to_owned(), |id| id.key().to_owned()),
        batch: case.batch.clone(),
        product: case.product.map(|p| p.id()),
        branch: case.creditor.as_ref().map(|c| c.name.clone()),
        court: standing.court.clone(),
        firm: case.counsel.as_ref().map(|c| c.firm.clone()),
        handler: case.handler.as_ref().map(|h| h.name.clone()),
        track: standing.track.clone(),
        stage: standing.stage.clone(),
        referred_on: case.referred_on,
        overdue_since: case.debt.overdue_since,
        principal: case.debt.principal,
        claimed,
        attorney_fee,
        awarded: decision.as_ref().and_then(awarded),
        outstanding: if lost { Ok(nothing) } else { outstanding.map_err(Clone::clone) },
        settled,
        settled_on: if settled { settled_on(docket, &cash, rules).max(case.referred_on) } else { None },
        lost,
        in_force: in_force(docket, standing),
        last_sign: signs.max().or(case.referred_on),
        course,
        cash,
        overpaid,
        costs: costs(docket, as_of),
        risks: risks(standing),
        dues: dues(standing),
    }
}

impl AccountFacts {
    /// Whether it was there on the day: one that was referred later was not.
    pub fn is_there(&self, as_of: NaiveDate) -> bool {
        self.referred_on.is_none_or(|day| day <= as_of)
    }

    /// Whether there is anything left to do for its money: neither settled nor lost.
    pub fn is_open(&self) -> bool {
        !self.settled && !self.lost
    }

    /// Whether it was in hand at the end of an earlier day: referred, and not yet settled.
    pub fn in_stock(&self, on: NaiveDate) -> bool {
        self.is_there(on) && (!self.settled || self.settled_on.is_some_and(|day| day > on))
    }

    /// Whether it was in a suit or arbitration that had not ended at the end of an earlier day.
    pub fn in_suit(&self, on: NaiveDate) -> bool {
        self.is_there(on) && self.course.in_suit(on)
    }

    /// Cash that came in; `None` beyond the range.
    pub fn recovered(&self) -> Option<Amount> {
        total(self.cash.iter().filter(|c| !c.in_kind).map(|c| c.amount))
    }

    /// Costs advanced less refunds; `None` beyond the range.
    pub fn spent(&self) -> Option<Amount> {
        total(self.costs.iter().map(|c| c.amount))
    }

    /// Everything that came in from a day on, property taken in kind included; `None` beyond the range.
    pub fn received_from(&self, day: NaiveDate) -> Option<Amount> {
        total(self.cash.iter().filter(|c| c.on >= day).map(|c| c.amount))
    }

    /// What was left of the award when enforcement was applied for; `None` where there is no award or application.
    pub fn to_enforce(&self) -> Option<Amount> {
        let (awarded, applied_on) = (self.awarded?, self.course.enforcement.applied_on?);
        let between = self.cash.iter().filter(|c| c.on > awarded.figures_on && c.on < applied_on);
        let left = awarded.total.checked_sub(total(between.map(|c| c.amount))?)?;
        Some(left.max(Amount::ZERO))
    }

    /// The day of a kind that an account is known by. Of what is held for each asset or guarantor apart, the soonest that
    /// comes, and the last that has passed where none does; of other kinds the soonest.
    pub fn risk(&self, kind: RiskKind, as_of: NaiveDate) -> Option<NaiveDate> {
        let days = &self.risks[kind as usize];
        match kind {
            RiskKind::Seizure | RiskKind::Guarantee => {
                days.iter().find(|day| **day >= as_of).or(days.last()).copied()
            }
            RiskKind::Limitation | RiskKind::EnforcementApplication => days.first().copied(),
        }
    }

    /// The last open day of a kind that has passed.
    pub fn lapsed(&self, kind: RiskKind, as_of: NaiveDate) -> Option<NaiveDate> {
        self.risks[kind as usize].iter().rfind(|day| **day < as_of).copied()
    }

    /// What a rate counts as claimed or decided: the award in force, else, and where it was lost, the claim. `None` where
    /// it is not known.
    pub fn base(&self) -> Option<Amount> {
        let awarded = self.awarded.filter(|_| !self.lost).map(|a| a.total);
        awarded.or(self.claimed.as_ref().ok().copied())
    }

    /// What is claimed without the lawyer's fee; `None` where that is not known.
    pub fn claimed_of_debt(&self) -> Option<Amount> {
        self.claimed.as_ref().ok().and_then(|claimed| claimed.checked_sub(self.attorney_fee))
    }

    /// Why what is claimed or owed is not known.
    pub fn missing(&self) -> Option<&Refusal> {
        self.claimed.as_ref().err().or(self.outstanding.as_ref().err())
    }
}

/// A sum within the range.
pub(crate) fn total(amounts: impl IntoIterator<Item = Amount>) -> Option<Amount> {
    rounding::sum(amounts).ok()
}

/// What a decision awards; `None` unless principal, interest and costs are all recorded.
fn awarded(decision: &Decision) -> Option<Awarded> {
    let total = total([decision.principal?, decision.interest?, decision.costs?])?;
    Some(Awarded { total, figures_on: decision.figures_on })
}

/// Whether something is in force that can be enforced.
pub fn in_force(docket: &Docket, standing: &Standing) -> bool {
    let name = docket.case.primary().map(|d| d.name.as_str()).unwrap_or_default();
    Decision::binding(&docket.milestones, standing.as_of, name).is_some() || elsewhere(standing)
}

/// Whether something that can be enforced was made outside a suit.
fn elsewhere(standing: &Standing) -> bool {
    standing.milestones.iter().any(|m| {
        matches!(
            (m.track.as_str(), m.milestone.as_str()),
            ("judicial-confirmation", "confirmed") | ("notarised-deed", "certificate-issued")
        )
    })
}

fn cash(docket: &Docket, as_of: NaiveDate) -> Vec<Cash> {
    let receipts = docket.receipts(as_of).into_iter().filter(|r| r.way != Way::CostRefunded);
    receipts.map(|r| Cash { on: r.on, amount: r.amount, in_kind: r.way == Way::TakenInKind }).collect()
}

/// What is left of receipts without so much of the last of them: what comes in once everything is paid is beyond it.
fn kept(mut cash: Vec<Cash>, beyond: Amount) -> Vec<Cash> {
    let mut left = beyond;
    for one in cash.iter_mut().rev() {
        let taken = left.min(one.amount);
        (one.amount, left) = (one.amount - taken, left - taken);
    }
    cash.retain(|one| one.amount > Amount::ZERO);
    cash
}

fn costs(docket: &Docket, as_of: NaiveDate) -> Vec<Cost> {
    let (lines, _) = docket.cost_lines(as_of);
    let of = |line: crate::docket::costs::CostLine| {
        let entry = line.entry;
        let amount = match entry.way {
            CostWay::Advanced => entry.amount,
            CostWay::Refunded => Amount::ZERO - entry.amount,
            CostWay::Recovered => return None,
        };
        Some(Cost { on: entry.on, kind: entry.kind, amount })
    };
    lines.into_iter().filter_map(of).collect()
}

fn risks(standing: &Standing) -> [Vec<NaiveDate>; RiskKind::ALL.len()] {
    let days = |kind: RiskKind| {
        let open = standing.deadlines.iter().filter(|d| d.is_open() && RiskKind::of(&d.rule) == Some(kind));
        let mut days: Vec<NaiveDate> = open.map(|d| d.due).collect();
        days.sort_unstable();
        days
    };
    RiskKind::ALL.map(days)
}

/// The day of the receipt after which nothing was owed, of an account that is settled: what came in later came in vain.
fn settled_on(docket: &Docket, cash: &[Cash], rules: &Rulebook) -> Option<NaiveDate> {
    let nothing = |day: &NaiveDate| {
        docket.balance(*day, rules.wordless()).is_ok_and(|answer| answer.value.is_nothing())
    };
    let (last, before) = cash.split_last()?;
    let since = before.iter().rev().map(|c| c.on).take_while(nothing).last();
    Some(since.unwrap_or(last.on))
}

fn dues(standing: &Standing) -> Vec<Due> {
    let last = month_end(standing.as_of, 1);
    let ours = |d: &&crate::docket::Deadline| {
        d.by != Actor::Debtor
            && match d.status {
                Status::Overdue => true,
                Status::Open | Status::Lapsing => last.is_some_and(|last| d.due <= last),
                Status::Met | Status::Waived | Status::Allowed => false,
            }
    };
    let due = |d: &crate::docket::Deadline| Due {
        rule: d.rule.clone(),
        on: d.due,
        late: d.status == Status::Overdue,
        by_court: d.by == Actor::Court,
    };
    standing.deadlines.iter().filter(ours).map(due).collect()
}

/// The last day of the calendar month so many months after that of a day; `None` at the end of the calendar.
pub(super) fn month_end(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(months + 1))?.pred_opt()
}
