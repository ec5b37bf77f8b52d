//! The applications and tables of the worked cases: what they print agrees with the case files by additions that no rule
//! of the program takes part in.

#![allow(clippy::panic, reason = "a test says what it found")]

use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use sucheng::docket::Docket;
use sucheng::documents::{Brief, data, filing, find};
use sucheng::domain::Case;
use sucheng::domain::event::Source;
use sucheng::domain::proof::{Channel, StatementKind};
use sucheng::intake::{Defaults, case_folder};
use sucheng::press::{FontSettings, Library, PageOptions, Pages, Press};
use sucheng::rules::Rulebook;

static PRESS: LazyLock<Press> =
    LazyLock::new(|| Press::new(&FontSettings::default(), Library::built_in()).unwrap());

/// The day the cases are written for.
fn today() -> chrono::NaiveDate {
    "2026-11-21".parse().unwrap()
}

fn case(folder: &str) -> Case {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(folder);
    case_folder(&path, &Defaults::default()).unwrap_or_else(|problems| panic!("{folder}: {problems:#?}")).case
}

fn drawn(kind: &str, case: &Case) -> Value {
    let docket = Docket::of_case(case, Source { file: "case.yaml".into(), sha256: String::new() });
    let money = docket.claim(today(), Rulebook::builtin()).unwrap();
    data(find(kind).unwrap(), &Brief::new(case, &money, today()), false)
        .unwrap_or_else(|problems| panic!("{kind}: {problems:#?}"))
}

fn print(kind: &str, data: &Value) -> Pages {
    PRESS.pages(PRESS.library().folder(kind).unwrap(), data, &PageOptions::on(today())).unwrap()
}

/// The pages without white space and footers.
fn text(pages: &Pages) -> String {
    let tight = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let page =
        |(i, page): (usize, &String)| tight(page).replace(&format!("第{}页共{}页", i + 1, pages.pages), "");
    pages.text.iter().enumerate().map(page).collect()
}

fn fen(figure: &Value) -> i64 {
    let digits: String = figure.as_str().unwrap().chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() { 0 } else { digits.parse().unwrap() }
}

/// The sums of the table are those of the statements' lines, kind by kind, and its balance is the debt as stated; where
/// default interest is posted its memo says so. Rows follow one another without a gap, to the day of the figures.
#[test]
fn tables_of_the_debt_agree_with_the_statements() {
    for (folder, pages) in [
        ("card-litigation", 6),
        ("enforcement", 3),
        ("loan-guarantor", 3),
        ("online-arbitration", 2),
        ("payment-order", 4),
    ] {
        let case = case(folder);
        let table = drawn("debt-statement", &case);
        let of = |kinds: &[StatementKind], default: bool| -> i64 {
            let lines = case.statements.iter().filter(|l| kinds.contains(&l.kind));
            let lines = lines.filter(|l| {
                l.kind != StatementKind::Interest
                    || l.memo.as_deref().is_some_and(|memo| memo.contains("罚息")) == default
            });
            lines.map(|l| l.amount.fen()).sum()
        };
        let sums = &table["sums"];
        let charged = [
            ("interest", of(&[StatementKind::Interest], false)),
            ("overdue", of(&[StatementKind::Interest], true)),
            ("compound", of(&[StatementKind::Compound], false)),
            ("penalty", of(&[StatementKind::Penalty], false)),
            ("fees", of(&[StatementKind::Fee], false)),
        ];
        for (key, expected) in charged {
            assert_eq!(fen(&sums[key]), expected, "{folder}: {key}");
        }
        let paid = of(&[StatementKind::Payment], false);
        assert_eq!(fen(&sums["paid"]), paid, "{folder}");
        let applied: i64 = ["to_fees", "to_interest", "to_principal"].iter().map(|k| fen(&sums[*k])).sum();
        assert_eq!(applied, paid, "{folder}: every payment went somewhere");
        let debt = &case.debt;
        let parts = [debt.interest, debt.overdue_interest, debt.compound_interest, debt.penalty, debt.fees];
        let owed = debt.principal.fen() + parts.into_iter().flatten().map(|a| a.fen()).sum::<i64>();
        assert_eq!(fen(&sums["balance"]), owed, "{folder}");
        assert_eq!(
            fen(&table["total"]["figure"]),
            owed,
            "{folder}: no payment since, nothing over the ceiling"
        );
        let rows = table["rows"].as_array().unwrap();
        let periods: Vec<&Value> = rows.iter().filter(|row| row["from"] != "").collect();
        let day = |text: &Value| text.as_str().unwrap().parse::<chrono::NaiveDate>().unwrap();
        for pair in periods.windows(2) {
            assert_eq!(day(&pair[0]["to"]).succ_opt().unwrap(), day(&pair[1]["from"]), "{folder}");
            let days = (day(&pair[1]["to"]) - day(&pair[1]["from"])).num_days() + 1;
            assert_eq!(pair[1]["days"], days.to_string(), "{folder}");
        }
        assert_eq!(day(&periods.last().unwrap()["to"]), debt.as_of, "{folder}");
        let printed = print("debt-statement", &table);
        assert_eq!(printed.pages, pages, "{folder}");
    }
}

