//! `sucheng show`.

use super::{all_cases, ends, shows};

#[test]
fn shows_an_account() {
    let room = all_cases();
    shows(&room, "show", &["show", "CC-2026-000123"]);
    shows(&room, "show-zh", &["show", "CC-2026-000123", "--lang", "zh-CN"]);
    shows(&room, "show-guarantors", &["show", "PL-2026-000217"]);
    shows(&room, "show-enforcement", &["show", "PL-2025-000064"]);
    shows(&room, "show-settled", &["show", "MF-2026-000045"]);
    shows(&room, "show-unknown", &["show", "PL-2026-00021"]);
    ends(&room, 2, &["show"]);
}

#[test]
fn identity_numbers_are_masked_unless_asked_for() {
    let room = all_cases();
    for args in [&["show", "CC-2026-000123"][..], &["show", "CC-2026-000123", "--json"]] {
        let masked = ends(&room, 0, args);
        assert!(masked.stdout.contains("110101********3011"), "{masked}");
        assert!(
            !masked.stdout.contains("110101198503153011") && !masked.stdout.contains("6225880123456783"),
            "{masked}"
        );
        let full = ends(&room, 0, &[args, &["--unmask"]].concat());
        assert!(full.stdout.contains("110101198503153011"), "{full}");
    }
    let full = ends(&room, 0, &["show", "CC-2026-000123", "--json", "--unmask"]);
    assert!(full.stdout.contains("6225880123456783"));
}

/// Figures by hand. Arbitration: 0.234 / 365 a day on 14,518.19 from 1 September to 21 November 2026, 82 days, is
/// 763.22; with 884.05 and 1,593.48 of the file the interest is 3,240.75. Enforcement: on 6 May 2026, the day before the
/// judgment took effect, 0.126 / 360 on 96,000.00 from 1 January, 126 days, is 4,233.60; with 1,859.20 and 3,729.60 it is
/// 9,822.40. From then on what was decided is owed, see `decided`.
#[test]
fn interest_runs_to_the_day_stood_on() {
    let room = all_cases();
    for (account, principal, interest, total) in [
        ("OL-2026-001508", "14518.19", "3240.75", "17758.94"),
        ("PL-2025-000064", "96000.00", "5588.80", "109585.13"),
        ("MF-2026-000045", "0.00", "0.00", "0.00"),
    ] {
        let money = &room.json(&["show", account])["money"];
        assert_eq!(
            (&money["principal"], &money["interest"], &money["total"]),
            (&principal.into(), &interest.into(), &total.into()),
            "{account}"
        );
    }
    let money = &room.json(&["show", "PL-2025-000064", "--as-of", "2026-05-06"])["money"];
    assert_eq!((&money["interest"], &money["total"]), (&"9822.40".into(), &"105822.40".into()));
    // The day of the file's own figures: nothing has accrued.
    let money = &room.json(&["show", "OL-2026-001508", "--as-of", "2026-08-31"])["money"];
    assert_eq!((&money["as_of"], &money["total"]), (&"2026-08-31".into(), &"16995.72".into()));
}

/// The judgment froze the deposit until 17 December 2026: the order's own date wins over a year from the seizure
/// (law-cn.md §3.3), and renewal is due before it.
#[test]
fn dates_come_from_the_milestones() {
    let room = all_cases();
    let shown = room.json(&["show", "PL-2025-000064"]);
    let deadline = |rule: &str| {
        let all = shown["deadlines"].as_array().unwrap();
        all.iter().find(|d| d["rule"] == rule).unwrap_or_else(|| panic!("no {rule}")).clone()
    };
    assert_eq!(deadline("freeze-bank-deposit")["due"], "2026-12-17");
    // 民诉法 250: two years from the last day of the time to perform, ten days after 2026-05-07.
    assert_eq!(deadline("enforcement-apply")["status"], "met");
}
