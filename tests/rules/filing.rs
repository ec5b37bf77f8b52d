//! Questions before a filing: forum, track, procedure, who signs, costs, what comes back.
//!
//! `given.case` is laid over a card debt of 38 652.41 that nothing speaks against, whose court is 北京市西城区人民法院
//! by the claimant's seat (or over a loan, with `base: loan`). `expect.codes` is everything found, by code, sorted.

use serde_json::{Value, json};
use sucheng::domain::{Amount, Case, date};
use sucheng::rules::filing::{FilingAsk, Running};
use sucheng::rules::{Refusal, Rulebook};

use super::Given;
use super::tracks::events;

fn base(kind: &Value) -> Value {
    let mut case = json!({
        "account": "A-1", "product": "credit-card",
        "creditor": {"name": "示例银行股份有限公司信用卡中心", "kind": "branch", "lender": "licensed", "uscc": "91110102MA0000A199",
            "address": "北京市西城区示例大街1号", "head": {"name": "周示例", "title": "负责人"},
            "bank_account": {"name": "示例银行", "bank": "示例银行北京分行", "number": "0200000000000000001"}},
        "debtors": [{"role": "primary", "name": "李示例", "domicile": "北京市东城区示例胡同5号", "residence": "北京市朝阳区示例路9号",
            "phones": ["13800000001"], "service_address": {"agreed": true, "address": "北京市朝阳区示例路9号"}}],
        "contract": {"title": "领用合约", "forum": {"kind": "court", "court": "北京市西城区人民法院", "link": "原告住所地"}},
        "debt": {"overdue_since": "2025-11-06", "as_of": "2026-10-31", "principal": "38652.41"}
    });
    if kind == "loan" {
        let loan = json!({
            "product": "online-loan",
            "contract": {"principal": "50000.00", "disbursed_on": "2024-05-10", "due_on": "2026-05-10"}
        });
        lay(&mut case, &loan);
    }
    case
}

/// Lays one value over another; null removes.
fn lay(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                // What is given as nothing is taken away.
                if value.is_null() {
                    under.remove(key);
                } else {
                    lay(under.entry(key.clone()).or_insert(Value::Null), value);
                }
            }
        }
        (Value::Array(under), Value::Array(over)) => {
            for (i, value) in over.iter().enumerate() {
                match under.get_mut(i) {
                    Some(slot) => lay(slot, value),
                    None => under.push(value.clone()),
                }
            }
        }
        (under, over) => *under = over.clone(),
    }
}

/// Answers the questions this file knows.
pub fn answer(ask: &str, facts: &Value) -> Option<Result<Given, Refusal>> {
    if ask != "filing" {
        return None;
    }
    let day = |value: &Value| date::parse(value.as_str().unwrap());
    let mut case = base(&facts["base"]);
    if let Some(over) = facts.get("case") {
        lay(&mut case, over);
    }
    let case: Case = serde_json::from_value(case).unwrap();
    let history = events(&facts["events"]);
    let running = |value: &Value| Running {
        from: day(&value[0]).unwrap(),
        due: day(&value[1]).unwrap(),
        of: value[2].as_str().map(str::to_owned),
        source: "民法典".to_owned(),
    };
    let book = match facts["rules"].as_str() {
        Some(text) => {
            &Rulebook::builtin().with_overrides([("rules/own.yaml".to_owned(), text.to_owned())]).unwrap()
        }
        None => &**Rulebook::builtin(),
    };
    let mut found = book.filing(&FilingAsk {
        case: &case,
        on: facts.get("on").map_or_else(|| date::parse("2026-11-21"), day).unwrap(),
        claimed: facts["claimed"].as_str().map_or(Amount::from_fen(3_865_241), |a| a.parse().unwrap()),
        history: &history,
        limitation: facts.get("limitation").map(running),
        guarantees: facts["guarantees"].as_array().into_iter().flatten().map(running).collect(),
    });
    // Whether the wages of the place are known is another question than any but those of small claims.
    found.retain(|p| p.code != "N-SMALL-CLAIMS-NO-WAGE" || facts["wages"] == json!(true));
    found.sort_by_key(|p| p.code);
    let codes: Vec<&str> = found.iter().map(|p| p.code).collect();
    assert!(found.iter().all(|p| p.source.is_some()), "a finding without its source: {found:?}");
    let reasons = format!("{found:?}");
    Some(Ok(Given { value: json!({ "codes": codes }), reasons }))
}
