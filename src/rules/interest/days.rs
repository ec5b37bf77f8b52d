//! Days, and what a year is for a yearly rate.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Days from `from` to `to`, both counted; 0 where `to` is the day before, less where it is earlier.
pub fn inclusive(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days() + 1
}

/// Into how many days a yearly rate is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub enum DayBasis {
    /// 360
    D360,
    /// 365
    D365,
    /// As many as the calendar year has. Written 366.
    Actual,
}

impl TryFrom<u16> for DayBasis {
    type Error = &'static str;
    fn try_from(days: u16) -> Result<Self, Self::Error> {
        match days {
            360 => Ok(DayBasis::D360),
            365 => Ok(DayBasis::D365),
            366 => Ok(DayBasis::Actual),
            _ => Err("360, 365 or 366"),
        }
    }
}

impl From<DayBasis> for u16 {
    fn from(basis: DayBasis) -> u16 {
        match basis {
            DayBasis::D360 => 360,
            DayBasis::D365 => 365,
            DayBasis::Actual => 366,
        }
    }
}

impl DayBasis {
    /// The days of the year in which a day lies.
    pub fn year_of(self, day: NaiveDate) -> u16 {
        match self {
            DayBasis::Actual if !day.leap_year() => 365,
            basis => basis.into(),
        }
    }

    /// `day`'s year as a divisor.
    pub(in crate::rules) fn divisor(self, day: NaiveDate) -> Decimal {
        Decimal::from(self.year_of(day))
    }

    /// The last day, from `from` on and up to `to`, up to which the divisor stays the same.
    pub(in crate::rules) fn constant_until(self, from: NaiveDate, to: NaiveDate) -> NaiveDate {
        if self != DayBasis::Actual {
            return to;
        }
        let mut end = from;
        while end < to {
            let Some(last) = NaiveDate::from_ymd_opt(end.year(), 12, 31) else { return to };
            let Some(next) = last.succ_opt().filter(|next| *next <= to) else { return to };
            if self.year_of(next) != self.year_of(from) {
                return last;
            }
            end = next;
        }
        to
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::parse;

    fn d(text: &str) -> NaiveDate {
        parse(text).unwrap()
    }

    #[test]
    fn both_ends_count() {
        assert_eq!(inclusive(d("2026-01-01"), d("2026-01-01")), 1);
        assert_eq!(inclusive(d("2024-01-01"), d("2024-12-31")), 366);
        assert_eq!(inclusive(d("2026-01-02"), d("2026-01-01")), 0);
    }

    #[test]
    fn the_actual_year_changes_at_leap_years_only() {
        let until = |from, to| DayBasis::Actual.constant_until(d(from), d(to));
        assert_eq!(until("2021-03-01", "2023-06-30"), d("2023-06-30"));
        assert_eq!(until("2022-03-01", "2025-06-30"), d("2023-12-31"));
        assert_eq!(until("2024-01-01", "2025-06-30"), d("2024-12-31"));
        assert_eq!(until("2023-12-31", "2024-01-01"), d("2023-12-31"));
        assert_eq!(DayBasis::D365.constant_until(d("2022-03-01"), d("2025-06-30")), d("2025-06-30"));
    }
}
