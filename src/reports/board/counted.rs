//! A board of a portfolio: every figure with its formula, its numbers and its cases.

use std::collections::BTreeMap;

use super::cases::{Case, columns};
use super::content::{Board, Card, Chart, Drawn, Row, Wording};
use super::grids::RANKED;
use super::monthly;
use super::numbers::{NONE, UNIT, in_unit, percent, scaled};
use crate::domain::{Amount, date};
use crate::reports::charts::Bar;
use crate::reports::portfolio::{
    AccountFacts, Counted, Figure, Followed, Month, Portfolio, Quantity, Spread,
};
use crate::rules::Rulebook;

pub(super) const COLON: Pair = ["：", ": "];

pub(super) type Pair = [&'static str; 2];

impl Board {
    /// The board of a portfolio. `cases` are the accounts that it was counted over, in the order of the table.
    pub fn of(
        portfolio: &Portfolio,
        cases: Vec<Case>,
        rules: &Rulebook,
        wording: Wording,
        masked: bool,
    ) -> Board {
        let as_of = portfolio.as_of;
        let cases: Vec<Case> = cases.into_iter().filter(|c| c.facts.is_there(as_of)).collect();
        let mut of = Draft { portfolio, cases: &cases, rules, wording, groups: Vec::new() };
        let mut cards = of.sums();
        cards.extend(of.this_month());
        cards.extend(portfolio.figures.iter().map(|figure| of.rate(figure)));
        cards.extend(portfolio.durations.iter().map(|spread| of.duration(spread)));
        let mut charts = vec![of.funnel(), monthly::chart(portfolio, wording), of.ageing()];
        let mut grids = of.report();
        for breakdown in portfolio.by.iter().filter(|by| by.says_something()) {
            let (grid, chart) = of.breakdown(breakdown);
            // Those that are ranked have their table already.
            grids.extend(Some(grid).filter(|_| !RANKED.contains(&breakdown.id)));
            charts.extend(chart);
        }
        let (notes, groups) = (of.notes(), of.groups);
        let mut of_case: Vec<Vec<usize>> = vec![Vec::new(); cases.len()];
        for (number, (_, members)) in groups.iter().enumerate() {
            for case in members {
                of_case[*case].push(number);
            }
        }
        let mut sections = BTreeMap::new();
        let mut rows = Vec::with_capacity(cases.len());
        for (case, groups) in cases.into_iter().zip(of_case) {
            sections.extend(case.section.map(|s| (case.facts.account.to_string(), s)));
            rows.push(Row { cells: case.cells, groups });
        }
        let say = |pair: Pair| wording(pair).to_owned();
        Board {
            wording,
            masked,
            audience: None,
            as_of,
            title: say(["资产组合报告", "Report on the portfolio"]),
            scope: match wording(["zh", "en"]) {
                "zh" => format!("截至{}，共 {} 件", date::chinese(as_of), rows.len()),
                _ => format!("As of {as_of}: {}", accounts(rows.len())),
            },
            selection: portfolio.selection.as_ref().map(|s| say(["筛选范围：", "Selection: "]) + s),
            cards,
            charts,
            grids,
            notes,
            groups: groups.into_iter().map(|(title, _)| title).collect(),
            columns: columns(wording),
            rows,
            sections,
            wide: None,
        }
    }
}

/// The board while it is put together.
pub(super) struct Draft<'a> {
    pub(super) portfolio: &'a Portfolio,
    pub(super) cases: &'a [Case],
    pub(super) rules: &'a Rulebook,
    pub(super) wording: Wording,
    /// Names and members.
    groups: Vec<(String, Vec<usize>)>,
}

