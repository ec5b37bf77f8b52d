//! What a message says, read once more before it may be queued or approved, whoever wrote its template.
//!
//! What must and must not be said to a debtor is data (`rules/tables/cn/notice-wording.yaml`). Here stands what holds for
//! every mail: no full identity or card number, whosever it is, and nothing left to be filled in.

mod measure;

use chrono::NaiveDate;
use serde_json::Value;

use self::measure::Measure;
use super::facts::Figures;
use super::message::Message;
use crate::domain::case::Case;
use crate::domain::event::{Audience, NoticeRecord};
use crate::domain::identity::{bank_card, mask, resident_id};
use crate::domain::money::Amount;
use crate::domain::problem::{Place, Problem};
use crate::rules::Rulebook;
use crate::rules::notice_wording::{Ask, NoticeWording, Words};
use crate::rules::schema::Dated;

/// What the account says, as far as a message is compared with it.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Its facts.
    pub case: &'a Case,
    /// What is owed, where that is known.
    pub figures: Option<&'a Figures>,
}

/// What a template leaves behind that nobody filled in.
const PLACEHOLDERS: [&str; 13] =
    ["{{", "}}", "{%", "%}", "TODO", "FIXME", "××", "XXX", "＿＿", "____", "待填", "待补", "【】"];

/// Everything that stands against a message: none may leave with any of it. `known` is there for a message about one
/// account.
pub fn lint(
    record: &NoticeRecord,
    known: Option<&Known<'_>>,
    rules: &Rulebook,
    on: NaiveDate,
) -> Vec<Problem> {
    let measure = known.map_or_else(Measure::default, |known| Measure::of(record, known));
    let wording = (record.audience == Audience::Debtor).then_some((record.kind.as_str(), record.demand));
    held(&Parts::of(record), wording, &measure, rules, on)
}

/// The same for a mail about many accounts, made from this data.
pub fn lint_of_many(record: &NoticeRecord, data: &Value, rules: &Rulebook, on: NaiveDate) -> Vec<Problem> {
    held(&Parts::of(record), None, &Measure::of_many(data), rules, on)
}

/// The same for a template filled with its own sample, before any notice is made from it.
pub fn lint_sample(message: &Message<'_>, data: &Value, rules: &Rulebook, on: NaiveDate) -> Vec<Problem> {
    // What cannot be filled is told by whoever checks the template itself.
    let Ok(rendered) = message.render(data) else { return Vec::new() };
    let parts = Parts {
        subject: folded(&rendered.subject),
        text: folded(&rendered.text),
        html: rendered.html.as_deref().map(|html| folded(&visible(html))),
        names: Vec::new(),
    };
    let wording = (message.audience == Audience::Debtor).then_some((message.kind.as_str(), message.demand));
    held(&parts, wording, &Measure::of_sample(data), rules, on)
}

/// What parts say against a measure; words of a message to a debtor by its kind, and whether it declares itself a demand.
fn held(
    parts: &Parts,
    wording: Option<(&str, bool)>,
    measure: &Measure,
    rules: &Rulebook,
    on: NaiveDate,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (part, text) in parts.all() {
        problems.extend(placeholder(part, text, measure));
        problems.extend(numbers(part, text, measure));
    }
    let Some((kind, demand)) = wording else { return problems };
    for (entry, dated) in rules.notice_wording(kind, demand, measure.product, on) {
        problems.extend(match entry.ask {
            Ask::Says => says(entry, dated, measure, parts),
            Ask::Avoids => avoids(entry, dated, parts),
            Ask::OnlyFigures => only_figures(entry, dated, measure, parts),
        });
    }
    problems
}

/// The parts of a message as a reader sees them, blanks left out.
struct Parts {
    subject: String,
    text: String,
    html: Option<String>,
    names: Vec<String>,
}

impl Parts {
    fn of(record: &NoticeRecord) -> Self {
        Parts {
            subject: folded(&record.subject),
            text: folded(&record.text),
            html: record.html.as_deref().map(|html| folded(&visible(html))),
            names: record.attachments.iter().map(|a| folded(&a.name)).collect(),
        }
    }

    /// Text and HTML: each says everything.
    fn bodies(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let html = self.html.as_deref().map(|html| ("html", html));
        std::iter::once(("text", self.text.as_str())).chain(html)
    }

    fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let names = self.names.iter().map(|name| ("attachments", name.as_str()));
        std::iter::once(("subject", self.subject.as_str())).chain(self.bodies()).chain(names)
    }
}

/// Full-width digits and letters as plain ones; characters that take no room left out.
fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let unseen = ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}'];
    text.chars().filter(|c| !unseen.contains(c)).map(plain).collect()
}

/// Without blanks and the commas of numbers.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect()
}

/// What of HTML is read: no tags, comments or styles, entities resolved.
fn visible(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = ["<!--", "<style", "<script"].into_iter().zip(["-->", "</style>", "</script>"]);
        let close = end.into_iter().find(|(open, _)| rest.starts_with(open)).map_or(">", |(_, close)| close);
        // Parts of a number may stand in cells of their own.
        out.push(' ');
        rest = rest.find(close).map_or("", |at| &rest[at + close.len()..]);
    }
    out.push_str(rest);
    resolved(&out)
}

