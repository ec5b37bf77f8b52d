//! Periods: when one that starts on a day ends. Every length is a dated value of `periods.yaml`.
//!
//! The day of the trigger is not counted. Months and years end on the corresponding day, or on the last of the month
//! where there is none. A period to act in rolls forward past rest days; what merely lapses never does, and is warned of
//! on workdays before. To add a period: an entry in the table. A new shape of period: here, with its property test.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Reason, Refusal, Ruled};
pub use super::period_length::Length;
use super::rulebook::Rulebook;
use super::schema::{Check, Dated, Series, Title, Valued};
pub use crate::domain::actor::Actor;
use crate::domain::date::chinese;

/// What happens when a period's last day is a rest day, and what kind of period it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Roll {
    /// A period to act in: ends on the next workday.
    Forward,
    /// It lapses: never moved; the internal deadline is the workday before.
    Back,
    /// The court's own limit, watched only.
    Court,
    /// Not a period to act in: the first day something is possible, or a day on which something ends by itself.
    None,
    /// No fixed length.
    Open,
}

/// One period of the procedure.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodRule {
    /// Its id: `appeal-judgment`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// The day it starts from, in words.
    pub starts: Title,
    /// What happens on a rest day.
    pub roll: Roll,
    /// Who has to act.
    pub by: Actor,
    /// How it is counted: an entry of the table `computation`.
    pub counting: String,
    /// Counted backwards from the day given: at least so long before it.
    #[serde(default)]
    pub backward: bool,
    /// A right that may be let pass, as an appeal: past, it is waived and not overdue.
    #[serde(default)]
    pub optional: bool,
    /// Days before the end on which to warn, most first.
    #[serde(default)]
    pub warn: Vec<u16>,
    /// Its lengths over time.
    pub values: Series<Span>,
}

/// The length of a period at one time. Exactly one of `length`, `court_set`, `choose` and `open`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// A fixed length.
    #[serde(default)]
    pub length: Option<Length>,
    /// The court sets the days.
    #[serde(default)]
    pub court_set: bool,
    /// The length holds only where nothing else was agreed; without a length the parties alone set it.
    #[serde(default)]
    pub agreed: bool,
    /// Which of these periods applies has to be said.
    #[serde(default)]
    pub choose: Vec<String>,
    /// There is no fixed length; what holds instead.
    #[serde(default)]
    pub open: Option<String>,
    /// By how much it can be extended, in words of the table: `6m`, `agreed`.
    #[serde(default)]
    pub extendable: Option<String>,
    /// Between which bounds the court sets it.
    #[serde(default)]
    pub bounds: Option<String>,
}

/// How periods are counted under one law.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Computation {
    /// Its id: `civil-procedure`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// A paper posted before the end is in time.
    pub in_transit: bool,
    /// The rule in words, over time.
    pub values: Series<String>,
}

impl Valued for Computation {
    type Value = String;

    fn parts(&self) -> (&str, &Title, &Series<String>) {
        (&self.id, &self.title, &self.values)
    }
}

impl Valued for PeriodRule {
    type Value = Span;

    fn parts(&self) -> (&str, &Title, &Series<Span>) {
        (&self.id, &self.title, &self.values)
    }

    fn check_values(&self, check: &mut Check<'_>) {
        for dated in self.values.iter() {
            let span = &dated.value;
            let length = span.length.is_some() || span.agreed;
            let shapes = [length, span.court_set, !span.choose.is_empty(), span.open.is_some()];
            if shapes.iter().filter(|s| **s).count() != 1 {
                check.report("E-RULES-PERIOD-SHAPE", &[&format!("from: {}", dated.from)]);
            }
            if span.open.is_some() != (self.roll == Roll::Open) {
                check.report("E-RULES-PERIOD-OPEN", &[&format!("from: {}", dated.from)]);
            }
        }
        if self.warn.windows(2).any(|w| w[1] >= w[0]) {
            check.report("E-RULES-WARN-ORDER", &["warn:"]);
        }
    }

    fn resolve_values(&self, book: &Rulebook, check: &mut Check<'_>) {
        if book.computations.get(&self.counting).is_none() {
            check
                .report("E-RULES-UNKNOWN-REFERENCE", &["counting:"])
                .put("found", &self.counting)
                .put("table", "computation");
        }
        for id in self.values.iter().flat_map(|d| &d.value.choose) {
            if book.periods.get(id).is_none() {
                check.report("E-RULES-UNKNOWN-REFERENCE", &[id]).put("found", id).put("table", "periods");
            }
        }
    }
}

