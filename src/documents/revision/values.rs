//! Sums, dates, numbers and rates in a text, each in one form however it is written.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::counted;
use super::sums::{self, in_figures};
use crate::documents::numbers;
use crate::domain::identity::{case_number, uscc};
use crate::domain::money::Amount;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A sum of money, in figures or in words.
    Amount,
    /// A civil day.
    Date,
    /// An identity number or a code of a company.
    Identity,
    /// The number of a card or an account.
    Card,
    /// A telephone.
    Phone,
    /// A court's case number.
    CaseNumber,
    /// The number of a contract, a receipt or a licence, a postcode: what looks like a number of something.
    Reference,
    /// A mailbox.
    Mailbox,
    /// A rate.
    Rate,
    /// The name of a person, company, court or firm.
    Name,
    /// Where someone lives or sits.
    Address,
    /// What someone is in the case: 原告, 保证人.
    Role,
    /// Another number: of days, articles, copies.
    Figure,
    /// A numbered claim.
    Claim,
}

/// Sorts that take one another's place: a card number with a digit too few is another number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Amount,
    Date,
    Rate,
    Number,
    Name,
    Address,
    Figure,
}

impl Sort {
    /// The word for it in answers.
    pub const fn id(self) -> &'static str {
        match self {
            Sort::Amount => "amount",
            Sort::Date => "date",
            Sort::Identity => "id-number",
            Sort::Card => "account-number",
            Sort::Phone => "telephone",
            Sort::CaseNumber => "case-number",
            Sort::Reference => "reference",
            Sort::Mailbox => "mailbox",
            Sort::Rate => "rate",
            Sort::Name => "name",
            Sort::Address => "address",
            Sort::Role => "role",
            Sort::Figure => "figure",
            Sort::Claim => "claim",
        }
    }

    pub(super) const fn family(self) -> Family {
        match self {
            Sort::Amount => Family::Amount,
            Sort::Date => Family::Date,
            Sort::Rate => Family::Rate,
            Sort::Name => Family::Name,
            Sort::Address => Family::Address,
            Sort::Figure | Sort::Role | Sort::Claim => Family::Figure,
            _ => Family::Number,
        }
    }
}

/// A value in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// What it is.
    pub sort: Sort,
    /// As it is written.
    pub text: String,
    /// The same for the same value: `38652.41`, `2026-06-30`, `0.05%`.
    pub key: String,
    /// Its first character in the text, from 0.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
    /// Whether it stands after 被告： or the like: as who takes part.
    pub party: bool,
}

impl Value {
    /// As it may be shown.
    pub fn shown(&self, unmask: bool) -> String {
        if unmask { self.text.clone() } else { masked(&self.text) }
    }
}

/// A text as it may be shown where personal particulars are not: identity, card and telephone numbers masked.
pub fn masked(text: &str) -> String {
    numbers::masked(text, &BTreeSet::new())
}

