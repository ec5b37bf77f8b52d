//! An amount in words (大写), as 支付结算办法 (银发〔1997〕393号, 附一) has it written.

use super::money::Amount;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// Writes an amount in words: `人民币陆仟零柒元壹角肆分`.
///
/// 整 follows 元 and, where there is no 分, is left out after 角; a run of zeros is one 零; 零 stands before 分 where
/// there is no 角, and before 角 where the yuan end in a run of zeros: the rules print 107,000.53 with one 零 in both its
/// readings, while 1,680.32 may do without. A negative amount is written with 负 after 人民币.
pub fn in_words(amount: Amount) -> String {
    let fen = amount.fen().unsigned_abs();
    let (yuan, jiao, fen) = (fen / 100, (fen / 10 % 10) as usize, (fen % 10) as usize);
    let mut out = String::from("人民币");
    if amount.is_negative() {
        out.push('负');
    }
    if yuan > 0 {
        out.push_str(&whole_in_words(yuan));
        out.push('元');
    }
    match (jiao, fen) {
        (0, 0) if yuan == 0 => out.push_str("零元整"),
        (0, 0) => out.push('整'),
        (0, f) => {
            if yuan > 0 {
                out.push('零');
            }
            out.extend([DIGITS[f], '分']);
        }
        (j, f) => {
            if yuan > 0 && yuan.is_multiple_of(100) {
                out.push('零');
            }
            out.extend([DIGITS[j], '角']);
            if f > 0 {
                out.extend([DIGITS[f], '分']);
            }
        }
    }
    out
}

/// A whole number above zero in formal digits, 壹拾 for ten.
fn whole_in_words(mut n: u64) -> String {
    let mut groups = Vec::new();
    while n > 0 {
        groups.push((n % 10_000) as usize);
        n /= 10_000;
    }
    let mut out = String::new();
    let mut gap = false;
    for (i, &group) in groups.iter().enumerate().rev() {
        if group == 0 {
            // 壹亿 and not 壹亿万; a zero group asks for one 零 before the next digit.
            gap = !out.is_empty();
            continue;
        }
        if !out.is_empty() && (gap || group < 1000) {
            out.push('零');
        }
        gap = false;
        let mut zero = false;
        let mut started = false;
        for place in (0..4).rev() {
            let digit = group / 10_usize.pow(place as u32) % 10;
            if digit == 0 {
                zero = started;
                continue;
            }
            if zero {
                out.push('零');
                zero = false;
            }
            started = true;
            out.push(DIGITS[digit]);
            out.push_str(PLACES[place]);
        }
        out.push_str(GROUPS[i]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of 银发〔1997〕393号 附一 as law-cn.md §7 lists them; where the rule leaves 零 to the writer, both stand.
    #[test]
    fn vectors_of_the_payment_rules() {
        let vectors: [(&str, &[&str]); 13] = [
            ("1409.50", &["人民币壹仟肆佰零玖元伍角"]),
            ("6007.14", &["人民币陆仟零柒元壹角肆分"]),
            ("1680.32", &["人民币壹仟陆佰捌拾元零叁角贰分", "人民币壹仟陆佰捌拾元叁角贰分"]),
            ("107000.53", &["人民币壹拾万柒仟元零伍角叁分", "人民币壹拾万零柒仟元伍角叁分"]),
            ("16409.02", &["人民币壹万陆仟肆佰零玖元零贰分"]),
            ("325.04", &["人民币叁佰贰拾伍元零肆分"]),
            ("10.00", &["人民币壹拾元整"]),
            ("100000", &["人民币壹拾万元整"]),
            ("0.05", &["人民币伍分"]),
            ("0", &["人民币零元整"]),
            ("100000000", &["人民币壹亿元整"]),
            ("100000001", &["人民币壹亿零壹元整"]),
            ("1000200030.40", &["人民币壹拾亿零贰拾万零叁拾元肆角"]),
        ];
        for (amount, accepted) in vectors {
            let words = in_words(amount.parse().unwrap());
            assert!(accepted.contains(&words.as_str()), "{amount}: {words}");
        }
    }
}
