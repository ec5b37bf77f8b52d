//! The law a document cites, from the dated table `tables/cn/grounds.yaml`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::numeral;
use super::phrases::{penalty_on, quoted};
use crate::docket::money::Part;
use crate::documents::brief::Brief;
use crate::domain::case::{Product, TrackName};
use crate::domain::contract::{Forum, ForumKind, GuaranteeForm, GuaranteeKind};
use crate::domain::party::{Lender, Role};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "checked")]
    _checked: NaiveDate,
    grounds: Vec<Ground>,
}

/// One thing that law is cited for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ground {
    id: String,
    by: By,
    editions: Vec<Edition>,
}

/// Which day decides the edition.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    Default,
    Signed,
    Filed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edition {
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    law: String,
    articles: Vec<usize>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("../tables/cn/grounds.yaml"))
        .expect("the built-in table of grounds is read by a test")
});

/// A law and the articles cited of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    law: String,
    articles: Vec<usize>,
}

impl Citation {
    /// `《中华人民共和国民法典》第五百零九条、第五百七十七条`.
    pub fn text(&self) -> String {
        let articles: Vec<String> = self.articles.iter().map(|n| format!("第{}条", numeral(*n))).collect();
        format!("{}{}", quoted(&self.law), articles.join("、"))
    }

    /// Several laws: `《甲法》第一条、《乙法》第二条`.
    pub fn joined(all: &[Citation]) -> String {
        all.iter().map(Citation::text).collect::<Vec<_>>().join("、")
    }
}

/// What the claim itself rests on, the contract's law before that of the proceedings.
pub fn cited(brief: &Brief, filing: Option<ForumKind>) -> Vec<Citation> {
    let case = brief.case;
    let signed = case.contract.signed_on;
    let mut out = Vec::new();
    let mut cite = |id: &str, signed: Option<NaiveDate>| add(&mut out, id, brief, signed);
    cite("performance", signed);
    if !brief.money.claimed(Part::Penalty).is_zero() || penalty_on(case, brief.money).is_some() {
        cite("penalty", signed);
    }
    cite("loan", signed);
    if case.debtors.iter().any(|d| d.role == Role::Joint) {
        cite("joint-debt", signed);
    }
    for security in &case.guarantees {
        let made = security.signed_on.or(signed);
        match (security.kind, security.form) {
            (GuaranteeKind::Guarantee, Some(GuaranteeForm::Joint)) => cite("guarantee-joint", made),
            (GuaranteeKind::Guarantee, Some(GuaranteeForm::General)) => cite("guarantee-general", made),
            (GuaranteeKind::Guarantee, None) => {}
            (GuaranteeKind::Mortgage, _) => cite("mortgage", made),
            (GuaranteeKind::Pledge, _) => cite("pledge", made),
        }
        if security.maximum.is_some() {
            cite(
                match security.kind {
                    GuaranteeKind::Guarantee => "guarantee-maximum",
                    GuaranteeKind::Mortgage => "mortgage-maximum",
                    GuaranteeKind::Pledge => "pledge-maximum",
                },
                made,
            );
        }
    }
    let lender = case.creditor.as_ref().and_then(|c| c.lender);
    let highlighted =
        case.contract.terms.as_ref().and_then(|t| t.highlighted.as_ref()).is_some_and(|h| h.given);
    if case.product == Some(Product::CreditCard) && highlighted {
        cite("card-terms", signed);
    }
    if lender == Some(Lender::Private) && case.product != Some(Product::CreditCard) {
        cite("private-lending", signed);
    }
    match filing {
        Some(ForumKind::Court) => {
            match case.contract.forum.as_ref().filter(|f| f.kind == ForumKind::Court) {
                Some(forum) if statutory(forum) => cite("forum-statutory", signed),
                Some(_) => cite("forum-court", signed),
                None => {}
            }
            cite("suit", signed);
        }
        Some(ForumKind::Arbitration) => cite("arbitration", signed),
        None => {}
    }
    out
}

/// What the claim rests on, and these grounds of an application.
pub fn cited_for(brief: &Brief, grounds: &[&str]) -> Vec<Citation> {
    let mut out = cited(brief, None);
    for id in grounds {
        add(&mut out, id, brief, None);
    }
    out
}

/// These grounds alone.
pub fn grounds(brief: &Brief, ids: &[&str]) -> Vec<Citation> {
    let mut out = Vec::new();
    for id in ids {
        add(&mut out, id, brief, None);
    }
    out
}

/// Whether the court has jurisdiction by law and not by agreement: no clause is named, and the court is that of one of
/// the two places of 民诉法 24, the defendant's domicile and the place of performance.
pub fn statutory(forum: &Forum) -> bool {
    forum.kind == ForumKind::Court
        && forum.clause.is_none()
        && matches!(forum.link.as_deref().map(str::trim), Some("被告住所地" | "合同履行地"))
}

/// Rules on collecting card debts, for letters.
pub fn card_collection(brief: &Brief) -> Vec<Citation> {
    let mut out = Vec::new();
    add(&mut out, "card-collection", brief, None);
    out
}

/// The law that wants an agent's special powers named one by one, in the proceedings or in enforcement. There is none
/// for arbitration.
pub fn authority_law(brief: &Brief, track: TrackName, enforcement: bool) -> Option<Citation> {
    let mut out = Vec::new();
    match (enforcement, track) {
        (true, _) => add(&mut out, "enforcement-authority", brief, None),
        (false, TrackName::Arbitration) => {}
        (false, TrackName::Litigation | TrackName::PaymentOrder) => {
            add(&mut out, "special-authority", brief, None);
        }
    }
    out.pop()
}

/// Adds the articles of one ground to what is cited of the same law. A ground without an edition for its day is not
/// cited.
fn add(out: &mut Vec<Citation>, id: &str, brief: &Brief, signed: Option<NaiveDate>) {
    let Some(ground) = TABLE.grounds.iter().find(|g| g.id == id) else { return };
    let day = match ground.by {
        By::Default => brief.case.debt.overdue_since,
        By::Signed => signed,
        By::Filed => Some(brief.as_of),
    }
    .unwrap_or(brief.as_of);
    let holds = |e: &&Edition| e.from.is_none_or(|f| f <= day) && e.until.is_none_or(|u| day <= u);
    let Some(edition) = ground.editions.iter().find(holds) else { return };
    let citation = match out.iter_mut().position(|c| c.law == edition.law) {
        Some(at) => &mut out[at],
        None => {
            out.push(Citation { law: edition.law.clone(), articles: Vec::new() });
            let last = out.len() - 1;
            &mut out[last]
        }
    };
    citation.articles.extend(&edition.articles);
    citation.articles.sort_unstable();
    citation.articles.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table reads, and the editions of one ground neither overlap nor leave a gap between them.
    #[test]
    fn editions_follow_one_another() {
        for ground in &TABLE.grounds {
            let mut editions: Vec<&Edition> = ground.editions.iter().collect();
            editions.sort_by_key(|e| e.from);
            for pair in editions.windows(2) {
                let next = pair[0].until.and_then(|d| d.succ_opt());
                assert_eq!(next, pair[1].from, "{}", ground.id);
            }
            assert!(editions.last().unwrap().until.is_none(), "{}", ground.id);
            assert!(ground.editions.iter().all(|e| !e.articles.is_empty()), "{}", ground.id);
        }
    }
}
