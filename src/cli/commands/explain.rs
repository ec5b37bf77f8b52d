//! `sucheng explain`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::reasons;
use crate::cli::register;
use crate::docket::money::Part;
use crate::docket::{Balance, Basis, Docket, Standing};
use crate::documents;
use crate::domain::{Amount, words};
use crate::rules::fees::{self, FeeAsk, FeeRounding};
use crate::rules::{Answer, Reason, Refusal, Rulebook, Ruled};

/// Figures that can be explained.
const FIGURES: [&str; 10] = [
    "principal",
    "interest",
    "penalty",
    "fees",
    "costs",
    "late-interest",
    "judgment",
    "total",
    "claim",
    "acceptance-fee",
];

/// Explain a figure or a deadline: the tree of reasons with legal sources
///
/// Figures of the day stood on: principal, interest, penalty, fees, total; after a decision also costs, late-interest, and
/// judgment (all but late-interest). What a filing claims: claim. The fee of the
/// suit: acceptance-fee. A deadline by its rule or id: `sucheng explain deadline ACCOUNT RULE`.
#[derive(Args, Debug)]
#[command(override_usage = "sucheng explain ACCOUNT FIGURE\n       sucheng explain deadline ACCOUNT RULE")]
pub struct ExplainArgs {
    /// ACCOUNT FIGURE, or: deadline ACCOUNT RULE
    #[arg(value_name = "WHAT", num_args = 2..=3, required = true)]
    pub what: Vec<String>,
}

/// Prints the reasons.
///
/// # Errors
/// There is no such account, figure or deadline, or a rule refuses.
pub fn run(args: ExplainArgs, desk: &mut Desk<'_>) -> Done {
    match args.what.as_slice() {
        [word, account, id] if word == "deadline" => deadline(account, id, desk),
        [account, figure] => self::figure(account, figure, desk),
        _ => Err(CommandError::new(Exit::Usage, "E-EXPLAIN-WHAT")),
    }
}

fn figure(account: &str, figure: &str, desk: &mut Desk<'_>) -> Done {
    if !FIGURES.contains(&figure) {
        let near = FIGURES
            .iter()
            .min_by_key(|f| strsim::damerau_levenshtein(f, figure))
            .copied()
            .unwrap_or_default();
        return Err(CommandError::new(Exit::Usage, "E-EXPLAIN-FIGURE")
            .with("found", figure)
            .with("near", near)
            .with("expected", FIGURES.join(", ")));
    }
    let docket = register::docket(desk, account)?;
    let rules = desk.rules()?;
    let rounding = match desk.workspace()?.config.rounding.court_fee {
        crate::intake::CourtFee::Fen => FeeRounding::Fen,
        crate::intake::CourtFee::Jiao => FeeRounding::Jiao,
        crate::intake::CourtFee::Yuan => FeeRounding::Yuan,
    };
    let as_of = desk.settings.as_of;
    let ruled = match figure {
        "claim" => claim(&docket, as_of, &rules),
        "acceptance-fee" => claim(&docket, as_of, &rules).and_then(|claim| {
            let ask = FeeAsk { amount: claim.value, on: as_of, rounding };
            let fee = fees::acceptance(&rules, &ask, &[])?;
            Ok(Answer { value: fee.value, because: fee.because.into_iter().chain(claim.because).collect() })
        }),
        part => docket.balance(as_of, &rules).and_then(|answer| part_of(part, answer)),
    };
    let answer = ruled.map_err(|refusal| CommandError::refused(&refusal))?;
    print(desk, &docket, figure, json!(answer.value), &answer.because, words::in_words(answer.value))
}

