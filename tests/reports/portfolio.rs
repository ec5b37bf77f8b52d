//! `report portfolio` over a made-up portfolio, figure by figure against [`super::reckoned`].

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::reckoned::{self, Account, day, ending, fen, quotient};
use super::{generated, with_log};
use crate::support::Room;

const ACCOUNTS: usize = 400;

/// One room for all questions: they only read.
fn room() -> &'static (Room, String) {
    static ROOM: OnceLock<(Room, String)> = OnceLock::new();
    ROOM.get_or_init(|| {
        let log = generated::log(ACCOUNTS);
        (with_log(&log), log)
    })
}

/// One test at a time asks in the room: each run has the registry for itself, and another would wait only so long.
fn turn() -> std::sync::MutexGuard<'static, ()> {
    static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());
    TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The day of the tests, and one on which many of the accounts had come less far.
const DAYS: [&str; 2] = ["2026-11-21", "2025-12-31"];

fn quantity(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| fen(value))
}

#[track_caller]
fn same_rates(told: &Value, all: &[&Account]) {
    let reckoned = reckoned::rates(all);
    let figures = told.as_array().unwrap();
    assert_eq!(figures.len(), 13);
    for figure in figures {
        let id = figure["id"].as_str().unwrap();
        let rate = reckoned.get(id).copied().unwrap_or_default();
        let found = (
            quantity(&figure["numerator"]),
            quantity(&figure["denominator"]),
            figure["accounts"].as_u64().unwrap() as usize,
            figure["left_out"].as_u64().unwrap() as usize,
        );
        assert_eq!(found, rate, "{id}");
        assert_eq!(figure["value"], json!(quotient(rate)), "{id}");
        assert_eq!(figure.get("why").is_some(), rate.1 == 0, "{id}");
    }
}

#[test]
fn every_rate_is_what_the_log_comes_to() {
    let _turn = turn();
    let (room, log) = room();
    for as_of in DAYS {
        let told = room.json(&["report", "portfolio", "--as-of", as_of]);
        let (all, later) = reckoned::accounts(log, date(as_of));
        assert_eq!(told["referred_later"], later);
        assert_eq!(told["not_computed"], json!([]));
        same_rates(&told["figures"], &all.iter().collect::<Vec<_>>());
        let sum = |of: &dyn Fn(&Account) -> i64| all.iter().map(of).sum::<i64>();
        let overall = &told["overall"];
        assert_eq!(overall["accounts"], all.len());
        assert_eq!(fen(&overall["principal"]), sum(&Account::principal));
        assert_eq!(fen(&overall["claimed"]), sum(&Account::stated));
        assert_eq!(fen(&overall["recovered"]), sum(&Account::cash));
        assert_eq!(fen(&overall["overpaid"]), sum(&|a| a.beyond));
        assert_eq!(overall["lost"], all.iter().filter(|a| a.lost()).count());
        assert_eq!(fen(&overall["costs"]), sum(&Account::costs));
        assert_eq!(overall["settled"], all.iter().filter(|a| a.settled()).count());
    }
    // The figures of the day are about something: each fate is there.
    let (all, _) = reckoned::accounts(log, date(DAYS[0]));
    let rates = reckoned::rates(&all.iter().collect::<Vec<_>>());
    assert_eq!(rates.len(), 13);
    assert!(rates.values().all(|(above, below, ..)| *above > 0 && above < below), "{rates:?}");
    assert!(
        rates["win-rate-count"].3 > 0 && all.iter().any(|a| a.beyond > 0) && all.iter().any(Account::lost)
    );
}

/// Mean, median and nearest rank, from the definitions.
fn spread(mut days: Vec<i64>) -> [Value; 3] {
    days.sort_unstable();
    let n = days.len();
    if n == 0 {
        return [Value::Null, Value::Null, Value::Null];
    }
    let half_up = |x: f64| (x + 0.5).floor() as i64;
    let mean = half_up(days.iter().sum::<i64>() as f64 / n as f64);
    let median = half_up((days[(n - 1) / 2] + days[n / 2]) as f64 / 2.0);
    let p90 = *days.iter().find(|d| days.iter().filter(|e| e <= d).count() * 10 >= n * 9).unwrap();
    [json!(mean), json!(median), json!(p90)]
}

