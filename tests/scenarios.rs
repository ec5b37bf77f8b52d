//! Runs `tests/scenarios/*.yaml`: the life of an account as events, and on some days of it what must be due and owed.
//!
//! A file is one life: what it shows, the law its expectations come from, the case it starts with, and its steps in the
//! order in which people took them. [`Step`] says what a step can be. To add a life: a file; it is found by itself.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;
use serde_json::{Map, Value};
use sucheng::cli::dates;
use sucheng::docket::{Docket, Standing};
use sucheng::domain::change::{self, Change};
use sucheng::domain::cost::CostEntry;
use sucheng::domain::debt::Payment;
use sucheng::domain::event::{Event, MilestoneEvent, NoticeMove, NoticeStatus, Payload, SentMail, Source};
use sucheng::domain::handling::DeadlineHandling;
use sucheng::domain::plan::Plan;
use sucheng::domain::postal::{Letter, LetterFate};
use sucheng::domain::{Amount, Case};
use sucheng::intake::{Defaults, case_folder};
use sucheng::rules::Rulebook;

/// The life of an account.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// What it shows, in one sentence.
    scenario: String,
    /// Where its expectations come from.
    law: Vec<String>,
    /// The case it starts with.
    case: Start,
    /// What happened, and what must follow.
    steps: Vec<Step>,
}

/// A folder of `cases/`, or the facts themselves.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    /// A folder of `cases/`. Its contacts, statements and payments count, its past milestones do not.
    #[serde(default)]
    folder: Option<String>,
    /// The facts, as a case file has them, where there is no folder.
    #[serde(default)]
    facts: Option<Value>,
    /// Facts that are other than in the folder, by path.
    #[serde(default)]
    set: BTreeMap<String, Value>,
}

/// One step: something that happened, or a look at the account.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// The day it happened.
    #[serde(default)]
    on: Option<NaiveDate>,
    /// The day it was recorded, where that is later.
    #[serde(default)]
    told: Option<NaiveDate>,
    /// A name for `undo`.
    #[serde(default)]
    name: Option<String>,
    /// `track/milestone`.
    #[serde(default)]
    record: Option<String>,
    /// The milestone's facts.
    #[serde(default)]
    set: BTreeMap<String, String>,
    /// The code with which recording it must be refused.
    #[serde(default)]
    refused: Option<String>,
    /// A payment: how much.
    #[serde(default)]
    pay: Option<Amount>,
    /// Who paid.
    #[serde(default)]
    from: Option<String>,
    /// A cost: `kind`, `way`, `amount`, and what else a cost has.
    #[serde(default)]
    cost: Option<Map<String, Value>>,
    /// A plan of instalments, agreed on that day.
    #[serde(default)]
    plan: Option<Map<String, Value>>,
    /// Facts that turned out to be others, by path.
    #[serde(default)]
    amend: BTreeMap<String, Value>,
    /// A decision about a deadline: `id`, `act`, `reason`.
    #[serde(default)]
    handle: Option<Map<String, Value>>,
    /// A letter that was posted that day: `number`, `kind`, `address`, and what else a letter has.
    #[serde(default)]
    post: Option<Map<String, Value>>,
    /// What became of a letter that day: `number`, `fate`, and what else there is to it.
    #[serde(default)]
    fate: Option<Map<String, Value>>,
    /// A mail to a debtor that left that day: `id`, `kind`, `to`, and `transport` or `instead` where they are others.
    #[serde(default)]
    mail: Option<BTreeMap<String, String>>,
    /// What came back for a mail that day: `id` and `kind`.
    #[serde(default)]
    answer: Option<Map<String, Value>>,
    /// The step of this name is taken back.
    #[serde(default)]
    undo: Option<String>,
    /// What must hold on a day.
    #[serde(default)]
    see: Option<See>,
}