/// The columns are what the complaint and the contract say: 1,412.25 + 104.33 + 300.00 + 9,236.80 = 11,053.38 by hand.
#[test]
fn the_payment_order_of_the_worked_case() {
    let case = case("payment-order");
    let kinds: Vec<&str> = filing(&case).iter().map(|d| d.kind).collect();
    assert_eq!(
        kinds,
        [
            "payment-order-application",
            "representative-certificate",
            "evidence-list",
            "debt-statement",
            "account-statement",
            "contact-log",
            "service-address-confirmation",
            "refund-account",
        ]
    );
    let pages = print("payment-order-application", &drawn("payment-order-application", &case));
    let text = text(&pages);
    for said in [
        "支付令申请书申请人：样例银行股份有限公司信用卡中心，统一社会信用代码91310115MA0000D420，住所地上海市浦东新区示例环路66号。负责人：周范例。",
        "被申请人：陈范例，女，1993年11月8日出生，汉族，公民身份号码310115199311080022，住上海市浦东新区示例新村20号，经常居住地上海市浦东新区样例路518弄7号402室",
        "一、请求贵院向被申请人发出支付令，督促被申请人向申请人给付透支本金9,236.80元，截至2026年10月31日的利息1,412.25元、复利104.33元、违约金300.00元，合计11,053.38元（人民币壹万壹仟零伍拾叁元叁角捌分）；",
        "二、本案申请费由被申请人负担。",
        "没有其他债务纠纷",
        "支付令能够送达",
        "未就上述债权向人民法院申请诉前保全",
        "此致上海市浦东新区人民法院附：1.本申请书副本1份2.证据目录及证据材料副本1份申请人：样例银行股份有限公司信用卡中心（盖章）2026年11月21日",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    assert!(!text.contains("实际清偿"), "a fixed sum");
    assert_eq!(pages.pages, 5);
}

/// 99,817.32 + 3,791.97 + 3,693.37 + 224.27 + 8,000.00 = 115,526.93 by hand.
#[test]
fn preservation_and_early_maturity_of_the_worked_case() {
    let case = case("loan-guarantor");
    let kinds: Vec<&str> = filing(&case).iter().map(|d| d.kind).collect();
    assert!(kinds.contains(&"preservation-application"), "{kinds:?}");
    let pages = print("preservation-application", &drawn("preservation-application", &case));
    let said = text(&pages);
    for needed in [
        "请求在115,526.93元（人民币壹拾壹万伍仟伍佰贰拾陆元玖角叁分）范围内，对各被申请人的下列财产采取查封、扣押、冻结等保全措施",
        "被申请人二：龚𬭚，女",
        "1车辆浙A00000小型轿车（登记在赵示例名下，未抵押）85,000.00查封二年",
        "第九条第（六）项之规定，请求准许申请人不提供担保",
        "此致杭州市上城区人民法院",
    ] {
        assert!(said.contains(needed), "{needed}\n{said}");
    }
    assert_eq!(pages.pages, 5);
    let pages = print("acceleration-notice", &drawn("acceleration-notice", &case));
    let said = text(&pages);
    for needed in [
        "赵示例先生、龚𬭚女士、演示商贸有限公司：",
        "我单位依据借款合同第十二条的约定",
        "已宣布上述合同项下的全部借款于2026年8月15日提前到期，现再次通知贵方。",
        "应还款项合计107,526.93元（人民币壹拾万柒仟伍佰贰拾陆元玖角叁分）",
    ] {
        assert!(said.contains(needed), "{needed}\n{said}");
    }
    assert_eq!(pages.pages, 4);
}

/// As many rows as the file has entries, counted by channel.
#[test]
fn contact_logs_hold_every_entry() {
    for (folder, pages) in
        [("card-litigation", 2), ("loan-guarantor", 2), ("payment-order", 2), ("online-arbitration", 2)]
    {
        let case = case(folder);
        let log = drawn("contact-log", &case);
        let times = |name: &str| {
            let counts = log["channels"].as_array().unwrap();
            counts.iter().find(|c| c["name"] == name).map_or(0, |c| fen(&c["times"]))
        };
        for (channel, name) in [
            (Channel::Phone, "电话"),
            (Channel::Sms, "短信"),
            (Channel::Letter, "信函"),
            (Channel::Email, "电子邮件"),
        ] {
            let kept = case.contacts.iter().filter(|c| c.channel == channel).count();
            assert_eq!(times(name), kept as i64, "{folder}: {name}");
        }
        assert_eq!(log["rows"].as_array().unwrap().len(), case.contacts.len(), "{folder}");
        assert_eq!(print("contact-log", &log).pages, pages, "{folder}");
    }
}
