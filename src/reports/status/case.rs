//! An account as a list of cases shows it.

use chrono::NaiveDate;

use crate::docket::{Docket, Proceeding, Standing};
use crate::domain::AccountId;
use crate::domain::actor::Actor;
use crate::domain::identity::mask;
use crate::domain::summary::OpenDeadline;
use crate::reports::agenda::{self, Urgency};
use crate::rules::Rulebook;

/// Days without a step, with no date ahead in its proceedings, after which counsel is asked how a case stands. As many as
/// make an account idle in the comparison of two days.
pub const QUIET: i64 = 60;

/// What counsel is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask<'a> {
    /// A step of our side whose day is past.
    Act(&'a OpenDeadline),
    /// A step of the court whose day is past: whether it came.
    Tell(&'a OpenDeadline),
    /// How the case stands: nothing happened since this day.
    News(NaiveDate),
}

impl Ask<'_> {
    /// The identifier in JSON.
    pub const fn id(&self) -> &'static str {
        match self {
            Ask::Act(_) => "act",
            Ask::Tell(_) => "tell",
            Ask::News(_) => "news",
        }
    }

    /// The day that is past.
    pub const fn on(&self) -> NaiveDate {
        match self {
            Ask::Act(d) | Ask::Tell(d) => d.due,
            Ask::News(day) => *day,
        }
    }

    /// The step, in Chinese and English; of news there is none.
    pub fn title(&self) -> Option<&[String; 2]> {
        match self {
            Ask::Act(d) | Ask::Tell(d) => Some(&d.title),
            Ask::News(_) => None,
        }
    }
}

/// Whose move it is, in Chinese and English, as both the creditor and its counsel say it.
pub const fn side(by: Actor) -> [&'static str; 2] {
    match by {
        Actor::Creditor | Actor::Party => ["我方", "our side"],
        Actor::Debtor => ["债务人", "debtor"],
        Actor::Court => ["法院或仲裁机构", "court or tribunal"],
        Actor::Nobody => ["无需办理", "nobody"],
    }
}

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
        let due = standing.open().into_iter().filter(|d| !d.allowed && !d.is_over(as_of));
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
            referred_on: case.referred_on,
            steps: steps.map(|m| (m.on, m.track.clone(), m.milestone.clone())).collect(),
            dates: due.map(of).collect(),
        })
    }

    /// Whether something is still owed or to be done.
    pub fn is_open(&self) -> bool {
        !self.settled || !self.dates.is_empty()
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
        let last = self.last_step().or(self.referred_on).filter(|_| !ahead && self.is_open())?;
        ((as_of - last).num_days() >= QUIET).then_some(last)
    }

    /// What counsel is asked for: steps of our side and of the court whose day is past, unless somebody took them on, and
    /// news. Nothing where the account has no counsel.
    pub fn asks(&self, as_of: NaiveDate) -> Vec<Ask<'_>> {
        if self.firm.is_none() {
            return Vec::new();
        }
        let late = self.dates.iter().filter(|d| d.due < as_of && !agenda::rests(d, as_of));
        let ask = late.filter_map(|d| match d.by {
            Actor::Creditor | Actor::Party => Some(Ask::Act(d)),
            Actor::Court => Some(Ask::Tell(d)),
            Actor::Debtor | Actor::Nobody => None,
        });
        ask.chain(self.quiet_since(as_of).map(Ask::News)).collect()
    }
}
