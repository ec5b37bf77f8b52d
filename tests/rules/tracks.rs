//! Questions about milestones: what may be recorded, what is allowed, what is due.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};
use sucheng::domain::date;
use sucheng::domain::event::MilestoneEvent;
use sucheng::rules::track::Repeat;
use sucheng::rules::track_expect::Bound;
use sucheng::rules::track_facts::{FactKind, Parties};
use sucheng::rules::{Refusal, Rulebook};

use super::Given;

/// Events written `[track/milestone, date, {fact: value}]`.
pub fn events(list: &Value) -> Vec<MilestoneEvent> {
    list.as_array().into_iter().flatten().map(event).collect()
}

fn event(given: &Value) -> MilestoneEvent {
    let (track, milestone) = given[0].as_str().unwrap().split_once('/').unwrap();
    let facts = given.get(2).and_then(Value::as_object).into_iter().flatten();
    MilestoneEvent {
        track: track.to_owned(),
        milestone: milestone.to_owned(),
        on: date::parse(given[1].as_str().unwrap()).unwrap(),
        facts: facts.map(|(k, v)| (k.clone(), v.as_str().unwrap().to_owned())).collect(),
        evidence: Vec::new(),
    }
}

fn parties() -> Parties {
    Parties {
        creditor: Some("示例银行股份有限公司".to_owned()),
        debtors: vec!["李示例".to_owned(), "王示例".to_owned()],
    }
}

/// Answers the questions this file knows. Debtors are 李示例 and 王示例 unless `one_debtor` is set.
pub fn answer(ask: &str, facts: &Value) -> Option<Result<Given, Refusal>> {
    let book = Rulebook::builtin();
    let day = |name: &str| date::parse(facts[name].as_str().unwrap()).unwrap();
    let mut parties = parties();
    if facts["one_debtor"] == json!(true) {
        parties.debtors.truncate(1);
    }
    let history = events(&facts["events"]);
    let (value, reasons) = match ask {
        "deadlines" => {
            let strict = facts["strict"] == json!(true);
            let found = book.deadlines(&history, &parties, day("as_of"), strict);
            let reasons = serde_json::to_string(&found).unwrap();
            let mut by_id = serde_json::Map::new();
            for state in found.states {
                by_id.insert(state.id.clone(), serde_json::to_value(state).unwrap());
            }
            for (id, refusal) in found.refused {
                by_id.insert(id, json!({"refused": refusal.code}));
            }
            (Value::Object(by_id), reasons)
        }
        "allowed" => {
            let track = book.tracks.get(facts["track"].as_str().unwrap()).unwrap();
            let found = track.allowed(&history, day("on"));
            (found.iter().map(|m| (m.id.clone(), json!(true))).collect(), String::new())
        }
        "record" => match book.check_milestone(&history, &event(&facts["new"]), &parties, day("today")) {
            Ok(()) => (json!({"recorded": true}), String::new()),
            Err(refusal) => {
                let problem = refusal.problem();
                let mut value = json!({"refused": problem.code});
                for (name, text) in &problem.args {
                    value[*name] = json!(text);
                }
                (value, String::new())
            }
        },
        _ => return None,
    };
    Some(Ok(Given { value, reasons }))
}

const TRACKS: usize = 9;

