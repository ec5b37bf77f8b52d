//! A board of made-up cases, some with names that try to be markup.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use sucheng::domain::Amount;
use sucheng::reports::board::{Board, Card, Chart, Column, Drawn, Grid, GridRow, Part, Row, Section, Shape};
use sucheng::reports::charts::{Bar, Month};

/// A name that would run if it were ever markup.
pub const HOSTILE: &str = r#""><img src=x onerror=alert(1)>"#;
const NAMES: [&str; 8] =
    ["李示例", "王样例", "张演示", "赵示例", "<script>alert(1)</script>", "</script>", HOSTILE, "安样例"];
const STAGES: [&str; 6] = ["移送", "提交", "立案", "裁判", "生效", "申请执行"];
const COURTS: [&str; 3] = ["示例市第一人民法院", "示例省样例市演示区人民法院", "样例仲裁委员会"];

fn principal(n: usize) -> Amount {
    // 97 and 8,999,903 have no common divisor: amounts are spread and hardly any is there twice.
    Amount::from_fen(i64::try_from(n * 97 * 10_007 % 8_999_903).unwrap() + 100_000)
}

fn due(n: usize) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
    (n % 7 != 3).then(|| first.checked_add_days(Days::new((n * 37 % 400) as u64)).unwrap())
}

/// The board; group 0 is every case, group 1 every third, groups 2 to 7 the stages.
pub fn board(cases: usize) -> Board {
    let text = |title: &str, shape| Column { title: title.to_owned(), shape };
    let row = |n: usize| Row {
        cells: vec![
            json!(format!("CC-2026-{n}")),
            json!(NAMES[n % NAMES.len()]),
            json!(STAGES[n % STAGES.len()]),
            json!(COURTS[n % COURTS.len()]),
            if n.is_multiple_of(11) { Value::Null } else { json!(format!("执行{}组", n % 3 + 1)) },
            json!(format!("2026-0{}", n % 4 + 1)),
            json!(principal(n).to_string()),
            due(n).map_or(Value::Null, |day| json!(day)),
        ],
        groups: if n.is_multiple_of(3) { vec![0, 1, 2 + n % 6] } else { vec![0, 2 + n % 6] },
    };
    let sections: BTreeMap<String, Section> =
        (0..cases).map(|n| (format!("CC-2026-{n}"), section(n))).collect();
    let third = cases.div_ceil(3);
    let card = |label: &str, value: String, unit: &str, group, count| Card {
        label: label.to_owned(),
        value,
        unit: unit.to_owned(),
        formula: format!("{label}的计算口径：截至当日累计，÷ 诉请金额"),
        worked: "1,234.56万元 ÷ 5,678.90万元；12件未计入".to_owned(),
        group: Some(group),
        count,
    };
    let bar = |(n, name): (usize, &&str)| {
        let value = i64::try_from(cases / (n + 1)).unwrap();
        let shown = format!("{value}件　{}.20万元", value * 3);
        (Bar { name: (*name).to_owned(), value, shown, link: None }, Some(2 + n))
    };
    let month = |n: i64| Month {
        name: format!("{}月", n % 12 + 1),
        came_in: n * 7_654_321 % 50_000_000,
        spent: n * 1_234_567 % 9_000_000,
        shown: format!("回款第{n}月"),
        link: None,
    };
    let grid = |id: &str, title: &str, names: &[&str]| Grid {
        id: id.to_owned(),
        title: title.to_owned(),
        note: "件数多的在前".to_owned(),
        columns: [title, "案件", "本金（万元）", "回款（万元）", "回款率", "胜诉率"]
            .iter()
            .enumerate()
            .map(|(n, t)| ((*t).to_owned(), n > 0))
            .collect(),
        rows: names
            .iter()
            .enumerate()
            .map(|(n, name)| GridRow {
                cells: [name, "80", "1,234.56", "123.45", "10.00%", "96.15%"]
                    .iter()
                    .map(|t| (*t).to_owned())
                    .collect(),
                group: Some(n),
            })
            .collect(),
    };
    Board {
        wording: |pair| pair[0],
        masked: true,
        audience: None,
        as_of: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        title: "资产组合报告".to_owned(),
        scope: format!("截至2026年11月21日，共 {cases} 件"),
        selection: Some("筛选范围：批次 2026-01".to_owned()),
        cards: vec![
            card("全部案件", cases.to_string(), "件", 0, cases),
            card("回款率", "18.32%".to_owned(), "", 1, third),
            card("净回款率", "−2.10%".to_owned(), "", 1, third),
            card("胜诉率（金额）", "96.15%".to_owned(), "", 1, third),
            card("立案成功率", "88.80%".to_owned(), "", 1, third),
            card("欠款合计", "123,456.78".to_owned(), "万元", 0, cases),
        ],
        charts: vec![
            Chart {
                id: "funnel",
                title: "阶段漏斗".to_owned(),
                note: "到达该阶段的案件".to_owned(),
                drawn: Drawn::Bars(STAGES.iter().enumerate().map(bar).collect()),
            },
            Chart {
                id: "months",
                title: "回款与费用".to_owned(),
                note: "近十二个月".to_owned(),
                drawn: Drawn::Months {
                    list: (1..=12).map(month).collect(),
                    came_in: "回款".to_owned(),
                    spent: "费用".to_owned(),
                    figure: |n| format!("{}万", n / 1_000_000),
                },
            },
        ],
        grids: vec![
            grid("by-court", "按法院", &COURTS),
            grid("by-handler", "按经办人", &["执行1组", HOSTILE]),
        ],
        notes: vec!["3 件案件的欠款无法计算，未计入金额".to_owned()],
        groups: ["全部案件", "计入回款率的案件"].iter().chain(&STAGES).map(|t| (*t).to_owned()).collect(),
        columns: vec![
            text("案件编号", Shape::Text),
            text("债务人", Shape::Text),
            text("阶段", Shape::Choice),
            text("管辖机构", Shape::Choice),
            text("经办人", Shape::Choice),
            text("批次", Shape::Choice),
            text("本金（元）", Shape::Amount),
            text("最近期限", Shape::Date),
        ],
        rows: (0..cases).map(row).collect(),
        sections,
        wide: None,
    }
}

fn section(n: usize) -> Section {
    let owned = |list: &[&str]| list.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
    let pair = |a: &str, b: &str| [a.to_owned(), b.to_owned()];
    Section {
        title: NAMES[n % NAMES.len()].to_owned(),
        parts: vec![
            Part::Fields {
                title: "概况".to_owned(),
                rows: vec![
                    pair("债务人", NAMES[n % NAMES.len()]),
                    pair("证件号码", "110101********3011"),
                    pair("管辖机构", COURTS[n % COURTS.len()]),
                ],
            },
            Part::Table {
                title: "金额".to_owned(),
                columns: vec![("项目".to_owned(), false), ("金额（元）".to_owned(), true)],
                rows: vec![owned(&["本金", &principal(n).grouped()])],
            },
            Part::Timeline {
                title: "进程".to_owned(),
                rows: vec![
                    ["2026-03-02".to_owned(), "递交立案材料".to_owned(), format!("法院：{}", COURTS[n % 3])],
                    ["2026-03-09".to_owned(), "立案".to_owned(), "案号：（2026）示0102民初1号".to_owned()],
                ],
            },
        ],
    }
}
