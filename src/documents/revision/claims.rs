//! Numbered claims: which passages they are, and what became of them.

use super::facts::Known;
use super::judge::{Flag, Verdict};
use super::values::{Sort, Value, find};
use crate::press::docx::bare;

/// For each passage, with whether Word numbers it, the number of the claim it is, if it is one: what follows 诉讼请求 and
/// has a number, up to 事实与理由.
pub fn claims<'a>(passages: impl IntoIterator<Item = (&'a str, bool)>) -> Vec<Option<usize>> {
    const BEGIN: [&str; 5] = ["诉讼请求", "仲裁请求", "请求事项", "申请事项", "请求"];
    const END: [&str; 5] = ["事实与理由", "事实和理由", "事实及理由", "事实理由", "此致"];
    let (mut inside, mut count) = (false, 0);
    let mut out = Vec::new();
    let mut without = Vec::new();
    for (text, numbered) in passages {
        let heading = bare(text).trim_end_matches(['：', ':', ' ']);
        let mut claim = None;
        if BEGIN.contains(&heading) {
            (inside, count) = (true, 0);
        } else if END.iter().any(|end| heading.starts_with(end)) {
            inside = false;
        } else if inside && (numbered || bare(text) != text.trim()) {
            count += 1;
            claim = Some(count);
        } else if inside {
            without.push(out.len());
        }
        out.push(claim);
    }
    // Where someone took all numbers away, each passage is one.
    if out.iter().all(Option::is_none) {
        for (number, at) in without.into_iter().enumerate() {
            out[at] = Some(number + 1);
        }
    }
    out
}

/// What is to be looked at where a claim was changed, added, left out or put in another place; nothing where it only has
/// another number because one before it went or came.
pub fn claim(
    before: Option<(usize, &str)>,
    after: Option<(usize, &str)>,
    moved: bool,
    known: &Known,
) -> Vec<Flag> {
    let value = |(number, text): (usize, &str)| {
        let text = bare(text);
        let end = text.chars().count();
        let (key, text) = (text.to_owned(), number.to_string());
        Value { sort: Sort::Claim, text, key, start: 0, end, party: false }
    };
    let (before, after) = (before.map(value), after.map(value));
    let of = |v: &Option<Value>| v.as_ref().and_then(|v| known.claim(&v.key));
    let (old, new) = (of(&before), of(&after));
    let mut verdicts = Vec::new();
    if moved && before.is_some() && after.is_some() {
        verdicts.push(Verdict::Moved);
    }
    verdicts.extend(match (&before, &after) {
        (None, None) => None,
        (Some(was), Some(is)) if canonical(&was.key) == canonical(&is.key) => None,
        _ if !known.has_facts() => Some(Verdict::Differs),
        _ if new.is_some() => Some(Verdict::Agrees),
        (_, None) => Some(Verdict::LeftOut),
        _ if old.is_some() => Some(Verdict::Contradicts),
        _ => Some(Verdict::Unknown),
    });
    let field = if known.has_facts() { new.or(old) } else { None };
    let flag = |verdict| Flag {
        sort: Sort::Claim,
        verdict,
        before: before.clone(),
        after: after.clone(),
        field: field.clone(),
    };
    verdicts.into_iter().map(flag).collect()
}

/// A claim whose sums and days are written one way.
fn canonical(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    for value in find(text) {
        out.extend(&characters[at..value.start]);
        out.push_str(&value.key);
        at = value.end;
    }
    out.extend(&characters[at..]);
    out.replace("人民币", "")
}
