//! Synthetic cases that together reach every branch of the documents. Numbers carry valid checksums.

use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::docket::given::Given;
use crate::docket::money::{Applied, CapKind, CapNote, Money, Part};
use crate::docket::{Balance, Basis, Docket, Recorded};
use crate::documents::{Brief, Later, Stage, find};
use crate::domain::contract::Rate;
use crate::domain::date;
use crate::domain::event::{MilestoneEvent, Payload, Source};
use crate::domain::money::Amount;
use crate::domain::plan::Plan;
use crate::domain::proof::{Media, StoredFile};
use crate::domain::{Case, Event};
use crate::rules::Rulebook;

/// The day the specimens' documents bear.
pub fn today() -> NaiveDate {
    date::parse("2026-07-20").unwrap()
}

pub fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn read(yaml: &str) -> Case {
    let mut case: Case = serde_yaml::from_str(yaml).unwrap();
    for (i, evidence) in case.evidence.iter_mut().enumerate() {
        evidence.stored = Some(StoredFile {
            sha256: format!("{i:064x}"),
            bytes: 1,
            pages: (i as u32 % 4) + 1,
            media: Media::Pdf,
        });
    }
    case
}

/// A card debt: a branch sues one person; agreed service address, all optional facts, a lawyer's fee.
pub fn card() -> Case {
    read(include_str!("card.yaml"))
}

/// A personal loan: a company sues borrower, joint borrower, a company as guarantor and holds a mortgage.
pub fn loan() -> Case {
    read(include_str!("loan.yaml"))
}

/// The loan, with an arbitration clause in the place of the court's.
pub fn loan_to_arbitrate() -> Case {
    let court = "{kind: court, court: 北京市西城区人民法院, clause: 第二十条, link: 原告住所地}";
    let clause = "{kind: arbitration, institution: 示例仲裁委员会, clause: 第二十条}";
    read(&include_str!("loan.yaml").replace(court, clause).replace("原告", "申请人"))
}

/// An online loan of a microloan company with an arbitration clause.
pub fn online() -> Case {
    read(include_str!("online.yaml"))
}

/// A private loan to a company, general guarantee, little else known.
pub fn private() -> Case {
    read(include_str!("private.yaml"))
}

/// The card debt with statements that bear its figures out: 40,000.00 - 1,347.59 = 38,652.41; 3,000.55 + 120.00 = 3,120.55.
pub fn card_with_statements() -> Case {
    let lines = "
statements:
  - {date: 2025-08-01, kind: purchase, amount: '40000.00', memo: 消费}
  - {date: 2025-10-20, kind: payment, amount: '1347.59', memo: 还款}
  - {date: 2025-12-06, kind: penalty, amount: '1200.00', memo: 违约金}
  - {date: 2026-05-31, kind: interest, amount: '3000.55', memo: 循环利息}
  - {date: 2026-06-30, kind: interest, amount: '120.00', memo: 罚息}
";
    read(&format!("{}{lines}", include_str!("card.yaml")))
}

/// What else a case says where property is to be preserved.
const PROPERTY: &str = "
preservation: {wanted: true, security: 由示例财产保险股份有限公司出具财产保全责任险保单保函}
assets:
  - {kind: vehicle, detail: 京A00000小型轿车, value: '85000.00', note: 登记在李示例名下}
  - {kind: bank-account, detail: 示例银行北京分行账户6225880123456783}
";

/// The loan, where property is to be preserved.
pub fn loan_to_preserve() -> Case {
    read(&format!("{}{PROPERTY}", include_str!("loan.yaml")))
}

/// The claim by the rules, as the commands make it.
pub fn figured(case: &Case) -> Money {
    let source = Source { file: "case.yaml".to_owned(), sha256: String::new() };
    Docket::of_case(case, source).claim(today(), Rulebook::builtin()).unwrap()
}

/// The claim that goes with the richest case of a document.
pub fn richest_money(kind: &str, case: &Case) -> Money {
    if kind == "debt-statement" { figured(case) } else { cut(case) }
}

/// The case that says everything a document can print.
pub fn richest(kind: &str) -> Case {
    match kind {
        "demand-letter" | "lawyers-letter" | "contact-log" => card(),
        "debt-statement" | "account-statement" => card_with_statements(),
        "preservation-application" => Case {
            assets: loan_to_preserve().assets,
            preservation: loan_to_preserve().preservation,
            ..loan_to_arbitrate()
        },
        "enforcement-application" | "property-clues" => loan_to_enforce(),
        "enforcement-power-of-attorney" => {
            let mut case = loan();
            if let Some(counsel) = &mut case.counsel {
                counsel.enforcement = true;
            }
            case
        }
        "arbitration-application" => loan_to_arbitrate(),
        // Who bought the claim has counsel; who is to buy it is named by its seat alone.
        "substitution-application" => {
            let mut case = loan();
            if let Some(assignment) = &mut case.assignment {
                (assignment.from, assignment.to) = (Some("演示银行股份有限公司".to_owned()), None);
            }
            case
        }
        _ => loan(),
    }
}

