//! What a message to a debtor must say and must not say: the table `notice-wording`. Read by the lint of notices.

use chrono::NaiveDate;
use serde::Deserialize;

use super::rulebook::Rulebook;
use super::schema::{Check, Dated, Series, Title, Valued};
use crate::domain::case::Product;

/// What an entry asks of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// It has one of the words of each group.
    Says,
    /// It has none of the words.
    Avoids,
    /// Every sum in it is one of the account's figures.
    OnlyFigures,
}

/// The words of an entry. Blanks within a text do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Groups, of each of which one must be there; `{name}`, `{total}`, `{phone}` and `{email}` stand for facts.
    #[serde(default)]
    pub each: Vec<Vec<String>>,
    /// Words of which none may be there.
    #[serde(default)]
    pub none: Vec<String>,
}

/// An entry of the table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeWording {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// What it asks.
    pub ask: Ask,
    /// Only of these kinds of message; of every message to a debtor or guarantor where empty.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Only for these products; for all where empty.
    #[serde(default)]
    pub products: Vec<Product>,
    /// The words over time.
    pub values: Series<Words>,
}

/// The kind that entries name for every demand: a kind of another name that declares itself one is held to the same.
pub const DEMAND: &str = "demand-email";

impl Rulebook {
    /// What is asked, on a day, of a message of this kind to a debtor, which may declare itself a demand.
    pub fn notice_wording(
        &self,
        kind: &str,
        demand: bool,
        product: Option<Product>,
        on: NaiveDate,
    ) -> impl Iterator<Item = (&NoticeWording, &Dated<Words>)> {
        let asked = self.wordings.iter().filter(move |entry| {
            (entry.kinds.is_empty() || entry.kinds.iter().any(|k| k == kind || demand && k == DEMAND))
                && (entry.products.is_empty() || product.is_some_and(|p| entry.products.contains(&p)))
        });
        asked.filter_map(move |entry| Some((entry, entry.values.on(on)?)))
    }
}

impl Valued for NoticeWording {
    type Value = Words;

    fn parts(&self) -> (&str, &Title, &Series<Words>) {
        (&self.id, &self.title, &self.values)
    }

    fn check_values(&self, check: &mut Check<'_>) {
        for dated in self.values.iter() {
            let Words { each, none } = &dated.value;
            let shape = match self.ask {
                Ask::Says => {
                    !each.is_empty() && none.is_empty() && each.iter().all(|group| !group.is_empty())
                }
                Ask::Avoids => each.is_empty() && !none.is_empty(),
                Ask::OnlyFigures => each.is_empty() && none.is_empty(),
            };
            let blank = each.iter().flatten().chain(none).any(|word| word.trim().is_empty());
            if !shape || blank {
                check.report("E-RULES-WORDING-SHAPE", &[&format!("from: {}", dated.from)]);
            }
        }
    }
}
