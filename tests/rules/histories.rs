//! Accounts with random lives: whatever was recorded and undone, only what survives counts; whatever day a row was
//! computed on, it says on a later day what computing it then says.

use std::cell::Cell;
use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;
use sucheng::cli::dates;
use sucheng::docket::{Docket, Standing};
use sucheng::domain::cost::{CostEntry, CostKind, CostWay};
use sucheng::domain::debt::Payment;
use sucheng::domain::event::{Event, Payload, Source};
use sucheng::domain::handling::{DeadlineHandling, HandlingAct};
use sucheng::domain::plan::{Instalment, Plan, PlanSetting};
use sucheng::domain::postal::{Fate, Letter, LetterFate};
use sucheng::domain::proof::Contacted;
use sucheng::domain::summary::Summary;
use sucheng::domain::{Case, date};
use sucheng::rules::Rulebook;
use sucheng::rules::track_facts::Parties;

use super::tracks::make;

/// One thing that somebody does: which, a choice within it, days until then, and how many days late it is recorded.
type Step = (u8, usize, u64, u64);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..22_u8, 0..1000_usize, 0..40_u64, 0..12_u64), 1..26)
}

fn day(text: &str) -> NaiveDate {
    date::parse(text).unwrap()
}

/// Everything that has a date of its own, before and after the days on which the account is looked at.
fn case() -> Case {
    let contact = |at: &str, outcome: &str, record: bool| {
        json!({"at": format!("{at} 10:00"), "channel": "phone", "party": "debtor", "to": "13800000001",
            "outcome": outcome, "record": record.then_some("LY-1")})
    };
    Case::from_facts(&json!({
        "account": "A-1", "product": "personal-loan",
        "creditor": {"name": "示例银行股份有限公司", "lender": "licensed"},
        "debtors": [
            {"role": "primary", "name": "李示例", "phones": ["13800000001"]},
            {"role": "guarantor", "name": "王示例"},
        ],
        "contract": {
            "signed_on": "2023-01-10", "due_on": "2025-01-10",
            "terms": {"interest": {"rate": "0.12", "per": "year", "day_basis": 360}},
            "forum": {"kind": "court", "court": "北京市西城区人民法院"},
        },
        "guarantees": [{"by": "王示例", "kind": "guarantee", "form": "joint", "maximum": "50000.00"}],
        "debt": {"overdue_since": "2024-06-11", "as_of": "2025-02-28", "principal": "30000.00", "interest": "900.00"},
        "payments": [{"on": "2025-04-02", "amount": "10.00"}, {"on": "2026-01-15", "amount": "20.00"}],
        "contacts": [
            contact("2024-12-01", "promised", true), contact("2025-05-20", "reached", false),
            contact("2025-09-09", "promised", false), contact("2026-03-03", "promised", true),
        ],
    }))
    .unwrap()
}

struct Life {
    events: Vec<Event>,
    today: NaiveDate,
}

impl Life {
    /// Does what can be done of these steps.
    fn lived(steps: &[Step]) -> Life {
        let source = Source { file: "case.yaml".into(), sha256: String::new() };
        let mut life = Life { events: Vec::new(), today: day("2025-03-03") };
        life.record(Payload::Imported { case: Box::new(case()), source });
        for &(kind, pick, gap, late) in steps {
            life.today = life.today + Days::new(gap);
            let on = life.today - Days::new(late);
            match kind {
                0 => life.undo(pick),
                1 => life.handle(pick, on),
                2 => life.plan(pick, on),
                3 => life.record(Payload::CostEntered(CostEntry {
                    kind: CostKind::NoticeFee,
                    way: CostWay::Advanced,
                    on,
                    amount: "260.00".parse().unwrap(),
                    party: None,
                    reference: None,
                    collected_by_court: false,
                })),
                4 | 5 => life.record(Payload::Paid(Payment {
                    on,
                    amount: "15.00".parse().unwrap(),
                    from: None,
                    reference: None,
                })),
                6 => life.post(pick, on),
                7 => life.fate(pick, on),
                _ => life.milestone(pick, on),
            }
        }
        life
    }