/// When a period ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// The period.
    pub rule: String,
    /// Its name.
    pub title: Title,
    /// The day of the trigger, not counted.
    pub from: NaiveDate,
    /// The last day to act, or the day on which it lapses or becomes possible.
    pub due: NaiveDate,
    /// The last day before rest days were looked at.
    pub raw_due: NaiveDate,
    /// `due` differs from `raw_due` because of rest days.
    pub rolled: bool,
    /// The calendar of that day is not published yet.
    pub provisional: bool,
    /// What kind of period it is.
    pub roll: Roll,
    /// Who has to act.
    pub by: Actor,
    /// A right that may be let pass.
    pub optional: bool,
    /// For what lapses: the workday by which to have acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act_by: Option<NaiveDate>,
    /// Workdays on which to warn, first to last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<NaiveDate>,
    /// What a reader must know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Deadline {
    /// The first day on which to warn.
    pub fn warn_from(&self) -> Option<NaiveDate> {
        self.warnings.first().copied()
    }
}

/// Days a court can set, at most: more is a slip of the pen.
const MOST_DAYS: u32 = 3660;

impl Rulebook {
    /// When the period `rule` ends that starts on `from`. `days` is what the court set (or, where the law lets the
    /// parties agree, what they agreed). `strict` refuses a date that depends on an unpublished calendar.
    ///
    /// # Errors
    /// `R-PERIOD-UNKNOWN`, `R-PERIOD-BEFORE` (no value that early), `R-PERIOD-DAYS` (days needed, or not to be given),
    /// `R-PERIOD-CHOOSE` (which of several), `R-PERIOD-OPEN` (no fixed length), `R-CALENDAR-END` (`strict` only),
    /// `R-CALENDAR-BEFORE`, `R-DATE-RANGE`.
    pub fn deadline(&self, rule: &str, from: NaiveDate, days: Option<u32>, strict: bool) -> Ruled<Deadline> {
        let (period, dated, length, raw_due) = self.counted(rule, from, days)?;
        let detail = self.words(|| {
            let way = if period.backward {
                format!("自{}向前倒数{length}，为{}", chinese(from), chinese(raw_due))
            } else {
                format!("自{}的次日起算{length}，至{}", chinese(from), chinese(raw_due))
            };
            match &dated.note {
                Some(note) => format!("{}：{way}（{note}）", period.title.zh),
                None => format!("{}：{way}", period.title.zh),
            }
        });
        let reason = Reason::new(rule, dated.source.text(), detail);
        self.end_of(period, from, raw_due, reason, dated.note.clone(), strict)
    }

    /// The last day of that period and no more, for whoever needs the day of many periods and the reasons of one.
    ///
    /// # Errors
    /// As [`Rulebook::deadline`] where it is not strict.
    pub(super) fn last_day(&self, rule: &str, from: NaiveDate) -> Result<NaiveDate, Refusal> {
        let (period, _, _, raw_due) = self.counted(rule, from, None)?;
        self.end(period, from, raw_due).map(|end| end.due)
    }

    /// A period as it is counted, up to its last day before rest days are looked at.
    fn counted(
        &self,
        rule: &str,
        from: NaiveDate,
        days: Option<u32>,
    ) -> Result<(&PeriodRule, &Dated<Span>, Length, NaiveDate), Refusal> {
        let period = self.period(rule)?;
        let dated = in_force(period, from)?;
        let length = length(period, dated, days)?;
        let raw_due = if period.backward { length.before(from) } else { length.after(from) }
            .ok_or_else(|| beyond_dates(from))?;
        Ok((period, dated, length, raw_due))
    }

    /// The same for a period whose last day a decision names, as a freezing order does: that day wins over the law's
    /// length.
    ///
    /// # Errors
    /// As [`Rulebook::deadline`].
    pub fn deadline_until(
        &self,
        rule: &str,
        from: NaiveDate,
        until: NaiveDate,
        strict: bool,
    ) -> Ruled<Deadline> {
        let period = self.period(rule)?;
        let dated = in_force(period, from)?;
        let detail =
            self.words(|| format!("{}：法律文书写明至{}，以文书为准", period.title.zh, chinese(until)));
        let reason = Reason::new(rule, dated.source.text(), detail);
        self.end_of(period, from, until, reason, None, strict)
    }

