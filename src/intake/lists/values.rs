//! A cell of a list → the value that its column wants, or why it is none.

use chrono::{NaiveDate, NaiveTime, Timelike};
use rust_decimal::Decimal;
use serde_json::Value;

use super::cell::{self, Cell};
use super::columns::Form;
use crate::domain::contract::Rate;
use crate::domain::date;
use crate::domain::shape::Shape;
use crate::intake::value::{self, Fault};
use crate::intake::{logs, normalise};

/// The unit of a column's numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Yuan; for rates, a fraction.
    #[default]
    Plain,
    /// Ten thousand yuan, as a header says.
    Headed,
    /// Ten thousand yuan, as `mapping.yaml` says.
    TenThousand,
    /// Fen.
    Fen,
    /// Percent.
    Percent,
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    /// Nothing: what is known stays.
    Nothing,
    /// That there is none: `无`, `-`, `/`.
    Clear,
    /// A value.
    Value(Value),
}

/// Units of sums as headers write them.
pub const UNITS: [&str; 7] = ["元", "万元", "分", "人民币元", "人民币", "rmb", "cny"];

/// From this many ten thousand yuan (one 亿) on, a number under a header in 万元 is more likely in yuan.
const HARDLY: i64 = 10_000;

fn fault(code: &'static str) -> Fault {
    Fault { code, args: Vec::new() }
}

/// Reads a cell of a column.
///
/// # Errors
/// [`Fault`]: the cell says something that the column cannot hold.
pub fn read(
    cell: &Cell,
    to: &str,
    form: &Form,
    words: &[(String, String)],
    unit: Unit,
) -> Result<Read, Fault> {
    match cell {
        Cell::Empty => return Ok(Read::Nothing),
        Cell::Error(_) => return Err(fault("E-LIST-ERROR-CELL")),
        Cell::FormulaWithoutValue => return Err(fault("E-LIST-FORMULA")),
        Cell::NoDay(_) => return Err(fault("E-LIST-NO-DAY")),
        Cell::Text(text) if is_none(text) => return Ok(Read::Clear),
        _ => {}
    }
    let value = match form {
        Form::Ignored => return Ok(Read::Nothing),
        Form::Field(Shape::Date) => day(cell)?,
        Form::Minute => minute(cell)?,
        Form::Field(Shape::Amount) => amount(cell, unit)?,
        Form::Positive => match amount(cell, unit)? {
            Value::String(zero) if zero == "0.00" => return Err(fault("E-VALUE-ZERO")),
            amount => amount,
        },
        Form::Rate => rate(cell, unit)?,
        Form::Texts => {
            let text = digits_of(cell)?;
            let all: Result<Vec<Value>, Fault> = text
                .split(['/', '、', ',', '，', ';', '；', '|'])
                .map(normalise::text)
                .filter(|part| !part.is_empty())
                .map(|part| value::line(&number(to, part), 200).map(Value::from))
                .collect();
            Value::Array(all?)
        }
        Form::Field(Shape::Flag) => flag(cell)?,
        Form::Field(shape @ Shape::OneOf(_)) => {
            let plain = normalise::half_width(&digits_of(cell)?);
            let known = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&plain));
            value::scalar(shape, known.map_or(plain.as_str(), |(_, id)| id))?
        }
        Form::Field(shape) => value::scalar(shape, &number(to, &digits_of(cell)?))?,
    };
    Ok(Read::Value(value))
}

/// Whether a cell says that there is nothing.
fn is_none(text: &str) -> bool {
    matches!(text, "无" | "-" | "--" | "—" | "——" | "/" | "／" | "N/A" | "n/a")
}

