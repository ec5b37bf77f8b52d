//! A reasoning in words: as a tree for people, in the order of the steps for programs.

use crate::rules::Reason;

/// Every step, each before those it rests on.
pub fn flat(because: &[Reason]) -> Vec<&Reason> {
    because.iter().flat_map(|r| std::iter::once(r).chain(flat(&r.because))).collect()
}

/// The steps, each indented below the one that rests on it, with its source.
pub fn tree(because: &[Reason]) -> String {
    let mut out = String::new();
    grow(because, "", &mut out);
    out
}

fn grow(because: &[Reason], indent: &str, out: &mut String) {
    for (i, reason) in because.iter().enumerate() {
        let last = i + 1 == because.len();
        let (branch, stem) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        out.push_str(&format!("{indent}{branch}{}", reason.detail));
        if !reason.source.is_empty() {
            out.push_str(&format!("  [{}]", reason.source));
        }
        out.push('\n');
        grow(&reason.because, &format!("{indent}{stem}"), out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_stands_above_what_it_rests_on() {
        let leaf = Reason::new("b", "乙法第1条", "二");
        let root = Reason { because: vec![leaf], ..Reason::new("a", "", "一") };
        assert_eq!(
            tree(&[root.clone(), Reason::new("c", "", "三")]),
            "├─ 一\n│  └─ 二  [乙法第1条]\n└─ 三\n"
        );
        let rules: Vec<&str> = flat(std::slice::from_ref(&root)).iter().map(|r| r.rule.as_str()).collect();
        assert_eq!(rules, ["a", "b"]);
    }
}
