//! `sucheng explain`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::reasons;
use crate::cli::register;
use crate::docket::money::Part;
use crate::docket::{Docket, Standing};
use crate::domain::{Amount, words};
use crate::rules::fees::{self, FeeAsk, FeeRounding};
use crate::rules::{Answer, Reason, Rulebook, Ruled};

/// Figures that can be explained.
const FIGURES: [&str; 7] = ["principal", "interest", "penalty", "fees", "total", "claim", "acceptance-fee"];

/// Explain a figure or a deadline: the tree of reasons with legal sources
///
/// Figures of the day stood on: principal, interest, penalty, fees, total. What a filing claims: claim. The fee of the
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
        part => docket.owed(as_of, &rules).map(|owed| {
            owed.map(|claim| match part {
                "principal" => claim.balances.principal,
                "interest" => claim.balances.all_interest(),
                "penalty" => claim.balances.penalty,
                "fees" => claim.balances.fees,
                _ => claim.total,
            })
        }),
    };
    let answer = ruled.map_err(|refusal| CommandError::refused(&refusal))?;
    print(desk, &docket, figure, json!(answer.value), &answer.because, words::in_words(answer.value))
}

/// The sum that a filing claims, part by part.
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
    because.extend(money.paid.iter().flat_map(|paid| paid.because.clone()));
    because.extend(money.lines.first().map(|line| line.because.clone()).unwrap_or_default());
    Ok(Answer { value: money.total(), because })
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
        let title = format!("{} ({})", dates::title(d, desk.lang()), dates::word(d.status));
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
