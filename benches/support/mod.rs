//! What the benches share: stopwatches, lines of the report, accounts made up by number.

#![allow(dead_code, clippy::print_stdout, reason = "every bench takes what it needs; a report is for people")]

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate};
use serde_json::{Value, json};
use sucheng::domain::debt::Payment;
use sucheng::domain::event::{Event, MilestoneEvent, Payload, Source};
use sucheng::domain::{AccountId, Amount, Case};

/// How long one measurement of something small lasts, and how many there are: the fastest is told, which on a shared
/// machine is the one least disturbed.
const SPELL: Duration = Duration::from_millis(60);
const SPELLS: usize = 7;

/// The time one call takes.
pub fn each<T>(mut call: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    black_box(call());
    let calls = (SPELL.as_nanos() / start.elapsed().as_nanos().max(1)).clamp(1, 1_000_000) as u32;
    let spell = |_| {
        let start = Instant::now();
        (0..calls).for_each(|_| drop(black_box(call())));
        start.elapsed() / calls
    };
    (0..SPELLS).map(spell).min().unwrap_or_default()
}

/// What one call gives and the time it takes.
pub fn once<T>(call: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = call();
    (value, start.elapsed())
}

/// A line of the report: a time, its baseline, how many times the baseline it is, and the goal it has.
pub fn line(name: &str, took: Duration, baseline: Option<(&str, Duration)>, goal: Option<Duration>) {
    let mut out = format!("  {name:<36} {:>10}", words(took));
    if let Some((of, base)) = baseline {
        let ratio = took.as_secs_f64() / base.as_secs_f64().max(1e-9);
        out.push_str(&format!("   {of} {}, {ratio:.2} times", words(base)));
    }
    if let Some(goal) = goal {
        let kept = if took <= goal { "kept" } else { "MISSED" };
        out.push_str(&format!("   goal {}: {kept}", words(goal)));
    }
    println!("{out}");
}

/// The same for a rate, of which more is better.
pub fn rate(name: &str, unit: &str, a_second: f64, baseline: Option<(&str, f64)>) {
    let mut out = format!("  {name:<36} {a_second:>8.0} {unit}/s");
    if let Some((of, base)) = baseline {
        out.push_str(&format!("   {of} {base:.0} {unit}/s, {:.2} times", a_second / base.max(1e-9)));
    }
    println!("{out}");
}

/// A time in the unit that suits it.
pub fn words(time: Duration) -> String {
    let nanos = time.as_nanos() as f64;
    match nanos {
        n if n < 1e3 => format!("{n:.0} ns"),
        n if n < 1e6 => format!("{:.2} µs", n / 1e3),
        n if n < 1e9 => format!("{:.2} ms", n / 1e6),
        n => format!("{:.2} s", n / 1e9),
    }
}

/// A line of `/proc/<process>/status` in MB; `None` where there is no such file.
pub fn memory(process: &str, name: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches(" kB").trim().parse::<f64>().ok().map(|kb| kb / 1024.0)
}

/// A day that is written in the bench.
pub fn day(text: &str) -> NaiveDate {
    sucheng::domain::date::parse(text).expect("the bench writes days of the calendar")
}

/// The name of the n-th account.
pub fn account(n: usize) -> AccountId {
    format!("CC-2026-{n:06}").parse().expect("letters, digits and dashes make a name")
}

