//! What a dismissal in force leaves of the debt. Days were counted by hand on the calendar, the law beside them.

use chrono::NaiveDate;
use serde_json::json;

use crate::docket::{Balance, Basis, Docket};
use crate::domain::event::{MilestoneEvent, Source};
use crate::domain::{Amount, Case, date};
use crate::rules::Rulebook;

type Told<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

fn day(text: &str) -> NaiveDate {
    date::parse(text).unwrap()
}

/// 10,000.00 and 500.00 of interest, with no rate: the contract's sum stays 10,500.00 on every day.
fn docket(history: &[Told<'_>]) -> Docket {
    let case: Case = serde_json::from_value(json!({
        "account": "A-1", "product": "personal-loan", "track": "litigation",
        "debtors": [{"role": "primary", "name": "李示例"}],
        "debt": {"overdue_since": "2025-11-06", "as_of": "2025-12-31", "principal": "10000.00", "interest": "500.00"},
    }))
    .unwrap();
    let docket = Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() });
    history.iter().fold(docket, |docket, (name, on, facts)| {
        let (track, milestone) = name.split_once('/').unwrap();
        docket.with_milestone(MilestoneEvent {
            track: track.to_owned(),
            milestone: milestone.to_owned(),
            on: day(on),
            facts: facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            evidence: Vec::new(),
        })
    })
}

fn on(docket: &Docket, as_of: &str) -> Balance {
    docket.balance(day(as_of), Rulebook::builtin()).unwrap().value
}

fn total(docket: &Docket, as_of: &str) -> String {
    on(docket, as_of).total.to_string()
}

const FILED: Told<'_> = ("litigation/filed", "2026-04-01", &[("court", "甲法院")]);
const ACCEPTED: Told<'_> = ("litigation/accepted", "2026-04-02", &[("case_number", "（2026）甲01民初1号")]);
const CLAIMS: Told<'_> = ("litigation/dismissed", "2026-05-20", &[("what", "claims")]);

/// 民诉法 171: fifteen days from the day after 20 May end on Thursday 4 June 2026, a workday; in force from the 5th.
#[test]
fn a_dismissal_takes_effect_when_nobody_appeals() {
    let docket = docket(&[FILED, ACCEPTED, CLAIMS]);
    assert_eq!(
        (total(&docket, "2026-05-20").as_str(), total(&docket, "2026-06-04").as_str()),
        ("10500.00", "10500.00")
    );
    let answer = docket.balance(day("2026-06-05"), Rulebook::builtin()).unwrap();
    assert_eq!((answer.value.total, answer.value.basis), (Amount::ZERO, Basis::Decision));
    assert!(answer.value.is_nothing());
    let said: Vec<&str> = answer.because[0].because.iter().map(|r| r.detail.as_str()).collect();
    assert_eq!(said[0], "（2026）甲01民初1号民事判决书于2026年6月5日生效，驳回诉讼请求：债务人无须给付");
    assert!(answer.because[0].because.iter().any(|r| r.source.contains("171")), "{said:?}");
    let lost = docket.lost(day("2026-06-05"), Rulebook::builtin()).unwrap();
    assert_eq!(
        (lost.effective, docket.lost(day("2026-06-04"), Rulebook::builtin())),
        (day("2026-06-05"), None)
    );
    // The row of a list holds until then, and no longer.
    assert_eq!(docket.row(day("2026-05-25"), Rulebook::builtin()).until, Some(day("2026-06-04")));
    assert_eq!(docket.row(day("2026-06-05"), Rulebook::builtin()).owed, Some(Amount::ZERO));
}

/// A ruling that dismisses the suit decides nothing about the claim (民诉法 127; 解释 208: it may be filed anew), and of a
/// dismissal of which nobody says what it dismissed nothing is known.
#[test]
fn a_suit_dismissed_leaves_the_debt() {
    for facts in [&[("what", "suit")][..], &[]] {
        let docket = docket(&[FILED, ACCEPTED, ("litigation/dismissed", "2026-05-20", facts)]);
        assert_eq!(total(&docket, "2026-12-31"), "10500.00");
    }
}

