//! Balances after a decision. Expected sums were computed apart, with Python's `decimal`, half up for each line; the
//! computation stands beside each.

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::json;

use crate::docket::balance::{Balance, Basis};
use crate::docket::fold::{Docket, Recorded};
use crate::domain::cost::{CostEntry, CostKind, CostWay};
use crate::domain::debt::Payment;
use crate::domain::event::{MilestoneEvent, Source};
use crate::domain::{Amount, Case, date};
use crate::rules::{Refusal, Rulebook};

type Told<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

fn day(text: &str) -> NaiveDate {
    date::parse(text).unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn docket(history: &[Told<'_>], payments: &[(&str, &str)]) -> Docket {
    let payments: Vec<_> = payments.iter().map(|(on, sum)| json!({"on": on, "amount": sum})).collect();
    let case: Case = serde_json::from_value(json!({
        "account": "A-1", "product": "personal-loan",
        "creditor": {"name": "示例银行", "lender": "licensed"},
        "debtors": [{"role": "primary", "name": "李示例"}, {"role": "guarantor", "name": "王示例"}],
        "contract": {"signed_on": "2024-01-01", "terms": {"interest": {"rate": "0.0005", "per": "day"}}},
        "debt": {"overdue_since": "2025-11-06", "as_of": "2025-12-31", "principal": "60000.00", "interest": "900.00"},
        "payments": payments,
    }))
    .unwrap();
    let mut docket = Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() });
    docket.milestones =
        history.iter().enumerate().map(|(seq, told)| recorded(seq, milestone(told))).collect();
    docket
}

fn milestone((name, on, facts): &Told<'_>) -> MilestoneEvent {
    let (track, milestone) = name.split_once('/').unwrap();
    MilestoneEvent {
        track: track.to_owned(),
        milestone: milestone.to_owned(),
        on: day(on),
        facts: facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        evidence: Vec::new(),
    }
}

fn recorded<T>(seq: usize, what: T) -> Recorded<T> {
    let at = chrono::DateTime::UNIX_EPOCH.fixed_offset();
    Recorded { seq: seq as u64 + 1, at, command: "c".to_owned(), what }
}

const FIGURES: [(&str, &str); 4] =
    [("principal", "50000.00"), ("interest", "0.00"), ("costs", "0.00"), ("perform_within_days", "10")];

/// In force on 2 June 2026: ten days end on Friday 12 June, so that 13 June is the first day of lateness.
fn judged<'a>(facts: &'a [(&'a str, &'a str)]) -> Vec<Told<'a>> {
    vec![
        ("litigation/filed", "2026-01-05", &[("court", "北京市西城区人民法院")]),
        ("litigation/accepted", "2026-01-08", &[("case_number", "（2026）京0102民初100号")]),
        ("litigation/judgment", "2026-05-11", facts),
        ("litigation/effective", "2026-06-02", &[]),
    ]
}

fn balance(docket: &Docket, on: &str) -> Balance {
    docket.balance(day(on), Rulebook::builtin()).unwrap().value
}

fn refused(docket: &Docket, on: &str) -> Refusal {
    docket.balance(day(on), Rulebook::builtin()).unwrap_err()
}

fn sums(b: &Balance) -> [String; 6] {
    [b.principal, b.interest, b.penalty, b.costs, b.late_interest, b.total].map(|a| a.to_string())
}

/// law-cn.md §2.4: ¥50,000 × 0.000175 × 120 = ¥1,050.00. 13 June to 10 October 2026 are 18 + 31 + 31 + 30 + 10 = 120 days.
#[test]
fn the_doubled_part_of_a_hundred_and_twenty_days() {
    let docket = docket(&judged(&FIGURES), &[]);
    assert_eq!(
        sums(&balance(&docket, "2026-10-10")),
        ["50000.00", "0.00", "0.00", "0.00", "1050.00", "51050.00"]
    );
    assert_eq!(
        balance(&docket, "2026-06-12").late_interest,
        Amount::ZERO,
        "the last day for performance is in time"
    );
    assert_eq!(balance(&docket, "2026-06-13").late_interest.to_string(), "8.75", "50,000 × 0.000175");
    let judged = balance(&docket, "2026-10-10").judged.unwrap();
    assert_eq!((judged.perform_until, judged.due[0].from), (day("2026-06-12"), day("2026-06-13")));
}

