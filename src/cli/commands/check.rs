//! `sucheng check`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::{CommandError, Done, Exit, as_json};
use crate::cli::register;
use crate::cli::select::{Selection, Unless};
use crate::docket::{Docket, Standing};
use crate::documents::{self, Brief};
use crate::domain::problem::{Place, Problem, Severity};
use crate::intake;
use crate::rules::claim::Claim;

/// List everything that is missing or doubtful, account by account
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Only what concerns this document, such as complaint, or filing for all that the track needs
    #[arg(long = "for", value_name = "KIND")]
    pub kind: Option<String>,
}

/// Checks the selected accounts.
///
/// # Errors
/// The selection cannot be read, or the registry. What is wrong with an account is the answer, not an error.
pub fn run(args: CheckArgs, desk: &mut Desk<'_>) -> Done {
    let accounts = args.selection.accounts(desk, Unless::All)?;
    let lang = desk.lang();
    let mut blocked = 0;
    let mut answers = Vec::new();
    for account in &accounts {
        let Some(docket) = register::find(desk, account)? else { continue };
        let problems = problems(&docket, args.kind.as_deref(), desk)?;
        let ready = !problems.iter().any(|p| p.severity == Severity::Error);
        blocked += usize::from(!ready);
        if desk.settings.for_programs() {
            let list: Vec<Value> = problems.iter().map(|p| as_json(lang, p)).collect();
            answers.push(json!({"account": account, "ready": ready, "problems": list}));
            continue;
        }
        let code = if ready { "M-CHECK-READY" } else { "M-CHECK-BLOCKED" };
        desk.say(code, &[("account", account.to_string())])?;
        for problem in &problems {
            let mark = desk.text(
                match problem.severity {
                    Severity::Error => "M-CHECK-ERROR",
                    Severity::Warning => "M-CHECK-WARNING",
                    Severity::Note => "M-CHECK-NOTE",
                },
                &[],
            );
            let worded = crate::cli::error::worded(lang, problem).replace('\n', "\n    ");
            desk.print(&format!("  {mark} {worded}"))?;
        }
    }
    if desk.settings.for_programs() {
        desk.json("check", "accounts", json!({ "accounts": answers }))?;
    } else {
        desk.tell(
            "M-CHECK-COUNT",
            &[("count", accounts.len().to_string()), ("blocked", blocked.to_string())],
        )?;
    }
    Ok(if blocked > 0 { Exit::NotReady } else { Exit::Done })
}

/// Everything that is wrong with an account, worst first, for one document or for those its track files.
///
/// # Errors
/// The kind is none.
pub fn problems(
    docket: &Docket,
    kind: Option<&str>,
    desk: &mut Desk<'_>,
) -> Result<Vec<Problem>, CommandError> {
    let rules = desk.rules()?;
    let kinds = drafting::kinds(kind.unwrap_or("filing"), &docket.case)?;
    let mut problems = intake::doubts(&docket.case);
    let money = match drafting::claim(docket, desk.settings.as_of, &rules) {
        Ok(money) => money,
        Err(problem) => {
            problems.push(Problem { blocks: kinds, ..problem });
            return Ok(problems);
        }
    };
    let owed = docket.owed(docket.case.debt.as_of, &rules);
    if let Ok(answer) = &owed {
        problems.extend(ledger(&answer.value));
    }
    if let Some(given_up) = money.given_up() {
        let note = match &owed {
            Ok(answer) => {
                answer.value.cap.as_ref().map_or_else(|refusal| refusal.missing.clone(), |c| c.note.clone())
            }
            Err(refusal) => refusal.missing.clone(),
        };
        let place = Place { field: Some("cap".to_owned()), ..Place::default() };
        problems.push(
            Problem::warning("W-CHECK-CAP", place).with("amount", given_up.grouped()).with("note", note),
        );
    }
    let brief = Brief::new(&docket.case, &money, desk.settings.as_of);
    for document in kinds.iter().filter_map(|kind| documents::find(kind)) {
        for problem in documents::readiness(document, &brief) {
            // The reader's doubts about numbers, above, say the same of every document.
            if matches!(problem.code, "W-DRAFT-NUMBER" | "W-DRAFT-SEX" | "W-DRAFT-CARD") {
                continue;
            }
            match problems
                .iter_mut()
                .find(|p| p.code == problem.code && p.place == problem.place && p.args == problem.args)
            {
                Some(known) => known.blocks.extend(
                    problem.blocks.into_iter().filter(|b| !known.blocks.contains(b)).collect::<Vec<_>>(),
                ),
                None => problems.push(problem),
            }
        }
    }
    let cites = |kind: &&String| documents::find(kind).is_some_and(|d| d.argues);
    let blocks: Vec<String> = kinds.iter().filter(cites).cloned().collect();
    if !blocks.is_empty() {
        let changed = drafting::changed_evidence(&docket.case, desk)?;
        problems.extend(changed.into_iter().map(|problem| Problem { blocks: blocks.clone(), ..problem }));
    }
    let standing = Standing::new(docket, desk.settings.as_of, &rules);
    problems.extend(standing.problems());
    problems.sort_by_key(|p| p.severity);
    Ok(problems)
}

/// Where the creditor's figures and the statements disagree, item by item.
fn ledger(claim: &Claim) -> Option<Problem> {
    let place = Place { field: Some("debt.ledger".to_owned()), ..Place::default() };
    match claim.ledger.as_ref()? {
        Ok(check) if check.agrees => None,
        Ok(check) => {
            let differing = check.items.iter().filter(|item| !item.difference.is_zero());
            let items: Vec<String> = differing
                .map(|i| format!("{} {} / {}", i.item.words(), i.stated.grouped(), i.ledger.grouped()))
                .collect();
            Some(Problem::warning("W-CHECK-LEDGER", place).with("items", items.join("；")))
        }
        Err(refusal) => {
            let problem = Problem::warning("W-CHECK-LEDGER-REFUSED", place).with("missing", &refusal.missing);
            Some(problem.with("hint", &refusal.hint))
        }
    }
}
