//! The portfolio for programs.

use serde_json::{Value, json};

use super::super::not_computed;
use crate::reports::portfolio::{
    AccountFacts, Breakdown, Bucket, Figure, Group, Matter, Month, Overall, Portfolio, Quantity, Risk,
    Spread, Step, Upcoming,
};

/// The answer. Rates are fractions of four decimals, as strings; what cannot be figured is `null` with `why`.
pub fn body(portfolio: &Portfolio) -> Value {
    json!({
        "as_of": portfolio.as_of,
        "from": portfolio.from,
        "selection": portfolio.selection,
        "referred_later": portfolio.later,
        "without_referral_day": portfolio.undated,
        "overall": overall(&portfolio.overall),
        "figures": list(&portfolio.figures, figure),
        "durations": list(&portfolio.durations, spread),
        "funnel": list(&portfolio.funnel, step),
        "ageing": list(&portfolio.ageing, bucket),
        "months": list(&portfolio.months, month),
        "by": portfolio.by.iter().map(|by| (by.id.to_owned(), groups(by))).collect::<serde_json::Map<_, _>>(),
        "at_risk": list(&portfolio.at_risk, risk),
        "major": list(&portfolio.major, major),
        "problems": list(&portfolio.problems, matter),
        "plan": list(&portfolio.plan, upcoming),
        "not_computed": not_computed(&portfolio.not_computed),
    })
}

fn list<T>(all: &[T], one: impl Fn(&T) -> Value) -> Value {
    all.iter().map(one).collect()
}

fn titled(id: &str, [zh, en]: [&str; 2]) -> Value {
    json!({"id": id, "title": {"zh": zh, "en": en}})
}

/// A number of accounts, or yuan as a string; `null` beyond the range.
pub fn quantity(quantity: Option<Quantity>) -> Value {
    match quantity {
        None => Value::Null,
        Some(Quantity::Count(count)) => json!(count),
        Some(Quantity::Amount(amount)) => json!(amount),
    }
}

/// A rate.
pub fn figure(figure: &Figure) -> Value {
    let mut out = titled(figure.id, figure.title);
    out["value"] = json!(figure.value.map(|value| value.to_string()));
    if figure.value.is_none() {
        out["why"] = "nothing-to-divide-by".into();
    }
    out["numerator"] = quantity(figure.numerator);
    out["denominator"] = quantity(figure.denominator);
    out["accounts"] = json!(figure.accounts);
    out["left_out"] = json!(figure.left_out);
    let [zh, en] = figure.formula;
    out["formula"] = json!({"zh": zh, "en": en});
    out
}

fn spread(spread: &Spread) -> Value {
    let mut out = titled(spread.id, spread.title);
    for (key, days) in [("mean", spread.mean), ("median", spread.median), ("p90", spread.p90)] {
        out[key] = json!(days);
    }
    out["accounts"] = json!(spread.accounts);
    out["left_out"] = json!(spread.left_out);
    let [zh, en] = spread.formula;
    out["formula"] = json!({"zh": zh, "en": en});
    out
}

fn step(step: &Step) -> Value {
    let mut out = titled(step.id, step.title);
    out["accounts"] = json!(step.accounts);
    out["principal"] = json!(step.principal);
    out["resting"] = json!(step.resting);
    out
}

fn bucket(bucket: &Bucket) -> Value {
    let mut out = titled(bucket.id, bucket.title);
    out["accounts"] = json!(bucket.accounts);
    out["principal"] = json!(bucket.principal);
    out["owed"] = json!(bucket.owed);
    out["left_out"] = json!(bucket.left_out);
    out
}

fn month(month: &Month) -> Value {
    json!({
        "month": month.month.format("%Y-%m").to_string(),
        "referred": month.referred,
        "filed": month.filed,
        "accepted": month.accepted,
        "closed": month.closed,
        "withdrawn": month.withdrawn,
        "settled": month.settled,
        "in_suit": month.in_suit,
        "stock": month.stock,
        "recovered": month.recovered,
        "in_kind": month.in_kind,
        "costs": month.costs,
    })
}

fn overall(overall: &Overall) -> Value {
    json!({
        "accounts": overall.accounts,
        "debtors": overall.debtors,
        "principal": overall.principal,
        "claimed": overall.claimed,
        "owed": overall.owed,
        "recovered": overall.recovered,
        "in_kind": overall.in_kind,
        "overpaid": overall.overpaid,
        "costs": overall.costs,
        "settled": overall.settled,
        "lost": overall.lost,
        "in_suit": overall.in_suit,
        "in_enforcement": overall.in_enforcement,
        "left_out": overall.left_out,
        "understated": overall.understated,
    })
}

fn groups(by: &Breakdown) -> Value {
    let group = |group: &Group| {
        let mut out = overall(&group.overall);
        out["key"] = json!(group.key);
        let rates = group.figures.iter().map(|f| (f.id.to_owned(), json!(f.value.map(|v| v.to_string()))));
        out["figures"] = rates.collect::<serde_json::Map<_, _>>().into();
        let days =
            |d: &Spread| json!({"mean": d.mean, "median": d.median, "p90": d.p90, "accounts": d.accounts});
        let durations = group.durations.iter().map(|d| (d.id.to_owned(), days(d)));
        out["durations"] = durations.collect::<serde_json::Map<_, _>>().into();
        out["rank"] = json!(group.rank);
        out
    };
    list(&by.groups, group)
}

fn risk(risk: &Risk) -> Value {
    let mut out = titled(risk.id, risk.title);
    out["late"] = json!(risk.late);
    for (days, count) in risk.within {
        out[format!("within_{days}")] = json!(count);
    }
    out
}

fn major(f: &AccountFacts) -> Value {
    json!({
        "account": f.account,
        "branch": f.branch,
        "court": f.court,
        "firm": f.firm,
        "handler": f.handler,
        "track": f.track,
        "stage": f.stage,
        "principal": f.principal,
        "owed": f.outstanding.as_ref().ok().map(|o| o.total),
        "recovered": f.recovered(),
    })
}

fn matter(matter: &Matter) -> Value {
    let mut out = titled(matter.id, matter.title);
    out["accounts"] = json!(matter.accounts);
    out["principal"] = json!(matter.principal);
    out["owed"] = json!(matter.owed);
    let [zh, en] = matter.formula;
    out["formula"] = json!({"zh": zh, "en": en});
    out
}

fn upcoming(upcoming: &Upcoming) -> Value {
    json!({
        "rule": upcoming.rule,
        "late": upcoming.late,
        "this_month": upcoming.this_month,
        "next_month": upcoming.next_month,
    })
}