/// The milestones that users rely on are all there, with their facts.
#[test]
fn every_promised_milestone_exists() {
    let promised = [
        ("pre-action", "demand-sent lawyers-letter-sent negotiated plan-signed plan-broken"),
        (
            "litigation",
            "filed(court) correction-ordered mediation-started mediation-failed accepted(case_number) \
             fee-noticed(amount) fee-paid served(party) service-failed(party,why) public-notice \
             jurisdiction-objected evidence-period(days) hearing-set(at) heard mediated \
             judgment(principal,interest,costs,perform_within_days) judgment-served(party) appealed(party) \
             second-instance effective withdrawn dismissed",
        ),
        (
            "arbitration",
            "applied(institution) accepted(case_number) tribunal-formed hearing-set(at) \
             award(principal,interest,costs,perform_within_days) award-served(party) set-aside-applied",
        ),
        (
            "payment-order",
            "applied(court) accepted(case_number) issued served(party) objected effective terminated",
        ),
        ("preservation", "applied(court) ruled(case_number) measure-taken(asset,detail) renewed released"),
        (
            "enforcement",
            "applied(court) accepted(case_number) notice-served property-reported searched(found) \
             seized(asset,detail) appraised(value) auction-set(round) auction-failed(round) sold(price) \
             distributed(amount) consumption-restricted listed-dishonest delisted settled settlement-broken \
             terminated-round resumed closed",
        ),
        ("judicial-confirmation", "agreed applied(court) accepted(case_number) confirmed rejected withdrawn"),
        ("notarised-deed", "fallen-due(due) certificate-sought certificate-issued certificate-refused"),
        (
            "changes",
            "debtor-died(party) heirs-joined(party,who) estate-administrator-named(party,who) \
             debtor-missing(party) debtor-found(party) bankruptcy-accepted(party,court) claim-declared \
             bankruptcy-closed(party) claim-assigned(to) assignment-notified(party) creditor-substituted(to) \
             counsel-replaced(firm) cases-merged(into)",
        ),
    ];
    let book = Rulebook::builtin();
    assert_eq!(book.tracks().count(), promised.len());
    assert_eq!(book.tracks().count(), TRACKS, "the walk below has to try every track");
    for (track, list) in promised {
        for entry in list.split_whitespace() {
            let (id, facts) = entry.trim_end_matches(')').split_once('(').unwrap_or((entry, ""));
            let milestone = book.milestone(track, id).unwrap_or_else(|| panic!("{track}/{id}"));
            let required: Vec<&str> =
                milestone.facts.iter().filter(|f| f.required).map(|f| f.name.as_str()).collect();
            let facts: Vec<&str> = facts.split(',').filter(|f| !f.is_empty()).collect();
            assert_eq!(required, facts, "{track}/{id}");
        }
    }
}

/// A fact that fits its kind, for walking a track.
fn some_facts(track: &str, milestone: &str, on: NaiveDate, pick: usize) -> BTreeMap<String, String> {
    let milestone = Rulebook::builtin().milestone(track, milestone).unwrap();
    let value = |kind: FactKind, values: &[String]| match kind {
        FactKind::Text => "示例".to_owned(),
        FactKind::Amount => "1000.00".to_owned(),
        FactKind::Date => on.to_string(),
        FactKind::At => format!("{on} 09:30"),
        FactKind::Days => "10".to_owned(),
        FactKind::Number => "1".to_owned(),
        FactKind::Rate => "0.0005".to_owned(),
        FactKind::Multiple => "4".to_owned(),
        FactKind::Party => ["李示例", "王示例", "示例银行股份有限公司"][pick % 3].to_owned(),
        FactKind::Parties => ["李示例", "王示例", "李示例、王示例"][pick % 3].to_owned(),
        FactKind::OneOf => values[pick % values.len()].clone(),
    };
    let wanted = milestone.facts.iter().filter(|f| f.required || pick.is_multiple_of(2));
    wanted.map(|f| (f.name.clone(), value(f.kind, &f.values))).collect()
}

