//! A recorded bundle put together again.

use std::sync::atomic::AtomicBool;

use super::compose::{Stop, compose};
use super::shop::{Ask, Shop};
use crate::cli::desk::Desk;
use crate::cli::drafting::Again;
use crate::cli::error::CommandError;
use crate::cli::register;
use crate::domain::bundle::{BundleFor, BundleRecord};
use crate::domain::{AccountId, Event};
use crate::press::Crew;

/// Puts a recorded bundle together again from those of the account's events that it was made from, and compares every file.
/// A package for counsel is encrypted anew each time: it is the same while its file has the hash that was recorded, which
/// the caller looks at.
///
/// # Errors
/// No Chinese font, a table or template of the workspace is wrong, or the events contradict each other.
pub fn again(
    desk: &mut Desk<'_>,
    account: &AccountId,
    events: &[Event],
    record: &BundleRecord,
) -> Result<Again, CommandError> {
    if record.whom != BundleFor::Court {
        return Ok(Again::Same);
    }
    let shop = Shop::open(desk)?;
    let seen = &events[..events.partition_point(|e| e.seq <= record.facts)];
    let Some(docket) = register::fold(account, seen)? else { return Ok(Again::NotComparable("facts")) };
    if record.program != env!("CARGO_PKG_VERSION") {
        return Ok(Again::NotComparable("program"));
    }
    if record.rules_sha256 != shop.rules.sha256() {
        return Ok(Again::NotComparable("rules"));
    }
    if record.tables_sha256 != shop.tables.sha256() {
        return Ok(Again::NotComparable("profile"));
    }
    if record.fonts_sha256 != shop.press.fonts_sha256() {
        return Ok(Again::NotComparable("fonts"));
    }
    let library = shop.press.library();
    let same = |kind: &str, sha256: &str| library.folder(kind).is_ok_and(|f| f.sha256 == sha256);
    if !record.documents.iter().all(|d| same(&d.kind, &d.template_sha256)) {
        return Ok(Again::NotComparable("template"));
    }
    let Some(profile) = shop.tables.profile(&record.profile) else {
        return Ok(Again::NotComparable("profile"));
    };
    let dir = tempfile::tempdir().map_err(|e| CommandError::file("E-WRITE", &std::env::temp_dir(), &e))?;
    let ask = Ask { docket: &docket, profile, renumber: record.renumbered, as_of: record.as_of };
    let job = |_: usize, (): &()| Ok(compose(&shop, ask, dir.path()));
    let made = Crew::new(1).map(&[()], &AtomicBool::new(false), job).into_iter().flatten().next();
    Ok(match made {
        Some(Ok(Ok(made))) => {
            let made = made.record.files.iter().map(|f| &f.sha256);
            if made.eq(record.files.iter().map(|f| &f.sha256)) { Again::Same } else { Again::Different }
        }
        // Which file it is, the evidence itself says.
        Some(Ok(Err(Stop { integrity: true, .. }))) => Again::NotComparable("evidence"),
        _ => Again::Different,
    })
}