/// The facts of the n-th account. One in four has statements, as after an import of folders; the others have figures
/// only, as after an import of a sheet.
pub fn facts(n: usize) -> Value {
    let surname = ["李", "王", "张", "刘", "陈", "杨", "赵", "黄"][n % 8];
    let given = ["文", "芳", "伟", "敏", "静", "强", "磊", "洋"][n / 8 % 8];
    let overdue = day("2024-06-06") + Days::new((n % 600) as u64);
    let figures = overdue + Days::new(150);
    let fen = 1_000_000 + (n as i64 * 7_919) % 9_000_000;
    let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
    let mut facts = json!({
        "account": account(n).as_str(), "product": "credit-card", "batch": format!("2026Q3-{:02}", n % 40),
        "referred_on": figures + Days::new(10),
        "handler": {"name": format!("法务{}组", n % 9 + 1), "email": "legal1@bank.example"},
        "creditor": {"name": "示例银行股份有限公司信用卡中心", "kind": "branch", "lender": "licensed",
            "uscc": "91110102MA0000A199", "address": "北京市西城区示例大街1号",
            "head": {"name": "周示例", "title": "负责人"}, "phone": "010-00000000"},
        "debtors": [{"role": "primary", "name": format!("{surname}{given}示例"), "sex": "男", "ethnicity": "汉族",
            "id": {"type": "resident-id", "number": "110101198503153011"},
            "domicile": format!("北京市东城区示例胡同{}号", n % 900 + 1), "phones": ["13800000001"],
            "emails": ["li@example.com"]}],
        "contract": {"title": "示例银行信用卡领用合约", "number": format!("HT-{n:06}"), "signed_on": "2021-03-18",
            "card_number": "6225880123456783",
            "terms": {"interest": {"rate": "0.00045", "per": "day", "compounding": "monthly", "clause": "第八条"}},
            "forum": {"kind": "court", "court": "北京市西城区人民法院", "clause": "第二十条", "link": "原告住所地"}},
        "debt": {"overdue_since": overdue, "as_of": figures, "principal": yuan(fen), "interest": yuan(fen / 9),
            "penalty": "600.00", "fees": "0.00"},
        "contacts": (0..4_u64).map(|k| json!({"at": (overdue + Days::new(5 + 30 * k)).format("%Y-%m-%d 10:05").to_string(),
            "channel": if k == 3 { "letter" } else { "phone" }, "party": "debtor", "to": "13800000001",
            "outcome": if k == 3 { "delivered" } else { "reached" }, "summary": "告知欠款金额，持卡人称资金周转困难",
            "record": format!("LY-{n:06}-{k}")})).collect::<Vec<_>>(),
    });
    if n.is_multiple_of(4) {
        let lent = |k: u64| {
            json!({"date": overdue - Days::new(40 * (k + 1)), "kind": "purchase",
            "amount": yuan(fen / 6), "memo": "消费 示例网上商城"})
        };
        facts["statements"] = (0..6).rev().map(lent).collect();
        facts["debt"]["ledger"] = "statements.csv".into();
    }
    facts
}

/// The case of the n-th account.
pub fn case(n: usize) -> Case {
    Case::from_facts(&facts(n)).expect("the facts above are a case")
}

