//! From the facts of an account to a notice.

use serde_json::{Value, json};

use super::*;
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::problem::Problem;
use crate::domain::summary::OpenDeadline;
use crate::notices::facts::{Available, Figures, Line};
use crate::notices::occasion::Topic;
use crate::notices::outbox::{Admission, Outbox};
use crate::notices::queue::{Input, data_of, queue};
use crate::press::Library;

/// The card account of formats.md, as far as messages read it.
pub(super) fn card() -> Value {
    json!({
        "account": "CC-2026-000123",
        "product": "credit-card",
        "batch": "2026Q3-01",
        "referred_on": "2026-07-01",
        "handler": {"name": "法务一组", "email": "legal1@bank.example"},
        "creditor": {
            "name": "示例银行股份有限公司信用卡中心",
            "kind": "branch",
            "lender": "licensed",
            "address": "北京市西城区示例大街1号",
            "phone": "010-00000000",
            "email": "creditor@bank.example",
            "bank_account": {
                "name": "示例银行股份有限公司信用卡中心",
                "bank": "示例银行北京分行",
                "number": "0200000000000000000"
            }
        },
        "debtors": [
            {
                "role": "primary",
                "name": "李示例",
                "sex": "男",
                "id": {"type": "resident-id", "number": "110101198503153011"},
                "phones": ["13800000001"],
                "emails": ["li@example.com"],
                "service_address": {"agreed": true, "email": "li-service@example.com"}
            },
            {
                "role": "guarantor",
                "name": "孙示例",
                "id": {"type": "resident-id", "number": "11010519491231002X"},
                "emails": ["sun@example.com"]
            }
        ],
        "contract": {
            "title": "示例银行信用卡领用合约",
            "number": "HT-2021-0456",
            "signed_on": "2021-03-18",
            "card_number": "6225880123456783",
            "forum": {"kind": "court", "court": "北京市西城区人民法院", "clause": "第二十条", "link": "原告住所地"}
        },
        "debt": {
            "overdue_since": "2025-11-06",
            "as_of": "2026-06-30",
            "principal": "38652.41",
            "costs": {"attorney_fee": "3000.00"}
        },
        "evidence": [
            {"id": "contract", "kind": "contract", "title": "信用卡领用合约", "stored": {
                "sha256": "0".repeat(64), "bytes": 1000, "pages": 12, "media": "pdf"}},
            {"id": "contacts", "kind": "contact-log", "title": "催收记录", "from": "contacts"},
            {"id": "fee", "kind": "attorney-fee", "title": "律师费发票"}
        ],
        "counsel": {"firm": "示例律师事务所", "lawyer": "王示例", "email": "wang@law.example"}
    })
}

pub(super) fn case(facts: &Value) -> Case {
    serde_json::from_value(facts.clone()).unwrap()
}

/// 38,652.41 + 3,120.55 + 1,200.00 = 42,972.96.
pub(super) fn figures() -> Figures {
    let lines = [("本金", "38652.41"), ("利息", "3120.55"), ("违约金", "1200.00")];
    Figures {
        decided: None,
        as_of: day("2026-06-30"),
        lines: lines.map(|(t, a)| Line { title: t.to_owned(), amount: a.parse().unwrap() }).into(),
        paid: crate::domain::Amount::ZERO,
        ongoing: Some(day("2026-07-01")),
    }
}

fn deadlines() -> Vec<OpenDeadline> {
    vec![OpenDeadline {
        id: "limitation".to_owned(),
        track: String::new(),
        rule: "limitation".to_owned(),
        title: ["诉讼时效届满".to_owned(), "Limitation".to_owned()],
        due: day("2028-11-06"),
        allowed: false,
        lapses: false,
        fades: false,
        by: Actor::Creditor,
        of: None,
        act_by: None,
        warnings: Vec::new(),
        handled: None,
        source: "民法典 188".to_owned(),
    }]
}

pub(super) fn drafted(kind: &str, title: &str, name: &str) -> Available {
    Available {
        kind: kind.to_owned(),
        title: title.to_owned(),
        name: name.to_owned(),
        path: format!("out/{name}"),
        sha256: sha256(name.as_bytes()),
        pages: 2,
    }
}

/// The messages about one account.
pub(super) const KINDS: [&str; 7] = [
    "demand-email",
    "counsel-handover",
    "lawyers-letter-cover",
    "hearing-reminder",
    "instalment-due",
    "instalment-overdue",
    "settlement-confirmation",
];

