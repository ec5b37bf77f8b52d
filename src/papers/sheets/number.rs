//! What a number and its format mean: an amount as a person sees it, a day, a minute.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::cell::Cell;

/// What the format of a cell makes of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A number, whatever its separators and signs.
    Number,
    /// A day.
    Date,
    /// A day with a time.
    Minute,
    /// A time without a day, or a duration.
    Time,
}

impl Format {
    /// The formats that every spreadsheet has by number (ECMA-376 part 1, §18.8.30), those of Chinese workbooks included.
    pub(super) const fn built_in(id: u32) -> Format {
        match id {
            14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Format::Date,
            18..=21 | 32..=35 | 45..=47 | 55 | 56 => Format::Time,
            22 => Format::Minute,
            _ => Format::Number,
        }
    }

    /// A format as it is written: `yyyy"年"m"月"d"日";@`, `[$-804]yyyy/m/d h:mm`, `#,##0.00`. Its first section counts.
    pub(super) fn of(code: &str) -> Format {
        let (mut day, mut month, mut time) = (false, false, false);
        let mut letters = String::new();
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => {
                    chars.by_ref().take_while(|c| *c != '"').for_each(drop);
                }
                '\\' | '_' | '*' => {
                    chars.next();
                }
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    let elapsed =
                        !inside.is_empty() && inside.to_lowercase().chars().all(|c| "hms".contains(c));
                    time |= elapsed;
                }
                ';' => break,
                // A digit placeholder makes it a number, whatever letters stand around it; `.0` are parts of a second.
                '0' | '#' | '?' if !letters.ends_with(['s', 'S', '.', '0']) => return Format::Number,
                _ => letters.push(c),
            }
        }
        let plain = letters.to_lowercase().replace("general", "").replace("am/pm", "h").replace("a/p", "h");
        for c in plain.chars() {
            match c {
                'y' | 'd' | 'e' | 'b' => day = true,
                'm' => month = true,
                'h' | 's' => time = true,
                _ => {}
            }
        }
        match (day || (month && !time), time) {
            (true, true) => Format::Minute,
            (true, false) => Format::Date,
            (false, true) => Format::Time,
            (false, false) => Format::Number,
        }
    }
}

/// A number as it stands in the file, by its format. `None` where it is no number.
pub(super) fn cell(text: &str, format: Format, epoch_1904: bool) -> Option<Cell> {
    let text = text.trim();
    let value = text.parse::<f64>().ok().filter(|v| v.is_finite())?;
    let digits = |c: u8| c.is_ascii_digit() || matches!(c, b'+' | b'-' | b'.' | b'e' | b'E');
    if !text.bytes().all(digits) {
        return None;
    }
    Some(match format {
        Format::Number => Cell::Number(decimal(text, value)),
        Format::Time => time(value).map_or_else(|| Cell::NoDay(decimal(text, value)), Cell::Text),
        Format::Date | Format::Minute => match moment(value, epoch_1904) {
            Some(at) if format == Format::Date && at.time() == NaiveTime::MIN => Cell::Date(at.date()),
            Some(at) => Cell::Minute(at),
            None => Cell::NoDay(decimal(text, value)),
        },
    })
}

/// The shortest decimal that reads back as the same number, and where that has more than the 15 digits a spreadsheet
/// shows, those 15. An integer written out in the file is kept as it is.
fn decimal(text: &str, value: f64) -> String {
    let unsigned = text.trim_start_matches(['+', '-']);
    if unsigned.bytes().all(|b| b.is_ascii_digit()) {
        let kept = unsigned.trim_start_matches('0');
        return match (kept.is_empty(), text.starts_with('-')) {
            (true, _) => "0".to_owned(),
            (false, true) => format!("-{kept}"),
            (false, false) => kept.to_owned(),
        };
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let shortest = value.to_string();
    let significant = shortest.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    if significant <= 15 || !shortest.contains('.') {
        return shortest;
    }
    format!("{value:.14e}").parse::<f64>().map_or(shortest, |shown| shown.to_string())
}

/// Seconds of a day.
const DAY: u64 = 86_400;

/// Whole days and seconds, rounded to the second.
fn split(value: f64) -> Option<(u64, u32)> {
    // The last day a spreadsheet has is 2958465, 9999-12-31.
    if !(0.0..2_958_466.0).contains(&value) {
        return None;
    }
    let seconds = (value * DAY as f64).round() as u64;
    Some((seconds / DAY, (seconds % DAY) as u32))
}

/// The moment that a number of days means. In the system of 1900, day 1 is 1 January 1900 and day 60 is a 29 February
/// that never was; in that of 1904, day 0 is 1 January 1904.
fn moment(value: f64, epoch_1904: bool) -> Option<NaiveDateTime> {
    let (days, seconds) = split(value)?;
    let (first, days) = match (epoch_1904, days) {
        (true, days) => (NaiveDate::from_ymd_opt(1904, 1, 1)?, days),
        (false, 0 | 60) => return None,
        (false, 1..=59) => (NaiveDate::from_ymd_opt(1899, 12, 31)?, days),
        (false, days) => (NaiveDate::from_ymd_opt(1899, 12, 30)?, days),
    };
    let day = first.checked_add_days(Days::new(days))?;
    let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)?;
    (day <= NaiveDate::from_ymd_opt(9999, 12, 31)?).then(|| day.and_time(time))
}

/// A time or duration as a person sees it: `9:05` as `09:05`, `36:15`, with seconds where there are some.
fn time(value: f64) -> Option<String> {
    let (days, seconds) = split(value)?;
    let (hours, minutes, rest) = (days * 24 + u64::from(seconds / 3600), seconds / 60 % 60, seconds % 60);
    Some(match rest {
        0 => format!("{hours:02}:{minutes:02}"),
        rest => format!("{hours:02}:{minutes:02}:{rest:02}"),
    })
}
