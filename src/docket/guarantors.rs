//! The clocks of guarantors: the guarantee period, and once it has done its work their own limitation (民法典 692-694).

use chrono::{Months, NaiveDate};

use super::clocks::limitation;
use super::deadline::Deadline;
use super::decision::Decision;
use super::fold::Docket;
use crate::domain::contract::{Guarantee, GuaranteeForm, GuaranteeKind};
use crate::domain::date::chinese;
use crate::domain::debt::Payment;
use crate::domain::event::MilestoneEvent;
use crate::rules::answer::{Reason, Refusal};
use crate::rules::limitation::Interruption;
use crate::rules::limitation_guarantors::RULE;
use crate::rules::period::{Actor, Deadline as Counted, Roll};
use crate::rules::rulebook::Rulebook;
use crate::rules::track_deadlines::Status;

/// What is asked of the guarantors of an account.
pub(super) struct Guarantors<'a> {
    pub docket: &'a Docket,
    pub as_of: NaiveDate,
    pub rules: &'a Rulebook,
    /// Milestones up to the day.
    pub history: &'a [MilestoneEvent],
    /// The suit or arbitration that stopped the limitation of the debt, if there is one.
    pub suit: Option<&'a MilestoneEvent>,
    /// The day the debt fell due as far as `overdue_since` tells.
    pub due: NaiveDate,
}