/// The messages as they are built in, beside documents that stay as they are here.
pub(super) fn messages() -> Library {
    let built_in = Library::built_in();
    let mut files: Vec<(String, Vec<u8>)> = KINDS
        .into_iter()
        .flat_map(|kind| {
            let folder = built_in.folder(kind).unwrap();
            folder
                .paths()
                .map(|path| (format!("{kind}/{path}"), folder.file(path).unwrap().to_vec()))
                .collect::<Vec<_>>()
        })
        .collect();
    files.extend([
        document("complaint", "民事起诉状"),
        document("arbitration-application", "仲裁申请书"),
        document("evidence-list", "证据目录"),
        document("demand-letter", "催收函"),
        document("lawyers-letter", "律师函"),
        document("settlement-certificate", "结清证明"),
    ]);
    Library::of(files)
}

/// A document's folder, as far as messages look at it.
fn document(kind: &str, title: &str) -> (String, Vec<u8>) {
    let manifest = format!("kind: {kind}\ntitle: {{zh: {title}, en: x}}\ngroup: filing\nversion: 1\n");
    (format!("{kind}/manifest.yaml"), manifest.into_bytes())
}

pub(super) struct Setting {
    pub(super) library: Library,
    pub(super) facts: Value,
    pub(super) figures: Figures,
    topic: Topic,
    deadlines: Vec<OpenDeadline>,
    pub(super) available: Vec<Available>,
    expected: &'static [&'static str],
    from: &'static str,
    as_of: NaiveDate,
    occasion: Option<&'static str>,
    again: u32,
    pursuit: crate::docket::Pursuit,
}

impl Setting {
    pub(super) fn new() -> Self {
        Setting {
            library: messages(),
            facts: card(),
            figures: figures(),
            topic: Topic::default(),
            deadlines: deadlines(),
            available: vec![
                drafted("complaint", "民事起诉状", "民事起诉状.pdf"),
                drafted("demand-letter", "催收函", "催收函.pdf"),
            ],
            expected: &["complaint", "evidence-list"],
            from: "法务部 <legal@bank.example>",
            as_of: day("2026-07-01"),
            occasion: None,
            again: 0,
            pursuit: crate::docket::Pursuit::None,
        }
    }

    /// As the message of this kind needs it: with its occasion, and its documents drafted.
    pub(super) fn of(kind: &str) -> Self {
        let setting = Setting { topic: occasions::topic(kind), ..Setting::new() };
        match kind {
            "lawyers-letter-cover" => Setting {
                available: vec![drafted("lawyers-letter", "律师函", "律师函.pdf")],
                ..setting
            },
            "settlement-confirmation" => Setting {
                available: vec![drafted("settlement-certificate", "结清证明", "结清证明.pdf")],
                figures: Figures { lines: Vec::new(), ongoing: None, ..figures() },
                ..setting
            },
            _ => setting,
        }
    }

    pub(super) fn with(mut self, path: &str, value: Value) -> Self {
        crate::domain::change::set(&mut self.facts, path, value).unwrap();
        self
    }

    pub(super) fn queue(&self, kind: &str) -> Result<NoticeRecord, Vec<Problem>> {
        queue(&self.library, kind, &self.input(&case(&self.facts)))
    }

    pub(super) fn input<'a>(&'a self, case: &'a Case) -> Input<'a> {
        Input {
            case,
            figures: Some(&self.figures),
            topic: &self.topic,
            pursuit: self.pursuit,
            deadlines: &self.deadlines,
            available: &self.available,
            expected: self.expected,
            from: self.from,
            as_of: self.as_of,
            due: None,
            until: None,
            facts: 7,
            occasion: self.occasion,
            again: self.again,
        }
    }

    pub(super) fn codes(&self, kind: &str) -> Vec<&'static str> {
        self.queue(kind).unwrap_err().iter().map(|p| p.code).collect()
    }
}

/// HTML without its tags, and both without white space: what a reader reads.
pub(super) fn content(text: &str) -> String {
    let body = text.rsplit_once("<body").map_or(text, |(_, body)| body.split_once('>').unwrap().1);
    let mut inside = false;
    let bare: String = body
        .chars()
        .filter(|c| {
            inside = *c == '<' || (inside && *c != '>');
            !inside && *c != '>' && !c.is_whitespace()
        })
        .collect();
    unescaped(&bare)
}

/// HTML text as it reads.
pub(super) fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&amp;", "&")
}

