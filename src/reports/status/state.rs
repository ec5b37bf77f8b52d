//! The state of everything in a few figures, as `status` and `report status` show it and managers get it by mail.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use crate::domain::Amount;
use crate::domain::actor::Actor;
use crate::domain::summary::{OpenDeadline, Summary};
use crate::reports::agenda::{self, Item, Urgency};
use crate::reports::portfolio::RiskKind;

/// Days within which a right or a hold that is lost with its day is counted.
pub const SOON: i64 = 30;

/// A track and a milestone of it, and how often it comes.
pub type Count = ((String, String), usize);

/// What was recorded lately, with the day on which it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    /// Milestones: the day on which they were recorded, their own day, track, milestone.
    pub milestones: Vec<(NaiveDate, NaiveDate, String, String)>,
    /// Payments.
    pub payments: Vec<(NaiveDate, Amount)>,
}

/// Mail that has not left: what waits, and what is in doubt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outboxes {
    /// Of everything.
    pub all: [usize; 2],
    /// Of accounts alone: mails about many accounts do not count themselves.
    pub of_accounts: [usize; 2],
}

/// The state of everything on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Accounts.
    pub accounts: usize,
    /// Accounts that could not be read.
    pub broken: usize,
    /// How many stand at each track and stage, the most first.
    pub stages: Vec<Count>,
    /// What is owed; `None` beyond the range of [`Amount`].
    pub owed: Option<Amount>,
    /// Accounts whose sum is not in it.
    pub uncomputed: usize,
    /// What came in this month.
    pub received: Option<Amount>,
    /// In so many payments.
    pub payments: usize,
    /// What came in during the last seven days.
    pub received_week: Option<Amount>,
    /// In so many payments.
    pub payments_week: usize,
    /// Deadlines that are late.
    pub late: usize,
    /// Those due within seven days.
    pub week: usize,
    /// Days within [`SOON`] days with which something is lost: limitation, the time to apply for enforcement, a seizure or
    /// freeze, a guarantee period, as the portfolio warns of them. Some of them are among those due within seven.
    pub lapsing: usize,
    /// Acknowledged ones.
    pub acknowledged: usize,
    /// What waits on the court, and on a debtor.
    pub waiting: [usize; 2],
    /// What is dated in the last seven days, by track and milestone, the most first.
    pub moved: Vec<Count>,
    /// How many milestones were recorded in the last seven days and are dated before.
    pub moved_before: usize,
    /// Mail that has not left.
    pub outbox: Outboxes,
}

/// Whether a right or a hold is lost with the day of this deadline.
pub(super) fn is_loss(deadline: &OpenDeadline) -> bool {
    !deadline.allowed && (deadline.lapses || RiskKind::of(&deadline.rule).is_some())
}

impl State {
    /// Counts these accounts on a day. `broken` are accounts that could not be read, `recent` is what was recorded from
    /// [`State::since`] on.
    pub fn of(
        rows: &[Summary],
        broken: usize,
        items: &[Item<'_>],
        recent: &Recent,
        outbox: Outboxes,
        as_of: NaiveDate,
    ) -> State {
        let mut state = State { accounts: rows.len(), broken, outbox, ..State::default() };
        state.stages = counted(rows.iter().map(|r| (r.track.clone(), r.stage.clone())));
        state.owed =
            rows.iter().filter_map(|r| r.owed).try_fold(Amount::ZERO, |sum, one| sum.checked_add(one));
        state.uncomputed = rows.iter().filter(|r| r.owed.is_none()).count();
        state.take(items);
        state.recent(recent, as_of);
        state
    }

    /// The first day of which records are counted: of the month, or of the last seven days.
    pub fn since(as_of: NaiveDate) -> NaiveDate {
        let week = before_week(as_of);
        week.succ_opt().unwrap_or(week).min(as_of.with_day(1).unwrap_or(as_of))
    }

    fn take(&mut self, items: &[Item<'_>]) {
        for item in items {
            let d = item.deadline;
            let (today, week) = (item.urgency == Urgency::Today, item.urgency == Urgency::Week);
            self.late += usize::from(item.urgency == Urgency::Late);
            self.week += usize::from(today || week);
            self.lapsing += usize::from(is_loss(d) && (0..=SOON).contains(&item.days_left));
            self.acknowledged += usize::from(item.rests);
            if !d.allowed {
                self.waiting[0] += usize::from(d.by == Actor::Court);
                self.waiting[1] += usize::from(d.by == Actor::Debtor);
            }
        }
    }

    /// What happened in the last seven days, what was recorded late, and what came in since then and in this month.
    fn recent(&mut self, recent: &Recent, as_of: NaiveDate) {
        let (week, month) = (before_week(as_of), as_of.with_day(1).unwrap_or(as_of));
        let within = |day: NaiveDate| day > week && day <= as_of;
        let moved = recent.milestones.iter().filter(|(_, on, ..)| within(*on));
        self.moved = counted(moved.map(|(.., track, milestone)| (track.clone(), milestone.clone())));
        let before = recent.milestones.iter().filter(|(entered, on, ..)| within(*entered) && *on <= week);
        self.moved_before = before.count();
        let mut received = [Some(Amount::ZERO); 2];
        for (on, amount) in &recent.payments {
            let within = [*on > week && *on <= as_of, *on >= month && *on <= as_of];
            for (sum, within) in received.iter_mut().zip(within) {
                *sum = if within { sum.and_then(|s| s.checked_add(*amount)) } else { *sum };
            }
            self.payments_week += usize::from(within[0]);
            self.payments += usize::from(within[1]);
        }
        [self.received_week, self.received] = received;
    }
}

/// The day before the last seven.
fn before_week(as_of: NaiveDate) -> NaiveDate {
    as_of.checked_sub_days(Days::new(agenda::WEEK.unsigned_abs())).unwrap_or(as_of)
}

/// How often each comes, the most frequent first.
fn counted(all: impl Iterator<Item = (String, String)>) -> Vec<Count> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    counts
}
