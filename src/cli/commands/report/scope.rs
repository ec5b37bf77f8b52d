//! What a portfolio was narrowed to, in words: a part must not be read as the whole.

use crate::cli::desk::Desk;
use crate::cli::select::Selection;
use crate::domain::identity::mask;

/// Accounts that are named one by one.
const NAMED: usize = 5;

/// What was asked for; `None` where every account counts. Numbers of persons and cards are masked unless `--unmask`.
pub fn selection(selection: &Selection, group: Option<&str>, desk: &Desk<'_>) -> Option<String> {
    let one = |code: &str, value: &str| desk.text(code, &[("value", value.to_owned())]);
    let comma = desk.lang().of(&["、", ", "]);
    let accounts = match selection.accounts.as_slice() {
        [] => None,
        some if some.len() <= NAMED => Some(one("S-SELECTED-ACCOUNTS", &some.join(comma))),
        many => Some(one("S-SELECTED-MANY", &many.len().to_string())),
    };
    let of = |code: &str, value: Option<&str>| value.map(|value| one(code, value));
    let parts = [
        accounts,
        of("S-SELECTED-BATCH", selection.filter.batch.as_deref()),
        of("S-SELECTED-STAGE", selection.filter.stage.as_deref()),
        of("S-SELECTED-HANDLER", selection.filter.handler.as_deref()),
    ];
    let conditions = selection.filter.conditions.iter().map(|c| Some(c.clone()));
    let parts = parts.into_iter().chain(conditions).chain([of("S-SELECTED-GROUP", group)]);
    let text = parts.flatten().collect::<Vec<_>>().join(desk.lang().of(&["；", "; "]));
    let shown = if desk.settings.unmask { text } else { mask::runs(&text) };
    Some(shown).filter(|text| !text.is_empty())
}