/// The seven contents of 商业银行信用卡业务监督管理办法 art. 69, as law-cn.md §6.4 lists them, in both forms.
#[test]
fn a_demand_has_its_seven_contents() {
    let notice = Setting::new().queue("demand-email").unwrap();
    let html = notice.html.clone().unwrap();
    for form in [&notice.text, &html] {
        let form = content(form);
        for (what, text) in [
            ("持卡人姓名", "李示例先生"),
            ("欠款余额", "合计：42,972.96元（人民币肆万贰仟玖佰柒拾贰元玖角陆分）"),
            ("催收事由", "未按《示例银行信用卡领用合约》（编号HT-2021-0456）的约定足额还款"),
            ("相关法规", "《商业银行信用卡业务监督管理办法》第六十八条至第七十条"),
            ("权利", "有权提出异议并提供相关证据"),
            ("义务", "应当按照合同约定归还欠款"),
            ("查询途径", "查询账户状态"),
            ("还款途径", "账号：0200000000000000000"),
            ("异议途径", "发送至creditor@bank.example"),
            ("联系方式", "010-00000000"),
            ("业务公章", "加盖业务公章的书面文本可向我方索取"),
            ("监管规定的其他内容", "12378"),
        ] {
            // The HTML has cells of a table where the text has colons.
            let there = form.replace('：', "").contains(&text.replace('：', ""));
            assert!(there, "{what}: {form}");
        }
        assert!(form.contains("622588******6783"));
        for forbidden in
            ["110101198503153011", "110101********3011", "6225880123456783", "孙示例", "13800000001"]
        {
            assert!(!form.contains(forbidden), "{forbidden}");
        }
        // law-cn.md §5: no threat of crime, no blacklist, nothing exaggerated.
        for threat in ["刑事", "犯罪", "诈骗", "黑名单", "失信", "公安", "坐牢", "强制"] {
            assert!(!form.contains(threat), "{threat}");
        }
    }
    assert_eq!(notice.to, "li-service@example.com", "the mailbox agreed for service");
    assert_eq!(notice.to_name.as_deref(), Some("李示例"));
    assert_eq!(notice.audience, Audience::Debtor);
    assert_eq!(notice.attachments.len(), 1, "the demand letter and no filing");
    assert_eq!((notice.facts, notice.due), (7, day("2026-07-01")));
}

#[test]
fn a_hand_over_says_what_is_there_and_what_is_not() {
    let notice = Setting::new().queue("counsel-handover").unwrap();
    assert_eq!((notice.to.as_str(), notice.audience), ("wang@law.example", Audience::Counsel));
    let names: Vec<&str> = notice.attachments.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["民事起诉状.pdf", "催收函.pdf"]);
    for form in [&notice.text, notice.html.as_ref().unwrap()] {
        let form = content(form);
        for text in [
            "王示例律师",
            "信用卡纠纷",
            "110101********3011",
            "138****0001",
            "保证人",
            "42,972.96元",
            "律师费3,000.00元",
            "北京市西城区人民法院（合同第二十条，原告住所地）",
            "2028年11月6日截止",
            "《民事起诉状》（民事起诉状.pdf，2页）",
            "《证据目录》：尚未生成",
            "证据contract《信用卡领用合约》（12页）：已入库",
            "证据fee《律师费发票》：尚未入库",
            "证据contacts《催收记录》：已入库",
        ] {
            assert!(form.contains(text), "{text}: {form}");
        }
        assert!(!form.contains("仲裁申请书"), "another track's");
        assert!(!form.contains("110101198503153011") && !form.contains("6225880123456783"));
    }
    let bare = Setting { available: Vec::new(), deadlines: Vec::new(), ..Setting::new() };
    let notice = bare.queue("counsel-handover").unwrap();
    assert!(notice.attachments.is_empty());
    for text in ["没有附件", "登记中没有未了的期限"] {
        assert!(notice.text.contains(text) && notice.html.as_ref().unwrap().contains(text));
    }
}

/// After a judgment the lawyer's fee was named twice, once among the costs that the debtor bears, a suit was proposed and
/// the complaint sent along.
#[test]
fn r_a_hand_over_for_enforcement_begins_no_suit() {
    let mut setting = Setting { pursuit: crate::docket::Pursuit::Enforcement, ..Setting::new() };
    setting.figures.decided = Some("（2026）京0102民初1234号民事判决书".to_owned());
    setting.available.push(drafted("enforcement-application", "强制执行申请书", "强制执行申请书.pdf"));
    let notice = setting.queue("counsel-handover").unwrap();
    let names: Vec<&str> = notice.attachments.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["强制执行申请书.pdf", "催收函.pdf"]);
    for form in [&notice.text, notice.html.as_ref().unwrap()] {
        let form = content(form);
        for told in ["继续进行已向人民法院申请的强制执行", "（2026）京0102民初1234号民事判决书", "执行案号"]
        {
            assert!(form.contains(told), "{told}: {form}");
        }
        for wrong in ["律师费3,000", "拟走程序", "在立案后", "起诉状", "请求金额"] {
            assert!(!form.contains(wrong), "{wrong}: {form}");
        }
    }
}

