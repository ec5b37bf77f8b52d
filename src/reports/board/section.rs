//! One account at length: parties, contract, money with its lines, course, dates, documents, notices.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::content::{Part, Section, Wording};
use super::values::told;
use crate::docket::{Balance, Basis, Docket, Standing};
use crate::domain::Amount;
use crate::domain::contract::{Per, Rate};
use crate::domain::event::NoticeStatus;
use crate::domain::identity::mask;
use crate::domain::party::Role;
use crate::domain::shape;
use crate::rules::Rulebook;
use crate::rules::balances::Charge;
use crate::rules::track_deadlines::Status;

/// How an account is told.
#[derive(Clone, Copy)]
pub struct Manner<'a> {
    /// The language.
    pub wording: Wording,
    /// Whether numbers of identity papers, cards and telephones are shown in full.
    pub unmask: bool,
    /// What kinds of documents and messages are called.
    pub kinds: &'a BTreeMap<String, String>,
}

/// A notice of the account, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The day it should go out.
    pub due: NaiveDate,
    /// The message kind.
    pub kind: String,
    /// The mailbox, masked by this module.
    pub to: String,
    /// Where it stands.
    pub status: NoticeStatus,
}

type Pair = [&'static str; 2];

impl Manner<'_> {
    fn say(&self, pair: Pair) -> String {
        (self.wording)(pair).to_owned()
    }

    fn heads(&self, list: &[(Pair, bool)]) -> Vec<(String, bool)> {
        list.iter().map(|(title, figures)| (self.say(*title), *figures)).collect()
    }

    fn kind(&self, kind: &str) -> String {
        self.kinds.get(kind).map_or(kind, String::as_str).to_owned()
    }

    /// A rate in percent, and what it is counted by.
    fn rate(&self, rate: Rate, per: Per) -> String {
        let percent = (rate.fraction() * Decimal::ONE_HUNDRED).normalize();
        let per = match per {
            Per::Day => ["/日", " a day"],
            Per::Year => ["/年", " a year"],
        };
        format!("{percent}%{}", self.say(per))
    }

    /// What a refusal misses: a field of the case by its meaning, anything else as it is.
    fn missing(&self, missing: &str) -> String {
        match shape::at(missing) {
            Some(field) => {
                let meaning = (self.wording)([field.meaning[0], field.meaning[1]]);
                match (self.wording)(["zh", "en"]) {
                    "zh" => format!("未填{meaning}（{missing}）"),
                    _ => format!("{meaning} is not stated ({missing})"),
                }
            }
            None => missing.to_owned(),
        }
    }

    fn number(&self, text: &str) -> String {
        if self.unmask { text.to_owned() } else { mask::number(text) }
    }

    fn phone(&self, text: &str) -> String {
        if self.unmask { text.to_owned() } else { mask::phone(text) }
    }

    /// A text that may hold such numbers.
    fn runs(&self, text: &str) -> String {
        if self.unmask { text.to_owned() } else { mask::runs(text) }
    }
}

/// What a stage is called: that of a milestone, with its track.
pub fn stage(rules: &Rulebook, track: &str, stage: &str, wording: Wording) -> String {
    let known = rules.tracks().find(|t| t.id == track);
    let track = known.map_or(track, |t| wording([&t.title.zh, &t.title.en]));
    let stage = match known.and_then(|t| t.milestone(stage)) {
        Some(m) => wording([&m.title.zh, &m.title.en]),
        None if stage == "referred" => wording(["已移送", "Referred"]),
        None => stage,
    };
    format!("{track}{}{stage}", wording(["·", ": "]))
}

/// What a rule of dates is called: a period by its table, an event by the milestone that sets it.
pub fn rule(rules: &Rulebook, rule: &str, wording: Wording) -> String {
    let period = rules.period(rule).ok().map(|known| &known.title);
    let event = || {
        let uses = rules.tracks().flat_map(|t| &t.milestones).flat_map(|m| &m.periods);
        // One event is called more plainly on one track than on another: 开庭, 仲裁开庭.
        let named = uses.filter(|u| u.event.as_deref() == Some(rule)).filter_map(|u| u.title.as_ref());
        named.min_by_key(|title| title.zh.chars().count())
    };
    period.or_else(event).map_or(rule, |title| wording([&title.zh, &title.en])).to_owned()
}

/// The section of an account as of the day.
pub fn section(
    docket: &Docket,
    standing: &Standing,
    rules: &Rulebook,
    notices: &[Told],
    how: Manner<'_>,
) -> Section {
    let name = docket.case.primary().map_or("", |d| d.name.as_str());
    let now = stage(rules, &standing.track, &standing.stage, how.wording);
    let parts = [
        parties(docket, how),
        contract(docket, standing, how),
        money(standing, how),
        lines(standing, how),
        course(standing, rules, how),
        dates(standing, how),
        documents(docket, how),
        sent(notices, how),
    ];
    let parts = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Section { title: how.runs(&format!("{name}{}{now}", (how.wording)(["　", ", "]))), parts }
}

