//! `sucheng debtor --all`: everybody with more than one account, and everybody with two names.

use serde_json::{Value, json};

use super::{money, names, sums};
use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit};
use crate::cli::people;
use crate::cli::rows;
use crate::cli::table::Table;
use crate::reports::people::{Exposure, People, Person};

/// Lists those with more than one account, the largest exposure first, and those with two names.
///
/// # Errors
/// The registry cannot be read.
pub fn run(desk: &mut Desk<'_>) -> Done {
    let rows = rows::all(desk)?;
    let everybody = People::of(&rows);
    let (several, two) = (everybody.with_several(), everybody.with_two_names());
    let (count, without) = everybody.count();
    if desk.settings.for_programs() {
        let ranked: Vec<Value> = several
            .iter()
            .map(|(person, exposure)| {
                let mut body = short(person, desk);
                body["exposure"] = money(exposure);
                body
            })
            .collect();
        let two: Vec<Value> = two.iter().map(|person| short(person, desk)).collect();
        let body = json!({"as_of": desk.settings.as_of, "persons": ranked, "two_names": two, "count": count, "without_id": without});
        desk.json("debtor", "persons", body)?;
        return Ok(Exit::Done);
    }
    table(several.iter().map(|(person, exposure)| (*person, exposure.clone())), desk)?;
    for person in &two {
        let number = people::number(person, desk.settings.unmask).unwrap_or_default();
        desk.say("M-DEBTOR-TWO-NAMES", &[("number", number), ("names", names(person).join("、"))])?;
    }
    let counts = [("count", count), ("several", several.len()), ("two", two.len()), ("without", without)];
    desk.tell("M-DEBTOR-COUNT", &counts.map(|(name, n)| (name, n.to_string())))?;
    Ok(Exit::Done)
}

/// A line for each of many people.
///
/// # Errors
/// stdout cannot be written.
pub fn brief<'p>(found: impl Iterator<Item = &'p Person<'p>>, desk: &mut Desk<'_>) -> Done {
    let all: Vec<(&Person<'_>, Exposure)> = found.map(|p| (p, p.exposure())).collect();
    let count = all.len();
    table(all.into_iter(), desk)?;
    desk.tell("M-DEBTOR-BRIEF", &[("count", count.to_string())])?;
    Ok(Exit::Done)
}

fn table<'p>(
    people: impl Iterator<Item = (&'p Person<'p>, Exposure)>,
    desk: &mut Desk<'_>,
) -> Result<(), crate::cli::error::CommandError> {
    let headings = ["H-DEBTOR", "H-NUMBER", "H-ACCOUNTS", "H-OWN", "H-CONTINGENT", "H-TOTAL", "H-ACCOUNT"];
    let mut table = Table::new(headings.map(|code| desk.text(code, &[]))).right(&[2, 3, 4, 5]);
    for (person, exposure) in people {
        let accounts: Vec<&str> =
            person.ties.iter().filter(|t| !t.again).map(|t| t.row.account.as_str()).collect();
        let [own, contingent, total] = sums(&exposure).map(|(_, sum)| sum);
        let number = people::number(person, desk.settings.unmask).unwrap_or_default();
        let many = accounts.len().to_string();
        table.row([person.name().to_owned(), number, many, own, contingent, total, accounts.join(" ")]);
    }
    desk.print_raw(table.render().as_bytes())
}

fn short(person: &Person<'_>, desk: &Desk<'_>) -> Value {
    json!({
        "name": person.name(),
        "names": names(person),
        "id": people::number(person, desk.settings.unmask),
        "id_kind": person.id.map(|id| id.kind()),
        "accounts": person.ties.iter().filter(|t| !t.again).map(|t| &t.row.account).collect::<Vec<_>>(),
    })
}
