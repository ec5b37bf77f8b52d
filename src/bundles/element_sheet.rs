//! The sheet of particulars that platforms for many cases read (要素表): one row an account, every number as text.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::docket::Money;
use crate::docket::money::Part;
use crate::domain::contract::Per;
use crate::domain::debt::Mediation;
use crate::domain::identity::resident_id;
use crate::domain::party::{Debtor, IdentityKind};
use crate::domain::{Amount, Case};
use crate::papers::sheets::{Column, Field, Value, WriteError, Writer};

/// What a row is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Particulars<'a> {
    /// The facts.
    pub case: &'a Case,
    /// What is claimed.
    pub money: &'a Money,
    /// The sum of everything claimed, as the complaint states it.
    pub total: Option<Amount>,
}

/// A column: its heading, its width, its cell.
type Of = (&'static str, u16, fn(&Particulars<'_>) -> Value);

/// The columns of bulk filing (law-cn.md §8 `excel_fields`), 序号 before them.
const COLUMNS: &[Of] = &[
    ("案由", 16, |p| text(p.case.cause())),
    ("原告名称", 30, |p| creditor(p, |c| Some(c.name.as_str()))),
    ("统一社会信用代码", 22, |p| creditor(p, |c| c.uscc.as_deref())),
    ("负责人", 10, |p| creditor(p, |c| c.head.as_ref().map(|h| h.name.as_str()))),
    ("代理人", 12, |p| text(p.case.counsel.as_ref().and_then(|c| c.lawyer.as_deref()))),
    ("被告姓名", 16, |p| each(p, |d| Some(d.name.clone()))),
    ("性别", 6, |p| each(p, |d| d.sex.map(|s| s.chinese().to_owned()))),
    ("民族", 8, |p| each(p, |d| d.ethnicity.clone())),
    ("出生日期", 12, |p| each(p, |d| birth(d).map(|day| day.to_string()))),
    ("证件类型", 14, |p| each(p, |d| d.id.as_ref().map(|id| id.kind.paper().to_owned()))),
    ("证件号码", 22, |p| each(p, |d| d.id.as_ref().map(|id| number(&id.number)))),
    ("手机号", 14, |p| each(p, |d| (!d.phones.is_empty()).then(|| d.phones.join("、")))),
    ("户籍地址", 36, |p| each(p, |d| d.domicile.clone())),
    ("经常居住地", 36, |p| each(p, |d| d.residence.clone())),
    ("工作单位", 24, |p| each(p, |d| d.employer.clone())),
    ("卡号或合同号", 24, |p| {
        let contract = &p.case.contract;
        let numbers = [&contract.card_number, &contract.loan_number, &contract.number];
        text(numbers.into_iter().flatten().next().map(String::as_str))
    }),
    ("签约日期", 12, |p| day(p.case.contract.signed_on)),
    ("授信额度或借款金额", 16, |p| amount(p.case.contract.limit.or(p.case.contract.principal))),
    ("放款日", 12, |p| day(p.case.contract.disbursed_on)),
    ("到期日", 12, |p| day(p.case.contract.due_on)),
    ("年利率", 10, yearly),
    ("逾期起始日", 12, |p| day(p.case.debt.overdue_since)),
    ("截止日", 12, |p| day(Some(p.money.as_of))),
    ("本金", 14, |p| claimed(p, Part::Principal)),
    ("利息", 14, |p| claimed(p, Part::Interest)),
    ("罚息", 14, |p| claimed(p, Part::OverdueInterest)),
    ("复利", 14, |p| claimed(p, Part::CompoundInterest)),
    ("违约金", 14, |p| claimed(p, Part::Penalty)),
    ("费用", 14, |p| claimed(p, Part::Fees)),
    ("律师费", 14, |p| amount(p.case.debt.costs.as_ref().and_then(|c| c.attorney_fee))),
    ("标的总额", 16, |p| amount(p.total)),
    ("是否保全", 8, |p| yes(p.case.preservation.as_ref().map(|w| w.wanted))),
    ("保全金额", 16, |p| {
        let wanted = p.case.preservation.as_ref().filter(|w| w.wanted);
        amount(wanted.and_then(|w| w.amount.or(p.total)))
    }),
    ("财产线索", 40, |p| {
        let assets: Vec<&str> = p.case.assets.iter().map(|a| a.detail.as_str()).collect();
        text((!assets.is_empty()).then(|| assets.join("；")).as_deref())
    }),
    ("约定送达地址", 36, |p| {
        each(p, |d| d.service_address.as_ref().filter(|s| s.agreed).and_then(|s| s.address.clone()))
    }),
    ("电子送达同意", 10, |p| {
        each(p, |d| {
            let electronic = d.service_address.as_ref().and_then(|s| s.electronic)?;
            Some(if electronic { "是" } else { "否" }.to_owned())
        })
    }),
    ("管辖依据", 30, |p| {
        let forum = p.case.contract.forum.as_ref();
        let said: Vec<&str> =
            forum.iter().flat_map(|f| [f.clause.as_deref(), f.link.as_deref()]).flatten().collect();
        text((!said.is_empty()).then(|| said.join("；")).as_deref())
    }),
    ("是否同意调解", 10, |p| match p.case.mediation {
        Some(Mediation::Yes) => yes(Some(true)),
        Some(Mediation::No) => yes(Some(false)),
        Some(Mediation::Undecided) | None => Value::Empty,
    }),
];

