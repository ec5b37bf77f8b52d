//! 事实与理由 on the contract: who, how much, until when, at what rate, how it is repaid.

use rust_decimal::Decimal;

use super::answers::{Answers, Filled};
use super::form::{Form, table};
use crate::documents::desk::Desk;
use crate::documents::wording::{bare, borrowers, clause, day, joined, quoted, rate_of, sum_of, terms_of};
use crate::domain::Case;
use crate::domain::contract::{Compounding, Disbursement, InterestTerm, Per, Terms};

/// Fills the rows on the contract.
pub fn answer(desk: &Desk, form: &Form, answers: &mut Answers) {
    let case = desk.brief.case;
    let contract = &case.contract;
    if form.has("card") {
        card(desk, answers);
    }
    if form.has("highlighted") {
        highlighted(case, answers);
    }
    if !form.has("loan-sum") {
        return;
    }
    let title = contract.title.as_deref().map(|t| format!("名称：{}", quoted(t)));
    let number = contract.number.as_deref().map(|n| format!("编号：{n}"));
    let loan = contract.loan_number.as_deref().map(|n| format!("借据号：{n}"));
    let signed = contract.signed_on.map(|on| format!("签订时间：{}", day(on)));
    let place = answers.asked("contract.signed_at", contract.signed_at.as_deref());
    let place = place.map(|p| format!("签订地点：{}", bare(p)));
    answers.row("contract").put("text", told([title, number, loan, signed, place]));

    let names: Vec<String> = borrowers(case).map(|d| d.name.clone()).collect();
    let lender = case.creditor.as_ref().map(|c| c.name.clone());
    answers.row("loan-parties").may("lender", lender).put("borrower", joined(&names));
    let lent = contract.principal.map(sum_of);
    let row = answers.row("loan-sum");
    row.may("agreed", lent.clone()).may("paid_out", lent.filter(|_| contract.disbursed_on.is_some()));
    row.tick_if(contract.disbursed_by == Some(Disbursement::Cash), "cash");
    row.tick_if(contract.disbursed_by == Some(Disbursement::Transfer), "transfer");
    row.may("other", (contract.disbursed_by == Some(Disbursement::Other)).then_some("现金、转账以外的方式"));
    if form.facts.iter().any(|row| row.id == "loan-sum" && row.has("transfer")) {
        answers.asked("contract.disbursed_by", contract.disbursed_by);
    }
    let due = answers.asked("contract.due_on", contract.due_on);
    let row = answers.row("loan-term");
    row.choose(due.map(|due| due <= desk.brief.as_of));
    row.may("from", contract.disbursed_on.map(day)).may("to", due.map(day));
    let row = answers.row("disbursed");
    row.may("on", contract.disbursed_on.map(day)).may("sum", contract.principal.map(|p| p.grouped()));
    if let Some(terms) = &contract.terms {
        rates(terms, answers.row("loan-rate"));
    }
    repayment(case, form, answers);
}

fn told<const N: usize>(pieces: [Option<String>; N]) -> String {
    pieces.into_iter().flatten().collect::<Vec<_>>().join("；")
}

fn card(desk: &Desk, answers: &mut Answers) {
    let case = desk.brief.case;
    let contract = &case.contract;
    let number = answers.asked("contract.card_number", contract.card_number.as_deref());
    let holder = case.primary().map(|d| format!("信用卡登记权利人：{}", d.name));
    let signed = contract.signed_on.map(|on| format!("办卡时间：{}", day(on)));
    let bank = case.creditor.as_ref().map(|c| format!("办卡行：{}", c.name));
    let number = number.map(|n| format!("信用卡卡号：{n}"));
    answers.row("card").put("text", told([number, holder, signed, bank]));
    let limit = answers.asked("contract.limit", contract.limit);
    let terms = contract.terms.as_ref();
    let penalty = terms.and_then(|t| t.penalty.as_ref());
    let penalty = penalty.map(|p| format!("按约定支付违约金{}", clause(p.clause.as_deref())));
    let liability = terms.and_then(|t| t.liability.as_deref()).map(str::to_owned).or(penalty);
    let liability = answers.asked("contract.terms.liability", liability);
    let termination = terms.and_then(|t| t.termination.clone());
    let termination = answers.asked("contract.terms.termination", termination);
    answers
        .row("card-terms")
        .may("limit", limit.map(|l| format!("信用额度{}", sum_of(l))))
        .put("charges", terms_of(case).join("；"))
        .may("liability", liability)
        .may("termination", termination);
}

