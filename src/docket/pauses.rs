//! Days without interest by agreement: a plan of instalments may say that none is charged while it is kept.
//!
//! As the agreement has it: what is owed at the end of the day of the agreement is what the instalments were made of; from
//! the next day on nothing more is charged, and from the day of a breach on it is again. What was not charged meanwhile is
//! not charged later.

use chrono::NaiveDate;

use super::fold::Docket;
use super::instalments::{PlanState, first_breach, source, standing};
use crate::domain::date::chinese;
use crate::domain::plan::{Meanwhile, PlanSetting};
use crate::rules::answer::{Answer, Reason, Refusal};
use crate::rules::rulebook::Rulebook;

const RULE: &str = "plan-interest-stops";

impl Docket {
    /// The first and last day of each such time as far as it has come by the end of a day, of plans agreed in one of these
    /// settings, and why. What lies before or on `since`, the day of the figures that one starts from, is in those already.
    ///
    /// # Errors
    /// The calendar does not reach to one of the instalments.
    pub(super) fn pauses(
        &self,
        settings: &[PlanSetting],
        since: NaiveDate,
        on: NaiveDate,
        rules: &Rulebook,
    ) -> Result<Answer<Vec<(NaiveDate, NaiveDate)>>, Refusal> {
        let (mut days, mut because) = (Vec::new(), Vec::new());
        for (at, plan) in self.plans.iter().enumerate() {
            let agreed_on = plan.what.agreed_on;
            let stops = plan.what.interest == Some(Meanwhile::Stops) && settings.contains(&plan.what.setting);
            let next = self.plans[at + 1..].iter().map(|p| p.what.agreed_on).filter(|day| *day <= on).min();
            // A later record of the same day corrects it.
            if !stops || agreed_on >= on || next.is_some_and(|day| day <= agreed_on) {
                continue;
            }
            let end = next.unwrap_or(on);
            let found = standing(self, plan, end, rules)?;
            let broken = found.ended_on.filter(|_| found.state == PlanState::Broken);
            let breach = first_breach(&plan.what, &found.instalments, end).into_iter().chain(broken).min();
            let last = breach.and_then(|day| day.pred_opt()).map_or(end, |last| last.min(end));
            let from = agreed_on.max(since).succ_opt().filter(|from| *from <= last);
            let Some(from) = from else { continue };
            let mut detail = format!(
                "{}约定分期还款，按约履行期间不另行计收利息，自{}起未计",
                chinese(agreed_on),
                chinese(from)
            );
            detail.push_str(&match breach.filter(|day| *day <= end) {
                Some(day) => format!("，至{}；自违约之日{}起恢复计收", chinese(last), chinese(day)),
                None => format!("，至{}", chinese(last)),
            });
            days.push((from, last));
            because.push(Reason::new(RULE, source(rules, RULE, agreed_on), detail));
        }
        days.sort_unstable();
        Ok(Answer::new(days, because))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::docket::balance::Balance;
    use crate::domain::date;
    use crate::domain::debt::Payment;
    use crate::domain::event::Source;

    fn day(text: &str) -> NaiveDate {
        date::parse(text).unwrap()
    }

    /// 9,000.00 at 0.0005 a day, 4.50 each, and 500.00 of interest on 30 June 2026; a plan of 1 July that pays 3,000.00 on
    /// each of 31 July, 31 August and 31 October.
    fn docket(interest: Option<&str>) -> Docket {
        let case = serde_json::from_value(json!({
            "account": "A-1", "product": "personal-loan", "track": "litigation",
            "debtors": [{"role": "primary", "name": "李示例"}],
            "contract": {"terms": {"interest": {"rate": "0.0005", "per": "day"}}},
            "debt": {"as_of": "2026-06-30", "principal": "9000.00", "interest": "500.00"},
        }))
        .unwrap();
        let plan = json!({
            "setting": "pre-action", "agreed_on": "2026-07-01", "interest": interest,
            "instalments": [
                {"due": "2026-07-31", "amount": "3000.00"}, {"due": "2026-08-31", "amount": "3000.00"},
                {"due": "2026-10-31", "amount": "3000.00"},
            ],
        });
        let docket = Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() });
        docket.with_plan(serde_json::from_value(plan).unwrap())
    }

    fn pay(docket: Docket, on: &str, sum: &str) -> Docket {
        let amount = sum.parse().unwrap();
        docket.with_payment(Payment { on: day(on), amount, from: None, reference: None })
    }

    fn on(docket: &Docket, as_of: &str) -> Balance {
        docket.balance(day(as_of), Rulebook::builtin()).unwrap().value
    }

    /// While nothing is missed the balance stays that of 1 July: 9,000.00 + 500.00 + 4.50. Where interest goes on, or nothing
    /// was agreed on it, 30 more days bear 135.00 until 31 July.
    #[test]
    fn no_interest_while_the_plan_is_kept() {
        let stops = docket(Some("stops"));
        for until in ["2026-07-01", "2026-07-02", "2026-07-31"] {
            assert_eq!(on(&stops, until).total.to_string(), "9504.50", "{until}");
        }
        for other in [None, Some("goes-on")] {
            assert_eq!(on(&docket(other), "2026-07-31").total.to_string(), "9639.50");
        }
        let because = stops.balance(day("2026-07-31"), Rulebook::builtin()).unwrap().because;
        let why = because.iter().find(|r| r.rule == RULE).unwrap();
        assert!(why.source.contains("543") && why.detail.contains("2026年7月2日"), "{why:?}");
        assert!(
            stops
                .balance(day("2026-07-01"), Rulebook::builtin())
                .unwrap()
                .because
                .iter()
                .all(|r| r.rule != RULE)
        );
    }

    /// Nothing is paid on Friday 31 July: the breach is of 1 August, and by the agreement interest is charged again from that
    /// day. On 10 August ten days bear 45.00; July stays without.
    #[test]
    fn interest_revives_on_the_day_of_the_breach() {
        let stops = docket(Some("stops"));
        assert_eq!(on(&stops, "2026-08-01").total.to_string(), "9509.00");
        assert_eq!(on(&stops, "2026-08-10").total.to_string(), "9549.50");
        // Paid late on 10 August it was broken all the same: 45.00 more by then, and 504.50 + 45.00 of the 3,000.00 go to
        // interest, 2,450.50 to principal; 6,549.50 bear 3.27 on the 11th (3.27475, half up).
        let late = pay(stops, "2026-08-10", "3000.00");
        let found = on(&late, "2026-08-11");
        assert_eq!(
            (found.principal.to_string(), found.interest.to_string()),
            ("6549.50".into(), "3.27".into())
        );
    }

    /// 3,000.00 on 31 July pay 504.50 of interest and 2,495.50 of principal: 6,504.50 without interest on 31 August.
    #[test]
    fn a_payment_in_time_goes_to_what_was_owed_then() {
        let kept = pay(docket(Some("stops")), "2026-07-31", "3000.00");
        let found = on(&kept, "2026-08-31");
        assert_eq!(
            (found.principal.to_string(), found.total.to_string()),
            ("6504.50".into(), "6504.50".into())
        );
    }

    /// Joined every month (复利): nothing accrues or joins in July. Broken on 1 August, 31 days bear 139.50, and 504.50 + 139.50
    /// = 644.00 join on 31 August: 1 September bears 9,000.00 × 0.0005 = 4.50 and 644.00 × 0.0005 = 0.322, half up 0.32.
    #[test]
    fn compound_interest_rests_too() {
        let mut docket = docket(Some("stops"));
        docket.case.contract.terms.as_mut().unwrap().interest.as_mut().unwrap().compounding =
            serde_json::from_value(json!("monthly")).unwrap();
        assert_eq!(on(&docket, "2026-07-31").total.to_string(), "9504.50");
        let at = |as_of: &str| on(&docket, as_of).total;
        assert_eq!((at("2026-09-01") - at("2026-08-31")).to_string(), "4.82");
    }
}
