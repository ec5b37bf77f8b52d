//! Questions about contact logs: which entries the rules of collection find, within an account and across accounts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::{Value, json};
use sucheng::domain::problem::Severity;
use sucheng::domain::{Case, date};
use sucheng::rules::contacts::{Calls, Finding, Found};
use sucheng::rules::{Refusal, Rulebook};

use super::Given;

/// Answers the questions this file knows. `logs` holds, by account, entries written `at channel party to outcome` with
/// `record=` and `summary=` after; `-` is no number. Findings are written `account#entry rule severity`, for a daily limit
/// with `nth/most` and `+n` where the day's entries stand on n accounts.
pub fn answer(ask: &str, facts: &Value) -> Option<Result<Given, Refusal>> {
    if ask != "contacts" {
        return None;
    }
    let book = Rulebook::builtin();
    let until = facts["until"].as_str().map_or_else(|| day("2026-11-21"), day);
    let events = super::tracks::events(&facts["events"]);
    let (mut calls, mut found, mut too_old) = (Calls::default(), Vec::new(), BTreeMap::new());
    let mut reasons = Vec::new();
    let cases: Vec<Case> =
        facts["logs"].as_object().unwrap().iter().map(|(name, log)| case(name, log, facts)).collect();
    let mut breaches: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); cases.len()];
    let mut say = |account: usize, finding: &Finding<'_>| {
        if finding.severity == Severity::Warning {
            breaches[account].insert(finding.entry);
        }
        reasons.push(finding.dated.source.to_string());
        let severity = serde_json::to_value(finding.severity).unwrap();
        let more = match finding.found {
            Found::TooMany { nth, most, accounts: 1 } => format!(" {nth}/{most}"),
            Found::TooMany { nth, most, accounts } => format!(" {nth}/{most} +{accounts}"),
            Found::ThirdParty { failed, .. } => format!(" failed {failed}"),
            Found::Plan { signed } => format!(" since {signed}"),
            Found::Hours(_) | Found::NoConsent => String::new(),
        };
        found.push(format!(
            "{}#{} {} {}{more}",
            cases[account].account,
            finding.entry,
            finding.rule.id,
            severity.as_str().unwrap()
        ));
    };
    for (n, case) in (0_u32..).zip(&cases) {
        let judged = book.judge_contacts(case, &events, None, until);
        judged.findings.iter().for_each(|f| say(n as usize, f));
        for (rule, count) in judged.too_old {
            *too_old.entry(rule.to_owned()).or_insert(0) += count;
        }
        calls.add(case, n, until, book);
    }
    let without_number = calls.without_number;
    for over in calls.over(book) {
        if let Some(finding) = Finding::of_over(&over) {
            say(over.call.account as usize, &finding);
        }
    }
    let demands: serde_json::Map<String, Value> = cases
        .iter()
        .zip(&breaches)
        .filter_map(|(case, breaches)| {
            let demands = book.demands(case, until)?;
            Some((case.account.to_string(), json!(demands.days(breaches))))
        })
        .collect();
    let value =
        json!({"findings": found, "too_old": too_old, "without_number": without_number, "demands": demands});
    Some(Ok(Given { value, reasons: reasons.join("\n") }))
}

fn day(text: &str) -> NaiveDate {
    date::parse(text).unwrap()
}

/// The account: 李示例 and 周示例 owe, 王示例 guarantees, unless `debtors` names others for it.
fn case(account: &str, log: &Value, facts: &Value) -> Case {
    let person = |role: &str, name: &str, id: &str, phone: &str| json!({"role": role, "name": name, "id": {"type": "resident-id", "number": id}, "phones": [phone]});
    let debtors = match &facts["debtors"][account] {
        Value::Null => json!([
            person("primary", "李示例", "110101198503153011", "13800000001"),
            person("joint", "周示例", "11010519491231002X", "13800000003"),
            person("guarantor", "王示例", "440524188001010014", "13900000002"),
        ]),
        other => other.clone(),
    };
    let contacts: Vec<Value> = log.as_array().unwrap().iter().map(|e| entry(e.as_str().unwrap())).collect();
    let product = facts["product"].as_str().unwrap_or("credit-card");
    serde_json::from_value(json!({
        "account": account, "product": product, "debtors": debtors, "contacts": contacts,
        "debt": {"overdue_since": "2024-01-01", "as_of": "2026-06-30", "principal": "1000.00"},
    }))
    .unwrap()
}

fn entry(text: &str) -> Value {
    let words: Vec<&str> = text.split(' ').collect();
    let mut entry = json!({"at": format!("{} {}", words[0], words[1]), "channel": words[2], "party": words[3], "outcome": words[5]});
    if words[4] != "-" {
        entry["to"] = words[4].into();
    }
    for word in &words[6..] {
        let (name, value) = word.split_once('=').unwrap();
        entry[name] = value.into();
    }
    entry
}

proptest! {
    /// However calls are spread over a person's accounts, and whichever account is read first, the number that is one
    /// too many is that of all of them at different minutes less three a day (GB/T 45251-2025).
    #[test]
    fn the_limit_counts_the_same_however_calls_are_spread(spread in proptest::collection::vec(0_usize..4, 0..12)) {
        let book = Rulebook::builtin();
        let mut logs = vec![Vec::new(); 4];
        for (minute, account) in spread.iter().enumerate() {
            logs[*account].push(json!(format!("2026-03-02 10:{minute:02} phone debtor 13800000001 reached")));
        }
        let mut calls = [Calls::default(), Calls::default()];
        for (n, log) in (0_u32..).zip(&logs) {
            let case = case(&format!("A{n}"), &json!(log), &json!({}));
            calls[0].add(&case, n, day("2026-11-21"), book);
        }
        for (n, log) in logs.iter().enumerate().rev() {
            let mut one = Calls::default();
            one.add(&case(&format!("A{n}"), &json!(log), &json!({})), n as u32, day("2026-11-21"), book);
            calls[1].append(one);
        }
        let [forward, backward] = calls.map(|c| c.over(book));
        prop_assert_eq!(forward.len(), spread.len().saturating_sub(3));
        prop_assert_eq!(forward, backward);
    }
}
