//! The columns that lists may have: `tables/columns.yaml`, and for logs and statements the table in `logs`.

use std::sync::OnceLock;

use crate::domain::shape::{self, CONTACT, Field, STATEMENT, Shape};
use crate::intake::logs::{self, Column as LogColumn};
use crate::intake::yaml::{self, Content, Node};
use crate::intake::{near, normalise};

const TABLE: &str = include_str!("../tables/columns.yaml");

/// What a sheet lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SheetKind {
    /// A row an account.
    Accounts,
    /// Debtors beside the primary one.
    Debtors,
    /// Payments since the figures.
    Payments,
    /// The contact log.
    Contacts,
    /// Statements.
    Statements,
}

impl SheetKind {
    /// All, in the order in which their rows are put together.
    pub const ALL: [SheetKind; 5] = [
        SheetKind::Accounts,
        SheetKind::Debtors,
        SheetKind::Payments,
        SheetKind::Contacts,
        SheetKind::Statements,
    ];

    /// Its name in `mapping.yaml` and messages.
    pub const fn id(self) -> &'static str {
        match self {
            SheetKind::Accounts => "accounts",
            SheetKind::Debtors => "debtors",
            SheetKind::Payments => "payments",
            SheetKind::Contacts => "contacts",
            SheetKind::Statements => "statements",
        }
    }

    /// The columns without which its rows say nothing.
    pub const fn required(self) -> &'static [&'static str] {
        match self {
            SheetKind::Accounts => &["account", "debtors[0].name", "debt.principal", "debt.as_of"],
            SheetKind::Debtors => &["account", "role", "name"],
            SheetKind::Payments => &["account", "on", "amount"],
            SheetKind::Contacts => &["account", "at", "channel", "party", "outcome"],
            SheetKind::Statements => &["account", "date", "kind", "amount"],
        }
    }
}

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// As a field of the case.
    Field(Shape),
    /// A list of texts.
    Texts,
    /// A day and a time.
    Minute,
    /// An amount above zero.
    Positive,
    /// A rate, in whatever notation.
    Rate,
    /// Not read.
    Ignored,
}

/// A column that a sheet may have.
#[derive(Debug)]
pub struct Column {
    /// Where its values go; `=…` where that is not one field.
    pub to: String,
    /// The headers it goes by, the one that messages name first.
    pub headers: Vec<String>,
    /// The words that its values go by.
    pub words: Vec<(String, String)>,
    /// How its cells are read.
    pub form: Form,
}

impl Column {
    /// Its headers in Chinese.
    pub fn chinese(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(String::as_str).filter(|header| !header.is_ascii())
    }

    /// Its headers in English.
    pub fn english(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(String::as_str).filter(|header| header.is_ascii())
    }
}

/// The columns of one kind of sheet.
#[derive(Debug)]
pub struct Columns {
    /// Words in a sheet's or file's name that speak for this kind.
    pub names: Vec<String>,
    /// The columns.
    pub all: Vec<Column>,
}

impl Columns {
    /// The column that values go to.
    pub fn to(&self, to: &str) -> Option<&Column> {
        self.all.iter().find(|column| column.to == to)
    }

    /// The column that a header names.
    pub fn by_header(&self, header: &str) -> Option<&Column> {
        let header = folded(header);
        self.all.iter().find(|column| column.headers.iter().any(|name| folded(name) == header))
    }

    /// The column whose header is nearest.
    pub fn nearest(&self, header: &str) -> Option<&Column> {
        let header = folded(header);
        let names = self.all.iter().flat_map(|column| column.headers.iter().map(String::as_str));
        let near = near::nearest(&header, names)?;
        self.by_header(near)
    }
}

/// The columns of a kind.
pub fn of(kind: SheetKind) -> &'static Columns {
    static ALL: OnceLock<Vec<Columns>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let tree = yaml::read(TABLE.as_bytes(), "columns.yaml").expect("the embedded table reads");
        SheetKind::ALL.into_iter().map(|kind| columns(tree.root.nearest(kind.id()), kind)).collect()
    });
    &all[kind as usize]
}

