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
    }
}