#[test]
fn every_duration_is_what_the_log_comes_to() {
    let _turn = turn();
    let (room, log) = room();
    for as_of in DAYS {
        let told = room.json(&["report", "portfolio", "--as-of", as_of]);
        let (all, _) = reckoned::accounts(log, date(as_of));
        let between = |from: Option<NaiveDate>, to: Option<NaiveDate>| Some((to? - from?).num_days());
        let closing = |a: &Account| {
            let accepted = a.suits.last()?.iter().rfind(|s| s.name == "accepted").map(|s| s.on);
            between(accepted, a.closed().map(|(day, _)| day))
        };
        let expected = [
            (
                "acceptance-days",
                all.iter().filter_map(|a| between(a.filed(), a.accepted())).collect::<Vec<_>>(),
            ),
            ("closing-days", all.iter().filter_map(closing).collect()),
            (
                "enforcement-days",
                all.iter()
                    .filter_map(|a| {
                        between(a.enforced(&["accepted"]), a.enforced(&["terminated-round", "closed"]))
                    })
                    .collect(),
            ),
        ];
        for (found, (id, days)) in told["durations"].as_array().unwrap().iter().zip(expected) {
            assert_eq!((&found["id"], &found["accounts"]), (&json!(id), &json!(days.len())));
            assert_eq!([&found["mean"], &found["median"], &found["p90"]], spread(days).each_ref(), "{id}");
        }
    }
}

