//! Two days compared, for programs.

use serde_json::{Value, json};

use super::super::not_computed;
use crate::reports::compare::{Change, Comparison, Moved};
use crate::reports::portfolio::{Figure, Quantity};

/// The answer. Rates are fractions of four decimals, as strings; `null` where there is nothing to divide by.
pub fn body(comparison: &Comparison) -> Value {
    let t = &comparison.totals;
    json!({
        "from": comparison.from,
        "to": comparison.to,
        "idle_days": comparison.idle,
        "referred_later": comparison.later,
        "totals": {"accounts": t.accounts, "moved": t.moved, "unmoved": t.unmoved, "idle": t.idle, "referred": t.referred, "referred_moved": t.referred_moved, "recorded_late": t.recorded_late, "settled": t.settled, "milestones": t.milestones, "received": t.received, "costs": t.costs},
        "figures": comparison.rates.iter().map(change).collect::<Vec<_>>(),
        "accounts": comparison.accounts.iter().map(moved).collect::<Vec<_>>(),
        "not_computed": not_computed(&comparison.not_computed),
    })
}

fn change(change: &Change) -> Value {
    let [zh, en] = change.after.title;
    let value = |value: Option<rust_decimal::Decimal>| value.map(|v| v.to_string());
    let (before, after) = (change.before.value, change.after.value);
    let by = before.zip(after).map(|(before, after)| after - before);
    let quantity = |quantity: Option<Quantity>| match quantity {
        None => Value::Null,
        Some(Quantity::Count(count)) => json!(count),
        Some(Quantity::Amount(amount)) => json!(amount),
    };
    let parts = |figure: &Figure| json!({"numerator": quantity(figure.numerator), "denominator": quantity(figure.denominator), "accounts": figure.accounts});
    json!({
        "id": change.after.id,
        "title": {"zh": zh, "en": en},
        "before": value(before),
        "after": value(after),
        "change": value(by),
        "after_same_accounts": value(change.same.value),
        "of_before": parts(&change.before),
        "of_after": parts(&change.after),
        "of_after_same_accounts": parts(&change.same),
    })
}

fn moved(one: &Moved) -> Value {
    let at = |(track, stage): &(String, String)| json!({"track": track, "stage": stage});
    let late = one.late.iter().map(|(recorded, m)| {
        json!({"track": m.track, "milestone": m.milestone, "on": m.on, "recorded_on": recorded})
    });
    let milestones: Vec<Value> = one
        .milestones
        .iter()
        .map(|m| json!({"track": m.track, "milestone": m.milestone, "on": m.on}))
        .collect();
    json!({
        "account": one.account,
        "handler": one.handler,
        "moved": one.has_moved(),
        "referred": one.has_arrived(),
        "recorded_late": late.collect::<Vec<_>>(),
        "entries_recorded_late": one.late_entries,
        "over": one.over,
        "before": one.before.as_ref().map(at),
        "after": at(&one.after),
        "milestones": milestones,
        "received": one.received,
        "costs": one.costs,
        "contacts": one.contacts,
        "settled": one.settled,
        "quiet_days": one.quiet,
        "idle": one.idle,
    })
}
