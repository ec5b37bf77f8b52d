//! The fields of what only the creditor or its lawyer can say of later stages.

use super::parties::CREDITOR;
use super::{Field, LINE, NAME, Shape, may, must};

pub(super) const PLEAS: &[Field] = &[
    may("withdrawal", LINE, "撤诉理由", "why the suit is withdrawn", "双方已达成和解并履行完毕"),
    may(
        "appeal_requests",
        Shape::List(&LINE),
        "上诉请求",
        "what the appeal asks for",
        "[改判被上诉人支付律师费3000元]",
    ),
    may(
        "appeal_disputed",
        Shape::Amount,
        "不服一审判决部分的数额",
        "the part of the judgment not accepted",
        "\"3000.00\"",
    ),
    may(
        "appeal_grounds",
        Shape::List(&LINE),
        "上诉理由",
        "grounds of the appeal, a paragraph each",
        "[一审判决未支持律师费，与合同第十二条的约定不符]",
    ),
    may("appeal_court", NAME, "二审法院", "the court of appeal", "北京市第二中级人民法院"),
    may(
        "enforcement_court",
        NAME,
        "拟申请执行的法院",
        "the court that enforcement is applied to",
        "北京市第二中级人民法院",
    ),
];

pub(super) const PARTICIPATION: &[Field] = &[
    must("debtor", NAME, "财产被控制的被执行人", "the debtor whose property is held", "李示例"),
    must("court", NAME, "控制执行款的法院", "the court that holds it", "北京市海淀区人民法院"),
    must(
        "case_number",
        NAME,
        "控制执行款的执行案号",
        "number of the case in enforcement there",
        "（2026）京0108执100号",
    ),
    may(
        "reason",
        LINE,
        "被控制的财产及不能清偿所有债权的情况",
        "what is held, and why it does not cover all",
        "已拍卖房屋一套，价款不足以清偿全部债权",
    ),
];

pub(super) const ASSIGNMENT: &[Field] = &[
    must("on", Shape::Date, "转让协议签订日", "day of the contract of assignment", "2026-08-01"),
    may("contract", NAME, "转让协议名称", "its title", "债权转让协议"),
    may("number", NAME, "转让协议编号", "its number", "ZR-2026-0001"),
    may(
        "from",
        NAME,
        "原债权人（本案债权人为受让人时）",
        "the creditor before, where this one bought",
        "示例银行股份有限公司",
    ),
    may(
        "to",
        Shape::Record(CREDITOR),
        "受让人（本案债权人为转让人时）",
        "the assignee, where this one sells",
        "{name: 示例资产管理有限公司}",
    ),
    may(
        "acknowledged",
        Shape::Flag,
        "转让人是否书面认可受让人取得债权",
        "the assignor said so in writing",
        "true",
    ),
];
