//! How values of facts are read.

use rust_decimal::Decimal;

use super::content::Wording;
use crate::domain::Amount;
use crate::rules::track::Fact;
use crate::rules::track_facts::FactKind;

/// Values and what they are called in Chinese.
type Words = &'static [(&'static str, &'static str)];

/// What the values of choices are called in Chinese, by fact; a fact whose values mean something else at another milestone
/// by `track/milestone/fact`. In English they are words already.
const CHOICES: &[(&str, Words)] = &[
    (
        "arbitration/non-enforcement-decided/outcome",
        &[("rejected", "驳回申请"), ("refused-enforcement", "不予执行")],
    ),
    (
        "arbitration/set-aside-decided/outcome",
        &[("rejected", "驳回申请"), ("set-aside", "撤销裁决"), ("remitted", "重新仲裁")],
    ),
    (
        "changes/bankruptcy-closed/how",
        &[
            ("distributed", "清算分配"),
            ("reorganised", "重整"),
            ("settled", "和解"),
            ("dismissed", "驳回破产申请"),
        ],
    ),
    ("enforcement/act-objection-decided/outcome", &[("rejected", "驳回异议"), ("upheld", "异议成立")]),
    (
        "enforcement/closed/how",
        &[("paid", "执行完毕"), ("terminated", "终结执行"), ("withdrawn", "撤回执行申请")],
    ),
    ("enforcement/sanctioned/what", &[("fine", "罚款"), ("detention", "拘留")]),
    (
        "enforcement/suspended/why",
        &[
            ("creditor-agreed", "申请执行人同意"),
            ("third-party-objection", "案外人异议"),
            ("debtor-died", "被执行人死亡"),
            ("bankruptcy", "被执行人破产"),
            ("retrial", "再审"),
            ("review", "对生效法律文书的其他审查"),
            ("other", "其他"),
        ],
    ),
    (
        "enforcement/third-party-objection-decided/outcome",
        &[("rejected", "驳回异议"), ("upheld", "中止执行该标的")],
    ),
    ("litigation/dismissed/what", &[("suit", "驳回起诉"), ("claims", "驳回诉讼请求")]),
    ("litigation/jurisdiction-decided/outcome", &[("rejected", "驳回异议"), ("upheld", "异议成立")]),
    ("litigation/retrial-decided/outcome", &[("rejected", "驳回再审申请"), ("ordered", "裁定再审")]),
    (
        "litigation/ruling-appeal-decided/outcome",
        &[("upheld", "维持原裁定"), ("changed", "撤销或变更原裁定")],
    ),
    (
        "litigation/second-instance/outcome",
        &[
            ("upheld", "维持原判"),
            ("changed", "改判"),
            ("remanded", "发回重审"),
            ("instructed", "指令审理"),
            ("withdrawn", "撤回上诉"),
        ],
    ),
    (
        "litigation/suspended/why",
        &[
            ("debtor-died", "被告死亡"),
            ("bankruptcy", "被告破产"),
            ("other-case", "另案未结"),
            ("party-cannot-take-part", "当事人不能参加诉讼"),
            ("other", "其他"),
        ],
    ),
    ("preservation/review-decided/outcome", &[("upheld", "维持原裁定"), ("changed", "变更或撤销原裁定")]),
    ("asked_by", &[("debtor", "被执行人"), ("creditor", "申请执行人"), ("court", "法院"), ("other", "其他")]),
    ("asked_by_creditor", YES_NO),
    (
        "asset",
        &[
            ("bank-deposit", "银行存款"),
            ("movable", "动产"),
            ("immovable", "不动产"),
            ("other-right", "其他财产权"),
        ],
    ),
    ("certified", YES_NO),
    ("deemed", &[("fee-unpaid", "未交费"), ("not-appearing", "未到庭")]),
    ("in_absence", YES_NO),
    ("instance", &[("first", "第一审"), ("second", "第二审")]),
    (
        "interest_per",
        &[
            ("day", "日"),
            ("year-360", "年（360日）"),
            ("year-365", "年（365日）"),
            ("year-actual", "年（实际天数）"),
            ("as-claimed", "按合同约定"),
        ],
    ),
    ("interest_lpr_term", &[("1y", "一年期"), ("5y", "五年期以上")]),
    ("procedure", &[("ordinary", "普通程序"), ("summary", "简易程序"), ("small-claims", "小额诉讼程序")]),
    (
        "source",
        &[
            ("deposit", "存款"),
            ("sale", "变价款"),
            ("income", "收入"),
            ("debt", "到期债权"),
            ("other", "其他"),
        ],
    ),
    ("urgent", YES_NO),
];
const YES_NO: Words = &[("yes", "是"), ("no", "否")];

