//! The proceedings of an account: which court has what under which number, who sits there, and how one came from another.
//!
//! One course can hold several: a suit filed again after it was withdrawn, the appeal with a court and a number of its own,
//! enforcement resumed under a new number. Milestones say all of it; nothing is typed twice.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::event::MilestoneEvent;
use crate::rules::rulebook::Rulebook;
use crate::rules::track::START;

/// How a proceeding came from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// It goes on beside the other: preservation beside a suit.
    Beside,
    /// It was begun within the time that the other left: a suit after preservation before suit.
    FollowsPreservation,
    /// The other came to nothing and was begun again, or turned into this.
    Replaces,
    /// It reviews what the other decided.
    Appeals,
    /// It enforces what the other decided.
    Enforces,
    /// It takes up what the other laid down.
    Resumes,
}

/// Another proceeding, and how this one came from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// How.
    pub how: How,
    /// The other's id.
    pub proceeding: String,
}

/// A number that a court or institution gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Numbered {
    /// The number, as recorded.
    pub number: String,
    /// The milestone that brought it.
    pub milestone: String,
    /// Its day.
    pub on: NaiveDate,
}

/// A proceeding, as its milestones up to a day describe it. What none of them says is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proceeding {
    /// Unique in the account: `litigation`, `litigation#2`.
    pub id: String,
    /// The track.
    pub track: String,
    /// Whether it is the second instance of another.
    pub second_instance: bool,
    /// The day of its first milestone.
    pub begun: NaiveDate,
    /// Its latest milestone.
    pub stage: String,
    /// The day of that.
    pub since: NaiveDate,
    /// The day it ended.
    pub over: Option<NaiveDate>,
    /// Court or institution.
    pub court: Option<String>,
    /// The number under which it is known: that of acceptance where there is one.
    pub number: Option<String>,
    /// Every number recorded, oldest first.
    pub numbers: Vec<Numbered>,
    /// The judge, as last recorded.
    pub judge: Option<String>,
    /// The clerk.
    pub clerk: Option<String>,
    /// Their telephone.
    pub phone: Option<String>,
    /// What it came from.
    pub links: Vec<Link>,
}

/// Milestones with which a new proceeding begins although its course has begun: track, milestone.
const BEGINS_ANEW: [(&str, &str); 2] = [("litigation", "appeal-accepted"), ("enforcement", "resumed")];
/// Milestones that belong to the second instance while that is open.
const OF_APPEAL: [&str; 4] = ["appeal-accepted", "second-instance", "appeal-fee-noticed", "appeal-fee-paid"];
/// Milestones whose number is that of the proceeding, before any other.
const NUMBERS: [&str; 4] = ["accepted", "appeal-accepted", "resumed", "ruled"];
/// What decides something that can be enforced.
const DECIDES: [&str; 3] = ["litigation", "arbitration", "payment-order"];
/// The same, with what makes enforceable what the parties agreed.
const ENFORCEABLE: [&str; 5] =
    ["litigation", "arbitration", "payment-order", "judicial-confirmation", "notarised-deed"];

impl Proceeding {
    /// The proceedings that milestones come to; `milestones` are those up to a day, oldest first.
    pub fn all(milestones: &[MilestoneEvent], rules: &Rulebook) -> Vec<Proceeding> {
        let mut found: Vec<Proceeding> = Vec::new();
        for event in milestones.iter().filter(|m| m.track != "pre-action" && m.track != "changes") {
            let at = place(&found, event, rules);
            let at = at.unwrap_or_else(|| {
                let begun = begin(&found, event);
                found.push(begun);
                found.len() - 1
            });
            found[at].take(event, rules);
        }
        found
    }

    /// Whether nothing more is to come of it.
    pub const fn is_over(&self) -> bool {
        self.over.is_some()
    }