proptest! {
    /// Whatever way a track is walked: what is allowed can be recorded with its facts, what is not allowed is refused, the
    /// deadlines do not depend on the order in which milestones of different days were recorded, and every date explains
    /// itself.
    #[test]
    fn any_walk_of_a_track(track in 0_usize..TRACKS, steps in prop::collection::vec((0_usize..100, 0_u64..40), 1..14)) {
        let book = Rulebook::builtin();
        let track = book.tracks().nth(track).unwrap();
        let parties = parties();
        let mut on = date::parse("2025-03-03").unwrap();
        // Enforcement rests on a decision.
        let mut history: Vec<MilestoneEvent> = match track.id.as_str() {
            "enforcement" => vec![make("litigation", "mediated", on, 1)],
            _ => Vec::new(),
        };
        for (pick, gap) in steps {
            on = on + Days::new(gap + 1);
            let allowed = track.allowed(&history, on);
            for other in track.milestones.iter().filter(|m| !allowed.iter().any(|a| a.id == m.id)) {
                let new = make(&track.id, &other.id, on, pick);
                prop_assert!(track.check(&history, &new, &parties, on).is_err(), "{}", other.id);
            }
            let Some(next) = allowed.get(pick % allowed.len().max(1)) else { break };
            let new = make(&track.id, &next.id, on, pick);
            match track.check(&history, &new, &parties, on) {
                Ok(()) => history.push(new),
                // The same party a second time is the one thing that `allowed` cannot know.
                Err(e) => prop_assert!(next.repeat == Repeat::Party, "{e}"),
            }
        }
        let as_of = on + Days::new(30);
        let found = book.deadlines(&history, &parties, as_of, false);
        prop_assert!(found.refused.is_empty(), "{:?}", found.refused);
        let mut ids = std::collections::BTreeSet::new();
        for state in &found.states {
            prop_assert!(ids.insert(state.id.clone()), "twice {}", state.id);
            prop_assert!(!state.because.is_empty(), "{}", state.id);
        }
        let mut shuffled = history.clone();
        shuffled.reverse();
        prop_assert_eq!(book.deadlines(&shuffled, &parties, as_of, false), found);
    }
}

fn told(name: &str, on: &str, facts: &[(&str, &str)]) -> MilestoneEvent {
    MilestoneEvent {
        track: "enforcement".to_owned(),
        milestone: name.to_owned(),
        on: date::parse(on).unwrap(),
        facts: facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        evidence: Vec::new(),
    }
}

/// What is told of a milestone of enforcement that the court took up on 6 March 2026, after these.
fn unusual(more: &[MilestoneEvent], new: MilestoneEvent) -> Vec<&'static str> {
    let taken_up = [told("applied", "2026-03-02", &[("court", "c")]), told("accepted", "2026-03-06", &[])];
    let history = [&taken_up[..], more].concat();
    Rulebook::builtin().unexpected(&history, &new, &parties()).iter().map(|u| u.expect.en.as_str()).collect()
}

/// What the tables expect: a sale of one asset once (网拍规定 22, 24), rounds in their turn and two online (26), a listing
/// before it is taken back (失信规定 10), three months and a restriction before a round is ended (法〔2016〕373号 1).
#[test]
fn what_is_unusual_is_told_and_not_refused() {
    let sold = |detail: &str, on: &str| told("sold", on, &[("price", "1.00"), ("detail", detail)]);
    let once = [sold("京A1", "2026-05-06")];
    assert_eq!(unusual(&once, sold("京A1", "2026-05-20")).len(), 1);
    assert_eq!(unusual(&once, sold("京A2", "2026-05-20")), [""; 0]);
    let again = [once[0].clone(), told("buyer-defaulted", "2026-05-12", &[("detail", "京A1")])];
    assert_eq!(unusual(&again, sold("京A1", "2026-05-20")), [""; 0]);
    let set = |round: &str, on: &str| told("auction-set", on, &[("round", round)]);
    let failed = |round: &str, on: &str| told("auction-failed", on, &[("round", round)]);
    assert_eq!(unusual(&[], set("1", "2026-05-06")), [""; 0]);
    assert_eq!(unusual(&[], set("2", "2026-05-06")), ["no failed auction of the round before is recorded"]);
    let one = [set("1", "2026-05-06"), failed("1", "2026-06-08")];
    assert_eq!(unusual(&one, set("2", "2026-06-20")), [""; 0]);
    assert_eq!(
        unusual(&one, failed("2", "2026-07-20")),
        ["no notice of an auction of this round is recorded"]
    );
    let two = [&one[..], &[set("2", "2026-06-20"), failed("2", "2026-07-20")]].concat();
    assert_eq!(unusual(&two, set("3", "2026-08-03")).len(), 1, "a third round");
    let who = [("party", "李示例")];
    let listed = [told("listed-dishonest", "2026-05-06", &who)];
    assert_eq!(unusual(&listed, told("delisted", "2026-06-08", &who)), [""; 0]);
    let other = told("delisted", "2026-06-08", &[("party", "王示例")]);
    assert_eq!(unusual(&listed, other), ["no listing of this debtor is recorded"]);
    // 2026-03-06 and three months are 2026-06-06.
    let ended = |on: &str| told("terminated-round", on, &[]);
    let restricted = [told("consumption-restricted", "2026-04-01", &who)];
    assert_eq!(
        unusual(&restricted, ended("2026-06-05")),
        ["less than three months since enforcement was accepted"]
    );
    assert_eq!(unusual(&restricted, ended("2026-06-08")), [""; 0]);
    assert_eq!(unusual(&[], ended("2026-06-08")).len(), 1, "no restriction");
}

