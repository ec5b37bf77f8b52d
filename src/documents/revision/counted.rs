//! What has a number without being a sum, a day or a rate: contracts, receipts, telephones of a town; days, articles,
//! copies; sums and days in everyday words.

use rust_decimal::Decimal;

use super::sums;
use super::values::{Read, Sort};
use crate::domain::money::Amount;

/// What is counted, so that `三年` and `3年` are the same.
const COUNTED: &str = "年月日天倍条款项份个期次号%";

/// `0571-00000000`, `400-000-0000`.
pub(super) fn telephone(text: &[char]) -> Option<Read> {
    let length = text.iter().take_while(|c| c.is_ascii_digit() || **c == '-').count();
    let said: String = text[..length].iter().collect();
    let groups: Vec<&str> = said.split('-').collect();
    let town = matches!(groups.as_slice(), [area, number, ..]
        if area.starts_with('0') && matches!(area.len(), 3 | 4) && matches!(number.len(), 7 | 8));
    let hotline = matches!(groups.as_slice(), ["400" | "800", a, b] if a.len() + b.len() == 7);
    (town || hotline).then(|| (Sort::Phone, said.replace('-', ""), length))
}

/// `HT-2021-0456`, `JJ2024052000317`, `310002`, `第0317号`: at least four digits with a letter or a hyphen, or five.
pub(super) fn reference(text: &[char], before: Option<char>) -> Option<Read> {
    let inner = |at: usize| {
        let next = text.get(at + 1).is_some_and(char::is_ascii_alphanumeric);
        text.get(at).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/') && next)
    };
    let length = (0..text.len()).take_while(|&at| inner(at)).count();
    let said = &text[..length];
    let digits = said.iter().filter(|c| c.is_ascii_digit()).count();
    let others = length - digits;
    let numbered = before == Some('第') && text.get(length) == Some(&'号') && digits > 2;
    let point = text.get(length) == Some(&'.') && text.get(length + 1).is_some_and(char::is_ascii_digit);
    let good = (digits > 3 && others > 0 || digits > 4 || numbered) && !point;
    let sort = if others == 0 && digits > 11 { Sort::Card } else { Sort::Reference };
    good.then(|| (sort, said.iter().collect::<String>().to_ascii_uppercase(), length))
}

/// `360日`, `14条`, `1.5倍`.
pub(super) fn in_digits(text: &[char]) -> Option<Read> {
    let point = |at: usize| {
        text.get(at) == Some(&'.')
            && text.get(at + 1).is_some_and(char::is_ascii_digit)
            && !text[..at].contains(&'.')
    };
    let length = (0..text.len()).take_while(|&at| text[at].is_ascii_digit() || point(at)).count();
    let digits: String = text[..length].iter().collect();
    counted(text, digits.parse().ok()?, length)
}

/// `第三条`, `十二个月`; `三万八千元`; `二〇二六年六月三十日`.
pub(super) fn of_words(text: &[char]) -> Option<Read> {
    let skip = usize::from(text.first() == Some(&'第'));
    if let Some(read) = day(text) {
        return Some(read);
    }
    let numeral = |c: &&char| sums::everyday(**c) || "零〇○万亿".contains(**c);
    let length = text[skip..].iter().take_while(numeral).count();
    let said: String = text[skip..skip + length].iter().collect();
    let number = sums::whole(&said)?;
    if skip == 0 && matches!(text.get(length), Some('元' | '圆')) {
        let amount = Amount::from_fen(number.checked_mul(100)?);
        return Some((Sort::Amount, amount.to_string(), length + 1));
    }
    counted(text, Decimal::from(number), skip + length)
}

/// A number with what it counts. 一 alone is in too many words.
fn counted(text: &[char], number: Decimal, length: usize) -> Option<Read> {
    let mut end = length;
    if text.get(end) == Some(&'个') && text.get(end + 1).is_some_and(|c| "月".contains(*c)) {
        end += 1;
    }
    let unit = text.get(end).filter(|c| COUNTED.contains(**c));
    if unit.is_none() && !text.first().is_some_and(char::is_ascii_digit) {
        return None;
    }
    let end = end + usize::from(unit.is_some());
    let unit = unit.map(|c| if *c == '天' { '日' } else { *c }).map_or_else(String::new, String::from);
    Some((Sort::Figure, format!("{}{unit}", number.normalize()), end))
}

/// A day in everyday words.
fn day(text: &[char]) -> Option<Read> {
    let digit = |c: &char| {
        if "〇○零".contains(*c) { Some(0) } else { sums::whole(&c.to_string()).filter(|d| *d < 10) }
    };
    let mut year = 0;
    for c in text.get(..4)? {
        year = year * 10 + digit(c)?;
    }
    let mut at = 4;
    let mut part = |from: char, to: char| -> Option<i64> {
        (text.get(at) == Some(&from)).then_some(())?;
        let length = text[at + 1..].iter().take_while(|c| sums::everyday(**c)).count();
        let said: String = text[at + 1..at + 1 + length].iter().collect();
        at += 1 + length;
        (text.get(at) == Some(&to)).then(|| sums::whole(&said))?
    };
    let (month, day) = (part('年', '月')?, part('月', '日')?);
    Some((Sort::Date, format!("{year:04}-{month:02}-{day:02}"), at + 1))
}