    /// The same for a period whose last day the parties agreed on, as they do for an instalment.
    ///
    /// # Errors
    /// As [`Rulebook::deadline`].
    pub fn deadline_agreed(
        &self,
        rule: &str,
        from: NaiveDate,
        until: NaiveDate,
        strict: bool,
    ) -> Ruled<Deadline> {
        let period = self.period(rule)?;
        let dated = in_force(period, from)?;
        let detail = format!("{}：{}约定至{}", period.title.zh, chinese(from), chinese(until));
        let reason = Reason::new(rule, dated.source.to_string(), detail);
        self.end_of(period, from, until, reason, None, strict)
    }

    /// The period of that id.
    ///
    /// # Errors
    /// `R-PERIOD-UNKNOWN` with the nearest id.
    pub fn period(&self, rule: &str) -> Result<&PeriodRule, Refusal> {
        self.periods.get(rule).ok_or_else(|| {
            let (hint, english) = self.periods.nearest(rule).map_or_else(
                || {
                    let all = "sucheng rules list";
                    (format!("用 {all} 查看全部期间"), format!("{all} shows every period"))
                },
                |near| (format!("是否指 {near}？"), format!("did you mean {near}?")),
            );
            Refusal::new("R-PERIOD-UNKNOWN", format!("期间 {rule}"), hint).in_english(english)
        })
    }

    /// Rolls, marks, warns: what follows once the last day is counted.
    fn end(&self, period: &PeriodRule, from: NaiveDate, raw_due: NaiveDate) -> Result<End, Refusal> {
        let provisional_raw = self.is_provisional(raw_due)?;
        let due = match (period.roll, period.backward) {
            (Roll::Forward | Roll::Court, false) => self.workday_from(raw_due)?,
            // Counted backwards: what must be done at least so long before is done on a workday before.
            (Roll::Back, true) => self.workday_until(raw_due)?,
            _ => raw_due,
        };
        let provisional = provisional_raw || self.is_provisional(due)?;
        let lapses = period.roll == Roll::Back && !period.backward;
        // An order often names the day before the corresponding one: the warning assumes the earlier.
        let act_by = match due.pred_opt() {
            Some(eve) if lapses => Some(self.workday_until(eve)?),
            _ => None,
        };
        let mut warnings = Vec::with_capacity(period.warn.len());
        for ahead in &period.warn {
            let day = due.checked_sub_days(Days::new(u64::from(*ahead))).filter(|d| *d > from);
            if let Some(day) = day {
                warnings.push(self.workday_until(day)?);
            }
        }
        warnings.dedup();
        Ok(End { due, provisional, act_by, warnings })
    }

    /// The deadline that ends so, with its reasons.
    fn end_of(
        &self,
        period: &PeriodRule,
        from: NaiveDate,
        raw_due: NaiveDate,
        counted: Reason,
        note: Option<String>,
        strict: bool,
    ) -> Ruled<Deadline> {
        let end = self.end(period, from, raw_due)?;
        if end.provisional && strict {
            let until = self.calendar_end().map_or_else(String::new, |e| format!("{}之后", chinese(e)));
            return Err(Refusal::unpublished(
                "R-CALENDAR-END",
                format!("{until}的放假安排（涉及{}）", chinese(raw_due)),
                "国务院通知公布后补充 holidays.yaml；不加 --strict 可得暂定日期",
            ));
        }
        let mut because = vec![counted];
        if !self.is_wordless() {
            self.explain(period, from, raw_due, &end, &mut because);
        }
        let End { due, provisional, act_by, warnings } = end;
        let value = Deadline {
            rule: period.id.clone(),
            title: period.title.clone(),
            from,
            due,
            raw_due,
            rolled: due != raw_due,
            provisional,
            roll: period.roll,
            by: period.by,
            optional: period.optional,
            act_by,
            warnings,
            note,
        };
        Ok(Answer { value, because })
    }