fn parties(docket: &Docket, how: Manner<'_>) -> Part {
    let row = |d: &crate::domain::party::Debtor| {
        let role = match d.role {
            Role::Primary => ["主债务人", "debtor"],
            Role::Joint => ["共同债务人", "joint debtor"],
            Role::Guarantor => ["保证人", "guarantor"],
        };
        vec![
            how.say(role),
            how.runs(&d.name),
            d.id.as_ref().map(|id| how.number(&id.number)).unwrap_or_default(),
            d.phones.iter().map(|p| how.phone(p)).collect::<Vec<_>>().join((how.wording)(["、", ", "])),
        ]
    };
    Part::Table {
        title: how.say(["当事人", "Parties"]),
        columns: how.heads(&[
            (["身份", "As"], false),
            (["姓名、名称", "Name"], false),
            (["证件号码", "Identity number"], false),
            (["电话", "Telephone"], false),
        ]),
        rows: docket.case.debtors.iter().map(row).collect(),
    }
}

fn contract(docket: &Docket, standing: &Standing, how: Manner<'_>) -> Part {
    let case = &docket.case;
    let contract = &case.contract;
    let day = |day: Option<NaiveDate>| day.map(|d| d.to_string());
    let text = |text: Option<&String>| text.map(|t| how.runs(t));
    let rows = [
        (["合同", "Contract"], text(contract.title.as_ref())),
        (["合同号", "Contract number"], text(contract.number.as_ref())),
        (["卡号", "Card number"], contract.card_number.as_ref().map(|n| how.number(n))),
        (["借据号", "Loan number"], contract.loan_number.as_ref().map(|n| how.number(n))),
        (["签订日", "Signed on"], day(contract.signed_on)),
        (["逾期起始日", "Overdue since"], day(case.debt.overdue_since)),
        (["债权人", "Creditor"], text(case.creditor.as_ref().map(|c| &c.name))),
        (["移送日", "Referred on"], day(case.referred_on)),
        (["批次", "Batch"], text(case.batch.as_ref())),
        (["管辖机构", "Forum"], text(standing.court.as_ref())),
        (["经办人", "Handler"], text(case.handler.as_ref().map(|h| &h.name))),
        (["律所", "Law firm"], text(case.counsel.as_ref().map(|c| &c.firm))),
    ];
    let rows = rows.into_iter().filter_map(|(label, value)| Some([how.say(label), value?])).collect();
    Part::Fields { title: how.say(["案件", "Case"]), rows }
}

fn money(standing: &Standing, how: Manner<'_>) -> Part {
    let title = match (how.wording)(["zh", "en"]) {
        "zh" => format!("截至{}欠款", standing.as_of),
        _ => format!("Owed on {}", standing.as_of),
    };
    let columns = how.heads(&[(["项目", "Item"], false), (["金额（元）", "Yuan"], true)]);
    let rows = match &standing.balance {
        Ok(answer) => owed(&answer.value, how),
        Err(refusal) => {
            vec![vec![how.say(["无法计算", "cannot be computed"]), how.missing(&refusal.missing)]]
        }
    };
    Part::Table { title, columns, rows }
}

fn owed(balance: &Balance, how: Manner<'_>) -> Vec<Vec<String>> {
    let fees = match balance.basis {
        Basis::Contract => (["费用", "Fees"], balance.fees),
        Basis::Decision => (["诉讼费用等", "Costs"], balance.costs),
    };
    let mut rows = vec![
        (["本金", "Principal"], balance.principal),
        (["利息", "Interest"], balance.interest),
        (["违约金", "Penalty"], balance.penalty),
        fees,
    ];
    if balance.basis == Basis::Decision {
        rows.push((["加倍部分债务利息", "Doubled interest"], balance.late_interest));
    }
    rows.push((["合计", "Total"], balance.total));
    rows.push((["累计已还", "Received"], balance.received));
    let line = |(label, amount): (Pair, Amount)| vec![how.say(label), amount.grouped()];
    let mut rows: Vec<Vec<String>> = rows.into_iter().map(line).collect();
    if let Some(refusal) = &balance.refused {
        rows.push(vec![
            how.say(["另有部分无法计算", "a part cannot be computed"]),
            how.missing(&refusal.missing),
        ]);
    }
    rows
}

/// The lines that interest is made of.
fn lines(standing: &Standing, how: Manner<'_>) -> Part {
    let mut rows = Vec::new();
    let balance = standing.balance.as_ref().ok().map(|a| &a.value);
    let ongoing = match balance.and_then(|b| b.judged.as_ref()) {
        Some(judged) => {
            let doubled = how.say(["加倍部分", "doubled part"]);
            rows.extend(judged.followed.lines.iter().map(|l| {
                line(&doubled, (l.from, l.to, l.days), l.base, how.rate(l.rate, Per::Day), l.amount)
            }));
            &judged.followed.general[..]
        }
        None => {
            let claim = standing.money.as_ref().ok().map(|a| &a.value);
            claim.and_then(|c| c.accrued.as_ref().ok()).map_or(&[][..], |a| &a.segments[..])
        }
    };
    rows.extend(ongoing.iter().map(|l| {
        let kind = how.say(match l.kind {
            Charge::Interest => ["利息", "interest"],
            Charge::OverdueInterest => ["罚息", "default interest"],
            Charge::CompoundInterest => ["复利", "compound interest"],
            Charge::Penalty => ["违约金", "penalty"],
            Charge::Fees => ["费用", "fees"],
        });
        line(&kind, (l.from, l.to, l.days), l.base, how.rate(l.rate, l.per), l.amount)
    }));
    Part::Table {
        title: how.say(["计息分段", "Lines of interest"]),
        columns: how.heads(&[
            (["种类", "Kind"], false),
            (["起", "From"], false),
            (["止", "To"], false),
            (["天数", "Days"], true),
            (["基数（元）", "Base"], true),
            (["利率", "Rate"], true),
            (["金额（元）", "Yuan"], true),
        ]),
        rows,
    }
}

