//! Text in a mail header: as it is where that is safe, in encoded words of UTF-8 and base64 (RFC 2047) elsewhere.
//!
//! Written here and not left to the mail builder, because it lets plain text that looks like an encoded word pass: a
//! debtor named `=?utf-8?q?x?=` would arrive as `x`.

/// The longest line of a folded header, without its line break (RFC 5322 §2.1.1).
const LINE: usize = 76;
const HEAD: &str = "=?utf-8?B?";
const TAIL: &str = "?=";

/// A header without structure, such as a subject. `taken` is what stands on the line before it.
pub fn text(value: &str, taken: usize) -> String {
    let plain = value.bytes().all(|b| (0x20..0x7f).contains(&b))
        && !value.contains("=?")
        && !value.starts_with(' ')
        && !value.ends_with(' ')
        && taken + value.len() <= LINE;
    if plain { value.to_owned() } else { words(value, taken) }
}

/// A name before an address. `taken` is what stands on the line before it.
pub fn phrase(value: &str, taken: usize) -> String {
    let atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    let plain = !value.is_empty()
        && value.split(' ').all(|word| !word.is_empty() && word.bytes().all(atom))
        && !value.contains("=?")
        && taken + value.len() <= LINE;
    if plain { value.to_owned() } else { words(value, taken) }
}

/// A file name as the parameter `name` of a content type, in quotes, the way old webmails read it. Not what the
/// standard asks for (RFC 2231 does that on the disposition), and harmless where it is not understood.
pub fn parameter(value: &str, taken: usize) -> String {
    let plain = value.bytes().all(|b| (0x20..0x7f).contains(&b)) && !value.contains("=?");
    if plain {
        format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("\"{}\"", words(value, taken + 1))
    }
}

/// Encoded words, one a line; none splits a character.
fn words(value: &str, taken: usize) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut taken = taken;
    loop {
        // A quote, bracket or address may still follow on the line: leave it two characters.
        let room = LINE.saturating_sub(taken + HEAD.len() + TAIL.len() + 2) / 4 * 3;
        let mut cut = rest.len().min(room.max(4));
        while !rest.is_char_boundary(cut) {
            cut -= 1;
        }
        let (word, after) = rest.split_at(cut);
        out.push_str(HEAD);
        out.push_str(&base64(word.as_bytes()));
        out.push_str(TAIL);
        if after.is_empty() {
            return out;
        }
        out.push_str("\r\n ");
        rest = after;
        taken = 1;
    }
}

/// RFC 4648 §4, with padding.
/// Base64 (RFC 4648 §4).
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 4648 §10.
    #[test]
    fn base64_vectors() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn plain_text_stays_and_what_could_be_misread_does_not() {
        assert_eq!(text("Demand 42", 9), "Demand 42");
        assert_eq!(phrase("Wang Shi-li", 4), "Wang Shi-li");
        // Encoded by hand: base64 of the UTF-8 bytes E6 9D 8E.
        assert_eq!(phrase("李", 4), "=?utf-8?B?5p2O?=");
        for tricky in ["=?utf-8?q?x?=", "a, b", "\"x\"", "(c)", "a@b", "<b>", " a", ""] {
            assert!(phrase(tricky, 4).starts_with(HEAD), "{tricky}");
        }
        assert!(text("=?utf-8?q?x?=", 9).starts_with(HEAD));
        assert_eq!(parameter("a\"b\\.pdf", 6), r#""a\"b\\.pdf""#);
    }

    #[test]
    fn no_line_is_too_long_and_no_character_is_split() {
        let long = "关于信用卡欠款的催收函𠮷𠮷".repeat(9);
        for line in text(&long, 9).split("\r\n ") {
            let inner = line.strip_prefix(HEAD).and_then(|l| l.strip_suffix(TAIL)).unwrap();
            assert!(line.len() <= 75, "RFC 2047 §2: an encoded word has at most 75 characters");
            assert_eq!(inner.len() % 4, 0);
        }
        assert!(text(&long, 74).split("\r\n").skip(1).all(|l| l.len() <= LINE));
    }
}
