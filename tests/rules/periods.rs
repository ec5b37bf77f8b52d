//! Questions about days, periods and citations, and their algebra.

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use sucheng::domain::{Case, date};
use sucheng::rules::limitation::Interruption;
use sucheng::rules::period::{Length, Roll};
use sucheng::rules::{Answer, Refusal, Rulebook};

use super::{Given, given};

/// Answers the questions this file knows.
pub fn answer(ask: &str, facts: &Value) -> Option<Result<Given, Refusal>> {
    let book = Rulebook::builtin();
    let plain = |value: Value| Given { value, reasons: String::new() };
    Some(match ask {
        "deadline" => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Facts {
                rule: String,
                from: NaiveDate,
                days: Option<u32>,
                until: Option<NaiveDate>,
                #[serde(default)]
                strict: bool,
            }
            let f: Facts = serde_json::from_value(facts.clone()).unwrap();
            match f.until {
                Some(until) => book.deadline_until(&f.rule, f.from, until, f.strict),
                None => book.deadline(&f.rule, f.from, f.days, f.strict),
            }
            .map(given)
        }
        "day" => {
            let on = date::parse(facts["on"].as_str().unwrap()).unwrap();
            book.day_status(on).map(|s| plain(serde_json::to_value(s).unwrap()))
        }
        "cite" => {
            let on = date::parse(facts["on"].as_str().unwrap()).unwrap();
            book.cite(facts["provision"].as_str().unwrap(), on)
                .map(|c| plain(serde_json::json!({"text": c.to_string(), "article": c.article})))
        }
        "limitation" => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Stated {
                on: NaiveDate,
                ended: Option<NaiveDate>,
                #[serde(default)]
                pending: bool,
                proved: Option<bool>,
            }
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Facts {
                due: NaiveDate,
                clock: Option<String>,
                #[serde(default)]
                interruptions: Vec<Stated>,
                #[serde(default)]
                strict: bool,
            }
            let f: Facts = serde_json::from_value(facts.clone()).unwrap();
            let stated: Vec<Interruption> = f
                .interruptions
                .into_iter()
                .map(|i| Interruption {
                    ended: i.ended,
                    pending: i.pending,
                    proved: i.proved.unwrap_or(true),
                    ..Interruption::stated(i.on)
                })
                .collect();
            match f.clock.as_deref() {
                Some("enforcement") => book.enforcement_limitation(f.due, &stated, f.strict),
                _ => book.limitation(f.due, &stated, f.strict),
            }
            .map(given)
        }
        "guarantee" => {
            let day = |name: &str| facts[name].as_str().and_then(date::parse);
            book.guarantee_period(day("due").unwrap(), day("until"), false).map(given)
        }
        "limitation-facts" => {
            let case = case(&facts["case"]);
            let found = book.limitation_facts(&case, &super::tracks::events(&facts["events"]));
            Ok(plain(serde_json::to_value(found).unwrap()))
        }
        "case-type" => {
            let found = book.case_type(facts["code"].as_str().unwrap());
            Ok(plain(found.map_or(Value::Null, |t| serde_json::json!({"id": t.id, "track": t.track}))))
        }
        _ => return None,
    })
}

/// A case with only what limitation looks at.
fn case(given: &Value) -> Case {
    let mut whole = serde_json::json!({
        "account": "A-1",
        "debtors": [{"role": "primary", "name": "李示例", "phones": ["13800000001"],
            "emails": ["li@example.com"], "domicile": "北京市东城区示例胡同5号",
            "service_address": {"agreed": true, "address": "北京市朝阳区示例路9号"}},
            {"role": "guarantor", "name": "王示例", "phones": ["13900000002"]}],
        "debt": {"overdue_since": "2022-01-01", "as_of": "2026-06-30", "principal": "1000.00"},
    });
    for (key, value) in given.as_object().unwrap() {
        whole[key] = value.clone();
    }
    serde_json::from_value(whole).unwrap()
}

fn day(offset: u64) -> NaiveDate {
    date::parse("2021-01-01").unwrap() + Days::new(offset)
}

fn length() -> impl Strategy<Value = Length> {
    prop_oneof![
        (1_u32..400).prop_map(Length::Days),
        (1_u32..60).prop_map(Length::Months),
        (1_u32..20).prop_map(Length::Years),
        (1_u32..200).prop_map(Length::Hours),
    ]
}

