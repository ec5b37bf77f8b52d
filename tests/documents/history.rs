//! What happened in enforcement, for the documents that tell of it: the story of cases/enforcement, told on.

use std::collections::BTreeMap;

use sucheng::docket::given::Given;
use sucheng::docket::{Balance, Basis, Recorded};
use sucheng::documents::Later;
use sucheng::domain::Event;
use sucheng::domain::event::{MilestoneEvent, Payload};

use super::*;

/// A milestone, its day and facts.
type Told<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// Milestones of the worked case, then preservation before it, another seizure, a situation of the list, an end of this round
/// and a clue found after it.
pub static ENFORCED: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/enforcement");
    let rows = case_folder(&folder, &Defaults::default()).unwrap().milestones;
    let told = rows.into_iter().map(|row| {
        let track = row.track.expect("the worked case names each track");
        (track, row.milestone, row.on, row.facts)
    });
    let more: [Told<'_>; 7] = [
        ("preservation/ruled", "2026-01-20", &[("case_number", "（2026）苏0102财保21号")]),
        (
            "preservation/measure-taken",
            "2026-01-22",
            &[("asset", "immovable"), ("detail", "演示花园6幢1单元502室"), ("expires", "2029-01-21")],
        ),
        (
            "seized",
            "2026-07-10",
            &[
                ("asset", "bank-deposit"),
                ("detail", "样例银行南京分行 户名周示范 尾号5002"),
                ("order", "（2026）苏0102执1867号之一"),
                ("amount", "512.30"),
                ("rank", "2"),
                ("expires", "2027-01-09"),
            ],
        ),
        ("searched", "2026-07-02", &[("found", "刘演示名下无其他存款、车辆")]),
        (
            "dishonesty-found",
            "2026-08-20",
            &[
                ("party", "刘演示"),
                ("ground", "4"),
                ("what", "收到报告财产令后逾期未报告财产，且未申报其在演示运输有限公司的工资收入"),
            ],
        ),
        ("terminated-round", "2026-09-28", &[("ruling", "（2026）苏0102执1867号之二")]),
        (
            "clue-given",
            "2026-11-10",
            &[("what", "刘演示自2026年10月起在演示运输有限公司领取工资，每月约9,000元")],
        ),
    ];
    told.chain(more.into_iter().map(owned)).enumerate().map(recorded).collect()
});

type Owned = (String, String, NaiveDate, BTreeMap<String, String>);

fn owned((milestone, on, facts): Told<'_>) -> Owned {
    let facts = facts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let (track, milestone) = milestone.split_once('/').unwrap_or(("enforcement", milestone));
    (track.to_owned(), milestone.to_owned(), on.parse().unwrap(), facts)
}

fn recorded((seq, (track, milestone, on, facts)): (usize, Owned)) -> Recorded<MilestoneEvent> {
    Recorded {
        seq: seq as u64 + 1,
        at: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
        command: "c".to_owned(),
        what: MilestoneEvent { track, milestone, on, facts, evidence: Vec::new() },
    }
}

