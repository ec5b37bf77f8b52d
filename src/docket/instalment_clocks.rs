//! The plan of instalments among the clocks of an account: each instalment is a deadline, a breach lets something be done,
//! and limitation and the time to apply for enforcement start again.

use super::deadline::Deadline;
use super::fold::Docket;
use super::instalments::{
    Breach, InstalmentStanding, InstalmentState, PlanStanding, PlanState, RULE, source, way,
};
use crate::domain::actor::Actor;
use crate::domain::date::chinese;
use crate::domain::plan::PlanSetting;
use crate::rules::answer::{Reason, Refusal};
use crate::rules::limitation::{Effect, Interruption, Limitation};
use crate::rules::limitation_acts::LimitationFacts;
use crate::rules::rulebook::Rulebook;
use crate::rules::track_deadlines::Status;

/// The deadlines of the plan: each instalment while the plan binds, and after a breach what may be done.
pub(super) fn deadlines(
    plan: Result<PlanStanding, Refusal>,
    docket: &Docket,
    rules: &Rulebook,
    out: &mut Vec<Deadline>,
    refused: &mut Vec<(String, Refusal)>,
) {
    let plan = match plan {
        Ok(plan) => plan,
        Err(refusal) => return refused.push((RULE.to_owned(), refusal)),
    };
    enforcement(&plan, docket, rules, out);
    resumption(&plan, rules, out);
    let count = plan.instalments.len();
    for instalment in plan.instalments.iter().filter(|i| plan.binds() || i.left().is_zero()) {
        out.push(due(&plan, instalment, count));
    }
    if let Some(breach) = plan.breach.as_ref().filter(|_| plan.state == PlanState::Breached) {
        out.extend(step(&plan, breach, rules));
    }
}

fn due(plan: &PlanStanding, i: &InstalmentStanding, count: usize) -> Deadline {
    let status = match i.state {
        InstalmentState::Paid | InstalmentState::PaidLate => Status::Met,
        InstalmentState::Due => Status::Open,
        InstalmentState::Overdue | InstalmentState::Missed => Status::Overdue,
    };
    let (number, paid) = (i.number, !i.paid.is_zero() && !i.left().is_zero());
    let sum = if i.left().is_zero() { i.amount } else { i.left() };
    let [zh, en] = if paid {
        [format!("余额{}元", sum.grouped()), format!("{} left", sum.grouped())]
    } else {
        [format!("{}元", sum.grouped()), sum.grouped()]
    };
    Deadline {
        id: i.id(),
        track: String::new(),
        rule: RULE.to_owned(),
        title: [
            format!("{}第{number}/{count}期，{zh}", i.counted.title.zh),
            format!("{} {number}/{count}, {en}", i.counted.title.en),
        ],
        from: plan.plan.agreed_on,
        due: i.in_time_until,
        raw_due: i.due,
        status,
        by: Actor::Debtor,
        of: None,
        source: i.because.first().map_or_else(String::new, |r| r.source.clone()),
        provisional: i.counted.provisional,
        lapses: false,
        // The debtor's move, but the creditor has to watch it: a day that passed is where the next step begins.
        fades: false,
        act_by: None,
        warnings: i.counted.warnings.clone(),
        late: i.state == InstalmentState::PaidLate,
        handled: None,
        because: i.because.clone(),
    }
}

/// What may be done after the breach.
fn step(plan: &PlanStanding, breach: &Breach, rules: &Rulebook) -> Option<Deadline> {
    let (rule, open) = (way(plan), plan.open_from(breach));
    let title = &rules.period(rule).ok()?.title;
    let title = [title.zh.clone(), title.en.clone()];
    Some(Deadline {
        source: source(rules, rule, open),
        because: plan.because.clone(),
        ..Deadline::possible("plan-breach", "plan-breach", title, breach.on, open)
    })
}

/// Lets the clock of the claim start again from the last instalment where a plan was signed before any suit, or before
/// mediators: for one debt in instalments limitation runs from the last (民法典 189).
pub(super) fn restart(plan: &PlanStanding, facts: &mut LimitationFacts) {
    if plan.plan.setting == PlanSetting::Enforcement {
        return;
    }
    let last = plan.last_due();
    let signed = |i: &&mut Interruption| i.on == plan.plan.agreed_on && i.act.as_deref() == Some("promise");
    for interruption in facts.interruptions.iter_mut().filter(signed) {
        interruption.last_due = Some(last);
        interruption.detail = format!("签订分期还款协议，末期（全部到期的，到期日）为{}", chinese(last));
        interruption.source = format!("{}；《民法典》第189条", interruption.source);
    }
}

