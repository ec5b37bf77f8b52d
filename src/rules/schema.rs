//! How a table of the law is written, and the strictness with which it is read. The only file that knows `serde_yaml`.
//!
//! A table file is `table: KIND` and a list of `entries`, each with an `id`. A value of the law is [`Dated`]: since
//! when, what, by which [`Citation`], checked on which day and how surely. Whatever does not fit is a lint with file
//! and line; nothing is filled in.

use std::fmt;

use chrono::{Days, NaiveDate};
use serde::de::{self, DeserializeOwned, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

use super::rulebook::Rulebook;
pub use super::schema_check::{Check, Report};
use crate::domain::problem::{Place, Problem};

/// One entry of a table: a fee, a period, a track.
pub trait Entry: DeserializeOwned + Clone + Send + Sync {
    /// Its id, unique in its table; a workspace's entry of the same id takes its place.
    fn id(&self) -> &str;
    /// Its name for lists.
    fn title(&self) -> &Title;
    /// Every source it rests on, oldest first. An entry without one is refused.
    fn provenance(&self) -> Vec<Provenance<'_>>;
    /// What its shape alone does not rule out: order, overlaps, gaps, figures out of range.
    fn check(&self, check: &mut Check<'_>);
    /// References to other entries; `book` holds every table.
    fn resolve(&self, _book: &Rulebook, _check: &mut Check<'_>) {}
}

/// An entry that is a series of values under a name. What all of these share is read and checked in one place.
pub trait Valued: DeserializeOwned + Clone + Send + Sync {
    /// What it has a value of.
    type Value;
    /// Its id, its name, and its values over time.
    fn parts(&self) -> (&str, &Title, &Series<Self::Value>);
    /// What its own shape does not rule out, besides what [`Series::check`] does.
    fn check_values(&self, _check: &mut Check<'_>) {}
    /// As [`Entry::resolve`].
    fn resolve_values(&self, _book: &Rulebook, _check: &mut Check<'_>) {}
}

impl<T: Valued> Entry for T {
    fn id(&self) -> &str {
        self.parts().0
    }

    fn title(&self) -> &Title {
        self.parts().1
    }

    fn provenance(&self) -> Vec<Provenance<'_>> {
        self.parts().2.provenance()
    }

    fn check(&self, check: &mut Check<'_>) {
        self.parts().2.check(check);
        self.check_values(check);
    }

    fn resolve(&self, book: &Rulebook, check: &mut Check<'_>) {
        self.resolve_values(book, check);
    }
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Chinese, in the terms of the law.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Title {
    /// The same, with the party or thing that it is about.
    pub fn with(&self, whose: Option<&str>) -> Title {
        match whose {
            None => self.clone(),
            Some(whose) => {
                Title { zh: format!("{}（{whose}）", self.zh), en: format!("{} ({whose})", self.en) }
            }
        }
    }
}

/// How surely a value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Confidence {
    /// Unsure: make it configurable and say so.
    U,
    /// Commonly known, not read again.
    K,
    /// Read in a secondary text.
    V2,
    /// Read in the statute or an official text.
    V,
}

impl Confidence {
    /// The code in tables: `V`, `V2`, `K`, `U`.
    pub const fn code(self) -> &'static str {
        match self {
            Confidence::U => "U",
            Confidence::K => "K",
            Confidence::V2 => "V2",
            Confidence::V => "V",
        }
    }
}

/// A place in the law. Displayed as `《民事诉讼法》（2023年修正）第171条`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The instrument's name, with its document number where that is how it is known.
    pub instrument: String,
    /// The article in Arabic digits: `"171"`, `"157, 171"`, `"52(6)"`. A notice has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// For the Civil Procedure Law: the year of the amendment whose numbering the article follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<u16>,
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.instrument.contains('《') {
            f.write_str(&self.instrument)?;
        } else {
            // 《诉讼费用交纳办法》（国务院令第481号）: the document number stays outside the title marks, （试行） inside.
            match self.instrument.rsplit_once('（') {
                Some((name, rest)) => write!(f, "《{name}》（{rest}")?,
                None => write!(f, "《{}》", self.instrument)?,
            }
        }
        if let Some(edition) = self.edition {
            write!(f, "（{edition}年修正）")?;
        }
        for (i, article) in self.article.iter().flat_map(|a| a.split(',')).enumerate() {
            let article = article.trim();
            let (number, rest) = article.split_at(article.find('(').unwrap_or(article.len()));
            let mark = if i > 0 { "、" } else { "" };
            let plain = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
            if plain(number) {
                write!(f, "{mark}第{number}条{rest}")?;
            } else if let Some((first, last)) = number.split_once('-').filter(|(a, b)| plain(a) && plain(b)) {
                write!(f, "{mark}第{first}条至第{last}条{rest}")?;
            } else {
                write!(f, "{mark}{article}")?;
            }
        }
        Ok(())
    }
}

/// One citation or several that together carry a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    citations: Vec<Citation>,
    /// As it is displayed: every reason of every figure names its source.
    text: String,
}

