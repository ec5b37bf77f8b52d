//! A row as it is kept: short, and read in a fraction of the time of JSON. It is an index and no record: whatever is not
//! of this format is computed again.
//!
//! Numbers are written seven bits a byte, lowest first, days as days since 1970, texts with their length before them.
//! Whoever changes what is written changes [`FORMAT`]: a test compares the bytes.

use chrono::{Days, NaiveDate};

use crate::domain::actor::Actor;
use crate::domain::case::AccountId;
use crate::domain::handling::{DeadlineHandling, HandlingAct};
use crate::domain::identity::person::PersonId;
use crate::domain::money::Amount;
use crate::domain::party::Role;
use crate::domain::summary::{OpenDeadline, Party, Summary};

/// The first byte. Rows of the first format were JSON and begin with `{`.
const FORMAT: u8 = 3;

const ROLES: [Role; 3] = [Role::Primary, Role::Joint, Role::Guarantor];
const ACTORS: [Actor; 5] = [Actor::Creditor, Actor::Debtor, Actor::Party, Actor::Court, Actor::Nobody];
const ACTS: [HandlingAct; 3] = [HandlingAct::Acknowledged, HandlingAct::Waived, HandlingAct::Reopened];

/// A row as bytes.
pub(super) fn encode(row: &Summary) -> Vec<u8> {
    // Named one by one, so that a new field cannot be forgotten.
    let Summary {
        account,
        version,
        rules,
        as_of,
        since,
        until,
        batch,
        debtor,
        parties,
        product,
        principal,
        owed,
        stage,
        track,
        handler,
        court,
        notices,
        deadlines,
    } = row;
    let mut out = Out(Vec::with_capacity(256 + 256 * deadlines.len()));
    out.0.push(FORMAT);
    out.text(account.as_str());
    out.number(*version);
    out.text(rules);
    out.day(*as_of);
    out.day(*since);
    out.maybe(until.as_ref(), |out, day| out.day(*day));
    out.maybe(batch.as_deref(), Out::text);
    out.text(debtor);
    out.each(parties, |out, party| {
        let Party { role, name, id, phones, mailboxes, ceiling } = party;
        out.place(&ROLES, *role);
        out.text(name);
        out.maybe(id.as_ref(), |out, id| out.text(id.key()));
        out.each(phones, |out, phone| out.text(phone));
        out.each(mailboxes, |out, mailbox| out.text(mailbox));
        out.maybe(ceiling.as_ref(), |out, ceiling| out.signed(ceiling.fen()));
    });
    out.maybe(product.as_deref(), Out::text);
    out.signed(principal.fen());
    out.maybe(owed.as_ref(), |out, owed| out.signed(owed.fen()));
    out.text(stage);
    out.text(track);
    out.maybe(handler.as_deref(), Out::text);
    out.maybe(court.as_deref(), Out::text);
    out.number(*notices);
    out.each(deadlines, Out::deadline);
    out.0
}

/// A row, if it is of this format and whole.
pub(super) fn decode(row: &[u8]) -> Option<Summary> {
    let mut from = In(row.strip_prefix(&[FORMAT])?);
    let row = Summary {
        account: from.str()?.parse::<AccountId>().ok()?,
        version: from.number()?,
        rules: from.text()?,
        as_of: from.day()?,
        since: from.day()?,
        until: from.maybe(In::day)?,
        batch: from.maybe(In::text)?,
        debtor: from.text()?,
        parties: from.each(|from| {
            Some(Party {
                role: from.place(&ROLES)?,
                name: from.text()?,
                id: from.maybe(|from| from.text().map(PersonId::from_key))?,
                phones: from.each(In::text)?,
                mailboxes: from.each(In::text)?,
                ceiling: from.maybe(In::amount)?,
            })
        })?,
        product: from.maybe(In::text)?,
        principal: from.amount()?,
        owed: from.maybe(In::amount)?,
        stage: from.text()?,
        track: from.text()?,
        handler: from.maybe(In::text)?,
        court: from.maybe(In::text)?,
        notices: from.number()?,
        deadlines: from.each(In::deadline)?,
    };
    from.0.is_empty().then_some(row)
}

struct Out(Vec<u8>);

impl Out {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// Small either way from zero.
    fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn day(&mut self, day: NaiveDate) {
        self.signed(day.signed_duration_since(NaiveDate::default()).num_days());
    }

    fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }

    fn maybe<T: ?Sized>(&mut self, value: Option<&T>, write: impl FnOnce(&mut Out, &T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn each<T>(&mut self, values: &[T], mut write: impl FnMut(&mut Out, &T)) {
        self.number(values.len() as u64);
        values.iter().for_each(|value| write(self, value));
    }

    /// One of a list, by its place.
    fn place<T: PartialEq>(&mut self, list: &[T], value: T) {
        self.number(list.iter().position(|one| *one == value).unwrap_or(list.len()) as u64);
    }

    fn deadline(&mut self, deadline: &OpenDeadline) {
        let OpenDeadline {
            id,
            track,
            rule,
            title,
            due,
            allowed,
            lapses,
            fades,
            by,
            of,
            act_by,
            warnings,
            handled,
            source,
        } = deadline;
        self.text(id);
        self.text(track);
        self.text(rule);
        title.iter().for_each(|title| self.text(title));
        self.day(*due);
        [*allowed, *lapses, *fades].into_iter().for_each(|flag| self.flag(flag));
        self.place(&ACTORS, *by);
        self.maybe(of.as_deref(), Out::text);
        self.maybe(act_by.as_ref(), |out, day| out.day(*day));
        self.each(warnings, |out, day| out.day(*day));
        self.maybe(handled.as_ref(), |out, handled| {
            let DeadlineHandling { id, due, act, reason, on } = handled;
            out.text(id);
            out.day(*due);
            out.place(&ACTS, *act);
            out.text(reason);
            out.day(*on);
        });
        self.text(source);
    }
}

struct In<'a>(&'a [u8]);

