//! The fields of those who take part: creditor, debtors and guarantors, the handler and counsel.

use super::{Field, LINE, NAME, Shape, may, must};

const HEAD: &[Field] =
    &[must("name", NAME, "姓名", "name", "周示例"), may("title", NAME, "职务", "post", "负责人")];

const BANK_ACCOUNT: &[Field] = &[
    must("name", NAME, "户名", "account holder", "示例银行股份有限公司信用卡中心"),
    must("bank", NAME, "开户行", "bank", "示例银行北京分行"),
    must("number", NAME, "账号", "account number", "\"0200000000000000000\""),
];

const SERVICE: &[Field] = &[
    may("address", LINE, "收件地址", "postal address", "北京市西城区示例大街1号"),
    may("postcode", NAME, "邮政编码", "postal code, in quotes", "\"100000\""),
    may("recipient", NAME, "代收人", "who takes delivery", "周示例"),
    may("phone", NAME, "收件电话", "telephone", "010-00000000"),
    may("email", NAME, "电子送达邮箱", "mailbox", "legal@bank.example"),
    may("electronic", Shape::Flag, "同意电子送达", "agrees to electronic service", "true"),
];

const ENTITY_TYPE: Shape = Shape::OneOf(&[
    "limited",
    "joint-stock",
    "listed",
    "other-enterprise",
    "public-institution",
    "association",
    "foundation",
    "social-service",
    "state-organ",
    "rural-collective",
    "cooperative",
    "self-governing",
    "sole-proprietorship",
    "partnership",
    "professional-service",
]);

const OWNERSHIP: Shape = Shape::OneOf(&["state", "state-controlled", "state-invested", "private", "other"]);

/// The creditor, also as it stands in `sucheng.yaml`.
pub const CREDITOR: &[Field] = &[
    must("name", NAME, "名称", "registered name", "示例银行股份有限公司信用卡中心"),
    may("kind", Shape::OneOf(&["company", "branch"]), "法人或分支机构", "company or branch", "branch"),
    may(
        "lender",
        Shape::OneOf(&["licensed", "microloan", "private"]),
        "出借人类型",
        "kind of lender",
        "licensed",
    ),
    may("uscc", NAME, "统一社会信用代码", "unified social credit code", "91110000000000123F"),
    may("address", LINE, "住所（主要办事机构所在地）", "seat", "北京市西城区示例大街1号"),
    may(
        "registered_address",
        LINE,
        "注册地（与住所不同时）",
        "where it is registered, if elsewhere",
        "北京市海淀区示例路3号",
    ),
    may("entity_type", ENTITY_TYPE, "单位类型", "kind of legal person", "joint-stock"),
    may("ownership", OWNERSHIP, "所有制性质", "who owns it", "state-controlled"),
    may(
        "head",
        Shape::Record(HEAD),
        "法定代表人或负责人",
        "legal representative or head",
        "{name: 周示例, title: 负责人}",
    ),
    may("phone", NAME, "联系电话", "telephone", "010-00000000"),
    may("email", NAME, "电子邮箱", "mailbox", "creditor@bank.example"),
    may(
        "bank_account",
        Shape::Record(BANK_ACCOUNT),
        "还款账户",
        "where debtors pay",
        "{name: …, bank: …, number: \"…\"}",
    ),
    may(
        "refund_account",
        Shape::Record(BANK_ACCOUNT),
        "诉讼费退费账户（与还款账户不同时）",
        "where a court pays back fees, if not there",
        "{name: …, bank: …, number: \"…\"}",
    ),
    may(
        "service",
        Shape::Record(SERVICE),
        "债权人自己的送达地址",
        "where court papers reach the creditor",
        "{postcode: \"100000\", recipient: …, electronic: true}",
    ),
];

