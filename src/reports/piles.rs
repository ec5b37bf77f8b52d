//! Accounts sorted for filing: ready, fixable and by whom, not worth or not possible to file and why.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Column, Field, Table, Value};
use crate::domain::problem::Mender;
use crate::domain::{AccountId, Amount};

/// Where an account belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pile {
    /// It can be filed as it stands.
    Ready,
    /// It would be refused or sent back, and can be mended.
    Fixable,
    /// Not worth or not possible to file.
    NotToFile,
}

impl Pile {
    /// Every pile, in the order of lists.
    pub const ALL: [Pile; 3] = [Pile::Ready, Pile::Fixable, Pile::NotToFile];

    /// The key in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Pile::Ready => "ready",
            Pile::Fixable => "fixable",
            Pile::NotToFile => "not_to_file",
        }
    }
}

/// Why an account is on its pile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The problem's code.
    pub code: &'static str,
    /// The problem in words.
    pub message: String,
}

/// One account on its pile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sorted {
    /// The account.
    pub account: AccountId,
    /// Its primary debtor.
    pub debtor: String,
    /// Who works it.
    pub handler: Option<String>,
    /// Its pile.
    #[serde(skip)]
    pub pile: Pile,
    /// Principal outstanding.
    pub principal: Amount,
    /// What is claimed in all; none where that cannot be said.
    pub claimed: Option<Amount>,
    /// Who can mend it, each once; empty on the other piles.
    pub mended_by: Vec<Mender>,
    /// What put it on its pile, the decisive one first; empty for what is ready.
    pub reasons: Vec<Cause>,
    /// Warnings that leave it where it is.
    pub warnings: usize,
}

/// Why a part of a pile is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Somebody has to mend it.
    Mends(Mender),
    /// The code of the problem that keeps it out.
    Code(&'static str),
}

/// How many accounts, and their principal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// Accounts.
    pub accounts: usize,
    /// Their principal; the most that can be reckoned where it is more.
    pub principal: Amount,
}

impl Sum {
    fn add(&mut self, principal: Amount) {
        self.accounts += 1;
        self.principal = self.principal.checked_add(principal).unwrap_or(self.principal);
    }
}

/// The accounts that were sorted.
#[derive(Clone, Debug, Default)]
pub struct Piles(Vec<Sorted>);

impl Piles {
    /// One more account.
    pub fn push(&mut self, sorted: Sorted) {
        self.0.push(sorted);
    }

    /// The accounts of a pile, in the order in which they came.
    pub fn of(&self, pile: Pile) -> impl Iterator<Item = &Sorted> {
        self.0.iter().filter(move |s| s.pile == pile)
    }

    /// How many are on a pile, and how much.
    pub fn sum(&self, pile: Pile) -> Sum {
        total(self.of(pile))
    }

    /// All piles together.
    pub fn all(&self) -> Sum {
        total(self.0.iter())
    }

    /// The parts of a pile: by who mends, where an account that two must mend counts for each; or by the decisive reason.
    pub fn parts(&self, pile: Pile) -> Vec<(Why, Sum)> {
        let mut parts: BTreeMap<Why, Sum> = BTreeMap::new();
        for sorted in self.of(pile) {
            let whys: Vec<Why> = match pile {
                Pile::Ready => Vec::new(),
                Pile::Fixable => sorted.mended_by.iter().map(|m| Why::Mends(*m)).collect(),
                Pile::NotToFile => sorted.reasons.first().map(|r| Why::Code(r.code)).into_iter().collect(),
            };
            for why in whys {
                parts.entry(why).or_default().add(sorted.principal);
            }
        }
        parts.into_iter().collect()
    }

