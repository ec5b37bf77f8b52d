//! How people and spreadsheets write amounts, dates and words, brought to the one way the program reads.
//!
//! Each function gives the canonical text, or the trimmed text as it was where it cannot: the strict reader then refuses
//! that by name. Nothing is guessed: no two-digit years, no day before month, no rounding.

use rust_decimal::Decimal;

use crate::domain::identity::{NumberError, resident_id};
use crate::domain::money::Amount;

/// Without surrounding spaces, the ideographic one included.
pub fn text(cell: &str) -> &str {
    cell.trim()
}

/// A cell without the `'` that our own tables put before what a spreadsheet would run as a formula.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r'])).unwrap_or(cell)
}

/// Trimmed, with full-width letters, digits and signs made half-width: for numbers and words, never for names.
pub fn half_width(cell: &str) -> String {
    text(cell)
        .chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '\u{3000}' | '\u{00A0}' => ' ',
            _ => c,
        })
        .collect()
}

/// `2024/1/5`, `2024-1-5` and `2024年1月5日` as `2024-01-05`.
pub fn date(cell: &str) -> String {
    let plain = half_width(cell);
    iso(&plain).unwrap_or(plain)
}

fn iso(plain: &str) -> Option<String> {
    let parts: Vec<&str> = if let Some(rest) = plain.strip_suffix('日') {
        let (year, rest) = rest.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        vec![year, month, day]
    } else {
        plain.split(if plain.contains('/') { '/' } else { '-' }).collect()
    };
    let &[year, month, day] = parts.as_slice() else { return None };
    let digits = |part: &str, most: usize| {
        let part = part.trim();
        let good = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        good.then(|| part.to_owned())
    };
    let (year, month, day) = (digits(year, 4)?, digits(month, 2)?, digits(day, 2)?);
    (year.len() == 4).then(|| format!("{year}-{month:0>2}-{day:0>2}"))
}

/// A day and a time as `2026-03-02 10:15`: any date of [`date`], then `10:15`, `9:05`, `10:15:30` or `10时15分`. Seconds
/// are left out.
pub fn minute(cell: &str) -> String {
    let plain = half_width(cell);
    let split = plain.find('日').map(|at| at + '日'.len_utf8()).or_else(|| plain.find([' ', 'T']));
    let Some((day, time)) = split.map(|at| plain.split_at(at)) else { return plain };
    match (iso(day), clock(time.trim_start_matches(['T', ' ']))) {
        (Some(day), Some(time)) => format!("{day} {time}"),
        _ => plain,
    }
}

