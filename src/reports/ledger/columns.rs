//! The columns of the ledger, in the order in which asset departments keep them.

use chrono::NaiveDate;

use super::line::{Line, Service};
use crate::docket::Numbered;
use crate::domain::actor::Actor;
use crate::domain::cost::CostKind;
use crate::domain::{Amount, Product};
use crate::reports::portfolio::RiskKind;

/// What a cell shows, in no language yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is known, or there is nothing.
    Nothing,
    /// Text as it was recorded.
    Text(String),
    /// Yuan.
    Amount(Amount),
    /// A day.
    Day(NaiveDate),
    /// The next day of several, and the last that passed before it.
    Days {
        /// What comes.
        next: NaiveDate,
        /// What is over: it is not hidden by what comes.
        lapsed: NaiveDate,
    },
    /// One of a few words, by its identifier.
    Word(&'static str),
    /// A name in Chinese and English.
    Named([String; 2]),
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Nothing, Into::into)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<Amount> for Cell {
    fn from(amount: Amount) -> Cell {
        Cell::Amount(amount)
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Cell {
        Cell::Day(day)
    }
}

impl From<&'static str> for Cell {
    fn from(word: &'static str) -> Cell {
        Cell::Word(word)
    }
}

/// A column.
pub struct Column {
    /// The key in JSON; in capitals and with hyphens, the end of the code of its heading.
    pub id: &'static str,
    /// Its width in digits.
    pub width: u16,
    /// A day on which something is lost: it turns red and amber as it comes near.
    pub watched: bool,
    /// It holds amounts.
    pub sum: bool,
    /// It holds days.
    pub day: bool,
    of: fn(&Line<'_>) -> Cell,
}

impl Column {
    /// Its cell in the row of an account.
    pub fn cell(&self, line: &Line<'_>) -> Cell {
        (self.of)(line)
    }
}

const fn column(id: &'static str, width: u16, of: fn(&Line<'_>) -> Cell) -> Column {
    Column { id, width, watched: false, sum: false, day: false, of }
}

const fn sum(id: &'static str, of: fn(&Line<'_>) -> Cell) -> Column {
    Column { id, width: SUM, watched: false, sum: true, day: false, of }
}

const fn day(id: &'static str, of: fn(&Line<'_>) -> Cell) -> Column {
    Column { id, width: DAY, watched: false, sum: false, day: true, of }
}

const fn watched(id: &'static str, of: fn(&Line<'_>) -> Cell) -> Column {
    Column { watched: true, ..day(id, of) }
}

const DAY: u16 = 12;
const SUM: u16 = 16;

