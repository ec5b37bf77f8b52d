//! The plan of instalments as of a day: what was paid of each, whether it is kept or broken, what follows.
//!
//! Payments from the day of the agreement on are applied to the instalments, oldest first. An instalment whose day is a
//! rest day may be paid on the next workday (民法典 203), and so may one whose grace ends on one.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::decision::Decision;
use super::fold::{Docket, Recorded};
use crate::domain::Amount;
use crate::domain::date::chinese;
use crate::domain::plan::{Plan, PlanSetting};
use crate::rules::answer::{Reason, Refusal};
use crate::rules::period::Deadline as Counted;
use crate::rules::rounding::sum;
use crate::rules::rulebook::Rulebook;

/// The rule of the deadline of an instalment.
pub const RULE: &str = "instalment";

/// Where one instalment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstalmentState {
    /// Paid in time.
    Paid,
    /// Paid after its day.
    PaidLate,
    /// Not yet due.
    Due,
    /// Past its day, within the days of grace.
    Overdue,
    /// Past its day and the days of grace.
    Missed,
}

/// One instalment as of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstalmentStanding {
    /// Its number, from 1.
    pub number: usize,
    /// The day agreed.
    pub due: NaiveDate,
    /// The last day on which it is in time: `due`, or the workday after a rest day.
    pub in_time_until: NaiveDate,
    /// The last day that is no breach, grace included.
    pub no_breach_until: NaiveDate,
    /// How much.
    pub amount: Amount,
    /// What of it is paid.
    pub paid: Amount,
    /// The day on which the last of it came in.
    pub paid_on: Option<NaiveDate>,
    /// Where it stands.
    pub state: InstalmentState,
    /// How `in_time_until` was counted, with the days on which to warn.
    #[serde(skip)]
    pub(super) counted: Counted,
    #[serde(skip)]
    pub(super) because: Vec<Reason>,
}

impl InstalmentStanding {
    /// What of it is not paid.
    pub fn left(&self) -> Amount {
        self.amount - self.paid
    }

    /// The id of its deadline.
    pub fn id(&self) -> String {
        format!("{RULE}:{}", self.due)
    }
}

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanState {
    /// Nothing is late.
    Running,
    /// Something is late, and no breach yet.
    Late,
    /// It is broken as agreed, and nobody has acted on it.
    Breached,
    /// The creditor recorded that it is broken: it binds no more.
    Broken,
    /// Everything is paid.
    Kept,
}

/// The breach of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Breach {
    /// The first day of the breach.
    pub on: NaiveDate,
    /// The instalments that are missed on the day stood on, by number.
    pub missed: Vec<usize>,
    /// What is not paid of instalments that have fallen due.
    pub overdue: Amount,
    /// What is not paid of all instalments.
    pub left: Amount,
    /// What can be claimed at once: `left` where everything falls due by agreement, else `overdue`; and `revived`.
    pub claimable: Amount,
    /// What was given up for a plan that is kept, and is claimed again.
    pub revived: Option<Amount>,
}

/// A plan as of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanStanding {
    /// The plan.
    pub plan: Plan,
    /// The day.
    pub as_of: NaiveDate,
    /// Where it stands.
    pub state: PlanState,
    /// Its instalments, by day.
    pub instalments: Vec<InstalmentStanding>,
    /// All instalments together.
    pub total: Amount,
    /// What was paid of them.
    pub paid: Amount,
    /// What came in beyond them.
    pub beyond: Amount,
    /// The breach that stands, or that was acted on.
    pub breach: Option<Breach>,
    /// The day on which a plan that is kept was paid off, or a broken one was recorded as broken.
    pub ended_on: Option<NaiveDate>,
    /// Why.
    pub because: Vec<Reason>,
    /// Whether it ended what it covers: performed without a breach, or taken as performed by the creditor; a settlement in
    /// enforcement once it is performed at all (执行和解规定 8, 11).
    #[serde(skip)]
    pub(super) settles: bool,
    /// Since when there is something to enforce: a decision in force. An agreement made before mediators is none until a
    /// court confirms it (民诉法 206).
    #[serde(skip)]
    pub(super) decided_on: Option<NaiveDate>,
}

