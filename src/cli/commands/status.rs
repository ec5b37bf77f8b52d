//! `sucheng status`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register::registry_error;
use crate::cli::{control, dates, mailing};
use crate::domain::actor::Actor;
use crate::domain::event::{NoticeStatus, Payload, StreamId};
use crate::domain::summary::Summary;
use crate::domain::{Amount, Event};
use crate::reports::agenda::{self, Item, Urgency};

/// Days within which something that lapses is counted.
const SOON: i64 = 30;
/// Kinds of stages and milestones that are named; the others are counted.
const MOST: usize = 6;
/// Columns of the screen.
const WIDTH: usize = 80;

/// One screen: accounts by stage, money, what is late or lapses, whose move it is, what moved this week
#[derive(Args, Debug)]
pub struct StatusArgs {}

/// What the screen says.
#[derive(Default)]
struct State {
    accounts: usize,
    broken: usize,
    stages: Vec<((String, String), usize)>,
    owed: Option<Amount>,
    uncomputed: usize,
    received: Option<Amount>,
    payments: usize,
    late: usize,
    week: usize,
    lapsing: usize,
    acknowledged: usize,
    waiting: [usize; 2],
    moved: Vec<((String, String), usize)>,
    outbox: [usize; 2],
}

/// Shows the state of everything.
///
/// # Errors
/// The registry cannot be read.
pub fn run(_: StatusArgs, desk: &mut Desk<'_>) -> Done {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let (rows, broken) = control::all(desk)?;
    let items = agenda::items(&rows, as_of, &rules);
    let mut state = State { accounts: rows.len(), broken: broken.len(), ..State::default() };
    state.stages = counted(rows.iter().map(|r| (r.track.clone(), r.stage.clone())));
    state.owed = rows.iter().filter_map(|r| r.owed).try_fold(Amount::ZERO, |sum, one| sum.checked_add(one));
    state.uncomputed = rows.iter().filter(|r| r.owed.is_none()).count();
    deadlines(&items, &mut state);
    recent(&rows, desk, &mut state)?;
    let found = mailing::about(&rows, desk)?;
    let standing = |of: &[NoticeStatus]| found.iter().filter(|f| of.contains(&f.notice.status)).count();
    state.outbox = [
        standing(&[NoticeStatus::Queued, NoticeStatus::Approved, NoticeStatus::Postponed]),
        standing(&[NoticeStatus::InDoubt, NoticeStatus::Sending]),
    ];
    if desk.settings.for_programs() {
        let body = for_programs(&state, as_of);
        desk.json("status", "", body)?;
    } else {
        print(&state, &items, desk)?;
    }
    Ok(if broken.is_empty() { Exit::Done } else { Exit::Partial })
}

/// How often each comes, the most frequent first.
fn counted(all: impl Iterator<Item = (String, String)>) -> Vec<((String, String), usize)> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    counts
}

