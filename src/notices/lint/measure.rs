//! What a message is held against: the facts of its account, of a sample, or of the many accounts that it is about.

use serde_json::Value;

use super::{Known, folded};
use crate::domain::case::Product;
use crate::domain::event::NoticeRecord;
use crate::domain::money::Amount;
use crate::notices::facts::Figures;

/// What is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Measure {
    pub product: Option<Product>,
    /// `{name}`, `{total}`, `{phone}` and `{email}` of the table of words; none where nothing is known of an account.
    pub facts: Option<[Option<String>; 4]>,
    /// The sums that may be named; none where they are not known.
    pub sums: Option<Vec<Amount>>,
    /// What facts say themselves, folded: it is no placeholder, whatever it looks like.
    pub said: Vec<String>,
    /// Numbers that may stand in full, their digits only.
    pub numbers: Vec<String>,
}

impl Measure {
    /// Of a message about one account.
    pub fn of(record: &NoticeRecord, known: &Known<'_>) -> Measure {
        let (case, creditor) = (known.case, known.case.creditor.as_ref());
        let card = case.contract.card_number.as_deref();
        let paid_into = creditor.and_then(|c| c.bank_account.as_ref()).map(|a| a.number.as_str());
        let numbers = [paid_into, Some(case.account.as_str()), case.contract.number.as_deref()];
        let sums = known.figures.map(|figures| {
            let lines = figures.lines.iter().map(|line| line.amount);
            lines.chain(figures.total()).chain([figures.paid]).collect()
        });
        Measure {
            product: case.product,
            facts: Some([
                record.to_name.clone(),
                known.figures.and_then(Figures::total).map(|total| total.to_string()),
                creditor.and_then(|c| c.phone.clone()),
                creditor.and_then(|c| c.email.clone()),
            ]),
            sums,
            said: case.debtors.iter().map(|d| folded(&d.name)).collect(),
            numbers: digits(numbers.into_iter().flatten().filter(|number| Some(*number) != card)),
        }
    }

    /// Of a message filled with a template's own sample.
    pub fn of_sample(data: &Value) -> Measure {
        let text = |path: &str| data.pointer(path).and_then(Value::as_str).map(str::to_owned);
        let lines = data.pointer("/debt/lines").and_then(Value::as_array).into_iter().flatten();
        let sums = lines.filter_map(|line| line["amount"].as_str());
        let whole = [text("/debt/total"), text("/debt/paid")].into_iter().flatten();
        let numbers = ["/creditor/bank_account/number", "/account", "/contract/number"];
        Measure {
            product: data.get("product").and_then(|product| serde_json::from_value(product.clone()).ok()),
            facts: Some([
                text("/to/name").or_else(|| text("/debtor/name")),
                text("/debt/total"),
                text("/creditor/phone"),
                text("/creditor/email"),
            ]),
            // A sum that a sample types into its words is an example.
            sums: data
                .get("debt")
                .is_some_and(Value::is_object)
                .then(|| sums.map(str::to_owned).chain(whole).filter_map(|sum| sum.parse().ok()).collect()),
            said: Vec::new(),
            numbers: digits(
                numbers.into_iter().filter_map(text).collect::<Vec<_>>().iter().map(String::as_str),
            ),
        }
    }

    /// Of a mail about many accounts. What its facts say is no placeholder, and an account may be called by a number that
    /// looks like a card's.
    pub fn of_many(data: &Value) -> Measure {
        let mut measure = Measure::default();
        let mut accounts = Vec::new();
        gather(data, "", &mut measure.said, &mut accounts);
        measure.numbers = digits(accounts.iter().map(String::as_str));
        // The longest first: a name may stand within another.
        measure.said.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        measure.said.dedup();
        measure
    }

    /// What `{name}` and its like stand for; another word stands for itself.
    pub fn fact(&self, word: &str) -> Option<String> {
        let place = ["{name}", "{total}", "{phone}", "{email}"].iter().position(|fact| *fact == word);
        match (place, &self.facts) {
            (Some(place), Some(facts)) => facts[place].clone(),
            (Some(_), None) => None,
            (None, _) => Some(word.to_owned()),
        }
    }
}

fn digits<'t>(numbers: impl Iterator<Item = &'t str>) -> Vec<String> {
    numbers.map(|number| number.chars().filter(char::is_ascii_digit).collect()).collect()
}

fn gather(data: &Value, name: &str, said: &mut Vec<String>, accounts: &mut Vec<String>) {
    match data {
        Value::String(text) => {
            said.push(folded(text));
            if name == "account" {
                accounts.push(text.clone());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, name, said, accounts)),
        Value::Object(map) => map.iter().for_each(|(name, item)| gather(item, name, said, accounts)),
        _ => {}
    }
}
