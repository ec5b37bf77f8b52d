//! 事实与理由 on the debt: what was repaid, what is overdue, demands, grounds, proof.

use super::answers::Answers;
use super::form::{Form, table};
use crate::docket::money::Part;
use crate::documents::desk::Desk;
use crate::documents::exhibits::{exhibit_of, source};
use crate::documents::wording::{
    Citation, Section, bare, cited, contract_of, day, joined, numbered, quoted, since,
};
use crate::domain::Case;
use crate::domain::contract::ForumKind;
use crate::domain::money::Amount;
use crate::domain::proof::StatementKind;

/// Parts of the account of facts that have rows of their own.
const ELSEWHERE: [&str; 2] = ["service", "forum"];

/// Fills the rows on the debt, and those that every form ends with.
pub fn answer(desk: &Desk, form: &Form, told: &[Section], answers: &mut Answers) {
    let (case, money) = (desk.brief.case, desk.brief.money);
    let nothing = table().nothing.as_str();
    let paragraphs = |wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
        let parts = told.iter().filter(|section| wanted(section.part));
        parts.flat_map(|section| section.paragraphs.clone()).collect()
    };
    answers.row("facts-text").lines("text", paragraphs(&|part| !ELSEWHERE.contains(&part)));

    repaid(desk, form, answers);
    // Nothing of a kind is owed: an empty blank, whether the file says 0.00 or nothing.
    let stated = |part| money.line(part).filter(|l| !l.stated.is_zero()).map(|l| l.stated.grouped());
    let overdue = case.debt.overdue_since;
    let row = answers.row("overdue");
    row.may("since", overdue.map(|on| format!("自{}起", day(on)))).put("as_of", day(money.as_of));
    row.may("principal", stated(Part::Principal)).may("interest", stated(Part::Interest));
    row.may("overdue_interest", stated(Part::OverdueInterest));
    row.may("compound_interest", stated(Part::CompoundInterest));
    row.may("penalty", stated(Part::Penalty)).may("fees", stated(Part::Fees));
    let row = answers.row("loan-overdue");
    if let Some(since) = overdue.filter(|on| *on <= desk.brief.as_of) {
        // The first day overdue is day 1.
        let days = (desk.brief.as_of - since).num_days() + 1;
        row.tick("yes").put("since", format!("自{}起", day(since)));
        row.put("days", format!("{days}日（计至{}）", day(desk.brief.as_of)));
    }

    // No demand on record is no proof that there was none: then neither box is ticked.
    let demands = paragraphs(&|part| part == "collection");
    if demands.is_empty() && form.has("demanded") {
        answers.unknown("contacts");
    }
    answers.row("demanded").tick_if(!demands.is_empty(), "yes").lines("how", demands);

    let row = answers.row("basis");
    row.put("contract", agreed(case));
    row.put("law", Citation::joined(&cited(&desk.brief, Some(ForumKind::Court))));
    let mut others = since(desk);
    others.extend(paragraphs(&|part| part == "service"));
    if others.is_empty() {
        others.push(nothing.to_owned());
    }
    answers.row("other-facts").lines("text", others);
    answers.row("evidence").lines("text", evidence(desk));
}

/// What was paid back. A card's row asks for what was paid since the debt was overdue, which statements tell.
fn repaid(desk: &Desk, form: &Form, answers: &mut Answers) {
    let (case, money) = (desk.brief.case, desk.brief.money);
    if form.has("loan-repaid")
        && let Some(repaid) = answers.asked("debt.repaid", case.debt.repaid.as_ref())
    {
        let row = answers.row("loan-repaid");
        row.may("principal", repaid.principal.map(Amount::grouped));
        row.may("interest", repaid.interest.map(Amount::grouped));
        row.may("until", repaid.interest_until.map(day));
    }
    if form.has("repaid")
        && let Some(sum) = answers.asked("debt.ledger", paid_when_overdue(desk))
    {
        let row = answers.row("repaid");
        row.put("sum", sum.grouped()).put("note", format!("（计至{}）", day(money.as_of)));
    }
}

/// Payments on the statements from the first day overdue to the day of the figures; `None` without statements, and where
/// a reversal may have undone one of them.
fn paid_when_overdue(desk: &Desk) -> Option<Amount> {
    let case = desk.brief.case;
    let since = case.debt.overdue_since?;
    if case.statements.is_empty() {
        return None;
    }
    let within = case.statements.iter().filter(|l| l.date >= since && l.date <= case.debt.as_of);
    let mut sum = Amount::ZERO;
    for line in within {
        match line.kind {
            StatementKind::Payment => sum = sum.checked_add(line.amount)?,
            StatementKind::Reversal => return None,
            _ => {}
        }
    }
    Some(sum)
}

/// The clauses that the claim rests on, and the contracts of guarantee.
fn agreed(case: &Case) -> String {
    let contract = &case.contract;
    let mut clauses: Vec<&str> = Vec::new();
    if let Some(terms) = &contract.terms {
        let rates = [&terms.interest, &terms.overdue_interest].into_iter().flatten();
        let known = rates.filter_map(|t| t.clause.as_deref());
        let known = known.chain(terms.penalty.as_ref().and_then(|p| p.clause.as_deref()));
        for clause in known.map(bare) {
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
    }
    let costs = case.debt.costs.as_ref();
    let fee = costs.filter(|c| c.attorney_fee.is_some_and(|fee| !fee.is_zero()));
    let fee = fee.and_then(|c| c.attorney_fee_clause.as_deref()).map(bare);
    // A clause that names its contract does not follow the title of the loan's.
    let own = |clause: &&str| clause.starts_with('第');
    if let Some(clause) = fee.filter(own).filter(|clause| !clauses.contains(clause)) {
        clauses.push(clause);
    }
    let title = contract.title.as_deref().map_or_else(|| "合同".to_owned(), quoted);
    let mut said = vec![format!("{title}{}", clauses.join("、"))];
    said.extend(fee.filter(|clause| !own(clause)).map(str::to_owned));
    for given in &case.guarantees {
        let kind = contract_of(given);
        let number = numbered(given.number.as_deref());
        said.push(format!("与{}的{kind}{number}", given.by));
    }
    joined(&said)
}

/// The exhibits, one a line, and where more is said of them.
fn evidence(desk: &Desk) -> Vec<String> {
    let case = desk.brief.case;
    if case.evidence.is_empty() {
        return vec!["证据另行提交。".to_owned()];
    }
    let mut out: Vec<String> = case
        .evidence
        .iter()
        .enumerate()
        .map(|(i, e)| {
            let from = e.source.as_deref().map(|s| source(desk.voice, s));
            let source = from.map_or_else(String::new, |s| format!("（来源：{s}）"));
            format!("{}：{}{source}", exhibit_of(i, e), e.title)
        })
        .collect();
    out.push("各项证据的证明对象和内容详见《证据目录》。".to_owned());
    out
}
