//! Where everything stands, on a terminal: a screen or two.

use super::super::display::wording;
use crate::cli::commands::agenda::cut;
use crate::cli::commands::status;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::table::Table;
use crate::reports::agenda::Item;
use crate::reports::status::page::Managers;
use crate::reports::status::{CHIEF, Case, List, lists};
use crate::reports::{Value, read};

/// Rows of a list that are shown without `-v`.
const MOST: usize = 15;
/// Columns of a cell without `-v`.
const WIDTH: usize = 34;

/// Columns of a formula without `-v`.
const FORMULA: usize = 60;

/// Prints the state, the chief rates, the law firms and what has to be decided now.
///
/// # Errors
/// stdout cannot be written.
pub fn managers(all: &Managers<'_>, items: &[Item<'_>], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let wording = wording(desk.lang());
    status::print(all.state, items, desk)?;
    if let Some(selection) = &all.portfolio.selection {
        desk.say("M-PORTFOLIO-SELECTION", &[("selection", selection.clone())])?;
    }
    // The rates stand at the end of the figures; the others are said above.
    let mut rates = lists::figures(all.state, all.portfolio, wording);
    rates.rows.drain(..rates.rows.len().saturating_sub(CHIEF.len()));
    for cell in rates.rows.iter_mut().filter_map(|row| row.last_mut()) {
        *cell = Value::Text(cut(&read(cell), if desk.settings.verbose { usize::MAX } else { FORMULA }));
    }
    print(&rates, desk)?;
    print(&lists::firms(all.firms, wording), desk)?;
    print(&lists::decisions(all.decisions, all.cases, wording), desk)
}

/// Prints the cases of a law firm.
///
/// # Errors
/// stdout cannot be written.
pub fn counsel(firm: &str, cases: &[&Case], part: bool, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let args = [("day", as_of.to_string()), ("firm", firm.to_owned()), ("cases", cases.len().to_string())];
    desk.say(if part { "M-STATUS-FIRM-PART" } else { "M-STATUS-FIRM" }, &args)?;
    print(&lists::of_counsel(cases, as_of, &rules, wording(desk.lang())), desk)
}

fn print(list: &List, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let verbose = desk.settings.verbose;
    let (most, width) = if verbose { (usize::MAX, usize::MAX) } else { (MOST, WIDTH) };
    let figures: Vec<usize> = (0..list.heads.len()).filter(|at| list.heads[*at].figures).collect();
    let headings = list.heads.iter().map(|head| head.title.clone()).collect();
    let mut table = Table::wide(headings).right(&figures);
    for row in list.rows.iter().take(most) {
        // What counsel is asked for stands at the end of the line and may be long.
        let last = row.len().saturating_sub(1);
        let cells = row.iter().enumerate();
        table
            .wide_row(cells.map(|(at, v)| if at == last { read(v) } else { cut(&read(v), width) }).collect());
    }
    desk.print("")?;
    desk.print(&format!("{} ({})", list.title, list.rows.len()))?;
    desk.print_raw(table.render().as_bytes())?;
    let more = list.rows.len().saturating_sub(most);
    if more > 0 {
        desk.say("M-STATUS-LEFT-OUT", &[("count", more.to_string())])?;
    }
    Ok(())
}
