//! What a message must and must not say.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::queue::{Setting, card, case, figures};
use super::*;
use crate::domain::case::Case;
use crate::domain::problem::Problem;
use crate::notices::facts::{Figures, Line};
use crate::notices::lint::{Known, lint, lint_of_many, lint_sample};
use crate::notices::message::Message;
use crate::press::{Library, doctor};

fn found(record: &NoticeRecord, case: &Case, figures: &Figures) -> Vec<Problem> {
    lint(record, Some(&Known { case, figures: Some(figures) }), Rulebook::builtin(), day("2026-11-21"))
}

fn codes(record: &NoticeRecord) -> Vec<&'static str> {
    found(record, &case(&card()), &figures()).iter().map(|p| p.code).collect()
}

/// The demand by e-mail on the card account, as it is built in.
fn demand() -> NoticeRecord {
    Setting::new().queue("demand-email").unwrap()
}

/// A line more at the end of the text.
fn saying(words: &str) -> NoticeRecord {
    let mut record = demand();
    record.text.push_str(words);
    record
}

/// Every message that comes with the program, filled with its own sample: nothing is found.
#[test]
fn built_in_messages_pass() {
    let library = Library::built_in();
    let mut seen = 0;
    for folder in library.folders().filter(|f| f.file("body.txt.j2").is_some()) {
        let message = Message::open(&library, &folder.kind).unwrap();
        let data = doctor::sample(folder).unwrap();
        let rendered = message.render(&data).unwrap();
        let mut record = record(message.audience);
        (record.kind, record.subject) = (folder.kind.clone(), rendered.subject);
        (record.text, record.html) = (rendered.text, rendered.html);
        let figures = sample_figures(&data);
        let found = found(&record, &case(&card()), &figures);
        assert!(found.is_empty(), "{}: {found:#?}", folder.kind);
        seen += 1;
    }
    assert!(seen >= 3, "{seen} messages");
}

/// The figures that a sample states.
fn sample_figures(data: &Value) -> Figures {
    let amount = |value: &Value| value.as_str().unwrap_or("0.00").parse().unwrap();
    let lines = data["debt"]["lines"].as_array().into_iter().flatten();
    let lines =
        lines.map(|l| Line { title: l["title"].as_str().unwrap().to_owned(), amount: amount(&l["amount"]) });
    Figures { lines: lines.collect(), paid: amount(&data["debt"]["paid"]), ..figures() }
}

proptest! {
    /// Whatever is owed, the built-in demand states it and passes.
    #[test]
    fn the_built_in_demand_passes_whatever_is_owed(
        principal in 1_u64..100_000_000_000, interest in 0_u64..10_000_000, card in any::<bool>(), html in any::<bool>(),
    ) {
        let yuan = |fen: u64| format!("{}.{:02}", fen / 100, fen % 100).parse().unwrap();
        let mut setting = Setting::new();
        setting.figures.lines = vec![Line { title: "本金".to_owned(), amount: yuan(principal) }];
        if interest > 0 {
            setting.figures.lines.push(Line { title: "利息".to_owned(), amount: yuan(interest) });
        }
        if !card {
            setting.facts["product"] = "personal-loan".into();
        }
        let mut record = setting.queue("demand-email").unwrap();
        if !html {
            record.html = None;
        }
        let found = found(&record, &case(&setting.facts), &setting.figures);
        prop_assert!(found.is_empty(), "{found:#?}");
    }
}

/// 信用卡办法 art. 69: each of the contents that it lists is missed where it is not there, in the text and in the HTML.
#[test]
fn what_a_demand_must_say() {
    assert!(codes(&demand()).is_empty());
    let without = [
        ("card-name-balance", vec!["李示例"]),
        ("card-name-balance", vec!["42,972.96"]),
        ("card-reason-law", vec!["民法典》", "信用卡业务监督管理办法》"]),
        ("card-rights-duties", vec!["有权", "权利"]),
        ("card-rights-duties", vec!["义务", "应当"]),
        ("card-ways", vec!["查询"]),
        ("card-ways", vec!["异议"]),
        ("card-ways", vec!["证据"]),
        ("card-contact", vec!["010-00000000", "creditor@bank.example"]),
        ("card-seal", vec!["公章"]),
    ];
    for (rule, words) in without {
        for html in [false, true] {
            let mut record = demand();
            let part = if html { record.html.as_mut().unwrap() } else { &mut record.text };
            for word in &words {
                assert!(part.contains(word), "{word}");
                *part = part.replace(word, "某");
            }
            let found = found(&record, &case(&card()), &figures());
            let lacks: Vec<&str> = found
                .iter()
                .filter(|p| p.code == "E-NOTICE-LINT-LACKS")
                .map(|p| p.args.iter().find(|(name, _)| *name == "rule").unwrap().1.as_str())
                .collect();
            assert_eq!(lacks, [rule], "{words:?} html: {html}");
        }
    }
    // A loan is not a card: the article does not reach it.
    let mut loan = card();
    loan["product"] = "personal-loan".into();
    let mut record = demand();
    record.text = record.text.replace("公章", "章");
    record.html = None;
    assert!(found(&record, &case(&loan), &figures()).is_empty());
}

