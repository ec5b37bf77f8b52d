//! What a message is about besides the debt: a hearing, an instalment, that everything is paid. Each is one occasion, and
//! so one notice however often it is asked for.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::docket::instalments::InstalmentStanding;
use crate::docket::{Docket, PlanStanding, PlanState, Proceeding, Standing};
use crate::domain::Amount;
use crate::domain::plan::PlanSetting;
use crate::domain::problem::{Place, Problem};
use crate::rules::Refusal;
use crate::rules::rulebook::Rulebook;
use crate::rules::track_deadlines::Status;

/// Days before an instalment's day from which on its notice may be queued.
pub const EARLIEST: u64 = 10;
/// Days before an instalment's day on which its notice goes out, if it is queued by then.
pub const AHEAD: u64 = 3;

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The debt.
    Debt,
    /// A hearing to come.
    Hearing,
    /// The next instalment, a few days before its day.
    InstalmentDue,
    /// Instalments past their day.
    InstalmentOverdue,
    /// That nothing is owed any more.
    Settlement,
}

impl About {
    /// By the word of a manifest.
    pub fn named(word: &str) -> Option<About> {
        match word {
            "debt" => Some(About::Debt),
            "hearing" => Some(About::Hearing),
            "instalment-due" => Some(About::InstalmentDue),
            "instalment-overdue" => Some(About::InstalmentOverdue),
            "settlement" => Some(About::Settlement),
            _ => None,
        }
    }

    /// Whether it says what is owed, so that nothing can be said where that is not known.
    pub const fn states_debt(self) -> bool {
        matches!(self, About::Debt)
    }
}

/// What a template is given of the occasion; what it is not about is `null`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Topic {
    /// A hearing.
    pub hearing: Option<Hearing>,
    /// A plan of instalments.
    pub plan: Option<Instalments>,
    /// That everything is paid.
    pub settled: Option<Settled>,
}

/// A hearing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hearing {
    /// Its day and hour: `2026-12-08 09:30`.
    pub at: String,
    /// Days until then.
    pub days_left: i64,
    /// Before a commission, not a court.
    pub arbitration: bool,
    /// Court or institution.
    pub court: Option<String>,
    /// The number of the case.
    pub case_number: Option<String>,
    /// The courtroom or place.
    pub room: Option<String>,
    /// The judge.
    pub judge: Option<String>,
    /// The clerk.
    pub clerk: Option<String>,
    /// Their telephone.
    pub phone: Option<String>,
}

/// An instalment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct One {
    /// Its number, from 1.
    pub number: usize,
    /// The day agreed.
    pub due: NaiveDate,
    /// The last day on which it is in time, where that is another: the workday after a rest day.
    pub in_time_until: Option<NaiveDate>,
    /// The last day that is no breach, where days of grace were agreed.
    pub no_breach_until: Option<NaiveDate>,
    /// How much.
    pub amount: Amount,
    /// What of it is paid, if anything.
    pub paid: Option<Amount>,
    /// What of it is not paid.
    pub left: Amount,
}

/// A plan of instalments, and the one that the message is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Instalments {
    /// The day it was agreed.
    pub agreed_on: NaiveDate,
    /// Agreed in enforcement.
    pub enforcement: bool,
    /// How many instalments.
    pub count: usize,
    /// All of them together.
    pub total: Amount,
    /// What was paid of them, if anything.
    pub paid: Option<Amount>,
    /// What is not paid of them.
    pub left: Amount,
    /// So many instalments missed make a breach.
    pub breach_after: u16,
    /// A breach makes everything due at once.
    pub whole_on_breach: bool,
    /// What is given up if the plan is kept.
    pub waived_if_kept: Option<Amount>,
    /// The instalment: the next one, or of those past their day the last.
    pub instalment: One,
    /// Those past their day, oldest first.
    pub overdue: Vec<One>,
    /// What is not paid of them.
    pub overdue_total: Amount,
}

/// That everything is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// The day of the last payment, if one is recorded.
    pub last_on: Option<NaiveDate>,
    /// Its amount.
    pub last_amount: Option<Amount>,
    /// What was given up by a plan that was kept, if anything.
    pub waived: Option<Amount>,
    /// What was paid beyond everything owed, if anything.
    pub overpaid: Option<Amount>,
}

