//! How long an account stays as it is if nothing more is recorded: until the next fact that bears a later day.
//!
//! A row of the index is read on later days as long as it holds. Whatever makes stage, court or deadlines depend on the
//! day in another way than by comparing a deadline's own day with it has to put its day here; the property test of rows
//! (`tests/rules/histories.rs`) finds what was forgotten.

use chrono::{Days, Months, NaiveDate};

use super::fold::Docket;
use crate::domain::date::parse_minute;
use crate::rules::rulebook::Rulebook;

/// No holiday of the State Council's notices is longer, with the day on which something is then missed.
const LONGEST_REST: u64 = 14;

impl Docket {
    /// The last day on which stage, track, court and deadlines are what they are on `as_of`, apart from deadlines that go
    /// by; `None` where nothing known ends it. What is owed is another matter: it changes every day.
    pub fn holds_until(&self, as_of: NaiveDate, rules: &Rulebook) -> Option<NaiveDate> {
        let case = &self.case;
        let milestones = self.milestones.iter().map(|m| m.what.on);
        // What was told of a hearing before its day counts from that day on.
        let set = self.milestones.iter().filter_map(|m| parse_minute(m.what.facts.get("at")?));
        let milestones = milestones.chain(set.map(|at| at.date()));
        let payments = case.payments.iter().chain(self.payments.iter().map(|p| &p.what)).map(|p| p.on);
        let contacts = case.contacts.iter().map(|c| c.at.date());
        let statements = case.statements.iter().map(|s| s.date);
        let costs = self.costs.iter().map(|c| c.what.on);
        let handled = self.handled.iter().map(|h| h.what.on);
        let plans = self.plans.iter().flat_map(|p| {
            // An instalment, and its days of grace, go on over rest days: about its day a row holds for that day only.
            let about = u64::from(p.what.grace_days) + LONGEST_REST;
            let days = move |due: NaiveDate| (0..=about).map(move |n| due.checked_add_days(Days::new(n)));
            let days = p.what.instalments.iter().flat_map(move |i| days(i.due));
            std::iter::once(p.what.agreed_on).chain(days.flatten())
        });
        // A year after it was applied for, a general guarantor can no longer refuse.
        let refusals = self
            .milestones
            .iter()
            .map(|m| &m.what)
            .filter(|m| m.track == "enforcement" && m.milestone == "applied");
        let refusals = refusals.filter_map(|m| m.on.checked_add_months(Months::new(12)));
        // From the day of the figures on they say whether anything is owed, before it the statements do.
        let figures = std::iter::once(case.debt.as_of);
        let all = figures.chain(milestones).chain(payments).chain(contacts).chain(statements);
        let given = self.given.iter().flat_map(|g| g.days());
        // A dismissal that nobody appeals against takes effect by itself.
        let all = all.chain(self.dismissals_to_come(as_of, rules));
        let all = all.chain(costs).chain(handled).chain(plans).chain(refusals).chain(given);
        all.filter(|day| *day > as_of).min().and_then(|day| day.pred_opt())
    }
}
