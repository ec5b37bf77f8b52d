//! An account as a list of cases shows it.

use chrono::NaiveDate;

use super::state::{SOON, is_loss};
use crate::docket::{Docket, Proceeding, Standing};
use crate::domain::AccountId;
use crate::domain::actor::Actor;
use crate::domain::identity::mask;
use crate::domain::summary::OpenDeadline;
use crate::reports::agenda::{self, Urgency};
use crate::reports::portfolio::{Course, RiskKind, in_force};
use crate::rules::Rulebook;

/// Days without a step, with no date ahead in its proceedings, after which counsel is asked how a case stands. As many as
/// make an account idle in the comparison of two days.
pub const QUIET: i64 = 60;

/// What counsel is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask<'a> {
    /// A step of our side whose day is past.
    Act(&'a OpenDeadline),
    /// A step of our side that is due within seven days.
    Due(&'a OpenDeadline),
    /// A right or a hold ends with this day: to act before.
    Before(&'a OpenDeadline),
    /// A right or a hold has ended with this day: whether counsel acted before.
    Ended(&'a OpenDeadline),
    /// The time to perform ended on a day, and enforcement can be applied for until another.
    Enforce(&'a OpenDeadline, NaiveDate),
    /// A step of the court whose day is past: whether it came.
    Tell(&'a OpenDeadline),
    /// Nothing is owed on the day any more, and a suit goes on: to withdraw it.
    Withdraw(NaiveDate),
    /// How the case stands: nothing happened since this day.
    News(NaiveDate),
}

impl Ask<'_> {
    /// The identifier in JSON.
    pub const fn id(&self) -> &'static str {
        match self {
            Ask::Act(_) => "act",
            Ask::Due(_) => "due",
            Ask::Before(_) => "before",
            Ask::Ended(_) => "ended",
            Ask::Enforce(..) => "enforce",
            Ask::Tell(_) => "tell",
            Ask::Withdraw(_) => "withdraw",
            Ask::News(_) => "news",
        }
    }

    const fn deadline(&self) -> Option<&OpenDeadline> {
        match self {
            Ask::Act(d)
            | Ask::Due(d)
            | Ask::Before(d)
            | Ask::Ended(d)
            | Ask::Enforce(d, _)
            | Ask::Tell(d) => Some(d),
            Ask::Withdraw(_) | Ask::News(_) => None,
        }
    }

    /// The day it is about.
    pub const fn on(&self) -> NaiveDate {
        match self {
            Ask::Withdraw(day) | Ask::News(day) => *day,
            Ask::Act(d)
            | Ask::Due(d)
            | Ask::Before(d)
            | Ask::Ended(d)
            | Ask::Enforce(d, _)
            | Ask::Tell(d) => d.due,
        }
    }

    /// The day on which the time to perform ended, of [`Ask::Enforce`].
    pub const fn since(&self) -> Option<NaiveDate> {
        if let Ask::Enforce(_, since) = self { Some(*since) } else { None }
    }

    /// The step, in Chinese and English; of news there is none.
    pub fn title(&self) -> Option<&[String; 2]> {
        self.deadline().map(|d| &d.title)
    }

    /// What keeps a right or a hold that ends, in Chinese and English.
    pub fn step(&self) -> Option<[&'static str; 2]> {
        let (Ask::Before(d) | Ask::Ended(d)) = self else { return None };
        Some(match RiskKind::of(&d.rule) {
            Some(RiskKind::Limitation) => ["提起诉讼或者申请仲裁", "file the suit or apply for arbitration"],
            Some(RiskKind::EnforcementApplication) => ["申请执行", "apply for enforcement"],
            Some(RiskKind::Seizure) => ["申请续行查封、冻结", "apply for its renewal"],
            Some(RiskKind::Guarantee) => {
                ["依法向保证人主张权利", "claim against the guarantor as the law asks"]
            }
            None => ["办理", "act"],
        })
    }
}

/// Whose move it is, in Chinese and English, as the creditor says it.
pub const fn side(by: Actor) -> [&'static str; 2] {
    match by {
        Actor::Creditor | Actor::Party => ["我方", "our side"],
        Actor::Debtor => ["债务人", "debtor"],
        Actor::Court => ["法院或仲裁机构", "court or tribunal"],
        Actor::Nobody => ["无需办理", "nobody"],
    }
}

/// The same as counsel reads it: what is for the creditor's side is for them.
pub const fn side_of_counsel(by: Actor) -> [&'static str; 2] {
    match by {
        Actor::Creditor | Actor::Party => ["代理律师", "counsel"],
        other => side(other),
    }
}

/// The rule of a day that the house sets itself, ahead of the one that the law sets.
const REMINDER: &str = "renew-seal-in-enforcement";
/// The rule of the time to apply for enforcement.
const ENFORCE: &str = "enforcement-apply";

/// What the rules call an earlier day that the creditor sets itself, before what it is.
const HOUSE: [&str; 2] = ["内部提醒：", "Internal reminder: "];

/// A title as it is said outside the house.
pub(super) fn outside([zh, en]: &[String; 2]) -> [String; 2] {
    let said = |title: &String, house: &str| title.strip_prefix(house).unwrap_or(title).to_owned();
    [said(zh, HOUSE[0]), said(en, HOUSE[1])]
}

/// An account on a day, without anything that its creditor keeps to itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The account.
    pub account: AccountId,
    /// How many of its events were read.
    pub version: u64,
    /// The primary debtor.
    pub debtor: String,
    /// Law firm.
    pub firm: Option<String>,
    /// Its lawyer.
    pub lawyer: Option<String>,
    /// The lawyer's mailbox.
    pub mailbox: Option<String>,
    /// Court or institution that has it, else the one the contract names.
    pub court: Option<String>,
    /// The number of the proceeding that goes on.
    pub case_number: Option<String>,
    /// The track it is on.
    pub track: String,
    /// Its latest milestone there.
    pub stage: String,
    /// Nothing is owed any more.
    pub settled: bool,
    /// A suit goes on.
    pub suing: bool,
    /// Nothing runs any more: its suit was withdrawn, dismissed or rejected, or enforcement was closed.
    pub over: bool,
    /// The last day to perform a decision, where it is past and nobody has applied for enforcement.
    pub unenforced: Option<NaiveDate>,
    /// The day of referral.
    pub referred_on: Option<NaiveDate>,
    /// What happened: day, track, milestone; oldest first.
    pub steps: Vec<(NaiveDate, String, String)>,
    /// What is due, soonest first; what is merely possible is not in it.
    pub dates: Vec<OpenDeadline>,
}

impl Case {
    /// The account as of the day; `None` where it was referred later. Numbers of persons and cards are masked unless
    /// `unmask`.
    pub fn of(docket: &Docket, standing: &Standing, rules: &Rulebook, unmask: bool) -> Option<Case> {
        let (case, as_of) = (&docket.case, standing.as_of);
        if case.referred_on.is_some_and(|day| day > as_of) {
            return None;
        }
        let shown = |text: &str| if unmask { text.to_owned() } else { mask::runs(text) };
        let counsel = case.counsel.as_ref();
        let number = Proceeding::all(&standing.milestones, rules)
            .into_iter()
            .rfind(|p| p.track == standing.track && p.number.is_some())
            .and_then(|p| p.number);
        let of = |d: OpenDeadline| OpenDeadline { title: outside(&d.title).map(|title| shown(&title)), ..d };
        let mut due: Vec<OpenDeadline> =
            standing.open().into_iter().filter(|d| !d.allowed && !d.is_over(as_of)).collect();
        let held: Vec<Option<String>> = due
            .iter()
            .filter(|d| RiskKind::of(&d.rule) == Some(RiskKind::Seizure))
            .map(|d| d.of.clone())
            .collect();
        // The day the hold itself ends is the one that counts outside the house.
        due.retain(|d| d.rule != REMINDER || !held.contains(&d.of));
        let course = Course::of(&standing.milestones);
        let apply = standing.deadlines.iter().find(|d| d.is_open() && d.rule == ENFORCE);
        let unenforced = apply.map(|d| d.from).filter(|day| *day < as_of);
        let steps = standing.milestones.iter();
        Some(Case {
            account: case.account.clone(),
            version: docket.version,
            debtor: case.primary().map(|d| shown(&d.name)).unwrap_or_default(),
            firm: counsel.map(|c| c.firm.trim().to_owned()).filter(|firm| !firm.is_empty()),
            lawyer: counsel.and_then(|c| c.lawyer.clone()),
            mailbox: counsel.and_then(|c| c.email.as_deref()).map(|m| m.trim().to_owned()),
            court: standing.court.as_deref().map(shown),
            case_number: number.or_else(|| docket.case_number(as_of).map(str::to_owned)),
            track: standing.track.clone(),
            stage: standing.stage.clone(),
            settled: standing.balance.as_ref().is_ok_and(|answer| answer.value.is_nothing()),
            suing: course.in_suit(as_of),
            over: course.is_over(&standing.track, &standing.stage, in_force(docket, standing)),
            unenforced: unenforced.filter(|_| course.enforcement.applied_on.is_none()),
            referred_on: case.referred_on,
            steps: steps.map(|m| (m.on, m.track.clone(), m.milestone.clone())).collect(),
            dates: due.into_iter().map(of).collect(),
        })
    }

    /// Whether something is still owed or to be done.
    pub fn is_open(&self) -> bool {
        !self.settled || self.suing || !self.dates.is_empty()
    }

    /// The day of the latest step.
    pub fn last_step(&self) -> Option<NaiveDate> {
        self.steps.iter().map(|(on, ..)| *on).max()
    }

    /// The next date, today's among them.
    pub fn next(&self, as_of: NaiveDate) -> Option<&OpenDeadline> {
        self.dates.iter().find(|d| d.due >= as_of)
    }

    /// Its soonest date, be it past.
    pub fn soonest(&self) -> Option<NaiveDate> {
        self.dates.first().map(|d| d.due)
    }

    /// How many of its dates are late.
    pub fn late(&self, as_of: NaiveDate) -> usize {
        self.dates.iter().filter(|d| Urgency::of(d, as_of) == Urgency::Late).count()
    }

    /// How many are due within seven days.
    pub fn week(&self, as_of: NaiveDate) -> usize {
        let soon = |d: &&OpenDeadline| matches!(Urgency::of(d, as_of), Urgency::Today | Urgency::Week);
        self.dates.iter().filter(soon).count()
    }

    /// The day since which nothing happened, where that is [`QUIET`] days and no date lies ahead in its proceedings.
    pub fn quiet_since(&self, as_of: NaiveDate) -> Option<NaiveDate> {
        let ahead = self.dates.iter().any(|d| !d.track.is_empty() && d.due >= as_of);
        let last = self.last_step().or(self.referred_on).filter(|_| !ahead && !self.over && !self.settled)?;
        ((as_of - last).num_days() >= QUIET).then_some(last)
    }

    /// What counsel is asked for: steps of our side that are past or due within seven days, to act before a right or a hold
    /// ends within [`SOON`] days, to apply for enforcement, steps of the court whose day is past, and news; not what
    /// somebody took on. Nothing where the account has no counsel.
    pub fn asks(&self, as_of: NaiveDate) -> Vec<Ask<'_>> {
        if self.firm.is_none() {
            return Vec::new();
        }
        let awake = self.dates.iter().filter(|d| !agenda::rests(d, as_of));
        let ask = awake.filter_map(|d| self.ask(d, as_of));
        let withdraw = (self.settled && self.suing).then_some(Ask::Withdraw(as_of));
        withdraw.into_iter().chain(ask).chain(self.quiet_since(as_of).map(Ask::News)).collect()
    }

    fn ask<'a>(&self, d: &'a OpenDeadline, as_of: NaiveDate) -> Option<Ask<'a>> {
        let past = d.due < as_of;
        let soon = matches!(Urgency::of(d, as_of), Urgency::Today | Urgency::Week);
        match d.by {
            Actor::Creditor | Actor::Party if is_loss(d) && past => Some(Ask::Ended(d)),
            Actor::Creditor | Actor::Party if is_loss(d) && (soon || (d.due - as_of).num_days() <= SOON) => {
                Some(Ask::Before(d))
            }
            Actor::Creditor | Actor::Party if d.rule == ENFORCE => {
                self.unenforced.map(|since| Ask::Enforce(d, since))
            }
            Actor::Creditor | Actor::Party if past => Some(Ask::Act(d)),
            // A hearing is told as the next date: nothing falls due with it.
            Actor::Creditor | Actor::Party if soon && d.rule != "hearing" => Some(Ask::Due(d)),
            Actor::Court if past => Some(Ask::Tell(d)),
            // A hold ends by itself, and it is counsel who has it renewed.
            Actor::Nobody if is_loss(d) && past => Some(Ask::Ended(d)),
            Actor::Nobody if is_loss(d) && (d.due - as_of).num_days() <= SOON => Some(Ask::Before(d)),
            Actor::Debtor | Actor::Court | Actor::Nobody | Actor::Creditor | Actor::Party => None,
        }
    }

    /// The first day that is shown of it: of what is asked or of the next date. News has none.
    pub fn first_shown(&self, as_of: NaiveDate) -> Option<NaiveDate> {
        let asked = self.asks(as_of).iter().filter(|a| a.deadline().is_some()).map(Ask::on).min();
        asked.into_iter().chain(self.next(as_of).map(|d| d.due)).min()
    }
}
