//! Where everything stands as a board: for managers, and for the lawyers of one firm.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::CHIEF;
use super::case::{Case, side, side_of_counsel};
use super::decisions::Decision;
use super::firms::Firm;
use super::lists::{self, asked};
use super::state::{SOON, State, is_loss};
use crate::domain::actor::Actor;
use crate::domain::summary::Summary;
use crate::domain::{Amount, date};
use crate::papers::sheets::Value;
use crate::reports::agenda::{self, Urgency};
use crate::reports::board::{
    Board, Card, Column, MOST_SECTIONS, Part, Row, Section, Shape, UNIT, Wording, percent, scaled, stage,
};
use crate::reports::portfolio::Portfolio;
use crate::reports::table::read;
use crate::rules::Rulebook;

/// The most dates that a page lists as a table of its own.
const MOST_LISTED: usize = 300;

type Pair = [&'static str; 2];

/// How a board is made.
#[derive(Clone, Copy)]
pub struct Manner<'a> {
    /// The day.
    pub as_of: NaiveDate,
    /// The language.
    pub wording: Wording,
    /// The tracks, for names of stages.
    pub rules: &'a Rulebook,
    /// Whether numbers of persons and cards are masked.
    pub masked: bool,
    /// Whether it goes on paper, where the cases are a table of their own.
    pub paper: bool,
}

impl Manner<'_> {
    fn say(&self, pair: Pair) -> String {
        (self.wording)(pair).to_owned()
    }

    fn zh(&self) -> bool {
        (self.wording)(["zh", "en"]) == "zh"
    }

    fn scope(&self, cases: usize) -> String {
        match self.zh() {
            true => format!("截至{}，在办 {cases} 件", date::chinese(self.as_of)),
            false => format!("As of {}: {cases} open", self.as_of),
        }
    }
}

/// Rows and their groups while a board is put together.
struct Draft<'a> {
    how: Manner<'a>,
    cases: &'a [&'a Case],
    groups: Vec<String>,
    of_case: Vec<Vec<usize>>,
}

impl<'a> Draft<'a> {
    fn new(how: Manner<'a>, cases: &'a [&'a Case]) -> Self {
        Draft { how, cases, groups: Vec::new(), of_case: vec![Vec::new(); cases.len()] }
    }

    /// The group of the cases that belong; none of nobody.
    fn group(&mut self, title: &str, belongs: impl Fn(&Case) -> bool) -> (Option<usize>, usize) {
        let number = self.groups.len();
        let mut count = 0;
        for (case, groups) in self.cases.iter().zip(&mut self.of_case) {
            if belongs(case) {
                groups.push(number);
                count += 1;
            }
        }
        if count == 0 {
            return (None, 0);
        }
        self.groups.push(title.to_owned());
        (Some(number), count)
    }

    /// A card of a count, which leads to the cases that belong.
    fn card(
        &mut self,
        (label, unit, formula): (Pair, Pair, Pair),
        n: usize,
        belongs: impl Fn(&Case) -> bool,
    ) -> Card {
        let label = self.how.say(label);
        let (group, count) = self.group(&label, belongs);
        Card {
            value: n.to_string(),
            unit: self.how.say(unit),
            formula: self.how.say(formula),
            worked: String::new(),
            group,
            count,
            label,
        }
    }

    fn rows(&mut self, cells: impl Fn(&Case) -> Vec<Json>) -> Vec<Row> {
        let groups = std::mem::take(&mut self.of_case);
        self.cases.iter().zip(groups).map(|(case, groups)| Row { cells: cells(case), groups }).collect()
    }

    /// The cases at length; `outside` leaves out what was done before any proceeding, which is the creditor's own.
    fn sections(&self, outside: bool) -> BTreeMap<String, Section> {
        if self.how.paper {
            return BTreeMap::new();
        }
        let some = self.cases.iter().take(MOST_SECTIONS);
        some.map(|case| (case.account.to_string(), section(case, outside, self.how))).collect()
    }
}

fn plain(how: Manner<'_>, label: Pair, (value, unit): (String, Pair), formula: Pair) -> Card {
    Card { label: how.say(label), value, unit: how.say(unit), formula: how.say(formula), ..Card::default() }
}

const CASES: Pair = ["件", "cases"];
const DATES: Pair = ["项", "dates"];

/// What managers are shown.
pub struct Managers<'a> {
    /// The figures.
    pub state: &'a State,
    /// Key figures.
    pub portfolio: &'a Portfolio,
    /// Law firms.
    pub firms: &'a [Firm],
    /// Dates that cannot wait.
    pub decisions: &'a [Decision<'a>],
    /// Rows of the accounts, for their handlers.
    pub rows: &'a [Summary],
    /// The cases.
    pub cases: &'a [Case],
}

