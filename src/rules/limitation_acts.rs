//! Which facts of an account interrupt limitation: contacts, payments, milestones, each weighed by the table
//! `interruptions`. What does not count is given back with the reason, so that nobody relies on it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::limitation::Interruption;
use super::rulebook::Rulebook;
use super::schema::{Check, Series, Title, Valued};
use crate::domain::case::{Case, Product};
use crate::domain::debt::Payment;
use crate::domain::event::MilestoneEvent;
use crate::domain::identity::phone;
use crate::domain::party::{Debtor, Role};
use crate::domain::postal;
use crate::domain::proof::{Channel, Contact, Contacted, Outcome, StatementKind};

/// An act that interrupts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterruptionAct {
    /// Its id: `card-message`.
    pub id: String,
    /// Tried in this order.
    pub rank: u16,
    /// Its name.
    pub title: Title,
    /// Only for these products; for all where empty.
    #[serde(default)]
    pub products: Vec<Product>,
    /// Contacts that are such an act.
    #[serde(default)]
    pub contacts: Option<ContactTest>,
    /// Milestones that are such an act: `litigation/filed`.
    #[serde(default)]
    pub milestones: Vec<String>,
    /// Such a milestone counts only where one of these has come after it.
    #[serde(default)]
    pub followed_by: Vec<String>,
    /// Such a milestone does not count once one of these has come after it.
    #[serde(default)]
    pub not_followed_by: Vec<String>,
    /// Milestones that end such a proceeding; where none does, the act is done on its day.
    #[serde(default)]
    pub ended_by: Vec<String>,
    /// Payments are such an act.
    #[serde(default)]
    pub payments: bool,
    /// What it takes to be proved.
    pub proof: ProofNeeded,
    /// The rule in words, over time.
    pub values: Series<String>,
}

/// Which contacts fit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactTest {
    /// By one of these ways.
    pub channels: Vec<Channel>,
    /// With one of these results.
    pub outcomes: Vec<Outcome>,
    /// Sent where to.
    pub address: AddressTest,
    /// The day that counts, where a letter or mail has two.
    #[serde(default)]
    pub counts_on: CountsOn,
}

/// The day on which a letter or mail counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountsOn {
    /// The day it left.
    Leaving,
    /// The day it arrived, or came back.
    #[default]
    Arriving,
}

/// Where a contact has to have gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressTest {
    /// Anywhere.
    Any,
    /// To a number, address or mailbox on file for a debtor.
    Reserved,
    /// To the address for service that the contract fixed.
    Agreed,
}

/// What it takes for an act to be proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProofNeeded {
    /// A recording, receipt or tracking number; for a milestone, a paper.
    Record,
    /// The act itself leaves the proof.
    Given,
    /// A court has to be persuaded.
    None,
}

impl Valued for InterruptionAct {
    type Value = String;

    fn parts(&self) -> (&str, &Title, &Series<String>) {
        (&self.id, &self.title, &self.values)
    }

    fn resolve_values(&self, book: &Rulebook, check: &mut Check<'_>) {
        let followed = self.followed_by.iter().chain(&self.not_followed_by);
        for name in self.milestones.iter().chain(&self.ended_by).chain(followed) {
            let (track, milestone) = name.split_once('/').unwrap_or((name, ""));
            if book.tracks.get(track).and_then(|t| t.milestone(milestone)).is_none() {
                check.report("E-RULES-UNKNOWN-REFERENCE", &[name]).put("found", name).put("table", "tracks");
            }
        }
    }
}

/// The facts that bear on limitation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LimitationFacts {
    /// What counts, by day.
    pub interruptions: Vec<Interruption>,
    /// What does not, and why.
    pub passed_over: Vec<PassedOver>,
}

/// A fact that looks like an interruption and is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassedOver {
    /// The day.
    pub on: NaiveDate,
    /// What it is, in words.
    pub detail: String,
    /// Why it does not count.
    pub why: WhyNot,
}

/// Why a fact does not interrupt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyNot {
    /// The contact was with somebody else than a debtor; a demand on a guarantor does not interrupt the debt's clock.
    NotTheDebtor,
    /// Nobody answered, it came back, or nothing says that it arrived.
    DidNotArrive,
    /// The payment came from a guarantor.
    GuarantorPaid,
    /// No law in the tables says so for that day.
    NoRule,
}

impl Rulebook {
    /// The day the claim fell due, from which limitation runs: the day before the first day overdue.
    pub fn limitation_start(case: &Case) -> Option<NaiveDate> {
        case.debt.overdue_since.and_then(|first| first.pred_opt())
    }