/// The workbook, one row an account in the order given.
///
/// # Errors
/// More rows than a sheet can have; no room for a temporary file.
pub fn element_sheet(rows: &[Particulars<'_>]) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer::new();
    let columns = COLUMNS.iter().map(|(header, width, _)| Column::new(*header, *width));
    let columns: Vec<Column> = std::iter::once(Column::new("序号", 6)).chain(columns).collect();
    writer.sheet("要素表", &columns)?;
    for (at, row) in (1..).zip(rows) {
        let cells = COLUMNS.iter().map(|(_, _, cell)| Field::from(cell(row)));
        let cells: Vec<Field> = std::iter::once(Field::from(Value::Integer(at))).chain(cells).collect();
        writer.row(&cells)?;
    }
    writer.bytes()
}

fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Empty, |text| Value::Text(text.to_owned()))
}

fn amount(amount: Option<Amount>) -> Value {
    amount.map_or(Value::Empty, Value::Amount)
}

fn day(day: Option<NaiveDate>) -> Value {
    day.map_or(Value::Empty, Value::Date)
}

fn yes(said: Option<bool>) -> Value {
    text(said.map(|said| if said { "是" } else { "否" }))
}

fn creditor(p: &Particulars<'_>, of: fn(&crate::domain::party::Creditor) -> Option<&str>) -> Value {
    text(p.case.creditor.as_ref().and_then(of))
}

/// What is said of each debtor, in the order of the case; a debtor of whom it is not known has a dash, so that the
/// places of several columns agree.
fn each(p: &Particulars<'_>, of: impl Fn(&Debtor) -> Option<String>) -> Value {
    let said: Vec<Option<String>> = p.case.debtors.iter().map(of).collect();
    if said.iter().all(Option::is_none) {
        return Value::Empty;
    }
    let said: Vec<String> = said.into_iter().map(|s| s.unwrap_or_else(|| "—".to_owned())).collect();
    Value::Text(said.join("；"))
}

/// A part that the figures do not state is blank, not nought.
fn claimed(p: &Particulars<'_>, part: Part) -> Value {
    amount(p.money.line(part).map(|line| line.claimed))
}

