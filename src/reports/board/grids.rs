//! The tables of a monthly report: new, closed and in hand; ranking; dates at risk; the largest accounts; problems and
//! the plan; and the portfolio by batch, product and so on.

use super::cases::product;
use super::content::{Chart, Drawn, Grid, GridRow, cell_group};
use super::counted::{COLON, Draft, Pair, count};
use super::numbers::{NONE, percent};
use super::section::{rule, stage};
use crate::domain::identity::mask;
use crate::reports::portfolio::{Breakdown, Group, Month, Overall, Portfolio, Upcoming};

/// The rates that a breakdown shows.
const RATES: [&str; 5] =
    ["recovery-rate", "net-recovery-rate", "win-rate-amount", "acceptance-rate", "settled-rate"];
/// The rates and the duration that a ranking shows.
const RANKED_WITH: [&str; 4] = ["recovery-rate", "net-recovery-rate", "win-rate-amount", "acceptance-rate"];
const LASTING: &str = "closing-days";
/// What is ranked, in place of a breakdown.
pub(super) const RANKED: [&str; 2] = ["branch", "firm"];
/// The breakdowns that are drawn, too, and the most bars of one.
const DRAWN: [(&str, &str); 2] = [("court", "chart-court"), ("handler", "chart-handler")];
const MOST_BARS: usize = 8;
/// The most months of the table, the latest ones.
const MOST_MONTHS: usize = 12;
/// The most rules of the plan.
const MOST_RULES: usize = 20;