impl Sources {
    /// These citations, at least one where a table holds them.
    pub fn new(citations: Vec<Citation>) -> Self {
        let text: Vec<String> = citations.iter().map(Citation::to_string).collect();
        Sources { text: text.join("；"), citations }
    }

    /// Each of them.
    pub fn citations(&self) -> &[Citation] {
        &self.citations
    }

    /// All of them in words.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Serialize for Sources {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.citations.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Sources {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Sources;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a citation {instrument, article} or a list of them")
            }
            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Sources, A::Error> {
                Citation::deserialize(de::value::MapAccessDeserializer::new(map))
                    .map(|c| Sources::new(vec![c]))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<Sources, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(seq)).map(Sources::new)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl fmt::Display for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A value of the law and the time for which it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dated<T> {
    /// The first day it holds.
    #[serde(deserialize_with = "day")]
    pub from: NaiveDate,
    /// The last day it holds, where it ended without a successor or is only known up to then.
    #[serde(default, deserialize_with = "some_day", skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The value.
    pub value: T,
    /// Where it stands.
    pub source: Sources,
    /// The day someone last compared it with its source.
    #[serde(deserialize_with = "day")]
    pub checked_on: NaiveDate,
    /// How surely it is known.
    pub confidence: Confidence,
    /// What a reader must know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The values of one rule over time, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Series<T>(Vec<Dated<T>>);

impl<T> Series<T> {
    /// The value in force on a day. `None` before the first and after the end of the last: never a neighbour's value.
    pub fn on(&self, date: NaiveDate) -> Option<&Dated<T>> {
        let next = self.0.partition_point(|d| d.from <= date);
        let found = self.0.get(next.checked_sub(1)?)?;
        found.until.is_none_or(|until| date <= until).then_some(found)
    }

    /// All values, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Dated<T>> {
        self.0.iter()
    }

    /// The first day for which there is a value.
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.0.first().map(|d| d.from)
    }

    /// The last day for which there is a value; `None` where the last value has no end.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.0.last().and_then(|d| d.until)
    }

    /// The sources, for [`Entry::provenance`].
    pub fn provenance(&self) -> Vec<Provenance<'_>> {
        self.0
            .iter()
            .map(|d| Provenance {
                from: Some(d.from),
                source: &d.source,
                checked_on: d.checked_on,
                confidence: d.confidence,
            })
            .collect()
    }

    /// Refuses an empty series and dates that are unordered, overlap or leave a gap.
    pub fn check(&self, check: &mut Check<'_>) {
        if self.0.is_empty() {
            check.report("E-RULES-NO-VALUES", &[]);
        }
        for dated in &self.0 {
            if let Some(until) = dated.until.filter(|until| *until < dated.from) {
                check
                    .report("E-RULES-ENDS-BEFORE-START", &[&from_line(dated.from)])
                    .put("from", dated.from)
                    .put("until", until);
            }
        }
        for pair in self.0.windows(2) {
            let [a, b] = pair else { continue };
            let at: &[&str] = &[&from_line(a.from), &from_line(b.from)];
            if b.from <= a.from {
                check.report("E-RULES-UNORDERED", at).put("first", a.from).put("second", b.from);
            } else if let Some(until) = a.until {
                if until >= b.from {
                    check.report("E-RULES-OVERLAP", at).put("until", until).put("from", b.from);
                } else if until.checked_add_days(Days::new(1)).is_some_and(|next| next < b.from) {
                    check.report("E-RULES-GAP", at).put("until", until).put("from", b.from);
                }
            }
        }
    }
}

pub(super) fn from_line(from: NaiveDate) -> String {
    format!("from: {from}")
}

/// Where a value comes from, for lists and for the checks that hold for every table.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Provenance<'a> {
    /// Since when it holds, if it is dated.
    pub from: Option<NaiveDate>,
    /// The source.
    pub source: &'a Sources,
    /// When it was checked.
    pub checked_on: NaiveDate,
    /// How surely it is known.
    pub confidence: Confidence,
}

/// Reads `YYYY-MM-DD` and nothing else, for `#[serde(deserialize_with)]`.
///
/// # Errors
/// Any other text.
pub fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    struct Visitor;
    impl de::Visitor<'_> for Visitor {
        type Value = NaiveDate;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a date YYYY-MM-DD")
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<NaiveDate, E> {
            crate::domain::date::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
        }
    }
    deserializer.deserialize_str(Visitor)
}

/// The same for an optional date.
///
/// # Errors
/// As [`day`].
pub fn some_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    day(deserializer).map(Some)
}

