//! The form that counsel fills in: a row for each account, and beside it a sheet with the milestones there are.

use chrono::NaiveDate;

use super::columns::columns;
use crate::cli::catalogue::Lang;
use crate::docket::{Docket, Standing};
use crate::domain::identity::mask;
use crate::intake;
use crate::reports::{Column, Field, Table};
use crate::rules::Rulebook;

/// What the form says of an account before anyone fills it in.
#[derive(Clone, Debug)]
pub struct Line {
    account: String,
    debtor: String,
    /// Masked.
    id: String,
    court: String,
    case_number: String,
}

/// The line of an account as of a day.
pub fn line(docket: &Docket, as_of: NaiveDate, rules: &Rulebook) -> Line {
    let standing = Standing::new(docket, as_of, rules);
    let numbered = standing.milestones.iter().rev().filter(|m| m.track == standing.track);
    let number = numbered.filter_map(|m| m.facts.get("case_number")).next();
    let debtor = docket.case.primary();
    Line {
        account: docket.case.account.to_string(),
        debtor: debtor.map(|d| d.name.clone()).unwrap_or_default(),
        id: debtor.and_then(|d| d.id.as_ref()).map(|id| mask::number(&id.number)).unwrap_or_default(),
        court: standing.court.clone().unwrap_or_default(),
        case_number: number.cloned().unwrap_or_default(),
    }
}

/// The columns before the facts: how they are headed, and how wide they are.
const OWN: [([&str; 2], u16); 7] = [
    (["案件编号", "account"], 20),
    (["被告姓名", "debtor"], 16),
    (["证件号码", "id"], 22),
    (["当前法院", "current_court"], 26),
    (["当前案号", "current_case_number"], 28),
    (["节点", "milestone"], 22),
    (["日期", "on"], 14),
];

/// The sheets of the form. [`intake::return_file`] reads it back.
pub fn form(lines: &[Line], rules: &Rulebook, lang: Lang) -> Vec<Table> {
    let own = OWN.iter().map(|(header, width)| Column::new(lang.of(header), *width));
    let facts = intake::known_facts().map(|(name, zh)| Column::new(lang.of(&[zh, name]), 16));
    let columns: Vec<Column> = own.chain(facts).collect();
    let mut form = Table::new(lang.of(&["回执", "Return"]), columns);
    for line in lines {
        let known = [&line.account, &line.debtor, &line.id, &line.court, &line.case_number];
        let mut row: Vec<Field> = known.into_iter().map(Field::text).collect();
        row.resize(form.columns.len(), Field::text(""));
        form.push(row);
    }
    form.landscape = true;
    let guide = Table { landscape: true, ..guide(rules, lang) };
    vec![form, guide]
}

/// Every milestone with the facts it takes, those it cannot do without marked.
fn guide(rules: &Rulebook, lang: Lang) -> Table {
    let headers = [
        ["程序", "track"],
        ["节点", "milestone"],
        ["编号", "id"],
        [
            "信息（*必填；回执中的列标题须与信息名称一致）",
            "facts (* required; a column of the return is headed by the name of its fact)",
        ],
    ];
    let widths = [16, 24, 36, 100];
    let headers = headers.iter().zip(widths).map(|(header, width)| Column::new(lang.of(header), width));
    let mut guide = Table::new(lang.of(&["节点说明", "Milestones"]), headers.collect());
    let columns = columns(rules);
    for track in rules.tracks() {
        for milestone in &track.milestones {
            let facts = milestone.facts.iter().map(|fact| {
                let known = intake::known_facts().find(|(name, _)| *name == fact.name);
                let own = columns.iter().any(|c| c.name == fact.name && c.headers.contains(&fact.zh));
                let chinese = known.map_or(if own { fact.zh.as_str() } else { &fact.name }, |(_, zh)| zh);
                let heading = lang.of(&[chinese, &fact.name]);
                let star = if fact.required { "*" } else { "" };
                let means = lang.of(&[&fact.zh, &fact.en]);
                let mut more = Vec::new();
                more.extend((means != heading).then(|| means.to_owned()));
                more.extend((!fact.values.is_empty()).then(|| fact.values.join(" / ")));
                let [open, between, close] =
                    if lang == Lang::Zh { ["（", "：", "）"] } else { [" (", ": ", ")"] };
                let more = if more.is_empty() {
                    String::new()
                } else {
                    format!("{open}{}{close}", more.join(between))
                };
                format!("{heading}{star}{more}")
            });
            let facts: Vec<String> = facts.collect();
            guide.push(vec![
                Field::text(lang.of(&[&track.title.zh, &track.title.en])),
                Field::text(lang.of(&[&milestone.title.zh, &milestone.title.en])),
                Field::text(format!("{}/{}", track.id, milestone.id)),
                Field::text(facts.join(lang.of(&["；", "; "]))),
            ]);
        }
    }
    guide
}
