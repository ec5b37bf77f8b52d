//! What is agreed with the debtor on payment in instalments: 分期还款协议 before any suit, 调解协议 before a court or mediators,
//! 和解协议 after a decision, 执行和解协议 in enforcement; and the joint application that a court confirm what was mediated.
//!
//! They say what the plan on record says and nothing besides: no clause stands there that nobody agreed to.

use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::wording::{
    Citation, bare, borrowers, capacity, content, contract_name, day, grounds, in_full, joined, named,
    numeral, principal_word, sum_of,
};
use super::enforcement::{fact, known};
use super::filing::{cause, value};
use super::parts::{Claimant, Respondent, claimant, respondents_as};
use crate::docket::{Balance, Decision, Paper, PlanStanding};
use crate::domain::contract::ForumKind;
use crate::domain::money::Amount;
use crate::domain::party::{Debtor, Role};
use crate::domain::plan::{Plan, PlanSetting};
use crate::domain::{Product, date};

#[derive(Serialize)]
struct Agreement {
    title: &'static str,
    date: String,
    /// The number of the case before court, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_number: Option<String>,
    claimant: Option<Claimant>,
    respondents: Vec<Respondent>,
    opening: String,
    debt: Table,
    schedule: Schedule,
    clauses: Vec<Clause>,
    /// A line each: `甲方：某公司（盖章）`.
    signatures: Vec<String>,
}

/// What is owed, part by part.
#[derive(Serialize)]
struct Table {
    rows: Vec<Row>,
    total: String,
}

#[derive(Serialize)]
struct Row {
    label: String,
    amount: String,
}

#[derive(Serialize)]
struct Schedule {
    rows: Vec<Instalment>,
    total: String,
}

#[derive(Serialize)]
struct Instalment {
    number: usize,
    due: String,
    amount: String,
}

#[derive(Serialize)]
struct Clause {
    heading: &'static str,
    paragraphs: Vec<String>,
    /// Which table follows the paragraphs: `debt`, `schedule`, or none.
    table: &'static str,
    /// Paragraphs behind the table.
    after: Vec<String>,
}

impl Clause {
    fn new(heading: &'static str, paragraphs: Vec<String>) -> Clause {
        Clause { heading, paragraphs, table: "", after: Vec::new() }
    }
}

/// Where the plan stands among the proceedings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before any suit.
    Contract,
    /// Mediated by a court, a tribunal or mediators.
    Mediation,
    /// Agreed on what was decided, outside enforcement.
    Decision,
    /// Agreed in enforcement.
    Execution,
}

fn place(desk: &Desk, plan: &Plan) -> Place {
    let decided = Decision::in_force(desk.brief.history, plan.agreed_on);
    match (plan.setting, decided) {
        (PlanSetting::PreAction, _) => Place::Contract,
        (PlanSetting::Enforcement, _) => Place::Execution,
        // The mediation that the plan itself is.
        (PlanSetting::Decided, Some(d)) if !(mediated(&d) && d.on == plan.agreed_on) => Place::Decision,
        (PlanSetting::Decided, _) => Place::Mediation,
    }
}

const fn mediated(decision: &Decision) -> bool {
    matches!(decision.paper, Paper::Mediation | Paper::TribunalMediation)
}

/// The plan on record; refused where there is none.
fn plan<'a>(desk: &Desk<'a>) -> Option<&'a PlanStanding> {
    if desk.brief.plan.is_none() {
        desk.refuse("E-DRAFT-NO-PLAN", "", &[]);
    }
    desk.brief.plan
}

/// Who signs: those whom the plan names, else everyone.
fn signs(plan: &Plan, debtor: &Debtor) -> bool {
    plan.signed_by.is_empty() || plan.signed_by.contains(&debtor.name)
}

/// 分期还款协议.
pub fn instalment_agreement(desk: &Desk) -> Value {
    let Some(plan) = plan(desk) else { return Value::Null };
    if plan.plan.setting != PlanSetting::PreAction {
        desk.refuse("E-DRAFT-PLAN-SETTING", "", &[("kind", "settlement-agreement")]);
    }
    agreement(desk, plan, Place::Contract)
}