/// A milestone: its name, day and facts.
type Step<'a> = (&'a str, String, Vec<(&'a str, String)>);

/// The events of the n-th account: referred; two in three of them filed, accepted, served, with a hearing ahead and an
/// account frozen, so that several deadlines are open.
pub fn events(n: usize) -> Vec<Event> {
    let case = case(n);
    let filed = case.debt.as_of + Days::new(40);
    let after = |days: u64| (filed + Days::new(days)).to_string();
    let mut steps: Vec<Step<'_>> = Vec::new();
    if !n.is_multiple_of(3) {
        steps.push(("litigation/filed", after(0), vec![("court", COURT.into())]));
        steps.push((
            "litigation/accepted",
            after(7),
            vec![("case_number", "（2026）京0102民初21873号".into())],
        ));
        steps.push(("litigation/fee-noticed", after(8), vec![("amount", "494.23".into())]));
    }
    if n % 3 > 1 {
        let debtor = case.debtors[0].name.clone();
        let day = (filed + Days::new(400)).format("%Y-%m-%d 09:30").to_string();
        steps.push(("preservation/applied", after(9), vec![("court", COURT.into())]));
        steps.push(("preservation/ruled", after(11), vec![("case_number", "（2026）京0102财保73号".into())]));
        for detail in ["尾号3456", "尾号7788"] {
            let asset = vec![("asset", "bank-account".into()), ("detail", detail.into())];
            steps.push(("preservation/measure-taken", after(14), asset));
        }
        steps.push(("litigation/served", after(20), vec![("party", debtor)]));
        steps.push(("litigation/hearing-set", after(30), vec![("at", day)]));
    }
    logged(n, case, steps.into_iter().map(milestone).collect())
}

/// An account in full swing: 60 events, 23 milestones of four tracks among them, contacts, payments, statements.
pub fn busy() -> Vec<Event> {
    let mut facts = facts(8);
    let contact = |k: u64| {
        json!({"at": (day("2025-02-01") + Days::new(12 * k)).format("%Y-%m-%d 10:05").to_string(),
            "channel": "phone", "party": "debtor", "to": "13800000001", "outcome": "promised",
            "record": (!k.is_multiple_of(3)).then(|| format!("LY-{k}"))})
    };
    facts["contacts"] = (0..24).map(contact).collect();
    let case = Case::from_facts(&facts).expect("the facts above are a case");
    let debtor = case.debtors[0].name.clone();
    let account = || vec![("asset", "bank-account".to_owned()), ("detail", "尾号3456".to_owned())];
    let car = || vec![("asset", "vehicle".to_owned()), ("detail", "京A00000".to_owned())];
    let one = |name: &'static str, value: &str| vec![(name, value.to_owned())];
    let judgment =
        [("principal", "1.00"), ("interest", "1.00"), ("costs", "1.00"), ("perform_within_days", "10")];
    let steps = vec![
        ("pre-action/demand-sent", "2025-06-01", vec![]),
        ("litigation/filed", "2025-12-01", one("court", COURT)),
        ("litigation/accepted", "2025-12-05", one("case_number", "（2025）京0102民初1号")),
        ("litigation/fee-noticed", "2025-12-05", one("amount", "494.23")),
        ("litigation/fee-paid", "2025-12-06", vec![]),
        ("preservation/applied", "2025-12-06", one("court", COURT)),
        ("preservation/ruled", "2025-12-09", one("case_number", "（2025）京0102财保1号")),
        ("preservation/measure-taken", "2025-12-12", account()),
        ("preservation/measure-taken", "2025-12-12", car()),
        ("litigation/served", "2025-12-20", one("party", &debtor)),
        ("litigation/evidence-period", "2025-12-20", one("days", "15")),
        ("litigation/hearing-set", "2026-01-05", one("at", "2026-02-03 09:30")),
        ("litigation/heard", "2026-02-03", vec![]),
        (
            "litigation/judgment",
            "2026-03-02",
            judgment.map(|(name, value)| (name, value.to_owned())).to_vec(),
        ),
        ("litigation/judgment-served", "2026-03-06", one("party", &debtor)),
        ("litigation/effective", "2026-03-25", vec![]),
        ("enforcement/applied", "2026-04-20", one("court", COURT)),
        ("enforcement/accepted", "2026-04-25", one("case_number", "（2026）京0102执1号")),
        ("enforcement/notice-served", "2026-05-02", vec![]),
        ("enforcement/seized", "2026-05-20", account()),
        ("enforcement/seized", "2026-05-20", car()),
        ("enforcement/searched", "2026-06-01", one("found", "yes")),
        ("enforcement/consumption-restricted", "2026-06-10", vec![]),
    ];
    let mut payloads: Vec<Payload> =
        steps.into_iter().map(|(name, on, facts)| milestone((name, on.to_owned(), facts))).collect();
    payloads.extend((0..36).map(|k: u64| {
        let (on, amount) = (day("2025-03-01") + Days::new(17 * k), Amount::from_fen(10_000));
        Payload::Paid(Payment { on, amount, from: None, reference: None })
    }));
    logged(8, case, payloads)
}

const COURT: &str = "北京市西城区人民法院";

fn milestone((name, on, facts): (&str, String, Vec<(&str, String)>)) -> Payload {
    let (track, milestone) = name.split_once('/').expect("the bench writes track/milestone");
    Payload::Milestone(MilestoneEvent {
        track: track.to_owned(),
        milestone: milestone.to_owned(),
        on: day(&on),
        facts: facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        evidence: Vec::new(),
    })
}

/// A case and what happened to it, as it stands in the log.
fn logged(n: usize, case: Case, then: Vec<Payload>) -> Vec<Event> {
    let source = Source { file: format!("{}/case.yaml", case.account), sha256: "0".repeat(64) };
    let mut payloads = vec![Payload::Imported { case: Box::new(case), source }];
    payloads.extend(then);
    let at = DateTime::parse_from_rfc3339("2026-11-21T10:00:00+08:00").expect("it is a moment");
    let event = |(seq, payload)| Event {
        seq,
        at,
        as_of: at.date_naive(),
        actor: "经办人示例".to_owned(),
        command: format!("20261121T100000-{}", n / 200 + 1),
        payload,
    };
    (1..).zip(payloads).map(event).collect()
}
