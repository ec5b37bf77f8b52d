//! Civil dates: `YYYY-MM-DD` and nothing else is read; documents print `2026年1月5日`.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

/// The format of dates in files and JSON.
pub const ISO: &str = "%Y-%m-%d";

/// Reads `YYYY-MM-DD`, years 1900 to 2199. `None` for anything else, `2026-1-5` included.
pub fn parse(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shaped {
        return None;
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|d| (1900..2200).contains(&d.year()))
}

/// What clocks in China show at a moment: one time, eight hours before UTC, and since 1991 no summer time.
pub fn in_china(at: DateTime<FixedOffset>) -> NaiveDateTime {
    let utc = at.naive_utc();
    utc.checked_add_signed(TimeDelta::hours(8)).unwrap_or(utc)
}

/// Reads `YYYY-MM-DD HH:MM`. `None` for anything else.
pub fn parse_minute(text: &str) -> Option<NaiveDateTime> {
    let (day, minute) = text.split_once(' ')?;
    let (hour, min) = minute.split_once(':')?;
    let two = |s: &str| {
        (s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<u32>().ok()).flatten()
    };
    parse(day)?.and_hms_opt(two(hour)?, two(min)?, 0)
}

/// `2026年1月5日`: Arabic digits, no zero padding (GB/T 9704-2012).
pub fn chinese(date: NaiveDate) -> String {
    // Every reason names days: this is a tenth of what `format!` takes.
    let mut out = String::with_capacity(20);
    for (number, unit) in [(date.year().unsigned_abs(), '年'), (date.month(), '月'), (date.day(), '日')] {
        digits(&mut out, number);
        out.push(unit);
    }
    out
}

fn digits(out: &mut String, number: u32) {
    if number >= 10 {
        digits(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// `2026年1月5日9时30分`.
pub fn chinese_minute(at: NaiveDateTime) -> String {
    format!("{}{}时{:02}分", chinese(at.date()), at.hour(), at.minute())
}

/// A minute as it is written in files and JSON: `2026-03-02 10:15`.
pub mod minute {
    use chrono::NaiveDateTime;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes `YYYY-MM-DD HH:MM`.
    ///
    /// # Errors
    /// Only what the serializer itself reports.
    pub fn serialize<S: Serializer>(at: &NaiveDateTime, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&at.format("%Y-%m-%d %H:%M"))
    }

    /// Reads `YYYY-MM-DD HH:MM`.
    ///
    /// # Errors
    /// Any other text.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<NaiveDateTime, D::Error> {
        let text = String::deserialize(d)?;
        super::parse_minute(&text).ok_or_else(|| D::Error::custom("not YYYY-MM-DD HH:MM"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_iso_dates() {
        assert_eq!(parse("2024-02-29"), NaiveDate::from_ymd_opt(2024, 2, 29));
        for bad in [
            "2023-02-29",
            "2024-2-29",
            "2024/02/29",
            " 2024-02-29",
            "0001-01-01",
            "２０２４-01-01",
            "+2024-1-1",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert!(parse_minute("2026-03-02 10:15").is_some());
        for bad in ["2026-03-02 24:00", "2026-03-02T10:15", "2026-03-02 1:15", "2026-03-02"] {
            assert_eq!(parse_minute(bad), None, "{bad}");
        }
    }

    #[test]
    fn printed_without_padding() {
        assert_eq!(chinese(parse("2026-01-05").unwrap()), "2026年1月5日");
    }
}
