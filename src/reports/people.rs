//! Who owes and guarantees what: one person across accounts, told apart by identity number and never by name.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::case::AccountId;
use crate::domain::identity::person::PersonId;
use crate::domain::identity::phone;
use crate::domain::money::Amount;
use crate::domain::party::Role;
use crate::domain::summary::{Party, Summary};

/// Fewer digits than these are no telephone number.
const SHORTEST_PHONE: usize = 7;

/// One account of a person.
#[derive(Clone, Copy, Debug)]
pub struct Tie<'r> {
    /// The account.
    pub row: &'r Summary,
    /// Their place among its debtors.
    pub place: usize,
    /// How they are bound, and under which name.
    pub party: &'r Party,
    /// Whether they stand in this account a second time: what they owe is counted once.
    pub again: bool,
}

/// Somebody who owes or guarantees.
#[derive(Clone, Debug)]
pub struct Person<'r> {
    /// Who it is; somebody without an identity number stands alone with their one account.
    pub id: Option<&'r PersonId>,
    /// Accounts, by name; where an account has them as debtor and as guarantor, as debtor first.
    pub ties: Vec<Tie<'r>>,
}

/// What a person owes and answers for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// Owed as primary or joint debtor.
    pub own: Amount,
    /// Answered for as guarantor, up to the ceiling of the guarantee.
    pub contingent: Amount,
    /// Accounts whose sum the rules refuse to compute; the sums are without them.
    pub unknown: Vec<AccountId>,
}

impl Exposure {
    /// Both together. No registry comes near the range of [`Amount`]; beyond it the larger of the two.
    pub fn total(&self) -> Amount {
        self.own.checked_add(self.contingent).unwrap_or(self.own.max(self.contingent))
    }
}

impl<'r> Tie<'r> {
    /// What it adds to the person's exposure; `None` where the rules refuse to compute what is owed.
    pub fn exposure(&self) -> Option<Amount> {
        if self.again {
            return Some(Amount::ZERO);
        }
        let owed = self.row.owed?.max(Amount::ZERO);
        Some(match self.party.ceiling {
            Some(ceiling) if self.is_guarantor() => owed.min(ceiling),
            _ => owed,
        })
    }

    /// Whether they only guarantee here.
    pub fn is_guarantor(&self) -> bool {
        self.party.role == Role::Guarantor
    }
}

impl<'r> Person<'r> {
    /// The name, as the account that comes first has it.
    pub fn name(&self) -> &'r str {
        self.ties.first().map_or("", |t| t.party.name.as_str())
    }

    /// The first of their places.
    fn first(&self) -> Option<(&AccountId, usize)> {
        self.ties.first().map(|t| (&t.row.account, t.place))
    }

    /// Every name they go by, with the accounts that use it; spaces make no other name.
    pub fn names(&self) -> Vec<(&'r str, Vec<&'r AccountId>)> {
        let mut out: Vec<(&'r str, Vec<&'r AccountId>)> = Vec::new();
        for tie in &self.ties {
            match out.iter_mut().find(|(name, _)| same_name(name, &tie.party.name)) {
                Some((_, accounts)) => accounts.push(&tie.row.account),
                None => out.push((&tie.party.name, vec![&tie.row.account])),
            }
        }
        out
    }

    /// How many accounts they have.
    pub fn accounts(&self) -> usize {
        self.ties.iter().filter(|t| !t.again).count()
    }

    /// Their telephones, each once.
    pub fn phones(&self) -> Vec<&'r str> {
        let all: BTreeSet<&str> =
            self.ties.iter().flat_map(|t| &t.party.phones).map(String::as_str).collect();
        all.into_iter().collect()
    }

    /// What they owe and answer for.
    pub fn exposure(&self) -> Exposure {
        let mut out = Exposure::default();
        for tie in &self.ties {
            let sum = if tie.is_guarantor() { &mut out.contingent } else { &mut out.own };
            match tie.exposure().and_then(|one| sum.checked_add(one)) {
                Some(together) => *sum = together,
                None => out.unknown.push(tie.row.account.clone()),
            }
        }
        out
    }

    /// Whether they owe one account and guarantee another.
    pub fn owes_and_guarantees(&self) -> bool {
        self.ties.iter().any(Tie::is_guarantor) && !self.ties.iter().all(Tie::is_guarantor)
    }
}

