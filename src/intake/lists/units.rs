//! The unit of a sheet's amounts: the line above its header that names one, and columns that mix two.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::cell::Cell;
use super::columns::Form;
use super::grid::GridRow;
use super::header::{Chosen, Layout};
use super::values::Unit;
use crate::domain::shape::Shape;
use crate::intake::normalise;

/// What a line above the header says of the amounts below.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// Their unit.
    Unit(Unit),
    /// Something that is no unit that is known, or two units.
    Unclear,
}

/// The unit that the rows above a header name, with the row and column of the cell that does.
pub fn above(rows: &[GridRow]) -> Option<(u64, usize, Line)> {
    let mut found: Option<(u64, usize, Line)> = None;
    for row in rows {
        for (column, cell) in row.cells.iter().enumerate() {
            let Cell::Text(text) = cell else { continue };
            let beside = row.cells.iter().skip(column + 1).find(|cell| !cell.is_empty()).map(Cell::shown);
            let Some(line) = line(text, beside.as_deref()) else { continue };
            match &found {
                Some((.., before)) if *before != line => return Some((row.number, column, Line::Unclear)),
                Some(_) => {}
                None => found = Some((row.number, column, line)),
            }
        }
    }
    found
}

/// `单位：万元`, `金额单位：人民币元`, also at the end of a title; the unit may stand in the cell beside. `None` where the
/// text names no unit of money: 填报单位 and 单位：示例银行 name who wrote it, 户 and 笔 what is counted.
fn line(text: &str, beside: Option<&str>) -> Option<Line> {
    const LABELS: [&str; 7] = ["金额", "货币", "币种", "计量", "计价", "本表", "数据"];
    const WITHOUT_COLON: [&str; 7] = ["人民币", "万", "元", "千", "百", "亿", "美元"];
    const BODIES: [&str; 9] = ["公司", "行", "部", "中心", "局", "院", "所", "会", "室"];
    let plain: String = normalise::half_width(text).to_lowercase().split_whitespace().collect();
    let (before, rest) = ["单位:", "unit:", "单位"].iter().find_map(|label| {
        let (before, rest) = plain.split_once(label)?;
        let bare = rest.is_empty() || WITHOUT_COLON.iter().any(|word| rest.starts_with(word));
        (*label != "单位" || bare).then_some((before, rest))
    })?;
    let apart = normalise::half_width(text).to_lowercase();
    let labelled = [" 单位", " unit", "\t单位"].iter().any(|label| apart.contains(label))
        || LABELS.iter().any(|label| before.ends_with(label));
    // 填报单位, 编制单位, 工作单位: another word of which 单位 is the end.
    if !labelled && before.chars().last().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let beside: String =
        normalise::half_width(beside.unwrap_or_default()).to_lowercase().split_whitespace().collect();
    let said = if rest.is_empty() { beside.as_str() } else { rest };
    let mut units = Vec::new();
    for part in said.split(['、', ',', ';', '/', '(', ')', '，', '；', ']', '】']) {
        match part {
            "" | "户" | "笔" | "个" | "人" | "件" | "条" | "%" | "人民币" | "rmb" | "cny" => {}
            "万元" | "万" | "人民币万元" | "万元人民币" => units.push(Line::Unit(Unit::Headed)),
            "元" | "人民币元" | "元人民币" | "yuan" => units.push(Line::Unit(Unit::Plain)),
            "分" | "人民币分" | "fen" => units.push(Line::Unit(Unit::Fen)),
            body if BODIES.iter().any(|end| body.ends_with(end)) => {}
            _ => units.push(Line::Unclear),
        }
    }
    units.dedup();
    match units.len() {
        // 人民币 alone is yuan.
        0 => ["人民币", "rmb", "cny"].contains(&said).then_some(Line::Unit(Unit::Plain)),
        1 => units.pop(),
        _ => Some(Line::Unclear),
    }
}

/// Whether a column's cells are sums.
pub fn of_money(chosen: &Chosen) -> bool {
    matches!(chosen.form, Form::Positive | Form::Field(Shape::Amount))
}

/// Yuan from which a value under 万元 is held against the others: 500 万元.
const LARGE: i64 = 5_000_000;
/// So many times what the others are, it is in yuan.
const TIMES: i64 = 1_000;

