//! `sucheng cost`.

use super::{all_cases, ends, shows, writes_nothing};

const JUDGED: &str = "PL-2025-000064";

/// The fee of 1,200.89 is told by a milestone, as noticed; the lawyer's fee of 3,500.00 is typed. The judgment puts both on
/// the debtors, 4,700.89, and proceeds of 5,000.00 pay them first (法释〔2014〕8号 art. 4, 民法典 561).
#[test]
fn costs_are_advanced_refunded_and_recovered() {
    let room = all_cases();
    shows(&room, "cost-list", &["cost", JUDGED]);
    let fee = ["cost", JUDGED, "attorney-fee", "3500", "--on", "2026-01-08", "--party", "示例律师事务所"];
    writes_nothing(&room, "cost-dry-run", &fee);
    shows(&room, "cost", &fee);
    shows(&room, "cost-twice", &["cost", JUDGED, "acceptance-fee", "1200.89", "--on", "2026-01-21"]);
    assert_eq!(room.run(&["undo"]).status, 0);
    let record =
        ["record", JUDGED, "enforcement/distributed", "--on", "2026-07-01", "--set", "amount=5000.00"];
    ends(&room, 0, &record);
    let costs = room.json(&["cost", JUDGED])["costs"].clone();
    assert_eq!(
        ["advanced", "refunded", "recovered", "out"].map(|key| costs[key].as_str().unwrap()),
        ["4700.89", "0.00", "4700.89", "0.00"]
    );
    assert_eq!(room.json(&["show", JUDGED])["costs"], costs);
    shows(&room, "cost-list-zh", &["cost", JUDGED, "--lang", "zh-CN"]);
    shows(&room, "cost-nothing", &["cost", "OL-2026-001508"]);
}

#[test]
fn what_is_no_cost_is_refused() {
    let room = all_cases();
    shows(&room, "cost-kind", &["cost", JUDGED, "lawyer-fee", "1", "--on", "2026-01-08"]);
    ends(&room, 2, &["cost", JUDGED, "attorney-fee", "0", "--on", "2026-01-08"]);
    ends(&room, 2, &["cost", JUDGED, "attorney-fee", "5"]);
    ends(&room, 2, &["cost", JUDGED, "attorney-fee", "5", "--on", "2026-01-08", "--refunded", "--recovered"]);
    ends(&room, 2, &["cost", JUDGED, "attorney-fee", "5", "--on", "2026-01-08", "--collected-by-court"]);
    ends(&room, 4, &["cost", JUDGED, "attorney-fee", "5", "--on", "2026-12-08"]);
    ends(&room, 0, &["cost", JUDGED, "attorney-fee", "1,000.00", "--on", "2026-01-08"]);
}