    fn docket(&self) -> Docket {
        Docket::fold(&self.events).unwrap().unwrap()
    }

    fn record(&mut self, payload: Payload) {
        let seq = self.events.len() as u64 + 1;
        let at = DateTime::parse_from_rfc3339("2026-11-21T10:00:00+08:00").unwrap();
        let command = format!("c{seq}");
        self.events.push(Event { seq, at, as_of: self.today, actor: "t".into(), command, payload });
    }

    /// One of all milestones of all tracks that may be recorded for that day.
    fn milestone(&mut self, pick: usize, on: NaiveDate) {
        let (book, docket) = (Rulebook::builtin(), self.docket());
        let history = docket.history(None);
        let allowed: Vec<(&str, &str)> = book
            .tracks()
            // Mostly of tracks on which much goes by.
            .filter(|t| pick.is_multiple_of(4) || matches!(t.id.as_str(), "litigation" | "payment-order"))
            .flat_map(|t| t.allowed(&history, on).into_iter().map(|m| (t.id.as_str(), m.id.as_str())))
            .collect();
        let Some((track, milestone)) = allowed.get(pick % allowed.len().max(1)) else { return };
        let new = make(track, milestone, on, pick);
        if docket.check_milestone(&new, self.today, book).is_ok() {
            self.record(Payload::Milestone(new));
        }
    }

    /// A letter to the debtor's home or agreed address, or to the guarantor; not every kind asserts the claim.
    fn post(&mut self, pick: usize, on: NaiveDate) {
        let number = format!("10000{:05}", self.events.len());
        let agreed = pick.is_multiple_of(2);
        self.record(Payload::LetterPosted(Box::new(Letter {
            id: Letter::id_of(&number),
            carrier: "中国邮政EMS".into(),
            kind: ["demand-letter", "lawyers-letter", "other"][pick % 3].into(),
            document: None,
            party: if pick.is_multiple_of(7) { Contacted::Guarantor } else { Contacted::Debtor },
            to_name: "李示例".into(),
            address: if agreed {
                "北京市海淀区示例街1号"
            } else {
                "北京市东城区示例胡同5号"
            }
            .into(),
            agreed,
            on,
            evidence: Vec::new(),
            number,
        })));
    }

    fn fate(&mut self, pick: usize, on: NaiveDate) {
        let docket = self.docket();
        let letters: Vec<&String> =
            docket.given.iter().filter(|g| g.at.date() <= on).map(|g| &g.id).collect();
        let Some(id) = letters.get(pick % letters.len().max(1)) else { return };
        let fate = [Fate::Delivered, Fate::Returned, Fate::Lost][pick % 3];
        self.record(Payload::LetterFate(LetterFate {
            id: (*id).clone(),
            fate,
            on,
            detail: None,
            evidence: Vec::new(),
        }));
    }

    fn undo(&mut self, pick: usize) {
        let gone = self.reversed();
        let left: Vec<u64> = self.events[1..]
            .iter()
            .filter(|e| !gone.contains(&e.seq) && !matches!(e.payload, Payload::Reversed { .. }))
            .map(|e| e.seq)
            .collect();
        let Some(seq) = left.get(pick % left.len().max(1)) else { return };
        self.record(Payload::Reversed { command: format!("c{seq}"), events: vec![*seq], reason: None });
    }

    fn handle(&mut self, pick: usize, on: NaiveDate) {
        let open = Standing::new(&self.docket(), on, Rulebook::builtin()).open();
        let Some(deadline) = open.get(pick % open.len().max(1)) else { return };
        let acts = [HandlingAct::Acknowledged, HandlingAct::Waived, HandlingAct::Reopened];
        self.record(Payload::DeadlineHandled(DeadlineHandling {
            id: deadline.id.clone(),
            due: deadline.due,
            act: acts[pick % 3],
            reason: "示例".into(),
            on,
        }));
    }

