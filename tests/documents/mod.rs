//! Every document of the catalogue, drawn from the worked cases and from the richer cases of `src/documents/tests/`.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde_json::Value;
use sucheng::docket::{Docket, Money};
use sucheng::documents::{self, Brief, Document, Stage};
use sucheng::domain::event::Source;
use sucheng::domain::plan::Plan;
use sucheng::domain::problem::Problem;
use sucheng::domain::{Amount, Case};
use sucheng::intake::{Defaults, case_folder};
use sucheng::press::{FontSettings, Library, PageOptions, Pages, Press};
use sucheng::rules::Rulebook;

mod fields;
mod goldens;
pub(crate) mod history;
mod manifests;
mod several;

static PRESS: LazyLock<Press> =
    LazyLock::new(|| Press::new(&FontSettings::default(), Library::built_in()).unwrap());

/// The day the documents bear: the one the worked cases are written for.
fn today() -> NaiveDate {
    "2026-11-21".parse().unwrap()
}

/// The worked cases of `cases/`, by folder name.
fn worked() -> Vec<(String, Case)> {
    let mut folders: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
        .into_iter()
        .map(|folder| {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            (name, case_folder(&folder, &Defaults::default()).unwrap().case)
        })
        .collect()
}

/// A synthetic case that reaches more branches than the worked ones.
fn specimen(yaml: &str) -> Case {
    serde_yaml::from_str(yaml).unwrap()
}

/// What a filing of today claims; `None` where the rules refuse.
fn claim(case: &Case) -> Option<Money> {
    let source = Source { file: "case.yaml".to_owned(), sha256: String::new() };
    Docket::of_case(case, source).claim(today(), Rulebook::builtin()).ok()
}

/// The data of a document with all that a command may add; `None` where the rules refuse the claim.
fn drawn(document: &Document, case: &Case) -> Option<Result<Value, Vec<Problem>>> {
    let money = claim(case)?;
    Some(documents::data(document, &brief(document, case, &money), false))
}

/// The same case with what its creditor says in later stages: `later.yaml`.
pub fn told_on(case: &Case) -> Case {
    let mut facts = case.to_facts();
    let more: Value = serde_yaml::from_str(include_str!("later.yaml")).unwrap();
    let debtor = case.primary().map(|d| d.name.clone()).unwrap_or_default();
    for (name, value) in more.as_object().unwrap() {
        facts[name] = value.clone();
    }
    facts["participation"]["debtor"] = debtor.into();
    facts["debtors"][0]["whereabouts"] = "unknown".into();
    Case::from_facts(&facts).unwrap()
}

/// Letters and filings are drawn from facts alone; in enforcement also from what happened ([`history`]); a settlement is
/// certified where nothing is owed.
pub fn brief<'a>(document: &Document, case: &'a Case, money: &'a Money) -> Brief<'a> {
    let plain = Brief {
        reference: Some("（2026）示例函字第12号"),
        pay_by: "2026-12-05".parse().ok(),
        received: &case.payments,
        ..Brief::new(case, money, today())
    };
    let later = Some(&*history::LATER);
    match document.stage {
        Stage::Suit if document.kind == "appeal" => Brief { history: &history::JUDGED, later, ..plain },
        Stage::Suit => Brief { history: &history::UNDERWAY, ..plain },
        Stage::Enforcement if document.kind == "auction-application" => {
            Brief { history: &history::SEALED, ..plain }
        }
        Stage::Enforcement if document.kind == "participation-application" => {
            Brief { history: &history::ENFORCED, balance: Some(&history::OWED), later, ..plain }
        }
        Stage::Enforcement => Brief { history: &history::ENFORCED, later, ..plain },
        Stage::Change => Brief { history: &history::SEALED, balance: Some(&history::OWED), later, ..plain },
        Stage::Closing => Brief { owed: Some(Amount::ZERO), ..plain },
        Stage::Agreed => agreed(document.kind, case, plain),
        Stage::Filing if document.kind == "proof-of-notice" => Brief { given: &history::GIVEN, ..plain },
        Stage::PreAction | Stage::Filing => plain,
    }
}

/// The same of what is agreed with the debtor: a plan that pays what is owed in three, on the day of the document. What it
/// leads to is kept for as long as the tests run.
pub(crate) fn agreed<'a>(kind: &str, case: &Case, plain: Brief<'a>) -> Brief<'a> {
    let (setting, history): (&str, &[_]) = match kind {
        "settlement-agreement" => ("enforcement", history::SETTLED.as_slice()),
        "judicial-confirmation-application" => ("decided", history::MEDIATED.as_slice()),
        _ => ("pre-action", &[]),
    };
    let plan: Plan = serde_json::from_value(serde_json::json!({
        "setting": setting, "agreed_on": plain.as_of,
        "instalments": [
            {"due": "2026-12-21", "amount": "5000.00"}, {"due": "2027-01-21", "amount": "5000.00"},
            {"due": "2027-02-21", "amount": "6000.00"},
        ],
        "grace_days": 3, "breach_after": 2, "whole_on_breach": true, "waived_if_kept": "300.00",
        "remark": "分期期间不另行计收利息和费用",
    }))
    .unwrap();
    let source = Source { file: "case.yaml".to_owned(), sha256: String::new() };
    let mut docket = Docket::of_case(case, source).with_plan(plan);
    docket.milestones = history.to_vec();
    let standing = docket.plan(plain.as_of, Rulebook::builtin()).unwrap().unwrap();
    let balance = docket.paid_before(plain.as_of).balance(plain.as_of, Rulebook::builtin()).ok();
    Brief {
        history,
        plan: Some(Box::leak(Box::new(standing))),
        owed_at_plan: balance.map(|answer| &*Box::leak(Box::new(answer.value))),
        confirm_by: "2026-12-21".parse().ok(),
        ..plain
    }
}

fn print(kind: &str, data: &Value) -> Pages {
    PRESS.pages(PRESS.library().folder(kind).unwrap(), data, &PageOptions::on(today())).unwrap()
}
