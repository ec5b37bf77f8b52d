//! Tables in: `cargo bench --bench import`.
//!
//! 100,000 rows of 40 columns, as XLSX and as CSV, read by us and in the same run by Python's openpyxl (read-only, which
//! streams) and pandas, where installed. Each reading is a process of its own, so that its memory at its highest is its
//! own. The last part runs `sucheng import` itself over the list, once the program takes lists of accounts.

#![allow(clippy::print_stdout, reason = "a report for people")]

mod support;

use std::fs::File;
use std::io::BufWriter;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use sucheng::papers::sheets::{Book, Column, Field, Value, Writer};
use sucheng::reports::{Table, write};
use support::{line, memory, once};

/// Rows of the list.
const ROWS: usize = 100_000;
/// The columns that an account list can have (formats.md), and others up to forty.
const COLUMNS: [&str; 40] = [
    "案件编号",
    "批次",
    "产品",
    "经办人",
    "被告姓名",
    "性别",
    "民族",
    "证件类型",
    "证件号码",
    "户籍地址",
    "现住址",
    "工作单位",
    "手机",
    "电子邮箱",
    "合同编号",
    "签订日期",
    "卡号",
    "授信额度",
    "逾期起始日",
    "截止日",
    "本金",
    "利息",
    "违约金",
    "费用",
    "律师费",
    "管辖法院",
    "列31",
    "列32",
    "列33",
    "列34",
    "列35",
    "列36",
    "列37",
    "列38",
    "列39",
    "列40",
    "列41",
    "列42",
    "列43",
    "列44",
];

const GIVEN: &str = "the disk takes what it is given";

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|a| a == "--read") {
        return read(Path::new(&args[at + 1]));
    }
    let rows = std::env::var("SUCHENG_BENCH_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROWS);
    let place = tempfile::tempdir().expect(GIVEN);
    let (xlsx, csv) = (place.path().join("accounts.xlsx"), place.path().join("accounts.csv"));
    println!("tables: {rows} rows of {} columns", COLUMNS.len());
    let (_, took) = once(|| workbook(&xlsx, rows));
    line("write XLSX", took, None, None);
    if let Some(peak) = memory("self", "VmHWM:") {
        println!("  {:<36} {peak:>7.0} MB", "memory at its highest");
    }
    let (_, took) = once(|| std::fs::write(&csv, write::csv(&table(rows))).expect(GIVEN));
    line("write CSV", took, None, None);
    for (name, path) in [("XLSX", &xlsx), ("CSV", &csv)] {
        let ours = own(path, rows);
        println!("  read {name:<31} {:>10} {:>7.0} MB", support::words(ours.0), ours.1);
        for (other, script) in PYTHON.iter().filter(|(_, kind, _)| *kind == name).map(|p| (p.0, p.2)) {
            match python(script, path, rows) {
                Some((took, peak)) => println!(
                    "    {other:<33} {:>10} {peak:>7.0} MB   ours {:.2} times its time, {:.2} times its memory",
                    support::words(took),
                    ours.0.as_secs_f64() / took.as_secs_f64(),
                    ours.1 / peak
                ),
                None => println!("    {other:<33} not installed"),
            }
        }
    }
    program(place.path(), &xlsx, rows);
}

/// Reads a table and tells how long it took and what it took at its highest.
fn read(path: &Path) {
    let start = Instant::now();
    let (mut rows, mut cells, mut characters) = (0_u64, 0_usize, 0_usize);
    if path.extension().is_some_and(|e| e == "csv") {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).expect(GIVEN);
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).expect("it is CSV") {
            rows += 1;
            cells += record.len();
            characters += record.iter().map(str::len).sum::<usize>();
        }
    } else {
        let mut book = Book::open(path).expect("it is a workbook");
        let sheet = book.sheets()[0].name.clone();
        let mut visit = |row: sucheng::papers::sheets::SheetRow| {
            rows += 1;
            cells += row.cells.len();
            ControlFlow::Continue(())
        };
        book.rows(&sheet, &mut visit).expect("it is whole");
    }
    std::hint::black_box((cells, characters));
    println!("{rows} {} {}", start.elapsed().as_nanos(), memory("self", "VmHWM:").unwrap_or_default());
}

fn own(path: &Path, rows: usize) -> (Duration, f64) {
    let this = std::env::current_exe().expect("this program is somewhere");
    let run = Command::new(this).arg("--read").arg(path).output().expect("this program runs");
    told(&run, rows).expect("our own reading tells what it took")
}

