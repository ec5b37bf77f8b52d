//! Plans of instalments as of a day. Days and sums were counted by hand; each test says by which rule.

use serde_json::json;

use super::*;
use crate::docket::deadline::Deadline;
use crate::docket::standing::Standing;
use crate::domain::actor::Actor;
use crate::domain::date;
use crate::domain::debt::Payment;
use crate::domain::event::{MilestoneEvent, Source};
use crate::rules::track_deadlines::Status;

fn day(text: &str) -> NaiveDate {
    date::parse(text).unwrap()
}

fn docket() -> Docket {
    let case = serde_json::from_value(json!({
        "account": "A-1", "product": "personal-loan", "track": "litigation",
        "debtors": [{"role": "primary", "name": "李示例"}],
        "debt": {"overdue_since": "2025-01-11", "as_of": "2026-06-30", "principal": "9000.00"},
    }))
    .unwrap();
    Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() })
}

fn plan(more: serde_json::Value) -> Plan {
    let mut plan = json!({
        "setting": "pre-action", "agreed_on": "2026-07-01",
        "instalments": [
            {"due": "2026-07-31", "amount": "3000.00"}, {"due": "2026-08-31", "amount": "3000.00"},
            {"due": "2026-10-31", "amount": "3000.00"},
        ],
    });
    plan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(plan).unwrap()
}

fn pay(docket: Docket, on: &str, amount: &str) -> Docket {
    let amount = amount.parse().unwrap();
    docket.with_payment(Payment { on: day(on), amount, from: None, reference: None })
}

fn on(docket: &Docket, as_of: &str) -> PlanStanding {
    docket.plan(day(as_of), Rulebook::builtin()).unwrap().unwrap()
}

fn states(plan: &PlanStanding) -> Vec<InstalmentState> {
    plan.instalments.iter().map(|i| i.state).collect()
}

/// 4,000.00 on 2026-08-03 pay the first (3,000.00, late) and 1,000.00 of the second; what came in before the agreement
/// counts for nothing. 2026-07-31 is a Friday, 2026-10-31 a Saturday, so that the third may be paid on Monday 11-02.
#[test]
fn payments_meet_the_oldest_first() {
    use InstalmentState::{Due, Missed, PaidLate};
    let docket = pay(docket().with_plan(plan(json!({}))), "2026-06-30", "500.00");
    assert_eq!(on(&docket, "2026-07-31").state, PlanState::Running);
    let docket = pay(docket, "2026-08-03", "4000.00");
    let found = on(&docket, "2026-08-31");
    assert_eq!(states(&found), [PaidLate, Due, Due]);
    assert_eq!((found.paid.to_string(), found.left().to_string()), ("4000.00".into(), "5000.00".into()));
    assert_eq!(found.next().unwrap().left().to_string(), "2000.00");
    assert_eq!(states(&on(&docket, "2026-09-01")), [PaidLate, Missed, Due]);
    assert_eq!(found.instalments[2].in_time_until, day("2026-11-02"));
    let kept = pay(pay(docket, "2026-09-02", "2000.00"), "2026-11-02", "3100.00");
    let kept = on(&kept, "2026-11-21");
    assert_eq!((kept.state, kept.ended_on), (PlanState::Kept, Some(day("2026-11-02"))));
    assert_eq!(kept.instalments[2].state, InstalmentState::Paid);
    assert_eq!(kept.beyond.to_string(), "100.00");
}

/// Grace of 5 days after Friday 2026-07-31 ends on Wednesday 2026-08-05: the breach begins on 08-06. 1,000.00 of the
/// first are paid: 2,000.00 are overdue, 8,000.00 left, and 500.00 that were given up come back: 8,500.00.
#[test]
fn a_breach_after_the_days_of_grace() {
    let terms = json!({"grace_days": 5, "whole_on_breach": true, "waived_if_kept": "500.00"});
    let docket = pay(docket().with_plan(plan(terms)), "2026-07-15", "1000.00");
    let late = on(&docket, "2026-08-05");
    assert_eq!((late.state, late.overdue().to_string()), (PlanState::Late, "2000.00".into()));
    assert_eq!(late.instalments[0].state, InstalmentState::Overdue);
    let broken = on(&docket, "2026-08-06");
    assert_eq!(broken.state, PlanState::Breached);
    let breach = broken.breach.unwrap();
    assert_eq!((breach.on, breach.missed.as_slice()), (day("2026-08-06"), &[1][..]));
    assert_eq!(breach.claimable.to_string(), "8500.00");
    // Without the clause only what fell due.
    let docket = pay(self::docket().with_plan(plan(json!({"grace_days": 5}))), "2026-07-15", "1000.00");
    assert_eq!(on(&docket, "2026-08-06").breach.unwrap().claimable.to_string(), "2000.00");
}

/// Two missed make the breach: 07-31 and 08-31 are missed from 09-01 on (a Tuesday). Paying one ends it.
#[test]
fn so_many_missed_make_a_breach() {
    let docket = docket().with_plan(plan(json!({"breach_after": 2})));
    assert_eq!(on(&docket, "2026-08-31").state, PlanState::Late);
    assert_eq!(on(&docket, "2026-09-20").breach.unwrap().on, day("2026-09-01"));
    let docket = pay(docket, "2026-09-10", "3000.00");
    assert_eq!(on(&docket, "2026-09-20").state, PlanState::Late);
    // The third is missed after Monday 2026-11-02: the breach that stands then began on 11-03.
    assert_eq!(on(&docket, "2026-11-21").breach.unwrap().on, day("2026-11-03"));
}

fn signed(docket: Docket) -> Docket {
    happened(docket, "pre-action", "plan-signed", "2026-07-01", &[])
}

