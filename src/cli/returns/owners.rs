//! Whose a row is that names no account: by the case number, else by a debtor's name with the end of the identity number.
//! What could be two accounts is nobody's.

use std::collections::{BTreeSet, HashMap};

use super::identity::{agrees, id_end};
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::{register, rows, workers};
use crate::docket::Docket;
use crate::domain::AccountId;
use crate::domain::event::StreamId;
use crate::domain::problem::Problem;
use crate::intake::normalise::half_width;
use crate::intake::{ReturnList, ReturnRow};
use crate::rules::Rulebook;
use crate::rules::track::Milestone;

/// Who has which case number, and who is called what.
#[derive(Default)]
pub struct Owners {
    /// As the registry has them.
    numbers: HashMap<String, BTreeSet<AccountId>>,
    /// As the file gives them.
    given: HashMap<String, BTreeSet<AccountId>>,
    /// By name and the end of the number, each with the whole number.
    debtors: HashMap<(String, String), Vec<(String, AccountId)>>,
}

impl Owners {
    /// Of all accounts, where a row needs it. Case numbers that the file itself gives to an account count too.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn needed(list: &ReturnList, desk: &mut Desk<'_>) -> Result<Owners, CommandError> {
        let read = || list.lines.iter().filter_map(|line| line.row.as_ref().ok());
        let numbered = |row: &ReturnRow| row.current.is_some() || row.facts.contains_key("case_number");
        if read().all(|row| row.account.is_some() && !numbered(row)) {
            return Ok(Owners::default());
        }
        let rules = desk.rules()?;
        let accounts: Vec<AccountId> = rows::known(desk)?.into_iter().map(|row| row.account).collect();
        let registry = &*desk.registry()?;
        let each = workers::each(&accounts, |account| {
            let events =
                registry.events(&StreamId::Account(account.clone())).map_err(register::registry_error)?;
            Ok(register::fold(account, &events)?.map(|docket| (numbers(&docket), ends(&docket))))
        })?;
        let mut owners = Owners::default();
        for (account, found) in accounts.iter().zip(each) {
            let (numbers, ends) = found.unwrap_or_default();
            for number in numbers {
                owners.numbers.entry(number).or_default().insert(account.clone());
            }
            for (end, number) in ends {
                owners.debtors.entry(end).or_default().push((number, account.clone()));
            }
        }
        for row in read() {
            let account = row.account.as_ref().and_then(|name| name.parse::<AccountId>().ok());
            let gives = row.milestone.as_deref().is_some_and(|name| gives_number(name, &rules));
            if let (Some(account), Some(number), true) = (account, row.facts.get("case_number"), gives) {
                owners.given.entry(number_key(number)).or_default().insert(account);
            }
        }
        Ok(owners)
    }

    /// The accounts with a case number, by the registry and by the file.
    fn with_number(&self, number: &str) -> BTreeSet<&AccountId> {
        let key = number_key(number);
        self.numbers.get(&key).into_iter().chain(self.given.get(&key)).flatten().collect()
    }

    /// Other accounts that the registry knows a case number of, where this one is not among those that have it.
    pub fn others(&self, number: &str, account: &AccountId) -> Option<String> {
        let of = self.numbers.get(&number_key(number)).filter(|of| !of.contains(account))?;
        let names: Vec<&str> = of.iter().take(5).map(|a| a.as_str()).collect();
        Some(names.join(", "))
    }

    /// Whose a row is.
    ///
    /// # Errors
    /// The problem, to be placed: nobody's, or one of several.
    pub fn of(&self, row: &ReturnRow) -> Result<AccountId, Problem> {
        let number = row.facts.get("case_number").or(row.current.as_ref());
        let by_number = number.map(|number| self.with_number(number)).filter(|found| !found.is_empty());
        let by_name = || -> Option<BTreeSet<&AccountId>> {
            let id = row.id.as_deref()?;
            let key = (name_key(row.debtor.as_deref()?), id_end(id)?);
            let all = self.debtors.get(&key)?.iter();
            let found: BTreeSet<_> = all.filter(|(known, _)| agrees(id, known)).map(|(_, a)| a).collect();
            (!found.is_empty()).then_some(found)
        };
        let (found, what) = match (by_number, number, &row.debtor) {
            (Some(found), Some(number), _) => (Some(found), number.clone()),
            (_, number, debtor) => (by_name(), debtor.clone().or(number.cloned()).unwrap_or_default()),
        };
        let place = crate::domain::problem::Place::default();
        match found.map(|found| found.into_iter().collect::<Vec<_>>()).as_deref() {
            Some([account]) => Ok((*account).clone()),
            Some(several) => {
                let names: Vec<&str> = several.iter().take(5).map(|a| a.as_str()).collect();
                let problem = Problem::error("E-RETURN-SEVERAL", place).with("found", what);
                Err(problem.with("accounts", names.join(", ")))
            }
            None if what.is_empty() => Err(Problem::error("E-RETURN-WHOSE", place)),
            None if number.is_none() && row.id.is_none() => {
                Err(Problem::error("E-RETURN-NAME-ONLY", place).with("found", what))
            }
            None => Err(Problem::error("E-RETURN-NOBODY", place).with("found", what)),
        }
    }
}

/// The case numbers of an account, as they are compared.
pub fn numbers(docket: &Docket) -> BTreeSet<String> {
    let facts = docket.milestones.iter().filter_map(|m| m.what.facts.get("case_number"));
    facts.map(|number| number_key(number)).collect()
}

/// A case number as it is compared: brackets and digits in one width, no spaces.
pub fn number_key(number: &str) -> String {
    let plain = half_width(number);
    let bracket = |c: char| match c {
        '〔' | '[' | '【' => '(',
        '〕' | ']' | '】' => ')',
        other => other,
    };
    plain.chars().filter(|c| !c.is_whitespace()).map(bracket).collect()
}

/// A name as it is compared.
pub fn name_key(name: &str) -> String {
    half_width(name).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a milestone, by id or title, is one that a case number comes with.
fn gives_number(name: &str, rules: &Rulebook) -> bool {
    let name = half_width(name.rsplit(['/', '／']).next().unwrap_or_default());
    let called =
        |m: &&Milestone| [&m.id, &m.title.zh, &m.title.en].iter().any(|n| n.eq_ignore_ascii_case(&name));
    let mut all = rules.tracks().flat_map(|t| &t.milestones);
    all.by_ref().filter(called).any(|m| m.facts.iter().any(|fact| fact.name == "case_number"))
}

/// Each debtor's name with the end of the number, and the number.
fn ends(docket: &Docket) -> Vec<((String, String), String)> {
    let debtors = docket.case.debtors.iter();
    let end = |d: &crate::domain::party::Debtor| {
        let number = &d.id.as_ref()?.number;
        Some(((name_key(&d.name), id_end(number)?), number.clone()))
    };
    debtors.filter_map(end).collect()
}
