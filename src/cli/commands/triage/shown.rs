//! Triage on a terminal, and the words of its cells.

use rust_decimal::Decimal;

use crate::cli::catalogue;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::table::Table as Lines;
use crate::domain::Amount;
use crate::domain::case::TrackName;
use crate::domain::problem::Problem;
use crate::reports::triage::{Aside, Basis, Ranked, Triage, Way};

/// Headings of the list.
const COLUMNS: [&str; 15] = [
    "H-TRIAGE-RANK",
    "H-ACCOUNT",
    "H-TRIAGE-TRACK",
    "H-TRIAGE-CLAIM",
    "H-TRIAGE-RECOVERY",
    "H-TRIAGE-COST",
    "H-TRIAGE-BACK",
    "H-TRIAGE-NET",
    "H-TRIAGE-RATIO",
    "H-TRIAGE-DAYS",
    "H-TRIAGE-MONEY-DAYS",
    "H-TRIAGE-LAPSES",
    "H-TRIAGE-BEST",
    "H-TRIAGE-MARKS",
    "H-TRIAGE-BASIS",
];

/// Prints the list, what stands apart and why, what was set aside, and that it is an estimate. What could not be computed
/// the command tells.
///
/// # Errors
/// stdout cannot be written.
pub fn print(triage: &Triage, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    desk.say("M-TRIAGE-ESTIMATE", &[])?;
    desk.say("M-TRIAGE-WHICH-DAYS", &[])?;
    if !triage.ranked.is_empty() {
        list(&triage.ranked, desk)?;
        notes(&triage.ranked, desk)?;
    }
    if !triage.apart.is_empty() {
        desk.print("")?;
        desk.say("M-TRIAGE-APART", &[("count", triage.apart.len().to_string())])?;
        list(&triage.apart, desk)?;
        notes(&triage.apart, desk)?;
        desk.print("")?;
    }
    for one in &triage.aside {
        desk.print(&format!("{}  {}", one.account, aside(one, desk)))?;
    }
    let counts = [
        ("ranked", triage.ranked.len().to_string()),
        ("apart", triage.apart.len().to_string()),
        ("aside", (triage.aside.len() - triage.again()).to_string()),
        ("again", triage.again().to_string()),
        ("not", triage.not_computed.len().to_string()),
        ("count", triage.accounts().to_string()),
    ];
    desk.tell("M-TRIAGE-COUNTS", &counts)
}

fn list(all: &[Ranked], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let headings = COLUMNS.iter().map(|code| desk.text(code, &[])).collect();
    let mut lines = Lines::wide(headings).right(&[0, 3, 4, 5, 6, 7, 8, 9, 10]);
    for one in all {
        let own = &one.own;
        let amounts = [one.claim, own.recovery, own.cost, own.back, own.net].map(Amount::grouped);
        let rank = one.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        let mut row = vec![rank, one.account.to_string(), way(one, desk)];
        row.extend(amounts);
        let money = own.money_days.map_or_else(|| "-".to_owned(), |days| days.to_string());
        row.extend([ratio(own.ratio), own.days.to_string(), money, lapse(one, desk)]);
        row.extend([track(one.best().track, desk), marks(one, desk), basis(own, desk)]);
        lines.wide_row(row);
    }
    desk.print_raw(lines.render().as_bytes())
}

/// What is said of accounts besides their figures.
fn notes(all: &[Ranked], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    for one in all {
        for line in sentences(one, desk) {
            desk.print(&format!("  {}: {line}", one.account))?;
        }
    }
    Ok(())
}

/// The name of a track.
pub fn track(track: TrackName, desk: &Desk<'_>) -> String {
    desk.text(&format!("S-LEDGER-{}", track.id().to_uppercase()), &[])
}

/// The track that is reckoned with, and the one that was meant where that is shut.
pub fn way(one: &Ranked, desk: &Desk<'_>) -> String {
    let own = track(one.own.track, desk);
    if one.planned == one.own.track {
        return own;
    }
    desk.text("S-TRIAGE-INSTEAD", &[("track", own), ("planned", track(one.planned, desk))])
}

