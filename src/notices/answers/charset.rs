//! Texts of mails: in the encoding they name, or in the one that Chinese mail services use without naming it.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, GBK, UTF_8};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

/// Bytes as text. UTF-8 is told by itself; what is not, and names no encoding or a Chinese one, is GB18030, of which
/// GB2312 and GBK are parts.
pub fn text<'a>(charset: Option<&str>, bytes: &'a [u8]) -> Cow<'a, str> {
    let named = charset.and_then(|name| Encoding::for_label(name.trim().as_bytes()));
    let other = named.filter(|e| ![UTF_8, GBK, GB18030].contains(e));
    match (other, std::str::from_utf8(bytes)) {
        (Some(encoding), _) => encoding.decode_without_bom_handling(bytes).0,
        (None, Ok(text)) => text.into(),
        (None, Err(_)) => GB18030.decode_without_bom_handling(bytes).0,
    }
}

/// A header's value with its encoded words (RFC 2047) as text. Characters cut in two between words, as some services
/// write them, are put together again.
pub fn header(value: &str) -> String {
    let mut out = String::new();
    let mut bytes: Vec<u8> = Vec::new();
    let mut charset: Option<&str> = None;
    let mut rest = value;
    while let Some(start) = rest.find("=?") {
        let (before, from) = rest.split_at(start);
        let Some((word, after)) = encoded_word(from) else {
            flush(&mut out, charset, &mut bytes);
            out.push_str(before);
            out.push_str("=?");
            rest = &from[2..];
            continue;
        };
        let joined = !bytes.is_empty() && charset == Some(word.charset) && before.trim().is_empty();
        if !joined {
            let between_words = !bytes.is_empty() && before.trim().is_empty();
            flush(&mut out, charset, &mut bytes);
            if !between_words {
                out.push_str(before);
            }
        }
        charset = Some(word.charset);
        bytes.extend(word.bytes);
        rest = after;
    }
    flush(&mut out, charset, &mut bytes);
    out.push_str(rest);
    out
}

fn flush(out: &mut String, charset: Option<&str>, bytes: &mut Vec<u8>) {
    out.push_str(&text(charset, bytes));
    bytes.clear();
}

struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
}

/// The encoded word that a text begins with, and what follows it.
fn encoded_word(text: &str) -> Option<(Word<'_>, &str)> {
    let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (way, rest) = rest.split_once('?')?;
    let (content, after) = rest.split_once("?=")?;
    let bytes = match way {
        "B" | "b" => base64_decode(content.as_bytes())?,
        "Q" | "q" => quoted_printable_decode(content.replace('_', " ").as_bytes())?,
        _ => return None,
    };
    Some((Word { charset, bytes }, after))
}