/// A decision that only a joint borrower must perform is of the same debt: 50,000.00, and the doubled part as above.
#[test]
fn a_decision_against_a_joint_borrower_counts() {
    let facts = [&FIGURES[..], &[("against", "王示例")]].concat();
    let mut docket = docket(&judged(&facts), &[]);
    let alone = balance(&docket, "2026-10-10");
    assert_eq!((alone.basis, alone.binds_others.as_deref()), (Basis::Contract, Some("王示例")));
    docket.case.debtors[1].role = crate::domain::party::Role::Joint;
    assert_eq!(balance(&docket, "2026-10-10").total.to_string(), "51050.00");
}

/// Before it is in force the contract says what is owed: 60,000 × 0.0005 × 151 days to 31 May = 4,530.00.
#[test]
fn before_a_decision_is_in_force_the_contract_counts() {
    let docket = docket(&judged(&FIGURES), &[]);
    let before = balance(&docket, "2026-05-31");
    assert_eq!((before.basis, before.total.to_string()), (Basis::Contract, "65430.00".to_owned()));
    assert_eq!(balance(&docket, "2026-06-02").basis, Basis::Decision);
    assert_eq!(balance(&docket, "2026-06-02").total.to_string(), "50000.00");
}

/// Paid on the very last day: nothing is late. A day later the doubled part of one day is left: 8.75.
#[test]
fn a_payment_on_the_last_day_for_performance() {
    let paid = |on| docket(&judged(&FIGURES), &[(on, "50000.00")]);
    assert_eq!(balance(&paid("2026-06-12"), "2026-12-31").total, Amount::ZERO);
    assert!(paid("2026-06-12").is_paid_off(day("2026-06-12"), Rulebook::builtin()));
    assert_eq!(balance(&paid("2026-06-13"), "2026-12-31").total.to_string(), "8.75");
    assert!(!paid("2026-06-13").is_paid_off(day("2026-12-31"), Rulebook::builtin()));
}

/// Costs 1,000.00, interest 200.00 and penalty 300.00 beside the principal: the doubled part is of 51,300.00 (法释〔2014〕8号
/// art. 1: without general interest). 51,300 × 0.000175 × 18 = 161.60 to 30 June; 5,000.00 on that day pay costs 1,000,
/// interest 200, penalty 300, principal 3,500; 46,500 × 0.000175 × 31 = 252.26 to 31 July.
#[test]
fn a_payment_goes_to_costs_interest_penalty_and_principal_in_turn() {
    let facts = [
        ("principal", "50000.00"),
        ("interest", "500.00"),
        ("penalty", "300.00"),
        ("costs", "1000.00"),
        ("perform_within_days", "10"),
    ];
    let docket = docket(&judged(&facts), &[("2026-06-30", "5000.00")]);
    assert_eq!(
        sums(&balance(&docket, "2026-07-31")),
        ["46500.00", "0.00", "0.00", "0.00", "413.86", "46913.86"]
    );
    let receipts = balance(&docket, "2026-07-31").judged.unwrap().followed.receipts;
    let to = receipts[0].applied;
    assert_eq!(
        [to.to_fees, to.to_interest, to.to_penalty, to.to_principal, to.to_late_performance]
            .map(|a| a.to_string()),
        ["1000.00", "200.00", "300.00", "3500.00", "0.00"]
    );
}

/// More than everything: 50,000.00 and 18 days' doubled part, 50,000 × 0.000175 × 18 = 157.50, leave 9,842.50 of 60,000.00.
#[test]
fn what_is_more_than_everything_is_overpaid() {
    let docket = docket(&judged(&FIGURES), &[("2026-06-30", "60000.00")]);
    let balance = balance(&docket, "2026-09-01");
    assert_eq!((balance.total, balance.overpaid.to_string()), (Amount::ZERO, "9842.50".to_owned()));
}

