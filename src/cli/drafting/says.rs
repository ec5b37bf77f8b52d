//! What a document says of a docket: the one way from events to the data of a template, for drafting, for `verify` and
//! for `show`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::bundles::{self, sent::ExhibitNumbers};
use crate::docket::{Balance, Basis, Docket, Money, PlanStanding};
use crate::documents::{self, Brief, Document, Later};
use crate::domain::bundle::BundleFor;
use crate::domain::debt::Payment;
use crate::domain::event::PdfStandard;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::{Amount, Case, PageLabel};
use crate::papers::hash;
use crate::press::{PageOptions, PressError, Standard};
use crate::rules::Rulebook;
use crate::rules::judgment_debt::Way;

/// What documents say of an account on a day.
pub struct Says<'a> {
    docket: &'a Docket,
    case: Cow<'a, Case>,
    money: Money,
    received: Vec<Payment>,
    owed: Option<Amount>,
    balance: Option<Balance>,
    plan: Option<Planned>,
    later: Later,
    notices: &'a [String],
    as_of: NaiveDate,
}

/// The plan of instalments, and what documents say beside it.
struct Planned {
    standing: PlanStanding,
    balance: Option<Balance>,
    confirm_by: Option<NaiveDate>,
}

impl Planned {
    /// The plan of a docket on a day; `None` where there is none, or the calendar does not reach so far.
    fn of(docket: &Docket, as_of: NaiveDate, rules: &Rulebook) -> Option<Planned> {
        let standing = docket.plan(as_of, rules)?.ok()?;
        let agreed = standing.plan.agreed_on;
        let balance = docket.paid_before(agreed).balance(agreed, rules).ok();
        // 民诉法 205: from the day the mediated agreement takes effect, which is that of the plan unless recorded.
        let effect = docket.mediated(as_of).map_or(agreed, |m| m.on);
        let last = rules.deadline("judicial-confirmation", effect, None, false).ok();
        Some(Planned {
            standing,
            balance: balance.map(|answer| answer.value),
            confirm_by: last.map(|answer| answer.value.due),
        })
    }

    /// Put into a brief.
    fn into_brief<'b>(of: Option<&'b Planned>, brief: Brief<'b>) -> Brief<'b> {
        Brief {
            plan: of.map(|p| &p.standing),
            owed_at_plan: of.and_then(|p| p.balance.as_ref()),
            confirm_by: of.and_then(|p| p.confirm_by),
            ..brief
        }
    }
}

