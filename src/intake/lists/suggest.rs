//! Guesses at what the columns of a list mean: a `mapping.yaml` in which each guess waits to be confirmed.

use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::cell::Cell;
use super::columns::{self, SheetKind};
use super::findings::display;
use super::grid::{Grid, GridRow};
use super::header::WITHIN;
use super::mapping::MAPPING_SCHEMA;
use crate::domain::date;
use crate::domain::identity::{bank_card, resident_id};
use crate::domain::problem::Problem;
use crate::intake::normalise;

/// Rows whose values are looked at.
const ROWS: usize = 50;

/// The comments of a `mapping.yaml`, in the reader's language.
#[derive(Debug)]
pub struct Comments {
    /// What to do with each line.
    pub confirm: String,
    /// How a unit is written.
    pub unit: String,
    /// What constants are for.
    pub constants: String,
    /// Above the headers that need no line.
    pub known: String,
    /// Why a guess stands: by the name, by the values, not at all.
    pub why: [String; 3],
}

/// A `mapping.yaml` for files of lists. Headers that are known need no line and have none; a guess stands after `?`, and
/// an import refuses it until someone takes the `?` away; a header that nothing is known of stands as `? ignore`.
///
/// # Errors
/// A file that cannot be read.
pub fn suggestion(files: &[PathBuf], comments: &Comments) -> Result<String, Problem> {
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut known = Vec::new();
    for path in files {
        let file = display(path);
        let mut grid = Grid::open(path, &file)?;
        for at in 0..grid.sheets() {
            let rows = first_rows(&mut grid, at)?;
            if let Some((header, below)) = split(&rows) {
                guess(header, below, comments, &mut lines, &mut known);
            }
        }
    }
    Ok(written(files, comments, &lines, &known))
}