/// An appeal holds it up (民诉法 171) until the second instance has decided (182); sent back (177), nothing is decided.
#[test]
fn an_appeal_holds_it_up() {
    let appealed: [Told<'_>; 4] =
        [FILED, ACCEPTED, CLAIMS, ("litigation/appealed", "2026-05-28", &[("party", "示例银行")])];
    assert_eq!(total(&docket(&appealed), "2026-12-31"), "10500.00");
    let upheld: Told<'_> = ("litigation/second-instance", "2026-08-10", &[("outcome", "upheld")]);
    for end in ["litigation/dismissal-stands", "litigation/effective"] {
        let stands = docket(&[&appealed[..], &[upheld, (end, "2026-08-14", &[])]].concat());
        assert_eq!(total(&stands, "2026-08-13"), "10500.00", "{end}");
        assert_eq!(total(&stands, "2026-08-14"), "0.00", "{end}");
    }
    let back: Told<'_> = ("litigation/second-instance", "2026-08-10", &[("outcome", "remanded")]);
    assert_eq!(total(&docket(&[&appealed[..], &[back]].concat()), "2026-12-31"), "10500.00");
    // Changed: 6,000.00 awarded, in force from the 14th.
    let figures = [
        ("outcome", "changed"),
        ("principal", "6000.00"),
        ("interest", "0.00"),
        ("costs", "0.00"),
        ("perform_within_days", "10"),
    ];
    let changed: Told<'_> = ("litigation/second-instance", "2026-08-10", &figures);
    let changed = docket(&[&appealed[..], &[changed, ("litigation/effective", "2026-08-14", &[])]].concat());
    assert_eq!(total(&changed, "2026-08-20"), "6000.00");
}

/// 民诉法 165: a small claim is decided in one instance.
#[test]
fn a_small_claim_is_dismissed_for_good_at_once() {
    let facts = [("case_number", "x"), ("procedure", "small-claims")];
    let docket = docket(&[FILED, ("litigation/accepted", "2026-04-02", &facts), CLAIMS]);
    assert_eq!(
        (total(&docket, "2026-05-19").as_str(), total(&docket, "2026-05-20").as_str()),
        ("10500.00", "0.00")
    );
}

/// A judgment or award of zero says the same; what it does not say is not zero.
#[test]
fn a_decision_of_zero_leaves_nothing() {
    let zero =
        [("principal", "0.00"), ("interest", "0.00"), ("costs", "0.00"), ("perform_within_days", "10")];
    let judged = docket(&[
        FILED,
        ACCEPTED,
        ("litigation/judgment", "2026-05-20", &zero),
        ("litigation/effective", "2026-06-10", &[]),
    ]);
    assert_eq!(
        (total(&judged, "2026-06-09").as_str(), total(&judged, "2026-06-10").as_str()),
        ("10500.00", "0.00")
    );
    assert!(judged.lost(day("2026-06-10"), Rulebook::builtin()).is_some());
    let applied: Told<'_> = ("arbitration/applied", "2026-03-02", &[("institution", "甲仲裁委员会")]);
    let award = docket(&[applied, ("arbitration/award", "2026-05-08", &zero)]);
    assert_eq!(total(&award, "2026-05-08"), "0.00");
    // Costs that the debtor bears are owed, and may be asked for.
    let costs =
        [("principal", "0.00"), ("interest", "0.00"), ("costs", "50.00"), ("perform_within_days", "10")];
    let award = docket(&[applied, ("arbitration/award", "2026-05-08", &costs)]);
    assert_eq!(total(&award, "2026-05-09"), "50.00");
    assert_eq!(award.lost(day("2026-05-09"), Rulebook::builtin()), None);
}

/// What was paid after a dismissal was not owed.
#[test]
fn what_came_in_after_it_was_not_owed() {
    let docket = docket(&[FILED, ACCEPTED, CLAIMS]).with_payment(crate::domain::debt::Payment {
        on: day("2026-07-01"),
        amount: "300.00".parse().unwrap(),
        from: None,
        reference: None,
    });
    assert_eq!(on(&docket, "2026-07-01").overpaid.to_string(), "300.00");
}

/// 解释 438: after the payment order ended the suit's number counts, from the day on which it is accepted.
#[test]
fn the_number_is_that_of_the_suit_filed_last() {
    let history: [Told<'_>; 5] = [
        ("payment-order/applied", "2026-01-05", &[("court", "甲法院")]),
        ("payment-order/accepted", "2026-01-08", &[("case_number", "（2026）甲01民督1号")]),
        ("payment-order/terminated", "2026-02-05", &[]),
        ("litigation/filed", "2026-02-10", &[("court", "甲法院"), ("case_number", "诉前调1号")]),
        ("litigation/accepted", "2026-02-20", &[("case_number", "（2026）甲01民初9号")]),
    ];
    let mut docket = docket(&history);
    docket.case.track = Some(crate::domain::TrackName::PaymentOrder);
    assert_eq!(docket.case_number(day("2026-02-09")), Some("（2026）甲01民督1号"));
    assert_eq!(docket.case_number(day("2026-02-19")), None);
    assert_eq!(docket.case_number(day("2026-02-20")), Some("（2026）甲01民初9号"));
}
