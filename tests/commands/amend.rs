//! `sucheng amend`.

use super::{all_cases, ends, shows, writes_nothing};

const CARD: &str = "CC-2026-000123";

#[test]
fn corrects_facts_and_shows_what_differs() {
    let room = all_cases();
    let amend = [
        "amend",
        CARD,
        "--set",
        "debtors[0].residence=北京市朝阳区示例路10号",
        "--set",
        "debt.costs.attorney_fee=3500",
        "--reason",
        "debtor moved",
    ];
    writes_nothing(&room, "amend-dry-run", &amend);
    shows(&room, "amend", &amend);
    shows(&room, "amend-nothing", &amend);
    let facts = &room.json(&["show", CARD])["facts"];
    assert_eq!(facts["debt"]["costs"]["attorney_fee"], "3500.00");
    shows(
        &room,
        "amend-remove",
        &["amend", CARD, "--set", "debtors[0].employer=null", "--reason", "left the firm", "--lang", "zh-CN"],
    );
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let room = all_cases();
    shows(
        &room,
        "amend-unknown-path",
        &["amend", CARD, "--set", "debtors[0].residense=北京", "--reason", "typo"],
    );
    shows(&room, "amend-bad-value", &["amend", CARD, "--set", "debt.principal=abc", "--reason", "typo"]);
    shows(
        &room,
        "amend-several",
        &["amend", CARD, "--set", "debt.principal=abc", "--set", "debt.as_of=2026-02-30", "--reason", "typo"],
    );
    shows(&room, "amend-account", &["amend", CARD, "--set", "account=X-1", "--reason", "typo"]);
    shows(
        &room,
        "amend-contradiction",
        &["amend", CARD, "--set", "debt.overdue_since=2026-12-31", "--reason", "typo"],
    );
    shows(
        &room,
        "amend-no-such-debtor",
        &["amend", CARD, "--set", "debtors[4].name=某人", "--reason", "typo"],
    );
    ends(&room, 2, &["amend", CARD, "--set", "debt.principal=1"]);
    ends(&room, 2, &["amend", CARD, "--reason", "nothing"]);
}

/// A check digit that does not fit is told here as at import: GB 11643 gives 1 for the number of the case.
#[test]
fn tells_of_new_doubts() {
    let room = all_cases();
    let run = ends(
        &room,
        0,
        &[
            "amend",
            CARD,
            "--set",
            "debtors[0].id.number=110101198503153012",
            "--reason",
            "as the debtor wrote it",
        ],
    );
    assert!(run.stderr.contains("W-ID-CHECKSUM") && !run.stderr.contains("110101198503153012"), "{run}");
}

/// Numbers that identify are masked in what a correction prints, as everywhere but in court documents.
#[test]
fn masks_numbers() {
    let room = all_cases();
    let args =
        ["amend", CARD, "--set", "debtors[0].id.number=110101198503153038", "--reason", "typo in the file"];
    let run = shows(&room, "amend-masked", &args);
    for number in ["110101198503153011", "110101198503153038"] {
        assert!(!run.stdout.contains(number) && !run.stderr.contains(number), "{run}");
    }
    let json = room.run(&[
        "amend",
        CARD,
        "--set",
        "contract.card_number=6225880000040049",
        "--reason",
        "typo",
        "--json",
    ]);
    assert!(!json.stdout.contains("6225880123456783") && !json.stdout.contains("6225880000040049"), "{json}");
}