/// The board of managers.
pub fn managers(all: &Managers<'_>, how: Manner<'_>) -> Board {
    let (as_of, wording, state) = (how.as_of, how.wording, all.state);
    let handlers: BTreeMap<&str, &str> =
        all.rows.iter().filter_map(|r| Some((r.account.as_str(), r.handler.as_deref()?))).collect();
    let mut open: Vec<&Case> = all.cases.iter().filter(|case| case.is_open()).collect();
    open.sort_by_key(|case| (case.soonest().is_none(), case.soonest(), &case.account));
    let mut of = Draft::new(how, &open);
    let money = |amount: Option<Amount>| {
        (amount.map_or_else(|| "—".to_owned(), |amount| scaled(amount, how.zh())), UNIT)
    };
    let lapses = |case: &Case| {
        let soon = |left: i64| (0..=SOON).contains(&left);
        case.dates.iter().any(|d| is_loss(d) && soon((d.due - as_of).num_days()))
    };
    let by = |who| move |case: &Case| case.dates.iter().any(|d| d.by == who);
    let accounts = (
        ["案件", "Accounts"],
        CASES,
        ["登记的案件；明细列在办案件", "accounts in the registry; open ones are listed"],
    );
    let mut cards = vec![
        of.card(accounts, state.accounts, |_| true),
        plain(
            how,
            ["欠款", "Owed"],
            money(all.portfolio.overall.owed),
            ["当日欠款之和（败诉的不算）", "owed on the day, without what was lost"],
        ),
        plain(
            how,
            ["本月到账", "Received this month"],
            money(state.received),
            ["本月登记的还款", "payments recorded this month"],
        ),
        of.card(
            (["逾期", "Late"], DATES, ["已过日期、尚未办结的期限", "dates that are past and not met"]),
            state.late,
            |c| c.late(as_of) > 0,
        ),
        of.card(
            (["7天内到期", "Due in 7 days"], DATES, ["含当日", "today included"]),
            state.week,
            |c| c.week(as_of) > 0,
        ),
        of.card(
            (
                ["30天内届满、失效", "End in 30 days"],
                DATES,
                [
                    "诉讼时效、申请执行期限、查封冻结、保证期间",
                    "limitation, time to apply for enforcement, seizures and freezes, guarantee periods",
                ],
            ),
            state.lapsing,
            lapses,
        ),
        of.card(
            (
                ["等待法院", "Waiting on the court"],
                DATES,
                ["由法院或仲裁机构办理的期限", "dates of the court or tribunal"],
            ),
            state.waiting[0],
            by(Actor::Court),
        ),
        of.card(
            (["等待债务人", "Waiting on a debtor"], DATES, ["由债务人办理的期限", "dates of debtors"]),
            state.waiting[1],
            by(Actor::Debtor),
        ),
        plain(
            how,
            ["近7天进展", "Moved in 7 days"],
            (state.moved.iter().map(|(_, n)| n).sum::<usize>().to_string(), ["项", "steps"]),
            ["发生日在近7天内的节点", "milestones dated in the last 7 days"],
        ),
        plain(
            how,
            ["待发邮件", "Mail that waits"],
            (state.outbox.all[0].to_string(), ["封", "mails"]),
            ["待批准、待发送；状态不明的另见指标", "to be approved or sent"],
        ),
    ];
    cards.extend(CHIEF.iter().filter_map(|id| all.portfolio.figure(id)).map(|figure| Card {
        label: how.say(figure.title),
        value: figure.value.map_or_else(|| "—".to_owned(), percent),
        formula: how.say(figure.formula),
        ..Card::default()
    }));
    let mut firms = lists::firms(all.firms, wording).grid(usize::MAX, wording);
    for (row, firm) in firms.rows.iter_mut().zip(all.firms) {
        let title = row.cells.first().cloned().unwrap_or_default();
        row.group = of.group(&title, |case| case.firm == firm.name).0;
    }
    let stages = ("stages", ["所处节点", "Stages"], ["全部案件（件）", "all accounts"]);
    let moved = (
        "moved",
        ["近7天进展", "Moved in 7 days"],
        ["发生日在近7天内的节点（项）", "milestones dated in the last 7 days"],
    );
    let grids = vec![
        lists::decisions(all.decisions, all.cases, wording).grid(MOST_LISTED, wording),
        firms,
        lists::counts(stages, &state.stages, how.rules, wording).grid(usize::MAX, wording),
        lists::counts(moved, &state.moved, how.rules, wording).grid(usize::MAX, wording),
    ];
    let cells = |case: &Case| {
        let first = case.dates.first();
        vec![
            json!(case.account),
            json!(case.debtor),
            json!(stage(how.rules, &case.track, &case.stage, wording)),
            json!(case.court),
            json!(case.firm),
            json!(handlers.get(case.account.as_str())),
            json!(first.map(|d| d.due)),
            json!(first.map(|d| wording([&d.title[0], &d.title[1]]))),
            json!(first.map(|d| wording(side(d.by)))),
            json!(case.last_step()),
        ]
    };
    let columns: [(Pair, Shape); 10] = [
        (["案件编号", "Account"], Shape::Text),
        (["债务人", "Debtor"], Shape::Text),
        (["阶段", "Stage"], Shape::Choice),
        (["管辖机构", "Forum"], Shape::Choice),
        (["律所", "Law firm"], Shape::Choice),
        (["经办人", "Handler"], Shape::Choice),
        (["最早期限", "Soonest date"], Shape::Date),
        (["事项", "What is due"], Shape::Text),
        (["由谁办理", "Whose move"], Shape::Choice),
        (["最近进展", "Last step"], Shape::Date),
    ];
    let broken = all.portfolio.not_computed.iter().map(|one| {
        let what = if one.whole {
            ["未列入报表", "not in the report"]
        } else {
            ["金额指标未计入", "left out of sums"]
        };
        format!("{}{}{}（{}）", one.account, how.say(["：", ": "]), how.say(what), one.code)
    });
    Board {
        wording,
        masked: how.masked,
        audience: None,
        as_of,
        title: how.say(["情况汇总", "Where everything stands"]),
        scope: how.scope(open.len()),
        selection: all.portfolio.selection.as_ref().map(|s| how.say(["筛选范围：", "Selection: "]) + s),
        cards,
        charts: Vec::new(),
        grids,
        notes: broken.collect(),
        rows: of.rows(cells),
        sections: of.sections(false),
        wide: None,
        groups: of.groups,
        columns: shaped(&columns, how),
    }
}

