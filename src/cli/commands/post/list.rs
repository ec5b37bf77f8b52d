//! `sucheng post list`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::postal;
use crate::cli::register;
use crate::cli::select::{Selection, Unless};
use crate::cli::table::Table;
use crate::docket::given::Course;

/// Which letters.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Only letters of which nothing is known yet
    #[arg(long)]
    pub open: bool,
    /// Only letters posted at least so many days ago
    #[arg(long, value_name = "DAYS")]
    pub older_than: Option<u32>,
}

/// Lists letters, account by account, in the order in which they were recorded.
///
/// # Errors
/// The selection cannot be read, or the registry.
pub fn run(args: ListArgs, desk: &mut Desk<'_>) -> Done {
    let accounts = args.selection.accounts(desk, Unless::All)?;
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let head = [
        "H-ACCOUNT",
        "H-POSTED",
        "H-LETTER-NUMBER",
        "H-KIND",
        "H-LETTER-TO",
        "H-FATE",
        "H-FATE-ON",
        "H-FATE-DETAIL",
    ];
    let mut table = Table::new(head.map(|code| desk.text(code, &[])));
    let (mut answers, mut next): (Vec<Value>, Vec<String>) = (Vec::new(), Vec::new());
    let (mut count, mut open, mut late) = (0_usize, 0_usize, 0_usize);
    let bar = desk.progress(accounts.len());
    for account in &accounts {
        bar.inc(1);
        let Some(docket) = register::find(desk, account)? else { continue };
        for (given, posted) in postal::letters(&docket) {
            let letter = &posted.letter.what;
            let course = given.course(as_of);
            let is_open = course == Course::UnderWay;
            let young = args.older_than.is_some_and(|days| (as_of - letter.on).num_days() < i64::from(days));
            if letter.on > as_of || (args.open && !is_open) || young {
                continue;
            }
            count += 1;
            open += usize::from(is_open);
            let look_up = is_open && postal::look_up_from(letter.on, &rules).is_some_and(|day| day <= as_of);
            late += usize::from(look_up);
            if desk.settings.for_programs() {
                answers.push(postal::for_programs(&docket, given, posted, desk)?);
                continue;
            }
            next.extend(postal::next(&docket, given, posted, as_of, &rules));
            let (code, on, detail) = match &course {
                Course::UnderWay if look_up => ("S-FATE-LOOK-UP", None, ""),
                Course::UnderWay => ("S-FATE-UNDER-WAY", None, ""),
                Course::Arrived { on, how, .. } => ("S-FATE-DELIVERED", Some(on), how.as_ref()),
                Course::CameBack { on, why } => ("S-FATE-RETURNED", Some(on), why.as_ref()),
                Course::Lost { on } => ("S-FATE-LOST", Some(on), ""),
            };
            table.row([
                account.to_string(),
                letter.on.to_string(),
                letter.number.clone(),
                letter.kind.clone(),
                letter.to_name.clone(),
                desk.text(code, &[]),
                on.map_or_else(String::new, ToString::to_string),
                detail.to_owned(),
            ]);
        }
    }
    bar.finish_and_clear();
    if desk.settings.for_programs() {
        desk.json("post", "letters", json!({ "letters": answers }))?;
        return Ok(Exit::Done);
    }
    if count > 0 {
        desk.print_raw(table.render().as_bytes())?;
    }
    let args = [("count", count.to_string()), ("open", open.to_string()), ("late", late.to_string())];
    desk.tell("M-POST-COUNT", &args)?;
    proposals(&next, desk)?;
    Ok(Exit::Done)
}

/// As many commands as a person reads.
const SHOWN: usize = 10;

fn proposals(next: &[String], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    for command in next.iter().take(SHOWN) {
        desk.tell("M-POST-NEXT", &[("command", command.clone())])?;
    }
    if next.len() > SHOWN {
        desk.tell("N-PAY-MORE", &[("count", (next.len() - SHOWN).to_string())])?;
    }
    Ok(())
}
