//! `sucheng agenda`.

use super::{all_cases, ends, shows};
use crate::support::Room;

#[test]
fn lists_what_is_due_soonest_first() {
    let room = all_cases();
    shows(&room, "agenda", &["agenda", "--within", "60d"]);
    shows(
        &room,
        "agenda-sources-zh",
        &["agenda", "--within", "4w", "CC-2026-000123", "PL-2025-000064", "-v", "--lang", "zh-CN"],
    );
    shows(&room, "agenda-nothing", &["agenda", "--within", "30d", "CC-2026-000981"]);
    shows(&room, "agenda-bad-days", &["agenda", "--within", "soon"]);
    let items = room.json(&["agenda"])["items"].as_array().unwrap().clone();
    let due: Vec<&str> = items.iter().map(|i| i["due"].as_str().unwrap()).collect();
    assert!(due.windows(2).all(|pair| pair[0] <= pair[1]), "{due:?}");
    let jsonl = ends(&room, 0, &["agenda", "--jsonl"]);
    assert_eq!(jsonl.stdout.lines().count(), items.len());
}

/// The statuses of the contract, each where the law puts it. The hearing is on 8 December 2026; the freeze ends by its
/// order on the 17th; 三个月 after 29 May 2026, when the enforcement was accepted, its round may end (法〔2016〕373号 1);
/// the guarantee ends on 15 August 2029 as the contract has it.
#[test]
fn statuses() {
    let room = all_cases();
    let items = room.json(&["agenda"])["items"].as_array().unwrap().clone();
    let status = |account: &str, rule: &str| {
        let found = items.iter().find(|i| i["account"] == account && i["rule"] == rule);
        let item = found.unwrap_or_else(|| panic!("no {rule} of {account}"));
        (
            item["status"].as_str().unwrap().to_owned(),
            item["due"].as_str().unwrap().to_owned(),
            item["days_left"].as_i64().unwrap(),
        )
    };
    assert_eq!(status("CC-2026-000123", "hearing"), ("open".into(), "2026-12-08".into(), 17));
    assert_eq!(status("PL-2025-000064", "freeze-bank-deposit"), ("lapsing".into(), "2026-12-17".into(), 26));
    assert_eq!(status("PL-2025-000064", "termination-of-this-execution").0, "allowed");
    assert_eq!(status("PL-2026-000217", "guarantee-period").1, "2029-08-15");
    // Nothing was done about the freeze by 18 December.
    let later = room.json(&["agenda", "--as-of", "2026-12-18", "PL-2025-000064"]);
    let renewal =
        later["items"].as_array().unwrap().iter().find(|i| i["rule"] == "renew-seal-in-enforcement").unwrap();
    assert_eq!(renewal["status"], "overdue");
}

#[test]
fn of_an_empty_registry() {
    let room = Room::workspace();
    assert_eq!(ends(&room, 0, &["agenda"]).stdout, "Nothing is due.\n");
    assert_eq!(room.json(&["agenda"])["items"], serde_json::json!([]));
}

fn items(room: &Room, args: &[&str]) -> Vec<serde_json::Value> {
    let args: Vec<&str> = ["agenda"].iter().chain(args).copied().collect();
    room.json(&args)["items"].as_array().unwrap().clone()
}

fn of<'a>(items: &'a [serde_json::Value], rule: &str) -> &'a serde_json::Value {
    items.iter().find(|i| i["rule"] == rule).unwrap_or_else(|| panic!("no {rule} in {items:?}"))
}

/// 法释〔2015〕5号 art. 485 with law-cn.md's layers of 90, 60, 30 and 7 days: the freeze ends on 17 December 2026, so that
/// the layer of 30 is reached on Tuesday 17 November and that of 7 on Thursday 10 December. The layer of 60 would be
/// Sunday 18 October, and is told on the workday before it.
#[test]
fn layers_of_warnings() {
    let room = all_cases();
    let layer = |day: &str| {
        let items = items(&room, &["PL-2025-000064", "--as-of", day]);
        of(&items, "freeze-bank-deposit")["warning"].clone()
    };
    for (day, days) in [
        ("2026-10-15", 90),
        ("2026-10-16", 60),
        ("2026-11-16", 60),
        ("2026-11-17", 30),
        ("2026-12-09", 30),
        ("2026-12-10", 7),
    ] {
        assert_eq!(layer(day), days, "{day}");
    }
    assert_eq!(of(&items(&room, &["PL-2025-000064"]), "freeze-bank-deposit")["act_by"], "2026-12-16");
}

