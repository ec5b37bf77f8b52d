//! The tags of a text, and braces that look like tags and are none.

use std::ops::Range;

/// A tag of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::press) struct Tag<'t> {
    /// `{% %}`, not `{{ }}`.
    pub(in crate::press) is_statement: bool,
    /// What stands inside, without spaces around it.
    pub(in crate::press) code: &'t str,
    /// Where it stands, in bytes.
    pub(in crate::press) range: Range<usize>,
}

/// The tags of a text that the engine takes, in order; remarks and what stands between `raw` and `endraw` are none. And
/// the stretches of text between them.
pub(in crate::press) fn tags(text: &str) -> (Vec<Tag<'_>>, Vec<Range<usize>>) {
    let (mut tags, mut between) = (Vec::new(), Vec::new());
    let (mut at, mut from) = (0, 0);
    while let Some(start) = text[at..].find('{').map(|i| at + i) {
        let close = match text.as_bytes().get(start + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(length) = inside(&text[start + 2..], close) else { break };
        let end = start + 2 + length + 2;
        let code = text[start + 2..start + 2 + length].trim_matches(['-', '+']).trim();
        between.push(from..start);
        (at, from) = (end, end);
        if close == "%}" && code == "raw" {
            let over = text[end..].match_indices("{%").find(|(i, _)| {
                let code = text[end + i + 2..].trim_start_matches(['-', '+']).trim_start();
                code.starts_with("endraw")
            });
            let Some((over, _)) = over else { break };
            let past = text[end + over..].find("%}").map_or(text.len(), |i| end + over + i + 2);
            (at, from) = (past, past);
        } else if close != "#}" {
            tags.push(Tag { is_statement: close == "%}", code, range: start..end });
        }
    }
    between.push(from..text.len());
    (tags, between)
}

/// Length of the inside of a tag: up to its close, past any that stands in quotes.
fn inside(text: &str, close: &str) -> Option<usize> {
    if close == "#}" {
        return text.find(close);
    }
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if depth == 0 && text[at..].starts_with(close) => return Some(at),
            None if c == '{' => depth += 1,
            None if c == '}' => depth = depth.saturating_sub(1),
            None => {}
        }
    }
    None
}

/// The most characters of a tag outside of quotes. What is longer nests deeper than the engine's own stack.
pub(in crate::press) const LONGEST: usize = 2_000;

/// Why the code of a tag is too long to be read, if it is.
pub(in crate::press) fn too_long(code: &str) -> Option<String> {
    let mut quote = None;
    let outside = |c: &char| match quote {
        Some(q) if *c == q => quote.take().is_none(),
        Some(_) => false,
        None if matches!(c, '"' | '\'') => quote.replace(*c).is_some(),
        None => true,
    };
    let length = code.chars().filter(outside).count();
    (length > LONGEST).then(|| format!("the tag has {length} characters, {LONGEST} allowed"))
}

/// What takes the place of the code of a tag that failed, so that what fails after it is found: as long, so that places
/// stay. Nothing of use is printed, no turn of a loop is made, a condition does not hold. `None` where others build on it.
pub(in crate::press) fn blank(code: &str, is_statement: bool) -> Option<String> {
    let word = code.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let short = match word {
        _ if !is_statement => "0".to_owned(),
        "if" | "elif" => format!("{word} 0"),
        "for" => format!("{} in[]", &code[..code.find(" in ")?]),
        _ => return None,
    };
    let lacks = code.len().checked_sub(short.len())?;
    Some(short + &" ".repeat(lacks))
}

/// A space that an input method or Word makes, beside those of the keyboard.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