impl PlanStanding {
    /// Whether instalments are still waited for.
    pub const fn binds(&self) -> bool {
        !matches!(self.state, PlanState::Broken | PlanState::Kept)
    }

    /// What is not paid of all instalments.
    pub fn left(&self) -> Amount {
        self.total - self.paid
    }

    /// What is not paid of instalments that are past their day.
    pub fn overdue(&self) -> Amount {
        let late = |i: &&InstalmentStanding| i.in_time_until < self.as_of;
        self.instalments.iter().filter(late).map(InstalmentStanding::left).sum()
    }

    /// The soonest instalment that is not paid.
    pub fn next(&self) -> Option<&InstalmentStanding> {
        self.instalments.iter().find(|i| !i.left().is_zero())
    }

    /// The first day on which something may be done about a breach: no decision is enforced before it is in force.
    pub(super) fn open_from(&self, breach: &Breach) -> NaiveDate {
        let decided = self.decided_on.filter(|_| self.plan.setting == PlanSetting::Decided);
        decided.map_or(breach.on, |day| day.max(breach.on))
    }

    /// The last day for performance: the last instalment's, or the day on which everything fell due by a breach.
    ///
    /// Where a breach makes everything due it counts from the breach, which never is too late.
    pub fn last_due(&self) -> NaiveDate {
        let last = self.plan.instalments.last().map_or(self.plan.agreed_on, |i| i.due);
        let called = match (self.state, &self.breach) {
            (_, Some(breach)) if self.plan.whole_on_breach => Some(breach.on),
            (PlanState::Broken, _) => self.ended_on,
            _ => None,
        };
        called.map_or(last, |day| day.min(last))
    }
}

impl Docket {
    /// The plan that counts on a day, as of that day; `None` where none was agreed by then.
    ///
    /// # Errors
    /// The calendar does not reach to one of its days.
    pub fn plan(&self, as_of: NaiveDate, rules: &Rulebook) -> Option<Result<PlanStanding, Refusal>> {
        // The last recorded counts, as a correction of an earlier one does.
        let plan = self.plans.iter().rev().find(|p| p.what.agreed_on <= as_of)?;
        Some(standing(self, plan, as_of, rules))
    }

    /// The account without what was paid from a day on: what was owed when instalments were agreed on that day.
    pub fn paid_before(&self, day: NaiveDate) -> Docket {
        let mut docket = self.clone();
        docket.case.payments.retain(|p| p.on < day);
        docket.payments.retain(|p| p.what.on < day);
        docket
    }

    /// The account as if this plan were recorded too.
    pub fn with_plan(&self, plan: Plan) -> Docket {
        let mut docket = self.clone();
        let recorded = docket.imagined(plan);
        docket.plans.push(recorded);
        docket
    }
}

