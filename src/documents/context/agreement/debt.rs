//! What is owed when the parties agree: by contract, or by the decision in force.

use serde::Serialize;

use super::super::super::desk::Desk;
use super::super::super::wording::{content, day, in_full, named, principal_word, sum_of};
use super::clauses::Clause;
use super::sides::Sides;
use crate::docket::{Balance, Basis};
use crate::domain::money::Amount;
use crate::domain::plan::Plan;

/// What is owed, part by part.
#[derive(Serialize)]
pub struct Table {
    rows: Vec<Row>,
    total: String,
}

#[derive(Serialize)]
struct Row {
    label: String,
    amount: String,
}

/// What is owed by contract on the day of the agreement.
pub fn owed(desk: &Desk, plan: &Plan, sides: &Sides, clauses: &mut Vec<Clause>) -> Table {
    let case = desk.brief.case;
    let Some(balance) = desk.brief.owed_at_plan else {
        desk.refuse("E-DRAFT-OWED-UNKNOWN", "debt", &[]);
        return Table { rows: Vec::new(), total: String::new() };
    };
    let text = format!(
        "{}确认，截至{}，尚欠甲方下列款项，合计{}：",
        sides.owing,
        day(balance.as_of),
        in_full(balance.total)
    );
    clauses.push(Clause { table: "debt", ..Clause::new("债务的确认", vec![text]) });
    compared(desk, plan, balance.total);
    table(&parts(balance, principal_word(case)), balance.total)
}

fn parts(balance: &Balance, principal: &str) -> Vec<(String, Amount)> {
    vec![
        (principal.to_owned(), balance.principal),
        ("利息（含罚息、复利）".to_owned(), balance.interest),
        ("违约金".to_owned(), balance.penalty),
        ("费用".to_owned(), balance.fees),
        ("由债务人负担的诉讼等费用".to_owned(), balance.costs),
        ("加倍部分债务利息".to_owned(), balance.late_interest),
    ]
}

fn table(parts: &[(String, Amount)], total: Amount) -> Table {
    let row = |(label, sum): &(String, Amount)| Row { label: label.clone(), amount: sum.grouped() };
    let rows = parts.iter().filter(|(_, sum)| !sum.is_zero()).map(row).collect();
    Table { rows, total: total.grouped() }
}

/// What is owed beyond instalments and what is given up, of a plan that leaves something open.
pub fn beyond(desk: &Desk, plan: &Plan) -> Option<Amount> {
    let agreed: Amount = plan.instalments.iter().map(|i| i.amount).sum();
    let owed = desk.brief.owed_at_plan?.total;
    Some(owed - agreed - plan.waived_if_kept.unwrap_or_default()).filter(|rest| *rest > Amount::ZERO)
}

/// Whether instalments and what is given up are what is owed.
fn compared(desk: &Desk, plan: &Plan, owed: Amount) {
    let agreed: Amount = plan.instalments.iter().map(|i| i.amount).sum();
    let agreed = agreed + plan.waived_if_kept.unwrap_or_default();
    if agreed != owed {
        let args = [("agreed", agreed.grouped()), ("owed", owed.grouped())];
        let args: Vec<(&'static str, &str)> =
            args.iter().map(|(name, text)| (*name, text.as_str())).collect();
        desk.doubt("W-DRAFT-PLAN-DIFFERENCE", "", &args);
    }
}

/// What was decided, less what came in before the agreement.
pub fn decided(desk: &Desk, plan: &Plan, sides: &Sides, clauses: &mut Vec<Clause>) -> Table {
    let nothing = Table { rows: Vec::new(), total: String::new() };
    let Some(named) = named(desk, true) else {
        desk.refuse("E-DRAFT-NO-DECISION", "", &[]);
        return nothing;
    };
    let decision = &named.decision;
    if let Some(balance) =
        desk.brief.owed_at_plan.filter(|b| b.basis == Basis::Decision && b.refused.is_none())
    {
        let mut texts = vec![named.made.clone()];
        texts.extend(content(decision, named.word).map(|said| format!("上述{}确定：{said}。", named.word)));
        texts.push(format!(
            "各方确认，截至{}，扣除已经履行的部分并计算迟延履行期间的加倍部分债务利息，{}尚未履行的合计{}：",
            day(balance.as_of),
            sides.owing,
            in_full(balance.total)
        ));
        clauses.push(Clause { table: "debt", ..Clause::new("债务的确认", texts) });
        compared(desk, plan, balance.total);
        return table(&parts(balance, "本金"), balance.total);
    }
    let (Some(principal), Some(interest), Some(costs)) =
        (decision.principal, decision.interest, decision.costs)
    else {
        return nothing;
    };
    let since = desk.brief.received.iter().filter(|p| p.on > decision.on && p.on < plan.agreed_on);
    let paid: Amount = since.map(|p| p.amount).sum();
    let total = principal + interest + costs;
    let left = total - paid.min(total);
    let mut texts = vec![named.made.clone()];
    texts.extend(content(decision, named.word).map(|said| format!("上述{}确定：{said}。", named.word)));
    let took =
        if paid.is_zero() { String::new() } else { format!("，扣除已经履行的{}", sum_of(paid)) };
    texts.push(format!(
        "各方确认，至本协议签订之日，上述已确定的数额{took}，{}尚未履行的为{}：",
        sides.owing,
        in_full(left)
    ));
    clauses.push(Clause { table: "debt", ..Clause::new("债务的确认", texts) });
    let mut rows = vec![
        ("本金".to_owned(), principal),
        ("利息及违约金".to_owned(), interest),
        ("由债务人负担的费用".to_owned(), costs),
    ];
    if !paid.is_zero() {
        rows.push(("已经履行".to_owned(), Amount::ZERO - paid));
    }
    compared(desk, plan, left);
    table(&rows, left)
}
