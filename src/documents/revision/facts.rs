//! What the facts hold, by value: which fact, or which field of the document, says it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::names;
use super::values::{Sort, Value, find};
use crate::domain::money::Amount;

/// Fields that hold a name, by the end of their path.
const NAMES: [&str; 10] =
    ["name", "firm", "lawyer", "court", "institution", "commission", "by", "lender", "bank", "employer"];
/// Fields that hold an address, and those that hold a number of something, by the end of their path.
const ADDRESSES: [&str; 4] = ["address", "domicile", "residence", "registered_address"];
const NUMBERS: [&str; 5] = ["number", "loan_number", "licence", "postcode", "uscc"];

/// What is known of an account and of what a document of it says.
#[derive(Clone, Debug, Default)]
pub struct Known {
    facts: bool,
    values: BTreeMap<(Sort, String), String>,
    /// Names, addresses and numbers as they are written, the longer before the shorter.
    literals: Vec<(Sort, Vec<char>)>,
    claims: Vec<String>,
}

impl Known {
    /// Nothing but what the draft itself says: the names after 原告, 被告 and the like, and the addresses.
    pub fn of_draft<'a>(passages: impl IntoIterator<Item = &'a str>) -> Known {
        let mut known = Known::default();
        for text in passages {
            let characters: Vec<char> = text.chars().collect();
            for value in names::announced(&characters) {
                known.literal(value.sort, &value.text, "");
            }
        }
        known.sorted()
    }

    /// The facts of an account, as paths address them, and the data of the document.
    pub fn of_facts(facts: &Json, data: Option<&Json>) -> Known {
        let mut known = Known { facts: true, ..Known::default() };
        known.walk(facts, &mut String::new());
        if let Some(data) = data {
            known.walk(data, &mut String::new());
            let claims = data.get("claims").and_then(Json::as_array).into_iter().flatten();
            known.claims = claims.filter_map(Json::as_str).map(str::to_owned).collect();
        }
        known.sorted()
    }

    /// Whether there are facts to compare with.
    pub fn has_facts(&self) -> bool {
        self.facts
    }

    /// The field that says this.
    pub fn field(&self, value: &Value) -> Option<&str> {
        self.values.get(&(value.sort, value.key.clone())).map(String::as_str)
    }

    /// The field that says this claim, word for word.
    pub fn claim(&self, text: &str) -> Option<String> {
        self.claims.iter().position(|claim| claim == text).map(|at| format!("claims[{at}]"))
    }

    /// Every value of a text in its order, names and addresses among them; none within another.
    pub fn values(&self, text: &str) -> Vec<Value> {
        let characters: Vec<char> = text.chars().collect();
        let mut found = names::all(&characters, &self.literals);
        let mut covered = vec![false; characters.len()];
        for value in &found {
            covered[value.start..value.end].fill(true);
        }
        found.extend(find(text).into_iter().filter(|value| !covered[value.start..value.end].contains(&true)));
        found.sort_by_key(|value| value.start);
        found
    }

    fn sorted(mut self) -> Known {
        self.literals.sort_by_key(|(_, said)| std::cmp::Reverse(said.len()));
        self
    }

    fn literal(&mut self, sort: Sort, said: &str, field: &str) {
        let characters: Vec<char> = said.chars().collect();
        let least = if sort == Sort::Name { 2 } else { 4 };
        let good = (least..=120).contains(&characters.len()) && !said.contains('*');
        if good && !self.literals.iter().any(|(_, known)| *known == characters) {
            self.literals.push((sort, characters));
            self.add(sort, said.to_owned(), field);
        }
    }

    /// The first field that says a value is its field: facts come before what is made of them.
    fn add(&mut self, sort: Sort, key: String, field: &str) {
        self.values.entry((sort, key)).or_insert_with(|| field.to_owned());
    }

    fn walk(&mut self, value: &Json, path: &mut String) {
        let length = path.len();
        match value {
            Json::String(text) => self.leaf(text, path),
            Json::Number(number) => self.leaf(&number.to_string(), path),
            Json::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    path.push_str(&format!("[{at}]"));
                    self.walk(item, path);
                    path.truncate(length);
                }
            }
            Json::Object(fields) => {
                for (name, field) in fields {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                    self.walk(field, path);
                    path.truncate(length);
                }
            }
            Json::Null | Json::Bool(_) => {}
        }
    }

    fn leaf(&mut self, text: &str, path: &str) {
        for value in find(text) {
            self.add(value.sort, value.key, path);
        }
        // A fact may be a bare number: 50000 yuan, 0.0005 a day.
        if text.len() <= 14
            && let Ok(number) = text.parse::<Decimal>()
        {
            if let Some(amount) = Amount::round(number) {
                self.add(Sort::Amount, amount.to_string(), path);
            }
            if let Some(percent) = number.checked_mul(Decimal::ONE_HUNDRED).filter(|_| number < Decimal::ONE)
            {
                self.add(Sort::Rate, format!("{}%", percent.normalize()), path);
            }
        }
        let last = path.rsplit('.').next().unwrap_or_default();
        let sort = match last {
            last if NAMES.contains(&last) => Sort::Name,
            last if ADDRESSES.contains(&last) => Sort::Address,
            // What is read as a number without being told is one already.
            last if NUMBERS.contains(&last) && find(text).iter().all(|v| v.text != text) => Sort::Reference,
            _ => return,
        };
        self.literal(sort, text, path);
    }
}
