//! A rule of collection as the table `contact-rules` has it.

use std::fmt;

use chrono::{NaiveDateTime, NaiveTime};
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

use crate::domain::case::{Case, Product};
use crate::domain::problem::Severity;
use crate::domain::proof::{Channel, Contact, Contacted, Outcome};
use crate::rules::rulebook::Rulebook;
use crate::rules::schema::{Check, Series, Title, Valued};

/// What a rule asks of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// It does not lie in quiet hours.
    QuietHours,
    /// It is not one too many with this person on this day.
    PersonPerDay,
    /// It is not one too many to this number on this day.
    NumberPerDay,
    /// It went to somebody who owes nothing: only while the debtor cannot be reached.
    ThirdParty,
    /// It does not fall into an instalment plan that is being kept.
    DuringPlan,
    /// The debtor agreed to it.
    Consent,
    /// It is a demand that counts as effective, far enough from the one before.
    EffectiveDemand,
    /// A demand by mail is about to leave, far enough from the one before. It judges no entry: `mail` asks for it.
    DemandApart,
}

impl Test {
    /// The code of its findings in the message catalogue.
    pub const fn code(self) -> &'static str {
        match self {
            Test::QuietHours => "W-CONTACT-QUIET-HOURS",
            Test::PersonPerDay => "W-CONTACT-PERSON-PER-DAY",
            Test::NumberPerDay => "W-CONTACT-NUMBER-PER-DAY",
            Test::ThirdParty => "W-CONTACT-THIRD-PARTY",
            Test::DuringPlan => "W-CONTACT-DURING-PLAN",
            Test::Consent => "W-CONTACT-CONSENT",
            Test::EffectiveDemand => "W-CONTACT-EFFECTIVE-DEMAND",
            Test::DemandApart => "W-CONTACT-DEMAND-APART",
        }
    }

    /// Whether entries are counted, across accounts, before one can be judged.
    pub const fn counts(self) -> bool {
        matches!(self, Test::PersonPerDay | Test::NumberPerDay)
    }

    /// Whether an entry of the log can break it.
    pub const fn judges(self) -> bool {
        !matches!(self, Test::EffectiveDemand | Test::DemandApart)
    }
}

/// Hours of the day, the first minute inside, the last outside; they may go over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// `22:00`: at this minute it is quiet.
    #[serde(deserialize_with = "minute")]
    pub from: NaiveTime,
    /// `08:00`: at this minute it no longer is.
    #[serde(deserialize_with = "minute")]
    pub to: NaiveTime,
}

impl Hours {
    /// Whether a moment lies in them. The log's times are China's, which has one time and no summer time.
    pub fn hold(&self, at: NaiveDateTime) -> bool {
        let at = at.time();
        if self.from <= self.to { self.from <= at && at < self.to } else { at >= self.from || at < self.to }
    }

    /// The first minute after them, for a moment that lies in them.
    pub fn end(&self, at: NaiveDateTime) -> NaiveDateTime {
        let over = if at.time() < self.to { Some(at.date()) } else { at.date().succ_opt() };
        over.unwrap_or(at.date()).and_time(self.to)
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.from.format("%H:%M"), self.to.format("%H:%M"))
    }
}

/// The figures of a rule. Which ones it takes depends on its [`Test`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Quiet hours.
    #[serde(default)]
    pub quiet: Option<Hours>,
    /// At most so many a day.
    #[serde(default)]
    pub most: Option<u32>,
    /// So many failed attempts since the debtor was last reached speak for a debtor who cannot be reached.
    #[serde(default)]
    pub failed_attempts: Option<u32>,
    /// So many days from one effective demand, or one demand by mail, to the next.
    #[serde(default)]
    pub apart: Option<u32>,
}

/// A rule of collection: an entry of the table `contact-rules`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactRule {
    /// Its id: `quiet-hours`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// What it asks.
    pub test: Test,
    /// How bad a breach is: `warning` or `note`, never an error.
    pub severity: Severity,
    /// Only for these products; for all where empty.
    #[serde(default)]
    pub products: Vec<Product>,
    /// Only for these ways of contact; for all where empty.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Only with these people; with all where empty.
    #[serde(default)]
    pub parties: Vec<Contacted>,
    /// Only with these results; with all where empty.
    #[serde(default)]
    pub outcomes: Vec<Outcome>,
    /// Words in an entry's summary that state an exception, such as the debtor's consent.
    #[serde(default)]
    pub stated: Vec<String>,
    /// Milestones from the day after which a plan is kept: `pre-action/plan-signed`.
    #[serde(default)]
    pub begins: Vec<String>,
    /// Milestones that end that.
    #[serde(default)]
    pub ends: Vec<String>,
    /// The figures over time. An entry of a day without any is not judged.
    pub values: Series<Limit>,
}

impl ContactRule {
    /// Whether an entry is of the kind that the rule looks at.
    pub fn covers(&self, case: &Case, contact: &Contact) -> bool {
        let product = self.products.is_empty() || case.product.is_some_and(|p| self.products.contains(&p));
        product
            && (self.channels.is_empty() || self.channels.contains(&contact.channel))
            && (self.parties.is_empty() || self.parties.contains(&contact.party))
            && (self.outcomes.is_empty() || self.outcomes.contains(&contact.outcome))
    }

