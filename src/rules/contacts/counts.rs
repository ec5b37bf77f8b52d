//! Daily limits: how often one person, or one number, was called on a day, whichever of their accounts the log is of.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{NaiveDate, NaiveDateTime};

use super::table::{ContactRule, Limit, Test};
use crate::domain::case::Case;
use crate::domain::identity::person::PersonId;
use crate::domain::identity::phone;
use crate::domain::party::{Debtor, Role};
use crate::domain::proof::{Channel, Contact, Contacted};
use crate::rules::rulebook::Rulebook;
use crate::rules::schema::Dated;

/// With whom an entry was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressee<'c> {
    /// This debtor or guarantor, by their place in the case: the number is theirs, or nobody else can be meant.
    Known(usize, &'c Debtor),
    /// One of several guarantors; the number says not which.
    SomeGuarantor,
    /// Somebody who neither owes nor guarantees.
    ThirdParty,
}

impl<'c> Addressee<'c> {
    /// With whom an entry was. The log says debtor or guarantor; which of several, the number says. A call to the debtor
    /// at a number of nobody is one to the primary debtor.
    pub fn of(case: &'c Case, contact: &Contact) -> Addressee<'c> {
        let is_guarantor = match contact.party {
            Contacted::Debtor => false,
            Contacted::Guarantor => true,
            Contacted::Contact | Contacted::Other => return Addressee::ThirdParty,
        };
        let mut meant =
            case.debtors.iter().enumerate().filter(|(_, d)| (d.role == Role::Guarantor) == is_guarantor);
        let to = contact.to.as_deref().map(phone::plain).filter(|to| !to.is_empty());
        let has = |debtor: &Debtor| {
            let agreed = debtor.service_address.as_ref().and_then(|a| a.phone.as_ref());
            debtor.phones.iter().chain(agreed).any(|p| Some(phone::plain(p)) == to)
        };
        let by_number = to.is_some().then(|| meant.clone().find(|(_, d)| has(d))).flatten();
        let by_role = || match is_guarantor {
            false => meant.clone().find(|(_, d)| d.role == Role::Primary),
            true => meant.next().filter(|_| meant.next().is_none()),
        };
        match by_number.or_else(by_role) {
            Some((place, debtor)) => Addressee::Known(place, debtor),
            None => Addressee::SomeGuarantor,
        }
    }
}

/// An entry that a daily limit counts, small enough to keep a million of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Whom or which number it counts for: a hash, of which two in a registry are alike once in a billion.
    key: u64,
    /// The counting rule, by its place in the table.
    rule: u16,
    /// Which of the words that state an exception it has.
    pub stated: Option<u16>,
    /// When.
    pub at: NaiveDateTime,
    /// The account, by the number it was given to [`Calls::add`].
    pub account: u32,
    /// Which entry of its log, from 1.
    pub entry: u32,
    /// By which way.
    pub channel: Channel,
    /// With whom.
    pub party: Contacted,
}

/// Entries that daily limits count, of one account or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    calls: Vec<Call>,
    /// Entries that cannot be counted because the log has no number for them.
    pub without_number: u32,
}

/// An entry with its place in its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Over<'b> {
    /// The rule.
    pub rule: &'b ContactRule,
    /// Its figures on that day.
    pub dated: &'b Dated<Limit>,
    /// The entry.
    pub call: Call,
    /// Which of the day it is.
    pub nth: u32,
    /// How many there may be.
    pub most: u32,
    /// On how many accounts the day's entries stand.
    pub accounts: u32,
}

impl Calls {
    /// Takes what counts of the log of one account, up to and including a day.
    pub fn add(&mut self, case: &Case, account: u32, until: NaiveDate, book: &Rulebook) {
        for (rule, at) in book.contacts.iter().zip(0_u16..).filter(|(r, _)| r.test.counts()) {
            for (entry, contact) in (1_u32..).zip(&case.contacts) {
                let day = contact.at.date();
                if day > until || !rule.covers(case, contact) || rule.values.on(day).is_none() {
                    continue;
                }
                let Some(key) = key(rule.test, case, account, contact) else {
                    self.without_number += 1;
                    continue;
                };
                let stated = rule.exception(contact);
                let stated = stated.and_then(|s| rule.stated.iter().position(|w| w == s)).map(|n| n as u16);
                let Contact { at: when, channel, party, .. } = *contact;
                self.calls.push(Call { key, rule: at, stated, at: when, account, entry, channel, party });
            }
        }
    }