fn story(told: &[Told<'_>]) -> Vec<Recorded<MilestoneEvent>> {
    told.iter().copied().map(owned).enumerate().map(recorded).collect()
}

const SUED: [Told<'_>; 9] = [
    ("litigation/filed", "2026-07-06", &[("court", "示例市示例区人民法院")]),
    (
        "litigation/accepted",
        "2026-07-10",
        &[("case_number", "（2026）示0101民初321号"), ("procedure", "ordinary")],
    ),
    ("litigation/fee-paid", "2026-07-15", &[("amount", "1024.32")]),
    ("litigation/service-failed", "2026-07-28", &[("party", "李示例"), ("why", "邮件退回，原址查无此人")]),
    ("litigation/service-failed", "2026-08-06", &[("party", "李示例"), ("why", "预留电话为空号")]),
    ("litigation/service-failed", "2026-07-28", &[("party", "赵示例"), ("why", "邮件退回，收件人已搬离")]),
    (
        "litigation/service-failed",
        "2026-08-07",
        &[("party", "赵示例"), ("why", "上门送达时无人，邻居称已外出半年")],
    ),
    ("litigation/service-failed", "2026-08-10", &[("party", "龚𬭚"), ("why", "电子送达未确认收悉")]),
    ("litigation/served", "2026-07-30", &[("party", "演示商贸有限公司")]),
];

/// A suit in which not everyone can be served.
pub static UNDERWAY: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(|| story(&SUED));

/// The same, judged and served on the creditor.
pub static JUDGED: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(|| {
    let more: [Told<'_>; 3] = [
        (
            "litigation/judgment",
            "2026-11-05",
            &[
                ("principal", "38000.00"),
                ("interest", "4000.00"),
                ("costs", "1024.32"),
                ("perform_within_days", "10"),
            ],
        ),
        ("litigation/judgment-served", "2026-11-12", &[("party", "示例银行股份有限公司信用卡中心")]),
        ("litigation/judgment-served", "2026-11-13", &[("party", "示例市商业银行股份有限公司")]),
    ];
    story(&[&SUED[..], &more].concat())
});

/// Enforcement with things sealed that can be sold, one of them valued, and a debtor that is a company bankrupt.
pub static SEALED: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(|| {
    let more: [Told<'_>; 4] = [
        (
            "seized",
            "2026-07-12",
            &[
                ("asset", "immovable"),
                ("detail", "演示花园6幢1单元502室"),
                ("order", "（2026）苏0102执1867号之三"),
                ("expires", "2029-07-11"),
                ("owner", "刘演示、周示范"),
                ("prior", "示例银行南京分行为第一顺位抵押权人，抵押金额600000元"),
            ],
        ),
        (
            "seized",
            "2026-07-14",
            &[
                ("asset", "movable"),
                ("detail", "苏A12345示例牌小型轿车"),
                ("expires", "2028-07-13"),
                ("rank", "2"),
            ],
        ),
        ("appraised", "2026-09-20", &[("detail", "演示花园6幢1单元502室"), ("value", "1350000.00")]),
        (
            "changes/bankruptcy-accepted",
            "2026-11-02",
            &[
                ("court", "示例市中级人民法院"),
                ("case_number", "（2026）示01破17号"),
                ("administrator", "示例清算事务所有限公司"),
                ("claims_by", "2026-12-31"),
            ],
        ),
    ];
    ENFORCED.iter().cloned().chain(story(&more)).collect()
});

/// What the rules answer, by hand: 96,000.00 + 5,588.80 + 4,700.89 = 106,289.69; the doubled part of 100,700.89 from
/// 2026-05-18 on, 188 days by 11-21 and 168 by 11-01, at 0.000175 a day.
pub static OWED: LazyLock<Balance> = LazyLock::new(|| balance("2026-11-21", "3313.06", "109602.75"));

/// The same on the day before the bankruptcy, and the appeal.
pub static LATER: LazyLock<Later> = LazyLock::new(|| Later {
    stopped: Some(balance("2026-11-01", "2960.61", "109250.30")),
    appeal_by: "2026-11-27".parse().ok(),
    appeal_fee: "50.00".parse().ok(),
});

fn balance(on: &str, late: &str, total: &str) -> Balance {
    let amount = |text: &str| text.parse::<Amount>().unwrap();
    Balance {
        as_of: on.parse().unwrap(),
        basis: Basis::Decision,
        principal: amount("96000.00"),
        interest: amount("5588.80"),
        penalty: Amount::ZERO,
        fees: Amount::ZERO,
        costs: amount("4700.89"),
        late_interest: amount(late),
        total: amount(total),
        overpaid: Amount::ZERO,
        received: Amount::ZERO,
        let_go: Amount::ZERO,
        refused: None,
        unrecorded: None,
        binds_others: None,
        judged: None,
    }
}

/// The worked case up to the day on which the parties settle in enforcement.
pub static SETTLED: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(|| {
    let ends = |m: &&Recorded<MilestoneEvent>| m.what.milestone != "terminated-round";
    ENFORCED.iter().take_while(ends).cloned().collect()
});

/// Mediators took the case before a court did.
pub static MEDIATED: LazyLock<Vec<Recorded<MilestoneEvent>>> = LazyLock::new(|| {
    let told = [
        ("filed", "2026-11-02", ("court", "示例市示例区人民法院")),
        ("mediation-started", "2026-11-05", ("mediator", "示例市金融纠纷人民调解委员会")),
    ];
    let recorded = |(seq, (milestone, on, (name, text))): (usize, (&str, &str, (&str, &str)))| Recorded {
        seq: seq as u64 + 1,
        at: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
        command: "c".to_owned(),
        what: MilestoneEvent {
            track: "litigation".to_owned(),
            milestone: milestone.to_owned(),
            on: on.parse().unwrap(),
            facts: [(name.to_owned(), text.to_owned())].into(),
            evidence: Vec::new(),
        },
    };
    told.into_iter().enumerate().map(recorded).collect()
});

/// Mails that left, as the docket tells of them.
pub(crate) static GIVEN: LazyLock<Vec<Given>> = LazyLock::new(|| {
    let mut events: Vec<Event> =
        serde_yaml::from_str(include_str!("../../src/documents/tests/given.yaml")).unwrap();
    let case = specimen(include_str!("../../src/documents/tests/card.yaml"));
    let source = Source { file: "case.yaml".to_owned(), sha256: String::new() };
    let import = Payload::Imported { case: Box::new(case), source };
    events.insert(0, Event { seq: 1, command: "c1".to_owned(), payload: import, ..events[0].clone() });
    Docket::fold(&events).unwrap().unwrap().given
});
