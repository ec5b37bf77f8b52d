//! Stays of enforcement for which the debtor owes no doubled part (法释〔2014〕8号 3): while the decision is reviewed or tried
//! again, otherwise than at the debtor's request.

use chrono::NaiveDate;

use super::fold::Docket;
use crate::domain::date::chinese;
use crate::domain::event::MilestoneEvent;
use crate::rules::answer::{Answer, Reason};
use crate::rules::late_performance;
use crate::rules::rulebook::Rulebook;

impl Docket {
    /// The first and last day of each such stay, as far as it has come by the end of a day, and why it counts.
    pub(super) fn stays(&self, on: NaiveDate, rules: &Rulebook) -> Answer<Vec<(NaiveDate, NaiveDate)>> {
        let known = |m: &&MilestoneEvent| m.track == "enforcement" && m.on <= on;
        let known = || self.milestones.iter().map(|m| &m.what).filter(known);
        let (mut days, mut because) = (Vec::new(), Vec::new());
        for stay in known().filter(|m| m.milestone == "suspended") {
            let Some(whose) = self.excused(stay) else { continue };
            let resumed = known().filter(|m| m.milestone == "resumed" && m.on >= stay.on).map(|m| m.on).min();
            let last = resumed.map_or(Some(on), |day| day.pred_opt());
            let Some(last) = last.filter(|last| *last >= stay.on) else { continue };
            let detail = format!(
                "{}至{}因对生效法律文书的审查或者再审中止执行（{whose}），不计算加倍部分债务利息（第3条）",
                chinese(stay.on),
                chinese(last)
            );
            days.push((stay.on, last));
            because.push(Reason::new(
                "late-performance-stayed",
                late_performance::source(rules, stay.on),
                detail,
            ));
        }
        Answer::new(days, because)
    }

    /// At whose request enforcement was stayed for a review of what is enforced, where that was not the debtor's; `None`
    /// where it was, or was stayed for another reason. Who asked for a retrial is known from its application.
    fn excused(&self, stay: &MilestoneEvent) -> Option<&'static str> {
        let fact = |name: &str| stay.facts.get(name).map(String::as_str);
        if !matches!(fact("why"), Some("retrial" | "review")) {
            return None;
        }
        match fact("asked_by") {
            Some("debtor") => None,
            Some("creditor") => Some("债权人申请"),
            Some("court") => Some("法院依职权"),
            Some(_) => Some("非因债务人申请"),
            None => {
                let applied = |m: &&MilestoneEvent| m.milestone == "retrial-applied" && m.on <= stay.on;
                let applied = self.milestones.iter().map(|m| &m.what).filter(applied).max_by_key(|m| m.on);
                let by = applied.and_then(|m| m.facts.get("party"));
                let debtor = by.is_some_and(|name| self.case.debtors.iter().any(|d| d.name == *name));
                (!debtor).then_some("没有记录系债务人申请")
            }
        }
    }
}
