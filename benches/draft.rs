//! Documents per second: `cargo bench --bench draft`.
//!
//! Prints a complaint of two pages some hundred times on one thread and on two, and says how much memory that took.
//! The template beside this file stays as it is, so that rates of different days can be compared; the one that users
//! get is measured after it.
//! Beside it, in the same run, the way without a library: `typst compile` once per document, where it is installed.
//! Rates of one machine say little; the ratios do.

#![allow(clippy::print_stdout, reason = "a report for people")]

mod support;

use std::fs;
use std::ops::Range;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use serde_json::{Value, json};
use sucheng::press::{Crew, Folder, FontSettings, Library, PageOptions, Press, ROLES};
use support::memory;

/// Documents of one measurement, after as many as warm the caches.
const DOCUMENTS: usize = 300;
const WARM: usize = 30;
const BASELINE: usize = 10;

const MANIFEST: &str = include_str!("complaint/manifest.yaml");
const PAGE: &str = include_str!("complaint/page.typ");

fn main() {
    // Cargo hands `--bench` and filters to every harness; there is nothing to choose here.
    let library = Library::of([("complaint/manifest.yaml", MANIFEST), ("complaint/page.typ", PAGE)]);
    let start = Instant::now();
    let press = Press::new(&FontSettings::default(), library).expect("a Chinese font is installed");
    let fonts = start.elapsed();
    let folder = press.library().folder("complaint").expect("it is the one above");
    let start = Instant::now();
    let first = press.pages(folder, &facts(0), &options()).expect("the template fits its data");
    let cold = start.elapsed();

    println!(
        "draft: a complaint of {} pages, {} KB, PDF/A-2a and PDF/UA-1",
        first.pages,
        first.pdf.len() / 1024
    );
    println!("  body in {}", press.fonts().families(ROLES[0].0)[0]);
    println!("  first document   {:>7.1} ms after {:.1} ms for fonts", millis(cold), millis(fonts));

    let one = rate(&press, folder, 1, &facts);
    println!("  1 thread         {one:>7.1} documents/s");
    let two = rate(&press, folder, 2, &facts);
    println!("  2 threads        {two:>7.1} documents/s, {:.2} times one thread", two / one);
    if let Some(peak) = memory("self", "VmHWM:") {
        println!("  peak memory      {peak:>7.0} MB");
        let mut at = Vec::new();
        run(&press, folder, 2, &facts, 0..5 * DOCUMENTS, &mut |done| {
            if done == DOCUMENTS || done == 5 * DOCUMENTS {
                at.extend(memory("self", "VmRSS:"));
            }
        });
        println!("  memory growth    {:>+7.0} MB over {} more documents", at[1] - at[0], 4 * DOCUMENTS);
    }
    if let Some((folder, press, data)) = built_in() {
        let two = rate(&press, &folder, 2, &|n| renamed(&data, n));
        let pages = press.pages(&folder, &renamed(&data, 0), &options()).map_or(0, |p| p.pages);
        println!("  own complaint    {two:>7.1} documents/s on 2 threads, {pages} pages each");
    }
    match baseline(&press) {
        Some(cli) => println!(
            "  typst compile    {cli:>7.1} documents/s: one thread here is {:.1} times that",
            one / cli
        ),
        None => println!("  typst compile    skipped: no typst on PATH, or one that refuses this template"),
    }
}