/// The contract's rate by the year; by the day it is told as it is where the contract names no days of the year.
fn yearly(p: &Particulars<'_>) -> Value {
    let Some(interest) = p.case.contract.terms.as_ref().and_then(|t| t.interest.as_ref()) else {
        return Value::Empty;
    };
    match (interest.per, interest.day_basis) {
        (Per::Year, _) => Value::Percent(interest.rate.fraction()),
        (Per::Day, Some(days)) => Value::Percent(interest.rate.fraction() * Decimal::from(days)),
        (Per::Day, None) => {
            let percent = (interest.rate.fraction() * Decimal::ONE_HUNDRED).normalize();
            Value::Text(format!("日利率{percent}%"))
        }
    }
}

fn birth(debtor: &Debtor) -> Option<NaiveDate> {
    let id = debtor.id.as_ref().filter(|id| id.kind == IdentityKind::ResidentId)?;
    resident_id::read(&number(&id.number)).ok().map(|read| read.birth)
}

/// No spaces, `X` as a capital letter: what platforms refuse otherwise (law-cn.md §8).
fn number(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::papers::sheets::{Book, Cell};

    /// Headings as law-cn.md §8 lists them; numbers as text, amounts as numbers.
    #[test]
    fn one_row_an_account() {
        let case = Case::from_facts(&json!({"account": "CC-1", "product": "credit-card",
            "debtors": [
                {"role": "primary", "name": "李示例", "id": {"type": "resident-id", "number": "11010119850315301x"}, "phones": ["13800000001"]},
                {"role": "guarantor", "name": "示例商贸有限公司", "id": {"type": "uscc", "number": "91110000000000123F"}},
            ],
            "contract": {"card_number": "6225880123456783", "terms": {"interest": {"rate": "0.0005", "per": "day", "day_basis": 365}}},
            "debt": {"as_of": "2026-06-30", "principal": "38652.41", "interest": "3120.55"}}))
        .unwrap();
        let money = Money::stated(&case.debt);
        let total = "41772.96".parse().ok();
        let bytes = element_sheet(&[Particulars { case: &case, money: &money, total }]).unwrap();
        let file = tempfile::NamedTempFile::with_suffix(".xlsx").unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let mut book = Book::open(file.path()).unwrap();
        let mut rows: Vec<Vec<(u32, Cell)>> = Vec::new();
        book.rows("要素表", &mut |row| {
            rows.push(row.cells);
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        let excel_fields = "序号, 案由, 原告名称, 统一社会信用代码, 负责人, 代理人, 被告姓名, 性别, 民族, 出生日期, 证件类型, \
            证件号码, 手机号, 户籍地址, 经常居住地, 工作单位, 卡号或合同号, 签约日期, 授信额度或借款金额, 放款日, 到期日, 年利率, \
            逾期起始日, 截止日, 本金, 利息, 罚息, 复利, 违约金, 费用, 律师费, 标的总额, 是否保全, 保全金额, 财产线索, 约定送达地址, \
            电子送达同意, 管辖依据, 是否同意调解";
        let headings: Vec<&str> = excel_fields.split(", ").collect();
        let found: Vec<&str> = rows[0]
            .iter()
            .map(|(_, cell)| match cell {
                Cell::Text(text) => text.as_str(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(found, headings);
        let cell = |heading: &str| {
            let at = u32::try_from(headings.iter().position(|h| *h == heading).unwrap()).unwrap();
            rows[1].iter().find(|(column, _)| *column == at).map(|(_, cell)| cell.clone())
        };
        let text = |text: &str| Some(Cell::Text(text.to_owned()));
        assert_eq!(cell("被告姓名"), text("李示例；示例商贸有限公司"));
        assert_eq!(cell("证件号码"), text("11010119850315301X；91110000000000123F"));
        assert_eq!(cell("卡号或合同号"), text("6225880123456783"));
        assert_eq!(cell("手机号"), text("13800000001；—"));
        assert_eq!(cell("本金"), Some(Cell::Number("38652.41".into())));
        assert_eq!(cell("标的总额"), Some(Cell::Number("41772.96".into())));
        // 0.0005 × 365
        assert_eq!(cell("年利率"), Some(Cell::Number("0.1825".into())));
        assert_eq!(cell("罚息"), None, "what the figures do not state is blank, not nought");
    }
}
