//! Telephone numbers as they are compared: the same line written in different ways.

/// The digits alone, without China's country code before a mobile number: `+86 138-0000-0001` is `13800000001`.
pub fn plain(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let bare = digits.strip_prefix("00").unwrap_or(&digits);
    match bare.strip_prefix("86") {
        Some(rest) if rest.len() == 11 && rest.starts_with('1') => rest.to_owned(),
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_written_in_different_ways() {
        for written in ["13800000001", "+86 138-0000-0001", "86 13800000001", "008613800000001"] {
            assert_eq!(plain(written), "13800000001", "{written}");
        }
        // A fixed line keeps its area code, a foreign number its country code.
        assert_eq!(plain("0571-00000200"), "057100000200");
        assert_eq!(plain("+852 5123 4567"), "85251234567");
        assert_eq!(plain("没有"), "");
    }
}
