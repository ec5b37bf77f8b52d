//! Numbers of people inside any text: identity and card numbers, mobile telephones, mailboxes. What a masked document
//! must not show even where nobody said that it stands there: in a summary of a call, in a title.

use std::collections::BTreeSet;

use crate::domain::Case;
use crate::domain::identity::mask;

/// Masks what looks like such a number, unless it is one of the creditor's or counsel's own, which are public.
pub(super) fn masked(text: &str, public: &BTreeSet<String>) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let begins = at == 0 || !part_of_word(characters[at - 1]);
        let end =
            if begins { number(&characters[at..]).or_else(|| mailbox(&characters[at..])) } else { None };
        match end {
            Some(length) => {
                let found: String = characters[at..at + length].iter().collect();
                let compact: String = found.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
                match () {
                    () if public.contains(&compact) => out.push_str(&found),
                    () if found.contains('@') => out.push_str(&mask::email(&found)),
                    () if compact.len() == 11 => out.push_str(&mask::phone(&compact)),
                    () => out.push_str(&mask::number(&compact)),
                }
                at += length;
            }
            None => {
                out.push(characters[at]);
                at += 1;
            }
        }
    }
    out
}

/// What is part of a longer number or name, so that none begins after it.
fn part_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+')
}

/// Length of the number that the text begins with: 18 characters of an identity number (15 in old ones), 16 to 19 of a
/// card, also in groups of four, 11 of a mobile telephone, also as 3-4-4. An amount is none.
pub(super) fn number(text: &[char]) -> Option<usize> {
    let mut groups = Vec::new();
    let mut at = 0;
    loop {
        let digits = text[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        if digits == 0 {
            break;
        }
        groups.push(digits);
        at += digits;
        let more = text.get(at + 1).is_some_and(char::is_ascii_digit);
        if !more || !matches!(text.get(at), Some(' ' | '-')) {
            break;
        }
        at += 1;
    }
    let &first = groups.first()?;
    let ended = |at: usize| match text.get(at) {
        None => true,
        Some('.') => !text.get(at + 1).is_some_and(char::is_ascii_digit),
        Some(c) => !c.is_ascii_alphanumeric() && *c != '@',
    };
    let mobile = text[0] == '1' && matches!(text.get(1), Some('3'..='9'));
    let sum: usize = groups.iter().sum();
    let fours = groups.len() > 2 && groups[..groups.len() - 1].iter().all(|n| *n == 4);
    if groups.len() > 1
        && ended(at)
        && ((fours && (16..=19).contains(&sum)) || (mobile && groups == [3, 4, 4]))
    {
        return Some(at);
    }
    if first == 17 && matches!(text.get(17), Some('X' | 'x')) && ended(18) {
        return Some(18);
    }
    ((matches!(first, 15..=19) || (first == 11 && mobile)) && ended(first)).then_some(first)
}

/// Length of the mailbox that the text begins with.
pub(super) fn mailbox(text: &[char]) -> Option<usize> {
    let of_name = |c: &&char| c.is_ascii_alphanumeric() || matches!(**c, '.' | '_' | '%' | '+' | '-');
    let name = text.iter().take_while(of_name).count();
    let domain = text.get(name).filter(|c| name > 0 && **c == '@').map(|_| text[name + 1..].iter())?;
    let domain: Vec<char> = domain.take_while(of_name).copied().collect();
    let length = domain.iter().rposition(char::is_ascii_alphanumeric).map_or(0, |last| last + 1);
    domain[..length].contains(&'.').then_some(name + 1 + length)
}

/// Numbers and mailboxes that are no secret of the debtors: those of creditor, handler and counsel.
pub(super) fn public(case: &Case) -> BTreeSet<String> {
    let creditor = case.creditor.iter().flat_map(|c| {
        [&c.uscc, &c.phone, &c.email].into_iter().flatten().chain(c.bank_account.iter().map(|a| &a.number))
    });
    let counsel = case.counsel.iter().flat_map(|c| [&c.licence, &c.phone, &c.email].into_iter().flatten());
    let handler = case.handler.iter().filter_map(|h| h.email.as_ref());
    let companies =
        case.debtors.iter().filter(|d| d.is_company()).filter_map(|d| Some(&d.id.as_ref()?.number));
    let all = creditor.chain(counsel).chain(handler).chain(companies);
    all.map(|text| text.chars().filter(|c| !matches!(c, ' ' | '-')).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Masks as in the command-line contract; the identity and card numbers are those of the worked cases.
    #[test]
    fn numbers_inside_sentences() {
        let public = BTreeSet::from(["11101201510000000".to_owned(), "wang@law.example".to_owned()]);
        for (text, expected) in [
            ("其表亲（13800000009）称", "其表亲（138****0009）称"),
            ("电话138-0000-0009、138 0000 0009。", "电话138****0009、138****0009。"),
            ("证号110101198503153011，", "证号110101********3011，"),
            ("证号11010119850315302X", "证号110101********302X"),
            ("卡6225 8801 2345 6783", "卡622588******6783"),
            ("写信至li.si+1@example.com。", "写信至l***@example.com。"),
            ("li@example.com", "l***@example.com"),
        ] {
            assert_eq!(masked(text, &public), expected);
        }
        for same in [
            "2026-06-30 2026-07-01",
            "2026-03-02 10:15",
            "本金38652.41元",
            "合计12345678901234567.00元",
            "（2026）京0102民初21873号",
            "执业证号11101201510000000",
            "wang@law.example",
            "编号HT2021045613800000001",
            "010-00000000",
            "快递EA123456789CN",
            "25012345678 12011111111",
            "@ a@ @b a@b",
        ] {
            assert_eq!(masked(same, &public), same);
        }
    }
}