pub(super) fn standing(
    docket: &Docket,
    recorded: &Recorded<Plan>,
    as_of: NaiveDate,
    rules: &Rulebook,
) -> Result<PlanStanding, Refusal> {
    let plan = &recorded.what;
    let payments: Vec<(NaiveDate, Amount)> = docket
        .payments_until(as_of)
        .iter()
        .filter(|p| p.on >= plan.agreed_on)
        .map(|p| (p.on, p.amount))
        .collect();
    let received = sum(payments.iter().map(|(_, amount)| *amount))?;
    let total = sum(plan.instalments.iter().map(|i| i.amount))?;
    let mut before = Amount::ZERO;
    let mut instalments = Vec::with_capacity(plan.instalments.len());
    for (at, instalment) in plan.instalments.iter().enumerate() {
        let answer = rules.deadline_agreed(RULE, plan.agreed_on, instalment.due, false)?;
        let (counted, because) = (answer.value, answer.because);
        let grace = instalment.due.checked_add_days(Days::new(u64::from(plan.grace_days)));
        let no_breach_until = rules.workday_from(grace.unwrap_or(instalment.due))?.max(counted.due);
        let paid = (received - before).max(Amount::ZERO).min(instalment.amount);
        before = before + instalment.amount;
        let mut come = Amount::ZERO;
        let met = payments.iter().find(|(_, amount)| {
            come = come + *amount;
            come >= before
        });
        let paid_on = met.map(|(on, _)| *on);
        let state = match paid_on {
            Some(on) if on <= counted.due => InstalmentState::Paid,
            Some(_) => InstalmentState::PaidLate,
            None if as_of <= counted.due => InstalmentState::Due,
            None if as_of <= no_breach_until => InstalmentState::Overdue,
            None => InstalmentState::Missed,
        };
        instalments.push(InstalmentStanding {
            number: at + 1,
            due: instalment.due,
            in_time_until: counted.due,
            no_breach_until,
            amount: instalment.amount,
            paid,
            paid_on,
            state,
            counted,
            because,
        });
    }
    let paid = received.min(total);
    let broken = ended(docket, recorded, as_of, &["plan-broken", "instalments-broken", "settlement-broken"]);
    let kept = ended(docket, recorded, as_of, &["plan-kept", "instalments-kept"]);
    let breach_on = breach(plan, &instalments, broken.unwrap_or(as_of));
    let mut standing = PlanStanding {
        plan: plan.clone(),
        as_of,
        state: PlanState::Running,
        total,
        paid,
        beyond: received - paid,
        breach: None,
        ended_on: None,
        because: vec![agreed(plan, total, rules)],
        instalments,
        settles: false,
        decided_on: decided(docket, as_of),
    };
    let all = standing.instalments.iter().all(|i| i.left().is_zero());
    (standing.state, standing.ended_on) = match (broken, kept) {
        (Some(on), _) => (PlanState::Broken, Some(on)),
        (None, Some(on)) => (PlanState::Kept, Some(on)),
        _ if all => (PlanState::Kept, standing.instalments.iter().filter_map(|i| i.paid_on).max()),
        _ if breach_on.is_some() => (PlanState::Breached, None),
        _ if !standing.overdue().is_zero() => (PlanState::Late, None),
        _ => (PlanState::Running, None),
    };
    standing.because.push(Reason::new(
        RULE,
        source(rules, RULE, plan.agreed_on),
        format!(
            "{}起收到{}元，按先后抵充各期；各期合计{}元，尚余{}元",
            chinese(plan.agreed_on),
            received.grouped(),
            total.grouped(),
            standing.left().grouped()
        ),
    ));
    standing.settles = standing.state == PlanState::Kept
        && (kept.is_some()
            || plan.setting == PlanSetting::Enforcement
            || first_breach(plan, &standing.instalments, as_of).is_none());
    if standing.state != PlanState::Kept
        && let Some(on) = breach_on.or(broken)
    {
        follow(&mut standing, on, rules);
    }
    Ok(standing)
}

/// The day of a milestone that ended the plan: recorded after it, so that the end of an earlier plan ends no later one.
fn ended(docket: &Docket, plan: &Recorded<Plan>, as_of: NaiveDate, names: &[&str]) -> Option<NaiveDate> {
    let counts = |on: NaiveDate| on >= plan.what.agreed_on && on <= as_of;
    let found = docket.milestones.iter().filter(|m| m.seq >= plan.seq && counts(m.what.on));
    found.filter(|m| names.contains(&m.what.milestone.as_str())).map(|m| m.what.on).min()
}

/// The first day of the breach that stands at the end of `on`: since then at least so many instalments have been missed
/// without a break.
fn breach(plan: &Plan, instalments: &[InstalmentStanding], on: NaiveDate) -> Option<NaiveDate> {
    let missed = |day: NaiveDate| missed(instalments, day).count();
    let enough = usize::from(plan.breach_after.max(1));
    if missed(on) < enough {
        return None;
    }
    let starts = instalments.iter().filter_map(|i| i.no_breach_until.succ_opt()).filter(|day| *day <= on);
    let mended = instalments.iter().filter_map(|i| i.paid_on).filter(|day| *day < on);
    // Whenever something was paid, the count may have fallen below: the breach that stands began after that.
    let after = mended.filter(|day| missed(*day) < enough).max();
    starts.filter(|day| missed(*day) >= enough && after.is_none_or(|after| *day > after)).min()
}

/// The first day on which a breach stood, mended since or not, up to `on`.
pub(super) fn first_breach(
    plan: &Plan,
    instalments: &[InstalmentStanding],
    on: NaiveDate,
) -> Option<NaiveDate> {
    let enough = usize::from(plan.breach_after.max(1));
    let days = instalments.iter().filter_map(|i| i.no_breach_until.succ_opt()).filter(|day| *day <= on);
    days.filter(|day| missed(instalments, *day).count() >= enough).min()
}

