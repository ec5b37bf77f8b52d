//! The suits of an account and its enforcement, read out of its milestones.
//!
//! A suit is a course in court, before a tribunal or for a payment order, from filing to end. What was withdrawn and
//! filed anew is two; an appeal, a remand and a retrial belong to the suit they came from. A second filing while one is
//! under way begins none.

use chrono::NaiveDate;

use crate::domain::Amount;
use crate::domain::case::TrackName;
use crate::domain::event::MilestoneEvent;

/// How a suit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By a judgment in effect.
    Judgment,
    /// By an award.
    Award,
    /// By a payment order in effect.
    PaymentOrder,
    /// By mediation in court or before the tribunal.
    Mediated,
    /// It was withdrawn, or counts as withdrawn.
    Withdrawn,
    /// The suit or the claims were dismissed.
    Dismissed,
    /// It was not accepted.
    Rejected,
    /// It ended without a decision.
    Terminated,
}

impl Ending {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Ending::Judgment => "judgment",
            Ending::Award => "award",
            Ending::PaymentOrder => "payment-order",
            Ending::Mediated => "mediated",
            Ending::Withdrawn => "withdrawn",
            Ending::Dismissed => "dismissed",
            Ending::Rejected => "rejected",
            Ending::Terminated => "terminated",
        }
    }
}

/// A decision on the merits, in effect or not: as it was given, else as an appeal changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgment {
    /// The day of what counts.
    pub on: NaiveDate,
    /// Principal; `None` where it is not recorded.
    pub principal: Option<Amount>,
    /// Interest and penalty.
    pub interest: Option<Amount>,
    /// Costs that the debtor bears.
    pub costs: Option<Amount>,
    /// Whether a debtor stayed away; `None` where that is not recorded.
    pub in_absence: Option<bool>,
}

impl Judgment {
    fn of(event: &MilestoneEvent) -> Self {
        let sum = |name: &str| event.facts.get(name).and_then(|text| text.trim().parse().ok());
        Judgment {
            on: event.on,
            principal: sum("principal"),
            interest: sum("interest"),
            costs: sum("costs"),
            in_absence: event.facts.get("in_absence").map(|word| word == "yes"),
        }
    }

    /// What of the claim was awarded: principal, interest and penalty. `None` where that is not recorded, or beyond the
    /// range.
    pub fn supported(&self) -> Option<Amount> {
        self.principal?.checked_add(self.interest?)
    }
}

/// A proceeding of a suit that was closed. It stays closed on its day whatever follows: what is filed anew, remanded
/// after that or tried again is closed another time, on another day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The day.
    pub on: NaiveDate,
    /// How; after an appeal against a dismissal, how that ended.
    pub how: Ending,
}

/// A suit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suit {
    /// Its track.
    pub track: TrackName,
    /// The day it was filed.
    pub filed_on: Option<NaiveDate>,
    /// The day it was first accepted.
    pub accepted_on: Option<NaiveDate>,
    /// The day it was last accepted: a remand and a retrial have a number and a day of acceptance of their own.
    pub last_accepted_on: Option<NaiveDate>,
    /// The days on which its proceedings began: the first acceptance, and each after a closing.
    pub acceptances: Vec<NaiveDate>,
    /// The proceedings of it that were closed, oldest first.
    pub closings: Vec<Closing>,
    /// Before the first acceptance it was sent back to be corrected, or rejected.
    pub sent_back: bool,
    /// Something was served by public notice.
    pub public_notice: bool,
    /// The decision on the merits.
    pub judgment: Option<Judgment>,
    /// It came to a decision, a mediation paper or a payment order.
    pub decided: bool,
    /// The day it ended, and how.
    pub ended: Option<(NaiveDate, Ending)>,
}

/// Enforcement, all its rounds together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enforcement {
    /// The day it was first applied for.
    pub applied_on: Option<NaiveDate>,
    /// The day it was first accepted.
    pub accepted_on: Option<NaiveDate>,
    /// The day its first round ended: termination of the round, or the end of the case.
    pub first_ended_on: Option<NaiveDate>,
    /// The latest day on which a round was terminated (终本).
    pub terminated_on: Option<NaiveDate>,
    /// The latest day on which it was resumed.
    pub resumed_on: Option<NaiveDate>,
    /// It runs.
    pub open: bool,
}

/// What happened in court and before tribunals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// The suits, oldest first.
    pub suits: Vec<Suit>,
    /// Enforcement.
    pub enforcement: Enforcement,
    /// The days on which it changed whether the latest suit goes on, oldest first, and whether it did from then on.
    turns: Vec<(NaiveDate, bool)>,
}