/// Documents that the account's filing does not need are not called missing.
#[test]
fn missing_is_what_the_filing_needs() {
    let message = "kind: note\ntitle: {zh: 信, en: Note}\ngroup: message\nversion: 1\nfor: counsel\nsubject: x\n\
                   attachments: [complaint, arbitration-application, no-such-document]\n";
    let library = Library::of([
        document("complaint", "民事起诉状"),
        document("arbitration-application", "仲裁申请书"),
        ("note/manifest.yaml".to_owned(), message.into()),
        ("note/body.txt.j2".to_owned(), "{% for m in missing %}[{{ m.title }}]{% endfor %}.".into()),
    ]);
    let setting = Setting { library, available: Vec::new(), ..Setting::new() };
    assert_eq!(setting.queue("note").unwrap().text, "[民事起诉状].");
    let arbitration =
        Setting { expected: &["arbitration-application", "no-such-document", "other"], ..setting };
    assert_eq!(arbitration.queue("note").unwrap().text, "[仲裁申请书].");
}

#[test]
fn names_follow_from_the_key_alone() {
    let setting = Setting::new();
    let first = setting.queue("demand-email").unwrap();
    assert_eq!(setting.queue("demand-email").unwrap(), first, "the same facts, the same notice");
    assert!(first.key.starts_with("CC-2026-000123/demand-email/facts-"));
    let hash = sha256(first.key.as_bytes());
    assert_eq!(first.id, format!("n-{}", &hash[..12]));
    assert_eq!(first.message_id, format!("{}@bank.example", &hash[..32]));

    let mut others = vec![
        Setting { as_of: day("2026-07-02"), ..Setting::new() },
        Setting::new().with("debtors[0].service_address.email", json!("li2@example.com")),
        Setting {
            available: vec![drafted("demand-letter", "催收函", "催收函二.pdf")], ..Setting::new()
        },
        Setting { occasion: Some("2026-07"), ..Setting::new() },
    ];
    let mut paid = figures();
    paid.lines[0].amount = "37652.41".parse().unwrap();
    others.push(Setting { figures: paid, ..Setting::new() });
    for other in others {
        let other = other.queue("demand-email").unwrap();
        assert!(other.key != first.key && other.id != first.id && other.message_id != first.message_id);
    }
    // A named occasion stays one notice whatever the figures are.
    let named = Setting { occasion: Some("2026-07"), as_of: day("2026-07-05"), ..Setting::new() };
    assert_eq!(named.queue("demand-email").unwrap().key, "CC-2026-000123/demand-email/2026-07");
    for bad in ["", "facts-1", "a/b", "a b", "一"] {
        let setting = Setting { occasion: Some(bad), ..Setting::new() };
        assert_eq!(setting.codes("demand-email"), ["E-NOTICE-OCCASION"], "{bad:?}");
    }
}

/// The limitation moves when a demand leaves: the same demand was queued again on the same day, since the data that it
/// does not state were part of its name.
#[test]
fn r_a_demand_is_named_by_what_it_states() {
    let first = Setting::new().queue("demand-email").unwrap();
    let mut moved_on = Setting::new();
    moved_on.deadlines[0].due = day("2029-07-01");
    let unstated = [moved_on, Setting::new().with("batch", json!("2026Q3-02")).with("evidence", json!([]))];
    for setting in unstated {
        let again = setting.queue("demand-email").unwrap();
        assert_eq!((&again.key, &again.text), (&first.key, &first.text));
        let sent = [NoticeStatus::Approved, NoticeStatus::Sending, NoticeStatus::Sent];
        let moves = sent.into_iter().map(|to| moved(&first.id, to));
        let payloads: Vec<Payload> =
            (0..7).map(|_| milestone("filed")).chain([queued(&first)]).chain(moves).collect();
        let known = Admission::Known { id: first.id.clone(), status: NoticeStatus::Sent };
        assert_eq!(Outbox::fold(&log(payloads)).unwrap().admit(&again), known);
    }
    // Counsel is told of deadlines.
    let mut other = Setting::new();
    other.deadlines[0].due = day("2029-07-01");
    let (one, two) = (Setting::new().queue("counsel-handover"), other.queue("counsel-handover"));
    assert_ne!(one.unwrap().key, two.unwrap().key);
}

