//! `mapping.yaml`: a bank's own headers, and what its lists leave out.

use super::columns::{self, Form, SheetKind};
use super::values::Unit;
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::Shape;
use crate::intake::near;
use crate::intake::value::{self, shown};
use crate::intake::yaml::{self, Content, Entry, Node};

/// The version line.
pub const MAPPING_SCHEMA: &str = "sucheng/mapping/v1";

/// The name it is looked for under, beside a list.
pub const MAPPING_FILE: &str = "mapping.yaml";

/// A mapping as its file says.
#[derive(Debug, Default)]
pub struct Mapping {
    /// SHA-256 of the file, where there is one: other columns, other facts.
    pub sha256: Option<String>,
    columns: Vec<MappedColumn>,
    constants: Vec<(String, String)>,
    sheets: Vec<(String, Option<SheetKind>)>,
}

/// A header of the bank's own.
#[derive(Debug)]
struct MappedColumn {
    header: String,
    /// Where its values go, as written: a place or one of our headers. `None`: not taken.
    to: Option<String>,
    unit: Option<Unit>,
}

/// Where a header leads by the mapping.
#[derive(Debug, PartialEq)]
pub enum Mapped {
    /// The mapping does not name it.
    Unknown,
    /// It is not taken.
    Ignored,
    /// To this place, in this unit where the mapping gives one.
    To(String, Option<Unit>),
}

impl Mapping {
    /// Reads `mapping.yaml`.
    ///
    /// # Errors
    /// Every problem, with its line: unknown keys, places that do not exist, values that do not fit, guesses of
    /// `--suggest-mapping` that nobody has confirmed.
    pub fn read(bytes: &[u8], file: &str) -> Result<Mapping, Vec<Problem>> {
        let tree = yaml::read(bytes, file).map_err(|problem| vec![problem])?;
        let mut reading = Reading { file, problems: tree.repeated, mapping: Mapping::default() };
        reading.root(&tree.root);
        if !reading.problems.is_empty() {
            return Err(reading.problems);
        }
        Ok(Mapping { sha256: Some(crate::papers::hash::of_bytes(bytes)), ..reading.mapping })
    }

    /// Where a header leads in a sheet of this kind.
    pub fn column(&self, header: &str, kind: SheetKind) -> Mapped {
        // A unit in the header counts here: 金额（元） and 金额（万元） are two columns.
        let exact = |c: &&MappedColumn| c.header.trim() == header.trim();
        let alike = |c: &&MappedColumn| columns::folded(&c.header) == columns::folded(header);
        let found = self.columns.iter().find(exact).or_else(|| self.columns.iter().find(alike));
        match found {
            None => Mapped::Unknown,
            Some(MappedColumn { to: None, .. }) => Mapped::Ignored,
            Some(MappedColumn { to: Some(to), unit, .. }) => match resolve(to, kind) {
                Some(to) => Mapped::To(to, *unit),
                // It belongs to another kind of sheet, where the same header stands.
                None => Mapped::Unknown,
            },
        }
    }

    /// What every row of a sheet of this kind is given where no column says it: place and text.
    pub fn constants(&self, kind: SheetKind) -> impl Iterator<Item = (String, &str)> {
        self.constants.iter().filter_map(move |(to, text)| {
            // Constants belong to accounts; other rows belong to an account, which has them.
            (kind == SheetKind::Accounts).then(|| resolve(to, kind)).flatten().map(|to| (to, text.as_str()))
        })
    }

    /// What the mapping says a sheet is: `Some(None)` for one that is not read.
    pub fn sheet(&self, name: &str) -> Option<Option<SheetKind>> {
        self.sheets.iter().find(|(named, _)| named == name).map(|(_, kind)| *kind)
    }
}

/// A place or one of our headers, as a place of this kind of sheet.
fn resolve(to: &str, kind: SheetKind) -> Option<String> {
    let columns = columns::of(kind);
    if columns::form(kind, to).is_some() {
        return Some(to.to_owned());
    }
    columns.by_header(to).map(|column| column.to.clone())
}

struct Reading<'a> {
    file: &'a str,
    problems: Vec<Problem>,
    mapping: Mapping,
}

