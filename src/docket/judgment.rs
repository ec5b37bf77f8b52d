//! The debt that a decision in force makes of an account, as the rules ask for it.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde::Serialize;

use super::decision::{Decision, InterestPer, Paper};
use super::fold::Docket;
use super::receipts::held;
use crate::domain::contract::{InterestTerm, Per, Rate};
use crate::domain::party::Role;
use crate::domain::plan::PlanSetting;
use crate::domain::{Amount, date};
use crate::rules::answer::{Answer, Reason, Refusal, Ruled};
use crate::rules::attribution::Owed;
use crate::rules::caps::{self, CapAsk};
use crate::rules::claim::ClaimInput;
use crate::rules::interest::{DayBasis, Term};
use crate::rules::judgment_debt::{self, DuePart, Followed, General, JudgmentDebt};
use crate::rules::lpr;
use crate::rules::rounding::{beyond_range, sum};
use crate::rules::rulebook::Rulebook;

/// A decision in force and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// The decision.
    pub decision: Decision,
    /// The last day for performance; where it sets none, the day from which it is in force.
    pub perform_until: NaiveDate,
    /// Parts with a last day of their own.
    pub due: Vec<DuePart>,
    /// What became of it.
    pub followed: Followed,
}

impl Docket {
    /// The debt of the decision in force that the primary debtor, else a joint borrower, must perform; `None` where there is none, or where not one
    /// of its figures is recorded, so that the contract still says what is owed.
    pub(super) fn judged(&self, on: NaiveDate, rules: &Rulebook) -> Option<Ruled<Judged>> {
        let (decision, because) = self.decisive(on, rules).filter(|(d, _)| d.has_figures())?;
        let judged = self.performed(decision, on, rules);
        Some(judged.map(|answer| Answer { because: [answer.because, because].concat(), ..answer }))
    }

    /// The decision that says what is owed: the one that binds a borrower, or the later judgment that dismissed the claims,
    /// and why that is in force.
    pub(super) fn decisive(&self, on: NaiveDate, rules: &Rulebook) -> Option<(Decision, Vec<Reason>)> {
        let bound = self.binding(on);
        match self.dismissal(on, rules) {
            Some(lost) if bound.as_ref().is_none_or(|d| d.effective <= lost.0.effective) => Some(lost),
            _ => bound.map(|decision| (decision, Vec::new())),
        }
    }

    /// Where a decision in force should have its figures, which were not recorded.
    pub(super) fn unrecorded(&self, on: NaiveDate) -> Option<String> {
        self.binding(on).filter(|decision| !decision.has_figures()).map(|decision| decision.figures_in)
    }

    fn binding(&self, on: NaiveDate) -> Option<Decision> {
        let by = |name: &str| Decision::binding(&self.milestones, on, name);
        let joint = || self.case.debtors.iter().filter(|d| d.role == Role::Joint);
        by(self.case.primary().map_or("", |d| d.name.as_str()))
            .or_else(|| joint().find_map(|d| by(d.name.as_str())))
    }

    /// Whom alone the decision in force binds, where no borrower is among them: only guarantors.
    pub(super) fn binds_others(&self, on: NaiveDate) -> Option<String> {
        let decision = Decision::in_force(&self.milestones, on)?;
        self.binding(on).is_none().then(|| decision.against.join("、"))
    }

    fn performed(&self, decision: Decision, on: NaiveDate, rules: &Rulebook) -> Ruled<Judged> {
        let owed = figures(&decision)?;
        let (perform_until, mut because) = self.perform_until(&decision, rules)?;
        let first = perform_until.succ_opt().ok_or_else(beyond_range)?;
        let due = self.due(&owed, first, on, rules)?;
        let mut stays = self.stays(on, rules);
        let since = decision.figures_on;
        // What a mediation paper says of instalments, and what was agreed beside a decision, leaves the doubled part to the
        // law; a settlement in enforcement takes the place of both.
        let beside = self.pauses(&[PlanSetting::Decided], since, on, rules)?;
        let settled = self.pauses(&[PlanSetting::Enforcement], since, on, rules)?;
        let mut paused = beside.value;
        paused.extend(&settled.value);
        stays.value.extend(settled.value);
        stays.because.extend(beside.because.into_iter().chain(settled.because));
        let mut floats = Vec::new();
        let general = decision.interest_from.map(|from| match decision.interest_lpr_multiple {
            None => General { from, rates: self.rates(&decision, from, rules), ended: None },
            Some(multiple) => floating(&decision, multiple, from..=on, rules, &mut floats),
        });
        let until = self.interest_until(on);
        let debt = JudgmentDebt { owed, since, general, due, until, stayed: stays.value, paused };
        let Answer { value: followed, because: followed_by } =
            judgment_debt::follow(rules, &debt, on, &self.receipts(on))?;
        because.insert(0, decided(&decision, &owed));
        if !decision.dismisses {
            because.push(self.considered(&decision));
        }
        because.extend(floats);
        because.extend(followed_by);
        because.extend(stays.because);
        because.extend(self.holds(on));
        let due = debt.due;
        Ok(Answer::new(Judged { decision, perform_until, due, followed }, because))
    }

