//! A changed passage -> what is to be looked at.

use std::cell::OnceCell;

use chrono::NaiveDate;

use super::facts::Known;
use super::values::{Sort, Value, find};
use super::{align, roles, sums};
use crate::press::docx::{Piece, bare, pieces};

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
    /// It stands elsewhere.
    Moved,
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
            Verdict::Moved => "moved",
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
    // Typed numbers of paragraphs are no values.
    let (before, after) = (bare(before), bare(after));
    if before == after {
        return Vec::new();
    }
    let (old, new) = (known.values(before), known.values(after));
    let whole = !before.is_empty() && !after.is_empty();
    let between = OnceCell::new();
    let standing_in = |was: &Value| standing_in(between.get_or_init(|| pieces(before, after)), after, was);
    let mut flags = Vec::new();
    for pair in align::differing(before, after, &old, &new) {
        let pair = match pair {
            (Some(was), None) if whole && matches!(was.sort, Sort::Name | Sort::Address) => {
                let now = standing_in(&was);
                // Another mention of it is still there, and no other name stands here.
                if new.iter().any(|value| value.key == was.key) && !now.as_ref().is_some_and(like_a_name) {
                    continue;
                }
                (Some(was), now)
            }
            // An organisation that is not known is known by its end; here one sees where it begins.
            (Some(was), Some(is)) if was.sort == Sort::Name && known.field(&is).is_none() => {
                let whole = standing_in(&was).filter(|now| now.text.ends_with(&is.text));
                (Some(was), Some(whole.unwrap_or(is)))
            }
            pair => pair,
        };
        if !is_said(&pair, before, after, known) {
            continue;
        }
        flags.push(verdict(pair.0, pair.1, known));
    }
    if whole {
        let characters: Vec<char> = after.chars().collect();
        let longer = new.iter().filter_map(|value| Some((value, one_more(before, &characters, value)?)));
        flags.extend(longer.map(|(was, now)| verdict(Some(was.clone()), Some(now), known)));
        flags.extend(roles::changed(before, after, &old, &new));
    }
    flags
}

/// Whether a difference says something: names are in every sentence, and so are small numbers.
fn is_said(pair: &(Option<Value>, Option<Value>), before: &str, after: &str, known: &Known) -> bool {
    let (value, other) = match pair {
        (Some(_), Some(_)) => return true,
        (Some(was), None) => (was, after),
        (None, Some(is)) => (is, before),
        (None, None) => return false,
    };
    match value.sort {
        Sort::Figure => false,
        Sort::Name if other.is_empty() => value.party || known.field(value).is_none() && pair.0.is_none(),
        Sort::Name if pair.0.is_none() => {
            let count = value.text.chars().count();
            let end: String = value.text.chars().skip(count.saturating_sub(8)).collect();
            value.party || known.field(value).is_none() && !other.contains(&end)
        }
        _ => true,
    }
}

/// Whether what stands where a name stood is rather a name than other words for the same one.
fn like_a_name(value: &Value) -> bool {
    const WORDS: [&str; 9] = ["被告", "原告", "借款人", "保证人", "担保人", "双方", "上述", "本人", "他们"];
    value.text.chars().count() > 1
        && !value.text.contains(|c| "其该对由应的进行予以须已未，。；：".contains(c))
        && !WORDS.iter().any(|word| value.text.starts_with(word))
}

/// A name that got one character more at its end, where the text goes on as before. A character that is a word of its own
/// is none of the name.
fn one_more(before: &str, after: &[char], name: &Value) -> Option<Value> {
    const WORDS: &str = "应须未已仍尚亦也均共再曾并需可能将就按向于在以即与和及等之的又不拒欠借还系是为因由方对自从经而或该被其所各先后依据约";
    const AROUND: usize = 3;
    let more = *after.get(name.end).filter(|_| name.sort == Sort::Name && !name.party)?;
    let rest: String = after[name.end + 1..].iter().take(AROUND).collect();
    let han = ('\u{3400}'..='\u{9fff}').contains(&more) && !WORDS.contains(more);
    if !han || rest.is_empty() {
        return None;
    }
    let inserted = before.contains(&format!("{}{rest}", name.text))
        && !before.contains(&format!("{}{more}{rest}", name.text));
    let said = format!("{}{more}", name.text);
    (han && inserted && !rest.is_empty()).then(|| Value {
        text: said.clone(),
        key: said,
        end: name.end + 1,
        ..name.clone()
    })
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
fn standing_in(between: &[Piece], after: &str, was: &Value) -> Option<Value> {
    let (mut old, mut new) = (0, 0);
    let (mut start, mut end) = (None, None);
    for piece in between {
        let (a, b) = match piece {
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
    let good = !text.is_empty() && text != was.text && text.chars().count() <= 60;
    good.then(|| Value { sort: was.sort, key: text.clone(), text, start, end, party: false })
}

/// What cannot stand, whoever wrote it, in a text that was changed, unless it stood there before: a sum in words beside
/// another figure, or that is none, a day that is none.
pub fn at_odds(before: &str, after: &str) -> Vec<Flag> {
    let texts = |flag: &Flag| [&flag.before, &flag.after].map(|v| v.as_ref().map(|v| v.text.clone()));
    let old: Vec<_> = odds(before).iter().map(texts).collect();
    let mut flags = odds(after);
    flags.retain(|flag| !old.contains(&texts(flag)));
    flags
}

fn odds(text: &str) -> Vec<Flag> {
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
    for (start, end) in sums::malformed(&characters) {
        let words: String = characters[start..end].iter().collect();
        let value = Value { sort: Sort::Amount, key: words.clone(), text: words, start, end, party: false };
        flags.push(flag(Verdict::Words, Sort::Amount, None, Some(value)));
    }
    flags
}