/// The law whose articles were renumbered twice, so that a bare number means nothing.
pub const CIVIL_PROCEDURE_LAW: &str = "民事诉讼法";

/// A table file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[serde(bound = "T: DeserializeOwned")]
struct File<T> {
    #[allow(dead_code, reason = "read by `kind` before the entries' type is known")]
    table: String,
    entries: Vec<T>,
}

/// The `table:` of a file, which must be its first key.
pub(super) fn kind(text: &str) -> Option<&str> {
    let first = text.lines().map(str::trim_end).find(|l| {
        let l = l.trim_start();
        !l.is_empty() && !l.starts_with('#') && l != "---"
    })?;
    Some(first.strip_prefix("table:")?.split('#').next()?.trim()).filter(|k| !k.is_empty())
}

/// Reads the entries of a file.
///
/// # Errors
/// What is wrong with its shape, with the line. Only the first such error is known.
pub(super) fn entries<T: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>, Box<Problem>> {
    serde_yaml::from_str::<File<T>>(text)
        .map(|f| f.entries)
        .map_err(|e| Box::new(shape_problem(file, text, &e)))
}

/// Turns the reader's words into a code with arguments.
fn shape_problem(file: &str, text: &str, error: &serde_yaml::Error) -> Problem {
    let whole = error.to_string();
    let (path, message) = split_path(&whole);
    let message = message.split(" at line ").next().unwrap_or(message);
    let mut line = error.location().map_or(1, |l| l.line() as u64);
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let found = quoted.first().copied().unwrap_or_default();
    let (code, args): (_, Vec<(&'static str, String)>) = if message.starts_with("unknown field") {
        let near = nearest(found, quoted.iter().skip(1).copied());
        let mut args = vec![("found", found.to_owned())];
        args.extend(near.map(|n| ("near", n.to_owned())));
        args.push(("expected", quoted[1..].join(", ")));
        ("E-RULES-UNKNOWN-FIELD", args)
    } else if message.starts_with("missing field") {
        let code = if found == "source" { "E-RULES-NO-SOURCE" } else { "E-RULES-MISSING-FIELD" };
        (code, vec![("field", found.to_owned())])
    } else if message.starts_with("duplicate") {
        let found = if found.is_empty() { message.split('"').nth(1).unwrap_or_default() } else { found };
        line = second_key(text, line, found).unwrap_or(line);
        ("E-RULES-DUPLICATE-KEY", vec![("found", found.to_owned())])
    } else if message.starts_with("unknown variant") {
        let code =
            if path.ends_with("confidence") { "E-RULES-BAD-CONFIDENCE" } else { "E-RULES-UNKNOWN-VALUE" };
        let near = nearest(found, quoted.iter().skip(1).copied());
        let mut args = vec![("found", found.to_owned()), ("expected", quoted[1..].join(", "))];
        args.extend(near.map(|n| ("near", n.to_owned())));
        (code, args)
    } else if let Some((found, expected)) =
        message.split_once(", expected ").filter(|_| message.starts_with("invalid"))
    {
        let found = found.split_once(": ").map_or(found, |(_, f)| f);
        ("E-RULES-BAD-VALUE", vec![("found", found.to_owned()), ("expected", expected.to_owned())])
    } else {
        ("E-RULES-SYNTAX", vec![("detail", message.to_owned())])
    };
    let place = Place {
        file: Some(file.to_owned()),
        line: Some(line),
        column: error.location().map(|l| l.column() as u64),
        field: (!path.is_empty()).then(|| path.to_owned()),
        ..Place::default()
    };
    args.into_iter().fold(Problem::error(code, place), |p, (name, value)| p.with(name, value))
}

/// `entries[0].values[1].from: message` into path and message.
fn split_path(whole: &str) -> (&str, &str) {
    match whole.split_once(": ") {
        Some((path, rest))
            if path.starts_with("entries")
                && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"[]._-".contains(&b)) =>
        {
            (path, rest)
        }
        _ => ("", whole),
    }
}

/// The line on which a mapping that begins on `line` repeats `key`.
fn second_key(text: &str, line: u64, key: &str) -> Option<u64> {
    let label = format!("{key}:");
    let mut seen = false;
    for (i, content) in text.lines().enumerate().skip(line.saturating_sub(1) as usize) {
        let hits = content
            .match_indices(&label)
            .filter(|(at, _)| content[..*at].chars().next_back().is_none_or(|c| " {,".contains(c)))
            .count();
        if hits > 1 || (hits == 1 && seen) {
            return Some(i as u64 + 1);
        }
        seen |= hits == 1;
    }
    None
}

/// The candidate that was most likely meant, if one is close.
pub fn nearest<'c>(found: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(found, c), c))
        .filter(|(distance, c)| *distance <= c.chars().count() / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c)
}