/// Everybody in the registry.
#[derive(Clone, Debug)]
pub struct People<'r> {
    people: Vec<Person<'r>>,
}

impl<'r> People<'r> {
    /// The people of these rows, by identity number; those without one last, by account.
    pub fn of(rows: &'r [Summary]) -> Self {
        let mut known: BTreeMap<&'r PersonId, Vec<Tie<'r>>> = BTreeMap::new();
        let mut alone = Vec::new();
        for row in rows {
            for (place, party) in row.parties.iter().enumerate() {
                let tie = Tie { row, place, party, again: false };
                match &party.id {
                    Some(id) => known.entry(id).or_default().push(tie),
                    None => alone.push(Person { id: None, ties: vec![tie] }),
                }
            }
        }
        let known = known.into_iter().map(|(id, mut ties)| {
            // Who owes an account and guarantees it too, owes it.
            ties.sort_by_key(|t| (&t.row.account, t.is_guarantor(), t.place));
            let mut last: Option<&AccountId> = None;
            for tie in &mut ties {
                tie.again = last.replace(&tie.row.account) == Some(&tie.row.account);
            }
            Person { id: Some(id), ties }
        });
        People { people: known.chain(alone).collect() }
    }

    /// Those who are meant by an account, an identity number, a telephone number or a name; where no name is that, by a
    /// part of it.
    pub fn find(&self, who: &str) -> Vec<&Person<'r>> {
        let who = who.trim();
        let those = |is: &dyn Fn(&Tie<'r>) -> bool| -> Vec<&Person<'r>> {
            self.people.iter().filter(|p| p.ties.iter().any(is)).collect()
        };
        let mut found = those(&|t| t.row.account.as_str() == who);
        if found.is_empty() && !who.is_empty() {
            found = self.people.iter().filter(|p| p.id.is_some_and(|id| id.is(who))).collect();
        }
        let number = phone::plain(who);
        if found.is_empty() && number.len() >= SHORTEST_PHONE {
            found = those(&|t| t.party.phones.contains(&number));
        }
        if found.is_empty() {
            found = those(&|t| same_name(&t.party.name, who));
        }
        if found.is_empty() && !who.is_empty() {
            found = those(&|t| t.party.name.contains(who));
        }
        found
    }

    /// The same person among other rows.
    pub fn again(&self, person: &Person<'_>) -> Option<&Person<'r>> {
        self.people.iter().find(|p| match (p.id, person.id) {
            (None, None) => p.first() == person.first(),
            (a, b) => a == b,
        })
    }

    /// Others of the same name.
    pub fn namesakes(&self, person: &Person<'r>) -> Vec<&Person<'r>> {
        let own = person.names();
        let other = |p: &&Person<'r>| p.id != person.id || p.first() != person.first();
        let shares = |p: &&Person<'r>| {
            p.ties.iter().any(|t| own.iter().any(|(name, _)| same_name(name, &t.party.name)))
        };
        self.people.iter().filter(other).filter(shares).collect()
    }

    /// Those with more than one account, the largest exposure first.
    pub fn with_several(&self) -> Vec<(&Person<'r>, Exposure)> {
        let several = self.people.iter().filter(|p| p.accounts() > 1);
        let mut ranked: Vec<(&Person<'r>, Exposure)> = several.map(|p| (p, p.exposure())).collect();
        ranked.sort_by(|(a, x), (b, y)| y.total().cmp(&x.total()).then_with(|| a.id.cmp(&b.id)));
        ranked
    }

    /// Those who go by more than one name.
    pub fn with_two_names(&self) -> Vec<&Person<'r>> {
        self.people.iter().filter(|p| p.names().len() > 1).collect()
    }

    /// How many there are, and how many of them have no identity number.
    pub fn count(&self) -> (usize, usize) {
        (self.people.len(), self.people.iter().filter(|p| p.id.is_none()).count())
    }
}

fn same_name(a: &str, b: &str) -> bool {
    let plain = |name: &'_ str| name.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    a == b || plain(a) == plain(b)
}