#[test]
fn what_a_message_must_not_say() {
    for words in [
        "法院传票即将送达",
        "法 院\u{200b}传\n票即将送达",
        "公安机关已立案",
        "将被依法逮捕",
        "涉嫌信用卡诈骗罪，将追究刑事责任",
        "列入黑名单，影响子女入学",
        "全家连坐",
        "另收上门费200元",
        "可向网贷平台借款",
        "还清后可办理征信修复",
        "请加微信联系",
        "后果自负",
    ] {
        let found = codes(&saying(words));
        assert!(found.contains(&"E-NOTICE-LINT-AVOIDS"), "{words}: {found:?}");
    }
    let mut hidden = demand();
    hidden.html = hidden.html.map(|html| html.replace("</body>", "<p>法院<b>传票</b></p></body>"));
    assert_eq!(codes(&hidden), ["E-NOTICE-LINT-AVOIDS"]);
    let mut named = demand();
    named.attachments[0].name = "法院传票.pdf".to_owned();
    assert_eq!(codes(&named), ["E-NOTICE-LINT-AVOIDS"]);
    // Not a debtor's mail: counsel may be written to about a summons.
    let mut counsel = Setting::new().queue("counsel-handover").unwrap();
    counsel.text.push_str("法院传票已收到");
    assert!(codes(&counsel).is_empty());
}

/// The one-time credit repair ended on 2026-03-31 (law-cn.md §0): up to then it could be told of.
#[test]
fn credit_repair_is_promised_no_more() {
    let said = saying("还清后可办理信用修复");
    let on = |text: &str| {
        let (case, figures) = (case(&card()), figures());
        let known = Known { case: &case, figures: Some(&figures) };
        lint(&said, Some(&known), Rulebook::builtin(), day(text)).len()
    };
    assert_eq!((on("2026-03-31"), on("2026-04-01")), (0, 1));
}

#[test]
fn every_sum_is_a_figure() {
    for (words, good) in [
        ("本金 38,652.41 元", true),
        ("本金38652.41元", true),
        ("合计 42,972.96 元", true),
        ("合计 42,972.97 元", false),
        ("只需 5000 元", false),
        ("只需 3 万元", false),
        ("元月", true),
        ("人民币肆万元", true),
    ] {
        let found = codes(&saying(words));
        assert_eq!(found.is_empty(), good, "{words}: {found:?}");
    }
    // Figures that are no longer those of the account.
    let mut older = figures();
    older.lines[0].amount = "37652.41".parse().unwrap();
    let found = found(&demand(), &case(&card()), &older);
    let codes: Vec<&str> = found.iter().map(|p| p.code).collect();
    assert_eq!(codes, ["E-NOTICE-LINT-LACKS", "E-NOTICE-LINT-SUM"], "the total is another, and so is a part");
}