    /// The summary as a table with these headings: pile, by whom or why, accounts, principal.
    pub fn summary(&self, name: String, headings: [String; 4], word: impl Fn(Row) -> String) -> Table {
        let [pile, why, accounts, principal] = headings;
        let columns = vec![
            Column::new(pile, 20),
            Column::new(why, 24),
            Column::new(accounts, 10),
            Column::new(principal, 18),
        ];
        let mut table = Table::new(name, columns);
        let mut push = |pile: String, why: String, sum: Sum| {
            let count = i64::try_from(sum.accounts).unwrap_or(i64::MAX);
            table.push(vec![
                Field::text(pile),
                Field::text(why),
                Value::Integer(count).into(),
                Value::Amount(sum.principal).into(),
            ]);
        };
        for pile in Pile::ALL {
            push(word(Row::Pile(pile)), String::new(), self.sum(pile));
            for (why, sum) in self.parts(pile) {
                push(String::new(), word(Row::Part(why)), sum);
            }
        }
        push(word(Row::All), String::new(), self.all());
        table
    }

    /// The accounts, one a row, with these headings: account, debtor, handler, pile, mended by, reason, principal,
    /// claimed, warnings.
    pub fn accounts(&self, name: String, headings: [String; 9], word: impl Fn(Row) -> String) -> Table {
        let widths = [20, 16, 16, 16, 20, 60, 16, 16, 10];
        let columns = headings.into_iter().zip(widths).map(|(h, w)| Column::new(h, w)).collect();
        let mut table = Table::new(name, columns);
        for sorted in Pile::ALL.iter().flat_map(|pile| self.of(*pile)) {
            let menders: Vec<String> =
                sorted.mended_by.iter().map(|m| word(Row::Part(Why::Mends(*m)))).collect();
            let reasons: Vec<&str> = sorted.reasons.iter().map(|r| r.message.as_str()).collect();
            table.push(vec![
                Field::text(sorted.account.as_str()),
                Field::text(&sorted.debtor),
                Field::text(sorted.handler.clone().unwrap_or_default()),
                Field::text(word(Row::Pile(sorted.pile))),
                Field::text(menders.join("、")),
                Field::text(reasons.join("；")),
                Value::Amount(sorted.principal).into(),
                sorted.claimed.map_or(Value::Empty, Value::Amount).into(),
                Value::Integer(i64::try_from(sorted.warnings).unwrap_or(i64::MAX)).into(),
            ]);
        }
        table
    }
}

/// What a row of the summary is called after.
#[derive(Clone, Copy, Debug)]
pub enum Row {
    /// A pile.
    Pile(Pile),
    /// A part of one.
    Part(Why),
    /// All of them.
    All,
}

fn total<'a>(of: impl Iterator<Item = &'a Sorted>) -> Sum {
    let mut sum = Sum::default();
    of.for_each(|sorted| sum.add(sorted.principal));
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(account: &str, pile: Pile, fen: i64, mended_by: &[Mender], code: &'static str) -> Sorted {
        let reason = (pile != Pile::Ready).then(|| Cause { code, message: code.to_owned() });
        Sorted {
            account: account.parse().unwrap(),
            debtor: "李示例".to_owned(),
            handler: None,
            pile,
            principal: Amount::from_fen(fen),
            claimed: None,
            mended_by: mended_by.to_vec(),
            reasons: reason.into_iter().collect(),
            warnings: 0,
        }
    }

    /// An account that two must mend counts once in its pile and once for each of them.
    #[test]
    fn sums_by_pile_and_by_part() {
        let mut piles = Piles::default();
        piles.push(sorted("A", Pile::Ready, 100, &[], ""));
        piles.push(sorted("B", Pile::Fixable, 250, &[Mender::BankOps, Mender::Handler], "W-X"));
        piles.push(sorted("C", Pile::Fixable, 50, &[Mender::Handler], "W-X"));
        piles.push(sorted("D", Pile::NotToFile, 7, &[], "W-Y"));
        let sum = |accounts, fen| Sum { accounts, principal: Amount::from_fen(fen) };
        assert_eq!(piles.sum(Pile::Fixable), sum(2, 300));
        assert_eq!(piles.all(), sum(4, 407));
        assert_eq!(
            piles.parts(Pile::Fixable),
            [(Why::Mends(Mender::Handler), sum(2, 300)), (Why::Mends(Mender::BankOps), sum(1, 250))]
        );
        assert_eq!(piles.parts(Pile::NotToFile), [(Why::Code("W-Y"), sum(1, 7))]);
        let table = piles.summary("x".into(), Default::default(), |_| String::new());
        assert_eq!(table.rows.len(), 7, "three piles, three parts, a total");
    }
}