impl<'a> Says<'a> {
    /// Works out the claim. Exhibits have the numbers that a bundle for the court gave them.
    ///
    /// # Errors
    /// A rule refuses: no document can be drawn up.
    pub fn new(docket: &'a Docket, as_of: NaiveDate, rules: &Rulebook) -> Result<Says<'a>, Problem> {
        let court = docket.bundles.iter().map(|b| &b.what).filter(|b| b.whom == BundleFor::Court);
        let heard = docket.heard(as_of, rules);
        let case = bundles::as_bundled(&heard, &ExhibitNumbers::of(court)).map_or(heard, Cow::Owned);
        let money = claim(docket, as_of, rules)?;
        let balance = docket.balance(as_of, rules).ok().map(|answer| answer.value);
        // Of a decision, a part that nobody can compute is not known to be nothing.
        let whole = |b: &&Balance| b.basis == Basis::Contract || b.refused.is_none();
        let owed = balance.as_ref().filter(whole).map(|b| b.total);
        let (plan, later) = (Planned::of(docket, as_of, rules), Later::of(docket, as_of, rules));
        let balance = balance.filter(|b| b.basis == Basis::Decision && b.refused.is_none());
        let (received, notices) = (received(docket, as_of), &[]);
        Ok(Says { docket, case, money, received, owed, balance, plan, later, notices, as_of })
    }

    /// The same where a proof of notices tells of these alone; of all where none is named.
    #[must_use]
    pub fn of_notices(self, notices: &'a [String]) -> Says<'a> {
        Says { notices, ..self }
    }

    /// The facts, the evidence in the order of its numbers.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// What is claimed.
    pub fn money(&self) -> &Money {
        &self.money
    }

    /// The data of one document.
    ///
    /// # Errors
    /// Everything that stops it, each once.
    pub fn data(&self, document: &Document, redacted: bool) -> Result<Value, Vec<Problem>> {
        self.data_with(document, redacted, None)
    }

    /// The same as a document of a bundle, where the pages of exhibits have these numbers.
    ///
    /// # Errors
    /// As [`Says::data`].
    pub fn data_with(
        &self,
        document: &Document,
        redacted: bool,
        pages: Option<&BTreeMap<String, Vec<PageLabel>>>,
    ) -> Result<Value, Vec<Problem>> {
        let brief = Brief { pages, ..self.brief() };
        documents::data(document, &brief, redacted).map_err(|mut problems| {
            problems.retain(|p| p.severity == Severity::Error);
            problems
        })
    }

    /// Everything that stops a document or is doubtful in it.
    pub fn readiness(&self, document: &Document) -> Vec<Problem> {
        documents::readiness(document, &self.brief())
    }

    fn brief(&self) -> Brief<'_> {
        let brief = Brief {
            case_number: self.docket.case_number(self.as_of),
            history: &self.docket.milestones,
            received: &self.received,
            owed: self.owed,
            balance: self.balance.as_ref(),
            later: Some(&self.later),
            given: &self.docket.given,
            notices: self.notices,
            ..Brief::new(&self.case, &self.money, self.as_of)
        };
        Planned::into_brief(self.plan.as_ref(), brief)
    }
}

/// What came in, as documents tell of it.
fn received(docket: &Docket, as_of: NaiveDate) -> Vec<Payment> {
    let mut all = docket.payments_until(as_of);
    let proceeds = docket.receipts(as_of).into_iter();
    all.extend(proceeds.filter(|r| !matches!(r.way, Way::Payment | Way::CostRefunded)).map(|r| Payment {
        on: r.on,
        amount: r.amount - r.to_enforcement.min(r.amount),
        from: None,
        reference: None,
    }));
    all.retain(|p| p.amount > Amount::ZERO);
    all.sort_by_key(|p| p.on);
    all
}

/// The claim that filings state: the debt as of the case's own 截止日, less what came in by the day stood on.
///
/// # Errors
/// A rule refuses.
fn claim(docket: &Docket, as_of: NaiveDate, rules: &Rulebook) -> Result<Money, Problem> {
    docket.claim(as_of, rules).map_err(|refusal| Problem {
        args: refusal.args(),
        ..Problem::error("E-DRAFT-REFUSED", Place::default())
    })
}

/// Why nothing is filed any more on an account that is paid off, or that was lost in court.
pub fn paid_off(docket: &Docket, as_of: NaiveDate, rules: &Rulebook) -> Option<Problem> {
    let place = Place { field: Some("debt".to_owned()), ..Place::default() };
    if let Some(decision) = docket.lost(as_of, rules) {
        let problem = Problem::error("E-DRAFT-LOST", place).with("effective", decision.effective);
        return Some(problem.with("number", decision.number.unwrap_or_default()));
    }
    let stops = docket.is_paid_off(as_of, rules);
    stops.then(|| Problem::error("E-DRAFT-PAID-OFF", place).with("as_of", as_of))
}

/// Whether that stops a document. What says that the debt is settled, or ends the suit, is drawn of an account that is paid
/// off; of one that was lost it would not be true. An appeal may still be in time, where the judgment was served after the
/// day on record.
pub fn stops(problem: &Problem, document: &Document) -> bool {
    match problem.code {
        "E-DRAFT-LOST" => document.kind != "appeal",
        _ => !document.outlives_the_debt(),
    }
}

/// Identity of what a document says.
pub fn digest(data: &Value) -> String {
    hash::of_bytes(data.to_string().as_bytes())
}

/// How the press is to print it.
pub fn options(as_of: NaiveDate, standard: PdfStandard) -> PageOptions {
    let standard = match standard {
        PdfStandard::Archival => Standard::Archival,
        PdfStandard::Plain => Standard::Plain,
    };
    PageOptions { standard, ..PageOptions::on(as_of) }
}

/// Why a document was not printed, with the field of the case file where the template's own name for it was told: the
/// user knows the one and not the other.
pub fn problem(error: &PressError, docket: &Docket) -> Problem {
    let field = match error {
        PressError::Glyph { characters, .. } => {
            characters.first().and_then(|c| field(&docket.facts, &|text| text.contains(c.character)))
        }
        PressError::Control { character, .. } => {
            field(&docket.facts, &|text| text.contains(character.character))
        }
        PressError::TooLarge { limit, .. } => field(&docket.facts, &|text| text.len() > *limit),
        _ => None,
    };
    let mut problem = error.problem();
    if let Some(field) = field {
        problem.args.retain(|(name, _)| !matches!(*name, "field" | "amend"));
        problem.place.field = Some(field.clone());
        let amend = format!(": sucheng amend {} --set {field}=…", docket.case.account);
        problem = problem.with("field", field).with("amend", amend);
    }
    problem
}

/// The path, as `amend` takes it, of the first text that is meant.
fn field(facts: &Value, meant: &dyn Fn(&str) -> bool) -> Option<String> {
    match facts {
        Value::String(text) => meant(text).then(String::new),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(at, item)| Some(format!("[{at}]{}", joined(&field(item, meant)?)))),
        Value::Object(fields) => {
            fields.iter().find_map(|(name, item)| Some(format!("{name}{}", joined(&field(item, meant)?))))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn joined(rest: &str) -> String {
    if rest.is_empty() || rest.starts_with('[') { rest.to_owned() } else { format!(".{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_field_is_named_as_amend_takes_it() {
        let facts = json!({"account": "A-1", "debtors": [{"name": "甲"}, {"id": {"name": "乙"}, "phones": ["丙", "丁"]}]});
        for (text, path) in
            [("甲", "debtors[0].name"), ("乙", "debtors[1].id.name"), ("丁", "debtors[1].phones[1]")]
        {
            assert_eq!(field(&facts, &|t| t == text).as_deref(), Some(path));
        }
        assert_eq!(field(&facts, &|t| t == "戊"), None);
    }
}