const IDENTITY: &[Field] = &[
    must(
        "type",
        Shape::OneOf(&[
            "resident-id",
            "passport",
            "hk-macau-permit",
            "taiwan-permit",
            "foreign-residence",
            "uscc",
            "other",
        ]),
        "证件类型",
        "kind of paper",
        "resident-id",
    ),
    must("number", NAME, "证件号码", "number, in quotes", "\"110101198503153011\""),
];

const SERVICE_ADDRESS: &[Field] = &[
    must("agreed", Shape::Flag, "是否约定", "agreed or not", "true"),
    may("clause", NAME, "约定条款", "clause", "领用合约第十五条"),
    may("address", LINE, "送达地址", "postal address", "北京市朝阳区示例路9号"),
    may("phone", NAME, "电话", "telephone", "\"13800000001\""),
    may("email", NAME, "电子邮箱", "mailbox", "li@example.com"),
    may("electronic", Shape::Flag, "同意电子送达", "agreed to electronic service", "true"),
];

pub(super) const DEBTOR: &[Field] = &[
    must("role", Shape::OneOf(&["primary", "joint", "guarantor"]), "身份", "role", "primary"),
    must("name", NAME, "姓名或名称", "name", "李示例"),
    may("sex", Shape::OneOf(&["男", "女"]), "性别", "sex", "男"),
    may("ethnicity", NAME, "民族", "ethnicity", "汉族"),
    may("id", Shape::Record(IDENTITY), "证件", "identity paper", "{type: resident-id, number: \"…\"}"),
    may("domicile", LINE, "户籍所在地（住所）", "registered domicile", "北京市东城区示例胡同5号"),
    may("residence", LINE, "经常居住地", "habitual residence", "北京市朝阳区示例路9号"),
    may(
        "whereabouts",
        Shape::OneOf(&["known", "unknown", "abroad"]),
        "下落（可联系、下落不明、境外）",
        "whether the debtor can be found",
        "known",
    ),
    may("employer", NAME, "工作单位", "employer", "示例科技有限公司"),
    may("post", NAME, "职务", "post at the employer", "工程师"),
    may(
        "registered_address",
        LINE,
        "注册地（单位债务人，与住所不同时）",
        "where a company is registered, if elsewhere",
        "北京市海淀区示例路3号",
    ),
    may("entity_type", ENTITY_TYPE, "单位类型（单位债务人）", "kind of legal person", "limited"),
    may("ownership", OWNERSHIP, "所有制性质（单位债务人）", "who owns a company", "private"),
    may(
        "head",
        Shape::Record(HEAD),
        "法定代表人（单位债务人）",
        "legal representative of a company",
        "{name: 周示例}",
    ),
    may(
        "phones",
        Shape::List(&NAME),
        "电话（预留号码在前）",
        "telephones, the reserved one first",
        "[\"13800000001\"]",
    ),
    may("emails", Shape::List(&NAME), "电子邮箱", "mailboxes", "[li@example.com]"),
    may(
        "service_address",
        Shape::Record(SERVICE_ADDRESS),
        "约定送达地址",
        "agreed address for service",
        "{agreed: true, …}",
    ),
];

pub(super) const COUNSEL: &[Field] = &[
    must("firm", NAME, "律师事务所", "law firm", "示例律师事务所"),
    may("lawyer", NAME, "承办律师", "lawyer", "王示例"),
    may("licence", NAME, "执业证号", "licence number, in quotes", "\"11101201510000000\""),
    may("phone", NAME, "电话", "telephone", "010-11111111"),
    may("email", NAME, "电子邮箱", "mailbox", "wang@law.example"),
    may("authority", Shape::OneOf(&["general", "special"]), "代理权限", "authority", "special"),
    may("enforcement", Shape::Flag, "含执行阶段特别授权", "also special powers in enforcement", "false"),
];

pub(super) const HANDLER: &[Field] = &[
    must("name", NAME, "经办人", "name", "法务一组"),
    may("email", NAME, "电子邮箱", "mailbox", "legal1@bank.example"),
];