/// What makes a notice another than the last one of its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occasion {
    /// Its name; `None` where the facts that are stated make it.
    pub name: Option<String>,
    /// What the template is given of it.
    pub topic: Topic,
    /// The day on which it goes out; `None` for at once.
    pub due: Option<NaiveDate>,
    /// The last day on which it may go out.
    pub until: Option<NaiveDate>,
}

/// Why there is no occasion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoOccasion {
    /// There is nothing of the kind.
    Nothing(Box<Problem>),
    /// It cannot be computed.
    Refused(Box<Refusal>),
}

/// The occasions that an account gives on a day to write about something; never empty.
///
/// # Errors
/// [`NoOccasion`].
pub fn occasions(
    about: About,
    docket: &Docket,
    standing: &Standing,
    as_of: NaiveDate,
    rules: &Rulebook,
) -> Result<Vec<Occasion>, NoOccasion> {
    match about {
        About::Debt => Ok(vec![Occasion::default()]),
        About::Hearing => hearings(standing, as_of, rules),
        About::InstalmentDue => plan(docket, as_of, rules).and_then(|plan| due(&plan)).map(|one| vec![one]),
        About::InstalmentOverdue => {
            plan(docket, as_of, rules).and_then(|plan| overdue(&plan)).map(|one| vec![one])
        }
        About::Settlement => settled(docket, standing, as_of, rules).map(|one| vec![one]),
    }
}

fn nothing(code: &'static str) -> Problem {
    Problem::error(code, Place::default())
}

impl From<Problem> for NoOccasion {
    fn from(problem: Problem) -> Self {
        NoOccasion::Nothing(Box::new(problem))
    }
}

/// The hearings that are set and to come.
fn hearings(standing: &Standing, as_of: NaiveDate, rules: &Rulebook) -> Result<Vec<Occasion>, NoOccasion> {
    let proceedings = Proceeding::all(&standing.milestones, rules);
    let open = standing.deadlines.iter().filter(|d| d.rule == "hearing" && d.status == Status::Open);
    let found: Vec<Occasion> = open
        .filter_map(|d| {
            let at = d.of.clone()?;
            let set = standing.milestones.iter().rfind(|m| {
                m.track == d.track && m.milestone == "hearing-set" && m.facts.get("at") == Some(&at)
            })?;
            let of = proceedings.iter().rfind(|p| p.track == d.track && !p.second_instance);
            let told = |fact: &str| set.facts.get(fact).cloned();
            let hearing = Hearing {
                days_left: (d.due - as_of).num_days(),
                arbitration: d.track == "arbitration",
                court: of.and_then(|p| p.court.clone()),
                case_number: of.and_then(|p| p.number.clone()),
                room: told("room"),
                judge: of.and_then(|p| p.judge.clone()),
                clerk: of.and_then(|p| p.clerk.clone()),
                phone: of.and_then(|p| p.phone.clone()),
                at,
            };
            let digits: String = hearing.at.chars().filter(char::is_ascii_digit).collect();
            Some(Occasion {
                name: Some(format!("{}-{digits}", d.track)),
                topic: Topic { hearing: Some(hearing), ..Topic::default() },
                due: None,
                until: Some(d.due),
            })
        })
        .collect();
    if found.is_empty() { Err(nothing("E-NOTICE-NO-HEARING").into()) } else { Ok(found) }
}

/// The plan that binds on a day.
fn plan(docket: &Docket, as_of: NaiveDate, rules: &Rulebook) -> Result<PlanStanding, NoOccasion> {
    let plan = match docket.plan(as_of, rules) {
        None => return Err(nothing("E-NOTICE-NO-PLAN").into()),
        Some(plan) => plan.map_err(|refusal| NoOccasion::Refused(Box::new(refusal)))?,
    };
    let ended = |code| Err(nothing(code).with("day", plan.ended_on.unwrap_or(as_of)).into());
    match plan.state {
        PlanState::Kept => ended("E-NOTICE-PLAN-KEPT"),
        PlanState::Broken => ended("E-NOTICE-PLAN-BROKEN"),
        PlanState::Running | PlanState::Late | PlanState::Breached => Ok(plan),
    }
}

