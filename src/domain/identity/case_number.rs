//! Court case numbers (案号): `（2026）京0102民初1234号`.

use super::NumberError;

/// The parts of a court case number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseNumber {
    /// The year it was registered.
    pub year: u16,
    /// The court's short code: `京0102`.
    pub court: String,
    /// The type code: `民初`.
    pub kind: String,
    /// The running number, as written.
    pub number: String,
    /// `之一` and so on, without 之.
    pub part: Option<String>,
}

const FORM: &str = "（2026）京0102民初1234号";

/// Splits a case number; brackets may be full or half width.
///
/// # Errors
/// [`NumberError::Form`] where the parts cannot be told apart.
pub fn read(text: &str) -> Result<CaseNumber, NumberError> {
    split(text).ok_or(NumberError::Form(FORM))
}

fn split(text: &str) -> Option<CaseNumber> {
    let rest = text.strip_prefix(['（', '('])?;
    let (year, rest) = rest.split_once(['）', ')'])?;
    let (body, tail) = rest.rsplit_once('号')?;
    let part = match tail {
        "" => None,
        _ => Some(
            tail.strip_prefix('之')
                .filter(|p| !p.is_empty() && p.chars().all(|c| "一二三四五六七八九十".contains(c)))?,
        ),
    };
    // Province (1-4 characters), court digits (0-4), type (1-6 characters), number.
    let number_at = body
        .rfind(|c: char| !c.is_ascii_digit())
        .map(|i| i + body[i..].chars().next().map_or(0, char::len_utf8))?;
    let (head, number) = body.split_at(number_at);
    let first_digit = head.find(|c: char| c.is_ascii_digit());
    let (court, kind) = match first_digit {
        Some(at) => {
            let end = head[at..].find(|c: char| !c.is_ascii_digit()).map(|n| at + n)?;
            head.split_at(end)
        }
        // The Supreme People's Court; a high court is one character (京), then the type.
        None if head.starts_with("最高法") => head.split_at("最高法".len()),
        None => head.split_at(head.chars().next()?.len_utf8()),
    };
    let letters = court.chars().take_while(|c| !c.is_ascii_digit()).count();
    let digits = court.chars().count() - letters;
    let han = |s: &str| s.chars().all(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
    let good = year.len() == 4
        && year.bytes().all(|b| b.is_ascii_digit())
        && (1..=4).contains(&letters)
        && digits <= 4
        && han(court.trim_end_matches(|c: char| c.is_ascii_digit()))
        && (1..=6).contains(&kind.chars().count())
        && han(kind)
        && !number.is_empty();
    good.then(|| CaseNumber {
        year: year.parse().unwrap_or_default(),
        court: court.to_owned(),
        kind: kind.to_owned(),
        number: number.to_owned(),
        part: part.map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let n = read("（2026）京0102民初1234号").unwrap();
        assert_eq!(
            (n.year, n.court.as_str(), n.kind.as_str(), n.number.as_str()),
            (2026, "京0102", "民初", "1234")
        );
        let n = read("(2025)沪74财保5号之一").unwrap();
        assert_eq!((n.court.as_str(), n.kind.as_str(), n.part.as_deref()), ("沪74", "财保", Some("一")));
        let n = read("（2024）最高法民申12号").unwrap();
        assert_eq!((n.court.as_str(), n.kind.as_str(), n.number.as_str()), ("最高法", "民申", "12"));
    }

    #[test]
    fn not_case_numbers() {
        for bad in [
            "",
            "2026京0102民初1234号",
            "（26）京0102民初1号",
            "（2026）京0102民初号",
            "（2026）京0102民初1",
            "（2026）0102民初1号",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
