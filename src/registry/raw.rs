//! JSON cut into its parts without changing a byte of them.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// The members of an object with the exact bytes of their values; `None` if it is not one object.
pub(super) fn members(text: &[u8]) -> Option<Vec<(String, &[u8])>> {
    let mut at = skip(text, 0);
    let mut out = Vec::new();
    at = expect(text, at, b'{')?;
    at = skip(text, at);
    if text.get(at) == Some(&b'}') {
        return (skip(text, at + 1) == text.len()).then_some(out);
    }
    loop {
        let (name, end) = value::<String>(text, at)?;
        at = expect(text, skip(text, end), b':')?;
        at = skip(text, at);
        let (_, end) = value::<IgnoredAny>(text, at)?;
        out.push((name, &text[at..end]));
        at = skip(text, end);
        match text.get(at)? {
            b',' => at = skip(text, at + 1),
            b'}' => return (skip(text, at + 1) == text.len()).then_some(out),
            _ => return None,
        }
    }
}

/// The exact bytes of the items between the brackets of a list, which are not part of `text`; `None` if it has none or
/// is not a list.
pub(super) fn items(text: &[u8]) -> Option<Vec<&[u8]>> {
    let (mut at, mut out) = (0, Vec::new());
    loop {
        at = skip(text, at);
        let (_, end) = value::<IgnoredAny>(text, at)?;
        out.push(&text[at..end]);
        at = skip(text, end);
        match text.get(at) {
            Some(b',') => at += 1,
            None => return Some(out),
            Some(_) => return None,
        }
    }
}

fn skip(text: &[u8], at: usize) -> usize {
    let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    at + text[at..].iter().take_while(|byte| space(byte)).count()
}

fn expect(text: &[u8], at: usize, byte: u8) -> Option<usize> {
    (text.get(at) == Some(&byte)).then_some(at + 1)
}

fn value<'a, T: Deserialize<'a>>(text: &'a [u8], at: usize) -> Option<(T, usize)> {
    let mut values = serde_json::Deserializer::from_slice(text.get(at..)?).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, at + values.byte_offset()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_the_right_places() {
        let text = br#" { "a" : 1.50 ,"b":{"c":[1,2,"},{"]}, "d":"\u4f60" } "#;
        let parts = members(text).unwrap();
        let parts: Vec<_> =
            parts.iter().map(|(name, raw)| (name.as_str(), str::from_utf8(raw).unwrap())).collect();
        assert_eq!(parts, [("a", "1.50"), ("b", r#"{"c":[1,2,"},{"]}"#), ("d", r#""\u4f60""#)]);
        assert_eq!(items(br#"{"a":1}, [2,3],4"#).unwrap(), [&br#"{"a":1}"#[..], b"[2,3]", b"4"]);
        assert!(members(b"{}").unwrap().is_empty());
    }

    #[test]
    fn refuses_what_is_not_whole() {
        for bad in [
            "",
            "{",
            "[]",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a":1}x"#,
            r#"{"a":1 "b":2}"#,
            "{a:1}",
        ] {
            assert!(members(bad.as_bytes()).is_none(), "{bad}");
        }
        for bad in ["", ",", "1,", "1 2", "{", "1]"] {
            assert!(items(bad.as_bytes()).is_none(), "{bad}");
        }
    }
}
