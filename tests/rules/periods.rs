//! Questions about days, periods and citations, and their algebra.

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use sucheng::domain::date;
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
        "case-type" => {
            let found = book.case_type(facts["code"].as_str().unwrap());
            Ok(plain(found.map_or(Value::Null, |t| serde_json::json!({"id": t.id, "track": t.track}))))
        }
        _ => return None,
    })
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
        let set = rule.values.on(from).unwrap().value.court_set.then_some(days);
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
