//! Limitation: a clock that runs out, starts again with every interruption in time, and never revives.
//!
//! The claim, enforcement and the guarantee period are separate clocks. Which facts interrupt is `limitation_acts`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Reason, Refusal, Ruled};
use super::period::{Actor, Deadline, Roll};
use super::rulebook::Rulebook;
use super::schema::{Check, Confidence, Entry, Provenance, Sources, Title, day};
use crate::domain::date::chinese;

/// A clock of the table `limitation`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Its id: `claim`, `enforcement`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// The period that runs from the start.
    pub period: String,
    /// The period that runs from an interruption.
    pub restart: String,
    /// The ceiling that no interruption moves.
    #[serde(default)]
    pub maximum: Option<String>,
    /// Where it stands.
    pub source: Sources,
    /// The day someone last compared it with its source.
    #[serde(deserialize_with = "day")]
    pub checked_on: NaiveDate,
    /// How surely it is known.
    pub confidence: Confidence,
}

impl Entry for Clock {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &Title {
        &self.title
    }

    fn provenance(&self) -> Vec<Provenance<'_>> {
        vec![Provenance {
            from: None,
            source: &self.source,
            checked_on: self.checked_on,
            confidence: self.confidence,
        }]
    }

    fn check(&self, _check: &mut Check<'_>) {}

    fn resolve(&self, book: &Rulebook, check: &mut Check<'_>) {
        let named = [
            ("period:", Some(&self.period)),
            ("restart:", Some(&self.restart)),
            ("maximum:", self.maximum.as_ref()),
        ];
        for (at, rule) in named {
            if let Some(rule) = rule.filter(|r| book.periods.get(r).is_none()) {
                check.report("E-RULES-UNKNOWN-REFERENCE", &[at]).put("found", rule).put("table", "periods");
            }
        }
    }
}

/// Something that interrupts, if it is in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Interruption {
    /// The day it happened.
    pub on: NaiveDate,
    /// The act of the table `interruptions`; none where a person only stated the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// Its legal source.
    pub source: String,
    /// What happened, in words.
    pub detail: String,
    /// Whether something proves it: a recording, a receipt, a tracking number, a court file.
    pub proved: bool,
    /// For a proceeding: the day it ended. The clock starts again then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<NaiveDate>,
    /// For a plan of instalments: the last of them, from which the clock starts again (民法典 189).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_due: Option<NaiveDate>,
    /// For a proceeding: it has not ended, and the clock stands still.
    pub pending: bool,
}

impl Interruption {
    /// A day on which limitation was interrupted, as somebody states it.
    pub fn stated(on: NaiveDate) -> Self {
        Interruption {
            on,
            act: None,
            source: String::new(),
            detail: "所称的中断事由".to_owned(),
            proved: true,
            ended: None,
            last_due: None,
            pending: false,
        }
    }
}

/// What an interruption did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The clock started again.
    Restarted,
    /// The clock had not started yet.
    BeforeStart,
    /// It came after expiry, which does not revive.
    TooLate,
}

/// An interruption and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Weighed {
    /// The interruption.
    #[serde(flatten)]
    pub interruption: Interruption,
    /// What it did.
    pub effect: Effect,
    /// When the clock runs out after it.
    pub expires: NaiveDate,
}

/// When a clock runs out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Limitation {
    /// The day it started from, not counted.
    pub due: NaiveDate,
    /// The last day.
    pub expires: NaiveDate,
    /// The last day before rest days were looked at.
    pub raw_expires: NaiveDate,
    /// `expires` differs from `raw_expires` because of rest days.
    pub rolled: bool,
    /// The calendar of that day is not published yet.
    pub provisional: bool,
    /// A proceeding is pending: the clock stands still, and `expires` is counted from its beginning to be safe.
    pub pending: bool,
    /// The ceiling, and whether it is what ends the clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<NaiveDate>,
    /// The ceiling ends the clock.
    pub capped: bool,
    /// The last day if only interruptions with proof count.
    pub expires_proved: NaiveDate,
    /// `expires` rests on an interruption that nothing proves.
    pub rests_on_unproved: bool,
    /// Every interruption, by day.
    pub interruptions: Vec<Weighed>,
    /// Workdays on which to warn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<NaiveDate>,
}

