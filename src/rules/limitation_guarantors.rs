//! The limitation of what a guarantor owes (民法典 694): a clock beside that of the debt, which begins with the creditor's
//! act within the guarantee period and is interrupted by what reaches or comes from the guarantor alone.

use chrono::NaiveDate;

use super::answer::Ruled;
use super::limitation::{Interruption, Limitation};
use super::limitation_acts::{counted, describe, is_proved};
use super::rulebook::Rulebook;
use crate::domain::case::Case;
use crate::domain::debt::Payment;
use crate::domain::event::MilestoneEvent;
use crate::domain::party::{Debtor, Role};
use crate::domain::proof::{Contact, Contacted, Outcome};

/// The period of that clock, and the id of its deadlines.
pub const RULE: &str = "guarantor-limitation";

impl Rulebook {
    /// When what a guarantor owes becomes time-barred: `from` is the day of the demand on a joint guarantor, or the day on
    /// which a general guarantor's right to refuse ended.
    ///
    /// # Errors
    /// As [`Rulebook::deadline`].
    pub fn guarantor_limitation(
        &self,
        from: NaiveDate,
        interruptions: &[Interruption],
        strict: bool,
    ) -> Ruled<Limitation> {
        self.clock("guarantor", from, interruptions, strict)
    }

    /// What reached this guarantor or came from them by a day, oldest first: each a demand or a promise that interrupts
    /// their limitation, and within the guarantee period binds a joint guarantor (民法典 693, 195; 担保制度解释 31: the
    /// complaint served, even where the suit is withdrawn).
    pub fn guarantor_acts(
        &self,
        case: &Case,
        contacts: &[Contact],
        payments: &[&Payment],
        milestones: &[MilestoneEvent],
        name: &str,
        until: NaiveDate,
    ) -> Vec<Interruption> {
        let act = |id: &str, on, detail, proved| {
            self.interruptions.get(id).and_then(|act| counted(act, on, detail, proved))
        };
        let reached = contacts.iter().filter(|c| c.settled_on() <= until && reached(case, name, c));
        let reached = reached.filter_map(|c| {
            let id = if c.outcome == Outcome::Promised { "promise" } else { "demand-reached" };
            act(id, c.settled_on(), self.words(|| describe(c)), c.record.is_some())
        });
        let paid = payments.iter().filter(|p| p.on <= until && p.from.as_deref() == Some(name));
        let paid =
            paid.filter_map(|p| act("payment", p.on, self.words(|| format!("还款{}元", p.amount)), true));
        let theirs = |m: &&MilestoneEvent| m.on <= until && m.facts.get("party").is_some_and(|p| p == name);
        let told = milestones.iter().filter(theirs).filter_map(|m| {
            let proved = is_proved(m, contacts);
            match (m.track.as_str(), m.milestone.as_str()) {
                ("pre-action", "demand-sent") => act("letter", m.on, "催收函".to_owned(), proved),
                ("pre-action", "lawyers-letter-sent") => act("letter", m.on, "律师函".to_owned(), proved),
                ("litigation", "served") => act("suit", m.on, "起诉状副本送达".to_owned(), true),
                _ => None,
            }
        });
        let mut all: Vec<Interruption> = reached.chain(paid).chain(told).collect();
        all.sort_by_key(|i| i.on);
        all
    }
}

/// Whether a contact reached this guarantor: at a number or address of theirs, or the only guarantor there is.
fn reached(case: &Case, name: &str, contact: &Contact) -> bool {
    let guarantors: Vec<&Debtor> = case.debtors.iter().filter(|d| d.role == Role::Guarantor).collect();
    let Some(guarantor) = guarantors.iter().find(|d| d.name == name) else { return false };
    let to = contact.to.as_deref().unwrap_or_default();
    let theirs = guarantor.phones.iter().chain(&guarantor.emails).any(|own| own == to)
        || [&guarantor.domicile, &guarantor.residence].into_iter().flatten().any(|own| own == to)
        || guarantor
            .service_address
            .as_ref()
            .is_some_and(|s| [&s.address, &s.phone, &s.email].into_iter().flatten().any(|own| own == to));
    contact.party == Contacted::Guarantor && (theirs || guarantors.len() == 1) && contact.came_through()
}
