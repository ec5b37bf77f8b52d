//! Who takes part, block by block in the order of the form: repeated where there are several, kept where there are none.

use super::answers::{Answers, Filled};
use super::form::{Row, table};
use super::sheet::PrintedRow;
use crate::documents::desk::Desk;
use crate::documents::wording::day;
use crate::domain::identity::resident_id;
use crate::domain::party::{
    Authority, Counsel, Creditor, Debtor, EntityType, Head, IdentityKind, Ownership, Sex,
};

/// The blocks of parties.
pub fn blocks(desk: &Desk, answers: &mut Answers) -> Vec<PrintedRow> {
    let case = desk.brief.case;
    let debtors =
        |company: bool| case.debtors.iter().enumerate().filter(move |(_, d)| d.is_company() == company);
    let mut out = Vec::new();
    for row in &table().parties {
        let several: Vec<Filled> = match row.id.as_str() {
            "plaintiff-entity" => case.creditor.iter().map(|c| creditor(c, answers)).collect(),
            "agent" => vec![agent(case.counsel.as_ref(), answers)],
            "defendant-natural" => debtors(false).map(|(i, d)| person(i, d, answers)).collect(),
            "defendant-entity" => debtors(true).map(|(i, d)| company(i, d, answers)).collect(),
            _ => Vec::new(),
        };
        out.extend(printed(row, several));
    }
    out
}

/// A block for each party; without any the block says that there is none.
fn printed(row: &'static Row, several: Vec<Filled>) -> Vec<PrintedRow> {
    if several.is_empty() {
        let mut none = Filled::default();
        none.put("name", table().nothing.as_str());
        return vec![PrintedRow::new(row, row.lines(&none))];
    }
    several.iter().map(|filled| PrintedRow::new(row, row.lines(filled))).collect()
}

fn creditor(creditor: &Creditor, answers: &mut Answers) -> Filled {
    let mut block = Filled::default();
    block.put("name", creditor.name.as_str()).may("domicile", creditor.address.clone());
    block.may("phone", creditor.phone.clone()).may("uscc", creditor.uscc.clone());
    head(&mut block, creditor.head.as_ref());
    organisation(
        &mut block,
        "creditor",
        (creditor.registered_address.as_ref(), creditor.entity_type, creditor.ownership),
        answers,
    );
    block
}

fn head(block: &mut Filled, head: Option<&Head>) {
    block.may("head", head.map(|h| h.name.as_str())).may("post", head.and_then(|h| h.title.as_deref()));
}

/// Registration, type and ownership of a party that is no person.
fn organisation(
    block: &mut Filled,
    path: &str,
    (registered, kind, ownership): (Option<&String>, Option<EntityType>, Option<Ownership>),
    answers: &mut Answers,
) {
    block.may(
        "registered_address",
        answers.asked(&format!("{path}.registered_address"), registered).map(String::as_str),
    );
    if let Some(kind) = answers.asked(&format!("{path}.entity_type"), kind) {
        block.tick(kind.id());
    }
    if let Some(ownership) = answers.asked(&format!("{path}.ownership"), ownership) {
        use Ownership::{Other, Private, State, StateControlled, StateInvested};
        block
            .tick_if(matches!(ownership, State | StateControlled | StateInvested), "state")
            .tick_if(ownership == StateControlled, "controlled")
            .tick_if(ownership == StateInvested, "invested")
            .tick_if(ownership == Private, "private")
            .tick_if(ownership == Other, "other");
    }
}

fn agent(counsel: Option<&Counsel>, answers: &mut Answers) -> Filled {
    let mut block = Filled::default();
    block.choose(Some(counsel.is_some()));
    if let Some(counsel) = counsel {
        let lawyer = answers.asked("counsel.lawyer", counsel.lawyer.as_ref());
        block.may("name", lawyer.map(String::as_str));
        block.put("firm", counsel.firm.as_str()).put("post", "律师");
        block.may("phone", answers.asked("counsel.phone", counsel.phone.clone()));
        let authority = answers.asked("counsel.authority", counsel.authority);
        block
            .tick_if(authority == Some(Authority::General), "general")
            .tick_if(authority == Some(Authority::Special), "special");
    }
    block
}

fn person(index: usize, debtor: &Debtor, answers: &mut Answers) -> Filled {
    let path = |field: &str| format!("debtors[{index}].{field}");
    let read = debtor
        .id
        .as_ref()
        .filter(|id| id.kind == IdentityKind::ResidentId)
        .and_then(|id| resident_id::read(&id.number).ok());
    let sex = debtor.sex.or(read.map(|r| r.sex));
    let mut block = Filled::default();
    block
        .put("name", debtor.name.as_str())
        .tick_if(sex == Some(Sex::Male), "male")
        .tick_if(sex == Some(Sex::Female), "female")
        .may("birth", read.map(|r| day(r.birth)))
        .may("ethnicity", answers.asked(&path("ethnicity"), debtor.ethnicity.clone()))
        .may("employer", answers.asked(&path("employer"), debtor.employer.clone()))
        .may("post", answers.asked(&path("post"), debtor.post.clone()))
        .put("phone", debtor.phones.join("、"))
        .may("domicile", debtor.domicile.clone())
        .may("residence", debtor.residence.clone().or_else(|| debtor.domicile.clone()))
        .may("id_type", debtor.id.as_ref().map(|id| id.kind.paper()))
        .may("id_number", debtor.id.as_ref().map(|id| id.number.as_str()));
    block
}

fn company(index: usize, debtor: &Debtor, answers: &mut Answers) -> Filled {
    let mut block = Filled::default();
    block
        .put("name", debtor.name.as_str())
        .may("domicile", debtor.residence.clone().or_else(|| debtor.domicile.clone()))
        .put("phone", debtor.phones.join("、"))
        .may("uscc", debtor.id.as_ref().map(|id| id.number.as_str()));
    let path = format!("debtors[{index}]");
    head(&mut block, answers.asked(&format!("{path}.head"), debtor.head.as_ref()));
    // A company that states both has its seat in 经常居住地 (主要办事机构) and its registration in 住所.
    let registered = debtor
        .registered_address
        .as_ref()
        .or_else(|| debtor.residence.as_ref().and(debtor.domicile.as_ref()));
    organisation(&mut block, &path, (registered, debtor.entity_type, debtor.ownership), answers);
    block
}