    /// The last day for performance, as the period `performance` has it. A payment order has no time of its own: the debtor
    /// has until the end of the time for an objection (民诉法 227).
    fn perform_until(
        &self,
        decision: &Decision,
        rules: &Rulebook,
    ) -> Result<(NaiveDate, Vec<Reason>), Refusal> {
        let from = decision.effective;
        if decision.dismisses {
            return Ok((from, Vec::new()));
        }
        let answer = match (decision.perform_by, decision.within_days) {
            (Some(by), _) => rules.deadline_until("performance", from, by, false)?,
            (None, Some(days)) if days > 0 => rules.deadline("performance", from, Some(days), false)?,
            _ if decision.paper == Paper::PaymentOrder => {
                let served = |m: &&super::fold::Recorded<crate::domain::event::MilestoneEvent>| {
                    (m.what.track.as_str(), m.what.milestone.as_str()) == ("payment-order", "served")
                        && m.what.on <= from
                };
                match self.milestones.iter().filter(served).map(|m| m.what.on).max() {
                    Some(last) => rules.deadline("payment-order-objection", last, None, false)?,
                    None => return Ok((from, vec![at_once(rules, from)])),
                }
            }
            _ => return Ok((from, vec![at_once(rules, from)])),
        };
        Ok((answer.value.due, answer.because))
    }

    /// When which part is late: all of it after one day, or instalment by instalment where the decision confirmed a plan.
    /// Instalments count towards general interest first, as payments do. One that falls on a rest day may be paid on the
    /// workday after (民法典 203); where a breach makes everything due, the rest is late from the day after the breach.
    fn due(
        &self,
        owed: &Owed,
        first: NaiveDate,
        on: NaiveDate,
        rules: &Rulebook,
    ) -> Result<Vec<DuePart>, Refusal> {
        let whole = sum([owed.fees, owed.penalty, owed.principal])?;
        let plan = self.plan(on, rules).transpose()?;
        let Some(standing) = plan.filter(|p| p.plan.setting == PlanSetting::Decided) else {
            return Ok(vec![DuePart { from: first, amount: whole }]);
        };
        let called = standing.breach.as_ref().filter(|_| standing.plan.whole_on_breach).map(|b| b.on);
        let (mut interest, mut left) = (owed.interest, whole);
        let mut due = Vec::new();
        for instalment in &standing.instalments {
            let to_interest = instalment.amount.min(interest);
            interest = interest - to_interest;
            let amount = (instalment.amount - to_interest).min(left);
            left = left - amount;
            let last = called.map_or(instalment.in_time_until, |day| day.min(instalment.in_time_until));
            if let Some(from) = last.succ_opt().filter(|_| !amount.is_zero()) {
                due.push(DuePart { from, amount });
            }
        }
        // What no instalment covers is due by the decision's own day.
        if !left.is_zero() {
            due.push(DuePart { from: first, amount: left });
        }
        due.sort_by_key(|part| part.from);
        Ok(due)
    }

