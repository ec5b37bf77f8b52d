//! What is shown to whom on a day: the parts of the control sheet, by handler and heading, and the data of its page and
//! of the mail that reminds.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::agenda::Item;
use super::next_step::Steps;
use crate::domain::control_sheet::{Heading, ShownDeadline, ShownTo};
use crate::domain::date;
use crate::domain::identity::mask;

/// The most items that a mail lists; the sheet has them all.
pub const MOST_IN_MAIL: usize = 100;

/// What one handler is shown.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// Who; none of accounts that nobody handles.
    pub handler: Option<&'a str>,
    /// What, the most urgent first and in each heading the soonest.
    pub items: Vec<(Heading, &'a Item<'a>)>,
}

/// The parts of a sheet, by handler's name, without those to whom nothing is to be shown. `since` is the day of the sheet
/// before.
pub fn parts<'a>(items: &'a [Item<'a>], as_of: NaiveDate, since: NaiveDate) -> Vec<Part<'a>> {
    let mut by: BTreeMap<Option<&str>, Vec<(Heading, &Item<'_>)>> = BTreeMap::new();
    for item in items {
        if let Some(heading) = item.heading(as_of, since) {
            by.entry(item.row.handler.as_deref()).or_default().push((heading, item));
        }
    }
    let sorted = |(handler, mut items): (_, Vec<(Heading, &'a Item<'a>)>)| {
        // Stable: the soonest of a heading stays first.
        items.sort_by_key(|(heading, _)| *heading);
        Part { handler, items }
    };
    by.into_iter().map(sorted).collect()
}

impl Part<'_> {
    /// What the registry keeps of it.
    pub fn shown(&self) -> ShownTo {
        let mut accounts: BTreeMap<_, Vec<ShownDeadline>> = BTreeMap::new();
        for (under, item) in &self.items {
            let d = item.deadline;
            let shown = ShownDeadline { id: d.id.clone(), due: d.due, under: *under };
            accounts.entry(item.row.account.clone()).or_default().push(shown);
        }
        ShownTo { handler: self.handler.map(str::to_owned), accounts }
    }

    /// What a mail of the day reminds of: late, lapsing, due, and warnings reached since the sheet before. What someone
    /// takes care of and what merely became possible is left to the sheet.
    pub fn reminds(&self, as_of: NaiveDate, since: NaiveDate) -> Part<'_> {
        let new = |item: &Item<'_>| item.deadline.warnings.iter().any(|day| *day > since && *day <= as_of);
        let items = self.items.iter().filter(|(heading, item)| match heading {
            Heading::Late | Heading::Lapsing | Heading::Due => true,
            Heading::Warned => new(item),
            Heading::Acknowledged | Heading::Possible => false,
        });
        Part { handler: self.handler, items: items.copied().collect() }
    }

    /// Its data, by heading; at most so many items.
    fn data(&self, steps: &Steps<'_>, most: usize) -> Value {
        let under = |heading: Heading| -> Vec<Value> {
            let first = self.items.iter().take(most);
            first.filter(|(h, _)| *h == heading).map(|(_, item)| one(item, steps)).collect()
        };
        let groups = Heading::ALL.map(|heading| (heading, under(heading)));
        let groups: Vec<Value> = groups
            .into_iter()
            .filter(|(_, items)| !items.is_empty())
            .map(|(heading, items)| json!({"heading": heading.id(), "items": items}))
            .collect();
        json!({"name": self.handler, "count": self.items.len(), "groups": groups})
    }
}

/// The data of the page. `number` is that of the day.
pub fn page(
    parts: &[Part<'_>],
    as_of: NaiveDate,
    before: Option<NaiveDate>,
    number: u32,
    steps: &Steps<'_>,
) -> Value {
    json!({
        "title": "期限控制表",
        "date": date::chinese(as_of),
        "number": number,
        "before": before.map(date::chinese),
        "redacted": false,
        "handlers": parts.iter().map(|part| part.data(steps, usize::MAX)).collect::<Vec<_>>(),
    })
}

/// The data of a mail to a handler.
pub fn mail(part: &Part<'_>, as_of: NaiveDate, steps: &Steps<'_>) -> Value {
    json!({
        "date": date::chinese(as_of),
        "handler": part.data(steps, MOST_IN_MAIL),
        "more": part.items.len().saturating_sub(MOST_IN_MAIL),
    })
}

/// An item; numbers of cards and persons masked.
fn one(item: &Item<'_>, steps: &Steps<'_>) -> Value {
    let (row, d) = (item.row, item.deadline);
    let [title, _] = item.title();
    json!({
        "account": row.account,
        "debtor": mask::runs(&row.debtor),
        "title": title,
        "due": d.due,
        "days_left": item.days_left,
        "act_by": d.act_by.filter(|_| item.days_left >= 0),
        "at": d.of.as_deref().filter(|of| of.starts_with(&format!("{} ", d.due))).map(|of| of[11..].to_owned()),
        "by": d.by,
        "warning": item.warning.filter(|_| item.days_left >= 0),
        "reason": d.handled.as_ref().map(|h| mask::runs(&h.reason)),
        "moved_from": item.moved_from(),
        "source": d.source,
        "next": steps.of(row, d).next(),
    })
}