/// 调解协议, 和解协议, 执行和解协议.
pub fn settlement_agreement(desk: &Desk) -> Value {
    let Some(plan) = plan(desk) else { return Value::Null };
    if plan.plan.setting == PlanSetting::PreAction {
        desk.refuse("E-DRAFT-PLAN-SETTING", "", &[("kind", "instalment-agreement")]);
    }
    agreement(desk, plan, place(desk, &plan.plan))
}

fn agreement(desk: &Desk, standing: &PlanStanding, place: Place) -> Value {
    let (case, plan) = (desk.brief.case, &standing.plan);
    let execution = place == Place::Execution;
    let sides = Sides::of(desk, plan, execution);
    let mut claimant = claimant(desk);
    if let Some(claimant) = &mut claimant {
        claimant.role = if execution { "甲方（申请执行人）" } else { "甲方（债权人）" };
    }
    let mut clauses = Vec::new();
    let debt = match place {
        Place::Contract | Place::Mediation => owed(desk, plan, &sides, &mut clauses),
        Place::Decision | Place::Execution => decided(desk, plan, &sides, &mut clauses),
    };
    clauses.push(payments(desk, standing, &sides));
    if plan.grace_days > 0 {
        let text = format!(
            "任何一期款项在还款日后{}日内（宽限期最后一日为法定休假日的，顺延至其后第一个工作日）足额支付的，不构成违约。",
            plan.grace_days
        );
        clauses.push(Clause::new("宽限期", vec![text]));
    }
    if let Some(sum) = plan.waived_if_kept {
        let text = format!(
            "{who}按照本协议全部履行完毕的，甲方免除{who}其余债务中的{}。{who}构成违约的，上述免除不发生效力，甲方有权继续主张。",
            in_full(sum),
            who = sides.owing
        );
        clauses.push(Clause::new("减免", vec![text]));
    }
    clauses.push(breach(desk, plan, place, &sides));
    if !sides.guaranteeing.is_empty() {
        clauses.push(guarantee(desk, place, &sides));
    }
    if place == Place::Contract {
        clauses.push(acknowledged(desk, &sides));
    }
    if matches!(place, Place::Contract | Place::Mediation) {
        clauses.push(addresses(desk, plan));
    }
    if let Some(clause) = forum(desk, place) {
        clauses.push(clause);
    }
    if place == Place::Contract && case.product == Some(Product::CreditCard) {
        let text = "乙方承诺，在本协议项下的欠款结清之前，不再向任何银行申领信用卡。".to_owned();
        clauses.push(Clause::new("持卡人的承诺", vec![text]));
        if plan.remark.is_none() {
            desk.doubt("W-DRAFT-PLAN-CARD-FEES", "", &[]);
        }
    }
    let copies = numeral(case.debtors.iter().filter(|d| signs(plan, d)).count() + 1);
    let mut other: Vec<String> =
        plan.remark.iter().map(|text| format!("各方另行约定：{}。", bare(text))).collect();
    other.push(match place {
        Place::Contract => format!(
            "本协议未约定的事项，仍按{}执行。本协议自各方签名或者盖章之日起生效，一式{copies}份，各方各执一份。",
            contract_name(desk)
        ),
        Place::Mediation | Place::Decision => {
            format!("本协议自各方签名或者盖章之日起生效，一式{copies}份，各方各执一份。")
        }
        Place::Execution => format!(
            "本协议自各方签名或者盖章之日起生效，一式{}份，各方各执一份，一份提交执行法院附卷。",
            numeral(case.debtors.iter().filter(|d| signs(plan, d)).count() + 2)
        ),
    });
    clauses.push(Clause::new("其他", other));
    let number = match place {
        Place::Contract | Place::Decision => None,
        Place::Mediation => desk.brief.case_number.map(str::to_owned),
        Place::Execution => execution_number(desk),
    };
    value(&Agreement {
        title: match place {
            Place::Contract => "分期还款协议",
            Place::Mediation => "调解协议",
            Place::Decision => "和解协议",
            Place::Execution => "执行和解协议",
        },
        date: day(plan.agreed_on),
        case_number: number,
        claimant,
        respondents: respondents_as(desk, |i, debtor| sides.role(i).filter(|_| signs(plan, debtor))),
        opening: opening(desk, plan, place, &sides),
        debt,
        schedule: Schedule {
            rows: plan
                .instalments
                .iter()
                .enumerate()
                .map(|(i, one)| Instalment { number: i + 1, due: day(one.due), amount: one.amount.grouped() })
                .collect(),
            total: standing.total.grouped(),
        },
        clauses,
        signatures: sides.signatures(desk),
    })
}

