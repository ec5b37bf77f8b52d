//! The fields of a case file as a table: what readers of files check, what `amend` accepts, what help prints.
//!
//! The table and the structs say the same: a test here holds them together. To add a field: its struct, then its row,
//! those of the parties in `parties`, of what proves the claim in `proof`.

mod parties;
mod pleas;
mod proof;

pub use parties::CREDITOR;
use parties::{COUNSEL, DEBTOR, HANDLER};
use pleas::{ASSIGNMENT, PARTICIPATION, PLEAS};
use proof::EVIDENCE;
pub use proof::{CONTACT, STATEMENT};

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One line of text without control or bidirectional-override characters, not blank, at most this many characters.
    Text(usize),
    /// An amount in yuan: a string or an integer, zero or more.
    Amount,
    /// A rate as a fraction, in quotes.
    Rate,
    /// `YYYY-MM-DD`.
    Date,
    /// `true` or `false`.
    Flag,
    /// One of these integers.
    Whole(&'static [u16]),
    /// A page, from 1 to this one.
    Page(u32),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// An account's name.
    Account,
    /// A path of a file inside the case folder.
    File,
    /// A list.
    List(&'static Shape),
    /// A record.
    Record(&'static [Field]),
    /// A record, or the word `default`, which stands for the one in `sucheng.yaml`.
    OrDefault(&'static [Field]),
}

/// A field of a record.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it must be.
    pub shape: Shape,
    /// Whether a case file is refused without it.
    pub required: bool,
    /// What it means, in Chinese and English.
    pub meaning: [&'static str; 2],
    /// An example.
    pub example: &'static str,
}

const fn may(
    name: &'static str,
    shape: Shape,
    zh: &'static str,
    en: &'static str,
    example: &'static str,
) -> Field {
    Field { name, shape, required: false, meaning: [zh, en], example }
}

const fn must(
    name: &'static str,
    shape: Shape,
    zh: &'static str,
    en: &'static str,
    example: &'static str,
) -> Field {
    Field { name, shape, required: true, meaning: [zh, en], example }
}

/// A name or number.
const NAME: Shape = Shape::Text(200);
/// A sentence or an address.
const LINE: Shape = Shape::Text(2000);

/// Longest text a field of the case file may hold.
pub const LONGEST: usize = 2000;

const INTEREST: &[Field] = &[
    must("rate", Shape::Rate, "利率（小数）", "rate as a fraction", "\"0.0005\""),
    must("per", Shape::OneOf(&["day", "year"]), "计息单位", "by day or by year", "day"),
    may(
        "day_basis",
        Shape::Whole(&[360, 365, 366]),
        "年计息天数",
        "days of a year; 366 is the actual year",
        "365",
    ),
    may("compounding", Shape::OneOf(&["none", "monthly"]), "复利", "compounding", "monthly"),
    may("clause", NAME, "条款", "clause", "第八条"),
];

const PENALTY: &[Field] = &[
    must("text", LINE, "约定内容", "wording", "最低还款额未还部分的5%"),
    may("clause", NAME, "条款", "clause", "第九条"),
];

const HIGHLIGHTED: &[Field] = &[
    must("given", Shape::Flag, "是否提示说明", "given or not", "true"),
    may("how", LINE, "方式", "in which way", "加黑加粗条款，抄录确认"),
    may("on", Shape::Date, "时间", "when", "2021-03-18"),
];

const TERMS: &[Field] = &[
    may("interest", Shape::Record(INTEREST), "利息", "interest", "{rate: \"0.0005\", per: day}"),
    may(
        "overdue_interest",
        Shape::Record(INTEREST),
        "罚息",
        "default interest",
        "{rate: \"0.00075\", per: day}",
    ),
    may("penalty", Shape::Record(PENALTY), "违约金", "penalty", "{text: …, clause: 第九条}"),
    may(
        "liability",
        LINE,
        "违约责任",
        "what default entails",
        "逾期的，承担律师费等实现债权的费用（第十条）",
    ),
    may(
        "termination",
        LINE,
        "解除条件",
        "when it may be ended",
        "连续两期未还款的，发卡机构可解除合约（第十一条）",
    ),
    may(
        "highlighted",
        Shape::Record(HIGHLIGHTED),
        "提示说明",
        "notice of the main terms",
        "{given: true, how: …}",
    ),
];

const FORUM: &[Field] = &[
    must("kind", Shape::OneOf(&["court", "arbitration"]), "法院或仲裁", "court or arbitration", "court"),
    may("court", NAME, "法院全称", "the court's full name", "北京市西城区人民法院"),
    may("institution", NAME, "仲裁机构全称", "the institution's full name", "示例仲裁委员会"),
    may("clause", NAME, "条款", "clause", "第二十条"),
    may("link", NAME, "连结点", "what connects the court", "原告住所地"),
    may("connection", LINE, "实际联系的证明", "what proves the connection", "合同在西城支行柜面签订"),
];

const COMPONENT: Shape = Shape::OneOf(&["fees", "interest", "penalty", "principal"]);

const CONTRACT: &[Field] = &[
    may("title", NAME, "合同名称", "title", "示例银行信用卡领用合约"),
    may("number", NAME, "合同编号", "number", "HT-2021-0456"),
    may("signed_on", Shape::Date, "签订日期", "signed on", "2021-03-18"),
    may("signed_at", LINE, "签订地点", "signed at", "北京市西城区示例大街1号"),
    may("card_number", NAME, "卡号", "card number, in quotes", "\"6225880123456783\""),
    may("loan_number", NAME, "借据号", "loan number, in quotes", "\"JJ20230001\""),
    may("limit", Shape::Amount, "授信额度", "credit limit", "\"50000.00\""),
    may("principal", Shape::Amount, "借款金额", "sum lent", "\"100000.00\""),
    may("disbursed_on", Shape::Date, "放款日", "paid out on", "2023-05-10"),
    may(
        "disbursed_by",
        Shape::OneOf(&["cash", "transfer", "other"]),
        "提供方式（现金、转账、其他）",
        "how it was paid out",
        "transfer",
    ),
    may("due_on", Shape::Date, "到期日", "due on", "2026-05-10"),
    may("repayment", NAME, "还款方式", "how it is repaid", "等额本息"),
    may("terms", Shape::Record(TERMS), "条款", "terms", "{interest: …}"),
    may("forum", Shape::Record(FORUM), "争议解决", "forum", "{kind: court, court: …}"),
    may(
        "attribution",
        Shape::List(&COMPONENT),
        "约定的抵充顺序",
        "order of attribution",
        "[fees, interest, principal]",
    ),
];

const REPAID: &[Field] = &[
    may("principal", Shape::Amount, "已还本金", "principal paid back", "\"12000.00\""),
    may("interest", Shape::Amount, "已还利息", "interest paid", "\"3000.00\""),
    may("interest_until", Shape::Date, "还息至", "interest paid up to", "2025-10-20"),
];

const ACCELERATED: &[Field] = &[
    must("on", Shape::Date, "提前到期日", "from which day", "2026-03-01"),
    may("notice", LINE, "依据（条款或通知）", "clause or letter", "借款合同第十二条"),
];

const COSTS: &[Field] = &[
    may("attorney_fee", Shape::Amount, "律师费", "lawyer's fee", "\"3000.00\""),
    may(
        "attorney_fee_clause",
        NAME,
        "约定律师费由债务人承担的条款",
        "clause on the lawyer's fee",
        "第十二条",
    ),
    may("preservation_fee", Shape::Amount, "保全费", "preservation fee", "\"406.52\""),
];

const DEBT: &[Field] = &[
    may("overdue_since", Shape::Date, "逾期起始日", "first day overdue", "2025-11-06"),
    must("as_of", Shape::Date, "截止日", "the figures include this day", "2026-06-30"),
    must("principal", Shape::Amount, "本金", "principal", "\"38652.41\""),
    may("interest", Shape::Amount, "利息", "interest", "\"3120.55\""),
    may("overdue_interest", Shape::Amount, "罚息", "default interest", "\"0.00\""),
    may("compound_interest", Shape::Amount, "复利", "compound interest", "\"0.00\""),
    may("penalty", Shape::Amount, "违约金", "penalty", "\"1200.00\""),
    may("fees", Shape::Amount, "费用", "fees", "\"0.00\""),
    may("repaid", Shape::Record(REPAID), "已还款", "paid back", "{principal: \"12000.00\"}"),
    may("accelerated", Shape::Record(ACCELERATED), "提前到期", "called early", "{on: 2026-03-01}"),
    may("ledger", Shape::File, "账单文件", "file of statements", "statements.csv"),
    may("costs", Shape::Record(COSTS), "实现债权的费用", "costs of the claim", "{attorney_fee: \"3000.00\"}"),
];

const PAYMENT: &[Field] = &[
    must("on", Shape::Date, "到账日", "came in on", "2026-07-15"),
    must("amount", Shape::Amount, "金额", "amount", "\"1000.00\""),
    may("from", NAME, "付款人", "who paid", "李示例"),
    may("reference", NAME, "流水号", "number in the core system, in quotes", "\"LS2026071500001\""),
];

const ASSET: &[Field] = &[
    must(
        "kind",
        Shape::OneOf(&["bank-account", "vehicle", "real-estate", "equity", "wage", "other"]),
        "类别",
        "kind",
        "vehicle",
    ),
    must("detail", LINE, "具体信息", "what exactly", "京A00000"),
    may("value", Shape::Amount, "估值", "estimated value", "\"80000.00\""),
    may("note", LINE, "备注", "note", "已抵押"),
];

const GUARANTEE: &[Field] = &[
    must("kind", Shape::OneOf(&["guarantee", "mortgage", "pledge"]), "担保类型", "kind", "guarantee"),
    may("form", Shape::OneOf(&["general", "joint"]), "保证方式", "general or joint", "joint"),
    must("by", NAME, "担保人", "who gives it", "赵示例"),
    may("signed_on", Shape::Date, "签订日期", "signed on", "2023-05-10"),
    may("period_until", Shape::Date, "保证期间届满日", "last day of the guarantee period", "2029-05-10"),
    may("maximum", Shape::Amount, "最高额", "ceiling", "\"200000.00\""),
    may("registered", Shape::OneOf(&["no", "formal", "preliminary"]), "登记", "registration", "no"),
    may("number", NAME, "合同或登记编号", "number", "BZ-2023-0007"),
    may("fixed_on", Shape::Date, "担保债权的确定时间", "claims are fixed on", "2027-05-20"),
    may("object", LINE, "担保物", "thing given as security", "京A00000 小型轿车"),
];

const CAP: &[Field] = &[
    may("apply", Shape::OneOf(&["yes", "warn"]), "是否调减", "cut the claim, or warn", "yes"),
    may("test", Shape::OneOf(&["cumulative", "segment"]), "检验口径", "how it is tested", "cumulative"),
];

const PRESERVATION: &[Field] = &[
    must("wanted", Shape::Flag, "是否保全", "asked for or not", "true"),
    may("amount", Shape::Amount, "保全金额", "how much is to be preserved", "\"42973.00\""),
    may("pre_suit", Shape::Flag, "是否诉前保全", "before the suit", "false"),
    may("court", NAME, "诉前保全法院", "court that ordered it before the suit", "北京市西城区人民法院"),
    may("ordered_on", Shape::Date, "诉前保全裁定日", "ordered on", "2026-08-20"),
    may("case_number", NAME, "诉前保全案号", "case number of that order", "（2026）京0102财保1号"),
    may("security", LINE, "担保或不需担保的理由", "security, or why none is needed", "保险公司保函"),
];

/// The version line every case file starts with.
pub const CASE_SCHEMA: &str = "sucheng/case/v1";

/// A case file. `schema`, `contacts`, `milestones` and `debt.ledger` name what the reader of the file resolves.
pub const CASE: &[Field] = &[
    must("schema", Shape::OneOf(&[CASE_SCHEMA]), "格式版本", "format version", CASE_SCHEMA),
    must("account", Shape::Account, "案件编号", "account", "CC-2026-000123"),
    may(
        "product",
        Shape::OneOf(&["credit-card", "personal-loan", "online-loan"]),
        "产品",
        "product",
        "credit-card",
    ),
    may("batch", NAME, "批次", "batch", "2026Q3-01"),
    may("referred_on", Shape::Date, "移送日", "referred on", "2026-07-01"),
    may(
        "handler",
        Shape::Record(HANDLER),
        "经办人",
        "handler",
        "{name: 法务一组, email: legal1@bank.example}",
    ),
    may("creditor", Shape::OrDefault(CREDITOR), "债权人", "creditor, or default", "default"),
    must(
        "debtors",
        Shape::List(&Shape::Record(DEBTOR)),
        "债务人",
        "debtors",
        "[{role: primary, name: 李示例}]",
    ),
    may("contract", Shape::Record(CONTRACT), "合同", "contract", "{title: …}"),
    must("debt", Shape::Record(DEBT), "欠款", "debt", "{as_of: 2026-06-30, principal: \"38652.41\"}"),
    may("payments", Shape::List(&Shape::Record(PAYMENT)), "后续还款", "payments since", "[]"),
    may("contacts", Shape::File, "催收记录文件", "file of the contact log", "contacts.csv"),
    may("evidence", Shape::List(&Shape::Record(EVIDENCE)), "证据", "evidence", "[{id: contract, …}]"),
    may("assets", Shape::List(&Shape::Record(ASSET)), "财产线索", "known property", "[]"),
    may("counsel", Shape::Record(COUNSEL), "代理律师", "outside counsel", "{firm: 示例律师事务所}"),
    may("milestones", Shape::File, "历史节点文件", "file of past milestones", "milestones.csv"),
    may("cause", NAME, "案由", "cause of action", "信用卡纠纷"),
    may("guarantees", Shape::List(&Shape::Record(GUARANTEE)), "担保", "guarantees and securities", "[]"),
    may("preservation", Shape::Record(PRESERVATION), "财产保全", "preservation", "{wanted: true}"),
    may(
        "mediation",
        Shape::OneOf(&["yes", "no", "undecided"]),
        "是否同意先行调解",
        "mediation before trial",
        "undecided",
    ),
    may("cap", Shape::Record(CAP), "息费上限", "cap on charges", "{apply: yes, test: cumulative}"),
    may(
        "track",
        Shape::OneOf(&["litigation", "arbitration", "payment-order"]),
        "程序",
        "track",
        "litigation",
    ),
    may(
        "pleas",
        Shape::Record(PLEAS),
        "后续程序中的主张",
        "what is said in later stages",
        "{withdrawal: 双方已和解}",
    ),
    may(
        "participation",
        Shape::Record(PARTICIPATION),
        "参与分配",
        "a share of another enforcement",
        "{debtor: 李示例, court: …, case_number: …}",
    ),
    may(
        "assignment",
        Shape::Record(ASSIGNMENT),
        "债权转让",
        "the claim assigned",
        "{on: 2026-08-01, from: 示例银行股份有限公司}",
    ),
];

/// Characters that no field may hold: line breaks, control characters, and those that reverse or hide text.
pub fn forbidden_character(text: &str) -> Option<char> {
    text.chars().find(|&c| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{FEFF}')
    })
}

/// The field a path such as `debtors[0].phones` leads to.
pub fn at(path: &str) -> Option<&'static Field> {
    let mut record = CASE;
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let name = part.split('[').next().unwrap_or(part);
        let field = record.iter().find(|f| f.name == name)?;
        if parts.peek().is_none() {
            return Some(field);
        }
        record = match field.shape {
            Shape::Record(fields) | Shape::OrDefault(fields) => fields,
            Shape::List(Shape::Record(fields)) => fields,
            _ => return None,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Case;
    use serde_json::{Map, Value, json};

    /// A value of a shape; `full` fills optional fields too.
    fn value(shape: &Shape, full: bool) -> Value {
        match shape {
            Shape::Text(_) | Shape::File => json!("x"),
            Shape::Amount => json!("1.00"),
            Shape::Rate => json!("0.0005"),
            Shape::Date => json!("2026-01-05"),
            Shape::Flag => json!(true),
            Shape::Whole(of) => json!(of[0]),
            Shape::Page(_) => json!(1),
            Shape::OneOf(of) => json!(of[0]),
            Shape::Account => json!("A-1"),
            Shape::List(of) => json!([value(of, full)]),
            Shape::Record(fields) | Shape::OrDefault(fields) => record(fields, full),
        }
    }

    fn record(fields: &[Field], full: bool) -> Value {
        let chosen = fields.iter().filter(|f| f.required || full);
        Value::Object(chosen.map(|f| (f.name.to_owned(), value(&f.shape, full))).collect::<Map<_, _>>())
    }

    /// The table and the structs agree: every field of the table is a field of its struct and back, and what the table
    /// does not require the struct does not require either.
    #[test]
    fn table_and_structs_agree() {
        for full in [false, true] {
            let mut file = record(CASE, full);
            let map = file.as_object_mut().unwrap();
            map.remove("schema");
            map.remove("milestones");
            if full {
                map.insert("contacts".into(), json!([{"at": "2026-03-02 10:15", "channel": "phone", "party": "debtor", "outcome": "reached"}]));
            }
            let case: Case = serde_json::from_value(file.clone()).unwrap();
            if full {
                let mut written = serde_json::to_value(&case).unwrap();
                written.as_object_mut().unwrap().remove("statements");
                assert_eq!(written, file);
            }
        }
        for fields in [CONTACT, STATEMENT] {
            assert!(fields.iter().all(|f| !f.meaning[0].is_empty()));
        }
    }

    #[test]
    fn finds_a_field_by_path() {
        assert_eq!(at("debtors[0].id.number").unwrap().name, "number");
        assert_eq!(at("creditor.head.title").unwrap().name, "title");
        assert!(at("debt.intrest").is_none() && at("debt.interest.x").is_none());
    }
}
