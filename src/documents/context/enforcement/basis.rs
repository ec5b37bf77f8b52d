//! The decision that is enforced, what is left of it, and the case in which it is enforced.

use chrono::NaiveDate;

use super::super::super::desk::Desk;
use super::super::super::wording::{Citation, Named, content, day, grounds, late_rate, named, sum_of};
use crate::docket::Recorded;
use crate::domain::event::MilestoneEvent;
use crate::domain::money::Amount;

/// What is enforced.
pub struct Basis {
    /// The decision.
    pub named: Named,
    /// All that it awards in figures.
    pub total: Amount,
    /// What came in since.
    pub paid: Amount,
}

impl Basis {
    /// The figures less what came in: without the interest that goes on, and without the doubled part.
    pub fn left(&self) -> Amount {
        self.total - self.paid
    }

    /// `（2026）…号民事判决书`.
    pub fn title(&self) -> String {
        format!("{}{}", self.named.decision.number.as_deref().unwrap_or_default(), self.named.word)
    }
}

/// Milestones up to the day of the document, in the order of their days.
pub fn known<'a>(desk: &Desk<'a>) -> Vec<&'a MilestoneEvent> {
    until(desk.brief.history, desk.brief.as_of)
}

/// Milestones up to a day, in the order of their days.
pub fn until(history: &[Recorded<MilestoneEvent>], on: NaiveDate) -> Vec<&MilestoneEvent> {
    let mut known: Vec<&MilestoneEvent> = history.iter().map(|m| &m.what).filter(|m| m.on <= on).collect();
    known.sort_by_key(|m| m.on);
    known
}

/// A fact of a milestone.
pub fn fact(of: &MilestoneEvent, name: &str) -> Option<String> {
    of.facts.get(name).map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The latest milestone of this name in enforcement.
pub fn latest<'a>(desk: &Desk<'a>, milestone: &str) -> Option<&'a MilestoneEvent> {
    known(desk).into_iter().rfind(|m| m.track == "enforcement" && m.milestone == milestone)
}

/// The decision with its figures; refused where none is in force, a figure is not recorded, or a milestone tells of money
/// that no payment does.
pub fn basis(desk: &Desk) -> Option<Basis> {
    let Some(named) = named(desk, true) else {
        desk.refuse("E-DRAFT-NO-DECISION", "", &[]);
        return None;
    };
    reckoned(desk, named)
}

/// The figures of a decision; `None` where one of them is not recorded.
pub fn reckoned(desk: &Desk, named: Named) -> Option<Basis> {
    let decision = &named.decision;
    let sums = [decision.principal?, decision.interest?, decision.costs?];
    let since = desk.brief.received.iter().filter(|p| p.on > decision.on && p.on <= desk.brief.as_of);
    let add = |sum: Amount, more: Amount| sum.checked_add(more);
    let total = sums.into_iter().try_fold(Amount::ZERO, add);
    let paid = since.map(|p| p.amount).try_fold(Amount::ZERO, add);
    let (Some(total), Some(paid)) = (total, paid) else {
        desk.refuse("E-DRAFT-AMOUNT", "", &[]);
        return None;
    };
    if let Some(told) = distributed(desk).filter(|told| *told > paid) {
        desk.refuse("E-DRAFT-DISTRIBUTED", "", &[("told", &told.grouped()), ("paid", &paid.grouped())]);
    }
    Some(Basis { named, total, paid })
}

/// What milestones tell of proceeds that came in; `None` beyond what can be added.
pub fn distributed(desk: &Desk) -> Option<Amount> {
    let told = known(desk).into_iter().filter(|m| m.track == "enforcement" && m.milestone == "distributed");
    told.filter_map(|m| fact(m, "amount")?.parse().ok()).try_fold(Amount::ZERO, Amount::checked_add)
}

/// The same where something of it is left to enforce.
pub fn unpaid(desk: &Desk) -> Option<Basis> {
    let basis = basis(desk)?;
    if basis.left() <= Amount::ZERO {
        desk.refuse("E-DRAFT-NOTHING-OWED", "", &[]);
    }
    Some(basis)
}

/// What was decided, and what of it is not performed: a paragraph each.
pub fn told(desk: &Desk, basis: &Basis) -> Vec<String> {
    let Basis { named, total, .. } = basis;
    let (on, today) = (day(named.decision.on), day(desk.brief.as_of));
    let claimant = desk.voice.claimant();
    let said = content(&named.decision, named.word).map(|said| format!("上述{}确定：{said}。", named.word));
    let left = if basis.paid.is_zero() {
        format!(
            "截至{today}，{claimant}未收到{on}之后支付的款项，上述已确定的数额{}均未履行。",
            sum_of(*total)
        )
    } else {
        format!(
            "截至{today}，{claimant}共收到{on}之后支付的款项{}，上述已确定的数额{}尚余{}未履行。",
            sum_of(basis.paid),
            sum_of(*total),
            sum_of(basis.left())
        )
    };
    [Some(named.made.clone()), said, Some(left)].into_iter().flatten().collect()
}

/// What accrues besides: general interest as far as the decision awards it from a day on, and the doubled part.
pub fn accruing(desk: &Desk, basis: &Basis) -> (Option<String>, String) {
    let from = basis.named.decision.interest_from;
    let general = from
        .map(|from| format!("自{}起至实际清偿之日止，按{}确定的标准计算的利息", day(from), basis.named.word));
    let doubled = format!(
        "自{}确定的履行期间届满之日起至实际清偿之日止，以尚未清偿的除一般债务利息之外的金钱债务为基数，按{}计算的加倍部分债务利息（{}）",
        basis.named.word,
        late_rate(),
        law(desk, &["late-performance"]),
    );
    (general, doubled)
}

/// Law cited by the day of the document.
pub fn law(desk: &Desk, ids: &[&str]) -> String {
    Citation::joined(&grounds(&desk.brief, ids))
}

/// The court that enforces and the number of the case there, which is that of the resumed case where it has one.
pub struct Execution {
    pub court: String,
    pub number: String,
}

/// Refused where enforcement was not applied for or taken up, and where it is closed.
pub fn execution(desk: &Desk) -> Execution {
    let lacks = |what: &str| desk.refuse("E-DRAFT-EXECUTION", "", &[("what", what)]);
    let court = latest(desk, "applied").and_then(|m| fact(m, "court"));
    let number = ["resumed", "accepted"].iter().find_map(|m| fact(latest(desk, m)?, "case_number"));
    if court.is_none() {
        lacks("enforcement/applied court");
    }
    if number.is_none() {
        lacks("enforcement/accepted case_number");
    }
    if let Some(closed) = latest(desk, "closed") {
        desk.refuse("E-DRAFT-EXECUTION-CLOSED", "", &[("on", &closed.on.to_string())]);
    }
    Execution { court: court.unwrap_or_default(), number: number.unwrap_or_default() }
}
