//! Deadlines as a calendar file (RFC 5545): all-day events, hearings with their hour, alarms on the warning days.
//!
//! Written here and not by a library: the crate that exists stamps every alarm with the clock and a random UID, and
//! folds some lines one octet too long. The same facts must give the same bytes.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use crate::papers::hash;

/// The longest line in octets, its ending not counted.
const LONGEST: usize = 75;
/// The hour at which alarms ring: 09:00 in China, which is 01:00 UTC.
const ALARM: &str = "T010000Z";
/// China keeps one time all year.
const ZONE: &str = "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\nDTSTART:19910915T000000\r\n\
TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nTZNAME:CST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// All day.
    Day(NaiveDate),
    /// At an hour, in China.
    At(NaiveDateTime),
}

/// One deadline in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The account.
    pub account: String,
    /// The deadline's id in the account. With the account it makes the UID, which stays when the day moves.
    pub id: String,
    /// The line that calendars show.
    pub summary: String,
    /// What they show below it.
    pub description: String,
    /// Words to filter by.
    pub categories: Vec<String>,
    /// When it is.
    pub when: When,
    /// Days on which to ring.
    pub alarms: Vec<NaiveDate>,
    /// Grows with every change of the account.
    pub sequence: u64,
    /// When the account last changed.
    pub modified: DateTime<FixedOffset>,
}

/// The UID of a deadline: the same in every feed and for ever.
pub fn uid(account: &str, id: &str) -> String {
    let hash = hash::of_bytes(format!("{account}\n{id}").as_bytes());
    format!("{}@sucheng", hash.get(..32).unwrap_or(&hash))
}

/// The calendar of this name. The same entries give the same bytes.
pub fn calendar(name: &str, entries: &[Entry]) -> String {
    let mut out = String::from("BEGIN:VCALENDAR\r\n");
    line(&mut out, "VERSION", "2.0");
    line(&mut out, "PRODID", "-//Sucheng//Agenda//ZH");
    line(&mut out, "CALSCALE", "GREGORIAN");
    line(&mut out, "X-WR-CALNAME", &text(name));
    line(&mut out, "X-WR-TIMEZONE", "Asia/Shanghai");
    // There, so that a calendar without deadlines is one too: the format asks for a component.
    out.push_str(ZONE);
    for entry in entries {
        event(&mut out, entry);
    }
    out.push_str("END:VCALENDAR\r\n");
    out
}

fn event(out: &mut String, entry: &Entry) {
    let stamp = entry.modified.with_timezone(&Utc).format("%Y%m%dT%H%M%SZ").to_string();
    out.push_str("BEGIN:VEVENT\r\n");
    line(out, "UID", &uid(&entry.account, &entry.id));
    line(out, "DTSTAMP", &stamp);
    line(out, "LAST-MODIFIED", &stamp);
    line(out, "SEQUENCE", &entry.sequence.to_string());
    match entry.when {
        When::Day(day) => {
            line(out, "DTSTART;VALUE=DATE", &date(day));
            line(out, "DTEND;VALUE=DATE", &date(day.checked_add_days(Days::new(1)).unwrap_or(day)));
            line(out, "TRANSP", "TRANSPARENT");
        }
        // How long it takes nobody knows; what has no length some calendars do not show.
        When::At(at) => {
            let hour = |at: NaiveDateTime| at.format("%Y%m%dT%H%M%S").to_string();
            line(out, "DTSTART;TZID=Asia/Shanghai", &hour(at));
            line(
                out,
                "DTEND;TZID=Asia/Shanghai",
                &hour(at.checked_add_signed(TimeDelta::hours(1)).unwrap_or(at)),
            );
        }
    }
    line(out, "SUMMARY", &text(&entry.summary));
    if !entry.description.is_empty() {
        line(out, "DESCRIPTION", &text(&entry.description));
    }
    if !entry.categories.is_empty() {
        let words: Vec<String> = entry.categories.iter().map(|word| text(word)).collect();
        line(out, "CATEGORIES", &words.join(","));
    }
    for day in &entry.alarms {
        out.push_str("BEGIN:VALARM\r\n");
        line(out, "ACTION", "DISPLAY");
        line(out, "TRIGGER;VALUE=DATE-TIME", &(date(*day) + ALARM));
        line(out, "DESCRIPTION", &text(&entry.summary));
        out.push_str("END:VALARM\r\n");
    }
    out.push_str("END:VEVENT\r\n");
}

fn date(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

/// A text value: `\ ; ,` and line ends escaped, other control characters left out.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    for c in value.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes a line, folded between characters so that no part is longer than 75 octets.
fn line(out: &mut String, name: &str, value: &str) {
    let mut width = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if width + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5545 §3.1: at most 75 octets a line; taking out line end and one space gives the line back.
    #[test]
    fn lines_are_folded_by_octets_between_characters() {
        for length in 1..400 {
            for sample in ["a", "限", "a限", "𠮷", " "] {
                let value: String = sample.chars().cycle().take(length).collect();
                let mut out = String::new();
                line(&mut out, "SUMMARY", &value);
                let parts: Vec<&str> = out.strip_suffix("\r\n").unwrap().split("\r\n").collect();
                assert!(parts.iter().all(|part| part.len() <= 75), "{out:?}");
                assert_eq!(out.replace("\r\n ", ""), format!("SUMMARY:{value}\r\n"));
            }
        }
    }

    /// RFC 5545 §3.3.11.
    #[test]
    fn text_is_escaped() {
        assert_eq!(text("a,b;c\\d\ne\r\t:\"f\""), "a\\,b\\;c\\\\d\\ne:\"f\"");
    }

    #[test]
    fn a_uid_is_of_account_and_deadline_alone() {
        assert_eq!(uid("A-1", "limitation"), uid("A-1", "limitation"));
        assert_ne!(uid("A-1", "limitation"), uid("A-2", "limitation"));
        // The border between the two counts.
        assert_ne!(uid("A-1", "1x"), uid("A-11", "x"));
    }
}