/// Every value of a text in its order; none within another.
pub fn find(text: &str) -> Vec<Value> {
    let written: Vec<char> = text.chars().collect();
    let characters: Vec<char> = written.iter().copied().map(narrow).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        match value(&characters, at) {
            Some((sort, key, length)) => {
                let end = at + length;
                let text = written[at..end].iter().collect();
                found.push(Value { sort, text, key, start: at, end, party: false });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Letters, digits, points and brackets of full width as those of half width.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '．' | '％' | '－' | '＠' | '／' | '＿' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        '‐' | '\u{2011}' | '–' => '-',
        '（' => '(',
        '）' => ')',
        '〔' => '(',
        '〕' => ')',
        c => c,
    }
}

pub(super) type Read = (Sort, String, usize);

fn value(text: &[char], at: usize) -> Option<Read> {
    let rest = &text[at..];
    let first = *rest.first()?;
    let inside = |before: usize| at.checked_sub(before).and_then(|at| text.get(at)).copied();
    if first == '(' {
        return case(rest);
    }
    if sums::of_words(first) {
        // From the middle of a sum nothing is read.
        return if inside(1).is_some_and(|c| sums::of_words(c) || sums::everyday(c)) {
            None
        } else {
            words(rest)
        };
    }
    if first == '第' || sums::everyday(first) || "〇○".contains(first) {
        let begins = !inside(1).is_some_and(|c| sums::everyday(c) || sums::of_words(c) || c == '点');
        return if begins { fraction(rest).or_else(|| counted::of_words(rest)) } else { None };
    }
    if !first.is_ascii_alphanumeric() || inside(1).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    if let Some(length) = numbers::number(rest) {
        let digits: String = rest[..length].iter().filter(|c| c.is_ascii_alphanumeric()).collect();
        let sort = match digits.len() {
            11 => Sort::Phone,
            15 | 18 => Sort::Identity,
            _ => Sort::Card,
        };
        // An account of 15 or 18 digits is no person's number.
        let sort = match sort {
            Sort::Identity if !born(&digits) && uscc::check(&digits).is_err() => Sort::Card,
            sort => sort,
        };
        return Some((sort, digits.to_ascii_uppercase(), length));
    }
    if let Some(length) = numbers::mailbox(rest) {
        let said: String = rest[..length].iter().collect();
        return Some((Sort::Mailbox, said.to_ascii_lowercase(), length));
    }
    if let Some(read) = company(rest).or_else(|| date(rest)).or_else(|| counted::telephone(rest)) {
        return Some(read);
    }
    if matches!(inside(1), Some('.' | ',' | '-' | '_' | '/'))
        && inside(2).is_some_and(|c| c.is_ascii_alphanumeric())
    {
        return None;
    }
    let figure = if first.is_ascii_digit() { figure(rest, inside(1)) } else { None };
    figure.or_else(|| counted::reference(rest, inside(1))).or_else(|| counted::in_digits(rest))
}

/// Whether an identity number has a day of birth where one stands.
fn born(digits: &str) -> bool {
    let day = match digits.len() {
        18 => digits.get(6..14).map(str::to_owned),
        15 => digits.get(6..12).map(|d| format!("19{d}")),
        _ => None,
    };
    day.is_some_and(|day| NaiveDate::parse_from_str(&day, "%Y%m%d").is_ok())
}

/// A unified social credit code: 18 characters, at least one of them a letter. One that was typed wrong is one too.
fn company(text: &[char]) -> Option<Read> {
    let length = text.iter().take_while(|c| c.is_ascii_alphanumeric()).count();
    let code: String = text[..length].iter().collect();
    let good = length == 18 && code.starts_with('9') && code.chars().any(|c| c.is_ascii_uppercase());
    good.then_some((Sort::Identity, code, 18))
}

/// `2026年6月30日`, `2026-06-30`, `2026/6/30`, `2026.6.30`. A day that the calendar has not keeps its figures as its key.
fn date(text: &[char]) -> Option<Read> {
    let number = |at: usize, most: usize| -> Option<(u32, usize)> {
        let digits: String = text.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).collect();
        (!digits.is_empty() && digits.len() <= most)
            .then(|| digits.parse().ok().map(|n| (n, at + digits.len())))?
    };
    let (year, at) = number(0, 4).filter(|(year, at)| *at == 4 && (1900..2200).contains(year))?;
    let mark = *text.get(at)?;
    let (between, end) = match mark {
        '年' => ('月', Some('日')),
        '-' | '/' | '.' => (mark, None),
        _ => return None,
    };
    let (month, at) = number(at + 1, 2)?;
    if text.get(at) != Some(&between) {
        return None;
    }
    let (day, at) = number(at + 1, 2)?;
    let at = match end {
        Some(end) => text.get(at).filter(|c| **c == end).map(|_| at + 1)?,
        None => at,
    };
    Some((Sort::Date, format!("{year:04}-{month:02}-{day:02}"), at))
}