/// Name, what it reads, and the loop over every row. What Python's own `resource` tells would count this program's memory
/// too, which it had when it started the other.
const PYTHON: [(&str, &str, &str); 4] = [
    (
        "openpyxl, read-only",
        "XLSX",
        "import openpyxl\nwb=openpyxl.load_workbook(p,read_only=True)\nfor r in wb.worksheets[0].iter_rows(values_only=True):\n n+=1",
    ),
    ("pandas", "XLSX", "import pandas\nn=len(pandas.read_excel(p,dtype=str))+1"),
    (
        "Python's csv",
        "CSV",
        "import csv\nfor r in csv.reader(open(p,encoding='utf-8-sig',newline='')):\n n+=1",
    ),
    ("pandas", "CSV", "import pandas\nn=len(pandas.read_csv(p,dtype=str,encoding='utf-8-sig'))+1"),
];

fn python(script: &str, path: &Path, rows: usize) -> Option<(Duration, f64)> {
    let whole = format!(
        "import sys,time\np=sys.argv[1]\nn=0\nt=time.monotonic_ns()\n{script}\nt=time.monotonic_ns()-t\npeak=next(int(l.split()[1])/1024 for l in open('/proc/self/status') if l.startswith('VmHWM'))\nprint(n,t,peak)"
    );
    let runs = ["python3", "/usr/bin/python3"].into_iter();
    runs.filter_map(|python| Command::new(python).args(["-c", &whole]).arg(path).output().ok())
        .find_map(|run| told(&run, rows))
}

/// Rows, nanoseconds and megabytes as a reading told them; `None` where it failed.
fn told(run: &Output, rows: usize) -> Option<(Duration, f64)> {
    let text = String::from_utf8_lossy(&run.stdout);
    let told: Vec<&str> = text.split_whitespace().collect();
    let (Some(read), Some(nanos), Some(peak)) = (told.first(), told.get(1), told.get(2)) else { return None };
    assert_eq!(read.parse(), Ok(rows + 1), "every row is read, the header too");
    Some((Duration::from_nanos(nanos.parse().ok()?), peak.parse().ok()?))
}

/// The whole command: from process start to exit, everything durable.
fn program(place: &Path, list: &Path, rows: usize) {
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sucheng"));
        command.args(args).current_dir(place).env("SUCHENG_NOW", "2026-11-21T10:00:00+08:00");
        command.output().expect("the program runs")
    };
    run(&["init", "w"]);
    let list = list.to_string_lossy();
    let (done, took) = once(|| run(&["-w", "w", "import", &list, "--json"]));
    let answer: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap_or_default();
    let new = answer["new"].as_array().map_or(0, Vec::len);
    if new == rows {
        line("sucheng import, all of it", took, None, None);
    } else {
        println!("  {:<36} not measured: {new} of {rows} accounts went in", "sucheng import");
    }
}

fn columns() -> Vec<Column> {
    COLUMNS.iter().map(|header| Column::new(*header, 14)).collect()
}

/// The n-th account, made up.
fn row(n: usize) -> Vec<Field> {
    let day = |text: &str| Field::from(Value::Date(support::day(text)));
    let yuan = |fen: i64| Field::from(Value::Amount(sucheng::domain::Amount::from_fen(fen)));
    let fen = 1_000_000 + (n as i64 * 7_919) % 9_000_000;
    let mut cells = vec![
        Field::text(support::account(n).as_str()),
        Field::text(format!("2026Q3-{:02}", n % 40)),
        Field::text("credit-card"),
        Field::text(format!("法务{}组", n % 9 + 1)),
        Field::text(format!("李{}示例", n % 977)),
        Field::text("男"),
        Field::text("汉族"),
        Field::text("居民身份证"),
        Field::text("110101198503153011"),
        Field::text(format!("北京市东城区示例胡同{}号", n % 900 + 1)),
        Field::text(format!("北京市朝阳区示例路{n}号")),
        Field::text("示例科技有限公司"),
        Field::text("13800000001"),
        Field::text(format!("li{n}@example.com")),
        Field::text(format!("HT-{n:06}")),
        day("2021-03-18"),
        Field::text("6225880123456783"),
        yuan(5_000_000),
        day("2025-11-06"),
        day("2026-06-30"),
        yuan(fen),
        yuan(fen / 9),
        yuan(60_000),
        yuan(0),
        yuan(300_000),
        Field::text("北京市西城区人民法院"),
    ];
    cells.extend((cells.len()..COLUMNS.len()).map(|c| Field::text(format!("值{}", (n * c) % 1000))));
    cells
}

fn workbook(path: &Path, rows: usize) {
    let mut writer = Writer::new();
    writer.sheet("账户", &columns()).expect(GIVEN);
    for n in 0..rows {
        writer.row(&row(n)).expect(GIVEN);
    }
    writer.finish(BufWriter::new(File::create(path).expect(GIVEN))).expect(GIVEN);
}

fn table(rows: usize) -> Table {
    let mut table = Table::new("账户", columns());
    (0..rows).for_each(|n| table.push(row(n)));
    table
}
