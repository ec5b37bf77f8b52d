//! 债权转让通知书 (民法典 546, 696) and 变更申请执行人申请书 (变更追加规定 arts. 1, 9).

use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{borrowers_named, capacity, contract_name, day, in_full, named, quoted};
use super::super::enforcement::{Execution, execution, law, reckoned, told, unpaid};
use super::super::filing::value;
use super::super::parts::{Claimant, Principal, Respondent, claimant, particulars, principal, respondents};
use crate::domain::party::{BankAccount, Role};
use crate::domain::pleas::Assignment;

/// Who had the claim, and who has it.
struct Hands {
    /// 转让人.
    from: String,
    /// 受让人.
    to: Option<Principal>,
    account: Option<BankAccount>,
    /// `2026年8月1日签订的《债权转让协议》（编号：…）`.
    contract: String,
    /// Whether the creditor of the case is the one who has it.
    bought: bool,
}

fn hands(desk: &Desk) -> Option<Hands> {
    let case = desk.brief.case;
    let Some(Assignment { on, contract, number, from, to, .. }) = &case.assignment else {
        desk.missing("assignment");
        return None;
    };
    let title = contract.as_deref().map_or_else(|| "债权转让协议".to_owned(), quoted);
    let number = number.as_deref().map_or_else(String::new, |n| format!("（编号：{n}）"));
    let contract = format!("{}签订的{title}{number}", day(*on));
    let own = case.creditor.as_ref();
    match (from, to) {
        (Some(from), None) => Some(Hands {
            from: from.clone(),
            to: principal(desk),
            account: own.and_then(|c| c.bank_account.clone()),
            contract,
            bought: true,
        }),
        (None, Some(to)) => Some(Hands {
            from: own.map(|c| c.name.clone()).unwrap_or_default(),
            to: Some(particulars(desk, to, "assignment.to")),
            account: to.bank_account.clone(),
            contract,
            bought: false,
        }),
        _ => {
            desk.refuse("E-DRAFT-ASSIGNMENT-SIDES", "assignment", &[]);
            None
        }
    }
}

#[derive(Serialize)]
struct Notice {
    title: &'static str,
    date: String,
    addressees: Vec<Addressee>,
    /// 转让人.
    assignor: String,
    /// 受让人.
    assignee: Principal,
    facts: Vec<String>,
    account: BankAccount,
    law: String,
}

#[derive(Serialize)]
struct Addressee {
    /// 借款人, 保证人.
    capacity: &'static str,
    name: String,
}

/// 债权转让通知书 to everyone who owes or guarantees: without it the assignment has no effect against them.
pub fn assignment_notice(desk: &Desk) -> Value {
    let case = desk.brief.case;
    let hands = hands(desk);
    let addressees = case
        .debtors
        .iter()
        .map(|d| Addressee { capacity: capacity(case, d), name: d.name.clone() })
        .collect();
    let signed = desk.need("contract.signed_on", case.contract.signed_on.map(day));
    let Some(Hands { from, to: Some(to), account, contract, bought }) = hands else { return Value::Null };
    let path = if bought { "creditor.bank_account" } else { "assignment.to.bank_account" };
    let none = BankAccount { name: String::new(), bank: String::new(), number: String::new() };
    let account = account.unwrap_or_else(|| {
        desk.missing(path);
        none
    });
    let mut facts = vec![format!("{}与{from}于{signed}签订{}。", borrowers_named(desk), contract_name(desk))];
    let decided = named(desk, false);
    facts.extend(decided.as_ref().map(|named| format!("就该合同项下的债务，{}", named.made)));
    facts.push(owed(desk, decided.is_some()));
    facts.push(format!(
        "根据{from}与{}{contract}，{from}已将其对上列当事人享有的上述全部债权及担保权利等从权利依法转让给{}。",
        to.name, to.name
    ));
    let guarantors = case.debtors.iter().any(|d| d.role == Role::Guarantor);
    let ids: &[&str] = if guarantors { &["assignment", "assignment-guarantor"] } else { &["assignment"] };
    value(&Notice {
        title: "债权转让通知书",
        date: day(desk.brief.as_of),
        addressees,
        assignor: from,
        assignee: to,
        facts,
        account,
        law: law(desk, ids),
    })
}

/// What goes over: after a decision what is left of it, before one what the contract still asks for.
fn owed(desk: &Desk, decided: bool) -> String {
    let today = day(desk.brief.as_of);
    if let Some(owed) = desk.brief.balance {
        return format!("截至{today}，上述债务尚欠{}，此后的利息另计。", in_full(owed.total));
    }
    let left = || named(desk, true).and_then(|named| reckoned(desk, named)).map(|basis| basis.left());
    match if decided { left() } else { desk.brief.owed } {
        Some(sum) if decided => {
            format!(
                "截至{today}，生效法律文书已确定的数额尚欠{}，利息依该法律文书及法律规定另计。",
                in_full(sum)
            )
        }
        Some(sum) => format!("截至{today}，上述债务尚欠{}，此后的利息等依合同约定另计。", in_full(sum)),
        None => {
            desk.refuse("E-DRAFT-OWED-UNKNOWN", "debt", &[]);
            String::new()
        }
    }
}

#[derive(Serialize)]
struct Substitution {
    title: &'static str,
    date: String,
    case_number: String,
    claimant: Option<Claimant>,
    /// The creditor that applied for enforcement.
    former: String,
    respondents: Vec<Respondent>,
    requests: Vec<String>,
    facts: Vec<String>,
    enclosures: Vec<String>,
    forum: String,
}

/// 变更申请执行人申请书 of the assignee.
pub fn substitution_application(desk: &Desk) -> Value {
    let basis = unpaid(desk);
    let Execution { court, number } = execution(desk);
    let hands = hands(desk);
    let wish = desk.brief.case.assignment.as_ref();
    if wish.is_some_and(|a| a.acknowledged != Some(true)) {
        desk.doubt("W-DRAFT-ACKNOWLEDGED", "assignment.acknowledged", &[]);
    }
    let (Some(basis), Some(Hands { from, to: Some(to), contract, bought, .. })) = (basis, hands) else {
        return Value::Null;
    };
    let applicant = if bought { claimant(desk) } else { Some(Claimant::of(to)) };
    let name = applicant.as_ref().map(|a| a.name.clone()).unwrap_or_default();
    let mut facts = told(desk, &basis);
    facts.push(format!(
        "根据{from}与{name}{contract}，{from}已将{}确定的债权依法转让给{name}。",
        basis.title()
    ));
    if wish.and_then(|a| a.acknowledged) == Some(true) {
        facts.push(format!("{from}已书面认可{name}取得上述债权。"));
    }
    facts.push(format!("依据{}之规定，提出以上申请。", law(desk, &["substitution"])));
    value(&Substitution {
        title: "变更申请执行人申请书",
        date: day(desk.brief.as_of),
        requests: vec![format!("请求变更{name}为{number}案件的申请执行人。")],
        case_number: number,
        claimant: applicant.map(|a| Claimant { role: "申请人（债权受让人）", ..a }),
        former: from,
        respondents: respondents(desk),
        facts,
        enclosures: [
            format!("{}复印件", basis.title()),
            "债权转让协议".to_owned(),
            "转让人书面认可受让人取得债权的材料".to_owned(),
            "债权转让通知及其送达凭证".to_owned(),
        ]
        .to_vec(),
        forum: court,
    })
}