impl Course {
    /// What milestones come to; `milestones` are those up to a day, oldest first.
    pub fn of(milestones: &[MilestoneEvent]) -> Course {
        let mut course = Course::default();
        for event in milestones {
            let track = match event.track.as_str() {
                "enforcement" => {
                    course.enforcement.take(event);
                    continue;
                }
                "litigation" => TrackName::Litigation,
                "arbitration" => TrackName::Arbitration,
                "payment-order" => TrackName::PaymentOrder,
                _ => continue,
            };
            let begins = matches!(event.milestone.as_str(), "filed" | "deemed-filed" | "applied");
            course.suit(track, begins).take(event);
            let goes_on = course.last().is_some_and(|s| s.ended.is_none());
            if course.turns.last().is_some_and(|(_, before)| *before) != goes_on {
                course.turns.push((event.on, goes_on));
            }
        }
        course
    }

    /// Whether the latest suit of a day, at its end, had been filed and had not ended.
    pub fn in_suit(&self, on: NaiveDate) -> bool {
        self.turns.iter().rfind(|(day, _)| *day <= on).is_some_and(|(_, goes_on)| *goes_on)
    }

    /// The days on which [`Course::in_suit`] changes, and what it changes to.
    pub(super) fn turns(&self) -> &[(NaiveDate, bool)] {
        &self.turns
    }

    /// Whether nothing runs any more: the suit was withdrawn, dismissed or rejected, or enforcement was closed. `track` and
    /// `stage` are where the account stands. What went from a payment order into a suit goes on.
    pub fn is_over(&self, track: &str, stage: &str, in_force: bool) -> bool {
        if track == "enforcement" {
            return matches!(stage, "closed" | "rejected");
        }
        let ended = self.last().and_then(|suit| suit.ended);
        !in_force && matches!(ended, Some((_, Ending::Withdrawn | Ending::Dismissed | Ending::Rejected)))
    }

    /// The latest suit.
    pub fn last(&self) -> Option<&Suit> {
        self.suits.last()
    }

    /// The first day on which anything was filed.
    pub fn filed_on(&self) -> Option<NaiveDate> {
        self.suits.iter().find_map(|s| s.filed_on)
    }

    /// The first day on which anything was accepted.
    pub fn accepted_on(&self) -> Option<NaiveDate> {
        self.suits.iter().find_map(|s| s.accepted_on)
    }

    /// How and when the latest suit ended; `None` while it goes on, and where it was never accepted for trial: rejected,
    /// or withdrawn before that.
    pub fn closed(&self) -> Option<(NaiveDate, Ending)> {
        let last = self.last()?;
        last.ended.filter(|(_, how)| last.was_case(*how))
    }

    /// Every proceeding that was closed, suit by suit.
    pub fn closings(&self) -> impl Iterator<Item = &Closing> {
        self.suits.iter().flat_map(|suit| &suit.closings)
    }

    /// Whether it ended with nothing of the claim awarded: the claims dismissed, or a judgment or award of zero.
    pub fn is_lost(&self) -> bool {
        let Some((suit, (_, how))) = self.last().and_then(|s| Some((s, s.ended?))) else { return false };
        matches!(how, Ending::Judgment | Ending::Award | Ending::Dismissed)
            && suit.judgment.and_then(|j| j.supported()) == Some(Amount::ZERO)
    }

    /// The latest decision on the merits of the latest suit that has one.
    pub fn judgment(&self) -> Option<&Judgment> {
        self.suits.iter().rev().find_map(|s| s.judgment.as_ref())
    }

    /// The suit that an event of a track belongs to.
    fn suit(&mut self, track: TrackName, begins: bool) -> &mut Suit {
        let at = self.suits.iter().rposition(|s| s.track == track);
        let at = at.filter(|at| !begins || (*at + 1 == self.suits.len() && self.suits[*at].ended.is_none()));
        let at = at.unwrap_or_else(|| {
            self.suits.push(Suit {
                track,
                filed_on: None,
                accepted_on: None,
                last_accepted_on: None,
                acceptances: Vec::new(),
                closings: Vec::new(),
                sent_back: false,
                public_notice: false,
                judgment: None,
                decided: false,
                ended: None,
            });
            self.suits.len() - 1
        });
        &mut self.suits[at]
    }
}

