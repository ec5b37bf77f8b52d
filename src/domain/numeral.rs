//! Numbers written in Chinese characters, for articles, claims and exhibits.

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const PLACES: [&str; 4] = ["", "十", "百", "千"];

/// Writes 1 to 9999: `十二`, `五百零九`, `一千一百一十`. Beyond that, Arabic digits.
pub fn numeral(n: usize) -> String {
    if n == 0 || n > 9999 {
        return n.to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for place in (0..4).rev() {
        let digit = n / 10_usize.pow(place as u32) % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        // 十二 and not 一十二 at the head; 一百一十二 inside.
        if !(digit == 1 && place == 1 && out.is_empty()) {
            out.push(DIGITS[digit]);
        }
        out.push_str(PLACES[place]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Article numbers as the printed codes write them.
    #[test]
    fn as_the_codes_number_their_articles() {
        for (n, words) in [
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (35, "三十五"),
            (100, "一百"),
            (107, "一百零七"),
            (110, "一百一十"),
            (122, "一百二十二"),
            (509, "五百零九"),
            (691, "六百九十一"),
            (1010, "一千零一十"),
            (1260, "一千二百六十"),
            (2003, "二千零三"),
        ] {
            assert_eq!(numeral(n), words);
        }
    }
}