impl Draft<'_> {
    pub(super) fn say(&self, pair: Pair) -> String {
        (self.wording)(pair).to_owned()
    }

    pub(super) fn zh(&self) -> bool {
        (self.wording)(["zh", "en"]) == "zh"
    }

    /// A group of the cases that belong: its number, and how many they are. None of nobody.
    pub(super) fn group(
        &mut self,
        title: &str,
        belongs: impl Fn(&AccountFacts) -> bool,
    ) -> (Option<usize>, usize) {
        let all = self.cases.iter().enumerate();
        let members: Vec<usize> = all.filter(|(_, c)| belongs(&c.facts)).map(|(n, _)| n).collect();
        let count = members.len();
        if count == 0 {
            return (None, 0);
        }
        self.groups.push((title.to_owned(), members));
        (Some(self.groups.len() - 1), count)
    }

    /// A group of the cases that count in the number of this identifier.
    pub(super) fn behind(&mut self, title: &str, id: &str) -> (Option<usize>, usize) {
        let followed = Followed::find(id, self.portfolio.as_of);
        let counts = |f: &AccountFacts| {
            followed.as_ref().and_then(|followed| followed.of(f)).is_some_and(|how| how != Counted::Unknown)
        };
        self.group(title, counts)
    }

    /// A sum as it is read, without its unit.
    pub(super) fn money(&self, amount: Option<Amount>) -> String {
        amount.map_or_else(|| NONE.to_owned(), |amount| scaled(amount, self.zh()))
    }

    fn with_unit(&self, amount: Option<Amount>) -> String {
        in_unit(amount, self.wording)
    }

    pub(super) fn accounts(&self, n: usize) -> String {
        if self.zh() { format!("{n}件") } else { format!("{n}") }
    }

    fn left_out(&self, n: usize) -> String {
        match (n, self.zh()) {
            (0, _) => String::new(),
            (_, true) => format!("；{n}件无记录，未计入"),
            (_, false) => format!("; {n} not on record, left out"),
        }
    }

    fn sums(&mut self) -> Vec<Card> {
        let all = self.portfolio.overall.clone();
        let count = |n: usize| (n.to_string(), ["件", if n == 1 { "account" } else { "accounts" }]);
        let sum = |amount: Option<Amount>, of: &Self| (of.money(amount), UNIT);
        let known = |what: Pair, n: usize, of: &Self| {
            if n == 0 { String::new() } else { format!("{} {n}{}", of.say(what), of.say(["件", ""])) }
        };
        /// Title, value with its unit, meaning, more, and the accounts behind it.
        type Sum = (Pair, (String, Pair), Pair, String, fn(&AccountFacts) -> bool);
        let rows: [Sum; 11] = [
            (
                ["案件", "Accounts"],
                count(all.accounts),
                ["截至当日已移送的案件", "accounts referred by the day"],
                format!("{} {}{}", self.say(["债务人", "debtors:"]), all.debtors, self.say(["户", ""])),
                |_| true,
            ),
            (
                ["欠款本金", "Principal"],
                sum(all.principal, self),
                ["债权人列明的本金之和", "principal as the creditor states it"],
                String::new(),
                |_| true,
            ),
            (
                ["诉请金额", "Claimed"],
                sum(all.claimed, self),
                [
                    "债权人截止日的欠款（上限以内）之和",
                    "the creditor's figures on their own day, within the ceiling",
                ],
                known(["无法计算", "cannot be computed:"], all.left_out, self),
                |f| f.claimed.is_ok(),
            ),
            (
                ["现欠合计", "Owed"],
                sum(all.owed, self),
                [
                    "当日欠款（本金、利息、违约金、费用）之和",
                    "owed on the day, of accounts where it can be computed",
                ],
                known(["另有款项无法计算", "more is owed, not computed:"], all.understated, self),
                |f| f.outstanding.is_ok(),
            ),
            (
                ["累计回款", "Received"],
                sum(all.recovered, self),
                ["截至当日收到的现金之和，不含以物抵债", "cash that came in by the day"],
                match all.in_kind {
                    Some(sum) if !sum.is_zero() => {
                        format!(
                            "{} {}",
                            self.say(["另以物抵债", "in kind besides:"]),
                            self.with_unit(Some(sum))
                        )
                    }
                    _ => String::new(),
                },
                |f| f.cash.iter().any(|c| !c.in_kind),
            ),
            (
                OVERPAID,
                sum(all.overpaid, self),
                [
                    "超出全部欠款收到、应退还的款项，不计入其他各项",
                    "received beyond everything owed, to be paid back and in no other figure",
                ],
                String::new(),
                |f| !f.overpaid.is_zero(),
            ),
            (
                ["费用净支出", "Costs"],
                sum(all.costs, self),
                ["垫付费用 − 退回费用", "costs advanced − costs refunded"],
                String::new(),
                |f| !f.costs.is_empty(),
            ),
            (
                ["诉讼仲裁中", "In suit"],
                count(all.in_suit),
                ["已提交、尚未结案的案件", "a suit or arbitration that has not ended"],
                String::new(),
                |f| f.course.last().is_some_and(|s| s.ended.is_none()),
            ),
            (
                ["执行中", "In enforcement"],
                count(all.in_enforcement),
                ["执行程序尚未结束的案件", "enforcement that has not ended"],
                String::new(),
                |f| f.course.enforcement.open,
            ),
            (
                ["已结清", "Settled"],
                count(all.settled),
                ["已无欠款的案件（败诉的不算）", "nothing is owed any more, without those lost"],
                String::new(),
                |f| f.settled,
            ),
            (
                ["败诉结案", "Lost"],
                count(all.lost),
                ["败诉结案、未获支持的案件", "closed in court without anything awarded"],
                String::new(),
                |f| f.lost,
            ),
        ];
        // Hardly ever anything, and then it has to be told.
        let nothing = |label: Pair| label == OVERPAID && all.overpaid.is_some_and(Amount::is_zero);
        rows.into_iter()
            .filter(|(label, ..)| !nothing(*label))
            .map(|(label, (value, unit), formula, worked, belongs)| {
                let label = self.say(label);
                let (group, count) = self.group(&label, belongs);
                Card { value, unit: self.say(unit), formula: self.say(formula), worked, group, count, label }
            })
            .collect()
    }

    /// The month of the day stood on, each number with that of the month before.
    fn this_month(&mut self) -> Vec<Card> {
        let mut months = self.portfolio.months.iter().rev();
        let (Some(now), before) = (months.next(), months.next()) else { return Vec::new() };
        let was = |text: String, of: &Self| of.say(["上月 ", "the month before: "]) + &text;
        let name = now.month.format("%Y-%m");
        let mut cards = Vec::new();
        for (id, title) in THIS_MONTH {
            let label = self.say(title);
            let (group, count) = self.behind(&label, &format!("{id}-{name}"));
            let of = |month: &Month| month.accounts(id).unwrap_or_default();
            let formula = Followed::find(&format!("{id}-{name}"), self.portfolio.as_of).map(|f| f.formula);
            cards.push(Card {
                value: of(now).to_string(),
                unit: self.say(["件", if of(now) == 1 { "account" } else { "accounts" }]),
                formula: formula.map(|pair| self.say(pair)).unwrap_or_default(),
                worked: before.map(|month| was(self.accounts(of(month)), self)).unwrap_or_default(),
                group,
                count,
                label,
            });
        }
        let [first, last] = [now.month, self.portfolio.as_of];
        let within = move |day: chrono::NaiveDate| first <= day && day <= last;
        let received = self.say(["本月回款", "Received this month"]);
        let (group, n) = self.group(&received, |f| f.cash.iter().any(|c| !c.in_kind && within(c.on)));
        cards.push(Card {
            value: self.money(now.recovered),
            unit: self.say(UNIT),
            formula: self.say(["当月收到的现金之和，不含以物抵债", "cash that came in in the month"]),
            worked: before.map(|m| was(self.with_unit(m.recovered), self)).unwrap_or_default(),
            group,
            count: n,
            label: received,
        });
        let costs = self.say(["本月费用", "Costs this month"]);
        let (group, n) = self.group(&costs, |f| f.costs.iter().any(|c| within(c.on)));
        cards.push(Card {
            value: self.money(now.costs),
            unit: self.say(UNIT),
            formula: self.say(["当月垫付费用 − 退回费用", "costs advanced − costs refunded in the month"]),
            worked: before.map(|m| was(self.with_unit(m.costs), self)).unwrap_or_default(),
            group,
            count: n,
            label: costs,
        });
        cards
    }

    fn rate(&mut self, figure: &Figure) -> Card {
        let label = self.say(figure.title);
        let (group, count) = self.behind(&label, figure.id);
        let quantity = |q: Option<Quantity>| match q {
            Some(Quantity::Count(n)) => self.accounts(usize::try_from(n).unwrap_or(usize::MAX)),
            Some(Quantity::Amount(amount)) => self.with_unit(Some(amount)),
            None => NONE.to_owned(),
        };
        let worked = match count {
            0 => self.say(["没有可计算的案件", "no account to count"]),
            _ => format!("{} ÷ {}", quantity(figure.numerator), quantity(figure.denominator)),
        };
        Card {
            value: figure.value.map_or_else(|| NONE.to_owned(), percent),
            unit: String::new(),
            formula: self.say(figure.formula),
            worked: worked + &self.left_out(figure.left_out),
            group,
            count,
            label,
        }
    }

    fn duration(&mut self, spread: &Spread) -> Card {
        let label = self.say(spread.title);
        let (group, count) = self.behind(&label, spread.id);
        let days = |n: Option<i64>| n.map_or_else(|| NONE.to_owned(), |n| n.to_string());
        let worked = match count {
            0 => self.say(["没有可计算的案件", "no account to count"]),
            _ => format!(
                "{} {}{}{} {}",
                self.say(["中位数", "median"]),
                days(spread.median),
                self.say(["，", ", "]),
                self.say(["九成以内", "nine in ten within"]),
                days(spread.p90)
            ),
        };
        Card {
            value: days(spread.mean),
            unit: spread.mean.map(|_| self.say(["天", "days"])).unwrap_or_default(),
            formula: self.say(spread.formula),
            worked: worked + &self.left_out(spread.left_out),
            group,
            count,
            label,
        }
    }

    fn funnel(&mut self) -> Chart {
        let portfolio = self.portfolio;
        let bars = portfolio.funnel.iter().map(|step| {
            let name = self.say(step.title);
            let (group, _) = self.behind(&name, step.id);
            (self.bar(name, step.accounts, count(step.accounts), step.principal), group)
        });
        let bars = bars.collect();
        Chart {
            id: "chart-funnel",
            title: self.say(["阶段漏斗", "From referral to enforcement"]),
            note: self.say([
                "到达或者越过该阶段的案件及其本金；条长按件数",
                "accounts that came at least this far, and their principal; length by accounts",
            ]),
            drawn: Drawn::Bars(bars),
        }
    }

    fn ageing(&mut self) -> Chart {
        let portfolio = self.portfolio;
        let held = portfolio.ageing.iter().filter(|bucket| bucket.accounts > 0);
        let bars = held.map(|bucket| {
            let name = self.say(bucket.title);
            let (group, _) = self.behind(&name, bucket.id);
            let owed = bucket.owed.map_or(0, Amount::fen);
            (self.bar(name, bucket.accounts, owed, bucket.owed), group)
        });
        let bars = bars.collect();
        Chart {
            id: "chart-ageing",
            title: self.say(["逾期账龄", "Days overdue"]),
            note: self.say([
                "未结清案件的件数和现欠；条长按现欠金额",
                "open accounts and what is owed; length by what is owed",
            ]),
            drawn: Drawn::Bars(bars),
        }
    }

    pub(super) fn bar(&self, name: String, accounts: usize, value: i64, amount: Option<Amount>) -> Bar {
        let shown =
            format!("{}{}{}", self.accounts(accounts), self.say(["　", ", "]), self.with_unit(amount));
        Bar { name, value, shown, link: None }
    }

    /// What could not be computed, and what does not count.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let later = self.portfolio.later;
        if later > 0 {
            notes.push(if self.zh() {
                format!("{later}件移送在该日之后，不计入")
            } else {
                format!("referred after the day, not counted: {}", accounts(later))
            });
        }
        let of = |n: &crate::reports::portfolio::NotComputed| {
            let what = self.say(if n.whole {
                ["不计入任何指标", "counts in no figure"]
            } else {
                ["金额指标未计入", "left out of sums"]
            });
            let [open, close] = if self.zh() { ["（", "）"] } else { [" (", ")"] };
            let colon = self.say(COLON);
            format!("{}{colon}{what}{open}{}{colon}{}{close}", n.account, n.code, n.reason)
        };
        notes.extend(self.portfolio.not_computed.iter().take(MOST_NOTES).map(of));
        let more = self.portfolio.not_computed.len().saturating_sub(MOST_NOTES);
        if more > 0 {
            notes.push(if self.zh() { format!("另有{more}件") } else { format!("and {more} more") });
        }
        notes
    }
}

/// The numbers of the present month that stand among the key figures.
const THIS_MONTH: [(&str, Pair); 4] = [
    ("stock", ["期末存量", "In hand"]),
    ("referred", ["本月移送", "Referred this month"]),
    ("accepted", ["本月立案", "Accepted this month"]),
    ("closed", ["本月结案", "Closed this month"]),
];

const OVERPAID: Pair = ["多付应退", "Overpaid"];

/// The most accounts whose trouble is told one by one.
const MOST_NOTES: usize = 20;

/// In English.
fn accounts(n: usize) -> String {
    format!("{n} account{}", if n == 1 { "" } else { "s" })
}

pub(super) fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