impl Suit {
    fn take(&mut self, event: &MilestoneEvent) {
        let outcome = event.facts.get("outcome").map(String::as_str);
        let ending = match (self.track, event.milestone.as_str()) {
            (_, "filed" | "deemed-filed" | "applied") => {
                self.filed_on = self.filed_on.or(Some(event.on));
                return;
            }
            (_, "correction-ordered") => {
                self.sent_back |= self.accepted_on.is_none();
                return;
            }
            // After a remand or for a retrial it is accepted again, and goes on.
            (_, "accepted") => {
                self.accepted_on = self.accepted_on.or(Some(event.on));
                self.last_accepted_on = Some(event.on);
                if self.acceptances.len() <= self.closings.len() {
                    self.acceptances.push(event.on);
                }
                self.ended = None;
                return;
            }
            (TrackName::Litigation, "public-notice") => {
                self.public_notice = true;
                return;
            }
            (TrackName::Litigation, "judgment") => {
                self.decide(Judgment::of(event));
                return;
            }
            (TrackName::Litigation, "appealed") => {
                self.ended = None;
                return;
            }
            (TrackName::Litigation, "second-instance") => {
                match outcome {
                    Some("changed") => {
                        let before = self.judgment.and_then(|j| j.in_absence);
                        let changed = Judgment::of(event);
                        self.decide(Judgment { in_absence: changed.in_absence.or(before), ..changed });
                    }
                    Some("remanded" | "instructed") => (self.judgment, self.decided) = (None, false),
                    _ => {}
                }
                return;
            }
            (TrackName::PaymentOrder, "issued") => {
                self.decided = true;
                return;
            }
            // What was set aside, or may not be enforced, decides nothing any more.
            (TrackName::Arbitration, "set-aside-decided" | "non-enforcement-decided") => {
                if matches!(outcome, Some("set-aside" | "remitted" | "refused-enforcement")) {
                    (self.judgment, self.decided) = (None, false);
                }
                return;
            }
            (TrackName::Litigation, "effective") => Ending::Judgment,
            (TrackName::PaymentOrder, "effective") => Ending::PaymentOrder,
            (TrackName::Arbitration, "award") => {
                self.decide(Judgment::of(event));
                Ending::Award
            }
            (_, "mediated") => {
                self.decided = true;
                Ending::Mediated
            }
            (_, "withdrawn") => Ending::Withdrawn,
            (_, "dismissed") => {
                match event.facts.get("what").map(String::as_str) {
                    Some("claims") => {
                        let nothing = Some(Amount::ZERO);
                        let lost = Judgment::of(event);
                        self.decide(Judgment {
                            principal: nothing,
                            interest: nothing,
                            costs: nothing,
                            ..lost
                        });
                    }
                    // Nobody says whether it was on the merits: rates of judgments leave it out, and say so.
                    None => self.judgment = self.judgment.or(Some(Judgment::of(event))),
                    Some(_) => {}
                }
                Ending::Dismissed
            }
            (_, "dismissal-stands" | "jurisdiction-denied") => Ending::Dismissed,
            (_, "filing-rejected" | "rejected") => {
                self.sent_back |= self.accepted_on.is_none();
                Ending::Rejected
            }
            (_, "suit-terminated" | "terminated") => {
                // A payment order lapses with the ruling that ends the procedure after an objection (民诉法解释 435).
                self.decided &= self.track != TrackName::PaymentOrder;
                Ending::Terminated
            }
            _ => return,
        };
        self.ended = Some((event.on, ending));
        self.close(event.on, ending);
    }

    /// Whether there was a case to close: what is rejected, or withdrawn before it was accepted, never was one.
    fn was_case(&self, how: Ending) -> bool {
        how != Ending::Rejected && (how != Ending::Withdrawn || self.accepted_on.is_some())
    }

    /// Notes that a proceeding was closed: once, however often an appeal opens it.
    fn close(&mut self, on: NaiveDate, how: Ending) {
        if !self.was_case(how) {
            return;
        }
        let again = self.closings.len() >= self.acceptances.len().max(1);
        match self.closings.last_mut().filter(|_| again) {
            Some(closed) => closed.how = how,
            None => self.closings.push(Closing { on, how }),
        }
    }

    fn decide(&mut self, judgment: Judgment) {
        (self.judgment, self.decided) = (Some(judgment), true);
    }
}

impl Enforcement {
    fn take(&mut self, event: &MilestoneEvent) {
        let on = Some(event.on);
        match event.milestone.as_str() {
            "applied" => (self.applied_on, self.open) = (self.applied_on.or(on), true),
            "accepted" => (self.accepted_on, self.open) = (self.accepted_on.or(on), true),
            "rejected" => self.open = false,
            "terminated-round" => {
                (self.terminated_on, self.open) = (on, false);
                self.first_ended_on = self.first_ended_on.or(on);
            }
            "closed" => {
                self.open = false;
                self.first_ended_on = self.first_ended_on.or(on);
            }
            "resumed" => (self.resumed_on, self.open) = (on, true),
            _ => {}
        }
    }
}