/// Counts the time to apply for enforcement anew where instalments of what was decided were agreed: agreeing and each
/// payment interrupt (执行程序解释 20); where a breach made everything due, it runs from there. A plan in enforcement has a
/// clock of its own, `resume-after-settlement-breach`.
fn enforcement(plan: &PlanStanding, docket: &Docket, rules: &Rulebook, deadlines: &mut [Deadline]) {
    if plan.plan.setting != PlanSetting::Decided {
        return;
    }
    if let Some(open) = plan.breach.as_ref().map(|breach| plan.open_from(breach)) {
        let later = |d: &&mut Deadline| {
            d.rule == "enforcement-applied" && d.status == Status::Allowed && d.due > open
        };
        for possible in deadlines.iter_mut().filter(later) {
            (possible.due, possible.raw_due) = (open, open);
            possible.because.clone_from(&plan.because);
        }
    }
    let paid = docket.payments_until(plan.as_of).into_iter().filter(|p| p.on > plan.plan.agreed_on);
    let agreed = Interruption {
        detail: "达成分期履行的约定".to_owned(),
        ..Interruption::stated(plan.plan.agreed_on)
    };
    let paid = paid.map(|p| Interruption {
        detail: format!("履行{}元", p.amount.grouped()),
        ..Interruption::stated(p.on)
    });
    let interruptions: Vec<Interruption> = std::iter::once(agreed).chain(paid).collect();
    for clock in deadlines.iter_mut().filter(|d| d.rule == "enforcement-apply" && d.is_open()) {
        let start = match &plan.breach {
            // What everything fell due by may be older than the decision: then the time runs from the day that is in force.
            Some(breach) => clock.from.min(plan.last_due().max(plan.open_from(breach))),
            None => clock.from,
        };
        // A calendar that does not reach so far leaves the earlier date.
        let Ok(found) = rules.enforcement_limitation(start, &interruptions, false) else { continue };
        let Limitation { expires, raw_expires, provisional, warnings, interruptions, .. } = found.value;
        let restarted = interruptions.iter().rev().find(|w| w.effect == Effect::Restarted);
        clock.from = restarted.map_or(start, |w| w.interruption.on);
        clock.due = expires;
        clock.raw_due = raw_expires;
        clock.provisional = provisional;
        clock.warnings = warnings;
        clock.status = if expires < plan.as_of { Status::Overdue } else { Status::Open };
        clock.because = found.because;
    }
}

/// Lets the time to resume run from the breach where everything fell due by it: whether it does, or runs from the last day
/// agreed (执行和解规定 10), is not settled, and the earlier day is safe.
fn resumption(plan: &PlanStanding, rules: &Rulebook, deadlines: &mut [Deadline]) {
    let whole = plan.plan.setting == PlanSetting::Enforcement && plan.plan.whole_on_breach;
    let Some(breach) = plan.breach.as_ref().filter(|_| whole) else { return };
    let resumes = |d: &&mut Deadline| d.rule == "resume-after-settlement-breach" && d.is_open();
    for clock in deadlines.iter_mut().filter(resumes) {
        // A calendar that does not reach so far leaves the day agreed.
        let Ok(found) = rules.deadline(&clock.rule, breach.on, None, false) else { continue };
        let (counted, mut because) = (found.value, found.because);
        if counted.due >= clock.due {
            continue;
        }
        because.push(Reason::new(
            &clock.rule,
            clock.source.clone(),
            format!(
                "违约时全部到期，稳妥起见自违约之日{}起算；自约定的履行期间最后一日起算的，至{}",
                chinese(breach.on),
                chinese(clock.due)
            ),
        ));
        clock.from = counted.from;
        clock.due = counted.due;
        clock.raw_due = counted.raw_due;
        clock.provisional = counted.provisional;
        clock.warnings = counted.warnings;
        clock.status = if counted.due < plan.as_of { Status::Overdue } else { Status::Open };
        clock.because = because;
    }
}