    /// Whether a milestone, among all of the account, opened no proceeding that holds limitation up: papers that went to
    /// mediators and were not accepted as a suit interrupt it on their day, and it runs again (诉讼时效规定 12).
    pub fn is_done_on_its_day(&self, event: &MilestoneEvent, all: &[MilestoneEvent]) -> bool {
        let acts = self.interruptions.iter().filter(|act| act.is_done_by(event, all));
        acts.min_by_key(|act| act.rank).is_some_and(|act| act.ended_by.is_empty())
    }

    /// Weighs every contact, payment and milestone of an account.
    pub fn limitation_facts(&self, case: &Case, milestones: &[MilestoneEvent]) -> LimitationFacts {
        let payments: Vec<&Payment> = case.payments.iter().collect();
        self.limitation_facts_until(case, &case.contacts, &payments, milestones, NaiveDate::MAX)
    }

    /// The same as known on a day: contacts and statements of later days are left out. Contacts, the register's among them,
    /// payments, those of the case file among them, and milestones are given as of that day.
    pub fn limitation_facts_until(
        &self,
        case: &Case,
        contacts: &[Contact],
        payments: &[&Payment],
        milestones: &[MilestoneEvent],
        until: NaiveDate,
    ) -> LimitationFacts {
        let mut acts: Vec<&InterruptionAct> = self.interruptions.iter().collect();
        acts.sort_by_key(|a| a.rank);
        let mut out = LimitationFacts::default();
        for contact in contacts.iter().filter(|c| c.at.date() <= until) {
            self.weigh_contact(&acts, case, contact, &mut out);
        }
        let paid = payments.iter().map(|p| (p.on, p.amount, p.from.as_deref()));
        let booked = case.statements.iter().filter(|s| s.kind == StatementKind::Payment && s.date <= until);
        for (on, amount, from) in paid.chain(booked.map(|s| (s.date, s.amount, None))) {
            let detail = self.words(|| format!("还款{amount}元"));
            let why = if case.guarantors().any(|g| Some(g.name.as_str()) == from) {
                WhyNot::GuarantorPaid
            } else {
                match acts.iter().find(|a| a.payments && a.values.on(on).is_some()) {
                    Some(act) => {
                        out.interruptions.extend(counted(act, on, detail, true));
                        continue;
                    }
                    None => WhyNot::NoRule,
                }
            };
            out.passed_over.push(PassedOver { on, detail, why });
        }
        for event in milestones {
            weigh_milestone(&acts, case, contacts, event, milestones, &mut out);
        }
        out.interruptions.sort_by_key(|i| i.on);
        out.passed_over.sort_by_key(|p| p.on);
        out
    }

    fn weigh_contact(
        &self,
        acts: &[&InterruptionAct],
        case: &Case,
        contact: &Contact,
        out: &mut LimitationFacts,
    ) {
        let left = contact.at.date();
        let detail = self.words(|| describe(contact));
        let day = |test: &ContactTest| match test.counts_on {
            CountsOn::Leaving => left,
            CountsOn::Arriving => contact.settled_on(),
        };
        let on = contact.settled_on();
        if contact.party != Contacted::Debtor {
            return out.passed_over.push(PassedOver { on, detail, why: WhyNot::NotTheDebtor });
        }
        let fits = |act: &&&InterruptionAct| {
            let product = act.products.is_empty() || case.product.is_some_and(|p| act.products.contains(&p));
            product
                && act.contacts.as_ref().is_some_and(|test| {
                    act.values.on(day(test)).is_some()
                        && test.channels.contains(&contact.channel)
                        && test.outcomes.contains(&contact.outcome)
                        && went_to(case, contact, test.address)
                })
        };
        match acts.iter().find(fits) {
            Some(act) => {
                let on = act.contacts.as_ref().map_or(on, day);
                out.interruptions.extend(counted(act, on, detail, contact.record.is_some()));
            }
            None => {
                let why = if contact.came_through() { WhyNot::NoRule } else { WhyNot::DidNotArrive };
                out.passed_over.push(PassedOver { on, detail, why });
            }
        }
    }
}

fn is_one(names: &[String], event: &MilestoneEvent) -> bool {
    names.iter().any(|n| n.split_once('/') == Some((event.track.as_str(), event.milestone.as_str())))
}

impl InterruptionAct {
    /// Whether a milestone, among all of the account, is such an act.
    fn is_done_by(&self, event: &MilestoneEvent, all: &[MilestoneEvent]) -> bool {
        let followed = |names: &[String]| all.iter().any(|e| e.on >= event.on && is_one(names, e));
        is_one(&self.milestones, event)
            && self.values.on(event.on).is_some()
            && (self.followed_by.is_empty() || followed(&self.followed_by))
            && !followed(&self.not_followed_by)
    }
}