/// 法释〔2016〕18号 12, 26: from a notice of 6 May 2026 fifteen days are 21 May, from one of 20 June seven are 27 June. An auction
/// does not fail before its day, and no court takes money before it enforces (taken up on 6 March).
#[test]
fn days_that_cannot_be_are_told() {
    let set = |round: &str, on: &str, at: &str| told("auction-set", on, &[("round", round), ("at", at)]);
    assert_eq!(unusual(&[], set("1", "2026-05-06", "2026-05-20 10:00")).len(), 1);
    assert_eq!(unusual(&[], set("1", "2026-05-06", "2026-05-21 10:00")), [""; 0]);
    let first = [set("1", "2026-05-06", "2026-06-08 10:00")];
    let failed = |on: &str| told("auction-failed", on, &[("round", "1")]);
    assert_eq!(unusual(&first, failed("2026-06-07")), ["the day set for the auction has not come"]);
    assert_eq!(unusual(&first, failed("2026-06-08")), [""; 0]);
    let after = [first[0].clone(), failed("2026-06-08")];
    assert_eq!(unusual(&after, set("2", "2026-06-20", "2026-06-26 10:00")).len(), 1);
    assert_eq!(unusual(&after, set("2", "2026-06-20", "2026-06-27 10:00")), [""; 0]);
    let paid = |taken: &str| told("distributed", "2026-07-06", &[("amount", "1.00"), ("taken_on", taken)]);
    assert_eq!(unusual(&[], paid("2026-03-05")), ["the court took it before enforcement was accepted"]);
    assert_eq!(unusual(&[], paid("2026-03-06")), [""; 0]);
}

/// The bounds that a milestone of enforcement, taken up on 6 March 2026, does not keep after these.
fn bounds(more: &[MilestoneEvent], new: &MilestoneEvent) -> Vec<Bound> {
    let taken_up = [told("applied", "2026-03-02", &[("court", "c")]), told("accepted", "2026-03-06", &[])];
    let history = [&taken_up[..], more].concat();
    let found = Rulebook::builtin().unexpected(&history, new, &parties());
    found.iter().filter_map(|unusual| unusual.bound).collect()
}

