//! The portfolio as a page for a browser, and on paper.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;

use super::super::display::{Display, Shown, wording};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done};
use crate::cli::{mailing, register, rows, standings};
use crate::docket::{Docket, Standing};
use crate::domain::AccountId;
use crate::reports::board::{Board, Case, MOST_SECTIONS, Manner, Told, section};
use crate::reports::portfolio::{AccountFacts, MOST_MAJOR, NotComputed, Portfolio, facts};

/// Writes the board of the accounts that are asked for and that `counts`. `told` is a day of the first month that is
/// told, and what was selected, in words; `if_none` looks into a board without a case.
///
/// # Errors
/// The registry cannot be read, a template of the workspace cannot be used, or the file not written.
pub fn save(
    asked: standings::Asked,
    counts: impl Fn(&AccountFacts) -> bool + Sync,
    told: (NaiveDate, Option<String>),
    if_none: impl FnOnce(&mut Desk<'_>) -> Result<(), CommandError>,
    (path, shown): (&Path, Shown),
    desk: &mut Desk<'_>,
) -> Done {
    let display = Display::open(shown, desk)?;
    let (board, count, broken) = board(asked, counts, told, &display, desk)?;
    if board.rows.is_empty() {
        if_none(desk)?;
    }
    let saved = super::super::save(path, &display.bytes(&board)?, desk)?;
    saved.answer(super::COMMAND, count, &broken, desk)?;
    super::super::told(&broken, desk)
}

/// The board, how many accounts it counts, and which could not be computed.
fn board(
    asked: standings::Asked,
    counts: impl Fn(&AccountFacts) -> bool + Sync,
    (from, selection): (NaiveDate, Option<String>),
    display: &Display,
    desk: &mut Desk<'_>,
) -> Result<(Board, usize, Vec<NotComputed>), CommandError> {
    let (rules, as_of, unmask) = (desk.rules()?, desk.settings.as_of, desk.settings.unmask);
    let wording = wording(desk.lang());
    // Paper has no sections, and a page has those of the first accounts of its table.
    let most = if display.shown == Shown::Page { MOST_SECTIONS - MOST_MAJOR } else { 0 };
    let at_length: BTreeSet<AccountId> = asked.accounts.iter().take(most).cloned().collect();
    let notices = notices(&at_length, desk)?;
    let kinds = display.kinds(wording);
    let manner = Manner { wording, unmask, kinds: &kinds };
    let answer = |docket: &_, standing: &_| -> Option<Case> {
        let facts = facts(docket, standing, &rules);
        counts(&facts).then(|| {
            let told = notices.get(&facts.account).map_or(&[][..], Vec::as_slice);
            let of_it = |_: &AccountId| section(docket, standing, &rules, told, manner);
            let section = at_length.get(&facts.account).map(of_it);
            Case::new(facts, docket, standing, &rules, wording, section)
        })
    };
    let (mut cases, mut broken) = (Vec::new(), asked.broken);
    broken.extend(standings::each(desk, &asked.accounts, answer, |_, case| {
        cases.extend(case);
        Ok(())
    })?);
    let facts: Vec<AccountFacts> = cases.iter().map(|case| case.facts.clone()).collect();
    let mut portfolio = Portfolio::of(&facts, as_of, from, broken);
    portfolio.selection = selection;
    // The largest are named one by one: they have their sections wherever they stand in the table.
    let lacks = |a: &AccountId| most > 0 && !at_length.contains(a);
    let largest: Vec<AccountId> = portfolio.major.iter().map(|f| f.account.clone()).filter(lacks).collect();
    let mut sections = BTreeMap::new();
    let told = self::notices(&largest.iter().cloned().collect(), desk)?;
    let at_length = |docket: &Docket, standing: &Standing| {
        let account = docket.case.account.clone();
        let notices = told.get(&account).map_or(&[][..], Vec::as_slice);
        let section = section(docket, standing, &rules, notices, manner);
        (account, section)
    };
    standings::each(desk, &largest, at_length, |_, one| {
        sections.extend([one]);
        Ok(())
    })?;
    for case in cases.iter_mut().filter(|case| case.section.is_none()) {
        case.section = sections.remove(&case.facts.account);
    }
    desk.let_registry_go();
    let board = Board::of(&portfolio, cases, &rules, wording, !unmask);
    Ok((board, portfolio.overall.accounts, portfolio.not_computed))
}

/// The notices of these accounts, as they are shown.
fn notices(
    accounts: &BTreeSet<AccountId>,
    desk: &mut Desk<'_>,
) -> Result<BTreeMap<AccountId, Vec<Told>>, CommandError> {
    let mut all = BTreeMap::new();
    if accounts.is_empty() {
        return Ok(all);
    }
    for account in rows::with_notices(desk)?.into_iter().filter(|a| accounts.contains(a)) {
        // An account whose log cannot be believed is told with the others that cannot be computed.
        let Ok(outbox) = register::events(desk, &account).and_then(|e| mailing::outbox(&account, &e)) else {
            continue;
        };
        let told = outbox.notices().iter().map(|n| Told {
            due: n.record.due,
            kind: n.record.kind.clone(),
            to: n.record.to.clone(),
            status: n.status,
        });
        all.insert(account, told.collect());
    }
    Ok(all)
}
