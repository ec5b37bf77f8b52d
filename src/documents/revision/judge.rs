//! A changed passage -> what is to be looked at.

use chrono::NaiveDate;

use super::facts::Known;
use super::sums;
use super::values::{Sort, Value, find};
use crate::press::docx::{Piece, pieces};

/// What the facts say of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The facts still say what the draft said.
    Contradicts,
    /// The facts say so too.
    Agrees,
    /// The facts hold no such value.
    Unknown,
    /// The facts hold it, the edited document no longer does.
    LeftOut,
    /// There are no facts to compare with: it differs from the draft.
    Differs,
    /// A sum in words and the figure beside it are two sums, or the words are no sum.
    Words,
    /// The calendar has no such day.
    NoSuchDay,
}

impl Verdict {
    /// The word for it in answers.
    pub const fn id(self) -> &'static str {
        match self {
            Verdict::Contradicts => "contradicts",
            Verdict::Agrees => "agrees",
            Verdict::Unknown => "unknown",
            Verdict::LeftOut => "left-out",
            Verdict::Differs => "differs",
            Verdict::Words => "words",
            Verdict::NoSuchDay => "no-such-day",
        }
    }
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What it is about.
    pub sort: Sort,
    /// What the facts say of it.
    pub verdict: Verdict,
    /// What stood there.
    pub before: Option<Value>,
    /// What stands there now.
    pub after: Option<Value>,
    /// The fact, or the field of the document's data, that the verdict rests on.
    pub field: Option<String>,
}

/// What is to be looked at where `before` became `after`; either may be empty.
pub fn judge(before: &str, after: &str, known: &Known) -> Vec<Flag> {
    let (mut gone, mut new) = (known.values(before), known.values(after));
    // The same in the same form first, so that of a sum in figures and in words the one that was changed is told.
    for same in [
        |a: &Value, b: &Value| (a.sort, &a.text) == (b.sort, &b.text),
        |a: &Value, b: &Value| (a.sort, &a.key) == (b.sort, &b.key),
    ] {
        new.retain(|value| match gone.iter().position(|other| same(other, value)) {
            Some(at) => {
                gone.remove(at);
                false
            }
            None => true,
        });
    }
    if before.is_empty() || after.is_empty() {
        // Names are in every sentence; whose they are matters where one took the place of another.
        gone.retain(|value| value.sort != Sort::Name);
        new.retain(|value| value.sort != Sort::Name);
    }
    let mut flags = Vec::new();
    for was in gone {
        let at = new.iter().position(|value| value.sort == was.sort);
        let now = match at {
            Some(at) => Some(new.remove(at)),
            None if was.sort == Sort::Name => standing_in(before, after, &was),
            None => None,
        };
        flags.push(verdict(Some(was), now, known));
    }
    flags.extend(new.into_iter().map(|value| verdict(None, Some(value), known)));
    flags
}

fn verdict(before: Option<Value>, after: Option<Value>, known: &Known) -> Flag {
    let of = |value: &Option<Value>| value.as_ref().and_then(|v| known.field(v)).map(str::to_owned);
    let sort = before.as_ref().or(after.as_ref()).map_or(Sort::Amount, |value| value.sort);
    let (verdict, field) = match (of(&before), of(&after)) {
        _ if !known.has_facts() => (Verdict::Differs, None),
        (Some(field), _) if after.is_none() => (Verdict::LeftOut, Some(field)),
        (Some(field), _) => (Verdict::Contradicts, Some(field)),
        (None, Some(field)) => (Verdict::Agrees, Some(field)),
        (None, None) => (Verdict::Unknown, None),
    };
    Flag { sort, verdict, before, after, field }
}

/// What stands where a name stood.
fn standing_in(before: &str, after: &str, was: &Value) -> Option<Value> {
    let (mut old, mut new) = (0, 0);
    let (mut start, mut end) = (None, None);
    for piece in pieces(before, after) {
        let (a, b) = match &piece {
            Piece::Same(text) => (text.chars().count(), text.chars().count()),
            Piece::Other(gone, here) => (gone.chars().count(), here.chars().count()),
        };
        let same = matches!(piece, Piece::Same(_));
        if start.is_none() && (old..old + a).contains(&was.start) {
            start = Some(if same { new + was.start - old } else { new });
        }
        if end.is_none() && (old + 1..=old + a).contains(&was.end) {
            end = Some(if same { new + was.end - old } else { new + b });
        }
        (old, new) = (old + a, new + b);
    }
    let (start, end) = (start?, end?);
    let text: String = after.chars().skip(start).take(end.checked_sub(start)?).collect();
    let text = text.trim().to_owned();
    let name = !text.is_empty() && text != was.text && text.chars().count() <= 60;
    name.then(|| Value { sort: Sort::Name, key: text.clone(), text, start, end })
}

