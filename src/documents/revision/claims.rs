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
    let mut of = |(text, numbered): (&str, bool)| {
        let heading = bare(text).trim_end_matches(['：', ':', ' ']);
        if BEGIN.contains(&heading) {
            (inside, count) = (true, 0);
        } else if END.iter().any(|end| heading.starts_with(end)) {
            inside = false;
        } else if inside && (numbered || bare(text) != text.trim()) {
            count += 1;
            return Some(count);
        }
        None
    };
    passages.into_iter().map(&mut of).collect()
}

/// What is to be looked at where a claim was changed, added, left out or put in another place; nothing where it only has
/// another number because one before it went or came.
pub fn claim(
    before: Option<(usize, &str)>,
    after: Option<(usize, &str)>,
    moved: bool,
    known: &Known,
) -> Option<Flag> {
    let value = |(number, text): (usize, &str)| {
        let text = bare(text);
        let end = text.chars().count();
        let (key, text) = (text.to_owned(), number.to_string());
        Value { sort: Sort::Claim, text, key, start: 0, end, party: false }
    };
    let (before, after) = (before.map(value), after.map(value));
    let of = |v: &Option<Value>| v.as_ref().and_then(|v| known.claim(&v.key));
    let (old, new) = (of(&before), of(&after));
    let verdict = match (&before, &after) {
        (None, None) => return None,
        (Some(was), Some(is)) if canonical(&was.key) == canonical(&is.key) => match moved {
            true => Verdict::Moved,
            false => return None,
        },
        _ if !known.has_facts() => Verdict::Differs,
        _ if new.is_some() => Verdict::Agrees,
        (_, None) => Verdict::LeftOut,
        _ if old.is_some() => Verdict::Contradicts,
        _ => Verdict::Unknown,
    };
    let field = if known.has_facts() { new.or(old) } else { None };
    Some(Flag { sort: Sort::Claim, verdict, before, after, field })
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