impl Reading<'_> {
    fn problem(&mut self, code: &'static str, line: u64, column: u64, field: &str) -> &mut Problem {
        let place = Place {
            file: Some(self.file.to_owned()),
            line: Some(line),
            column: Some(column),
            field: Some(shown(field)),
            ..Place::default()
        };
        self.problems.push(Problem::error(code, place));
        self.problems.last_mut().expect("it was just pushed")
    }

    fn entries<'n>(&mut self, node: &'n Node, field: &str) -> &'n [Entry] {
        match &node.content {
            Content::Record(entries) => entries,
            _ if node.is_null() => &[],
            _ => {
                self.problem("E-CASE-NOT-RECORD", node.line, node.column, field);
                &[]
            }
        }
    }

    fn unknown(&mut self, entry: &Entry, field: &str, known: &[&str]) {
        let near = near::nearest(&entry.key, known.iter().copied()).unwrap_or_default().to_owned();
        let problem = self.problem("E-CASE-UNKNOWN-KEY", entry.line, entry.column, field);
        problem.args.push(("found", shown(&entry.key)));
        problem.args.push(("expected", known.join(", ")));
        if !near.is_empty() {
            problem.args.push(("near", near));
        }
    }

    fn root(&mut self, root: &Node) {
        let mut versioned = false;
        for entry in self.entries(root, "") {
            match entry.key.as_str() {
                "schema" => {
                    versioned = true;
                    let found = scalar(&entry.value).unwrap_or_default();
                    if found != MAPPING_SCHEMA {
                        let problem =
                            self.problem("E-CASE-SCHEMA", entry.value.line, entry.value.column, "schema");
                        problem.args.push(("found", shown(&found)));
                        problem.args.push(("expected", MAPPING_SCHEMA.to_owned()));
                    }
                }
                "columns" => {
                    for column in self.entries(&entry.value, "columns") {
                        self.column(column);
                    }
                }
                "constants" => {
                    for constant in self.entries(&entry.value, "constants") {
                        self.constant(constant);
                    }
                }
                "sheets" => {
                    for sheet in self.entries(&entry.value, "sheets") {
                        self.sheet(sheet);
                    }
                }
                _ => self.unknown(entry, &entry.key, &["schema", "columns", "constants", "sheets"]),
            }
        }
        if !versioned && self.problems.is_empty() {
            let problem = self.problem("E-CASE-SCHEMA", 1, 1, "schema");
            problem.args.push(("found", "-".to_owned()));
            problem.args.push(("expected", MAPPING_SCHEMA.to_owned()));
        }
    }

    fn column(&mut self, entry: &Entry) {
        let field = format!("columns.{}", entry.key);
        let (mut to, mut unit) = (None, None);
        match &entry.value.content {
            Content::Record(parts) => {
                for part in parts {
                    match part.key.as_str() {
                        "to" => to = self.target(&part.value, &field),
                        "unit" => unit = self.unit(&part.value, &field),
                        _ => self.unknown(part, &field, &["to", "unit"]),
                    }
                }
                if to.is_none() && !parts.iter().any(|part| part.key == "to") {
                    let problem = self.problem("E-MAPPING-PLACE", entry.line, entry.column, &field);
                    problem.args.push(("found", "-".to_owned()));
                }
            }
            _ => to = self.target(&entry.value, &field),
        }
        let ignored = to.as_deref() == Some("ignore");
        self.mapping.columns.push(MappedColumn {
            header: entry.key.clone(),
            to: to.filter(|_| !ignored),
            unit,
        });
    }

    /// Where a column leads, checked; what is wrong is said.
    fn target(&mut self, node: &Node, field: &str) -> Option<String> {
        let text = scalar(node).unwrap_or_default();
        if text.starts_with('?') {
            let problem = self.problem("E-MAPPING-UNCONFIRMED", node.line, node.column, field);
            problem.args.push(("found", shown(&text)));
            return None;
        }
        let known = SheetKind::ALL.iter().any(|kind| resolve(&text, *kind).is_some());
        if text == "ignore" || known {
            return Some(text);
        }
        let near = SheetKind::ALL.iter().find_map(|kind| {
            let columns = columns::of(*kind);
            columns.nearest(&text).map(|column| column.to.clone()).or_else(|| {
                near::nearest(&text, columns.all.iter().map(|c| c.to.as_str())).map(str::to_owned)
            })
        });
        let problem = self.problem("E-MAPPING-PLACE", node.line, node.column, field);
        problem.args.push(("found", shown(&text)));
        if let Some(near) = near {
            problem.args.push(("near", near));
        }
        None
    }

    fn unit(&mut self, node: &Node, field: &str) -> Option<Unit> {
        let text = scalar(node).unwrap_or_default();
        match text.as_str() {
            "元" | "yuan" => Some(Unit::Plain),
            "万元" | "万" => Some(Unit::TenThousand),
            "分" | "fen" => Some(Unit::Fen),
            "%" => Some(Unit::Percent),
            _ => {
                let problem = self.problem("E-VALUE-WORD", node.line, node.column, field);
                problem.args.push(("found", shown(&text)));
                problem.args.push(("expected", "元, 万元, 分, %".to_owned()));
                None
            }
        }
    }

    fn constant(&mut self, entry: &Entry) {
        let field = format!("constants.{}", entry.key);
        let place = resolve(&entry.key, SheetKind::Accounts);
        let Some((to, text)) = place.zip(scalar(&entry.value)) else {
            let problem = self.problem("E-MAPPING-PLACE", entry.line, entry.column, &field);
            problem.args.push(("found", shown(&entry.key)));
            return;
        };
        // Checked here, where the line is known, rather than on every row.
        let of_table = columns::of(SheetKind::Accounts).to(&to);
        let words = of_table.map_or(&[][..], |column| column.words.as_slice());
        let form = columns::form(SheetKind::Accounts, &to).unwrap_or(Form::Field(Shape::Text(200)));
        let read = super::values::read(&super::cell::Cell::of_text(&text), &to, &form, words, Unit::Plain);
        if let Err(fault) = read {
            let place = Place {
                file: Some(self.file.to_owned()),
                line: Some(entry.value.line),
                column: Some(entry.value.column),
                field: Some(shown(&field)),
                ..Place::default()
            };
            self.problems.push(fault.at(place, &text));
        }
        self.mapping.constants.push((entry.key.clone(), text));
    }

    fn sheet(&mut self, entry: &Entry) {
        let text = scalar(&entry.value).unwrap_or_default();
        let kind = SheetKind::ALL.into_iter().find(|kind| kind.id() == text);
        if kind.is_none() && text != "ignore" {
            let field = format!("sheets.{}", entry.key);
            let words = "accounts, debtors, payments, contacts, statements, ignore";
            let problem = self.problem("E-VALUE-WORD", entry.value.line, entry.value.column, &field);
            problem.args.push(("found", shown(&text)));
            problem.args.push(("expected", words.to_owned()));
        }
        self.mapping.sheets.push((entry.key.clone(), kind));
    }
}