fn options() -> PageOptions {
    PageOptions::on(NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day of the calendar"))
}

/// What the n-th document says.
type Facts<'a> = &'a (dyn Fn(usize) -> Value + Sync);

/// Documents per second, each with data of its own.
fn rate(press: &Press, folder: &Folder, workers: usize, facts: Facts<'_>) -> f64 {
    run(press, folder, workers, facts, 1_000_000..1_000_000 + WARM, &mut |_| ());
    let start = Instant::now();
    run(press, folder, workers, facts, 0..DOCUMENTS, &mut |_| ());
    DOCUMENTS as f64 / start.elapsed().as_secs_f64()
}

/// Prints the documents with these numbers and tells after each how many are done.
fn run(
    press: &Press,
    folder: &Folder,
    workers: usize,
    facts: Facts<'_>,
    numbers: Range<usize>,
    told: &mut dyn FnMut(usize),
) {
    let items: Vec<usize> = numbers.collect();
    let job = |_: usize, &n: &usize| press.pages(folder, &facts(n), &options()).map(|pages| pages.pdf.len());
    let mut done = 0;
    Crew::new(workers).run(&items, &AtomicBool::new(false), job, |_, result| {
        result.expect("the template fits its data");
        done += 1;
        told(done);
    });
    assert_eq!(done, items.len(), "every document is printed");
}

/// The complaint that users get, with its sample; `None` where it has none.
fn built_in() -> Option<(Arc<Folder>, Press, String)> {
    let library = Library::built_in();
    let folder = Arc::clone(library.folder("complaint").ok()?);
    let sample: Value = serde_yaml::from_slice(folder.file("sample.yaml")?).ok()?;
    let press = Press::new(&FontSettings::default(), library).ok()?;
    Some((folder, press, sample.to_string()))
}

/// The sample with another defendant.
fn renamed(sample: &str, n: usize) -> Value {
    let other =
        sample.replace("李示例", &format!("李示例{}", ["甲", "乙", "丙", "丁"][n % 4].repeat(1 + n / 4 % 3)));
    serde_json::from_str(&other).expect("a name holds nothing that JSON escapes")
}

/// `typst compile` once per document, with the same template, data, fonts and standards.
fn baseline(press: &Press) -> Option<f64> {
    let root = tempfile::tempdir().ok()?;
    fs::create_dir(root.path().join("complaint")).ok()?;
    let page = root.path().join("complaint/page.typ");
    fs::write(&page, PAGE).ok()?;
    let fonts: serde_json::Map<String, Value> =
        ROLES.iter().map(|&(role, name)| (name.to_owned(), press.fonts().families(role).into())).collect();
    fs::write(root.path().join("fonts.json"), Value::Object(fonts).to_string()).ok()?;
    let mut spent = Duration::ZERO;
    for n in 0..BASELINE {
        fs::write(root.path().join("data.json"), facts(n).to_string()).ok()?;
        let start = Instant::now();
        let status = Command::new("typst")
            .args(["compile", "--pdf-standard", "a-2a,ua-1", "--root"])
            .arg(root.path())
            .arg(&page)
            .arg(root.path().join("out.pdf"))
            .stderr(Stdio::null())
            .status()
            .ok()?;
        spent += start.elapsed();
        if !status.success() {
            return None;
        }
    }
    Some(BASELINE as f64 / spent.as_secs_f64())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The facts of the n-th account: about a thousand characters, none the same as another account's.
fn facts(n: usize) -> Value {
    let surname = ["李", "王", "张", "刘", "陈", "杨", "赵", "黄"][n % 8];
    let given = ["文", "芳", "伟", "敏", "静", "强", "磊", "洋"][n / 8 % 8];
    let name = format!("{surname}{given}示例");
    let principal = 38_652 + n % 10_000 * 7;
    let (day, month, cents) = (n % 28 + 1, n % 12 + 1, n % 100);
    let rows: Vec<Value> = (1..=7)
        .map(|i| {
            let (p, c) = (principal / 7 + i, principal / 70 + i);
            json!({
                "month": format!("2025年{i}月"), "principal": format!("{p}.{cents:02}"),
                "interest": format!("{c}.{cents:02}"), "total": format!("{}.{:02}", p + c + cents / 50, cents * 2 % 100),
            })
        })
        .collect();
    json!({
        "court": "示例市示例区人民法院",
        "date": format!("2026年3月{day}日"),
        "parties": [
            {"role": "原告", "name": "示例银行股份有限公司信用卡中心",
             "details": "住所地示例市示例区金融大街一号，统一社会信用代码91110000000000000X，负责人周示例，职务总经理。"},
            {"role": "委托诉讼代理人", "name": "吴示例", "details": "示例律师事务所律师，代理权限为特别授权。"},
            {"role": "被告", "name": name,
             "details": format!("男，汉族，1985年{month}月{day}日出生，住示例市示例区和平路{n}号，联系电话13800000001。")},
        ],
        "claims": [
            format!("判令被告向原告偿还信用卡透支本金人民币{principal}.{cents:02}元；"),
            format!("判令被告支付截至2025年{month}月{day}日的利息、违约金，以及自次日起至实际清偿之日止按约定标准计算的利息，总额以年利率百分之二十四为限；"),
            "判令被告承担原告为实现债权支出的律师代理费；",
            "判令被告承担本案的案件受理费、保全费等诉讼费用。",
        ],
        "facts": [
            format!("2021年{month}月{day}日，{name}向原告申请办理信用卡，签署领用合约，确认已阅读并同意遵守其中关于透支利息、违约金、分期手续费及还款顺序的约定。原告对主要条款以加粗字体作出提示，并通过录音向被告逐项说明，被告表示清楚并同意。原告审核后核发信用卡，授信额度为五万元。"),
            format!("被告激活并使用该卡消费、取现。自2025年{month}月起，被告未按对账单载明的到期还款日足额还款，连续逾期超过三期，构成违约。截至2025年{month}月{day}日，被告尚欠透支本金{principal}.{cents:02}元，并欠相应利息与违约金，各期明细见下表，均以原告系统生成的账单为据。"),
            format!("逾期发生后，原告先后通过电话、短信、信函向被告催收共{}次，被告虽多次承诺还款，但均未实际履行。原告于2025年12月{day}日向被告预留地址寄送催收函，邮件显示已由本人签收，诉讼时效因此中断。被告至今没有提出任何异议，也没有申请个性化分期。", n % 9 + 3),
            "原告认为，双方之间的信用卡合同关系合法有效，被告应当依照约定履行还款义务。被告逾期不还，侵害了原告的合法权益。依照《中华人民共和国民法典》第五百零九条、第五百七十七条、第六百七十五条、第六百七十六条的规定，原告为维护自身合法权益，特向贵院提起诉讼，请求判如所请。",
        ],
        "rows": rows,
    })
}