/// What counts of a header: no spaces, no `*` or colon, no unit in brackets at its end, small letters.
pub fn folded(header: &str) -> String {
    let plain = normalise::half_width(header).to_lowercase();
    let plain = plain.trim_end_matches([':', '*']).trim_start_matches('*');
    let bare = match plain.rfind('(') {
        Some(at) if plain.ends_with(')') && is_unit(&plain[at + 1..plain.len() - 1]) => &plain[..at],
        _ => plain,
    };
    bare.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).collect()
}

/// What stands in brackets at the end of a header, if that is a unit.
pub fn unit_of(header: &str) -> Option<String> {
    let plain = normalise::half_width(header);
    let inner = plain.trim_end_matches([':', '*']).strip_suffix(')')?.rsplit_once('(')?.1.trim().to_owned();
    is_unit(&inner).then_some(inner)
}

fn is_unit(inner: &str) -> bool {
    matches!(
        inner.trim(),
        "元" | "万元" | "分" | "人民币元" | "人民币" | "rmb" | "cny" | "%" | "‰" | "‱" | "必填" | "选填"
    )
}

fn columns(node: &Node, kind: SheetKind) -> Columns {
    let words = |to: &str| -> Vec<(String, String)> {
        entries(node.nearest("words"))
            .find(|(key, _)| key == to)
            .map(|(_, node)| entries(node).map(|(word, id)| (word, text(id))).collect())
            .unwrap_or_default()
    };
    let mut all: Vec<Column> = entries(node.nearest("columns"))
        .map(|(to, headers)| Column {
            // A field's own name in case.yaml is a header too: `debt.principal`.
            headers: texts(headers).into_iter().chain((!to.starts_with('=')).then(|| to.clone())).collect(),
            words: words(&to),
            form: form(kind, &to).unwrap_or_else(|| panic!("columns.yaml: {to} leads nowhere")),
            to,
        })
        .collect();
    match kind {
        SheetKind::Contacts => all.extend(log_columns(CONTACT, logs::CONTACT_COLUMNS)),
        SheetKind::Statements => all.extend(log_columns(STATEMENT, logs::STATEMENT_COLUMNS)),
        _ => {}
    }
    Columns { names: texts(node.nearest("sheets")), all }
}

fn log_columns(fields: &'static [Field], columns: &'static [LogColumn]) -> impl Iterator<Item = Column> {
    fields.iter().map(|field| {
        let column = columns.iter().find(|column| column.field == field.name);
        let others = column.map_or(&[][..], |column| column.headers).iter().copied();
        let words = column.map_or(&[][..], |column| column.words);
        Column {
            to: field.name.to_owned(),
            headers: std::iter::once(field.meaning[0])
                .chain(others)
                .chain([field.name, field.meaning[1]])
                .map(str::to_owned)
                .collect(),
            words: words.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            form: match field.shape {
                _ if field.name == "at" => Form::Minute,
                Shape::Amount => Form::Positive,
                shape => Form::Field(shape),
            },
        }
    })
}