#[test]
fn funnel_ageing_and_months_are_what_the_log_comes_to() {
    let _turn = turn();
    let (room, log) = room();
    for as_of in DAYS {
        let told = room.json(&["report", "portfolio", "--as-of", as_of, "--since", "2025-01-15"]);
        let (as_of, (all, _)) = (date(as_of), reckoned::accounts(log, date(as_of)));
        // 民诉法解释 435: a payment order lapses with the ruling that ends the procedure.
        let order = |s: &Vec<reckoned::Step>| {
            s.iter().any(|s| s.name == "issued") && !s.iter().any(|s| s.name == "terminated")
        };
        let decided = |a: &Account| {
            a.judgment().is_some() || a.first(&["mediated"]).is_some() || a.suits.iter().any(order)
        };
        let force = |a: &Account| a.first(&["effective", "mediated", "award"]).is_some();
        let reached = |a: &Account| {
            [
                true,
                a.filed().is_some(),
                a.accepted().is_some(),
                decided(a),
                force(a),
                a.enforced(&["applied"]).is_some(),
                a.enforced(&["accepted"]).is_some(),
            ]
            .iter()
            .rposition(|r| *r)
            .unwrap()
        };
        for (at, step) in told["funnel"].as_array().unwrap().iter().enumerate() {
            let came: Vec<&Account> = all.iter().filter(|a| reached(a) >= at).collect();
            assert_eq!(step["accounts"], came.len(), "{step}");
            assert_eq!(fen(&step["principal"]), came.iter().map(|a| a.principal()).sum::<i64>(), "{step}");
        }
        let mut ages: BTreeMap<&str, usize> = BTreeMap::new();
        for a in all.iter().filter(|a| !a.settled() && !a.lost()) {
            let days = day(&a.case["debt"]["overdue_since"]).map(|d| (as_of - d).num_days() + 1);
            let class = match days {
                None => "unknown",
                Some(..=0) => "not-due",
                Some(..=30) => "1-30",
                Some(..=90) => "31-90",
                Some(..=180) => "91-180",
                Some(..=365) => "181-365",
                Some(_) => "over-365",
            };
            *ages.entry(class).or_default() += 1;
        }
        for bucket in told["ageing"].as_array().unwrap() {
            let id = bucket["id"].as_str().unwrap();
            assert_eq!(bucket["accounts"], ages.get(id).copied().unwrap_or_default(), "{id}");
        }
        let months = told["months"].as_array().unwrap();
        assert_eq!(months[0]["month"], "2025-01");
        assert_eq!(months.last().unwrap()["month"], as_of.format("%Y-%m").to_string());
        // What was in hand, and came, less what was settled, is in hand.
        let n = |month: &Value, key: &str| month[key].as_i64().unwrap();
        for two in months.windows(2) {
            let stock = n(&two[0], "stock") + n(&two[1], "referred") - n(&two[1], "settled");
            assert_eq!(n(&two[1], "stock"), stock, "{}", two[1]["month"]);
        }
        for month in months {
            let name = month["month"].as_str().unwrap();
            let is = |d: &NaiveDate| d.format("%Y-%m").to_string() == name;
            let referred = all.iter().filter_map(|a| day(&a.case["referred_on"])).filter(is).count();
            assert_eq!(month["referred"], referred, "{name}");
            // What is filed anew counts again, and takes nothing from the month in which it was withdrawn.
            let suits = || all.iter().flat_map(|a| &a.suits);
            let first = |names: &[&str]| {
                let day = |s: &Vec<reckoned::Step>| {
                    s.iter().find(|s| names.contains(&s.name.as_str())).map(|s| s.on)
                };
                suits().filter_map(day).filter(is).count()
            };
            assert_eq!(month["filed"], first(&["filed", "applied"]), "{name}");
            assert_eq!(month["accepted"], first(&["accepted"]), "{name}");
            let closings: Vec<_> = all.iter().flat_map(Account::closings).filter(|(on, _)| is(on)).collect();
            assert_eq!(month["closed"], closings.len(), "{name}");
            let withdrawn = closings.iter().filter(|(_, how)| *how == "withdrawn").count();
            assert_eq!(month["withdrawn"], withdrawn, "{name}");
            let came = |kind: bool| {
                let came = all.iter().flat_map(|a| &a.came).filter(|c| is(&c.0) && c.2 == kind);
                came.map(|c| c.1).sum::<i64>()
            };
            assert_eq!(
                (fen(&month["recovered"]), fen(&month["in_kind"])),
                (came(false), came(true)),
                "{name}"
            );
            // At the end of the month, or of the day stood on, by a reckoning of its own.
            let first = format!("{name}-01").parse::<NaiveDate>().unwrap();
            let end = (first + chrono::Months::new(1)).pred_opt().unwrap().min(as_of);
            let (then, _) = reckoned::accounts(log, end);
            assert_eq!(month["stock"], then.iter().filter(|a| !a.settled()).count(), "{name}");
            assert_eq!(month["in_suit"], then.iter().filter(|a| a.in_suit()).count(), "{name}");
            assert_eq!(
                month["settled"],
                all.iter().filter_map(Account::settled_on).filter(is).count(),
                "{name}"
            );
            let spent: i64 = all.iter().flat_map(|a| &a.spent).filter(|c| is(&c.0)).map(|c| c.1).sum();
            assert_eq!(fen(&month["costs"]), spent, "{name}");
        }
    }
}

