//! The bankruptcy of the primary debtor, as far as it decides what is owed: interest stops (企业破产法 46).

use chrono::NaiveDate;

use super::fold::Docket;
use super::instalments::source;
use crate::domain::date::chinese;
use crate::domain::event::MilestoneEvent;
use crate::rules::answer::Reason;
use crate::rules::rulebook::Rulebook;

const RULE: &str = "interest-stops-in-bankruptcy";

impl Docket {
    /// The last day for which interest accrues against the primary debtor: the day before its bankruptcy was accepted.
    /// `None` where there is none, where the application was dismissed, and for a person, to whom that law does not apply.
    pub(super) fn interest_until(&self, on: NaiveDate) -> Option<NaiveDate> {
        let company = self.case.primary().is_some_and(|debtor| debtor.is_company());
        self.accepted(on).filter(|_| company)?.pred_opt()
    }

    /// What to say of it.
    pub(super) fn insolvency(&self, on: NaiveDate, rules: &Rulebook) -> Option<Reason> {
        let accepted = self.accepted(on)?;
        let debtor = self.case.primary()?;
        if !debtor.is_company() {
            let detail = format!(
                "{}为自然人，除个人破产试点地区外，法律没有受理破产后停止计息的规定，利息继续计算",
                debtor.name
            );
            return Some(Reason::new(RULE, "", detail));
        }
        let detail = format!(
            "法院于{}受理{}破产，对其利息、加倍部分债务利息自该日起停止计算",
            chinese(accepted),
            debtor.name
        );
        Some(Reason::new(RULE, source(rules, RULE, accepted), detail))
    }

    /// The first day on which the bankruptcy that stands was accepted.
    fn accepted(&self, on: NaiveDate) -> Option<NaiveDate> {
        let name = self.case.primary()?.name.as_str();
        let fact = |m: &MilestoneEvent, fact: &str| m.facts.get(fact).map(String::as_str) == Some(name);
        let known = || self.milestones.iter().map(|m| &m.what).filter(|m| m.on <= on && fact(m, "party"));
        let dismissed = |m: &&MilestoneEvent| {
            m.milestone == "bankruptcy-closed" && m.facts.get("how").is_some_and(|how| how == "dismissed")
        };
        let over = known().filter(dismissed).map(|m| m.on).max();
        known()
            .filter(|m| m.milestone == "bankruptcy-accepted" && over.is_none_or(|over| m.on > over))
            .map(|m| m.on)
            .min()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::date;
    use crate::domain::event::Source;

    fn day(text: &str) -> NaiveDate {
        date::parse(text).unwrap()
    }

    fn docket(kind: &str) -> Docket {
        let case = serde_json::from_value(json!({
            "account": "A-1", "product": "personal-loan",
            "debtors": [{"role": "primary", "name": "某公司", "id": {"type": kind, "number": "91110000100000000A"}}],
            "contract": {"terms": {"interest": {"rate": "0.0005", "per": "day"}}},
            "debt": {"as_of": "2026-06-30", "principal": "10000.00"},
        }))
        .unwrap();
        Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() })
    }

    fn told(docket: Docket, name: &str, on: &str, facts: &[(&str, &str)]) -> Docket {
        let (track, milestone) = name.split_once('/').unwrap();
        docket.with_milestone(MilestoneEvent {
            track: track.into(),
            milestone: milestone.into(),
            on: day(on),
            facts: facts.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            evidence: Vec::new(),
        })
    }

    fn total(docket: &Docket, on: &str) -> String {
        docket.balance(day(on), Rulebook::builtin()).unwrap().value.total.to_string()
    }

    /// 10,000.00 at 0.0005 a day from 1 July 2026: accepted on 11 July, ten days bear 50.00 (企业破产法 46); 31 bear 155.00.
    #[test]
    fn interest_against_a_bankrupt_company_stops() {
        let party = [("party", "某公司"), ("court", "某法院")];
        for name in ["changes/bankruptcy-accepted", "pre-action/bankruptcy-accepted"] {
            let company = told(docket("uscc"), name, "2026-07-11", &party);
            assert_eq!(total(&company, "2026-07-11"), "10050.00");
            assert_eq!(total(&company, "2026-07-31"), "10050.00");
            let answer = company.balance(day("2026-07-31"), Rulebook::builtin()).unwrap();
            assert!(answer.because.iter().any(|why| why.source.contains("46")), "{:?}", answer.because);
            // 企业破产法 12: dismissed, the application stops nothing.
            let over = [("party", "某公司"), ("how", "dismissed")];
            let over = told(company, "changes/bankruptcy-closed", "2026-07-20", &over);
            assert_eq!(total(&over, "2026-07-31"), "10155.00");
            let other = [("party", "另一公司"), ("court", "某法院")];
            assert_eq!(total(&told(docket("uscc"), name, "2026-07-11", &other), "2026-07-31"), "10155.00");
            assert_eq!(
                total(&told(docket("resident-id"), name, "2026-07-11", &party), "2026-07-31"),
                "10155.00"
            );
        }
    }

    /// 10,000.00 decided, due by 1 July 2026: nine days from 2 to 10 July bear 10,000 × 0.000175 × 9 = 15.75, and no more.
    #[test]
    fn the_doubled_part_stops_too() {
        let facts = [
            ("principal", "10000.00"),
            ("interest", "0.00"),
            ("costs", "0.00"),
            ("perform_by", "2026-07-01"),
        ];
        let decided = told(docket("uscc"), "litigation/mediated", "2026-06-11", &facts);
        let party = [("party", "某公司"), ("court", "某法院")];
        let bankrupt = told(decided, "changes/bankruptcy-accepted", "2026-07-11", &party);
        assert_eq!(total(&bankrupt, "2026-12-31"), "10015.75");
    }
}
