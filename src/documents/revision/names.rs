//! Names and addresses in a text: those that the facts hold, those that stand where a party's stands, and organisations,
//! which end alike.

use super::values::{Sort, Value};

/// What stands before a party's name in a document; a number may follow it.
const PARTIES: [&str; 26] = [
    "原告",
    "被告",
    "第三人",
    "上诉人",
    "被上诉人",
    "申请人",
    "被申请人",
    "申请执行人",
    "被执行人",
    "委托人",
    "受托人",
    "具状人",
    "致",
    "法定代表人",
    "负责人",
    "经营者",
    "委托诉讼代理人",
    "委托代理人",
    "保证人",
    "担保人",
    "债务人",
    "债权人",
    "借款人",
    "共同借款人",
    "抵押人",
    "出质人",
];
/// What stands before other names.
const OTHERS: [&str; 5] = ["工作单位", "户名", "开户行", "开户银行", "收款人"];
/// What stands before an address.
const PLACES: [&str; 7] = ["住所地", "住所", "住址", "经常居住地", "送达地址为", "送达地址", "地址"];
/// How organisations end.
const ENDS: [&str; 9] =
    ["有限公司", "有限责任公司", "律师事务所", "人民法院", "仲裁委员会", "支行", "分行", "分公司", "信用社"];
/// Characters that end what is before the name of an organisation.
const STOPS: &str = "与和由向对将被告原诉请求判令在自系为及的因至从经据依权是该贵本于并而给就把同或即称";
/// The longest name, in characters.
const LONGEST: usize = 60;

fn han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c) || ('\u{20000}'..='\u{3ffff}').contains(&c)
}

fn stands(text: &[char], at: usize, word: &str) -> Option<usize> {
    let mut end = at;
    for c in word.chars() {
        (text.get(end) == Some(&c)).then_some(())?;
        end += 1;
    }
    Some(end)
}

fn value(text: &[char], sort: Sort, start: usize, end: usize, party: bool) -> Value {
    let said: String = text[start..end].iter().collect();
    Value { sort, key: said.clone(), text: said, start, end, party }
}

/// Names and addresses after the words that announce them.
pub(super) fn announced(text: &[char]) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let begins = at == 0 || !text[at - 1].is_alphanumeric();
        match if begins { name_after(text, at).or_else(|| place_after(text, at)) } else { None } {
            Some(value) => {
                at = value.end;
                found.push(value);
            }
            None => at += 1,
        }
    }
    found
}

fn name_after(text: &[char], at: usize) -> Option<Value> {
    let longest = |words: &[&str]| words.iter().filter_map(|word| stands(text, at, word)).max();
    let (party, mut end) = match (longest(&PARTIES), longest(&OTHERS)) {
        (Some(end), _) => (true, end),
        (None, end) => (false, end?),
    };
    end += text[end..].iter().take(2).take_while(|c| "一二三四五六七八九十0123456789".contains(**c)).count();
    if matches!(text.get(end), Some('（' | '(')) {
        end += text[end..].iter().take(20).position(|c| matches!(c, '）' | ')'))? + 1;
    }
    let spaces =
        |from: usize| from + text[from..].iter().take_while(|c| c.is_whitespace() && **c != '\n').count();
    end = spaces(end);
    matches!(text.get(end), Some('：' | ':')).then_some(())?;
    let start = spaces(end + 1);
    let length = text[start..].iter().take_while(|c| !"，,（(。；;、\n\t".contains(**c)).count();
    let length = length - text[start..start + length].iter().rev().take_while(|c| c.is_whitespace()).count();
    (2..=LONGEST).contains(&length).then(|| value(text, Sort::Name, start, start + length, party))
}

fn place_after(text: &[char], at: usize) -> Option<Value> {
    let long = PLACES.iter().filter_map(|word| stands(text, at, word)).max();
    let mut start = long.or_else(|| stands(text, at, "住"))?;
    start += text[start..].iter().take_while(|c| "：: ".contains(**c)).count();
    let length = text[start..].iter().take_while(|c| !"，,（(。；;、\n\t".contains(**c)).count();
    let said = &text[start..start + length];
    let place = said.iter().any(|c| "省市区县州旗".contains(*c));
    ((5..=LONGEST * 2).contains(&length) && place)
        .then(|| value(text, Sort::Address, start, start + length, false))
}

/// Organisations, known or not, by how they end.
pub(super) fn organisations(text: &[char]) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for at in 0..text.len() {
        let Some(end) = ENDS.iter().filter_map(|word| stands(text, at, word)).max() else { continue };
        let of_name = |c: &&char| han(**c) && !STOPS.contains(**c) || "（）()".contains(**c);
        let least = found.last().map_or(0, |last| last.end).max(at.saturating_sub(24));
        let before = text[least.min(at)..at].iter().rev().take_while(of_name).count();
        let start = at - before + text[at - before..at].iter().take_while(|c| "（）()".contains(**c)).count();
        let named: String = text[start..end].iter().collect();
        // 最高人民法院 is in the title of its rules.
        if start + 1 < at && named != "最高人民法院" {
            found.push(value(text, Sort::Name, start, end, false));
        }
    }
    found
}

/// Known names, addresses and numbers of contracts, the longer before the shorter. What goes on as a longer one is that.
pub(super) fn known(text: &[char], literals: &[(Sort, Vec<char>)]) -> Vec<Value> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let here = literals.iter().find(|(sort, said)| {
            let end = at + said.len();
            text[at..].starts_with(said)
                && (*sort == Sort::Name
                    || !(joined(text, at)
                        || said.last().is_some_and(char::is_ascii_alphanumeric) && joined(text, end)))
        });
        let Some((sort, said)) = here else {
            at += 1;
            continue;
        };
        let mut end = at + said.len();
        if *sort == Sort::Address {
            let more =
                |c: &&char| c.is_ascii_alphanumeric() || "号栋幢楼层室单元座弄之甲乙丙丁-".contains(**c);
            end += text[end..].iter().take_while(more).count();
        }
        found.push(value(text, *sort, at, end, false));
        at = end;
    }
    found
}

/// Whether Latin letters or digits go on here.
fn joined(text: &[char], at: usize) -> bool {
    let is = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(char::is_ascii_alphanumeric);
    is(at.checked_sub(1)) && is(Some(at))
}

/// All of them; where two overlap, what was announced goes before what is known, and that before what only ends like one.
pub(super) fn all(text: &[char], literals: &[(Sort, Vec<char>)]) -> Vec<Value> {
    let overlap = |a: &Value, b: &Value| a.start < b.end && b.start < a.end;
    let mut out = announced(text);
    for literal in known(text, literals) {
        if !out.iter().any(|other| overlap(other, &literal)) {
            out.push(literal);
        }
    }
    for organisation in organisations(text) {
        let mut touched: Vec<usize> = (0..out.len()).filter(|&at| overlap(&out[at], &organisation)).collect();
        let one = touched.pop().filter(|_| touched.is_empty());
        match one.map(|at| (at, out[at].clone())) {
            None if touched.is_empty() => out.push(organisation),
            // A branch of the company, or a name with a character before it.
            Some((at, inner)) if inner.sort == Sort::Name && !inner.party => {
                let longer = organisation.end > inner.end || organisation.start + 1 == inner.start;
                let start =
                    if organisation.start + 1 == inner.start { organisation.start } else { inner.start };
                if longer {
                    out[at] = value(text, Sort::Name, start, organisation.end.max(inner.end), false);
                }
            }
            _ => {}
        }
    }
    out.sort_by_key(|value| value.start);
    out
}