    /// The rates at which general interest goes on.
    fn rates(
        &self,
        decision: &Decision,
        from: NaiveDate,
        rules: &Rulebook,
    ) -> Result<Vec<(NaiveDate, Term)>, Refusal> {
        let unknown = |what: &str| unknown_rate(decision, from, what);
        let (per, day_basis) = match decision.interest_per {
            None => return Err(unknown("未记录利率")),
            Some(InterestPer::AsClaimed) => return self.contract_rates(from, rules),
            Some(InterestPer::Day) => (Per::Day, None),
            Some(InterestPer::Year360) => (Per::Year, Some(360)),
            Some(InterestPer::Year365) => (Per::Year, Some(365)),
            Some(InterestPer::YearActual) => (Per::Year, Some(366)),
        };
        let rate = decision.interest_rate.ok_or_else(|| unknown("未记录利率"))?;
        let term = InterestTerm { rate, per, day_basis, compounding: Default::default(), clause: None };
        Ok(vec![(from, Term::of(&term, "interest_rate")?)])
    }

    /// The contract's rates from a day on. Not where unpaid interest would bear interest, or the rate is above the ceiling:
    /// what the decision then says has to be recorded itself.
    fn contract_rates(&self, from: NaiveDate, rules: &Rulebook) -> Result<Vec<(NaiveDate, Term)>, Refusal> {
        let input = ClaimInput::of(&self.case, &[], from);
        let rates = input.rates()?;
        let refuse = |what: &str| {
            Refusal::new(
                "R-JUDGMENT-AS-CLAIMED",
                format!("判决确定的利率：合同{what}"),
                "按判决主文记录 interest_rate 和 interest_per，不用 as-claimed",
            )
        };
        let mut out: Vec<(NaiveDate, Term)> = rates.ordinary.map(|term| (from, term)).into_iter().collect();
        if let Some((day, term)) = rates.overdue {
            let day = day.max(from);
            out.retain(|(other, _)| *other < day);
            out.push((day, term));
        }
        for (_, term) in &out {
            if term.compounding != Default::default() {
                return Err(refuse("约定复利"));
            }
            if above_ceiling(&input, term, from, rules) {
                return Err(refuse("利率超过上限"));
            }
        }
        Ok(out)
    }

    /// How what was paid before the decision was treated.
    fn considered(&self, decision: &Decision) -> Reason {
        let day = decision.figures_on;
        let before = self.receipts(day);
        let known = match before.len() {
            0 => String::new(),
            n => format!("（共{n}笔）"),
        };
        let detail = format!(
            "{}及以前收到的款项{known}视为裁判数额已经考虑，不再扣减；此后收到的依次冲抵",
            date::chinese(day)
        );
        Reason::new("decision-considers", "", detail)
    }

    /// What the court holds, which nobody has received yet.
    fn holds(&self, on: NaiveDate) -> Vec<Reason> {
        let until = self.milestones.iter().map(|m| &m.what).filter(|m| m.on <= on);
        until
            .filter_map(|m| {
                let (words, amount) = held(m)?;
                let detail = format!("{}{words}{}，不计入已受偿数额", date::chinese(m.on), yuan(amount));
                Some(Reason::new("not-received", "", detail))
            })
            .collect()
    }
}

fn unknown_rate(decision: &Decision, from: NaiveDate, what: &str) -> Refusal {
    let hint = format!(
        "判决自{}起继续计息，{what}，无法计算：请补记 interest-ordered（late_interest_from、interest_rate、interest_per；按合同约定的利率填 as-claimed；按 LPR 浮动的不填利率，填 interest_lpr_multiple、interest_lpr_term）",
        date::chinese(from)
    );
    Refusal::new("R-JUDGMENT-RATE", format!("{} interest_rate", decision.figures_in), hint)
}

/// General interest at so many times the LPR of each day.
fn floating(
    decision: &Decision,
    multiple: Rate,
    days: RangeInclusive<NaiveDate>,
    rules: &Rulebook,
    because: &mut Vec<Reason>,
) -> General {
    let (from, to) = days.into_inner();
    let mut ended = None;
    let mut rates = || {
        let unknown = |what: &str| unknown_rate(decision, from, what);
        if decision.interest_rate.is_some() {
            return Err(unknown("同时记录了利率和 LPR 的倍数，二者只能填一项"));
        }
        let basis = match decision.interest_per {
            Some(InterestPer::Year360) => DayBasis::D360,
            Some(InterestPer::Year365) => DayBasis::D365,
            Some(InterestPer::YearActual) => DayBasis::Actual,
            Some(InterestPer::Day | InterestPer::AsClaimed) | None => {
                return Err(unknown(
                    "LPR 为年利率，未记录年计息天数（interest_per 填 year-360、year-365 或 year-actual）",
                ));
            }
        };
        let term =
            decision.interest_lpr_term.ok_or_else(|| unknown("未记录 LPR 的期限（interest_lpr_term）"))?;
        let answer = lpr::through(rules, from, to, term)?;
        ended = answer.value.ended;
        because.extend(answer.because);
        let times = |(day, rate): (NaiveDate, Rate)| {
            let rate = rate.fraction().checked_mul(multiple.fraction()).and_then(Rate::new);
            Ok((day, Term::yearly(rate.ok_or_else(beyond_range)?, basis)))
        };
        answer.value.steps.into_iter().map(times).collect::<Result<Vec<_>, Refusal>>()
    };
    let rates = rates();
    if rates.is_ok() {
        let detail =
            format!("一般债务利息按上列利率的{}倍计算，随其公布调整", multiple.fraction().normalize());
        because.push(Reason::new("general-interest", "", detail));
    }
    General { from, rates, ended }
}