/// One part of what is owed. A part that cannot be computed is refused, and so is a part that only a decision has.
fn part_of(part: &str, answer: Answer<Balance>) -> Ruled<Amount> {
    let Answer { value: balance, because } = answer;
    let of_decision = matches!(part, "costs" | "late-interest" | "judgment");
    if of_decision && balance.basis == Basis::Contract {
        let hint = "生效裁判记录后才有此项：先记录裁判及其生效";
        return Err(Refusal::new("R-JUDGMENT-NONE", "生效的裁判文书", hint));
    }
    if let Some(refusal) = balance.refused.filter(|_| balance.basis == Basis::Decision) {
        let needs_it = matches!(part, "interest" | "judgment" | "total");
        if needs_it {
            return Err(refusal);
        }
    }
    let value = match part {
        "principal" => balance.principal,
        "interest" => balance.interest,
        "penalty" => balance.penalty,
        "fees" => balance.fees,
        "costs" => balance.costs,
        "late-interest" => balance.late_interest,
        "judgment" => balance.total - balance.late_interest,
        _ => balance.total,
    };
    // Of a decision, what bears on this part: the doubled part's own lines are of no use for costs.
    let only = |reasons: Vec<Reason>| -> Vec<Reason> {
        let other = |reason: &Reason| match part {
            "late-interest" => reason.rule != "general-interest",
            "total" => true,
            _ => reason.rule != "late-performance",
        };
        reasons.into_iter().filter(other).collect()
    };
    let because = match balance.basis {
        Basis::Contract => because,
        Basis::Decision => {
            because.into_iter().map(|root| Reason { because: only(root.because), ..root }).collect()
        }
    };
    Ok(Answer { value, because })
}

/// The sum that a filing claims (诉讼标的额), part by part: the debt and the lawyer's fee. Court fees are reckoned on it (解释 201).
fn claim(docket: &Docket, as_of: chrono::NaiveDate, rules: &Rulebook) -> Ruled<Amount> {
    let money = docket.claim(as_of, rules)?;
    let mut because = Vec::new();
    for part in Part::ALL {
        let Some(line) = money.line(part) else { continue };
        let detail = format!(
            "{}：债权人数额{}，此后还款冲抵{}，为不超过上限而不主张{}，主张{}",
            part.chinese(),
            line.stated,
            line.paid,
            line.given_up,
            line.claimed
        );
        because.push(Reason::new("claim", "", detail));
    }
    let total = documents::claims_total(&docket.case, &money);
    let fee = total - money.total();
    if !fee.is_zero() {
        because.push(Reason::new("claim", "", format!("律师费：主张{fee}")));
    }
    because.extend(money.paid.iter().flat_map(|paid| paid.because.clone()));
    because.extend(money.lines.first().map(|line| line.because.clone()).unwrap_or_default());
    Ok(Answer { value: total, because })
}

fn deadline(account: &str, id: &str, desk: &mut Desk<'_>) -> Done {
    let docket = register::docket(desk, account)?;
    let rules = desk.rules()?;
    let standing = Standing::new(&docket, desk.settings.as_of, &rules);
    let found: Vec<_> = standing.deadlines.iter().filter(|d| d.id == id || d.rule == id).collect();
    if found.is_empty() {
        let ids: Vec<&str> = standing.deadlines.iter().map(|d| d.id.as_str()).collect();
        return Err(CommandError::new(Exit::Failed, "E-EXPLAIN-DEADLINE")
            .with("found", id)
            .with("expected", ids.join(", ")));
    }
    for d in found {
        let title = format!("{} ({})", dates::title(d, desk.lang()), desk.text(dates::code(d), &[]));
        print(desk, &docket, &d.id, dates::for_programs(d, desk.lang()), &d.because, title)?;
    }
    Ok(Exit::Done)
}

fn print(
    desk: &mut Desk<'_>,
    docket: &Docket,
    what: &str,
    value: Value,
    because: &[Reason],
    words: String,
) -> Done {
    if desk.settings.for_programs() {
        let body =
            json!({"account": docket.case.account, "figure": what, "value": value, "because": because});
        desk.json("explain", "", body)?;
        return Ok(Exit::Done);
    }
    let shown = match &value {
        Value::String(text) => text.clone(),
        other => other["due"].as_str().unwrap_or_default().to_owned(),
    };
    desk.print(&format!("{} {what}: {shown}  {words}", docket.case.account))?;
    desk.print_raw(reasons::tree(because).as_bytes())?;
    Ok(Exit::Done)
}