/// The text of a cell of which every digit counts.
fn digits_of(cell: &Cell) -> Result<String, Fault> {
    match cell {
        Cell::Number(number) if cell::is_rounded(number) => Err(fault("E-VALUE-ROUNDED")),
        Cell::Number(number) => cell::plain(number).ok_or_else(|| fault("E-VALUE-ROUNDED")),
        Cell::Text(text) if normalise::is_rounded_id(text) || normalise::is_scientific(text) => {
            Err(fault("E-VALUE-ROUNDED"))
        }
        other => Ok(other.shown()),
    }
}

/// Numbers of papers, cards and telephones: half-width, without the spaces and the leading `'` that people and exports
/// put in; the check letter of an ID is a capital.
fn number(to: &str, text: &str) -> String {
    let identifies = ["account", "id.number", "uscc", "card_number", "loan_number", "phones", "phone"]
        .iter()
        .any(|end| to.ends_with(end));
    if !identifies {
        return text.to_owned();
    }
    let plain = normalise::half_width(text);
    let plain = plain.strip_prefix('\'').unwrap_or(&plain);
    let close = |c: &char| !c.is_whitespace();
    if to.ends_with("id.number") || to.ends_with("uscc") {
        plain.chars().filter(close).collect::<String>().to_uppercase()
    } else if to.ends_with("card_number") {
        plain.chars().filter(close).collect()
    } else {
        plain.to_owned()
    }
}

fn day(cell: &Cell) -> Result<Value, Fault> {
    match cell {
        Cell::Date(day) => Ok(day.to_string().into()),
        Cell::Minute(at) if at.time().num_seconds_from_midnight() == 0 => Ok(at.date().to_string().into()),
        Cell::Number(number) => Err(number_for_day(number)),
        Cell::Text(text) => {
            let plain = normalise::half_width(text);
            if let Some((one, other)) = two_readings(&plain) {
                return Err(Fault {
                    code: "E-LIST-DATE-TWO-READINGS",
                    args: vec![("one", one), ("other", other)],
                });
            }
            // Midnight is what spreadsheets and databases add to a day.
            let bare = plain
                .split_once([' ', 'T'])
                .filter(|(_, time)| {
                    time.bytes().all(|b| matches!(b, b'0' | b':' | b'.')) && time.contains(':')
                })
                .map_or(plain.as_str(), |(day, _)| day);
            value::scalar(&Shape::Date, &normalise::date(bare))
        }
        _ => value::scalar(&Shape::Date, &cell.shown()),
    }
}

/// A bare number where a day should be: what it would mean in both systems of dates, so that nobody has to reckon.
fn number_for_day(number: &str) -> Fault {
    let serial = cell::decimal(number)
        .filter(|value| value.is_integer())
        .and_then(|value| i64::try_from(value).ok())
        .filter(|days| (20_000..80_000).contains(days));
    // Day 0 of each system; before 1900-03-01 the first counts a day that never was, which is out of range here.
    let from = |year, month, day| {
        let zero = NaiveDate::from_ymd_opt(year, month, day)?;
        zero.checked_add_signed(chrono::TimeDelta::days(serial?)).map(|day| day.to_string())
    };
    match (from(1899, 12, 30), from(1904, 1, 1)) {
        (Some(one), Some(other)) => {
            Fault { code: "E-LIST-DATE-NUMBER", args: vec![("one", one), ("other", other)] }
        }
        _ => fault("E-VALUE-DATE"),
    }
}

/// The two days that `03/04/2026` or `5/1/24` may mean, if it may mean two.
pub fn two_readings(text: &str) -> Option<(String, String)> {
    let separator = text.chars().find(|c| matches!(c, '/' | '-' | '.'))?;
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    let &[a, b, c] = parts.as_slice() else { return None };
    let short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let long = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    if !short(a) || !short(b) || !(short(c) || long(c)) {
        return None;
    }
    let year = |part: &str| if part.len() == 4 { part.to_owned() } else { format!("20{part:0>2}") };
    let mut meant: Vec<String> = [(c, a, b), (c, b, a), (a, b, c)]
        .into_iter()
        .filter(|(y, ..)| y.len() == 4 || c.len() < 4)
        .map(|(y, m, d)| format!("{}-{m:0>2}-{d:0>2}", year(y)))
        .filter(|day| date::parse(day).is_some())
        .collect();
    meant.sort();
    meant.dedup();
    match meant.as_slice() {
        [one, other, ..] => Some((one.clone(), other.clone())),
        _ => None,
    }
}

