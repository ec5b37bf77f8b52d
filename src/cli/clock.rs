//! The only clock. Days are civil days in Asia/Shanghai, which has had no daylight saving since 1991.

use chrono::{DateTime, FixedOffset, SubsecRound, Utc};

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
