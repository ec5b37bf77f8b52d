//! `sucheng deadline`.

mod named;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register::{self, Entry};
use crate::cli::table::Table;
use crate::cli::typed;
use crate::docket::{Deadline, Standing};
use crate::domain::event::Payload;
use crate::domain::handling::{DeadlineHandling, HandlingAct};
use crate::domain::identity::mask;
use crate::domain::problem::{Place, Problem};

/// The deadlines of an account: list them, take care of one, let one pass
#[derive(Args, Debug)]
pub struct DeadlineArgs {
    /// What to do
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done about deadlines.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List every deadline of an account with its id, the met and the waived ones too
    List {
        /// The account
        account: String,
    },
    /// Someone takes care of it: it stays open, and its warnings rest until its day
    Ack(Which),
    /// Nothing will be done about it
    Waive {
        /// Which deadlines, and why.
        #[command(flatten)]
        which: Which,
        /// The rule of a deadline whose passing nothing makes good, such as limitation: typed to say that this is meant;
        /// may be repeated
        #[arg(long, value_name = "RULE")]
        forfeit: Vec<String>,
    },
    /// What was decided about it no longer counts
    Reopen(Which),
}

/// Which deadlines, and why.
#[derive(Args, Debug)]
pub struct Which {
    /// The account
    pub account: String,
    /// Deadlines, by the id that `deadline list` shows, or by their rule where one alone has it
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// Why, for the log
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// Lists deadlines, or records what was decided about them: all that are named, or none.
///
/// # Errors
/// A deadline is not there or cannot be handled so; the registry cannot be written.
pub fn run(args: DeadlineArgs, desk: &mut Desk<'_>) -> Done {
    match args.action {
        Action::List { account } => list(&account, desk),
        Action::Ack(which) => handle(which, HandlingAct::Acknowledged, &[], desk),
        Action::Waive { which, forfeit } => handle(which, HandlingAct::Waived, &forfeit, desk),
        Action::Reopen(which) => handle(which, HandlingAct::Reopened, &[], desk),
    }
}

fn handle(which: Which, act: HandlingAct, forfeit: &[String], desk: &mut Desk<'_>) -> Done {
    typed::kept("--reason", &which.reason)?;
    if which.reason.trim().is_empty() {
        return Err(CommandError::new(Exit::Usage, "E-DEADLINE-REASON"));
    }
    let (day, today) = (desk.settings.as_of, desk.settings.now.date_naive());
    if day > today && !desk.settings.dry_run {
        return Err(CommandError::new(Exit::Usage, "E-DEADLINE-FUTURE")
            .with("day", day)
            .with("today", today));
    }
    let docket = register::docket(desk, &which.account)?;
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let standing = Standing::new(&docket, as_of, &rules);
    let found = named::all(&which.ids, &standing.deadlines)?;
    let problems: Vec<Problem> = found.iter().filter_map(|d| against(d, act, forfeit, &rules)).collect();
    if !problems.is_empty() {
        return Err(CommandError::problems(Exit::NotReady, problems));
    }
    let decision = |d: &Deadline| DeadlineHandling {
        id: d.id.clone(),
        due: d.due,
        act,
        reason: which.reason.trim().to_owned(),
        on: as_of,
    };
    // The same decision once more is a command that was run twice.
    let same = |d: &&&Deadline| {
        d.handled
            .as_ref()
            .is_some_and(|h| (h.act, h.due, h.reason.as_str()) == (act, d.due, which.reason.trim()))
    };
    let (known, new): (Vec<&Deadline>, Vec<&Deadline>) = found.iter().partition(|d| same(d));
    if !desk.settings.dry_run {
        let payloads = new.iter().map(|d| Payload::DeadlineHandled(decision(d))).collect();
        let account = docket.case.account.clone();
        register::append(desk, vec![Entry { account, expected: docket.version, payloads }])?;
    }
    let dry_run = desk.settings.dry_run;
    if desk.settings.for_programs() {
        let lang = desk.lang();
        let after = |d: &&Deadline| {
            let handled = (act != HandlingAct::Reopened).then(|| decision(d));
            dates::for_programs(&Deadline { handled, ..(*d).clone() }, lang)
        };
        let handled: Vec<Value> = new.iter().map(after).collect();
        let unchanged: Vec<&str> = known.iter().map(|d| d.id.as_str()).collect();
        let account = &docket.case.account;
        desk.json(
            "deadline",
            "handled",
            json!({"account": account, "act": act, "handled": handled, "unchanged": unchanged, "dry_run": dry_run}),
        )?;
        return Ok(Exit::Done);
    }
    for d in &found {
        let code = match act {
            _ if known.iter().any(|k| k.id == d.id) => "M-DEADLINE-KNOWN",
            _ if dry_run => "M-DEADLINE-WOULD",
            HandlingAct::Acknowledged if d.due < as_of => "M-DEADLINE-ACKNOWLEDGED-LATE",
            HandlingAct::Acknowledged => "M-DEADLINE-ACKNOWLEDGED",
            HandlingAct::Waived => "M-DEADLINE-WAIVED",
            HandlingAct::Reopened => "M-DEADLINE-REOPENED",
        };
        let title = mask::runs(&dates::title(d, desk.lang()));
        desk.say(code, &[("title", title), ("due", d.due.to_string()), ("id", mask::runs(&d.id))])?;
    }
    Ok(Exit::Done)
}

/// What stands against handling a deadline so.
fn against(
    d: &Deadline,
    act: HandlingAct,
    forfeit: &[String],
    rules: &crate::rules::Rulebook,
) -> Option<Problem> {
    let problem = |code| Problem::error(code, Place::default()).with("id", mask::runs(&d.id));
    match act {
        HandlingAct::Reopened => d.handled.is_none().then(|| problem("E-DEADLINE-NOT-HANDLED")),
        _ if !d.is_open() && !d.is_waived_by_hand() => {
            Some(problem("E-DEADLINE-CLOSED").with("status", dates::word(d.status)))
        }
        HandlingAct::Waived if d.is_lost_for_good(rules) && !forfeit.contains(&d.rule) => Some(
            problem("E-DEADLINE-FORFEIT")
                .with("title", &d.title[1])
                .with("title_zh", &d.title[0])
                .with("due", d.due)
                .with("rule", &d.rule)
                .resting_on(&d.source),
        ),
        _ => None,
    }
}

fn list(account: &str, desk: &mut Desk<'_>) -> Done {
    let docket = register::docket(desk, account)?;
    let (rules, lang, unmask) = (desk.rules()?, desk.lang(), desk.settings.unmask);
    let standing = Standing::new(&docket, desk.settings.as_of, &rules);
    let shown = |text: &str| if unmask { text.to_owned() } else { mask::runs(text) };
    if desk.settings.for_programs() {
        let one = |d: &Deadline| {
            let mut body = dates::for_programs(d, lang);
            body["id"] = shown(&d.id).into();
            body["forfeit"] = d.is_lost_for_good(&rules).into();
            body
        };
        let list: Vec<Value> = standing.deadlines.iter().map(one).collect();
        let account = &docket.case.account;
        desk.json("deadline-list", "deadlines", json!({"account": account, "deadlines": list}))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["H-DUE", "H-STATUS", "H-ID", "H-NEXT-STEP"].map(|code| desk.text(code, &[])));
    for d in &standing.deadlines {
        let status = desk.text(dates::code(d), &[]);
        table.row([d.due.to_string(), status, shown(&d.id), shown(&dates::title(d, lang))]);
        if let Some(handled) = &d.handled {
            let words = dates::decided(handled, d.due, lang);
            table.row([String::new(), String::new(), String::new(), words]);
        }
    }
    desk.print_raw(table.render().as_bytes())?;
    Ok(Exit::Done)
}
