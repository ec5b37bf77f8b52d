//! `sucheng pay`.

use super::{all_cases, ends, shows, writes_nothing};

/// A loan: by contract fees, then interest, then principal. All of the 1,000.00 goes to the interest that has accrued, so
/// that what is owed falls by exactly that: 17,758.94 (see `show`) to 16,758.94.
#[test]
fn says_how_a_payment_is_applied() {
    let room = all_cases();
    let pay = ["pay", "OL-2026-001508", "1000", "--on", "2026-11-20", "--from", "孙样本"];
    writes_nothing(&room, "pay-dry-run", &pay);
    shows(&room, "pay", &pay);
    shows(&room, "pay-twice", &pay);
    shows(&room, "pay-zh", &["pay", "CC-2026-000123", "500.5", "--on", "2026-11-20", "--lang", "zh-CN"]);
    assert_eq!(room.json(&["list", "OL-2026-001508"])["accounts"][0]["owed"], "15758.94");
}

/// A card more than 90 days overdue: principal first (商业银行信用卡业务监督管理办法 57). Overdue since 6 November 2025, so that
/// 20 November 2026 is day 380. On 3 February 2026, day 90, interest still comes first.
#[test]
fn a_card_overdue_for_long_pays_principal_first() {
    let room = all_cases();
    let answer = room.json(&["pay", "CC-2026-000123", "1000.00", "--on", "2026-11-20"]);
    assert_eq!(answer["schema"], "sucheng/pay/v1");
    assert_eq!(
        (&answer["applied"]["to_principal"], &answer["applied"]["to_interest"]),
        (&"1000.00".into(), &"0.00".into())
    );
    assert_eq!(room.json(&["show", "CC-2026-000123"])["money"]["principal"], "37652.41");
}

/// What is paid beyond the debt is left over: 20,000.00 less 17,758.94, less a day's interest that the payment on the day
/// before stopped: 14,518.19 × 0.234 / 365 = 9.31.
#[test]
fn what_is_too_much_is_left_over() {
    let room = all_cases();
    let answer = room.json(&["pay", "OL-2026-001508", "20000", "--on", "2026-11-20"]);
    assert_eq!(answer["applied"]["left"], "2250.37");
    assert_eq!(answer["owed_after"], "0.00");
}

#[test]
fn what_is_no_payment_is_refused() {
    let room = all_cases();
    shows(&room, "pay-future", &["pay", "CC-2026-000123", "1000", "--on", "2026-12-01"]);
    shows(&room, "pay-negative", &["pay", "CC-2026-000123", "-5", "--on", "2026-11-20"]);
    for amount in ["0", "abc", "1.005", "1e3", ""] {
        assert!(
            ends(&room, 2, &["pay", "CC-2026-000123", amount, "--on", "2026-11-20"])
                .stderr
                .contains("E-PAY-AMOUNT"),
            "{amount}"
        );
    }
    ends(&room, 2, &["pay", "CC-2026-000123", "5", "--on", "2026-11-20", "--from", "a\u{202E}b"]);
    ends(&room, 2, &["pay", "CC-2026-000123", "5"]);
    ends(&room, 1, &["pay", "CC-0", "5", "--on", "2026-11-20"]);
}