fn happened(docket: Docket, track: &str, milestone: &str, on: &str, facts: &[(&str, &str)]) -> Docket {
    let facts = facts.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    docket.with_milestone(MilestoneEvent {
        track: track.into(),
        milestone: milestone.into(),
        on: day(on),
        facts,
        evidence: Vec::new(),
    })
}

fn deadline(docket: &Docket, as_of: &str, rule: &str) -> Deadline {
    let standing = Standing::new(docket, day(as_of), Rulebook::builtin());
    standing.deadlines.into_iter().find(|d| d.rule == rule).unwrap()
}

/// An instalment that passed stays overdue and does not fade; warnings 7, 3 and 1 days before Friday 2026-07-31: 07-24,
/// 07-28, 07-30, all workdays.
#[test]
fn instalments_are_deadlines() {
    let docket = signed(docket().with_plan(plan(json!({}))));
    let first = deadline(&docket, "2026-07-02", "instalment");
    assert_eq!((first.id.as_str(), first.status), ("instalment:2026-07-31", Status::Open));
    assert_eq!(first.warnings, ["2026-07-24", "2026-07-28", "2026-07-30"].map(day));
    let late = deadline(&docket, "2026-08-03", "instalment");
    assert_eq!((late.status, late.fades, late.by), (Status::Overdue, false, Actor::Debtor));
    let step = deadline(&docket, "2026-08-03", "plan-breach");
    assert_eq!((step.status, step.due), (Status::Allowed, day("2026-08-01")));
    let paid = deadline(&pay(docket, "2026-08-03", "3000.00"), "2026-08-03", "instalment");
    assert_eq!((paid.status, paid.late), (Status::Met, true));
}

/// 民法典 189: three years from the last instalment, 2026-10-31, end on 2029-10-31, a Wednesday. 民法典 195 alone would
/// end on 2029-07-01. Called by the breach of 2026-08-01 it ends on 2029-08-01.
#[test]
fn limitation_runs_from_the_last_instalment() {
    let docket = signed(docket().with_plan(plan(json!({}))));
    assert_eq!(deadline(&docket, "2026-07-02", "limitation").raw_due, day("2029-10-31"));
    let called = signed(self::docket().with_plan(plan(json!({"whole_on_breach": true}))));
    assert_eq!(deadline(&called, "2026-07-02", "limitation").raw_due, day("2029-10-31"));
    assert_eq!(deadline(&called, "2026-08-03", "limitation").raw_due, day("2029-08-01"));
    // Without the signed milestone nothing but the old clock counts: 2025-01-10 and three years.
    let alone = self::docket().with_plan(plan(json!({})));
    assert_eq!(deadline(&alone, "2026-07-02", "limitation").raw_due, day("2028-01-10"));
}

/// 民诉法 250: two years from the last instalment that the mediation paper names, 2026-10-31, put off to Monday 11-02 as the
/// last day for performance: 2028-11-02. By agreement after a judgment (执行程序解释 20): from the agreement, then from
/// each payment.
#[test]
fn the_time_to_apply_for_enforcement_knows_of_the_plan() {
    let suit = happened(docket(), "litigation", "filed", "2026-05-01", &[("court", "某法院")]);
    let suit = happened(suit, "litigation", "accepted", "2026-05-08", &[("case_number", "1")]);
    let mediated =
        happened(suit.clone(), "litigation", "mediated", "2026-07-01", &[("perform_by", "2026-10-31")])
            .with_plan(plan(json!({"setting": "decided"})));
    assert_eq!(deadline(&mediated, "2026-07-02", "enforcement-apply").raw_due, day("2028-11-02"));
    let facts =
        [("principal", "9000.00"), ("interest", "0.00"), ("costs", "0.00"), ("perform_by", "2026-06-20")];
    let judged = happened(suit, "litigation", "judgment", "2026-06-01", &facts);
    let judged = happened(judged, "litigation", "effective", "2026-06-17", &[]);
    assert_eq!(deadline(&judged, "2026-07-02", "enforcement-apply").raw_due.to_string()[..4], *"2028");
    let agreed = judged.with_plan(plan(json!({"setting": "decided"})));
    assert_eq!(deadline(&agreed, "2026-07-02", "enforcement-apply").raw_due, day("2028-07-01"));
    let paid = pay(agreed, "2026-07-31", "3000.00");
    assert_eq!(deadline(&paid, "2026-08-02", "enforcement-apply").raw_due, day("2028-07-31"));
}

/// 执行和解规定 10: two years from the last day of the settlement's performance.
#[test]
fn resumption_has_two_years_from_the_last_instalment() {
    let docket = happened(docket(), "enforcement", "applied", "2026-05-01", &[("court", "某法院")]);
    let docket = happened(docket, "enforcement", "accepted", "2026-05-08", &[("case_number", "1")]);
    let docket = happened(docket, "enforcement", "settled", "2026-07-01", &[("perform_by", "2026-10-31")]);
    let docket = docket.with_plan(plan(json!({"setting": "enforcement"})));
    let clock = deadline(&docket, "2026-08-03", "resume-after-settlement-breach");
    assert_eq!(clock.raw_due, day("2028-10-31"));
    assert_eq!(deadline(&docket, "2026-08-03", "plan-breach").status, Status::Allowed);
    let over = happened(docket, "enforcement", "settlement-broken", "2026-08-03", &[]);
    assert_eq!(on(&over, "2026-08-03").state, PlanState::Broken);
    let standing = Standing::new(&over, day("2026-08-03"), Rulebook::builtin());
    assert!(standing.deadlines.iter().all(|d| !d.id.starts_with("instalment:") && d.id != "plan-breach"));
}
