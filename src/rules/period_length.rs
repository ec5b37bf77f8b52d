//! How long a period is, and where it ends: days are counted, months and years go to the corresponding day.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, de};

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Hours; counted in whole days where only the day of the trigger is known.
    Hours(u32),
    /// Days.
    Days(u32),
    /// Months, to the corresponding day.
    Months(u32),
    /// Years, to the corresponding day.
    Years(u32),
}

impl Length {
    /// The last day of a period of this length that starts on `from`. `None` beyond the range of dates.
    pub fn after(self, from: NaiveDate) -> Option<NaiveDate> {
        match self {
            Length::Hours(n) => from.checked_add_days(Days::new(u64::from(n).div_ceil(24))),
            Length::Days(n) => from.checked_add_days(Days::new(u64::from(n))),
            Length::Months(n) => from.checked_add_months(Months::new(n)),
            Length::Years(n) => from.checked_add_months(Months::new(n.checked_mul(12)?)),
        }
    }

    /// The day that lies this length before `end`.
    pub fn before(self, end: NaiveDate) -> Option<NaiveDate> {
        match self {
            Length::Hours(n) => end.checked_sub_days(Days::new(u64::from(n).div_ceil(24))),
            Length::Days(n) => end.checked_sub_days(Days::new(u64::from(n))),
            Length::Months(n) => end.checked_sub_months(Months::new(n)),
            Length::Years(n) => end.checked_sub_months(Months::new(n.checked_mul(12)?)),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Length::Hours(n) => write!(f, "{n}小时"),
            Length::Days(n) => write!(f, "{n}日"),
            Length::Months(n) => write!(f, "{n}个月"),
            Length::Years(n) => write!(f, "{n}年"),
        }
    }
}

impl FromStr for Length {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (number, unit) = text.split_at(text.len().checked_sub(1).filter(|n| *n > 0).ok_or(())?);
        let plain = number.bytes().all(|b| b.is_ascii_digit());
        let number = number.parse().ok().filter(|n| plain && (1..=9999).contains(n)).ok_or(())?;
        match unit {
            "h" => Ok(Length::Hours(number)),
            "d" => Ok(Length::Days(number)),
            "m" => Ok(Length::Months(number)),
            "y" => Ok(Length::Years(number)),
            _ => Err(()),
        }
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Length;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a length such as 15d, 6m, 2y or 48h")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Length, E> {
                // Cut by characters: the text comes from a file.
                let ascii = text.is_ascii().then_some(text);
                ascii
                    .and_then(|t| t.parse().ok())
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}
