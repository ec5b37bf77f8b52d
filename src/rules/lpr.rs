//! The loan prime rate (LPR) on a day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Reason, Refusal, Ruled};
use super::rulebook::Rulebook;
use super::schema::{Check, Series, Title, Valued};
use super::wording::percent;
use crate::domain::contract::Rate;
use crate::domain::date;

/// One term of the LPR over time: an entry of the table `lpr`. The last value's `until` is the last day that is sure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lpr {
    /// Its id: `lpr-1y`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// Each change from its day of publication.
    pub values: Series<Rate>,
}

impl Valued for Lpr {
    type Value = Rate;

    fn parts(&self) -> (&str, &Title, &Series<Rate>) {
        (&self.id, &self.title, &self.values)
    }

    fn check_values(&self, check: &mut Check<'_>) {
        // Without an end nobody would notice that a publication is missing.
        if self.values.last_day().is_none() {
            check.report("E-RULES-LPR-NO-END", &[]);
        }
    }
}

/// Which LPR.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LprTerm {
    /// One year.
    #[default]
    #[serde(rename = "1y")]
    OneYear,
    /// Over five years.
    #[serde(rename = "5y")]
    FiveYears,
}

impl LprTerm {
    /// As facts of milestones write it; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "1y" => Some(LprTerm::OneYear),
            "5y" => Some(LprTerm::FiveYears),
            _ => None,
        }
    }

    /// The entry of the table.
    pub const fn id(self) -> &'static str {
        match self {
            LprTerm::OneYear => "lpr-1y",
            LprTerm::FiveYears => "lpr-5y",
        }
    }
}

/// The LPR on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LprOn {
    /// As a fraction: `0.03`.
    pub rate: Rate,
    /// The day it was published.
    pub published: NaiveDate,
    /// The day lies past the last publication that was checked, so that the rate may have changed.
    pub provisional: bool,
}

/// The LPR in force on a day: the one published last, on that day or before.
///
/// # Errors
/// `R-LPR-BEFORE` before the first publication on 2019-08-20, where the benchmark rate of the central bank applies.
/// `R-LPR-ENDED` (unpublished) past the table's end if `strict`.
pub fn on(book: &Rulebook, day: NaiveDate, term: LprTerm, strict: bool) -> Ruled<LprOn> {
    let entry = entry(book, term)?;
    let (dated, provisional) = match (entry.values.on(day), entry.values.last_day()) {
        (Some(dated), _) => (dated, false),
        (None, Some(last)) if day > last => {
            if strict {
                return Err(ended(day, last));
            }
            match entry.values.iter().next_back() {
                Some(dated) => (dated, true),
                None => return Err(before(entry, day)),
            }
        }
        _ => return Err(before(entry, day)),
    };
    let value = LprOn { rate: dated.value, published: dated.from, provisional };
    let mut detail = format!(
        "{}适用{}公布的{}：{}",
        date::chinese(day),
        date::chinese(dated.from),
        entry.title.zh,
        percent(dated.value.fraction())
    );
    if provisional {
        detail.push_str("（该日之后的公告尚未核对，暂按最近一次公布的利率）");
    }
    Ok(Answer::new(value, vec![Reason::new(term.id(), dated.source.to_string(), detail)]))
}

/// The LPR through a time: what a rate that floats with it goes through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LprSteps {
    /// Each rate from its first day within the time on.
    pub steps: Vec<(NaiveDate, Rate)>,
    /// The last day that is sure, where the time goes beyond it, and the refusal for what follows.
    pub ended: Option<(NaiveDate, Refusal)>,
}

/// The LPR from one day to another, both counted, each new one from the day of its publication on, as far as the table is
/// sure of it.
///
/// # Errors
/// `R-LPR-BEFORE` where the time begins before the first publication; `R-LPR-NO-TABLE`.
pub fn through(book: &Rulebook, from: NaiveDate, to: NaiveDate, term: LprTerm) -> Ruled<LprSteps> {
    let entry = entry(book, term)?;
    let ended = entry.values.last_day().filter(|last| *last < to);
    let ended = ended.map(|last| (last, ended_after(last)));
    let mut out = LprSteps { steps: Vec::new(), ended };
    if entry.values.first_day().is_none_or(|first| from < first) {
        return Err(before(entry, from));
    }
    let known = || entry.values.iter().filter(|dated| dated.from <= to);
    let first = known().rfind(|dated| dated.from <= from).into_iter();
    let mut because = Vec::new();
    for dated in first.chain(known().filter(|dated| dated.from > from)) {
        if dated.until.is_some_and(|until| until < from) {
            continue;
        }
        let day = dated.from.max(from);
        let detail = format!(
            "自{}起适用{}公布的{}：{}",
            date::chinese(day),
            date::chinese(dated.from),
            entry.title.zh,
            percent(dated.value.fraction())
        );
        out.steps.push((day, dated.value));
        because.push(Reason::new(term.id(), dated.source.to_string(), detail));
    }
    Ok(Answer::new(out, because))
}

fn entry(book: &Rulebook, term: LprTerm) -> Result<&Lpr, Refusal> {
    let found = book.lpr.get(term.id());
    found.ok_or_else(|| Refusal::new("R-LPR-NO-TABLE", term.id(), "规则表中没有该期限的贷款市场报价利率"))
}

/// Past the last day that is sure.
fn ended(day: NaiveDate, last: NaiveDate) -> Refusal {
    let hint = format!("规则表只核对至{}，请在 rules/ 中补录其后的公告", date::chinese(last));
    Refusal::unpublished("R-LPR-ENDED", missing(day), hint)
}

fn ended_after(last: NaiveDate) -> Refusal {
    ended(last.succ_opt().unwrap_or(last), last)
}

/// Before the first publication there is no neighbour to take the rate from.
fn before(entry: &Lpr, day: NaiveDate) -> Refusal {
    let first = entry.values.first_day().map_or_else(String::new, date::chinese);
    Refusal::new(
        "R-LPR-BEFORE",
        missing(day),
        format!("{first}之前没有贷款市场报价利率，该期间适用中国人民银行同期贷款基准利率，请另行取值"),
    )
}

fn missing(day: NaiveDate) -> String {
    format!("{}的贷款市场报价利率（LPR）", date::chinese(day))
}