impl Draft<'_> {
    /// The tables of the monthly report, in its order; without those that would be empty.
    pub(super) fn report(&mut self) -> Vec<Grid> {
        let portfolio = self.portfolio;
        let mut grids = vec![self.months()];
        for by in RANKED.iter().filter_map(|id| portfolio.by(id)).filter(|by| by.says_something()) {
            grids.push(self.ranking(by));
        }
        grids.extend([self.at_risk(), self.major(), self.problems(), self.plan()]);
        grids.retain(|grid| !grid.rows.is_empty());
        grids
    }

    /// A cell of a count, with the group of its accounts under the name that the page looks for.
    fn counted(&mut self, grid: &str, row: &str, column: &str, id: &str) -> String {
        let (_, count) = self.behind(&cell_group(grid, row, column), id);
        count.to_string()
    }

    fn months(&mut self) -> Grid {
        let portfolio = self.portfolio;
        let title = self.say(["新增、结案与存量", "New, closed and in hand"]);
        let flows: Vec<(&str, String)> = Month::flows().map(|(id, name)| (id, self.say(name))).collect();
        let skip = portfolio.months.len().saturating_sub(MOST_MONTHS);
        let mut rows = Vec::new();
        for month in portfolio.months.iter().skip(skip) {
            let name = month.month.format("%Y-%m").to_string();
            let mut cells = vec![name.clone()];
            for (id, flow) in &flows {
                cells.push(self.counted(&title, &name, flow, &format!("{id}-{name}")));
            }
            cells.extend([self.money(month.recovered), self.money(month.costs)]);
            rows.push(GridRow { cells, group: None });
        }
        let mut columns = vec![(self.say(["月份", "Month"]), false)];
        columns.extend(flows.into_iter().map(|(_, flow)| (flow, true)));
        let sums: [Pair; 2] = [["回款", "Received"], ["费用", "Costs"]];
        columns.extend(sums.map(|pair| (self.say(pair), true)));
        let note = self.say([
            "件数，回款和费用为万元；期末存量＝上月存量＋移送−结清；结案以最后一次诉讼、仲裁为准，撤诉再诉的不重复计立案",
            "accounts, sums in thousands of yuan; in hand is that of the month before, and referred, less settled; closed is the end of the latest suit",
        ]);
        Grid { id: "months".to_owned(), title, note, columns, rows }
    }

    /// Groups by their place, with the figures that they are compared by.
    fn ranking(&mut self, by: &Breakdown) -> Grid {
        let name = self.say(by.title);
        let title = match by.id {
            "firm" => self.say(["律所排名", "Law firms ranked"]),
            _ => self.say(["分行排名", "Branches ranked"]),
        };
        let mut rows = Vec::new();
        for one in by.ranked() {
            let key = one.key.as_deref();
            let own = self.name_of(by.id, key);
            let (group, _) = self.group(&format!("{name}{}{own}", self.say(COLON)), |f| {
                Portfolio::is_in_group(f, by.id, key).unwrap_or(false)
            });
            let place = one.rank.map_or_else(|| NONE.to_owned(), |place| place.to_string());
            let o = &one.overall;
            let mut cells = vec![own, place, o.accounts.to_string()];
            cells.extend([o.principal, o.claimed, o.recovered, o.costs].map(|sum| self.money(sum)));
            cells.extend(rates(one, &RANKED_WITH));
            let days = one.durations.iter().find(|d| d.id == LASTING).and_then(|d| d.median);
            cells.push(days.map_or_else(|| NONE.to_owned(), |days| days.to_string()));
            rows.push(GridRow { cells, group });
        }
        let mut columns = vec![(name, false)];
        let heads: [Pair; 6] = [
            ["名次", "Place"],
            ["件数", "Accounts"],
            ["本金", "Principal"],
            ["诉请", "Claimed"],
            ["回款", "Received"],
            ["费用", "Costs"],
        ];
        columns.extend(heads.map(|pair| (self.say(pair), true)));
        let named = RANKED_WITH.iter().filter_map(|id| self.portfolio.figure(id));
        columns.extend(named.map(|f| (self.say(f.title), true)));
        columns.push((self.say(["结案中位天数", "Median days to close"]), true));
        let note = self.say([
            "按回款率排名，相同的并列；件数少的仅供参考；金额单位：万元",
            "by recovery rate, equal rates share a place; few accounts say little; amounts in thousands of yuan",
        ]);
        Grid { id: format!("rank-{}", by.id), title, note, columns, rows }
    }

    fn major(&mut self) -> Grid {
        let portfolio = self.portfolio;
        let rows = portfolio.major.iter().filter_map(|f| {
            let case = self.cases.iter().find(|c| c.facts.account == f.account)?;
            let shown =
                |at: usize| case.cells.get(at).and_then(|c| c.as_str()).unwrap_or_default().to_owned();
            let place = |name: &Option<String>| name.as_deref().map_or_else(|| NONE.to_owned(), mask::runs);
            let cells = vec![
                f.account.to_string(),
                shown(1),
                stage(self.rules, &f.track, &f.stage, self.wording),
                place(&f.branch),
                place(&f.firm),
                self.money(Some(f.principal)),
                self.money(f.outstanding.as_ref().ok().map(|o| o.total)),
                self.money(f.recovered()),
            ];
            Some(GridRow { cells, group: None })
        });
        let rows = rows.collect();
        let columns: [(Pair, bool); 8] = [
            (["案件编号", "Account"], false),
            (["债务人", "Debtor"], false),
            (["阶段", "Stage"], false),
            (["经办行", "Branch"], false),
            (["律所", "Law firm"], false),
            (["本金", "Principal"], true),
            (["现欠", "Owed"], true),
            (["回款", "Received"], true),
        ];
        Grid {
            id: "major".to_owned(),
            title: self.say(["重大案件", "Largest accounts"]),
            note: self.say([
                "欠款本金最大的十件未结清案件；金额单位：万元",
                "the ten open accounts of the largest principal; amounts in thousands of yuan",
            ]),
            columns: columns.map(|(pair, figures)| (self.say(pair), figures)).into(),
            rows,
        }
    }

    fn problems(&mut self) -> Grid {
        let portfolio = self.portfolio;
        let mut rows = Vec::new();
        for matter in portfolio.problems.iter().filter(|m| m.accounts > 0) {
            let name = self.say(matter.title);
            let (group, _) = self.behind(&name, matter.id);
            let formula = self.say(matter.formula);
            let sums = [matter.principal, matter.owed].map(|sum| self.money(sum));
            let [principal, owed] = sums;
            rows.push(GridRow {
                cells: vec![name, matter.accounts.to_string(), principal, owed, formula],
                group,
            });
        }
        let columns: [(Pair, bool); 5] = [
            (["问题", "Problem"], false),
            (["件数", "Accounts"], true),
            (["本金", "Principal"], true),
            (["现欠", "Owed"], true),
            (["口径", "Counted"], false),
        ];
        Grid {
            id: "problems".to_owned(),
            title: self.say(["存在的问题", "Problems"]),
            note: self.say([
                "一件可有几个问题；金额单位：万元",
                "an account may have several; amounts in thousands of yuan",
            ]),
            columns: columns.map(|(pair, figures)| (self.say(pair), figures)).into(),
            rows,
        }
    }

    /// What is late, and what falls due this month and next.
    fn plan(&mut self) -> Grid {
        let portfolio = self.portfolio;
        let title = self.say(["下月计划：到期事项", "Plan: what falls due"]);
        let heads: [(&str, Pair); 3] = [
            ("late", ["已逾期", "Late"]),
            ("this-month", ["本月内", "This month"]),
            ("next-month", ["下月", "Next month"]),
        ];
        let mut rows = Vec::new();
        let some = |u: &&Upcoming| u.late + u.this_month + u.next_month > 0;
        for upcoming in portfolio.plan.iter().filter(some).take(MOST_RULES + 1) {
            let name = match &upcoming.rule {
                None => self.say(["全部事项（每件计一次）", "All together, each account once"]),
                Some(name) => rule(self.rules, name, self.wording),
            };
            let mut cells = vec![name.clone()];
            for (id, head) in heads {
                let id = upcoming.rule.as_ref().map_or_else(|| id.to_owned(), |rule| format!("{id}/{rule}"));
                let column = self.say(head);
                cells.push(self.counted(&title, &name, &column, &id));
            }
            rows.push(GridRow { cells, group: None });
        }
        let mut columns = vec![(self.say(["事项", "What"]), false)];
        columns.extend(heads.map(|(_, head)| (self.say(head), true)));
        let note = self.say([
            "件数；已逾期为期限已过未办，本月内自当日起至月末，下月为次月全月；仅由对方办理的不计",
            "accounts; this month is from the day to its end, next month the whole of it; without what only the other side has to do",
        ]);
        Grid { id: "plan".to_owned(), title, note, columns, rows }
    }

    fn at_risk(&mut self) -> Grid {
        let portfolio = self.portfolio;
        let title = self.say(["时效与到期预警", "Dates at risk"]);
        let within = portfolio.at_risk.first().map(|risk| risk.within).unwrap_or_default();
        let head = |days: i64| if self.zh() { format!("{days}日内") } else { format!("In {days} days") };
        let mut parts = vec![("late".to_owned(), self.say(["已过期", "Past"]))];
        parts.extend(within.iter().map(|(days, _)| (days.to_string(), head(*days))));
        let mut rows = Vec::new();
        for risk in &portfolio.at_risk {
            let name = self.say(risk.title);
            let (group, _) = self.behind(&name, risk.id);
            let mut cells = vec![name.clone()];
            for (part, head) in &parts {
                cells.push(self.counted(&title, &name, head, &format!("{}-{part}", risk.id)));
            }
            rows.push(GridRow { cells, group });
        }
        let mut columns = vec![(self.say(["期限", "Date"]), false)];
        columns.extend(parts.into_iter().map(|(_, head)| (head, true)));
        Grid {
            id: "at-risk".to_owned(),
            title,
            note: self.say([
                "件数；“30日内”含“7日内”，其余类推",
                "accounts; within 30 days includes within 7, and so on",
            ]),
            columns,
            rows,
        }
    }

    pub(super) fn breakdown(&mut self, by: &Breakdown) -> (Grid, Option<Chart>) {
        let title = self.say(by.title);
        let mut rows = Vec::new();
        let mut bars = Vec::new();
        for one in &by.groups {
            let key = one.key.as_deref();
            let name = self.name_of(by.id, key);
            let (group, _) = self.group(&format!("{title}{}{name}", self.say(COLON)), |f| {
                Portfolio::is_in_group(f, by.id, key).unwrap_or(false)
            });
            let mut cells = vec![name.clone()];
            cells.extend(self.cells(&one.overall));
            cells.extend(rates(one, &RATES));
            let accounts = one.overall.accounts;
            bars.push((self.bar(name, accounts, count(accounts), one.overall.owed), group));
            rows.push(GridRow { cells, group });
        }
        let mut columns = vec![(title.clone(), false)];
        let heads: [Pair; 6] = [
            ["件数", "Accounts"],
            ["户数", "Debtors"],
            ["本金", "Principal"],
            ["现欠", "Owed"],
            ["回款", "Received"],
            ["费用", "Costs"],
        ];
        columns.extend(heads.iter().map(|pair| (self.say(*pair), true)));
        let rates = RATES.iter().filter_map(|id| self.portfolio.figure(id));
        columns.extend(rates.map(|f| (self.say(f.title), true)));
        let by_title = self.say(["按", "By "]) + &title.to_lowercase();
        let drawn = DRAWN.iter().find(|(id, _)| *id == by.id).filter(|_| bars.len() > 1);
        let chart = drawn.map(|(_, id)| Chart {
            id,
            title: by_title.clone(),
            note: self.say(["件数和现欠；条长按件数，最多八项", "accounts and what is owed; at most eight"]),
            drawn: Drawn::Bars(bars.into_iter().take(MOST_BARS).collect()),
        });
        let note = self.say(["金额单位：万元", "amounts in thousands of yuan"]);
        (Grid { id: format!("by-{}", by.id), title: by_title, note, columns, rows }, chart)
    }

    fn cells(&self, sums: &Overall) -> [String; 6] {
        [
            sums.accounts.to_string(),
            sums.debtors.to_string(),
            self.money(sums.principal),
            self.money(sums.owed),
            self.money(sums.recovered),
            self.money(sums.costs),
        ]
    }

    fn name_of(&self, by: &str, key: Option<&str>) -> String {
        match (by, key) {
            (_, None) => self.say(["（未填）", "(none)"]),
            ("stage", Some(key)) => {
                let (track, at) = key.split_once('/').unwrap_or(("", key));
                stage(self.rules, track, at, self.wording)
            }
            ("product", Some(id)) => product(id, self.wording).to_owned(),
            (_, Some(key)) => mask::runs(key),
        }
    }
}

/// These rates of a group as they are read.
fn rates<'g>(group: &'g Group, ids: &'g [&str]) -> impl Iterator<Item = String> + 'g {
    let rate = |id: &&str| group.figures.iter().find(|f| f.id == *id).and_then(|f| f.value);
    ids.iter().map(move |id| rate(id).map_or_else(|| NONE.to_owned(), percent))
}