proptest! {
    /// A period counted forward never ends before it starts, and a later start never ends earlier.
    #[test]
    fn counted_forward(a in 0_u64..6000, gap in 0_u64..400, length in length()) {
        let (first, second) = (day(a), day(a + gap));
        prop_assert!(length.after(first).unwrap() > first);
        prop_assert!(length.after(first).unwrap() <= length.after(second).unwrap());
    }

    /// Months end on the corresponding day, or on the last of a shorter month and never in the next one.
    #[test]
    fn the_corresponding_day(a in 0_u64..6000, months in 1_u32..240) {
        let from = day(a);
        let end = Length::Months(months).after(from).unwrap();
        let index = from.year() * 12 + from.month0() as i32 + months as i32;
        prop_assert_eq!((end.year() * 12 + end.month0() as i32, true), (index, end.day() <= from.day()));
        if end.day() < from.day() {
            prop_assert_eq!((end + Days::new(1)).day(), 1);
        }
    }

    /// Every fixed period: it ends no earlier than it starts, forward ones on a workday no earlier than counted and by
    /// the shortest way, lapsing ones exactly where counted with the internal deadline on a workday before; warnings
    /// come in order, before the end, on workdays.
    #[test]
    fn every_period_ends_where_it_may(a in 0_u64..2100, pick in 0_usize..1000, days in 1_u32..60) {
        let book = Rulebook::builtin();
        let rules: Vec<_> = book.periods.iter().collect();
        let rule = rules[pick % rules.len()];
        let from = day(a);
        let span = &rule.values.on(from).unwrap().value;
        // Days that the court sets, or that the parties alone agree on.
        let set = (span.court_set || (span.agreed && span.length.is_none())).then_some(days);
        let Ok(Answer { value: d, because }) = book.deadline(&rule.id, from, set, false) else {
            let span = &rule.values.on(from).unwrap().value;
            prop_assert!(span.open.is_some() || !span.choose.is_empty());
            return Ok(());
        };
        let rest = |on| book.is_rest_day(on).unwrap();
        prop_assert!(!because.is_empty() && because.iter().all(|r| !r.detail.is_empty()));
        match (rule.roll, rule.backward) {
            (Roll::Forward | Roll::Court, false) => {
                prop_assert!(d.raw_due > from && d.due >= d.raw_due && !rest(d.due));
                prop_assert!(d.raw_due.iter_days().take_while(|x| *x < d.due).all(rest));
            }
            (Roll::Back, false) => {
                prop_assert_eq!(d.due, d.raw_due);
                let act_by = d.act_by.unwrap();
                prop_assert!(act_by < d.due && !rest(act_by));
            }
            (_, true) => prop_assert!(d.due <= d.raw_due && d.raw_due < from),
            _ => prop_assert_eq!(d.due, d.raw_due),
        }
        prop_assert!(d.warnings.windows(2).all(|w| w[0] < w[1]));
        prop_assert!(d.warnings.iter().all(|w| *w < d.due && !rest(*w)));
        let end = book.calendar_end().unwrap();
        prop_assert_eq!(d.provisional, d.raw_due > end || d.due > end);
        let strict = book.deadline(&rule.id, from, set, true);
        prop_assert_eq!(strict.err().map(|r| r.unpublished), d.provisional.then_some(true));
    }
}

proptest! {
    /// Limitation: an interruption in time never shortens it, one too late changes nothing, order does not matter, and
    /// without proof it never ends later than with.
    #[test]
    fn the_clock_of_limitation(a in 0_u64..1500, mut at in prop::collection::vec(1_u64..2500, 0..6)) {
        let book = Rulebook::builtin();
        let due = day(a);
        let stated = |at: &[u64]| -> Vec<Interruption> {
            at.iter().enumerate().map(|(i, n)| Interruption { proved: i % 2 == 0, ..Interruption::stated(due + Days::new(*n)) }).collect()
        };
        let plain = book.limitation(due, &[], false).unwrap().value;
        let with = book.limitation(due, &stated(&at), false).unwrap().value;
        prop_assert!(with.expires >= plain.expires);
        prop_assert!(with.expires_proved <= with.expires);
        prop_assert_eq!(with.rests_on_unproved, with.expires_proved < with.expires);
        prop_assert!(with.expires <= with.maximum.unwrap());
        let mut given = stated(&at);
        given.reverse();
        prop_assert_eq!(&book.limitation(due, &given, false).unwrap().value.expires, &with.expires);
        // The day after it ran out is too late.
        at.clear();
        let late = Interruption::stated(plain.expires + Days::new(1));
        prop_assert_eq!(book.limitation(due, &[late], false).unwrap().value.expires, plain.expires);
        let last = Interruption::stated(plain.expires);
        prop_assert!(book.limitation(due, &[last], false).unwrap().value.expires > plain.expires);
    }
}