/// The instalments that are missed at the end of a day.
fn missed(instalments: &[InstalmentStanding], on: NaiveDate) -> impl Iterator<Item = &InstalmentStanding> {
    instalments.iter().filter(move |i| i.no_breach_until < on && i.paid_on.is_none_or(|paid| paid > on))
}

/// The day from which what was decided by `as_of` is in force; of a decision made elsewhere, the day enforcement of it was
/// applied for.
fn decided(docket: &Docket, as_of: NaiveDate) -> Option<NaiveDate> {
    let elsewhere = docket.milestones.iter().map(|m| &m.what).filter(|m| {
        (m.track.as_str(), m.milestone.as_str()) == ("enforcement", "applied")
            && m.facts.contains_key("basis")
            && m.on <= as_of
    });
    let here = Decision::in_force(&docket.milestones, as_of).map(|d| d.effective);
    here.or_else(|| elsewhere.map(|m| m.on).min())
}

fn agreed(plan: &Plan, total: Amount, rules: &Rulebook) -> Reason {
    let mut terms = vec![format!(
        "{}约定分{}期还款，合计{}元",
        chinese(plan.agreed_on),
        plan.instalments.len(),
        total.grouped()
    )];
    if plan.grace_days > 0 {
        terms.push(format!("每期宽限{}日", plan.grace_days));
    }
    terms.push(format!("{}期未付即为违约", plan.breach_after.max(1)));
    if plan.whole_on_breach {
        terms.push("违约时全部到期".to_owned());
    }
    Reason::new("plan", source(rules, RULE, plan.agreed_on), terms.join("，"))
}

/// What follows from the breach.
fn follow(standing: &mut PlanStanding, on: NaiveDate, rules: &Rulebook) {
    let plan = &standing.plan;
    let numbers: Vec<usize> = missed(&standing.instalments, standing.as_of).map(|i| i.number).collect();
    let (overdue, left) = (standing.overdue(), standing.left());
    let revived = plan.waived_if_kept.filter(|sum| !sum.is_zero());
    let due = if plan.whole_on_breach || plan.setting == PlanSetting::Enforcement { left } else { overdue };
    let claimable = due + revived.unwrap_or_default();
    let which: Vec<String> = numbers.iter().map(|n| format!("第{n}期")).collect();
    let mut detail = match which.is_empty() {
        true => format!("{}起债权人按违约处理", chinese(on)),
        false => format!("{}未按期足额支付，自{}起构成违约", which.join("、"), chinese(on)),
    };
    detail.push_str(&match (plan.setting, plan.whole_on_breach) {
        (PlanSetting::Enforcement, _) => format!("；未履行部分{}元", left.grouped()),
        (_, true) => format!("；按约定未付各期{}元全部到期", left.grouped()),
        (_, false) => format!("；已到期未付{}元", overdue.grouped()),
    });
    if let Some(sum) = revived {
        detail.push_str(&format!("；以按期履行为条件减免的{}元不再减免", sum.grouped()));
    }
    let rule = way(standing);
    let reason = Reason::new(rule, source(rules, rule, on), detail);
    standing.because.push(reason);
    standing.breach = Some(Breach { on, missed: numbers, overdue, left, claimable, revived });
}

/// The rule that says what may be done after a breach.
pub(super) const fn way(standing: &PlanStanding) -> &'static str {
    match standing.plan.setting {
        PlanSetting::PreAction => "plan-breach-pre-action",
        PlanSetting::Decided if standing.decided_on.is_none() => "plan-breach-pre-action",
        PlanSetting::Decided => "plan-breach-decided",
        PlanSetting::Enforcement => "plan-breach-enforcement",
    }
}

/// Where the table of periods says that a rule stands, on a day.
pub(super) fn source(rules: &Rulebook, rule: &str, on: NaiveDate) -> String {
    let values = rules.period(rule).ok().map(|period| &period.values);
    values.and_then(|v| v.on(on)).map_or_else(String::new, |dated| dated.source.to_string())
}

#[cfg(test)]
mod tests;
