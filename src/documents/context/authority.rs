//! Who acts for the creditor: 授权委托书, 法定代表人身份证明书.

use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::wording::{Citation, authority_law, day, enclosures, enforcement, named, powers};
use super::enforcement::{fact, latest};
use super::filing::{cause, value};
use super::parts::{Principal, principal, staff};
use crate::domain::party::{Authority, CreditorKind};

#[derive(Serialize)]
struct PowerOfAttorney {
    title: &'static str,
    date: String,
    principal: Option<Principal>,
    attorney: Attorney,
    /// Everyone on the other side.
    opponents: Vec<String>,
    cause: String,
    /// What the attorney is: `参加诉讼的委托诉讼代理人`.
    capacity: &'static str,
    matter: String,
    /// 一般授权 or 特别授权.
    extent: &'static str,
    general: Vec<&'static str>,
    /// Powers named one by one, each group with the law that wants it so.
    special: Vec<Special>,
    /// What the attorney may not do.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<&'static str>,
    /// Until when.
    term: String,
    enclosures: &'static [String],
}

#[derive(Serialize)]
struct Attorney {
    name: String,
    firm: String,
    /// A member of the creditor's own staff rather than a lawyer.
    staff: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<String>,
    phone: String,
}

#[derive(Serialize)]
struct Special {
    heading: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    law: Option<String>,
    powers: &'static [String],
}

/// Who gives the power and to whom, as far as anyone knows, and whether it is special; doubts about what proves the agent.
fn sides(desk: &Desk) -> (Option<Principal>, Attorney, bool) {
    let case = desk.brief.case;
    let counsel = case.counsel.as_ref();
    if counsel.is_none() {
        desk.missing("counsel");
    }
    let staff = counsel.is_some_and(|c| staff(case, c));
    let licence = counsel.and_then(|c| c.licence.clone()).filter(|_| !staff);
    let special = match counsel.map(|c| c.authority) {
        Some(None) => {
            desk.missing("counsel.authority");
            false
        }
        Some(Some(authority)) => authority == Authority::Special,
        None => false,
    };
    if let Some(counsel) = counsel
        && (staff || counsel.licence.is_none())
    {
        let path = if staff { "counsel" } else { "counsel.licence" };
        let name = counsel.lawyer.as_deref().unwrap_or(&counsel.firm);
        desk.doubt(if staff { "W-DRAFT-STAFF" } else { "W-DRAFT-NO-LICENCE" }, path, &[("name", name)]);
    }
    let principal = principal(desk);
    let attorney = Attorney {
        name: desk.need("counsel.lawyer", counsel.map_or(Some(String::new()), |c| c.lawyer.clone())),
        firm: counsel.map(|c| c.firm.clone()).unwrap_or_default(),
        staff,
        licence,
        phone: desk.need("counsel.phone", counsel.map_or(Some(String::new()), |c| c.phone.clone())),
    };
    (principal, attorney, special)
}

/// 授权委托书（法人或者其他组织委托诉讼代理人用）. 民诉法 arts. 61, 62; 民诉法解释 arts. 88, 89.
pub fn power_of_attorney(desk: &Desk) -> Value {
    let case = desk.brief.case;
    let track = case.track();
    let (given, more) = (powers(track), enforcement());
    let (principal, attorney, special) = sides(desk);
    let enforces = case.counsel.as_ref().is_some_and(|c| c.enforcement);
    if enforces && !special {
        desk.refuse("E-DRAFT-ENFORCEMENT-AUTHORITY", "counsel.enforcement", &[]);
    }
    let mut groups = Vec::new();
    if special {
        let law = authority_law(&desk.brief, track, false);
        groups.push(Special {
            heading: "特别授权",
            law: law.as_ref().map(Citation::text),
            powers: &given.special,
        });
        if enforces {
            groups.push(in_enforcement(desk));
        }
    }
    let matter = if enforces { format!("{}，{}", given.matter, more.matter) } else { given.matter.clone() };
    let appeal = if special { given.appeal.as_str() } else { "" };
    let until = if enforces { format!("{}及{}", given.stage, more.stage) } else { given.stage.clone() };
    let general = given.general.iter().map(String::as_str);
    value(&PowerOfAttorney {
        title: "授权委托书",
        date: day(desk.brief.as_of),
        principal,
        opponents: case.debtors.iter().map(|d| d.name.clone()).collect(),
        cause: cause(desk),
        capacity: &given.capacity,
        matter,
        extent: if special { "特别授权" } else { "一般授权" },
        general: general.chain(enforces.then_some(more.general.as_str())).collect(),
        special: groups,
        withheld: (!special).then_some(given.withheld.as_str()),
        term: format!("{until}终结{appeal}"),
        enclosures: enclosures(attorney.staff),
        attorney,
    })
}