/// A notice that is held as older than the account can be queued again, though it would say the same.
#[test]
fn what_is_out_of_date_gives_way_to_the_same_words() {
    let setting = Setting::new();
    let old = setting.queue("demand-email").unwrap();
    let mut payloads: Vec<Payload> = (0..7).map(|_| milestone("filed")).collect();
    payloads.extend([queued(&old), amended("debtors[0].phones")]);
    let outbox = Outbox::fold(&log(payloads)).unwrap();
    let same = setting.with("debtors[0].phones", json!(["13800000002"])).queue("demand-email").unwrap();
    assert_eq!(same.key, old.key);
    assert_eq!(outbox.admit(&same), Admission::Again(1));
    let again = Setting { again: 1, ..Setting::new() }.queue("demand-email").unwrap();
    let Admission::New { replaces } = outbox.admit(&again) else { panic!("new") };
    assert_eq!(replaces.iter().map(|m| m.id.as_str()).collect::<Vec<_>>(), [old.id.as_str()]);
}

#[test]
fn a_requeued_demand_replaces_the_stale_one() {
    let stale = Setting::new().queue("demand-email").unwrap();
    let mut paid_since = figures();
    paid_since.lines[0].amount = "37652.41".parse().unwrap();
    let fresh = Setting { figures: paid_since, ..Setting::new() }.queue("demand-email").unwrap();
    let mut payloads: Vec<Payload> = (0..7).map(|_| milestone("filed")).collect();
    payloads.extend([queued(&stale), moved(&stale.id, NoticeStatus::Approved), paid()]);
    let outbox = Outbox::fold(&log(payloads.clone())).unwrap();
    assert!(outbox.stale(&stale.id).is_some());
    let Admission::New { replaces } = outbox.admit(&fresh) else { panic!("new") };
    payloads.extend(replaces.into_iter().map(Payload::NoticeMoved));
    payloads.push(queued(&NoticeRecord { facts: 10, ..fresh.clone() }));
    let outbox = Outbox::fold(&log(payloads)).unwrap();
    assert_eq!(outbox.find(&stale.id).unwrap().status, NoticeStatus::Cancelled);
    assert_eq!(outbox.find(&fresh.id).unwrap().status, NoticeStatus::Queued);
    assert_eq!(outbox.stale(&fresh.id), None);
}

#[test]
fn everything_missing_is_listed_at_once() {
    let setting = Setting { from: "法务部", ..Setting::new() }
        .with("debtors[0].service_address", Value::Null)
        .with("debtors[0].emails", json!(["li@example.com\r\nBcc: all@evil.example"]))
        .with("creditor.phone", Value::Null)
        .with("creditor.email", Value::Null)
        .with("creditor.bank_account", Value::Null)
        .with("contract.card_number", Value::Null)
        .with("product", Value::Null);
    assert_eq!(
        setting.codes("demand-email"),
        ["E-NOTICE-FROM", "E-NOTICE-ADDRESS", "E-NOTICE-MISSING", "E-NOTICE-MISSING", "E-NOTICE-MISSING"]
    );
    let nobody = Setting::new().with("counsel.email", Value::Null);
    assert_eq!(nobody.codes("counsel-handover"), ["E-NOTICE-NO-ADDRESS"]);
    let mut settled = figures();
    settled.lines.iter_mut().for_each(|l| l.amount = "0".parse().unwrap());
    let settled = Setting { figures: settled, ..Setting::new() };
    assert_eq!(settled.codes("demand-email"), ["E-NOTICE-NOTHING-OWED"]);
    let mut large = figures();
    large.lines.iter_mut().for_each(|l| l.amount = "80000000000000000".parse().unwrap());
    assert_eq!(Setting { figures: large, ..Setting::new() }.codes("demand-email"), ["E-NOTICE-AMOUNT"]);
    assert_eq!(Setting::new().codes("demand-emial"), ["E-TEMPLATE-UNKNOWN"]);
}

/// A case need not know more than a spreadsheet row: what is not known is left out, never an error of a template.
#[test]
fn few_facts_are_enough() {
    let facts = json!({
        "account": "A-1",
        "product": "online-loan",
        "creditor": {"name": "示例小额贷款有限公司", "phone": "010-00000000",
            "bank_account": {"name": "示例小额贷款有限公司", "bank": "示例银行", "number": "0200000000000000001"}},
        "debtors": [{"role": "primary", "name": "示例科技有限公司", "emails": ["a@example.com"],
            "id": {"type": "uscc", "number": "91100000100003962T"}}],
        "contract": {"number": "JK-1"},
        "debt": {"as_of": "2026-06-30", "principal": "1"},
        "counsel": {"firm": "示例律师事务所", "email": "firm@law.example"}
    });
    let setting = Setting {
        facts,
        figures: Figures { ongoing: None, ..figures() },
        available: Vec::new(),
        deadlines: Vec::new(),
        ..Setting::new()
    };
    let demand = setting.queue("demand-email").unwrap();
    assert!(demand.text.starts_with("示例科技有限公司：\n"), "{}", demand.text);
    assert!(demand.text.contains("第六百七十四条") && !demand.text.contains("信用卡"));
    assert!(!demand.text.contains("12378"), "the hotline is for licensed lenders");
    let handover = setting.queue("counsel-handover").unwrap();
    assert!(handover.text.starts_with("示例律师事务所：\n"), "{}", handover.text);
    assert!(handover.text.contains("请核定"));
}

