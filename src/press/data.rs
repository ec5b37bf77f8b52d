//! What may be printed at all, and in which field a character stands.

use serde_json::Value;

use super::error::{PressError, Unprintable};

/// The longest single text, in bytes: over ten thousand Chinese characters, seven pages.
pub const LONGEST_TEXT: usize = 32_000;
/// The longest word, in bytes. No line could hold it, and PDF/A has no string for it.
pub const LONGEST_WORD: usize = 8_000;
/// The most data of one document, in bytes.
pub const MOST_DATA: usize = 8 * 1024 * 1024;
/// The deepest nesting.
const DEEPEST: usize = 64;

/// Refuses what would exhaust the engine or change the meaning of a line on paper.
///
/// # Errors
/// [`PressError::TooLarge`] and [`PressError::Control`], each naming the field.
pub fn check(kind: &str, data: &Value) -> Result<(), PressError> {
    let mut total = 0;
    walk(data, &mut String::new(), 0, &mut |path, text, depth| {
        let too_large = |field: &str, bytes, limit| {
            Err(PressError::TooLarge { kind: kind.to_owned(), field: field.to_owned(), bytes, limit })
        };
        total += text.len() + 8;
        if text.len() > LONGEST_TEXT {
            return too_large(path, text.len(), LONGEST_TEXT);
        }
        let word = if text.len() > LONGEST_WORD { longest_word(text) } else { 0 };
        if word > LONGEST_WORD {
            return too_large(path, word, LONGEST_WORD);
        }
        if total > MOST_DATA {
            return too_large("data", total, MOST_DATA);
        }
        if depth > DEEPEST {
            return too_large(path, depth, DEEPEST);
        }
        match text.chars().find(|&c| misleads(c)) {
            Some(character) => Err(PressError::Control {
                kind: kind.to_owned(),
                character: Unprintable { character, field: Some(path.to_owned()) },
            }),
            None => Ok(()),
        }
    })
}

/// Length of the longest run of ASCII without a space; a line breaks between any two Chinese characters.
fn longest_word(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_graphic()).map(str::len).max().unwrap_or(0)
}

/// Control characters other than a line's own, those that override the direction of reading, and the marks of byte
/// order and of no character, which PDF/A forbids.
pub(super) fn misleads(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Path of the first text that holds this character: `debtors[0].name`.
pub fn field_with(data: &Value, character: char) -> Option<String> {
    let found = walk(data, &mut String::new(), 0, &mut |path, text, _| {
        if text.contains(character) { Err(path.to_owned()) } else { Ok(()) }
    });
    found.err()
}

/// Visits every value in the order of the data; `visit` gets its path, its text (empty for anything but a text) and
/// its depth, and ends the walk with an `Err`.
fn walk<E>(
    value: &Value,
    path: &mut String,
    depth: usize,
    visit: &mut impl FnMut(&str, &str, usize) -> Result<(), E>,
) -> Result<(), E> {
    let length = path.len();
    visit(path, value.as_str().unwrap_or_default(), depth)?;
    match value {
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                path.push_str(&format!("[{i}]"));
                walk(item, path, depth + 1, visit)?;
                path.truncate(length);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
                walk(field, path, depth + 1, visit)?;
                path.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_are_those_of_the_data() {
        let data = json!({"a": "x", "debtors": [{"name": "甲"}, {"name": "乙", "ids": [["丙"]]}], "丁": {"x": "戊"}});
        for (character, path) in
            [('乙', "debtors[1].name"), ('丙', "debtors[1].ids[0][0]"), ('戊', "丁.x"), ('x', "a")]
        {
            assert_eq!(field_with(&data, character).as_deref(), Some(path));
        }
        assert_eq!(field_with(&data, '己'), None);
        assert_eq!(field_with(&json!("甲"), '甲').as_deref(), Some(""));
    }

    #[test]
    fn too_much_is_refused_by_name() {
        let limit = |data: &Value| match check("letter", data).unwrap_err() {
            PressError::TooLarge { field, limit, .. } => (field, limit),
            other => panic!("{other:?}"),
        };
        let long = "李".repeat(LONGEST_TEXT / 3 + 1);
        assert_eq!(limit(&json!({"a": [long]})), ("a[0]".to_owned(), LONGEST_TEXT));
        let page = "李".repeat(LONGEST_TEXT / 3);
        let pages: Vec<&str> = vec![&page; MOST_DATA / LONGEST_TEXT + 2];
        assert_eq!(limit(&json!({ "a": pages })), ("data".to_owned(), MOST_DATA));
        let mut deep = json!("x");
        for _ in 0..DEEPEST + 1 {
            deep = json!([deep]);
        }
        assert_eq!(limit(&deep).1, DEEPEST);
        assert_eq!(check("letter", &json!({"a": page, "b": [1, null, true]})), Ok(()));
    }
}