/// 法释〔2016〕18号 12, 26 (law-cn §3.3 `auction_notice`): of immovables thirty days from 6 May 2026 are 5 June, fifteen from 20
/// June are 5 July. What was seized as an immovable is one. A notice of 1 May, recorded on 6 May, has its thirty days on
/// 31 May. The second auction is within thirty days of the first, which failed on 8 June: 8 July, a Wednesday.
#[test]
fn an_auction_of_immovables_is_announced_longer_before() {
    let day = |text: &str| date::parse(text).unwrap();
    let set = |round: &str, on: &str, at: &str, more: &[(&str, &str)]| {
        told("auction-set", on, &[&[("round", round), ("at", at), ("detail", "京房1")], more].concat())
    };
    let house = [("asset", "immovable")];
    let first = |at: &str, more: &[(&str, &str)]| set("1", "2026-05-06", at, more);
    assert_eq!(bounds(&[], &first("2026-06-04 10:00", &[])), [], "nothing tells what it is");
    assert_eq!(bounds(&[], &first("2026-06-04 10:00", &house)), [Bound::From(day("2026-06-05"))]);
    assert_eq!(bounds(&[], &first("2026-06-05 10:00", &house)), []);
    let seized = [told("seized", "2026-04-01", &[("asset", "immovable"), ("detail", "京房1")])];
    assert_eq!(bounds(&seized, &first("2026-06-04 10:00", &[])), [Bound::From(day("2026-06-05"))]);
    let announced = |on: &str| first("2026-06-04 10:00", &[house[0], ("announced", on)]);
    assert_eq!(bounds(&[], &announced("2026-05-05")), []);
    assert_eq!(bounds(&[], &announced("2026-05-06")), [Bound::From(day("2026-06-05"))]);
    let failed = told("auction-failed", "2026-06-08", &[("round", "1"), ("detail", "京房1")]);
    let before = [first("2026-06-08 10:00", &house), failed];
    let again = |at: &str| set("2", "2026-06-20", at, &house);
    assert_eq!(bounds(&before, &again("2026-07-04 10:00")), [Bound::From(day("2026-07-05"))]);
    assert_eq!(bounds(&before, &again("2026-07-05 10:00")), []);
    assert_eq!(bounds(&before, &again("2026-07-08 10:00")), []);
    assert_eq!(bounds(&before, &again("2026-07-09 10:00")), [Bound::Until(day("2026-07-08"))]);
}

/// 法释〔2016〕18号 10, 26: of a value of 1,000,001.00, 70% are 700,000.70; 80% of a first reserve of 700,000.71 are 560,000.568, so
/// that 560,000.56 is below them and 560,000.57 is not. Another asset's value is no bound.
#[test]
fn a_reserve_is_not_below_its_share() {
    let sum = |text: &str| text.parse().unwrap();
    let set = |round: &str, reserve: &str| {
        told("auction-set", "2026-06-20", &[("round", round), ("reserve", reserve), ("detail", "京A1")])
    };
    let value = [told("appraised", "2026-04-20", &[("value", "1000001.00"), ("detail", "京A1")])];
    assert_eq!(bounds(&value, &set("1", "700000.69")), [Bound::Least(sum("700000.70"))]);
    assert_eq!(bounds(&value, &set("1", "700000.70")), []);
    let other = [told("appraised", "2026-04-20", &[("value", "9000000.00"), ("detail", "京A2")])];
    assert_eq!(bounds(&other, &set("1", "1.00")), []);
    let first =
        told("auction-set", "2026-05-06", &[("round", "1"), ("reserve", "700000.71"), ("detail", "京A1")]);
    let failed = told("auction-failed", "2026-06-08", &[("round", "1"), ("detail", "京A1")]);
    let before = [value[0].clone(), first, failed];
    assert_eq!(bounds(&before, &set("2", "560000.56")), [Bound::Least(sum("560000.57"))]);
    assert_eq!(bounds(&before, &set("2", "560000.57")), []);
}

/// A milestone with facts that fit; `pick` decides which.
pub(super) fn make(track: &str, milestone: &str, on: NaiveDate, pick: usize) -> MilestoneEvent {
    MilestoneEvent {
        track: track.to_owned(),
        milestone: milestone.to_owned(),
        on,
        facts: some_facts(track, milestone, on, pick),
        evidence: Vec::new(),
    }
}

