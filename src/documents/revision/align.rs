//! Which value of a passage became which: by what stands before it (本金, 利息), then by their order. As sets, two sums
//! that changed places would be the same.

use std::collections::{BTreeMap, BTreeSet};

use super::values::{Family, Value};

/// Two values of one family that stand for one another; where one is missing, the other is new or gone.
pub(super) type Pair = (Option<Value>, Option<Value>);

/// More pairs than this are not weighed one by one.
const MOST_PAIRS: usize = 1_000_000;
/// As many characters before a value tell what it is.
const LABEL: usize = 6;

/// A value with what stands before it.
#[derive(Clone, Debug)]
struct Told {
    value: Value,
    label: String,
}

/// The pairs of values that differ, in the order of the passage.
pub(super) fn differing(before: &str, after: &str, old: &[Value], new: &[Value]) -> Vec<Pair> {
    let families = [
        Family::Amount,
        Family::Date,
        Family::Rate,
        Family::Number,
        Family::Name,
        Family::Address,
        Family::Figure,
    ];
    let mut out = Vec::new();
    for family in families {
        let (old, new) = (told(before, old, family), told(after, new, family));
        out.extend(of_family(old, new, family));
    }
    let place = |pair: &Pair| match pair {
        (_, Some(value)) | (Some(value), None) => value.start,
        (None, None) => 0,
    };
    out.sort_by_key(place);
    out
}

fn told(text: &str, values: &[Value], family: Family) -> Vec<Told> {
    let characters: Vec<char> = text.chars().collect();
    let mut end = 0;
    let mut out = Vec::new();
    for value in values {
        if value.sort.family() == family {
            out.push(Told { value: value.clone(), label: label(&characters[end..value.start]) });
        }
        end = value.end;
    }
    out
}

/// The last words before a value, without 为, 共计 and the like.
fn label(before: &[char]) -> String {
    let mut end = before.len();
    loop {
        let filler = before[..end].iter().rev().take_while(|c| "为是计共约即：:￥¥ ".contains(**c)).count();
        let money = usize::from(before[..end - filler].ends_with(&['人', '民', '币'])) * 3;
        end -= filler + money;
        if filler + money == 0 {
            break;
        }
    }
    let word = |c: &&char| c.is_alphanumeric() && !c.is_ascii();
    let length = before[..end].iter().rev().take_while(word).take(LABEL).count();
    before[end - length..end].iter().collect()
}

/// The last `most` characters of the labels that only one value has, of at least two.
fn unique(of: &[Told], most: usize) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (at, told) in of.iter().enumerate() {
        let length = told.label.chars().count();
        if length > 1 {
            let label = told.label.chars().skip(length.saturating_sub(most)).collect();
            found.entry(label).and_modify(|at| *at = None).or_insert(Some(at));
        }
    }
    found.into_iter().filter_map(|(label, at)| Some((label, at?))).collect()
}

fn of_family(mut old: Vec<Told>, mut new: Vec<Told>, family: Family) -> Vec<Pair> {
    let mut out = Vec::new();
    if family != Family::Figure {
        for most in [LABEL, 2] {
            out.extend(by_label(&mut old, &mut new, most));
        }
    }
    let values = |told: Vec<Told>| -> Vec<Value> { told.into_iter().map(|told| told.value).collect() };
    out.extend(by_order(&values(old), &values(new)));
    out
}

/// Takes out what is the same after the same words; and where the words and the values are all still there but stand
/// otherwise together, what changed places.
fn by_label(old: &mut Vec<Told>, new: &mut Vec<Told>, most: usize) -> Vec<Pair> {
    let (a, b) = (unique(old, most), unique(new, most));
    let keys = |of: &[Told]| -> BTreeSet<String> { of.iter().map(|told| told.value.key.clone()).collect() };
    let (keys_old, keys_new) = (keys(old), keys(new));
    let (mut settled_old, mut settled_new, mut out) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (label, &i) in &a {
        let Some(&j) = b.get(label) else { continue };
        let (was, is) = (&old[i].value, &new[j].value);
        let same = was.key == is.key;
        let exchanged = !same && keys_new.contains(&was.key) && keys_old.contains(&is.key);
        if same || exchanged {
            settled_old.insert(i);
            settled_new.insert(j);
        }
        if exchanged {
            out.push((Some(was.clone()), Some(is.clone())));
        }
    }
    let keep = |of: &mut Vec<Told>, settled: &BTreeSet<usize>| {
        let mut at = 0;
        of.retain(|_| {
            at += 1;
            !settled.contains(&(at - 1))
        });
    };
    keep(old, &settled_old);
    keep(new, &settled_new);
    out
}

/// What differs by order: as many as can be stay what they are, the same way of writing before another.
fn by_order(old: &[Value], new: &[Value]) -> Vec<Pair> {
    let equal = |a: &Value, b: &Value| a.key == b.key;
    let head = old.iter().zip(new).take_while(|(a, b)| equal(a, b)).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| equal(a, b)).count();
    // 1.00元（壹元） → 2.00元（壹元）: what is written alike stays.
    let tail = if old.len() == new.len() { tail } else { 0 };
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let sorted = |of: &[Value]| -> Vec<String> {
        let mut keys: Vec<String> = of.iter().map(|value| value.key.clone()).collect();
        keys.sort_unstable();
        keys
    };
    let one_by_one = || -> Vec<Pair> {
        let pairs = (0..old.len().max(new.len())).map(|at| (old.get(at).cloned(), new.get(at).cloned()));
        pairs.filter(|pair| !matches!(pair, (Some(a), Some(b)) if equal(a, b))).collect()
    };
    let (n, m) = (old.len(), new.len());
    if n.saturating_mul(m) > MOST_PAIRS || (n == m && sorted(old) == sorted(new)) {
        return one_by_one();
    }
    let weight = |a: &Value, b: &Value| match () {
        () if a.text == b.text => 1_001,
        () if equal(a, b) => 1_000,
        () if a.sort == b.sort => 2,
        () => 1,
    };
    let at = |i: usize, j: usize| i * (m + 1) + j;
    let mut best = vec![0_u32; (n + 1) * (m + 1)];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let both = weight(&old[i], &new[j]) + best[at(i + 1, j + 1)];
            best[at(i, j)] = both.max(best[at(i + 1, j)]).max(best[at(i, j + 1)]);
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < n || j < m {
        if i < n && j < m && best[at(i, j)] == weight(&old[i], &new[j]) + best[at(i + 1, j + 1)] {
            if !equal(&old[i], &new[j]) {
                out.push((Some(old[i].clone()), Some(new[j].clone())));
            }
            (i, j) = (i + 1, j + 1);
        } else if j == m || i < n && best[at(i, j)] == best[at(i + 1, j)] {
            out.push((Some(old[i].clone()), None));
            i += 1;
        } else {
            out.push((None, Some(new[j].clone())));
            j += 1;
        }
    }
    out
}