/// What came in up to the day of the judgment is in its figures; what came in between it and its effect is not.
#[test]
fn payments_before_the_judgment_are_not_counted_twice() {
    let payments = [("2026-03-01", "1000.00"), ("2026-05-11", "1000.00"), ("2026-05-20", "4000.00")];
    let docket = docket(&judged(&FIGURES), &payments);
    let at = balance(&docket, "2026-06-12");
    assert_eq!(
        (at.total.to_string(), at.received.to_string()),
        ("46000.00".to_owned(), "6000.00".to_owned())
    );
    let answer = docket.balance(day("2026-06-12"), Rulebook::builtin()).unwrap();
    let said = serde_json::to_string(&answer.because).unwrap();
    assert!(said.contains("2026年5月11日及以前收到的款项（共2笔）视为裁判数额已经考虑"), "{said}");
}

/// Four times the LPR of one year, by 365 days, from 1 January 2025 (LPR table of law-cn §2.5: 3.10 % from 2024-10-21, 3.00 %
/// from 2025-05-20). Computed apart: 50,000 × 0.124 × 139 ÷ 365 = 2,361.10 to 19 May 2025, and 50,000 × 0.12 × 438 ÷ 365 = 7,200.00 to 31
/// July 2026. The table is sure to 19 October 2026, 80 days later: 50,000 × 0.12 × 518 ÷ 365 = 8,515.07.
#[test]
fn interest_floats_with_the_lpr() {
    let lpr = [("interest_lpr_multiple", "4"), ("interest_lpr_term", "1y")];
    let from = [("late_interest_from", "2025-01-01"), ("interest_per", "year-365")];
    let facts = [&FIGURES[..], &from, &lpr].concat();
    let floats = docket(&judged(&facts), &[]);
    assert_eq!(balance(&floats, "2026-07-31").interest.to_string(), "9561.10");
    let said = floats.balance(day("2026-07-31"), Rulebook::builtin()).unwrap().because;
    let said = serde_json::to_string(&said).unwrap();
    assert!(
        said.contains("2025年5月20日公布") && said.contains("4倍") && said.contains("12.4%÷365"),
        "{said}"
    );
    let sure = balance(&floats, "2026-10-19");
    assert_eq!((sure.interest.to_string(), sure.refused), ("10876.17".to_owned(), None));
    let beyond = balance(&floats, "2026-10-20");
    assert_eq!(beyond.interest, sure.interest);
    let refusal = beyond.refused.unwrap();
    assert_eq!((refusal.code.as_str(), refusal.unpublished), ("R-LPR-ENDED", true));
    // What came in after that day: nobody can say what it went to.
    let paid = docket(&judged(&facts), &[("2026-10-25", "100.00")]);
    assert_eq!(refused(&paid, "2026-10-31").code, "R-LPR-ENDED");
    let paid = docket(&judged(&facts), &[("2026-07-31", "9561.10")]);
    assert_eq!(balance(&paid, "2026-07-31").interest.to_string(), "0.00");
}

/// What is not said of the LPR is not guessed: its term, the days of a year, the benchmark before 20 August 2019.
#[test]
fn an_lpr_that_is_not_told_whole_is_refused() {
    let code = |facts: &[(&str, &str)]| {
        let facts = [&FIGURES[..], facts].concat();
        balance(&docket(&judged(&facts), &[]), "2026-07-31").refused.map(|r| r.code)
    };
    let from = ("late_interest_from", "2025-01-01");
    let (four, term) = (("interest_lpr_multiple", "4"), ("interest_lpr_term", "1y"));
    let year = ("interest_per", "year-360");
    let rate = Some("R-JUDGMENT-RATE".to_owned());
    assert_eq!(code(&[from, four, year]), rate);
    assert_eq!(code(&[from, four, term]), rate);
    assert_eq!(code(&[from, four, term, ("interest_per", "day")]), rate);
    assert_eq!(code(&[from, four, term, year, ("interest_rate", "0.12")]), rate);
    let before = ("late_interest_from", "2019-08-19");
    assert_eq!(code(&[before, four, term, year]), Some("R-LPR-BEFORE".to_owned()));
    assert_eq!(code(&[from, four, term, year]), None);
}