/// The loan with property of the debtors.
pub fn loan_to_enforce() -> Case {
    Case { assets: loan_to_preserve().assets, ..loan() }
}

/// What happened in enforcement of the loan, told as richly as documents can: preservation, judgment, seizures, an end of
/// this round, a clue found after it.
fn enforced() -> Vec<Recorded<MilestoneEvent>> {
    history(&[
        ("preservation/ruled", "2025-12-20", &[("case_number", "（2025）京0102财保88号")]),
        (
            "preservation/measure-taken",
            "2025-12-28",
            &[("asset", "movable"), ("detail", "京A00000小型轿车"), ("expires", "2027-12-27")],
        ),
        ("litigation/filed", "2026-01-05", &[("court", "北京市西城区人民法院")]),
        ("litigation/accepted", "2026-01-08", &[("case_number", "（2026）京0102民初100号")]),
        (
            "litigation/judgment",
            "2026-02-10",
            &[
                ("principal", "86543.21"),
                ("interest", "9418.78"),
                ("costs", "7359.24"),
                ("perform_within_days", "10"),
                ("late_interest_from", "2026-02-01"),
            ],
        ),
        ("litigation/judgment-served", "2026-02-12", &[("party", "李示例")]),
        ("litigation/effective", "2026-03-02", &[]),
        ("enforcement/applied", "2026-03-20", &[("court", "北京市西城区人民法院")]),
        ("enforcement/accepted", "2026-03-25", &[("case_number", "（2026）京0102执55号")]),
        ("enforcement/notice-served", "2026-04-02", &[("party", "李示例")]),
        (
            "enforcement/seized",
            "2026-04-10",
            &[
                ("asset", "bank-deposit"),
                ("detail", "示例银行北京分行账户6225880123456783"),
                ("order", "（2026）京0102执55号之一"),
                ("expires", "2026-09-30"),
                ("amount", "1200.00"),
            ],
        ),
        ("enforcement/property-reported", "2026-04-12", &[("party", "李示例"), ("what", "无其他财产")]),
        (
            "enforcement/dishonesty-found",
            "2026-05-01",
            &[("party", "李示例"), ("ground", "4"), ("what", "收到报告财产令后未报告名下车辆")],
        ),
        ("enforcement/terminated-round", "2026-06-20", &[("ruling", "（2026）京0102执55号之二")]),
        ("enforcement/clue-given", "2026-07-01", &[("what", "李示例在示例证券有限公司开有账户")]),
    ])
}