fn clock(time: &str) -> Option<String> {
    let colons = time.trim().replace(['时', '点', '分'], ":").replace('秒', "");
    let parts: Vec<&str> = colons.trim_end_matches(':').split(':').collect();
    let two = |part: &str| {
        let part = part.trim();
        ((1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| format!("{part:0>2}"))
    };
    match parts.as_slice() {
        [hour, minute] => Some(format!("{}:{}", two(hour)?, two(minute)?)),
        [hour, minute, second] => {
            two(second).filter(|s| s.as_str() < "60")?;
            Some(format!("{}:{}", two(hour)?, two(minute)?))
        }
        _ => None,
    }
}

/// `¥12,345.67`, `12,345.67元` and `1.2万` as `12345.67` and `12000`. Separators must stand at every third digit.
pub fn amount(cell: &str) -> String {
    let plain = half_width(cell);
    yuan(&plain).unwrap_or(plain)
}

fn yuan(plain: &str) -> Option<String> {
    let (sign, rest) = match plain.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", plain),
    };
    // The full-width ￥ has a code point of its own, outside the block of full-width ASCII.
    let rest = rest.strip_prefix(['¥', '￥']).unwrap_or(rest).trim_start();
    let rest = rest.strip_suffix('元').unwrap_or(rest).trim_end();
    let (number, ten_thousands) = match rest.strip_suffix('万') {
        Some(number) => (number.trim_end(), true),
        None => (rest, false),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped =
        groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    if !grouped || !groups.iter().all(|group| digits(group)) || !fraction.is_none_or(digits) {
        return None;
    }
    let written = match fraction {
        Some(fraction) => format!("{sign}{}.{fraction}", groups.concat()),
        None => format!("{sign}{}", groups.concat()),
    };
    if !ten_thousands {
        return Some(written);
    }
    let value = Decimal::from_str_exact(&written).ok()?.checked_mul(Decimal::from(10_000))?.normalize();
    Some(value.to_string())
}

/// The canonical word for a cell: a known word of this table, else the trimmed half-width text.
pub fn word(cell: &str, words: &[(&'static str, &'static str)]) -> String {
    let plain = half_width(cell);
    match words.iter().find(|(written, _)| written.eq_ignore_ascii_case(&plain)) {
        Some((_, canonical)) => (*canonical).to_owned(),
        None => plain,
    }
}

/// Whether a number is one that a spreadsheet rounded: `1.10105E+17`.
pub fn is_scientific(cell: &str) -> bool {
    let plain = half_width(cell);
    let Some((digits, exponent)) = plain.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    whole.len() == 1 && number(whole) && number(fraction) && number(exponent) && plain.contains('+')
}

/// Whether 18 digits are what a spreadsheet leaves of a resident ID, which it holds to 15 digits: they end in 000 and
/// fail the check digit.
pub fn is_rounded_id(cell: &str) -> bool {
    let plain = half_width(cell);
    plain.len() == 18
        && plain.bytes().all(|b| b.is_ascii_digit())
        && plain.ends_with("000")
        && matches!(resident_id::read(&plain), Err(NumberError::Checksum { .. }))
}

/// The amount that a cell means, if it means one.
pub fn as_amount(cell: &str) -> Option<Amount> {
    amount(cell).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms that formats.md lists, and neighbours that could be read in two ways and are left as they are.
    #[test]
    fn dates() {
        for (written, canonical) in [
            ("2024/1/5", "2024-01-05"),
            ("2024年1月5日", "2024-01-05"),
            ("２０２４／０１／０５", "2024-01-05"),
            (" 2024-1-5 ", "2024-01-05"),
            ("\u{3000}2024 年 1 月 5 日", "2024-01-05"),
        ] {
            assert_eq!(date(written), canonical, "{written}");
        }
        for kept in
            ["24/1/5", "5/1/2024", "2024/1-5", "2024.1.5", "20240105", "2024/1", "2024年1月", "45296", ""]
        {
            assert_eq!(date(kept), kept);
        }
    }

    #[test]
    fn minutes() {
        for (written, canonical) in [
            ("2026-03-02 10:15", "2026-03-02 10:15"),
            ("2026/3/2 9:05", "2026-03-02 09:05"),
            ("2026年3月2日10时15分", "2026-03-02 10:15"),
            ("2026年3月2日 10:15:59", "2026-03-02 10:15"),
            ("2026-03-02T10:15:00", "2026-03-02 10:15"),
            ("２０２６/３/２\u{3000}１０：１５", "2026-03-02 10:15"),
        ] {
            assert_eq!(minute(written), canonical, "{written}");
        }
        for kept in ["2026-03-02", "10:15", "2026-03-02 10", "2026-03-02 10:15:61", "2026-03-02 上午10:15"]
        {
            assert_eq!(minute(kept), kept);
        }
    }

    #[test]
    fn amounts() {
        for (written, canonical) in [
            ("¥12,345.67", "12345.67"),
            ("￥ 12345.67元", "12345.67"),
            ("１２，３４５．６７", "12345.67"),
            ("1.2万", "12000"),
            ("1.23456万元", "12345.6"),
            ("0.00001万", "0.1"),
            ("-1,234,567", "-1234567"),
            (" 0 ", "0"),
        ] {
            assert_eq!(amount(written), canonical, "{written}");
        }
        for kept in [
            "12,34.5", "1,2345", ",123", "1.2.3", "1e5", "0x10", "1_000", "(5)", "五万", "万", "1.2亿", "+5",
            "1,", "",
        ] {
            assert_eq!(amount(kept), kept);
        }
        assert_eq!(as_amount("1.2345678万"), None);
    }

    #[test]
    fn what_a_spreadsheet_did_to_numbers() {
        for rounded in ["1.10105E+17", "1.10101198503153E+17", "6e+18"] {
            assert!(is_scientific(rounded), "{rounded}");
        }
        for not in ["110105", "E", "1.5", "A1E+5x", "12.3E+4", "HT-2021E+3", "1E5"] {
            assert!(!is_scientific(not), "{not}");
        }
        // 110101198503153011 with its last three digits lost; the published vector 440524188001010014 is whole.
        assert!(is_rounded_id("110101198503153000"));
        assert!(!is_rounded_id("440524188001010014"));
    }
}