fn weigh_milestone(
    acts: &[&InterruptionAct],
    case: &Case,
    contacts: &[Contact],
    event: &MilestoneEvent,
    all: &[MilestoneEvent],
    out: &mut LimitationFacts,
) {
    let Some(act) = acts.iter().find(|act| act.is_done_by(event, all)) else { return };
    if case.guarantors().any(|g| Some(&g.name) == event.facts.get("party")) {
        let (on, detail) = (event.on, act.title.zh.clone());
        return out.passed_over.push(PassedOver { on, detail, why: WhyNot::NotTheDebtor });
    }
    let proved = act.proof == ProofNeeded::Given || is_proved(event, contacts);
    let Some(mut found) = counted(act, event.on, act.title.zh.clone(), proved) else { return };
    if !act.ended_by.is_empty() {
        // Only what ends a proceeding of the same track ends this one.
        let ends =
            all.iter().filter(|e| e.track == event.track && e.on >= event.on && is_one(&act.ended_by, e));
        found.ended = ends.map(|e| e.on).min();
        found.pending = found.ended.is_none();
    }
    out.interruptions.push(found);
}

/// Whether something proves a milestone: a paper of its own, or the contact of the letter whose number it names, which
/// came through.
pub(super) fn is_proved(event: &MilestoneEvent, contacts: &[Contact]) -> bool {
    let number = event.facts.get("tracking").and_then(|t| postal::number(t));
    let of_that_letter = |c: &Contact| {
        // A record may name the carrier before the number.
        let record = c.record.as_deref().and_then(|r| r.split_whitespace().last());
        c.channel == Channel::Letter && c.came_through() && record == number.as_deref()
    };
    !event.evidence.is_empty() || number.is_some() && contacts.iter().any(of_that_letter)
}

pub(super) fn counted(
    act: &InterruptionAct,
    on: NaiveDate,
    detail: String,
    record: bool,
) -> Option<Interruption> {
    let rule = act.values.on(on)?;
    Some(Interruption {
        on,
        act: Some(act.id.clone()),
        source: rule.source.text().to_owned(),
        detail,
        proved: match act.proof {
            ProofNeeded::Record => record,
            ProofNeeded::Given => true,
            ProofNeeded::None => false,
        },
        ended: None,
        last_due: None,
        pending: false,
    })
}

pub(super) fn describe(contact: &Contact) -> String {
    let channel = match contact.channel {
        Channel::Phone => "电话",
        Channel::Sms => "短信",
        Channel::Email => "邮件",
        Channel::Letter => "信函",
        Channel::Visit => "外访",
        Channel::App => "应用内消息",
    };
    let outcome = match contact.outcome {
        Outcome::Reached => "接通",
        Outcome::NoAnswer => "未接",
        Outcome::Promised => "承诺还款",
        Outcome::Refused => "拒绝",
        Outcome::Delivered => "送达",
        Outcome::Returned => "退回",
        Outcome::Read => "已读",
        Outcome::Sent if contact.registered.as_ref().is_some_and(|r| r.lost) => "已发出，后遗失",
        Outcome::Sent => "已发出",
    };
    let known = contact.registered.is_some().then_some(contact.record.as_deref()).flatten();
    match known {
        Some(record) => format!("{channel}催收（{outcome}，{record}）"),
        None => format!("{channel}催收（{outcome}）"),
    }
}

fn went_to(case: &Case, contact: &Contact, test: AddressTest) -> bool {
    if test == AddressTest::Any || contact.registered.as_ref().is_some_and(|r| r.agreed) {
        return true;
    }
    let Some(to) = contact.to.as_deref().map(|to| plain(contact.channel, to)) else { return false };
    // The contact log does not name the debtor: any of those who owe, not the guarantors.
    let owing = case.debtors.iter().filter(|d| d.role != Role::Guarantor);
    owing.flat_map(|d| on_file(d, contact.channel, test)).any(|known| plain(contact.channel, known) == to)
}

fn on_file(debtor: &Debtor, channel: Channel, test: AddressTest) -> Vec<&str> {
    let agreed = debtor.service_address.as_ref().filter(|a| a.agreed);
    let own = test == AddressTest::Reserved;
    let mut out: Vec<&str> = Vec::new();
    match channel {
        Channel::Phone | Channel::Sms => {
            out.extend(debtor.phones.iter().filter(|_| own).map(String::as_str));
            out.extend(agreed.and_then(|a| a.phone.as_deref()));
        }
        Channel::Email => {
            out.extend(debtor.emails.iter().filter(|_| own).map(String::as_str));
            out.extend(agreed.and_then(|a| a.email.as_deref()));
        }
        Channel::Letter | Channel::Visit => {
            let places = [&debtor.domicile, &debtor.residence];
            out.extend(places.into_iter().filter(|_| own).filter_map(Option::as_deref));
            out.extend(agreed.and_then(|a| a.address.as_deref()));
        }
        Channel::App => {}
    }
    out
}

/// A number, mailbox or address without what writers add or leave out.
fn plain(channel: Channel, text: &str) -> String {
    match channel {
        Channel::Phone | Channel::Sms => phone::plain(text),
        _ => text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect(),
    }
}