/// Sums that a later payment lowered were called the balance of the day of the figures.
#[test]
fn r_a_demand_tells_what_later_payments_took_off() {
    let queued = |paid: &str| {
        let figures = Figures { paid: paid.parse().unwrap(), ..figures() };
        Setting { figures, ..Setting::new() }.queue("demand-email").unwrap()
    };
    let plain = queued("0.00");
    assert!(plain.text.contains("截至2026年6月30日（含当日），欠款余额如下："), "{}", plain.text);
    let lowered = queued("500.00");
    let said = "截至2026年6月30日（含当日）的欠款，扣除此后还款抵充的 500.00 元，余额如下：";
    assert!(lowered.text.contains(said), "{}", lowered.text);
    assert!(lowered.html.unwrap().contains(said));
}

/// Any printable name appears as that text; none is evaluated, in either form.
#[test]
fn names_are_names() {
    for name in [
        "<b>李</b>",
        "{{x}}",
        "{% raw %}",
        "#read(\"/etc/passwd\")",
        "*李*",
        "=cmd",
        "𠮷示例&amp;",
        "' onload='x",
    ] {
        let setting = Setting::new().with("debtors[0].name", json!(name));
        for kind in ["demand-email", "counsel-handover"] {
            let notice = setting.queue(kind).unwrap();
            let html = notice.html.as_ref().unwrap();
            assert!(notice.text.contains(name), "{name}");
            assert!(!html.contains("<b>李") && !html.contains("' onload"), "{name}");
            assert!(
                content(html).replace("&#x2f;", "/").contains(&name.replace(char::is_whitespace, "")),
                "{name}"
            );
        }
    }
    for bad in ["李\r\nBcc: all@evil.example", "李\u{202E}", "李\u{0}"] {
        let setting = Setting::new().with("debtors[0].name", json!(bad));
        assert_eq!(setting.codes("demand-email"), ["E-NOTICE-HEADER"], "{bad:?}");
        assert!(setting.queue("counsel-handover").is_err(), "{bad:?}");
    }
    // A line break in a fact of the body alone would forge a line of the letter.
    let forged = Setting::new().with("contract.title", json!("合约\n账号：1"));
    assert_eq!(forged.codes("demand-email"), ["E-NOTICE-CHARACTER"]);
}

#[test]
fn numbers_that_came_in_by_another_field_are_found() {
    let setting = Setting::new().with("contract.title", json!("李示例110101198503153011的合约"));
    assert_eq!(setting.codes("demand-email"), ["E-NOTICE-UNMASKED"]);
    let named = drafted("demand-letter", "催收函", "6225880123456783.pdf");
    let setting = Setting { available: vec![named], ..Setting::new() };
    assert!(setting.codes("demand-email").contains(&"E-NOTICE-UNMASKED"));
}

#[test]
fn a_body_of_five_megabytes_is_refused() {
    let setting = Setting::new().with("contract.title", json!("合".repeat(5 * 1024 * 1024 / 3)));
    assert_eq!(setting.codes("demand-email"), ["E-DRAFT-LARGE"]);
    let library = Library::of([
        (
            "note/manifest.yaml",
            "kind: note\ntitle: {zh: 信, en: N}\ngroup: message\nversion: 1\nfor: counsel\nsubject: x\n",
        ),
        ("note/body.txt.j2", "{% for i in range(9000) %}一二三四五六七八九十{% endfor %}"),
    ]);
    assert_eq!(Setting { library, ..Setting::new() }.codes("note"), ["E-NOTICE-BODY"]);
}

#[test]
fn file_names_that_no_system_refuses() {
    let long = format!("{}.pdf", "长".repeat(100));
    let names = ["a/b:c?.pdf", "..\\x.pdf", "催收函.pdf", "催收函.pdf", "催收函.PDF", &long];
    let available = names.iter().map(|n| drafted("demand-letter", "催收函", n)).collect();
    let notice = Setting { available, ..Setting::new() }.queue("demand-email").unwrap();
    let found: Vec<&str> = notice.attachments.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(found[..5], ["a_b_c_.pdf", "_x.pdf", "催收函.pdf", "催收函 (2).pdf", "催收函 (3).PDF"]);
    assert!(found[5].len() <= 200 && found[5].ends_with("长.pdf"));
    assert_eq!(notice.attachments[0].path, "out/a/b:c?.pdf", "the file itself keeps its name");
    let slip = drafted("demand-letter", "催收函", "a\r\nBcc: x.pdf");
    let setting = Setting { available: vec![slip], ..Setting::new() };
    assert_eq!(setting.codes("demand-email"), ["E-NOTICE-HEADER"]);
}