fn minute(cell: &Cell) -> Result<Value, Fault> {
    match cell {
        Cell::Minute(at) => Ok(at.format("%Y-%m-%d %H:%M").to_string().into()),
        Cell::Date(day) => Ok(day.and_time(NaiveTime::MIN).format("%Y-%m-%d %H:%M").to_string().into()),
        Cell::Text(text) => match two_readings(text.split(' ').next().unwrap_or_default()) {
            Some((one, other)) => {
                Err(Fault { code: "E-LIST-DATE-TWO-READINGS", args: vec![("one", one), ("other", other)] })
            }
            None => logs::minute(text),
        },
        other => logs::minute(&other.shown()),
    }
}

fn amount(cell: &Cell, unit: Unit) -> Result<Value, Fault> {
    let written = match cell {
        Cell::Number(number) => cell::plain(number).ok_or_else(|| fault("E-VALUE-AMOUNT"))?,
        Cell::Text(text) => {
            let plain = normalise::half_width(text);
            let said = plain.contains(['万', '元', '¥', '￥']);
            if said && !matches!(unit, Unit::Plain) {
                return Err(Fault {
                    code: "E-LIST-UNIT-MIXED",
                    args: vec![("unit", unit_name(unit).to_owned())],
                });
            }
            normalise::amount(text)
        }
        other => other.shown(),
    };
    let factor = match unit {
        Unit::Plain | Unit::Percent => return value::scalar(&Shape::Amount, &written),
        Unit::Headed | Unit::TenThousand => Decimal::from(10_000),
        Unit::Fen => Decimal::new(1, 2),
    };
    let Ok(number) = written.parse::<Decimal>() else { return value::scalar(&Shape::Amount, &written) };
    if unit == Unit::Headed && number >= Decimal::from(HARDLY) {
        return Err(Fault { code: "E-LIST-UNIT-LARGE", args: vec![("unit", unit_name(unit).to_owned())] });
    }
    let yuan = number.checked_mul(factor).ok_or_else(|| fault("E-VALUE-LARGE"))?;
    value::scalar(&Shape::Amount, &yuan.normalize().to_string())
}

const fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Plain => "元",
        Unit::Headed | Unit::TenThousand => "万元",
        Unit::Fen => "分",
        Unit::Percent => "%",
    }
}

/// A rate as a fraction: `0.1825`, `18.25%`, `万分之五`, or `18.25` under a header in percent.
fn rate(cell: &Cell, unit: Unit) -> Result<Value, Fault> {
    let written = match cell {
        Cell::Number(number) => cell::plain(number).unwrap_or_else(|| number.clone()),
        other => normalise::half_width(&other.shown()),
    };
    let hundredth = |number: &str, scale: u32| {
        let value = number.trim().parse::<Decimal>().ok()?.checked_mul(Decimal::new(1, scale))?;
        Rate::new(value.normalize())
    };
    let read = if let Some(percent) = written.strip_suffix('%') {
        hundredth(percent, 2)
    } else if let Some(per_mille) = written.strip_suffix('‰') {
        hundredth(per_mille, 3)
    } else if let Some(number) = written.strip_prefix("万分之") {
        hundredth(&chinese_digit(number), 4)
    } else if let Some(number) = written.strip_prefix("千分之") {
        hundredth(&chinese_digit(number), 3)
    } else if unit == Unit::Percent {
        hundredth(&written, 2)
    } else {
        // A fraction above one is a percentage without its sign, or a mistake: it is not guessed which.
        written.parse::<Rate>().ok().filter(|rate| rate.fraction() < Decimal::ONE)
    };
    match read {
        Some(rate) => Ok(rate.to_string().into()),
        None => {
            let near = format!("{written}%");
            let meant =
                written.parse::<Decimal>().is_ok_and(|n| n >= Decimal::ONE && n < Decimal::ONE_HUNDRED);
            Err(Fault { code: "E-LIST-RATE", args: if meant { vec![("near", near)] } else { Vec::new() } })
        }
    }
}