/// Two decimals are enough for people.
pub fn ratio(ratio: Decimal) -> String {
    format!("{:.2}", crate::reports::triage::rounded(ratio, 2))
}

/// What lapses first: days left, a mark where they are few or over, and its name.
pub fn lapse(one: &Ranked, desk: &Desk<'_>) -> String {
    let Some(lapse) = &one.lapse else { return "-".to_owned() };
    let code = match lapse.pressing {
        false => "S-TRIAGE-LAPSES",
        true if lapse.left < 0 => "S-TRIAGE-LAPSED",
        true => "S-TRIAGE-SOON",
    };
    let [zh, en] = &lapse.title;
    let title = desk.lang().of(&[zh, en]).to_owned();
    desk.text(code, &[("days", lapse.left.to_string()), ("title", title)])
}

/// Why an account is set aside.
pub fn aside(one: &Aside, desk: &Desk<'_>) -> String {
    let why = desk.text(&format!("S-TRIAGE-ASIDE-{}", one.why.id().to_uppercase()), &[]);
    let because = one.because.iter().map(|p| sentence(p, desk));
    std::iter::once(why).chain(because).collect::<Vec<_>>().join("; ")
}

/// What is said of an account in one word each.
pub fn marks(one: &Ranked, desk: &Desk<'_>) -> String {
    let loss = one.own.is_loss().then(|| desk.text("S-TRIAGE-MARK-LOSS", &[]));
    let mark = |p: &Problem| match p.code {
        "N-TRIAGE-BEFELL" => desk.text("S-TRIAGE-MARK-BEFELL", &p.args),
        "W-CHECK-LIMITATION" => desk.text("S-TRIAGE-MARK-BARRED", &[]),
        "W-FILING-COSTS" => desk.text("S-TRIAGE-MARK-COSTS", &[]),
        "N-TRIAGE-PLAN" => desk.text("S-TRIAGE-MARK-PLAN", &[]),
        code if code.contains("GUARANTEE") => desk.text("S-TRIAGE-MARK-GUARANTEE", &[]),
        _ => desk.text("S-TRIAGE-MARK-DOUBT", &[]),
    };
    let mut all: Vec<String> = loss.into_iter().collect();
    for word in one.against.iter().chain(&one.notes).map(mark) {
        if !all.contains(&word) {
            all.push(word);
        }
    }
    if all.is_empty() { "-".to_owned() } else { all.join(", ") }
}

/// The same in full, what speaks against filing first.
pub fn sentences(one: &Ranked, desk: &Desk<'_>) -> Vec<String> {
    one.against.iter().chain(&one.notes).map(|p| sentence(p, desk)).collect()
}

fn sentence(problem: &Problem, desk: &Desk<'_>) -> String {
    format!("{} [{}]", catalogue::text(desk.lang(), problem.code, &problem.args), problem.code)
}

/// On how many ended accounts each share rests, and what is assumed.
pub fn basis(way: &Way, desk: &Desk<'_>) -> String {
    let known = way.legs.iter().filter_map(|leg| {
        let count = leg.share.basis.accounts()?;
        Some(
            desk.text("S-TRIAGE-HISTORY", &[("track", track(leg.track, desk)), ("count", count.to_string())]),
        )
    });
    let mut parts: Vec<String> = known.collect();
    let ids = way.assumptions().into_iter().filter_map(|figure| match &figure.basis {
        Basis::Assumption { id, confidence, .. } => Some(format!("{id} ({})", confidence.code())),
        Basis::History { .. } => None,
    });
    let mut assumed: Vec<String> = Vec::new();
    for id in ids {
        if !assumed.contains(&id) {
            assumed.push(id);
        }
    }
    if !assumed.is_empty() {
        parts.push(desk.text("S-TRIAGE-ASSUMED", &[("ids", assumed.join(", "))]));
    }
    parts.join("; ")
}
