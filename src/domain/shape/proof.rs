//! What proves the claim: evidence, the contact log, statements.

use super::{Field, LINE, NAME, Shape, may, must};

/// The last page that a mark may name; a longer file is split before any court takes it.
const LAST_PAGE: u32 = 99_999;

/// One line of the contact log.
pub const CONTACT: &[Field] = &[
    must("at", NAME, "时间", "when", "2026-03-02 10:15"),
    must(
        "channel",
        Shape::OneOf(&["phone", "sms", "email", "letter", "visit", "app"]),
        "方式",
        "channel",
        "phone",
    ),
    must("party", Shape::OneOf(&["debtor", "guarantor", "contact", "other"]), "对象", "with whom", "debtor"),
    may("to", NAME, "号码或地址", "number or address", "13800000001"),
    must(
        "outcome",
        Shape::OneOf(&[
            "reached",
            "no-answer",
            "promised",
            "refused",
            "delivered",
            "returned",
            "read",
            "sent",
        ]),
        "结果",
        "outcome",
        "reached",
    ),
    may("summary", LINE, "内容", "what was said", "告知欠款金额及还款方式"),
    may("record", NAME, "录音或单号", "recording or tracking number", "LY-20260302-0001"),
];

/// One line of the statements.
pub const STATEMENT: &[Field] = &[
    must("date", Shape::Date, "日期", "date", "2025-10-05"),
    must(
        "kind",
        Shape::OneOf(&[
            "purchase",
            "cash",
            "instalment",
            "interest",
            "compound",
            "penalty",
            "fee",
            "payment",
            "reversal",
        ]),
        "类型",
        "kind",
        "purchase",
    ),
    must("amount", Shape::Amount, "金额", "amount", "1280.00"),
    may("memo", LINE, "摘要", "memo", "商户消费"),
];

const MARK: &[Field] = &[
    must("fact", NAME, "待证事实（字段）", "the fact it proves, by its field", "contract.terms.interest"),
    must("page", Shape::Page(LAST_PAGE), "所在页", "page of the file, from 1", "3"),
];

/// One piece of evidence.
pub const EVIDENCE: &[Field] = &[
    must("id", NAME, "编号", "short name", "contract"),
    must(
        "kind",
        Shape::OneOf(&[
            "contract",
            "application",
            "identity",
            "terms-notice",
            "statement",
            "contact-log",
            "demand-proof",
            "payment-record",
            "guarantee",
            "attorney-fee",
            "notarisation",
            "asset",
            "court-paper",
            "other",
        ]),
        "类别",
        "kind",
        "contract",
    ),
    must("title", NAME, "证据名称", "title", "信用卡领用合约"),
    may("file", Shape::File, "文件", "file", "evidence/contract.pdf"),
    may("from", Shape::OneOf(&["contacts", "statements"]), "由事实生成", "made from facts", "contacts"),
    may("source", NAME, "证据来源", "source", "原告"),
    may("original", Shape::Flag, "是否原件", "original or copy", "false"),
    may("proves", LINE, "证明对象和内容", "what it proves", "双方成立信用卡合同关系"),
    may(
        "marks",
        Shape::List(&Shape::Record(MARK)),
        "待证事实所在页",
        "on which page it proves which fact",
        "[{fact: contract.terms.interest, page: 3}]",
    ),
];
