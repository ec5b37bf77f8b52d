//! Enforcement and its end: what the documents say, and what they refuse.

use super::specimens::*;
use super::*;
use crate::docket::Recorded;
use crate::domain::debt::Payment;
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::Severity;

type History = Vec<Recorded<MilestoneEvent>>;

const JUDGED: [Told<'_>; 4] = [
    ("litigation/filed", "2026-01-05", &[("court", "北京市西城区人民法院")]),
    ("litigation/accepted", "2026-01-08", &[("case_number", "（2026）京0102民初100号")]),
    (
        "litigation/judgment",
        "2026-02-10",
        &[
            ("principal", "1000.00"),
            ("interest", "200.00"),
            ("costs", "34.56"),
            ("perform_within_days", "10"),
        ],
    ),
    ("litigation/effective", "2026-03-02", &[]),
];

const TAKEN_UP: [Told<'_>; 2] = [
    ("enforcement/applied", "2026-03-20", &[("court", "北京市西城区人民法院")]),
    ("enforcement/accepted", "2026-03-25", &[("case_number", "（2026）京0102执55号")]),
];

fn told(more: &[Told<'_>]) -> History {
    history(&[&JUDGED[..], &TAKEN_UP, more].concat())
}

fn noted(kind: &str, history: &History, severity: Severity) -> Vec<&'static str> {
    let (case, money) = (loan(), money(&loan()));
    let brief = Brief { history, received: &[], ..brief(kind, &case, &money) };
    let problems = readiness(find(kind).unwrap(), &brief);
    problems.into_iter().filter(|p| p.severity == severity).map(|p| p.code).collect()
}

fn refused(kind: &str, history: &History) -> Vec<&'static str> {
    noted(kind, history, Severity::Error)
}

fn said(kind: &str, history: &History, received: &[Payment]) -> Value {
    let (case, money) = (loan(), money(&loan()));
    let brief = Brief { history, received, ..brief(kind, &case, &money) };
    data(find(kind).unwrap(), &brief, false).unwrap()
}

fn paid(on: &str, sum: &str) -> Payment {
    Payment { on: crate::domain::date::parse(on).unwrap(), amount: amount(sum), from: None, reference: None }
}