/// Groups add up to the whole, hold the rates of their own accounts, and are what `--group` narrows to.
#[test]
fn groups_are_portfolios_of_their_own() {
    let _turn = turn();
    let (room, log) = room();
    let told = room.json(&["report", "portfolio"]);
    let (all, _) = reckoned::accounts(log, date(DAYS[0]));
    let of = |a: &Account, by: &str| -> Option<String> {
        let value = match by {
            "batch" => &a.case["batch"],
            "product" => &a.case["product"],
            "firm" => &a.case["counsel"]["firm"],
            "branch" => &a.case["creditor"]["name"],
            _ => &a.case["handler"]["name"],
        };
        value.as_str().map(str::to_owned)
    };
    for by in ["batch", "product", "branch", "firm", "handler"] {
        let groups = told["by"][by].as_array().unwrap();
        assert_eq!(groups.iter().map(|g| g["accounts"].as_u64().unwrap()).sum::<u64>() as usize, all.len());
        for group in groups {
            let key = group["key"].as_str().map(str::to_owned);
            let held: Vec<&Account> = all.iter().filter(|a| of(a, by) == key).collect();
            assert_eq!(group["accounts"], held.len(), "{by} {key:?}");
            let rates = reckoned::rates(&held);
            for (id, value) in group["figures"].as_object().unwrap() {
                let rate = rates.get(id.as_str()).copied().unwrap_or_default();
                assert_eq!(*value, json!(quotient(rate)), "{by} {key:?} {id}");
            }
            let closing = |a: &&Account| {
                let accepted = a.suits.last()?.iter().rfind(|s| s.name == "accepted")?.on;
                Some((a.closed()?.0 - accepted).num_days())
            };
            let days = held.iter().filter_map(closing).collect();
            assert_eq!(group["durations"]["closing-days"]["median"], spread(days)[1], "{by} {key:?}");
        }
        // The place of a group: one more than there are named groups of a higher recovery rate.
        let rate = |g: &Value| g["figures"]["recovery-rate"].as_str().unwrap().parse::<f64>().unwrap();
        for group in groups {
            let higher = groups.iter().filter(|g| !g["key"].is_null() && rate(g) > rate(group)).count();
            let place = if group["key"].is_null() { Value::Null } else { json!(higher + 1) };
            assert_eq!(group["rank"], place, "{by} {}", group["key"]);
        }
    }
    let held: Vec<&Account> = all.iter().filter(|a| a.case["batch"].is_null()).collect();
    let narrowed = room.json(&["report", "portfolio", "--group", "batch="]);
    same_rates(&narrowed["figures"], &held);
    // A selection brings the rows of the registry up to date: not in the room of those that only read.
    let selected = with_log(log).json(&["report", "portfolio", "--batch", "B3"]);
    same_rates(&selected["figures"], &all.iter().filter(|a| a.case["batch"] == "B3").collect::<Vec<_>>());
}

/// What a number is made of adds up to it.
#[test]
fn numbers_are_followed_to_their_accounts() {
    let _turn = turn();
    let (room, log) = room();
    let told = room.json(&["report", "portfolio"]);
    for id in ["recovery-rate", "win-rate-amount", "default-rate", "enforcement-recovery-rate"] {
        let figure = told["figures"].as_array().unwrap().iter().find(|f| f["id"] == id).unwrap();
        let listed = room.json(&["report", "portfolio", "--figure", id]);
        let rows = listed["accounts"].as_array().unwrap();
        let sum = |key: &str| rows.iter().filter_map(|r| r.get(key)).map(quantity).sum::<i64>();
        assert_eq!(sum("numerator"), quantity(&figure["numerator"]), "{id}");
        assert_eq!(sum("denominator"), quantity(&figure["denominator"]), "{id}");
        assert_eq!(
            rows.iter().filter(|r| r["unknown"] == true).count(),
            figure["left_out"].as_u64().unwrap() as usize
        );
    }
    // Behind a day that must not be missed are the accounts that the row counts, by the days of the ledger.
    let ledger = room.json(&["report", "ledger"]);
    let most = date(DAYS[0]) + chrono::Days::new(90);
    for (id, column) in [
        ("limitation", "limitation_until"),
        ("enforcement-apply", "enforcement_due"),
        ("seizure", "seizure_until"),
        ("guarantee-period", "guarantee_until"),
    ] {
        let listed = room.json(&["report", "portfolio", "--figure", id]);
        let name = |r: &Value| r["account"].as_str().unwrap().to_owned();
        let names: Vec<String> = listed["accounts"].as_array().unwrap().iter().map(name).collect();
        let near = |r: &&Value| day(&r[column]).is_some_and(|day| day <= most);
        let expected: Vec<String> =
            ledger["accounts"].as_array().unwrap().iter().filter(near).map(name).collect();
        assert_eq!(names, expected, "{id}");
        let row = told["at_risk"].as_array().unwrap().iter().find(|r| r["id"] == id).unwrap();
        let counted = row["late"].as_u64().unwrap() + row["within_90"].as_u64().unwrap();
        assert_eq!(names.len() as u64, counted, "{id}");
    }
    let (all, _) = reckoned::accounts(log, date(DAYS[0]));
    let names = |id: &str| -> Vec<String> {
        let listed = room.json(&["report", "portfolio", "--figure", id]);
        let name = |r: &Value| r["account"].as_str().unwrap().to_owned();
        listed["accounts"].as_array().unwrap().iter().map(name).collect()
    };
    let expected = |is: &dyn Fn(&Account) -> bool| -> Vec<String> {
        all.iter().filter(|a| is(a)).map(|a| a.name.clone()).collect()
    };
    assert_eq!(names("filed"), expected(&|a| a.filed().is_some()));
    assert_eq!(names("closing-days"), expected(&|a| a.closed().is_some()));
    assert_eq!(
        names("unknown"),
        expected(&|a| !a.settled() && !a.lost() && a.case["debt"]["overdue_since"].is_null())
    );
}

