//! Finds the row that names the columns, and says what each column is.

use super::cell::Cell;
use super::columns::{self, Column, Form, SheetKind};
use super::grid::{GridRow, Merged};
use super::mapping::{Mapped, Mapping};
use super::units;
use super::values::{self, Read, Unit};
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::shape::Shape;
use crate::intake::normalise;
use crate::intake::table::letters;
use crate::intake::value::shown;

/// Rows among which the header is looked for: titles, units and notes stand above it.
pub const WITHIN: usize = 20;

/// A column of a sheet that is read.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Where its values go.
    pub to: String,
    /// Its header as the sheet has it.
    pub header: String,
    /// How its cells are read.
    pub form: Form,
    /// The words that its values go by.
    pub words: Vec<(String, String)>,
    /// The unit of its numbers.
    pub unit: Unit,
}

/// What a sheet's columns are.
#[derive(Debug)]
pub struct Layout {
    /// The file, as shown.
    pub file: String,
    /// Which of the files that are read, from 0.
    pub source: usize,
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// What it lists.
    pub kind: SheetKind,
    /// The row that names the columns.
    pub header_row: u64,
    /// Columns of the header.
    pub width: usize,
    /// The columns; `None` for one that is not taken.
    pub columns: Vec<Option<Chosen>>,
    /// What every row is given where it has no value of its own: place and value.
    pub constants: Vec<(String, serde_json::Value)>,
    /// Columns within the width over which no header stands.
    pub bare: Vec<usize>,
}

impl Layout {
    /// Where a cell stands, and which field it fills.
    pub fn place(&self, row: u64, line: Option<u64>, column: usize) -> Place {
        let field = self.columns.get(column).and_then(Option::as_ref).map(|chosen| self.field(&chosen.to));
        Place {
            file: Some(self.file.clone()),
            sheet: self.sheet.clone(),
            cell: Some(format!("{}{row}", letters(column))),
            line,
            field,
            ..Place::default()
        }
    }

    /// The path that messages name for a place of this kind of sheet.
    pub fn field(&self, to: &str) -> String {
        match (self.kind, to) {
            (_, "account") => "account".to_owned(),
            (SheetKind::Accounts, "=total") => "debt".to_owned(),
            (SheetKind::Accounts, "=number" | "=limit" | "=rate-year" | "=rate-day") => "contract".to_owned(),
            (SheetKind::Accounts, "=basis") => "contract.forum".to_owned(),
            (SheetKind::Accounts, "=branch") => "creditor.name".to_owned(),
            (SheetKind::Accounts, "=birth") => "debtors[0].id.number".to_owned(),
            (SheetKind::Accounts, other) => other.trim_start_matches('=').to_owned(),
            (kind, other) => format!("{}.{}", kind.id(), other.trim_start_matches('=')),
        }
    }

    /// The column that goes to a place.
    pub fn column(&self, to: &str) -> Option<usize> {
        self.columns.iter().position(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.to == to))
    }
}

/// What a sheet turned out to be.
#[derive(Debug)]
pub enum Found {
    /// A list; beside it, what someone should know of its columns.
    List(Box<Layout>, Vec<Problem>),
    /// No list: no row names a column that is known, or `mapping.yaml` says so.
    NoList,
    /// A list of this kind that cannot be read, and why.
    Refused(SheetKind, Vec<Problem>),
}

/// A sheet that is looked at.
pub struct Sheet<'a> {
    /// The file, as shown.
    pub file: &'a str,
    /// Which of the files, from 0.
    pub source: usize,
    /// The sheet's name, in a workbook.
    pub sheet: Option<&'a str>,
    /// What speaks for a kind of list: the sheet's name, or the file's.
    pub name: &'a str,
    /// The first rows.
    pub head: &'a [GridRow],
    /// Cells that are merged.
    pub merged: &'a [Merged],
    /// The mapping.
    pub mapping: &'a Mapping,
}

