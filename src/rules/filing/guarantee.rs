//! The clocks before a suit: limitation that runs out soon, and guarantee periods that run out or ran out without the
//! act that keeps the guarantor bound (民法典 692, 693).

use chrono::NaiveDate;

use super::ask::{Desk, Running};
use crate::domain::contract::{GuaranteeForm, GuaranteeKind};
use crate::domain::problem::{Place, Problem};

impl Desk<'_> {
    /// What runs out soon, and guarantees that ran out.
    pub fn clocks(&self, found: &mut Vec<Problem>) {
        if let (Some(clock), Some(ground)) = (&self.ask.limitation, self.ground("limitation-soon"))
            && self.soon(clock.due, ground.value.days)
        {
            found.push(
                Problem::warning("W-LIMITATION-SOON", Place::default())
                    .resting_on(&clock.source)
                    .with("due", clock.due)
                    .with("days", self.left(clock.due)),
            );
        }
        for period in &self.ask.guarantees {
            self.guarantee(period, found);
        }
    }

    fn guarantee(&self, period: &Running, found: &mut Vec<Problem>) {
        let name = period.of.as_deref().unwrap_or_default();
        let mine =
            |g: &&crate::domain::contract::Guarantee| g.kind == GuaranteeKind::Guarantee && g.by == name;
        let Some((i, form)) =
            self.ask.case.guarantees.iter().enumerate().find_map(|(i, g)| mine(&g).then_some((i, g.form)))
        else {
            return;
        };
        let joint = form == Some(GuaranteeForm::Joint);
        // A demand in the period keeps a joint guarantor bound; a general one only a suit or arbitration against the
        // debtor, of which there is none, or nobody would ask.
        if joint && self.demanded(name, period) {
            return;
        }
        let over = period.due < self.ask.on;
        let days = self.ground("guarantee-soon").and_then(|g| g.value.days);
        let code = match (over, joint) {
            (true, _) => "W-CHECK-GUARANTEE-PERIOD",
            (false, _) if !self.soon(period.due, days) => return,
            (false, true) => "W-GUARANTEE-SOON-JOINT",
            (false, false) => "W-GUARANTEE-SOON-GENERAL",
        };
        let place = Place { field: Some(format!("guarantees[{i}].period_until")), ..Place::default() };
        found.push(
            Problem::warning(code, place)
                .resting_on(&period.source)
                .with("who", name)
                .with("due", period.due)
                .with("form_zh", if joint { "连带责任保证" } else { "一般保证" })
                .with("form_en", if joint { "joint" } else { "general" })
                .with("days", self.left(period.due)),
        );
    }

    /// Whether a demand reached the guarantor within the period.
    fn demanded(&self, name: &str, period: &Running) -> bool {
        let Desk { book, ask } = self;
        let acts = book.guarantor_acts(ask.case, &ask.case.contacts, &[], ask.history, name, ask.on);
        acts.iter().any(|act| (period.from..=period.due).contains(&act.on))
    }

    fn soon(&self, due: NaiveDate, days: Option<u16>) -> bool {
        let left = self.left(due);
        days.is_some_and(|days| (0..=i64::from(days)).contains(&left))
    }

    fn left(&self, due: NaiveDate) -> i64 {
        due.signed_duration_since(self.ask.on).num_days()
    }
}
