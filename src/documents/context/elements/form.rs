//! The official forms as data, and how a row of one is printed.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

use super::answers::Filled;

/// An unmarked box, and one that is ticked (law-cn.md §6.2: √ in the place of □).
const BOX: char = '□';
const TICK: char = '√';
/// An empty blank inside a line, and an empty date: spaces at which no line breaks.
const BLANK: &str = "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}";
const BLANK_DATE: &str = "\u{a0}\u{a0}\u{a0}\u{a0}年\u{a0}\u{a0}\u{a0}\u{a0}月\u{a0}\u{a0}\u{a0}\u{a0}日";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "checked")]
    _checked: NaiveDate,
    #[serde(rename = "source")]
    _source: String,
    /// The title over every form.
    pub title: String,
    /// 说明
    pub notes: Said,
    /// ★特别提示★
    pub warning: Said,
    /// Headings of the sections.
    pub sections: Sections,
    /// What stands where there is nothing: 无.
    pub nothing: String,
    /// Before the signature.
    pub sign: String,
    /// Before the date.
    pub dated: String,
    /// Blocks of parties, in the order of the form.
    pub parties: Vec<Row>,
    /// 约定管辖和诉前保全
    pub procedure: Vec<Row>,
    /// 对纠纷解决方式的意愿
    pub mediation: Vec<Row>,
    /// Words of contracts by the box that they tick.
    pub repayment: BTreeMap<String, Vec<String>>,
    forms: Vec<Form>,
}

/// A heading and what stands below it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    pub heading: String,
    pub lines: Vec<String>,
}

/// Headings of the sections, which span the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sections {
    pub parties: String,
    pub claims: String,
    pub procedure: String,
    pub facts: String,
    pub mediation: String,
}

/// The form of one cause of action.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// 案由, as `cause` of a case has it.
    pub cause: String,
    /// The second line of the title.
    pub cause_line: String,
    /// 诉讼请求
    pub claims: Vec<Row>,
    /// 事实与理由
    pub facts: Vec<Row>,
}

/// A row.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What the program calls it.
    pub id: String,
    /// The left column.
    #[serde(default)]
    pub label: Option<String>,
    /// The head of a row without a left column.
    #[serde(default)]
    pub prompt: Option<String>,
    /// The right column, a line each.
    pub answer: Vec<String>,
    /// Whether the row was inferred and not read in the official text.
    #[serde(default)]
    pub inferred: bool,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("../../tables/cn/element-forms.yaml"))
        .expect("the built-in table of forms is read by a test")
});

/// The table.
pub fn table() -> &'static Table {
    &TABLE
}

/// The form of a cause of action, where one is in the table.
pub fn form(cause: &str) -> Option<&'static Form> {
    TABLE.forms.iter().find(|f| f.cause == cause)
}

/// Whether a cause of action has a form.
pub fn has_form(cause: &str) -> bool {
    form(cause).is_some()
}

/// The causes of action that have one.
pub fn causes() -> impl Iterator<Item = &'static str> {
    TABLE.forms.iter().map(|f| f.cause.as_str())
}

/// A piece of an answer's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Fixed wording.
    Words(&'a str),
    /// A box with its name.
    Box(&'a str),
    /// A blank with its name; whether it is a date.
    Blank(&'a str, bool),
}

/// The pieces of a line of the table. A brace that is never closed is wording.
pub fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        let (words, is_box) = before.strip_suffix(BOX).map_or((before, false), |w| (w, true));
        if !words.is_empty() {
            out.push(Piece::Words(words));
        }
        out.push(match (is_box, name.strip_suffix(":date")) {
            (true, _) => Piece::Box(name),
            (false, Some(name)) => Piece::Blank(name, true),
            (false, None) => Piece::Blank(name, false),
        });
        rest = after;
    }
    if !rest.is_empty() {
        out.push(Piece::Words(rest));
    }
    out
}

impl Form {
    /// Whether the form has this row.
    pub fn has(&self, id: &str) -> bool {
        self.claims.iter().chain(&self.facts).any(|row| row.id == id)
    }
}

