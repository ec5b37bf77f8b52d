//! Where everything stands, for programs.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::super::{not_computed, portfolio};
use crate::cli::commands::status;
use crate::domain::identity::mask;
use crate::reports::status::page::Managers;
use crate::reports::status::{CHIEF, Case, Decision, Firm};

/// The answer to managers.
pub fn managers(all: &Managers<'_>, as_of: NaiveDate) -> Value {
    let o = &all.portfolio.overall;
    let figures = CHIEF.iter().filter_map(|id| all.portfolio.figure(id)).map(portfolio::rate);
    let firm = |f: &Firm| json!({"firm": f.name, "cases": f.cases, "late": f.late, "due_in_7_days": f.week, "waits_on_counsel": f.waits, "without_news": f.quiet, "last_step": f.last_step});
    let firms: BTreeMap<_, _> =
        all.cases.iter().filter_map(|case| Some((&case.account, case.firm.as_ref()?))).collect();
    let decision = |d: &Decision<'_>| {
        let (item, [zh, en]) = (&d.item, d.item.title());
        let firm = firms.get(&item.row.account);
        json!({
            "account": item.row.account,
            "rule": item.deadline.rule,
            "title": {"zh": zh, "en": en},
            "due": item.deadline.due,
            "days_left": item.days_left,
            "why": d.why.id(),
            "by": item.deadline.by,
            "handler": item.row.handler,
            "firm": firm,
        })
    };
    json!({
        "as_of": as_of,
        "selection": all.portfolio.selection,
        "state": status::for_programs(all.state),
        "portfolio": {
            "accounts": o.accounts, "debtors": o.debtors, "principal": o.principal, "claimed": o.claimed, "owed": o.owed,
            "recovered": o.recovered, "in_kind": o.in_kind, "costs": o.costs, "settled": o.settled, "in_suit": o.in_suit,
            "in_enforcement": o.in_enforcement, "left_out": o.left_out, "understated": o.understated,
            "referred_later": all.portfolio.later,
        },
        "figures": figures.collect::<Vec<_>>(),
        "firms": all.firms.iter().map(firm).collect::<Vec<_>>(),
        "decisions": all.decisions.iter().map(decision).collect::<Vec<_>>(),
        "not_computed": not_computed(&all.portfolio.not_computed),
    })
}

/// The answer about the cases of a law firm: nothing in it is of another.
pub fn counsel(firm: &str, cases: &[&Case], part: bool, as_of: NaiveDate) -> Value {
    let sum = |of: &dyn Fn(&Case) -> usize| cases.iter().map(|case| of(case)).sum::<usize>();
    let one = |case: &&Case| {
        let next = case.next(as_of);
        let next = next.map(|d| json!({"due": d.due, "rule": d.rule, "title": {"zh": d.title[0], "en": d.title[1]}, "by": d.by}));
        let asks = case.asks(as_of);
        let asks = asks.iter().map(|ask| {
            let title = ask.title().map(|title| json!({"zh": title[0], "en": title[1]}));
            json!({"ask": ask.id(), "on": ask.on(), "title": title})
        });
        json!({
            "account": case.account,
            "debtor": case.debtor,
            "case_number": case.case_number,
            "court": case.court,
            "track": case.track,
            "stage": case.stage,
            "next": next,
            "asks": asks.collect::<Vec<_>>(),
            "last_step": case.last_step(),
            "lawyer": case.lawyer,
            "mailbox": case.mailbox.as_deref().map(mask::email),
        })
    };
    json!({
        "as_of": as_of,
        "firm": firm,
        "part": part,
        "counts": {
            "cases": cases.len(),
            "late": sum(&|case| case.late(as_of)),
            "due_in_7_days": sum(&|case| case.week(as_of)),
            "asks": sum(&|case| case.asks(as_of).len()),
        },
        "cases": cases.iter().map(one).collect::<Vec<_>>(),
    })
}