fn above_ceiling(input: &ClaimInput, term: &Term, on: NaiveDate, rules: &Rulebook) -> bool {
    let Some(lender) = input.lender else { return false };
    let ask = CapAsk { lender, signed_on: input.signed_on, claimed_on: on, strict: false };
    let Some(ceiling) = caps::rates(rules, &ask).ok().and_then(|a| a.value.rates.last().map(|r| r.rate))
    else {
        return false;
    };
    let yearly = match term.per() {
        Per::Year => term.rate.fraction(),
        Per::Day => term.rate.fraction() * rust_decimal::Decimal::from(365),
    };
    Rate::new(yearly).is_none_or(|yearly| yearly > ceiling)
}

/// What was decided. Every figure must be recorded: one that is not known is not zero.
fn figures(decision: &Decision) -> Result<Owed, Refusal> {
    let lacks = |fact: &str| {
        Refusal::new(
            "R-JUDGMENT-FIGURES",
            format!("{} {fact}", decision.figures_in),
            "裁判文书已经生效，欠款以其确定的数额为准：请记录该项数额，没有该项的填 0.00",
        )
    };
    let principal = decision.principal.ok_or_else(|| lacks("principal"))?;
    let interest = decision.interest.ok_or_else(|| lacks("interest"))?;
    let fees = decision.costs.ok_or_else(|| lacks("costs"))?;
    let penalty = decision.penalty.unwrap_or_default();
    if penalty > interest {
        return Err(Refusal::new(
            "R-JUDGMENT-PENALTY",
            format!("{} penalty", decision.figures_in),
            "违约金是利息及违约金的一部分，不得超过其合计",
        ));
    }
    Ok(Owed { principal, interest: interest - penalty, penalty, fees, late_performance: Amount::ZERO })
}

fn decided(decision: &Decision, owed: &Owed) -> Reason {
    if decision.dismisses {
        let detail = format!(
            "{}{}于{}生效，驳回诉讼请求：债务人无须给付",
            decision.number.as_deref().unwrap_or_default(),
            decision.paper.chinese(),
            date::chinese(decision.effective),
        );
        return Reason::new("decision", "", detail);
    }
    let parts =
        [("本金", owed.principal), ("利息", owed.interest), ("违约金", owed.penalty), ("费用", owed.fees)];
    let said: Vec<String> = parts
        .iter()
        .filter(|(name, sum)| *name == "本金" || !sum.is_zero())
        .map(|(name, sum)| format!("{name}{}", yuan(*sum)))
        .collect();
    let whom = match decision.against.as_slice() {
        [] => String::new(),
        some => format!("，由{}履行", some.join("、")),
    };
    let detail = format!(
        "{}{}于{}生效，确定{}{whom}",
        decision.number.as_deref().unwrap_or_default(),
        decision.paper.chinese(),
        date::chinese(decision.effective),
        said.join("、"),
    );
    Reason::new("decision", "", detail)
}

fn at_once(rules: &Rulebook, effective: NaiveDate) -> Reason {
    let detail = format!("未记录履行期间，自{}生效之日起应当履行", date::chinese(effective));
    let law = crate::rules::late_performance::source(rules, effective);
    Reason::new("performance", law, detail)
}

fn yuan(amount: Amount) -> String {
    format!("{}元", amount.grouped())
}

#[cfg(test)]
mod tests;