/// Where a text that is no tag has braces like one: `｛｛ x ｝｝`, `{ { x } }`, a `}}` or `%}` without its beginning. What
/// opens and what closes it is one.
pub(in crate::press) fn look_alikes(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next().filter(|_| found.len() < ENOUGH) {
        if !matches!(c, '{' | '｛' | '}' | '｝' | '%' | '％') {
            continue;
        }
        let rest = &text[at + c.len_utf8()..];
        let gap = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
        let Some(second) = rest[gap..].chars().next() else { continue };
        let end = at + c.len_utf8() + gap + second.len_utf8();
        let opens = matches!(c, '{' | '｛') && matches!(second, '{' | '｛' | '%' | '％');
        // These are tags, or were told as tags without an end.
        let plain = gap == 0 && c == '{' && matches!(second, '{' | '%');
        let closes = matches!(c, '}' | '｝' | '%' | '％') && matches!(second, '}' | '｝');
        if opens && !plain {
            found.extend(open.take().map(|from| from..(from + snippet(&text[from..at]))));
            open = Some(at);
        } else if closes {
            let from = open.take().unwrap_or_else(|| at - before(&text[..at]));
            found.push(from..end);
        } else {
            continue;
        }
        while chars.peek().is_some_and(|(next, _)| *next < end) {
            chars.next();
        }
    }
    found.extend(open.map(|from| from..(from + snippet(&text[from..]))));
    found
}

/// After so many in one stretch of text the rest is of the same kind.
const ENOUGH: usize = 20;
/// Letters that are shown of what has no other end.
const SHOWN: usize = 24;

fn snippet(text: &str) -> usize {
    text.chars().take(SHOWN).map(char::len_utf8).sum()
}

fn before(text: &str) -> usize {
    text.chars().rev().take(SHOWN).map(char::len_utf8).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_what_stands_between_them() {
        let text =
            "甲{{ a }}{# {{ b }} #}{% raw %}{{ c }}{% endraw %}{%- if d == '%}' -%}乙{{ {'x': {'y': 1}}.x }}";
        let (found, between) = tags(text);
        let codes: Vec<_> = found.iter().map(|tag| (tag.is_statement, tag.code)).collect();
        assert_eq!(codes, [(false, "a"), (true, "if d == '%}'"), (false, "{'x': {'y': 1}}.x")]);
        let between: String = between.into_iter().map(|range| &text[range]).collect();
        assert_eq!(between, "甲乙");
        assert_eq!(&text[found[0].range.clone()], "{{ a }}");
        assert!(tags("{{ a").0.is_empty());
    }

    #[test]
    fn what_stands_in_quotes_may_be_long() {
        let of = |code: &str| too_long(code).is_some();
        assert!(!of(&format!("a|default('{}\"')", "甲".repeat(LONGEST))) && !of(&"a".repeat(LONGEST)));
        assert!(of(&"+a".repeat(LONGEST)));
    }

    #[test]
    fn a_blank_is_as_long_as_what_it_stands_for() {
        let of = |code, is_statement| blank(code, is_statement);
        assert_eq!(of("x|yuan", false).as_deref(), Some("0     "));
        assert_eq!(of("for a in x", true).as_deref(), Some("for a in[]"));
        assert_eq!(of("elif a.b", true).as_deref(), Some("elif 0  "));
        assert_eq!((of("set a = b", true), of("with a = b", true)), (None, None));
    }

    /// What Chinese input methods and a hasty hand make of braces.
    #[test]
    fn braces_that_only_look_like_tags() {
        for (text, expected) in [
            ("原告：｛｛ claimant.name ｝｝。", vec!["｛｛ claimant.name ｝｝"]),
            ("{ { x } }", vec!["{ { x } }"]),
            ("｛% if x %｝甲｛％ endif ％｝", vec!["｛% if x %｝", "｛％ endif ％｝"]),
            ("{　{ x }　}", vec!["{　{ x }　}"]),
            ("甲 x }}", vec!["甲 x }}"]),
            ("甲 endif %}", vec!["甲 endif %}"]),
            ("{｛ x", vec!["{｛ x"]),
            ("{ {a 乙 ｛｛b｝｝", vec!["{ {a 乙 ", "｛｛b｝｝"]),
            ("年利率14.6%，第{1}项（见｛附件｝）50%", vec![]),
            ("{_{ x }_} {_% y %_}", vec![]),
            ("", vec![]),
        ] {
            let found: Vec<&str> = look_alikes(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