fn first_rows(grid: &mut Grid, at: usize) -> Result<Vec<GridRow>, Problem> {
    let mut rows = Vec::new();
    grid.rows(at, &mut |row| {
        rows.push(row);
        if rows.len() < WITHIN + ROWS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(rows)
}

/// The header is the first of the widest rows of text.
fn split(rows: &[GridRow]) -> Option<(&GridRow, &[GridRow])> {
    let texts = |row: &GridRow| row.cells.iter().filter(|cell| matches!(cell, Cell::Text(_))).count();
    let most =
        rows.iter().take(WITHIN).map(|row| row.cells.iter().filter(|c| !c.is_empty()).count()).max()?;
    let at = rows.iter().take(WITHIN).position(|row| texts(row) * 10 >= most * 8)?;
    Some((&rows[at], &rows[at + 1..]))
}

fn guess(
    header: &GridRow,
    below: &[GridRow],
    comments: &Comments,
    lines: &mut Vec<(String, String)>,
    known: &mut Vec<String>,
) {
    let [by_its_name, by_its_values, unknown] = &comments.why;
    // Accounts first: where nothing speaks for another kind, a list is one of accounts.
    let kind = SheetKind::ALL
        .into_iter()
        .rev()
        .max_by_key(|kind| {
            let found = |cell: &Cell| columns::of(*kind).by_header(&cell.shown()).is_some();
            header.cells.iter().filter(|cell| !cell.is_empty() && found(cell)).count()
        })
        .unwrap_or(SheetKind::Accounts);
    let table = columns::of(kind);
    let mut taken: Vec<String> = header
        .cells
        .iter()
        .filter_map(|cell| table.by_header(&cell.shown()).map(|column| column.to.clone()))
        .collect();
    for (column, cell) in header.cells.iter().enumerate() {
        let name = cell.shown();
        if cell.is_empty() || lines.iter().any(|(header, _)| *header == name) {
            continue;
        }
        if let Some(found) = table.by_header(&name) {
            known.push(format!("{name} -> {}", found.to));
            continue;
        }
        let free = |to: &&str| !taken.iter().any(|other| other == to);
        let near = table.nearest(&name).map(|column| column.to.as_str()).filter(free);
        let part = table.all.iter().find(|column| {
            column.headers.iter().any(|known| known.chars().count() > 1 && name.contains(known.as_str()))
        });
        let by_name = near.or_else(|| part.map(|column| column.to.as_str()).filter(free));
        let values: Vec<&Cell> =
            below.iter().filter_map(|row| row.cells.get(column)).filter(|cell| !cell.is_empty()).collect();
        let by_value = by_values(&name, &values).filter(|_| kind == SheetKind::Accounts);
        let (to, why) = match (by_name, by_value.filter(free)) {
            // What the values are is surer than what the name resembles.
            (_, Some(to)) => (to.to_owned(), by_its_values),
            (Some(to), None) => (to.to_owned(), by_its_name),
            (None, None) => ("ignore".to_owned(), unknown),
        };
        if to != "ignore" {
            taken.push(to.clone());
        }
        lines.push((name, format!("\"? {to}\"  # {why}")));
    }
}

/// The place that the values themselves speak for, where nine in ten do.
fn by_values(header: &str, values: &[&Cell]) -> Option<&'static str> {
    let most = |is: &dyn Fn(&str) -> bool| {
        let fit = values.iter().filter(|cell| is(&normalise::half_width(&cell.shown()))).count();
        fit * 10 >= values.len() * 9 && fit > 0
    };
    // One value alone speaks only where the header does too.
    let several = values.len() >= 2;
    const AS_OF: [&str; 4] = ["统计", "截止", "截至", "基准"];
    const OWED: [&str; 3] = ["余额", "馀额", "欠款"];
    let is_day = |text: &str| date::parse(&normalise::date(text)).is_some();
    let is_sum = |text: &str| normalise::amount(text).parse::<rust_decimal::Decimal>().is_ok();
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    if several && most(&|text| resident_id::read(text).is_ok()) {
        Some("debtors[0].id.number")
    } else if several && most(&|text| digits(text, 11) && text.starts_with('1')) {
        Some("debtors[0].phones")
    } else if several && most(&|text| text.len() >= 16 && bank_card::check(text).is_ok()) {
        Some("contract.card_number")
    } else if several && most(&|text| text == "男" || text == "女") {
        Some("debtors[0].sex")
    } else if several && most(&|text| text.contains('@')) {
        Some("debtors[0].emails")
    } else if AS_OF.iter().any(|word| header.contains(word)) && most(&is_day) {
        Some("debt.as_of")
    } else if OWED.iter().any(|word| header.contains(word)) && most(&is_sum) {
        Some("debt.principal")
    } else {
        None
    }
}

fn written(files: &[PathBuf], comments: &Comments, lines: &[(String, String)], known: &[String]) -> String {
    let names: Vec<String> = files.iter().map(|file| name(file)).collect();
    let Comments { confirm, unit, constants, known: above_known, .. } = comments;
    let mut out =
        format!("# {}\n# {confirm}\n# {unit}\nschema: {MAPPING_SCHEMA}\ncolumns:\n", names.join(", "));
    for (header, guess) in lines {
        let _ = writeln!(out, "  {}: {guess}", quoted(header));
    }
    // With nothing in it, so that a line below reads as its own once its mark is taken away.
    let _ = write!(out, "# {constants}\nconstants:\n#  product: credit-card\n#  batch: 2026Q3-01\n");
    if !known.is_empty() {
        let _ = writeln!(out, "# {above_known}");
        for line in known {
            let _ = writeln!(out, "#   {}", line.replace(['\n', '\r'], " "));
        }
    }
    out
}

/// A header as a YAML key.
fn quoted(header: &str) -> String {
    serde_json::Value::from(header).to_string()
}

fn name(path: &Path) -> String {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    name.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::super::mapping::{Mapped, Mapping};
    use super::*;

    /// By name neither says enough; by name and values both are worth a guess.
    #[test]
    fn balances_and_their_day() {
        let values: Vec<Cell> = ["1,000.00", "2000"].map(Cell::of_text).into();
        let days: Vec<Cell> = ["2026-10-31", "2026/10/31"].map(Cell::of_text).into();
        let (values, days): (Vec<&Cell>, Vec<&Cell>) = (values.iter().collect(), days.iter().collect());
        assert_eq!(by_values("余额", &values), Some("debt.principal"));
        assert_eq!(by_values("统计日", &days), Some("debt.as_of"));
        assert_eq!(by_values("余额", &values[..1]), Some("debt.principal"));
        assert_eq!((by_values("余额", &days), by_values("网点", &values)), (None, None));
    }

    /// What is printed reads back: guesses are refused until they are confirmed, and lead where they say then.
    #[test]
    fn guesses_wait_to_be_confirmed() {
        let home = tempfile::tempdir().unwrap();
        let list = home.path().join("list.csv");
        let text = "清单\n案件编号,客户全称,证件,联络,本金馀额,截止日,分行: 甲\n\
            A-1,李示例,110101198503153011,13800000001,1,2026-06-30,x\nA-2,王示例,11010519491231002X,13800000002,1,2026-06-30,x\n";
        std::fs::write(&list, text).unwrap();
        let plain = |text: &str| text.to_owned();
        let comments = Comments {
            confirm: plain("confirm"),
            unit: plain("unit"),
            constants: plain("constants"),
            known: plain("known"),
            why: [plain("name"), plain("values"), plain("unknown")],
        };
        let yaml = suggestion(&[list], &comments).unwrap();
        let problems = Mapping::read(yaml.as_bytes(), "mapping.yaml").unwrap_err();
        assert!(problems.iter().all(|p| p.code == "E-MAPPING-UNCONFIRMED") && problems.len() == 5, "{yaml}");
        let mapping = Mapping::read(yaml.replace("? ", "").as_bytes(), "mapping.yaml").unwrap();
        let open = yaml.replace("? ", "").replace("#  product", "  product").replace("#  batch", "  batch");
        let constants = Mapping::read(open.as_bytes(), "mapping.yaml").unwrap();
        assert_eq!(constants.constants(SheetKind::Accounts).count(), 2, "{open}");
        let to = |header: &str| mapping.column(header, SheetKind::Accounts);
        assert_eq!(to("证件"), Mapped::To("debtors[0].id.number".into(), None));
        assert_eq!(to("联络"), Mapped::To("debtors[0].phones".into(), None));
        assert_eq!(to("本金馀额"), Mapped::To("debt.principal".into(), None));
        assert_eq!((to("分行: 甲"), to("案件编号")), (Mapped::Ignored, Mapped::Unknown));
    }
}
