//! `sucheng list`.

use super::{all_cases, ends, shows};

fn accounts(room: &crate::support::Room, args: &[&str]) -> Vec<String> {
    let answer = room.json(&[&["list"], args].concat());
    answer["accounts"].as_array().unwrap().iter().map(|a| a["account"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn lists_everything() {
    let room = all_cases();
    shows(&room, "list", &["list"]);
    shows(&room, "list-zh", &["list", "--lang", "zh-CN"]);
    shows(&room, "list-nothing", &["list", "--stage", "heard"]);
    let jsonl = ends(&room, 0, &["list", "--jsonl"]);
    let lines: Vec<serde_json::Value> =
        jsonl.stdout.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 6);
    assert!(lines.iter().all(|l| l["schema"] == "sucheng/list/v1" && l["account"].is_string()));
}

#[test]
fn selects() {
    let room = all_cases();
    let all = accounts(&room, &[]);
    assert_eq!(accounts(&room, &["--all"]), all);
    assert_eq!(accounts(&room, &["MF-2026-000045", "CC-2026-000981"]), ["CC-2026-000981", "MF-2026-000045"]);
    assert_eq!(accounts(&room, &["--batch", "2026Q4-01"]), ["CC-2026-000981", "PL-2026-000217"]);
    assert_eq!(accounts(&room, &["--handler", "执行组"]), ["PL-2025-000064"]);
    assert_eq!(accounts(&room, &["--stage", "hearing-set"]), ["CC-2026-000123"]);
    assert_eq!(accounts(&room, &["--where", "track=arbitration"]), ["OL-2026-001508"]);
    // Principal of the case files, less the payments of the settled one: 99,817.32 and 96,000.00 alone are above 50,000.
    assert_eq!(accounts(&room, &["--where", "principal>50000"]), ["PL-2025-000064", "PL-2026-000217"]);
    assert_eq!(
        accounts(&room, &["--where", "principal > 50000", "--where", "batch=2026Q4-01"]),
        ["PL-2026-000217"]
    );
    assert_eq!(accounts(&room, &["--where", "owed<=0"]), ["MF-2026-000045"]);
    assert_eq!(
        accounts(&room, &["--where", "court!=北京市西城区人民法院", "--where", "product=credit-card"]),
        ["CC-2026-000981"]
    );
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let room = all_cases();
    shows(&room, "list-unknown-account", &["list", "CC-2026-00123"]);
    shows(&room, "list-unknown-field", &["list", "--where", "colour=red"]);
    for condition in ["principal", "principal>many", "stage>filed", "next_due<soon"] {
        assert!(
            ends(&room, 2, &["list", "--where", condition]).stderr.contains("E-SELECT-CONDITION"),
            "{condition}"
        );
    }
}

/// On 1 July 2026 nothing had been paid and no suit filed.
#[test]
fn stands_on_the_day_it_is_told() {
    let room = all_cases();
    let answer = room.json(&["list", "MF-2026-000045", "--as-of", "2026-07-01"]);
    assert_eq!(answer["accounts"][0]["principal"], "15000.00");
    shows(&room, "list-bad-date", &["list", "--as-of", "21.11.2026"]);
}

/// Rows are kept over days: what is due is read from them, what is owed is counted anew. On each later day a workspace with
/// rows of the days before answers as one whose rows are all of that day, as `registry rebuild` makes them.
#[test]
fn a_new_day_is_answered_from_old_rows_as_without_them() {
    let (old, bare) = (all_cases(), all_cases());
    let at = |room: &crate::support::Room, now: &str, args: &[&str]| {
        let output = room.command(args).env("SUCHENG_NOW", format!("{now}T09:00:00+08:00")).output();
        let run = room.seen(output.unwrap());
        assert_eq!(run.status, 0, "{run}");
        run.stdout
    };
    let owed =
        |list: &str| serde_json::from_str::<serde_json::Value>(list).unwrap()["accounts"][0]["owed"].clone();
    let first = at(&old, "2026-11-21", &["list", "--json"]);
    for day in ["2026-11-22", "2026-12-09", "2027-02-20", "2028-01-03"] {
        at(&bare, day, &["registry", "rebuild"]);
        for args in
            [&["agenda", "--json"][..], &["list", "--json"], &["agenda", "--jsonl"], &["list", "--json"]]
        {
            assert_eq!(at(&old, day, args), at(&bare, day, args), "{day} {args:?}");
        }
        // Interest runs on.
        assert_ne!(owed(&at(&old, day, &["list", "--json"])), owed(&first));
        // A day that is past is answered too, and today's rows are left alone by it.
        assert_eq!(at(&old, day, &["list", "--json", "--as-of", "2026-11-21"]), first);
    }
}