/// The board of a law firm: its cases and nothing else. `part` says that only some of them were asked for.
pub fn counsel(firm: &str, cases: &[&Case], part: bool, how: Manner<'_>) -> Board {
    let (as_of, wording) = (how.as_of, how.wording);
    let list = lists::of_counsel(cases, as_of, how.rules, wording);
    let mut of = Draft::new(how, cases);
    let sum = |of: &dyn Fn(&Case) -> usize| cases.iter().map(|case| of(case)).sum::<usize>();
    let asks = sum(&|c| c.asks(as_of).len());
    let cards = vec![
        of.card(
            (["在办案件", "Open cases"], CASES, ["尚有欠款或者期限未了的案件", "something is owed or due"]),
            cases.len(),
            |_| true,
        ),
        of.card(
            (["逾期", "Late"], DATES, ["已过日期、尚无办结记录的期限", "dates that are past and not met"]),
            sum(&|c| c.late(as_of)),
            |c| c.late(as_of) > 0,
        ),
        of.card(
            (["7天内到期", "Due in 7 days"], DATES, ["含当日", "today included"]),
            sum(&|c| c.week(as_of)),
            |c| c.week(as_of) > 0,
        ),
        of.card(
            (
                ["待律师", "Waiting for counsel"],
                DATES,
                ["请办理或者告知的事项", "what is to be done or told"],
            ),
            asks,
            |c| !c.asks(as_of).is_empty(),
        ),
    ];
    let cells = |case: &Case| {
        let row = lists::row_of_counsel(case, as_of, how.rules, wording);
        row.iter().map(|value| if *value == Value::Empty { Json::Null } else { json!(read(value)) }).collect()
    };
    let shape = |at: usize| match at {
        3 | 4 | 7 => Shape::Choice,
        5 => Shape::Date,
        _ => Shape::Text,
    };
    let columns = list.heads.iter().enumerate();
    let columns = columns.map(|(at, head)| Column { title: head.title.clone(), shape: shape(at) }).collect();
    Board {
        wording,
        masked: how.masked,
        audience: Some(match how.zh() {
            true => format!("仅供{firm}办理所列案件使用，含个人信息。"),
            false => format!("For {firm} alone, to handle these cases. Contains personal information."),
        }),
        as_of,
        title: how.say(["案件进度", "Status of cases"]),
        scope: format!("{firm}{}{}", how.say(["　", ". "]), how.scope(cases.len())),
        selection: part.then(|| how.say(["仅列部分案件", "only some of the cases"])),
        cards,
        charts: Vec::new(),
        // A browser has the table of cases, which can be searched.
        grids: if how.paper { vec![list.grid(usize::MAX, wording)] } else { Vec::new() },
        notes: Vec::new(),
        rows: of.rows(cells),
        sections: of.sections(true),
        wide: None,
        groups: of.groups,
        columns,
    }
}

