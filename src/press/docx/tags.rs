//! Tags in the text of a paragraph: `{{ value }}`, `{% statement %}`, `{# remark #}`, with the reach that docxtpl gives
//! them (`{%p`, `{%tr`, `{%tc`, `{%r`), as a person types them in Word.

use std::sync::Arc;

use super::xml::Id;
use crate::press::jinja;

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// `{{ }}` prints a value.
    Value,
    /// `{% %}` is a statement.
    Statement,
    /// `{# #}` is a remark and leaves nothing.
    Remark,
}

/// What a tag takes the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Its own characters.
    Text,
    /// The run it stands in is split there.
    Run,
    /// The paragraph.
    Paragraph,
    /// The cell of a table.
    Cell,
    /// The row of a table.
    Row,
}

/// The paragraph a tag stands in, for whoever must find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its text.
    pub(super) text: Arc<str>,
    /// Its place in the tree as it was read, where it is in a paragraph.
    pub(super) node: Option<Id>,
    /// Said again for programs that do not know what stands before it (`mc:Fallback`).
    pub(super) again: bool,
}

impl From<&str> for Spot {
    fn from(text: &str) -> Self {
        Spot { text: text.into(), node: None, again: false }
    }
}

/// A tag as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) action: Action,
    pub(super) reach: Reach,
    /// What stands inside, with straight quotes and dashes, without the reach and without spaces around it.
    pub(super) code: String,
    /// `{%-`: joins what precedes.
    pub(super) joins_before: bool,
    /// `-%}`: joins what follows.
    pub(super) joins_after: bool,
    /// What it stood in was taken by another tag: it is never reached.
    pub(super) lost: bool,
    /// As it was typed.
    pub(super) typed: Arc<str>,
    /// The paragraph it stands in.
    pub(super) paragraph: Spot,
}

impl Tag {
    /// A statement of the program's own, said to come from another tag.
    pub(super) fn statement(code: &str, like: &Tag) -> Tag {
        Tag { action: Action::Statement, reach: Reach::Text, code: code.to_owned(), ..like.clone() }
    }

    /// A value of the program's own, said to come from another tag.
    pub(super) fn value(code: &str, like: &Tag) -> Tag {
        Tag { action: Action::Value, reach: Reach::Text, code: code.to_owned(), ..like.clone() }
    }

    /// The first word of the code: `for`, `endif`.
    pub(super) fn word(&self) -> &str {
        self.code.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
    }
}

/// A tag and where it stands in the text, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) tag: Tag,
}

/// A tag that has no end, and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unclosed {
    pub(super) typed: String,
}

/// Finds the tags of a text, in order.
///
/// # Errors
/// Every tag that is begun and not ended in this text.
pub(super) fn find(text: &str, paragraph: &Spot) -> (Vec<Found>, Vec<Unclosed>) {
    let (mut found, mut unclosed) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|i| at + i) {
        let rest = &text[start..];
        let (action, close) = match rest.as_bytes().get(1) {
            Some(b'{') => (Action::Value, "}}"),
            Some(b'%') => (Action::Statement, "%}"),
            Some(b'#') => (Action::Remark, "#}"),
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(length) = end_of(&rest[2..], close, action) else {
            unclosed.push(Unclosed { typed: rest.chars().take(60).collect() });
            at = start + 2;
            continue;
        };
        let inner = &rest[2..2 + length];
        let end = start + 2 + length + 2;
        found.push(Found { start, end, tag: read(action, inner, &text[start..end], paragraph) });
        at = end;
    }
    (found, unclosed)
}

/// Braces between the tags of a text that look like tags and are none. What stands between `raw` and `endraw` is meant.
pub(super) fn look_alikes<'t>(text: &'t str, found: &[Found]) -> Vec<&'t str> {
    if found.iter().any(|f| matches!(f.tag.word(), "raw" | "endraw")) {
        return Vec::new();
    }
    let starts = std::iter::once(0).chain(found.iter().map(|f| f.end));
    let stretches = starts.zip(found.iter().map(|f| f.start).chain([text.len()]));
    let in_stretch = |(from, to): (usize, usize)| {
        let stretch = &text[from..to];
        jinja::text::look_alikes(stretch).into_iter().map(|braces| &stretch[braces])
    };
    stretches.flat_map(in_stretch).collect()
}

/// Length of the inside of a tag: up to its close, past any that stands in quotes.
fn end_of(inside: &str, close: &str, action: Action) -> Option<usize> {
    if action == Action::Remark {
        return inside.find(close);
    }
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, c) in inside.char_indices() {
        let c = straight(c);
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if depth == 0 && inside[at..].starts_with(close) => return Some(at),
            None if c == '{' => depth += 1,
            None if c == '}' => depth = depth.saturating_sub(1),
            None => {}
        }
    }
    // A quote that is never closed: the first close there is, unless another tag begins before it.
    inside.find(close).filter(|&at| !inside[..at].contains("{{") && !inside[..at].contains("{%"))
}

