//! Masking for lists, logs, mail and file names. Court documents print full numbers.

/// Keeps the first six and last four characters: `110101********3011`. Shorter than twelve: all but the last two.
pub fn number(text: &str) -> String {
    let n = text.chars().count();
    if n < 12 { keep(text, 0, n.min(2)) } else { keep(text, 6, 4) }
}

/// Keeps three and four of a phone number: `138****0001`.
pub fn phone(text: &str) -> String {
    let n = text.chars().count();
    if n < 8 { keep(text, 0, n.min(2)) } else { keep(text, 3, 4) }
}

/// Keeps the first character of a mailbox and its domain: `l***@example.com`.
pub fn email(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((mailbox, domain)) => {
            format!("{}***@{domain}", mailbox.chars().next().map_or(String::new(), String::from))
        }
        None => number(text),
    }
}

/// Keeps the first six characters of an address, about the district: `北京市东城区***`.
pub fn address(text: &str) -> String {
    keep(text, 6, 0)
}

/// Masks every run of 15 digits or more, spaces within it not counted: IDs and card numbers that stand where nothing says
/// that they are any. The check letter of an ID belongs to its run.
pub fn runs(text: &str) -> String {
    let digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
    // Most text has no such run: lists of hundreds of thousands of lines ask for each.
    if text.chars().filter(digit).take(15).count() < 15 {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let (mut end, mut digits) = (at, 0);
        while let Some(c) = chars.get(end) {
            if digit(c) {
                digits += 1;
            } else if !(*c == ' ' && end > at && chars.get(end + 1).is_some_and(digit)) {
                break;
            }
            end += 1;
        }
        if digits < 15 {
            end = end.max(at + 1);
            out.extend(&chars[at..end]);
        } else {
            end += usize::from(chars.get(end).is_some_and(|c| matches!(c, 'x' | 'X' | 'Ｘ' | 'ｘ')));
            out.push_str(&number(&chars[at..end].iter().collect::<String>()));
        }
        at = end;
    }
    out
}

fn keep(text: &str, head: usize, tail: usize) -> String {
    let n = text.chars().count();
    text.chars().enumerate().map(|(i, c)| if i < head || i + tail >= n { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the command-line contract, and that nothing short stays readable.
    #[test]
    fn masks() {
        assert_eq!(number("110101198503153011"), "110101********3011");
        assert_eq!(number("12345"), "***45");
        assert_eq!(phone("13800000001"), "138****0001");
        assert_eq!(email("li@example.com"), "l***@example.com");
        assert_eq!(number(""), "");
        for (text, masked) in [
            ("证件110101198503153011。", "证件110101********3011。"),
            ("11010519491231002x 6225 8801 2345 6783", "110105********002x 6225 8*********6783"),
            ("13800000001, 2026-06-30 10:15, 123,456.00", "13800000001, 2026-06-30 10:15, 123,456.00"),
            ("", ""),
        ] {
            assert_eq!(runs(text), masked);
        }
    }
}