fn names(room: &Room, args: &[&str]) -> Vec<String> {
    let listed = room.json(&[&["report", "portfolio"], args].concat());
    let name = |r: &Value| r["account"].as_str().unwrap().to_owned();
    listed["accounts"].as_array().unwrap().iter().map(name).collect()
}

/// The largest open accounts, and what is wrong with which, from the raw log.
#[test]
fn problems_and_the_largest_are_what_the_log_comes_to() {
    let _turn = turn();
    let (room, log) = room();
    for as_of in DAYS {
        let told = room.json(&["report", "portfolio", "--as-of", as_of]);
        let (on, (all, _)) = (date(as_of), reckoned::accounts(log, date(as_of)));
        let mut open: Vec<&Account> = all.iter().filter(|a| !a.settled() && !a.lost()).collect();
        open.sort_by_key(|a| (-a.principal(), a.name.clone()));
        let largest: Vec<&str> = open.iter().take(10).map(|a| a.name.as_str()).collect();
        let major = told["major"].as_array().unwrap();
        assert_eq!(major.iter().map(|m| m["account"].as_str().unwrap()).collect::<Vec<_>>(), largest);
        assert_eq!(fen(&major[0]["principal"]), open[0].principal());
        assert_eq!(names(room, &["--as-of", as_of, "--figure", "major"]), largest);
        let days = |day: Option<NaiveDate>| day.map(|day| (on - day).num_days());
        let begun = |a: &Account| a.filed().is_some() || a.accepted().is_some() || a.can_enforce();
        let waits = |a: &Account| {
            let suit = a.suits.last()?;
            let accepted = suit.iter().any(|s| s.name == "accepted") || ending(suit).is_some();
            days(suit.iter().find(|s| s.name == "filed" || s.name == "applied").map(|s| s.on))
                .filter(|_| !accepted)
        };
        let has = |a: &Account, id: &str| match id {
            _ if a.settled() || a.lost() => false,
            "unfiled" => !begun(a) && days(day(&a.case["referred_on"])).is_some_and(|n| n >= 30),
            "unaccepted" => waits(a).is_some_and(|n| n > 7),
            "unenforced" => a.can_enforce() && a.enforced(&["applied"]).is_none(),
            _ => days(a.last_sign()).is_some_and(|n| n >= 60),
        };
        for id in ["unfiled", "unaccepted", "unenforced", "idle"] {
            let held: Vec<&Account> = all.iter().filter(|a| has(a, id)).collect();
            let matter = told["problems"].as_array().unwrap().iter().find(|m| m["id"] == id).unwrap();
            assert!(!held.is_empty() && held.len() < all.len(), "{id} is about something");
            assert_eq!(matter["accounts"], held.len(), "{id} on {as_of}");
            assert_eq!(fen(&matter["principal"]), held.iter().map(|a| a.principal()).sum::<i64>(), "{id}");
            let expected: Vec<String> = held.iter().map(|a| a.name.clone()).collect();
            assert_eq!(names(room, &["--as-of", as_of, "--figure", id]), expected, "{id}");
        }
    }
}