fn highlighted(case: &Case, answers: &mut Answers) {
    let notice = case.contract.terms.as_ref().and_then(|t| t.highlighted.as_ref());
    let Some(notice) = answers.asked("contract.terms.highlighted", notice) else { return };
    let on = notice.on.map(day);
    let how = notice.how.as_deref().map(|how| bare(how).to_owned());
    let row = answers.row("highlighted").choose(Some(notice.given));
    if notice.given {
        row.put("how", [on, how].into_iter().flatten().collect::<Vec<_>>().join("，"));
    }
}

/// 借款利率: interest, compound interest and default interest, each with its clause. No fact says that a contract words
/// default interest as a rise on interest (逾期上浮): it is given as the rate it comes to.
fn rates(terms: &Terms, row: &mut Filled) {
    if let Some(term) = &terms.interest {
        row.tick("interest").may("interest_rate", yearly(term));
        numbered(row, ["interest_clause", "interest_note"], term.clause.as_deref(), daily(term));
    }
    let monthly = |t: &&InterestTerm| t.compounding == Compounding::Monthly;
    let compound =
        terms.overdue_interest.as_ref().filter(monthly).or(terms.interest.as_ref().filter(monthly));
    if let Some(term) = compound {
        row.tick("compound");
        numbered(
            row,
            ["compound_clause", "compound_note"],
            term.clause.as_deref(),
            Some("按月计收".to_owned()),
        );
    }
    let penalty = terms.penalty.as_ref();
    let also = penalty.map(|p| format!("违约金为{}{}", bare(&p.text), clause(p.clause.as_deref())));
    if let Some(term) = &terms.overdue_interest {
        row.tick("default").may("default_rate", yearly(term));
        let note = [daily(term), also].into_iter().flatten().collect::<Vec<_>>().join("；");
        let note = (!note.is_empty()).then_some(note);
        numbered(row, ["default_clause", "default_note"], term.clause.as_deref(), note);
    } else if let Some(penalty) = penalty {
        row.tick("default");
        let note = Some(format!("违约金为{}", bare(&penalty.text)));
        numbered(row, ["default_clause", "default_note"], penalty.clause.as_deref(), note);
    }
}

/// The rate a year in percent. A rate by the day has one only where the contract says how many days a year has.
fn yearly(term: &InterestTerm) -> Option<String> {
    let fraction = match (term.per, term.day_basis) {
        (Per::Year, _) => term.rate.fraction(),
        (Per::Day, Some(days @ (360 | 365))) => term.rate.fraction() * Decimal::from(days),
        (Per::Day, _) => return None,
    };
    Some((fraction * Decimal::ONE_HUNDRED).normalize().to_string())
}

/// What the contract itself says where the row's unit is not the contract's.
fn daily(term: &InterestTerm) -> Option<String> {
    let days = term.day_basis.filter(|_| yearly(term).is_some());
    match (term.per, days) {
        (Per::Day, Some(days)) => Some(format!("合同约定{}，按一年{days}日折算", rate_of(term))),
        (Per::Day, None) => Some(format!("合同约定{}", rate_of(term))),
        (Per::Year, _) => None,
    }
}

/// A clause into 第…条, and what else is to be said behind it in brackets: a clause that does not read so among it.
fn numbered(row: &mut Filled, [number, note]: [&'static str; 2], clause: Option<&str>, more: Option<String>) {
    let inner = clause.and_then(|c| {
        let (_, after) = bare(c).rsplit_once('第')?;
        after.strip_suffix('条').filter(|n| !n.is_empty())
    });
    row.may(number, inner);
    let whole = clause.filter(|_| inner.is_none()).map(|c| bare(c).to_owned());
    let said: Vec<String> = [whole, more].into_iter().flatten().collect();
    if !said.is_empty() {
        row.put(note, format!("（{}）", said.join("；")));
    }
}

/// The box that the contract's own words name; 其他 with those words where none does or the form has no such box.
fn repayment(case: &Case, form: &Form, answers: &mut Answers) {
    let Some(words) = answers.asked("contract.repayment", case.contract.repayment.as_deref()) else { return };
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = plain(words);
    let row = form.facts.iter().find(|row| row.id == "repayment");
    let named = table().repayment.iter().find(|(_, known)| known.iter().any(|k| plain(k) == wanted));
    let found = named.filter(|(name, _)| row.is_some_and(|row| row.has(name)));
    let filled = answers.row("repayment");
    match found {
        Some((name, _)) => filled.tick(name),
        None => filled.tick("other").put("text", bare(words)),
    };
}