    fn plan(&mut self, pick: usize, on: NaiveDate) {
        let instalment =
            |n: u64| Instalment { due: on + Days::new(30 * n), amount: "15.00".parse().unwrap() };
        self.record(Payload::PlanAgreed(Box::new(Plan {
            interest: None,
            suit: None,
            setting: [PlanSetting::PreAction, PlanSetting::Decided, PlanSetting::Enforcement][pick % 3],
            agreed_on: on,
            instalments: (1..=3).map(instalment).collect(),
            grace_days: (pick % 2) as u16 * 5,
            breach_after: 1 + (pick % 2) as u16,
            whole_on_breach: true,
            waived_if_kept: None,
            signed_by: Vec::new(),
            remark: None,
        })));
    }

    fn reversed(&self) -> BTreeSet<u64> {
        let of = |e: &Event| match &e.payload {
            Payload::Reversed { events, .. } => events.clone(),
            _ => Vec::new(),
        };
        self.events.iter().flat_map(of).collect()
    }

    /// The same life without what was undone and without the undoing.
    fn without_undone(&self) -> Life {
        let gone = self.reversed();
        let mut life = Life { events: Vec::new(), today: self.today };
        let stays = |e: &&Event| !gone.contains(&e.seq) && !matches!(e.payload, Payload::Reversed { .. });
        self.events.iter().filter(stays).for_each(|e| life.record(e.payload.clone()));
        life
    }
}

/// What a docket holds, without places in the log.
fn held(docket: &Docket) -> impl PartialEq + std::fmt::Debug {
    (
        docket.case.clone(),
        (docket.facts.to_json(), docket.filed.to_json()),
        docket.history(None),
        docket.payments.iter().map(|p| p.what.clone()).collect::<Vec<_>>(),
        docket.plans.iter().map(|p| p.what.clone()).collect::<Vec<_>>(),
        docket.costs.iter().map(|c| c.what.clone()).collect::<Vec<_>>(),
        docket.handled.iter().map(|h| h.what.clone()).collect::<Vec<_>>(),
        docket
            .given
            .iter()
            .map(|g| (g.id.clone(), format!("{:?}", g.course(NaiveDate::MAX))))
            .collect::<Vec<_>>(),
    )
}

/// Everything an account is on a day, as text.
fn stands(docket: &Docket, on: NaiveDate) -> String {
    let book = Rulebook::builtin();
    let row = Summary { version: 0, ..docket.row(on, book) };
    format!("{:#?}\n{row:#?}", Standing::new(docket, on, book))
}

proptest! {
    /// Whatever legal sequence is recorded and undone, the docket is that of what survives.
    #[test]
    fn what_was_undone_was_never_there(steps in steps(), later in 0..500_u64) {
        let life = Life::lived(&steps);
        let (with, without) = (life.docket(), life.without_undone().docket());
        prop_assert_eq!(held(&with), held(&without));
        for on in [life.today - Days::new(later / 4), life.today, life.today + Days::new(later)] {
            prop_assert_eq!(stands(&with, on), stands(&without, on));
        }
    }
}