/// What of a text cannot stand, whoever wrote it: a sum in words beside another figure, a day that is none.
pub fn at_odds(text: &str) -> Vec<Flag> {
    let characters: Vec<char> = text.chars().collect();
    let values = find(text);
    let mut flags = Vec::new();
    let flag = |verdict, sort, before, after| Flag { sort, verdict, before, after, field: None };
    for value in values.iter().filter(|value| value.sort == Sort::Date) {
        if NaiveDate::parse_from_str(&value.key, "%Y-%m-%d").is_err() {
            flags.push(flag(Verdict::NoSuchDay, Sort::Date, None, Some(value.clone())));
        }
    }
    let amounts: Vec<&Value> = values.iter().filter(|value| value.sort == Sort::Amount).collect();
    let in_words =
        |value: &Value| !value.text.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    for pair in amounts.windows(2) {
        let [first, second] = pair else { continue };
        let between = &characters[first.end..second.start];
        let beside =
            between.len() <= 10 && between.iter().all(|c| "（）() ，,：:；人民币大小写即计￥¥".contains(*c));
        if in_words(first) != in_words(second) && beside && first.key != second.key {
            flags.push(flag(Verdict::Words, Sort::Amount, Some((*first).clone()), Some((*second).clone())));
        }
    }
    // 人民币 and what looks like a sum and is none.
    let mark: Vec<char> = "人民币".chars().collect();
    for at in 0..characters.len() {
        let start = at + mark.len();
        if characters.get(at..start) != Some(&mark[..]) {
            continue;
        }
        let words: String = characters[start..].iter().take_while(|c| sums::of_words(**c)).collect();
        let formal = words.chars().filter(|c| "壹贰叁肆伍陆柒捌玖".contains(*c)).count();
        if formal > 0 && sums::in_figures(&words).is_none() {
            let end = start + words.chars().count();
            let value = Value { sort: Sort::Amount, key: words.clone(), text: words, start, end };
            flags.push(flag(Verdict::Words, Sort::Amount, None, Some(value)));
        }
    }
    flags
}

/// For each passage the number of the claim it is, if it is one: what follows 诉讼请求 and has a number, up to 事实与理由.
pub fn claims<'a>(passages: impl IntoIterator<Item = &'a str>) -> Vec<Option<usize>> {
    const BEGIN: [&str; 5] = ["诉讼请求", "仲裁请求", "请求事项", "申请事项", "请求"];
    const END: [&str; 5] = ["事实与理由", "事实和理由", "事实及理由", "事实理由", "此致"];
    let (mut inside, mut count) = (false, 0);
    let mut of = |text: &str| {
        let heading = text.trim_end_matches(['：', ':', ' ']);
        let heading = heading.trim_start_matches(|c: char| "一二三四五六七八九十、".contains(c));
        if BEGIN.contains(&heading) {
            (inside, count) = (true, 0);
        } else if END.iter().any(|end| heading.starts_with(end)) {
            inside = false;
        } else if inside && bare_claim(text) != text {
            count += 1;
            return Some(count);
        }
        None
    };
    passages.into_iter().map(&mut of).collect()
}

/// A claim without its number: `一、`, `1.`, `（1）`.
fn bare_claim(text: &str) -> &str {
    let text = text.trim();
    let open = text.strip_prefix(['（', '(']).unwrap_or(text);
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let rest = open.trim_start_matches(numeral);
    if rest.len() == open.len() {
        return text;
    }
    rest.strip_prefix(['、', '.', '．', '）', ')']).map_or(text, str::trim)
}

/// What is to be looked at where a claim was changed, added or left out; nothing where it only has another number.
pub fn claim(before: Option<(usize, &str)>, after: Option<(usize, &str)>, known: &Known) -> Option<Flag> {
    let value = |(number, text): (usize, &str)| {
        let text = bare_claim(text);
        let end = text.chars().count();
        Value { sort: Sort::Claim, text: number.to_string(), key: text.to_owned(), start: 0, end }
    };
    let (before, after) = (before.map(value), after.map(value));
    if before.as_ref().map(|v| &v.key) == after.as_ref().map(|v| &v.key) {
        return None;
    }
    let of = |v: &Option<Value>| v.as_ref().and_then(|v| known.claim(&v.key));
    let (verdict, field) = match (of(&before), of(&after)) {
        _ if !known.has_facts() => (Verdict::Differs, None),
        (_, Some(field)) => (Verdict::Agrees, Some(field)),
        (field, None) if after.is_none() => (Verdict::LeftOut, field),
        (Some(field), None) => (Verdict::Contradicts, Some(field)),
        (None, None) => (Verdict::Unknown, None),
    };
    Some(Flag { sort: Sort::Claim, verdict, before, after, field })
}
