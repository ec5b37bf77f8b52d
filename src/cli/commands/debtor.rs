//! `sucheng debtor`.

mod everybody;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::people::{self, Open};
use crate::cli::rows;
use crate::cli::table::Table;
use crate::domain::Amount;
use crate::domain::identity::mask;
use crate::domain::problem::{Problem, Severity};
use crate::reports::people::{Exposure, People, Person};

/// More people than these are shown a line each.
const MOST: usize = 20;

/// Show one person across accounts: what they owe, what they guarantee, what is open
#[derive(Args, Debug)]
pub struct DebtorArgs {
    /// A name, an identity number, a telephone number or an account
    #[arg(value_name = "WHO", required_unless_present = "all")]
    pub who: Vec<String>,
    /// List everybody with more than one account, and everybody who goes by two names
    #[arg(long, conflicts_with = "who")]
    pub all: bool,
}

/// Shows the people who are meant.
///
/// # Errors
/// Nobody is meant; the registry cannot be read.
pub fn run(args: DebtorArgs, desk: &mut Desk<'_>) -> Done {
    if args.all {
        return everybody::run(desk);
    }
    let known = rows::known(desk)?;
    let all = People::of(&known);
    let unmask = desk.settings.unmask;
    let (mut found, mut missing): (Vec<&Person<'_>>, Vec<Problem>) = (Vec::new(), Vec::new());
    for who in &args.who {
        let these = all.find(who);
        if these.is_empty() {
            let error =
                CommandError::new(Exit::Failed, "E-NO-DEBTOR").with("found", people::typed(who, unmask));
            missing.extend(error.problems);
        }
        found.extend(
            these.into_iter().filter(|p| !found.iter().any(|f| std::ptr::eq(*f, *p))).collect::<Vec<_>>(),
        );
    }
    if found.is_empty() {
        return Err(CommandError::problems(Exit::Failed, missing));
    }
    let fresh = rows::of(desk, &people::accounts(found.iter().copied()))?;
    let today = People::of(&fresh);
    let rules = desk.rules()?;
    if found.len() > MOST && !desk.settings.for_programs() {
        return everybody::brief(found.iter().filter_map(|p| today.again(p)), desk);
    }
    let mut answers = Vec::new();
    for person in &found {
        let Some(now) = today.again(person) else { continue };
        let open = people::open(now, &rules, desk)?;
        let doubts = people::doubts(person, &all, unmask);
        if desk.settings.for_programs() {
            answers.push(for_programs(now, &open, &doubts, desk));
        } else {
            show(now, &open, &doubts, desk)?;
        }
    }
    if desk.settings.for_programs() {
        let missing: Vec<Value> = missing.iter().map(|p| as_json(desk.lang(), p)).collect();
        desk.json(
            "debtor",
            "persons",
            json!({"as_of": desk.settings.as_of, "persons": answers, "not_found": missing}),
        )?;
    } else {
        missing.iter().try_for_each(|problem| desk.warn(problem))?;
    }
    Ok(if missing.is_empty() { Exit::Done } else { Exit::Partial })
}

fn show(
    person: &Person<'_>,
    open: &Open,
    doubts: &[Problem],
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    let unmask = desk.settings.unmask;
    let number = people::number(person, unmask).unwrap_or_default();
    let phones: Vec<String> =
        person.phones().iter().map(|p| if unmask { (*p).to_owned() } else { mask::phone(p) }).collect();
    let head = format!("{}  {number}  {}", names(person).join(" / "), phones.join(" "));
    desk.print(head.trim_end())?;
    let headings = [
        "H-ACCOUNT",
        "H-ROLE",
        "H-OWED",
        "H-EXPOSURE",
        "H-STAGE",
        "H-NEXT-DUE",
        "H-NEXT-STEP",
        "H-NOTICES",
        "H-HANDLER",
    ];
    let mut table = Table::new(headings.map(|code| desk.text(code, &[]))).right(&[2, 3, 7]);
    for tie in &person.ties {
        let (row, next) = (tie.row, tie.row.next(desk.settings.as_of));
        let notices = open.notices.iter().find(|(account, _)| *account == row.account).map_or(0, |(_, n)| *n);
        table.row([
            row.account.to_string(),
            desk.text(&format!("S-ROLE-{}", tie.party.role.id().to_uppercase()), &[]),
            row.owed.map(Amount::grouped).unwrap_or_default(),
            tie.exposure().filter(|_| !tie.again).map(Amount::grouped).unwrap_or_default(),
            format!("{}/{}", row.track, row.stage),
            next.map(|d| d.due.to_string()).unwrap_or_default(),
            next.map(|d| desk.lang().of(&[&d.title[0], &d.title[1]]).to_owned()).unwrap_or_default(),
            notices.to_string(),
            row.handler.clone().unwrap_or_default(),
        ]);
    }
    desk.print_raw(table.render().as_bytes())?;
    let exposure = person.exposure();
    desk.say("M-DEBTOR-EXPOSURE", &sums(&exposure))?;
    if !exposure.unknown.is_empty() {
        let accounts: Vec<String> = exposure.unknown.iter().map(ToString::to_string).collect();
        desk.say("M-DEBTOR-UNKNOWN", &[("accounts", accounts.join(", "))])?;
    }
    if let (Some((calls, most)), Some((dials, most_dials))) = (open.calls, open.dials) {
        let counts = [("calls", calls), ("most", most), ("dials", dials), ("most_dials", most_dials)];
        desk.say("M-DEBTOR-TODAY", &counts.map(|(name, n)| (name, n.to_string())))?;
    }
    for problem in doubts {
        let code = if problem.severity == Severity::Note { "M-CHECK-NOTE" } else { "M-CHECK-WARNING" };
        let line = format!("{} {}", desk.text(code, &[]), worded(desk.lang(), problem).replace('\n', "\n  "));
        desk.print(&line)?;
    }
    desk.print("")
}

fn sums(exposure: &Exposure) -> [(&'static str, String); 3] {
    [("own", exposure.own), ("contingent", exposure.contingent), ("total", exposure.total())]
        .map(|(name, amount)| (name, amount.grouped()))
}

fn names(person: &Person<'_>) -> Vec<String> {
    person.names().into_iter().map(|(name, _)| name.to_owned()).collect()
}

fn money(exposure: &Exposure) -> Value {
    json!({"own": exposure.own, "contingent": exposure.contingent, "total": exposure.total(), "unknown": exposure.unknown})
}

/// A person for programs.
fn for_programs(person: &Person<'_>, open: &Open, doubts: &[Problem], desk: &Desk<'_>) -> Value {
    let unmask = desk.settings.unmask;
    let accounts: Vec<Value> = person
        .ties
        .iter()
        .map(|tie| {
            let mut body = super::list::for_programs(tie.row, desk.settings.as_of);
            let notices = open.notices.iter().find(|(account, _)| *account == tie.row.account);
            body["role"] = json!(tie.party.role.id());
            body["name"] = json!(tie.party.name);
            body["exposure"] = json!(tie.exposure());
            body["ceiling"] = json!(tie.party.ceiling);
            body["notices_pending"] = json!(notices.map_or(0, |(_, n)| *n));
            body
        })
        .collect();
    let phones: Vec<String> =
        person.phones().iter().map(|p| if unmask { (*p).to_owned() } else { mask::phone(p) }).collect();
    let of = |count: Option<(u32, u32)>| json!({"count": count.map(|c| c.0), "most": count.map(|c| c.1)});
    json!({
        "name": person.name(),
        "names": names(person),
        "id": people::number(person, unmask),
        "id_kind": person.id.map(|id| id.kind()),
        "phones": phones,
        "accounts": accounts,
        "exposure": money(&person.exposure()),
        "contacts_today": {"on": desk.settings.as_of, "effective_calls": of(open.calls), "unanswered_dials": of(open.dials)},
        "problems": doubts.iter().map(|p| as_json(desk.lang(), p)).collect::<Vec<_>>(),
    })
}