/// What is late and what falls due is what the agenda says, which is made of the rows of the registry.
#[test]
fn the_plan_is_that_of_the_agenda() {
    let (_, log) = room();
    // The agenda brings rows up to date: not in the room of those that only read.
    let room = with_log(log);
    let told = room.json(&["report", "portfolio"]);
    let agenda = room.json(&["agenda", "--within", "60d"]);
    let items: Vec<&Value> = agenda["items"].as_array().unwrap().iter().collect();
    // The day of the tests is 21 November 2026: this month ends on the 30th, the next on 31 December.
    let is = |item: &Value, id: &str| {
        let due = item["due"].as_str().unwrap();
        let ours = item["by"] != "debtor" && item["urgency"] != "possible";
        ours && match id {
            "late" => due < "2026-11-21",
            "this-month" => ("2026-11-21"..="2026-11-30").contains(&due),
            _ => ("2026-12-01"..="2026-12-31").contains(&due),
        }
    };
    let mut counted = 0;
    for row in told["plan"].as_array().unwrap() {
        for (id, key) in [("late", "late"), ("this-month", "this_month"), ("next-month", "next_month")] {
            let of_rule = |item: &&&Value| row["rule"].is_null() || item["rule"] == row["rule"];
            let meant = items.iter().filter(of_rule).filter(|item| is(item, id));
            let accounts: std::collections::BTreeSet<String> =
                meant.map(|item| item["account"].as_str().unwrap().to_owned()).collect();
            let figure = row["rule"].as_str().map_or_else(|| id.to_owned(), |rule| format!("{id}/{rule}"));
            assert_eq!(row[key], accounts.len(), "{figure}");
            assert_eq!(names(&room, &["--figure", &figure]), accounts.into_iter().collect::<Vec<_>>());
            counted += 1;
        }
    }
    assert!(counted > 9 && told["plan"][0]["late"].as_u64() > Some(0), "{counted}");
}

/// A number of a month, or of the days ahead, is followed to as many accounts as it counts.
#[test]
fn each_cell_is_followed_to_its_accounts() {
    let _turn = turn();
    let (room, _) = room();
    let told = room.json(&["report", "portfolio"]);
    for month in told["months"].as_array().unwrap().iter().rev().take(2) {
        let name = month["month"].as_str().unwrap();
        let keys = ["referred", "filed", "accepted", "closed", "settled", "in_suit", "stock"];
        for key in keys {
            let id = format!("{}-{name}", key.replace('_', "-"));
            assert_eq!(month[key], names(room, &["--figure", &id]).len(), "{id}");
        }
    }
    for (id, sum) in [("settled", "settled"), ("in-suit", "in_suit"), ("in-enforcement", "in_enforcement")] {
        assert_eq!(told["overall"][sum], names(room, &["--figure", id]).len(), "{id}");
    }
    for risk in told["at_risk"].as_array().unwrap() {
        let of = |part: &str| names(room, &["--figure", &format!("{}-{part}", risk["id"].as_str().unwrap())]);
        assert_eq!(risk["late"], of("late").len());
        for days in ["7", "30", "60", "90"] {
            assert_eq!(risk[format!("within_{days}")], of(days).len(), "{risk} {days}");
        }
    }
    let refused = room.run(&["report", "portfolio", "--figure", "closed-2026-13"]);
    assert!(refused.status == 2 && refused.stderr.contains("E-REPORT-FIGURE"), "{refused}");
}

/// A row of the ledger and the key figures say the same of an account.
#[test]
fn the_ledger_says_the_same() {
    let _turn = turn();
    let (room, log) = room();
    for as_of in DAYS {
        let told = room.json(&["report", "ledger", "--as-of", as_of]);
        let (all, _) = reckoned::accounts(log, date(as_of));
        let rows = told["accounts"].as_array().unwrap();
        assert_eq!(rows.len(), all.len());
        for (row, a) in rows.iter().zip(&all) {
            assert_eq!(row["account"], a.name);
            assert_eq!(fen(&row["recovered"]), a.cash(), "{}", a.name);
            let costs = ["court_costs", "preservation_costs", "attorney_costs"];
            assert_eq!(costs.iter().map(|key| fen(&row[*key])).sum::<i64>(), a.costs(), "{}", a.name);
            let ended = a.suits.last().and_then(|s| ending(s)).map(|(_, how)| how);
            assert_eq!(row["ended_by"], json!(ended), "{}", a.name);
            // After a remand the day is that of the number, as 立案日 and 案号 of cells.yaml.
            let accepted =
                a.suits.last().and_then(|s| s.iter().rfind(|s| s.name == "accepted")).map(|s| s.on);
            assert_eq!(row["accepted_on"], json!(accepted), "{}", a.name);
        }
    }
}