/// What the parties are called.
struct Sides {
    /// What each debtor is called by its place, those who do not sign left out.
    roles: Vec<Option<String>>,
    /// Those who owe together: `乙方`, `乙方一、乙方二`.
    owing: String,
    /// Those who guarantee: `丙方`.
    guaranteeing: String,
}

impl Sides {
    fn of(desk: &Desk, plan: &Plan, execution: bool) -> Sides {
        let case = desk.brief.case;
        let mut roles = vec![None; case.debtors.len()];
        let mut side = |letter: &str, guarantor: bool| {
            let of: Vec<usize> = (0..case.debtors.len())
                .filter(|i| (case.debtors[*i].role == Role::Guarantor) == guarantor)
                .filter(|i| signs(plan, &case.debtors[*i]))
                .collect();
            let mut short = Vec::new();
            for (nth, i) in of.iter().enumerate() {
                let name =
                    if of.len() == 1 { letter.to_owned() } else { format!("{letter}{}", numeral(nth + 1)) };
                let is = if execution { "被执行人" } else { capacity(case, &case.debtors[*i]) };
                roles[*i] = Some(format!("{name}（{is}）"));
                short.push(name);
            }
            joined(&short)
        };
        let owing = side("乙方", false);
        let guaranteeing = side("丙方", true);
        if owing.is_empty() {
            desk.refuse("E-DRAFT-PLAN-UNSIGNED", "", &[]);
        }
        Sides { roles, owing, guaranteeing }
    }

    fn role(&self, at: usize) -> Option<String> {
        self.roles.get(at).cloned().flatten()
    }

    /// The lines to sign on.
    fn signatures(&self, desk: &Desk) -> Vec<String> {
        let case = desk.brief.case;
        let creditor = case.creditor.as_ref().map_or("", |c| c.name.as_str());
        let mut lines = vec![
            format!("甲方：{creditor}（盖章）"),
            "法定代表人（负责人）或者委托代理人（签名）：".to_owned(),
        ];
        for (debtor, role) in case.debtors.iter().zip(&self.roles) {
            let Some(role) = role.as_deref().and_then(|role| role.split('（').next()) else { continue };
            if debtor.is_company() {
                lines.push(format!("{role}：{}（盖章）", debtor.name));
                lines.push("法定代表人（负责人）或者委托代理人（签名）：".to_owned());
            } else {
                lines.push(format!("{role}（签名）：{}", debtor.name));
            }
        }
        lines
    }
}

