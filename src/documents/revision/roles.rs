//! Who someone is in the case: 原告 that became 被告, 保证人 that became 债务人. A role counts where the words on both sides
//! of it stayed; elsewhere the sentence is another one.

use super::judge::{Flag, Verdict};
use super::values::{Sort, Value};
use crate::press::docx::{Piece, pieces};

/// The words for it.
const ROLES: [&str; 24] = [
    "原告",
    "被告",
    "第三人",
    "上诉人",
    "被上诉人",
    "申请人",
    "被申请人",
    "申请执行人",
    "被执行人",
    "连带责任保证人",
    "保证人",
    "担保人",
    "债务人",
    "债权人",
    "借款人",
    "共同借款人",
    "共同债务人",
    "共同还款人",
    "抵押人",
    "出质人",
    "出借人",
    "贷款人",
    "出租人",
    "承租人",
];
/// What stands for a role, and for any other value.
const ROLE: char = '\u{E000}';
const VALUE: char = '\u{E001}';

/// Roles that are others now.
pub(super) fn changed(before: &str, after: &str, old: &[Value], new: &[Value]) -> Vec<Flag> {
    let given = [before, after].concat();
    let ((before, was), (after, is)) = (marked(before, old), marked(after, new));
    if was.is_empty() || is.is_empty() {
        return Vec::new();
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    for piece in pieces(&before, &after) {
        let count = |text: &str| text.matches(ROLE).count();
        let text = match &piece {
            Piece::Same(text) => text,
            Piece::Other(gone, here) => {
                (i, j) = (i + count(gone), j + count(here));
                continue;
            }
        };
        let characters: Vec<char> = text.chars().collect();
        for (at, _) in characters.iter().enumerate().filter(|(_, c)| **c == ROLE) {
            let held = |inside: bool, edge: bool| inside || edge;
            let left = held(at > 0, before.starts_with(text.as_str()) && after.starts_with(text.as_str()));
            let right = held(
                at + 1 < characters.len(),
                before.ends_with(text.as_str()) && after.ends_with(text.as_str()),
            );
            if let (Some(was), Some(is)) = (was.get(i), is.get(j))
                && left
                && right
                && another(was, is, &given)
            {
                let (before, after) = (Some(was.clone()), Some(is.clone()));
                out.push(Flag { sort: Sort::Role, verdict: Verdict::Differs, before, after, field: None });
            }
            (i, j) = (i + 1, j + 1);
        }
    }
    out
}

/// Whether it is another role, or a name that has another one here.
fn another(was: &Value, is: &Value, given: &str) -> bool {
    let (role, name) = match (was.sort, is.sort) {
        (Sort::Role, Sort::Role) => return was.key != is.key,
        (Sort::Role, Sort::Name) => (was, is),
        (Sort::Name, Sort::Role) => (is, was),
        _ => return false,
    };
    let of_name = |role: &str| given.contains(&format!("{role}{}", name.key));
    ROLES.iter().any(|role| of_name(role))
        && !ROLES.iter().any(|other| of_name(other) && role.key.starts_with(other))
}

/// A text with a mark for each role, name and other value; and the roles and names.
fn marked(text: &str, values: &[Value]) -> (String, Vec<Value>) {
    let characters: Vec<char> = text.chars().collect();
    let (mut out, mut roles) = (String::new(), Vec::new());
    let mut values = values.iter().filter(|value| value.sort != Sort::Figure).peekable();
    let mut at = 0;
    while at < characters.len() {
        while values.peek().is_some_and(|value| value.end <= at) {
            values.next();
        }
        if let Some(value) = values.peek().filter(|value| value.start == at) {
            // 被告赵示例 is one who takes part, and so are 被告 and 赵示例.
            match value.sort {
                Sort::Name if out.ends_with(ROLE) => {}
                Sort::Name => {
                    out.push(ROLE);
                    roles.push((*value).clone());
                }
                _ => out.push(VALUE),
            }
            at = value.end;
            continue;
        }
        let stands = |word: &&&str| word.chars().enumerate().all(|(n, c)| characters.get(at + n) == Some(&c));
        let Some(role) = ROLES.iter().filter(stands).max_by_key(|role| role.chars().count()) else {
            out.push(characters[at]);
            at += 1;
            continue;
        };
        let start = at;
        at += role.chars().count();
        // 被告一, but 被告一次性.
        let ordinal = characters.get(at).is_some_and(|c| "一二三四五六七八九123456789".contains(*c))
            && !characters.get(at + 1).is_some_and(|c| "次直并起同般方审旦切致些".contains(*c));
        at += usize::from(ordinal);
        let said: String = characters[start..at].iter().collect();
        roles.push(Value { sort: Sort::Role, key: said.clone(), text: said, start, end: at, party: false });
        out.push(ROLE);
    }
    (out, roles)
}
