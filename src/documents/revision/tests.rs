//! Amounts in words are those of 支付结算办法 附一 and of the worked cases; the rest is what a reader sees at once.

use proptest::prelude::*;
use serde_json::json;

use super::values::find;
use super::*;
use crate::domain::money::Amount;
use crate::domain::words::in_words;

fn found(text: &str) -> Vec<String> {
    find(text).iter().map(|v| format!("{} {}", v.sort.id(), v.key)).collect()
}

#[test]
fn a_value_has_one_form_however_it_is_written() {
    for (text, expected) in [
        ("本金38,652.41元（人民币叁万捌仟陆佰伍拾贰元肆角壹分）", vec!["amount 38652.41", "amount 38652.41"]),
        ("３８，６５２．４１元", vec!["amount 38652.41"]),
        ("约3.8万元，¥500", vec!["amount 38000.00", "amount 500.00"]),
        ("自2026年6月30日、2026-06-30、2026/6/30起", vec!["date 2026-06-30"; 3]),
        ("身份证号110101198503153011", vec!["id-number 110101198503153011"]),
        ("卡号6225 8801 2345 6783", vec!["account-number 6225880123456783"]),
        ("(2026)京0105民初123号与（2026）京0105民初123号", vec!["case-number (2026)京0105民初123号"; 2]),
        ("日利率万分之五、0.05%、0.050％", vec!["rate 0.05%"; 3]),
        ("年利率百分之二十四，千分之零点五", vec!["rate 24%", "rate 0.05%"]),
        (
            "壹式贰份，HT-2021-0456、JJ2024052000317",
            vec!["reference HT-2021-0456", "reference JJ2024052000317"],
        ),
        (
            "第三百条、第300条，3份，保证期间三年",
            vec!["figure 300条", "figure 300条", "figure 3份", "figure 3年"],
        ),
        ("三万八千元，二〇二六年六月三十日", vec!["amount 38000.00", "date 2026-06-30"]),
        (
            "电话0571-00000000，邮箱Asset@citybank.example",
            vec!["telephone 057100000000", "mailbox asset@citybank.example"],
        ),
        (
            "邮编310002，第0317号，账号120200000012",
            vec!["reference 310002", "reference 0317", "account-number 120200000012"],
        ),
        (
            "参万捌仟元、叄万捌仟圓整、貳佰元，参加",
            vec!["amount 38000.00", "amount 38000.00", "amount 200.00"],
        ),
        ("合计 41,772.96", vec!["amount 41772.96"]),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_sum_in_words_is_none() {
    assert_eq!(in_figures("人民币壹拾万元整"), Some(Amount::from_fen(10_000_000)));
    assert_eq!(in_figures("人民币陆仟零柒圆壹角肆分"), Some(Amount::from_fen(600_714)));
    for text in ["", "人民币", "叁捌元", "人民币叁万捌仟陆佰贰伍元", "元角", "万分之五", "壹"]
    {
        assert_eq!(in_figures(text), None, "{text}");
    }
}

proptest! {
    /// What the program writes in words is read as the same sum.
    #[test]
    fn words_are_read_back(fen in 0_i64..900_000_000_000_000) {
        let amount = Amount::from_fen(fen);
        prop_assert_eq!(in_figures(&in_words(amount)), Some(amount));
    }
}

fn known() -> Known {
    let facts = json!({
        "debt": {"principal": "38652.41", "as_of": "2026-06-30"},
        "debtors": [{"name": "李示例", "id": {"number": "110101198503153011"}}],
        "contract": {"limit": 50000, "terms": {"interest": {"rate": "0.0005"}}},
    });
    Known::of_facts(&facts, Some(&json!({"claims": ["判令被告偿还本金38,652.41元"]})))
}

fn told(before: &str, after: &str) -> Vec<String> {
    let text = |v: &Option<Value>| v.as_ref().map_or_else(String::new, |v| v.text.clone());
    let flags = judge(before, after, &known());
    let line = |f: &Flag| {
        let field = f.field.as_deref().unwrap_or("-");
        format!("{} {} → {}: {} {field}", f.sort.id(), text(&f.before), text(&f.after), f.verdict.id())
    };
    flags.iter().map(line).collect()
}

#[test]
fn a_change_is_held_against_the_facts() {
    for (before, after, expected) in [
        (
            "本金38,652.41元",
            "本金38,625.41元",
            vec!["amount 38,652.41元 → 38,625.41元: contradicts debt.principal"],
        ),
        (
            "本金38,625.41元",
            "本金38,652.41元",
            vec!["amount 38,625.41元 → 38,652.41元: agrees debt.principal"],
        ),
        ("截至2026年6月30日", "截至2026-06-30", vec![]),
        (
            "本金38,652.41元（人民币叁万捌仟陆佰伍拾贰元肆角壹分）",
            "本金38,625.41元（人民币叁万捌仟陆佰伍拾贰元肆角壹分）",
            vec!["amount 38,652.41元 → 38,625.41元: contradicts debt.principal"],
        ),
        ("被告李示例应当偿还。", "", vec![]),
        ("截至2026年6月30日。", "已还清。", vec!["date 2026年6月30日 → : left-out debt.as_of"]),
        ("利息", "利息1,200.00元", vec!["amount  → 1,200.00元: unknown -"]),
        ("被告：李示例，男", "被告：李实例，男", vec!["name 李示例 → 李实例: contradicts debtors[0].name"]),
        (
            "身份证110101198503153011",
            "身份证110101198503153012",
            vec!["id-number 110101198503153011 → 110101198503153012: contradicts debtors[0].id.number"],
        ),
        (
            "按日利率万分之五",
            "按日利率万分之六",
            vec!["rate 万分之五 → 万分之六: contradicts contract.terms.interest.rate"],
        ),
        ("额度50,000.00元", "额度5万元", vec![]),
        // By place, not as sets.
        (
            "本金38,652.41元、额度50,000.00元",
            "本金50,000.00元、额度38,652.41元",
            vec![
                "amount 38,652.41元 → 50,000.00元: contradicts debt.principal",
                "amount 50,000.00元 → 38,652.41元: contradicts contract.limit",
            ],
        ),
        ("本金38,652.41元、额度50,000.00元", "额度50,000.00元、本金38,652.41元", vec![]),
        ("由被告李示例承担", "由原告李示例承担", vec!["role 被告 → 原告: differs -"]),
        ("被告应向原告偿还", "原告有权要求被告偿还", vec![]),
        (
            "被告一：李示例，男",
            "被告一：李示例明，男",
            vec!["name 李示例 → 李示例明: contradicts debtors[0].name"],
        ),
        ("由被告李示例承担", "由被告李示例立即承担", vec![]),
        ("一年按360日计", "一年按365日计", vec!["figure 360日 → 365日: unknown -"]),
        ("依据第三条", "依据第三条、第五条", vec![]),
    ] {
        assert_eq!(told(before, after), expected, "{before} → {after}");
    }
}

#[test]
fn words_and_figures_that_disagree_are_found() {
    let words = |text: &str| at_odds("", text).iter().filter(|f| f.verdict == Verdict::Words).count();
    let good = "38,652.41元（人民币叁万捌仟陆佰伍拾贰元肆角壹分）";
    assert_eq!(words(good), 0);
    assert_eq!(words(&good.replace("652.41", "625.41")), 1);
    assert_eq!(words(&good.replace("陆佰伍拾贰", "陆佰贰伍")), 1);
    assert_eq!(words("人民币壹万元整（¥10,000.00）"), 0);
    assert_eq!(words("大写：人民币壹万元整，小写：¥10,001.00"), 1);
    assert_eq!(words("本金10,000.00元，罚息人民币伍佰元整；另20.00元"), 0, "two sums of one sentence");
    for odd in ["叁万捌仟", "人民币叁万捌仟", "叁万八千元", "仟捌元整", "叁佰仟元", "捌仟叁佰万仟元"]
    {
        assert_eq!(words(odd), 1, "{odd}");
    }
    for good in ["参万捌仟元", "叄萬捌仟圓整", "一式叁份", "壹仟贰佰份", "参加", "三万八千元"]
    {
        assert_eq!(words(good), 0, "{good}");
    }
    assert_eq!(words("38,000.00元（参万捌仟元）"), 0);
    assert_eq!(words("38,000.00元（貳万捌仟元）"), 1);
    assert!(at_odds("叁万捌仟", "尚欠叁万捌仟").is_empty(), "it stood there before");
    assert_eq!(at_odds("", "2026年2月30日")[0].verdict, Verdict::NoSuchDay);
}

#[test]
fn claims_are_known_by_their_place_and_number() {
    let texts =
        ["原告：甲", "诉讼请求：", "一、偿还本金", "二、承担诉讼费", "以上合计", "事实与理由：", "一、甲"];
    let texts = texts.map(|text| (text, false));
    assert_eq!(claims(texts), [None, None, Some(1), Some(2), None, None, None]);
    let flag = |before, after| claim(before, after, false, &known()).pop();
    assert_eq!(flag(Some((1, "一、偿还")), Some((2, "二、偿还"))), None, "only its number");
    let now = flag(Some((1, "一、判令被告偿还本金38,652.41元")), Some((1, "一、判令被告偿还本金"))).unwrap();
    assert_eq!((now.verdict, now.field.as_deref()), (Verdict::Contradicts, Some("claims[0]")));
    let moved = claim(Some((1, "一、甲")), Some((2, "二、甲")), true, &known());
    assert_eq!(moved.iter().map(|f| f.verdict).collect::<Vec<_>>(), [Verdict::Moved]);
    let both = claim(Some((1, "一、甲")), Some((2, "二、乙")), true, &known());
    assert_eq!(both.iter().map(|f| f.verdict).collect::<Vec<_>>(), [Verdict::Moved, Verdict::Unknown]);
    let bare = [("诉讼请求：", false), ("偿还本金", false), ("承担诉讼费", false)];
    assert_eq!(claims(bare), [None, Some(1), Some(2)], "all numbers were taken away");
    let form = (Some((1, "一、偿还1,000.00元")), Some((1, "1. 偿还1000元")));
    assert_eq!(flag(form.0, form.1), None, "the same sum");
    assert_eq!(claims([("诉讼请求：", false), ("偿还本金", true)]), [None, Some(1)], "Word counts it");
    let gone = flag(Some((1, "1.判令被告偿还本金38,652.41元")), None).unwrap();
    assert_eq!(gone.verdict, Verdict::LeftOut);
}

#[test]
fn without_facts_the_draft_is_what_is_compared_with() {
    let known = Known::of_draft(["被告：李示例，男，1985年3月15日出生"]);
    let flags = judge("被告李示例尚欠1.00元", "被告王示例尚欠2.00元", &known);
    let sorts: Vec<Sort> = flags.iter().map(|f| f.sort).collect();
    assert_eq!(sorts, [Sort::Name, Sort::Amount]);
    assert!(flags.iter().all(|f| f.verdict == Verdict::Differs));
    assert_eq!(flags[0].after.as_ref().unwrap().text, "王示例");
}