    fn take(&mut self, event: &MilestoneEvent, rules: &Rulebook) {
        let fact = |name: &str| {
            event.facts.get(name).map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        self.stage.clone_from(&event.milestone);
        self.since = event.on;
        if let Some(court) = fact("court").or_else(|| fact("institution")) {
            self.court = Some(court);
        }
        for (field, name) in
            [(&mut self.judge, "judge"), (&mut self.clerk, "clerk"), (&mut self.phone, "phone")]
        {
            if let Some(text) = fact(name) {
                *field = Some(text);
            }
        }
        if let Some(number) = fact("case_number") {
            if self.number.is_none() || NUMBERS.contains(&event.milestone.as_str()) {
                self.number = Some(number.clone());
            }
            self.numbers.push(Numbered { number, milestone: event.milestone.clone(), on: event.on });
        }
        let ends = rules.milestone(&event.track, &event.milestone).is_some_and(|m| m.ends);
        if ends || (self.second_instance && event.milestone == "second-instance") {
            self.over = Some(event.on);
        }
    }
}

/// The proceeding that a milestone belongs to; `None` where it begins one.
fn place(found: &[Proceeding], event: &MilestoneEvent, rules: &Rulebook) -> Option<usize> {
    let name = event.milestone.as_str();
    let appeal = event.track == "litigation" && OF_APPEAL.contains(&name);
    let last =
        |second: bool| found.iter().rposition(|p| p.track == event.track && p.second_instance == second);
    if appeal && name != "appeal-accepted" {
        return last(true).filter(|at| found[*at].over.is_none()).or_else(|| last(false));
    }
    // Enforcement is resumed as a case of its own only where it has a number of its own.
    let anew = BEGINS_ANEW.contains(&(event.track.as_str(), name))
        && (name != "resumed" || event.facts.contains_key("case_number"));
    let at = last(false).filter(|_| !anew)?;
    let again = found[at].is_over()
        && rules.milestone(&event.track, name).is_some_and(|m| m.after.iter().any(|a| a == START));
    (!again).then_some(at)
}

fn begin(found: &[Proceeding], event: &MilestoneEvent) -> Proceeding {
    let before = found.iter().filter(|p| p.track == event.track).count();
    let id = if before == 0 { event.track.clone() } else { format!("{}#{}", event.track, before + 1) };
    let second_instance = event.milestone == "appeal-accepted";
    Proceeding {
        id,
        track: event.track.clone(),
        second_instance,
        begun: event.on,
        stage: String::new(),
        since: event.on,
        over: None,
        court: None,
        number: None,
        numbers: Vec::new(),
        judge: None,
        clerk: None,
        phone: None,
        links: links(found, event, second_instance),
    }
}

/// What the proceeding that a milestone begins came from, among those begun before.
fn links(found: &[Proceeding], event: &MilestoneEvent, second_instance: bool) -> Vec<Link> {
    let last = |tracks: &[&str]| found.iter().rev().find(|p| tracks.contains(&p.track.as_str()));
    let link = |how: How, to: Option<&Proceeding>| to.map(|p| Link { how, proceeding: p.id.clone() });
    let track = event.track.as_str();
    let same = last(&[track]);
    let one = match track {
        _ if second_instance => link(How::Appeals, same),
        "preservation" => link(How::Beside, last(&DECIDES).filter(|p| !p.is_over())),
        "enforcement" if same.is_some() => link(How::Resumes, same),
        "enforcement" => link(How::Enforces, last(&ENFORCEABLE)),
        _ if DECIDES.contains(&track) => link(How::Replaces, last(&DECIDES)),
        _ => None,
    };
    let preserved = (DECIDES.contains(&track) && !second_instance)
        .then(|| link(How::FollowsPreservation, last(&["preservation"]).filter(|p| !p.is_over())))
        .flatten();
    one.into_iter().chain(preserved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date;

    fn event(name: &str, on: &str, facts: &[(&str, &str)]) -> MilestoneEvent {
        let (track, milestone) = name.split_once('/').unwrap();
        MilestoneEvent {
            track: track.to_owned(),
            milestone: milestone.to_owned(),
            on: date::parse(on).unwrap(),
            facts: facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            evidence: Vec::new(),
        }
    }

    fn all(events: &[MilestoneEvent]) -> Vec<Proceeding> {
        Proceeding::all(events, Rulebook::builtin())
    }

    fn ids(found: &[Proceeding]) -> Vec<(&str, Vec<(How, &str)>)> {
        let links =
            |p: &Proceeding| p.links.iter().map(|l| (l.how, l.proceeding.clone())).collect::<Vec<_>>();
        found
            .iter()
            .map(|p| {
                let id = p.id.as_str();
                let to = links(p);
                (id, to.into_iter().map(|(h, to)| (h, &*Box::leak(to.into_boxed_str()))).collect())
            })
            .collect()
    }

    /// 民诉法 104: preservation before suit, then the suit within thirty days; each has its own number, the appeal its own
    /// court; enforcement of the judgment; a resumption under 执恢 is a case of its own (执行案件立案结案意见).
    #[test]
    fn each_proceeding_is_linked_to_what_it_came_from() {
        let found = all(&[
            event("preservation/applied", "2026-01-05", &[("court", "甲法院")]),
            event("preservation/ruled", "2026-01-07", &[("case_number", "（2026）京0102财保1号")]),
            event("litigation/filed", "2026-01-20", &[("court", "甲法院"), ("case_number", "诉前调1号")]),
            event(
                "litigation/accepted",
                "2026-01-26",
                &[("case_number", "（2026）京0102民初9号"), ("judge", "赵示例"), ("phone", "010-00000001")],
            ),
            event("litigation/judgment", "2026-04-01", &[("case_number", "（2026）京0102民初9号")]),
            event("litigation/appealed", "2026-04-10", &[("party", "李示例")]),
            event(
                "litigation/appeal-accepted",
                "2026-05-08",
                &[("case_number", "（2026）京02民终3号"), ("court", "乙法院")],
            ),
            event("litigation/second-instance", "2026-07-01", &[("outcome", "upheld")]),
            event("litigation/effective", "2026-07-05", &[]),
            event("enforcement/applied", "2026-08-01", &[("court", "甲法院")]),
            event("enforcement/accepted", "2026-08-05", &[("case_number", "（2026）京0102执5号")]),
            event("enforcement/terminated-round", "2026-12-01", &[]),
            event("enforcement/resumed", "2027-03-01", &[("case_number", "（2027）京0102执恢2号")]),
        ]);
        assert_eq!(
            ids(&found),
            [
                ("preservation", vec![]),
                ("litigation", vec![(How::FollowsPreservation, "preservation")]),
                ("litigation#2", vec![(How::Appeals, "litigation")]),
                ("enforcement", vec![(How::Enforces, "litigation#2")]),
                ("enforcement#2", vec![(How::Resumes, "enforcement")]),
            ]
        );
        assert_eq!(found[1].court.as_deref(), Some("甲法院"));
        assert_eq!(found[1].number.as_deref(), Some("（2026）京0102民初9号"));
        assert_eq!(found[1].judge.as_deref(), Some("赵示例"));
        assert_eq!(found[1].numbers.len(), 3);
        assert_eq!(found[1].over, date::parse("2026-07-05"));
        assert_eq!(found[2].court.as_deref(), Some("乙法院"));
        assert_eq!(found[2].over, date::parse("2026-07-01"));
        assert_eq!(found[4].number.as_deref(), Some("（2027）京0102执恢2号"));
    }

    /// A payment order that the debtor objects to becomes a suit (民诉法 228, 解释 438).
    #[test]
    fn a_payment_order_turned_suit_is_replaced_by_it() {
        let found = all(&[
            event("payment-order/applied", "2026-01-05", &[("court", "甲法院")]),
            event("payment-order/objected", "2026-02-01", &[]),
            event("payment-order/terminated", "2026-02-05", &[]),
            event("litigation/filed", "2026-02-10", &[("court", "甲法院")]),
        ]);
        assert_eq!(
            ids(&found),
            [("payment-order", vec![]), ("litigation", vec![(How::Replaces, "payment-order")])]
        );
    }
}
