//! The state of everything in a few figures, as `status` shows it and managers get it by mail.

use std::collections::BTreeMap;

use chrono::{Datelike, Days};

use super::moves::{self, What};
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::mailing;
use crate::domain::Amount;
use crate::domain::actor::Actor;
use crate::domain::event::NoticeStatus;
use crate::domain::summary::Summary;
use crate::reports::agenda::{self, Item, Urgency};
use crate::reports::portfolio::RiskKind;

/// Days within which a right or a hold that is lost with its day is counted.
const SOON: i64 = 30;

/// A track and a milestone of it, and how often it comes.
pub type Count = ((String, String), usize);

/// The state of everything on a day.
#[derive(Default)]
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
    /// Days within thirty days with which something is lost: limitation, the time to apply for enforcement, a seizure or
    /// freeze, a guarantee period, as the portfolio warns of them. Some of them are among those due within seven.
    pub lapsing: usize,
    /// Acknowledged ones.
    pub acknowledged: usize,
    /// What waits on the court, and on a debtor.
    pub waiting: [usize; 2],
    /// What was recorded in the last seven days, by track and milestone, the most first.
    pub moved: Vec<Count>,
    /// Mail that waits, and mail in doubt.
    pub outbox: [usize; 2],
    /// The same of accounts alone: mails about many accounts do not count themselves.
    pub outbox_of_accounts: [usize; 2],
}

impl State {
    /// Looks at everything.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn of(
        rows: &[Summary],
        broken: usize,
        items: &[Item<'_>],
        desk: &mut Desk<'_>,
    ) -> Result<State, CommandError> {
        let mut state = State { accounts: rows.len(), broken, ..State::default() };
        state.stages = counted(rows.iter().map(|r| (r.track.clone(), r.stage.clone())));
        state.owed =
            rows.iter().filter_map(|r| r.owed).try_fold(Amount::ZERO, |sum, one| sum.checked_add(one));
        state.uncomputed = rows.iter().filter(|r| r.owed.is_none()).count();
        state.take(items);
        state.recent(rows, desk)?;
        let found = mailing::about(rows, desk)?;
        for notice in &found {
            let at = match notice.notice.status {
                NoticeStatus::Queued | NoticeStatus::Approved | NoticeStatus::Postponed => 0,
                NoticeStatus::InDoubt | NoticeStatus::Sending => 1,
                _ => continue,
            };
            state.outbox[at] += 1;
            state.outbox_of_accounts[at] += usize::from(notice.account().is_some());
        }
        Ok(state)
    }

    fn take(&mut self, items: &[Item<'_>]) {
        for item in items {
            let d = item.deadline;
            let (today, week) = (item.urgency == Urgency::Today, item.urgency == Urgency::Week);
            self.late += usize::from(item.urgency == Urgency::Late);
            self.week += usize::from(today || week);
            self.lapsing += usize::from(
                !d.allowed && RiskKind::of(&d.rule).is_some() && (0..=SOON).contains(&item.days_left),
            );
            self.acknowledged += usize::from(item.rests);
            if !d.allowed {
                self.waiting[0] += usize::from(d.by == Actor::Court);
                self.waiting[1] += usize::from(d.by == Actor::Debtor);
            }
        }
    }

    /// What was recorded in the last seven days and what came in since then and in this month.
    fn recent(&mut self, rows: &[Summary], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        let as_of = desk.settings.as_of;
        let week = as_of.checked_sub_days(Days::new(agenda::WEEK.unsigned_abs())).unwrap_or(as_of);
        let month = as_of.with_day(1).unwrap_or(as_of);
        let (mut moved, mut received) = (Vec::new(), [Some(Amount::ZERO); 2]);
        for one in moves::since(week.succ_opt().unwrap_or(week).min(month), rows, desk)? {
            match one.what {
                What::Milestone(m) if one.on > week => moved.push((m.track, m.milestone)),
                What::Milestone(_) => {}
                What::Paid(p) => {
                    let within = [p.on > week && p.on <= as_of, p.on >= month && p.on <= as_of];
                    for (sum, within) in received.iter_mut().zip(within) {
                        *sum = if within { sum.and_then(|s| s.checked_add(p.amount)) } else { *sum };
                    }
                    self.payments_week += usize::from(within[0]);
                    self.payments += usize::from(within[1]);
                }
            }
        }
        self.moved = counted(moved.into_iter());
        [self.received_week, self.received] = received;
        Ok(())
    }
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
