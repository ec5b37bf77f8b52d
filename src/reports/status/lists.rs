//! What the report lists, worded once for terminals, files and pages, so that they cannot contradict each other.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::CHIEF;
use super::case::{Ask, Case, side, side_of_counsel};
use super::decisions::Decision;
use super::firms::Firm;
use super::state::{Count, State};
use crate::domain::identity::mask;
use crate::domain::{AccountId, Amount};
use crate::papers::sheets::{self, Field, Value};
use crate::reports::Table;
use crate::reports::board::{self, Grid, GridRow, Wording};
use crate::reports::portfolio::{Portfolio, Quantity};
use crate::reports::table::read;
use crate::rules::Rulebook;

type Pair = [&'static str; 2];

/// What is shown in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its heading.
    pub title: String,
    /// Its width in a workbook, in digits.
    pub width: u16,
    /// Figures stand below it.
    pub figures: bool,
    /// A day that turns red once it is past.
    pub watched: bool,
}

/// A list in words.
#[derive(Clone, Debug)]
pub struct List {
    /// Its name in a page.
    pub id: &'static str,
    /// What it shows.
    pub title: String,
    /// How it is counted.
    pub note: String,
    /// Its columns.
    pub heads: Vec<Head>,
    /// A value for each column.
    pub rows: Vec<Vec<Value>>,
}

/// A column: heading, width, and whether figures stand below it or it is watched.
type Col = (Pair, u16, char);

impl List {
    fn new(id: &'static str, title: Pair, note: Pair, columns: &[Col], wording: Wording) -> List {
        let head = |(title, width, kind): &Col| Head {
            title: wording(*title).to_owned(),
            width: *width,
            figures: *kind == '#',
            watched: *kind == '!',
        };
        List {
            id,
            title: wording(title).to_owned(),
            note: wording(note).to_owned(),
            heads: columns.iter().map(head).collect(),
            rows: Vec::new(),
        }
    }

    /// As a sheet.
    pub fn table(&self) -> Table {
        let columns = self.heads.iter().map(|h| sheets::Column::new(&h.title, h.width)).collect();
        let mut table = Table { landscape: true, ..Table::new(&self.title, columns) };
        for row in &self.rows {
            table.push(row.iter().cloned().map(Field::from).collect());
        }
        table
    }

    /// The columns that are watched, from 0.
    pub fn watched(&self) -> Vec<u16> {
        (0_u16..).zip(&self.heads).filter(|(_, head)| head.watched).map(|(at, _)| at).collect()
    }

    /// As a table of a page, of at most so many rows; what is left out is counted.
    pub fn grid(&self, most: usize, wording: Wording) -> Grid {
        let row = |row: &Vec<Value>| GridRow { cells: row.iter().map(read).collect(), group: None };
        let more = self.rows.len().saturating_sub(most);
        let mut note = self.note.clone();
        if more > 0 {
            let [one, other] =
                [wording(["；仅列前", "; the first "]), wording(["项，另有", " of them, and "])];
            note.push_str(&format!("{one}{most}{other}{more}{}", wording(["项", " more"])));
        }
        Grid {
            id: self.id.to_owned(),
            title: self.title.clone(),
            note,
            columns: self.heads.iter().map(|head| (head.title.clone(), head.figures)).collect(),
            rows: self.rows.iter().take(most).map(row).collect(),
        }
    }
}