fn due(plan: &PlanStanding) -> Result<Occasion, NoOccasion> {
    let unpaid = |i: &&InstalmentStanding| i.in_time_until >= plan.as_of && !i.left().is_zero();
    let Some(next) = plan.instalments.iter().find(unpaid) else {
        return Err(nothing("E-NOTICE-NO-INSTALMENT-DUE").into());
    };
    let before = |days: u64| next.due.checked_sub_days(Days::new(days)).unwrap_or(next.due);
    if before(EARLIEST) > plan.as_of {
        let problem = nothing("E-NOTICE-INSTALMENT-LATER").with("number", next.number);
        return Err(problem.with("due", next.due).with("from", before(EARLIEST)).into());
    }
    Ok(Occasion {
        name: Some(name(plan, next)),
        topic: Topic { plan: Some(of(plan, next)), ..Topic::default() },
        due: Some(before(AHEAD).max(plan.as_of)),
        until: Some(next.in_time_until),
    })
}

fn overdue(plan: &PlanStanding) -> Result<Occasion, NoOccasion> {
    match late(plan).last() {
        None => {
            let next = plan.next().map_or_else(String::new, |i| i.due.to_string());
            Err(nothing("E-NOTICE-NO-INSTALMENT-OVERDUE").with("next", next).into())
        }
        Some(last) => Ok(Occasion {
            name: Some(name(plan, last)),
            topic: Topic { plan: Some(of(plan, last)), ..Topic::default() },
            ..Occasion::default()
        }),
    }
}

/// The instalments that are past their day and not paid.
fn late(plan: &PlanStanding) -> impl Iterator<Item = &InstalmentStanding> {
    plan.instalments.iter().filter(|i| i.in_time_until < plan.as_of && !i.left().is_zero())
}

/// A plan and an instalment of it: `plan-2026-07-01-3`.
fn name(plan: &PlanStanding, instalment: &InstalmentStanding) -> String {
    format!("plan-{}-{}", plan.plan.agreed_on, instalment.number)
}

fn of(plan: &PlanStanding, instalment: &InstalmentStanding) -> Instalments {
    let one = |i: &InstalmentStanding| One {
        number: i.number,
        due: i.due,
        in_time_until: Some(i.in_time_until).filter(|day| *day != i.due),
        no_breach_until: Some(i.no_breach_until).filter(|_| plan.plan.grace_days > 0),
        amount: i.amount,
        paid: Some(i.paid).filter(|sum| !sum.is_zero()),
        left: i.left(),
    };
    Instalments {
        agreed_on: plan.plan.agreed_on,
        enforcement: plan.plan.setting == PlanSetting::Enforcement,
        count: plan.instalments.len(),
        total: plan.total,
        paid: Some(plan.paid).filter(|sum| !sum.is_zero()),
        left: plan.left(),
        breach_after: plan.plan.breach_after.max(1),
        whole_on_breach: plan.plan.whole_on_breach,
        waived_if_kept: plan.plan.waived_if_kept.filter(|sum| !sum.is_zero()),
        instalment: one(instalment),
        overdue: late(plan).map(one).collect(),
        overdue_total: plan.overdue(),
    }
}

fn settled(
    docket: &Docket,
    standing: &Standing,
    as_of: NaiveDate,
    rules: &Rulebook,
) -> Result<Occasion, NoOccasion> {
    let balance = match &standing.balance {
        Ok(answer) => &answer.value,
        Err(refusal) => return Err(NoOccasion::Refused(Box::new(refusal.clone()))),
    };
    if !balance.is_nothing() {
        return Err(match &balance.refused {
            Some(refusal) if balance.total.is_zero() => NoOccasion::Refused(Box::new(refusal.clone())),
            _ => nothing("E-NOTICE-STILL-OWED").with("total", balance.total.grouped()).into(),
        });
    }
    if let Some(refusal) = balance.without_figures() {
        return Err(NoOccasion::Refused(Box::new(refusal)));
    }
    if let Some(decision) = docket.lost(as_of, rules) {
        return Err(nothing("E-NOTICE-LOST-SETTLED").with("effective", decision.effective).into());
    }
    let last = docket.payments_until(as_of).pop();
    let some = |sum: Amount| Some(sum).filter(|sum| !sum.is_zero());
    let plan = docket.plan(as_of, rules).and_then(Result::ok).filter(|p| p.state == PlanState::Kept);
    let settled = Settled {
        last_on: last.as_ref().map(|p| p.on),
        last_amount: last.as_ref().map(|p| p.amount),
        waived: plan.and_then(|p| p.plan.waived_if_kept).and_then(some),
        overpaid: some(balance.overpaid),
    };
    Ok(Occasion {
        name: Some(settled.last_on.map_or_else(|| "settled".to_owned(), |on| format!("settled-{on}"))),
        topic: Topic { settled: Some(settled), ..Topic::default() },
        ..Occasion::default()
    })
}