    /// The words by which an entry states an exception. `未经债务人同意` states none.
    pub fn exception<'r>(&'r self, contact: &Contact) -> Option<&'r str> {
        const NOT: [char; 4] = ['未', '没', '不', '无'];
        let summary = contact.summary.as_deref()?;
        let states = |words: &&String| {
            summary.match_indices(words.as_str()).any(|(at, _)| {
                // 未经…, 没有经…: one character may stand between.
                !summary[..at].chars().rev().take(2).any(|c| NOT.contains(&c))
            })
        };
        self.stated.iter().find(states).map(String::as_str)
    }
}

impl Valued for ContactRule {
    type Value = Limit;

    fn parts(&self) -> (&str, &Title, &Series<Limit>) {
        (&self.id, &self.title, &self.values)
    }

    fn check_values(&self, check: &mut Check<'_>) {
        if self.severity == Severity::Error {
            check.report("E-RULES-CONTACT-SEVERITY", &["severity"]);
        }
        if (self.test == Test::DuringPlan) == self.begins.is_empty() {
            check.report("E-RULES-CONTACT-PLAN", &["begins"]);
        }
        if let Some(blank) = self.stated.iter().find(|words| words.trim().is_empty()) {
            check.report("E-RULES-CONTACT-STATED", &["stated"]).put("found", format!("{blank:?}"));
        }
        for dated in self.values.iter() {
            let Limit { quiet, most, failed_attempts, apart } = &dated.value;
            let has = (quiet.is_some(), most.is_some(), failed_attempts.is_some(), apart.is_some());
            let wants = match self.test {
                Test::QuietHours => (true, false, false, false),
                Test::PersonPerDay | Test::NumberPerDay => (false, true, false, false),
                Test::ThirdParty => (false, false, true, false),
                Test::EffectiveDemand | Test::DemandApart => (false, false, false, true),
                Test::DuringPlan | Test::Consent => (false, false, false, false),
            };
            let empty = quiet.is_some_and(|hours| hours.from == hours.to) || *apart == Some(0);
            if has != wants || empty {
                check.report("E-RULES-CONTACT-SHAPE", &[&format!("from: {}", dated.from)]);
            }
        }
    }

    fn resolve_values(&self, book: &Rulebook, check: &mut Check<'_>) {
        for name in self.begins.iter().chain(&self.ends) {
            let (track, milestone) = name.split_once('/').unwrap_or((name, ""));
            if book.tracks.get(track).and_then(|t| t.milestone(milestone)).is_none() {
                check.report("E-RULES-UNKNOWN-REFERENCE", &[name]).put("found", name).put("table", "tracks");
            }
        }
    }
}

/// Reads `HH:MM`.
fn minute<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
    struct Visitor;
    impl de::Visitor<'_> for Visitor {
        type Value = NaiveTime;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a time HH:MM")
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<NaiveTime, E> {
            let read = NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == 5);
            read.ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
        }
    }
    deserializer.deserialize_str(Visitor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> &'static ContactRule {
        Rulebook::builtin().contacts.get("visit-consent").unwrap()
    }

    fn says(summary: &str) -> Contact {
        Contact {
            at: crate::domain::date::parse_minute("2026-03-02 10:15").unwrap(),
            channel: Channel::Visit,
            party: Contacted::Debtor,
            to: None,
            outcome: Outcome::Reached,
            summary: Some(summary.to_owned()),
            record: None,
            registered: None,
        }
    }

    #[test]
    fn consent_counts_only_where_it_is_stated() {
        assert_eq!(rule().exception(&says("经借款人同意入户沟通")), Some("经借款人同意"));
        for no in ["未经借款人同意入户", "没有经借款人同意", "借款人不在家", ""] {
            assert_eq!(rule().exception(&says(no)), None, "{no}");
        }
    }

    #[test]
    fn hours_may_go_over_midnight_or_not() {
        let at = |text: &str| crate::domain::date::parse_minute(&format!("2026-03-02 {text}")).unwrap();
        let time = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
        let noon = Hours { from: time(12), to: time(14) };
        assert!(noon.hold(at("12:00")) && noon.hold(at("13:59")));
        assert!(!noon.hold(at("14:00")) && !noon.hold(at("11:59")));
        let night = Hours { from: time(22), to: time(8) };
        assert!(night.hold(at("22:00")) && night.hold(at("00:00")) && night.hold(at("07:59")));
        assert!(!night.hold(at("08:00")) && !night.hold(at("21:59")));
        let next = |text: &str| crate::domain::date::parse_minute(text).unwrap();
        assert_eq!(night.end(at("22:00")), next("2026-03-03 08:00"));
        assert_eq!(night.end(at("07:59")), next("2026-03-02 08:00"));
        assert_eq!(noon.end(at("12:00")), next("2026-03-02 14:00"));
    }
}
