//! What the facts hold, by value: which fact, or which field of the document, says it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::values::{Sort, Value, find};
use crate::domain::money::Amount;

/// Fields that hold a name, by the end of their path.
const NAMES: [&str; 9] =
    ["name", "firm", "lawyer", "court", "institution", "commission", "by", "lender", "bank"];
/// What stands before a party's name in a document.
const LABELS: [&str; 9] =
    ["原告", "被告", "申请人", "被申请人", "委托人", "受托人", "第三人", "具状人", "致"];

/// What is known of an account and of what a document of it says.
#[derive(Clone, Debug, Default)]
pub struct Known {
    facts: bool,
    values: BTreeMap<(Sort, String), String>,
    /// Each with its field, the longer before the shorter.
    names: Vec<(String, String)>,
    claims: Vec<String>,
}

impl Known {
    /// Nothing but what the draft itself says: the names after 原告, 被告 and the like.
    pub fn of_draft<'a>(passages: impl IntoIterator<Item = &'a str>) -> Known {
        let mut known = Known::default();
        for text in passages {
            for label in LABELS {
                let Some(rest) = text.strip_prefix(label) else { continue };
                let rest = rest.trim_start_matches(|c: char| c.is_whitespace());
                let Some(rest) = rest.strip_prefix(['：', ':']) else { continue };
                let name =
                    rest.split(['，', ',', '（', '(', '。', '；', '、']).next().unwrap_or_default().trim();
                known.name(name, label);
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

    /// Every value of a text, names among them.
    pub fn values(&self, text: &str) -> Vec<Value> {
        let mut found = find(text);
        let characters: Vec<char> = text.chars().collect();
        let mut at = 0;
        while at < characters.len() {
            let here = self
                .names
                .iter()
                .map(|(name, _)| name)
                .find(|name| name.chars().enumerate().all(|(n, c)| characters.get(at + n) == Some(&c)));
            let Some(name) = here else {
                at += 1;
                continue;
            };
            let end = at + name.chars().count();
            let (text, key) = (name.clone(), name.clone());
            found.push(Value { sort: Sort::Name, text, key, start: at, end });
            at = end;
        }
        found.sort_by_key(|value| value.start);
        found
    }

    fn sorted(mut self) -> Known {
        self.names.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
        self
    }

    fn name(&mut self, name: &str, field: &str) {
        let good = (2..=60).contains(&name.chars().count()) && !name.contains('*');
        if good && !self.names.iter().any(|(known, _)| known == name) {
            self.names.push((name.to_owned(), field.to_owned()));
            self.add(Sort::Name, name.to_owned(), field);
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
        if NAMES.contains(&last) {
            self.name(text, path);
        }
    }
}
