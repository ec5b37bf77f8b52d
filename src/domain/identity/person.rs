//! Who is who across accounts: one key for all the ways in which an identity number is written.

use serde::{Deserialize, Serialize};

use super::{mask, resident_id};
use crate::domain::party::{Identity, IdentityKind};

/// A person or company, known by the kind and number of a paper: `resident-id:110101198503153011`. Two papers of one
/// person are two keys: nothing in their numbers says that they belong together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(String);

impl PersonId {
    /// The key of a paper. Spaces and the case of letters make no difference, nor whether a resident number is the
    /// 15-digit one or that of 18 characters made from it. `None` for a paper without a number.
    pub fn of(identity: &Identity) -> Option<PersonId> {
        let number = plain(&identity.number);
        if number.is_empty() {
            return None;
        }
        let number = match identity.kind {
            IdentityKind::ResidentId => resident_id::lengthened(&number).unwrap_or(number),
            _ => number,
        };
        Some(PersonId(format!("{}:{number}", identity.kind.id())))
    }

    /// The key that [`PersonId::key`] gave.
    pub const fn from_key(key: String) -> PersonId {
        PersonId(key)
    }

    /// The key as text: `resident-id:110101198503153011`.
    pub fn key(&self) -> &str {
        &self.0
    }

    /// Whether a number that was typed is this one, whichever kind of paper it is of.
    pub fn is(&self, typed: &str) -> bool {
        let typed = plain(typed);
        self.number() == typed || resident_id::lengthened(&typed).is_some_and(|long| self.number() == long)
    }

    /// The number, in full.
    pub fn number(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, number)| number)
    }

    /// The kind of paper: `resident-id`.
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or("", |(kind, _)| kind)
    }

    /// The number as it may be shown.
    pub fn masked(&self) -> String {
        mask::number(self.number())
    }
}

/// Half-width, upper case, no spaces.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        })
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kind: IdentityKind, number: &str) -> Option<String> {
        PersonId::of(&Identity { kind, number: number.to_owned() }).map(|id| id.0)
    }

    /// GB 11643-1999: the number of 18 characters is the 15-digit one with the century and a check character; 110105
    /// 491231 002 is the woman of the published vector 11010519491231002X.
    #[test]
    fn one_person_whichever_way_the_number_is_written() {
        let long = key(IdentityKind::ResidentId, "11010519491231002X");
        assert_eq!(long.as_deref(), Some("resident-id:11010519491231002X"));
        for same in [
            "110105491231002",
            "11010519491231002x",
            " 110105 19491231 002X",
            "１１０１０５４９１２３１００２",
        ] {
            assert_eq!(key(IdentityKind::ResidentId, same), long, "{same}");
            assert!(PersonId(long.clone().unwrap()).is(same), "{same}");
        }
        assert_ne!(key(IdentityKind::Passport, "11010519491231002X"), long);
        assert_eq!(key(IdentityKind::Other, "  "), None);
    }

    #[test]
    fn what_is_no_old_number_stays_as_it_is() {
        // The thirteenth month; letters.
        for odd in ["110105491331002", "11010549123100A"] {
            assert_eq!(key(IdentityKind::ResidentId, odd), Some(format!("resident-id:{odd}")));
        }
    }
}
