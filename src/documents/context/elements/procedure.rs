//! 约定管辖和诉前保全, 对纠纷解决方式的意愿.

use super::answers::Answers;
use crate::documents::desk::Desk;
use crate::documents::wording::{bare, day, quoted, statutory};
use crate::domain::debt::Mediation;

/// Fills the rows on the forum, preservation and mediation.
pub fn answer(desk: &Desk, answers: &mut Answers) {
    forum(desk, answers);
    preserved(desk, answers);
    let mediation = answers.asked("mediation", desk.brief.case.mediation);
    // Whoever has decided for or against has read what the form says of mediation; others may want to know more.
    let informed = matches!(mediation, Some(Mediation::Yes | Mediation::No));
    answers.row("knows-mediation").tick_if(informed, "yes");
    answers.row("knows-benefits").tick_if(informed, "yes");
    answers
        .row("mediate-first")
        .tick_if(mediation == Some(Mediation::Yes), "yes")
        .tick_if(mediation == Some(Mediation::No), "no")
        .tick_if(mediation == Some(Mediation::Undecided), "undecided");
}

/// An agreement on the forum. A court that has jurisdiction by law needs none; of an unknown one nothing is ticked.
fn forum(desk: &Desk, answers: &mut Answers) {
    let contract = &desk.brief.case.contract;
    let Some(forum) = answers.asked("contract.forum", contract.forum.as_ref()) else { return };
    if statutory(forum) {
        answers.row("forum").choose(Some(false));
        return;
    }
    let title = contract.title.as_deref().map_or_else(|| "合同".to_owned(), quoted);
    let clause = forum.clause.as_deref().map_or("", bare);
    let link = forum.link.as_deref().map_or_else(String::new, |l| format!("（{}）", bare(l)));
    let court = answers.asked("contract.forum.court", forum.court.as_deref());
    let row = answers.row("forum").choose(Some(true));
    row.may(
        "clause",
        court.map(|court| format!("{title}{clause}约定，因履行合同发生的争议由{court}{link}管辖")),
    );
}

/// Preservation before the suit: 是 once it was ordered, 否 where none was asked for before the suit.
fn preserved(desk: &Desk, answers: &mut Answers) {
    let Some(asked) = answers.asked("preservation", desk.brief.case.preservation.as_ref()) else { return };
    if !(asked.wanted && asked.pre_suit) {
        answers.row("preserved").choose(Some(false));
        return;
    }
    let ordered = asked.ordered_on.filter(|on| *on <= desk.brief.as_of);
    if asked.ordered_on.is_some() && ordered.is_none() {
        answers.row("preserved").choose(Some(false));
        return;
    }
    let court = answers.asked("preservation.court", asked.court.clone());
    let on = answers.asked("preservation.ordered_on", ordered);
    let number = answers.asked("preservation.case_number", asked.case_number.clone());
    let known = court.is_some() || on.is_some() || number.is_some();
    let row = answers.row("preserved").tick_if(known, "yes");
    row.may("court", court).may("on", on.map(day)).may("case_number", number);
}