/// What Word makes of quotes and dashes while one types, undone.
fn straight(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' | '＂' => '"',
        '‘' | '’' | '‚' | '‛' | '＇' => '\'',
        '–' | '—' | '‐' | '‑' | '−' => '-',
        '\u{00A0}' | '\u{3000}' | '\u{2002}' | '\u{2003}' | '\u{2009}' | '\u{202F}' => ' ',
        '（' => '(',
        '）' => ')',
        '，' => ',',
        '｜' => '|',
        c => c,
    }
}

fn read(action: Action, inner: &str, typed: &str, paragraph: &Spot) -> Tag {
    let mut code = straighten(inner);
    let joins = |code: &mut String, end: bool| {
        let found = if end { code.strip_suffix('-') } else { code.strip_prefix('-') };
        let found = found.map(str::to_owned);
        let joined = found.is_some();
        if let Some(rest) = found {
            *code = rest;
        }
        joined
    };
    let joins_before = joins(&mut code, false);
    let joins_after = joins(&mut code, true);
    let reach = reach(&mut code);
    Tag {
        action,
        reach,
        code: code.trim().to_owned(),
        joins_before,
        joins_after,
        lost: false,
        typed: typed.into(),
        paragraph: paragraph.clone(),
    }
}

/// Straight quotes and dashes, but for what stands inside of quotes: a value is compared as it is written there.
fn straighten(inner: &str) -> String {
    let mut quote = None;
    inner
        .chars()
        .map(|c| {
            let plain = straight(c);
            match quote {
                Some(q) if plain == q => {
                    quote = None;
                    plain
                }
                Some(_) => c,
                None => {
                    if plain == '"' || plain == '\'' {
                        quote = Some(plain);
                    }
                    plain
                }
            }
        })
        .collect()
}

/// Takes the reach off the front: it stands right after the brace, a space behind it.
fn reach(code: &mut String) -> Reach {
    let reaches = [("tr", Reach::Row), ("tc", Reach::Cell), ("p", Reach::Paragraph), ("r", Reach::Run)];
    for (word, reach) in reaches {
        if let Some(rest) = code.strip_prefix(word)
            && rest.starts_with([' ', '\t', '\n'])
        {
            *code = rest.to_owned();
            return reach;
        }
    }
    Reach::Text
}

/// `{_{`, `}_}`, `{_%` and `%_}` stand for braces that are no tag.
pub(super) fn braces(text: &str) -> String {
    if !text.contains('_') {
        return text.to_owned();
    }
    text.replace("{_{", "{{").replace("}_}", "}}").replace("{_%", "{%").replace("%_}", "%}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Tag {
        let (found, unclosed) = find(text, &"".into());
        assert!(unclosed.is_empty(), "{unclosed:?}");
        let [found] = found.try_into().unwrap();
        found.tag
    }

    #[test]
    fn as_word_types_them() {
        for (typed, reach, code) in [
            ("{{ name }}", Reach::Text, "name"),
            ("{{name}}", Reach::Text, "name"),
            ("{{ x|default(“无”) }}", Reach::Text, "x|default(\"无\")"),
            ("{% if a == ‘乙’ %}", Reach::Text, "if a == '乙'"),
            ("{{\u{00A0}a – b }}", Reach::Text, "a - b"),
            ("{%tr for p in payments %}", Reach::Row, "for p in payments"),
            ("{%p if x %}", Reach::Paragraph, "if x"),
            ("{{r note }}", Reach::Run, "note"),
            ("{% tr %}", Reach::Text, "tr"),
            ("{{ price }}", Reach::Text, "price"),
            ("{%p endif %}", Reach::Paragraph, "endif"),
            ("{{ “}}” }}", Reach::Text, "\"}}\""),
            ("{{ {\"a\": {\"b\": 1}}.a }}", Reach::Text, "{\"a\": {\"b\": 1}}.a"),
            ("{{ “破折号——” }}", Reach::Text, "\"破折号——\""),
        ] {
            let tag = one(typed);
            assert_eq!((tag.reach, tag.code.as_str()), (reach, code), "{typed}");
        }
    }

    #[test]
    fn joins_and_remarks() {
        let tag = one("{%- else -%}");
        assert!(tag.joins_before && tag.joins_after);
        assert_eq!(tag.code, "else");
        assert_eq!(one("{# don't print #}").action, Action::Remark);
    }

    #[test]
    fn an_end_that_is_missing_is_said() {
        let (found, unclosed) = find("甲 {{ name 乙 {% if x %}", &"".into());
        assert_eq!(unclosed.len(), 1);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].tag.code, "if x");
        assert_eq!(find("{ a } {b}", &"".into()).0.len(), 0);
    }
}