/// A value of this fact of a milestone, `track/milestone`, as it is read: sums grouped, rates in percent, choices in words;
/// anything else as it is.
pub(super) fn told(milestone: &str, fact: &Fact, value: &str, wording: Wording) -> String {
    let read = match fact.kind {
        FactKind::Amount => value.parse::<Amount>().ok().map(|amount| amount.grouped()),
        FactKind::Rate => value.parse::<Decimal>().ok().and_then(percent),
        FactKind::OneOf => {
            let english = value.replace('-', " ");
            chinese(milestone, &fact.name, value).map(|zh| wording([zh, &english]).to_owned())
        }
        _ => None,
    };
    read.unwrap_or_else(|| value.to_owned())
}

/// All digits of a rate.
fn percent(rate: Decimal) -> Option<String> {
    Some(format!("{}%", rate.checked_mul(Decimal::ONE_HUNDRED)?.normalize()))
}

fn chinese(milestone: &str, fact: &str, value: &str) -> Option<&'static str> {
    let here = format!("{milestone}/{fact}");
    let of = |name: &str| CHOICES.iter().find(|(known, _)| *known == name).map(|(_, words)| *words);
    let words = of(&here).or_else(|| of(fact))?;
    words.iter().find(|(id, _)| *id == value).map(|(_, zh)| *zh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rulebook;

    const EN: Wording = |pair| pair[1];
    const ZH: Wording = |pair| pair[0];

    /// Every fact of the rules with its milestone.
    fn facts(rules: &Rulebook) -> impl Iterator<Item = (String, &Fact)> {
        let milestones = rules.tracks().flat_map(|t| t.milestones.iter().map(move |m| (t, m)));
        milestones.flat_map(|(t, m)| m.facts.iter().map(move |f| (format!("{}/{}", t.id, m.id), f)))
    }

    /// Numbers are the items of an article; every other choice of the rules has its Chinese, and nothing else has.
    #[test]
    fn every_choice_of_the_rules_is_worded() {
        let rules = Rulebook::read_builtin().unwrap();
        let mut used = std::collections::BTreeSet::new();
        for (at, fact) in facts(&rules) {
            for value in fact.values.iter().filter(|v| v.parse::<u8>().is_err()) {
                assert!(!told(&at, fact, value, ZH).is_ascii(), "{at} {}: {value}", fact.name);
                assert!(!told(&at, fact, value, EN).contains('-'), "{at} {}: {value}", fact.name);
                let here = format!("{at}/{}", fact.name);
                let own = CHOICES.iter().any(|(name, _)| *name == here);
                used.insert((if own { here } else { fact.name.clone() }, value.clone()));
            }
        }
        let known = CHOICES.iter().flat_map(|(name, words)| words.iter().map(|(v, _)| (*name, *v)));
        let idle: Vec<_> =
            known.filter(|(n, v)| !used.contains(&((*n).to_owned(), (*v).to_owned()))).collect();
        // `certified` can only be yes.
        let only = [("certified", "no")];
        assert_eq!(idle, only);
    }

    /// One value at two milestones: an appeal withdrawn (民事诉讼法 180) and an application for enforcement withdrawn
    /// (同 268); a judgment upheld (同 177) and an objection that is right (同 236).
    #[test]
    fn a_value_is_called_by_its_fact() {
        let rules = Rulebook::read_builtin().unwrap();
        let of = |milestone: &str, name: &str, value: &str| {
            let fact = facts(&rules).find(|(at, f)| at == milestone && f.name == name).unwrap().1;
            told(milestone, fact, value, ZH)
        };
        assert_eq!(of("litigation/second-instance", "outcome", "withdrawn"), "撤回上诉");
        assert_eq!(of("enforcement/closed", "how", "withdrawn"), "撤回执行申请");
        assert_eq!(of("litigation/second-instance", "outcome", "upheld"), "维持原判");
        assert_eq!(of("enforcement/act-objection-decided", "outcome", "upheld"), "异议成立");
        assert_eq!(of("litigation/retrial-decided", "outcome", "rejected"), "驳回再审申请");
    }

    #[test]
    fn sums_and_rates_are_written_as_they_are_read() {
        let rules = Rulebook::read_builtin().unwrap();
        let of = |kind| facts(&rules).find(|(_, f)| f.kind == kind).unwrap();
        let (at, sum) = of(FactKind::Amount);
        assert_eq!(told(&at, sum, "1200.89", EN), "1,200.89");
        let (at, rate) = of(FactKind::Rate);
        assert_eq!(told(&at, rate, "0.0005", EN), "0.05%");
    }
}