fn opening(desk: &Desk, plan: &Plan, place: Place, sides: &Sides) -> String {
    let everyone = match sides.guaranteeing.as_str() {
        "" => format!("甲方、{}", sides.owing),
        guaranteeing => format!("甲方、{}、{guaranteeing}", sides.owing),
    };
    match place {
        Place::Contract => {
            let signed = desk.need("contract.signed_on", desk.brief.case.contract.signed_on.map(day));
            format!(
                "就{signed}签订的{}项下的欠款，{everyone}经协商一致，在自愿、平等的基础上达成如下协议：",
                contract_name(desk)
            )
        }
        Place::Mediation => {
            let by = mediator(desk, plan).map_or_else(String::new, |by| format!("经{by}主持调解，"));
            format!("就{}一案，{by}{everyone}自愿达成如下协议：", cause(desk))
        }
        Place::Decision => format!("就生效法律文书确定的债务，{everyone}自愿达成如下协议："),
        Place::Execution => {
            let (court, number) = (execution_court(desk), execution_number(desk));
            if court.is_none() {
                desk.refuse("E-DRAFT-EXECUTION", "", &[("what", "enforcement/applied court")]);
            }
            if number.is_none() {
                desk.refuse("E-DRAFT-EXECUTION", "", &[("what", "enforcement/accepted case_number")]);
            }
            format!(
                "在{}{}案件执行过程中，{everyone}自愿达成如下执行和解协议：",
                court.unwrap_or_default(),
                number.unwrap_or_default()
            )
        }
    }
}

/// Who mediated: the mediators on record, else the court.
fn mediator(desk: &Desk, plan: &Plan) -> Option<String> {
    let before: Vec<_> = known(desk).into_iter().filter(|m| m.on <= plan.agreed_on).collect();
    let started =
        before.iter().rfind(|m| m.milestone == "mediation-started").and_then(|m| fact(m, "mediator"));
    let heard = |name: &str| {
        let of = |m: &&&crate::domain::event::MilestoneEvent| {
            matches!(m.track.as_str(), "litigation" | "arbitration")
        };
        before.iter().filter(of).rev().find_map(|m| fact(m, name))
    };
    started.or_else(|| heard("court")).or_else(|| heard("institution"))
}

fn execution_court(desk: &Desk) -> Option<String> {
    known(desk)
        .into_iter()
        .rfind(|m| m.track == "enforcement" && m.milestone == "applied")
        .and_then(|m| fact(m, "court"))
}

fn execution_number(desk: &Desk) -> Option<String> {
    let numbered = |m: &&crate::domain::event::MilestoneEvent| {
        m.track == "enforcement" && matches!(m.milestone.as_str(), "accepted" | "resumed")
    };
    known(desk).into_iter().filter(numbered).rev().find_map(|m| fact(m, "case_number"))
}

