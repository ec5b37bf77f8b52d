//! Everything that came in on an account: payments, what the court paid out, property taken in kind, costs made good.

use chrono::NaiveDate;

use super::fold::Docket;
use crate::domain::cost::CostWay;
use crate::domain::event::MilestoneEvent;
use crate::domain::{Amount, date};
use crate::rules::judgment_debt::{Receipt, Way};

impl Docket {
    /// Everything that came in up to and including a day, oldest first. What is merely held, frozen or sold has not come
    /// in; a milestone without an amount above zero tells of nothing.
    pub fn receipts(&self, until: NaiveDate) -> Vec<Receipt> {
        let mut all: Vec<Receipt> = self
            .payments_until(until)
            .iter()
            .map(|p| Receipt {
                on: p.on,
                amount: p.amount,
                way: Way::Payment,
                to_enforcement: Amount::ZERO,
                taken_on: None,
            })
            .collect();
        all.extend(self.milestones.iter().filter_map(|m| proceeds(&m.what)));
        all.extend(self.costs.iter().filter_map(|c| {
            let way = match c.what.way {
                CostWay::Recovered => Way::CostRecovered,
                CostWay::Refunded if c.what.collected_by_court => Way::CostRefunded,
                CostWay::Refunded | CostWay::Advanced => return None,
            };
            let (on, amount) = (c.what.on, c.what.amount);
            Some(Receipt { on, amount, way, to_enforcement: Amount::ZERO, taken_on: None })
        }));
        all.retain(|r| r.on <= until);
        all.sort_by_key(|r| r.on);
        all
    }

    /// What came in through the court on a day with this amount: what a payment entered for it would count again.
    pub fn looks_like_proceeds(&self, on: NaiveDate, amount: Amount) -> bool {
        let same = |r: Receipt| (r.on, r.amount) == (on, amount);
        self.milestones.iter().filter_map(|m| proceeds(&m.what)).any(same)
    }

    /// Whether what this milestone says came in was entered as a payment too.
    pub fn looks_paid(&self, event: &MilestoneEvent) -> Option<Receipt> {
        let came = proceeds(event)?;
        let recorded = self.payments.iter().map(|p| &p.what).chain(&self.case.payments);
        recorded.into_iter().any(|p| (p.on, p.amount) == (came.on, came.amount)).then_some(came)
    }
}

/// What a milestone of enforcement brought in. `sold` and `seized` bring nothing in: the price is paid to the court, and
/// what is frozen is still the debtor's.
pub(super) fn proceeds(of: &MilestoneEvent) -> Option<Receipt> {
    let way = match (of.track.as_str(), of.milestone.as_str()) {
        ("enforcement", "distributed") => Way::Distributed,
        ("enforcement", "taken-in-kind") => Way::TakenInKind,
        _ => return None,
    };
    let sum = |name: &str| of.facts.get(name).and_then(|text| text.trim().parse::<Amount>().ok());
    let amount =
        sum(if way == Way::Distributed { "amount" } else { "price" }).filter(|a| *a > Amount::ZERO)?;
    let taken_on = of.facts.get("taken_on").and_then(|text| date::parse(text.trim()));
    Some(Receipt { on: of.on, amount, way, to_enforcement: sum("to_costs").unwrap_or_default(), taken_on })
}

/// What the court holds and has not paid out: what is frozen, and the price of what was sold.
pub(super) fn held(of: &MilestoneEvent) -> Option<(&'static str, Amount)> {
    let (words, name) = match (of.track.as_str(), of.milestone.as_str()) {
        ("enforcement", "seized") => ("实际控制，尚未划拨到账", "amount"),
        ("enforcement", "sold") => ("成交价款，尚未分配到账", "price"),
        _ => return None,
    };
    let amount = of.facts.get(name)?.trim().parse::<Amount>().ok().filter(|a| *a > Amount::ZERO)?;
    Some((words, amount))
}
