//! Triage for programs.

use serde_json::{Value, json};

use crate::cli::catalogue::{self, Lang};
use crate::cli::commands::report;
use crate::domain::case::TrackName;
use crate::domain::problem::Problem;
use crate::reports::triage::{
    Aside, Basis, Bearing, CostPart, Figure, History, Lapse, Leg, Ranked, Triage, Way,
};

/// The answer. Shares are fractions of four decimals, as strings.
pub fn body(triage: &Triage, history: &History, lang: Lang) -> Value {
    let ended = [TrackName::Litigation, TrackName::Arbitration, TrackName::PaymentOrder]
        .map(|track| (track.id().to_owned(), json!(history.ended(track))));
    let aside =
        |a: &Aside| json!({"account": a.account, "why": a.why.id(), "because": problems(&a.because, lang)});
    json!({
        "as_of": triage.as_of,
        "estimate": true,
        "by": triage.by.id(),
        "selected": triage.accounts(),
        "history": {"ended": ended.into_iter().collect::<serde_json::Map<_, _>>(), "orders": history.orders, "objections": history.objections, "left_out": history.left_out},
        "ranked": triage.ranked.len(),
        "apart": triage.apart.len(),
        "may_be_filed_again": triage.again(),
        "accounts": triage.reckoned().map(|one| ranked(one, lang)).collect::<Vec<_>>(),
        "aside": triage.aside.iter().map(aside).collect::<Vec<_>>(),
        "not_computed": report::not_computed(&triage.not_computed),
    })
}

/// An account with everything that its figures are made of.
pub fn ranked(one: &Ranked, lang: Lang) -> Value {
    let mut out = way(&one.own);
    out["rank"] = json!(one.rank);
    out["account"] = json!(one.account);
    out["product"] = json!(one.product);
    out["age"] = json!(one.age);
    out["claim"] = json!(one.claim);
    let limitation = one.limitation.as_ref();
    out["planned_track"] = json!(one.planned.id());
    out["apart"] = json!(!one.against.is_empty());
    out["against"] = problems(&one.against, lang);
    out["notes"] = problems(&one.notes, lang);
    out["limitation"] = json!(limitation.map(|l| l.due));
    out["limitation_days_left"] = json!(limitation.map(|l| l.left));
    out["limitation_pressing"] = json!(limitation.is_some_and(|l| l.pressing));
    out["lapses"] = json!(one.lapse.as_ref().map(lapse));
    out["best_track"] = json!(one.best().track.id());
    out["others"] = one.others.iter().map(way).collect();
    out
}

fn lapse(lapse: &Lapse) -> Value {
    let [zh, en] = &lapse.title;
    json!({"rule": lapse.rule, "title": {"zh": zh, "en": en}, "due": lapse.due, "days_left": lapse.left, "pressing": lapse.pressing})
}

fn problems(all: &[Problem], lang: Lang) -> Value {
    let one = |p: &Problem| json!({"code": p.code, "message": catalogue::text(lang, p.code, &p.args)});
    all.iter().map(one).collect()
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
        "days_to_money": way.money_days,
        "loss": way.is_loss(),
        "assumed": way.is_assumed(),
        "objection": way.objection.as_ref().map(figure),
        "legs": way.legs.iter().map(leg).collect::<Vec<_>>(),
        "costs": way.costs.iter().map(cost).collect::<Vec<_>>(),
    })
}

fn leg(leg: &Leg) -> Value {
    json!({"track": leg.track.id(), "chance": leg.chance.to_string(), "share": figure(&leg.share), "days": figure(&leg.days), "days_to_money": leg.money_days.as_ref().map(figure), "on_loser": leg.on_loser, "back": leg.back})
}

fn cost(part: &CostPart) -> Value {
    let from = match &part.from {
        Bearing::Rule(source) => json!({"kind": "rule", "source": source}),
        Bearing::Stated => json!({"kind": "case"}),
        Bearing::Assumed(share) => json!({"kind": "assumption", "share": figure(share)}),
    };
    json!({"part": part.part.id(), "amount": part.amount, "chance": part.chance.to_string(), "after_objection": part.later, "on_loser": part.on_loser, "from": from})
}

fn figure(figure: &Figure) -> Value {
    let basis = match &figure.basis {
        Basis::History { cell, of_cell, all, of_all, k, size, means } => {
            let [by_account, by_money] =
                means.map_or([None, None], |both| both.map(|mean| Some(mean.to_string())));
            json!({"kind": "history", "accounts": all, "size": size, "by_account": by_account, "by_money": by_money, "of_all": of_all.to_string(), "cell_accounts": cell, "of_cell": of_cell.map(|v| v.to_string()), "k": k.to_string()})
        }
        Basis::Assumption { id, source, checked_on, confidence, ended, least } => {
            json!({"kind": "assumption", "id": id, "source": source, "checked_on": checked_on, "confidence": confidence.code(), "ended": least.map(|_| ended), "least": least})
        }
    };
    json!({"value": figure.value.to_string(), "basis": basis})
}