/// What is owed by contract on the day of the agreement.
fn owed(desk: &Desk, plan: &Plan, sides: &Sides, clauses: &mut Vec<Clause>) -> Table {
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
fn decided(desk: &Desk, plan: &Plan, sides: &Sides, clauses: &mut Vec<Clause>) -> Table {
    let nothing = Table { rows: Vec::new(), total: String::new() };
    let Some(named) = named(desk, true) else {
        desk.refuse("E-DRAFT-NO-DECISION", "", &[]);
        return nothing;
    };
    let decision = &named.decision;
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

fn payments(desk: &Desk, standing: &PlanStanding, sides: &Sides) -> Clause {
    let plan = &standing.plan;
    let text = match plan.instalments.as_slice() {
        [one] => format!("{}应当于{}向甲方支付{}。", sides.owing, day(one.due), in_full(standing.total)),
        all => format!(
            "{}分{}期向甲方支付合计{}，各期的还款日和金额如下：",
            sides.owing,
            all.len(),
            in_full(standing.total)
        ),
    };
    let account = desk.brief.case.creditor.as_ref().and_then(|c| c.bank_account.as_ref());
    if account.is_none() {
        desk.missing("creditor.bank_account");
    }
    let mut after = vec![
        "还款日为法定休假日的，顺延至其后第一个工作日。款项以到账为准，到账的款项按照还款日的先后抵充各期。"
            .to_owned(),
    ];
    after
        .extend(account.map(|a| {
            format!("款项汇入甲方的以下账户：户名{}，开户行{}，账号{}。", a.name, a.bank, a.number)
        }));
    Clause { table: "schedule", after, ..Clause::new("还款安排", vec![text]) }
}

/// What a breach is, and what follows: what was agreed, and what the law says.
fn breach(desk: &Desk, plan: &Plan, place: Place, sides: &Sides) -> Clause {
    let within = if plan.grace_days > 0 { "宽限期满仍" } else { "" };
    let what = match plan.breach_after {
        0 | 1 => format!("任何一期款项{within}未足额支付的，{}构成违约。", sides.owing),
        n => format!(
            "有{}期以上款项同时{within}未足额支付的，{}构成违约。",
            numeral(usize::from(n)),
            sides.owing
        ),
    };
    let whole = plan.whole_on_breach;
    let due = if whole {
        "本协议项下全部未付款项立即到期，甲方有权要求一次性付清"
    } else {
        "甲方有权要求支付已到期未付的款项"
    };
    let law = |ids: &[&str]| Citation::joined(&grounds(&desk.brief, ids));
    let follows = match place {
        Place::Contract => format!(
            "{}构成违约的，{due}，并有权依照{}的约定和{}的规定追究违约责任。",
            sides.owing,
            contract_name(desk),
            law(&["performance"])
        ),
        Place::Mediation => format!(
            "{}构成违约的，{due}；本协议经人民法院确认有效或者据以制作调解书的，甲方有权依法申请强制执行。",
            sides.owing
        ),
        Place::Decision => format!(
            "{}构成违约的，{due}，并有权依照{}的规定就生效法律文书申请强制执行，已经履行的部分依法扣除。",
            sides.owing,
            law(&["decision-enforcement"])
        ),
        Place::Execution => {
            let due = if whole { format!("{due}；甲方") } else { "甲方".to_owned() };
            format!(
                "被执行人一方不履行本协议的，{due}可以申请恢复执行原生效法律文书，也可以就履行本协议向执行法院提起诉讼（{}）。恢复执行的，已经按照本协议履行的部分依法扣除。",
                law(&["resumption-settlement", "resumption-settlement-rules"])
            )
        }
    };
    let mut texts = vec![what, follows];
    if place == Place::Execution {
        texts.push(format!(
            "{}按照本协议全部履行完毕的，甲方认可原生效法律文书确定的债务履行完毕，由执行法院依法结案。",
            sides.owing
        ));
    }
    Clause::new("违约责任", texts)
}

fn guarantee(desk: &Desk, place: Place, sides: &Sides) -> Clause {
    let who = &sides.guaranteeing;
    let law = |ids: &[&str]| Citation::joined(&grounds(&desk.brief, ids));
    let texts = match place {
        Place::Execution => vec![
            format!("{who}同意本协议，其依照原生效法律文书承担的责任不因本协议而免除。"),
            format!(
                "另行提供执行担保的，应当向执行法院提交担保书，承诺在被执行人不履行本协议时自愿接受直接强制执行（{}）。",
                law(&["enforcement-security", "settlement-security"])
            ),
        ],
        Place::Contract | Place::Mediation | Place::Decision => vec![format!(
            "{who}同意本协议对还款期限和金额的变更，继续按照原担保合同的约定对本协议项下的债务承担担保责任（{}）。",
            law(&["guarantee-change"])
        )],
    };
    Clause::new("担保", texts)
}

/// The debtor acknowledges the debt; limitation runs from the last instalment.
fn acknowledged(desk: &Desk, sides: &Sides) -> Clause {
    let law = |ids: &[&str]| Citation::joined(&grounds(&desk.brief, ids));
    Clause::new(
        "诉讼时效",
        vec![format!(
            "{}确认上述债务并同意履行，诉讼时效自本协议签订之日中断（{}）；本协议约定分期履行，诉讼时效期间自最后一期履行期限届满之日起计算（{}）。",
            sides.owing,
            law(&["limitation-acknowledged"]),
            law(&["limitation-instalments"])
        )],
    )
}

/// Where papers reach each of those who sign.
fn addresses(desk: &Desk, plan: &Plan) -> Clause {
    let mut texts = vec![
        "各方确认以下送达地址适用于本协议的履行以及因本协议发生的诉讼、仲裁、执行各阶段，按照该地址送达的，即视为送达；变更的，应当书面通知其他各方和受理案件的机构。".to_owned(),
    ];
    for (i, debtor) in desk.brief.case.debtors.iter().enumerate().filter(|(_, d)| signs(plan, d)) {
        let agreed = debtor.service_address.as_ref();
        let place = agreed
            .and_then(|s| s.address.as_ref())
            .or(debtor.residence.as_ref())
            .or(debtor.domicile.as_ref());
        if place.is_none() {
            desk.missing(&format!("debtors[{i}].domicile"));
        }
        let phone = agreed.and_then(|s| s.phone.as_ref()).or(debtor.phones.first());
        let email = agreed.and_then(|s| s.email.as_ref()).or(debtor.emails.first());
        let pieces: Vec<String> = [
            place.map(|p| bare(p).to_owned()),
            phone.map(|p| format!("电话{p}")),
            email.map(|e| format!("电子邮箱{e}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        texts.push(format!("{}：{}。", debtor.name, pieces.join("，")));
    }
    Clause::new("送达地址", texts)
}

/// Where disputes go, or how what was mediated becomes enforceable.
fn forum(desk: &Desk, place: Place) -> Option<Clause> {
    match place {
        Place::Contract => {
            let forum = desk.brief.case.contract.forum.as_ref();
            let to = forum.and_then(|f| match f.kind {
                ForumKind::Court => Some(format!("依法向{}提起诉讼", f.court.as_deref()?)),
                ForumKind::Arbitration => Some(format!("提交{}仲裁", f.institution.as_deref()?)),
            });
            let to = to.unwrap_or_else(|| format!("按照{}约定的争议解决方式处理", contract_name(desk)));
            Some(Clause::new("争议解决", vec![format!("因本协议发生争议，协商不成的，{to}。")]))
        }
        Place::Mediation => {
            let text = if desk.brief.case_number.is_some() {
                "各方同意由受理案件的机构依据本协议制作调解书。".to_owned()
            } else {
                format!(
                    "各方同意自本协议生效之日起三十日内，共同向有管辖权的人民法院申请司法确认（{}）。",
                    Citation::joined(&grounds(&desk.brief, &["judicial-confirmation"]))
                )
            };
            Some(Clause::new("协议的效力", vec![text]))
        }
        Place::Decision | Place::Execution => None,
    }
}

#[derive(Serialize)]
struct Confirmation {
    title: &'static str,
    /// The official name of the form.
    form: &'static str,
    date: String,
    claimant: Option<Claimant>,
    respondents: Vec<Respondent>,
    requests: Vec<String>,
    facts: Vec<String>,
    terms: Vec<String>,
    promise: String,
    enclosures: Vec<String>,
    forum: String,
    signatures: Vec<String>,
}

/// 申请书（申请司法确认调解协议用）: both sides together, within thirty days of the mediated agreement (民诉法 205).
pub fn judicial_confirmation_application(desk: &Desk) -> Value {
    let Some(standing) = plan(desk) else { return Value::Null };
    let plan = &standing.plan;
    let case = desk.brief.case;
    if place(desk, plan) != Place::Mediation {
        desk.refuse("E-DRAFT-CONFIRM-NOT-MEDIATED", "", &[]);
    }
    if let Some(number) = desk.brief.case_number {
        // A case before the court ends with a mediation paper of its own.
        desk.refuse("E-DRAFT-CONFIRM-PENDING", "", &[("number", number)]);
    }
    if let Some(last) = desk.brief.confirm_by.filter(|last| *last < desk.brief.as_of) {
        desk.refuse("E-DRAFT-CONFIRM-LATE", "", &[("on", &last.to_string())]);
    }
    let mediators = known(desk)
        .into_iter()
        .rfind(|m| m.milestone == "mediation-started" && m.on <= plan.agreed_on)
        .and_then(|m| fact(m, "mediator"));
    if mediators.is_none() {
        desk.refuse("E-DRAFT-CONFIRM-MEDIATOR", "", &[]);
    }
    let mut claimant = claimant(desk);
    if let Some(claimant) = &mut claimant {
        claimant.role = "申请人";
    }
    let creditor = case.creditor.as_ref().map_or("", |c| c.name.as_str());
    let others: Vec<&Debtor> = case.debtors.iter().filter(|d| signs(plan, d)).collect();
    let names: Vec<String> = others.iter().map(|d| d.name.clone()).collect();
    let mediators = mediators.unwrap_or_default();
    let agreed = day(plan.agreed_on);
    let owing: Vec<String> = borrowers(case).filter(|d| signs(plan, d)).map(|d| d.name.clone()).collect();
    let mut terms: Vec<String> = plan
        .instalments
        .iter()
        .enumerate()
        .map(|(i, one)| {
            format!(
                "第{}期：{}于{}前（含当日）支付{}",
                i + 1,
                joined(&owing),
                day(one.due),
                sum_of(one.amount)
            )
        })
        .collect();
    if let Some(sum) = plan.waived_if_kept {
        terms.push(format!("按期全部履行的，{creditor}免除其余债务中的{}", sum_of(sum)));
    }
    if plan.whole_on_breach {
        terms.push("构成违约的，全部未付款项立即到期".to_owned());
    }
    let forum = desk.need("contract.forum.court", case.contract.forum.as_ref().and_then(|f| f.court.clone()));
    let mut signatures = vec![format!("申请人：{creditor}（盖章）")];
    signatures.extend(others.iter().map(|d| match d.is_company() {
        true => format!("申请人：{}（盖章）", d.name),
        false => format!("申请人（签名）：{}", d.name),
    }));
    value(&Confirmation {
        title: "司法确认申请书",
        form: "申请书（申请司法确认调解协议用）",
        date: day(desk.brief.as_of),
        claimant,
        respondents: respondents_as(desk, |_, d| signs(plan, d).then(|| "申请人".to_owned())),
        requests: vec![format!(
            "请求确认申请人{creditor}与申请人{}于{agreed}经{mediators}主持调解达成的调解协议有效。",
            joined(&names)
        )],
        facts: vec![format!(
            "申请人{creditor}与申请人{}因{}，经{mediators}主持调解，于{agreed}达成调解协议，约定由{}向{creditor}支付合计{}，具体内容如下：",
            joined(&names),
            cause(desk),
            joined(&owing),
            in_full(standing.total)
        )],
        terms,
        promise: format!(
            "申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如果因为该协议内容而给他人造成损害的，愿意承担相应的民事责任和其他法律责任。依据{}之规定，共同提出申请。",
            Citation::joined(&grounds(&desk.brief, &["judicial-confirmation"]))
        ),
        enclosures: vec![
            "调解协议".to_owned(),
            "申请人的身份证明、资格证明、住所、联系方式等材料".to_owned(),
            "与调解协议相关的证明材料".to_owned(),
        ],
        forum,
        signatures,
    })
}

/// What was paid under a settlement that was broken, for the application to resume: `None` where no plan is on record.
pub fn paid_under(desk: &Desk) -> Option<String> {
    let plan = desk.brief.plan.filter(|p| p.plan.setting == PlanSetting::Enforcement)?;
    let missed: Vec<String> = plan
        .breach
        .iter()
        .flat_map(|b| &b.missed)
        .filter_map(|n| plan.instalments.get(n - 1))
        .map(|i| format!("第{}期（{}到期，{}）", i.number, date::chinese(i.due), sum_of(i.amount)))
        .collect();
    let which = if missed.is_empty() {
        String::new()
    } else {
        format!("，{}未按期足额支付", joined(&missed))
    };
    Some(format!(
        "该协议约定分{}期支付合计{}；截至{}，被执行人共按该协议支付{}，尚有{}未支付{which}。",
        plan.instalments.len(),
        sum_of(plan.total),
        day(desk.brief.as_of),
        sum_of(plan.paid),
        sum_of(plan.left()),
    ))
}