/// What is suggested can be typed: the drafts are drafted, the milestones are known to their tracks.
#[test]
fn suggestions_follow_the_tracks() {
    let room = all_cases();
    let all = items(&room, &["--include-acknowledged"]);
    let next = |account: &str, rule: &str| {
        let found = all.iter().find(|i| i["account"] == account && i["rule"] == rule);
        let item = found.unwrap_or_else(|| panic!("no {rule} of {account}"));
        (item["next"].as_str().unwrap().to_owned(), item["then"].as_str().map(str::to_owned))
    };
    let (draft, record) = next("PL-2025-000064", "freeze-bank-deposit");
    assert_eq!(draft, "sucheng draft seal-renewal PL-2025-000064");
    assert!(
        record.unwrap().starts_with("sucheng record PL-2025-000064 enforcement/seizure-renewed --on DATE")
    );
    let (draft, record) = next("CC-2026-000981", "limitation");
    assert_eq!(draft, "sucheng draft filing CC-2026-000981");
    assert_eq!(
        record.unwrap(),
        "sucheng record CC-2026-000981 payment-order/applied --on DATE --set court=COURT"
    );
    assert!(next("CC-2026-000123", "hearing").0.starts_with("sucheng record CC-2026-000123 litigation/"));
    for item in &all {
        for command in [&item["next"], &item["then"]].into_iter().filter_map(|c| c.as_str()) {
            let words: Vec<&str> = command.split(' ').collect();
            if words[1] == "draft" {
                let run = room.run(&["draft", words[2], words[3], "--dry-run"]);
                assert!(run.status != 2, "{command}\n{run}");
            } else {
                // Only the day is missing, or facts to be filled in.
                let run = room.run(&["record", words[2], words[3], "--on", "2026-11-20", "--dry-run"]);
                assert!(!run.stderr.contains("no track has"), "{command}\n{run}");
            }
        }
    }
}

#[test]
fn narrowed_by_side_rule_day_and_warning() {
    let room = all_cases();
    let all = items(&room, &[]);
    for side in ["creditor", "debtor", "court", "nobody"] {
        let theirs = items(&room, &["--by", side]);
        let meant = |by: &str| by == side || (side == "creditor" && by == "party");
        let expected: Vec<_> = all.iter().filter(|i| meant(i["by"].as_str().unwrap())).cloned().collect();
        assert_eq!(theirs, expected, "{side}");
    }
    assert_eq!(items(&room, &["--rule", "hearing"]).len(), 1);
    let until = items(&room, &["--until", "2026-12-08"]);
    assert_eq!(until, items(&room, &["--within", "17d"]));
    assert!(until.iter().any(|i| i["rule"] == "hearing"));
    assert!(!items(&room, &["--until", "2026-12-07"]).iter().any(|i| i["rule"] == "hearing"));
    let warned = items(&room, &["--warned"]);
    assert!(!warned.is_empty() && warned.len() < all.len());
    for item in &warned {
        let urgent = ["late", "today"].contains(&item["urgency"].as_str().unwrap());
        assert!(urgent || !item["warning"].is_null(), "{item}");
    }
    // An agenda that a slip leaves empty would say that nothing is due.
    shows(&room, "agenda-bad-rule", &["agenda", "--rule", "heering"]);
    ends(&room, 2, &["agenda", "--until", "soon"]);
    ends(&room, 2, &["agenda", "--until", "2026-12-08", "--within", "3d"]);
}

/// Terminals of a hundred columns, a character of two columns counted as two.
#[test]
fn fits_a_hundred_columns() {
    let room = all_cases();
    for lang in ["en", "zh-CN"] {
        let run = ends(&room, 0, &["agenda", "--lang", lang]);
        // A command is typed as it stands, and not cut.
        for line in run.stdout.lines().filter(|line| !line.contains("$ sucheng")) {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 100, "{line}");
        }
    }
}

/// A calendar goes into a file of that kind in a folder that is there.
#[test]
fn a_calendar_file_is_named_and_placed_so() {
    let room = all_cases();
    let nowhere = room.path().join("nowhere");
    let path = nowhere.join("x.ics");
    assert!(
        ends(&room, 2, &["agenda", "--ics", path.to_str().unwrap()]).stderr.contains("E-AGENDA-ICS-FOLDER")
    );
    assert!(!nowhere.exists());
    let path = room.path().join("x.txt");
    assert!(ends(&room, 2, &["agenda", "--ics", path.to_str().unwrap()]).stderr.contains("E-AGENDA-ICS"));
    assert!(!path.exists());
}
