//! The evidence list (证据目录).

use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::exhibits::{exhibit_of, range, source};
use super::super::wording::day;
use super::filing::{cause, value};
use super::parts::{Party, creditor, parties};
use crate::domain::PageLabel;

#[derive(Serialize)]
struct List {
    title: &'static str,
    date: String,
    cause: String,
    claimant: Party,
    respondents: Vec<Party>,
    exhibits: Vec<Row>,
    /// Copies for the other side (证据规定 art. 19).
    copies: usize,
}

#[derive(Serialize)]
struct Row {
    number: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proves: Option<String>,
    copies: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<&'static str>,
}

/// 证据目录. What is unknown of an exhibit is a blank cell and a warning: evidence never stops a draft.
pub fn evidence_list(desk: &Desk) -> Value {
    let case = desk.brief.case;
    if case.evidence.is_empty() {
        desk.doubt("W-DRAFT-NO-EVIDENCE", "evidence", &[]);
    }
    let mut next = Some(1);
    let mut exhibits = Vec::new();
    for (i, evidence) in case.evidence.iter().enumerate() {
        let number = exhibit_of(i, evidence);
        let counted = |first: u32| {
            let pages = evidence.stored.as_ref()?.pages.max(1);
            Some((first, first.checked_add(pages)?.checked_sub(1)?))
        };
        // Printed by this program from facts, with page numbers of its own: the count goes on behind it.
        let made = evidence.from.is_some();
        let (pages, last) = match desk.brief.pages {
            Some(pages) => (pages.get(&evidence.id).and_then(|labels| range(labels)), None),
            None => match next.and_then(counted) {
                Some((first, last)) => {
                    (range(&[PageLabel::plain(first), PageLabel::plain(last)]), Some(last))
                }
                None => (None, None),
            },
        };
        let own_pages = made && pages.is_none();
        // Pages after one that cannot be counted cannot be numbered either; it alone is named.
        let uncounted = pages.is_none() && !own_pages && (next.is_some() || desk.brief.pages.is_some());
        if !own_pages {
            next = last.and_then(|last| last.checked_add(1));
        }
        let blank = |field: &str, is_blank: bool| {
            if is_blank {
                desk.doubt(
                    "W-DRAFT-BLANK-CELL",
                    &format!("evidence[{i}].{field}"),
                    &[("number", &number), ("title", &evidence.title)],
                );
            }
        };
        blank("source", evidence.source.is_none());
        blank("proves", evidence.proves.is_none());
        // Printed from the creditor's own data: the printout counts as the original of electronic data (证据规定 art. 15),
        // and is called what it is.
        let form = match evidence.original {
            Some(true) if !made => Some("原件"),
            Some(false) => Some("复制件"),
            _ if made => Some("打印件"),
            _ => None,
        };
        blank("original", form.is_none());
        if uncounted {
            let args = [("number", number.as_str()), ("title", evidence.title.as_str())];
            desk.doubt("W-DRAFT-PAGES", &format!("evidence[{i}].file"), &args);
        }
        exhibits.push(Row {
            title: evidence.title.clone(),
            source: evidence.source.as_deref().map(|s| source(desk.voice, s)),
            proves: evidence.proves.clone(),
            copies: 1,
            pages: pages.or_else(|| own_pages.then(|| "见该证据内页码".to_owned())),
            form,
            number,
        });
    }
    let (claimant, respondents) = parties(desk, creditor(desk));
    value(&List {
        title: "证据目录",
        date: day(desk.brief.as_of),
        cause: cause(desk),
        claimant,
        copies: respondents.len(),
        respondents,
        exhibits,
    })
}
