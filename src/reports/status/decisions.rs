//! Dates that cannot wait.

use super::state::{SOON, is_loss};
use crate::reports::agenda::{Item, Urgency};

/// Why a date cannot wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Its day is past.
    Late,
    /// It is due within seven days.
    Due,
    /// A right or a hold is lost with its day within [`SOON`] days, or has to be renewed within seven.
    Lapsing,
}

impl Why {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Why::Late => "late",
            Why::Due => "due",
            Why::Lapsing => "lapsing",
        }
    }

    /// In Chinese and English.
    pub const fn title(self) -> [&'static str; 2] {
        match self {
            Why::Late => ["已逾期", "late"],
            Why::Due => ["即将到期", "due soon"],
            Why::Lapsing => ["即将届满、失效", "ends soon"],
        }
    }

    fn of(item: &Item<'_>) -> Option<Why> {
        match item.urgency {
            Urgency::Possible => None,
            Urgency::Late => Some(Why::Late),
            _ if is_loss(item.deadline) && item.days_left <= SOON => Some(Why::Lapsing),
            Urgency::Today | Urgency::Week if item.deadline.lapses => Some(Why::Lapsing),
            Urgency::Today | Urgency::Week => Some(Why::Due),
            Urgency::Later => None,
        }
    }
}

/// A date of an account about which something has to be decided now.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// The date.
    pub item: Item<'a>,
    /// Why.
    pub why: Why,
}

/// Those of these dates that cannot wait, soonest first. One that somebody took on rests and is none.
pub fn decisions<'a>(items: &[Item<'a>]) -> Vec<Decision<'a>> {
    let awake = items.iter().filter(|item| !item.rests);
    awake.filter_map(|item| Some(Decision { item: *item, why: Why::of(item)? })).collect()
}