/// What must hold at the end of a day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct See {
    /// The day.
    on: NaiveDate,
    /// `track/stage`.
    #[serde(default)]
    stage: Option<String>,
    /// Everything that is open, soonest first: `DAY STATUS ID`. Nothing else may be.
    #[serde(default)]
    agenda: Option<Vec<String>>,
    /// Some deadlines, met and waived ones too, by id: `DAY STATUS`, or `none` for one that must not be there.
    #[serde(default)]
    deadlines: BTreeMap<String, String>,
    /// Milestones that must be possible, as `track/milestone`.
    #[serde(default)]
    allowed: Vec<String>,
    /// Milestones that must not be.
    #[serde(default)]
    not_allowed: Vec<String>,
    /// What is owed, part by part; `refused: CODE` where that cannot be said.
    #[serde(default)]
    money: BTreeMap<String, String>,
}

struct Life<'a> {
    at: &'a str,
    events: Vec<Event>,
    names: BTreeMap<String, u64>,
    failures: String,
}

impl Life<'_> {
    fn docket(&self) -> Docket {
        Docket::fold(&self.events).unwrap_or_else(|e| panic!("{}: {e}", self.at)).unwrap()
    }

    fn push(&mut self, day: NaiveDate, payload: Payload) {
        let seq = self.events.len() as u64 + 1;
        let at = day.and_time(NaiveTime::from_hms_opt(10, 0, 0).unwrap()).and_utc().fixed_offset();
        let command = format!("c{seq}");
        self.events.push(Event { seq, at, as_of: day, actor: "test".into(), command, payload });
    }

    fn fail(&mut self, step: usize, words: &str) {
        writeln!(self.failures, "{} step {step}: {words}", self.at).unwrap();
    }

    fn take(&mut self, number: usize, step: &Step) {
        if let Some(see) = &step.see {
            return self.look(number, see);
        }
        let day = step.on.unwrap_or_else(|| panic!("{} step {number}: no day", self.at));
        let told = step.told.unwrap_or(day);
        let Some(payload) = self.payload(number, step, day, told) else { return };
        self.push(told, payload);
        if let Some(name) = &step.name {
            self.names.insert(name.clone(), self.events.len() as u64);
        }
    }

    fn payload(&mut self, number: usize, step: &Step, day: NaiveDate, told: NaiveDate) -> Option<Payload> {
        if let Some(name) = &step.record {
            return self.milestone(number, step, name, day, told).map(Payload::Milestone);
        }
        if let Some(amount) = step.pay {
            return Some(Payload::Paid(Payment {
                on: day,
                amount,
                from: step.from.clone(),
                reference: None,
            }));
        }
        if let Some(cost) = &step.cost {
            return Some(Payload::CostEntered(self.dated::<CostEntry>(number, cost, "on", day)));
        }
        if let Some(plan) = &step.plan {
            return Some(Payload::PlanAgreed(Box::new(self.dated::<Plan>(number, plan, "agreed_on", day))));
        }
        if let Some(handling) = &step.handle {
            let mut handling = handling.clone();
            let standing = Standing::new(&self.docket(), day, Rulebook::builtin());
            let id = handling["id"].as_str().unwrap().to_owned();
            let Some(found) = standing.deadlines.iter().find(|d| d.id == id) else {
                self.fail(number, &format!("there is no deadline {id}"));
                return None;
            };
            handling.entry("due").or_insert_with(|| found.due.to_string().into());
            return Some(Payload::DeadlineHandled(
                self.dated::<DeadlineHandling>(number, &handling, "on", day),
            ));
        }
        if let Some(letter) = &step.post {
            let mut letter = letter.clone();
            let id = Letter::id_of(letter["number"].as_str().unwrap());
            for (field, value) in [
                ("id", id),
                ("carrier", "中国邮政EMS".to_owned()),
                ("kind", "demand-letter".to_owned()),
                ("party", "debtor".to_owned()),
                ("to_name", "李示例".to_owned()),
            ] {
                letter.entry(field).or_insert_with(|| value.into());
            }
            let letter = self.dated::<Letter>(number, &letter, "on", day);
            return Some(Payload::LetterPosted(Box::new(letter)));
        }
        if let Some(fate) = &step.fate {
            let mut fate = fate.clone();
            let letter = fate.remove("number").unwrap();
            fate.insert("id".to_owned(), Letter::id_of(letter.as_str().unwrap()).into());
            return Some(Payload::LetterFate(self.dated::<LetterFate>(number, &fate, "on", day)));
        }
        if let Some(mail) = &step.mail {
            return Some(self.mail(mail, day));
        }
        if let Some(answer) = &step.answer {
            let mut answer = answer.clone();
            answer.insert("source".to_owned(), serde_json::json!({"file": "answer.eml", "sha256": "0"}));
            answer.insert("path".to_owned(), "mail/answer.eml".into());
            let at = format!("{day}T09:00:00+08:00");
            answer.entry("at").or_insert_with(|| at.into());
            let answer = serde_json::from_value(Value::Object(answer)).unwrap();
            return Some(Payload::NoticeAnswered(Box::new(answer)));
        }
        if let Some(name) = &step.undo {
            let seq = *self.names.get(name).unwrap_or_else(|| panic!("{}: no step is named {name}", self.at));
            let command = format!("c{seq}");
            return Some(Payload::Reversed { command, events: vec![seq], reason: Some("test".into()) });
        }
        assert!(!step.amend.is_empty(), "{} step {number} does nothing", self.at);
        let facts = self.docket().facts;
        let change = |(path, to): (&String, &Value)| {
            let from = change::get(&facts, path).cloned().unwrap_or(Value::Null);
            Change { path: path.clone(), from, to: to.clone() }
        };
        let changes = step.amend.iter().map(change).collect();
        Some(Payload::Amended { changes, reason: "test".into(), source: None })
    }

    /// Everything up to its leaving; the event with which it left is given back.
    fn mail(&mut self, mail: &BTreeMap<String, String>, day: NaiveDate) -> Payload {
        let get = |name: &str, or: &str| mail.get(name).map_or(or, String::as_str).to_owned();
        let id = get("id", "n-1");
        let record = serde_json::json!({
            "id": id, "kind": get("kind", "demand-email"), "key": id, "audience": "debtor", "to": get("to", ""),
            "from": "法务部 <legal@bank.example>", "subject": "催收", "text": "请还款", "message_id": format!("{id}@bank.example"),
            "due": day, "facts_sha256": "", "template_sha256": "", "facts": 1,
        });
        self.push(day, Payload::NoticeQueued(Box::new(serde_json::from_value(record).unwrap())));
        let step = |to, sent| {
            Payload::NoticeMoved(NoticeMove {
                id: id.clone(),
                to,
                detail: Some("test".into()),
                sent,
                until: None,
            })
        };
        self.push(day, step(NoticeStatus::Approved, None));
        self.push(day, step(NoticeStatus::Sending, None));
        let sent = SentMail {
            sha256: "0".repeat(64),
            path: format!("out/mail/{id}.eml"),
            transport: get("transport", "smtp"),
            server: None,
            instead: mail.get("instead").cloned(),
            sizes: Vec::new(),
        };
        step(NoticeStatus::Sent, Some(sent))
    }

    fn milestone(
        &mut self,
        number: usize,
        step: &Step,
        name: &str,
        on: NaiveDate,
        told: NaiveDate,
    ) -> Option<MilestoneEvent> {
        let (track, milestone) = name.split_once('/').unwrap_or_else(|| panic!("{}: {name}", self.at));
        let event = MilestoneEvent {
            track: track.to_owned(),
            milestone: milestone.to_owned(),
            on,
            facts: step.set.clone(),
            evidence: Vec::new(),
        };
        let verdict = self.docket().check_milestone(&event, told, Rulebook::builtin());
        match (verdict.map_err(|refusal| refusal.problem()), &step.refused) {
            (Ok(()), None) => return Some(event),
            (Ok(()), Some(code)) => self.fail(number, &format!("{name} was taken, not refused with {code}")),
            (Err(problem), None) => self.fail(number, &format!("{name} is refused: {problem:?}")),
            (Err(problem), Some(code)) if problem.code != *code => {
                self.fail(number, &format!("{name} is refused with {}, not {code}", problem.code));
            }
            (Err(_), Some(_)) => {}
        }
        None
    }

    fn dated<T: for<'d> Deserialize<'d>>(
        &self,
        number: usize,
        given: &Map<String, Value>,
        field: &str,
        day: NaiveDate,
    ) -> T {
        let mut given = given.clone();
        given.entry(field).or_insert_with(|| day.to_string().into());
        serde_json::from_value(Value::Object(given))
            .unwrap_or_else(|e| panic!("{} step {number}: {e}", self.at))
    }

    fn look(&mut self, number: usize, see: &See) {
        let rules = Rulebook::builtin();
        let docket = self.docket();
        let standing = Standing::new(&docket, see.on, rules);
        let stage = format!("{}/{}", standing.track, standing.stage);
        if see.stage.as_ref().is_some_and(|want| *want != stage) {
            self.fail(number, &format!("{} stage is {stage}, not {}", see.on, see.stage.as_ref().unwrap()));
        }
        if let Some(agenda) = &see.agenda {
            let row = docket.row(see.on, rules);
            let found: Vec<String> = row
                .deadlines
                .iter()
                .filter(|d| !(d.fades && d.due < see.on))
                .map(|d| format!("{} {} {}", d.due, dates::status(d, see.on), d.id))
                .collect();
            if found != *agenda {
                let lists =
                    format!("expected\n    {}\n  found\n    {}", agenda.join("\n    "), found.join("\n    "));
                self.fail(number, &format!("{} agenda, {lists}", see.on));
            }
        }
        for (id, want) in &see.deadlines {
            let found = standing.deadlines.iter().find(|d| d.id == *id);
            let found = found.map_or("none".to_owned(), |d| format!("{} {}", d.due, dates::word(d.status)));
            if found != *want {
                self.fail(number, &format!("{} {id} is {found}, not {want}", see.on));
            }
        }
        let possible: Vec<String> = standing.allowed.iter().map(|(t, m)| format!("{t}/{m}")).collect();
        for (names, want) in [(&see.allowed, true), (&see.not_allowed, false)] {
            for name in names.iter().filter(|name| possible.contains(name) != want) {
                self.fail(number, &format!("{} {name} possible: {}, not {want}", see.on, !want));
            }
        }
        if see.money.is_empty() {
            return;
        }
        let found = match docket.balance(see.on, rules) {
            Ok(answer) => serde_json::to_value(answer.value).unwrap(),
            Err(refusal) => serde_json::json!({ "refused": refusal.code }),
        };
        for (part, want) in &see.money {
            let have = found.get(part).and_then(Value::as_str).unwrap_or("nothing");
            if have != want {
                self.fail(number, &format!("{} {part} is {have}, not {want}", see.on));
            }
        }
    }
}

