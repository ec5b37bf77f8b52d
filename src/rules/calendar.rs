//! Which days are rest days (法定休假日): weekends and holidays as the State Council's notice of the year moved them.
//!
//! A make-up Saturday or Sunday is a workday. A year whose notice is not published is computed from weekends and the
//! days the law itself fixes, and says so.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, de};

use super::answer::{Reason, Refusal};
use super::rulebook::Rulebook;
use super::schema::{Check, Confidence, Entry, Provenance, Sources, Title, day};
use crate::domain::date;

/// The days off and make-up workdays of one year. Its id is the year.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayYear {
    /// The year.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// Whether the year's notice is published.
    pub status: CalendarStatus,
    /// Days off, weekend days among them where the notice names them.
    pub off: Vec<DaySpan>,
    /// Saturdays and Sundays on which work is made up.
    #[serde(deserialize_with = "days")]
    pub work: Vec<NaiveDate>,
    /// The notice.
    pub source: Sources,
    /// The day someone last compared it with its source.
    #[serde(deserialize_with = "day")]
    pub checked_on: NaiveDate,
    /// How surely it is known.
    pub confidence: Confidence,
}

/// Whether a year's arrangement is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CalendarStatus {
    /// The State Council's notice is in the table.
    Published,
    /// Only statutory holidays are listed; days may still be moved.
    Provisional,
}

/// One day or a run of days, written `2026-05-01` or `2026-05-01..2026-05-05`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySpan {
    /// The first day.
    pub first: NaiveDate,
    /// The last day, not before the first.
    pub last: NaiveDate,
}

impl<'de> Deserialize<'de> for DaySpan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = DaySpan;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a date YYYY-MM-DD or a run of dates YYYY-MM-DD..YYYY-MM-DD")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<DaySpan, E> {
                let (first, last) = text.split_once("..").unwrap_or((text, text));
                match (date::parse(first), date::parse(last)) {
                    (Some(first), Some(last)) if first <= last => Ok(DaySpan { first, last }),
                    _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<NaiveDate>, D::Error> {
    #[derive(Deserialize)]
    struct Day(#[serde(deserialize_with = "day")] NaiveDate);
    Ok(Vec::<Day>::deserialize(deserializer)?.into_iter().map(|d| d.0).collect())
}

impl Entry for HolidayYear {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &Title {
        &self.title
    }

    fn provenance(&self) -> Vec<Provenance<'_>> {
        vec![Provenance {
            from: None,
            source: &self.source,
            checked_on: self.checked_on,
            confidence: self.confidence,
        }]
    }

    fn check(&self, check: &mut Check<'_>) {
        let Ok(year) = self.id.parse::<i32>() else {
            check.report("E-RULES-BAD-ID", &[]);
            return;
        };
        for pair in self.off.windows(2) {
            if pair[1].first <= pair[0].last {
                let code =
                    if pair[1].first < pair[0].first { "E-RULES-UNORDERED" } else { "E-RULES-OVERLAP" };
                check
                    .report(code, &["off:"])
                    .put("first", pair[0].first)
                    .put("second", pair[1].first)
                    .put("until", pair[0].last)
                    .put("from", pair[1].first);
            }
        }
        for pair in self.work.windows(2) {
            if pair[1] <= pair[0] {
                check.report("E-RULES-UNORDERED", &["work:"]).put("first", pair[0]).put("second", pair[1]);
            }
        }
        let listed = self.off.iter().map(|s| ("off:", s)).flat_map(|(at, s)| [(at, s.first), (at, s.last)]);
        for (at, day) in listed.chain(self.work.iter().map(|d| ("work:", *d))) {
            if day.year() != year {
                check.report("E-RULES-OTHER-YEAR", &[at]).put("found", day);
            }
        }
        for day in &self.work {
            if !weekend(*day) {
                check.report("E-RULES-WORKDAY-NOT-WEEKEND", &["work:"]).put("found", day);
            }
            if self.off.iter().any(|s| (s.first..=s.last).contains(day)) {
                check.report("E-RULES-OFF-AND-WORK", &["work:"]).put("found", day);
            }
        }
    }

    fn resolve(&self, book: &Rulebook, check: &mut Check<'_>) {
        let Ok(year) = self.id.parse::<i32>() else { return };
        let years = book.holidays.iter().filter_map(|y| y.id.parse::<i32>().ok());
        if let Some(before) = years.filter(|y| *y < year).max().filter(|y| *y < year - 1) {
            check.report("E-RULES-GAP", &[]).put("until", before).put("from", year);
        }
    }
}

fn weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// What a day is, and whether that is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DayStatus {
    /// Nobody works: a period does not end on it.
    pub rest: bool,
    /// The year's notice is published, so that the day will not be moved any more.
    pub published: bool,
}