impl Sheet<'_> {
    /// Finds the header.
    pub fn find(&self) -> Found {
        let forced = self.mapping.sheet(self.name);
        if forced == Some(None) {
            return Found::NoList;
        }
        let mut best: Option<(usize, usize, SheetKind)> = None;
        for (at, row) in self.head.iter().enumerate() {
            let headers = self.headers(row);
            for kind in SheetKind::ALL.into_iter().filter(|kind| forced.flatten().is_none_or(|f| f == *kind))
            {
                let score = self.score(kind, &headers);
                if score > 0 && best.is_none_or(|(_, most, _)| score > most) {
                    best = Some((at, score, kind));
                }
            }
        }
        match best {
            Some((at, _, kind)) => self.layout(&self.head[at], kind),
            None => self.unknown(),
        }
    }

    /// A sheet of which no row is a header. Where its name says that it lists payments, debtors or the like and it has a
    /// table, accounts that go in without it would be wrong.
    fn unknown(&self) -> Found {
        let table = self.head.iter().find(|row| row.cells.iter().filter(|cell| !cell.is_empty()).count() > 2);
        let accounts = self.named(SheetKind::Accounts);
        let kind = SheetKind::ALL.into_iter().find(|kind| *kind != SheetKind::Accounts && self.named(*kind));
        let (Some(row), false, Some(kind), Some(sheet)) = (table, accounts, kind, self.sheet) else {
            return Found::NoList;
        };
        let place = Place {
            file: Some(self.file.to_owned()),
            sheet: Some(sheet.to_owned()),
            cell: Some(format!("A{}", row.number)),
            ..Place::default()
        };
        let problem = wanted(Problem::error("E-LIST-NO-HEADER", place).with("rows", WITHIN), kind);
        Found::Refused(kind, vec![problem])
    }

    /// Whether the name of the sheet, or of the file, speaks for a kind.
    fn named(&self, kind: SheetKind) -> bool {
        columns::of(kind).names.iter().any(|name| self.name.to_lowercase().contains(name.as_str()))
    }

    /// How much speaks for a row being the header of this kind of list; 0 where less than two columns are known.
    fn score(&self, kind: SheetKind, headers: &[String]) -> usize {
        let known: Vec<String> = headers.iter().filter_map(|header| self.place_of(header, kind)).collect();
        if known.len() < 2 {
            return 0;
        }
        let required = kind.required().iter().filter(|to| known.iter().any(|k| k == *to)).count();
        let all = required == kind.required().len();
        known.len()
            + 10 * required / kind.required().len()
            + if self.named(kind) { 5 } else { 0 }
            + if all { 20 } else { 0 }
    }

    fn place_of(&self, header: &str, kind: SheetKind) -> Option<String> {
        match self.mapping.column(header, kind) {
            Mapped::To(to, _) => Some(to),
            Mapped::Ignored => None,
            Mapped::Unknown => columns::of(kind).by_header(header).map(|column| column.to.clone()),
        }
    }

    /// The headers of a row. A header that is merged downwards over two rows counts for the lower one too.
    fn headers(&self, row: &GridRow) -> Vec<String> {
        let own = |column: usize| match row.cells.get(column) {
            Some(cell) if !cell.is_empty() => Some(cell.shown()),
            _ => None,
        };
        let above = |column: usize| {
            let merged = self.merged.iter().find(|m| {
                m.first_column == column
                    && m.last_column == column
                    && m.first_row < row.number
                    && m.last_row >= row.number
            })?;
            let anchor = self.head.iter().find(|r| r.number == merged.first_row)?;
            anchor.cells.get(column).map(Cell::shown)
        };
        let reach = self.merged.iter().filter(|m| m.last_row >= row.number && m.first_row <= row.number);
        let width = reach.map(|m| m.last_column + 1).fold(row.cells.len(), usize::max).min(16_384);
        (0..width).map(|column| own(column).or_else(|| above(column)).unwrap_or_default()).collect()
    }

    fn layout(&self, row: &GridRow, kind: SheetKind) -> Found {
        let mut headers = self.headers(row);
        while headers.last().is_some_and(|header| normalise::text(header).is_empty()) {
            headers.pop();
        }
        let mut layout = Layout {
            file: self.file.to_owned(),
            source: self.source,
            sheet: self.sheet.map(str::to_owned),
            kind,
            header_row: row.number,
            width: headers.len(),
            columns: Vec::new(),
            constants: Vec::new(),
            bare: (0..headers.len()).filter(|at| normalise::text(&headers[*at]).is_empty()).collect(),
        };
        let (mut errors, mut warnings) = (Vec::new(), Vec::new());
        for merged in self.merged.iter().filter(|m| m.first_column < m.last_column) {
            // A header over several columns names none of them; what is merged above the header are titles.
            if (merged.first_row..=merged.last_row).contains(&row.number) {
                let place = layout.place(merged.first_row, None, merged.first_column);
                errors.push(Problem::error("E-LIST-HEADER-MERGED", place).with("found", merged.shown()));
            }
        }
        for (at, header) in headers.iter().enumerate() {
            let place = layout.place(row.number, row.line, at);
            let chosen = match self.choose(header, kind, &place) {
                Ok(chosen) => chosen,
                Err(problem) => {
                    warnings.push(problem);
                    None
                }
            };
            if let Some(chosen) = &chosen
                && !matches!(chosen.form, Form::Ignored)
                && let Some(first) = layout.column(&chosen.to)
            {
                let same = columns::folded(header) == columns::folded(&headers[first]);
                // Two columns of telephones with different headers are two telephones.
                if same || !matches!(chosen.form, Form::Texts) {
                    errors.push(
                        Problem::error("E-CSV-HEADER-TWICE", place)
                            .with("found", shown(header))
                            .with("first", letters(first)),
                    );
                }
            }
            layout.columns.push(chosen.filter(|chosen| !matches!(chosen.form, Form::Ignored)));
        }
        self.unit_above(&mut layout, &headers, &mut errors, &mut warnings);
        self.constants(&mut layout);
        self.missing(&layout, row, &mut errors);
        if errors.is_empty() {
            Found::List(Box::new(layout), warnings)
        } else {
            errors.extend(warnings);
            Found::Refused(kind, errors)
        }
    }

    /// The column that a header names. A header that names none is worth a warning.
    fn choose(&self, header: &str, kind: SheetKind, place: &Place) -> Result<Option<Chosen>, Problem> {
        let known = columns::of(kind);
        let of_table = |column: &Column, unit| Chosen {
            to: column.to.clone(),
            header: normalise::text(header).to_owned(),
            form: column.form,
            words: column.words.clone(),
            unit,
        };
        let headed = match columns::unit_of(header).as_deref() {
            Some("万元") => Unit::Headed,
            Some("分") => Unit::Fen,
            Some("%") => Unit::Percent,
            _ => Unit::Plain,
        };
        if normalise::text(header).is_empty() {
            return Ok(None);
        }
        match self.mapping.column(header, kind) {
            Mapped::Ignored => Ok(None),
            Mapped::To(to, unit) => Ok(Some(match known.to(&to) {
                Some(column) => of_table(column, unit.unwrap_or(headed)),
                None => Chosen {
                    header: normalise::text(header).to_owned(),
                    form: columns::form(kind, &to).unwrap_or(Form::Field(Shape::Text(200))),
                    words: Vec::new(),
                    unit: unit.unwrap_or(headed),
                    to,
                },
            })),
            Mapped::Unknown => match known.by_header(header) {
                Some(column) => Ok(Some(of_table(column, headed))),
                None => Err(match known.nearest(header) {
                    Some(near) => Problem::warning("W-LIST-COLUMN-NEAR", place.clone())
                        .with("found", shown(header))
                        .with("near", &near.headers[0]),
                    None => Problem::warning("W-LIST-COLUMN", place.clone()).with("found", shown(header)),
                }),
            },
        }
    }

    /// Gives the unit that a line above the header names to the sums that have none of their own.
    fn unit_above(
        &self,
        layout: &mut Layout,
        headers: &[String],
        errors: &mut Vec<Problem>,
        notes: &mut Vec<Problem>,
    ) {
        let rows = self.head.split(|row| row.number >= layout.header_row).next().unwrap_or_default();
        let Some((number, column, line)) = units::above(rows) else { return };
        let from = rows.iter().find(|row| row.number == number);
        let place = Place { field: None, ..layout.place(number, from.and_then(|row| row.line), column) };
        let cell = from.and_then(|row| row.cells.get(column)).map_or_else(String::new, Cell::shown);
        let units::Line::Unit(unit) = line else {
            errors.push(Problem::error("E-LIST-UNIT-LINE", place).with("found", shown(&cell)));
            return;
        };
        let mut given = Vec::new();
        for (chosen, header) in layout.columns.iter_mut().zip(headers) {
            let Some(chosen) = chosen.as_mut().filter(|chosen| units::of_money(chosen)) else { continue };
            let own = columns::unit_of(header).is_some_and(|unit| values::UNITS.contains(&unit.as_str()));
            let mapped = matches!(self.mapping.column(header, layout.kind), Mapped::To(_, Some(_)));
            if !own && !mapped && chosen.unit != unit {
                chosen.unit = unit;
                given.push(chosen.header.clone());
            }
        }
        if !given.is_empty() {
            let note = Problem::error("N-LIST-UNIT", place)
                .with("found", shown(&cell))
                .with("columns", shown(&given.join("、")));
            notes.push(Problem { severity: Severity::Note, ..note });
        }
    }

    fn constants(&self, layout: &mut Layout) {
        for (to, text) in self.mapping.constants(layout.kind) {
            let of_table = columns::of(layout.kind).to(&to);
            let words = of_table.map_or(&[][..], |column| column.words.as_slice());
            let Some(form) = columns::form(layout.kind, &to) else { continue };
            // The mapping was checked when it was read.
            if let Ok(Read::Value(value)) = values::read(&Cell::of_text(text), &to, &form, words, Unit::Plain)
            {
                layout.constants.push((to, value));
            }
        }
    }

    fn missing(&self, layout: &Layout, row: &GridRow, errors: &mut Vec<Problem>) {
        for to in layout.kind.required() {
            let constant = layout.constants.iter().any(|(place, _)| place == to);
            if constant || layout.column(to).is_some() {
                continue;
            }
            let Some(column) = columns::of(layout.kind).to(to) else { continue };
            let place = Place {
                cell: Some(format!("A{}", row.number)),
                ..layout.place(row.number, row.line, usize::MAX - 1)
            };
            errors.push(
                Problem::error("E-LIST-HEADER-MISSING", Place { field: Some(layout.field(to)), ..place })
                    .with("expected_zh", column.chinese().next().unwrap_or(to))
                    .with("expected_en", column.english().next().unwrap_or(to))
                    .with("others_zh", column.chinese().skip(1).take(4).collect::<Vec<_>>().join("、"))
                    .with("others_en", column.english().skip(1).take(4).collect::<Vec<_>>().join(", ")),
            );
        }
    }
}

