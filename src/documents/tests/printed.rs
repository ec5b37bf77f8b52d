//! How documents look when they are printed, read back from the pages.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::specimens::*;
use super::*;
use crate::press::{FontSettings, Library, PageOptions, Pages, Press};

static PRESS: LazyLock<Press> =
    LazyLock::new(|| Press::new(&FontSettings::default(), Library::built_in()).unwrap());

pub fn print(kind: &str, data: &Value) -> Pages {
    let folder = PRESS.library().folder(kind).unwrap();
    PRESS.pages(folder, data, &PageOptions::on(today())).unwrap()
}

pub fn printed(kind: &str, case: &Case, money: &Money) -> Pages {
    print(kind, &drawn(kind, case, money).unwrap())
}

fn tight(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn manifests_and_catalogue_agree() {
    for document in all() {
        let folder = PRESS.library().folder(document.kind).unwrap();
        let manifest = &folder.manifest;
        assert_eq!(
            (manifest.title.zh.as_str(), manifest.title.en.as_str()),
            (document.title, document.english)
        );
        assert!(
            manifest.facts.iter().all(|path| crate::domain::shape::at(path).is_some()),
            "{:?}",
            manifest.facts
        );
    }
}

/// The masked twin on paper: no full number, name, birthday or address of a person, wherever it stands.
#[test]
fn nothing_personal_is_printed_on_the_masked_twin() {
    for document in all() {
        let case = richest(document.kind);
        let money = cut(&case);
        let pages =
            print(document.kind, &data(document, &brief(document.kind, &case, &money), true).unwrap());
        let text = tight(&pages.text.concat());
        let people = case.debtors.iter().filter(|d| !d.is_company());
        let of = |d: &crate::domain::party::Debtor| {
            let id = d.id.as_ref().map(|id| id.number.clone());
            let lists = d.phones.iter().chain(&d.emails).chain(&d.domicile).chain(&d.residence).cloned();
            lists.chain(id).chain([d.name.clone()]).collect::<Vec<_>>()
        };
        let mut secrets: Vec<String> = people.flat_map(of).collect();
        secrets.extend(case.contract.card_number.iter().chain(&case.contract.loan_number).cloned());
        assert!(secrets.len() > 4, "{}", document.kind);
        for secret in secrets {
            assert!(!text.contains(&tight(&secret)), "{}: {secret}", document.kind);
        }
        let open = tight(&printed(document.kind, &case, &money).text.concat());
        // The creditor's own papers name no debtor.
        let own = [
            "representative-certificate",
            "service-address-confirmation",
            "refund-account",
            "payment-account",
        ];
        let own = own.contains(&document.kind);
        assert!(own || open.contains(&case.primary().unwrap().name), "{}", document.kind);
    }
}

/// Every text of the data is on the page: no template forgets a field, and no context gives what is not printed, which
/// would make documents stale for nothing.
#[test]
fn everything_in_the_data_is_printed() {
    // One picks the section of the narrative, the other gives way to the columns of payments.
    // The title of a file, not of the official form, which bears its cause of action.
    // The official name of the form is a keyword of the file.
    // Which table follows a clause.
    let unsaid = [".facts[].part", ".debt.rows[].standard", ".form", ".clauses[].table"];
    let unsaid =
        |kind: &str, path: &str| unsaid.contains(&path) || (kind, path) == ("complaint-elements", ".title");
    for document in all() {
        let case = richest(document.kind);
        let data = drawn_in_full(document.kind, &case, &richest_money(document.kind, &case));
        let pages = print(document.kind, &data);
        for (path, text) in texts(&data) {
            let flag = text == "true" || text == "false";
            if !flag && !unsaid(document.kind, &path) {
                assert!(prints(&pages, &text), "{}: {path}: {text}", document.kind);
            }
        }
    }
}

/// Whether this text is printed, wherever lines and pages break it.
pub fn prints(pages: &Pages, text: &str) -> bool {
    // The official form has the bare number of the page.
    let without_footer = |(i, page): (usize, &String)| {
        let page = page.trim_end();
        let page = page.strip_suffix(&format!("\n{}", i + 1)).unwrap_or(page);
        tight(page).replace(&format!("第{}页共{}页", i + 1, pages.pages), "")
    };
    let all: String = pages.text.iter().enumerate().map(without_footer).collect();
    all.contains(&tight(text))
}

#[test]
fn a_complaint_of_a_card_debt() {
    let case = card();
    let pages = printed("complaint", &case, &money(&case));
    for text in [
        "民事起诉状",
        "原告：示例银行股份有限公司信用卡中心，统一社会信用代码91110000100001231J，住所地北京市西城区示例大街1号。",
        "负责人：周示例。",
        "委托诉讼代理人：王示例，示例律师事务所律师，联系电话010-11111111。",
        "被告：李示例，男，1985年3月15日出生，汉族，公民身份号码110101198503153011，住北京市东城区示例胡同5号，经常居住地北京市朝阳区示例路9号，工作单位：示例科技有限公司，联系电话13800000001，电子邮箱li@example.com。",
        "案由：信用卡纠纷",
        "诉讼请求：一、判令被告向原告偿还透支本金38,652.41元（人民币叁万捌仟陆佰伍拾贰元肆角壹分）；二、",
        "以上可确定金额的请求合计：45,972.96元（人民币肆万伍仟玖佰柒拾贰元玖角陆分）。",
        "卡号：6225880123456783",
        "证据六：委托代理合同及发票（来源：原告）。",
        "此致北京市西城区人民法院附：1.本起诉状副本1份2.证据目录及证据材料副本1份具状人：示例银行股份有限公司信用卡中心（盖章）2026年7月20日",
    ] {
        assert!(prints(&pages, text), "{text}");
    }
    assert_eq!(pages.pages, 5);
    assert!(pages.prints("第1页共5页") && pages.prints("第5页共5页"));
}

#[test]
fn a_complaint_against_several() {
    let case = loan();
    let pages = printed("complaint", &case, &paid(&case));
    for text in [
        "法定代表人：周示例，董事长。",
        "被告二：陈示例，女，汉族，住北京市东城区示例胡同5号，联系电话13800000003。",
        "被告三：示例科技有限公司，统一社会信用代码91110000100001231J，住所地北京市朝阳区示例路100号。法定代表人：吴示例，执行董事。",
        "其后还款抵充（元）",
        "本起诉状副本3份",
    ] {
        assert!(prints(&pages, text), "{text}");
    }
    assert_eq!(pages.pages, 6);
}

#[test]
fn an_application_for_arbitration() {
    let case = online();
    let pages = printed("arbitration-application", &case, &money(&case));
    for text in [
        "申请人：示例小额贷款有限公司",
        "被申请人：赵示例，女，1949年12月31日出生，公民身份号码11010519491231002X，住北京市朝阳区示例街3号",
        "仲裁请求：一、裁决被申请人向申请人偿还借款本金4,321.09元",
        "《网络借款合同》第十八条约定，因合同发生的争议提交示例仲裁委员会仲裁",
        "此致示例仲裁委员会附：1.仲裁协议（合同仲裁条款）",
    ] {
        assert!(prints(&pages, text), "{text}");
    }
    assert_eq!(pages.pages, 3);
}

#[test]
fn letters() {
    let case = card();
    let demand = print("demand-letter", &drawn_in_full("demand-letter", &case, &money(&case)));
    for text in [
        "催收函",
        "李示例先生：",
        "以上应还款项合计42,972.96元（人民币肆万贰仟玖佰柒拾贰元玖角陆分）。",
        "《商业银行信用卡业务监督管理办法》第六十八条、第六十九条、第七十条的规定，向您催收。",
        "请于2026年7月30日前（含当日）还清上述款项。",
        "账号：0200000000000000000",
        "查询账户状态、提出异议或者提供相关证据",
        "联系电话：010-00000000",
        "示例银行股份有限公司信用卡中心（盖章）2026年7月20日",
    ] {
        assert!(prints(&demand, text), "{text}");
    }
    let case = loan();
    let letter = printed("lawyers-letter", &case, &money(&case));
    for text in [
        "示例律师事务所律师函（）函字第号致：李示例先生（借款人），地址：北京市朝阳区示例路9号致：陈示例女士（共同借款人）",
        "接受示例消费金融有限公司（以下简称“委托人”）的委托，指派王示例律师",
        "保证人应当依照最高额保证合同的约定和法律规定承担保证责任。",
        "请借款人李示例、共同借款人陈示例在收到本函之日起7日内向委托人偿还截至2026年6月30日的欠款合计97,961.99元",
        "示例律师事务所（盖章）承办律师（签名）：＿＿＿＿＿＿（王示例）2026年7月20日",
    ] {
        assert!(prints(&letter, text), "{text}");
    }
    assert!(!prints(&letter, "110101198503153011"));
}

/// Seal and date never stand alone on a page: with the last exhibit in the list, with the last paragraph elsewhere.
#[test]
fn signatures_are_not_torn_off() {
    let mut case = loan();
    let base = case.evidence.clone();
    for exhibits in 1..=24 {
        case.evidence = (0..exhibits).map(|i| base[i % base.len()].clone()).collect();
        let pages = printed("evidence-list", &case, &money(&case));
        let last = tight(pages.text.last().unwrap());
        assert!(last.contains(&exhibit(exhibits - 1)), "{exhibits} exhibits: {last}");
        assert!(last.contains("提交人：示例消费金融有限公司（盖章）提交日期：2026年7月20日"), "{last}");
        // The header repeats on every page.
        assert!(pages.text.iter().all(|page| tight(page).contains("证明对象和内容")));
    }
    for contacts in 0..4 {
        let mut case = card();
        case.contacts.truncate(contacts);
        for line in 0..12 {
            case.contract.title = Some(format!("示例银行信用卡领用合约{}", "及补充条款".repeat(line)));
            let pages = printed("complaint", &case, &money(&case));
            let last = tight(pages.text.last().unwrap());
            assert!(last.contains("详见《证据目录》。此致"), "{contacts} {line}: {last}");
        }
    }
}

/// Wherever the last mail of a proof ends, its last two lines stand with the signature.
#[test]
fn a_proof_of_mail_is_signed_below_its_text() {
    let folder = PRESS.library().folder("proof-of-notice").unwrap();
    let mut sample: Value = serde_yaml::from_slice(folder.file("sample.yaml").unwrap()).unwrap();
    let printed = print("proof-of-notice", &sample);
    assert!(prints(&printed, "11催收函.pdf（182,340字节）"));
    let mut pages = BTreeSet::new();
    for lines in 1..=45 {
        let mut text: Vec<String> = (1..=lines).map(|n| format!("第{n}行，请尽快还款。")).collect();
        // As mails end: an empty line before the last one.
        text.insert(text.len() - 1, String::new());
        sample["mails"][1]["text"] = text.into();
        let printed = print("proof-of-notice", &sample);
        pages.insert(printed.pages);
        let last = tight(printed.text.last().unwrap());
        assert!(last.contains("（盖章）2026年7月20日"), "{lines}: {last}");
        for line in (lines.max(2) - 1)..=lines {
            assert!(last.contains(&format!("第{line}行，")), "{lines}: {last}");
        }
    }
    assert!(pages.len() > 1, "some of them end a page: {pages:?}");
    // One line as long as a page breaks, and nothing of it is lost.
    let long = "请于收到本邮件后尽快与我行联系。".repeat(120);
    sample["mails"][1]["text"] = serde_json::json!(["李示例先生：", long]);
    assert!(prints(&print("proof-of-notice", &sample), &long));
}

#[test]
fn twenty_exhibits_and_very_long_names() {
    let mut case = loan();
    let base = case.evidence.clone();
    case.evidence = (0..20).map(|i| base[i % base.len()].clone()).collect();
    let long = "很长的名称".repeat(40);
    case.debtors[0].name = long.clone();
    case.debtors[0].domicile = Some("北京市东城区".to_owned() + &"示例胡同".repeat(400));
    case.guarantees[1].by = long.clone();
    case.creditor.as_mut().unwrap().name = "示例消费金融有限公司".repeat(20);
    for kind in ["complaint", "evidence-list", "demand-letter", "lawyers-letter"] {
        let pages = printed(kind, &case, &money(&case));
        assert!(prints(&pages, &long), "{kind}");
        assert!(pages.pages < 20, "{kind}: {}", pages.pages);
    }
    let list = printed("evidence-list", &case, &money(&case));
    assert!(prints(&list, "证据二十") && prints(&list, "以上证据共20项"));
}

/// Names are data: whatever they look like, they are printed as they are and nothing is evaluated.
#[test]
fn names_that_look_like_code() {
    for name in [
        "#read(\"/etc/passwd\")",
        "*李*",
        "<b>李</b>",
        "{{x}}",
        "=cmd|' /C calc'!A0",
        "$1$ _李_ `x`",
        "= 标题",
        "- 项",
        "1. 项",
        "//注",
        "@ref",
        "\\李~--'\"",
    ] {
        let mut case = card();
        case.debtors[0].name = name.to_owned();
        case.contract.title = Some(name.to_owned());
        case.evidence[0].title = name.to_owned();
        for kind in ["complaint", "evidence-list", "demand-letter", "lawyers-letter"] {
            assert!(printed(kind, &case, &money(&case)).prints(name), "{kind}: {name}");
        }
    }
}

/// Rare characters of names print (issue list: 㛃 U+36C3, 𬭚 U+2CB5A, 䶮 U+4DAE, 𠅤 U+20164).
#[test]
fn rare_characters_of_names() {
    let mut case = card();
    case.debtors[0].name = "李㛃𬭚䶮𠅤".to_owned();
    assert!(printed("complaint", &case, &money(&case)).prints("李㛃𬭚䶮𠅤"));
}

/// Samples render, and so does every masked twin, which says on each page that it is one.
#[test]
fn samples_and_twins() {
    for document in all() {
        let folder = PRESS.library().folder(document.kind).unwrap();
        let sample: Value = serde_yaml::from_slice(folder.file("sample.yaml").unwrap()).unwrap();
        // The official form bears its cause of action, not the title of its file.
        let title = sample["title"].as_str().unwrap().trim_end_matches("（要素式）");
        assert!(print(document.kind, &sample).prints(title));
        let case = richest(document.kind);
        let money = money(&case);
        let masked = data(document, &brief(document.kind, &case, &money), true).unwrap();
        let twin = print(document.kind, &masked);
        assert!(
            twin.text.iter().all(|page| tight(page).contains("脱敏版本，不作为递交文本")),
            "{}",
            document.kind
        );
    }
}

/// What little a case may have still makes a whole page.
#[test]
fn little_is_known() {
    let case = private();
    let pages = printed("complaint", &case, &money(&case));
    assert!(prints(&pages, "被告二：钱示例，女，住上海市浦东新区示例路67号。"));
    assert!(prints(&pages, "证据另行提交。此致上海市浦东新区人民法院附：本起诉状副本2份具状人："));
    let mut none = card();
    none.evidence.clear();
    assert!(printed("evidence-list", &none, &money(&none)).prints("以上证据共0项"));
}
