//! Triage for programs.

use serde_json::{Value, json};

use crate::cli::commands::report;
use crate::domain::case::TrackName;
use crate::reports::triage::{Aside, Basis, Bearing, CostPart, Figure, History, Leg, Ranked, Triage, Way};

/// The answer. Shares are fractions of four decimals, as strings.
pub fn body(triage: &Triage, history: &History) -> Value {
    let ended = [TrackName::Litigation, TrackName::Arbitration, TrackName::PaymentOrder]
        .map(|track| (track.id().to_owned(), json!(history.ended(track))));
    let aside = |a: &Aside| json!({"account": a.account, "why": a.why.id()});
    json!({
        "as_of": triage.as_of,
        "estimate": true,
        "by": triage.by.id(),
        "selected": triage.accounts(),
        "history": {"ended": ended.into_iter().collect::<serde_json::Map<_, _>>(), "left_out": history.left_out},
        "accounts": triage.ranked.iter().map(ranked).collect::<Vec<_>>(),
        "aside": triage.aside.iter().map(aside).collect::<Vec<_>>(),
        "not_computed": report::not_computed(&triage.not_computed),
    })
}

/// An account with everything that its figures are made of.
pub fn ranked(one: &Ranked) -> Value {
    let mut out = way(&one.own);
    out["rank"] = json!(one.rank);
    out["account"] = json!(one.account);
    out["product"] = json!(one.product);
    out["age"] = json!(one.age);
    out["claim"] = json!(one.claim);
    out["limitation"] = json!(one.limitation.map(|(day, _)| day));
    out["limitation_days_left"] = json!(one.limitation.map(|(_, left)| left));
    out["limitation_pressing"] = json!(one.pressing);
    out["best_track"] = json!(one.best().track.id());
    out["others"] = one.others.iter().map(way).collect();
    out
}

fn way(way: &Way) -> Value {
    json!({
        "track": way.track.id(),
        "share": way.share.to_string(),
        "recovery": way.recovery,
        "cost": way.cost,
        "back": way.back,
        "net": way.net,
        "ratio": way.ratio.to_string(),
        "days": way.days,
        "assumed": way.is_assumed(),
        "objection": way.objection.as_ref().map(figure),
        "legs": way.legs.iter().map(leg).collect::<Vec<_>>(),
        "costs": way.costs.iter().map(cost).collect::<Vec<_>>(),
    })
}

fn leg(leg: &Leg) -> Value {
    json!({"track": leg.track.id(), "chance": leg.chance.to_string(), "share": figure(&leg.share), "days": figure(&leg.days)})
}

fn cost(part: &CostPart) -> Value {
    let from = match &part.from {
        Bearing::Rule(source) => json!({"kind": "rule", "source": source}),
        Bearing::Stated => json!({"kind": "case"}),
        Bearing::Assumed(share) => json!({"kind": "assumption", "share": figure(share)}),
    };
    json!({"part": part.part.id(), "amount": part.amount, "chance": part.chance.to_string(), "on_loser": part.on_loser, "from": from})
}

fn figure(figure: &Figure) -> Value {
    let basis = match &figure.basis {
        Basis::History { cell, of_cell, all, of_all, k } => {
            json!({"kind": "history", "accounts": all, "of_all": of_all.to_string(), "cell_accounts": cell, "of_cell": of_cell.map(|v| v.to_string()), "k": k.to_string()})
        }
        Basis::Assumption { id, source, checked_on, confidence, ended, least } => {
            json!({"kind": "assumption", "id": id, "source": source, "checked_on": checked_on, "confidence": confidence.code(), "ended": ended, "least": least})
        }
    };
    json!({"value": figure.value.to_string(), "basis": basis})
}