fn scalar(node: &Node) -> Option<String> {
    match &node.content {
        Content::Scalar { text, .. } => value::line(text, 2000).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::wording::assert_worded;

    fn wrong(text: &str) -> Vec<(&'static str, u64)> {
        let problems = Mapping::read(text.as_bytes(), "mapping.yaml").unwrap_err();
        assert_worded(&problems);
        problems.into_iter().map(|p| (p.code, p.place.line.unwrap())).collect()
    }

    #[test]
    fn headers_lead_to_places() {
        let mapping = Mapping::read(
            "schema: sucheng/mapping/v1\ncolumns:\n  客户姓名: debtors[0].name\n  贷款余额: {to: 本金, unit: 万元}\n  \
             分行: ignore\nconstants:\n  产品: 信用卡\n  batch: 2026Q3-01\nsheets:\n  附表: ignore\n  流水: statements\n"
                .as_bytes(),
            "mapping.yaml",
        )
        .unwrap();
        let of = |header| mapping.column(header, SheetKind::Accounts);
        assert_eq!(of("客户姓名"), Mapped::To("debtors[0].name".into(), None));
        assert_eq!(of("贷款余额"), Mapped::To("debt.principal".into(), Some(Unit::TenThousand)));
        assert_eq!((of("分行"), of("本金")), (Mapped::Ignored, Mapped::Unknown));
        let constants: Vec<_> = mapping.constants(SheetKind::Accounts).collect();
        assert_eq!(constants, [("product".to_owned(), "信用卡"), ("batch".to_owned(), "2026Q3-01")]);
        assert_eq!(
            (mapping.sheet("附表"), mapping.sheet("流水")),
            (Some(None), Some(Some(SheetKind::Statements)))
        );
    }

    #[test]
    fn every_mistake_has_its_line() {
        assert_eq!(wrong("columns: {}\n"), [("E-CASE-SCHEMA", 1)]);
        assert_eq!(
            wrong(
                "schema: sucheng/mapping/v1\ncolumn: {}\ncolumns:\n  客户: debtors[0].nmae\n  余额: {to: debt.principal, unit: 角}\n  \
                 身份: '? debtors[0].sex'\nconstants:\n  product: 房贷\n  colour: red\nsheets:\n  x: lists\n"
            ),
            [
                ("E-CASE-UNKNOWN-KEY", 2),
                ("E-MAPPING-PLACE", 4),
                ("E-VALUE-WORD", 5),
                ("E-MAPPING-UNCONFIRMED", 6),
                ("E-VALUE-WORD", 8),
                ("E-MAPPING-PLACE", 9),
                ("E-VALUE-WORD", 11),
            ]
        );
    }
}