fn one_instalment(docket: Docket, setting: &str, agreed_on: &str, interest: &str) -> Docket {
    let plan = json!({
        "setting": setting, "agreed_on": agreed_on, "interest": interest,
        "instalments": [{"due": "2026-07-31", "amount": "50000.00"}],
    });
    docket.with_plan(serde_json::from_value(plan).unwrap())
}

/// 50,000.00 late from 13 June 2026, 8.75 a day. Settled in enforcement on 22 June, without interest while it is kept: ten days,
/// 87.50, until Friday 31 July; broken on 1 August, ten days more on the 10th: 175.00. Where interest goes on 49 days bear
/// 428.75 on 31 July.
#[test]
fn a_settlement_may_let_interest_rest() {
    let docket = || docket(&judged(&FIGURES), &[]);
    let late = |docket: &Docket, on: &str| balance(docket, on).late_interest.to_string();
    let stops = one_instalment(docket(), "enforcement", "2026-06-22", "stops");
    assert_eq!(late(&stops, "2026-06-22"), "87.50");
    assert_eq!(late(&stops, "2026-07-31"), "87.50");
    assert_eq!(late(&stops, "2026-08-10"), "175.00");
    let said = stops.balance(day("2026-07-31"), Rulebook::builtin()).unwrap().because;
    assert!(serde_json::to_string(&said).unwrap().contains("按约履行期间不另行计收利息"), "{said:?}");
    let goes_on = one_instalment(docket(), "enforcement", "2026-06-22", "goes-on");
    assert_eq!(late(&goes_on, "2026-07-31"), "428.75");
}

/// Agreed beside the judgment on 20 June: general interest, 20.00 a day from 1 January, rests after 171 days at 3,420.00 and goes on
/// with the breach of 1 August: 3,620.00 on the 10th. The doubled part follows the law: late from 1 August, 87.50.
#[test]
fn general_interest_rests_beside_a_decision() {
    let from = [("late_interest_from", "2026-01-01"), ("interest_rate", "0.0004"), ("interest_per", "day")];
    let facts = [&FIGURES[..], &from].concat();
    let rests = one_instalment(docket(&judged(&facts), &[]), "decided", "2026-06-20", "stops");
    assert_eq!(balance(&rests, "2026-07-31").interest.to_string(), "3420.00");
    let broken = balance(&rests, "2026-08-10");
    assert_eq!(
        (broken.interest.to_string(), broken.late_interest.to_string()),
        ("3620.00".into(), "87.50".into())
    );
}

/// General interest from 1 January 2026 at 0.0004 a day: 50,000 × 0.0004 × 181 = 3,620.00 to 30 June; the payment of
/// 10,000.00 on that day pays it first, so that 43,620.00 are left; 43,620 × 0.0004 × 31 = 540.89 to 31 July. Doubled:
/// 157.50 + 43,620 × 0.000175 × 31 = 236.64.
#[test]
fn general_interest_goes_on_where_the_decision_says_so() {
    let rate = [&FIGURES[..], &[("late_interest_from", "2026-01-01")]].concat();
    let known = [&rate[..], &[("interest_rate", "0.0004"), ("interest_per", "day")]].concat();
    let payment = [("2026-06-30", "10000.00")];
    let docket_known = docket(&judged(&known), &payment);
    assert_eq!(
        sums(&balance(&docket_known, "2026-07-31")),
        ["43620.00", "540.89", "0.00", "0.00", "394.14", "44555.03"]
    );
    // Without a rate: the rest is right and the part is refused; once something came in nobody can say what it went to.
    let unknown = docket(&judged(&rate), &[]);
    let at = balance(&unknown, "2026-10-10");
    assert_eq!(
        (at.refused.unwrap().code.as_str(), at.total.to_string()),
        ("R-JUDGMENT-RATE", "51050.00".to_owned())
    );
    assert_eq!(refused(&docket(&judged(&rate), &payment), "2026-07-31").code, "R-JUDGMENT-RATE");
    assert!(
        !docket(&judged(&rate), &[("2026-06-30", "99999.00")])
            .is_paid_off(day("2026-07-31"), Rulebook::builtin())
    );
    // Noted later, as the contract has it: 0.0005 a day. 50,000 × 0.0005 × 181 = 4,525.00, 44,525.00 left,
    // 44,525 × 0.0005 × 31 = 690.14.
    let mut told = judged(&rate);
    let noted = [("late_interest_from", "2026-01-01"), ("interest_per", "as-claimed")];
    told.push(("litigation/interest-ordered", "2026-06-20", &noted));
    let at = balance(&docket(&told, &payment), "2026-07-31");
    assert_eq!(
        (at.principal.to_string(), at.interest.to_string()),
        ("44525.00".to_owned(), "690.14".to_owned())
    );
}

