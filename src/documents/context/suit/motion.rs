//! The suit as milestones tell of it, and an application to the court that tries it.

use chrono::NaiveDate;
use serde::Serialize;

use super::super::super::desk::Desk;
use super::super::super::wording::{day, joined};
use super::super::enforcement::{fact, known};
use super::super::filing::cause;
use super::super::parts::{Claimant, Respondent, claimant, respondents};
use crate::domain::event::MilestoneEvent;

/// The suit.
pub struct Suit<'a> {
    /// The court of first instance.
    pub court: String,
    /// Its number, once it is taken up.
    pub number: Option<String>,
    /// When it was filed and taken up.
    pub filed: Option<NaiveDate>,
    pub accepted: Option<NaiveDate>,
    /// ordinary, summary, small-claims.
    pub procedure: Option<String>,
    /// What was recorded of it, in the order of days.
    pub told: Vec<&'a MilestoneEvent>,
}

impl<'a> Suit<'a> {
    /// The latest milestone of this name.
    pub fn latest(&self, milestone: &str) -> Option<&'a MilestoneEvent> {
        self.told.iter().rev().find(|m| m.milestone == milestone).copied()
    }

    /// Whether it is tried in summary procedure, small claims among it.
    pub fn is_summary(&self) -> bool {
        matches!(self.procedure.as_deref(), Some("summary" | "small-claims"))
    }
}

/// What ends a suit otherwise than by a judgment.
const OVER: [&str; 4] = ["filing-rejected", "withdrawn", "mediated", "dismissed"];

/// The suit that was filed; refused where none is recorded.
pub fn suit<'a>(desk: &Desk<'a>) -> Suit<'a> {
    let told: Vec<&MilestoneEvent> = known(desk).into_iter().filter(|m| m.track == "litigation").collect();
    let of = |name: &str| told.iter().rev().find(|m| m.milestone == name).copied();
    let (filed, accepted) = (of("filed").or(of("deemed-filed")), of("accepted"));
    let court = accepted.and_then(|m| fact(m, "court")).or_else(|| fact(filed?, "court"));
    if court.is_none() {
        desk.refuse("E-DRAFT-NO-SUIT", "", &[]);
    }
    Suit {
        court: court.unwrap_or_default(),
        number: accepted.and_then(|m| fact(m, "case_number")),
        filed: filed.map(|m| m.on),
        accepted: accepted.map(|m| m.on),
        procedure: accepted.and_then(|m| fact(m, "procedure")),
        told,
    }
}

/// Refuses where the suit has ended.
pub fn still_runs(desk: &Desk, suit: &Suit) {
    if let Some(m) = suit.told.iter().find(|m| OVER.contains(&m.milestone.as_str())) {
        let what = format!("litigation/{}", m.milestone);
        desk.refuse("E-DRAFT-SUIT-OVER", "", &[("what", &what), ("on", &m.on.to_string())]);
    }
}

/// An application to the court that tries the suit.
#[derive(Serialize)]
pub struct Motion {
    title: &'static str,
    date: String,
    cause: String,
    /// The number of the suit, once it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_number: Option<String>,
    claimant: Option<Claimant>,
    respondents: Vec<Respondent>,
    requests: Vec<String>,
    facts: Vec<String>,
    enclosures: Vec<String>,
    forum: String,
}

/// Parties, then what is asked and why.
pub fn motion(
    desk: &Desk,
    title: &'static str,
    suit: &Suit,
    requests: Vec<String>,
    facts: Vec<String>,
    enclosures: Vec<String>,
) -> Motion {
    Motion {
        title,
        date: day(desk.brief.as_of),
        cause: cause(desk),
        case_number: suit.number.clone(),
        claimant: claimant(desk),
        respondents: respondents(desk),
        requests,
        facts,
        enclosures,
        forum: suit.court.clone(),
    }
}

/// `被申请人李示例、被申请人陈示例`.
pub fn others(desk: &Desk) -> String {
    let case = desk.brief.case;
    joined(&case.debtors.iter().map(|d| desk.voice.named(case, d)).collect::<Vec<_>>())
}

/// `申请人与被申请人李示例信用卡纠纷一案，申请人于…向贵院起诉，贵院于…以（2026）…号立案受理。`
pub fn opening(desk: &Desk, suit: &Suit) -> String {
    let claimant = desk.voice.claimant();
    let filed = suit.filed.map_or_else(String::new, |on| format!("于{}", day(on)));
    let taken = match (&suit.number, suit.accepted) {
        (Some(number), Some(on)) => format!("，贵院于{}以{number}立案受理", day(on)),
        _ => "，贵院尚未登记立案".to_owned(),
    };
    format!("{claimant}与{}{}一案，{claimant}{filed}向贵院提起诉讼{taken}。", others(desk), cause(desk))
}