fn life() -> Vec<MilestoneEvent> {
    events(&json!([
        ["litigation/filed", "2026-03-02", {"court": "北京市西城区人民法院"}],
        ["litigation/accepted", "2026-03-06", {"case_number": "（2026）京0102民初1234号"}],
        ["litigation/fee-noticed", "2026-03-06", {"amount": "766.31"}],
        ["litigation/fee-paid", "2026-03-10"],
        ["litigation/served", "2026-03-20", {"party": "李示例"}],
        ["litigation/heard", "2026-05-20"],
        ["litigation/judgment", "2026-06-01", {"principal": "1.00", "interest": "1.00", "costs": "1.00", "perform_within_days": "10"}],
        ["litigation/judgment-served", "2026-06-03", {"party": "李示例"}],
    ]))
}

/// Each step of a whole life is recorded in its order and refused out of it.
#[test]
fn a_life_in_order_and_no_other() {
    let book = Rulebook::builtin();
    let today = date::parse("2026-11-21").unwrap();
    let life = life();
    for (i, event) in life.iter().enumerate() {
        book.check_milestone(&life[..i], event, &parties(), today)
            .unwrap_or_else(|e| panic!("{}: {e}", event.milestone));
    }
    let refused =
        book.check_milestone::<MilestoneEvent>(&[], &life[1], &parties(), today).unwrap_err().problem();
    assert_eq!(refused.code, "E-MILESTONE-ORDER");
    assert!(refused.args.contains(&("allowed", "filed".to_owned())));
}

#[test]
#[ignore = "a measurement: `cargo test --release --test main how_long -- --ignored --nocapture`"]
fn how_long_the_rules_take() {
    // The best of many runs: the machine may be busy with other things.
    let best = |runs: usize, work: &dyn Fn()| {
        let time = |_| {
            let start = std::time::Instant::now();
            work();
            start.elapsed()
        };
        (0..runs).map(time).min().unwrap()
    };
    let book = Rulebook::builtin();
    let (life, today) = (life(), date::parse("2026-11-21").unwrap());
    eprintln!("load all tables         {:?}", best(200, &|| drop(Rulebook::read_builtin().unwrap())));
    let from = date::parse("2026-09-16").unwrap();
    eprintln!(
        "one deadline            {:?}",
        best(2000, &|| drop(std::hint::black_box(book.deadline("appeal-judgment", from, None, false))))
    );
    eprintln!(
        "deadlines of an account {:?}",
        best(2000, &|| drop(std::hint::black_box(book.deadlines(&life, &parties(), today, false))))
    );
}

/// Periods that no milestone starts, and why: the rest of law-cn §3.3 belongs to some milestone.
#[test]
fn every_period_belongs_to_a_milestone_or_says_why_not() {
    let without = [
        ("limitation", "runs from the debt itself: docket::Standing"),
        ("limitation-interrupt", "started again by contacts and payments: rules::limitation"),
        ("card-interrupt", "started again by contacts: rules::limitation"),
        ("limitation-maximum", "runs from the debt itself: rules::limitation"),
        ("guarantee-period", "runs from the due date of the debt: docket::Standing"),
        ("guarantor-limitation", "follows from a demand on the guarantor: docket::guarantors"),
        ("enforcement-act-objection", "open until the enforcement ends"),
        ("participate-in-distribution", "open until the property is distributed"),
        ("resume-after-termination", "open, and without a time bar"),
        ("auction-notice", "a choice between the four below"),
        ("auction-notice-first-movables", "auction-set is the notice itself"),
        ("auction-notice-first-immovables", "auction-set is the notice itself"),
        ("auction-notice-second-movables", "auction-set is the notice itself"),
        ("auction-notice-second-immovables", "auction-set is the notice itself"),
        ("appraisal", "a choice between its three parts"),
        ("plan-kept", "names the law that a plan kept settles by: docket::settled"),
        ("plan-kept-enforcement", "names the law that a performed settlement ends by: docket::settled"),
        ("interest-stops-in-bankruptcy", "stops interest: docket::settled"),
        ("plan-interest-stops", "lets interest rest while a plan is kept: docket::pauses"),
        ("instalment", "runs from a plan: docket::instalments"),
        ("plan-breach-pre-action", "follows from a plan: docket::instalments"),
        ("plan-breach-decided", "follows from a plan: docket::instalments"),
        ("plan-breach-enforcement", "follows from a plan: docket::instalments"),
    ];
    let book = Rulebook::builtin();
    let uses = || book.tracks().flat_map(|t| &t.milestones).flat_map(|m| &m.periods);
    for period in book.periods.iter() {
        let started =
            uses().any(|p| p.starts.as_ref() == Some(&period.id) || p.then.as_ref() == Some(&period.id));
        let said = without.iter().any(|(id, _)| *id == period.id);
        assert_ne!(started, said, "{}", period.id);
    }
}

