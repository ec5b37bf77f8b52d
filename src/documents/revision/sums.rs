//! Sums in words (大写), as 支付结算办法 (银发〔1997〕393号, 附一) has them written, read back.

use crate::domain::money::Amount;

/// The value of a character in a sum in words: a digit, or a place below 万 with its power of ten.
fn digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' => 0,
        '壹' | '一' => 1,
        '贰' | '二' | '两' => 2,
        '叁' | '三' => 3,
        '肆' | '四' => 4,
        '伍' | '五' => 5,
        '陆' | '六' => 6,
        '柒' | '七' => 7,
        '捌' | '八' => 8,
        '玖' | '九' => 9,
        _ => return None,
    })
}

fn place(c: char) -> Option<i64> {
    Some(match c {
        '拾' | '十' => 10,
        '佰' | '百' => 100,
        '仟' | '千' => 1000,
        _ => return None,
    })
}

/// Whether a character can stand in a sum in words. Everyday numerals cannot: 三 is in too many other words.
pub(super) fn of_words(c: char) -> bool {
    "零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正负".contains(c)
}

/// Reads a sum in words: `人民币叁万捌仟陆佰伍拾贰元肆角壹分`, with 圆 or 元, 整 or 正. `None` where it is none, or is
/// written so that it could be read in two ways.
pub fn in_figures(words: &str) -> Option<Amount> {
    let words = words.trim_start_matches("人民币");
    let (sign, words) = words.strip_prefix('负').map_or((1, words), |rest| (-1, rest));
    let (yuan, rest) = match words.split_once(['元', '圆']) {
        Some((yuan, rest)) => (whole(yuan)?, rest),
        None => (0, words),
    };
    let mut fen = yuan.checked_mul(100)?;
    let (mut held, mut seen) = (None, yuan > 0 || words.contains(['元', '圆']));
    for c in rest.trim_end_matches(['整', '正']).chars() {
        match c {
            '角' => fen += held.take()? * 10,
            '分' => fen += held.take()?,
            c => {
                let digit = digit(c)?;
                if held.replace(digit).is_some_and(|before| before != 0) {
                    return None;
                }
                continue;
            }
        }
        seen = true;
    }
    (seen && held.is_none_or(|left| left == 0)).then(|| Amount::from_fen(sign * fen))
}

/// A whole number in words. Two digits without a place between them are none.
pub(super) fn whole(words: &str) -> Option<i64> {
    if words.is_empty() {
        return None;
    }
    let (mut total, mut group, mut held) = (0_i64, 0_i64, None::<i64>);
    for c in words.chars() {
        if let Some(digit) = digit(c) {
            if held.replace(digit).is_some_and(|before| before != 0) {
                return None;
            }
        } else if let Some(place) = place(c) {
            // 十二 is 一十二.
            group += held.take().filter(|d| *d > 0).unwrap_or(1) * place;
        } else {
            let scale = match c {
                '万' => 10_000,
                '亿' => 100_000_000,
                _ => return None,
            };
            let here = group + held.take().unwrap_or(0);
            total = (total + here).checked_mul(scale).filter(|_| c == '亿').or_else(|| {
                let (high, low) = (total / 100_000_000 * 100_000_000, total % 100_000_000);
                (low == 0).then_some(high + here * scale)
            })?;
            group = 0;
        }
    }
    total.checked_add(group + held.unwrap_or(0))
}
