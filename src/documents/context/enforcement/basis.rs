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
    let since = desk.brief.received.iter().filter(|p| p.on > decision.figures_on && p.on <= desk.brief.as_of);
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
    let sum = |m: &MilestoneEvent, name: &str| fact(m, name).and_then(|text| text.parse::<Amount>().ok());
    let came = |m: &MilestoneEvent| Some(sum(m, "amount")? - sum(m, "to_costs").unwrap_or_default());
    told.filter_map(came).try_fold(Amount::ZERO, Amount::checked_add)
}

/// The same where something of it is left to enforce.
pub fn unpaid(desk: &Desk) -> Option<Basis> {
    let basis = basis(desk)?;
    if desk.brief.balance.map_or_else(|| basis.left(), |balance| balance.total) <= Amount::ZERO {
        desk.refuse("E-DRAFT-NOTHING-OWED", "", &[]);
    }
    Some(basis)
}

/// What was decided, and what of it is not performed: a paragraph each.
pub fn told(desk: &Desk, basis: &Basis) -> Vec<String> {
    let Basis { named, total, .. } = basis;
    let (on, today) = (day(named.decision.figures_on), day(desk.brief.as_of));
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
    let parts = left_by_part(desk).map(|parts| format!("截至{today}，依次抵扣后尚欠{parts}。"));
    let left = match parts {
        Some(parts) if !basis.paid.is_zero() => {
            format!("截至{today}，{claimant}共收到{on}之后支付的款项{}。{parts}", sum_of(basis.paid))
        }
        _ => left,
    };
    [Some(named.made.clone()), said, Some(left)].into_iter().flatten().collect()
}

/// `本金…、一般债务利息…、费用…，以及加倍部分债务利息…`: what is left of a decision, as far as the rules can say.
pub fn left_by_part(desk: &Desk) -> Option<String> {
    let balance = desk.brief.balance?;
    let parts = [
        ("本金", balance.principal),
        ("一般债务利息", balance.interest),
        ("违约金", balance.penalty),
        ("由债务人负担的费用", balance.costs),
        ("加倍部分债务利息", balance.late_interest),
    ];
    let said = parts.iter().filter(|(_, sum)| !sum.is_zero());
    let said: Vec<String> = said.map(|(name, sum)| format!("{name}{}", sum_of(*sum))).collect();
    (!said.is_empty()).then(|| said.join("、"))
}

/// What accrues besides: general interest as far as the decision awards it from a day on, and the doubled part. What has
/// accrued until the day of the document is said in figures, line by line, where the rules can compute it; what follows
/// stays a formula.
pub fn accruing(desk: &Desk, basis: &Basis) -> (Option<String>, String) {
    let (general, doubled) = formulas(desk, basis);
    let Some(judged) = desk.brief.balance.and_then(|b| b.judged.as_ref()) else { return (general, doubled) };
    let today = day(desk.brief.as_of);
    let follows = desk.brief.as_of.succ_opt().map(day).unwrap_or_default();
    let general = general.map(|_| {
        let accrued: Vec<String> =
            judged.followed.general.iter().map(|line| line.words().replacen("利息：", "", 1)).collect();
        let accrued =
            if accrued.is_empty() { String::new() } else { format!("（{}）", accrued.join("；")) };
        format!(
            "自{follows}起至实际清偿之日止，以尚未清偿的本金为基数，按{}确定的标准计算的利息{accrued}",
            basis.named.word
        )
    });
    if judged.followed.lines.is_empty() {
        return (general, doubled);
    }
    let lines: Vec<String> = judged
        .followed
        .lines
        .iter()
        .map(|line| {
            let (from, to) = (day(line.from), day(line.to));
            format!(
                "{from}至{to}，{}×{}×{}天={}",
                sum_of(line.base),
                late_rate(),
                line.days,
                sum_of(line.amount)
            )
        })
        .collect();
    let late = format!(
        "截至{today}的加倍部分债务利息{}（{}）；此后至实际清偿之日止，以尚未清偿的除一般债务利息之外的金钱债务为基数，按{}继续计算（{}）",
        sum_of(judged.followed.owed.late_performance),
        lines.join("；"),
        late_rate(),
        law(desk, &["late-performance"]),
    );
    (general, late)
}

fn formulas(desk: &Desk, basis: &Basis) -> (Option<String>, String) {
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
