//! The contact log of an account on a day: what its case file states, and the demands that the registry itself knows to
//! have left. A demand that both have is one.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::fold::Docket;
use super::given::{Course, Form, Given};
use crate::domain::Case;
use crate::domain::proof::{Channel, Contact, Outcome, Registered};
use crate::rules::letters::LetterKind;
use crate::rules::rulebook::Rulebook;

impl Docket {
    /// The contact log as known on a day: the case file's entries, in its order, then those of the register that it lacks.
    /// Where the file's entry of the same demand says less, the register's stands in its place. Later entries of the file
    /// are among them.
    pub fn contacts(&self, as_of: NaiveDate, rules: &Rulebook) -> Cow<'_, [Contact]> {
        let mut all = Cow::Borrowed(self.case.contacts.as_slice());
        for (given, kind) in self.demands(as_of, rules) {
            match self.logged(given, as_of) {
                Some(at) => {
                    let known = given.contact(kind, as_of);
                    if known.came_through() && !all[at].came_through() {
                        all.to_mut()[at] = known;
                    }
                }
                None => all.to_mut().push(given.contact(kind, as_of)),
            }
        }
        all
    }

    /// The facts with the contact log as known on a day.
    pub fn heard(&self, as_of: NaiveDate, rules: &Rulebook) -> Cow<'_, Case> {
        match self.contacts(as_of, rules) {
            Cow::Borrowed(_) => Cow::Borrowed(&self.case),
            Cow::Owned(contacts) => Cow::Owned(Case { contacts, ..self.case.clone() }),
        }
    }

    /// The mails and letters up to a day that assert the claim.
    fn demands<'a>(
        &'a self,
        as_of: NaiveDate,
        rules: &'a Rulebook,
    ) -> impl Iterator<Item = (&'a Given, &'a LetterKind)> {
        let until = self.given.iter().filter(move |g| g.left(as_of) && g.at.date() <= as_of);
        until.filter_map(|g| Some((g, rules.demand_kind(&g.kind, g.at.date())?)))
    }

    /// Which entry of the case file's log tells of the same mail or letter: it has its number, or the same way, mailbox or
    /// address on the day it left or on the day it arrived.
    pub fn logged(&self, given: &Given, as_of: NaiveDate) -> Option<usize> {
        let channel = given.channel();
        let settled = match given.course(as_of) {
            Course::UnderWay | Course::Lost { .. } => None,
            Course::Arrived { on, .. } | Course::CameBack { on, .. } => Some(on),
        };
        let number = match &given.form {
            Form::Letter(posted) => &posted.letter.what.number,
            Form::Mail(mail) => &mail.record.message_id,
        };
        let place = plain(&given.to);
        self.case.contacts.iter().position(|c| {
            let day = c.at.date();
            let by_number = || c.record.as_deref().is_some_and(|r| plain(r).contains(&plain(number)));
            let by_place = || c.to.as_deref().is_some_and(|to| plain(to) == place);
            c.channel == channel
                && c.party == given.party
                && (by_number() || ((day == given.at.date() || Some(day) == settled) && by_place()))
        })
    }
}

impl Given {
    /// As an entry of the log, with what is known on a day.
    fn contact(&self, kind: &LetterKind, as_of: NaiveDate) -> Contact {
        let (outcome, settled, more) = match self.course(as_of) {
            Course::UnderWay => (Outcome::Sent, None, Cow::Borrowed("")),
            Course::Arrived { on, read: true, .. } => (Outcome::Read, Some(on), Cow::Borrowed("")),
            Course::Arrived { on, how, .. } => (Outcome::Delivered, Some(on), how),
            Course::CameBack { on, why } => (Outcome::Returned, Some(on), why),
            Course::Lost { .. } => (Outcome::Sent, None, Cow::Borrowed("邮件遗失")),
        };
        let lost = matches!(self.course(as_of), Course::Lost { .. });
        // A server's words are for the proof of the mail, not for a log.
        let more = if self.channel() == Channel::Letter { more } else { Cow::Borrowed("") };
        let between = if more.is_empty() { "" } else { "，" };
        let agreed = match &self.form {
            Form::Letter(posted) => posted.letter.what.agreed,
            Form::Mail(_) => false,
        };
        Contact {
            at: self.at,
            channel: self.channel(),
            party: self.party,
            to: Some(self.to.clone()),
            outcome,
            summary: Some(format!("{}{between}{more}", kind.title.zh)),
            record: Some(self.record()),
            registered: Some(Registered { id: self.id.clone(), settled, agreed, lost }),
        }
    }
}

/// A number, mailbox or address without spaces and capitals.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