/// What the contract lets join, and what lies above the ceiling, is not taken for what a court awarded.
#[test]
fn a_contract_s_rate_is_not_always_the_judgment_s() {
    let facts =
        [&FIGURES[..], &[("late_interest_from", "2026-01-01"), ("interest_per", "as-claimed")]].concat();
    let mut docket = docket(&judged(&facts), &[]);
    let set = |docket: &mut Docket, rate: &str, compounding| {
        let term = docket.case.contract.terms.as_mut().unwrap().interest.as_mut().unwrap();
        (term.rate, term.compounding) = (rate.parse().unwrap(), compounding);
    };
    use crate::domain::contract::Compounding;
    for (rate, compounding) in [("0.0005", Compounding::Monthly), ("0.0007", Compounding::None)] {
        set(&mut docket, rate, compounding);
        assert_eq!(balance(&docket, "2026-07-31").refused.unwrap().code, "R-JUDGMENT-AS-CLAIMED", "{rate}");
    }
    set(&mut docket, "0.0006", Compounding::None);
    assert_eq!(balance(&docket, "2026-07-31").refused, None, "0.0006 × 365 = 21.9 %, below 24 %");
}

/// A figure that is not recorded is not zero.
#[test]
fn a_decision_without_figures_is_refused() {
    for left_out in ["principal", "interest", "costs"] {
        let facts: Vec<_> = FIGURES.iter().copied().filter(|(name, _)| *name != left_out).collect();
        let refusal = refused(&docket(&judged(&facts), &[]), "2026-07-01");
        assert_eq!(
            (refusal.code.as_str(), refusal.missing),
            ("R-JUDGMENT-FIGURES", format!("litigation/judgment {left_out}"))
        );
    }
    let facts = [&FIGURES[..], &[("penalty", "0.01")]].concat();
    assert_eq!(refused(&docket(&judged(&facts), &[]), "2026-07-01").code, "R-JUDGMENT-PENALTY");
}

/// A mediation paper of which nothing is recorded but its day leaves the contract's figures, and says so.
#[test]
fn a_decision_of_which_no_figure_is_recorded() {
    let docket = docket(&[("litigation/mediated", "2026-05-11", &[])], &[]);
    let at = balance(&docket, "2026-05-31");
    assert_eq!((at.basis, at.total.to_string()), (Basis::Contract, "65430.00".to_owned()));
    assert_eq!(at.unrecorded.as_deref(), Some("litigation/mediated"));
}

/// Changed on appeal, the appeal's figures count, and with them what was paid until its day; upheld, those of the first
/// instance. In force on 3 August 2026, twenty days end on Sunday 23 August, so that 25 August is the first day: seven days
/// to 31 August. 40,000 × 0.000175 × 7 = 49.00. Upheld with the ten days of the first instance: to 13 August, 18 days,
/// 47,000 × 0.000175 × 18 = 148.05.
#[test]
fn a_judgment_changed_and_one_upheld_on_appeal() {
    let appeal = |facts| {
        let mut told = judged(&FIGURES);
        told.pop();
        told.push(("litigation/appealed", "2026-05-20", &[("party", "李示例")]));
        told.push(("litigation/second-instance", "2026-07-28", facts));
        told.push(("litigation/effective", "2026-08-03", &[]));
        docket(&told, &[("2026-07-01", "3000.00")])
    };
    let changed = [
        ("outcome", "changed"),
        ("principal", "40000.00"),
        ("interest", "0.00"),
        ("costs", "0.00"),
        ("perform_within_days", "20"),
    ];
    let at = balance(&appeal(&changed), "2026-08-31");
    assert_eq!(
        (at.late_interest.to_string(), at.total.to_string()),
        ("49.00".to_owned(), "40049.00".to_owned())
    );
    let at = balance(&appeal(&[("outcome", "upheld")]), "2026-08-31");
    assert_eq!(
        (at.late_interest.to_string(), at.total.to_string()),
        ("148.05".to_owned(), "47148.05".to_owned())
    );
}