/// What one interruption did.
struct Step<'i> {
    of: &'i Interruption,
    effect: Effect,
    /// The day from which the clock runs anew.
    from: NaiveDate,
    expires: NaiveDate,
}

/// Where a clock stands after its interruptions.
struct Followed {
    /// The day it runs from.
    base: NaiveDate,
    due: NaiveDate,
    pending: bool,
}

struct Run {
    last: Deadline,
    because: Vec<Reason>,
    weighed: Vec<Weighed>,
    pending: bool,
}

impl Rulebook {
    /// When the claim becomes time-barred: due on `due`, interrupted by `interruptions` in any order.
    ///
    /// # Errors
    /// As [`Rulebook::deadline`].
    pub fn limitation(
        &self,
        due: NaiveDate,
        interruptions: &[Interruption],
        strict: bool,
    ) -> Ruled<Limitation> {
        self.clock("claim", due, interruptions, strict)
    }

    /// When the right to apply for enforcement ends: `last_day` is the last day for performance.
    ///
    /// # Errors
    /// As [`Rulebook::deadline`].
    pub fn enforcement_limitation(
        &self,
        last_day: NaiveDate,
        interruptions: &[Interruption],
        strict: bool,
    ) -> Ruled<Limitation> {
        self.clock("enforcement", last_day, interruptions, strict)
    }

    /// The guarantee period after a debt falls due: as agreed, else by law. Nothing interrupts it, and it never rolls.
    /// An agreed end that is not after the due date counts as no agreement (民法典 692).
    ///
    /// # Errors
    /// As [`Rulebook::deadline`].
    pub fn guarantee_period(
        &self,
        due: NaiveDate,
        agreed_until: Option<NaiveDate>,
        strict: bool,
    ) -> Ruled<Deadline> {
        match agreed_until.filter(|until| *until > due) {
            Some(until) => self.deadline_until("guarantee-period", due, until, strict),
            None => self.deadline("guarantee-period", due, None, strict),
        }
    }

    /// When the clock of this id runs out.
    pub(super) fn clock(
        &self,
        id: &str,
        due: NaiveDate,
        interruptions: &[Interruption],
        strict: bool,
    ) -> Ruled<Limitation> {
        let clock = self.limitations.get(id).ok_or_else(|| {
            Refusal::new("R-LIMITATION-UNKNOWN", format!("时效 {id}"), "在 limitation.yaml 中补充")
        })?;
        let mut sorted: Vec<&Interruption> = interruptions.iter().collect();
        sorted.sort_by_key(|i| (i.on, i.ended, !i.proved));
        let all = self.run(clock, due, &sorted, strict)?;
        // What rests on proof alone is another run only where something does not.
        let due_proved = if sorted.iter().all(|i| i.proved) {
            all.last.due
        } else {
            sorted.retain(|i| i.proved);
            self.follow(clock, due, &sorted, |_| ())?.due
        };
        let Run { mut last, mut because, weighed, pending } = all;
        let (raw_before, due_before) = (last.raw_due, last.due);
        let maximum = match &clock.maximum {
            Some(rule) => Some(self.deadline(rule, due, None, false)?),
            None => None,
        };
        let ceiling = maximum.as_ref().map(|m| m.value.due);
        let capped = ceiling.is_some_and(|ceiling| ceiling < due_before);
        if let Some(m) = maximum.filter(|_| capped) {
            because.extend(m.because);
            last = m.value;
        }
        let expires_proved = due_proved.min(ceiling.unwrap_or(due_proved));
        if expires_proved < last.due {
            because.push(Reason::new(
                &clock.id,
                clock.source.to_string(),
                format!(
                    "部分中断事由没有送达或者到达的证据；只计有证据的，至{}届满",
                    chinese(expires_proved)
                ),
            ));
        }
        if pending {
            because.push(Reason::new(
                &clock.id,
                clock.source.to_string(),
                "有关程序尚未终结，时效不进行；此处从程序开始之日起算，以求稳妥",
            ));
        }
        let value = Limitation {
            due,
            expires: last.due,
            raw_expires: if capped { last.raw_due } else { raw_before },
            rolled: last.rolled,
            provisional: last.provisional,
            pending,
            maximum: ceiling,
            capped,
            expires_proved,
            rests_on_unproved: expires_proved < last.due,
            interruptions: weighed,
            warnings: last.warnings,
        };
        Ok(Answer { value, because })
    }