fn deadlines(items: &[Item<'_>], state: &mut State) {
    for item in items {
        let d = item.deadline;
        let (today, week) = (item.urgency == Urgency::Today, item.urgency == Urgency::Week);
        state.late += usize::from(item.urgency == Urgency::Late);
        state.week += usize::from(today || week);
        state.lapsing += usize::from(!d.allowed && d.lapses && (0..=SOON).contains(&item.days_left));
        state.acknowledged += usize::from(item.rests);
        if !d.allowed {
            state.waiting[0] += usize::from(d.by == Actor::Court);
            state.waiting[1] += usize::from(d.by == Actor::Debtor);
        }
    }
}

/// What was recorded in the last seven days and what came in this month, taken back ones left out.
fn recent(rows: &[Summary], desk: &mut Desk<'_>, state: &mut State) -> Result<(), CommandError> {
    let as_of = desk.settings.as_of;
    let week = as_of.checked_sub_days(Days::new(agenda::WEEK.unsigned_abs())).unwrap_or(as_of);
    let month = as_of.with_day(1).unwrap_or(as_of);
    let midnight = week.succ_opt().unwrap_or(week).min(month).and_time(NaiveTime::MIN);
    let Some(from) = midnight.and_local_timezone(*desk.settings.now.offset()).single() else { return Ok(()) };
    let there: BTreeSet<&str> = rows.iter().map(|r| r.account.as_str()).collect();
    let kinds = ["milestone", "paid", "payment-reversed", "reversed"];
    let events = desk.registry()?.since(from, &kinds).map_err(registry_error)?;
    let mut gone: BTreeSet<(&StreamId, u64)> = BTreeSet::new();
    let (mut moved, mut received) = (Vec::new(), Some(Amount::ZERO));
    // Newest first: what takes back comes before what it takes back.
    for (stream, event) in &events {
        let on: NaiveDate = event.as_of;
        if gone.contains(&(stream, event.seq)) || on > as_of || !there.contains(stream.as_str()) {
            continue;
        }
        let Event { payload, .. } = event;
        match payload {
            Payload::Reversed { events, .. } => gone.extend(events.iter().map(|seq| (stream, *seq))),
            Payload::PaymentReversed(reversal) => {
                gone.insert((stream, reversal.payment));
            }
            Payload::Milestone(m) if on > week => moved.push((m.track.clone(), m.milestone.clone())),
            Payload::Paid(p) if p.on >= month && p.on <= as_of => {
                received = received.and_then(|sum| sum.checked_add(p.amount));
                state.payments += 1;
            }
            _ => {}
        }
    }
    state.moved = counted(moved.into_iter());
    state.received = received;
    Ok(())
}

fn print(state: &State, items: &[Item<'_>], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let rules = desk.rules()?;
    let (as_of, lang) = (desk.settings.as_of, desk.lang());
    let amount = |sum: Option<Amount>| sum.map_or_else(|| "-".to_owned(), Amount::grouped);
    let count = |n: usize| n.to_string();
    desk.say("M-STATUS-HEAD", &[("day", as_of.to_string()), ("accounts", count(state.accounts))])?;
    let money = [
        ("owed", amount(state.owed)),
        ("received", amount(state.received)),
        ("payments", count(state.payments)),
    ];
    desk.say("M-STATUS-MONEY", &money)?;
    if state.broken > 0 {
        desk.say("M-STATUS-BROKEN", &[("count", count(state.broken))])?;
    }
    if state.uncomputed > 0 {
        desk.say("M-STATUS-UNCOMPUTED", &[("count", count(state.uncomputed))])?;
    }
    let due = [
        ("late", count(state.late)),
        ("week", count(state.week)),
        ("lapsing", count(state.lapsing)),
        ("acknowledged", count(state.acknowledged)),
    ];
    desk.say("M-STATUS-DEADLINES", &due)?;
    let waiting = [("court", count(state.waiting[0])), ("debtor", count(state.waiting[1]))];
    desk.say("M-STATUS-WAITING", &waiting)?;
    desk.say("M-STATUS-OUTBOX", &[("waiting", count(state.outbox[0])), ("doubt", count(state.outbox[1]))])?;
    for (code, list) in [("M-STATUS-STAGES", &state.stages), ("M-STATUS-MOVED", &state.moved)] {
        let all: usize = list.iter().map(|(_, n)| n).sum();
        desk.print("")?;
        desk.say(code, &[("count", count(all))])?;
        for ((track, milestone), n) in list.iter().take(MOST) {
            let title = dates::milestone(&rules, track, milestone, lang);
            // A stage that is no milestone has no other name.
            let title = if title == *milestone { String::new() } else { format!("  {title}") };
            desk.print(&super::agenda::cut(&format!("{n:>8}  {track}/{milestone}{title}"), WIDTH))?;
        }
        let more: usize = list.iter().skip(MOST).map(|(_, n)| n).sum();
        if more > 0 {
            desk.say("M-STATUS-MORE", &[("count", format!("{more:>8}"))])?;
        }
    }
    let late = items.iter().filter(|i| i.urgency == Urgency::Late && !i.rests);
    for item in late.take(1) {
        let [zh, en] = item.title();
        let line = desk.text(
            "M-STATUS-OLDEST",
            &[
                ("account", item.row.account.to_string()),
                ("due", item.deadline.due.to_string()),
                ("title", lang.of(&[&zh, &en]).to_owned()),
            ],
        );
        desk.print("")?;
        desk.print(&super::agenda::cut(&line, WIDTH))?;
    }
    Ok(())
}

fn for_programs(state: &State, as_of: NaiveDate) -> Value {
    let stage = |((track, stage), n): &((String, String), usize)| json!({"track": track, "stage": stage, "accounts": n});
    let moved = |((track, milestone), n): &((String, String), usize)| json!({"track": track, "milestone": milestone, "count": n});
    json!({
        "as_of": as_of,
        "accounts": state.accounts,
        "not_computed": state.broken,
        "stages": state.stages.iter().map(stage).collect::<Vec<_>>(),
        "money": {"owed": state.owed, "uncomputed": state.uncomputed, "received_this_month": state.received, "payments": state.payments},
        "deadlines": {"late": state.late, "due_in_7_days": state.week, "lapsing_in_30_days": state.lapsing, "acknowledged": state.acknowledged},
        "waiting": {"court": state.waiting[0], "debtor": state.waiting[1]},
        "moved": state.moved.iter().map(moved).collect::<Vec<_>>(),
        "outbox": {"waiting": state.outbox[0], "in_doubt": state.outbox[1]},
    })
}