/// A judgment that only the guarantor must perform leaves the borrower with the contract; a later one against everybody, or
/// against the borrower, is what the account rests on.
#[test]
fn two_decisions_and_one_against_some() {
    let guarantor = [&FIGURES[..], &[("against", "王示例")]].concat();
    let mut told = judged(&guarantor);
    assert_eq!(balance(&docket(&told, &[]), "2026-07-01").basis, Basis::Contract);
    let award = [
        ("principal", "30000.00"),
        ("interest", "0.00"),
        ("costs", "100.00"),
        ("perform_within_days", "15"),
        ("against", "李示例、王示例"),
    ];
    told.push(("arbitration/award", "2026-07-10", &award));
    let at = balance(&docket(&told, &[]), "2026-07-20");
    assert_eq!((at.basis, at.total.to_string()), (Basis::Decision, "30100.00".to_owned()));
    // An award set aside decides nothing any more.
    told.push(("arbitration/set-aside-applied", "2026-07-15", &[]));
    told.push(("arbitration/set-aside-decided", "2026-07-18", &[("outcome", "set-aside")]));
    assert_eq!(balance(&docket(&told, &[]), "2026-07-20").basis, Basis::Contract);
}

/// A mediation paper with its own last day, 30 June 2026 (Tuesday): 1 July is the first day of lateness. A payment order has
/// fifteen days from service (民诉法 227): served on 4 May 2026, to 19 May. An award without a time must be performed at once.
#[test]
fn how_long_there_is_time_depends_on_the_paper() {
    let first = |told: &[Told<'_>]| balance(&docket(told, &[]), "2026-12-01").judged.unwrap().due[0].from;
    let sums = [("principal", "100.00"), ("interest", "0.00"), ("costs", "0.00")];
    let mediated = [&sums[..], &[("perform_by", "2026-06-30")]].concat();
    assert_eq!(first(&[("litigation/mediated", "2026-05-11", &mediated)]), day("2026-07-01"));
    let order = [
        ("payment-order/issued", "2026-04-28", &sums[..]),
        ("payment-order/served", "2026-05-04", &[("party", "李示例")][..]),
        ("payment-order/effective", "2026-05-20", &[][..]),
    ];
    assert_eq!(first(&order), day("2026-05-20"));
    let award = [&sums[..], &[("perform_within_days", "0")]].concat();
    assert_eq!(first(&[("arbitration/award", "2026-05-11", &award)]), day("2026-05-12"));
}

/// Mediated on 11 May 2026 with the last day 31 July, and a plan of that day.
fn in_instalments(parts: &[(&str, &str)], whole_on_breach: bool) -> Docket {
    use crate::domain::plan::{Instalment, Plan, PlanSetting};
    let facts = [&FIGURES[..3], &[("perform_by", "2026-07-31")]].concat();
    let mut docket = docket(&[("litigation/mediated", "2026-05-11", &facts)], &[]);
    let part = |(due, sum): &(&str, &str)| Instalment { due: day(due), amount: amount(sum) };
    docket.plans.push(recorded(
        9,
        Plan {
            interest: None,
            suit: None,
            setting: PlanSetting::Decided,
            agreed_on: day("2026-05-11"),
            instalments: parts.iter().map(part).collect(),
            grace_days: 0,
            breach_after: 1,
            whole_on_breach,
            waived_if_kept: None,
            signed_by: Vec::new(),
            remark: None,
        },
    ));
    docket
}

/// 30 May 2026 is a Saturday: 20,000.00 may be paid until Monday 1 June (民法典 203), and 2 June bears 20,000 × 0.000175 = 3.50.
/// Where the breach of 2 June makes everything due, 3 to 12 June bear 50,000 × 0.000175 × 10 = 87.50 more, and 3 to 30 June
/// 50,000 × 0.000175 × 28 = 245.00; where it does not, 20,000 × 0.000175 × 11 = 38.50 to 12 June.
#[test]
fn an_instalment_on_a_rest_day_and_a_breach_that_makes_everything_due() {
    let parts = [("2026-05-30", "20000.00"), ("2026-07-31", "30000.00")];
    let late = |docket: &Docket, on| balance(docket, on).late_interest.to_string();
    let (each, whole) = (in_instalments(&parts, false), in_instalments(&parts, true));
    for docket in [&each, &whole] {
        assert_eq!((late(docket, "2026-06-01"), late(docket, "2026-06-02")), ("0.00".into(), "3.50".into()));
    }
    assert_eq!((late(&each, "2026-06-12"), late(&whole, "2026-06-12")), ("38.50".into(), "91.00".into()));
    let mut broken = whole;
    broken.milestones.push(recorded(11, milestone(&("pre-action/plan-broken", "2026-06-15", &[]))));
    assert_eq!(late(&broken, "2026-06-30"), "248.50");
}

/// Instalments of a mediation paper, each late by itself: 20,000.00 by 30 June and 30,000.00 by 31 July. To 31 August:
/// 20,000 × 0.000175 × 31 = 108.50 in July, 50,000 × 0.000175 × 31 = 271.25 in August.
#[test]
fn instalments_are_late_one_by_one() {
    let docket = in_instalments(&[("2026-06-30", "20000.00"), ("2026-07-31", "30000.00")], false);
    assert_eq!(balance(&docket, "2026-08-31").late_interest.to_string(), "379.75");
}

/// What the court paid out and what was taken in kind came in once, on its day; what is frozen or sold has not come in.
#[test]
fn proceeds_are_money_and_what_is_held_is_not() {
    let mut told = judged(&FIGURES);
    told.push((
        "enforcement/seized",
        "2026-07-01",
        &[("asset", "bank-deposit"), ("detail", "x"), ("amount", "8000.00")],
    ));
    told.push(("enforcement/sold", "2026-07-05", &[("price", "9000.00")]));
    let held = docket(&told, &[]);
    assert_eq!(balance(&held, "2026-07-12").received, Amount::ZERO);
    let because =
        serde_json::to_string(&held.balance(day("2026-07-12"), Rulebook::builtin()).unwrap().because)
            .unwrap();
    assert!(
        because.contains("8,000.00元，不计入已受偿数额") && because.contains("9,000.00元，不计入"),
        "{because}"
    );
    // 50,000 × 0.000175 × 30 = 262.50 to 12 July; 10,000 − 500 for costs of enforcement − 262.50 stays owed: principal first.
    told.push((
        "enforcement/distributed",
        "2026-07-12",
        &[("amount", "10000.00"), ("to_costs", "500.00"), ("enforcement_fee", "50.00")],
    ));
    told.push(("enforcement/taken-in-kind", "2026-07-12", &[("price", "20000.00")]));
    let at = balance(&docket(&told, &[]), "2026-07-12");
    assert_eq!(sums(&at), ["20500.00", "0.00", "0.00", "0.00", "262.50", "20762.50"]);
    assert_eq!(at.received.to_string(), "30000.00");
    assert!(docket(&told, &[]).looks_like_proceeds(day("2026-07-12"), amount("10000.00")));
    assert!(!docket(&told, &[]).looks_like_proceeds(day("2026-07-13"), amount("10000.00")));
}

/// Fees that milestones tell of, entered costs, and what payments made good: 1,200.00 advanced, 600.00 given back for a
/// halved fee, 600.00 of the judgment's 4,100.00 costs in the first payment's place, and 3,500.00 for the lawyer.
#[test]
fn costs_come_back_through_the_judgment() {
    let facts = [
        ("principal", "50000.00"),
        ("interest", "0.00"),
        ("costs", "4100.00"),
        ("perform_within_days", "10"),
    ];
    let mut told = judged(&facts);
    told.insert(2, ("litigation/fee-noticed", "2026-01-09", &[("amount", "1200.00")]));
    told.insert(3, ("litigation/fee-paid", "2026-01-12", &[]));
    let mut docket = docket(&told, &[("2026-06-10", "1000.00")]);
    let cost = |kind, way, on: &str, sum| CostEntry {
        kind,
        way,
        on: day(on),
        amount: amount(sum),
        party: None,
        reference: None,
        collected_by_court: false,
    };
    docket.costs.push(recorded(20, cost(CostKind::AttorneyFee, CostWay::Advanced, "2026-01-02", "3500.00")));
    docket.costs.push(recorded(21, cost(CostKind::AcceptanceFee, CostWay::Refunded, "2026-06-20", "600.00")));
    docket.costs.push(recorded(22, cost(CostKind::AttorneyFee, CostWay::Recovered, "2026-06-11", "2000.00")));
    let on = day("2026-06-30");
    let at = docket.balance(on, Rulebook::builtin()).unwrap().value;
    let costs = docket.cost_summary(on, Some(&at)).unwrap();
    let sums = [costs.advanced, costs.refunded, costs.recovered, costs.out].map(|a| a.to_string());
    assert_eq!(sums, ["4700.00", "600.00", "3000.00", "1100.00"]);
    assert_eq!(at.costs.to_string(), "1100.00", "4,100.00 − 1,000.00 − 2,000.00");
    assert!(costs.lines[1].as_noticed && costs.unknown.is_empty());
    // The court gave the rest of the fee back and collects it from the debtor (民诉法解释 207): 600.00 less are owed.
    let collected = CostEntry {
        collected_by_court: true,
        ..cost(CostKind::AcceptanceFee, CostWay::Refunded, "2026-06-25", "600.00")
    };
    assert!(docket.looks_entered(&collected).is_some(), "the same sum was refunded before");
    docket.costs.push(recorded(23, collected));
    let after = docket.balance(on, Rulebook::builtin()).unwrap().value;
    assert_eq!(after.costs.to_string(), "500.00");
    assert_eq!(after.received, at.received, "the court's money is not the debtor's");
    assert_eq!(docket.cost_summary(on, Some(&after)).unwrap().out.to_string(), "500.00");
}

proptest! {
    /// The parts are the total; what came in was applied or is too much; a payment in two halves is a payment.
    #[test]
    fn sums_hold_and_a_payment_in_two_is_one(
        payments in prop::collection::vec((0i64..200, 1i64..3_000_000), 0..6),
        cut in 1i64..100,
        penalty in 0i64..20_000,
    ) {
        let penalty = Amount::from_fen(penalty).to_string();
        let facts = [
            ("principal", "50000.00"), ("interest", "234.56"), ("costs", "1050.00"), ("perform_within_days", "10"),
            ("late_interest_from", "2026-03-01"), ("interest_rate", "0.24"), ("interest_per", "year-360"),
            ("penalty", &penalty),
        ];
        let paid = |parts: &[(i64, i64)]| {
            let mut docket = docket(&judged(&facts), &[]);
            docket.case.payments = parts
                .iter()
                .map(|(after, fen)| Payment {
                    on: day("2026-05-12") + chrono::Days::new(after.unsigned_abs()),
                    amount: Amount::from_fen(*fen),
                    from: None,
                    reference: None,
                })
                .collect();
            balance(&docket, "2026-12-31")
        };
        let one = paid(&payments);
        prop_assert_eq!(one.principal + one.interest + one.penalty + one.fees + one.costs + one.late_interest, one.total);
        let followed = &one.judged.as_ref().unwrap().followed;
        let applied: Amount = followed.receipts.iter().map(|r| {
            let a = r.applied;
            a.to_fees + a.to_interest + a.to_penalty + a.to_principal + a.to_late_performance + r.receipt.to_enforcement
        }).sum();
        prop_assert_eq!(followed.received, applied + one.overpaid);
        prop_assert_eq!(one.received, followed.received);
        let accrued: Amount = followed.general.iter().map(|l| l.amount).sum();
        prop_assert_eq!(one.total + applied, amount("51284.56") + accrued + followed.doubled);
        let halves: Vec<(i64, i64)> = payments
            .iter()
            .flat_map(|(on, fen)| [(*on, fen * cut / 100), (*on, fen - fen * cut / 100)])
            .filter(|(_, fen)| *fen > 0)
            .collect();
        let two = paid(&halves);
        prop_assert_eq!(sums(&one), sums(&two));
        prop_assert_eq!(one.overpaid, two.overpaid);
    }
}