/// The case that a life starts with.
fn start(at: &str, start: &Start) -> Case {
    let mut facts = match (&start.folder, &start.facts) {
        (Some(folder), None) => {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(folder);
            case_folder(&path, &Defaults::default()).unwrap_or_else(|p| panic!("{at}: {p:?}")).case.to_facts()
        }
        (None, Some(facts)) => facts.clone(),
        _ => panic!("{at}: either a folder or facts"),
    };
    for (path, value) in &start.set {
        change::set(&mut facts, path, value.clone()).unwrap_or_else(|e| panic!("{at}: {path}: {e}"));
    }
    Case::from_facts(&facts).unwrap_or_else(|e| panic!("{at}: {e}"))
}

#[test]
fn lives_of_accounts_go_as_the_law_says() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut failures = String::new();
    for file in &files {
        let at = file.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(file).unwrap();
        let scenario: Scenario = serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{at}: {e}"));
        assert!(
            !scenario.scenario.is_empty() && !scenario.law.is_empty(),
            "{at}: what for, and by which law?"
        );
        assert!(scenario.steps.iter().any(|s| s.see.is_some()), "{at} expects nothing");
        let mut life = Life { at, events: Vec::new(), names: BTreeMap::new(), failures: String::new() };
        let case = start(at, &scenario.case);
        let first = scenario.steps.iter().filter_map(|s| s.on).min().unwrap_or(case.debt.as_of);
        let source = Source { file: "case.yaml".into(), sha256: "0".into() };
        life.push(first, Payload::Imported { case: Box::new(case), source });
        for (i, step) in scenario.steps.iter().enumerate() {
            life.take(i + 1, step);
        }
        failures.push_str(&life.failures);
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(files.len() >= 40, "only {} lives were found", files.len());
}