fn count(n: usize) -> Value {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn maybe(value: Option<impl Into<String>>) -> Value {
    value.map_or(Value::Empty, |v| Value::Text(v.into()))
}

fn sum(amount: Option<Amount>) -> Value {
    amount.map_or(Value::Empty, Value::Amount)
}

/// The figures of the state and the chief rates: what each is, its value, how it is counted.
pub fn figures(state: &State, portfolio: &Portfolio, wording: Wording) -> List {
    let columns =
        [(["指标", "Figure"], 26, ' '), (["数值", "Value"], 20, '#'), (["口径", "Formula"], 80, ' ')];
    let mut list = List::new("figures", ["指标", "Figures"], ["", ""], &columns, wording);
    let o = &portfolio.overall;
    let rows: [(Pair, Value, Pair); 21] = [
        (["截至", "As of"], Value::Date(portfolio.as_of), ["", ""]),
        (["案件", "Accounts"], count(state.accounts), ["登记的案件", "accounts in the registry"]),
        (["无法读取", "Not read"], count(state.broken), ["未列入报表", "not in the report"]),
        (
            ["欠款", "Owed"],
            sum(o.owed),
            ["当日欠款之和（元；败诉的不算）", "owed on the day, in yuan, without what was lost"],
        ),
        (["欠款无法计算", "Not computed"], count(state.uncomputed), ["未计入欠款", "not in what is owed"]),
        (
            ["本月到账", "Received this month"],
            sum(state.received),
            ["本月登记的还款（元）", "payments recorded this month, in yuan"],
        ),
        (["本月到账笔数", "Payments this month"], count(state.payments), ["", ""]),
        (
            ["近7天到账", "Received in 7 days"],
            sum(state.received_week),
            ["近7天登记的还款（元）", "payments recorded in the last 7 days, in yuan"],
        ),
        (["近7天到账笔数", "Payments in 7 days"], count(state.payments_week), ["", ""]),
        (
            ["逾期", "Late"],
            count(state.late),
            ["已过日期、尚未办结的期限", "dates that are past and not met"],
        ),
        (["7天内到期", "Due in 7 days"], count(state.week), ["含当日", "today included"]),
        (
            ["30天内届满、失效", "End in 30 days"],
            count(state.lapsing),
            [
                "诉讼时效、申请执行期限、查封冻结、保证期间",
                "limitation, time to apply for enforcement, seizures and freezes, guarantee periods",
            ],
        ),
        (
            ["已确认", "Acknowledged"],
            count(state.acknowledged),
            ["有人确认办理的期限", "dates that somebody took on"],
        ),
        (
            ["等待法院", "Waiting on the court"],
            count(state.waiting[0]),
            ["由法院或仲裁机构办理的期限", "dates of the court or tribunal"],
        ),
        (
            ["等待债务人", "Waiting on a debtor"],
            count(state.waiting[1]),
            ["由债务人办理的期限", "dates of debtors"],
        ),
        (["待发邮件", "Mail that waits"], count(state.outbox.all[0]), ["", ""]),
        (
            ["近7天补录", "Recorded late in 7 days"],
            count(state.moved_before),
            ["近7天录入、发生在此前的节点（项）", "milestones recorded in the last 7 days and dated before"],
        ),
        (["状态不明的邮件", "Mail in doubt"], count(state.outbox.all[1]), ["", ""]),
        (
            ["在诉", "In suit"],
            count(o.in_suit),
            ["已提交、尚未结案的案件", "a suit or arbitration that has not ended"],
        ),
        (
            ["执行中", "In enforcement"],
            count(o.in_enforcement),
            ["执行程序尚未结束的案件", "enforcement that has not ended"],
        ),
        (["已结清", "Settled"], count(o.settled), ["已无欠款的案件", "nothing is owed any more"]),
    ];
    let row = |(title, value, formula): (Pair, Value, Pair)| {
        vec![text(wording(title)), value, text(wording(formula))]
    };
    list.rows.extend(rows.into_iter().map(row));
    for figure in CHIEF.iter().filter_map(|id| portfolio.figure(id)) {
        let quantity = |q: Option<Quantity>| match q {
            None => "—".to_owned(),
            Some(Quantity::Count(n)) => n.to_string(),
            Some(Quantity::Amount(amount)) => amount.grouped(),
        };
        let worked = format!(
            "{}{}{} ÷ {}",
            wording(figure.formula),
            wording(["；", "; "]),
            quantity(figure.numerator),
            quantity(figure.denominator)
        );
        let value = figure.value.map_or_else(|| text("—"), Value::Percent);
        list.rows.push(vec![text(wording(figure.title)), value, text(worked)]);
    }
    list
}

/// How many accounts stand where, or what was recorded lately.
pub fn counts(
    (id, title, note): (&'static str, Pair, Pair),
    counts: &[Count],
    rules: &Rulebook,
    wording: Wording,
) -> List {
    let columns = [(["节点", "Stage"], 34, ' '), (["件数", "Count"], 10, '#')];
    let mut list = List::new(id, title, note, &columns, wording);
    let row = |((track, stage), n): &Count| vec![text(board::stage(rules, track, stage, wording)), count(*n)];
    list.rows.extend(counts.iter().map(row));
    list
}

/// The law firms.
pub fn firms(all: &[Firm], wording: Wording) -> List {
    let columns = [
        (["律所", "Law firm"], 26, ' '),
        (["在办", "Open"], 9, '#'),
        (["逾期", "Late"], 9, '#'),
        (["7天内", "7 days"], 9, '#'),
        (["待律师", "On counsel"], 12, '#'),
        (["久无进展", "No news"], 12, '#'),
        (["最近进展", "Last step"], 12, ' '),
    ];
    let title = ["按律所", "By law firm"];
    let note = [
        "在办：尚有欠款或者期限未了的案件（件）；逾期、7天内、待律师为期限（项），待律师指请律师办理或者告知的事项；久无进展：60天无新节点、程序上也没有将到的日期（件）",
        "open: something is owed or due, in cases; late, 7 days and on counsel count dates, on counsel what they are asked to do or to tell; no news: no step for 60 days and no date ahead in a proceeding, in cases",
    ];
    let mut list = List::new("firms", title, note, &columns, wording);
    for firm in all {
        let name = firm
            .name
            .as_deref()
            .map_or_else(|| wording(["（未委托）", "(no counsel)"]).to_owned(), mask::runs);
        let mut row = vec![text(name)];
        row.extend([firm.cases, firm.late, firm.week, firm.waits, firm.quiet].map(count));
        row.push(firm.last_step.map_or(Value::Empty, Value::Date));
        list.rows.push(row);
    }
    list
}

/// What has to be decided now.
pub fn decisions(all: &[Decision<'_>], cases: &[Case], wording: Wording) -> List {
    let columns = [
        (["案件编号", "Account"], 20, ' '),
        (["事项", "What"], 34, ' '),
        (["日期", "Date"], 12, '!'),
        (["剩余天数", "Days"], 9, '#'),
        (["情形", "Why"], 12, ' '),
        (["由谁办理", "Who"], 16, ' '),
        (["律所", "Law firm"], 22, ' '),
    ];
    let title = ["需要立即处理", "To be decided now"];
    let note = [
        "已逾期、7天内到期或者30天内届满、失效的期限，日期早的在前；已确认办理的不列",
        "dates that are late, due within 7 days, or with which a right or a hold ends within 30, soonest first; without those that somebody took on",
    ];
    let by: BTreeMap<&AccountId, &Case> = cases.iter().map(|case| (&case.account, case)).collect();
    let mut list = List::new("decisions", title, note, &columns, wording);
    for Decision { item, why } in all {
        let [zh, en] = item.title();
        let handler = item.row.handler.as_deref().filter(|_| item.is_ours()).map(mask::runs);
        let firm = by.get(&item.row.account).and_then(|case| case.firm.as_deref());
        list.rows.push(vec![
            text(item.row.account.as_str()),
            text(wording([&zh, &en])),
            Value::Date(item.deadline.due),
            Value::Integer(item.days_left),
            text(wording(why.title())),
            text(handler.unwrap_or_else(|| wording(side(item.deadline.by)).to_owned())),
            maybe(firm.map(mask::runs)),
        ]);
    }
    list
}

/// The cases of a law firm, as its lawyers may see them.
pub fn of_counsel(cases: &[&Case], as_of: NaiveDate, rules: &Rulebook, wording: Wording) -> List {
    let columns = [
        (["案件编号", "Account"], 20, ' '),
        (["债务人", "Debtor"], 16, ' '),
        (["案号", "Case number"], 26, ' '),
        (["法院或仲裁机构", "Court or tribunal"], 26, ' '),
        (["所处节点", "Stage"], 22, ' '),
        (["下一日期", "Next date"], 12, '!'),
        (["事项", "What is next"], 26, ' '),
        (["由谁办理", "Whose move"], 16, ' '),
        (["待律师办理、告知", "Waiting for counsel"], 60, ' '),
    ];
    let title = ["案件", "Cases"];
    let note = [
        "尚有欠款、诉讼或者期限未了的案件，待办事项或者下一日期早的在前",
        "cases with something owed, sued for or due; first what is asked or comes soonest",
    ];
    let mut list = List::new("of-counsel", title, note, &columns, wording);
    list.rows.extend(cases.iter().map(|case| row_of_counsel(case, as_of, rules, wording)));
    list
}

/// The row of a case in [`of_counsel`].
pub(super) fn row_of_counsel(
    case: &Case,
    as_of: NaiveDate,
    rules: &Rulebook,
    wording: Wording,
) -> Vec<Value> {
    let next = case.next(as_of);
    let asks: Vec<String> = case.asks(as_of).iter().map(|ask| asked(ask, wording)).collect();
    vec![
        text(case.account.as_str()),
        text(&case.debtor),
        maybe(case.case_number.as_deref()),
        maybe(case.court.as_deref()),
        text(stage_of_counsel(case, rules, wording)),
        next.map_or(Value::Empty, |d| Value::Date(d.due)),
        maybe(next.map(|d| wording([&d.title[0], &d.title[1]]))),
        maybe(next.map(|d| wording(side_of_counsel(d.by)))),
        maybe(Some(asks.join(wording(["；", "; "]))).filter(|asks| !asks.is_empty())),
    ]
}

/// What counsel is asked for, in words.
pub(super) fn asked(ask: &Ask<'_>, wording: Wording) -> String {
    let on = ask.on();
    let title = ask.title().map(|title| wording([&title[0], &title[1]])).unwrap_or_default();
    let step = ask.step().map(wording).unwrap_or_default();
    let since = ask.since().map(|day| day.to_string()).unwrap_or_default();
    match (ask, wording(["zh", "en"])) {
        (Ask::Act(_), "zh") => format!("请办理：{title}（{on}已到期）"),
        (Ask::Act(_), _) => format!("to do: {title} (was due {on})"),
        (Ask::Due(_), "zh") => format!("请办理：{title}（{on}到期）"),
        (Ask::Due(_), _) => format!("to do: {title} (due {on})"),
        (Ask::Before(_), "zh") => format!("{title}于{on}届满，请在届满前{step}"),
        (Ask::Before(_), _) => format!("{title} ends on {on}: {step} before"),
        (Ask::Ended(_), "zh") => format!("{title}已于{on}届满，请告知此前是否已{step}"),
        (Ask::Ended(_), _) => format!("{title} ended on {on}: to be told whether you did before: {step}"),
        (Ask::Enforce(..), "zh") => {
            format!("履行期间于{since}届满，没有申请执行的记录，请申请执行（不迟于{on}）")
        }
        (Ask::Enforce(..), _) => {
            format!("time to perform ended on {since}: apply for enforcement, by {on} at the latest")
        }
        (Ask::Tell(_), "zh") => format!("请告知结果：{title}（应在{on}以前）"),
        (Ask::Tell(_), _) => format!("to be told: {title} (was due {on})"),
        (Ask::Withdraw(_), "zh") => "款项已结清，请申请撤回起诉或者申请".to_owned(),
        (Ask::Withdraw(_), _) => "paid off: apply to withdraw".to_owned(),
        (Ask::News(_), "zh") => format!("请告知进展：{on}以后没有新的记录"),
        (Ask::News(_), _) => format!("news: nothing recorded since {on}"),
    }
}

/// The stage of a case for counsel, who is told where nothing is owed any more.
fn stage_of_counsel(case: &Case, rules: &Rulebook, wording: Wording) -> String {
    let paid = if case.settled { wording(["（已结清）", " (paid off)"]) } else { "" };
    format!("{}{paid}", board::stage(rules, &case.track, &case.stage, wording))
}