/// Adds what a list of a kind has at least, in both languages.
pub fn wanted(problem: Problem, kind: SheetKind) -> Problem {
    let of = |first: fn(&Column) -> Option<&str>| -> Vec<&str> {
        kind.required().iter().filter_map(|to| first(columns::of(kind).to(to)?)).collect()
    };
    let chinese = of(|column| column.chinese().next()).join("、");
    let english = of(|column| column.english().next()).join(", ");
    problem.with("expected_zh", chinese).with("expected_en", english)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::wording::assert_worded;

    fn row(number: u64, cells: &[&str]) -> GridRow {
        GridRow { number, line: None, cells: cells.iter().map(|cell| Cell::of_text(cell)).collect() }
    }

    fn merged(first_row: u64, last_row: u64, first_column: usize, last_column: usize) -> Merged {
        Merged { first_row, last_row, first_column, last_column }
    }

    fn find(head: &[GridRow], merged: &[Merged]) -> Found {
        let mapping = Mapping::default();
        Sheet {
            file: "l.xlsx",
            source: 0,
            sheet: Some("清单"),
            name: "清单",
            head,
            merged,
            mapping: &mapping,
        }
        .find()
    }

    /// A title over the whole width, then 本金 and 利息 under 欠款, the other headers merged downwards: nothing is unclear.
    #[test]
    fn a_header_of_two_rows() {
        let head = [
            row(1, &["2026年第三季度移送清单"]),
            row(2, &["案件编号", "被告姓名", "欠款", "", "截止日"]),
            row(3, &["", "", "本金", "利息"]),
            row(4, &["A-1", "李示例", "1", "0", "2026-06-30"]),
        ];
        let spans = [
            merged(1, 1, 0, 4),
            merged(2, 3, 0, 0),
            merged(2, 3, 1, 1),
            merged(2, 2, 2, 3),
            merged(2, 3, 4, 4),
        ];
        let Found::List(layout, warnings) = find(&head, &spans) else { panic!("a list") };
        assert_eq!((layout.header_row, layout.kind, warnings), (3, SheetKind::Accounts, vec![]));
        let to: Vec<_> = layout.columns.iter().flatten().map(|chosen| chosen.to.as_str()).collect();
        assert_eq!(to, ["account", "debtors[0].name", "debt.principal", "debt.interest", "debt.as_of"]);
    }

    #[test]
    fn one_name_over_several_columns_is_refused() {
        let head = [row(1, &["案件编号", "被告姓名", "本金", "", "截止日"])];
        let Found::Refused(_, problems) = find(&head, &[merged(1, 1, 2, 3)]) else { panic!("refused") };
        assert_worded(&problems);
        assert_eq!(
            (problems[0].code, problems[0].place.cell.as_deref()),
            ("E-LIST-HEADER-MERGED", Some("C1"))
        );
        assert_eq!(problems[0].args, [("found", "C1:D1".to_owned())]);
    }

    #[test]
    fn kinds_are_told_by_their_columns() {
        for (headers, kind) in [
            (&["案件编号", "身份", "姓名", "证件号码"][..], SheetKind::Debtors),
            (&["案件编号", "还款日期", "还款金额", "付款人"], SheetKind::Payments),
            (&["案件编号", "时间", "方式", "对象", "结果"], SheetKind::Contacts),
            (&["案件编号", "交易日期", "类型", "金额"], SheetKind::Statements),
            (&["account", "debtor", "principal", "as of", "colour"], SheetKind::Accounts),
        ] {
            let Found::List(layout, warnings) = find(&[row(1, headers)], &[]) else { panic!("{headers:?}") };
            assert_eq!(layout.kind, kind);
            assert_worded(&warnings);
        }
        assert!(matches!(find(&[row(1, &["说明", "本表由系统导出"])], &[]), Found::NoList));
    }
}