/// Every column.
pub const COLUMNS: [Column; 49] = [
    column("account", 20, |l| l.facts.account.to_string().into()),
    column("debtor", 14, |l| l.docket.case.primary().map(|d| l.shown(&d.name)).into()),
    column("product", 10, |l| l.docket.case.product.map(Product::id).into()),
    column("account_number", 22, |l| {
        let contract = &l.docket.case.contract;
        contract.card_number.as_ref().or(contract.loan_number.as_ref()).map(|n| l.number(n)).into()
    }),
    column("branch", 26, |l| l.docket.case.creditor.as_ref().map(|c| l.shown(&c.name)).into()),
    column("firm", 22, |l| l.docket.case.counsel.as_ref().map(|c| l.shown(&c.firm)).into()),
    column("lawyer", 10, |l| {
        let lawyer = l.docket.case.counsel.as_ref().and_then(|c| c.lawyer.as_ref());
        lawyer.map(|name| l.shown(name)).into()
    }),
    column("way", 10, |l| {
        Cell::Word(match l.suit().map(|p| p.track.as_str()) {
            Some("litigation") => "litigation",
            Some("arbitration") => "arbitration",
            Some("payment-order") => "payment-order",
            Some("judicial-confirmation") => "judicial-confirmation",
            Some("notarised-deed") => "notarised-deed",
            _ => l.docket.case.track().id(),
        })
    }),
    column("pre_suit_number", 24, |l| l.pre_suit_number().into()),
    column("case_number", 26, |l| {
        let number = |p: &&Numbered| matches!(p.milestone.as_str(), "accepted" | "transferred");
        l.suit().and_then(|p| p.numbers.iter().rfind(number)).map(|n| n.number.clone()).into()
    }),
    column("court", 24, |l| {
        let court = l.suit().and_then(|p| p.court.as_ref()).or(l.standing.court.as_ref());
        court.map(|name| l.shown(name)).into()
    }),
    column("judge", 10, |l| l.suit().and_then(|p| p.judge.as_ref()).map(|name| l.shown(name)).into()),
    column("clerk", 10, |l| l.suit().and_then(|p| p.clerk.as_ref()).map(|name| l.shown(name)).into()),
    column("court_phone", 14, |l| l.suit().and_then(|p| p.phone.clone()).into()),
    // The day of the number: after a remand both are new.
    day("accepted_on", |l| l.last(&["accepted"]).map(|m| m.on).into()),
    sum("fee", |l| l.fee().and_then(|(sum, _)| sum).into()),
    day("fee_paid_on", |l| l.fee().map(|(_, day)| day).into()),
    column("service", 12, |l| {
        let word = |service| match service {
            Service::Pending => "pending",
            Service::Partly => "partly-served",
            Service::Served => "served",
            Service::PublicNotice => "public-notice",
            Service::Failed => "failed",
        };
        l.service().map(word).into()
    }),
    day("public_notice_until", |l| l.deadline("service-by-public-notice").map(|d| d.due).into()),
    day("hearing_on", |l| l.deadline("hearing").map(|d| d.due).into()),
    column("procedure", 10, |l| {
        let told = l.own().iter().rev().filter(|m| m.track == "litigation");
        let word = told.filter_map(|m| m.facts.get("procedure")).find_map(|p| match p.as_str() {
            "ordinary" => Some("ordinary"),
            "summary" => Some("summary"),
            "small-claims" => Some("small-claims"),
            _ => None,
        });
        word.into()
    }),
    column("ended_by", 10, |l| l.ended_by().into()),
    day("decided_on", |l| l.decided_on().into()),
    day("in_force_on", |l| l.ruling().and_then(|r| r.in_force).into()),
    sum("awarded_principal", |l| awarded(l)[0].into()),
    sum("awarded_interest", |l| awarded(l)[1].into()),
    sum("awarded_costs", |l| awarded(l)[2].into()),
    column("appeal", 10, |l| {
        let of = ["appealed", "second-instance"];
        let Some(last) = l.last(&of) else { return Cell::Nothing };
        let outcome = last.facts.get("outcome").map(String::as_str);
        Cell::Word(match (last.milestone.as_str(), outcome) {
            ("second-instance", Some("upheld")) => "upheld",
            ("second-instance", Some("changed")) => "changed",
            ("second-instance", Some("remanded" | "instructed")) => "remanded",
            ("second-instance", Some("withdrawn")) => "appeal-withdrawn",
            ("second-instance", _) => "appeal-decided",
            _ => "appealed",
        })
    }),
    watched("enforcement_due", |l| risk(l, RiskKind::EnforcementApplication)),
    column("enforcement_number", 26, |l| l.enforcement().and_then(|p| p.number.clone()).into()),
    day("enforcement_accepted_on", |l| l.last_enforced(&["accepted"]).map(|m| m.on).into()),
    column("searched", 24, |l| l.found().map(|text| l.shown(&text)).into()),
    watched("seizure_until", |l| risk(l, RiskKind::Seizure)),
    day("consumption_restricted_on", |l| l.last_enforced(&["consumption-restricted"]).map(|m| m.on).into()),
    day("listed_on", |l| l.listed().into()),
    column("auction", 16, |l| {
        let steps = [
            "appraisal-started",
            "appraised",
            "auction-set",
            "auction-withdrawn",
            "auction-failed",
            "sale-set",
            "sale-failed",
            "sold",
            "buyer-defaulted",
            "taken-in-kind",
        ];
        let last = l.last_enforced(&steps);
        let title = last.and_then(|m| l.rules.milestone("enforcement", &m.milestone));
        title.map_or(Cell::Nothing, |m| Cell::Named([m.title.zh.clone(), m.title.en.clone()]))
    }),
    day("round_terminated_on", |l| l.last_enforced(&["terminated-round"]).map(|m| m.on).into()),
    day("resumed_on", |l| l.last_enforced(&["resumed"]).map(|m| m.on).into()),
    sum("recovered", |l| l.facts.recovered().into()),
    day("last_recovered_on", |l| l.facts.cash.iter().filter(|c| !c.in_kind).map(|c| c.on).max().into()),
    sum("court_costs", |l| l.spent(|kind| !is_preservation(kind) && kind != CostKind::AttorneyFee).into()),
    sum("preservation_costs", |l| l.spent(is_preservation).into()),
    sum("attorney_costs", |l| l.spent(|kind| kind == CostKind::AttorneyFee).into()),
    sum("costs_recovered", |l| {
        let recovered = l.costs.as_ref().map(|c| c.recovered);
        recovered.filter(|sum| !sum.is_zero() || !l.facts.costs.is_empty()).into()
    }),
    watched("limitation_until", |l| risk(l, RiskKind::Limitation)),
    watched("guarantee_until", |l| risk(l, RiskKind::Guarantee)),
    column("next_action", 30, |l| {
        let title = l.next.as_ref().map(|d| [l.shown(&d.title[0]), l.shown(&d.title[1])]);
        title.map_or(Cell::Nothing, Cell::Named)
    }),
    column("responsible", 14, |l| match l.responsible() {
        None => Cell::Nothing,
        Some(Ok(name)) => Cell::Text(l.shown(name)),
        Some(Err(by)) => Cell::Word(match by {
            Actor::Creditor | Actor::Party => "creditor",
            Actor::Debtor => "debtor",
            Actor::Court => "court",
            Actor::Nobody => "nobody",
        }),
    }),
    // The first day of what is merely possible is no day to be missed.
    watched("due", |l| l.next.as_ref().filter(|d| !d.allowed).map(|d| d.due).into()),
];

/// The open day of a kind, and the one that passed beside it: see
/// [`AccountFacts::risk`](crate::reports::portfolio::AccountFacts::risk).
fn risk(line: &Line<'_>, kind: RiskKind) -> Cell {
    let (facts, as_of) = (&line.facts, line.standing.as_of);
    match (facts.risk(kind, as_of), facts.lapsed(kind, as_of)) {
        (Some(next), Some(lapsed)) if lapsed < next && as_of <= next => Cell::Days { next, lapsed },
        (day, _) => day.into(),
    }
}

/// Costs of preserving property: the fee, and the premium of its security.
fn is_preservation(kind: CostKind) -> bool {
    matches!(kind, CostKind::PreservationFee | CostKind::SecurityPremium)
}

/// Principal, interest with penalty, and costs of what was decided.
fn awarded(line: &Line<'_>) -> [Option<Amount>; 3] {
    line.ruling().map_or([None; 3], |ruling| ruling.sums)
}
