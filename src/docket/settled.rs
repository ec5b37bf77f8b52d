//! What a plan that was kept leaves of the debt: nothing of what it covers, and what it left open.
//!
//! What the plan neither has paid nor gives up stays owed as it was when the plan was agreed. A settlement in enforcement
//! leaves nothing: once it is performed the court closes the case (执行和解规定 8).

use chrono::NaiveDate;

use super::balance::Balance;
use super::fold::Docket;
use super::instalments::{PlanStanding, source};
use crate::domain::Amount;
use crate::domain::date::chinese;
use crate::domain::plan::PlanSetting;
use crate::rules::answer::{Answer, Reason, Ruled};
use crate::rules::rulebook::Rulebook;

impl Docket {
    /// A balance, less what the plan that was kept by then let go, with a word on a bankruptcy.
    pub(super) fn settle(&self, ruled: Ruled<Balance>, on: NaiveDate, rules: &Rulebook) -> Ruled<Balance> {
        let mut ruled = ruled;
        if let Ok(answer) = &mut ruled {
            answer.because.extend(self.insolvency(on, rules));
        }
        let plan = self.plan(on, rules).and_then(Result::ok).filter(|plan| plan.settles);
        let Some(plan) = plan else { return ruled };
        let ended = plan.ended_on.unwrap_or(plan.as_of);
        // Figures of a later day consider the plan already, or are of another debt.
        let later = |balance: &Balance| match &balance.judged {
            Some(judged) => judged.decision.figures_on > ended,
            None => self.case.debt.as_of > ended,
        };
        if ruled.as_ref().is_ok_and(|answer| later(&answer.value)) {
            return ruled;
        }
        // Where nobody can say what was owed, nobody can say what is settled.
        let Some(open) = self.left_open(&plan, rules) else { return ruled };
        let Answer { value, because } = ruled?;
        let left = (open - plan.beyond).max(Amount::ZERO);
        let (balance, let_go) = reduced(value, left);
        let balance = Balance { overpaid: balance.overpaid.max(plan.beyond - (open - left)), ..balance };
        let reason = reason(&plan, let_go, left, rules).resting_on(because);
        Ok(Answer::new(balance, vec![reason]))
    }

    /// What was owed when the plan was agreed and neither falls into an instalment nor is given up.
    fn left_open(&self, plan: &PlanStanding, rules: &Rulebook) -> Option<Amount> {
        if plan.plan.setting == PlanSetting::Enforcement {
            return Some(Amount::ZERO);
        }
        let agreed_on = plan.plan.agreed_on;
        let mut before = self.paid_before(agreed_on);
        // An earlier plan may have settled something already.
        let at = self.plans.iter().rposition(|p| p.what == plan.plan)?;
        before.plans.truncate(at);
        let owed = before.balance(agreed_on, rules).ok()?.value.total;
        let covered = plan.total.checked_add(plan.plan.waived_if_kept.unwrap_or_default())?;
        Some((owed - covered).max(Amount::ZERO))
    }
}

/// A balance brought down to what is left, what accrued last going first; and by how much.
fn reduced(mut balance: Balance, left: Amount) -> (Balance, Amount) {
    let let_go = (balance.total - left).max(Amount::ZERO);
    let mut rest = let_go;
    for part in [
        &mut balance.late_interest,
        &mut balance.interest,
        &mut balance.penalty,
        &mut balance.fees,
        &mut balance.costs,
        &mut balance.principal,
    ] {
        let off = rest.min(*part);
        *part = *part - off;
        rest = rest - off;
    }
    balance.total = balance.total - let_go;
    balance.let_go = let_go;
    balance.refused = None;
    if let Some(judged) = &mut balance.judged {
        let owed = &mut judged.followed.owed;
        owed.late_performance = balance.late_interest;
        owed.interest = balance.interest;
        owed.penalty = balance.penalty;
        owed.fees = balance.costs;
        owed.principal = balance.principal;
        judged.followed.refused = None;
    }
    (balance, let_go)
}

