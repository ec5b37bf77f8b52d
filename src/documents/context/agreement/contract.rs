//! 分期还款协议, 调解协议, 和解协议, 执行和解协议.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{bare, contract_name, day, in_full, joined, numeral, sum_of};
use super::super::enforcement::{fact, known};
use super::super::filing::{cause, value};
use super::super::parts::{Claimant, Respondent, claimant, respondents_as};
use super::clauses::{Clause, acknowledged, addresses, breach, forum, guarantee, payments, stayed};
use super::debt::{Table, beyond, decided, owed};
use super::meanwhile;
use super::sides::{Sides, signs};
use crate::docket::{Decision, Paper, PlanStanding};
use crate::domain::event::MilestoneEvent;
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

/// Where the plan stands among the proceedings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before any suit.
    Contract,
    /// Mediated by a court, a tribunal or mediators.
    Mediation,
    /// Agreed on what was decided, outside enforcement.
    Decision,
    /// Agreed in enforcement.
    Execution,
}

/// Where a plan stands.
pub fn place(desk: &Desk, plan: &Plan) -> Place {
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
pub fn plan<'a>(desk: &Desk<'a>) -> Option<&'a PlanStanding> {
    if desk.brief.plan.is_none() {
        desk.refuse("E-DRAFT-NO-PLAN", "", &[]);
    }
    desk.brief.plan
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
    clauses.extend(meanwhile::interest(desk, plan, place, &sides));
    clauses.extend(meanwhile::suit(desk, plan, place));
    // A settlement in enforcement that is performed ends the whole debt: see the clause on its breach.
    if let Some(rest) = beyond(desk, plan).filter(|_| !execution) {
        let text =
            format!("前述债务中未列入还款安排也未减免的{}，{}仍应当清偿。", in_full(rest), sides.owing);
        clauses.push(Clause::new("其余债务", vec![text]));
    }
    clauses.push(breach(desk, plan, place, &sides));
    if execution {
        clauses.push(stayed(desk));
    }
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
    // 人民调解法 29: the mediator signs, the committee seals and keeps a copy.
    let committee = mediator(desk, plan).filter(|by| {
        place == Place::Mediation && desk.brief.case_number.is_none() && by.contains("调解委员会")
    });
    let copies = numeral(case.debtors.iter().filter(|d| signs(plan, d)).count() + 1);
    let mut other: Vec<String> =
        plan.remark.iter().map(|text| format!("各方另行约定：{}。", bare(text))).collect();
    other.push(match place {
        Place::Contract => format!(
            "本协议未约定的事项，仍按{}执行。本协议自各方签名或者盖章之日起生效，一式{copies}份，各方各执一份。",
            contract_name(desk)
        ),
        Place::Mediation if committee.is_some() => format!(
            "本协议自各方签名、盖章，人民调解员签名并加盖人民调解委员会印章之日起生效，一式{}份，各方各执一份，人民调解委员会留存一份。",
            numeral(case.debtors.iter().filter(|d| signs(plan, d)).count() + 2)
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
    let mut signatures = sides.signatures(desk);
    if let Some(by) = &committee {
        signatures.extend(["人民调解员（签名）：".to_owned(), format!("{by}（盖章）")]);
    }
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
        signatures,
    })
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
    let heard = |name: &str| {
        let of = |m: &&&MilestoneEvent| matches!(m.track.as_str(), "litigation" | "arbitration");
        before.iter().filter(of).rev().find_map(|m| fact(m, name))
    };
    mediators(desk, plan).or_else(|| heard("court")).or_else(|| heard("institution"))
}

/// The mediators before whom it was agreed, or before whom the court sent the parties, as last recorded by its day.
pub fn mediators(desk: &Desk, plan: &Plan) -> Option<String> {
    let before = |m: &&MilestoneEvent| {
        let agreed = m.track == "judicial-confirmation" && m.milestone == "agreed";
        (agreed || m.milestone == "mediation-started") && m.on <= plan.agreed_on
    };
    known(desk).into_iter().filter(before).rev().find_map(|m| fact(m, "mediator"))
}

/// The day on which it was agreed before mediators, as recorded by the plan's day: the plan may be signed after it.
pub fn mediated_on(desk: &Desk, plan: &Plan) -> NaiveDate {
    let agreed = |m: &&MilestoneEvent| {
        m.track == "judicial-confirmation" && m.milestone == "agreed" && m.on <= plan.agreed_on
    };
    known(desk).into_iter().filter(agreed).map(|m| m.on).max().unwrap_or(plan.agreed_on)
}

fn execution_court(desk: &Desk) -> Option<String> {
    known(desk)
        .into_iter()
        .rfind(|m| m.track == "enforcement" && m.milestone == "applied")
        .and_then(|m| fact(m, "court"))
}

fn execution_number(desk: &Desk) -> Option<String> {
    let numbered = |m: &&MilestoneEvent| {
        m.track == "enforcement" && matches!(m.milestone.as_str(), "accepted" | "resumed")
    };
    known(desk).into_iter().filter(numbered).rev().find_map(|m| fact(m, "case_number"))
}

/// The first day of the breach of a settlement in enforcement, where instalments of it are missed.
pub fn breached_on(desk: &Desk) -> Option<NaiveDate> {
    let plan = desk.brief.plan.filter(|p| p.plan.setting == PlanSetting::Enforcement)?;
    plan.breach.as_ref().filter(|b| !b.missed.is_empty()).map(|b| b.on)
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