impl<'a> In<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn str(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        str::from_utf8(text).ok()
    }

    fn text(&mut self) -> Option<String> {
        self.str().map(str::to_owned)
    }

    fn day(&mut self) -> Option<NaiveDate> {
        let days = self.signed()?;
        let (zero, by) = (NaiveDate::default(), Days::new(days.unsigned_abs()));
        if days < 0 { zero.checked_sub_days(by) } else { zero.checked_add_days(by) }
    }

    fn amount(&mut self) -> Option<Amount> {
        self.signed().map(Amount::from_fen)
    }

    fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn maybe<T>(&mut self, read: impl FnOnce(&mut In<'a>) -> Option<T>) -> Option<Option<T>> {
        if self.flag()? { read(self).map(Some) } else { Some(None) }
    }

    fn each<T>(&mut self, mut read: impl FnMut(&mut In<'a>) -> Option<T>) -> Option<Vec<T>> {
        let count = usize::try_from(self.number()?).ok()?;
        // Each takes a byte at least: a count that cannot be true asks for no memory.
        let mut all = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            all.push(read(self)?);
        }
        Some(all)
    }

    fn place<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        list.get(usize::try_from(self.number()?).ok()?).copied()
    }

    fn deadline(&mut self) -> Option<OpenDeadline> {
        Some(OpenDeadline {
            id: self.text()?,
            track: self.text()?,
            rule: self.text()?,
            title: [self.text()?, self.text()?],
            due: self.day()?,
            allowed: self.flag()?,
            lapses: self.flag()?,
            fades: self.flag()?,
            by: self.place(&ACTORS)?,
            of: self.maybe(In::text)?,
            act_by: self.maybe(In::day)?,
            warnings: self.each(In::day)?,
            handled: self.maybe(|from| {
                Some(DeadlineHandling {
                    id: from.text()?,
                    due: from.day()?,
                    act: from.place(&ACTS)?,
                    reason: from.text()?,
                    on: from.day()?,
                })
            })?,
            source: self.text()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> NaiveDate {
        In(&{
            let mut out = Out(Vec::new());
            out.signed(n);
            out.0
        })
        .day()
        .unwrap()
    }

    fn row() -> Summary {
        Summary {
            account: "A-1".parse().unwrap(),
            version: 300,
            rules: "r".into(),
            as_of: day(20_000),
            since: NaiveDate::MIN,
            until: Some(day(-1)),
            batch: Some("b".into()),
            debtor: "李示例".into(),
            parties: vec![Party {
                role: Role::Guarantor,
                name: "王示例".into(),
                id: Some(PersonId::from_key("other:1".into())),
                phones: vec!["1".into(), String::new()],
                mailboxes: vec!["w@x.cn".into()],
                ceiling: Some(Amount::from_fen(-1)),
            }],
            product: None,
            principal: Amount::from_fen(i64::MAX),
            owed: Some(Amount::ZERO),
            stage: "filed".into(),
            track: "litigation".into(),
            handler: None,
            court: Some("c".into()),
            notices: 1,
            deadlines: vec![OpenDeadline {
                id: "x/y".into(),
                track: "x".into(),
                rule: "y".into(),
                title: ["甲".into(), "A".into()],
                due: day(0),
                allowed: false,
                lapses: true,
                fades: true,
                by: Actor::Nobody,
                of: Some("o".into()),
                act_by: Some(NaiveDate::MAX),
                warnings: vec![day(1), day(2)],
                handled: Some(DeadlineHandling {
                    id: "x/y".into(),
                    due: day(0),
                    act: HandlingAct::Waived,
                    reason: "w".into(),
                    on: day(3),
                }),
                source: "s".into(),
            }],
        }
    }

    /// The bytes by hand: a change of them is a change of format.
    #[test]
    fn the_format_is_as_it_was() {
        let bytes = encode(&row());
        assert_eq!(FORMAT, 3);
        // 300 is 2 × 128 + 44; day 20 000 is 40 000 as written, 2 × 128² + 56 × 128 + 64.
        assert_eq!(bytes[..12], [3, 3, b'A', b'-', b'1', 0xac, 2, 1, b'r', 0xc0, 0xb8, 2]);
        // Of the mailbox: one byte for how many, one for its length, six letters.
        assert_eq!(bytes.len(), 144);
        assert_eq!(decode(&bytes), Some(row()));
    }

    /// Cut short, too long, of another format: never another row.
    #[test]
    fn what_is_not_whole_is_no_row() {
        let bytes = encode(&row());
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), None, "{end}");
        }
        assert_eq!(decode(&[&bytes[..], &[0]].concat()), None);
        assert_eq!(decode(&serde_json::to_vec(&row()).unwrap()), None);
        assert_eq!(decode(&[&[FORMAT + 1], &bytes[1..]].concat()), None);
    }
}