fn line(
    kind: &str,
    (from, to, days): (NaiveDate, NaiveDate, i64),
    base: Amount,
    rate: String,
    amount: Amount,
) -> Vec<String> {
    vec![
        kind.to_owned(),
        from.to_string(),
        to.to_string(),
        days.to_string(),
        base.grouped(),
        rate,
        amount.grouped(),
    ]
}

fn course(standing: &Standing, rules: &Rulebook, how: Manner<'_>) -> Part {
    let rows = standing.milestones.iter().map(|m| {
        let known = rules.milestone(&m.track, &m.milestone);
        let at = format!("{}/{}", m.track, m.milestone);
        let facts = m.facts.iter().map(|(name, value)| {
            let fact = known.and_then(|k| k.facts.iter().find(|f| f.name == *name));
            let value = fact.map_or_else(|| value.clone(), |f| told(&at, f, value, how.wording));
            let name = fact.map_or(name.as_str(), |f| (how.wording)([&f.zh, &f.en]));
            format!("{name}{}{}", (how.wording)(["：", ": "]), how.runs(&value))
        });
        let facts = facts.collect::<Vec<_>>().join((how.wording)(["；", "; "]));
        [m.on.to_string(), stage(rules, &m.track, &m.milestone, how.wording), facts]
    });
    Part::Timeline { title: how.say(["进程", "Course"]), rows: rows.collect() }
}

fn dates(standing: &Standing, how: Manner<'_>) -> Part {
    let row = |d: &crate::docket::Deadline| {
        let status = match d.status {
            Status::Open => ["待办", "open"],
            Status::Overdue => ["逾期", "OVERDUE"],
            Status::Met => ["已完成", "met"],
            Status::Waived => ["已放弃", "waived"],
            Status::Lapsing => ["将届满", "lapses"],
            Status::Allowed => ["可办理", "allowed"],
        };
        let title = how.runs((how.wording)([&d.title[0], &d.title[1]]));
        vec![d.due.to_string(), how.say(status), title, d.source.clone()]
    };
    Part::Table {
        title: how.say(["期限", "Dates"]),
        columns: how.heads(&[
            (["日期", "Day"], false),
            (["状态", "Status"], false),
            (["事项", "What"], false),
            (["依据", "Source"], false),
        ]),
        rows: standing.deadlines.iter().map(row).collect(),
    }
}

fn documents(docket: &Docket, how: Manner<'_>) -> Part {
    let row = |d: &crate::domain::event::DocumentRecord| {
        let pages = if d.pages > 0 { d.pages.to_string() } else { String::new() };
        vec![d.as_of.to_string(), how.kind(&d.kind), d.format.clone(), pages]
    };
    Part::Table {
        title: how.say(["文书", "Documents"]),
        columns: how.heads(&[
            (["日期", "Dated"], false),
            (["文书", "Document"], false),
            (["格式", "Format"], false),
            (["页数", "Pages"], true),
        ]),
        rows: docket.documents.iter().map(|d| row(&d.what)).collect(),
    }
}

fn sent(notices: &[Told], how: Manner<'_>) -> Part {
    let row = |n: &Told| {
        let status = match n.status {
            NoticeStatus::Queued => ["待处理", "queued"],
            NoticeStatus::Approved => ["已批准", "approved"],
            NoticeStatus::Sending => ["发送中", "sending"],
            NoticeStatus::Sent => ["已发送", "sent"],
            NoticeStatus::Failed => ["发送失败", "failed"],
            NoticeStatus::InDoubt => ["是否送出不明", "in doubt"],
            NoticeStatus::Postponed => ["已推迟", "postponed"],
            NoticeStatus::Cancelled => ["已取消", "cancelled"],
        };
        vec![n.due.to_string(), how.kind(&n.kind), mask::email(&n.to), how.say(status)]
    };
    Part::Table {
        title: how.say(["通知", "Notices"]),
        columns: how.heads(&[
            (["日期", "Day"], false),
            (["通知", "Notice"], false),
            (["收件人", "To"], false),
            (["状态", "Status"], false),
        ]),
        rows: notices.iter().map(row).collect(),
    }
}

impl Part {
    fn is_empty(&self) -> bool {
        match self {
            Part::Fields { rows, .. } => rows.is_empty(),
            Part::Timeline { rows, .. } => rows.is_empty(),
            Part::Table { rows, .. } => rows.is_empty(),
        }
    }
}