/// Milestones of different days may be recorded in any order that is legal, and the account is the same.
#[test]
fn the_order_of_recording_makes_no_difference() {
    let compared = Cell::new(0);
    let mut runner = TestRunner::default();
    let lives = (steps(), any::<prop::sample::Index>());
    let outcome = runner.run(&lives, |(steps, from)| {
        let life = Life::lived(&steps).without_undone();
        let docket = life.docket();
        let (mut others, mut milestones) = (Life { events: Vec::new(), today: life.today }, Vec::new());
        for event in &life.events {
            match &event.payload {
                Payload::Milestone(m) => milestones.push(m.clone()),
                other => others.record(other.clone()),
            }
        }
        // By day, those of one day as they were; then the beginning goes to the end as far as days allow.
        milestones.sort_by_key(|m| m.on);
        let mut cut = if milestones.is_empty() { 0 } else { from.index(milestones.len()) };
        while cut > 0 && milestones[cut - 1].on == milestones[cut].on {
            cut -= 1;
        }
        milestones.rotate_left(cut);
        let mut history = Vec::new();
        let parties = Parties::of(&docket.case);
        for new in &milestones {
            if Rulebook::builtin().check_milestone(&history, new, &parties, life.today).is_err() {
                return Ok(());
            }
            history.push(new.clone());
        }
        milestones.into_iter().for_each(|m| others.record(Payload::Milestone(m)));
        compared.set(compared.get() + usize::from(docket.history(None) != others.docket().history(None)));
        for on in [life.today, life.today + Days::new(90)] {
            prop_assert_eq!(stands(&docket, on), stands(&others.docket(), on));
        }
        Ok(())
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
    let compared = compared.get();
    assert!(compared > 5, "{compared} lives were recorded in another order");
}

/// The row of a day, read on a later one for which it holds, has exactly the open deadlines that are computed then, with
/// the same status; and it does hold for as long as nothing dated comes in between.
#[test]
fn a_row_holds_over_days() {
    let (held, over) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::default();
    let lives = (steps(), 80..200_u64, prop::collection::vec(0..900_u64, 1..8));
    let outcome = runner.run(&lives, |(steps, before, after)| {
        let (book, life) = (Rulebook::builtin(), Life::lived(&steps));
        let docket = life.docket();
        // The days on which something began that goes by, too, so that there is something to go.
        let later = Standing::new(&docket, life.today + Days::new(200), book);
        let begun = later.deadlines.iter().rev().filter(|d| d.fades && !d.lapses).map(|d| d.from).take(3);
        let firsts = begun.chain([life.today + Days::new(100) - Days::new(before)]);
        for first in firsts {
            let row = docket.row(first, book);
            prop_assert!(row.holds(first) && !row.holds(first - Days::new(1)));
            let until = row.until.map(|until| (until - first).num_days().unsigned_abs());
            // Any days, days for which it holds, its last one, and the days around each deadline's.
            let within = after.iter().map(|later| until.map_or(*later, |until| later % (until + 1)));
            let around = row.deadlines.iter().flat_map(|d| [d.due, d.due + Days::new(1)]);
            let around = around.filter(|on| *on > first).map(|on| (on - first).num_days().unsigned_abs());
            for later in after.iter().copied().chain(within).chain(until).chain(around) {
                let on = first + Days::new(later);
                prop_assert_eq!(row.holds(on), until.is_none_or(|until| later <= until));
                if !row.holds(on) {
                    continue;
                }
                let (mut read, computed) = (row.clone(), docket.row(on, book));
                read.pass(on);
                held.set(held.get() + 1);
                over.set(over.get() + usize::from(read.deadlines.len() < row.deadlines.len()));
                prop_assert_eq!(
                    (&read.stage, &read.track, &read.court, &read.deadlines),
                    (&computed.stage, &computed.track, &computed.court, &computed.deadlines)
                );
                let standing = Standing::new(&docket, on, book);
                // A row is computed without words: it must be what is said with reasons.
                prop_assert_eq!(&read.deadlines, &standing.open());
                let money =
                    docket.balance(on, book).ok().map(|money| (money.value.principal, money.value.total));
                prop_assert_eq!(money.map(|money| money.1), computed.owed);
                prop_assert_eq!(
                    money.map_or(docket.case.debt.principal, |money| money.0),
                    computed.principal
                );
                let open = standing.deadlines.iter().filter(|d| d.is_open());
                let computed: Vec<_> = open.map(|d| (&d.id, d.due, dates::word(d.status))).collect();
                let read: Vec<_> =
                    read.deadlines.iter().map(|d| (&d.id, d.due, dates::status(d, on))).collect();
                prop_assert_eq!(read, computed);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
    let (held, over) = (held.get(), over.get());
    assert!(held > 300 && over > 20, "{held} readings, {over} of them after something was over");
}