/// `sample.yaml` is what the program itself would give the template. To renew it: `UPDATE_EXPECT=1`.
#[test]
fn samples_are_current_and_render() {
    for kind in KINDS {
        let setting = Setting::of(kind);
        let case = case(&setting.facts);
        let message = crate::notices::Message::open(&setting.library, kind).unwrap();
        let data = data_of(&message, &setting.input(&case)).unwrap();
        let path = format!("{}/templates/cn/{kind}/sample.yaml", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, serde_yaml::to_string(&data).unwrap()).unwrap();
        }
        let sample: Value = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(sample, data);
        let rendered = message.render(&sample).unwrap();
        insta::assert_snapshot!(format!("{kind}.txt"), format!("{}\n\n{}", rendered.subject, rendered.text));
        insta::assert_snapshot!(format!("{kind}.html"), rendered.html.unwrap());
    }
}

/// Both forms say the same: every stretch of Chinese of one is in the other, in the same order of the parts.
#[test]
fn text_and_html_say_the_same() {
    for (kind, setting) in [
        ("demand-email", Setting::new()),
        (
            "demand-email",
            Setting { available: Vec::new(), ..Setting::new() }.with("product", json!("personal-loan")),
        ),
        ("counsel-handover", Setting::new()),
        ("counsel-handover", Setting { available: Vec::new(), deadlines: Vec::new(), ..Setting::new() }),
    ] {
        let notice = setting.queue(kind).unwrap();
        let html = content(notice.html.as_ref().unwrap());
        let phrases = notice
            .text
            .split(|c: char| c.is_whitespace() || "：；。，（）、.".contains(c) || c.is_ascii_digit());
        for phrase in phrases.filter(|p| p.chars().count() > 1) {
            assert!(html.contains(phrase), "{kind}: {phrase:?} in the text only");
        }
    }
}

/// What was cancelled can be composed again, and stays a notice that is queued once.
#[test]
fn a_cancelled_notice_can_be_made_again() {
    let first = Setting::new().queue("demand-email").unwrap();
    let mut payloads = vec![queued(&first), moved(&first.id, NoticeStatus::Cancelled)];
    let admit = |payloads: &[Payload], record| Outbox::fold(&log(payloads.to_vec())).unwrap().admit(record);
    assert_eq!(admit(&payloads, &first), Admission::Again(1));
    let second = Setting { again: 1, ..Setting::new() }.queue("demand-email").unwrap();
    assert!(second.id != first.id && second.message_id != first.message_id);
    assert_eq!(admit(&payloads, &second), Admission::New { replaces: Vec::new() });
    payloads.push(queued(&second));
    let known = Admission::Known { id: second.id.clone(), status: NoticeStatus::Queued };
    assert_eq!(admit(&payloads, &second), known);
    assert_eq!(admit(&payloads, &first), known);
    payloads.push(moved(&second.id, NoticeStatus::Cancelled));
    assert_eq!(admit(&payloads, &first), Admission::Again(2));
    // An occasion that was named and cancelled stays so.
    let named = Setting { occasion: Some("2026-07"), ..Setting::new() }.queue("demand-email").unwrap();
    let payloads = vec![queued(&named), moved(&named.id, NoticeStatus::Cancelled)];
    assert!(matches!(admit(&payloads, &named), Admission::Known { status: NoticeStatus::Cancelled, .. }));
}

#[test]
fn figures_of_the_docket() {
    let mut case = case(&card());
    case.debt.interest = Some("3120.55".parse().unwrap());
    case.debt.fees = Some("0.00".parse().unwrap());
    let figures = Figures::from(&crate::docket::money::Money::stated(&case.debt));
    let lines: Vec<(&str, String)> =
        figures.lines.iter().map(|l| (l.title.as_str(), l.amount.to_string())).collect();
    assert_eq!(lines, [("本金", "38652.41".to_owned()), ("利息", "3120.55".to_owned())]);
    assert_eq!((figures.as_of, figures.ongoing), (day("2026-06-30"), Some(day("2026-07-01"))));
}