/// What a milestone calls for is a kind there is.
#[test]
fn every_kind_that_a_milestone_calls_for_is_one() {
    let there = |kind: &str| {
        std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("templates/cn")
            .join(kind)
            .join("manifest.yaml")
            .exists()
    };
    for track in Rulebook::builtin().tracks() {
        for milestone in &track.milestones {
            for kind in milestone.documents.iter().chain(&milestone.notices) {
                assert!(there(kind), "{}/{}: {kind}", track.id, milestone.id);
            }
        }
    }
}

/// Three debtors' names in any of the ways that people separate names; a name with a comma is one name.
#[test]
fn several_parties_in_one_fact() {
    let mut parties = parties();
    parties.debtors.push("Example, Inc.".to_owned());
    assert_eq!(parties.several("李示例、王示例"), Some(vec!["李示例", "王示例"]));
    assert_eq!(parties.several("王示例, 李示例"), Some(vec!["王示例", "李示例"]));
    assert_eq!(parties.several("Example, Inc."), Some(vec!["Example, Inc."]));
    assert_eq!(parties.several("李示例、"), None);
    assert_eq!(parties.several("示例银行股份有限公司"), None, "the creditor is not ordered to pay");
}

/// Where a suit is filed and tried again, deadlines still do not depend on the order of recording, and a correction is
/// checked against what came later.
#[test]
fn a_correction_keeps_what_came_later_possible() {
    let book = Rulebook::builtin();
    let today = date::parse("2026-11-21").unwrap();
    let life = life();
    let correct = |at: usize, on: &str| {
        let new = MilestoneEvent { on: date::parse(on).unwrap(), ..life[at].clone() };
        book.check_correction(&life, at, &new, &parties(), today).map_err(|e| e.problem())
    };
    assert!(correct(1, "2026-03-19").is_ok());
    let late = correct(1, "2026-03-21").unwrap_err();
    assert_eq!(late.code, "E-MILESTONE-CONTRADICTS");
    assert!(late.args.contains(&("later", "served".to_owned())), "{late:?}");
    assert_eq!(correct(0, "2026-03-07").unwrap_err().code, "E-MILESTONE-ORDER");
    assert!(correct(7, "2026-06-10").is_ok());
    assert_eq!(correct(7, "2026-05-30").unwrap_err().code, "E-MILESTONE-TOO-EARLY");
}

/// A workspace's own track goes through the same proofs as those that come with the program.
#[test]
fn a_track_of_the_workspace_is_proved_too() {
    let own = |fight: &str| {
        format!(
            "table: tracks\nentries:\n- id: pre-action\n  title: {{zh: 诉前, en: Before action}}\n  source: {{instrument: 示例}}\n  checked_on: 2026-01-01\n  confidence: K\n  milestones:\n  - id: demand-sent\n    title: {{zh: 催收, en: Demand}}\n    after: [start]\n    side: true\n  - id: plan-signed\n    title: {{zh: 签约, en: Signed}}\n    after: [start]\n    ends: true\n{fight}"
        )
    };
    let builtin = Rulebook::builtin();
    let broken = own("    periods:\n    - {starts: auction-notice-first-movables}\n");
    let problems = builtin.with_overrides([("rules/own.yaml".to_owned(), broken)]).unwrap_err();
    assert!(
        problems.iter().any(|p| p.code == "E-TRACK-NEVER-ENDS" && p.place.line == Some(18)),
        "{problems:?}"
    );
}