impl Row {
    /// Whether the row has this box or blank.
    pub fn has(&self, name: &str) -> bool {
        let named = |piece: Piece| matches!(piece, Piece::Box(n) | Piece::Blank(n, _) if n == name);
        self.answer.iter().any(|line| pieces(line).into_iter().any(named))
    }

    /// The lines of the right column. A blank at the end of a line may run on over further lines.
    pub fn lines(&self, filled: &Filled) -> Vec<String> {
        self.answer.iter().flat_map(|line| printed(line, filled)).collect()
    }
}

fn printed(line: &str, filled: &Filled) -> Vec<String> {
    let pieces = pieces(line);
    let mut out = vec![String::new()];
    for (i, piece) in pieces.iter().enumerate() {
        let last = i + 1 == pieces.len();
        let text = match *piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Box(name) => if filled.ticked(name) { TICK } else { BOX }.to_string(),
            Piece::Blank(name, date) => match filled.blank(name) {
                Some([first, more @ ..]) if last => {
                    if let Some(line) = out.last_mut() {
                        line.push_str(first);
                    }
                    out.extend(more.iter().cloned());
                    continue;
                }
                Some(lines) => lines.join("；"),
                None if date => BLANK_DATE.to_owned(),
                None if last => String::new(),
                None => BLANK.to_owned(),
            },
        };
        if let Some(line) = out.last_mut() {
            line.push_str(&text);
        }
    }
    for line in &mut out {
        line.truncate(line.trim_end_matches('　').len());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_pieces() {
        assert_eq!(
            pieces("是□{yes}　签订时间：{on:date}，共{n}元"),
            [
                Piece::Words("是"),
                Piece::Box("yes"),
                Piece::Words("　签订时间："),
                Piece::Blank("on", true),
                Piece::Words("，共"),
                Piece::Blank("n", false),
                Piece::Words("元"),
            ]
        );
        assert_eq!(pieces("尚欠{未闭合"), [Piece::Words("尚欠{未闭合")]);
    }

    #[test]
    fn ticks_and_blanks_are_printed_in_their_place() {
        let mut filled = Filled::default();
        filled.tick("yes").put("n", "5.00").lines("more", vec!["一".into(), "二".into()]);
        assert_eq!(printed("是□{yes}　否□{no}", &filled), ["是√　否□"]);
        assert_eq!(printed("截至{on:date}共{n}元", &filled), [format!("截至{BLANK_DATE}共5.00元")]);
        assert_eq!(printed("内容：{more}", &filled), ["内容：一", "二"]);
        assert_eq!(printed("内容：{more}。", &filled), ["内容：一；二。"]);
        assert_eq!(printed("内容：{none}", &filled), ["内容："]);
        // What a fact contains is never read as wording of the table.
        filled.put("n", "{yes}□{no}");
        assert_eq!(printed("共{n}元", &filled), ["共{yes}□{no}元"]);
    }

    /// Every row has one head and an answer, names are closed, every box has a name, ids are not used twice in a form.
    #[test]
    fn the_table_is_well_formed() {
        let table = table();
        assert_eq!(causes().count(), 3);
        for form in &table.forms {
            let rows = form.claims.iter().chain(&form.facts).chain(&table.procedure).chain(&table.mediation);
            let rows: Vec<&Row> = rows.collect();
            for row in &rows {
                assert_eq!(rows.iter().filter(|r| r.id == row.id).count(), 1, "{}", row.id);
            }
            for row in rows.into_iter().chain(&table.parties) {
                assert!(row.label.is_some() != row.prompt.is_some() && !row.answer.is_empty(), "{}", row.id);
                for piece in row.answer.iter().flat_map(|line| pieces(line)) {
                    let odd = |words: &str| words.contains([BOX, '{', '}']);
                    assert!(!matches!(piece, Piece::Words(words) if odd(words)), "{} {piece:?}", row.id);
                }
            }
            assert_eq!(form.cause_line, format!("（{}）", form.cause));
        }
    }
}