impl Rulebook {
    /// What a day is. A day past the published calendar is answered from weekends and statutory holidays and marked.
    ///
    /// # Errors
    /// `R-CALENDAR-BEFORE` for a day before the first year of the calendar.
    pub fn day_status(&self, date: NaiveDate) -> Result<DayStatus, Refusal> {
        if let Some(year) = self.holidays_of(date.year()) {
            let rest = year.off.iter().any(|s| (s.first..=s.last).contains(&date))
                || (weekend(date) && !year.work.contains(&date));
            return Ok(DayStatus { rest, published: year.status == CalendarStatus::Published });
        }
        let first = self.holidays.iter().filter_map(|y| y.id.parse::<i32>().ok()).min();
        match first {
            Some(first) if date.year() > first => Ok(DayStatus { rest: weekend(date), published: false }),
            _ => Err(Refusal::new(
                "R-CALENDAR-BEFORE",
                format!("{}年的节假日安排", date.year()),
                "在 holidays.yaml 中补充该年的放假通知",
            )),
        }
    }

    /// The table of a year. Asked for every day that is looked at, so it makes no text of the year.
    fn holidays_of(&self, year: i32) -> Option<&HolidayYear> {
        let digit = |place: i32| u8::try_from(year / place % 10).map(|digit| b'0' + digit);
        let digits = [digit(1000).ok()?, digit(100).ok()?, digit(10).ok()?, digit(1).ok()?];
        self.holidays.get(str::from_utf8(&digits).ok()?)
    }

    /// Whether a day is a rest day: weekends and holidays as rearranged, make-up workdays not.
    ///
    /// # Errors
    /// As [`Rulebook::day_status`].
    pub fn is_rest_day(&self, date: NaiveDate) -> Result<bool, Refusal> {
        self.day_status(date).map(|s| s.rest)
    }

    /// The day itself if it is a workday, else the first workday after it.
    ///
    /// # Errors
    /// As [`Rulebook::day_status`].
    pub fn workday_from(&self, date: NaiveDate) -> Result<NaiveDate, Refusal> {
        self.walk(date, NaiveDate::succ_opt)
    }

    /// The day itself if it is a workday, else the last workday before it.
    ///
    /// # Errors
    /// As [`Rulebook::day_status`].
    pub fn workday_until(&self, date: NaiveDate) -> Result<NaiveDate, Refusal> {
        self.walk(date, NaiveDate::pred_opt)
    }

    fn walk(
        &self,
        mut date: NaiveDate,
        step: fn(&NaiveDate) -> Option<NaiveDate>,
    ) -> Result<NaiveDate, Refusal> {
        while self.is_rest_day(date)? {
            date = step(&date).ok_or_else(|| super::period::beyond_dates(date))?;
        }
        Ok(date)
    }

    /// Whether a date depends on a calendar that is not published yet.
    ///
    /// # Errors
    /// As [`Rulebook::day_status`].
    pub fn is_provisional(&self, date: NaiveDate) -> Result<bool, Refusal> {
        self.day_status(date).map(|s| !s.published)
    }

    /// The last day of the published calendar.
    pub fn calendar_end(&self) -> Option<NaiveDate> {
        let published = self.holidays.iter().filter(|y| y.status == CalendarStatus::Published);
        let last = published.filter_map(|y| y.id.parse::<i32>().ok()).max()?;
        NaiveDate::from_ymd_opt(last, 12, 31)
    }

    /// The notice that makes a day what it is, as a reason.
    pub(super) fn calendar_reason(&self, date: NaiveDate, detail: String) -> Reason {
        let source = self.holidays_of(date.year()).map(|y| y.source.to_string());
        Reason::new("holidays", source.unwrap_or_default(), detail)
    }
}