/// What must be named one by one in enforcement (执行工作规定 art. 20).
fn in_enforcement(desk: &Desk) -> Special {
    let law = authority_law(&desk.brief, desk.brief.case.track(), true);
    Special {
        heading: "执行阶段特别授权",
        law: law.as_ref().map(Citation::text),
        powers: &enforcement().special,
    }
}

/// 授权委托书 for enforcement alone. Who may not settle or collect there may still apply.
pub fn enforcement_power_of_attorney(desk: &Desk) -> Value {
    let case = desk.brief.case;
    let more = enforcement();
    let (principal, attorney, special) = sides(desk);
    let named = named(desk, false);
    if named.is_none() {
        desk.refuse("E-DRAFT-NO-DECISION", "", &[]);
    }
    let number = ["resumed", "accepted"].iter().find_map(|m| fact(latest(desk, m)?, "case_number"));
    let about = [
        named.as_ref().map(|n| {
            let (by, number) = (n.decision.by.as_deref(), n.decision.number.as_deref());
            format!("执行依据：{}{}{}", by.unwrap_or_default(), number.unwrap_or_default(), n.word)
        }),
        number.map(|number| format!("执行案号：{number}")),
    ];
    let about: Vec<String> = about.into_iter().flatten().collect();
    let enforces = case.counsel.as_ref().is_some_and(|c| c.enforcement);
    if enforces && !special {
        desk.refuse("E-DRAFT-ENFORCEMENT-AUTHORITY", "counsel.enforcement", &[]);
    }
    if !enforces && case.counsel.is_some() {
        desk.doubt("W-DRAFT-COLLECTS-NOT", "counsel.enforcement", &[]);
    }
    value(&PowerOfAttorney {
        title: "授权委托书（执行程序）",
        date: day(desk.brief.as_of),
        principal,
        opponents: case.debtors.iter().map(|d| d.name.clone()).collect(),
        cause: cause(desk),
        capacity: &more.capacity,
        matter: format!("{}（{}）", more.alone, about.join("；")),
        extent: if enforces { "特别授权" } else { "一般授权" },
        general: more.alone_general.iter().map(String::as_str).collect(),
        special: enforces.then(|| in_enforcement(desk)).into_iter().collect(),
        withheld: (!enforces).then_some(more.withheld.as_str()),
        term: format!("本案{}终结", more.stage),
        enclosures: enclosures(attorney.staff),
        attorney,
    })
}

#[derive(Serialize)]
struct Certificate {
    title: &'static str,
    date: String,
    /// 法定代表人 or 主要负责人.
    capacity: &'static str,
    name: String,
    post: String,
    unit: Unit,
}

#[derive(Serialize)]
struct Unit {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uscc: Option<String>,
    address: String,
    phone: String,
}

/// 法定代表人身份证明书（法人当事人用）, or of a branch 主要负责人身份证明书（其他组织的当事人用）.
pub fn representative_certificate(desk: &Desk) -> Value {
    let creditor = desk.brief.case.creditor.as_ref();
    let principal = principal(desk);
    let head = creditor.and_then(|c| c.head.as_ref());
    let (title, capacity) = match creditor.and_then(|c| c.kind) {
        Some(CreditorKind::Branch) => ("主要负责人身份证明书", "主要负责人"),
        _ => ("法定代表人身份证明书", "法定代表人"),
    };
    let unit = principal.map_or_else(
        || Unit { name: String::new(), uscc: None, address: String::new(), phone: String::new() },
        |p| Unit { name: p.name, uscc: p.uscc, address: p.address, phone: p.phone },
    );
    value(&Certificate {
        title,
        date: day(desk.brief.as_of),
        capacity,
        name: head.map(|h| h.name.clone()).unwrap_or_default(),
        post: desk.need("creditor.head.title", head.map_or(Some(String::new()), |h| h.title.clone())),
        unit,
    })
}