fn shaped(columns: &[(Pair, Shape)], how: Manner<'_>) -> Vec<Column> {
    columns.iter().map(|(title, shape)| Column { title: how.say(*title), shape: *shape }).collect()
}

/// A case at length: its course and all its dates.
fn section(case: &Case, outside: bool, how: Manner<'_>) -> Section {
    let (wording, as_of) = (how.wording, how.as_of);
    let heads = |list: &[(Pair, bool)]| list.iter().map(|(t, f)| (how.say(*t), *f)).collect();
    let fields = [
        (["案号", "Case number"], case.case_number.clone()),
        (["法院或仲裁机构", "Court or tribunal"], case.court.clone()),
        (["律所", "Law firm"], case.firm.clone()),
        (["律师", "Lawyer"], case.lawyer.clone()),
        (["移送日", "Referred on"], case.referred_on.map(|d| d.to_string())),
    ];
    let fields: Vec<[String; 2]> = fields.into_iter().filter_map(|(l, v)| Some([how.say(l), v?])).collect();
    let steps: Vec<[String; 3]> = case
        .steps
        .iter()
        .filter(|(_, track, _)| !outside || track != "pre-action")
        .map(|(on, track, step)| [on.to_string(), stage(how.rules, track, step, wording), String::new()])
        .collect();
    let dates = case.dates.iter().map(|d| {
        let late = Urgency::of(d, as_of) == Urgency::Late && !agenda::rests(d, as_of);
        let state = if late { how.say(["已逾期", "late"]) } else { String::new() };
        let title = wording([&d.title[0], &d.title[1]]).to_owned();
        let by = wording(if outside { side_of_counsel(d.by) } else { side(d.by) });
        vec![d.due.to_string(), title, by.to_owned(), state, d.source.clone()]
    });
    let dates: Vec<Vec<String>> = dates.collect();
    let asks: Vec<Vec<String>> = case.asks(as_of).iter().map(|ask| vec![asked(ask, wording)]).collect();
    let mut parts = vec![Part::Fields { title: how.say(["案件", "Case"]), rows: fields }];
    if !asks.is_empty() {
        let columns = heads(&[(["事项", "What"], false)]);
        parts.push(Part::Table {
            title: how.say(["待律师办理、告知", "Waiting for counsel"]),
            columns,
            rows: asks,
        });
    }
    if !dates.is_empty() {
        let columns = heads(&[
            (["日期", "Date"], false),
            (["事项", "What"], false),
            (["由谁办理", "Whose move"], false),
            (["状态", "State"], false),
            (["依据", "Source"], false),
        ]);
        parts.push(Part::Table { title: how.say(["期限", "Dates"]), columns, rows: dates });
    }
    if !steps.is_empty() {
        parts.push(Part::Timeline { title: how.say(["进展", "Course"]), rows: steps });
    }
    let now = stage(how.rules, &case.track, &case.stage, wording);
    Section { title: format!("{}{}{now}", case.debtor, how.say(["　", ", "])), parts }
}