/// A milestone as `track/milestone`, day and facts.
pub type Told<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// Milestones as they are recorded.
pub fn history(all: &[Told<'_>]) -> Vec<Recorded<MilestoneEvent>> {
    let record = |(seq, (name, on, facts)): (usize, &Told<'_>)| {
        let (track, milestone) = name.split_once('/').unwrap();
        let on = date::parse(on).unwrap();
        let facts = facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let at = on.and_hms_opt(9, 0, 0).unwrap().and_utc().fixed_offset();
        let what = MilestoneEvent {
            track: track.to_owned(),
            milestone: milestone.to_owned(),
            on,
            facts,
            evidence: Vec::new(),
        };
        Recorded { seq: seq as u64 + 1, at, command: "c".to_owned(), what }
    };
    all.iter().enumerate().map(record).collect()
}

static ENFORCED: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(enforced);

/// A suit on the loan in which one of three cannot be served.
pub const SUED: [Told<'_>; 6] = [
    ("litigation/filed", "2026-01-05", &[("court", "北京市西城区人民法院")]),
    (
        "litigation/accepted",
        "2026-01-08",
        &[("case_number", "（2026）京0102民初100号"), ("procedure", "ordinary")],
    ),
    ("litigation/fee-paid", "2026-01-12", &[("amount", "2359.24")]),
    ("litigation/served", "2026-01-20", &[("party", "示例科技有限公司")]),
    ("litigation/service-failed", "2026-01-22", &[("party", "李示例"), ("why", "邮件退回，原址查无此人")]),
    ("litigation/service-failed", "2026-02-05", &[("party", "李示例"), ("why", "电话为空号。")]),
];

static UNDERWAY: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(|| history(&SUED));

/// The same, judged, the creditor served.
static JUDGED: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(|| {
    let more: [Told<'_>; 2] = [
        (
            "litigation/judgment",
            "2026-07-01",
            &[
                ("principal", "86543.21"),
                ("interest", "9418.78"),
                ("costs", "2359.24"),
                ("perform_within_days", "10"),
            ],
        ),
        ("litigation/judgment-served", "2026-07-10", &[("party", "示例消费金融有限公司")]),
    ];
    history(&[&SUED[..], &more].concat())
});

/// Enforcement with things sealed, one of them valued, and a guarantor bankrupt since.
static SEALED: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(|| {
    let more: [Told<'_>; 4] = [
        (
            "enforcement/seized",
            "2026-04-20",
            &[
                ("asset", "immovable"),
                ("detail", "北京市东城区示例胡同5号房屋"),
                ("order", "（2026）京0102执55号之三"),
                ("expires", "2029-04-19"),
                ("owner", "李示例"),
                ("prior", "申请执行人为第一顺位抵押权人"),
            ],
        ),
        (
            "enforcement/seized",
            "2026-04-21",
            &[("asset", "movable"), ("detail", "京A00000小型轿车"), ("expires", "2028-04-20"), ("rank", "2")],
        ),
        (
            "enforcement/appraised",
            "2026-07-01",
            &[("detail", "北京市东城区示例胡同5号房屋"), ("value", "1200000.00")],
        ),
        (
            "changes/bankruptcy-accepted",
            "2026-07-10",
            &[
                ("party", "示例科技有限公司"),
                ("court", "北京市第一中级人民法院"),
                ("case_number", "（2026）京01破9号"),
                ("administrator", "示例清算事务所有限公司"),
                ("claims_by", "2026-08-31"),
            ],
        ),
    ];
    let mut all = enforced();
    all.extend(history(&more));
    all
});

/// What the rules answer, by hand: 86,543.21 + 9,418.78 + 7,359.24 = 103,321.23, less 1,000.00 paid; the doubled part of
/// 93,902.45 from 2026-03-13 on, 130 days by 07-20 and 119 by 07-09, at 0.000175 a day.
pub static OWED: LazyLock<Balance> = LazyLock::new(|| balance("2026-07-20", "2136.28", "104457.51"));

/// The same on the day before the bankruptcy, and the appeal.
pub static LATER: LazyLock<Later> = LazyLock::new(|| Later {
    stopped: Some(balance("2026-07-09", "1955.52", "104276.75")),
    appeal_by: date::parse("2026-07-27"),
    appeal_fee: Some(amount("50.00")),
});

fn balance(on: &str, late: &str, total: &str) -> Balance {
    Balance {
        as_of: date::parse(on).unwrap(),
        basis: Basis::Decision,
        principal: amount("86543.21"),
        interest: amount("8418.78"),
        penalty: Amount::ZERO,
        fees: Amount::ZERO,
        costs: amount("7359.24"),
        late_interest: amount(late),
        total: amount(total),
        overpaid: Amount::ZERO,
        received: amount("1000.00"),
        let_go: Amount::ZERO,
        refused: None,
        unrecorded: None,
        binds_others: None,
        judged: None,
    }
}

/// What a document is drawn from: in enforcement with all that happened, at its end with nothing owed.
pub fn brief<'a>(kind: &str, case: &'a Case, money: &'a Money) -> Brief<'a> {
    let plain = Brief { received: &case.payments, ..Brief::new(case, money, today()) };
    let later = Some(&*LATER);
    match find(kind).unwrap().stage {
        Stage::Enforcement if kind == "auction-application" => Brief { history: &SEALED, later, ..plain },
        Stage::Enforcement if kind == "participation-application" => {
            Brief { history: &ENFORCED, balance: Some(&OWED), later, ..plain }
        }
        Stage::Enforcement => Brief { history: &ENFORCED, later, ..plain },
        Stage::Closing => Brief { owed: Some(Amount::ZERO), ..plain },
        Stage::Agreed => agreed(kind, case, plain),
        Stage::Suit if kind == "appeal" => Brief { history: &JUDGED, later, ..plain },
        Stage::Suit => Brief { history: &UNDERWAY, ..plain },
        Stage::Change => Brief { history: &SEALED, balance: Some(&OWED), later, ..plain },
        Stage::Filing if kind == "proof-of-notice" => Brief { given: &GIVEN, ..plain },
        Stage::PreAction | Stage::Filing => plain,
    }
}

/// Mails that left, as the docket tells of them.
pub static GIVEN: LazyLock<Vec<Given>> = LazyLock::new(|| {
    let mut events: Vec<Event> = serde_yaml::from_str(include_str!("given.yaml")).unwrap();
    let source = Source { file: "case.yaml".to_owned(), sha256: String::new() };
    let import = Payload::Imported { case: Box::new(card()), source };
    events.insert(0, Event { seq: 1, command: "c1".to_owned(), payload: import, ..events[0].clone() });
    Docket::fold(&events).unwrap().unwrap().given
});

/// What precedes a settlement in enforcement, and a mediated agreement.
const SETTLED: [Told<'_>; 7] = [
    ("litigation/filed", "2026-01-05", &[("court", "北京市西城区人民法院")]),
    ("litigation/accepted", "2026-01-08", &[("case_number", "（2026）京0102民初100号")]),
    (
        "litigation/judgment",
        "2026-02-10",
        &[
            ("principal", "86543.21"),
            ("interest", "9418.78"),
            ("costs", "7359.24"),
            ("perform_within_days", "10"),
            ("late_interest_from", "2026-02-01"),
        ],
    ),
    ("litigation/effective", "2026-03-02", &[]),
    ("enforcement/applied", "2026-03-20", &[("court", "北京市西城区人民法院")]),
    ("enforcement/accepted", "2026-03-25", &[("case_number", "（2026）京0102执55号")]),
    ("enforcement/settled", "2026-07-20", &[("perform_by", "2026-10-20")]),
];
const MEDIATED: [Told<'_>; 2] = [
    ("litigation/filed", "2026-07-01", &[("court", "北京市西城区人民法院")]),
    ("litigation/mediation-started", "2026-07-06", &[("mediator", "北京示例金融纠纷调解中心")]),
];
static SETTLED_HISTORY: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(|| history(&SETTLED));
static MEDIATED_HISTORY: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(|| history(&MEDIATED));

/// A plan in three instalments, with days of grace, all due on a breach, something given up.
pub fn plan(setting: &str) -> Plan {
    serde_json::from_value(serde_json::json!({
        "setting": setting, "agreed_on": "2026-07-20",
        "instalments": [
            {"due": "2026-08-20", "amount": "30000.00"}, {"due": "2026-09-20", "amount": "30000.00"},
            {"due": "2026-10-20", "amount": "36000.00"},
        ],
        "grace_days": 5, "whole_on_breach": true, "waived_if_kept": "961.99",
        "remark": "提前还款的，不收取违约金。",
    }))
    .unwrap()
}

/// The brief with a plan on record, and what was owed on its day. Kept for as long as the tests run.
pub fn planned<'a>(case: &Case, plan: Plan, plain: Brief<'a>) -> Brief<'a> {
    let agreed = plan.agreed_on;
    let source = Source { file: "case.yaml".to_owned(), sha256: String::new() };
    let mut docket = Docket::of_case(case, source).with_plan(plan);
    docket.milestones = plain.history.to_vec();
    let standing = docket.plan(plain.as_of, Rulebook::builtin()).unwrap().unwrap();
    let balance = docket.paid_before(agreed).balance(agreed, Rulebook::builtin()).ok();
    Brief {
        plan: Some(Box::leak(Box::new(standing))),
        owed_at_plan: balance.map(|answer| &*Box::leak(Box::new(answer.value))),
        confirm_by: date::parse("2026-08-19"),
        ..plain
    }
}

