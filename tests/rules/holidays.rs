//! Every day of 2021 to 2026 against an independent calendar: the results of the PyPI package chinesecalendar 1.11.0,
//! kept in `holidays-chinesecalendar.csv`, and the package itself where Python has it.

use std::collections::BTreeSet;
use std::process::Command;

use chrono::{Datelike, NaiveDate};
use sucheng::domain::date;
use sucheng::rules::Rulebook;

/// The months of the table: a letter a day, `w` a workday, `r` a rest day.
const TABLE: &str = include_str!("holidays-chinesecalendar.csv");

fn days() -> impl Iterator<Item = NaiveDate> {
    let first = date::parse("2021-01-01").unwrap();
    first.iter_days().take_while(|d| d.year() <= 2026)
}

#[test]
fn rest_days_agree_with_the_committed_table() {
    let mut table = std::collections::BTreeMap::new();
    for line in TABLE.lines().filter(|l| l.starts_with("20")) {
        let (month, marks) = line.split_once(',').unwrap();
        for (i, mark) in marks.chars().enumerate() {
            table.insert(date::parse(&format!("{month}-{:02}", i + 1)).unwrap(), mark == 'r');
        }
    }
    let book = Rulebook::builtin();
    let mut compared = 0;
    for day in days() {
        assert_eq!(book.is_rest_day(day).unwrap(), table[&day], "{day}");
        compared += 1;
    }
    assert_eq!((compared, table.len()), (2191, 2191));
}

/// Skipped, by name, where Python or the package is missing.
#[test]
fn rest_days_agree_with_chinesecalendar_where_installed() {
    let script = "import chinese_calendar as c, datetime as d\n\
                  x = d.date(2021, 1, 1)\n\
                  while x.year < 2027:\n    \
                      print(x, 'r' if c.is_holiday(x) else 'w')\n    \
                      x += d.timedelta(1)";
    let python = std::env::var("SUCHENG_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let Ok(out) = Command::new(python).args(["-c", script]).output() else {
        eprintln!("skipped rest_days_agree_with_chinesecalendar_where_installed: no python3");
        return;
    };
    if !out.status.success() {
        eprintln!("skipped rest_days_agree_with_chinesecalendar_where_installed: no chinese_calendar");
        return;
    }
    let book = Rulebook::builtin();
    let mut seen = BTreeSet::new();
    for line in String::from_utf8(out.stdout).unwrap().lines() {
        let (day, mark) = line.split_once(' ').unwrap();
        let day = date::parse(day).unwrap();
        assert_eq!(book.is_rest_day(day).unwrap(), mark == "r", "{day}");
        seen.insert(day);
    }
    assert_eq!(seen, days().collect());
}