/// 1,000.00 + 200.00 + 34.56 = 1,234.56; 300.00 came in before the judgment and counts no more, 234.56 after it: 1,000.00
/// are left. The rate of the doubled part is that of 法释〔2014〕8号 art. 1.
#[test]
fn what_is_left_of_a_judgment() {
    let payments = [paid("2026-01-20", "300.00"), paid("2026-04-01", "234.56")];
    let text = all_text(&said("enforcement-application", &told(&[]), &payments));
    for words in [
        "请求强制各被执行人履行（2026）京0102民初100号民事判决书确定的金钱给付义务，其中已确定的数额为1,234.56元（人民币壹仟贰佰叁拾肆元伍角陆分）",
        "2026年2月10日之后已收到234.56元，应当依法抵扣，上述已确定的数额尚余1,000.00元。",
        "以尚未清偿的除一般债务利息之外的金钱债务为基数，按日万分之一点七五计算的加倍部分债务利息",
        "第二百四十七条、第二百六十四条",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(
        !text.contains("实际清偿之日止，按民事判决书确定的标准"),
        "no general interest is recorded to go on"
    );
    assert_eq!(
        refused(
            "enforcement-application",
            &told(&[("enforcement/distributed", "2026-05-01", &[("amount", "1.00")])])
        ),
        ["E-DRAFT-DISTRIBUTED"]
    );
}

/// The same with what the rules reckon: in force on 2 March 2026, ten days to Thursday 12 March, so that 13 March is the first
/// day of lateness. 1,034.56 × 0.000175 × 20 = 3.62 to 1 April; 234.56 go to costs 34.56 and interest 200.00; 1,000.00 ×
/// 0.000175 × 110 = 19.25 to 20 July. In all 1,000.00 + 22.87.
#[test]
fn what_is_left_of_a_judgment_in_figures() {
    let (mut case, history, payments) = (loan(), told(&[]), [paid("2026-04-01", "234.56")]);
    case.payments = payments.to_vec();
    let source = crate::domain::event::Source { file: "case.yaml".into(), sha256: String::new() };
    let mut docket = crate::docket::Docket::of_case(&case, source);
    docket.milestones = history.clone();
    let day = crate::domain::date::parse("2026-07-20").unwrap();
    let balance = docket.balance(day, crate::rules::Rulebook::builtin()).unwrap().value;
    let money = money(&case);
    let brief = Brief {
        history: &history,
        received: &payments,
        balance: Some(&balance),
        as_of: day,
        ..brief("enforcement-application", &case, &money)
    };
    let text = all_text(&data(find("enforcement-application").unwrap(), &brief, false).unwrap());
    for words in [
        "2026年2月10日之后已收到234.56元，依次抵扣后，截至2026年7月20日尚欠本金1,000.00元、加倍部分债务利息22.87元。",
        "截至2026年7月20日的加倍部分债务利息22.87元（2026年3月13日至2026年4月1日，1,034.56元×日万分之一点七五×20天=3.62元；2026年4月2日至2026年7月20日，1,000.00元×日万分之一点七五×110天=19.25元）；此后至实际清偿之日止",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

/// 民诉法 206 and 249: a ruling that confirms an agreement is enforced by its court (解释 460); a notarised deed with its
/// certificate (法释〔2018〕18号 3), by a court that the case has to name. 900.00 + 80.00 + 20.00 = 1,000.00.
#[test]
fn a_confirmed_agreement_and_a_deed_are_enforced() {
    let sums = [("principal", "900.00"), ("interest", "80.00"), ("costs", "20.00")];
    let confirmed = [&sums[..], &[("case_number", "（2026）京0102民特9号")]].concat();
    let ruling = history(&[
        ("judicial-confirmation/agreed", "2026-02-02", &[("mediator", "示例商会调解中心")]),
        ("judicial-confirmation/applied", "2026-02-03", &[("court", "北京市西城区人民法院")]),
        ("judicial-confirmation/accepted", "2026-02-05", &[("case_number", "（2026）京0102民特9号")]),
        ("judicial-confirmation/confirmed", "2026-02-10", &confirmed),
    ]);
    let text = all_text(&said("enforcement-application", &ruling, &[]));
    for words in [
        "履行（2026）京0102民特9号民事裁定书确定的金钱给付义务，其中已确定的数额为1,000.00元",
        "第二百零六条、第二百六十四条",
        "北京市西城区人民法院",
        "2026年2月10日",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let issued = [&sums[..], &[("case_number", "（2026）示执字第5号")]].concat();
    let numbered = [&issued[..], &[("deed_number", "（2024）示证字第88号")]].concat();
    let deed = |facts: &[(&str, &str)]| {
        history(&[
            ("notarised-deed/certificate-sought", "2026-02-02", &[("notary", "示例公证处")]),
            ("notarised-deed/certificate-issued", "2026-02-10", facts),
            ("enforcement/applied", "2026-03-20", &[("court", "北京市朝阳区人民法院")]),
            ("enforcement/accepted", "2026-03-25", &[("case_number", "（2026）京0105执55号")]),
        ])
    };
    assert_eq!(refused("enforcement-application", &deed(&issued)), ["E-DRAFT-DECIDED"]);
    let text = all_text(&said("enforcement-application", &deed(&numbered), &[]));
    for words in [
        "履行（2024）示证字第88号公证债权文书确定的金钱给付义务，其中已确定的数额为1,000.00元",
        "赋予强制执行效力的债权文书",
        "示例公证处",
        "第二百四十九条、第二百六十四条",
        "北京市朝阳区人民法院",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let told = all_text(&said("consumption-restriction", &deed(&numbered), &[]));
    assert!(
        told.contains(
            "示例公证处就（2024）示证字第88号公证债权文书于2026年2月10日出具（2026）示执字第5号执行证书"
        ),
        "{told}"
    );
}

/// Nothing is enforced without a decision that says how much, and by which court.
#[test]
fn a_decision_is_needed() {
    for document in all().iter().filter(|d| d.stage == Stage::Enforcement && d.kind != "property-clues") {
        assert!(refused(document.kind, &Vec::new()).contains(&"E-DRAFT-NO-DECISION"), "{}", document.kind);
    }
    let order = history(&[
        ("payment-order/applied", "2026-01-05", &[("court", "北京市西城区人民法院")]),
        ("payment-order/accepted", "2026-01-08", &[("case_number", "（2026）京0102民督1号")]),
        ("payment-order/issued", "2026-01-20", &[("principal", "1000.00")]),
        ("payment-order/effective", "2026-02-20", &[]),
    ]);
    assert_eq!(refused("enforcement-application", &order), ["E-DRAFT-DECIDED"; 2], "interest and costs");
    let award = history(&[
        ("arbitration/applied", "2026-01-05", &[("institution", "示例仲裁委员会")]),
        ("arbitration/accepted", "2026-01-08", &[("case_number", "（2026）示仲字第1号")]),
        (
            "arbitration/award",
            "2026-02-10",
            &[("principal", "1.00"), ("interest", "0.00"), ("costs", "0.00")],
        ),
    ]);
    assert_eq!(refused("enforcement-application", &award), ["E-DRAFT-ENFORCEMENT-COURT"]);
    assert_eq!(refused("effectiveness-certificate-application", &award), ["E-DRAFT-NOT-OF-A-COURT"]);
    let mut case = loan();
    case.pleas.get_or_insert_default().enforcement_court = Some("北京市第二中级人民法院".to_owned());
    let money = money(&case);
    let brief = Brief { history: &award, received: &[], ..brief("enforcement-application", &case, &money) };
    let data = data(find("enforcement-application").unwrap(), &brief, false).unwrap();
    assert_eq!(data["forum"], "北京市第二中级人民法院");
}

/// 民诉法解释 517: property found after this round was ended; 民诉法 241: a settlement that was broken.
#[test]
fn resumption_says_why() {
    let kind = "resumption-application";
    assert_eq!(refused(kind, &told(&[])), ["E-DRAFT-NOT-PAUSED"]);
    let ended = ("enforcement/terminated-round", "2026-05-01", &[][..]);
    let early = ("enforcement/clue-given", "2026-04-30", &[("what", "旧线索")][..]);
    assert_eq!(refused(kind, &told(&[early, ended])), ["E-DRAFT-NO-NEW-PROPERTY"]);
    let late = ("enforcement/clue-given", "2026-06-01", &[("what", "新线索")][..]);
    let text = all_text(&said(kind, &told(&[early, ended, late]), &[]));
    assert!(
        text.contains("此后发现下列财产或者财产线索：新线索。") && text.contains("第五百一十七条"),
        "{text}"
    );
    let settled = ("enforcement/settled", "2026-04-30", &[("perform_by", "2026-06-30")][..]);
    let broken = ("enforcement/settlement-broken", "2026-07-01", &[][..]);
    let text = all_text(&said(kind, &told(&[settled, broken]), &[]));
    assert!(
        text.contains("双方于2026年4月30日达成执行和解协议，约定的履行期限至2026年6月30日届满"),
        "{text}"
    );
    assert!(text.contains("第二百四十一条"), "{text}");
    let closed = ("enforcement/closed", "2026-07-02", &[("how", "terminated")][..]);
    assert_eq!(refused(kind, &told(&[settled, broken, closed])), ["E-DRAFT-EXECUTION-CLOSED"]);
}

/// 法释〔2017〕7号 art. 1: one of six; art. 3(2): not able-but-unwilling where enough is held.
#[test]
fn the_list_wants_one_of_six_situations() {
    let kind = "dishonest-list";
    assert_eq!(refused(kind, &told(&[])), ["E-DRAFT-LISTING-GROUND"]);
    let of = |ground| [("party", "李示例"), ("ground", ground), ("what", "有存款而不履行")];
    for (ground, words) in [
        ("1", "第一条第（一）项规定的有履行能力而拒不履行生效法律文书确定义务的情形"),
        ("5", "第一条第（五）项规定的违反限制消费令的情形"),
        ("6", "第一条第（六）项规定的无正当理由拒不履行执行和解协议的情形"),
    ] {
        let text =
            all_text(&said(kind, &told(&[("enforcement/dishonesty-found", "2026-05-01", &of(ground))]), &[]));
        assert!(text.contains(words) && text.contains("请求将被执行人李示例纳入"), "{text}");
        assert!(!text.contains("请求将被执行人陈示例"), "of whom nothing is recorded");
    }
    let held = |sum| [("asset", "bank-deposit"), ("detail", "某账户"), ("amount", sum)];
    for (sum, expected) in [("1234.55", &[][..]), ("1234.56", &["E-DRAFT-LISTING-COVERED"][..])] {
        let told = told(&[
            ("enforcement/seized", "2026-04-10", &held(sum)),
            ("enforcement/dishonesty-found", "2026-05-01", &of("1")),
        ]);
        assert_eq!(refused(kind, &told), expected);
    }
}

/// The order's own last day is printed, the latest one; what lapsed or was released is not asked for.
#[test]
fn a_seizure_is_renewed_before_its_last_day() {
    let kind = "seal-renewal";
    assert_eq!(refused(kind, &told(&[])), ["E-DRAFT-NO-SEIZURE"]);
    let taken = |detail, expires| [("asset", "movable"), ("detail", detail), ("expires", expires)];
    let open = ("enforcement/seized", "2026-04-10", &[("asset", "movable"), ("detail", "甲车")][..]);
    assert_eq!(refused(kind, &told(&[open])), ["E-DRAFT-SEIZURE-EXPIRY"]);
    let (first, gone, over) =
        (taken("甲车", "2026-08-01"), taken("乙车", "2026-08-02"), taken("丙车", "2026-07-19"));
    let history = told(&[
        ("enforcement/seized", "2026-04-10", &first),
        ("enforcement/seized", "2026-04-11", &gone),
        ("enforcement/seized", "2026-04-12", &over),
        ("enforcement/seizure-renewed", "2026-07-01", &taken("甲车", "2026-09-30")),
        ("enforcement/released", "2026-07-02", &[("detail", "乙车")]),
    ]);
    let said = said(kind, &history, &[]);
    assert_eq!(said["assets"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&said["assets"][0]["detail"], &said["assets"][0]["expires"]),
        (&"甲车".into(), &"2026年9月30日".into())
    );
    assert!(noted(kind, &history, Severity::Warning).contains(&"W-DRAFT-SEIZURE-LAPSED"));
}

/// Nothing is certified while anything is owed, or while nobody knows; after a decision its own figures count.
#[test]
fn a_settlement_is_certified_when_nothing_is_owed() {
    let (case, money, kind) = (loan(), money(&loan()), find("settlement-certificate").unwrap());
    let none = Vec::new();
    let codes = |history: &History, received: &[Payment], owed: Option<&str>| {
        let brief = Brief { history, received, owed: owed.map(amount), ..Brief::new(&case, &money, today()) };
        data(kind, &brief, false).err().unwrap_or_default().into_iter().map(|p| p.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&none, &[], Some("0.01")), ["E-DRAFT-STILL-OWED"]);
    assert_eq!(codes(&none, &[], None), ["E-DRAFT-OWED-UNKNOWN"]);
    assert!(codes(&none, &[], Some("0.00")).is_empty());
    let closed = told(&[("enforcement/closed", "2026-06-01", &[("how", "paid")])]);
    assert_eq!(codes(&closed, &[paid("2026-05-30", "1234.55")], Some("0.00")), ["E-DRAFT-STILL-OWED"]);
    // What the contract would still add was not awarded.
    assert!(codes(&closed, &[paid("2026-05-30", "1234.56")], Some("99.00")).is_empty());
    assert_eq!(codes(&told(&[]), &[paid("2026-05-30", "1234.56")], Some("99.00")), ["E-DRAFT-STILL-OWED"]);
}

/// A plate that only a milestone names is masked as one of the case file is.
#[test]
fn what_milestones_tell_of_property_is_masked() {
    let history = told(&[(
        "enforcement/seized",
        "2026-04-10",
        &[
            ("asset", "movable"),
            ("detail", "京Q12345大众牌小型轿车（李示例名下）"),
            ("expires", "2026-08-01"),
        ],
    )]);
    let (case, money) = (loan(), money(&loan()));
    let kind = "seal-renewal";
    let brief = Brief { history: &history, ..brief(kind, &case, &money) };
    let masked = all_text(&data(find(kind).unwrap(), &brief, true).unwrap());
    assert!(!masked.contains("京Q12345") && !masked.contains("李示例"), "{masked}");
}