impl Guarantors<'_> {
    /// The guarantee periods while there is no suit, and the limitation of each guarantor whom a decision does not bind.
    pub fn clocks(&self, deadlines: &mut Vec<Deadline>, refused: &mut Vec<(String, Refusal)>) {
        let all = self.docket.case.guarantees.iter();
        for guarantee in all.filter(|g| g.kind == GuaranteeKind::Guarantee) {
            let period = match self.rules.guarantee_period(self.main_due(), guarantee.period_until, false) {
                Ok(answer) => answer,
                Err(refusal) => {
                    if self.suit.is_none() {
                        refused.push(("guarantee-period".to_owned(), refusal));
                    }
                    continue;
                }
            };
            let began = self.began(guarantee, &period.value);
            if self.suit.is_none() {
                let bound = began.is_some();
                deadlines.push(self.period(guarantee, period.value, period.because, bound));
            }
            let Some((from, interruptions, why)) = began.filter(|_| !self.is_decided(&guarantee.by)) else {
                continue;
            };
            match self.rules.guarantor_limitation(from, &interruptions, false) {
                Ok(answer) => {
                    let Ok(title) = self.rules.period(RULE).map(|p| p.title.with(Some(&guarantee.by))) else {
                        continue;
                    };
                    // A suit on the whole claim is against the guarantor too, until a decision shows otherwise.
                    let suit = self
                        .suit
                        .filter(|_| Decision::in_force(&self.docket.milestones, self.as_of).is_none());
                    let mut because = answer.because;
                    because.push(Reason::new(RULE, "", why));
                    deadlines.push(Deadline {
                        id: format!("{RULE}:{}", guarantee.by),
                        rule: RULE.to_owned(),
                        of: Some(guarantee.by.clone()),
                        ..limitation(answer.value, because, [title.zh, title.en], suit, self.as_of)
                    });
                }
                Err(refusal) => refused.push((RULE.to_owned(), refusal)),
            }
        }
    }

    /// The day the debt fell due: its last day by the contract, or the day it was called early; else as overdue.
    fn main_due(&self) -> NaiveDate {
        let case = &self.docket.case;
        let called = case.debt.accelerated.as_ref().map(|a| a.on);
        [case.contract.due_on, called].into_iter().flatten().min().unwrap_or(self.due)
    }

    /// Whether a decision in force binds the guarantor: from then on the time to apply for enforcement runs.
    fn is_decided(&self, name: &str) -> bool {
        Decision::binding(&self.docket.milestones, self.as_of, name).is_some()
    }

    /// From when the guarantor's limitation runs, what interrupted it since, and why; `None` where it does not run: nobody
    /// was asked in time, or a general guarantor may still refuse.
    fn began(
        &self,
        guarantee: &Guarantee,
        period: &Counted,
    ) -> Option<(NaiveDate, Vec<Interruption>, String)> {
        let payments: Vec<&Payment> = self.docket.paid_until(self.as_of);
        let (case, contacts) = (&self.docket.case, self.docket.contacts(self.as_of, self.rules));
        let mut acts =
            self.rules.guarantor_acts(case, &contacts, &payments, self.history, &guarantee.by, self.as_of);
        let (from, why) = match guarantee.form {
            Some(GuaranteeForm::Joint) => {
                // A payment of the guarantor's own is no demand by the creditor.
                let demands = acts.iter().filter(|a| a.act.as_deref() != Some("payment"));
                let demand = demands.into_iter().find(|a| (period.from..=period.due).contains(&a.on))?;
                let why = format!(
                    "连带责任保证：{}在保证期间（至{}）内请求保证人承担保证责任（{}），自该日起计算保证债务的诉讼时效（《民法典》第694条第2款）",
                    chinese(demand.on),
                    chinese(period.due),
                    demand.detail
                );
                (demand.on, why)
            }
            _ => {
                let suit = self.suit.filter(|suit| suit.on <= period.due)?;
                let (ended, how) = self.refusal_ended()?;
                let why = format!(
                    "一般保证：{}在保证期间（至{}）内对债务人提起诉讼或者申请仲裁；{how}，自{}起保证人不再享有先诉抗辩权，计算保证债务的诉讼时效（《民法典》第694条第1款、担保制度解释第28条）",
                    chinese(suit.on),
                    chinese(period.due),
                    chinese(ended)
                );
                (ended, why)
            }
        };
        acts.retain(|act| act.on > from);
        Some((from, acts, why))
    }

    /// When a general guarantor's right to refuse ended (法释〔2020〕28号 28): with the ruling that ends this round of
    /// enforcement or all of it for want of property; else a year after the court received the application.
    fn refusal_ended(&self) -> Option<(NaiveDate, &'static str)> {
        let of = |name: &'static str| {
            self.history.iter().filter(move |m| m.track == "enforcement" && m.milestone == name)
        };
        let applied = of("applied").map(|m| m.on).min()?;
        let for_want = |m: &&MilestoneEvent| m.facts.get("how").is_some_and(|how| how == "terminated");
        let ruled = of("terminated-round").chain(of("closed").filter(for_want)).map(|m| m.on);
        let year = applied.checked_add_months(Months::new(12))?;
        match ruled.filter(|on| *on >= applied).min().filter(|on| *on <= year) {
            Some(ruled) => Some((ruled, "法院裁定终结（本次）执行程序")),
            None if year <= self.as_of => Some((year, "法院收到申请执行书满一年未裁定终结（本次）执行程序")),
            None => None,
        }
    }

    /// The guarantee period. It is met once a demand in it bound a joint guarantor.
    fn period(&self, guarantee: &Guarantee, d: Counted, because: Vec<Reason>, bound: bool) -> Deadline {
        let status = match d.due < self.as_of {
            _ if bound => Status::Met,
            true => Status::Overdue,
            false => Status::Lapsing,
        };
        let title = d.title.with(Some(&guarantee.by));
        Deadline {
            id: format!("guarantee-period:{}", guarantee.by),
            track: String::new(),
            rule: d.rule,
            title: [title.zh, title.en],
            from: d.from,
            due: d.due,
            raw_due: d.raw_due,
            status,
            by: Actor::Creditor,
            of: Some(guarantee.by.clone()),
            source: because.first().map_or_else(String::new, |r| r.source.clone()),
            provisional: d.provisional && d.roll == Roll::Forward,
            lapses: true,
            fades: false,
            act_by: d.act_by,
            warnings: d.warnings,
            late: false,
            handled: None,
            because,
        }
    }
}