/// One Chinese digit as an Arabic one; anything else as it is.
fn chinese_digit(text: &str) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    DIGITS.iter().position(|digit| *digit == text.trim()).map_or_else(|| text.to_owned(), |n| n.to_string())
}

fn flag(cell: &Cell) -> Result<Value, Fault> {
    let word = match cell {
        Cell::Flag(flag) => return Ok((*flag).into()),
        other => normalise::half_width(&other.shown()).to_lowercase(),
    };
    match word.as_str() {
        "是" | "yes" | "y" | "true" | "1" | "同意" | "√" | "保全" | "有" => Ok(true.into()),
        "否" | "no" | "n" | "false" | "0" | "不同意" | "×" | "不保全" => Ok(false.into()),
        _ => Err(fault("E-LIST-FLAG")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(text: &str) -> Cell {
        Cell::of_text(text)
    }

    fn field(shape: Shape, cell: &Cell) -> Result<Read, &'static str> {
        read(cell, "x", &Form::Field(shape), &[], Unit::Plain).map_err(|fault| fault.code)
    }

    fn of(to: &str, cell: &Cell) -> Result<Read, &'static str> {
        read(cell, to, &Form::Field(Shape::Text(200)), &[], Unit::Plain).map_err(|fault| fault.code)
    }

    fn value(value: impl Into<Value>) -> Result<Read, &'static str> {
        Ok(Read::Value(value.into()))
    }

    /// 110101198503153011 is the made-up number of the worked cases; a double keeps its first 15 digits.
    #[test]
    fn a_rounded_id_is_never_an_id() {
        let to = "debtors[0].id.number";
        for lost in ["110101198503153000", "1.10101E+17"] {
            assert_eq!(of(to, &text(lost)), Err("E-VALUE-ROUNDED"));
        }
        for lost in ["1.10101198503153E+17", "110101198503153011"] {
            assert_eq!(of(to, &Cell::Number(lost.into())), Err("E-VALUE-ROUNDED"), "{lost}");
        }
        assert_eq!(of(to, &text("１１０１０１１９８５０３１５３０１１ ")), value("110101198503153011"));
        assert_eq!(of(to, &text("'11010519491231002x")), value("11010519491231002X"));
        assert_eq!(of("debtors[0].phones", &Cell::Number("1.3800000001E10".into())), value("13800000001"));
    }

    #[test]
    fn days() {
        let day = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap();
        for cell in [
            Cell::Date(day),
            Cell::Minute(day.and_hms_opt(0, 0, 0).unwrap()),
            text("2026/6/30"),
            text("2026年6月30日"),
            text("2026-06-30 00:00:00"),
            text("2026/6/30 0:00"),
        ] {
            assert_eq!(field(Shape::Date, &cell), value("2026-06-30"), "{cell:?}");
        }
        for (two, readings) in [
            ("03/04/2026", ["2026-03-04", "2026-04-03"]),
            ("5/1/24", ["2005-01-24", "2024-01-05"]),
            ("04-03-2026", ["2026-03-04", "2026-04-03"]),
        ] {
            let fault = read(&text(two), "x", &Form::Field(Shape::Date), &[], Unit::Plain).unwrap_err();
            assert_eq!(fault.code, "E-LIST-DATE-TWO-READINGS", "{two}");
            assert_eq!([fault.args[0].1.as_str(), fault.args[1].1.as_str()], readings);
        }
        // Microsoft's documentation of the two systems: 5 July 2007 is 39268 in one and 37806 in the other.
        let fault = read(&Cell::Number("39268".into()), "x", &Form::Field(Shape::Date), &[], Unit::Plain)
            .unwrap_err();
        assert_eq!((fault.code, fault.args[0].1.as_str()), ("E-LIST-DATE-NUMBER", "2007-07-05"));
        let fault = read(&Cell::Number("37806".into()), "x", &Form::Field(Shape::Date), &[], Unit::Plain)
            .unwrap_err();
        assert_eq!(fault.args[1].1, "2007-07-05");
        for wrong in ["2026-06-31", "2026.6.30", "20260630", "2026-06-30 10:15", "31/31/2026"] {
            assert_eq!(field(Shape::Date, &text(wrong)), Err("E-VALUE-DATE"), "{wrong}");
        }
    }

    #[test]
    fn amounts_in_their_unit() {
        let of = |cell: Cell, unit| {
            read(&cell, "x", &Form::Field(Shape::Amount), &[], unit).map_err(|fault| fault.code)
        };
        assert_eq!(of(Cell::Number("38652.410000000003".into()), Unit::Plain), value("38652.41"));
        assert_eq!(of(text("3.865241"), Unit::Headed), value("38652.41"));
        assert_eq!(of(text("1.2万"), Unit::Plain), value("12000.00"));
        assert_eq!(of(text("3865241"), Unit::Fen), value("38652.41"));
        assert_eq!(of(text("38652.41元"), Unit::Headed), Err("E-LIST-UNIT-MIXED"));
        assert_eq!(of(text("1.2万"), Unit::TenThousand), Err("E-LIST-UNIT-MIXED"));
        assert_eq!(of(text("38652.41"), Unit::Headed), Err("E-LIST-UNIT-LARGE"));
        assert_eq!(of(text("38652.41"), Unit::TenThousand), value("386524100.00"));
        assert_eq!(of(text("3.8652415"), Unit::Headed), Err("E-VALUE-PRECISION"));
        assert_eq!(of(Cell::Number("0.005".into()), Unit::Plain), Err("E-VALUE-PRECISION"));
        assert_eq!(of(text("(5.00)"), Unit::Plain), Err("E-VALUE-AMOUNT"));
        assert_eq!(of(text("#N/A"), Unit::Plain), Err("E-LIST-ERROR-CELL"));
        assert_eq!(of(Cell::FormulaWithoutValue, Unit::Plain), Err("E-LIST-FORMULA"));
        assert_eq!(of(text("-"), Unit::Plain), Ok(Read::Clear));
        assert_eq!(of(text(" "), Unit::Plain), Ok(Read::Nothing));
    }

    #[test]
    fn rates() {
        let of = |written: &str, unit| {
            read(&text(written), "x", &Form::Rate, &[], unit).map_err(|fault| fault.code)
        };
        for (written, fraction) in [
            ("18.25%", "0.1825"),
            ("0.1825", "0.1825"),
            ("万分之五", "0.0005"),
            ("万分之3.5", "0.00035"),
            ("0.5‰", "0.0005"),
        ] {
            assert_eq!(of(written, Unit::Plain), value(fraction), "{written}");
        }
        assert_eq!(of("18.25", Unit::Percent), value("0.1825"));
        assert_eq!(of("18.25", Unit::Plain), Err("E-LIST-RATE"));
    }

    #[test]
    fn lists_and_flags() {
        let phones =
            read(&text("13800000001/13900000002"), "debtors[0].phones", &Form::Texts, &[], Unit::Plain);
        assert_eq!(phones.unwrap(), Read::Value(json!(["13800000001", "13900000002"])));
        assert_eq!(field(Shape::Flag, &text("是")), value(true));
        assert_eq!(field(Shape::Flag, &text("也许")), Err("E-LIST-FLAG"));
    }
}