/// A sum in words, with or without 人民币 before it.
fn words(text: &[char]) -> Option<Read> {
    let length = text.iter().take_while(|c| sums::of_words(**c)).count();
    // 万分之五 begins like a sum; 叁万八千 goes on otherwise than it began.
    if let Some(read) = fraction(text) {
        return Some(read);
    }
    if text.get(length).is_some_and(|c| sums::everyday(*c)) {
        return None;
    }
    let words: String = text[..length].iter().collect();
    let formal = words.chars().any(sums::capital) || words.starts_with("零元");
    let amount = in_figures(&words).filter(|_| formal && length > 1)?;
    Some((Sort::Amount, amount.to_string(), length))
}

/// `万分之五`, `百分之二十四`, `千分之0.5` as a rate in percent.
fn fraction(text: &[char]) -> Option<Read> {
    let of = match text.first()? {
        '百' => Decimal::ONE,
        '千' => Decimal::TEN,
        '万' => Decimal::ONE_HUNDRED,
        _ => return None,
    };
    if text.get(1..3)? != ['分', '之'] {
        return None;
    }
    let numeral = |c: &&char| c.is_ascii_digit() || "零〇一二三四五六七八九十百点.".contains(**c);
    let said: String = text[3..].iter().take_while(numeral).collect();
    let said = said.trim_end_matches('.');
    let number = match said.split_once('点') {
        _ if said.starts_with(|c: char| c.is_ascii_digit()) => said.parse::<Decimal>().ok()?,
        Some((whole, part)) => {
            let digit = |c: char| sums::whole(&c.to_string());
            let part = part.chars().map(digit).collect::<Option<Vec<i64>>>()?;
            let digits: String = part.iter().map(i64::to_string).collect();
            format!("{}.{digits}", sums::whole(whole)?).parse().ok()?
        }
        None => Decimal::from(sums::whole(said)?),
    };
    Some((Sort::Rate, rate(number.checked_div(of)?), 3 + said.chars().count()))
}

fn rate(percent: Decimal) -> String {
    format!("{}%", percent.normalize())
}

/// `（2026）京0105民初123号`.
fn case(text: &[char]) -> Option<Read> {
    let end = text.iter().take(40).position(|c| *c == '号')? + 1;
    let said: String = text[..end].iter().collect();
    case_number::read(&said).is_ok().then_some((Sort::CaseNumber, said, end))
}

/// A sum or a rate in figures: what is grouped by thousands, has two decimals, or says 元 or %.
fn figure(text: &[char], before: Option<char>) -> Option<Read> {
    let mut digits = String::new();
    let (mut at, mut grouped) = (0, false);
    while let Some(&c) = text.get(at) {
        let three = |at: usize| (1..=3).all(|n| text.get(at + n).is_some_and(char::is_ascii_digit));
        let next = text.get(at + 1).is_some_and(char::is_ascii_digit);
        match c {
            c if c.is_ascii_digit() => digits.push(c),
            ',' | '，' if three(at) && !digits.contains('.') => grouped = true,
            '.' if next && !digits.contains('.') => digits.push('.'),
            _ => break,
        }
        at += 1;
    }
    let number: Decimal = digits.parse().ok()?;
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let skip = text[at..].iter().take_while(|c| **c == ' ').count();
    let unit: &[char] = text.get(at + skip..).unwrap_or_default();
    if unit.first() == Some(&'%') {
        return Some((Sort::Rate, rate(number), at + skip + 1));
    }
    let scales = unit.iter().take_while(|c| "十百千万亿".contains(**c)).count();
    let scale = unit[..scales].iter().try_fold(Decimal::ONE, |scale, c| {
        scale.checked_mul(Decimal::from(match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '万' => 10_000,
            _ => 100_000_000,
        }))
    })?;
    let (scale, taken) = match unit.get(scales) {
        Some('元' | '圆') => (scale, skip + scales + 1),
        _ if grouped || decimals == 2 || matches!(before, Some('¥' | '￥')) => (Decimal::ONE, 0),
        _ => return None,
    };
    let amount = Amount::round(number.checked_mul(scale)?)?;
    Some((Sort::Amount, amount.to_string(), at + taken))
}