    /// Takes what another account gave.
    pub fn append(&mut self, mut other: Calls) {
        self.calls.append(&mut other.calls);
        self.without_number += other.without_number;
    }

    /// Whether nothing was taken.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// The entries that are one too many, by account and entry. One call that stands in the logs of several accounts of
    /// a person, at the same minute, is one call.
    pub fn over<'b>(self, book: &'b Rulebook) -> Vec<Over<'b>> {
        self.numbered(book, |nth, most| nth > most)
    }

    /// The last entry of each day and person or number: how often that day.
    pub fn totals<'b>(self, book: &'b Rulebook) -> Vec<Over<'b>> {
        let mut all = self.numbered(book, |_, _| true);
        all.sort_by(|a, b| {
            let key = |o: &Over<'_>| (o.call.rule, o.call.key, o.call.at.date());
            key(a).cmp(&key(b)).then(b.nth.cmp(&a.nth))
        });
        all.dedup_by(|b, a| {
            (a.call.rule, a.call.key, a.call.at.date()) == (b.call.rule, b.call.key, b.call.at.date())
        });
        all
    }

    /// Entries with their place in the day, those that are wanted.
    fn numbered<'b>(mut self, book: &'b Rulebook, wanted: impl Fn(u32, u32) -> bool) -> Vec<Over<'b>> {
        let rules: Vec<&ContactRule> = book.contacts.iter().collect();
        self.calls.sort_unstable_by_key(|c| (c.rule, c.key, c.at, c.account, c.entry));
        let mut out = Vec::new();
        for day in self.calls.chunk_by(|a, b| (a.rule, a.key, a.at.date()) == (b.rule, b.key, b.at.date())) {
            let Some(first) = day.first() else { continue };
            let rule = rules[usize::from(first.rule)];
            let Some(dated) = rule.values.on(first.at.date()) else { continue };
            let Some(most) = dated.value.most.filter(|most| wanted(day.len() as u32, *most)) else {
                continue;
            };
            let mut accounts: Vec<u32> = day.iter().map(|c| c.account).collect();
            accounts.sort_unstable();
            accounts.dedup();
            let accounts = accounts.len() as u32;
            let mut before = 0;
            for minute in day.chunk_by(|a, b| a.at == b.at) {
                let mut longest = 0;
                for log in minute.chunk_by(|a, b| a.account == b.account) {
                    longest = longest.max(log.len() as u32);
                    let numbered = (before + 1..).zip(log).filter(|(nth, _)| wanted(*nth, most));
                    out.extend(numbered.map(|(nth, call)| Over {
                        rule,
                        dated,
                        call: *call,
                        nth,
                        most,
                        accounts,
                    }));
                }
                before += longest;
            }
        }
        out.sort_unstable_by_key(|o| (o.call.account, o.call.entry, o.call.rule));
        out
    }
}

/// Whom an entry counts for. Somebody without an identity number is another person on each account: a name alone does
/// not say who it is. `None` where the number is not known that would have to be counted.
fn key(test: Test, case: &Case, account: u32, contact: &Contact) -> Option<u64> {
    // Made with fixed keys, so that the same log gives the same answer.
    let mut hash = DefaultHasher::new();
    let to = contact.to.as_deref().map(phone::plain).filter(|to| !to.is_empty());
    match (test, Addressee::of(case, contact)) {
        (Test::NumberPerDay, _) => to?.hash(&mut hash),
        (_, Addressee::Known(place, debtor)) => match debtor.id.as_ref().and_then(PersonId::of) {
            Some(person) => person.hash(&mut hash),
            None => (account, place).hash(&mut hash),
        },
        (_, Addressee::SomeGuarantor | Addressee::ThirdParty) => (account, to).hash(&mut hash),
    }
    Some(hash.finish())
}
