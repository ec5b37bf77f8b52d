//! The agenda for people: by urgency, on lines of a hundred columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::table::Table;
use crate::domain::identity::mask;
use crate::reports::agenda::{Item, Urgency};
use crate::reports::next_step::Steps;

/// Columns of a line.
const WIDTH: usize = 100;
/// What a step has at least.
const LEAST: usize = 24;

/// Prints the items, the most urgent first; below those that cannot wait, what to type.
///
/// # Errors
/// stdout cannot be written.
pub fn print(items: &[Item<'_>], steps: &Steps<'_>, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let verbose = desk.settings.verbose;
    let mut sorted: Vec<&Item<'_>> = items.iter().collect();
    // Stable: within a group the soonest stays first.
    sorted.sort_by_key(|i| i.urgency);
    let mut table = Table::new(
        ["H-DUE", "H-DAYS", "H-STATUS", "H-ACCOUNT", "H-NEXT-STEP", "H-HANDLER"]
            .map(|code| desk.text(code, &[])),
    )
    .right(&[1]);
    let width = |text: &str| text.width();
    let widest = |of: &dyn Fn(&Item<'_>) -> usize| items.iter().map(of).max().unwrap_or_default();
    let taken = 10
        + 5
        + 9
        + 5 * 2
        + widest(&|i| width(i.row.account.as_str()))
        + widest(&|i| width(i.row.handler.as_deref().unwrap_or_default())).max(7);
    let room = if verbose { usize::MAX } else { WIDTH.saturating_sub(taken).max(LEAST) };
    for item in &sorted {
        let status = dates::status(item.deadline, desk.settings.as_of).to_uppercase();
        table.row([
            item.deadline.due.to_string(),
            item.days_left.to_string(),
            desk.text(&format!("S-{status}"), &[]),
            item.row.account.to_string(),
            cut(&title(item, desk), room),
            item.row.handler.clone().unwrap_or_default(),
        ]);
    }
    let rendered = table.render();
    let mut lines = rendered.lines();
    desk.print(lines.next().unwrap_or_default())?;
    let mut group = None;
    for (item, line) in sorted.iter().zip(lines) {
        if group.replace(item.urgency) != Some(item.urgency) {
            let count = items.iter().filter(|i| i.urgency == item.urgency).count();
            let heading = super::heading(item.urgency, desk);
            desk.print(&format!("{heading} ({count})"))?;
        }
        desk.print(line)?;
        for more in below(item, steps, desk) {
            desk.print(&format!("            {more}"))?;
        }
    }
    Ok(())
}

fn title(item: &Item<'_>, desk: &Desk<'_>) -> String {
    let pair = &item.deadline.title;
    let title = desk.lang().of(&[&pair[0], &pair[1]]);
    if desk.settings.unmask { title.to_owned() } else { mask::runs(title) }
}

/// Whose move it is where it is not ours, which warning is reached, what was decided, and what to type.
fn below(item: &Item<'_>, steps: &Steps<'_>, desk: &Desk<'_>) -> Vec<String> {
    let (d, verbose) = (item.deadline, desk.settings.verbose);
    let mut facts = Vec::new();
    if item.urgency != Urgency::Possible && (verbose || !item.is_ours()) {
        facts.push(desk.text(&format!("M-AGENDA-BY-{}", super::side(d.by)), &[]));
    }
    if let Some(days) = item.warning.filter(|_| item.days_left >= 0) {
        facts.push(desk.text("M-AGENDA-WARNING", &[("days", days.to_string())]));
    }
    if let Some(day) = d.act_by.filter(|_| item.days_left >= 0) {
        facts.push(desk.text("M-AGENDA-ACT-BY", &[("day", day.to_string())]));
    }
    if let Some(handled) = &d.handled {
        facts.push(dates::decided(handled, d.due, desk.lang()));
    }
    let mut lines = Vec::new();
    if !facts.is_empty() {
        lines.push(facts.join(&desk.text("M-AGENDA-BETWEEN", &[])));
    }
    if verbose {
        lines.extend(Some(d.source.clone()).filter(|s| !s.is_empty()));
    }
    let step = steps.of(item.row, d);
    let now = matches!(item.urgency, Urgency::Late | Urgency::Today | Urgency::Week)
        || item.warning.is_some() && !item.rests;
    if verbose {
        lines.extend([step.next(), step.then()].into_iter().flatten().map(|command| format!("$ {command}")));
    } else if now {
        lines.extend(step.next().map(|command| format!("$ {command}")));
    }
    lines
}

/// As much as fits, with a mark where something is left out.
pub fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut left = room.saturating_sub(1);
    for c in text.chars() {
        let width = c.width().unwrap_or_default();
        if width > left {
            break;
        }
        left -= width;
        out.push(c);
    }
    out + "…"
}