/// A value that may be in yuan, and the account it belongs to.
#[derive(Debug)]
pub struct Suspect {
    /// Its row.
    pub number: u64,
    /// Its line, in a text file.
    pub line: Option<u64>,
    /// Its column.
    pub column: usize,
    /// Where its account stands among the entries.
    pub entry: usize,
    /// In yuan, as 万元 would make it.
    pub yuan: Decimal,
}

/// The values of a sheet's columns in 万元 that no mapping confirms: the small ones counted, the large ones kept.
#[derive(Debug, Default)]
pub struct Scales {
    /// By column; values to two digits, so that their number is bounded.
    small: BTreeMap<usize, BTreeMap<Decimal, u64>>,
    large: Vec<Suspect>,
}

impl Scales {
    /// Adds the values of a row.
    pub fn add(&mut self, layout: &Layout, row: &super::spool::Row, entry: usize) {
        for (column, value) in &row.values {
            let headed = layout.columns.get(*column).and_then(Option::as_ref);
            if !headed.is_some_and(|chosen| chosen.unit == Unit::Headed && of_money(chosen)) {
                continue;
            }
            let yuan = value.as_ref().and_then(|value| value.as_str()?.parse::<Decimal>().ok());
            let Some(yuan) = yuan.filter(|yuan| !yuan.is_zero()) else { continue };
            if yuan >= Decimal::from(LARGE) {
                let (number, line, column) = (row.number, row.line, *column);
                self.large.push(Suspect { number, line, column, entry, yuan });
            } else if let Some(rough) = yuan.round_sf(2) {
                *self.small.entry(*column).or_default().entry(rough.normalize()).or_default() += 1;
            }
        }
    }

    /// Large values that are a thousand times and more the median of the small ones in their column.
    pub fn suspects(self) -> impl Iterator<Item = Suspect> {
        let medians: BTreeMap<usize, Decimal> =
            self.small.iter().filter_map(|(column, counts)| Some((*column, median(counts)?))).collect();
        self.large.into_iter().filter(move |suspect| {
            let median = medians.get(&suspect.column);
            median.is_some_and(|median| suspect.yuan >= *median * Decimal::from(TIMES))
        })
    }
}

fn median(counts: &BTreeMap<Decimal, u64>) -> Option<Decimal> {
    let half = counts.values().sum::<u64>().div_ceil(2);
    let mut passed = 0;
    counts.iter().find_map(|(value, count)| {
        passed += count;
        (passed >= half).then_some(*value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_above_a_header() {
        for (text, unit) in [
            ("单位：万元", Unit::Headed),
            ("单位:元", Unit::Plain),
            ("金额单位：人民币万元", Unit::Headed),
            ("2026年移送清单（单位：万元）", Unit::Headed),
            (" 单 位 ：户、万元、% ", Unit::Headed),
            ("单位：人民币", Unit::Plain),
            ("金额单位：分", Unit::Fen),
            ("移送清单 单位：万元", Unit::Headed),
            ("单位 万元", Unit::Headed),
        ] {
            assert_eq!(line(text, None), Some(Line::Unit(unit)), "{text}");
        }
        assert_eq!(line("单位：", Some("万元")), Some(Line::Unit(Unit::Headed)));
        for text in ["单位：千元", "金额单位：美元", "单位：亿元", "单位：元、万元", "Unit: RMB million"]
        {
            assert_eq!(line(text, None), Some(Line::Unclear), "{text}");
        }
        for text in
            ["填报单位：示例银行", "单位：示例银行", "单位：户", "移送清单", "工作单位", "数量单位：户"]
        {
            assert_eq!(line(text, None), None, "{text}");
        }
    }

    #[test]
    fn the_middle_of_counts() {
        let counts = |values: &[(i64, u64)]| values.iter().map(|(v, n)| (Decimal::from(*v), *n)).collect();
        assert_eq!(median(&counts(&[(12_000, 1), (35_000, 1)])), Some(Decimal::from(12_000)));
        assert_eq!(median(&counts(&[(1, 1), (2, 5), (9, 1)])), Some(Decimal::from(2)));
        assert_eq!(median(&counts(&[])), None);
    }
}
