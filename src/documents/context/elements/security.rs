//! 事实与理由 on securities and guarantees. Several are told one after the other, each with its giver.

use super::answers::Answers;
use super::form::table;
use crate::documents::desk::Desk;
use crate::documents::wording::{bare, day, joined, sum_of};
use crate::domain::contract::{Guarantee, GuaranteeForm, GuaranteeKind, Registration};

/// Fills the rows on securities and guarantees. A case lists all that was given: what is not there was not given.
pub fn answer(desk: &Desk, answers: &mut Answers) {
    let given = &desk.brief.case.guarantees;
    let indexed = || given.iter().enumerate();
    let securities: Vec<(usize, &Guarantee)> =
        indexed().filter(|(_, g)| g.kind != GuaranteeKind::Guarantee).collect();
    let guarantees: Vec<(usize, &Guarantee)> =
        indexed().filter(|(_, g)| g.kind == GuaranteeKind::Guarantee).collect();
    things(&securities, answers);
    persons(&guarantees, answers);
    // A case knows no other kind of security.
    answers.row("other-security").choose(Some(false));
}

/// One text where all say the same, else each after its giver's name.
fn each(given: &[(usize, &Guarantee)], say: impl Fn(&Guarantee) -> Option<String>) -> String {
    let said: Vec<(&str, String)> =
        given.iter().filter_map(|(_, g)| Some((g.by.as_str(), say(g)?))).collect();
    match said.split_first() {
        None => String::new(),
        Some(((_, first), more)) if said.len() == given.len() && more.iter().all(|(_, s)| s == first) => {
            first.clone()
        }
        _ => said.iter().map(|(by, s)| format!("{by}：{s}")).collect::<Vec<_>>().join("；"),
    }
}

/// Mortgages and pledges.
fn things(given: &[(usize, &Guarantee)], answers: &mut Answers) {
    let nothing = table().nothing.as_str();
    answers
        .row("security-contract")
        .choose(Some(!given.is_empty()))
        .put("signed_on", each(given, |g| g.signed_on.map(day)));
    let mut givers: Vec<String> = Vec::new();
    for (_, security) in given {
        if !givers.contains(&security.by) {
            givers.push(security.by.clone());
        }
    }
    let objects: Vec<String> = given.iter().filter_map(|(_, g)| object(g)).collect();
    let row = answers.row("security");
    if given.is_empty() {
        row.put("by", nothing).put("object", nothing);
    } else {
        row.put("by", joined(&givers)).put("object", objects.join("；"));
    }

    let limited: Vec<(usize, &Guarantee)> =
        given.iter().copied().filter(|(_, g)| g.maximum.is_some()).collect();
    for (i, _) in limited.iter().filter(|(_, g)| g.fixed_on.is_none()) {
        answers.unknown(format!("guarantees[{i}].fixed_on"));
    }
    answers
        .row("security-maximum")
        .choose(Some(!limited.is_empty()))
        .put("fixed_on", each(&limited, |g| g.fixed_on.map(day)))
        .put("maximum", each(&limited, |g| g.maximum.map(sum_of)));

    for (i, _) in given.iter().filter(|(_, g)| g.registered.is_none()) {
        answers.unknown(format!("guarantees[{i}].registered"));
    }
    let any = |wanted| given.iter().any(|(_, g)| g.registered == Some(wanted));
    let (formal, preliminary) = (any(Registration::Formal), any(Registration::Preliminary));
    let known = given.iter().all(|(_, g)| g.registered.is_some());
    answers
        .row("security-registered")
        .choose(if formal || preliminary { Some(true) } else { known.then_some(false) })
        .tick_if(formal, "formal")
        .tick_if(preliminary, "preliminary");
}

/// `李示例以某房屋抵押（已办理登记，合同编号：DY-1）`.
fn object(security: &Guarantee) -> Option<String> {
    let object = bare(security.object.as_deref()?);
    let word = if security.kind == GuaranteeKind::Mortgage { "抵押" } else { "质押" };
    let registered = security.registered.map(|r| match r {
        Registration::Formal => "已办理正式登记".to_owned(),
        Registration::Preliminary => "已办理预告登记".to_owned(),
        Registration::No => "未办理登记".to_owned(),
    });
    let number = security.number.as_deref().map(|n| format!("编号：{n}"));
    let more: Vec<String> = [registered, number].into_iter().flatten().collect();
    let more = if more.is_empty() { String::new() } else { format!("（{}）", more.join("，")) };
    Some(format!("{object}，由{}{word}{more}", security.by))
}

/// Guarantees.
fn persons(given: &[(usize, &Guarantee)], answers: &mut Answers) {
    let names: Vec<String> = given.iter().map(|(_, g)| g.by.clone()).collect();
    let form = |wanted| given.iter().any(|(_, g)| g.form == Some(wanted));
    let content: Vec<String> = given.iter().map(|(_, g)| content(g)).collect();
    let (general, joint) = (form(GuaranteeForm::General), form(GuaranteeForm::Joint));
    answers
        .row("guarantee-contract")
        .choose(Some(!given.is_empty()))
        .put("signed_on", each(given, |g| g.signed_on.map(day)))
        .put("by", joined(&names))
        .put("content", content.join("；"))
        .tick_if(general, "general")
        .tick_if(joint, "joint");
    answers.row("guarantee-form").tick_if(general, "general").tick_if(joint, "joint");
}

/// `龚某提供连带责任保证，担保的最高债权额为…元，保证期间至…届满（编号：BZ-1）`.
fn content(guarantee: &Guarantee) -> String {
    let form = match guarantee.form {
        Some(GuaranteeForm::Joint) => "连带责任保证",
        Some(GuaranteeForm::General) => "一般保证",
        None => "保证",
    };
    let mut text = format!("{}提供{form}", guarantee.by);
    if let Some(most) = guarantee.maximum {
        text.push_str(&format!("，担保的最高债权额为{}", sum_of(most)));
    }
    if let Some(until) = guarantee.period_until {
        text.push_str(&format!("，保证期间至{}届满", day(until)));
    }
    if let Some(number) = &guarantee.number {
        text.push_str(&format!("（编号：{number}）"));
    }
    text
}