/// Numbers of anybody, as they are written: the vectors of law-cn.md §5 (GB 11643) and Luhn numbers of the tests.
#[test]
fn no_full_number_of_anybody() {
    for (words, good) in [
        ("11010519491231002X", false),
        ("身份证11010519491231002x号", false),
        ("110105 19491231 002X", false),
        ("１１０１０５１９４９１２３１００２Ｘ", false),
        ("440524188001010014", false),
        ("440524188001010015", true),
        ("6225880123456783", false),
        ("6225 8801 2345 6783", false),
        ("6225-8801-2345-6783", false),
        ("6225880123456784", true),
        ("622588******6783", true),
        ("0200000000000000000", true),
        ("2026-07-01 2026-06-30 10:15", true),
        ("010-00000000 400-000-0000", true),
        ("2a6fa8a9111fed1ef6f9ed08990bec445620460aead370d2c7f56881c0244422", true),
    ] {
        let found = codes(&saying(words));
        assert_eq!(found.is_empty(), good, "{words}: {found:?}");
    }
    let mut named = demand();
    named.attachments[0].name = "11010519491231002X.pdf".to_owned();
    assert_eq!(codes(&named), ["E-NOTICE-LINT-NUMBER"]);
    let problem = &found(&saying("6225880123456783"), &case(&card()), &figures())[0];
    let said: Vec<&str> = problem.args.iter().map(|(_, value)| value.as_str()).collect();
    assert!(!said.concat().contains("6225880123456783"), "{said:?}");
    // Counsel's and handlers' mail carries none either.
    let mut counsel = Setting::new().queue("counsel-handover").unwrap();
    counsel.text.push_str("6225880123456783");
    assert_eq!(codes(&counsel), ["E-NOTICE-LINT-NUMBER"]);
}

#[test]
fn nothing_is_left_to_be_filled_in() {
    for words in ["{{ debtor.name }}", "TODO", "联系人：××", "电话：____", "【】"] {
        assert_eq!(codes(&saying(words)), ["E-NOTICE-LINT-PLACEHOLDER"], "{words}");
    }
}

/// A kind of another name that declares itself a demand must say what art. 69 lists; one that does not, need not. Either is
/// held to the words that no message may have.
#[test]
fn a_demand_of_another_name_says_what_a_demand_must() {
    let lacking = |demand: bool| {
        let mut record = demand_of("bank-reminder");
        record.demand = demand;
        record.text = record.text.replace("公章", "章").replace("异议", "意见");
        record.html = None;
        codes(&record)
    };
    assert_eq!(
        lacking(true),
        ["E-NOTICE-LINT-LACKS", "E-NOTICE-LINT-LACKS"],
        "the ways to object, and the seal"
    );
    assert!(lacking(false).is_empty());
    let mut wrong_sum = demand_of("bank-reminder");
    (wrong_sum.demand, wrong_sum.html) = (true, None);
    wrong_sum.text.push_str("只需 5000 元");
    assert_eq!(codes(&wrong_sum), ["E-NOTICE-LINT-SUM"]);
}

fn demand_of(kind: &str) -> NoticeRecord {
    NoticeRecord { kind: kind.to_owned(), ..demand() }
}

/// A template is read with its own sample before a notice is made from it.
#[test]
fn a_sample_is_held_to_the_same() {
    let library = Library::built_in();
    let folder = library.folder("demand-email").unwrap();
    let mut message = Message::open(&library, "demand-email").unwrap();
    let data = doctor::sample(folder).unwrap();
    let found = |message: &Message<'_>, data: &Value| {
        let found = lint_sample(message, data, Rulebook::builtin(), day("2026-11-21"));
        found.iter().map(|p| p.code).collect::<Vec<_>>()
    };
    assert!(message.demand && found(&message, &data).is_empty());
    message.kind = "bank-reminder".to_owned();
    let mut unreachable = data.clone();
    unreachable["creditor"]["phone"] = Value::Null;
    assert!(found(&message, &unreachable).is_empty(), "the mailbox is a way to reach it as well");
    // The card's own number where a masked one belongs.
    let mut full = data.clone();
    full["contract"]["card_masked"] = "6225880123456783".into();
    assert!(found(&message, &full).contains(&"E-NOTICE-LINT-NUMBER"));
}

/// A mail about many accounts: what the template left is found, what the facts say is not. A debtor may be called 李××, and
/// an account by a number that a card could have (Luhn).
#[test]
fn a_mail_about_many_is_read_against_its_own_data() {
    let data = json!({"items": [{"account": "6225880123456783", "debtor": "李××", "title": "待补证据"}]});
    let of = |text: &str| {
        let record = NoticeRecord { text: text.to_owned(), html: None, ..record(Audience::Handler) };
        let found = lint_of_many(&record, &data, Rulebook::builtin(), day("2026-07-01"));
        found.iter().map(|p| p.code).collect::<Vec<_>>()
    };
    assert!(of("6225880123456783 李×× 待补证据").is_empty());
    assert_eq!(of("李×× TODO"), ["E-NOTICE-LINT-PLACEHOLDER"]);
    assert_eq!(of("王××"), ["E-NOTICE-LINT-PLACEHOLDER"]);
    assert_eq!(of("李×× 11010519491231002X"), ["E-NOTICE-LINT-NUMBER"]);
}