fn reason(plan: &PlanStanding, let_go: Amount, left: Amount, rules: &Rulebook) -> Reason {
    let on = plan.ended_on.unwrap_or(plan.as_of);
    let (rule, which) = match plan.plan.setting {
        PlanSetting::Enforcement => ("plan-kept-enforcement", "执行和解协议"),
        PlanSetting::PreAction | PlanSetting::Decided => ("plan-kept", "分期还款的约定"),
    };
    let mut detail = format!(
        "{}达成的{which}已于{}履行完毕，所涉债务消灭：约定减免的部分和达成之日以后的利息、加倍部分债务利息共{}元不再计收（另有约定的除外）",
        chinese(plan.plan.agreed_on),
        chinese(on),
        let_go.grouped()
    );
    if !left.is_zero() {
        detail.push_str(&format!(
            "；达成之日的欠款中既未列入各期、也未减免的部分尚欠{}元，其后的利息未计入",
            left.grouped()
        ));
    }
    Reason::new(rule, source(rules, rule, on), detail)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::date;
    use crate::domain::debt::Payment;
    use crate::domain::event::{MilestoneEvent, Source};

    fn day(text: &str) -> NaiveDate {
        date::parse(text).unwrap()
    }

    /// 9,000.00 at 0.0005 a day, and 500.00 of interest, on 30 June 2026; 4.50 for 1 July, the day of the agreement.
    fn docket(waived: &str, paid: &[(&str, &str)]) -> Docket {
        let case = serde_json::from_value(json!({
            "account": "A-1", "product": "personal-loan", "track": "litigation",
            "debtors": [{"role": "primary", "name": "李示例"}],
            "contract": {"terms": {"interest": {"rate": "0.0005", "per": "day"}}},
            "debt": {"as_of": "2026-06-30", "principal": "9000.00", "interest": "500.00"},
        }))
        .unwrap();
        let plan = json!({
            "setting": "pre-action", "agreed_on": "2026-07-01", "waived_if_kept": waived,
            "instalments": [{"due": "2026-07-31", "amount": "9000.00"}],
        });
        let docket = Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() });
        let docket = docket.with_plan(serde_json::from_value(plan).unwrap());
        paid.iter().fold(docket, |docket, (on, sum)| {
            docket.with_payment(Payment {
                on: day(on),
                amount: sum.parse().unwrap(),
                from: None,
                reference: None,
            })
        })
    }

    fn on(docket: &Docket, as_of: &str) -> Balance {
        docket.balance(day(as_of), Rulebook::builtin()).unwrap().value
    }

    /// 9,504.50 were owed: 9,000.00 paid and 504.50 given up leave nothing (民法典 575), whatever accrued meanwhile.
    #[test]
    fn a_plan_that_was_kept_settles_what_it_covers() {
        let docket = docket("504.50", &[("2026-07-31", "9000.00")]);
        let answer = docket.balance(day("2026-12-31"), Rulebook::builtin()).unwrap();
        assert_eq!((answer.value.total, answer.value.is_nothing()), (Amount::ZERO, true));
        assert!(answer.because[0].source.contains("575"), "{:?}", answer.because[0]);
        assert!(!on(&docket, "2026-07-30").is_nothing());
    }

    /// 4.50 that nobody gave up stay owed; 10.00 more pay them, and 5.50 are too much.
    #[test]
    fn what_nobody_gave_up_stays_owed() {
        let kept = [("2026-07-31", "9000.00")];
        assert_eq!(on(&docket("500.00", &kept), "2026-12-31").total.to_string(), "4.50");
        let more = docket("500.00", &[kept[0], ("2026-08-10", "10.00")]);
        let more = on(&more, "2026-12-31");
        assert_eq!((more.total, more.overpaid.to_string()), (Amount::ZERO, "5.50".to_owned()));
    }

    /// Paid after the breach, the condition of the waiver failed (民法典 158), unless the creditor takes it as kept.
    #[test]
    fn a_plan_that_was_broken_settles_nothing() {
        let late = docket("504.50", &[("2026-08-03", "9000.00")]);
        assert!(!on(&late, "2026-12-31").is_nothing());
        let taken = late.with_milestone(MilestoneEvent {
            track: "pre-action".into(),
            milestone: "plan-kept".into(),
            on: day("2026-08-04"),
            facts: Default::default(),
            evidence: Vec::new(),
        });
        assert!(!on(&taken, "2026-08-03").is_nothing());
        assert!(on(&taken, "2026-08-04").is_nothing());
    }
}
