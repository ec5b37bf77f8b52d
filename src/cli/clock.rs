//! The only clock. Days are civil days in Asia/Shanghai, which has had no daylight saving since 1991.

use std::time::Duration;

use chrono::{DateTime, FixedOffset, SubsecRound, TimeDelta, Utc};

use super::desk::Desk;
use super::error::{CommandError, Exit};

/// The offset of Asia/Shanghai.
pub fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours are a valid offset")
}

/// Now, to the second. `SUCHENG_NOW` (RFC 3339) stops the clock, for tests and for reproducing a run.
///
/// # Errors
/// The value of `SUCHENG_NOW`, if it is set and not RFC 3339.
pub fn now() -> Result<DateTime<FixedOffset>, String> {
    match std::env::var("SUCHENG_NOW") {
        Ok(text) => DateTime::parse_from_rfc3339(&text)
            .map(|at| at.with_timezone(&shanghai()).trunc_subsecs(0))
            .map_err(|_| text),
        Err(_) => Ok(Utc::now().with_timezone(&shanghai()).trunc_subsecs(0)),
    }
}

/// Moves a command that takes long on to the present, so that what it records has its own moment. A stopped clock goes on
/// by what was slept and nothing else.
///
/// # Errors
/// As [`now`].
pub fn tick(desk: &mut Desk<'_>, slept: Duration) -> Result<(), CommandError> {
    let slept = TimeDelta::from_std(slept).unwrap_or_default();
    desk.settings.now = match std::env::var_os("SUCHENG_NOW") {
        Some(_) => desk.settings.now + slept,
        None => now().map_err(|found| CommandError::new(Exit::Usage, "E-NOW").with("found", found))?,
    };
    Ok(())
}
