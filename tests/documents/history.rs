//! What happened in enforcement, for the documents that tell of it: the story of cases/enforcement, told on.

use sucheng::docket::Recorded;
use sucheng::domain::event::MilestoneEvent;

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
    let more = more.into_iter().map(|(milestone, on, facts)| {
        let facts = facts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let (track, milestone) = milestone.split_once('/').unwrap_or(("enforcement", milestone));
        (track.to_owned(), milestone.to_owned(), on.parse().unwrap(), facts)
    });
    let recorded = |(seq, (track, milestone, on, facts)): (usize, (String, String, NaiveDate, _))| Recorded {
        seq: seq as u64 + 1,
        at: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
        command: "c".to_owned(),
        what: MilestoneEvent { track, milestone, on, facts, evidence: Vec::new() },
    };
    told.chain(more).enumerate().map(recorded).collect()
});

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