/// A text with the characters that its entities stand for; what stands for none stays as it is.
fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let named = rest.split_once(';').and_then(|(name, after)| Some((entity(name.get(1..)?)?, after)));
        match named {
            Some((character, after)) => {
                out.push(character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    match name {
        "nbsp" => Some(' '),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "amp" => Some('&'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// What nobody filled in. A person may be called `{{x}}`: a name is no placeholder.
fn placeholder(part: &'static str, text: &str, measure: &Measure) -> Option<Problem> {
    let said = measure.said.iter().filter(|said| PLACEHOLDERS.iter().any(|p| said.contains(p)));
    let text = said.fold(text.to_owned(), |text, said| text.replace(said.as_str(), ""));
    let found = PLACEHOLDERS.into_iter().find(|p| text.contains(p))?;
    Some(
        Problem::error("E-NOTICE-LINT-PLACEHOLDER", Place::default()).with("part", part).with("found", found),
    )
}

/// Full numbers of cards (Luhn) and of residents (GB 11643), of this account or any other. The account that is to be paid
/// into stands there for a reason, and so does the number of a contract that is not the card's.
fn numbers(part: &'static str, text: &str, measure: &Measure) -> Vec<Problem> {
    let is_full = |run: &String| {
        let resident = run.len() == 18 && resident_id::read(run).is_ok();
        !measure.numbers.contains(run) && (resident || bank_card::check(run).is_ok())
    };
    let told = |run: String| {
        Problem::error("E-NOTICE-LINT-NUMBER", Place::default())
            .with("part", part)
            .with("found", mask::number(&run))
    };
    runs(text).into_iter().filter(is_full).map(told).collect()
}

/// Runs of digits, with the X that may end one. Groups as people write a card (of four) or an identity number (6, 8 and 4)
/// are one run; days, telephone numbers and hashes are none.
fn runs(text: &str) -> Vec<String> {
    const HASH: usize = 32;
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), '\0')]) {
        match (c.is_ascii_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    let digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let mut out: Vec<String> = Vec::new();
    for (_, word) in words.iter().filter(|(_, word)| word.len() < HASH) {
        let long = word.split(|c: char| !c.is_ascii_digit() && !matches!(c, 'x' | 'X'));
        out.extend(long.filter(|run| run.len() >= 13).map(str::to_ascii_uppercase));
    }
    for from in 0..words.len() {
        let mut joined = words[from].1.to_owned();
        let mut end = words[from].0 + joined.len();
        let (first, mut groups) = (joined.len(), vec![joined.len()]);
        let mut whole = None;
        if !digits(&joined) || !matches!(first, 4 | 6) {
            continue;
        }
        for (at, word) in &words[from + 1..] {
            let between = &text[end..*at];
            let tail = word.strip_suffix(['x', 'X']).unwrap_or(word);
            if !matches!(between, " " | "-" | "\u{a0}") || !digits(tail) {
                break;
            }
            joined.push_str(word);
            groups.push(word.len());
            end = at + word.len();
            let (last, before) = groups.split_last().unwrap_or((&0, &[]));
            let card = before.iter().all(|n| *n == 4) && (1..=4).contains(last) && joined.len() >= 13;
            if card || groups == [6, 8, 4] {
                whole = Some(joined.to_ascii_uppercase());
            }
            if first == 4 && *last != 4 || joined.len() >= 19 {
                break;
            }
        }
        out.extend(whole);
    }
    out
}

fn about(code: &'static str, entry: &NoticeWording, dated: &Dated<Words>) -> Problem {
    Problem::error(code, Place::default())
        .with("rule", &entry.id)
        .with("title_zh", &entry.title.zh)
        .with("title_en", &entry.title.en)
        .with("source", &dated.source)
        .with("confidence", dated.confidence.code())
}

fn says(entry: &NoticeWording, dated: &Dated<Words>, measure: &Measure, parts: &Parts) -> Option<Problem> {
    measure.facts.as_ref()?;
    parts.bodies().find_map(|(part, text)| {
        let text = squeezed(text);
        let there =
            |word: &String| measure.fact(word).is_some_and(|word| holds(&text, &squeezed(&folded(&word))));
        let lacks = dated.value.each.iter().find(|group| !group.iter().any(there))?;
        Some(
            about("E-NOTICE-LINT-LACKS", entry, dated).with("part", part).with("expected", lacks.join(" / ")),
        )
    })
}

/// Whether a text has a word; a number only as a whole one.
fn holds(text: &str, word: &str) -> bool {
    let number = word.starts_with(|c: char| c.is_ascii_digit());
    !word.is_empty()
        && text
            .match_indices(word)
            .any(|(at, _)| !number || !text[..at].ends_with(|c: char| c.is_ascii_digit()))
}

fn avoids(entry: &NoticeWording, dated: &Dated<Words>, parts: &Parts) -> Option<Problem> {
    parts.all().find_map(|(part, text)| {
        let text = squeezed(text);
        let found = dated.value.none.iter().find(|word| text.contains(squeezed(word).as_str()))?;
        Some(about("E-NOTICE-LINT-AVOIDS", entry, dated).with("part", part).with("found", found))
    })
}

fn only_figures(
    entry: &NoticeWording,
    dated: &Dated<Words>,
    measure: &Measure,
    parts: &Parts,
) -> Option<Problem> {
    let sums = measure.sums.as_ref()?;
    let is_known = |sum: &str| sum.parse::<Amount>().is_ok_and(|sum| sums.contains(&sum));
    parts.bodies().find_map(|(part, text)| {
        let text: String = text.chars().filter(|c| *c != ',').collect();
        let wrong = text.match_indices('元').find_map(|(at, _)| {
            let before = text[..at].trim_end().trim_end_matches(['万', '亿']).trim_end();
            let number = |c: char| c.is_ascii_digit() || c == '.';
            let sum = &text[before.trim_end_matches(number).len()..at];
            let is_sum = sum.starts_with(|c: char| c.is_ascii_digit());
            (is_sum && !is_known(sum.trim_end())).then(|| sum.to_owned())
        })?;
        Some(about("E-NOTICE-LINT-SUM", entry, dated).with("part", part).with("found", wrong.trim_end()))
    })
}
