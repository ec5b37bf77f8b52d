//! Sums in words (大写), as 支付结算办法 (银发〔1997〕393号, 附一) has them written, read back.

use crate::domain::money::Amount;
use crate::domain::words::in_words;

/// The value of a character in a sum in words: a digit, with the variants that are written for it.
fn digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '壹' | '一' | '壱' | '弌' => 1,
        '贰' | '二' | '两' | '貳' | '貮' | '弍' | '弐' => 2,
        '叁' | '三' | '叄' | '參' | '参' | '弎' => 3,
        '肆' | '四' => 4,
        '伍' | '五' => 5,
        '陆' | '六' | '陸' => 6,
        '柒' | '七' => 7,
        '捌' | '八' => 8,
        '玖' | '九' => 9,
        _ => return None,
    })
}

/// A place below 万 with its power of ten.
fn place(c: char) -> Option<i64> {
    Some(match c {
        '拾' | '十' => 10,
        '佰' | '百' | '陌' => 100,
        '仟' | '千' | '阡' => 1000,
        _ => return None,
    })
}

/// Capital numerals from one to nine: no other word is written with them, 参 apart.
pub(super) fn capital(c: char) -> bool {
    !everyday(c) && digit(c).is_some_and(|digit| digit > 0)
}

/// Numerals of everyday, 十 and the like among them.
pub(super) fn everyday(c: char) -> bool {
    "一二三四五六七八九十百千两".contains(c)
}

/// Whether a character can stand in a sum in words. Everyday numerals cannot: 三 is in too many other words.
pub(super) fn of_words(c: char) -> bool {
    !everyday(c) && (digit(c).is_some() || place(c).is_some() || "万萬亿億元圆圓角分整正负".contains(c))
}

/// Whether a sum in words is as the rules would have it, but for 零 and 整: so that `叁佰仟元` and `捌仟叁万` are none.
fn well_formed(words: &str, amount: Amount) -> bool {
    let plain = |words: &str| -> String {
        let said = words.replace("人民币", "");
        let kept = said.trim_start_matches('负').chars().filter(|c| !"零〇○整正".contains(*c));
        let one = |c: char| match c {
            '萬' => '万',
            '億' => '亿',
            '圆' | '圓' => '元',
            c => match (digit(c), place(c)) {
                (Some(digit), _) => char::from_digit(digit.unsigned_abs() as u32, 10).unwrap_or(c),
                (_, Some(10)) => '十',
                (_, Some(100)) => '百',
                (_, Some(_)) => '千',
                _ => c,
            },
        };
        let said: String = kept.map(one).collect();
        // 十二 is 一十二.
        if said.starts_with('十') { format!("1{said}") } else { said }
    };
    let said = plain(words);
    let said = if said.contains(['元', '角', '分']) { said } else { said + "元" };
    said == plain(&in_words(amount)) || amount.is_zero()
}

/// Where a text holds what is meant as a sum in words and is none, or mixes capital numerals with those of everyday.
pub(super) fn malformed(text: &[char]) -> Vec<(usize, usize)> {
    let numeral = |c: char| of_words(c) || everyday(c);
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let length = text[at..].iter().take_while(|c| numeral(**c)).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let run = &text[at..at + length];
        let capitals = run.iter().filter(|c| capital(**c)).count();
        let places = run
            .windows(2)
            .filter(|w| digit(w[0]).is_some() && (place(w[1]).is_some() || "万萬亿億".contains(w[1])));
        let named = at >= 3 && text[at - 3..at] == ['人', '民', '币'];
        let unit = run.iter().any(|c| "元圆圓角".contains(*c));
        let mixed = run.iter().any(|c| everyday(*c));
        // 壹式贰份, 参加 and 壹仟贰佰份 are no sums.
        let copies =
            text.get(at + length).is_some_and(|c| "份个条页张套年月日名人次股倍台辆吨户".contains(*c));
        let meant = capitals > 0 && (unit || named || places.count() > 1 && !copies);
        let words: String = run.iter().collect();
        if meant && (mixed || in_figures(&words).is_none()) {
            found.push((at, at + length));
        }
        at += length;
    }
    found
}

/// Reads a sum in words: `人民币叁万捌仟陆佰伍拾贰元肆角壹分`, with 圆 or 元, 整 or 正. `None` where it is none, or is
/// written so that it could be read in two ways.
pub fn in_figures(words: &str) -> Option<Amount> {
    read(words).filter(|amount| well_formed(words, *amount))
}

fn read(words: &str) -> Option<Amount> {
    let words = words.trim_start_matches("人民币");
    let (sign, words) = words.strip_prefix('负').map_or((1, words), |rest| (-1, rest));
    let (yuan, rest) = match words.split_once(['元', '圆', '圓']) {
        Some((yuan, rest)) => (whole(yuan)?, rest),
        None => (0, words),
    };
    let mut fen = yuan.checked_mul(100)?;
    let (mut held, mut seen) = (None, yuan > 0 || words.contains(['元', '圆', '圓']));
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
                '万' | '萬' => 10_000,
                '亿' | '億' => 100_000_000,
                _ => return None,
            };
            let here = group + held.take().unwrap_or(0);
            total = (total + here).checked_mul(scale).filter(|_| scale == 100_000_000).or_else(|| {
                let (high, low) = (total / 100_000_000 * 100_000_000, total % 100_000_000);
                (low == 0).then_some(high + here * scale)
            })?;
            group = 0;
        }
    }
    total.checked_add(group + held.unwrap_or(0))
}