fn agreed<'a>(kind: &str, case: &Case, plain: Brief<'a>) -> Brief<'a> {
    let (setting, history): (&str, &[Recorded<MilestoneEvent>]) = match kind {
        "settlement-agreement" => ("enforcement", SETTLED_HISTORY.as_slice()),
        "judicial-confirmation-application" => ("decided", MEDIATED_HISTORY.as_slice()),
        _ => ("pre-action", &[]),
    };
    planned(case, plan(setting), Brief { history, ..plain })
}

/// No more than a spreadsheet must have.
pub fn bare() -> Case {
    read(
        "{account: B-1, debtors: [{role: primary, name: 李示例}], debt: {as_of: 2026-06-30, principal: \"100\"}}",
    )
}

/// The claim as the figures state it, under the 24 % cap.
pub fn money(case: &Case) -> Money {
    Money { cap: Some(cap(CapKind::TwentyFourPercent, "0.24")), ..Money::stated(&case.debt) }
}

pub fn cap(kind: CapKind, rate: &str) -> CapNote {
    CapNote { kind, rate: rate.parse::<Rate>().unwrap(), because: Vec::new() }
}

/// The same after a payment of 1,000.00 on 2026-07-15 that was applied to interest.
pub fn paid(case: &Case) -> Money {
    let mut money = money(case);
    let line = money.lines.iter_mut().find(|l| l.part == Part::Interest).unwrap();
    line.paid = amount("1000.00");
    line.claimed = line.stated - line.paid;
    money.paid.push(Applied {
        on: date::parse("2026-07-15").unwrap(),
        amount: amount("1000.00"),
        from: Some("李示例".to_owned()),
        to: vec![(Part::Interest, amount("1000.00"))],
        because: Vec::new(),
    });
    money
}

/// The same with 200.00 of the penalty given up to keep within the cap.
pub fn cut(case: &Case) -> Money {
    let mut money = paid(case);
    let Some(line) = money.lines.iter_mut().find(|l| l.part == Part::Penalty) else { return money };
    line.given_up = amount("200.00");
    line.claimed = line.stated - line.given_up;
    money
}
