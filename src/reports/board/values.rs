//! How values of facts are read.

use rust_decimal::Decimal;

use super::content::Wording;
use crate::domain::Amount;
use crate::rules::track::Fact;
use crate::rules::track_facts::FactKind;

/// What the values of choices are called in Chinese; in English they are words already.
const CHOICES: &[(&str, &str)] = &[
    ("yes", "是"),
    ("no", "否"),
    ("bank-deposit", "银行存款"),
    ("movable", "动产"),
    ("immovable", "不动产"),
    ("other-right", "其他财产权"),
    ("debtor", "被执行人"),
    ("creditor", "申请执行人"),
    ("court", "法院"),
    ("fee-unpaid", "未交费"),
    ("not-appearing", "未到庭"),
    ("distributed", "清算分配"),
    ("reorganised", "重整"),
    ("settled", "和解"),
    ("dismissed", "驳回申请"),
    ("paid", "执行完毕"),
    ("terminated", "终结执行"),
    ("withdrawn", "撤回"),
    ("first", "第一审"),
    ("second", "第二审"),
    ("day", "日"),
    ("year-360", "年（360日）"),
    ("year-365", "年（365日）"),
    ("year-actual", "年（实际天数）"),
    ("as-claimed", "按合同约定"),
    ("rejected", "驳回"),
    ("ordered", "准许"),
    ("refused-enforcement", "不予执行"),
    ("set-aside", "撤销"),
    ("remitted", "重新仲裁"),
    ("changed", "变更"),
    ("remanded", "发回重审"),
    ("instructed", "指令审理"),
    ("ordinary", "普通程序"),
    ("summary", "简易程序"),
    ("small-claims", "小额诉讼程序"),
    ("deposit", "存款"),
    ("sale", "变价款"),
    ("income", "收入"),
    ("debt", "到期债权"),
    ("fine", "罚款"),
    ("detention", "拘留"),
    ("suit", "起诉"),
    ("claims", "诉讼请求"),
    ("creditor-agreed", "债权人同意"),
    ("third-party-objection", "案外人异议"),
    ("debtor-died", "债务人死亡"),
    ("bankruptcy", "破产"),
    ("retrial", "再审"),
    ("review", "其他审查"),
    ("1y", "一年期"),
    ("5y", "五年期以上"),
    ("other-case", "另案未结"),
    ("party-cannot-take-part", "当事人不能参加"),
    ("other", "其他"),
];

/// A value of this fact as it is read: sums grouped, rates in percent, choices in words; anything else as it is.
pub(super) fn told(fact: &Fact, value: &str, wording: Wording) -> String {
    let read = match fact.kind {
        FactKind::Amount => value.parse::<Amount>().ok().map(|amount| amount.grouped()),
        FactKind::Rate => value.parse::<Decimal>().ok().and_then(percent),
        FactKind::OneOf => {
            let english = value.replace('-', " ");
            chinese(fact, value).map(|zh| wording([zh, &english]).to_owned())
        }
        _ => None,
    };
    read.unwrap_or_else(|| value.to_owned())
}

/// All digits of a rate.
fn percent(rate: Decimal) -> Option<String> {
    Some(format!("{}%", rate.checked_mul(Decimal::ONE_HUNDRED)?.normalize()))
}

fn chinese(fact: &Fact, value: &str) -> Option<&'static str> {
    // What a court of a higher level leaves standing, or an objection that it finds right.
    if value == "upheld" {
        return Some(if fact.values.iter().any(|v| v == "changed") { "维持" } else { "成立" });
    }
    CHOICES.iter().find(|(id, _)| *id == value).map(|(_, zh)| *zh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rulebook;

    const EN: Wording = |pair| pair[1];
    const ZH: Wording = |pair| pair[0];

    /// Numbers are the items of an article; every other choice of the rules has its Chinese.
    #[test]
    fn every_choice_of_the_rules_is_worded() {
        let rules = Rulebook::read_builtin().unwrap();
        let facts = rules.tracks().flat_map(|t| &t.milestones).flat_map(|m| &m.facts);
        let choices = facts.flat_map(|f| f.values.iter().map(move |v| (f, v)));
        let mut seen = 0;
        for (fact, value) in choices.filter(|(_, v)| v.parse::<u8>().is_err()) {
            assert!(!told(fact, value, ZH).is_ascii(), "{}: {value}", fact.name);
            assert!(!told(fact, value, EN).contains('-'), "{}: {value}", fact.name);
            seen += 1;
        }
        assert!(seen > 50, "{seen}");
    }

    #[test]
    fn sums_and_rates_are_written_as_they_are_read() {
        let rules = Rulebook::read_builtin().unwrap();
        let mut facts = rules.tracks().flat_map(|t| &t.milestones).flat_map(|m| &m.facts);
        let mut of = |kind| facts.find(|f| f.kind == kind).unwrap();
        assert_eq!(told(of(FactKind::Amount), "1200.89", EN), "1,200.89");
        assert_eq!(told(of(FactKind::Rate), "0.0005", EN), "0.05%");
    }
}