/// How values that go there are read; `None` where the place does not exist.
pub fn form(kind: SheetKind, to: &str) -> Option<Form> {
    const LINE: Shape = Shape::Text(2000);
    if to == "account" {
        return Some(Form::Field(Shape::Account));
    }
    if let Some(guarantee) = to.strip_prefix("=guarantee.") {
        return shape::at(&format!("guarantees[0].{guarantee}")).map(|field| Form::Field(field.shape));
    }
    match to {
        "=ignore" => return Some(Form::Ignored),
        "=rate-year" | "=rate-day" => return Some(Form::Rate),
        "=total" | "=limit" => return Some(Form::Field(Shape::Amount)),
        "=birth" => return Some(Form::Field(Shape::Date)),
        "=number" | "=counsel" | "=assets" | "=basis" | "=branch" => return Some(Form::Field(LINE)),
        _ => {}
    }
    let field = match kind {
        SheetKind::Accounts => shape::at(to)?,
        SheetKind::Debtors => shape::at(&format!("debtors[0].{to}"))?,
        SheetKind::Payments => shape::at(&format!("payments[0].{to}"))?,
        SheetKind::Contacts => CONTACT.iter().find(|field| field.name == to)?,
        SheetKind::Statements => STATEMENT.iter().find(|field| field.name == to)?,
    };
    Some(match field.shape {
        Shape::List(Shape::Text(_)) => Form::Texts,
        Shape::List(_) | Shape::Record(_) | Shape::OrDefault(_) | Shape::File => return None,
        Shape::Amount if matches!(kind, SheetKind::Payments | SheetKind::Statements) => Form::Positive,
        _ if kind == SheetKind::Contacts && to == "at" => Form::Minute,
        shape => Form::Field(shape),
    })
}

fn entries(node: &Node) -> impl Iterator<Item = (String, &Node)> {
    let entries = match &node.content {
        Content::Record(entries) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|entry| (entry.key.clone(), &entry.value))
}

fn texts(node: &Node) -> Vec<String> {
    match &node.content {
        Content::List(items) => items.iter().map(text).collect(),
        _ => Vec::new(),
    }
}

fn text(node: &Node) -> String {
    match &node.content {
        Content::Scalar { text, .. } => text.clone(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns of a court's and the banks' lists, law-cn.md §8 `excel_fields`, each known by its own name.
    #[test]
    fn every_column_of_the_practice_is_known() {
        let excel_fields = "序号, 案由, 原告名称, 统一社会信用代码, 负责人, 代理人, 被告姓名, 性别, 民族, 出生日期, 证件类型, \
            证件号码, 手机号, 户籍地址, 经常居住地, 工作单位, 卡号或合同号, 签约日期, 授信额度或借款金额, 放款日, 到期日, 年利率, \
            逾期起始日, 截止日, 本金, 利息, 罚息, 复利, 违约金, 费用, 律师费, 标的总额, 是否保全, 保全金额, 财产线索, 约定送达地址, \
            电子送达同意, 管辖依据, 是否同意调解, 案件编号, 批次, 产品, 经办人";
        for header in excel_fields.split(", ") {
            let column = of(SheetKind::Accounts).by_header(header).unwrap_or_else(|| panic!("{header}"));
            assert_eq!(column.headers[0], header);
        }
    }

    /// No header names two columns of one kind, and every required column is there.
    #[test]
    fn headers_are_unambiguous() {
        for kind in SheetKind::ALL {
            let columns = of(kind);
            for column in &columns.all {
                for header in &column.headers {
                    let found = columns.by_header(header).unwrap();
                    assert_eq!(found.to, column.to, "{kind:?} {header}");
                }
                for (word, id) in &column.words {
                    let Form::Field(Shape::OneOf(ids)) = column.form else { panic!("{}", column.to) };
                    assert!(ids.contains(&id.as_str()), "{word}: {id}");
                }
            }
            for required in kind.required() {
                assert!(columns.to(required).is_some(), "{kind:?} {required}");
            }
        }
    }

    #[test]
    fn headers_as_people_write_them() {
        for header in ["本金（元）", " 本 金 ", "*本金", "本金：", "Principal", "本金(万元)"]
        {
            assert_eq!(of(SheetKind::Accounts).by_header(header).unwrap().to, "debt.principal", "{header}");
        }
        assert_eq!(unit_of("本金（万元）").as_deref(), Some("万元"));
        assert_eq!(unit_of("本金(尚欠)"), None);
        assert_eq!(of(SheetKind::Accounts).nearest("逾期起始日子").unwrap().to, "debt.overdue_since");
    }
}