    /// Why a period ends as it does, beyond how it was counted.
    fn explain(
        &self,
        period: &PeriodRule,
        from: NaiveDate,
        raw_due: NaiveDate,
        end: &End,
        because: &mut Vec<Reason>,
    ) {
        let counting = self.computations.get(&period.counting);
        let how = counting.and_then(|c| c.values.on(from));
        if let Some(how) = how {
            because.push(Reason::new(&period.counting, how.source.text(), &*how.value));
        }
        if end.due != raw_due {
            let way = if end.due > raw_due {
                "顺延至其后第一个工作日"
            } else {
                "提前至其前最后一个工作日"
            };
            let detail = format!("{}为法定休假日，{way}{}", chinese(raw_due), chinese(end.due));
            because.push(self.calendar_reason(raw_due, detail));
        }
        if end.provisional {
            let until = self.calendar_end().map_or_else(String::new, |e| format!("{}之后", chinese(e)));
            let detail = format!("{until}的放假安排尚未公布，按周末和法定节日推算，届时须重新计算");
            because.push(self.calendar_reason(raw_due, detail));
        }
        if let Some(act_by) = end.act_by {
            let detail = format!("到期即失效，不顺延；内部期限为{}", chinese(act_by));
            because.push(Reason::new(&period.id, String::new(), detail));
        }
        if period.roll == Roll::Forward && counting.is_some_and(|c| c.in_transit) {
            because.push(Reason::new(
                &period.counting,
                how.map(|h| h.source.text()).unwrap_or_default(),
                "期满前交邮的视为在期限内；邮寄时保留寄件凭证",
            ));
        }
    }
}

/// How a period ends.
struct End {
    due: NaiveDate,
    provisional: bool,
    act_by: Option<NaiveDate>,
    warnings: Vec<NaiveDate>,
}

fn in_force(period: &PeriodRule, from: NaiveDate) -> Result<&Dated<Span>, Refusal> {
    period.values.on(from).ok_or_else(|| {
        let first = period.values.first_day();
        let words = first.map_or_else(String::new, chinese);
        let english = first.map_or_else(String::new, |day| day.to_string());
        Refusal::new(
            "R-PERIOD-BEFORE",
            format!("{}在{}的规定", period.title.zh, chinese(from)),
            format!("表中自{words}起有规定；更早的期间请按当时的法律人工核定"),
        )
        .in_english(format!(
            "the table begins on {english}; take earlier periods from the law of that time, by hand"
        ))
    })
}

fn length(period: &PeriodRule, dated: &Dated<Span>, days: Option<u32>) -> Result<Length, Refusal> {
    let span = &dated.value;
    let name = &period.title.zh;
    let source = &dated.source;
    if let Some(open) = &span.open {
        return Err(Refusal::new("R-PERIOD-OPEN", format!("{name}没有固定的期间（{source}）"), open));
    }
    if !span.choose.is_empty() {
        let ids = span.choose.join("、");
        let english = format!("choose one: {}", span.choose.join(", "));
        return Err(Refusal::new("R-PERIOD-CHOOSE", format!("{name}有几种"), format!("请选择：{ids}"))
            .in_english(english));
    }
    match (days, span.length) {
        (Some(days), _) if !(1..=MOST_DAYS).contains(&days) => Err(Refusal::new(
            "R-PERIOD-DAYS",
            format!("{name}的天数"),
            format!("天数应在1至{MOST_DAYS}之间，给出的是{days}"),
        )
        .in_english(format!("from 1 to {MOST_DAYS} days; {days} were given"))),
        (Some(days), _) if span.court_set || span.agreed => Ok(Length::Days(days)),
        (Some(_), Some(length)) => {
            Err(Refusal::new("R-PERIOD-DAYS", format!("{name}是法定期间，为{length}"), "去掉天数")
                .in_english("the law fixes it: leave --days out"))
        }
        (None, Some(length)) => Ok(length),
        (_, None) if span.agreed => {
            Err(Refusal::new("R-PERIOD-DAYS", format!("{name}由当事人约定"), "给出约定的天数：--days N")
                .in_english("give the days that were agreed: --days N"))
        }
        (_, None) => {
            let bounds = span.bounds.as_ref().map_or_else(String::new, |b| format!("（{b}）"));
            Err(Refusal::new(
                "R-PERIOD-DAYS",
                format!("{name}由法院确定{bounds}"),
                "给出法院确定的天数：--days N",
            )
            .in_english("give the days that the court set: --days N"))
        }
    }
}

/// The refusal for a date that no calendar can name.
pub(super) fn beyond_dates(from: NaiveDate) -> Refusal {
    Refusal::new("R-DATE-RANGE", format!("{from}之后的日期"), "检查起算日")
}