/// From facts to bytes and back, with a name that every format reads in its own way.
#[test]
fn whole_messages_are_read_back() {
    for name in ["李示例", "<b>{{x}}</b>, \"𠮷\" =?utf-8?q?x?="] {
        let setting = Setting::new().with("debtors[0].name", json!(name)).with("counsel.lawyer", json!(name));
        for kind in ["demand-email", "counsel-handover"] {
            let notice = setting.queue(kind).unwrap();
            assert_eq!(notice.to_name.as_deref(), Some(name));
            let contents: Vec<Vec<u8>> =
                notice.attachments.iter().map(|a| a.name.clone().into_bytes()).collect();
            mail::expect(&notice, &contents);
        }
    }
}

/// Every code of this folder has words in both languages, and no words are left over.
#[test]
fn every_code_has_words() {
    let mut messages = serde_yaml::Mapping::new();
    for file in
        [include_str!("../../cli/messages/notices.yaml"), include_str!("../../cli/messages/outbox.yaml")]
    {
        messages.extend(serde_yaml::from_str::<serde_yaml::Mapping>(file).unwrap());
    }
    // The commands have words beside these.
    messages.retain(|code, _| code.as_str().unwrap().starts_with("E-NOTICE-"));
    let sources = [
        include_str!("../compose.rs"),
        include_str!("../dispatch.rs"),
        include_str!("../gate/hold.rs"),
        include_str!("../lint.rs"),
        include_str!("../message.rs"),
        include_str!("../occasion.rs"),
        include_str!("../outbox.rs"),
        include_str!("../outbox/notice.rs"),
        include_str!("../queue.rs"),
        include_str!("../transport/error.rs"),
        include_str!("../transport/mod.rs"),
    ];
    let mut used = std::collections::BTreeSet::new();
    for part in sources.iter().flat_map(|s| s.split('"')).filter(|p| p.starts_with("E-NOTICE-")) {
        used.insert(part.to_owned());
    }
    let worded: std::collections::BTreeSet<String> =
        messages.keys().map(|k| k.as_str().unwrap().to_owned()).collect();
    assert_eq!(used, worded);
    for (code, words) in &messages {
        for language in ["en", "zh"] {
            assert!(words[language].as_str().is_some_and(|w| !w.is_empty()), "{code:?} {language}");
        }
        assert_eq!(words.get("hint_en").is_some(), words.get("hint_zh").is_some(), "{code:?}");
    }
}

/// `templates/cn/fields.yaml` says what every field of a message means, and speaks of no other.
#[test]
fn every_field_of_a_message_has_a_meaning_and_no_other() {
    use std::collections::BTreeSet;

    let meanings = Library::built_in().meanings().unwrap();
    let guarantee = json!([{"kind": "mortgage", "by": "孙示例", "object": "示例路1号房屋"}]);
    let mut full = Setting::new().with("guarantees", guarantee);
    full.available.push(drafted("lawyers-letter", "律师函", "律师函.pdf"));
    full.available.push(drafted("settlement-certificate", "结清证明", "结清证明.pdf"));
    let bare = Setting {
        available: Vec::new(),
        expected: &["demand-letter", "complaint", "lawyers-letter", "settlement-certificate"],
        ..Setting::new()
    };
    for kind in KINDS {
        // A workspace may let a message carry documents that ours does not.
        let carries = !Library::built_in().folder(kind).unwrap().manifest.attachments.is_empty();
        let of_documents = |path: &str| path.starts_with("attached[]") || path.starts_with("missing[]");
        let mut held = BTreeSet::new();
        let topics = [occasions::topic(kind), occasions::topic_with_arrears(kind)];
        for (setting, topic) in [&full, &bare].into_iter().zip(&topics) {
            let (message, case) =
                (crate::notices::Message::open(&setting.library, kind).unwrap(), case(&setting.facts));
            let data = data_of(&message, &Input { topic, ..setting.input(&case) }).unwrap();
            let mut leaves = Vec::new();
            crate::press::fields::leaves(&data, "", &mut leaves);
            let empty = |path: &String, value: &Value| path.ends_with("[]") && value.is_null();
            held.extend(leaves.into_iter().filter(|(path, value)| !empty(path, value)).map(|(path, _)| path));
        }
        let told = meanings.of(kind).map(|(path, _)| path).filter(|path| carries || !of_documents(path));
        assert_eq!(told.map(str::to_owned).collect::<BTreeSet<String>>(), held, "{kind}");
    }
    for kind in ["daily-digest", "weekly-status", "counsel-status"] {
        let sample = crate::press::doctor::sample(Library::built_in().folder(kind).unwrap()).unwrap();
        let mut leaves = Vec::new();
        crate::press::fields::leaves(&sample, "", &mut leaves);
        let held: BTreeSet<String> = leaves.into_iter().map(|(path, _)| path).collect();
        let told: BTreeSet<String> = meanings.of(kind).map(|(path, _)| path.to_owned()).collect();
        assert_eq!(told, held, "{kind}");
    }
}