    fn run(
        &self,
        clock: &Clock,
        due: NaiveDate,
        interruptions: &[&Interruption],
        strict: bool,
    ) -> Result<Run, Refusal> {
        let (mut trail, mut weighed) = (Vec::with_capacity(interruptions.len()), Vec::new());
        let followed = self.follow(clock, due, interruptions, |Step { of, effect, from, expires }| {
            weighed.push(Weighed { interruption: of.clone(), effect, expires });
            if self.is_wordless() {
                return;
            }
            let what = format!("{}{}", chinese(of.on), of.detail);
            let detail = match effect {
                Effect::BeforeStart => format!("{what}：时效尚未起算，不影响"),
                Effect::TooLate => format!("{what}：时效已于{}届满，不再恢复", chinese(expires)),
                Effect::Restarted => {
                    let again = match of.last_due {
                        _ if from <= of.on => "",
                        Some(_) => "，自最后一期履行期限届满之日",
                        None => "，自程序终结之日",
                    };
                    let proof = if of.proved { "" } else { "（没有证据证明送达）" };
                    format!("{what}{proof}：中断{again}重新计算，至{}", chinese(expires))
                }
            };
            let rule = of.act.as_deref().unwrap_or(&clock.restart);
            let source = if of.source.is_empty() { clock.source.text() } else { &of.source };
            trail.push(Reason::new(rule, source, detail));
        })?;
        let rule = if followed.base == due { &clock.period } else { &clock.restart };
        // Only the date that is given back has to rest on a published calendar.
        let last = self.deadline(rule, followed.base, None, strict)?;
        let start = self.words(|| format!("{}：自{}的次日起算", clock.title.zh, chinese(due)));
        let mut because = vec![Reason::new(&clock.id, clock.source.text(), start)];
        because.append(&mut trail);
        because.extend(last.because);
        Ok(Run { last: last.value, because, weighed, pending: followed.pending })
    }

    /// Goes through interruptions by day: what each does, and the day from which the clock runs after all of them.
    fn follow<'i>(
        &self,
        clock: &Clock,
        due: NaiveDate,
        interruptions: &[&'i Interruption],
        mut seen: impl FnMut(Step<'i>),
    ) -> Result<Followed, Refusal> {
        let mut now = Followed { base: due, due: self.last_day(&clock.period, due)?, pending: false };
        for of in interruptions.iter().copied() {
            let (mut effect, mut from) = (Effect::Restarted, of.on);
            if of.on <= due {
                effect = Effect::BeforeStart;
            } else if of.on > now.due && !now.pending {
                effect = Effect::TooLate;
            } else {
                from = of.ended.or(of.last_due).filter(|end| *end > of.on).unwrap_or(of.on).max(now.base);
                let pending = now.pending || of.pending;
                now = Followed { base: from, due: self.last_day(&clock.restart, from)?, pending };
            }
            seen(Step { of, effect, from, expires: now.due });
        }
        Ok(now)
    }
}

/// A clock as a deadline, for lists of what is due.
impl Limitation {
    /// The same date as a [`Deadline`].
    pub fn as_deadline(&self, rule: &str, title: Title) -> Deadline {
        Deadline {
            rule: rule.to_owned(),
            title,
            from: self.due,
            due: self.expires,
            raw_due: self.raw_expires,
            rolled: self.rolled,
            provisional: self.provisional,
            roll: Roll::Forward,
            by: Actor::Creditor,
            optional: false,
            act_by: None,
            warnings: self.warnings.clone(),
            note: None,
        }
    }
}
