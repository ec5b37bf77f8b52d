//! A recorded document printed again.

use std::sync::atomic::AtomicBool;

use super::order::Format;
use super::printed::{Printed, printed};
use super::says::Says;
use super::stock::press;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::register;
use crate::documents;
use crate::domain::event::DocumentRecord;
use crate::domain::{AccountId, Event};
use crate::press::{Crew, Press};

/// What printing a recorded document again gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// The same bytes.
    Same,
    /// Other bytes from the same inputs: this must not be.
    Different,
    /// An input is another one now: which.
    NotComparable(&'static str),
}

/// The bytes that a recorded document has by the templates, rules and program of now, made from those of the account's
/// events that it was made from; `None` where it cannot be made.
///
/// # Errors
/// As [`again`].
pub fn once_more(
    desk: &mut Desk<'_>,
    account: &AccountId,
    events: &[Event],
    record: &DocumentRecord,
) -> Result<Option<Vec<u8>>, CommandError> {
    let (press, rules) = (press(desk)?, desk.rules()?);
    let seen = &events[..events.partition_point(|e| e.seq <= record.facts)];
    let Some(docket) = register::fold(account, seen)? else { return Ok(None) };
    let Ok(says) = Says::new(&docket, record.as_of, &rules) else { return Ok(None) };
    let says = says.of_notices(&record.notices);
    Ok(made(&press, &says, record).map(|printed| printed.bytes))
}

fn made(press: &Press, says: &Says<'_>, record: &DocumentRecord) -> Option<Printed> {
    let drawn = documents::drawn(press.library(), &record.kind)?;
    let data = drawn.titled(says.data(drawn.document, record.redacted).ok()?);
    let go = AtomicBool::new(false);
    let again = Crew::new(1).map(&[()], &go, |_, ()| printed(press, record, &data));
    again.into_iter().flatten().flatten().find_map(Result::ok)
}

/// Prints a recorded document again from those of the account's events that it was made from.
///
/// # Errors
/// No Chinese font, a table or template of the workspace is wrong, or the events contradict each other.
pub fn again(
    desk: &mut Desk<'_>,
    account: &AccountId,
    events: &[Event],
    record: &DocumentRecord,
) -> Result<Again, CommandError> {
    let press = press(desk)?;
    let rules = desk.rules()?;
    let seen = &events[..events.partition_point(|e| e.seq <= record.facts)];
    let Some(docket) = register::fold(account, seen)? else { return Ok(Again::NotComparable("facts")) };
    if record.program != env!("CARGO_PKG_VERSION") {
        return Ok(Again::NotComparable("program"));
    }
    if record.rules_sha256 != rules.sha256() {
        return Ok(Again::NotComparable("rules"));
    }
    if record.format != Format::Docx.id() && record.fonts_sha256 != press.fonts_sha256() {
        return Ok(Again::NotComparable("fonts"));
    }
    let Ok(folder) = press.library().folder(&record.kind) else {
        return Ok(Again::NotComparable("template"));
    };
    if record.template_sha256 != folder.sha256 {
        return Ok(Again::NotComparable("template"));
    }
    let Ok(says) = Says::new(&docket, record.as_of, &rules) else { return Ok(Again::Different) };
    let says = says.of_notices(&record.notices);
    let sha256 = made(&press, &says, record).map(|printed| printed.sha256);
    Ok(if sha256.as_deref() == Some(&record.sha256) { Again::Same } else { Again::Different })
}
