//! From bytes to text: UTF-8, and for tables GB18030. Nothing is replaced and nothing is guessed.

use std::borrow::Cow;

use encoding_rs::GB18030;

use crate::domain::problem::{Place, Problem};

const BOM: &[u8] = b"\xEF\xBB\xBF";

fn place(file: &str, line: u64) -> Place {
    Place { file: Some(file.to_owned()), line: Some(line), ..Place::default() }
}

/// The line, from 1, that a byte stands on.
fn line_at(bytes: &[u8], at: usize) -> u64 {
    1 + bytes[..at].iter().filter(|b| **b == b'\n').count() as u64
}

/// UTF-8 text without its byte order mark.
///
/// # Errors
/// One problem: another encoding by name, the first bad byte, or a NUL.
pub(super) fn utf8<'a>(bytes: &'a [u8], file: &str) -> Result<&'a str, Problem> {
    utf16(bytes, file)?;
    let body = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let code = if is_broken_utf8(body) || gb18030(body).is_none() {
                "E-FILE-NOT-UTF8"
            } else {
                "E-FILE-GB18030"
            };
            return Err(Problem::error(code, place(file, line_at(body, at)))
                .with("offset", at + (bytes.len() - body.len()))
                .with("found", format!("0x{:02X}", body[at])));
        }
    };
    no_nul(text, file)?;
    Ok(text)
}

/// The text of a table: UTF-8 where the bytes are that, else GB18030 without a single error.
///
/// # Errors
/// One problem that names the line.
pub(super) fn utf8_or_gb18030<'a>(bytes: &'a [u8], file: &str) -> Result<Cow<'a, str>, Problem> {
    utf16(bytes, file)?;
    let body = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let text = match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            let at = error.valid_up_to();
            let refused = |line| Err(Problem::error("E-CSV-ENCODING", place(file, line)));
            let marked = body.len() < bytes.len();
            if is_broken_utf8(body) || (marked && gb18030(body).is_none()) {
                return refused(line_at(body, at));
            }
            // Some exports write the mark of UTF-8 before whatever follows: which of the two is wrong is not guessed.
            if marked {
                return Err(Problem::error("E-CSV-MISLABELLED", place(file, line_at(body, at))));
            }
            match gb18030(body) {
                Some(text) => text,
                None => {
                    // No character of GB18030 holds the byte of a line break, so that each line stands for itself.
                    let bad = body.split(|b| *b == b'\n').position(|line| gb18030(line).is_none());
                    return refused(bad.map_or(1, |line| line as u64 + 1));
                }
            }
        }
    };
    no_nul(&text, file)?;
    Ok(text)
}

fn gb18030(bytes: &[u8]) -> Option<Cow<'_, str>> {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes)
}

/// Whether text that is not valid UTF-8 is UTF-8 nevertheless, with some characters broken: read as that, it has more
/// characters from the blocks of Chinese than errors and Latin or Greek letters. Text in GB18030 reads as these instead.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut chinese, mut other) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            chinese += usize::from(c >= '\u{2000}');
            other += usize::from(('\u{80}'..'\u{800}').contains(&c));
        }
        other += usize::from(!chunk.invalid().is_empty());
    }
    chinese > other
}

fn utf16(bytes: &[u8], file: &str) -> Result<(), Problem> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Problem::error("E-FILE-UTF16", place(file, 1)));
    }
    Ok(())
}

fn no_nul(text: &str, file: &str) -> Result<(), Problem> {
    match text.find('\0') {
        Some(at) => Err(Problem::error("E-FILE-NUL", place(file, line_at(text.as_bytes(), at)))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    fn refused<T: std::fmt::Debug>(outcome: Result<T, Problem>) -> (&'static str, u64) {
        let problem = outcome.unwrap_err();
        (problem.code, problem.place.line.unwrap())
    }

    #[test]
    fn a_byte_order_mark_is_not_text() {
        assert_eq!(utf8(b"\xEF\xBB\xBFa: b", "f").unwrap(), "a: b");
        assert_eq!(utf8_or_gb18030(b"\xEF\xBB\xBFa,b", "f").unwrap(), "a,b");
    }

    #[test]
    fn a_case_file_in_gb18030_is_named_as_such() {
        let bytes = gb("schema: x\nname: 李示例\n");
        assert_eq!(refused(utf8(&bytes, "f")), ("E-FILE-GB18030", 2));
    }

    #[test]
    fn a_bad_byte_is_named_with_line_and_offset() {
        let problem = utf8("甲\n乙\nab\u{7f}".as_bytes(), "f").map(|_| ());
        assert!(problem.is_ok());
        let problem = utf8(b"\xE7\x94\xB2\n\xE4\xB9\x99\nab\xFFc", "f").unwrap_err();
        assert_eq!((problem.code, problem.place.line), ("E-FILE-NOT-UTF8", Some(3)));
        assert_eq!(problem.args, [("offset", "10".to_owned()), ("found", "0xFF".to_owned())]);
    }

    #[test]
    fn tables_in_gb18030_are_read_and_broken_ones_are_not() {
        let text = "时间,方式\n2026-03-02 10:15,电话\n，€㐀\n";
        assert_eq!(utf8_or_gb18030(&gb(text), "f").unwrap(), text);
        let mut broken = gb(text);
        broken.extend(b"a\xFFb");
        assert_eq!(refused(utf8_or_gb18030(&broken, "f")), ("E-CSV-ENCODING", 4));
        // One broken character in a UTF-8 file must not turn the whole of it into other Chinese characters.
        let mut utf = text.as_bytes().to_vec();
        utf.extend(b"\xE7\x94,\xC4\xE3\n");
        assert!(gb18030(&utf).is_some());
        assert_eq!(refused(utf8_or_gb18030(&utf, "f")), ("E-CSV-ENCODING", 4));
    }

    #[test]
    fn a_mark_that_lies_is_named() {
        let text = "案件编号,被告姓名\nA-1,李示例\n";
        let marked = [BOM, gb(text).as_slice()].concat();
        assert_eq!(refused(utf8_or_gb18030(&marked, "f")), ("E-CSV-MISLABELLED", 1));
        let broken = [BOM, text.as_bytes(), b"\xFF"].concat();
        assert_eq!(refused(utf8_or_gb18030(&broken, "f")), ("E-CSV-ENCODING", 3));
    }

    #[test]
    fn utf16_and_nul_are_named() {
        assert_eq!(refused(utf8(b"\xFF\xFEa\0", "f")), ("E-FILE-UTF16", 1));
        assert_eq!(refused(utf8_or_gb18030(b"a\nb\0c", "f")), ("E-FILE-NUL", 2));
    }
}
